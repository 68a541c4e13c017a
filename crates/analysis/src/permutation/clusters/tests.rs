//! Clusters against brute force, exchanges against enumeration, the level under the null.

use insta::assert_snapshot;
use ndarray::{Array2, array};
use spikebook_numeric::elementary::sqrt;

use super::*;
use crate::descriptive;

fn noise(n_rows: usize, n_points: usize, number: u64) -> Array2<f64> {
    let mut stream = Seed::from_name("maps").replicate("noise", number);
    Array2::from_shape_fn((n_rows, n_points), |_| stream.standard_normal())
}

/// Student's t of a column against zero, and of two columns, by their textbook formulas.
fn t_of_one(x: &[f64]) -> f64 {
    descriptive::mean(x) / (descriptive::standard_deviation(x, 1) / sqrt(x.len() as f64))
}

fn t_of_two(a: &[f64], b: &[f64]) -> f64 {
    let (n, m) = (a.len() as f64, b.len() as f64);
    let pooled = ((n - 1.0) * descriptive::variance(a, 1)
        + (m - 1.0) * descriptive::variance(b, 1))
        / (n + m - 2.0);
    (descriptive::mean(a) - descriptive::mean(b)) / sqrt(pooled * (1.0 / n + 1.0 / m))
}

/// The largest |mass| of runs in a row of t values, by trying every run.
fn largest_run(t: &[f64], threshold: f64) -> f64 {
    let mut largest = 0.0_f64;
    for (start, stop) in (0..t.len()).flat_map(|a| (a + 1..=t.len()).map(move |b| (a, b))) {
        let run = &t[start..stop];
        let above = run.iter().all(|&t| t > threshold) || run.iter().all(|&t| t < -threshold);
        if above {
            largest = largest.max(run.iter().sum::<f64>().abs());
        }
    }
    largest
}

#[test]
fn signs_are_flipped_as_by_brute_force() {
    let mut maps = noise(7, 12, 1);
    for point in 3..7 {
        maps.column_mut(point).mapv_inplace(|value| value + 1.5);
    }
    let fit = ClusterTest::default()
        .one_sample(maps.view(), Grid::line(12), Seed::from_number(1))
        .expect("a test");
    assert!(fit.is_exact() && fit.largest_mass().len() == 128);
    for (point, &t) in fit.t().iter().enumerate() {
        assert!((t - t_of_one(&maps.column(point).to_vec())).abs() < 1e-10);
    }
    for signs in 0..128_usize {
        let flipped = |row: usize, value: f64| if signs >> row & 1 == 1 { -value } else { value };
        let t: Vec<f64> = (0..12)
            .map(|point| {
                let column = maps.column(point);
                t_of_one(
                    &column.iter().enumerate().map(|(row, &x)| flipped(row, x)).collect::<Vec<_>>(),
                )
            })
            .collect();
        let wanted = largest_run(&t, fit.threshold());
        let got = fit.largest_mass()[signs];
        assert!((got - wanted).abs() < 1e-9, "signs {signs}: {got} against {wanted}");
    }
    let first = &fit.clusters()[0];
    let n_as_large =
        fit.largest_mass().iter().filter(|&&mass| mass >= first.mass.abs() - 1e-9).count();
    assert_eq!(first.p, n_as_large as f64 / 128.0);
}

#[test]
fn labels_are_exchanged_as_by_brute_force() {
    let (a, b) = (noise(4, 9, 2) + 0.8, noise(3, 9, 3));
    let fit = ClusterTest::default()
        .with_threshold_p(0.3)
        .expect("a p")
        .two_samples(a.view(), b.view(), Grid::line(9), Seed::from_number(1))
        .expect("a test");
    assert_eq!(fit.largest_mass().len(), 35);
    for (point, &t) in fit.t().iter().enumerate() {
        let wanted = t_of_two(&a.column(point).to_vec(), &b.column(point).to_vec());
        assert!((t - wanted).abs() < 1e-10);
    }
    let mut wanted = Vec::new();
    for deal in (0_u32..128).filter(|deal| deal.count_ones() == 4) {
        let t: Vec<f64> = (0..9)
            .map(|point| {
                let pooled = [a.column(point).to_vec(), b.column(point).to_vec()].concat();
                let pick = |bit: u32| {
                    let rows = pooled.iter().enumerate();
                    rows.filter(|(row, _)| deal >> row & 1 == bit)
                        .map(|(_, &x)| x)
                        .collect::<Vec<_>>()
                };
                t_of_two(&pick(1), &pick(0))
            })
            .collect();
        wanted.push(largest_run(&t, fit.threshold()));
    }
    let mut got = fit.largest_mass().to_vec();
    got.sort_by(f64::total_cmp);
    wanted.sort_by(f64::total_cmp);
    for (got, wanted) in got.iter().zip(&wanted) {
        assert!((got - wanted).abs() < 1e-9, "{got} against {wanted}");
    }
}

#[test]
fn random_exchanges_come_near_to_all() {
    let (a, b) = (noise(6, 20, 4) + 0.5, noise(5, 20, 5));
    let maps = noise(11, 20, 6) + 0.4;
    let random = ClusterTest::default().with_exchanges(0, 20_000).expect("some");
    let seed = Seed::from_number(2);
    let grid = Grid::line(20);
    for (exact, random) in [
        (
            ClusterTest::default().two_samples(a.view(), b.view(), grid, seed).expect("a test"),
            random.two_samples(a.view(), b.view(), grid, seed).expect("a test"),
        ),
        (
            // The larger sample first: the choice is that of the other one.
            ClusterTest::default().two_samples(b.view(), a.view(), grid, seed).expect("a test"),
            random.two_samples(b.view(), a.view(), grid, seed).expect("a test"),
        ),
        (
            ClusterTest::default().one_sample(maps.view(), grid, seed).expect("a test"),
            random.one_sample(maps.view(), grid, seed).expect("a test"),
        ),
    ] {
        assert!(exact.is_exact() && !random.is_exact());
        for (one, other) in exact.clusters().iter().zip(random.clusters()) {
            assert_eq!(one.points, other.points);
            assert!((one.p - other.p).abs() < 0.02, "{} against {}", one.p, other.p);
        }
        for (one, other) in exact.point_p().iter().zip(random.point_p()) {
            assert!((one - other).abs() < 0.02);
        }
    }
}

#[test]
fn patches_in_a_plane_share_sides_and_not_corners() {
    let t = [
        3.0, 3.0, 0.0, 3.0, //
        0.0, 3.0, 0.0, 3.0, //
        3.0, 0.0, -4.0, 0.0,
    ];
    let grid = Grid::plane(3, 4);
    let patches = grid.clusters(&t, 2.0, Tail::TwoSided);
    let points: Vec<&[usize]> = patches.iter().map(|(points, _)| points.as_slice()).collect();
    assert_eq!(points, [&[0, 1, 5][..], &[3, 7], &[8], &[10]]);
    assert_eq!(patches.iter().map(|patch| patch.1).collect::<Vec<_>>(), [9.0, 6.0, 3.0, -4.0]);
    assert_eq!(grid.clusters(&t, 2.0, Tail::Greater).len(), 3);
    assert_eq!(grid.clusters(&t, 2.0, Tail::Less).len(), 1);
    // A line of the same points joins the end of a row to the start of the next.
    assert_eq!(Grid::line(12).clusters(&t, 2.0, Tail::Greater)[3].0, [7, 8]);
}

#[test]
fn a_true_patch_is_found_and_noise_keeps_the_level() {
    let grid = Grid::plane(6, 8);
    let test = ClusterTest::default().with_exchanges(0, 199).expect("some");
    let false_alarms = (0..200_u64)
        .filter(|&number| {
            let maps = noise(12, 48, 100 + number);
            let fit =
                test.one_sample(maps.view(), grid, Seed::from_number(number)).expect("a test");
            fit.clusters().first().is_some_and(|cluster| cluster.p <= 0.05)
        })
        .count();
    // 200 tests at 5 %: 10 expected; beyond 22 has a chance of 2 in 10,000.
    assert!(false_alarms <= 22, "{false_alarms} of 200");
    let mut maps = noise(12, 48, 99);
    for point in [9, 10, 17, 18, 25, 26] {
        maps.column_mut(point).mapv_inplace(|value| value + 2.0);
    }
    let fit = test.one_sample(maps.view(), grid, Seed::from_number(1)).expect("a test");
    let cluster = &fit.clusters()[0];
    assert!(
        cluster.p <= 0.01 && [9, 10, 17, 18, 25, 26].iter().all(|p| cluster.points.contains(p))
    );
}

#[test]
fn threads_change_nothing() {
    let maps = noise(30, 10, 7);
    let on = |n_threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("threads");
        let test = ClusterTest::default().with_exchanges(0, 300).expect("some");
        pool.install(|| test.one_sample(maps.view(), Grid::line(10), Seed::from_number(1)))
            .expect("a test")
    };
    let one = on(1);
    assert!([2, 3, 8].into_iter().all(|n_threads| one == on(n_threads)));
}

#[test]
fn messages() {
    let seed = Seed::from_number(1);
    let test = ClusterTest::default();
    let refused = |maps: Array2<f64>, grid| {
        test.one_sample(maps.view(), grid, seed).expect_err("refused").to_string()
    };
    assert_snapshot!(refused(array![[1.0, 2.0]], Grid::line(2)), @"maps: got 1, wanted at least 2");
    assert_snapshot!(refused(noise(4, 6, 1), Grid::plane(2, 4)), @"points of a map: got 6 entries, wanted 8");
    assert_snapshot!(refused(array![[1.0, 2.0], [f64::NAN, 1.0]], Grid::line(2)), @"maps, point 0, row 2: got NaN, wanted a finite number");
    assert_snapshot!(refused(array![[1.0, 2.0], [2.0, 2.0], [0.0, 2.0]], Grid::line(2)), @"column 1: it is constant, wanted some spread to scale by");
    assert_snapshot!(refused(array![[1e200, 2.0], [2e200, 1.0]], Grid::line(2)), @"point 0 of the maps: its squares are beyond the range of numbers, wanted values below 1e150 in size");
    assert_snapshot!(test.with_threshold_p(1.0).expect_err("p"), @"threshold p: got 1, wanted a number above 0 and below 1");
    assert_snapshot!(test.with_exchanges(5, 0).expect_err("none"), @"permutations: got 0, wanted at least 1");
}

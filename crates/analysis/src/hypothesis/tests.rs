use insta::assert_snapshot;
use proptest::prelude::*;
use spikebook_numeric::special::{normal_cdf, student_t_two_sided};
use spikebook_numeric::{Seed, Stream};

use super::*;
use crate::regression::PolynomialRegression;

fn draws(number: u64) -> Stream {
    Seed::from_name("hypothesis").replicate("sample", number)
}

fn normals(number: u64, n: usize) -> Vec<f64> {
    let mut draws = draws(number);
    (0..n).map(|_| draws.standard_normal()).collect()
}

/// Values with many ties.
fn coarse(number: u64, n: usize) -> Vec<f64> {
    let mut draws = draws(number);
    (0..n).map(|_| draws.below(4) as f64).collect()
}

fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * (1.0 + b.abs())
}

/// All ways to choose n of 0..total, as flags.
fn choices(total: usize, n: usize) -> impl Iterator<Item = Vec<bool>> {
    (0_u32..1 << total)
        .filter(move |bits| bits.count_ones() as usize == n)
        .map(move |bits| (0..total).map(|at| bits >> at & 1 == 1).collect())
}

fn split(values: &[f64], is_first: &[bool]) -> (Vec<f64>, Vec<f64>) {
    let pick = |wanted: bool| {
        values.iter().zip(is_first).filter(|pair| *pair.1 == wanted).map(|pair| *pair.0).collect()
    };
    (pick(true), pick(false))
}

#[test]
fn rank_sums_are_counted_as_by_hand() {
    for number in 0..6 {
        let all = if number % 2 == 0 { coarse(number, 9) } else { normals(number, 9) };
        let (a, b) = all.split_at(4);
        let of = |a: &[f64], b: &[f64], alternative| {
            MannWhitneyTest::of(a, b, alternative, PValue::Exact).expect("a test")
        };
        let seen = of(a, b, Alternative::Greater);
        let pairs = a.iter().flat_map(|x| b.iter().map(move |y| x - y));
        let by_pairs: f64 = pairs
            .map(|d| {
                if d > 0.0 {
                    1.0
                } else if d == 0.0 {
                    0.5
                } else {
                    0.0
                }
            })
            .sum();
        assert_eq!(seen.u, by_pairs);
        let all_u: Vec<f64> = choices(9, 4)
            .map(|choice| {
                let (a, b) = split(&all, &choice);
                of(&a, &b, Alternative::Greater).u
            })
            .collect();
        let share = |holds: &dyn Fn(f64) -> bool| {
            all_u.iter().filter(|u| holds(**u)).count() as f64 / all_u.len() as f64
        };
        let (above, below) = (share(&|u| u >= seen.u), share(&|u| u <= seen.u));
        assert!(close(seen.p, above, 1e-14));
        assert!(close(of(a, b, Alternative::Less).p, below, 1e-14));
        let two = of(a, b, Alternative::TwoSided).p;
        assert!(close(two, (2.0 * above.min(below)).min(1.0), 1e-14));
    }
}

#[test]
fn signed_ranks_are_counted_as_by_hand() {
    for number in 0..6 {
        let shift = |x: &f64| x - 1.3;
        let values: Vec<f64> = if number % 2 == 0 {
            coarse(number, 8).iter().map(shift).collect()
        } else {
            normals(number, 8)
        };
        let of = |values: &[f64]| {
            SignedRankTest::one_sample(values, Alternative::Greater, PValue::Exact).expect("a test")
        };
        let seen = of(&values);
        let sums: Vec<f64> = (0_u32..1 << 8)
            .map(|bits| {
                let flipped: Vec<f64> = values
                    .iter()
                    .enumerate()
                    .map(|(at, value)| if bits >> at & 1 == 1 { value.abs() } else { -value.abs() })
                    .collect();
                of(&flipped).positive_rank_sum
            })
            .collect();
        let above = sums.iter().filter(|sum| **sum >= seen.positive_rank_sum).count();
        assert!(close(seen.p, above as f64 / 256.0, 1e-14));
        assert_eq!(seen.positive_rank_sum + seen.negative_rank_sum, 36.0);
    }
}

#[test]
fn distances_of_distributions_are_counted_as_by_hand() {
    for number in 0..6 {
        let all = if number % 2 == 0 { coarse(number, 10) } else { normals(number, 10) };
        let (a, b) = all.split_at(4);
        let of = |a: &[f64], b: &[f64]| KolmogorovSmirnovTest::two_sample(a, b).expect("a test");
        let seen = of(a, b);
        let step = |sample: &[f64], x: f64| {
            sample.iter().filter(|value| **value <= x).count() as f64 / sample.len() as f64
        };
        let by_hand = all.iter().map(|&x| (step(a, x) - step(b, x)).abs()).fold(0.0, f64::max);
        assert!(close(seen.d, by_hand, 1e-15));
        let distances: Vec<f64> = choices(10, 4)
            .map(|choice| {
                let (a, b) = split(&all, &choice);
                of(&a, &b).d
            })
            .collect();
        let above = distances.iter().filter(|d| **d >= seen.d - 1e-12).count();
        assert!(close(seen.p, above as f64 / distances.len() as f64, 1e-14), "{number}");
    }
}

#[test]
fn distances_from_a_known_distribution_meet_their_closed_forms() {
    // One value: P(D ≥ d) = 2 − 2d for d from ½ on. Two, d from ½ on: 2 (1 − d)².
    let of = |values: &[f64]| KolmogorovSmirnovTest::one_sample(values, |x| x).expect("a test");
    assert!(close(of(&[0.3]).p, 2.0 - 2.0 * 0.7, 1e-14));
    let test = of(&[0.1, 0.2]);
    assert!(close(test.d, 0.8, 1e-15) && close(test.p, 2.0 * 0.04, 1e-13));
    // The two ways to the tail meet, and the limit is near.
    for n in [20, 150, 1500] {
        let at = |d: f64| {
            let even = (0..n).map(|k| ((f64::from(k) + 1.0) / f64::from(n) - d).max(0.0));
            of(&even.collect::<Vec<f64>>())
        };
        let d = (3.999 / f64::from(n)).sqrt().min(0.49);
        let (before, after) = (at(d).p, at(d + 0.02 / f64::from(n)).p);
        assert!(after < before && after > 0.85 * before, "{n}: {before} and {after}");
        let d = 1.0 / f64::from(n).sqrt();
        assert!((at(d).p - 0.2700).abs() < 0.35 / f64::from(n).sqrt());
    }
    let many: Vec<f64> = (0..3000).map(|k| (f64::from(k) + 0.5) / 3000.0).collect();
    assert!(!of(&many).is_exact && of(&many).p > 0.999);
}

#[test]
fn kendall_counts_orders_as_by_hand() {
    let of =
        |x: &[f64], y: &[f64]| CorrelationTest::of(Correlation::Kendall, x, y).expect("a test");
    let x = [1.0, 2.0, 3.0, 4.0, 5.0];
    let y = [2.0, 1.0, 4.0, 5.0, 3.0];
    let seen = of(&x, &y);
    let mut orders = vec![vec![]];
    for _ in 0..5 {
        let longer = |order: &Vec<usize>| -> Vec<Vec<usize>> {
            (0..5)
                .filter(|next| !order.contains(next))
                .map(|next| order.iter().copied().chain([next]).collect())
                .collect()
        };
        orders = orders.iter().flat_map(longer).collect();
    }
    let beyond = orders.iter().filter(|order| {
        let values: Vec<f64> = order.iter().map(|at| *at as f64).collect();
        of(&x, &values).coefficient.abs() >= seen.coefficient - 1e-12
    });
    assert!(close(seen.p, beyond.count() as f64 / 120.0, 1e-14));
    for number in 0..8 {
        let (x, y) = (coarse(number, 30), coarse(number + 50, 30));
        let mut balance = 0.0;
        for i in 0..30 {
            for j in 0..i {
                balance += (x[i] - x[j]).signum()
                    * (y[i] - y[j]).signum()
                    * f64::from(u8::from(x[i] != x[j] && y[i] != y[j]));
            }
        }
        let untied = |v: &[f64]| {
            (0..30)
                .flat_map(|i| (0..i).map(move |j| (i, j)))
                .filter(|(i, j)| v[*i] != v[*j])
                .count() as f64
        };
        let wanted = balance / (untied(&x) * untied(&y)).sqrt();
        assert!(close(of(&x, &y).coefficient, wanted, 1e-14));
    }
}

#[test]
fn correlations_are_regressions_and_invariant() {
    let (x, noise) = (normals(1, 40), normals(2, 40));
    let y: Vec<f64> = x.iter().zip(&noise).map(|(x, e)| 0.5 * x + e).collect();
    let pearson = CorrelationTest::of(Correlation::Pearson, &x, &y).expect("a test");
    let line = PolynomialRegression::new(1).expect("a line").fit(&x, &y, None).expect("a fit");
    assert!(close(
        pearson.coefficient * pearson.coefficient,
        line.least_squares().r_squared(),
        1e-13
    ));
    assert!(close(pearson.p, line.least_squares().p()[1], 1e-12));
    let (low, high) = pearson.confidence_interval(0.95).expect("a level");
    assert!(low < pearson.coefficient && pearson.coefficient < high);
    let spearman = |x: &[f64]| CorrelationTest::of(Correlation::Spearman, x, &y).expect("a test");
    let cubes: Vec<f64> = x.iter().map(|x| x * x * x).collect();
    assert_eq!(spearman(&x), spearman(&cubes));
    let kendall = CorrelationTest::of(Correlation::Kendall, &x, &y).expect("a test");
    assert!(kendall.statistic.is_none() && kendall.p < 0.05);
}

#[test]
fn two_groups_are_a_t_test() {
    let (a, b) = (normals(3, 12), normals(4, 17));
    let t = TTest::two_sample(&a, &b, Alternative::TwoSided).expect("a test");
    let f = OneWayAnova::of(&[&a, &b]).expect("a test");
    assert!(close(f.f, t.t * t.t, 1e-13) && close(f.p, t.p, 1e-12));
    assert!(close(t.p, student_t_two_sided(t.t, 27.0), 1e-15));
    let one_sided = TTest::two_sample(&a, &b, Alternative::Greater).expect("a test");
    let other = TTest::two_sample(&a, &b, Alternative::Less).expect("a test");
    assert!(close(one_sided.p + other.p, 1.0, 1e-15));
    assert!(one_sided.confidence_interval(0.9).expect("a level").1.is_infinite());
    // Kruskal's H of two groups is the square of the normal U without its correction.
    let h = KruskalWallisTest::of(&[&a, &b]).expect("a test");
    let u = MannWhitneyTest::of(&a, &b, Alternative::TwoSided, PValue::Normal).expect("a test");
    let deviation = (12.0 * 17.0 * 30.0 / 12.0_f64).sqrt();
    let z = (u.u - 12.0 * 17.0 / 2.0) / deviation;
    assert!(close(h.h, z * z, 1e-12));
}

#[test]
fn a_balanced_table_has_the_squares_of_the_textbook() {
    // Two by two, two values a cell: cell means 2, 4, 6, 12; all 6.
    let values = [1.0, 3.0, 3.0, 5.0, 5.0, 7.0, 11.0, 13.0];
    let (first, second) = ([0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 1, 1, 0, 0, 1, 1]);
    let anova = TwoWayAnova::of(&values, &first, &second).expect("a table");
    assert!(close(anova.first.squares, 72.0, 1e-14));
    assert!(close(anova.second.squares, 32.0, 1e-14));
    assert!(close(anova.interaction.squares, 8.0, 1e-14));
    assert_eq!((anova.within_squares, anova.within_degrees), (8.0, 4.0));
    assert!(close(anova.first.f, 36.0, 1e-14));
}

#[test]
fn p_values_are_uniform_where_nothing_differs() {
    let n = 400;
    let of = |test: fn(&[f64], &[f64]) -> f64| {
        let p: Vec<f64> =
            (0..n).map(|k| test(&normals(1000 + 2 * k, 20), &normals(1001 + 2 * k, 25))).collect();
        KolmogorovSmirnovTest::one_sample(&p, |p| p).expect("p values").p
    };
    let of_t = of(|a, b| TTest::welch(a, b, Alternative::TwoSided).expect("a test").p);
    let of_f = of(|a, b| EqualVariancesTest::levene(&[a, b]).expect("a test").p);
    assert!(of_t > 1e-3 && of_f > 1e-3, "{of_t} and {of_f}");
    // Of normal samples Shapiro–Wilk's too.
    let w: Vec<f64> =
        (0..n).map(|k| ShapiroWilkTest::of(&normals(5000 + k, 30)).expect("a test").p).collect();
    assert!(KolmogorovSmirnovTest::one_sample(&w, |p| p).expect("p values").p > 1e-3);
    let skewed: Vec<f64> = normals(9, 60).iter().map(|x| x * x).collect();
    assert!(ShapiroWilkTest::of(&skewed).expect("a test").p < 1e-4);
}

proptest! {
    #[test]
    fn orders_and_scales_do_not_matter(number in 0_u64..500, scale in 0.01_f64..100.0) {
        let (a, b) = (normals(number, 15), normals(number + 1, 11));
        let turned: Vec<f64> = a.iter().rev().map(|x| scale * x).collect();
        let scaled: Vec<f64> = b.iter().map(|x| scale * x).collect();
        let (one, two) = (
            TTest::welch(&a, &b, Alternative::TwoSided).expect("a test"),
            TTest::welch(&turned, &scaled, Alternative::TwoSided).expect("a test"),
        );
        prop_assert!(close(one.p, two.p, 1e-10));
        let rank = |a: &[f64], b: &[f64]| MannWhitneyTest::of(a, b, Alternative::TwoSided, PValue::Exact).expect("a test").p;
        prop_assert!(close(rank(&a, &b), rank(&turned, &scaled), 1e-12));
        prop_assert!(close(rank(&a, &b), rank(&b, &a), 1e-12));
        let distance = |a: &[f64], b: &[f64]| KolmogorovSmirnovTest::two_sample(a, b).expect("a test").p;
        prop_assert!(close(distance(&a, &b), distance(&scaled, &turned), 1e-12));
    }
}

#[test]
fn what_cannot_be_tested_is_named() {
    let flat = [2.0; 5];
    let t = TTest::one_sample(&flat, 1.0, Alternative::TwoSided);
    assert_snapshot!(t.expect_err("no spread"), @"sample: all values are the same, wanted some spread");
    let few = TTest::welch(&[1.0], &[1.0, 2.0], Alternative::TwoSided);
    assert_snapshot!(few.expect_err("one"), @"first sample: got 1, wanted at least 2");
    let pairs = SignedRankTest::paired(&flat, &flat, Alternative::TwoSided, PValue::Exact);
    assert_snapshot!(pairs.expect_err("equal"), @"differences other than 0: got 0, wanted at least 1");
    let cell = TwoWayAnova::of(&[1.0, 2.0, 3.0, 4.0], &[0, 0, 1, 1], &[0, 1, 0, 0]);
    assert_snapshot!(cell.expect_err("empty cell"), @"values in a cell: got 0, wanted at least 1");
    let range = KolmogorovSmirnovTest::one_sample(&[0.5, 1.5], |x| x);
    assert_snapshot!(range.expect_err("no probability"), @"cumulative distribution, row 2: got 1.5, wanted a probability");
    let constant = CorrelationTest::of(Correlation::Pearson, &[1.0, 1.0, 1.0], &[1.0, 2.0, 3.0]);
    assert_snapshot!(constant.expect_err("constant"), @"first column: all values are the same, wanted some spread");
    let nan = OneWayAnova::of(&[&[1.0, f64::NAN], &[1.0, 2.0]]);
    assert_snapshot!(nan.expect_err("NaN"), @"group, row 2: got NaN, wanted a finite number");
    let single = OneWayAnova::of(&[&[1.0], &[2.0]]);
    assert_snapshot!(single.expect_err("no spread"), @"values: got 2, wanted at least 3");
    assert!((normal_cdf(0.0) - 0.5).abs() < 1e-15);
}

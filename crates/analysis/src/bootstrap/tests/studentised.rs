//! Pivots against the general way, against Student's t, and against inner resamples.

use insta::assert_snapshot;
use spikebook_numeric::special::student_t_quantile;

use super::super::*;
use super::VALUES;

fn drawn(rows: &[usize]) -> Vec<f64> {
    rows.iter().map(|&row| VALUES[row]).collect()
}

#[test]
fn the_fast_way_gives_the_pivots_of_the_general_way() {
    let bootstrap = Bootstrap::new(500, Resampling::Rows(12)).expect("a bootstrap");
    let seed = Seed::from_number(5);
    let general =
        bootstrap.run_studentised(seed, |rows| Estimate::of_mean(&drawn(rows))).expect("finite");
    let fast = bootstrap.run_studentised_mean(seed, &VALUES).expect("finite");
    assert_eq!(fast.estimate(), general.estimate());
    for (fast, general) in fast.sorted_pivots().iter().zip(general.sorted_pivots()) {
        assert!((fast - general).abs() < 1e-11 * (1.0 + general.abs()), "{fast} {general}");
    }
}

#[test]
fn pivots_of_normal_rows_follow_student() {
    // 400 normal rows: the pivot's quantiles are nearly those of t with 399 degrees of freedom.
    let mut stream = Seed::from_name("normal").replicate("rows", 0);
    let values: Vec<f64> = (0..400).map(|_| stream.standard_normal()).collect();
    let bootstrap = Bootstrap::new(20_000, Resampling::Rows(400)).expect("a bootstrap");
    let studentised =
        bootstrap.run_studentised_mean(Seed::from_number(1), &values).expect("finite");
    let interval = studentised.interval(0.95).expect("a level");
    let estimate = Estimate::of_mean(&values);
    let half = student_t_quantile(0.975, 399.0) * estimate.standard_error;
    assert!((interval.low - (estimate.value - half)).abs() < 0.05 * half);
    assert!((interval.high - (estimate.value + half)).abs() < 0.05 * half);
}

#[test]
fn inner_resamples_stand_in_for_a_formula() {
    let mut stream = Seed::from_name("nested").replicate("rows", 0);
    let values: Vec<f64> = (0..60).map(|_| stream.standard_exponential()).collect();
    let mean = |rows: &[usize]| {
        descriptive::mean(&rows.iter().map(|&row| values[row]).collect::<Vec<_>>())
    };
    let bootstrap = Bootstrap::new(2000, Resampling::Rows(60)).expect("a bootstrap");
    let seed = Seed::from_number(5);
    let closed = bootstrap.run_studentised_mean(seed, &values).expect("finite");
    let nested = bootstrap.run_nested(seed, 60, mean).expect("finite");
    let width = |of: &Studentised| {
        let interval = of.interval(0.9).expect("a level");
        (interval.low, interval.high)
    };
    let (closed, nested) = (width(&closed), width(&nested));
    let scale = closed.1 - closed.0;
    assert!((closed.0 - nested.0).abs() < 0.1 * scale, "{closed:?} {nested:?}");
    assert!((closed.1 - nested.1).abs() < 0.1 * scale, "{closed:?} {nested:?}");
}

#[test]
fn inner_resamples_keep_what_belongs_together() {
    let label = [0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 3, 3];
    for resampling in [
        Resampling::Clusters(vec![vec![0, 1], vec![2, 3, 4], vec![5, 6, 7, 8], vec![9, 10, 11]]),
        Resampling::Samples(vec![(0..6).collect(), (6..12).collect()]),
        Resampling::Hierarchical(Hierarchy::from_labels(&[&label]).expect("a level")),
        Resampling::MovingBlocks { n_rows: 12, block_rows: 2 },
        Resampling::CircularBlocks { n_rows: 12, block_rows: 2 },
    ] {
        let bootstrap = Bootstrap::new(300, resampling.clone()).expect("a bootstrap");
        let seed = Seed::from_number(2);
        let run = |n_threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build();
            pool.expect("threads")
                .install(|| bootstrap.run_nested(seed, 40, |rows| descriptive::mean(&drawn(rows))))
        };
        let nested = run(1);
        assert_eq!(nested, run(3));
        match nested {
            Ok(nested) => {
                let interval = nested.interval(0.9).expect("a level");
                let value = nested.estimate().value;
                assert!(interval.low < value && value < interval.high, "{resampling:?}");
            }
            // Of four clusters all may be the same: no spread within, and that is said.
            Err(error) => assert!(
                matches!(error, Error::UndefinedStatistic { .. }) && resampling.n_units() == 4,
                "{resampling:?}: {error}"
            ),
        }
    }
}

#[test]
fn messages() {
    let bootstrap = Bootstrap::new(2000, Resampling::Rows(3)).expect("a bootstrap");
    let equal = bootstrap.run_studentised_mean(Seed::from_number(1), &[1.0, 2.0, 3.0]);
    assert!(matches!(
        equal,
        Err(Error::UndefinedStatistic { what: "studentised bootstrap replicate", .. })
    ));
    let estimate = Estimate { value: 1.0, standard_error: f64::NAN };
    assert_snapshot!(Studentised::new(estimate, vec![0.0, 1.0]).expect_err("NaN"), @"standard error of the estimate 0: the statistic is not a number, wanted a finite one");
    let estimate = Estimate { value: 1.0, standard_error: 1.0 };
    assert_snapshot!(Studentised::new(estimate, vec![0.0]).expect_err("one"), @"bootstrap replicates: got 1, wanted at least 2");
    let studentised = Studentised::new(estimate, vec![-1.0, 2.0]).expect("two");
    assert_eq!(studentised.interval(0.999_999_999).expect("a level").high.round(), 2.0);
    assert!(studentised.interval(0.0).is_err());
}

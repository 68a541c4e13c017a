//! Replicates are pure functions of the seed; intervals cover; what a user reads.

use insta::assert_snapshot;
use ndarray::array;
use spikebook_numeric::elementary::sqrt;

use super::*;

mod designs;
mod studentised;

const VALUES: [f64; 12] = [2.3, 4.1, 0.7, 9.8, 5.5, 3.2, 1.1, 6.4, 2.9, 4.8, 12.0, 3.7];

fn mean(rows: &[usize]) -> f64 {
    descriptive::mean(&rows.iter().map(|&row| VALUES[row]).collect::<Vec<_>>())
}

fn on_threads(n_threads: usize) -> Replicates {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("threads");
    let bootstrap = Bootstrap::new(500, Resampling::Rows(12)).expect("a bootstrap");
    pool.install(|| bootstrap.run(Seed::from_number(4), mean)).expect("finite means")
}

#[test]
fn any_number_of_threads_gives_the_same_replicates() {
    let one = on_threads(1);
    assert_eq!(one, on_threads(2));
    assert_eq!(one, on_threads(3));
}

#[test]
fn more_replicates_leave_the_first_as_they_were() {
    let run = |n| {
        let bootstrap = Bootstrap::new(n, Resampling::Rows(12)).expect("a bootstrap");
        bootstrap.run(Seed::from_number(4), mean).expect("finite means")
    };
    assert_eq!(run(50).values(), &run(80).values()[..50]);
}

#[test]
fn the_standard_error_of_a_mean_is_known() {
    // Of all resamples, the mean's variance is the variance (ddof 0) over n; of 20,000 of them,
    // within 3 %.
    let bootstrap = Bootstrap::new(20_000, Resampling::Rows(12)).expect("a bootstrap");
    let replicates = bootstrap.run(Seed::from_number(1), mean).expect("finite means");
    let expected = sqrt(descriptive::variance(&VALUES, 0) / 12.0);
    assert!((replicates.standard_error() / expected - 1.0).abs() < 0.03);
    assert!(replicates.bias().abs() < 5.0 * expected / sqrt(20_000.0));
    assert_eq!(replicates.estimate(), descriptive::mean(&VALUES));
}

#[test]
fn the_jackknife_of_a_mean_is_known() {
    let bootstrap = Bootstrap::new(2, Resampling::Rows(12)).expect("a bootstrap");
    let jackknife = bootstrap.jackknife(mean).expect("finite means");
    let total: f64 = VALUES.iter().sum();
    for (value, left_out) in jackknife.values().iter().zip(VALUES) {
        assert!((value - (total - left_out) / 11.0).abs() < 1e-14);
    }
}

#[test]
fn clusters_are_drawn_whole() {
    let clusters = vec![vec![0, 1, 2], vec![3], vec![4, 5]];
    let bootstrap = Bootstrap::new(200, Resampling::Clusters(clusters)).expect("a bootstrap");
    let together = |rows: &[usize]| {
        let count = |row: usize| rows.iter().filter(|&&other| other == row).count();
        assert!(count(0) == count(1) && count(1) == count(2) && count(4) == count(5));
        assert_eq!(count(0) + count(3) + count(4), 3, "as many clusters as there are");
        rows.len() as f64
    };
    let replicates = bootstrap.run(Seed::from_number(2), together).expect("finite");
    assert_eq!(replicates.estimate(), 6.0);
    assert!(replicates.values().contains(&9.0) && replicates.values().contains(&3.0));
    assert_eq!(
        bootstrap.jackknife(together_without_count).expect("finite").values(),
        [3.0, 5.0, 4.0]
    );
}

fn together_without_count(rows: &[usize]) -> f64 {
    rows.len() as f64
}

#[test]
fn intervals_of_a_normal_mean_cover_at_their_level() {
    // 300 samples of 40: a 90 % interval covers 90 % of the time but for the binomial error of 1.7
    // % and the bootstrap's own shortfall, about 1 % here.
    let covers = |sample: u64| {
        let mut stream = Seed::from_name("coverage").replicate("sample", sample);
        let values: Vec<f64> = (0..40).map(|_| stream.standard_normal()).collect();
        let mean = |rows: &[usize]| {
            descriptive::mean(&rows.iter().map(|&row| values[row]).collect::<Vec<_>>())
        };
        let bootstrap = Bootstrap::new(400, Resampling::Rows(40)).expect("a bootstrap");
        let replicates = bootstrap.run(Seed::from_number(sample), mean).expect("finite");
        let jackknife = bootstrap.jackknife(mean).expect("finite");
        let intervals = [
            replicates.percentile(0.9).expect("a level"),
            replicates.basic(0.9).expect("a level"),
            replicates.bca(&jackknife, 0.9).expect("a level"),
        ];
        intervals.map(|interval| f64::from(interval.low <= 0.0 && 0.0 <= interval.high))
    };
    let covered: Vec<[f64; 3]> = (0..300).map(covers).collect();
    for kind in 0..3 {
        let share = covered.iter().map(|sample| sample[kind]).sum::<f64>() / 300.0;
        assert!((0.84..=0.94).contains(&share), "interval {kind} covers {share}");
    }
}

#[test]
fn messages() {
    let few = Bootstrap::new(1, Resampling::Rows(12)).expect_err("one replicate");
    assert_snapshot!(few, @"bootstrap replicates: got 1, wanted at least 2");
    let few = Bootstrap::new(10, Resampling::Clusters(vec![vec![0]])).expect_err("one cluster");
    assert_snapshot!(few, @"clusters to resample: got 1, wanted at least 2");
    let empty = Bootstrap::new(10, Resampling::Clusters(vec![vec![0], vec![]])).expect_err("empty");
    assert_snapshot!(empty, @"rows in a cluster: got 0, wanted at least 1");

    let bootstrap = Bootstrap::new(50, Resampling::Rows(3)).expect("a bootstrap");
    let all_equal =
        |rows: &[usize]| if rows.iter().all(|row| *row == rows[0]) { f64::NAN } else { 1.0 };
    let undefined = bootstrap.run(Seed::from_number(1), all_equal).expect_err("NaN on a replicate");
    assert!(matches!(undefined, Error::UndefinedStatistic { what: "bootstrap replicate", .. }));
    assert_snapshot!(Error::UndefinedStatistic { what: "bootstrap replicate", index: 7 }, @"bootstrap replicate 7: the statistic is not a number, wanted a finite one");
    assert_snapshot!(undefined.hint().expect("a hint"), @"a resample may hold one row many times: is the statistic defined for equal rows?");

    let outside =
        Replicates::of_given_rows(array![[0, 3], [1, 2]].view(), 3, mean).expect_err("row 3 of 3");
    assert_snapshot!(outside, @"rows of the data: got index 3, wanted one below 3");

    let one_sided = Replicates::new(5.0, vec![1.0, 2.0, 3.0]).expect("replicates");
    let jackknife = Jackknife::new(vec![1.0, 2.0]).expect("a jackknife");
    assert_snapshot!(one_sided.bca(&jackknife, 0.95).expect_err("all below"), @"BCa interval: 3 of 3 replicates lie below the estimate, wanted some on either side");
    let constant =
        Jackknife::new(vec![4.0, 4.0]).expect("a jackknife").acceleration().expect_err("no spread");
    assert_snapshot!(constant, @"BCa interval: the statistic is 4 whichever row is left out, wanted some spread");
    assert_snapshot!(constant.hint().expect("a hint"), @"take the percentile interval, or more rows");
    assert_snapshot!(one_sided.percentile(1.0).expect_err("level 1"), @"confidence level: got 1, wanted a number above 0 and below 1");
}

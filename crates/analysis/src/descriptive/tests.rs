//! Closed forms, definitions, and what a user reads.

use insta::assert_snapshot;
use proptest::prelude::*;
use spikebook_numeric::elementary::sqrt;
use spikebook_numeric::special::normal_quantile;

use super::*;
use crate::Error;

#[test]
fn variance_keeps_its_digits_far_from_zero() {
    // 10⁹ + (4, 7, 13, 16): the textbook Σx² − n mean² has lost every digit here.
    let values = [1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0];
    assert_eq!(variance(&values, 1), 30.0);
    assert_eq!(variance(&values, 0), 22.5);
}

#[test]
fn what_does_not_exist_is_not_a_number() {
    assert!(mean(&[]).is_nan());
    assert!(variance(&[1.0], 1).is_nan());
    assert_eq!(variance(&[1.0], 0), 0.0);
    assert!(median(&[]).is_nan());
    assert!(median(&[1.0, f64::NAN]).is_nan());
    assert!(quantile(&[1.0], 1.5).is_nan());
    assert!(correlation(&[1.0, 1.0], &[1.0, 2.0]).is_nan());
}

#[test]
fn quantiles_are_numpys() {
    // numpy 2.4: np.quantile([1, 2, 4, 8, 16], [0, .1, .25, .5, .9, 1])
    let values = [16.0, 1.0, 8.0, 2.0, 4.0];
    let got = [0.0, 0.1, 0.25, 0.5, 0.9, 1.0].map(|probability| quantile(&values, probability));
    assert_eq!(got, [1.0, 1.4, 2.0, 4.0, 12.8, 16.0]);
}

#[test]
fn correlation_of_a_line_is_one() {
    let x = [1.0, 2.0, 4.0, 7.0];
    assert_eq!(correlation(&x, &x.map(|x| 3.0 - 2.0 * x)), -1.0);
    // Anscombe's first quartet: r = 0.81642051634484 (scipy 1.17).
    let x = [10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0];
    let y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
    assert!((correlation(&x, &y) - 0.816_420_516_344_84).abs() < 1e-14);
}

#[test]
fn a_value_on_an_edge_opens_its_bin() {
    let bins = BinEdges::uniform(190.0, 630.0, 25).expect("bins");
    for (bin, &edge) in bins.edges()[..25].iter().enumerate() {
        assert_eq!(bins.bin_of(edge), Some(bin));
        assert_eq!(bins.bin_of(edge.next_down()), bin.checked_sub(1));
    }
    assert_eq!(bins.bin_of(630.0), None, "the last bin is half-open too");
    assert_eq!(bins.bin_of(f64::NAN), None);
    assert_eq!(bins.centres()[0], 198.8);
}

#[test]
fn wilsons_interval_solves_its_equation() {
    let z = normal_quantile(0.975);
    for (successes, trials) in [(3, 10), (9, 10), (500, 1019)] {
        let proportion = Proportion::new(successes, trials, 0.95).expect("a proportion");
        for end in [proportion.low, proportion.high] {
            let error = sqrt(end * (1.0 - end) / trials as f64);
            let away = (proportion.value - end).abs() / error;
            assert!((away - z).abs() < 1e-11, "{end} is {away} standard errors away");
        }
    }
    let none = Proportion::new(0, 10, 0.95).expect("a proportion");
    assert_eq!(none.low, 0.0);
    assert!((none.high - z * z / (10.0 + z * z)).abs() < 1e-15);
    assert_eq!(Proportion::new(10, 10, 0.95).expect("a proportion").high, 1.0);
}

#[test]
fn groups_are_the_distinct_values_ascending() {
    let groups = Groups::of_values(&[0.5, 0.0, 0.5, -0.0, 0.1]).expect("finite");
    assert_eq!(groups.values(), [0.0, 0.1, 0.5]);
    assert_eq!(groups.group_of_row(), [2, 0, 2, 0, 1]);
    assert_eq!(groups.rows(), [vec![1, 3], vec![4], vec![0, 2]]);
    let outcomes = [true, true, false, false, true];
    let shares = proportions_by_group(&groups, &outcomes, 0.95).expect("one outcome a row");
    assert_eq!(shares.map_values(|share| share.value), [0.5, 1.0, 0.5]);
    let medians = medians_by_group(&groups, &[3.0, 1.0, 5.0, 2.0, 7.0]).expect("one value a row");
    assert_eq!(medians.map_values(|summary| summary.median), [1.5, 7.0, 4.0]);
    assert_eq!(medians[0].lower_quartile, 1.25);
    assert_eq!(medians[0].n, 2);
}

trait MapValues<T> {
    fn map_values(&self, of: impl Fn(&T) -> f64) -> Vec<f64>;
}

impl<T> MapValues<T> for Vec<T> {
    fn map_values(&self, of: impl Fn(&T) -> f64) -> Vec<f64> {
        self.iter().map(of).collect()
    }
}

#[test]
fn messages() {
    let refused = |error: Error| error.to_string();
    assert_snapshot!(refused(BinEdges::uniform(0.0, 1.0, 0).expect_err("no bin")), @"n_bins: got 0, wanted at least 1");
    assert_snapshot!(refused(BinEdges::uniform(2.0, 1.0, 3).expect_err("backwards")), @"stop of the bins: got 1, wanted a finite stop above the start");
    assert_snapshot!(refused(BinEdges::from_edges(vec![0.0]).expect_err("one edge")), @"bin edges: got 1, wanted at least 2");
    assert_snapshot!(refused(BinEdges::from_edges(vec![0.0, 1.0, 1.0]).expect_err("a tie")), @"bin edges, row 3: got 1 after 1, wanted ascending order");
    assert_snapshot!(refused(Proportion::new(3, 2, 0.95).expect_err("too many")), @"row 1: got 3 successes, wanted at most the 2 trials");
    assert_snapshot!(refused(Proportion::new(1, 2, 95.0).expect_err("per cent")), @"confidence level: got 95, wanted a number above 0 and below 1");
    assert_snapshot!(refused(Groups::of_values(&[1.0, f64::NAN]).expect_err("NaN")), @"grouping column, row 2: got NaN, wanted a finite number");
}

proptest! {
    #[test]
    fn a_histogram_loses_no_value(
        values in prop::collection::vec(-2.0..3.0_f64, 0..200),
        n_bins in 1..40_usize,
    ) {
        let bins = BinEdges::uniform(-1.0, 1.0, n_bins).expect("bins");
        let histogram = bins.histogram(&values);
        let inside: u64 = histogram.counts.iter().sum();
        prop_assert_eq!(inside + histogram.n_outside, values.len() as u64);
        for (bin, count) in histogram.counts.iter().enumerate() {
            let (low, high) = (bins.edges()[bin], bins.edges()[bin + 1]);
            let here = values.iter().filter(|value| low <= **value && **value < high).count();
            prop_assert_eq!(*count, here as u64);
        }
    }

    #[test]
    fn a_quantile_lies_between_its_neighbours(
        values in prop::collection::vec(-1e6..1e6_f64, 1..60),
        probability in 0.0..=1.0_f64,
    ) {
        let at = quantile(&values, probability);
        let below = values.iter().filter(|value| **value < at).count() as f64;
        let at_most = values.iter().filter(|value| **value <= at).count() as f64;
        let position = (values.len() - 1) as f64 * probability;
        prop_assert!(below <= position + 1.0 + 1e-9 && at_most >= position.floor());
    }
}

#[test]
fn a_standard_error_is_the_spread_over_the_root_of_the_number() {
    // Variance 5/3, four values.
    assert!((standard_error(&[1.0, 2.0, 3.0, 4.0]) - (5.0_f64 / 12.0).sqrt()).abs() < 1e-15);
    assert!(standard_error(&[2.0]).is_nan() && standard_error(&[]).is_nan());
}

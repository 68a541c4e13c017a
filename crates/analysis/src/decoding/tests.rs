//! Posteriors against Bayes' rule in plain probabilities, and what cannot be decoded.

use insta::assert_snapshot;
use ndarray::{Array2, array};
use proptest::prelude::*;
use spikebook_numeric::elementary::{exp, power};
use spikebook_numeric::special::ln_poisson_probability;

use super::*;
use crate::Error;
use crate::circular::Turn;

/// Bayes' rule in probabilities: it underflows where logarithms do not, so it is an oracle for few
/// spikes.
fn brute_force(rates_hz: &Array2<f64>, width_s: f64, prior: &[f64], counts: &[u32]) -> Vec<f64> {
    let joint = |state: usize| {
        let likelihood: f64 = (0..counts.len())
            .map(|unit| {
                let mean = rates_hz[[state, unit]] * width_s;
                let impossible = mean == 0.0 && counts[unit] > 0;
                let ln_probability = ln_poisson_probability(f64::from(counts[unit]), mean);
                if impossible {
                    0.0
                } else if mean == 0.0 {
                    1.0
                } else {
                    exp(ln_probability)
                }
            })
            .product();
        likelihood * prior[state]
    };
    let joint: Vec<f64> = (0..prior.len()).map(joint).collect();
    let total: f64 = joint.iter().sum();
    joint.iter().map(|joint| joint / total).collect()
}

#[test]
fn the_course_example_of_one_cell() {
    let decoded = ramp_cell(15).expect("0° alone forbids spikes");
    assert_eq!(decoded.maximum_likelihood_deg, 300.0);
    assert_eq!(decoded.maximum_a_posteriori_deg, 333.0);
    assert_eq!(decoded.posterior[0], 0.0, "no rate at 0°, so no spikes there");
    for probabilities in [&decoded.likelihood, &decoded.prior, &decoded.posterior] {
        assert!(probabilities.iter().all(|probability| probability.is_finite()));
        assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-14);
    }
    let silent = ramp_cell(0).expect("silence is possible anywhere");
    assert_eq!(silent.maximum_likelihood_deg, 0.0);
}

#[test]
fn a_silent_unit_that_cannot_fire_says_nothing() {
    let decoder = PoissonDecoder::new(array![[0.0, 10.0], [0.0, 20.0]].view(), 0.1).expect("rates");
    let alone = PoissonDecoder::new(array![[10.0], [20.0]].view(), 0.1).expect("rates");
    let both = decoder.posterior_of_bin(0, &[0, 2]).expect("possible");
    assert_eq!(both, alone.posterior_of_bin(0, &[2]).expect("possible"));
}

#[test]
fn a_rate_floor_makes_impossible_counts_possible() {
    let decoder = PoissonDecoder::new(array![[0.0, 10.0], [10.0, 0.0]].view(), 0.1).expect("rates");
    let refused = decoder.posterior(array![[1, 0], [1, 1]].view()).expect_err("neither state");
    assert_eq!(refused, Error::ImpossibleCounts { bin: 1, n_states: 2 });
    let decoder = decoder.with_prior(&[3.0, 1.0]).expect("weights");
    let floored = decoder.with_rate_floor(0.1).expect("a floor");
    let posterior = floored.posterior(array![[1, 1]].view()).expect("possible now");
    let expected = [0.75, 0.25];
    for (probability, expected) in posterior.probabilities().iter().zip(expected) {
        assert!((probability - expected).abs() < 1e-15, "only the prior tells them apart");
    }
}

#[test]
fn many_spikes_do_not_underflow() {
    let rates_hz = array![[900.0, 1.0], [1.0, 900.0]];
    let decoder = PoissonDecoder::new(rates_hz.view(), 10.0).expect("rates");
    let posterior = decoder.posterior(array![[9000, 9]].view()).expect("possible");
    assert_eq!(posterior.probabilities().row(0).to_vec(), [1.0, 0.0]);
}

#[test]
fn answers_from_a_posterior() {
    let posterior = Posterior::new(array![[0.5, 0.0, 0.5], [0.2, 0.6, 0.2]]);
    assert_eq!(posterior.most_probable_states(), [0, 1], "the first of a tie");
    assert_eq!(posterior.means(&[10.0, 20.0, 40.0]), [25.0, 22.0]);
    let means = posterior.circular_means(&[350.0, 0.0, 10.0], Turn::DEGREES);
    assert!(
        means.iter().all(|mean| Turn::DEGREES.distance(mean.expect("a direction"), 0.0) < 1e-12)
    );
    assert_eq!(posterior.circular_means(&[0.0, 90.0, 180.0], Turn::DEGREES)[0], None);
}

#[test]
fn messages() {
    let rates = array![[1.0, 2.0], [3.0, 4.0]];
    let decoder = || PoissonDecoder::new(rates.view(), 0.1).expect("rates");
    let refused = |error: Error| error.to_string();
    assert_snapshot!(refused(PoissonDecoder::new(rates.view(), 0.0).expect_err("no width")), @"bin_width_s: got 0, wanted a finite number above 0");
    assert_snapshot!(refused(PoissonDecoder::new(array![[1.0], [-2.0]].view(), 0.1).expect_err("negative")), @"rate_hz: got -2, wanted at least 0");
    assert_snapshot!(refused(PoissonDecoder::new(array![[1.0, 1.0], [1.0, f64::NAN]].view(), 0.1).expect_err("NaN")), @"rates of unit 1, row 2: got NaN, wanted a finite number");
    assert_snapshot!(refused(decoder().with_prior(&[1.0]).expect_err("short")), @"prior: got 1 entries, wanted 2");
    assert_snapshot!(refused(decoder().with_prior(&[0.0, 0.0]).expect_err("nothing")), @"sum of the prior: got 0, wanted a finite number above 0");
    assert_snapshot!(refused(decoder().posterior(array![[1], [2]].view()).expect_err("one unit")), @"counts: got 1 entries, wanted 2");
    assert_snapshot!(refused(decoder().with_rate_floor(-1.0).expect_err("negative")), @"floor_hz: got -1, wanted a finite number above 0");
    let impossible = Error::ImpossibleCounts { bin: 4, n_states: 25 };
    assert_snapshot!(impossible, @"bin 4: the counts have probability 0 in each of the 25 states, wanted one that allows them");
    assert_snapshot!(impossible.hint().expect("a hint"), @"give the rates a floor, such as 0.1 Hz, for states in which a unit was never seen to fire");
}

proptest! {
    #[test]
    fn posteriors_are_those_of_bayes_rule(
        rates in prop::collection::vec(prop_oneof![1 => Just(0.0), 6 => 0.01..60.0], 12),
        prior in prop::collection::vec(0.01..1.0_f64, 4),
        counts in prop::collection::vec(0..5_u32, 3),
    ) {
        let rates_hz = Array2::from_shape_vec((4, 3), rates).expect("4 × 3");
        let decoder = PoissonDecoder::new(rates_hz.view(), 0.1).expect("rates");
        let decoder = decoder.with_prior(&prior).expect("weights");
        let expected = brute_force(&rates_hz, 0.1, &prior, &counts);
        match decoder.posterior_of_bin(0, &counts) {
            Ok(posterior) => {
                for (got, expected) in posterior.iter().zip(&expected) {
                    prop_assert!((got - expected).abs() < 1e-11, "{got} against {expected}");
                }
            }
            Err(error) => {
                prop_assert_eq!(error, Error::ImpossibleCounts { bin: 0, n_states: 4 });
                prop_assert!(expected.iter().all(|probability| probability.is_nan()));
            }
        }
    }
}

#[test]
fn the_spread_of_a_posterior_is_that_of_its_states() {
    let decoder = PoissonDecoder::new(array![[5.0], [20.0], [20.0], [5.0]].view(), 0.1);
    let posterior = decoder.expect("rates").posterior(array![[30]].view()).expect("possible");
    // Two states share the probability but for (1/4)³⁰: by hand, half of their distance.
    let (values, angles) = ([0.0, 1.0, 3.0, 4.0], [180.0, 350.0, 10.0, 190.0]);
    assert!((posterior.deviations(&values)[0] - 1.0).abs() < 1e-12);
    // R = cos 10°, and −2 ln cos x = x² + x⁴/6 + 2x⁶/45 + …
    let x = 10_f64.to_radians();
    let series =
        x * x + power(x, 4.0) / 6.0 + 2.0 * power(x, 6.0) / 45.0 + 17.0 * power(x, 8.0) / 1260.0;
    let circular = posterior.circular_deviations(&angles, Turn::DEGREES)[0].expect("it points");
    assert!((circular - series.sqrt().to_degrees()).abs() < 1e-6, "{circular}");
    let opposite = [0.0, 0.0, 180.0, 180.0];
    assert_eq!(posterior.circular_deviations(&opposite, Turn::DEGREES), [None]);
}

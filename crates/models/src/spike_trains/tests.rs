//! Trains against their exact laws with fixed seeds: Kolmogorov–Smirnov at the level 0.001, moments at four standard
//! errors.

use insta::assert_snapshot;
use ndarray::array;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{exp, sqrt};
use spikebook_numeric::special::{incomplete_gamma_lower, kolmogorov_upper_tail, normal_cdf};

use super::coupled_glm::{CoupledGlm, GlmUnit};
use super::hawkes::Hawkes;
use super::intervals::{IntervalLaw, Renewal};
use super::lnp::{Lnp, Nonlinearity, Stimulus};
use super::orientation::{OrientationPopulation, SharedNoise};
use super::spatial::{SpatialCell, spikes_along};
use super::switching::Switching;
use crate::Error;
use crate::behaviour::navigation::Walk;
use crate::spike_response::{Coupling, SpikeHistory, StimulusResponse};

/// The p value that draws follow a law.
fn p_value(mut draws: Vec<f64>, law: impl Fn(f64) -> f64) -> f64 {
    draws.sort_by(f64::total_cmp);
    let n = draws.len() as f64;
    let distance = draws.iter().enumerate().fold(0.0_f64, |worst, (i, &x)| {
        let p = law(x);
        worst.max(p - i as f64 / n).max((i + 1) as f64 / n - p)
    });
    kolmogorov_upper_tail(sqrt(n) * distance)
}

fn intervals(unit: Renewal, seed: u64) -> Vec<f64> {
    let mut stream = Seed::from_number(seed).replicate("unit", 0);
    let times = unit.spike_times_s(1000.0, &mut stream).expect("times");
    times.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (mean, values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n)
}

#[test]
fn intervals_follow_their_laws() {
    let unit = |law| Renewal::new(20.0, 0.004, law).expect("a unit");
    let free = 0.046;
    let p =
        p_value(intervals(unit(IntervalLaw::Exponential), 1), |x| 1.0 - exp(-(x - 0.004) / free));
    assert!(p > 0.001, "exponential: {p}");
    for (shape, seed) in [(3.0, 2), (0.5, 3)] {
        let law = IntervalLaw::gamma(shape).expect("a law");
        let p = p_value(intervals(unit(law), seed), |x| {
            incomplete_gamma_lower(shape, shape * ((x - 0.004) / free).max(0.0))
        });
        assert!(p > 0.001, "gamma {shape}: {p}");
    }
    for (variation, seed) in [(0.5, 4), (1.3, 5)] {
        let law = IntervalLaw::inverse_gaussian(variation).expect("a law");
        let shape = 1.0 / (variation * variation);
        let cdf = |x: f64| {
            let x = (x - 0.004) / free;
            let root = sqrt(shape / x);
            normal_cdf(root * (x - 1.0)) + exp(2.0 * shape) * normal_cdf(-root * (x + 1.0))
        };
        let p = p_value(intervals(unit(law), seed), cdf);
        assert!(p > 0.001, "inverse Gaussian {variation}: {p}");
    }
    // The test can fail: another shape is refused.
    let p = p_value(intervals(unit(IntervalLaw::gamma(3.0).expect("a law")), 2), |x| {
        1.0 - exp(-(x - 0.004).max(0.0) / free)
    });
    assert!(p < 1e-9);
    let drawn = intervals(unit(IntervalLaw::gamma(4.0).expect("a law")), 6);
    let (mean, variance) = moments(&drawn);
    assert!((sqrt(variance) / mean - 0.92 / 2.0).abs() < 0.01);
}

#[test]
fn hawkes_units_settle_at_their_rates() {
    let weights = array![[0.3, 0.2], [0.0, 0.4]];
    let model = Hawkes::new(vec![3.0, 5.0], weights, 0.03).expect("a model");
    let rates = model.stationary_rates_hz();
    // (1 − W)⁻¹ μ by hand: λ₂ = 5/0.6, λ₁ = (3 + 0.2 λ₂)/0.7.
    assert!(
        (rates[1] - 5.0 / 0.6).abs() < 1e-10 && (rates[0] - (3.0 + 1.0 / 0.6) / 0.7).abs() < 1e-10
    );
    let session = model.simulate(20_000.0, Seed::from_number(1)).expect("a session");
    // Unit 2 hears itself alone: counts have the variance λ T/(1 − 0.4)².
    let error = sqrt(rates[1] / 20_000.0) / 0.6;
    let got = session.observed[1].len() as f64 / 20_000.0;
    assert!((got - rates[1]).abs() < 4.0 * error, "{got} against {}", rates[1]);
    let got = session.observed[0].len() as f64 / 20_000.0;
    assert!((got / rates[0] - 1.0).abs() < 0.03, "{got} against {}", rates[0]);
}

#[test]
fn coupled_units_have_their_filters() {
    let response = StimulusResponse::new(0.4, 0.01).expect("a response");
    let history = SpikeHistory::new(6.0, 0.003, 0.0, 0.02).expect("a history");
    let coupling = Coupling::new(1.0, 0.01).expect("a coupling");
    let first = GlmUnit {
        base_hz: 30.0,
        stimulus: Some(response),
        history: Some(history),
        couplings: vec![],
    };
    let second =
        GlmUnit { base_hz: 10.0, stimulus: None, history: None, couplings: vec![(0, coupling)] };
    let model = CoupledGlm::new(vec![first, second], 0.001).expect("a model");
    let mut stimulus = vec![0.0; 300_000];
    stimulus[100] = 1.0;
    let session = model.simulate(&stimulus, Seed::from_number(1)).expect("a session");
    let counts = &session.observed.counts;
    // The rate of the second is its base times what the first one's spikes add.
    for bin in [50, 1000, 20_000] {
        let log_gain: f64 = (1..=200.min(bin))
            .map(|lag| counts[0][bin - lag] as f64 * coupling.log_gain(lag as f64 * 0.001))
            .sum();
        let expected = 10.0 * exp(log_gain);
        assert!((session.truth.rates_hz[1][bin] / expected - 1.0).abs() < 1e-9);
    }
    // Counts are Poisson given the rate.
    for unit in 0..2 {
        let expected: f64 = session.truth.rates_hz[unit].iter().map(|rate| rate * 0.001).sum();
        let got = counts[unit].iter().sum::<u64>() as f64;
        assert!((got - expected).abs() < 4.0 * sqrt(expected), "{got} against {expected}");
    }
    let silent = (1..300_000).filter(|&bin| counts[0][bin - 1] > 0 && counts[0][bin] > 0).count();
    let pairs = counts[0].iter().sum::<u64>() as f64 * 0.03;
    assert!((silent as f64) < 0.1 * pairs, "{silent} of {pairs}");
    assert_eq!(session.truth.n_cut, 0);
}

#[test]
fn an_lnp_cell_has_the_mean_rate_of_its_nonlinearity() {
    let filter = vec![0.1, 0.3, 0.6];
    let square: f64 = filter.iter().map(|k| k * k).sum();
    let cell = |nonlinearity| Lnp::new(filter.clone(), nonlinearity, 20.0, 0.01).expect("a cell");
    for (nonlinearity, expected) in [
        (Nonlinearity::Exponential, 20.0 * exp(square / 2.0)),
        (Nonlinearity::Squared, 20.0 * square),
        (Nonlinearity::Rectified, 20.0 * sqrt(square / (2.0 * std::f64::consts::PI))),
    ] {
        let session = cell(nonlinearity)
            .simulate(Stimulus::White, 400_000, Seed::from_number(1))
            .expect("a session");
        let mean = session.observed.counts.iter().sum::<u64>() as f64 / 4000.0;
        assert!((mean / expected - 1.0).abs() < 0.02, "{mean} against {expected}");
    }
    // The average before spikes of an exponential cell in unit white noise is the filter itself.
    let session = cell(Nonlinearity::Exponential)
        .simulate(Stimulus::White, 400_000, Seed::from_number(2))
        .expect("a session");
    let (stimulus, counts) = (&session.observed.stimulus, &session.observed.counts);
    let n_spikes = counts[2..].iter().sum::<u64>() as f64;
    for (lag, wanted) in [(0, 0.6), (1, 0.3), (2, 0.1)] {
        let sum: f64 = (2..counts.len()).map(|bin| counts[bin] as f64 * stimulus[bin - lag]).sum();
        assert!(
            (sum / n_spikes - wanted).abs() < 4.0 / sqrt(n_spikes),
            "lag {lag}: {}",
            sum / n_spikes
        );
    }
    let natural = cell(Nonlinearity::Exponential)
        .simulate(Stimulus::NaturalLike, 400_000, Seed::from_number(3))
        .expect("a session");
    let (mean, variance) = moments(&natural.observed.stimulus);
    assert!(mean.abs() < 0.15 && (variance - 1.0).abs() < 0.15, "{mean} {variance}");
}

#[test]
fn spatial_cells_fire_where_they_should() {
    let place = SpatialCell::place((50.0, 50.0), 10.0, 20.0, 1.0).expect("a cell");
    assert!((place.rate_hz(60.0, 50.0) - (1.0 + 19.0 * exp(-0.5))).abs() < 1e-12);
    let grid = SpatialCell::grid((0.0, 0.0), 30.0, 15.0, 10.0, 0.0).expect("a cell");
    for corner in 0..6 {
        let angle = (15.0 + 60.0 * f64::from(corner)).to_radians();
        let (x, y) = (
            30.0 * spikebook_numeric::elementary::cos(angle),
            30.0 * spikebook_numeric::elementary::sin(angle),
        );
        assert!((grid.rate_hz(x, y) - 10.0).abs() < 1e-9, "corner {corner}");
        // Half way the rate is low.
        assert!(grid.rate_hz(x / 2.0, y / 2.0) < 2.0);
    }
    let walk = Walk::new(600.0, 0.02, 15.0, 1.0)
        .expect("a walk")
        .in_box(100.0, 100.0, Seed::from_number(1))
        .expect("a walk");
    let spikes =
        spikes_along(&walk.observed, &[place, grid], Seed::from_number(2)).expect("spikes");
    for (cell, spikes) in [place, grid].iter().zip(&spikes) {
        let path = walk.observed.x_cm.iter().zip(&walk.observed.y_cm);
        let expected: f64 = path.take(30_000).map(|(&x, &y)| cell.rate_hz(x, y) * 0.02).sum();
        assert!((spikes.len() as f64 - expected).abs() < 4.0 * sqrt(expected));
    }
}

#[test]
fn shared_noise_has_the_moments_that_are_said() {
    let noise = SharedNoise::new(0.4, 0.25).expect("noise");
    let population = OrientationPopulation::evenly(6, 15.0, 2.0, 1.5, noise).expect("cells");
    let n = 200_000;
    let session = population.simulate(&vec![30.0; n], Seed::from_number(1)).expect("a session");
    let column = |cell: usize| session.observed.counts.column(cell).to_vec();
    let (a, b) = (column(0), column(1));
    let (f, g) = (population.expected(0, 30.0), population.expected(1, 30.0));
    assert_eq!(g, 15.0, "the second prefers 30°");
    let ((mean, variance), (other, _)) = (moments(&a), moments(&b));
    assert!((mean / f - 1.0).abs() < 0.01, "{mean} against {f}");
    let expected = f + f * f * (exp(0.16) - 1.0);
    assert!((variance / expected - 1.0).abs() < 0.04, "{variance} against {expected}");
    let covariance =
        a.iter().zip(&b).map(|(x, y)| (x - mean) * (y - other)).sum::<f64>() / n as f64;
    let expected = f * g * (exp(0.25 * 0.16) - 1.0);
    assert!((covariance / expected - 1.0).abs() < 0.1, "{covariance} against {expected}");
}

#[test]
fn hidden_states_last_as_long_as_they_should() {
    let rates = array![[2.0, 30.0], [20.0, 5.0], [40.0, 1.0]];
    let model = Switching::new(rates.clone(), 0.4, 0.02).expect("a model");
    let session = model.simulate(200_000, Seed::from_number(1)).expect("a session");
    let states = &session.truth.states;
    let jumps = states.windows(2).filter(|pair| pair[0] != pair[1]).count() as f64;
    assert!((jumps / 200_000.0 - 0.05).abs() < 4.0 * sqrt(0.05 * 0.95 / 200_000.0));
    for state in 0..3 {
        let bins: Vec<usize> = (0..states.len()).filter(|&bin| states[bin] == state).collect();
        assert!((bins.len() as f64 / 200_000.0 - 1.0 / 3.0).abs() < 0.02);
        for cell in 0..2 {
            let total: f64 = bins.iter().map(|&bin| session.observed[[bin, cell]]).sum();
            let expected = rates[[state, cell]] * 0.02 * bins.len() as f64;
            assert!((total - expected).abs() < 4.0 * sqrt(expected));
        }
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let said = |error: Error| error.to_string();
    assert_snapshot!(said(Renewal::new(100.0, 0.01, IntervalLaw::Exponential).expect_err("refused")), @"refractory_s: got 0.01, wanted a number from 0, below 1/rate");
    assert_snapshot!(said(IntervalLaw::gamma(0.0).expect_err("refused")), @"shape: got 0, wanted a number between 0.01 and 1000");
    assert_snapshot!(said(Hawkes::new(vec![1.0, 1.0], array![[0.6, 0.0], [0.5, 0.0]], 0.1).expect_err("refused")), @"sum of a column of weights: got 1.1, wanted below 1, or activity has no end");
    assert_snapshot!(said(CoupledGlm::new(vec![], 0.001).expect_err("refused")), @"cells: got 0, wanted at least 1");
    assert_snapshot!(said(Lnp::new(vec![], Nonlinearity::Squared, 1.0, 0.1).expect_err("refused")), @"bins of the filter: got 0, wanted at least 1");
    assert_snapshot!(said(SpatialCell::place((0.0, 0.0), 0.0, 1.0, 0.0).expect_err("refused")), @"width_cm: got 0, wanted a number between 0.1 and 100,000");
    assert_snapshot!(said(SharedNoise::new(0.1, 1.5).expect_err("refused")), @"correlation: got 1.5, wanted a number between 0 and 1");
    assert_snapshot!(said(Switching::new(array![[1.0], [2.0]], 0.01, 0.1).expect_err("refused")), @"mean_stay_s: got 0.01, wanted at least a bin, at most 10⁶");
}

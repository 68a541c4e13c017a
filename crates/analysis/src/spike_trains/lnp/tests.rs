//! The model recovers what made the spikes.

use ndarray::Array2;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{exp, ln_1_plus_exp, power};

use super::*;
use crate::Error;
use crate::spike_trains::spike_triggered::LaggedStimulus;

/// Frames of correlated noise, and counts from a known filter and a soft threshold.
fn simulated(n_frames: usize, correlation: f64) -> (Array2<f64>, Vec<u32>, [f64; 4]) {
    let truth = [0.2, 1.0, -0.6, 0.1];
    let mut stream = Seed::from_name("lnp").replicate("frames", 0);
    let mut last = 0.0;
    let frames = Array2::from_shape_simple_fn((n_frames, 1), || {
        let fresh = (1.0 - correlation * correlation).sqrt() * stream.standard_normal();
        last = correlation * last + fresh;
        last
    });
    let counts = (0..n_frames)
        .map(|t| {
            let z: f64 = truth
                .iter()
                .enumerate()
                .filter(|(lag, _)| t >= *lag)
                .map(|(lag, w)| w * frames[[t - lag, 0]])
                .sum();
            stream.poisson(0.15 * ln_1_plus_exp(2.0 * z)) as u32
        })
        .collect();
    (frames, counts, truth)
}

fn cosine(a: &[f64], b: &[f64]) -> f64 {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

#[test]
fn a_ridge_undoes_the_correlation_of_the_stimulus() {
    let (frames, counts, truth) = simulated(60_000, 0.7);
    let stimulus = LaggedStimulus::new(frames.view(), 4).expect("frames");
    let blurred = Lnp::default().fit(&stimulus, &counts, 0.01).expect("a fit");
    let sharp = Lnp::default()
        .with_ridge(1e-3)
        .and_then(|lnp| lnp.fit(&stimulus, &counts, 0.01))
        .expect("a fit");
    assert!(cosine(blurred.filter(), &truth) < 0.95);
    assert!(cosine(sharp.filter(), &truth) > 0.998, "{:?}", sharp.filter());
    let z = sharp.project(&stimulus).expect("the same shape");
    assert!(crate::descriptive::mean(&z).abs() < 1e-10);
    assert!((crate::descriptive::variance(&z, 0) - 1.0).abs() < 1e-10);
}

#[test]
fn the_nonlinearity_is_that_of_the_simulation() {
    let (frames, counts, truth) = simulated(200_000, 0.0);
    let stimulus = LaggedStimulus::new(frames.view(), 4).expect("frames");
    let fit = Lnp::default().with_bins(20).and_then(|lnp| lnp.fit(&stimulus, &counts, 0.01));
    let fit = fit.expect("a fit");
    let scale = truth.iter().map(|w| w * w).sum::<f64>().sqrt();
    let curve = fit.nonlinearity();
    let intervals = curve.intervals_hz(0.999).expect("a level");
    for ((&centre, rate), (low, high)) in
        curve.centres().iter().zip(curve.rates_hz()).zip(intervals)
    {
        assert!(low < rate && rate < high);
        let wanted = 15.0 * ln_1_plus_exp(2.0 * scale * centre);
        // The outermost bins are wide, and f is curved in them.
        if centre.abs() < 1.5 {
            assert!((rate / wanted - 1.0).abs() < 0.15, "{rate} against {wanted} at {centre}");
        }
    }
    let bits = fit.bits_per_spike(&stimulus, &counts).expect("spikes");
    // The information of the true rates, by the definition: mean of (r/m) log₂(r/m).
    let rates: Vec<f64> = (3..frames.nrows())
        .map(|t| {
            let z: f64 = truth.iter().enumerate().map(|(lag, w)| w * frames[[t - lag, 0]]).sum();
            ln_1_plus_exp(2.0 * z)
        })
        .collect();
    let mean = crate::descriptive::mean(&rates);
    let of_truth: Vec<f64> = rates.iter().map(|r| r / mean * (r / mean).log2_of()).collect();
    assert!((bits - crate::descriptive::mean(&of_truth)).abs() < 0.03, "{bits}");
}

/// The logarithm to base 2, where a test wants it behind a number.
trait Log2Of {
    fn log2_of(self) -> f64;
}

impl Log2Of for f64 {
    fn log2_of(self) -> f64 {
        spikebook_numeric::elementary::log2(self)
    }
}

#[test]
fn bins_hold_all_frames_and_spikes_whatever_the_ties() {
    let z: Vec<f64> = (0..100).map(|i| f64::from(i / 30)).collect();
    let counts: Vec<u32> = (0..100).map(|i| i % 3).collect();
    let curve = Nonlinearity::new(&z, &counts, 0.1, 10).expect("frames");
    assert_eq!(curve.n_frames(), [30, 30, 30, 10]);
    assert_eq!(curve.n_spikes().iter().sum::<u64>(), 99);
    assert_eq!(curve.edges(), [0.0, 1.0, 2.0, 3.0, 3.0]);
    assert_eq!(curve.rate_at(-5.0), curve.rates_hz()[0]);
    assert_eq!(curve.rate_at(9.0), curve.rates_hz()[3]);
    let between = f64::midpoint(curve.rates_hz()[0], curve.rates_hz()[1]);
    assert!((curve.rate_at(0.5) - between).abs() < 1e-12);
}

#[test]
fn intervals_are_those_of_the_poisson_distribution() {
    let curve = Nonlinearity::new(&[0.0; 4], &[0, 3, 0, 0], 0.25, 1).expect("frames");
    let (low, high) = curve.intervals_hz(0.95).expect("a level")[0];
    // The defining property: each end leaves 2.5 % beyond the observed 3.
    let term = |mean: f64, k: i32| {
        exp(-mean) * power(mean, f64::from(k)) / [1.0, 1.0, 2.0, 6.0][k as usize]
    };
    let at_most = |mean: f64, k: i32| (0..=k).map(|k| term(mean, k)).sum::<f64>();
    assert!((1.0 - at_most(low, 2) - 0.025).abs() < 1e-12);
    assert!((at_most(high, 3) - 0.025).abs() < 1e-12);
}

#[test]
fn a_stimulus_that_repeats_itself_needs_a_ridge() {
    let frames = Array2::from_shape_fn((50, 2), |(t, _)| f64::from((t * 7 % 11) as u32));
    let counts: Vec<u32> = (0..50).map(|t| u32::from(t % 5 == 0)).collect();
    let stimulus = LaggedStimulus::new(frames.view(), 1).expect("frames");
    let plain = Lnp::default().with_ridge(0.0).expect("a ridge");
    assert_eq!(
        plain.fit(&stimulus, &counts, 0.01).expect_err("two equal columns"),
        Error::RankDeficient { column: 1 }
    );
    let ridged = Lnp::default().with_ridge(0.1).expect("a ridge");
    assert!(ridged.fit(&stimulus, &counts, 0.01).is_ok());
    let constant = Array2::from_elem((50, 1), 0.3);
    let stimulus = LaggedStimulus::new(constant.view(), 1).expect("frames");
    assert_eq!(
        Lnp::default().fit(&stimulus, &counts, 0.01).expect_err("nothing to see"),
        Error::ConstantColumn { column: 0 }
    );
}

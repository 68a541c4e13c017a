//! What a spike-triggered average finds of a cell whose filter is known.

use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{exp, ln};

use super::*;

const N_BINS: usize = 10_000;
const N_LAGS: usize = 100;

/// A filter of 100 entries with the squared length that gives the course's mean count, 30,396 in 10,000.
fn filter(seed: Seed) -> (Vec<f64>, f64) {
    let stream = &mut seed.replicate("filter", 0);
    let raw: Vec<f64> = (0..N_LAGS).map(|_| stream.standard_normal()).collect();
    let square = 2.0 * ln(3.0396);
    let scale = sqrt(square / raw.iter().map(|x| x * x).sum::<f64>());
    (raw.iter().map(|x| scale * x).collect(), square)
}

/// The spikes, the average before them, and its correlation with and slope on the filter.
fn triggered(seed: Seed) -> (f64, f64, f64) {
    let (filter, square) = filter(seed);
    let cell = Lnp::new(filter.clone(), Nonlinearity::Exponential, 100.0, 0.01).expect("a cell");
    let session = cell.simulate(Stimulus::White, N_BINS, seed).expect("a session");
    let ObservedLnp { stimulus, counts } = session.observed;
    let (mut sum, mut n_spikes) = (vec![0.0; N_LAGS], 0.0);
    for bin in N_LAGS - 1..N_BINS {
        let count = counts[bin] as f64;
        n_spikes += count;
        for (sum, value) in sum.iter_mut().zip(&stimulus[bin + 1 - N_LAGS..=bin]) {
            *sum += count * value;
        }
    }
    let average: Vec<f64> = sum.iter().map(|total| total / n_spikes).collect();
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let along = dot(&average, &filter);
    (n_spikes, along / sqrt(square * dot(&average, &average)), along / square)
}

/// The course's exercise W8T1: white stimuli of 100 numbers with variance 1, an exponential nonlinearity, 10,000 frames. For these the
/// average before spikes is the filter itself in the mean; the course found 30,396 spikes, a correlation of 0.9835
/// and 0.994 of the filter's size.
#[test]
fn the_average_before_spikes_is_the_filter() {
    let n = 40;
    let sessions: Vec<(f64, f64, f64)> =
        (0..n).map(|number| triggered(Seed::from_number(number))).collect();
    let moments = |of: fn(&(f64, f64, f64)) -> f64| {
        let values: Vec<f64> = sessions.iter().map(of).collect();
        let mean = values.iter().sum::<f64>() / n as f64;
        let square = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
        (mean, sqrt(square / (n - 1) as f64))
    };
    let kept = (N_BINS - N_LAGS + 1) as f64 / N_BINS as f64;
    // Counts of frames have variance e^(2 k²) − e^(k²) + e^(k²/2), so 890 of 10,000 independent ones.
    let square = 2.0 * ln(3.0396);
    let deviation = sqrt(N_BINS as f64 * (exp(2.0 * square) - exp(square) + exp(square / 2.0)));
    let (n_spikes, spread) = moments(|session| session.0);
    assert!((n_spikes - kept * 30_396.0).abs() < 4.0 * spread / sqrt(n as f64), "{n_spikes}");
    assert!((0.6..1.8).contains(&(spread / deviation)), "{spread} {deviation}");
    // One session of theirs among ours: within four deviations.
    let (correlation, spread) = moments(|session| session.1);
    assert!((correlation - 0.9835).abs() < 4.0 * spread, "{correlation} ± {spread}");
    // The noise of the 99 entries' worth across the filter: (1/30,396 + e^(k²)/10,000) each.
    let noise = 99.0 * (1.0 / 30_396.0 + exp(square) / N_BINS as f64);
    assert!((correlation - sqrt(square / (square + noise))).abs() < 0.005, "{correlation}");
    let (slope, spread) = moments(|session| session.2);
    assert!((slope - 1.0).abs() < 4.0 * spread / sqrt(n as f64) + 0.01, "{slope} ± {spread}");
    assert!((slope - 0.994).abs() < 4.0 * spread, "{slope} ± {spread}");
}

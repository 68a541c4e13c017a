//! What a correlogram would be, were the target's spikes known to some milliseconds only.

use rayon::prelude::*;
use spikebook_numeric::Seed;

use super::two_trains::count_pairs;
use super::{Lags, NANOSECONDS, nanoseconds};
use crate::Error;
use crate::descriptive::{mean, quantile, standard_deviation};
use crate::spike_trains::order::positive;

/// Counts of surrogates in which every spike of the target was put anywhere in its window of time.
#[derive(Clone, Debug, PartialEq)]
pub struct JitterPredictor {
    /// The mean count in each bin
    pub mean: Vec<f64>,
    /// The lower end of the band bin by bin
    pub low: Vec<f64>,
    /// The upper end of the band bin by bin
    pub high: Vec<f64>,
    /// The lower end of the band that a surrogate leaves anywhere with probability 1 − level
    pub low_anywhere: Vec<f64>,
    /// The upper end of that band
    pub high_anywhere: Vec<f64>,
}

/// Interval jitter: time is cut into windows of `window_s`, and each spike of the target is drawn anew,
/// uniformly over its own window, `n_surrogates` times; number s from `seed.replicate("jitter", s)`
/// alone. Rates in windows stay what they were, what is finer does not.
///
/// The band bin by bin holds the share `level` of surrogates in each bin; one bin in twenty lies outside
/// of a 95 % band by chance. The band anywhere is mean ± c · standard deviation, with c the quantile at
/// `level` of the largest deviation over all bins.
///
/// # Errors
/// As [`cross_correlogram`](super::cross_correlogram); [`Error::Parameter`] for a window without length
/// and a level outside (0, 1), [`Error::TooFew`] below two surrogates.
pub fn jitter_predictor(
    reference_s: &[f64],
    target_s: &[f64],
    lags: Lags,
    window_s: f64,
    (n_surrogates, level): (usize, f64),
    seed: Seed,
) -> Result<JitterPredictor, Error> {
    positive("window_s", window_s)?;
    if !(level > 0.0 && level < 1.0) {
        let wanted = "a number between 0 and 1";
        return Err(Error::Parameter { parameter: "level", got: level, wanted });
    }
    if n_surrogates < 2 {
        return Err(Error::TooFew { what: "surrogates", got: n_surrogates, wanted: 2 });
    }
    let reference = nanoseconds("spike times of the reference", reference_s)?;
    let target = nanoseconds("spike times of the target", target_s)?;
    let window = ((window_s * NANOSECONDS).round() as i64).max(1);
    let surrogates: Vec<Vec<u64>> = (0..n_surrogates)
        .into_par_iter()
        .map(|number| {
            let mut stream = seed.replicate("jitter", number as u64);
            let mut draw = |time: &i64| {
                time.div_euclid(window) * window + stream.below(window as usize) as i64
            };
            let mut jittered: Vec<i64> = target.iter().map(&mut draw).collect();
            jittered.sort_unstable();
            count_pairs(&reference, &jittered, lags)
        })
        .collect();
    let bins = 0..lags.n_bins();
    let of_bin: Vec<Vec<f64>> = bins
        .clone()
        .map(|bin| surrogates.iter().map(|counts| counts[bin] as f64).collect())
        .collect();
    let means: Vec<f64> = of_bin.iter().map(|counts| mean(counts)).collect();
    let spreads: Vec<f64> = of_bin.iter().map(|counts| standard_deviation(counts, 1)).collect();
    let deviation = |bin: usize, count: f64| {
        let away = (count - means[bin]).abs();
        if away == 0.0 { 0.0 } else { away / spreads[bin] }
    };
    let largest: Vec<f64> = (0..n_surrogates)
        .map(|number| {
            bins.clone().map(|bin| deviation(bin, of_bin[bin][number])).fold(0.0_f64, f64::max)
        })
        .collect();
    let limit = quantile(&largest, level);
    let at = |probability: f64| of_bin.iter().map(|counts| quantile(counts, probability)).collect();
    Ok(JitterPredictor {
        low: at(0.5 * (1.0 - level)),
        high: at(0.5 * (1.0 + level)),
        low_anywhere: means.iter().zip(&spreads).map(|(m, s)| (m - limit * s).max(0.0)).collect(),
        high_anywhere: means.iter().zip(&spreads).map(|(m, s)| m + limit * s).collect(),
        mean: means,
    })
}

//! How regular is a train of spikes?
//!
//! From the intervals I between neighbouring spikes:
//!
//! - CV = sd / mean: 0 for a clock, 1 for a Poisson process,
//! - CV2 = mean of 2 |I′ − I| / (I′ + I), over neighbouring intervals I, I′ (Holt et al. 1996,
//!   doi:10.1152/jn.1996.75.5.1806),
//! - LV = 3 mean of ((I − I′) / (I + I′))², and `LvR`, which allows for a refractory time R:
//!   3 mean of (1 − 4 I I′ / (I + I′)²)(1 + 4R / (I + I′)) (Shinomoto et al. 2009,
//!   doi:10.1371/journal.pcbi.1000433).
//!
//! CV misleads where the rate drifts: slow and fast stretches together look irregular, each for
//! itself being a clock. CV2, LV and `LvR` compare neighbours only and mind drift little.
//!
//! ```
//! use spikebook_analysis::spike_trains::intervals::IntervalStatistics;
//!
//! let regular = IntervalStatistics::of_spikes(&[0.0, 0.5, 1.0, 1.5], 0.005)?;
//! assert_eq!((regular.mean_s, regular.cv, regular.lv), (0.5, 0.0, 0.0));
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use super::order::ascending;
use crate::{Error, descriptive};

/// The intervals between neighbouring spikes, seconds: one fewer than spikes.
///
/// # Errors
/// [`Error::NonFinite`], [`Error::NotAscending`].
pub fn interspike_intervals_s(spike_times_s: &[f64]) -> Result<Vec<f64>, Error> {
    ascending("spike times", spike_times_s)?;
    Ok(spike_times_s.windows(2).map(|pair| pair[1] - pair[0]).collect())
}

/// What the intervals of one train say about its regularity. NaN marks what too few intervals leave
/// open: everything below one interval, the measures of neighbours below two.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IntervalStatistics {
    /// The number of intervals
    pub n_intervals: usize,
    /// Their mean, seconds
    pub mean_s: f64,
    /// Their median, seconds
    pub median_s: f64,
    /// Their standard deviation (ddof 0), seconds
    pub standard_deviation_s: f64,
    /// Standard deviation (ddof 0) over mean; times √(n / (n − 1)) for ddof 1
    pub cv: f64,
    /// CV2, over neighbouring intervals
    pub cv2: f64,
    /// LV, the local variation
    pub lv: f64,
    /// `LvR`, the local variation that allows for the refractory time
    pub lvr: f64,
}

impl IntervalStatistics {
    /// Of ascending spike times; `refractory_s` enters `LvR` alone (5 ms is usual).
    ///
    /// A pair of neighbouring intervals that are both 0 says nothing and is left out.
    ///
    /// # Errors
    /// [`Error::NonFinite`], [`Error::NotAscending`], [`Error::Parameter`] for a negative
    /// refractory time.
    pub fn of_spikes(spike_times_s: &[f64], refractory_s: f64) -> Result<Self, Error> {
        if !(refractory_s.is_finite() && refractory_s >= 0.0) {
            let wanted = "a finite number, at least 0";
            return Err(Error::Parameter { parameter: "refractory_s", got: refractory_s, wanted });
        }
        let intervals = interspike_intervals_s(spike_times_s)?;
        let mean_s = descriptive::mean(&intervals);
        let standard_deviation_s = descriptive::standard_deviation(&intervals, 0);
        let neighbours: Vec<(f64, f64)> = intervals
            .windows(2)
            .map(|pair| (pair[0], pair[1]))
            .filter(|(i, next)| i + next > 0.0)
            .collect();
        let mean_of = |measure: &dyn Fn(f64, f64) -> f64| {
            let each: Vec<f64> = neighbours.iter().map(|&(i, next)| measure(i, next)).collect();
            descriptive::mean(&each)
        };
        let contrast = |i: f64, next: f64| (next - i) / (i + next);
        Ok(Self {
            n_intervals: intervals.len(),
            mean_s,
            median_s: descriptive::median(&intervals),
            standard_deviation_s,
            cv: standard_deviation_s / mean_s,
            cv2: mean_of(&|i, next| 2.0 * contrast(i, next).abs()),
            lv: mean_of(&|i, next| 3.0 * contrast(i, next) * contrast(i, next)),
            // 1 − 4 I I′ / (I + I′)² is the squared contrast.
            lvr: mean_of(&|i, next| {
                3.0 * contrast(i, next)
                    * contrast(i, next)
                    * (1.0 + 4.0 * refractory_s / (i + next))
            }),
        })
    }
}

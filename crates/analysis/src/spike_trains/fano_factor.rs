//! Are counts more variable than chance alone makes them?
//!
//! Fano factor = variance / mean of the counts of equal windows: 1 for a Poisson process, less for
//! a regular train, more where the rate itself varies from window to window (which is the usual
//! reason, and no property of the spiking). Fano (1947), doi:10.1103/PhysRev.72.26.

use crate::descriptive;

/// Variance over mean of counts; NaN where the mean is 0 or there are not more counts than `ddof`.
///
/// ```
/// use spikebook_analysis::spike_trains::fano_factor::fano_factor;
/// assert_eq!(fano_factor(&[2, 4, 6], 1), 1.0);
/// ```
pub fn fano_factor(counts: &[u32], ddof: usize) -> f64 {
    let counts: Vec<f64> = counts.iter().map(|&count| f64::from(count)).collect();
    let mean = descriptive::mean(&counts);
    if mean > 0.0 { descriptive::variance(&counts, ddof) / mean } else { f64::NAN }
}

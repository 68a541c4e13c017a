//! The area between two trains of decaying traces.

use spikebook_numeric::elementary::{exp, sqrt};

use crate::Error;
use crate::spike_trains::order::{ascending, positive};

/// Below this share of its parts a squared distance is rounding.
const ROUNDING: f64 = 1e-15;

/// The distance of van Rossum, with the time constant of the exponential. Time: n(a) + n(b).
///
/// # Errors
/// [`Error::NonFinite`], [`Error::NotAscending`] for times, [`Error::Parameter`] for a time constant
/// that is not positive.
pub fn van_rossum(a_s: &[f64], b_s: &[f64], time_constant_s: f64) -> Result<f64, Error> {
    ascending("spike times of a", a_s)?;
    ascending("spike times of b", b_s)?;
    positive("time_constant_s", time_constant_s)?;
    // The integral is Σ wᵢ wⱼ e^(−|tᵢ − tⱼ|/τ) over the spikes of both trains, those of b with weight −1.
    // With the traces of what came before, each spike adds w² + 2 w · trace.
    let (mut i, mut j) = (0, 0);
    let (mut trace, mut last) = (0.0, f64::NEG_INFINITY);
    let (mut square, mut size) = (0.0, 0.0_f64);
    while i < a_s.len() || j < b_s.len() {
        let from_a = j == b_s.len() || (i < a_s.len() && a_s[i] <= b_s[j]);
        let (time, weight) = if from_a { (a_s[i], 1.0) } else { (b_s[j], -1.0) };
        if from_a {
            i += 1;
        } else {
            j += 1;
        }
        if time > last {
            trace *= exp((last - time) / time_constant_s);
            last = time;
        }
        square += 1.0 + 2.0 * weight * trace;
        trace += weight;
        size += 1.0;
    }
    Ok(if square <= ROUNDING * size * size { 0.0 } else { sqrt(square) })
}

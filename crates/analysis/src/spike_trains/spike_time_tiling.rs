//! Do two units fire together, whatever their rates?
//!
//! ```text
//! ½ ((P_a − T_b) / (1 − P_a T_b) + (P_b − T_a) / (1 − P_b T_a))
//! ```
//!
//! with `P_a` the share of a's spikes within ±window of a spike of b, and `T_b` the share of the
//! recording that lies within ±window of b's spikes: 1 for a train with itself, around 0 for
//! independent ones. A correlation of counts grows with the rates; this does not. It says nothing
//! about lags: two units always one window apart look independent. Cutts & Eglen (2014),
//! doi:10.1523/JNEUROSCI.2767-14.2014.

use spikebook_numeric::sum::sum;

use super::order::{HALF_NANOSECOND, ascending, positive};
use crate::Error;

/// The spike time tiling coefficient of two trains in a recording from `start_s` to `stop_s`, in
/// [−1, 1].
///
/// A spike at exactly the window's distance counts as near. NaN where a train has no spikes.
///
/// # Errors
/// [`Error::NonFinite`], [`Error::NotAscending`], [`Error::Parameter`] where the window or the
/// recording has no length.
///
/// ```
/// use spikebook_analysis::spike_trains::spike_time_tiling::spike_time_tiling;
/// let train = [0.5, 2.0, 7.5];
/// assert_eq!(spike_time_tiling(&train, &train, 0.02, 0.0, 10.0)?, 1.0);
/// # Ok::<(), spikebook_analysis::Error>(())
/// ```
pub fn spike_time_tiling(
    a_s: &[f64],
    b_s: &[f64],
    window_s: f64,
    start_s: f64,
    stop_s: f64,
) -> Result<f64, Error> {
    ascending("spike times of a", a_s)?;
    ascending("spike times of b", b_s)?;
    positive("window_s", window_s)?;
    positive("stop_s − start_s", stop_s - start_s)?;
    if a_s.is_empty() || b_s.is_empty() {
        return Ok(f64::NAN);
    }
    let tiled_share =
        |times_s: &[f64]| tiled_s(times_s, window_s, start_s, stop_s) / (stop_s - start_s);
    let term = |near: f64, tiled: f64| {
        // All near and all tiled is 0/0: nothing that could be apart is.
        if near * tiled == 1.0 { 1.0 } else { (near - tiled) / (1.0 - near * tiled) }
    };
    let of_a = term(near_share(a_s, b_s, window_s), tiled_share(b_s));
    let of_b = term(near_share(b_s, a_s, window_s), tiled_share(a_s));
    Ok(0.5 * (of_a + of_b))
}

/// The share of `times_s` with one of `others_s` at most `window_s` away.
fn near_share(times_s: &[f64], others_s: &[f64], window_s: f64) -> f64 {
    let reach = window_s + HALF_NANOSECOND;
    let is_near = |&&time: &&f64| {
        let next = others_s.partition_point(|&other| other < time);
        let near =
            |place: usize| others_s.get(place).is_some_and(|other| (other - time).abs() <= reach);
        near(next) || (next > 0 && near(next - 1))
    };
    times_s.iter().filter(is_near).count() as f64 / times_s.len() as f64
}

/// The length of the union of [t − window, t + window] inside the recording.
fn tiled_s(times_s: &[f64], window_s: f64, start_s: f64, stop_s: f64) -> f64 {
    let mut covered_to = start_s;
    let pieces = times_s.iter().map(|time| {
        let from = (time - window_s).max(covered_to);
        let to = (time + window_s).min(stop_s);
        covered_to = covered_to.max(to);
        (to - from).max(0.0)
    });
    sum(pieces)
}

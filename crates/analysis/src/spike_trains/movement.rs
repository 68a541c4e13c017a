//! How fast does the animal move, and when does it run?
//!
//! A tracker's position jitters by a pixel from frame to frame, which a derivative magnifies. So
//! the position is smoothed by a centred moving mean before it is differentiated (and only for
//! that: the place of a spike is the position as it was tracked):
//!
//! speed(i) = (s(i + 1) − s(i − 1)) / (t(i + 1) − t(i − 1)), one-sided at the two ends.
//!
//! Place cells are quiet or replay other places while an animal rests, so maps are made of running
//! alone. Tracked positions are whole pixels, and a speed can equal the threshold in exact
//! arithmetic; the last bit of the sums then decides. Thirty-three of 59,131 samples do so in the
//! linear-track recording: half a second of running.
//!
//! ```
//! use spikebook_analysis::spike_trains::movement::{is_faster, moving_mean, speed};
//!
//! let (time_s, position_cm) = ([0.0, 0.1, 0.2, 0.3], [0.0, 0.0, 2.0, 4.0]);
//! assert_eq!(moving_mean(&position_cm, 3)?, [0.0, 2.0 / 3.0, 2.0, 3.0]);
//! let speed_cm_s = speed(&time_s, &position_cm)?;
//! assert_eq!(is_faster(&speed_cm_s, 5.0), [false, true, true, true]);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use super::order::finite_or_missing;
use crate::Error;

/// The mean of `n_samples` values centred on each value, of as many as there are near the ends.
///
/// By differences of running totals, so its cost does not depend on the width; each mean is exact
/// to the rounding of the total.
///
/// # Errors
/// [`Error::Parameter`] where the width is even (it has no centre) or 0, [`Error::NonFinite`].
pub fn moving_mean(values: &[f64], n_samples: usize) -> Result<Vec<f64>, Error> {
    if n_samples.is_multiple_of(2) {
        let wanted = "an odd number";
        return Err(Error::Parameter { parameter: "n_samples", got: n_samples as f64, wanted });
    }
    let mut totals = Vec::with_capacity(values.len() + 1);
    let mut total = 0.0;
    totals.push(total);
    for (row, &got) in values.iter().enumerate() {
        if !got.is_finite() {
            return Err(Error::NonFinite { what: "positions".into(), row, got });
        }
        total += got;
        totals.push(total);
    }
    let half = n_samples / 2;
    let centred = |row: usize| {
        let (from, to) = (row.saturating_sub(half), row.saturating_add(half + 1).min(values.len()));
        (totals[to] - totals[from]) / (to - from) as f64
    };
    Ok((0..values.len()).map(centred).collect())
}

/// The velocity at each sample by central differences, one-sided at the ends; in position units a
/// second, negative where the position falls.
///
/// # Errors
/// [`Error::Length`], [`Error::TooFew`] below two samples, [`Error::NonFinite`] for a time or an infinite position (where one is NaN,
/// a sample that is missing, so is the speed on either side), [`Error::NotAscending`] where a time does not lie above the one before: see
/// [`strictly_rising_rows`].
pub fn speed(times_s: &[f64], positions: &[f64]) -> Result<Vec<f64>, Error> {
    if positions.len() != times_s.len() {
        return Err(Error::Length {
            what: "positions",
            got: positions.len(),
            wanted: times_s.len(),
        });
    }
    if times_s.len() < 2 {
        return Err(Error::TooFew { what: "samples", got: times_s.len(), wanted: 2 });
    }
    strictly_ascending(times_s)?;
    finite_or_missing("positions", positions)?;
    let last = times_s.len() - 1;
    let between = |row: usize| {
        let (before, after) = (row.saturating_sub(1), (row + 1).min(last));
        (positions[after] - positions[before]) / (times_s[after] - times_s[before])
    };
    Ok((0..=last).map(between).collect())
}

/// Whether the animal moves faster than the threshold, in either direction.
pub fn is_faster(speed: &[f64], threshold: f64) -> Vec<bool> {
    speed.iter().map(|speed| speed.abs() > threshold).collect()
}

/// The rows whose time lies above all times before: a clock that repeats a stamp is left one row
/// for it.
pub fn strictly_rising_rows(times_s: &[f64]) -> Vec<usize> {
    let mut latest = f64::NEG_INFINITY;
    let rises = |&row: &usize| {
        let rises = times_s[row] > latest;
        if rises {
            latest = times_s[row];
        }
        rises
    };
    (0..times_s.len()).filter(rises).collect()
}

/// Refuses times that are not finite or do not lie above the time before.
pub(super) fn strictly_ascending(times_s: &[f64]) -> Result<(), Error> {
    for (row, &got) in times_s.iter().enumerate() {
        if !got.is_finite() {
            return Err(Error::NonFinite { what: "sample times".into(), row, got });
        }
        if row > 0 && got <= times_s[row - 1] {
            return Err(Error::NotAscending {
                what: "sample times",
                row,
                got,
                previous: times_s[row - 1],
            });
        }
    }
    Ok(())
}

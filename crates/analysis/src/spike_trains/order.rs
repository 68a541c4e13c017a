//! Times that ascend, and the nanosecond to which they are compared.

use crate::Error;

/// Half of the nanosecond to which times are compared, seconds.
pub(super) const HALF_NANOSECOND: f64 = 0.5e-9;

/// Refuses times that are not finite or go backwards; equal times pass.
pub(super) fn ascending(what: &'static str, times_s: &[f64]) -> Result<(), Error> {
    for (row, &got) in times_s.iter().enumerate() {
        if !got.is_finite() {
            return Err(Error::NonFinite { what: what.into(), row, got });
        }
        if row > 0 && got < times_s[row - 1] {
            return Err(Error::NotAscending { what, row, got, previous: times_s[row - 1] });
        }
    }
    Ok(())
}

/// Refuses infinite samples; NaN stands for one that is missing.
pub(super) fn finite_or_missing(what: &'static str, samples: &[f64]) -> Result<(), Error> {
    match samples.iter().position(|sample| sample.is_infinite()) {
        Some(row) => Err(Error::NonFinite { what: what.into(), row, got: samples[row] }),
        None => Ok(()),
    }
}

/// Refuses a number that is not finite and positive.
pub(super) fn positive(parameter: &'static str, got: f64) -> Result<(), Error> {
    if got.is_finite() && got > 0.0 {
        Ok(())
    } else {
        Err(Error::Parameter { parameter, got, wanted: "a finite number above 0" })
    }
}

/// The first of ascending times that is not before `edge_s`, by index.
pub(super) fn first_at_or_after(times_s: &[f64], edge_s: f64) -> usize {
    times_s.partition_point(|&time| time - edge_s < -HALF_NANOSECOND)
}

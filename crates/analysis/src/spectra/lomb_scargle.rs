//! Is there a rhythm in samples that were taken at uneven times?
//!
//! At each frequency a cos + b sin, without an offset, is fitted by least squares to the values minus their
//! mean; the power is half of what that takes from the sum of squares. Over half the sum of squares it is a
//! share in 0 … 1. Even gaps need no such thing; it misleads where the gaps have a rhythm of their own, and a
//! peak's height must be judged against all frequencies that were tried. Scargle (1982), doi:10.1086/160554.
//! scipy's `lombscargle` on centred values is the same.
//!
//! ```
//! use spikebook_analysis::spectra::lomb_scargle;
//!
//! let times_s = [0.0, 0.3, 0.9, 1.4, 2.2, 2.5, 3.1, 3.9];
//! let values = times_s.map(|t: f64| if t.fract() < 0.5 { 1.0 } else { -1.0 });
//! let found = lomb_scargle(&times_s, &values, &[0.4, 1.0])?;
//! assert!(found.share[1] > 2.0 * found.share[0], "one cycle a second");
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use std::f64::consts::TAU;

use spikebook_numeric::elementary::{cos, sin};
use spikebook_numeric::sum::mean;

use crate::Error;
use crate::matrix::{check_finite_slice, check_length};

/// Power at each frequency that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct LombScargle {
    /// Half of what the sinusoid takes from the sum of squares, unit²
    pub power: Vec<f64>,
    /// The same as a share of half the sum of squares
    pub share: Vec<f64>,
}

/// The power of values at uneven times, at these frequencies.
///
/// # Errors
/// [`Error::Length`], [`Error::NonFinite`], [`Error::TooFew`] for fewer than 3 samples; [`Error::OutOfRange`]
/// for a frequency not above 0; [`Error::NoVariance`] for values that are all the same; [`Error::Overflow`] where
/// squares are not finite.
pub fn lomb_scargle(
    times_s: &[f64],
    values: &[f64],
    frequencies_hz: &[f64],
) -> Result<LombScargle, Error> {
    check_length("values", values.len(), times_s.len())?;
    if values.len() < 3 {
        return Err(Error::TooFew { what: "samples", got: values.len(), wanted: 3 });
    }
    check_finite_slice("times", times_s)?;
    check_finite_slice("values", values)?;
    if let Some(row) = frequencies_hz.iter().position(|f| !(f.is_finite() && *f > 0.0)) {
        let wanted = "a finite number above 0";
        return Err(Error::OutOfRange {
            what: "frequencies",
            row,
            got: frequencies_hz[row],
            wanted,
        });
    }
    let centre = mean(values);
    let centred: Vec<f64> = values.iter().map(|value| value - centre).collect();
    let total: f64 = centred.iter().map(|value| value * value).sum();
    if !total.is_finite() {
        return Err(Error::Overflow { what: "values".into() });
    }
    if total <= 0.0 {
        return Err(Error::NoVariance);
    }
    let drop = |frequency: &f64| {
        let (mut cc, mut ss, mut cs, mut yc, mut ys) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (t, y) in times_s.iter().zip(&centred) {
            let angle = TAU * frequency * t;
            let (c, s) = (cos(angle), sin(angle));
            cc += c * c;
            ss += s * s;
            cs += c * s;
            yc += y * c;
            ys += y * s;
        }
        let determinant = cc * ss - cs * cs;
        // Times that all lie at one phase leave one direction only.
        if determinant <= 1e-12 * cc * ss {
            return if cc > ss { yc * yc / cc } else { ys * ys / ss };
        }
        (yc * yc * ss - 2.0 * yc * ys * cs + ys * ys * cc) / determinant
    };
    let power: Vec<f64> = frequencies_hz.iter().map(|f| 0.5 * drop(f)).collect();
    if power.iter().any(|power| !power.is_finite()) {
        return Err(Error::Overflow { what: "values".into() });
    }
    let share = power.iter().map(|power| power / (0.5 * total)).collect();
    Ok(LombScargle { power, share })
}

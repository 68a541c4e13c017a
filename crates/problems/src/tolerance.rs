//! How far from the reference answer is an answer still right?
//!
//! The reference is an estimate: another sound analysis of the same data (other bins, another
//! smoothing) lands elsewhere within its sampling error, so a tolerance is best given in standard
//! errors. A small absolute or relative part keeps an answer that was rounded from failing where
//! the standard error is tiny.
//!
//! Directions are compared on the circle: with a period of 360, 359 and 1 are 2 apart.
//!
//! ```
//! use spikebook_problems::{Tolerance, circular_distance};
//!
//! let rule = Tolerance { absolute: Some(1.0), relative: None, standard_errors: Some(3.0) };
//! assert_eq!(rule.width(120.0, Some(2.0)), Some(6.0));
//! assert_eq!(circular_distance(359.0, 1.0, 360.0), 2.0);
//! ```

use serde::{Deserialize, Serialize};

/// A rule; of the parts that are given, the widest counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tolerance {
    /// So far, in the unit asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absolute: Option<f64>,
    /// So large a share of the reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relative: Option<f64>,
    /// So many standard errors of the reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard_errors: Option<f64>,
}

impl Tolerance {
    /// Whether no part is given.
    pub fn is_empty(&self) -> bool {
        self.absolute.is_none() && self.relative.is_none() && self.standard_errors.is_none()
    }

    /// How far an answer may lie from `reference`. None where the rule speaks of standard errors
    /// and there is none, or where nothing but zero remains.
    pub fn width(&self, reference: f64, standard_error: Option<f64>) -> Option<f64> {
        let in_standard_errors = match self.standard_errors {
            None => 0.0,
            Some(count) => count * standard_error?,
        };
        let relative = self.relative.map_or(0.0, |share| share * reference.abs());
        let width = self.absolute.unwrap_or(0.0).max(relative).max(in_standard_errors);
        (width.is_finite() && width > 0.0).then_some(width)
    }
}

/// The shortest way from `from` to `to` on a circle, in [−period/2, period/2).
pub fn circular_difference(to: f64, from: f64, period: f64) -> f64 {
    let along = (to - from).rem_euclid(period);
    if along >= 0.5 * period { along - period } else { along }
}

/// The length of the shortest way between two places on a circle.
pub fn circular_distance(a: f64, b: f64, period: f64) -> f64 {
    circular_difference(a, b, period).abs()
}

#[cfg(test)]
mod tests;

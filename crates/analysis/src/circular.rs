//! Where do angles point on average, and do they point anywhere at all?
//!
//! An angle has no smallest value: the mean of 350° and 10° is 0°, not 180°. So each angle becomes
//! a point on the unit circle, and the mean resultant vector
//!
//! R e^{i m} = (1/n) Σ e^{i θ}
//!
//! has the mean direction m and the length R, 1 where all angles agree and 0 where they cancel. It
//! misleads where directions have two opposite modes: they cancel and look like no direction at
//! all. Mardia & Jupp (2000), doi:10.1002/9780470316979.
//!
//! ```
//! use spikebook_analysis::circular::Turn;
//!
//! let mean = Turn::DEGREES.mean(&[350.0, 10.0, 30.0]).expect("these do not cancel");
//! assert!((mean - 10.0).abs() < 1e-9);
//! assert_eq!(Turn::DEGREES.difference(10.0, 350.0), 20.0);
//! ```

mod rayleigh;

pub use rayleigh::RayleighTest;

use spikebook_numeric::elementary::{atan2, cos, sin, sqrt};
use spikebook_numeric::sum::sum;

use crate::Error;

/// A resultant shorter than this is rounding: it points nowhere.
const SHORTEST_RESULTANT: f64 = 1e-12;

/// The length of one turn, and with it the unit of every angle that it is asked about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn(f64);

impl Turn {
    /// 360 to the turn.
    pub const DEGREES: Self = Self(360.0);
    /// 2π to the turn.
    pub const RADIANS: Self = Self(std::f64::consts::TAU);

    /// A turn of another length: 24 for hours of the day, the circumference for a position on a
    /// ring.
    ///
    /// # Errors
    /// [`Error::Parameter`] where the length is not finite and positive.
    pub fn new(length: f64) -> Result<Self, Error> {
        if length.is_finite() && length > 0.0 {
            Ok(Self(length))
        } else {
            Err(Error::Parameter {
                parameter: "turn",
                got: length,
                wanted: "a finite number above 0",
            })
        }
    }

    /// The length of the turn.
    pub fn length(self) -> f64 {
        self.0
    }

    /// The angle in radians, not wrapped.
    pub fn to_radians(self, angle: f64) -> f64 {
        angle * (std::f64::consts::TAU / self.0)
    }

    /// The same direction in [0, turn).
    pub fn wrap(self, angle: f64) -> f64 {
        let wrapped = angle.rem_euclid(self.0);
        // A tiny negative angle rounds up to the whole turn.
        if wrapped >= self.0 { 0.0 } else { wrapped }
    }

    /// The same direction in [−turn/2, turn/2).
    pub fn wrap_signed(self, angle: f64) -> f64 {
        let wrapped = self.wrap(angle);
        if wrapped >= 0.5 * self.0 { wrapped - self.0 } else { wrapped }
    }

    /// The shortest way from `from` to `to`, positive counter-clockwise, in [−turn/2, turn/2).
    pub fn difference(self, to: f64, from: f64) -> f64 {
        self.wrap_signed(to - from)
    }

    /// The length of the shortest way between two angles, at most half a turn.
    pub fn distance(self, a: f64, b: f64) -> f64 {
        self.difference(a, b).abs()
    }

    /// The mean direction in [0, turn); none where the angles cancel or there are none.
    pub fn mean(self, angles: &[f64]) -> Option<f64> {
        let (x, y) = self.resultant(angles.iter().map(|&angle| (angle, 1.0)), angles.len() as f64);
        self.direction(x, y)
    }

    /// The mean direction of angles that count by their weights; none where they cancel.
    ///
    /// # Panics
    /// Where the lengths differ.
    pub fn weighted_mean(self, angles: &[f64], weights: &[f64]) -> Option<f64> {
        assert_eq!(angles.len(), weights.len(), "a weighted mean takes one weight an angle");
        let pairs = angles.iter().copied().zip(weights.iter().copied());
        let (x, y) = self.resultant(pairs, sum(weights.iter().copied()));
        self.direction(x, y)
    }

    /// The length of the mean resultant vector, in [0, 1]; NaN where there are no angles.
    pub fn resultant_length(self, angles: &[f64]) -> f64 {
        let (x, y) = self.resultant(angles.iter().map(|&angle| (angle, 1.0)), angles.len() as f64);
        sqrt(x * x + y * y)
    }

    /// The length of the weighted mean resultant vector: of a tuning curve's rates at its bin
    /// centres, how sharply it points.
    ///
    /// # Panics
    /// Where the lengths differ.
    pub fn weighted_resultant_length(self, angles: &[f64], weights: &[f64]) -> f64 {
        assert_eq!(angles.len(), weights.len(), "a weighted resultant takes one weight an angle");
        let pairs = angles.iter().copied().zip(weights.iter().copied());
        let (x, y) = self.resultant(pairs, sum(weights.iter().copied()));
        sqrt(x * x + y * y)
    }

    fn resultant(self, pairs: impl Iterator<Item = (f64, f64)> + Clone, total: f64) -> (f64, f64) {
        let x = sum(pairs.clone().map(|(angle, weight)| weight * cos(self.to_radians(angle))));
        let y = sum(pairs.map(|(angle, weight)| weight * sin(self.to_radians(angle))));
        (x / total, y / total)
    }

    fn direction(self, x: f64, y: f64) -> Option<f64> {
        let points = sqrt(x * x + y * y) > SHORTEST_RESULTANT;
        points.then(|| self.wrap(atan2(y, x) * (self.0 / std::f64::consts::TAU)))
    }
}

#[cfg(test)]
mod tests;

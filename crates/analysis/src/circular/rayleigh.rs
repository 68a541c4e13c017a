//! Could angles spread evenly look as one-sided as these?

use spikebook_numeric::elementary::{exp, sqrt};

use super::Turn;
use crate::Error;

/// Rayleigh's test of the hypothesis that angles have no direction.
///
/// z = n R², and p = exp(√(1 + 4n + 4(n² − n²R²)) − (1 + 2n)), Zar's approximation, good to three
/// digits for n ≥ 10. It looks for one mode: angles with two opposite modes pass as even. It takes
/// angles as independent: the spikes of one burst are not. Zar (2010), Biostatistical Analysis,
/// section 27.1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RayleighTest {
    /// The number of angles
    pub n: usize,
    /// The mean resultant length R
    pub resultant_length: f64,
    /// n R²
    pub z: f64,
    /// The probability of a resultant at least as long if the angles have no direction
    pub p_value: f64,
}

impl RayleighTest {
    /// Tests angles that are given in the unit of `turn`.
    ///
    /// # Errors
    /// [`Error::TooFew`] below two angles, [`Error::NonFinite`].
    pub fn of(angles: &[f64], turn: Turn) -> Result<Self, Error> {
        if angles.len() < 2 {
            return Err(Error::TooFew { what: "angles", got: angles.len(), wanted: 2 });
        }
        if let Some((row, &got)) = angles.iter().enumerate().find(|(_, angle)| !angle.is_finite()) {
            return Err(Error::NonFinite { what: "angles".into(), row, got });
        }
        let n = angles.len() as f64;
        let resultant_length = turn.resultant_length(angles).min(1.0);
        let z = n * resultant_length * resultant_length;
        let root = sqrt(1.0 + 4.0 * n + 4.0 * n * (n - z));
        let p_value = exp(root - (1.0 + 2.0 * n)).min(1.0);
        Ok(Self { n: angles.len(), resultant_length, z, p_value })
    }
}

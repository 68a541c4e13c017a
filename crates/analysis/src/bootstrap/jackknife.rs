//! How much does each row matter to the estimate?

use spikebook_numeric::elementary::sqrt;
use spikebook_numeric::sum::sum;

use super::finite;
use crate::{Error, descriptive};

/// The statistic with one row (or cluster) left out, for each in turn.
#[derive(Clone, Debug, PartialEq)]
pub struct Jackknife {
    values: Vec<f64>,
}

impl Jackknife {
    /// From values computed elsewhere, one a row left out.
    ///
    /// # Errors
    /// [`Error::TooFew`] below two values, [`Error::UndefinedStatistic`] where one is not finite.
    pub fn new(values: Vec<f64>) -> Result<Self, Error> {
        if values.len() < 2 {
            return Err(Error::TooFew { what: "jackknife samples", got: values.len(), wanted: 2 });
        }
        for (unit, &value) in values.iter().enumerate() {
            finite(value, "jackknife sample", unit)?;
        }
        Ok(Self { values })
    }

    /// The statistic without row i, for each i.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The acceleration of the `BCa` interval: Σ u³ / (6 (Σ u²)^1.5), u = mean − value, a sixth of
    /// the skewness of the rows' influence.
    ///
    /// # Errors
    /// [`Error::ConstantJackknife`] where the values do not differ.
    pub fn acceleration(&self) -> Result<f64, Error> {
        if self.values.iter().all(|value| *value == self.values[0]) {
            return Err(Error::ConstantJackknife { value: self.values[0] });
        }
        let centre = descriptive::mean(&self.values);
        let squares = sum(self.values.iter().map(|value| (centre - value) * (centre - value)));
        let cubes = sum(self
            .values
            .iter()
            .map(|value| (centre - value) * (centre - value) * (centre - value)));
        Ok(cubes / (6.0 * squares * sqrt(squares)))
    }
}

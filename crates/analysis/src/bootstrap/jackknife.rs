//! How much does each row matter to the estimate?

use spikebook_numeric::elementary::sqrt;
use spikebook_numeric::sum::sum;

use super::finite;
use crate::{Error, descriptive};

/// The statistic with one row (or cluster) left out, for each in turn.
#[derive(Clone, Debug, PartialEq)]
pub struct Jackknife {
    values: Vec<f64>,
    sample_sizes: Vec<usize>,
}

impl Jackknife {
    /// From values computed elsewhere, one a row left out.
    ///
    /// # Errors
    /// [`Error::TooFew`] below two values, [`Error::UndefinedStatistic`] where one is not finite.
    pub fn new(values: Vec<f64>) -> Result<Self, Error> {
        let n_values = values.len();
        Self::of_samples(values, &[n_values])
    }

    /// As [`Jackknife::new`], where the rows are those of several samples one after the other, each
    /// drawn by itself.
    ///
    /// # Errors
    /// Besides, [`Error::Length`] where the sizes do not add up to the values.
    pub fn of_samples(values: Vec<f64>, sample_sizes: &[usize]) -> Result<Self, Error> {
        let wanted = sample_sizes.iter().sum();
        if values.len() != wanted {
            return Err(Error::Length { what: "jackknife samples", got: values.len(), wanted });
        }
        if values.len() < 2 {
            return Err(Error::TooFew { what: "jackknife samples", got: values.len(), wanted: 2 });
        }
        for (unit, &value) in values.iter().enumerate() {
            finite(value, "jackknife sample", unit)?;
        }
        Ok(Self { values, sample_sizes: sample_sizes.to_vec() })
    }

    /// Of the mean, in closed form: without row i it is mean − (xᵢ − mean)/(n − 1).
    ///
    /// # Errors
    /// As [`Jackknife::new`].
    pub fn of_mean(values: &[f64]) -> Result<Self, Error> {
        let centre = descriptive::mean(values);
        let others = values.len() as f64 - 1.0;
        Self::new(values.iter().map(|value| centre - (value - centre) / others).collect())
    }

    /// The statistic without row i, for each i.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The acceleration of the `BCa` interval: Σ u³ / (6 (Σ u²)^1.5), u = mean − value, a sixth of
    /// the skewness of the rows' influence. Of several samples with n rows each, u is taken from the
    /// sample's own mean, times (n − 1)/n.
    ///
    /// # Errors
    /// [`Error::ConstantJackknife`] where the values do not differ.
    pub fn acceleration(&self) -> Result<f64, Error> {
        let mut influences = Vec::with_capacity(self.values.len());
        let mut rest = self.values.as_slice();
        for &size in &self.sample_sizes {
            let (sample, others) = rest.split_at(size);
            rest = others;
            // A factor that all rows share cancels.
            let weight =
                if self.sample_sizes.len() == 1 { 1.0 } else { (size as f64 - 1.0) / size as f64 };
            let centre = descriptive::mean(sample);
            let is_constant = sample.iter().all(|value| *value == sample[0]);
            influences.extend(
                sample
                    .iter()
                    .map(|value| if is_constant { 0.0 } else { weight * (centre - value) }),
            );
        }
        let largest = influences.iter().fold(0.0_f64, |largest, u| largest.max(u.abs()));
        if largest == 0.0 {
            return Err(Error::ConstantJackknife { value: self.values[0] });
        }
        // In units of the largest, so that squares neither overflow nor vanish.
        let squares = sum(influences.iter().map(|u| (u / largest) * (u / largest)));
        let cubes = sum(influences.iter().map(|u| (u / largest) * (u / largest) * (u / largest)));
        Ok(cubes / (6.0 * squares * sqrt(squares)))
    }
}

//! Where does the observed statistic lie among those of chance?

use crate::{Error, bootstrap::finite, descriptive};

/// Two statistics closer than this, relative to their scale, are a tie that rounding has split.
const TIE_SLACK: f64 = 1e-14;

/// The observed statistic and the same statistic under the null hypothesis.
#[derive(Clone, Debug, PartialEq)]
pub struct NullDistribution {
    observed: f64,
    values: Vec<f64>,
    slack: f64,
    exact: bool,
}

impl NullDistribution {
    /// From statistics of random deals, the observed one not among them.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a single deal, [`Error::UndefinedStatistic`] where one is not
    /// finite.
    pub fn from_random(observed: f64, values: Vec<f64>) -> Result<Self, Error> {
        Self::new(observed, values, false, observed.abs())
    }

    /// From the statistics of every deal there is, the observed one among them; `scale` is the size
    /// of the numbers that the statistic is made of, by which ties are told.
    pub(super) fn from_all(observed: f64, values: Vec<f64>, scale: f64) -> Result<Self, Error> {
        Self::new(observed, values, true, scale)
    }

    pub(super) fn with_scale(mut self, scale: f64) -> Self {
        self.slack = TIE_SLACK * scale;
        self
    }

    fn new(observed: f64, values: Vec<f64>, exact: bool, scale: f64) -> Result<Self, Error> {
        finite(observed, "observed statistic", 0)?;
        if values.is_empty() {
            return Err(Error::TooFew { what: "permutations", got: 0, wanted: 1 });
        }
        for (index, &value) in values.iter().enumerate() {
            finite(value, "permutation", index)?;
        }
        Ok(Self { observed, values, slack: TIE_SLACK * scale, exact })
    }

    /// The statistic of the data.
    pub fn observed(&self) -> f64 {
        self.observed
    }

    /// The statistic of each deal.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Whether these are all deals there are, rather than random ones.
    pub fn is_exact(&self) -> bool {
        self.exact
    }

    /// P(statistic ≥ observed)
    pub fn p_greater(&self) -> f64 {
        self.share(|value| value >= self.observed - self.slack)
    }

    /// P(statistic ≤ observed)
    pub fn p_less(&self) -> f64 {
        self.share(|value| value <= self.observed + self.slack)
    }

    /// Twice the smaller of the two tails, at most 1.
    pub fn p_two_sided(&self) -> f64 {
        (2.0 * self.p_greater().min(self.p_less())).min(1.0)
    }

    /// P(|statistic| ≥ |observed|)
    pub fn p_absolute(&self) -> f64 {
        self.share(|value| value.abs() >= self.observed.abs() - self.slack)
    }

    /// How many standard deviations (ddof 1) the observed statistic lies above the mean of the
    /// null; NaN where the null has no spread.
    pub fn z_score(&self) -> f64 {
        let spread = descriptive::standard_deviation(&self.values, 1);
        if spread == 0.0 {
            return f64::NAN;
        }
        (self.observed - descriptive::mean(&self.values)) / spread
    }

    fn share(&self, counts: impl Fn(f64) -> bool) -> f64 {
        let count = self.values.iter().filter(|&&value| counts(value)).count();
        let unseen = usize::from(!self.exact);
        (count + unseen) as f64 / (self.values.len() + unseen) as f64
    }
}

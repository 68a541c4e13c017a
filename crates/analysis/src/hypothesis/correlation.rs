//! Do two columns go together?
//!
//! - Pearson's r: along a line. Against r = 0: t = r √((n − 2) / (1 − r²)) with n − 2 degrees of freedom; the interval by
//!   Fisher's z = artanh r ± z₁₋ₐ⸝₂ / √(n − 3).
//! - Spearman's ρ: Pearson's of midranks, so along any rising curve; p by the same t; the interval by z with variance
//!   (1 + ρ²/2) / (n − 3) (Bonett & Wright 2000, doi:10.1007/BF02294183).
//! - Kendall's τ-b: pairs in the same order less pairs in opposite order, over the root of the pairs that are not tied in x times those
//!   not tied in y. p exact by counting orders where nothing is tied, else normal with ties; the interval by z with variance
//!   0.437 / (n − 4) (Fieller, Hartley & Pearson 1957, doi:10.1093/biomet/44.3-4.470).
//!
//! R's `cor.test`; SciPy's `pearsonr`, `spearmanr`, `kendalltau`.
//!
//! **When it misleads.** Two signals that drift correlate whatever they are: rows that follow each other in time are not
//! independent (shift one against the other for a null). One outlier makes a Pearson correlation.
//!
//! ```
//! use spikebook_analysis::hypothesis::{Correlation, CorrelationTest};
//!
//! let speed = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
//! let rate_hz = [2.0, 3.0, 5.0, 9.0, 17.0, 33.0];
//! let test = CorrelationTest::of(Correlation::Spearman, &speed, &rate_hz)?;
//! assert_eq!(test.coefficient, 1.0);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod kendall;

use spikebook_numeric::elementary::{exp_minus_1, ln_1_plus};
use spikebook_numeric::special::{normal_quantile, student_t_two_sided};
use spikebook_numeric::sum::sum;

use super::check_sample;
use super::ranks::ranks;
use crate::Error;
use crate::descriptive::mean;
use crate::matrix::check_length;

/// What is meant by going together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correlation {
    /// Along a line
    Pearson,
    /// Along a rising curve, by ranks
    Spearman,
    /// In the same order, by pairs
    Kendall,
}

/// A correlation, and whether it could be 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CorrelationTest {
    /// Which one
    pub kind: Correlation,
    /// From −1 to 1
    pub coefficient: f64,
    /// What p is from: t, or of Kendall's τ the normal z; none where p was counted
    pub statistic: Option<f64>,
    /// The two-sided p value
    pub p: f64,
    /// Pairs
    pub n: usize,
}

impl CorrelationTest {
    /// Of two columns.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::TooFew`] below three pairs, [`Error::NonFinite`], [`Error::NoSpread`] where a
    /// column is constant, [`Error::Overflow`].
    pub fn of(kind: Correlation, x: &[f64], y: &[f64]) -> Result<Self, Error> {
        check_length("second column", y.len(), x.len())?;
        check_sample("first column", x, 3)?;
        check_sample("second column", y, 3)?;
        for (what, column) in [("first column", x), ("second column", y)] {
            if column.iter().all(|value| *value == column[0]) {
                return Err(Error::NoSpread { what });
            }
        }
        let n = x.len();
        let with_t = |coefficient: f64| {
            let degrees = (n - 2) as f64;
            let rest = (1.0 - coefficient) * (1.0 + coefficient);
            let t = coefficient * (degrees / rest).sqrt();
            let p = student_t_two_sided(t, degrees);
            Self { kind, coefficient, statistic: Some(t), p, n }
        };
        match kind {
            Correlation::Pearson => Ok(with_t(pearson(x, y)?)),
            Correlation::Spearman => Ok(with_t(pearson(&ranks(x).ranks, &ranks(y).ranks)?)),
            Correlation::Kendall => {
                let tau = kendall::Kendall::of(x, y);
                Ok(Self { kind, coefficient: tau.coefficient(), statistic: tau.z(), p: tau.p(), n })
            }
        }
    }

    /// The interval by Fisher's z.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a level outside (0, 1), [`Error::TooFew`] below four pairs (five for Kendall).
    pub fn confidence_interval(&self, level: f64) -> Result<(f64, f64), Error> {
        if !(level > 0.0 && level < 1.0) {
            let wanted = "a number between 0 and 1, neither included";
            return Err(Error::Parameter { parameter: "level", got: level, wanted });
        }
        let (lost, share) = match self.kind {
            Correlation::Pearson => (3, 1.0),
            Correlation::Spearman => (3, 1.0 + 0.5 * self.coefficient * self.coefficient),
            Correlation::Kendall => (4, 0.437),
        };
        if self.n <= lost {
            return Err(Error::TooFew { what: "pairs", got: self.n, wanted: lost + 1 });
        }
        // artanh and tanh, right near 0 and 1.
        let r = self.coefficient;
        let z = 0.5 * (ln_1_plus(r) - ln_1_plus(-r));
        let quantile = normal_quantile(0.5 + 0.5 * level);
        let width = quantile * (share / (self.n - lost) as f64).sqrt();
        let back = |z: f64| {
            let growth = exp_minus_1(2.0 * z);
            if growth.is_finite() { growth / (growth + 2.0) } else { 1.0 }
        };
        Ok((back(z - width), back(z + width)))
    }
}

fn pearson(x: &[f64], y: &[f64]) -> Result<f64, Error> {
    let (centre_x, centre_y) = (mean(x), mean(y));
    let largest = |column: &[f64], centre: f64| {
        column.iter().fold(0.0_f64, |largest, value| largest.max((value - centre).abs()))
    };
    let (scale_x, scale_y) = (largest(x, centre_x), largest(y, centre_y));
    if !(scale_x.is_finite() && scale_y.is_finite()) {
        return Err(Error::Overflow { what: "columns".to_owned() });
    }
    // Scaled first: squares of neither very large nor very small numbers leave the range.
    let pairs =
        || x.iter().zip(y).map(|(x, y)| ((x - centre_x) / scale_x, (y - centre_y) / scale_y));
    let product = sum(pairs().map(|(x, y)| x * y));
    let squares = sum(pairs().map(|(x, _)| x * x)) * sum(pairs().map(|(_, y)| y * y));
    Ok((product / squares.sqrt()).clamp(-1.0, 1.0))
}

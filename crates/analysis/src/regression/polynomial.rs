//! How does a mean bend with one variable?
//!
//! yᵢ = b₀ + b₁ xᵢ + … + `b_d` xᵢᵈ + εᵢ, least squares, with every number of [`OrdinaryLeastSquares`](super::OrdinaryLeastSquares).
//!
//! Powers of one variable are nearly collinear: on NIST's Filip (degree 10) the condition number is 10¹⁵. So the powers are
//! formed from x in [doubled](spikebook_numeric::doubled) precision and decomposed there (Householder QR); what is
//! reported is right to all digits of a double but the last (fourteen certified digits on NIST's eleven linear cases). A
//! matrix of powers that are already rounded to doubles limits any solver, on Filip to 7.9 digits, numpy's
//! `polyfit` to none.
//!
//! Coefficients are those of the powers of x themselves, as `lm(y ~ poly(x, d, raw = TRUE))` of R has them.
//!
//! **When it misleads.** Beyond the range of x a polynomial runs away, and near its ends it swings (Runge). The degree is
//! to be chosen by rows that were not fitted ([`FoldPlan`](crate::folds::FoldPlan)): the fitted error falls with
//! every degree.
//!
//! ```
//! use spikebook_analysis::regression::PolynomialRegression;
//!
//! // A current-voltage curve.
//! let voltage_mv = [-60.0, -50.0, -40.0, -30.0, -20.0];
//! let current_pa = [4.0, 1.0, 0.0, 1.0, 4.0];
//! let fit = PolynomialRegression::new(2)?.fit(&voltage_mv, &current_pa, None)?;
//! assert!((fit.least_squares().coefficients()[1] - 0.01).abs() < 1e-15);
//! assert!((fit.mean(-40.0)).abs() < 1e-12);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use ndarray::Array2;
use spikebook_numeric::special::student_t_quantile;
use spikebook_numeric::{Doubled, Real};

use super::ordinary_least_squares::{
    OrdinaryLeastSquaresFit, Solution, Weights, check_level, check_weights,
};
use crate::Error;
use crate::matrix::{Householder, check_finite_slice, check_length, length};

/// A power of which the powers before it leave less than this share of its length is taken for a combination
/// of them.
const RANK_FLOOR: f64 = 1e-24;

/// A polynomial regression, not yet fitted. See the [module](self).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolynomialRegression {
    degree: usize,
    weights: Weights,
}

/// A fitted polynomial.
#[derive(Clone, Debug, PartialEq)]
pub struct PolynomialFit {
    least_squares: OrdinaryLeastSquaresFit,
    coefficients: Vec<Doubled>,
    qr: Householder<Doubled>,
}

/// The mean response somewhere, with the ends of an interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// The mean response
    pub mean: f64,
    /// The lower end
    pub low: f64,
    /// The upper end
    pub high: f64,
}

impl PolynomialRegression {
    /// A polynomial of this degree, at most 30.
    ///
    /// # Errors
    /// [`Error::Parameter`] above 30.
    pub fn new(degree: usize) -> Result<Self, Error> {
        if degree > 30 {
            let (got, wanted) = (degree as f64, "at most 30");
            return Err(Error::Parameter { parameter: "degree", got, wanted });
        }
        Ok(Self { degree, weights: Weights::Copies })
    }

    /// Reads weights as inverse variances instead of copies.
    #[must_use]
    pub fn with_precision_weights(self) -> Self {
        Self { weights: Weights::Precisions, ..self }
    }

    /// Fits responses `y` at `x`, with optional weights.
    ///
    /// # Errors
    /// - [`Error::Length`], [`Error::NonFinite`], [`Error::OutOfRange`]: vectors that do not go together, a number
    ///   that is not finite, a weight below 0.
    /// - [`Error::TooFew`]: no row (of positive weight) more than coefficients.
    /// - [`Error::RankDeficient`]: no more distinct x than the degree; `column` is the power less one.
    /// - [`Error::Overflow`]: powers that are not finite.
    pub fn fit(
        &self,
        x: &[f64],
        y: &[f64],
        weights: Option<&[f64]>,
    ) -> Result<PolynomialFit, Error> {
        check_length("response", y.len(), x.len())?;
        check_finite_slice("x", x)?;
        check_finite_slice("response", y)?;
        check_weights(weights, x.len())?;
        let weight = |row: usize| weights.map_or(1.0, |weights| weights[row]);
        let counting: Vec<usize> = (0..x.len()).filter(|&row| weight(row) > 0.0).collect();
        let n_columns = self.degree + 1;
        let (n, wanted) = (counting.len(), n_columns + 1);
        if n < wanted {
            return Err(Error::TooFew { what: "rows of positive weight", got: n, wanted });
        }
        let root = |row: usize| Doubled::from(weight(row)).sqrt();
        let mut columns = Vec::with_capacity(n * n_columns);
        columns.extend(counting.iter().map(|&row| root(row)));
        for k in 0..self.degree * n {
            let higher = columns[k] * Doubled::from(x[counting[k % n]]);
            columns.push(higher);
        }
        if columns.iter().any(|value| !value.square().to_f64().is_finite()) {
            return Err(Error::Overflow { what: format!("powers of x up to {}", self.degree) });
        }
        let lengths: Vec<f64> = columns.chunks(n).map(|column| length(column).to_f64()).collect();
        let qr = Householder::new(columns, n, n_columns);
        let dependent = |j: &usize| !(qr.diagonal()[*j].to_f64().abs() > RANK_FLOOR * lengths[*j]);
        if let Some(power) = (0..n_columns).find(dependent) {
            return Err(Error::RankDeficient { column: power.saturating_sub(1) });
        }
        let target: Vec<Doubled> =
            counting.iter().map(|&row| root(row) * Doubled::from(y[row])).collect();
        let coefficients = qr.least_squares(&target);
        self.finish(x, y, weights, coefficients, qr)
    }

    /// Every number that is reported.
    fn finish(
        &self,
        x: &[f64],
        y: &[f64],
        weights: Option<&[f64]>,
        coefficients: Vec<Doubled>,
        qr: Householder<Doubled>,
    ) -> Result<PolynomialFit, Error> {
        let n_columns = coefficients.len();
        let gaps = x.iter().zip(y).map(|(&x, &y)| Doubled::from(y) - value(&coefficients, x));
        let residuals: Vec<f64> = gaps.map(Doubled::to_f64).collect();
        let mut leverages = Vec::with_capacity(x.len());
        let mut meat = vec![Doubled::ZERO; n_columns * n_columns];
        for (row, (&x, &residual)) in x.iter().zip(&residuals).enumerate() {
            let weight = weights.map_or(1.0, |weights| weights[row]);
            let (share, root) = match self.weights {
                Weights::Copies => (1.0, weight.sqrt()),
                Weights::Precisions => (weight, weight),
            };
            let half = qr.solve_upper_transposed(&powers(x, n_columns));
            let leverage = share * length(&half).square().to_f64();
            leverages.push(leverage);
            if weight > 0.0 {
                let influence = qr.solve_upper(&half);
                let factor = Doubled::from(root * residual / (1.0 - leverage));
                for (entry, sum) in meat.iter_mut().enumerate() {
                    let (i, j) = (entry / n_columns, entry % n_columns);
                    *sum = *sum + factor * influence[i] * factor * influence[j];
                }
            }
        }
        let square = |entries: &[Doubled]| {
            Array2::from_shape_fn((n_columns, n_columns), |(i, j)| {
                entries[i.min(j) * n_columns + i.max(j)].to_f64()
            })
        };
        let least_squares = Solution {
            has_intercept: true,
            estimates: coefficients.iter().map(|value| value.to_f64()).collect(),
            inverse_gram: square(&qr.inverse_gram()),
            robust_covariance: square(&meat),
            residuals,
            leverages,
            response: y,
            weights,
            meaning: self.weights,
        }
        .finish()?;
        Ok(PolynomialFit { least_squares, coefficients, qr })
    }
}

impl PolynomialFit {
    /// The regression on the powers: coefficients, standard errors, tests, residuals.
    pub fn least_squares(&self) -> &OrdinaryLeastSquaresFit {
        &self.least_squares
    }

    /// The highest power.
    pub fn degree(&self) -> usize {
        self.coefficients.len() - 1
    }

    /// The mean response at `x`, in doubled precision until it is rounded.
    pub fn mean(&self, x: f64) -> f64 {
        value(&self.coefficients, x).to_f64()
    }

    /// The mean response at each `x`, each with its own Student interval.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a level outside (0, 1).
    pub fn confidence_band(&self, x: &[f64], level: f64) -> Result<Vec<Band>, Error> {
        self.band(x, level, 0.0)
    }

    /// As [`confidence_band`](Self::confidence_band), for one new response instead of the mean.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a level outside (0, 1).
    pub fn prediction_band(&self, x: &[f64], level: f64) -> Result<Vec<Band>, Error> {
        self.band(x, level, 1.0)
    }

    fn band(&self, x: &[f64], level: f64, of_noise: f64) -> Result<Vec<Band>, Error> {
        check_level(level)?;
        let degrees = self.least_squares.residual_degrees_of_freedom();
        let quantile = -student_t_quantile(0.5 * (1.0 - level), degrees);
        let at = |&x: &f64| {
            let half = self.qr.solve_upper_transposed(&powers(x, self.coefficients.len()));
            let share = length(&half).square().to_f64() + of_noise;
            let width = quantile * (share * self.least_squares.residual_variance()).sqrt();
            let mean = self.mean(x);
            Band { mean, low: mean - width, high: mean + width }
        };
        Ok(x.iter().map(at).collect())
    }
}

fn powers(x: f64, n_columns: usize) -> Vec<Doubled> {
    let mut powers = vec![Doubled::ONE; n_columns];
    for j in 1..n_columns {
        powers[j] = powers[j - 1] * Doubled::from(x);
    }
    powers
}

/// Horner's rule.
fn value(coefficients: &[Doubled], x: f64) -> Doubled {
    let add = |sum: Doubled, coefficient: &Doubled| sum * Doubled::from(x) + *coefficient;
    coefficients.iter().rev().fold(Doubled::ZERO, add)
}

#[cfg(test)]
mod tests;

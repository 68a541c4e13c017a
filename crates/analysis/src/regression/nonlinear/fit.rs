//! A fitted curve: a value that does not change.

use std::f64::consts::PI;

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};
use spikebook_numeric::elementary::ln;
use spikebook_numeric::special::{student_t_quantile, student_t_two_sided};
use spikebook_numeric::sum::sum;
use spikebook_numeric::{Doubled, Dual, Real};

use super::bottom::Bottom;
use super::{Curve, Points};
use crate::Error;
use crate::matrix::{Householder, length};
use crate::regression::ordinary_least_squares::check_level;
use crate::regression::polynomial::Band;

/// A fitted nonlinear regression. Vectors over parameters are in the order of the curve's own.
#[derive(Clone, Debug)]
pub struct NonlinearFit<C> {
    curve: C,
    theta: Vec<Doubled>,
    qr: Householder<Doubled>,
    residuals: Vec<f64>,
    n_observations: usize,
    ln_precisions: f64,
    residual_sum_of_squares: f64,
    total_sum_of_squares: f64,
    n_iterations: usize,
}

impl<C: Curve> NonlinearFit<C> {
    pub(super) fn new(
        curve: C,
        points: &Points<'_, C>,
        bottom: Bottom,
        design: ArrayView2<'_, f64>,
        response: ArrayView1<'_, f64>,
    ) -> Result<Self, Error> {
        let gap = |(row, y): (usize, &f64)| {
            let value = curve.value(&design.row(row).to_vec(), &bottom.theta);
            (Doubled::from(*y) - value).to_f64()
        };
        let residuals = response.iter().enumerate().map(gap).collect();
        let weight = |row: usize| points.roots[row] * points.roots[row];
        let n_observations = points.y.len();
        let rows = 0..n_observations;
        let total_weight = sum(rows.clone().map(weight));
        let mean = sum(rows.clone().map(|row| weight(row) * points.y[row])) / total_weight;
        let total_sum_of_squares = sum(rows.clone().map(|row| {
            let difference = points.y[row] - mean;
            weight(row) * difference * difference
        }));
        if !total_sum_of_squares.is_finite() {
            return Err(Error::Overflow { what: "response".to_owned() });
        }
        Ok(Self {
            residuals,
            n_observations,
            ln_precisions: sum(rows.map(|row| ln(weight(row)))),
            residual_sum_of_squares: bottom.squares.to_f64(),
            total_sum_of_squares,
            n_iterations: bottom.n_steps,
            curve,
            theta: bottom.theta,
            qr: bottom.qr,
        })
    }

    /// The parameters.
    pub fn estimates(&self) -> Array1<f64> {
        self.theta.iter().map(|value| value.to_f64()).collect()
    }

    /// s² (JᵀWJ)⁻¹
    pub fn covariance(&self) -> Array2<f64> {
        let n = self.theta.len();
        let gram = self.qr.inverse_gram();
        let variance = self.residual_variance();
        Array2::from_shape_fn((n, n), |(i, j)| gram[i * n + j].to_f64() * variance)
    }

    /// Square roots of the covariance's diagonal.
    pub fn standard_errors(&self) -> Array1<f64> {
        self.covariance().diag().mapv(f64::sqrt)
    }

    /// Estimates over standard errors.
    pub fn t(&self) -> Array1<f64> {
        self.estimates() / self.standard_errors()
    }

    /// Two-sided p values of t.
    pub fn p(&self) -> Array1<f64> {
        let degrees = self.residual_degrees_of_freedom();
        self.t().mapv(|t| student_t_two_sided(t, degrees))
    }

    /// Student intervals, one row (low, high) a parameter.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a level outside (0, 1).
    pub fn confidence_intervals(&self, level: f64) -> Result<Array2<f64>, Error> {
        check_level(level)?;
        let half_widths = self.standard_errors() * self.quantile(level);
        let ends = [self.estimates() - &half_widths, self.estimates() + &half_widths];
        Ok(Array2::from_shape_fn((self.theta.len(), 2), |(j, end)| ends[end][j]))
    }

    fn quantile(&self, level: f64) -> f64 {
        -student_t_quantile(0.5 * (1.0 - level), self.residual_degrees_of_freedom())
    }

    /// The curve at each row of `design`, with a Student interval of its mean from the tangent plane.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a level outside (0, 1).
    pub fn confidence_band(
        &self,
        design: ArrayView2<'_, f64>,
        level: f64,
    ) -> Result<Vec<Band>, Error> {
        check_level(level)?;
        let quantile = self.quantile(level);
        let at = |row: ArrayView1<'_, f64>| {
            let x = row.to_vec();
            let mean = self.curve.value(&x, &self.theta).to_f64();
            let slopes: Vec<Doubled> = (0..self.theta.len()).map(|j| self.slope(&x, j)).collect();
            let share = length(&self.qr.solve_upper_transposed(&slopes)).square().to_f64();
            let width = quantile * (share * self.residual_variance()).sqrt();
            Band { mean, low: mean - width, high: mean + width }
        };
        Ok(design.outer_iter().map(at).collect())
    }

    /// ∂f/∂θⱼ at x.
    fn slope(&self, x: &[f64], j: usize) -> Doubled {
        let mut at: Vec<Dual<Doubled>> =
            self.theta.iter().map(|value| Dual::constant(*value)).collect();
        at[j] = Dual::variable(self.theta[j]);
        self.curve.value(x, &at).slope
    }

    /// The curve at covariates `x`.
    pub fn mean(&self, x: &[f64]) -> f64 {
        self.curve.value(x, &self.theta).to_f64()
    }

    /// The curve.
    pub fn curve(&self) -> &C {
        &self.curve
    }

    /// y − f of every row, rows of weight 0 too.
    pub fn residuals(&self) -> &[f64] {
        &self.residuals
    }

    /// Rows of positive weight.
    pub fn n_observations(&self) -> usize {
        self.n_observations
    }

    /// Observations less parameters.
    pub fn residual_degrees_of_freedom(&self) -> f64 {
        (self.n_observations - self.theta.len()) as f64
    }

    /// Σ w (y − f)²
    pub fn residual_sum_of_squares(&self) -> f64 {
        self.residual_sum_of_squares
    }

    /// s²: the sum of squared residuals over its degrees of freedom.
    pub fn residual_variance(&self) -> f64 {
        self.residual_sum_of_squares / self.residual_degrees_of_freedom()
    }

    /// The share of the squares about the mean that the curve explains; below 0 where the mean does better.
    pub fn r_squared(&self) -> f64 {
        1.0 - self.residual_sum_of_squares / self.total_sum_of_squares
    }

    /// The log-likelihood at the most likely size of the noise.
    pub fn ln_likelihood(&self) -> f64 {
        let n = self.n_observations as f64;
        let variance = self.residual_sum_of_squares / n;
        0.5 * (self.ln_precisions - n * (ln(2.0 * PI * variance) + 1.0))
    }

    /// Akaike's criterion, where the size of the noise counts as a parameter.
    pub fn aic(&self) -> f64 {
        2.0 * (self.theta.len() + 1) as f64 - 2.0 * self.ln_likelihood()
    }

    /// Steps in doubled precision.
    pub fn n_iterations(&self) -> usize {
        self.n_iterations
    }
}

//! Standard errors, intervals and Wald tests.

use ndarray::{Array1, Array2};
use spikebook_numeric::special::{
    chi_squared_upper_tail, f_upper_tail, normal_quantile, normal_two_sided, student_t_quantile,
    student_t_two_sided,
};

use super::{GlmFit, factor_of};
use crate::Error;

/// A test that several coefficients are all 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WaldTest {
    /// bᵀ C⁻¹ b of the coefficients b with covariance C; over their number where φ is free
    pub statistic: f64,
    /// The number of coefficients
    pub degrees_of_freedom: usize,
    /// The p value: of χ², or of F where φ is free
    pub p: f64,
}

impl GlmFit {
    /// Square roots of the covariance's diagonal.
    pub fn standard_errors(&self) -> Array1<f64> {
        self.covariance.diag().mapv(f64::sqrt)
    }

    /// Whether tests are those of t and F with the residual degrees of freedom (Gaussian, gamma) and not of the
    /// normal and χ².
    pub fn has_free_dispersion(&self) -> bool {
        self.model.family.has_free_dispersion()
    }

    /// Estimates over standard errors: z, or t where φ is free.
    pub fn wald_z(&self) -> Array1<f64> {
        &self.estimates / &self.standard_errors()
    }

    /// Two-sided p values of [`GlmFit::wald_z`].
    pub fn wald_p(&self) -> Array1<f64> {
        let degrees = self.residual_degrees_of_freedom();
        let is_t = self.has_free_dispersion();
        let p = |z| if is_t { student_t_two_sided(z, degrees) } else { normal_two_sided(z) };
        self.wald_z().mapv(p)
    }

    /// Wald intervals, one row (low, high) a coefficient.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a level outside (0, 1).
    pub fn confidence_intervals(&self, level: f64) -> Result<Array2<f64>, Error> {
        if !(level > 0.0 && level < 1.0) {
            let wanted = "a number between 0 and 1, neither included";
            return Err(Error::Parameter { parameter: "level", got: level, wanted });
        }
        let upper = 0.5 * (1.0 - level);
        let quantile = if self.has_free_dispersion() {
            student_t_quantile(upper, self.residual_degrees_of_freedom())
        } else {
            normal_quantile(upper)
        };
        let half_widths = self.standard_errors() * -quantile;
        let ends = [&self.estimates - &half_widths, &self.estimates + &half_widths];
        Ok(Array2::from_shape_fn((self.estimates.len(), 2), |(j, end)| ends[end][j]))
    }

    /// Tests that the named places of [`GlmFit::estimates`] are all 0, such as all splines of one signal.
    ///
    /// # Errors
    /// [`Error::TooFew`] for no place, [`Error::Index`] for one beyond the last,
    /// [`Error::RankDeficient`] for a place that is named twice.
    pub fn wald_test(&self, places: &[usize]) -> Result<WaldTest, Error> {
        if places.is_empty() {
            return Err(Error::TooFew { what: "coefficients to test", got: 0, wanted: 1 });
        }
        let below = self.estimates.len();
        if let Some(&got) = places.iter().find(|place| **place >= below) {
            return Err(Error::Index { what: "coefficients to test", got, below });
        }
        let n = places.len();
        let covariance: Vec<f64> =
            (0..n * n).map(|k| self.covariance[[places[k / n], places[k % n]]]).collect();
        let factor =
            factor_of(&covariance, n).ok_or(Error::RankDeficient { column: places[n - 1] })?;
        let b: Vec<f64> = places.iter().map(|&place| self.estimates[place]).collect();
        let mut solved = b.clone();
        factor.solve(&mut solved);
        let square: f64 = b.iter().zip(&solved).map(|(b, solved)| b * solved).sum();
        let (statistic, p) = if self.has_free_dispersion() {
            let f = square / n as f64;
            (f, f_upper_tail(f, n as f64, self.residual_degrees_of_freedom()))
        } else {
            (square, chi_squared_upper_tail(square, n as f64))
        };
        Ok(WaldTest { statistic, degrees_of_freedom: n, p })
    }
}

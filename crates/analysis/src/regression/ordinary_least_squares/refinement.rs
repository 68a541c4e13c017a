//! The decomposition of the standardised design, and the solution refined against the design as it was given.

use faer::Mat;
use ndarray::ArrayView2;
use spikebook_numeric::sum::RunningSum;

use crate::Error;
use crate::matrix::{BLOCK_ROWS, Block, TallQr};
use crate::regression::standard_design::StandardDesign;

/// Times that the solution is corrected at most. Each gains what the condition number leaves of sixteen
/// digits; the first one is enough for all but ill-conditioned designs.
const MAX_REFINEMENTS: usize = 4;

/// A correction below this share of the coefficients is rounding.
const NEGLIGIBLE: f64 = 4.0 * f64::EPSILON;

/// The rows of a fit, with the intercept (where there is one) as the first column.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    pub(super) design: StandardDesign<'a>,
    pub(super) response: &'a [f64],
    pub(super) weights: Option<&'a [f64]>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(
        design: ArrayView2<'a, f64>,
        response: &'a [f64],
        weights: Option<&'a [f64]>,
        has_intercept: bool,
    ) -> Result<Self, Error> {
        let n_rows = weights.map_or(design.nrows(), |weights| {
            weights.iter().filter(|weight| **weight > 0.0).count()
        });
        let wanted = design.ncols() + usize::from(has_intercept) + 1;
        if n_rows < wanted {
            return Err(Error::TooFew { what: "rows of positive weight", got: n_rows, wanted });
        }
        Ok(Self { design: StandardDesign::new(design, weights, has_intercept)?, response, weights })
    }

    pub(super) fn n_rows(&self) -> usize {
        self.response.len()
    }

    pub(super) fn weight(&self, row: usize) -> f64 {
        self.weights.map_or(1.0, |weights| weights[row])
    }

    /// The decomposition of the standardised design, each row times the root of its weight.
    pub(super) fn decompose(&self) -> Result<TallQr, Error> {
        let n_columns = self.design.n_columns();
        let mut matrix = Mat::zeros(self.n_rows(), n_columns);
        let mut block = Block::new(n_columns);
        for start in (0..self.n_rows()).step_by(BLOCK_ROWS) {
            let n = BLOCK_ROWS.min(self.n_rows() - start);
            self.design.fill(&mut block, start, n);
            for column in 0..n_columns {
                for i in 0..n {
                    let weight = self.weight(start + i);
                    if weight > 0.0 {
                        matrix[(start + i, column)] = weight.sqrt() * block.row(i)[column];
                    }
                }
            }
        }
        TallQr::new(matrix).map_err(|column| Error::RankDeficient {
            column: column.saturating_sub(usize::from(self.design.has_intercept)),
        })
    }

    /// The coefficients of the columns as they were given, and the residuals.
    ///
    /// Both are refined together (Björck 1967, doi:10.1007/BF01939321): coefficients alone would keep an error
    /// that grows with the residuals and with the square of the condition number.
    pub(super) fn solve(&self, qr: &TallQr) -> (Vec<f64>, Vec<f64>) {
        let n_columns = self.design.n_columns();
        let orthogonal = vec![0.0; n_columns];
        let mut coefficients = self.correction(qr, self.response, &orthogonal);
        let mut residuals = self.gaps(&coefficients, None);
        for _ in 0..MAX_REFINEMENTS {
            let gaps = self.gaps(&coefficients, Some(&residuals));
            let correction = self.correction(qr, &gaps, &self.slants(&residuals));
            for (row, residual) in residuals.iter_mut().enumerate() {
                let given = (0..n_columns).map(|column| self.design.given(row, column));
                let moved: f64 = given.zip(&correction).map(|(value, moved)| value * moved).sum();
                *residual += gaps[row] - moved;
            }
            let mut is_done = true;
            for (coefficient, correction) in coefficients.iter_mut().zip(correction) {
                *coefficient += correction;
                is_done &= correction.abs() <= NEGLIGIBLE * coefficient.abs();
            }
            if is_done {
                break;
            }
        }
        // What the coefficients really leave, rounded once.
        let residuals = self.gaps(&coefficients, None);
        (coefficients, residuals)
    }

    /// What coefficients gain from gaps to be closed and from residuals that are not orthogonal.
    fn correction(&self, qr: &TallQr, gaps: &[f64], slants: &[f64]) -> Vec<f64> {
        let weighted = gaps.iter().enumerate();
        let target: Vec<f64> = weighted.map(|(row, gap)| self.weight(row).sqrt() * gap).collect();
        self.design.to_original(&qr.solve(&target, slants))
    }

    /// y − r − b₀ − x·b, each in twice the usual precision and rounded once.
    fn gaps(&self, coefficients: &[f64], residuals: Option<&[f64]>) -> Vec<f64> {
        let gap = |row: usize| {
            let mut total = RunningSum::default();
            total.add(self.response[row]);
            total.add(residuals.map_or(0.0, |residuals| -residuals[row]));
            for (column, coefficient) in coefficients.iter().enumerate() {
                add_product(&mut total, -self.design.given(row, column), *coefficient);
            }
            total.value()
        };
        (0..self.n_rows()).map(gap).collect()
    }

    /// −Xᵀ W r of the standardised columns, summed in twice the usual precision.
    fn slants(&self, residuals: &[f64]) -> Vec<f64> {
        let mut totals = vec![RunningSum::default(); self.design.n_columns()];
        for (row, residual) in residuals.iter().enumerate() {
            let weight = self.weight(row);
            if weight == 0.0 {
                continue;
            }
            let weighted = weight * residual;
            let rest = weight.mul_add(*residual, -weighted);
            for (column, total) in totals.iter_mut().enumerate() {
                let value = -self.design.given(row, column);
                add_product(total, value, weighted);
                total.add(value * rest);
            }
        }
        let given: Vec<f64> = totals.into_iter().map(RunningSum::value).collect();
        self.design.slants_of(&given)
    }
}

/// Adds a · b and what its rounding loses.
fn add_product(total: &mut RunningSum, a: f64, b: f64) {
    let product = a * b;
    total.add(product);
    total.add(a.mul_add(b, -product));
}

//! The decomposition of the standardised design, and the solution refined against the design as it was given.

use faer::Mat;
use ndarray::{ArrayView2, Axis};
use spikebook_numeric::sum::{RunningSum, sum};

use crate::Error;
use crate::matrix::TallQr;

/// Times that the solution is corrected. Each gains what the condition number leaves of sixteen digits.
const N_REFINEMENTS: usize = 3;

/// The rows of a fit, with the intercept (where there is one) as the first column.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    design: ArrayView2<'a, f64>,
    pub(super) response: &'a [f64],
    weights: Option<&'a [f64]>,
    pub(super) has_intercept: bool,
    centres: Vec<f64>,
    scales: Vec<f64>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(
        design: ArrayView2<'a, f64>,
        response: &'a [f64],
        weights: Option<&'a [f64]>,
        has_intercept: bool,
    ) -> Result<Self, Error> {
        let mut rows = Self {
            design,
            response,
            weights,
            has_intercept,
            centres: Vec::new(),
            scales: Vec::new(),
        };
        let n_rows = (0..rows.n_rows()).filter(|&row| rows.weight(row) > 0.0).count();
        let wanted = rows.n_columns() + 1;
        if n_rows < wanted {
            return Err(Error::TooFew { what: "rows of positive weight", got: n_rows, wanted });
        }
        let total = rows.total_weight();
        for (column, values) in design.axis_iter(Axis(1)).enumerate() {
            let mean_of = |term: &dyn Fn(f64) -> f64| {
                sum((0..rows.n_rows()).map(|row| rows.weight(row) * term(values[row]))) / total
            };
            let centre = if has_intercept { mean_of(&|value| value) } else { 0.0 };
            let scale = mean_of(&|value| (value - centre) * (value - centre)).sqrt();
            // A constant that is no short binary fraction leaves rounding behind.
            if scale <= 1e-13 * centre.abs() || scale == 0.0 {
                return Err(Error::RankDeficient { column });
            }
            rows.centres.push(centre);
            rows.scales.push(scale);
        }
        Ok(rows)
    }

    pub(super) fn n_rows(&self) -> usize {
        self.design.nrows()
    }

    /// Coefficients, the intercept included.
    pub(super) fn n_columns(&self) -> usize {
        self.design.ncols() + usize::from(self.has_intercept)
    }

    pub(super) fn weight(&self, row: usize) -> f64 {
        self.weights.map_or(1.0, |weights| weights[row])
    }

    pub(super) fn total_weight(&self) -> f64 {
        sum((0..self.n_rows()).map(|row| self.weight(row)))
    }

    /// Entry of the standardised design.
    pub(super) fn standardised(&self, row: usize, column: usize) -> f64 {
        match column.checked_sub(usize::from(self.has_intercept)) {
            Some(j) => (self.design[[row, j]] - self.centres[j]) / self.scales[j],
            None => 1.0,
        }
    }

    /// The decomposition of the standardised design, each row times the root of its weight.
    pub(super) fn decompose(&self) -> Result<TallQr, Error> {
        let matrix = Mat::from_fn(self.n_rows(), self.n_columns(), |row, column| {
            self.weight(row).sqrt() * self.standardised(row, column)
        });
        TallQr::new(matrix).map_err(|column| Error::RankDeficient {
            column: column - usize::from(self.has_intercept),
        })
    }

    /// The coefficients of the columns as they were given, and the residuals.
    ///
    /// Both are refined together (Björck 1967, doi:10.1007/BF01939321): coefficients alone would keep an error
    /// that grows with the residuals and with the square of the condition number.
    pub(super) fn solve(&self, qr: &TallQr) -> (Vec<f64>, Vec<f64>) {
        let mut coefficients = vec![0.0; self.n_columns()];
        let mut residuals = vec![0.0; self.n_rows()];
        for _ in 0..=N_REFINEMENTS {
            let gaps = self.gaps(&coefficients, &residuals);
            let weighted = gaps.iter().enumerate();
            let target: Vec<f64> =
                weighted.map(|(row, gap)| self.weight(row).sqrt() * gap).collect();
            let slants = self.slants(&residuals);
            let correction = self.to_original(&qr.solve(&target, &slants));
            for (row, residual) in residuals.iter_mut().enumerate() {
                let moved: f64 =
                    (0..self.n_columns()).map(|j| self.entry(row, j) * correction[j]).sum();
                *residual += gaps[row] - moved;
            }
            for (coefficient, correction) in coefficients.iter_mut().zip(correction) {
                *coefficient += correction;
            }
        }
        // What the coefficients really leave, rounded once.
        let residuals = self.gaps(&coefficients, &vec![0.0; self.n_rows()]);
        (coefficients, residuals)
    }

    /// Entry of the design as it was given.
    fn entry(&self, row: usize, column: usize) -> f64 {
        match column.checked_sub(usize::from(self.has_intercept)) {
            Some(j) => self.design[[row, j]],
            None => 1.0,
        }
    }

    /// y − r − b₀ − x·b, each in twice the usual precision and rounded once.
    fn gaps(&self, coefficients: &[f64], residuals: &[f64]) -> Vec<f64> {
        let gap = |row: usize| {
            let mut total = RunningSum::default();
            total.add(self.response[row]);
            total.add(-residuals[row]);
            for (column, coefficient) in coefficients.iter().enumerate() {
                add_product(&mut total, -self.entry(row, column), *coefficient);
            }
            total.value()
        };
        (0..self.n_rows()).map(gap).collect()
    }

    /// −Xᵀ W r of the standardised columns, summed in twice the usual precision.
    fn slants(&self, residuals: &[f64]) -> Vec<f64> {
        let slant = |column: usize| {
            let mut total = RunningSum::default();
            for (row, residual) in residuals.iter().enumerate() {
                let (weight, value) = (self.weight(row), self.entry(row, column));
                let weighted = weight * residual;
                add_product(&mut total, -value, weighted);
                add_product(&mut total, -value, weight.mul_add(*residual, -weighted));
            }
            total.value()
        };
        let given: Vec<f64> = (0..self.n_columns()).map(slant).collect();
        let first = usize::from(self.has_intercept);
        let mut standardised = given.clone();
        for (j, slant) in standardised[first..].iter_mut().enumerate() {
            let centred =
                if self.has_intercept { *slant - self.centres[j] * given[0] } else { *slant };
            *slant = centred / self.scales[j];
        }
        standardised
    }

    /// Standardised slopes over their scales; what the centres take goes to the intercept.
    pub(super) fn to_original(&self, standardised: &[f64]) -> Vec<f64> {
        let first = usize::from(self.has_intercept);
        let mut original = standardised.to_vec();
        for (slope, scale) in original[first..].iter_mut().zip(&self.scales) {
            *slope /= scale;
        }
        if self.has_intercept {
            let shifts = original[1..].iter().zip(&self.centres);
            original[0] -= shifts.map(|(slope, centre)| slope * centre).sum::<f64>();
        }
        original
    }
}

/// Adds a · b and what its rounding loses.
fn add_product(total: &mut RunningSum, a: f64, b: f64) {
    let product = a * b;
    total.add(product);
    total.add(a.mul_add(b, -product));
}

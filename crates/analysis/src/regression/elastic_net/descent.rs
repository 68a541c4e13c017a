//! Coordinate descent on products of columns.

use ndarray::{Array2, Axis};
use spikebook_numeric::sum::sum;

use crate::Error;
use crate::matrix::{BLOCK_ROWS, Block, Cholesky, Gram, dot};

/// A duality gap below this share of the response's variance ends the descent.
const TOLERANCE: f64 = 1e-12;

/// A slope that misses its penalty by less than this share of its own largest possible value is stationary. The gap
/// alone would let a slope miss by the root of [`TOLERANCE`].
const SLOPE_TOLERANCE: f64 = 1e-11;

/// Passes between two looks at the gap.
const PASSES: usize = 10;

/// Means of products: `XᵀX` / n, Xᵀy / n and yᵀy / n of centred columns.
pub(super) struct Moments {
    n_columns: usize,
    /// `XᵀX` / n, in rows
    gram: Vec<f64>,
    /// Xᵀy / n
    pub(super) products: Vec<f64>,
    /// yᵀy / n
    pub(super) response_square: f64,
}

impl Moments {
    pub(super) fn new(columns: &Array2<f64>, target: &[f64]) -> Result<Self, Error> {
        let (n_rows, n_columns) = columns.dim();
        let n = n_rows as f64;
        let mut gram = Gram::new(n_columns);
        let mut block = Block::new(n_columns);
        let mut products = vec![0.0; n_columns];
        for start in (0..n_rows).step_by(BLOCK_ROWS) {
            let count = BLOCK_ROWS.min(n_rows - start);
            let mut targets = [0.0; BLOCK_ROWS];
            for i in 0..count {
                for (entry, value) in block.row_mut(i).iter_mut().zip(columns.row(start + i)) {
                    *entry = *value;
                }
                targets[i] = target[start + i];
            }
            block.clear_from(count);
            gram.add_block(&block);
            block.add_transposed_times(&targets, &mut products);
        }
        let gram: Vec<f64> = gram.into_symmetric().iter().map(|entry| entry / n).collect();
        for column in 0..n_columns {
            if !gram[column * n_columns + column].is_finite() {
                return Err(Error::Overflow { what: format!("design matrix, column {column}") });
            }
        }
        let response_square = sum(target.iter().map(|y| y * y)) / n;
        for product in &mut products {
            *product /= n;
        }
        if !response_square.is_finite() || products.iter().any(|product| !product.is_finite()) {
            return Err(Error::Overflow { what: "response".to_owned() });
        }
        debug_assert_eq!(columns.len_of(Axis(1)), n_columns);
        Ok(Self { n_columns, gram, products, response_square })
    }

    fn row(&self, j: usize) -> &[f64] {
        &self.gram[j * self.n_columns..(j + 1) * self.n_columns]
    }

    /// Xᵀ(y − Xb) / n
    fn slants(&self, b: &[f64]) -> Vec<f64> {
        (0..self.n_columns).map(|j| self.products[j] - dot(self.row(j), b)).collect()
    }

    /// |y − Xb|² / n, from the slants: yᵀy − bᵀ(Xᵀy + slants).
    fn residual_square(&self, b: &[f64], slants: &[f64]) -> f64 {
        let explained = (0..b.len()).map(|j| -b[j] * (self.products[j] + slants[j]));
        sum(std::iter::once(self.response_square).chain(explained)).max(0.0)
    }

    pub(super) fn mean_squared_error(&self, b: &[f64]) -> f64 {
        self.residual_square(b, &self.slants(b))
    }

    /// Takes `b` to the least value of the objective; passes and the gap that is left.
    pub(super) fn descend(
        &self,
        b: &mut Vec<f64>,
        absolute: f64,
        square: f64,
        max_iterations: usize,
    ) -> Result<(usize, f64), Error> {
        if absolute == 0.0 {
            return self.least_squares(b);
        }
        let tolerance = TOLERANCE * self.response_square;
        let mut slants = self.slants(b);
        let mut gap = f64::INFINITY;
        let mut n_iterations = 0;
        while n_iterations < max_iterations {
            for _ in 0..PASSES.min(max_iterations - n_iterations) {
                n_iterations += 1;
                if !self.pass(b, &mut slants, absolute, square) {
                    break;
                }
            }
            // The sums of a descent carry roundings along: the gap is that of sums made anew.
            if let Some(exact) = self.solve_active(b, absolute, square) {
                let exact_gap = self.gap(&exact, absolute, square);
                if exact_gap <= tolerance && self.is_stationary(&exact, absolute, square) {
                    *b = exact;
                    return Ok((n_iterations, exact_gap));
                }
            }
            gap = self.gap(b, absolute, square);
            if gap <= tolerance && self.is_stationary(b, absolute, square) {
                return Ok((n_iterations, gap));
            }
            slants = self.slants(b);
        }
        Err(Error::NotConverged { what: "elastic net", n_iterations, step: gap, tolerance })
    }

    /// One pass over the columns; whether any coefficient moved.
    fn pass(&self, b: &mut [f64], slants: &mut [f64], absolute: f64, square: f64) -> bool {
        let mut has_moved = false;
        for j in 0..self.n_columns {
            let own = self.gram[j * self.n_columns + j];
            let curvature = own + square;
            let before = b[j];
            let pull = slants[j] + own * before;
            let beyond = pull.abs() - absolute;
            let after = if beyond > 0.0 && curvature > 0.0 {
                beyond.copysign(pull) / curvature
            } else {
                0.0
            };
            if after != before {
                has_moved = true;
                b[j] = after;
                let moved = after - before;
                for (slant, entry) in slants.iter_mut().zip(self.row(j)) {
                    *slant -= moved * entry;
                }
            }
        }
        has_moved
    }

    /// The point at which the active columns, with their signs, are stationary; none where that turns a sign.
    fn solve_active(&self, b: &[f64], absolute: f64, square: f64) -> Option<Vec<f64>> {
        let active: Vec<usize> = (0..b.len()).filter(|&j| b[j] != 0.0).collect();
        let n = active.len();
        let entry = |k: usize| {
            let (i, j) = (active[k / n], active[k % n]);
            self.row(i)[j] + if i == j { square } else { 0.0 }
        };
        let matrix: Vec<f64> = (0..n * n).map(entry).collect();
        let factor = Cholesky::new(&matrix, n, 1e-12).ok()?;
        let target: Vec<f64> =
            active.iter().map(|&j| self.products[j] - absolute.copysign(b[j])).collect();
        let mut solution = target.clone();
        factor.solve(&mut solution);
        // One correction by what is left.
        let mut left: Vec<f64> =
            (0..n).map(|i| target[i] - dot(&matrix[i * n..(i + 1) * n], &solution)).collect();
        factor.solve(&mut left);
        let mut exact = vec![0.0; b.len()];
        for ((&j, value), correction) in active.iter().zip(&solution).zip(&left) {
            exact[j] = value + correction;
            if exact[j] * b[j] <= 0.0 {
                return None;
            }
        }
        Some(exact)
    }

    /// The duality gap: half the squares of residuals scaled into the dual's range, against the objective.
    fn gap(&self, b: &[f64], absolute: f64, square: f64) -> f64 {
        let slants = self.slants(b);
        let residual_square = self.residual_square(b, &slants);
        let b_square = sum(b.iter().map(|b| b * b));
        let b_absolute = sum(b.iter().map(|b| b.abs()));
        let most = slants
            .iter()
            .zip(b)
            .fold(0.0_f64, |most, (slant, b)| most.max((slant - square * b).abs()));
        let scale = if most > absolute { absolute / most } else { 1.0 };
        // Rᵀy / n = |R|² / n + bᵀ slants
        let with_response = residual_square + sum(b.iter().zip(&slants).map(|(b, s)| b * s));
        let halves = 0.5 * (1.0 + scale * scale) * (residual_square + square * b_square);
        let dual = (halves + absolute * b_absolute - scale * with_response).max(0.0);
        // With curvature everywhere, what is not stationary bounds the gap too, and closer where hardly any of the
        // penalty is absolute.
        let misses = slants.iter().zip(b).map(|(&slant, &b)| miss(slant, b, absolute, square));
        let violations = sum(misses.map(|miss| miss * miss));
        if square > 0.0 { dual.min(0.5 * violations / square) } else { dual }
    }

    /// Whether every slope equals its penalty, or is within it where the coefficient is 0. By Cauchy and Schwarz no slope
    /// is above the root of the column's square times the response's.
    fn is_stationary(&self, b: &[f64], absolute: f64, square: f64) -> bool {
        let slants = self.slants(b);
        (0..b.len()).all(|j| {
            let largest = (self.row(j)[j] * self.response_square).sqrt();
            miss(slants[j], b[j], absolute, square).abs() <= SLOPE_TOLERANCE * largest
        })
    }

    /// Without a penalty.
    fn least_squares(&self, b: &mut [f64]) -> Result<(usize, f64), Error> {
        let factor = Cholesky::new(&self.gram, self.n_columns, 1e-12)
            .map_err(|column| Error::RankDeficient { column })?;
        b.copy_from_slice(&self.products);
        factor.solve(b);
        let mut left = self.slants(b);
        factor.solve(&mut left);
        for (value, correction) in b.iter_mut().zip(left) {
            *value += correction;
        }
        Ok((0, 0.0))
    }
}

/// By how much a slope misses its penalty.
fn miss(slant: f64, b: f64, absolute: f64, square: f64) -> f64 {
    if b == 0.0 {
        (slant.abs() - absolute).max(0.0)
    } else {
        slant - square * b - absolute.copysign(b)
    }
}

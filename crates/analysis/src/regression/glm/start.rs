//! Where a fit starts: without effects, from the responses, or from a sample of the rows.

use ndarray::Array2;
use spikebook_numeric::elementary::exp;
use spikebook_numeric::sum::sum;

use super::Family;
use super::Link;
use super::information::Pass;
use super::newton::Problem;
use super::observations::Observations;
use crate::matrix::{Cholesky, Rows};

/// Rows of a sample for each column.
const SAMPLE_ROWS_PER_COLUMN: usize = 80;

/// A sample is worth its fit where there are so many times as many rows.
const SAMPLE_FROM: usize = 6;

/// Entries of the design below which every pass is cheap.
const SAMPLE_FROM_ENTRIES: usize = 1_000_000;

/// How near the sample's fit has to come to its own end.
const SAMPLE_TOLERANCE: f64 = 1e-3;

impl Problem<'_, '_, '_> {
    /// The intercept of the model without effects (exact where there is no offset), no slopes.
    pub(super) fn without_effects(&self) -> Vec<f64> {
        let Pass { model, rows, design } = self.pass;
        let mut b = vec![0.0; design.n_columns()];
        if design.has_intercept {
            let total = |term: &dyn Fn(usize) -> f64| {
                sum((0..rows.n_rows()).map(|row| rows.weight(row) * term(row)))
            };
            let responses = total(&|row| rows.response(row));
            let exposures = match (model.family, model.link) {
                (Family::Binomial, _) => total(&|row| rows.trials(row)),
                // Offsets are logarithms of exposures.
                (_, Link::Log) => total(&|row| exp(rows.offset(row))),
                _ => self.total_weight,
            };
            let mut intercept = model.link.predictor(responses / exposures);
            if model.link != Link::Log && rows.has_offset() {
                intercept -= total(&|row| rows.offset(row)) / self.total_weight;
            }
            // Exposures beyond the range of doubles: start from a mean of one.
            b[0] = if intercept.is_finite() { intercept } else { 0.0 };
        }
        b
    }

    /// One reweighted step from means near the responses: for links under which the model without effects has
    /// means that cannot be.
    pub(super) fn of_responses(&self) -> Vec<f64> {
        let Pass { model, rows, design } = self.pass;
        let n = design.n_columns();
        let average = sum((0..rows.n_rows()).map(|row| rows.weight(row) * rows.response(row)))
            / self.total_weight;
        let mut information = vec![0.0; n * n];
        let mut b = vec![0.0; n];
        for row in (0..rows.n_rows()).filter(|&row| rows.weight(row) > 0.0) {
            let (y, trials) = (rows.response(row), rows.trials(row));
            let eta = model.link.predictor(model.family.mean_near(y, trials, average));
            let weight = rows.weight(row) * model.terms(eta, y, trials).expected;
            let z = design.standardised(row);
            for i in 0..n {
                b[i] += weight * (eta - rows.offset(row)) * z[i];
                for j in 0..=i {
                    information[i * n + j] += weight * z[i] * z[j];
                }
            }
        }
        for j in 0..n {
            information[j * n + j] += self.penalty_of(j);
        }
        match Cholesky::new(&information, n, 0.0) {
            Ok(factor) => factor.solve(&mut b),
            Err(_) => b.fill(f64::NAN),
        }
        b
    }

    /// The estimate of evenly spread rows, where the rows are so many that it saves passes over all of them.
    pub(super) fn of_sample(&self) -> Option<Vec<f64>> {
        let Pass { rows, design, .. } = self.pass;
        let (n_rows, n_columns) = (rows.n_rows(), design.n_columns());
        let n_sampled = SAMPLE_ROWS_PER_COLUMN * n_columns.max(8);
        let is_worth = n_rows >= SAMPLE_FROM * n_sampled
            && n_rows * n_columns >= SAMPLE_FROM_ENTRIES
            && n_columns > 1;
        if !is_worth {
            return None;
        }
        let indices: Vec<usize> = (0..n_sampled).map(|k| k * n_rows / n_sampled).collect();
        let matrix: Array2<f64> = design.given_rows(&indices);
        let pick =
            |of: &dyn Fn(usize) -> f64| -> Vec<f64> { indices.iter().map(|&i| of(i)).collect() };
        let weights = pick(&|row| rows.weight(row));
        let offset = pick(&|row| rows.offset(row));
        let trials = pick(&|row| rows.trials(row));
        let sample = Observations::unchecked(
            Rows::Matrix(matrix.view()),
            pick(&|row| rows.response(row)),
            trials,
            &weights,
            &offset,
        );
        let problem = Problem {
            pass: Pass {
                model: self.pass.model,
                rows: &sample,
                design: &design.with_rows(sample.design),
            },
            total_weight: sum(weights.iter().copied()),
            penalty: self.penalty,
            tolerance: SAMPLE_TOLERANCE,
            max_iterations: 20,
        };
        let solution = problem.solve_from(problem.without_effects()).ok()?;
        Some(solution.b)
    }
}

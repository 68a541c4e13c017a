//! Newton's method with halved steps.

use super::Family;
use super::information::{Evaluation, evaluate};
use super::observations::Observations;
use super::separation::{self, Separation};
use crate::Error;
use crate::matrix::Cholesky;
use crate::regression::standard_design::StandardDesign;

/// A column of which the columns before it leave less than this share of its square is taken for a
/// combination of them: what is left is rounding.
const RANK_FLOOR: f64 = 1e-12;

/// Halvings of a step before the method gives up.
const MAX_HALVINGS: usize = 60;

/// The objective may rise by this share and still be taken for the same: its own rounding.
const OBJECTIVE_SLACK: f64 = 1e-12;

/// Below this step the method is so near that the objective cannot tell better from worse.
const FINAL_STEP: f64 = 1e-6;

/// Iterations after which a fit that still moves is asked whether it can end.
const SEPARATION_FROM: usize = 8;

/// What to minimise, and when to stop.
#[derive(Clone, Copy, Debug)]
pub(super) struct Problem<'a, 'rows> {
    pub(super) family: Family,
    pub(super) rows: &'a Observations<'rows>,
    pub(super) design: &'a StandardDesign<'rows>,
    /// Rows, each as often as it counts
    pub(super) total_weight: f64,
    pub(super) penalty: f64,
    pub(super) tolerance: f64,
    pub(super) max_iterations: usize,
}

/// The minimum.
#[derive(Clone, Debug)]
pub(super) struct Solution {
    /// Standardised coefficients, the intercept (if any) first
    pub(super) b: Vec<f64>,
    pub(super) at: Evaluation,
    /// The factor of the information with the penalty's share, on the scale of sums over rows
    pub(super) factor: Cholesky,
    pub(super) n_iterations: usize,
    pub(super) last_step: f64,
}

impl Problem<'_, '_> {
    /// Minimises the objective from the model without effects.
    pub(super) fn solve(&self) -> Result<Solution, Error> {
        let n_columns = self.design.n_columns();
        let mut b = self.start();
        let mut at = evaluate(self.design, self.family, self.rows, &b);
        let mut factor = self.first_factor(&at)?;
        let mut last_step = 0.0;
        for n_iterations in 1..=self.max_iterations {
            let mut step = self.gradient(&at, &b);
            factor.solve(&mut step);
            for entry in &mut step {
                *entry = -*entry;
            }
            let (next, evaluation) = self.descend(&b, &at, &step, n_iterations)?;
            let moved: Vec<f64> = next.iter().zip(&b).map(|(new, old)| new - old).collect();
            (b, at) = (next, evaluation);
            last_step = largest(&moved);
            let refactored = Cholesky::new(&self.penalised_information(&at), n_columns, 0.0);
            let settled = last_step <= self.tolerance * (1.0 + largest(&b));
            if !settled || refactored.is_err() {
                let stuck = refactored.is_err();
                self.refuse_separation(&at, &b, &moved, n_iterations, stuck)?;
            }
            factor = refactored.map_err(|_| self.not_converged(n_iterations, last_step))?;
            if settled {
                return Ok(Solution { b, at, factor, n_iterations, last_step });
            }
        }
        Err(self.not_converged(self.max_iterations, last_step))
    }

    /// The intercept of the model without effects (exact where there is no offset), no slopes.
    fn start(&self) -> Vec<f64> {
        let mut b = vec![0.0; self.design.n_columns()];
        if self.design.has_intercept {
            let rows = 0..self.rows.n_rows();
            let weighted = |row: usize, value: f64| self.rows.weight(row) * value;
            let total = |term: &dyn Fn(usize) -> f64| {
                spikebook_numeric::sum::sum(rows.clone().map(|row| weighted(row, term(row))))
            };
            let responses = total(&|row| self.rows.response(row));
            let exposures = match self.family {
                // Offsets are logarithms of exposures.
                Family::Poisson => total(&|row| self.family.mean(self.rows.offset(row))),
                Family::Binomial => total(&|row| self.rows.trials(row)),
            };
            let intercept = self.family.link(responses / exposures);
            // Exposures beyond the range of doubles: start from a mean of one.
            b[0] = if intercept.is_finite() { intercept } else { 0.0 };
        }
        b
    }

    /// The factor at the start, where rank is judged.
    fn first_factor(&self, at: &Evaluation) -> Result<Cholesky, Error> {
        let floor = if self.penalty == 0.0 { RANK_FLOOR } else { 0.0 };
        Cholesky::new(&self.penalised_information(at), self.design.n_columns(), floor).map_err(
            |j| match j.checked_sub(usize::from(self.design.has_intercept)) {
                Some(column) => Error::RankDeficient { column },
                None => self.not_converged(0, f64::INFINITY),
            },
        )
    }

    /// The longest of the step, its half, its quarter … that does not raise the objective.
    fn descend(
        &self,
        b: &[f64],
        at: &Evaluation,
        step: &[f64],
        n_iterations: usize,
    ) -> Result<(Vec<f64>, Evaluation), Error> {
        let objective = self.objective(at, b);
        let bound = objective + OBJECTIVE_SLACK * (1.0 + objective.abs());
        let mut share = 1.0;
        for _ in 0..MAX_HALVINGS {
            let next: Vec<f64> = b.iter().zip(step).map(|(b, step)| b + share * step).collect();
            let evaluation = evaluate(self.design, self.family, self.rows, &next);
            let value = self.objective(&evaluation, &next);
            if value <= bound || (value.is_finite() && share * largest(step) < FINAL_STEP) {
                return Ok((next, evaluation));
            }
            share *= 0.5;
        }
        Err(self.not_converged(n_iterations, share * largest(step)))
    }

    /// What the penalty multiplies ½ b² by, on the scale of sums over rows; 0 for the intercept.
    pub(super) fn penalty_of(&self, j: usize) -> f64 {
        match j.checked_sub(usize::from(self.design.has_intercept)) {
            Some(column) => {
                let scale = self.design.scales[column];
                self.penalty * self.total_weight / (scale * scale)
            }
            None => 0.0,
        }
    }

    fn objective(&self, at: &Evaluation, b: &[f64]) -> f64 {
        let penalty: f64 =
            b.iter().enumerate().map(|(j, b)| 0.5 * self.penalty_of(j) * b * b).sum();
        (at.loss + penalty) / self.total_weight
    }

    /// The gradient of the penalised loss, on the scale of sums over rows.
    pub(super) fn gradient(&self, at: &Evaluation, b: &[f64]) -> Vec<f64> {
        let terms = at.gradient.iter().zip(b).enumerate();
        terms.map(|(j, (gradient, b))| gradient + self.penalty_of(j) * b).collect()
    }

    fn penalised_information(&self, at: &Evaluation) -> Vec<f64> {
        let n = self.design.n_columns();
        let mut information = at.information.clone();
        for j in 0..n {
            information[j * n + j] += self.penalty_of(j);
        }
        information
    }

    /// Ends a fit that cannot end by itself.
    fn refuse_separation(
        &self,
        at: &Evaluation,
        b: &[f64],
        moved: &[f64],
        n_iterations: usize,
        stuck: bool,
    ) -> Result<(), Error> {
        if self.penalty > 0.0 {
            return Ok(());
        }
        let moving = n_iterations >= SEPARATION_FROM && largest(moved) > FINAL_STEP;
        let found = if at.splits_responses {
            Some(Separation::complete(self.design, b))
        } else if moving || stuck {
            separation::find(self.design, self.family, self.rows, moved)
        } else {
            None
        };
        match found {
            Some(Separation { complete, column }) => {
                Err(Error::Separated { complete, column, n_iterations })
            }
            None => Ok(()),
        }
    }

    fn not_converged(&self, n_iterations: usize, step: f64) -> Error {
        Error::NotConverged { what: "regression", n_iterations, step, tolerance: self.tolerance }
    }
}

/// The largest absolute entry; 0 of none.
pub(super) fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |largest, value| value.abs().max(largest))
}

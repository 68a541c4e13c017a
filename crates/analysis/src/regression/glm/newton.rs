//! Newton's method with halved steps.
//!
//! Where the rows are many, most of the time of a step goes into the information matrix. So the fit starts from
//! that of a sample of the rows, and a factor, corrected by what the moves since tell of the curvature, is used again as
//! long as each step is a small part of the one before: few passes see all rows, and fewer still form the matrix. The
//! last pass always does, at the estimate.

use super::information::{Evaluation, Pass};
use super::model::Curvature;
use super::secants::{Secants, difference};
use super::separation::{self, Separation};
use crate::Error;
use crate::matrix::Cholesky;

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

/// Entries of a design from which on a factor is used again.
const REUSE_FROM: usize = 500_000;

/// A factor is used again where the next step is at most this part of the last one: a pass that forms the matrix
/// takes as long as several that do not.
const REUSE_BELOW: f64 = 0.25;

/// What to minimise, and when to stop.
#[derive(Clone, Copy, Debug)]
pub(super) struct Problem<'a, 'rows, 'design> {
    pub(super) pass: Pass<'a, 'rows, 'design>,
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
    /// The pass there, with the expected information
    pub(super) at: Evaluation,
    /// The factor of the expected information with the penalty's share, on the scale of sums over rows
    pub(super) factor: Cholesky,
    pub(super) n_iterations: usize,
    pub(super) last_step: f64,
}

impl Problem<'_, '_, '_> {
    /// Minimises the objective, from the estimate of a sample of the rows or from the model without effects.
    pub(super) fn solve(&self) -> Result<Solution, Error> {
        let start = self.of_sample().unwrap_or_else(|| self.without_effects());
        self.solve_from(start)
    }

    /// Minimises the objective from given coefficients.
    pub(super) fn solve_from(&self, start: Vec<f64>) -> Result<Solution, Error> {
        let mut b = start;
        let mut at = self.pass.evaluate(&b, Curvature::Expected);
        if !at.loss.is_finite() {
            b = self.of_responses();
            at = self.pass.evaluate(&b, Curvature::Expected);
        }
        if !at.loss.is_finite() {
            return Err(Error::NoStart {
                family: self.pass.model.family.name(),
                link: self.pass.model.link.name(),
            });
        }
        let mut factor = self.first_factor(&at)?;
        let mut secants = Secants::default();
        let mut gradient = self.gradient(&at, &b);
        let mut step = secants.step(&factor, &gradient);
        let mut last_step = 0.0;
        for n_iterations in 1..=self.max_iterations {
            let (next, evaluation) = self.descend(&b, &at, &step, n_iterations)?;
            let moved = difference(&next, &b);
            (b, at) = (next, evaluation);
            let last_gradient = std::mem::replace(&mut gradient, self.gradient(&at, &b));
            last_step = largest(&moved);
            let settled = last_step <= self.tolerance * (1.0 + largest(&b));
            if at.information.is_none() && !settled {
                secants.learn(moved.clone(), difference(&gradient, &last_gradient));
                step = secants.step(&factor, &gradient);
                if largest(&step) <= REUSE_BELOW * last_step {
                    continue;
                }
                at = self.pass.evaluate(&b, self.search_curvature());
            }
            let refactored = self.refactor(&mut at, &b, settled);
            if !settled || refactored.is_err() {
                let stuck = refactored.is_err();
                self.refuse_separation(&at, &b, &moved, n_iterations, stuck)?;
            }
            factor = refactored.map_err(|_| self.not_converged(n_iterations, last_step))?;
            if settled {
                return Ok(Solution { b, at, factor, n_iterations, last_step });
            }
            secants.clear();
            step = secants.step(&factor, &gradient);
        }
        Err(self.not_converged(self.max_iterations, last_step))
    }

    /// The curvature by which the method steps.
    fn search_curvature(&self) -> Curvature {
        if self.pass.model.is_canonical() { Curvature::Expected } else { Curvature::Observed }
    }

    /// Whether factors are used again.
    fn reuses(&self) -> bool {
        self.pass.rows.n_rows() * self.pass.design.n_columns() >= REUSE_FROM
    }

    /// The factor to step by; at the end that of the expected information, which is left in `at`.
    fn refactor(&self, at: &mut Evaluation, b: &[f64], settled: bool) -> Result<Cholesky, usize> {
        let n = self.pass.design.n_columns();
        let is_expected = self.pass.model.is_canonical();
        if at.information.is_none() || (settled && at.curvature != Curvature::Expected) {
            *at = self.pass.evaluate(b, Curvature::Expected);
            return Cholesky::new(&self.penalised_information(at), n, 0.0);
        }
        let factor = Cholesky::new(&self.penalised_information(at), n, 0.0);
        if factor.is_ok() || is_expected {
            return factor;
        }
        // Far from the estimate the observed curvature need not be positive; the expected one is.
        let expected = self.pass.evaluate(b, Curvature::Expected);
        Cholesky::new(&self.penalised_information(&expected), n, 0.0)
    }

    /// The factor at the start, where rank is judged.
    fn first_factor(&self, at: &Evaluation) -> Result<Cholesky, Error> {
        let design = self.pass.design;
        let floor = if self.penalty == 0.0 { RANK_FLOOR } else { 0.0 };
        Cholesky::new(&self.penalised_information(at), design.n_columns(), floor).map_err(|j| {
            match j.checked_sub(usize::from(design.has_intercept)) {
                Some(column) => Error::RankDeficient { column },
                None => self.not_converged(0, f64::INFINITY),
            }
        })
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
        // A step that is as small as is asked for is the last one: its pass forms what the end needs.
        let curvature = if largest(step) <= self.tolerance * (1.0 + largest(b)) {
            Curvature::Expected
        } else if self.reuses() {
            Curvature::None
        } else {
            self.search_curvature()
        };
        let mut share = 1.0;
        for _ in 0..MAX_HALVINGS {
            let next: Vec<f64> = b.iter().zip(step).map(|(b, step)| b + share * step).collect();
            let evaluation = self.pass.evaluate(&next, curvature);
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
        match j.checked_sub(usize::from(self.pass.design.has_intercept)) {
            Some(column) => {
                let scale = self.pass.design.scales[column];
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

    /// The information of a pass with the penalty's share.
    pub(super) fn penalised_information(&self, at: &Evaluation) -> Vec<f64> {
        let n = self.pass.design.n_columns();
        let mut information = at.information.clone().unwrap_or_else(|| vec![f64::NAN; n * n]);
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
        let Pass { design, model, rows } = self.pass;
        let moving = n_iterations >= SEPARATION_FROM && largest(moved) > FINAL_STEP;
        let found = if at.splits_responses {
            Some(Separation::complete(design, b))
        } else if moving || stuck {
            separation::find(design, model, rows, moved)
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

//! One fit of a path: the regression at one penalty, from where the last one ended.

use super::super::information::{Evaluation, Pass};
use super::super::model::Curvature;
use super::super::newton::largest;
use super::super::secants::{difference, leaves_below};
use super::GlmPath;
use super::quadratic::{Quadratic, correct};
use crate::Error;

/// The information is formed anew where a move is not below this part of the one before.
const REUSE_BELOW: f64 = 0.3;

/// Halvings of a move before the fit gives up.
const MAX_HALVINGS: usize = 40;

/// Below this move the objective cannot tell better from worse.
const FINAL_MOVE: f64 = 1e-6;

/// A fit at one penalty, in standardised coefficients.
#[derive(Clone, Debug)]
pub(super) struct Point {
    pub(super) b: Vec<f64>,
    pub(super) n_iterations: usize,
}

/// What solves for one penalty after the other.
pub(super) struct PointSolver<'p, 'rows, 'design> {
    pass: Pass<'p, 'rows, 'design>,
    total_weight: f64,
    l1_share: f64,
    tolerance: f64,
    max_iterations: usize,
    /// Where the loss and the gradient were taken last: what a fit ends with is a move away
    b: Vec<f64>,
    loss: f64,
    gradient: Vec<f64>,
    /// On the scale of sums over rows; of a place nearby, corrected by how the gradient turned over the moves since
    information: Vec<f64>,
}

impl<'p, 'rows, 'design> PointSolver<'p, 'rows, 'design> {
    pub(super) fn new(
        pass: Pass<'p, 'rows, 'design>,
        total_weight: f64,
        path: &GlmPath,
        start: Vec<f64>,
    ) -> Self {
        let at = pass.evaluate(&start, Curvature::Expected);
        Self {
            pass,
            total_weight,
            l1_share: path.l1_share,
            tolerance: path.glm.tolerance(),
            max_iterations: path.glm.max_iterations(),
            b: start,
            loss: at.loss,
            gradient: at.gradient,
            information: at.information.unwrap_or_default(),
        }
    }

    /// Whether every row has a possible mean at the start.
    pub(super) fn is_sound(&self) -> bool {
        self.loss.is_finite()
    }

    /// The largest slope of the mean loss along a column as it was given.
    pub(super) fn largest_slope(&self) -> f64 {
        let first = usize::from(self.pass.design.has_intercept);
        let slopes = self.gradient[first..].iter().zip(&self.pass.design.scales);
        let slopes: Vec<f64> =
            slopes.map(|(slope, scale)| slope * scale / self.total_weight).collect();
        largest(&slopes)
    }

    /// What multiplies |b| and ½ b² of each standardised coefficient, on the scale of means.
    pub(super) fn penalties(&self, penalty: f64) -> (Vec<f64>, Vec<f64>) {
        let scales = &self.pass.design.scales;
        let first = usize::from(self.pass.design.has_intercept);
        let free = std::iter::repeat_n(0.0, first);
        let absolute = scales.iter().map(|scale| penalty * self.l1_share / scale);
        let square = scales.iter().map(|scale| penalty * (1.0 - self.l1_share) / (scale * scale));
        (free.clone().chain(absolute).collect(), free.chain(square).collect())
    }

    /// Gives the information at the place of the last fit, where another has formed it.
    pub(super) fn set_information(&mut self, information: Vec<f64>) {
        self.information = information;
    }

    /// The fit at `penalty`.
    pub(super) fn solve(&mut self, penalty: f64) -> Result<Point, Error> {
        let (absolute, square) = self.penalties(penalty);
        let mut last_move = f64::INFINITY;
        for n_iterations in 1..=self.max_iterations {
            let means = |sums: &[f64]| -> Vec<f64> {
                sums.iter().map(|sum| sum / self.total_weight).collect()
            };
            let quadratic = Quadratic {
                information: &means(&self.information),
                gradient: &means(&self.gradient),
                at: &self.b,
                absolute: &absolute,
                square: &square,
            };
            let target = quadratic.minimum();
            let target = target.ok_or_else(|| self.not_converged(n_iterations, last_move))?;
            let step = difference(&target, &self.b);
            let size = largest(&step);
            let wanted = self.tolerance * (1.0 + largest(&target));
            if size <= wanted || leaves_below(wanted, size, last_move) {
                // What the move leaves undone is below what is asked for, and not worth a pass.
                return Ok(Point { b: target, n_iterations });
            }
            let moved = self.descend(&step, &target, (&absolute, &square), n_iterations)?;
            if moved > REUSE_BELOW * last_move && n_iterations > 1 {
                let at = self.pass.evaluate(&self.b, Curvature::Expected);
                self.information = at.information.unwrap_or_default();
            }
            last_move = moved;
        }
        Err(self.not_converged(self.max_iterations, last_move))
    }

    /// The whole move, or its half, its quarter … that does not raise the objective; how far it went.
    fn descend(
        &mut self,
        step: &[f64],
        target: &[f64],
        penalties: (&[f64], &[f64]),
        n_iterations: usize,
    ) -> Result<f64, Error> {
        let held = |b: &[f64]| -> f64 {
            let terms = b.iter().zip(penalties.0.iter().zip(penalties.1));
            terms.map(|(b, (absolute, square))| absolute * b.abs() + 0.5 * square * b * b).sum()
        };
        let objective = self.loss / self.total_weight + held(&self.b);
        let bound = objective + 1e-12 * (1.0 + objective.abs());
        let mut share = 1.0;
        for _ in 0..MAX_HALVINGS {
            let next: Vec<f64> = if share == 1.0 {
                target.to_vec()
            } else {
                self.b.iter().zip(step).map(|(b, step)| b + share * step).collect()
            };
            let Evaluation { loss, gradient, .. } = self.pass.evaluate(&next, Curvature::None);
            let value = loss / self.total_weight + held(&next);
            let size = share * largest(step);
            if value <= bound || (value.is_finite() && size < FINAL_MOVE) {
                let (moved, turned) =
                    (difference(&next, &self.b), difference(&gradient, &self.gradient));
                correct(&mut self.information, &moved, &turned);
                (self.b, self.loss, self.gradient) = (next, loss, gradient);
                return Ok(size);
            }
            share *= 0.5;
        }
        Err(self.not_converged(n_iterations, share * largest(step)))
    }

    fn not_converged(&self, n_iterations: usize, step: f64) -> Error {
        let tolerance = self.tolerance;
        Error::NotConverged { what: "penalised regression", n_iterations, step, tolerance }
    }
}

//! From a valley to its bottom: Gauss–Newton with residuals and slopes in doubled precision.

use spikebook_numeric::Doubled;

use super::{Curve, Points, doubled, sum_of_squares};
use crate::Error;
use crate::matrix::{Householder, length};

/// A step below this share of every parameter ends the descent.
pub(super) const TOLERANCE: f64 = 1e-15;

/// Steps at most. Gauss–Newton gains a fixed share of a digit at each where residuals are large.
const MAX_STEPS: usize = 120;

/// A parameter of whose slopes the parameters before it leave less than this share is not fixed by the data.
const IDENTIFIED: f64 = 1e-13;

/// A point where the gradient vanishes.
#[derive(Clone, Debug)]
pub(super) struct Bottom {
    pub(super) theta: Vec<Doubled>,
    pub(super) squares: Doubled,
    pub(super) qr: Householder<Doubled>,
    pub(super) n_steps: usize,
}

/// Goes down from `valley`.
pub(super) fn descend<C: Curve>(points: &Points<'_, C>, valley: &[f64]) -> Result<Bottom, Error> {
    let n = valley.len();
    let n_rows = points.y.len();
    let size = length(&points.y.iter().zip(&points.roots).map(|(y, w)| y * w).collect::<Vec<_>>());
    let mut theta = doubled(valley);
    let mut residuals = points.residuals(&theta);
    let mut squares = sum_of_squares(&residuals);
    let mut last = f64::INFINITY;
    for n_steps in 1..=MAX_STEPS {
        let slopes = points.slopes(&theta);
        let finite = |value: &Doubled| value.to_f64().is_finite();
        if !slopes.iter().all(finite) || !finite(&squares) {
            break;
        }
        let lengths: Vec<f64> =
            slopes.chunks(n_rows).map(|column| length(column).to_f64()).collect();
        let qr = Householder::new(slopes, n_rows, n);
        let loose = |j: &usize| !(qr.diagonal()[*j].to_f64().abs() > IDENTIFIED * lengths[*j]);
        if let Some(parameter) = (0..n).find(loose) {
            return Err(Error::Unidentified { parameter });
        }
        let mut step = qr.least_squares(&residuals);
        last = relative(&step, &theta, &lengths, size);
        // A step that climbs is shortened: far from the bottom the plane promises too much.
        let mut moved = add(&theta, &step);
        let mut trial = points.residuals(&moved);
        for _ in 0..12 {
            let is_lower = (sum_of_squares(&trial) - squares).to_f64() <= 0.0;
            if is_lower || last <= TOLERANCE {
                break;
            }
            for entry in &mut step {
                *entry = *entry * Doubled::from(0.5);
            }
            moved = add(&theta, &step);
            trial = points.residuals(&moved);
        }
        theta = moved;
        residuals = trial;
        squares = sum_of_squares(&residuals);
        if last <= TOLERANCE && finite(&squares) {
            return Ok(Bottom { theta, squares, qr, n_steps });
        }
    }
    Err(Error::NotConverged {
        what: "nonlinear least squares",
        n_iterations: MAX_STEPS,
        step: last,
        tolerance: TOLERANCE,
    })
}

fn add(theta: &[Doubled], step: &[Doubled]) -> Vec<Doubled> {
    theta.iter().zip(step).map(|(value, step)| *value + *step).collect()
}

/// The largest part of a step: as a share of its parameter, or, of a parameter near 0, of what it does to the
/// curve beside the whole response, whichever is smaller.
fn relative(step: &[Doubled], theta: &[Doubled], lengths: &[f64], size: f64) -> f64 {
    let mut largest = 0.0_f64;
    for ((step, value), length) in step.iter().zip(theta).zip(lengths) {
        let step = step.to_f64().abs();
        let share = (step / value.to_f64().abs()).min(1e3 * step * length / size);
        largest = if share.is_nan() && step > 0.0 { f64::INFINITY } else { largest.max(share) };
    }
    largest
}

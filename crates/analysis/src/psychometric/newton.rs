//! Newton's method on the likelihood, within the bounds of the lapse rate.

use spikebook_numeric::elementary::sqrt;
use spikebook_numeric::sum::sum;

use super::likelihood::{Answers, Expansion, Point};

const MAX_ITERATIONS: usize = 200;
/// The maximum is reached where the next step is shorter than this, in standard errors.
pub(super) const TOLERANCE: f64 = 1e-9;
/// Within so many standard errors steps are taken whole: the likelihood's rounding hides what they
/// gain.
const WHOLE_STEPS_WITHIN: f64 = 1e-4;

/// Where a climb ended, and whether that is a maximum.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Climb {
    pub(super) at: Point,
    /// Whether the lapse rate is free at the end, not held fixed or at a bound
    pub(super) lapse_is_free: bool,
    /// The inverse of the observed information over (intercept, slope[, lapse]); none where no
    /// maximum was reached
    pub(super) covariance: Option<Vec<Vec<f64>>>,
    pub(super) n_iterations: usize,
    /// The length of the last Newton step, in standard errors
    pub(super) distance: f64,
}

/// Climbs from `start`; `most_lapses` is the upper bound of a free lapse rate, `None` for a fixed
/// one.
pub(super) fn climb(answers: &Answers, start: Point, most_lapses: Option<f64>) -> Climb {
    let mut climb = Climb {
        at: start,
        lapse_is_free: most_lapses.is_some(),
        covariance: None,
        n_iterations: 0,
        distance: f64::INFINITY,
    };
    while climb.n_iterations < MAX_ITERATIONS {
        let at = climb.at;
        let expansion = answers.expand(at);
        let n_free = if climb.lapse_is_free { 3 } else { 2 };
        let Some(step) = damped_step(&expansion, n_free) else { break };
        climb.distance = step.length;
        if step.length <= TOLERANCE {
            let uphill = expansion.gradient[2];
            let pushes_in = !climb.lapse_is_free
                && most_lapses.is_some_and(|most| {
                    (at.lapse == 0.0 && uphill > 0.0) || (at.lapse == most && uphill < 0.0)
                });
            if !pushes_in {
                climb.covariance = inverse(&information(&expansion, n_free));
                break;
            }
            climb.lapse_is_free = true;
        } else {
            let (next, hit_bound) = search(answers, at, &step, most_lapses);
            if next == at && !hit_bound {
                break;
            }
            climb.at = next;
            climb.lapse_is_free &= !hit_bound;
        }
        climb.n_iterations += 1;
    }
    climb
}

/// A step uphill and its length in standard errors.
struct Step {
    along: [f64; 3],
    length: f64,
}

/// Newton's step, shortened towards the gradient where the likelihood is not concave.
fn damped_step(expansion: &Expansion, n_free: usize) -> Option<Step> {
    let information = information(expansion, n_free);
    let mut damping = 0.0;
    while damping < 1e12 {
        let mut damped = information.clone();
        for (i, row) in damped.iter_mut().enumerate() {
            row[i] += damping * row[i].abs().max(f64::MIN_POSITIVE);
        }
        if let Some(covariance) = inverse(&damped) {
            let gradient = &expansion.gradient[..n_free];
            let mut along = [0.0; 3];
            for (step, row) in along.iter_mut().zip(&covariance) {
                *step = sum(row.iter().zip(gradient).map(|(entry, slope)| entry * slope));
            }
            let gain = sum(along.iter().zip(gradient).map(|(step, slope)| step * slope));
            // A damped step is no measure of how far the maximum is.
            let length = if damping == 0.0 { sqrt(gain) } else { f64::INFINITY };
            return gain.is_finite().then_some(Step { along, length });
        }
        damping = if damping == 0.0 { 1e-3 } else { 10.0 * damping };
    }
    None
}

/// The next point on the way of `step` that is higher, and whether the lapse rate ran into a bound
/// there.
fn search(answers: &Answers, from: Point, step: &Step, most_lapses: Option<f64>) -> (Point, bool) {
    let height = answers.ln_likelihood(from);
    let mut part = 1.0;
    for _ in 0..60 {
        let lapse = from.lapse + part * step.along[2];
        let bounded = most_lapses.map_or(from.lapse, |most| lapse.clamp(0.0, most));
        let next = Point {
            intercept: from.intercept + part * step.along[0],
            slope: from.slope + part * step.along[1],
            guess: from.guess,
            lapse: bounded,
        };
        let is_higher = answers.ln_likelihood(next) > height;
        if is_higher || (step.length < WHOLE_STEPS_WITHIN && bounded == lapse) {
            return (next, most_lapses.is_some() && bounded != lapse);
        }
        part *= 0.5;
    }
    // No way up but out of bounds: hold the lapse rate where it is.
    let stuck_at_bound = most_lapses.is_some_and(|most| {
        (from.lapse == 0.0 && step.along[2] < 0.0) || (from.lapse == most && step.along[2] > 0.0)
    });
    (from, stuck_at_bound)
}

fn information(expansion: &Expansion, n_free: usize) -> Vec<Vec<f64>> {
    expansion.curvature[..n_free]
        .iter()
        .map(|row| row[..n_free].iter().map(|entry| -entry).collect())
        .collect()
}

/// The inverse of a small symmetric matrix by Cholesky's factors; none where it is not positive
/// definite.
fn inverse(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let n = matrix.len();
    let mut factor = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let rest = matrix[i][j] - sum((0..j).map(|k| factor[i][k] * factor[j][k]));
            if i == j {
                // What is left of the diagonal must stand out of its rounding.
                if !(rest.is_finite() && rest > 1e-14 * matrix[i][i].abs()) {
                    return None;
                }
                factor[i][i] = sqrt(rest);
            } else {
                factor[i][j] = rest / factor[j][j];
            }
        }
    }
    let mut columns = vec![vec![0.0; n]; n];
    for (place, column) in columns.iter_mut().enumerate() {
        for i in 0..n {
            let unit = if i == place { 1.0 } else { 0.0 };
            column[i] = (unit - sum((0..i).map(|k| factor[i][k] * column[k]))) / factor[i][i];
        }
        for i in (0..n).rev() {
            column[i] =
                (column[i] - sum((i + 1..n).map(|k| factor[k][i] * column[k]))) / factor[i][i];
        }
    }
    Some(columns)
}

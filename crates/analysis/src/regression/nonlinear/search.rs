//! The search for a valley: Levenberg–Marquardt in plain doubles.

use super::{Curve, Points, linear, sum_of_squares};
use crate::matrix::{Householder, length};

/// What a step is measured by, so that parameters of any size move alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scaling {
    /// The longest column of slopes seen so far (Moré)
    Longest,
    /// The column of slopes here (Marquardt)
    Present,
    /// One (Levenberg)
    One,
}

/// How a search goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Strategy {
    scaling: Scaling,
    /// The damping that it begins with
    damping: f64,
    /// Whether linear parameters are solved for after each step
    projects: bool,
}

/// What is tried.
pub(super) const STRATEGIES: [Strategy; 5] = [
    Strategy { scaling: Scaling::Present, damping: 1e-2, projects: true },
    Strategy { scaling: Scaling::Longest, damping: 1e-3, projects: false },
    Strategy { scaling: Scaling::Present, damping: 1e-2, projects: false },
    Strategy { scaling: Scaling::One, damping: 1e-2, projects: false },
    Strategy { scaling: Scaling::Longest, damping: 1e2, projects: false },
];

/// A step below this share of every parameter ends a search: the rest is for doubled precision.
const SMALL_STEP: f64 = 1e-11;

/// A damping above this makes steps that no double feels.
const MOST_DAMPING: f64 = 1e40;

/// Where the search from `start` comes to, and the sum of squares there. It is judged by who goes on from it.
pub(super) fn search<C: Curve>(
    points: &Points<'_, C>,
    start: &[f64],
    linear: &[usize],
    strategy: Strategy,
    max_iterations: usize,
) -> (f64, Vec<f64>) {
    let n = start.len();
    let n_rows = points.y.len();
    let project = |theta: Vec<f64>| {
        if strategy.projects { linear::solve(points, linear, theta) } else { theta }
    };
    let mut theta = project(start.to_vec());
    let mut residuals = points.residuals(&theta);
    let mut squares: f64 = sum_of_squares(&residuals);
    let mut scales = vec![0.0; n];
    let (mut damping, mut growth) = (strategy.damping, 2.0);
    let mut slopes = points.slopes(&theta);
    rescale(&mut scales, &slopes, n_rows, strategy.scaling);
    let mut qr = Householder::new(slopes, n_rows, n);
    let mut rotated = rotate(&qr, &residuals);
    for _ in 0..max_iterations {
        let step = damped_step(&qr, &rotated, &scales, damping);
        let trial = project(theta.iter().zip(&step).map(|(value, step)| value + step).collect());
        let trial_residuals = points.residuals(&trial);
        let trial_squares: f64 = sum_of_squares(&trial_residuals);
        // What the tangent plane promises: |r|² − |r − Jδ|² = |Jδ|² + 2 λ |Dδ|².
        let along: f64 = (0..n)
            .map(|i| {
                let row = qr.diagonal()[i] * step[i]
                    + (i + 1..n).map(|j| qr.upper(i, j) * step[j]).sum::<f64>();
                row * row
            })
            .sum();
        let across: f64 = step.iter().zip(&scales).map(|(s, d)| (s * d) * (s * d)).sum();
        let promised = along + 2.0 * damping * across;
        let gain = (squares - trial_squares) / promised;
        if trial_squares.is_finite() && gain > 1e-4 {
            let is_small =
                step.iter().zip(&trial).all(|(step, value)| step.abs() <= SMALL_STEP * value.abs());
            theta = trial;
            residuals = trial_residuals;
            squares = trial_squares;
            if is_small {
                break;
            }
            slopes = points.slopes(&theta);
            if slopes.iter().any(|slope| !slope.is_finite()) {
                squares = f64::INFINITY;
                break;
            }
            rescale(&mut scales, &slopes, n_rows, strategy.scaling);
            qr = Householder::new(slopes, n_rows, n);
            rotated = rotate(&qr, &residuals);
            let shrink = 2.0 * gain - 1.0;
            damping *= (1.0 - shrink * shrink * shrink).max(1.0 / 3.0);
            growth = 2.0;
        } else {
            damping *= growth;
            growth *= 2.0;
            if damping > MOST_DAMPING || !promised.is_finite() {
                break;
            }
        }
    }
    (squares, theta)
}

/// The first n entries of Qᵀ r.
fn rotate(qr: &Householder<f64>, residuals: &[f64]) -> Vec<f64> {
    let mut rotated = residuals.to_vec();
    qr.rotate(&mut rotated);
    rotated.truncate(qr.diagonal().len());
    rotated
}

fn rescale(scales: &mut [f64], slopes: &[f64], n_rows: usize, scaling: Scaling) {
    for (scale, column) in scales.iter_mut().zip(slopes.chunks(n_rows)) {
        let here: f64 = length(column);
        *scale = match scaling {
            Scaling::Longest => scale.max(here),
            Scaling::Present => here,
            Scaling::One => 1.0,
        };
        if *scale == 0.0 {
            *scale = 1.0;
        }
    }
}

/// The δ that minimises |r − J δ|² + λ |D δ|²: least squares of R over √λ D.
fn damped_step(qr: &Householder<f64>, rotated: &[f64], scales: &[f64], damping: f64) -> Vec<f64> {
    let n = scales.len();
    let root = damping.sqrt();
    let mut columns = vec![0.0; 2 * n * n];
    for j in 0..n {
        let column = &mut columns[2 * n * j..2 * n * (j + 1)];
        for (i, entry) in column[..j].iter_mut().enumerate() {
            *entry = qr.upper(i, j);
        }
        column[j] = qr.diagonal()[j];
        column[n + j] = root * scales[j];
    }
    let mut target = rotated.to_vec();
    target.resize(2 * n, 0.0);
    Householder::new(columns, 2 * n, n).least_squares(&target)
}

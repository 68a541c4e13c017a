//! Parameters in which a curve is linear, given the others: solved for in one step.
//!
//! After each step of a search the linear parameters are set to their best for the others, so that it goes along the
//! valley that they make instead of across it (variable projection, Golub & Pereyra 1973, doi:10.1137/0710036, in
//! Kaufman's form).

use spikebook_numeric::Dual;

use super::{Curve, Points};
use crate::matrix::{Householder, length};

/// Rows that are looked at.
const MOST_ROWS: usize = 50;

/// Parameters that are linear together: no second derivative by any two of them, at the start and a little off.
pub(super) fn parameters<C: Curve>(points: &Points<'_, C>, start: &[f64]) -> Vec<usize> {
    let off: Vec<f64> = start.iter().map(|value| 1.1 * value + 0.01).collect();
    let step = points.x.len().div_ceil(MOST_ROWS);
    let is_straight = |i: usize, j: usize| {
        [start, &off].iter().all(|theta| {
            let at: Vec<Dual<Dual<f64>>> = theta
                .iter()
                .enumerate()
                .map(|(k, &value)| {
                    let inner = if k == j { Dual::variable(value) } else { Dual::constant(value) };
                    if k == i { Dual::variable(inner) } else { Dual::constant(inner) }
                })
                .collect();
            points.x.iter().step_by(step).all(|x| points.curve.value(x, &at).slope.slope == 0.0)
        })
    };
    let mut linear: Vec<usize> = Vec::new();
    for j in 0..start.len() {
        if is_straight(j, j) && linear.iter().all(|&i| is_straight(i, j)) {
            linear.push(j);
        }
    }
    linear
}

/// θ with its linear parameters at their best; as it was where they are not fixed.
pub(super) fn solve<C: Curve>(
    points: &Points<'_, C>,
    linear: &[usize],
    theta: Vec<f64>,
) -> Vec<f64> {
    if linear.is_empty() {
        return theta;
    }
    let n_rows = points.y.len();
    let slopes = points.slopes(&theta);
    let residuals = points.residuals(&theta);
    let columns: Vec<f64> =
        linear.iter().flat_map(|&j| &slopes[j * n_rows..(j + 1) * n_rows]).copied().collect();
    if columns.iter().chain(&residuals).any(|value| !value.is_finite()) {
        return theta;
    }
    let lengths: Vec<f64> = columns.chunks(n_rows).map(length).collect();
    let qr = Householder::new(columns, n_rows, linear.len());
    let is_fixed = |(diagonal, length): (&f64, &f64)| diagonal.abs() > 1e-12 * length;
    if !qr.diagonal().iter().zip(&lengths).all(is_fixed) {
        return theta;
    }
    let step = qr.least_squares(&residuals);
    let mut solved = theta;
    for (&j, step) in linear.iter().zip(step) {
        solved[j] += step;
    }
    solved
}

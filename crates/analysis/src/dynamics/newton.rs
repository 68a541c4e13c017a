//! Where a field vanishes, and its derivatives there.

use faer::linalg::solvers::Solve;
use ndarray::Array2;
use spikebook_numeric::elementary::sqrt;

use crate::Error;
use crate::matrix::{check_finite_slice, to_faer};

const MOST_STEPS: usize = 100;
const MOST_HALVINGS: usize = 40;
/// The cube root of the unit roundoff: where the error of a central difference is least.
const DIFFERENCE: f64 = 6e-6;
/// Wider where two differences are combined.
const WIDER: f64 = 2e-3;
/// Two fixed points nearer than this, in units of their size, are one.
const SAME: f64 = 1e-6;

/// ∂fᵢ/∂xⱼ at a state (shape: parts × parts).
pub fn jacobian(field: impl Fn(&[f64], &mut [f64]), state: &[f64]) -> Array2<f64> {
    let n = state.len();
    let mut matrix = Array2::zeros((n, n));
    let (mut above, mut below) = (vec![0.0; n], vec![0.0; n]);
    for j in 0..n {
        let width = WIDER * state[j].abs().max(DIFFERENCE / WIDER).max(0.1);
        let mut difference = |width: f64| {
            let mut moved = state.to_vec();
            let (high, low) = (state[j] + width, state[j] - width);
            moved[j] = high;
            field(&moved, &mut above);
            moved[j] = low;
            field(&moved, &mut below);
            let slope = |(above, below): (&f64, &f64)| (above - below) / (high - low);
            above.iter().zip(&below).map(slope).collect::<Vec<f64>>()
        };
        // Three widths: the errors of second and of fourth order cancel.
        let (wide, middle, near) =
            (difference(width), difference(width / 2.0), difference(width / 4.0));
        for i in 0..n {
            let first = (4.0 * middle[i] - wide[i]) / 3.0;
            let second = (4.0 * near[i] - middle[i]) / 3.0;
            matrix[[i, j]] = (16.0 * second - first) / 15.0;
        }
    }
    matrix
}

/// The fixed point that Newton's steps reach from a start; a step that does not slow the state is halved.
///
/// # Errors
/// [`Error::NoFixedPoint`] where the speed does not come down to rounding;
/// [`Error::NonFinite`] for a start that is not finite, and for a field that is not where a step would begin.
pub fn fixed_point(field: impl Fn(&[f64], &mut [f64]), start: &[f64]) -> Result<Vec<f64>, Error> {
    for (row, &got) in start.iter().enumerate() {
        if !got.is_finite() {
            return Err(Error::NonFinite { what: "start".into(), row, got });
        }
    }
    let n = start.len();
    let mut state = start.to_vec();
    let mut velocity = vec![0.0; n];
    field(&state, &mut velocity);
    for _ in 0..MOST_STEPS {
        check_finite_slice("velocity", &velocity)?;
        let speed = length(&velocity);
        if speed == 0.0 {
            return Ok(state);
        }
        let slopes = jacobian(&field, &state);
        let right = faer::Mat::from_fn(n, 1, |i, _| velocity[i]);
        let step = to_faer(slopes.view()).full_piv_lu().solve(&right);
        // A field that says nothing about some direction, or is no number nearby, leaves no step.
        if (0..n).any(|i| !step[(i, 0)].is_finite()) {
            break;
        }
        let size =
            (0..n).map(|i| (step[(i, 0)] / (1.0 + state[i].abs())).abs()).fold(0.0, f64::max);
        let mut share = 1.0;
        let mut moved = false;
        for _ in 0..MOST_HALVINGS {
            let next: Vec<f64> = (0..n).map(|i| state[i] - share * step[(i, 0)]).collect();
            let mut there = vec![0.0; n];
            field(&next, &mut there);
            if length(&there) < speed {
                (state, velocity, moved) = (next, there, true);
                break;
            }
            share *= 0.5;
        }
        if size < 1e-13 || (!moved && size < 1e-9) {
            return Ok(state);
        }
        if !moved {
            break;
        }
    }
    Err(Error::NoFixedPoint { start: start.to_vec(), speed: length(&velocity) })
}

/// All fixed points that are reached from some start, each once, in ascending order.
///
/// # Errors
/// [`Error::NoFixedPoint`] of the first start where none is reached.
pub fn fixed_points(
    field: impl Fn(&[f64], &mut [f64]),
    starts: &[Vec<f64>],
) -> Result<Vec<Vec<f64>>, Error> {
    let mut found: Vec<Vec<f64>> = Vec::new();
    let mut first_error = None;
    for start in starts {
        match fixed_point(&field, start) {
            Ok(point) => {
                let same = |a: &f64, b: &f64| (a - b).abs() <= SAME * (1.0 + a.abs());
                let known =
                    found.iter().any(|other| other.iter().zip(&point).all(|(a, b)| same(a, b)));
                if !known {
                    found.push(point);
                }
            }
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    if let (true, Some(error)) = (found.is_empty(), first_error) {
        return Err(error);
    }
    let by_parts = |a: &Vec<f64>, b: &Vec<f64>| {
        let unequal = a.iter().zip(b).map(|(a, b)| a.total_cmp(b)).find(|order| order.is_ne());
        unequal.unwrap_or(std::cmp::Ordering::Equal)
    };
    found.sort_by(by_parts);
    Ok(found)
}

fn length(vector: &[f64]) -> f64 {
    sqrt(vector.iter().fold(0.0, |total, x| total + x * x))
}

//! The dual, two coefficients at a time.

use ndarray::Array2;

use crate::Error;

/// What a curvature that is not above 0 is taken for.
const LEAST_CURVATURE: f64 = 1e-12;

/// The minimum of the dual.
pub(super) struct Dual {
    pub(super) alphas: Vec<f64>,
    pub(super) offset: f64,
}

/// Minimises ½ αᵀ Q α − Σ α with Qᵢⱼ = yᵢ yⱼ Kᵢⱼ, 0 ≤ α ≤ cost and Σ α y = 0.
pub(super) fn minimise(
    kernel: &Array2<f64>,
    signs: &[f64],
    cost: f64,
    tolerance: f64,
    max_iterations: usize,
) -> Result<Dual, Error> {
    let n = signs.len();
    let mut alphas = vec![0.0; n];
    let mut gradient = vec![-1.0; n];
    let mut gap = f64::INFINITY;
    for _ in 0..max_iterations {
        let Some((first, second, violation)) = pair(kernel, signs, &alphas, &gradient, cost) else {
            gap = 0.0;
            break;
        };
        gap = violation;
        if violation <= tolerance {
            break;
        }
        let second = second.expect("a violation is one of two rows");
        step(kernel, signs, &mut alphas, &mut gradient, cost, (first, second));
    }
    if gap > tolerance {
        return Err(Error::NotConverged {
            what: "support vector machine",
            n_iterations: max_iterations,
            step: gap,
            tolerance,
        });
    }
    let offset = offset(signs, &alphas, &gradient, cost);
    Ok(Dual { alphas, offset })
}

/// May α grow along y (for `up`) or against it?
fn may_move(sign: f64, alpha: f64, cost: f64, up: bool) -> bool {
    if (sign > 0.0) == up { alpha < cost } else { alpha > 0.0 }
}

/// The row that violates most, the partner with which the dual falls most, and the largest violation.
fn pair(
    kernel: &Array2<f64>,
    signs: &[f64],
    alphas: &[f64],
    gradient: &[f64],
    cost: f64,
) -> Option<(usize, Option<usize>, f64)> {
    let slope = |row: usize| -signs[row] * gradient[row];
    let mut first: Option<usize> = None;
    for row in 0..signs.len() {
        if may_move(signs[row], alphas[row], cost, true)
            && first.is_none_or(|first| slope(row) > slope(first))
        {
            first = Some(row);
        }
    }
    let first = first?;
    let (mut second, mut best, mut lowest) = (None, f64::INFINITY, f64::INFINITY);
    for row in 0..signs.len() {
        if !may_move(signs[row], alphas[row], cost, false) {
            continue;
        }
        lowest = lowest.min(slope(row));
        let difference = slope(first) - slope(row);
        if difference > 0.0 {
            let curvature =
                kernel[[first, first]] + kernel[[row, row]] - 2.0 * kernel[[first, row]];
            let gain = -difference * difference / curvature.max(LEAST_CURVATURE);
            if gain < best {
                (second, best) = (Some(row), gain);
            }
        }
    }
    Some((first, second, if second.is_some() { slope(first) - lowest } else { 0.0 }))
}

/// Moves both coefficients to the minimum along their line, inside the box.
fn step(
    kernel: &Array2<f64>,
    signs: &[f64],
    alphas: &mut [f64],
    gradient: &mut [f64],
    cost: f64,
    (i, j): (usize, usize),
) {
    let curvature = kernel[[i, i]] + kernel[[j, j]] - 2.0 * kernel[[i, j]];
    let difference = -signs[i] * gradient[i] + signs[j] * gradient[j];
    let mut length = difference / curvature.max(LEAST_CURVATURE);
    // αᵢ moves by yᵢ t, αⱼ by −yⱼ t; t is as long as the box allows.
    let room_i = if signs[i] > 0.0 { cost - alphas[i] } else { alphas[i] };
    let room_j = if signs[j] > 0.0 { alphas[j] } else { cost - alphas[j] };
    length = length.min(room_i).min(room_j);
    let (before_i, before_j) = (alphas[i], alphas[j]);
    // Ends of the box are reached exactly, or a rounding would leave rows that may still move.
    alphas[i] = at_end(before_i + signs[i] * length, length == room_i, signs[i] > 0.0, cost);
    alphas[j] = at_end(before_j - signs[j] * length, length == room_j, signs[j] < 0.0, cost);
    let (moved_i, moved_j) = (alphas[i] - before_i, alphas[j] - before_j);
    for (row, slope) in gradient.iter_mut().enumerate() {
        let pull = signs[i] * moved_i * kernel[[i, row]] + signs[j] * moved_j * kernel[[j, row]];
        *slope += signs[row] * pull;
    }
}

fn at_end(alpha: f64, is_end: bool, is_upper: bool, cost: f64) -> f64 {
    match (is_end, is_upper) {
        (true, true) => cost,
        (true, false) => 0.0,
        (false, _) => alpha,
    }
}

/// The mean of −y ∇ over rows inside the box; without any the middle of what the others allow.
fn offset(signs: &[f64], alphas: &[f64], gradient: &[f64], cost: f64) -> f64 {
    let slope = |row: usize| -signs[row] * gradient[row];
    let inside: Vec<f64> = (0..signs.len())
        .filter(|&row| alphas[row] > 0.0 && alphas[row] < cost)
        .map(slope)
        .collect();
    if !inside.is_empty() {
        return spikebook_numeric::sum::mean(&inside);
    }
    let rows =
        |up: bool| (0..signs.len()).filter(move |&row| may_move(signs[row], alphas[row], cost, up));
    let highest = rows(true).map(slope).fold(f64::NEG_INFINITY, f64::max);
    let lowest = rows(false).map(slope).fold(f64::INFINITY, f64::min);
    f64::midpoint(highest, lowest)
}

//! The distribution of D of one sample.

use spikebook_numeric::elementary::{exp, ln, ln_1_plus};
use spikebook_numeric::special::ln_gamma;

/// P(Dₙ ≥ d).
pub(super) fn upper_tail(n: usize, d: f64) -> f64 {
    let size = n as f64;
    if d <= 0.5 / size {
        return 1.0;
    }
    if d >= 1.0 {
        return 0.0;
    }
    // Beyond ½ the two sides exclude each other; far out both at once are 10⁻¹⁰ beside one (Simard &
    // L'Ecuyer 2011, doi:10.18637/jss.v039.i11).
    if d >= 0.5 || size * d * d > 4.0 {
        return (2.0 * one_sided(size, d)).min(1.0);
    }
    (1.0 - lower_tail(n, d)).clamp(0.0, 1.0)
}

/// P(Dₙ⁺ ≥ d) = d Σⱼ C(n, j) (d + j/n)^(j−1) (1 − d − j/n)^(n−j), j up to n (1 − d).
fn one_sided(n: f64, d: f64) -> f64 {
    let last = (n * (1.0 - d)).floor() as usize;
    let term = |j: usize| {
        let j = j as f64;
        let (at, rest) = (d + j / n, 1.0 - d - j / n);
        if rest <= 0.0 {
            return if j == n { exp((j - 1.0) * ln(at)) } else { 0.0 };
        }
        let choices = ln_gamma(n + 1.0) - ln_gamma(j + 1.0) - ln_gamma(n - j + 1.0);
        exp(choices + (j - 1.0) * ln(at) + (n - j) * ln_1_plus(-at))
    };
    d * (0..=last).map(term).sum::<f64>()
}

/// P(Dₙ < d): n! / nⁿ times the middle entry of the n-th power of a matrix.
fn lower_tail(n: usize, d: f64) -> f64 {
    let size = n as f64;
    let k = (size * d).floor() as usize + 1;
    let width = 2 * k - 1;
    let h = k as f64 - size * d;
    let mut matrix = vec![0.0; width * width];
    for i in 0..width {
        for j in 0..(i + 2).min(width) {
            matrix[i * width + j] = 1.0;
        }
    }
    let mut power = 1.0;
    for i in 0..width {
        power *= h;
        matrix[i * width] -= power;
        matrix[(width - 1) * width + width - 1 - i] -= power;
    }
    if 2.0 * h > 1.0 {
        let beyond = (0..width).fold(1.0, |product, _| product * (2.0 * h - 1.0));
        matrix[(width - 1) * width] += beyond;
    }
    for i in 0..width {
        for j in 0..width {
            for factor in 1..=(i + 1).saturating_sub(j) {
                matrix[i * width + j] /= factor as f64;
            }
        }
    }
    let (powered, exponent) = matrix_power(&matrix, width, n);
    let middle = powered[(k - 1) * width + k - 1];
    // n! / nⁿ, factor by factor, with powers of ten kept apart.
    let (mut value, mut tens) = (middle, exponent);
    for i in 1..=n {
        value *= i as f64 / size;
        if value < 1e-140 {
            value *= 1e140;
            tens -= 140;
        }
    }
    for _ in 0..(tens.abs() / 140) {
        value *= if tens > 0 { 1e140 } else { 1e-140 };
    }
    value
}

/// The n-th power, and the power of ten by which it is to be multiplied.
fn matrix_power(matrix: &[f64], width: usize, n: usize) -> (Vec<f64>, i32) {
    if n == 1 {
        return (matrix.to_vec(), 0);
    }
    let (half, exponent) = matrix_power(matrix, width, n / 2);
    let (mut whole, mut tens) = (product(&half, &half, width), 2 * exponent);
    if !n.is_multiple_of(2) {
        whole = product(matrix, &whole, width);
    }
    if whole[(width / 2) * width + width / 2] > 1e140 {
        for entry in &mut whole {
            *entry *= 1e-140;
        }
        tens += 140;
    }
    (whole, tens)
}

fn product(a: &[f64], b: &[f64], width: usize) -> Vec<f64> {
    let mut result = vec![0.0; width * width];
    for i in 0..width {
        let row = &mut result[i * width..(i + 1) * width];
        for k in 0..width {
            let factor = a[i * width + k];
            for (entry, value) in row.iter_mut().zip(&b[k * width..(k + 1) * width]) {
                *entry += factor * value;
            }
        }
    }
    result
}

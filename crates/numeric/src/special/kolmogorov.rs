//! How far does the distribution of a sample stray from the true one by chance?
//!
//! D is the largest distance between the empirical distribution of n independent values and the continuous
//! distribution that they come from.

use std::f64::consts::PI;

use super::saddle_point::ln_factorial;
use crate::elementary::{exp, ln, ln_1_plus, sqrt};

/// From this n D² on both one-sided tails hardly ever happen together: their sum is right to 10 digits.
const TAILS_APART: f64 = 4.0;

/// Up to this n the distribution is computed from its matrix.
const MATRIX_UP_TO: u64 = 2000;

/// The probability that √n D is at least `x` for very large n.
pub fn kolmogorov_upper_tail(x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    if x < 1.0 {
        // The theta function's other series, which converges where the alternating one does not.
        let below = (0..20).map(|j| {
            let odd = f64::from(2 * j + 1) * PI / x;
            exp(-0.125 * odd * odd)
        });
        return 1.0 - sqrt(2.0 * PI) / x * below.sum::<f64>();
    }
    let terms = (1..=20).map(|j| {
        let sign = if j % 2 == 1 { 2.0 } else { -2.0 };
        let jx = f64::from(j) * x;
        sign * exp(-2.0 * jx * jx)
    });
    terms.sum()
}

/// The probability that D of `n` values is at least `d`.
///
/// Exact to some ten digits up to n = 2000 (the matrix of Durbin as Marsaglia, Tsang & Wang 2003,
/// doi:10.18637/jss.v008.i18, raise it to a power), and at any n in the tail below about 10⁻³, where it is twice Smirnov's
/// one-sided sum (Simard & L'Ecuyer 2011, doi:10.18637/jss.v039.i11). Elsewhere it is the limit at a distance
/// corrected by 1/(6√n), right to 10⁻⁵.
pub fn kolmogorov_smirnov_upper_tail(n: u64, d: f64) -> f64 {
    let size = n as f64;
    if n == 0 || d.is_nan() {
        return f64::NAN;
    }
    if d <= 0.5 / size {
        return 1.0;
    }
    if d >= 1.0 {
        return 0.0;
    }
    if d >= 0.5 || size * d * d >= TAILS_APART {
        return (2.0 * one_sided_upper_tail(n, d)).min(1.0);
    }
    if n <= MATRIX_UP_TO {
        return (1.0 - matrix_cdf(n, d)).clamp(0.0, 1.0);
    }
    let x = sqrt(size) * d;
    kolmogorov_upper_tail(x + 1.0 / (6.0 * sqrt(size)) + (x - 1.0) / (4.0 * size))
}

/// Smirnov's sum for the distance in one direction.
fn one_sided_upper_tail(n: u64, d: f64) -> f64 {
    let size = n as f64;
    let last = (size * (1.0 - d)).floor() as u64;
    let ln_all = ln_factorial(size);
    let mut total = crate::sum::RunningSum::default();
    for j in 0..=last.min(n) {
        let (share, rest) = (j as f64 / size, size - j as f64);
        let inner = 1.0 - d - share;
        // 0⁰ is 1: the last term where n (1 − d) is a whole number, and j = n, which d > 0 excludes.
        if inner <= 0.0 && rest > 0.0 {
            continue;
        }
        let ln_choose = ln_all - ln_factorial(j as f64) - ln_factorial(rest);
        let ln_inner = if share == 0.0 { ln_1_plus(-d) } else { ln(inner) };
        total.add(exp(ln_choose + (j as f64 - 1.0) * ln(d + share) + rest * ln_inner));
    }
    d * total.value()
}

/// The probability that D is below `d`: n!/nⁿ times the middle entry of the n-th power of a matrix of size 2k − 1,
/// with k the whole number above n d.
fn matrix_cdf(n: u64, d: f64) -> f64 {
    let size = n as f64;
    let k = (size * d).floor() as usize + 1;
    let h = k as f64 - size * d;
    let m = 2 * k - 1;
    let powers: Vec<f64> =
        std::iter::successors(Some(h), |power| Some(power * h)).take(m).collect();
    let mut matrix = vec![0.0; m * m];
    for i in 0..m {
        for j in 0..m {
            if i + 1 >= j {
                matrix[i * m + j] = 1.0;
            }
        }
    }
    for i in 0..m {
        matrix[i * m] -= powers[i];
        matrix[(m - 1) * m + i] -= powers[m - 1 - i];
    }
    if 2.0 * h - 1.0 > 0.0 {
        let corner = (0..m).fold(1.0, |power, _| power * (2.0 * h - 1.0));
        matrix[(m - 1) * m] += corner;
    }
    for i in 0..m {
        for j in 0..m {
            for factor in 1..=(i + 1).saturating_sub(j) {
                matrix[i * m + j] /= factor as f64;
            }
        }
    }
    let (power, mut exponent) = raised(&matrix, m, n);
    let mut entry = power[(k - 1) * m + k - 1];
    for i in 1..=n {
        entry *= i as f64 / size;
        if entry < 1e-140 {
            entry *= 1e140;
            exponent -= 140;
        }
    }
    (exponent..0).for_each(|_| entry *= 0.1);
    (0..exponent).for_each(|_| entry *= 10.0);
    entry
}

/// The n-th power of a square matrix as (mantissa, power of ten).
fn raised(matrix: &[f64], m: usize, n: u64) -> (Vec<f64>, i32) {
    if n == 1 {
        return (matrix.to_vec(), 0);
    }
    let (half, exponent) = raised(matrix, m, n / 2);
    let square = product(&half, &half, m);
    let (mut power, mut exponent) = if n.is_multiple_of(2) {
        (square, 2 * exponent)
    } else {
        (product(matrix, &square, m), 2 * exponent)
    };
    if power[(m / 2) * m + m / 2] > 1e140 {
        for entry in &mut power {
            *entry *= 1e-140;
        }
        exponent += 140;
    }
    (power, exponent)
}

fn product(a: &[f64], b: &[f64], m: usize) -> Vec<f64> {
    let mut c = vec![0.0; m * m];
    for (row, sums) in a.chunks_exact(m).zip(c.chunks_exact_mut(m)) {
        for (factor, other) in row.iter().zip(b.chunks_exact(m)) {
            for (sum, entry) in sums.iter_mut().zip(other) {
                *sum += factor * entry;
            }
        }
    }
    c
}

#[cfg(test)]
mod tests {
    use super::*;

    /// n, d and the upper tail by scipy 1.17 (`kstwo.sf`), which takes other ways for most of them; for n of 500 and 2000, where
    /// scipy is right to six digits, by the matrix power in 60-digit arithmetic.
    const TAILS: [(u64, f64, f64); 18] = [
        (1, 0.6, 0.8),
        (1, 0.75, 0.5),
        (2, 0.3, 0.98),
        (5, 0.2, 0.9616),
        (5, 0.61, 0.025_994_420_800_000_004),
        (10, 0.274, 0.371_520_384_543_495_7),
        (96, 0.107_806_266_192_885_58, 0.199_509_811_274_657_83),
        (96, 0.03, 0.999_980_527_173_711_3),
        (100, 0.2, 0.000_555_192_732_798_877_5),
        (500, 0.05, 0.158_662_639_220_619_95),
        (2000, 0.02, 0.395_313_372_003_091_9),
        (2000, 0.04, 0.003_230_568_082_863_247),
        (2000, 0.0446, 0.000_678_328_354_769_767_2),
        (8458, 0.012, 0.173_526_473_463_574_53),
        (8458, 0.02, 0.002_272_189_344_821_338_6),
        (100_000, 0.004, 0.081_301_489_202_224_69),
        (50, 0.5, 4.392_853_499_119_748e-12),
        (50, 0.7, 4.405_451_055_671_056e-25),
    ];

    #[test]
    fn the_upper_tail_is_that_of_scipy() {
        for (n, d, wanted) in TAILS {
            let got = kolmogorov_smirnov_upper_tail(n, d);
            let allowed = if n <= MATRIX_UP_TO { 2e-10 * wanted } else { 1e-5 };
            assert!((got - wanted).abs() <= allowed, "n = {n}, D = {d}: {got}, wanted {wanted}");
        }
    }

    #[test]
    fn the_limit_is_that_of_scipy() {
        for (x, wanted) in [
            (0.2, 0.999_999_999_999_495),
            (0.5, 0.963_945_243_664_875_1),
            (0.9, 0.392_730_707_940_654_3),
            (1.0, 0.269_999_671_677_354_56),
            (1.36, 0.049_485_876_755_377_876),
            (2.0, 0.000_670_925_255_779_695_3),
            (4.0, 2.532_833_109_818_835e-14),
        ] {
            let got = kolmogorov_upper_tail(x);
            assert!((got - wanted).abs() < 1e-14 + 1e-13 * wanted, "at {x}: {got}");
        }
    }

    #[test]
    fn one_value_and_two_are_as_by_hand() {
        // One value at z: D = max(z, 1 − z), so P(D ≥ d) = 2 (1 − d) from 1/2 on.
        assert!((kolmogorov_smirnov_upper_tail(1, 0.8) - 0.4).abs() < 1e-15);
        assert_eq!(kolmogorov_smirnov_upper_tail(1, 0.5), 1.0);
        assert_eq!(kolmogorov_smirnov_upper_tail(7, 1.0), 0.0);
        // Two values: P(D < d) = 2 (2d − 1/2)² for 1/4 ≤ d ≤ 1/2.
        let d: f64 = 0.4;
        let below = 2.0 * (2.0 * d - 0.5) * (2.0 * d - 0.5);
        assert!((kolmogorov_smirnov_upper_tail(2, d) - (1.0 - below)).abs() < 1e-15);
        assert!(kolmogorov_smirnov_upper_tail(0, 0.3).is_nan());
        assert!(kolmogorov_smirnov_upper_tail(9, f64::NAN).is_nan());
    }

    #[test]
    fn the_ways_meet_where_one_takes_over_from_the_other() {
        for n in [20_u64, 300, MATRIX_UP_TO] {
            let d = sqrt(TAILS_APART / n as f64);
            let (by_matrix, by_sum) = (1.0 - matrix_cdf(n, d), 2.0 * one_sided_upper_tail(n, d));
            assert!((by_matrix / by_sum - 1.0).abs() < 1e-9, "n = {n}: {by_matrix} and {by_sum}");
        }
        for d in [0.01, 0.02, 0.03] {
            let (exact, limit) = (
                kolmogorov_smirnov_upper_tail(MATRIX_UP_TO, d),
                kolmogorov_smirnov_upper_tail(MATRIX_UP_TO + 1, d),
            );
            assert!((exact - limit).abs() < 1e-3, "D = {d}: {exact} and {limit}");
        }
    }
}

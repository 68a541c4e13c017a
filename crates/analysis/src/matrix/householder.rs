//! QR by Householder reflections in any arithmetic: plain for small systems, doubled where the condition number
//! would eat a double's digits.

use spikebook_numeric::Real;

/// A = Q R of a matrix with at least as many rows as columns, by columns.
///
/// Golub & Van Loan (2013), algorithm 5.2.1, ISBN 978-1-4214-0794-4.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Householder<T> {
    n_rows: usize,
    n_columns: usize,
    /// Above the diagonal R, on and below it the reflections, column by column.
    columns: Vec<T>,
    diagonal: Vec<T>,
    /// What each reflection multiplies its vector by; 0 for a column that was 0 already.
    factors: Vec<T>,
}

impl<T: Real> Householder<T> {
    /// Decomposes the matrix whose entry (i, j) is `columns[j * n_rows + i]`.
    pub(crate) fn new(columns: Vec<T>, n_rows: usize, n_columns: usize) -> Self {
        let zero = T::from_f64(0.0);
        let mut qr = Self {
            n_rows,
            n_columns,
            columns,
            diagonal: vec![zero; n_columns],
            factors: vec![zero; n_columns],
        };
        for k in 0..n_columns {
            qr.reflect(k);
        }
        qr
    }

    fn reflect(&mut self, k: usize) {
        let (done, later) = self.columns.split_at_mut((k + 1) * self.n_rows);
        let column = &mut done[k * self.n_rows + k..];
        let size = length(column);
        if size.to_f64() == 0.0 {
            return;
        }
        // The sign that does not cancel.
        let image = if column[0].to_f64() > 0.0 { -size } else { size };
        column[0] = column[0] - image;
        self.diagonal[k] = image;
        self.factors[k] = T::from_f64(1.0) / (-image * column[0]);
        for other in later.chunks_mut(self.n_rows) {
            apply(column, self.factors[k], &mut other[k..]);
        }
    }

    /// The diagonal of R.
    pub(crate) fn diagonal(&self) -> &[T] {
        &self.diagonal
    }

    /// Puts Qᵀ b in the place of b.
    pub(crate) fn rotate(&self, b: &mut [T]) {
        for k in 0..self.n_columns {
            let column = &self.columns[k * self.n_rows + k..(k + 1) * self.n_rows];
            apply(column, self.factors[k], &mut b[k..]);
        }
    }

    /// The x with R x = b, of the first entries of b.
    pub(crate) fn solve_upper(&self, b: &[T]) -> Vec<T> {
        let mut x = b[..self.n_columns].to_vec();
        for i in (0..self.n_columns).rev() {
            for j in i + 1..self.n_columns {
                x[i] = x[i] - self.upper(i, j) * x[j];
            }
            x[i] = x[i] / self.diagonal[i];
        }
        x
    }

    /// The x with Rᵀ x = b.
    pub(crate) fn solve_upper_transposed(&self, b: &[T]) -> Vec<T> {
        let mut x = b.to_vec();
        for i in 0..self.n_columns {
            for j in 0..i {
                x[i] = x[i] - self.upper(j, i) * x[j];
            }
            x[i] = x[i] / self.diagonal[i];
        }
        x
    }

    /// The x that makes A x nearest to b.
    pub(crate) fn least_squares(&self, b: &[T]) -> Vec<T> {
        let mut rotated = b.to_vec();
        self.rotate(&mut rotated);
        self.solve_upper(&rotated)
    }

    /// R above its diagonal.
    pub(crate) fn upper(&self, i: usize, j: usize) -> T {
        self.columns[j * self.n_rows + i]
    }

    /// (AᵀA)⁻¹ = R⁻¹ R⁻ᵀ, in rows.
    pub(crate) fn inverse_gram(&self) -> Vec<T> {
        let n = self.n_columns;
        let zero = T::from_f64(0.0);
        let unit = |j: usize| -> Vec<T> {
            (0..n).map(|i| T::from_f64(if i == j { 1.0 } else { 0.0 })).collect()
        };
        let inverse: Vec<Vec<T>> = (0..n).map(|j| self.solve_upper(&unit(j))).collect();
        let mut gram = vec![zero; n * n];
        for i in 0..n {
            for j in i..n {
                let terms = inverse[j..].iter().map(|column| column[i] * column[j]);
                let entry = terms.fold(zero, |sum, term| sum + term);
                gram[i * n + j] = entry;
                gram[j * n + i] = entry;
            }
        }
        gram
    }
}

/// Adds to `b` the multiple of the reflection's vector that reflects it.
fn apply<T: Real>(vector: &[T], factor: T, b: &mut [T]) {
    let product = vector.iter().zip(&*b).fold(T::from_f64(0.0), |sum, (v, b)| sum + *v * *b);
    let multiple = product * factor;
    for (entry, v) in b.iter_mut().zip(vector) {
        *entry = *entry - multiple * *v;
    }
}

/// The Euclidean length, without overflow on the way.
pub(crate) fn length<T: Real>(vector: &[T]) -> T {
    let largest = vector.iter().fold(0.0_f64, |largest, v| largest.max(v.to_f64().abs()));
    if largest == 0.0 || !largest.is_finite() {
        return T::from_f64(largest);
    }
    let scale = T::from_f64(largest);
    let squares = vector.iter().fold(T::from_f64(0.0), |sum, v| sum + (*v / scale).square());
    scale * squares.sqrt()
}

#[cfg(test)]
mod tests {
    use spikebook_numeric::{Doubled, Seed};

    use super::*;

    fn random(n: usize, number: u64) -> Vec<f64> {
        let mut draws = Seed::from_name("householder").replicate("matrix", number);
        (0..n).map(|_| draws.standard_normal()).collect()
    }

    #[test]
    fn residuals_are_orthogonal_and_the_inverse_inverts() {
        let (n_rows, n_columns) = (12, 4);
        let a = random(n_rows * n_columns, 0);
        let b = random(n_rows, 1);
        let qr = Householder::new(a.clone(), n_rows, n_columns);
        let x = qr.least_squares(&b);
        let column = |j: usize| &a[j * n_rows..(j + 1) * n_rows];
        let product = |u: &[f64], v: &[f64]| u.iter().zip(v).map(|(u, v)| u * v).sum::<f64>();
        let residual: Vec<f64> = (0..n_rows)
            .map(|i| b[i] - (0..n_columns).map(|j| column(j)[i] * x[j]).sum::<f64>())
            .collect();
        let inverse = qr.inverse_gram();
        for i in 0..n_columns {
            assert!(product(column(i), &residual).abs() < 1e-13);
            for j in 0..n_columns {
                let gram = |k: usize| product(column(i), column(k));
                let entry: f64 = (0..n_columns).map(|k| gram(k) * inverse[k * n_columns + j]).sum();
                assert!((entry - f64::from(u8::from(i == j))).abs() < 1e-13);
            }
        }
        let back = qr.solve_upper_transposed(&x);
        let rt = |i: usize| -> f64 {
            (0..i).map(|j| qr.upper(j, i) * back[j]).sum::<f64>() + qr.diagonal()[i] * back[i]
        };
        assert!((0..n_columns).all(|i| (rt(i) - x[i]).abs() < 1e-13));
    }

    #[test]
    fn a_column_of_zeros_leaves_a_zero_on_the_diagonal() {
        let qr = Householder::new(vec![1.0, 2.0, 2.0, 0.0, 0.0, 0.0], 3, 2);
        assert_eq!(qr.diagonal(), [-3.0, 0.0]);
        let doubled = Householder::new([3.0, 4.0].map(Doubled::from).to_vec(), 2, 1);
        assert_eq!(doubled.diagonal()[0].to_f64(), -5.0);
    }
}

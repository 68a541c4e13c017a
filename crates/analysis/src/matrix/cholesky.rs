//! The Cholesky factor of a small symmetric matrix, in plain loops: the same bits on every processor.

/// L with L Lᵀ = A, in rows.
#[derive(Clone, Debug)]
pub(crate) struct Cholesky {
    n: usize,
    lower: Vec<f64>,
}

impl Cholesky {
    /// Factors the symmetric n × n matrix `a` (in rows; its lower triangle is read).
    ///
    /// A pivot is the share of a diagonal entry that the columns before it do not explain. The first one
    /// that is not above `floor` times its diagonal entry is the error.
    pub(crate) fn new(a: &[f64], n: usize, floor: f64) -> Result<Self, usize> {
        let mut lower = vec![0.0; n * n];
        for i in 0..n {
            let (done, rest) = lower.split_at_mut(i * n);
            let row = &mut rest[..n];
            for j in 0..i {
                let above = &done[j * n..j * n + n];
                row[j] = (a[i * n + j] - dot(&row[..j], &above[..j])) / above[j];
            }
            let diagonal = a[i * n + i];
            let pivot = diagonal - dot(&row[..i], &row[..i]);
            let sound = pivot > floor * diagonal && pivot.is_finite();
            if !sound {
                return Err(i);
            }
            row[i] = pivot.sqrt();
        }
        Ok(Self { n, lower })
    }

    /// Puts A⁻¹ b in the place of b.
    pub(crate) fn solve(&self, b: &mut [f64]) {
        self.solve_lower(b);
        let n = self.n;
        for i in (0..n).rev() {
            let value = b[i] / self.lower[i * n + i];
            b[i] = value;
            for (earlier, factor) in b[..i].iter_mut().zip(&self.lower[i * n..i * n + i]) {
                *earlier -= factor * value;
            }
        }
    }

    /// Puts L⁻¹ b in the place of b.
    pub(crate) fn solve_lower(&self, b: &mut [f64]) {
        let n = self.n;
        for i in 0..n {
            let row = &self.lower[i * n..=i * n + i];
            b[i] = (b[i] - dot(&row[..i], &b[..i])) / row[i];
        }
    }

    /// ln |A|
    pub(crate) fn ln_determinant(&self) -> f64 {
        let n = self.n;
        let diagonal = (0..n).map(|i| spikebook_numeric::elementary::ln(self.lower[i * n + i]));
        2.0 * spikebook_numeric::sum::sum(diagonal)
    }

    /// A⁻¹ in rows, exactly symmetric.
    pub(crate) fn inverse(&self) -> Vec<f64> {
        let n = self.n;
        let mut inverse = vec![0.0; n * n];
        let mut column = vec![0.0; n];
        for j in 0..n {
            column.fill(0.0);
            column[j] = 1.0;
            self.solve(&mut column);
            for i in j..n {
                inverse[i * n + j] = column[i];
                inverse[j * n + i] = column[i];
            }
        }
        inverse
    }
}

/// Σ aᵢ bᵢ in four interleaved sums, whose order does not depend on the processor.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (a_blocks, a_rest) = a.as_chunks::<4>();
    let (b_blocks, b_rest) = b.as_chunks::<4>();
    for (a, b) in a_blocks.iter().zip(b_blocks) {
        for lane in 0..4 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_inverse_inverts(entries in proptest::collection::vec(-1.0_f64..1.0, 49)) {
            // A = B Bᵀ + I is positive definite whatever B.
            let n = 7;
            let product = |i: usize, j: usize| dot(&entries[i * n..][..n], &entries[j * n..][..n]);
            let a: Vec<f64> = (0..n * n)
                .map(|k| product(k / n, k % n) + f64::from(u8::from(k / n == k % n)))
                .collect();
            let factor = Cholesky::new(&a, n, 0.0).expect("positive definite");
            let inverse = factor.inverse();
            for i in 0..n {
                for j in 0..n {
                    let entry: f64 = (0..n).map(|k| a[i * n + k] * inverse[k * n + j]).sum();
                    prop_assert!((entry - f64::from(u8::from(i == j))).abs() < 1e-12);
                }
            }
        }
    }

    #[test]
    fn the_first_dependent_column_is_named() {
        // Column 2 is the sum of columns 0 and 1.
        let a = [2.0, 1.0, 3.0, 1.0, 2.0, 3.0, 3.0, 3.0, 6.0];
        assert_eq!(Cholesky::new(&a, 3, 1e-12).map(|_| ()), Err(2));
        assert_eq!(Cholesky::new(&[f64::NAN], 1, 0.0).map(|_| ()), Err(0));
    }
}

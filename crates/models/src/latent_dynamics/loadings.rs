//! A random subspace with a known basis.

use ndarray::Array2;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::sqrt;
use spikebook_numeric::sum::sum;

/// `n_columns` orthonormal columns of `n_rows` entries, uniform over all of them: normal draws,
/// made orthogonal by Gram and Schmidt's method, twice over for the last digits.
pub(super) fn orthonormal_columns(n_rows: usize, n_columns: usize, seed: Seed) -> Array2<f64> {
    let mut columns: Vec<Vec<f64>> = Vec::with_capacity(n_columns);
    for k in 0..n_columns {
        let mut stream = seed.replicate("loadings", k as u64);
        let mut column: Vec<f64> = (0..n_rows).map(|_| stream.standard_normal()).collect();
        for _ in 0..2 {
            for other in &columns {
                let shared = sum(column.iter().zip(other).map(|(a, b)| a * b));
                for (entry, of_other) in column.iter_mut().zip(other) {
                    *entry -= shared * of_other;
                }
            }
            let length = sqrt(sum(column.iter().map(|entry| entry * entry)));
            for entry in &mut column {
                *entry /= length;
            }
        }
        columns.push(column);
    }
    Array2::from_shape_fn((n_rows, n_columns), |(row, k)| columns[k][row])
}

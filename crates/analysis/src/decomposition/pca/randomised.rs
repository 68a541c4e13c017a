//! Components from a subspace of few rows that is turned towards the large variances (subspace iteration).

use faer::Mat;
use ndarray::{Array1, Array2, ArrayView2, Axis};
use spikebook_numeric::Seed;

use super::Found;
use crate::Error;
use crate::decomposition::singular_values::right_singular_vectors;
use crate::matrix::{fix_sign, from_faer, product};

/// Rows of the subspace beyond the components.
const OVERSAMPLING: usize = 10;

pub(super) fn decompose(
    standard: &Mat<f64>,
    n_components: usize,
    n_passes: usize,
    seed: Seed,
) -> Result<Found, Error> {
    let z = from_faer(standard.as_ref());
    let (n_rows, n_columns) = z.dim();
    let size = (n_components + OVERSAMPLING).min(n_columns).min(n_rows);
    let mut stream = seed.replicate("randomised components", 0);
    let mut subspace = Array2::from_shape_simple_fn((size, n_columns), || stream.standard_normal());
    orthonormalise(&mut subspace);
    for _ in 0..n_passes {
        let scores = product(z.view(), subspace.t());
        subspace = transposed_product(&scores, z.view());
        orthonormalise(&mut subspace);
    }
    let scores = product(z.view(), subspace.t());
    let small = Mat::from_fn(n_rows, size, |row, k| scores[[row, k]]);
    let (singular_values, turn) = right_singular_vectors(&small, n_components)?;
    let mut components = turn.dot(&subspace);
    components.axis_iter_mut(Axis(0)).for_each(fix_sign);
    let scores = product(z.view(), components.t());
    let images = transposed_product(&scores, z.view());
    let largest = singular_values[0] * singular_values[0];
    let square_errors: Array1<f64> = (0..n_components)
        .map(|k| {
            let square = singular_values[k] * singular_values[k];
            let residual = &images.row(k) - &(&components.row(k) * square);
            residual.dot(&residual).sqrt() + 16.0 * f64::EPSILON * largest
        })
        .collect();
    Ok(Found { singular_values, components, square_errors })
}

/// Aᵀ Z.
fn transposed_product(a: &Array2<f64>, z: ArrayView2<'_, f64>) -> Array2<f64> {
    product(z.t(), a.view()).reversed_axes().as_standard_layout().into_owned()
}

/// Makes the rows orthonormal, twice over; rows that depend on those before become 0.
pub(super) fn orthonormalise(rows: &mut Array2<f64>) {
    for k in 0..rows.nrows() {
        let before = rows.row(k).dot(&rows.row(k)).sqrt();
        for _ in 0..2 {
            let (done, mut rest) = rows.view_mut().split_at(Axis(0), k);
            let mut row = rest.row_mut(0);
            let shares = done.dot(&row);
            for (share, done) in shares.iter().zip(done.outer_iter()) {
                row.scaled_add(-share, &done);
            }
        }
        let after = rows.row(k).dot(&rows.row(k)).sqrt();
        let factor = if after > 1e-13 * before { 1.0 / after } else { 0.0 };
        rows.row_mut(k).mapv_inplace(|entry| entry * factor);
    }
}

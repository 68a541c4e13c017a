//! Products of dense matrices, by faer on blocks of rows whose borders the source fixes: blocks may be
//! worked on by any number of threads, and the bytes stay the same.

use faer::linalg::matmul::matmul;
use faer::linalg::matmul::triangular::{self, BlockStructure};
use faer::{Accum, Mat, MatMut, MatRef, Par};
use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;

/// Rows of a product that are made at a time.
const PRODUCT_ROWS: usize = 256;

/// Rows that are centred and multiplied at a time: with 500 columns they stay in the second-level cache.
const GRAM_ROWS: usize = 256;

/// Parts into which the rows of a Gram matrix are cut, each with a sum of its own.
const GRAM_PARTS: usize = 8;

/// A B.
pub(crate) fn product(a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>) -> Array2<f64> {
    let (n_rows, n_inner) = a.dim();
    let n_columns = b.ncols();
    let mut out = Array2::zeros((n_rows, n_columns));
    if n_rows == 0 || n_columns == 0 || n_inner == 0 {
        return out;
    }
    let (a, b) = (a.as_standard_layout(), b.as_standard_layout());
    let left = a.as_slice().expect("standard layout is one slice");
    let right = b.as_slice().expect("standard layout is one slice");
    let right = MatRef::from_row_major_slice(right, n_inner, n_columns);
    let target = out.as_slice_mut().expect("a new matrix is one slice");
    target
        .par_chunks_mut(PRODUCT_ROWS * n_columns)
        .zip(left.par_chunks(PRODUCT_ROWS * n_inner))
        .for_each(|(target, left)| {
            let rows = left.len() / n_inner;
            let left = MatRef::from_row_major_slice(left, rows, n_inner);
            let target = MatMut::from_row_major_slice_mut(target, rows, n_columns);
            matmul(target, Accum::Replace, left, right, 1.0, Par::Seq);
        });
    out
}

/// Zᵀ Z for the rows of `matrix` less `mean`, both triangles. No centred copy of the whole is made.
pub(crate) fn centred_gram(matrix: ArrayView2<'_, f64>, mean: &[f64]) -> Mat<f64> {
    let n_columns = matrix.ncols();
    let matrix = matrix.as_standard_layout();
    let values = matrix.as_slice().expect("standard layout is one slice");
    let n_blocks = matrix.nrows().div_ceil(GRAM_ROWS);
    let part_rows = n_blocks.div_ceil(GRAM_PARTS).max(1) * GRAM_ROWS;
    let parts: Vec<Mat<f64>> = values
        .par_chunks(part_rows * n_columns)
        .map(|part| {
            let mut sums = Mat::zeros(n_columns, n_columns);
            let mut centred = vec![0.0; GRAM_ROWS * n_columns];
            for block in part.chunks(GRAM_ROWS * n_columns) {
                let centred = &mut centred[..block.len()];
                let rows = centred.chunks_exact_mut(n_columns).zip(block.chunks_exact(n_columns));
                for (to, from) in rows {
                    for ((to, from), mean) in to.iter_mut().zip(from).zip(mean) {
                        *to = from - mean;
                    }
                }
                let block =
                    MatRef::from_row_major_slice(centred, block.len() / n_columns, n_columns);
                triangular::matmul(
                    sums.as_mut(),
                    BlockStructure::TriangularLower,
                    Accum::Add,
                    block.transpose(),
                    BlockStructure::Rectangular,
                    block,
                    BlockStructure::Rectangular,
                    1.0,
                    Par::Seq,
                );
            }
            sums
        })
        .collect();
    let mut gram = Mat::zeros(n_columns, n_columns);
    for part in &parts {
        for column in 0..n_columns {
            for row in column..n_columns {
                gram[(row, column)] += part[(row, column)];
            }
        }
    }
    for column in 0..n_columns {
        for row in 0..column {
            gram[(row, column)] = gram[(column, row)];
        }
    }
    gram
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(row: usize, column: usize) -> f64 {
        ((row * 31 + column * 17) % 23) as f64 - 11.0
    }

    #[test]
    fn products_are_those_of_the_definition() {
        let a = Array2::from_shape_fn((700, 5), |(row, column)| entry(row, column));
        let b = Array2::from_shape_fn((5, 3), |(row, column)| entry(row + 3, column));
        // Whole numbers: no rounding, whatever the order.
        assert_eq!(product(a.view(), b.view()), a.dot(&b));
        assert_eq!(product(b.t(), a.t()), b.t().dot(&a.t()));
        assert_eq!(
            product(Array2::zeros((2, 0)).view(), Array2::zeros((0, 3)).view()),
            Array2::<f64>::zeros((2, 3))
        );
    }

    #[test]
    fn grams_are_those_of_the_definition_and_of_any_number_of_threads() {
        for n_rows in [1, 255, 256, 5000] {
            let a = Array2::from_shape_fn((n_rows, 7), |(row, column)| entry(row, column));
            let mean = [1.0, -2.0, 3.0, 0.0, 5.0, -1.0, 2.0];
            let centred = &a - &ndarray::arr1(&mean);
            let wanted = centred.t().dot(&centred);
            for n_threads in [1, 3] {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build();
                let gram = pool.expect("a pool").install(|| centred_gram(a.view(), &mean));
                assert_eq!(crate::matrix::from_faer(gram.as_ref()), wanted);
            }
        }
    }
}

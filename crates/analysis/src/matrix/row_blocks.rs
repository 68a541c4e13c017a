//! Rows that are made when they are asked for: a design matrix that is never in memory whole.

use std::fmt::Debug;

use ndarray::{Array2, ArrayView2, Axis, Slice};

/// Rows a block at a time.
///
/// Where the columns follow from something smaller, such as a signal and the filters that it goes through, the
/// matrix of all rows would be many times as large as what it follows from. An estimator that takes rows in
/// blocks asks for them in any order, from several threads, and several times: the same rows must come out each
/// time, to the last bit.
///
/// ```
/// use spikebook_analysis::matrix::RowBlocks;
///
/// /// Powers 1 … n of the row's number.
/// #[derive(Debug)]
/// struct Powers(usize);
///
/// impl RowBlocks for Powers {
///     fn n_rows(&self) -> usize {
///         1000
///     }
///     fn n_columns(&self) -> usize {
///         self.0
///     }
///     fn fill_rows(&self, first: usize, block: &mut [f64]) {
///         for (i, row) in block.chunks_exact_mut(self.0).enumerate() {
///             let x = (first + i) as f64;
///             row.iter_mut().fold(x, |power, entry| {
///                 *entry = power;
///                 power * x
///             });
///         }
///     }
/// }
///
/// assert_eq!(Powers(2).rows(3, 2), ndarray::array![[3.0, 9.0], [4.0, 16.0]]);
/// ```
pub trait RowBlocks: Sync + Debug {
    /// How many rows there are.
    fn n_rows(&self) -> usize;

    /// How many columns each row has.
    fn n_columns(&self) -> usize;

    /// Writes the rows from `first` on, one after the other, as many as `block` has room for. The caller asks for
    /// rows below [`RowBlocks::n_rows`] only, and gives room for whole rows.
    fn fill_rows(&self, first: usize, block: &mut [f64]);

    /// `n` rows from `first` on as a matrix.
    fn rows(&self, first: usize, n: usize) -> Array2<f64> {
        let mut rows = Array2::zeros((n, self.n_columns()));
        if let Some(block) = rows.as_slice_mut() {
            self.fill_rows(first, block);
        }
        rows
    }
}

/// Where an estimator has its rows from: a matrix, or blocks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rows<'a> {
    Matrix(ArrayView2<'a, f64>),
    Blocks(&'a dyn RowBlocks),
}

impl Rows<'_> {
    /// So many rows without columns.
    pub(crate) fn without_columns(n_rows: usize) -> Self {
        Self::Matrix(ArrayView2::from_shape((n_rows, 0), &[]).expect("no columns need no entries"))
    }

    /// The same rows for a shorter time.
    pub(crate) fn reborrow(&self) -> Rows<'_> {
        match self {
            Self::Matrix(matrix) => Rows::Matrix(matrix.reborrow()),
            Self::Blocks(blocks) => Rows::Blocks(*blocks),
        }
    }

    pub(crate) fn n_rows(&self) -> usize {
        match self {
            Self::Matrix(matrix) => matrix.nrows(),
            Self::Blocks(blocks) => blocks.n_rows(),
        }
    }

    pub(crate) fn n_columns(&self) -> usize {
        match self {
            Self::Matrix(matrix) => matrix.ncols(),
            Self::Blocks(blocks) => blocks.n_columns(),
        }
    }

    /// One entry.
    pub(crate) fn entry(&self, row: usize, column: usize) -> f64 {
        match self {
            Self::Matrix(matrix) => matrix[[row, column]],
            Self::Blocks(blocks) => blocks.rows(row, 1)[[0, column]],
        }
    }

    /// Hands out all rows in order, so many at a time: the first row's number, and the rows.
    pub(crate) fn for_each_block(
        &self,
        block_rows: usize,
        mut take: impl FnMut(usize, ArrayView2<'_, f64>),
    ) {
        let n_rows = self.n_rows();
        for first in (0..n_rows).step_by(block_rows) {
            let end = n_rows.min(first + block_rows);
            match self {
                Self::Matrix(matrix) => {
                    take(first, matrix.slice_axis(Axis(0), Slice::from(first..end)));
                }
                Self::Blocks(blocks) => take(first, blocks.rows(first, end - first).view()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[derive(Debug)]
    struct Kept(Array2<f64>);

    impl RowBlocks for Kept {
        fn n_rows(&self) -> usize {
            self.0.nrows()
        }

        fn n_columns(&self) -> usize {
            self.0.ncols()
        }

        fn fill_rows(&self, first: usize, block: &mut [f64]) {
            for (i, entry) in block.iter_mut().enumerate() {
                *entry = self.0[[first + i / self.0.ncols(), i % self.0.ncols()]];
            }
        }
    }

    #[test]
    fn blocks_and_a_matrix_are_the_same_rows() {
        let kept = Kept(array![[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
        for rows in [Rows::Matrix(kept.0.view()), Rows::Blocks(&kept)] {
            assert_eq!((rows.n_rows(), rows.n_columns(), rows.entry(2, 1)), (3, 2, 6.0));
            let mut seen = Vec::new();
            rows.for_each_block(2, |first, block| seen.push((first, block.to_owned())));
            assert_eq!(seen, [(0, array![[1.0, 2.0], [3.0, 4.0]]), (2, array![[5.0, 6.0]])]);
        }
        assert_eq!(Rows::without_columns(4).n_rows(), 4);
    }
}

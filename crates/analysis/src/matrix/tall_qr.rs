//! The QR decomposition of a tall matrix, by faer on one thread.

use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::householder;
use faer::linalg::qr::no_pivoting::factor;
use faer::{Conj, Mat, Par, Spec};

/// A column of which the columns before it leave less than this share of its length is taken for a
/// combination of them.
const RANK_FLOOR: f64 = 1e-10;

/// A = Q R with R upper triangular, for a matrix with at least as many rows as columns.
#[derive(Clone, Debug)]
pub(crate) struct TallQr {
    /// R above and on the diagonal, Householder vectors below
    factors: Mat<f64>,
    coefficients: Mat<f64>,
}

impl TallQr {
    /// Decomposes. The error is the first column that depends on the ones before it.
    pub(crate) fn new(mut matrix: Mat<f64>) -> Result<Self, usize> {
        let (n_rows, n_columns) = matrix.shape();
        let lengths: Vec<f64> = matrix.col_iter().map(|column| column.norm_l2()).collect();
        let block_size = factor::recommended_block_size::<f64>(n_rows, n_columns);
        let mut coefficients = Mat::zeros(block_size, n_columns);
        let scratch = factor::qr_in_place_scratch::<f64>(
            n_rows,
            n_columns,
            block_size,
            Par::Seq,
            Spec::default(),
        );
        let info = factor::qr_in_place(
            matrix.as_mut(),
            coefficients.as_mut(),
            Par::Seq,
            MemStack::new(&mut MemBuffer::new(scratch)),
            Spec::default(),
        );
        // faer passes over a column below a floor of its own, which grows with the rows.
        let floor = RANK_FLOOR.max(32.0 * f64::EPSILON * n_rows as f64);
        let share = |j: usize| matrix[(j, j)].abs() / lengths[j];
        let dependent = |j: &usize| share(*j).is_nan() || share(*j) <= floor;
        let found = if info.rank < n_columns {
            let least = |a: usize, b: usize| if share(b) < share(a) { b } else { a };
            (0..n_columns).find(dependent).or((0..n_columns).reduce(least))
        } else {
            (0..n_columns).find(|&j| share(j).is_nan() || share(j) <= RANK_FLOOR)
        };
        match found {
            Some(column) => Err(column),
            None => Ok(Self { factors: matrix, coefficients }),
        }
    }

    /// The b with Aᵀ A b = Aᵀ f − g: least squares where g is 0, and otherwise what corrects a solution whose
    /// residuals are not quite orthogonal to the columns.
    pub(crate) fn solve(&self, f: &[f64], g: &[f64]) -> Vec<f64> {
        let (n_rows, n_columns) = self.factors.shape();
        let block_size = self.coefficients.nrows();
        let mut rotated = Mat::from_fn(n_rows, 1, |row, _| f[row]);
        let scratch =
            householder::apply_block_householder_sequence_transpose_on_the_left_in_place_scratch::<
                f64,
            >(n_rows, block_size, 1);
        householder::apply_block_householder_sequence_transpose_on_the_left_in_place_with_conj(
            self.factors.as_ref(),
            self.coefficients.as_ref(),
            Conj::No,
            rotated.as_mut(),
            Par::Seq,
            MemStack::new(&mut MemBuffer::new(scratch)),
        );
        // Rᵀ h = g from the top, then R b = (Qᵀ f) − h from the bottom.
        let mut solution = g.to_vec();
        for i in 0..n_columns {
            let known: f64 = (0..i).map(|k| self.factors[(k, i)] * solution[k]).sum();
            solution[i] = (solution[i] - known) / self.factors[(i, i)];
        }
        for i in (0..n_columns).rev() {
            let known: f64 = (i + 1..n_columns).map(|k| self.factors[(i, k)] * solution[k]).sum();
            solution[i] = (rotated[(i, 0)] - solution[i] - known) / self.factors[(i, i)];
        }
        solution
    }

    /// (AᵀA)⁻¹ = R⁻¹ R⁻ᵀ, in rows.
    pub(crate) fn inverse_gram(&self) -> Vec<f64> {
        let n = self.factors.ncols();
        // R⁻¹, column by column from the bottom up; entries below the diagonal stay 0.
        let mut inverse = vec![0.0; n * n];
        for j in 0..n {
            for i in (0..=j).rev() {
                let unit = if i == j { 1.0 } else { 0.0 };
                let known: f64 =
                    (i + 1..=j).map(|k| self.factors[(i, k)] * inverse[k * n + j]).sum();
                inverse[i * n + j] = (unit - known) / self.factors[(i, i)];
            }
        }
        let mut gram = vec![0.0; n * n];
        for i in 0..n {
            for j in i..n {
                let entry =
                    super::dot(&inverse[i * n + j..i * n + n], &inverse[j * n + j..j * n + n]);
                gram[i * n + j] = entry;
                gram[j * n + i] = entry;
            }
        }
        gram
    }
}

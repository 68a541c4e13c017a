//! Small matrices in plain loops: the same bits on every processor.

use std::ops::Range;

use ndarray::{Array2, ArrayView2, Axis, Slice};

use crate::matrix::Cholesky;

/// Some of the rows.
pub(super) fn rows<'a>(a: &ArrayView2<'a, f64>, range: Range<usize>) -> ArrayView2<'a, f64> {
    let mut view = *a;
    view.slice_axis_inplace(Axis(0), Slice::from(range));
    view
}

/// A B
pub(super) fn product(a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>) -> Array2<f64> {
    let mut sums = Array2::zeros((a.nrows(), b.ncols()));
    for i in 0..a.nrows() {
        for k in 0..a.ncols() {
            let factor = a[[i, k]];
            for j in 0..b.ncols() {
                sums[[i, j]] += factor * b[[k, j]];
            }
        }
    }
    sums
}

/// A B Aᵀ, exactly symmetric for symmetric B
pub(super) fn sandwich(a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>) -> Array2<f64> {
    symmetric(product(product(a, b).view(), a.t()))
}

/// A v
pub(super) fn apply(a: ArrayView2<'_, f64>, v: &[f64]) -> Vec<f64> {
    a.outer_iter().map(|row| row.iter().zip(v).map(|(entry, v)| entry * v).sum()).collect()
}

/// (A + Aᵀ) / 2
pub(super) fn symmetric(mut a: Array2<f64>) -> Array2<f64> {
    for i in 0..a.nrows() {
        for j in 0..i {
            let mean = f64::midpoint(a[[i, j]], a[[j, i]]);
            a[[i, j]] = mean;
            a[[j, i]] = mean;
        }
    }
    a
}

/// The entries in rows.
pub(super) fn flat(a: ArrayView2<'_, f64>) -> Vec<f64> {
    a.iter().copied().collect()
}

/// L with L Lᵀ = A for a positive *semi*definite A: a column of 0 where a direction has no spread. The error
/// is the first direction with less than none.
pub(super) fn square_root(a: ArrayView2<'_, f64>) -> Result<Array2<f64>, usize> {
    let n = a.nrows();
    let largest = a.diag().iter().fold(0.0_f64, |largest, entry| largest.max(*entry));
    let floor = 1e-14 * largest;
    let mut lower: Array2<f64> = Array2::zeros((n, n));
    for j in 0..n {
        let below = |i: usize, lower: &Array2<f64>| {
            a[[i, j]] - (0..j).map(|k| lower[[i, k]] * lower[[j, k]]).sum::<f64>()
        };
        let pivot = below(j, &lower);
        if pivot.is_nan() || pivot < -floor {
            return Err(j);
        }
        if pivot <= floor {
            continue;
        }
        let root = pivot.sqrt();
        lower[[j, j]] = root;
        for i in j + 1..n {
            lower[[i, j]] = below(i, &lower) / root;
        }
    }
    Ok(lower)
}

/// A⁻¹ B for a symmetric positive definite A. The error is the first direction without spread.
pub(super) fn solved(a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>) -> Result<Array2<f64>, usize> {
    let factor = Cholesky::new(&flat(a), a.nrows(), 1e-14)?;
    let mut solution = Array2::zeros(b.dim());
    for (column, of_b) in b.columns().into_iter().enumerate() {
        let mut of_b = of_b.to_vec();
        factor.solve(&mut of_b);
        for (row, value) in of_b.into_iter().enumerate() {
            solution[[row, column]] = value;
        }
    }
    Ok(solution)
}

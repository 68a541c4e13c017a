//! Eigenvalues of a small symmetric matrix by Jacobi's rotations, in plain loops.

use ndarray::{Array2, ArrayView2};

/// Sweeps over all pairs; a dozen is enough for any matrix of moderate size.
const MOST_SWEEPS: usize = 60;

/// The eigenvalues, the largest first, and the eigenvectors as columns, each with its largest entry positive.
pub(super) fn eigen(a: ArrayView2<'_, f64>) -> (Vec<f64>, Array2<f64>) {
    let n = a.nrows();
    let mut a = a.to_owned();
    let mut vectors = Array2::eye(n);
    let scale: f64 = a.iter().map(|entry| entry * entry).sum();
    for _ in 0..MOST_SWEEPS {
        let off: f64 =
            (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|at| a[at] * a[at]).sum();
        if off <= 1e-32 * scale {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut vectors, p, q);
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| a[[j, j]].total_cmp(&a[[i, i]]));
    let mut sorted = Array2::zeros((n, n));
    for (to, &from) in order.iter().enumerate() {
        let column = vectors.column(from);
        let largest = column
            .iter()
            .copied()
            .reduce(|best, next| if next.abs() > best.abs() { next } else { best });
        let sign = if largest.unwrap_or(1.0) < 0.0 { -1.0 } else { 1.0 };
        sorted.column_mut(to).assign(&column.mapv(|entry| sign * entry));
    }
    (order.iter().map(|&i| a[[i, i]]).collect(), sorted)
}

/// Makes the entry (p, q) 0.
fn rotate(a: &mut Array2<f64>, vectors: &mut Array2<f64>, p: usize, q: usize) {
    let off = a[[p, q]];
    if off == 0.0 {
        return;
    }
    let theta = (a[[q, q]] - a[[p, p]]) / (2.0 * off);
    let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    let n = a.nrows();
    for k in 0..n {
        let (x, y) = (a[[k, p]], a[[k, q]]);
        a[[k, p]] = c * x - s * y;
        a[[k, q]] = s * x + c * y;
    }
    for k in 0..n {
        let (x, y) = (a[[p, k]], a[[q, k]]);
        a[[p, k]] = c * x - s * y;
        a[[q, k]] = s * x + c * y;
    }
    for k in 0..n {
        let (x, y) = (vectors[[k, p]], vectors[[k, q]]);
        vectors[[k, p]] = c * x - s * y;
        vectors[[k, q]] = s * x + c * y;
    }
}

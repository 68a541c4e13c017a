//! Are neighbours in the picture neighbours indeed?

use ndarray::ArrayView2;
use rayon::prelude::*;

use crate::Error;
use crate::clustering::{check_rows, squared_distance};
use crate::matrix::check_length;

/// The trustworthiness of an embedding: 1 where the k nearest rows in the picture are the k nearest in the data, about
/// 0.5 where they are any (Venna & Kaski 2001, doi:10.1007/3-540-44668-0_68).
///
/// 1 − 2 / (n k (2n − 3k − 1)) Σᵢ Σⱼ max(0, r(i, j) − k), over the k nearest j of i in the picture, with r(i, j) the rank of j among the
/// neighbours of i in the data, from 1. Of rows equally far the first is the nearer. scikit-learn's `trustworthiness` is the same.
///
/// # Errors
/// [`Error::Length`] for other numbers of rows; [`Error::Parameter`] where k is 0 or not below n / 2; [`Error::TooFew`],
/// [`Error::NonFinite`], [`Error::Overflow`].
pub fn trustworthiness(
    data: ArrayView2<'_, f64>,
    picture: ArrayView2<'_, f64>,
    n_neighbours: usize,
) -> Result<f64, Error> {
    check_rows(data)?;
    check_rows(picture)?;
    check_length("rows of the picture", picture.nrows(), data.nrows())?;
    let n = data.nrows();
    let k = n_neighbours;
    if k == 0 || 2 * k >= n {
        let (got, wanted) = (k as f64, "at least 1, and fewer than half of the rows");
        return Err(Error::Parameter { parameter: "n_neighbours", got, wanted });
    }
    let nearest = |matrix: ArrayView2<'_, f64>, row: usize| -> Vec<usize> {
        let distance = |other: usize| squared_distance(matrix.row(row), matrix.row(other));
        let distances: Vec<f64> = (0..n).map(distance).collect();
        let mut others: Vec<usize> = (0..n).filter(|&other| other != row).collect();
        others.sort_by(|&a, &b| distances[a].total_cmp(&distances[b]));
        others
    };
    let intruders = |row: usize| -> usize {
        let mut rank = vec![0; n];
        for (place, other) in nearest(data, row).into_iter().enumerate() {
            rank[other] = place + 1;
        }
        nearest(picture, row)[..k]
            .iter()
            .map(|&other: &usize| usize::saturating_sub(rank[other], k))
            .sum()
    };
    // Whole numbers: the sum is exact in any order.
    let total: usize = (0..n).into_par_iter().map(intruders).collect::<Vec<_>>().into_iter().sum();
    let most = (n * k) as f64 * (2.0 * n as f64 - 3.0 * k as f64 - 1.0);
    Ok(1.0 - 2.0 * total as f64 / most)
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn ranks_counted_by_hand() {
        let data = array![[0.0], [1.0], [3.0], [7.0], [15.0]];
        assert_eq!(trustworthiness(data.view(), data.view(), 2), Ok(1.0));
        // In the picture 15 lies beside 0; ranks of the nearest: 0→15: 4, 1→0: 1, 3→1: 1, 7→3: 1, 15→0: 4.
        let picture = array![[0.0], [1.0], [2.5], [5.5], [-0.5]];
        let wanted = 1.0 - 2.0 * 6.0 / (5.0 * (10.0 - 3.0 - 1.0));
        assert!(
            (trustworthiness(data.view(), picture.view(), 1).expect("five") - wanted).abs() < 1e-15
        );
        insta::assert_snapshot!(trustworthiness(data.view(), data.view(), 3).expect_err("too many"), @"n_neighbours: got 3, wanted at least 1, and fewer than half of the rows");
    }
}

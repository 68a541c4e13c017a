//! How well does each row fit into its group?
//!
//! With a the mean distance of a row from the others of its group and b the least mean distance from the rows of
//! another group, its silhouette is (b − a) / max(a, b): near 1 inside a group of its own, near 0 between two, below 0 in
//! the wrong one; 0 for a row alone in its group (Rousseeuw 1987, doi:10.1016/0377-0427(87)90125-7). Distances are Euclidean.
//! scikit-learn's `silhouette_samples` is the same.
//!
//! **When it misleads.** It likes round groups of one size, as k-means does. A silhouette that is best for two groups is
//! what noise gives too. All pairs of rows are looked at: n = 20 000 takes seconds.
//!
//! ```
//! use ndarray::array;
//! use spikebook_analysis::clustering::silhouette;
//!
//! let rows = array![[0.0], [1.0], [10.0], [11.0]];
//! let fits = silhouette::of_rows(rows.view(), &[0, 0, 1, 1])?;
//! assert!((fits[0] - (10.5 - 1.0) / 10.5).abs() < 1e-15);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use ndarray::ArrayView2;
use rayon::prelude::*;

use super::{check_rows, squared_distance};
use crate::Error;
use crate::matrix::check_length;

/// The silhouette of each row.
///
/// # Errors
/// [`Error::TooFew`] below two groups with a row; [`Error::Length`] where labels are not one a row; [`Error::NonFinite`],
/// [`Error::Overflow`].
pub fn of_rows(matrix: ArrayView2<'_, f64>, labels: &[usize]) -> Result<Vec<f64>, Error> {
    check_rows(matrix)?;
    check_length("labels", labels.len(), matrix.nrows())?;
    let mut distinct = labels.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() < 2 {
        return Err(Error::TooFew { what: "groups with a row", got: distinct.len(), wanted: 2 });
    }
    let place: Vec<usize> =
        labels.iter().map(|label| distinct.partition_point(|other| other < label)).collect();
    let mut sizes = vec![0_usize; distinct.len()];
    place.iter().for_each(|&group| sizes[group] += 1);
    let row = |row: usize| -> f64 {
        let mut sums = vec![0.0; sizes.len()];
        for (other, &group) in place.iter().enumerate() {
            sums[group] += squared_distance(matrix.row(row), matrix.row(other)).sqrt();
        }
        let own = place[row];
        if sizes[own] == 1 {
            return 0.0;
        }
        let within = sums[own] / (sizes[own] - 1) as f64;
        let between = (0..sizes.len())
            .filter(|&group| group != own)
            .map(|group| sums[group] / sizes[group] as f64)
            .fold(f64::INFINITY, f64::min);
        let larger = within.max(between);
        if larger == 0.0 { 0.0 } else { (between - within) / larger }
    };
    Ok((0..matrix.nrows()).into_par_iter().map(row).collect())
}

/// The mean silhouette of all rows.
///
/// # Errors
/// As [`of_rows`].
pub fn mean(matrix: ArrayView2<'_, f64>, labels: &[usize]) -> Result<f64, Error> {
    of_rows(matrix, labels).map(|silhouettes| spikebook_numeric::sum::mean(&silhouettes))
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn rows_worked_out_by_hand() {
        let rows = array![[0.0, 0.0], [3.0, 4.0], [0.0, 10.0], [6.0, 8.0], [20.0, 0.0]];
        let got = of_rows(rows.view(), &[7, 7, 2, 2, 9]).expect("three groups");
        // Row 0: 5 from row 1; (10 + 10) / 2 from rows 2 and 3, 20 from row 4.
        assert!((got[0] - (10.0 - 5.0) / 10.0).abs() < 1e-15);
        // Row 1: 5 from row 0; (√45 + 5) / 2 from rows 2 and 3.
        let between = f64::midpoint(45.0_f64.sqrt(), 5.0);
        assert!((got[1] - (between - 5.0) / between).abs() < 1e-15);
        assert_eq!(got[4], 0.0);
        assert!(
            (mean(rows.view(), &[7, 7, 2, 2, 9]).expect("three") - got.iter().sum::<f64>() / 5.0)
                .abs()
                < 1e-15
        );
        assert_eq!(of_rows(array![[1.0], [1.0], [1.0]].view(), &[0, 0, 1]), Ok(vec![0.0; 3]));
        let error = of_rows(rows.view(), &[1; 5]).expect_err("one group");
        insta::assert_snapshot!(error, @"groups with a row: got 1, wanted at least 2");
    }
}

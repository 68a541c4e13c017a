//! A row is of the class that most of its k nearest rows are of.
//!
//! Distances are Euclidean; of classes with equally many votes the first wins. Probabilities are shares of the votes. The
//! search is smartcore's `KNNClassifier`, row by row (`LinearSearch`): of rows equally far away at the k-th place, which one votes is
//! decided by their order, the same every time.
//!
//! **When it misleads.** Columns of large spread decide alone: scale them. In many dimensions all rows are about equally
//! far. With k = 1 the training rows are always right.
//!
//! **Agreement.** scikit-learn's `KNeighborsClassifier(n_neighbors=k)`.
//!
//! ```
//! use ndarray::array;
//! use spikebook_analysis::classification::{Classifier, NearestNeighbours};
//!
//! let rates_hz = array![[1.0], [2.0], [3.0], [8.0], [9.0]];
//! let fit = NearestNeighbours::new(3)?.fit_labels(rates_hz.view(), &[0, 0, 0, 1, 1], 2)?;
//! assert_eq!(fit.predict_rows(array![[2.5], [8.5]].view())?, [0, 1]);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use ndarray::{Array2, ArrayView2};
use smartcore::algorithm::neighbour::KNNAlgorithmName;
use smartcore::linalg::basic::matrix::DenseMatrix;
use smartcore::metrics::distance::euclidian::Euclidian;
use smartcore::neighbors::knn_classifier::{KNNClassifier, KNNClassifierParameters};

use super::training::{Training, check_new_rows, refused, smartcore_matrix};
use super::{Classifier, FittedClassifier, largest_of_rows};
use crate::{Error, settings};

/// A classifier, not yet fitted. See the [module](self).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NearestNeighbours {
    n_neighbours: usize,
}

type Search = KNNClassifier<f64, u32, DenseMatrix<f64>, Vec<u32>, Euclidian<f64>>;

struct Fitted {
    search: Search,
    n_columns: usize,
    n_classes: usize,
}

impl NearestNeighbours {
    /// So many neighbours vote.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn new(n_neighbours: usize) -> Result<Self, Error> {
        settings::count("n_neighbours", n_neighbours).map(|n_neighbours| Self { n_neighbours })
    }
}

/// Adds [`Error::TooFew`] for fewer rows than neighbours.
impl Classifier for NearestNeighbours {
    fn fit_labels(
        &self,
        matrix: ArrayView2<'_, f64>,
        labels: &[usize],
        n_classes: usize,
    ) -> Result<Box<dyn FittedClassifier>, Error> {
        let training = Training::new(matrix, labels, n_classes, 1)?;
        let (n_rows, n_columns) = matrix.dim();
        if n_rows < self.n_neighbours {
            return Err(Error::TooFew { what: "rows", got: n_rows, wanted: self.n_neighbours });
        }
        let parameters = KNNClassifierParameters::default()
            .with_k(self.n_neighbours)
            .with_algorithm(KNNAlgorithmName::LinearSearch);
        let rows = training.smartcore_matrix()?;
        let search = Search::fit(&rows, &training.labels_u32(), parameters).map_err(refused)?;
        Ok(Box::new(Fitted { search, n_columns, n_classes }))
    }
}

impl Fitted {
    fn votes(&self, matrix: ArrayView2<'_, f64>) -> Result<Array2<f64>, Error> {
        check_new_rows(matrix, self.n_columns)?;
        let votes = self.search.predict_proba(&smartcore_matrix(matrix)?).map_err(refused)?;
        // Every class has a row, so smartcore's classes are 0 to n − 1.
        Ok(Array2::from_shape_fn((matrix.nrows(), self.n_classes), |(row, class)| {
            votes[row][class]
        }))
    }
}

impl FittedClassifier for Fitted {
    fn predict_rows(&self, matrix: ArrayView2<'_, f64>) -> Result<Vec<usize>, Error> {
        Ok(largest_of_rows(&self.votes(matrix)?))
    }

    fn probabilities(&self, matrix: ArrayView2<'_, f64>) -> Result<Option<Array2<f64>>, Error> {
        self.votes(matrix).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use spikebook_numeric::Seed;

    use super::*;

    #[test]
    fn votes_are_those_of_all_distances_sorted() {
        let mut draws = Seed::from_name("neighbours").replicate("sample", 0);
        let labels: Vec<usize> = (0..80).map(|row| row % 3).collect();
        let matrix =
            Array2::from_shape_fn((80, 4), |(row, _)| labels[row] as f64 + draws.standard_normal());
        let new = Array2::from_shape_simple_fn((30, 4), || draws.standard_normal() + 1.0);
        for k in [1, 4, 7] {
            let fit = NearestNeighbours::new(k)
                .expect("some")
                .fit_labels(matrix.view(), &labels, 3)
                .expect("a fit");
            let got = fit.probabilities(new.view()).expect("finite").expect("a model");
            for (row, got) in new.outer_iter().zip(got.outer_iter()) {
                let mut order: Vec<(f64, usize)> = matrix
                    .outer_iter()
                    .zip(&labels)
                    .map(|(other, &label)| ((&row - &other).mapv(|d| d * d).sum(), label))
                    .collect();
                order.sort_by(|a, b| a.0.total_cmp(&b.0));
                for class in 0..3 {
                    let votes = order[..k].iter().filter(|(_, label)| *label == class).count();
                    assert!((got[class] - votes as f64 / k as f64).abs() < 1e-12);
                }
            }
        }
        let error = NearestNeighbours::new(81)
            .expect("some")
            .fit_labels(matrix.view(), &labels, 3)
            .map(|_| ());
        insta::assert_snapshot!(error.expect_err("80 rows"), @"rows: got 80, wanted at least 81");
    }
}

//! Many trees, each grown on rows drawn anew and looking at a few columns at a time, vote.
//!
//! Each tree splits rows where the Gini impurity falls most, looking at ⌊√p⌋ columns drawn anew for each split, down to
//! leaves of one class (Breiman 2001, doi:10.1023/A:1010933404324). Boundaries go in steps along the axes, so columns need
//! no scaling, and interactions are found by themselves.
//!
//! The forest is smartcore's `RandomForestClassifier`, on one thread and seeded by a draw of our stream: the same forest every time. It
//! resamples within classes, where Breiman and scikit-learn resample all rows. Its trees cannot be those of another
//! package; the reference test compares how often classes are told on rows not seen.
//!
//! **When it misleads.** Trained rows are always told: only held-out rows say how good it is. With few rows and many
//! columns of noise it is poor. Shares of votes are no calibrated probabilities and are not given.
//!
//! ```
//! use ndarray::Array2;
//! use spikebook_analysis::classification::{Classifier, RandomForest};
//! use spikebook_numeric::Seed;
//!
//! // Exclusive or: no straight line tells these classes apart.
//! let rows = Array2::from_shape_fn((40, 2), |(row, column)| (row >> column & 1) as f64 + 0.01 * row as f64);
//! let labels: Vec<usize> = (0..40).map(|row| (row ^ row >> 1) & 1).collect();
//! let fit = RandomForest::new(50, Seed::from_number(1))?.fit_labels(rows.view(), &labels, 2)?;
//! assert_eq!(fit.predict_rows(rows.view())?, labels);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use ndarray::{Array2, ArrayView2};
use smartcore::ensemble::random_forest_classifier::{
    RandomForestClassifier, RandomForestClassifierParameters,
};
use smartcore::linalg::basic::matrix::DenseMatrix;
use spikebook_numeric::Seed;

use super::training::{Training, check_new_rows, refused, smartcore_matrix};
use super::{Classifier, FittedClassifier};
use crate::{Error, settings};

/// A forest, not yet grown. See the [module](self).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RandomForest {
    n_trees: usize,
    max_depth: Option<u16>,
    seed: Seed,
}

type Forest = RandomForestClassifier<f64, u32, DenseMatrix<f64>, Vec<u32>>;

struct Fitted {
    forest: Forest,
    n_columns: usize,
}

impl RandomForest {
    /// So many trees, of any depth.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none, [`Error::Parameter`] above 10 000.
    pub fn new(n_trees: usize, seed: Seed) -> Result<Self, Error> {
        settings::count("n_trees", n_trees)?;
        if n_trees > 10_000 {
            let got = n_trees as f64;
            return Err(Error::Parameter { parameter: "n_trees", got, wanted: "at most 10,000" });
        }
        Ok(Self { n_trees, max_depth: None, seed })
    }

    /// Trees of at most so many splits from root to leaf.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn with_max_depth(self, max_depth: u16) -> Result<Self, Error> {
        settings::count("max_depth", usize::from(max_depth))?;
        Ok(Self { max_depth: Some(max_depth), ..self })
    }
}

/// Adds [`Error::Refused`] with smartcore's words.
impl Classifier for RandomForest {
    fn fit_labels(
        &self,
        matrix: ArrayView2<'_, f64>,
        labels: &[usize],
        n_classes: usize,
    ) -> Result<Box<dyn FittedClassifier>, Error> {
        let training = Training::new(matrix, labels, n_classes, 1)?;
        let mut parameters = RandomForestClassifierParameters::default()
            .with_n_trees(self.n_trees as u16)
            .with_seed(self.seed.replicate("random forest", 0).bits());
        parameters.max_depth = self.max_depth;
        let rows = training.smartcore_matrix()?;
        let forest = Forest::fit(&rows, &training.labels_u32(), parameters).map_err(refused)?;
        Ok(Box::new(Fitted { forest, n_columns: matrix.ncols() }))
    }
}

impl FittedClassifier for Fitted {
    fn predict_rows(&self, matrix: ArrayView2<'_, f64>) -> Result<Vec<usize>, Error> {
        check_new_rows(matrix, self.n_columns)?;
        if matrix.nrows() == 0 {
            return Ok(Vec::new());
        }
        let told = self.forest.predict(&smartcore_matrix(matrix)?).map_err(refused)?;
        Ok(told.into_iter().map(|class| class as usize).collect())
    }

    fn probabilities(&self, matrix: ArrayView2<'_, f64>) -> Result<Option<Array2<f64>>, Error> {
        check_new_rows(matrix, self.n_columns)?;
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(n_rows: usize, number: u64) -> (Array2<f64>, Vec<usize>) {
        let mut draws = Seed::from_name("forest").replicate("sample", number);
        let matrix = Array2::from_shape_simple_fn((n_rows, 4), || draws.standard_normal());
        // A corner of the plane of the first two columns.
        let labels =
            matrix.outer_iter().map(|row| usize::from(row[0] > 0.0 && row[1] > 0.0)).collect();
        (matrix, labels)
    }

    #[test]
    fn a_corner_is_found_and_the_same_seed_grows_the_same_forest() {
        let (matrix, labels) = sample(400, 0);
        let (new, truth) = sample(400, 1);
        let grow = |n_trees, seed| {
            let forest = RandomForest::new(n_trees, Seed::from_number(seed)).expect("some");
            let fit = forest.fit_labels(matrix.view(), &labels, 2).expect("a forest");
            fit.predict_rows(new.view()).expect("finite")
        };
        let told = grow(60, 1);
        let n_right = told.iter().zip(&truth).filter(|(told, truth)| told == truth).count();
        assert!(n_right > 380, "{n_right} of 400");
        assert_eq!(told, grow(60, 1));
        assert_ne!(grow(1, 1), grow(1, 2));
        insta::assert_snapshot!(RandomForest::new(0, Seed::from_number(1)).expect_err("none"), @"n_trees: got 0, wanted at least 1");
    }
}

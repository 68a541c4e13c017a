//! Which class is taken for which?

use ndarray::{Array2, ArrayView2};

use crate::Error;
use crate::matrix::check_length;

/// Counts of rows by their class (rows of the matrix) and by what they were taken for (its columns).
///
/// ```
/// use spikebook_analysis::classification::ConfusionMatrix;
///
/// let confusion = ConfusionMatrix::new(&[0, 0, 0, 1], &[0, 0, 1, 1], 2)?;
/// assert_eq!(confusion.counts(), ndarray::array![[2, 1], [0, 1]]);
/// assert_eq!(confusion.accuracy(), 0.75);
/// // A class with few rows counts as much as one with many.
/// assert!((confusion.balanced_accuracy() - (2.0 / 3.0 + 1.0) / 2.0).abs() < 1e-15);
/// # Ok::<(), spikebook_analysis::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfusionMatrix {
    counts: Array2<u64>,
}

impl ConfusionMatrix {
    /// Counts `predicted` classes against `actual` ones.
    ///
    /// # Errors
    /// [`Error::Length`] where there are not equally many, [`Error::Index`] for a class that there is not,
    /// [`Error::TooFew`] for no rows.
    pub fn new(actual: &[usize], predicted: &[usize], n_classes: usize) -> Result<Self, Error> {
        check_length("predicted classes", predicted.len(), actual.len())?;
        if actual.is_empty() {
            return Err(Error::TooFew { what: "rows", got: 0, wanted: 1 });
        }
        let mut counts = Array2::zeros((n_classes, n_classes));
        for (&actual, &predicted) in actual.iter().zip(predicted) {
            match counts.get_mut((actual, predicted)) {
                Some(count) => *count += 1,
                None => {
                    let got = actual.max(predicted);
                    return Err(Error::Index { what: "class", got, below: n_classes });
                }
            }
        }
        Ok(Self { counts })
    }

    /// The counts (actual × predicted).
    pub fn counts(&self) -> ArrayView2<'_, u64> {
        self.counts.view()
    }

    /// The share of rows whose class was told.
    pub fn accuracy(&self) -> f64 {
        self.counts.diag().sum() as f64 / self.counts.sum() as f64
    }

    /// The share of each class's rows that were told; none for a class without rows.
    pub fn recalls(&self) -> Vec<Option<f64>> {
        (0..self.counts.nrows())
            .map(|k| share(self.counts[[k, k]], self.counts.row(k).sum()))
            .collect()
    }

    /// The share of the rows taken for each class that are of it; none for a class that nothing was taken for.
    pub fn precisions(&self) -> Vec<Option<f64>> {
        (0..self.counts.nrows())
            .map(|k| share(self.counts[[k, k]], self.counts.column(k).sum()))
            .collect()
    }

    /// The mean of the recalls of classes with rows: chance is one over the number of classes, however unequal they are.
    pub fn balanced_accuracy(&self) -> f64 {
        let recalls: Vec<f64> = self.recalls().into_iter().flatten().collect();
        spikebook_numeric::sum::mean(&recalls)
    }
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_without_rows_have_no_share() {
        let confusion = ConfusionMatrix::new(&[0, 0, 1], &[0, 0, 0], 3).expect("three rows");
        assert_eq!(confusion.recalls(), [Some(1.0), Some(0.0), None]);
        assert_eq!(confusion.precisions(), [Some(2.0 / 3.0), None, None]);
        assert_eq!(confusion.balanced_accuracy(), 0.5);
        let error = ConfusionMatrix::new(&[0], &[2], 2).expect_err("two classes");
        insta::assert_snapshot!(error, @"class: got index 2, wanted one below 2");
        assert!(ConfusionMatrix::new(&[], &[], 2).is_err());
    }
}

//! Columns in units of their own spread.

use linfa::DatasetBase;
use linfa::traits::{Fit, Transformer};
use ndarray::{Array2, ArrayBase, ArrayView2, Axis, Data, Ix2};
use spikebook_numeric::sum::sum;

use crate::Error;
use crate::matrix::{check_finite, check_length};

/// Takes each column's mean off and divides by its standard deviation (divisor n), as scikit-learn's `StandardScaler`.
///
/// Fit it on the training rows alone, or held-out rows tell the fit about themselves:
///
/// ```
/// use ndarray::{Axis, array};
/// use spikebook_analysis::features::Standardiser;
/// use spikebook_analysis::folds::FoldPlan;
///
/// let rates_hz = array![[1.0, 10.0], [3.0, 30.0], [2.0, 20.0], [9.0, 99.0]];
/// let plan = FoldPlan::contiguous(4, 2)?;
/// for (train, test) in plan.splits() {
///     let standard = Standardiser::new().fit_matrix(rates_hz.select(Axis(0), &train).view())?;
///     let held_out = standard.transform_matrix(rates_hz.select(Axis(0), &test).view())?;
///     assert_eq!(held_out.nrows(), 2);
/// }
/// # Ok::<(), spikebook_analysis::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standardiser {
    is_scaled: bool,
}

/// Means and scales of the rows that it was fitted on.
#[derive(Clone, Debug, PartialEq)]
pub struct StandardiserFit {
    means: Vec<f64>,
    scales: Vec<f64>,
}

impl Default for Standardiser {
    fn default() -> Self {
        Self { is_scaled: true }
    }
}

impl Standardiser {
    /// Means off, then divided by standard deviations.
    pub fn new() -> Self {
        Self::default()
    }

    /// Means off, and no more.
    #[must_use]
    pub fn without_scaling(self) -> Self {
        Self { is_scaled: false }
    }

    /// Means and standard deviations of the columns.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a row, [`Error::NonFinite`], [`Error::ConstantColumn`] where a column has no
    /// spread to scale by, [`Error::Overflow`] where squares are not finite.
    pub fn fit_matrix(&self, matrix: ArrayView2<'_, f64>) -> Result<StandardiserFit, Error> {
        check_finite("matrix", matrix)?;
        let n = matrix.nrows();
        if n == 0 {
            return Err(Error::TooFew { what: "rows", got: 0, wanted: 1 });
        }
        let columns = || matrix.axis_iter(Axis(1));
        let means: Vec<f64> =
            columns().map(|column| sum(column.iter().copied()) / n as f64).collect();
        if !self.is_scaled {
            return Ok(StandardiserFit { scales: vec![1.0; means.len()], means });
        }
        let mut scales = Vec::with_capacity(means.len());
        for (column, (values, mean)) in columns().zip(&means).enumerate() {
            let squares = sum(values.iter().map(|value| (value - mean) * (value - mean)));
            let scale = (squares / n as f64).sqrt();
            if !scale.is_finite() {
                return Err(Error::Overflow { what: format!("matrix, column {column}") });
            }
            // A constant that is no short binary fraction leaves rounding behind.
            if scale <= 1e-13 * mean.abs() || scale == 0.0 {
                return Err(Error::ConstantColumn { column });
            }
            scales.push(scale);
        }
        Ok(StandardiserFit { means, scales })
    }
}

impl StandardiserFit {
    /// The means of the columns.
    pub fn means(&self) -> &[f64] {
        &self.means
    }

    /// What each column is divided by.
    pub fn scales(&self) -> &[f64] {
        &self.scales
    }

    /// (x − mean) / scale of each column, of any rows.
    ///
    /// # Errors
    /// [`Error::Length`] where the number of columns is another than that of the fit.
    pub fn transform_matrix(&self, matrix: ArrayView2<'_, f64>) -> Result<Array2<f64>, Error> {
        check_length("columns of the matrix", matrix.ncols(), self.means.len())?;
        Ok(Array2::from_shape_fn(matrix.dim(), |(row, column)| {
            (matrix[[row, column]] - self.means[column]) / self.scales[column]
        }))
    }
}

/// Fits the records; targets and weights are not used.
impl<D: Data<Elem = f64>, T> Fit<ArrayBase<D, Ix2>, T, Error> for Standardiser {
    type Object = StandardiserFit;

    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<StandardiserFit, Error> {
        self.fit_matrix(dataset.records().view())
    }
}

/// Panics where the number of columns is another: [`StandardiserFit::transform_matrix`] returns an error.
impl Transformer<Array2<f64>, Array2<f64>> for StandardiserFit {
    fn transform(&self, matrix: Array2<f64>) -> Array2<f64> {
        self.transform_matrix(matrix.view())
            .expect("linfa's transform takes as many columns as the fit had")
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use ndarray::array;

    use super::*;

    #[test]
    fn training_rows_have_mean_0_and_variance_1_and_others_do_not() {
        let train = array![[1.0, 5.0], [3.0, 9.0]];
        let fit = Standardiser::new().fit_matrix(train.view()).expect("spread");
        let transformed = fit.transform_matrix(train.view()).expect("columns");
        assert_eq!(transformed, array![[-1.0, -1.0], [1.0, 1.0]]);
        let test = fit.transform(array![[2.0, 11.0]]);
        assert_eq!(test, array![[0.0, 2.0]]);
        let centred = Standardiser::new().without_scaling().fit_matrix(train.view());
        let centred = centred.expect("rows").transform_matrix(train.view()).expect("columns");
        assert_eq!(centred, array![[-1.0, -2.0], [1.0, 2.0]]);
    }

    #[test]
    fn what_cannot_be_standardised_is_named() {
        let refused = |matrix: Array2<f64>| {
            Standardiser::new().fit_matrix(matrix.view()).expect_err("refused").to_string()
        };
        assert_snapshot!(refused(array![[0.1, 1.0], [0.1, 2.0], [0.1, 2.0]]), @"column 0: it is constant, wanted some spread to scale by");
        assert_snapshot!(refused(array![[1e200], [0.0]]), @"matrix, column 0: its squares are beyond the range of numbers, wanted values below 1e150 in size");
        assert_snapshot!(refused(Array2::zeros((0, 2))), @"rows: got 0, wanted at least 1");
        let fit = Standardiser::new().fit_matrix(array![[1.0], [2.0]].view()).expect("spread");
        assert_snapshot!(fit.transform_matrix(Array2::zeros((1, 2)).view()).expect_err("columns"), @"columns of the matrix: got 2 entries, wanted 1");
    }
}

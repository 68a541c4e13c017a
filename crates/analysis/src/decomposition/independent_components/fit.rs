//! Fitted sources: how they are told from rows, and how they mix.

use linfa::DatasetBase;
use linfa::traits::Transformer;
use ndarray::{Array1, Array2, ArrayBase, ArrayView1, ArrayView2, Axis, Data, Ix2};

use super::rotation::Rotation;
use super::{ddof_factor, in_order};
use crate::Error;
use crate::decomposition::PcaFit;
use crate::matrix::check_length;

/// A fitted independent component analysis.
#[derive(Clone, Debug, PartialEq)]
pub struct IndependentComponentsFit {
    mean: Array1<f64>,
    unmixing: Array2<f64>,
    mixing: Array2<f64>,
    added_variance: Array1<f64>,
    contrast: f64,
    n_iterations: usize,
}

impl IndependentComponentsFit {
    pub(super) fn new(whitening: &PcaFit, rotation: Rotation, n_rows: usize) -> Self {
        let factor = ddof_factor(n_rows);
        let deviations =
            whitening.explained_variance().mapv(|v| v.sqrt() / factor).insert_axis(Axis(1));
        // s = W D⁻¹ V (x − μ), and x − μ = Vᵀ D Wᵀ s.
        let unmixing = rotation.directions.dot(&(&whitening.components() / &deviations));
        let mixing = rotation.directions.dot(&(&whitening.components() * &deviations));
        let sizes = mixing.map_axis(Axis(1), |row| row.dot(&row));
        let mut order: Vec<usize> = (0..sizes.len()).collect();
        order.sort_by(|&a, &b| sizes[b].total_cmp(&sizes[a]));
        let mut unmixing = in_order(&unmixing, &order);
        let mut mixing = in_order(&mixing, &order);
        for (mut mixing, mut unmixing) in mixing.outer_iter_mut().zip(unmixing.outer_iter_mut()) {
            let before = mixing[0];
            crate::matrix::fix_sign(mixing.view_mut());
            if before != mixing[0] {
                unmixing.mapv_inplace(|entry| -entry);
            }
        }
        Self {
            mean: whitening.mean().to_owned(),
            unmixing,
            mixing: mixing.reversed_axes().as_standard_layout().into_owned(),
            added_variance: order.iter().map(|&source| sizes[source]).collect(),
            contrast: rotation.contrast,
            n_iterations: rotation.n_iterations,
        }
    }

    /// Means of the columns.
    pub fn mean(&self) -> ArrayView1<'_, f64> {
        self.mean.view()
    }

    /// What tells the sources from a centred row (`n_components` × `n_columns`).
    pub fn unmixing(&self) -> ArrayView2<'_, f64> {
        self.unmixing.view()
    }

    /// How the sources mix, A (`n_columns` × `n_components`).
    pub fn mixing(&self) -> ArrayView2<'_, f64> {
        self.mixing.view()
    }

    /// The variance that each source adds to all columns together.
    pub fn added_variance(&self) -> ArrayView1<'_, f64> {
        self.added_variance.view()
    }

    /// Σₖ (E[ln cosh sₖ] − E[ln cosh ν])² with ν standard normal: how far from normal the sources are.
    pub fn contrast(&self) -> f64 {
        self.contrast
    }

    /// Steps until the directions came to rest.
    pub fn n_iterations(&self) -> usize {
        self.n_iterations
    }

    /// The sources behind each row (`n_rows` × `n_components`), of variance one (ddof 0) over the rows of the fit.
    ///
    /// # Errors
    /// [`Error::Length`] for another number of columns.
    pub fn sources(&self, matrix: ArrayView2<'_, f64>) -> Result<Array2<f64>, Error> {
        check_length("columns", matrix.ncols(), self.mean.len())?;
        Ok((&matrix - &self.mean).dot(&self.unmixing.t()))
    }

    /// The rows that sources stand for, μ + A s.
    ///
    /// # Errors
    /// [`Error::Length`] where there are not as many columns as components.
    pub fn reconstruct(&self, sources: ArrayView2<'_, f64>) -> Result<Array2<f64>, Error> {
        check_length("columns of the sources", sources.ncols(), self.unmixing.nrows())?;
        Ok(sources.dot(&self.mixing.t()) + &self.mean)
    }
}

/// Sources in the place of the records. [`IndependentComponentsFit::sources`] returns errors where this panics.
impl<D, T> Transformer<DatasetBase<ArrayBase<D, Ix2>, T>, DatasetBase<Array2<f64>, T>>
    for IndependentComponentsFit
where
    D: Data<Elem = f64>,
{
    fn transform(&self, dataset: DatasetBase<ArrayBase<D, Ix2>, T>) -> DatasetBase<Array2<f64>, T> {
        let sources = self
            .sources(dataset.records().view())
            .expect("linfa's transform takes as many columns as the fit had");
        let (targets, weights) = (dataset.targets, dataset.weights);
        DatasetBase::new(sources, targets).with_weights(weights)
    }
}

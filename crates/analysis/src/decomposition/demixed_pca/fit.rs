//! Fitted components, and how much of which share each explains.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

use super::squares;
use crate::Error;
use crate::matrix::check_length;

/// A direction that carries one share of the activity.
#[derive(Clone, Debug, PartialEq)]
pub struct DemixedComponent {
    /// The marginalisation, by its place in the list
    pub marginalisation: usize,
    /// What is read out of the units (p entries)
    pub decoder: Array1<f64>,
    /// How it shows in the units (p entries, of length one)
    pub encoder: Array1<f64>,
    /// 1 − ‖X − f dᵀ X‖² / ‖X‖²
    pub explained_ratio: f64,
    /// The variance of what is read out, split into the marginalisations (sums to at most 1)
    pub shares: Vec<f64>,
}

/// A fitted demixed principal component analysis.
#[derive(Clone, Debug, PartialEq)]
pub struct DemixedPcaFit {
    mean: Array1<f64>,
    names: Vec<String>,
    marginal_ratios: Vec<f64>,
    components: Vec<DemixedComponent>,
}

impl DemixedPcaFit {
    pub(super) fn new(
        mean: Array1<f64>,
        centred: &Array2<f64>,
        names: Vec<String>,
        shares: &[Array2<f64>],
        found: Vec<(usize, Array1<f64>, Array1<f64>)>,
    ) -> Self {
        let total = squares(centred);
        let mut components: Vec<DemixedComponent> = found
            .into_iter()
            .map(|(marginalisation, decoder, encoder)| {
                let scores = centred.dot(&decoder);
                let model =
                    scores.view().insert_axis(Axis(1)).dot(&encoder.view().insert_axis(Axis(0)));
                let explained_ratio = 1.0 - squares(&(centred - &model)) / total;
                let size = scores.dot(&scores);
                let of_share = |share: &Array2<f64>| {
                    let part = share.dot(&decoder);
                    part.dot(&part) / size
                };
                let shares = shares.iter().map(of_share).collect();
                DemixedComponent { marginalisation, decoder, encoder, explained_ratio, shares }
            })
            .collect();
        components.sort_by(|a, b| b.explained_ratio.total_cmp(&a.explained_ratio));
        let marginal_ratios = shares.iter().map(|share| squares(share) / total).collect();
        Self { mean, names, marginal_ratios, components }
    }

    /// Means of the units.
    pub fn mean(&self) -> ArrayView1<'_, f64> {
        self.mean.view()
    }

    /// Names of the marginalisations.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The share of the variance of the mean activity that each marginalisation holds.
    pub fn marginal_ratios(&self) -> &[f64] {
        &self.marginal_ratios
    }

    /// The components, the one that explains most first.
    pub fn components(&self) -> &[DemixedComponent] {
        &self.components
    }

    /// What each component reads out of each row (`n_rows` × components).
    ///
    /// # Errors
    /// [`Error::Length`] for another number of columns.
    pub fn scores(&self, activity: ArrayView2<'_, f64>) -> Result<Array2<f64>, Error> {
        check_length("columns", activity.ncols(), self.mean.len())?;
        let centred = &activity - &self.mean;
        let mut scores = Array2::zeros((activity.nrows(), self.components.len()));
        for (mut column, component) in scores.columns_mut().into_iter().zip(&self.components) {
            column.assign(&centred.dot(&component.decoder));
        }
        Ok(scores)
    }
}

//! What a fit says of other rows.

use linfa::traits::PredictInplace;
use ndarray::{Array1, ArrayBase, ArrayView1, ArrayView2, Data, Ix2};

use super::super::observations::Observations;
use super::GlmFit;
use crate::Error;
use crate::matrix::{BLOCK_ROWS, RowBlocks, Rows, check_length};

impl GlmFit {
    /// b₀ + x·b for each row of `design` (`n_rows` × `n_features`), with the offset where there is one.
    ///
    /// # Errors
    /// [`Error::Length`] where the number of columns or of offsets is another than that of the fit or design.
    pub fn linear_predictor(
        &self,
        design: ArrayView2<'_, f64>,
        offset: Option<&[f64]>,
    ) -> Result<Array1<f64>, Error> {
        check_length("columns of the design matrix", design.ncols(), self.feature_names.len())?;
        if let Some(offset) = offset {
            check_length("offset", offset.len(), design.nrows())?;
        }
        let b = self.coefficients();
        let mut predictors = Array1::from_elem(design.nrows(), self.intercept());
        for (row, predictor) in predictors.iter_mut().enumerate() {
            let product: f64 = design.row(row).iter().zip(&b).map(|(x, b)| x * b).sum();
            *predictor += product + offset.map_or(0.0, |offset| offset[row]);
        }
        Ok(predictors)
    }

    /// As [`GlmFit::linear_predictor`], for a design whose rows are made a block at a time.
    ///
    /// # Errors
    /// As [`GlmFit::linear_predictor`].
    pub fn linear_predictor_of_blocks(
        &self,
        design: &dyn RowBlocks,
        offset: Option<&[f64]>,
    ) -> Result<Array1<f64>, Error> {
        if let Some(offset) = offset {
            check_length("offset", offset.len(), design.n_rows())?;
        }
        let mut predictors = Vec::with_capacity(design.n_rows());
        for first in (0..design.n_rows()).step_by(BLOCK_ROWS) {
            let n = BLOCK_ROWS.min(design.n_rows() - first);
            let offset = offset.map(|offset| &offset[first..first + n]);
            predictors.extend(self.linear_predictor(design.rows(first, n).view(), offset)?);
        }
        Ok(predictors.into())
    }

    /// The mean response of each row of `design`: an expected count or amount, or the probability of a success.
    ///
    /// # Errors
    /// As [`GlmFit::linear_predictor`].
    pub fn predict_mean(
        &self,
        design: ArrayView2<'_, f64>,
        offset: Option<&[f64]>,
    ) -> Result<Array1<f64>, Error> {
        Ok(self.linear_predictor(design, offset)?.mapv(|eta| self.link().mean(eta)))
    }

    /// The deviance of rows that the fit has not seen; divided by their number, what cross-validation
    /// compares.
    ///
    /// # Errors
    /// As [`Glm::fit_design`](super::Glm::fit_design) for rows that cannot be, and as
    /// [`GlmFit::linear_predictor`].
    pub fn deviance_of(
        &self,
        design: ArrayView2<'_, f64>,
        response: ArrayView1<'_, f64>,
        weights: Option<&[f64]>,
        offset: Option<&[f64]>,
    ) -> Result<f64, Error> {
        let predictors = self.linear_predictor(design, offset)?;
        let (design, response) = (Rows::Matrix(design.reborrow()), response.reborrow());
        let rows = Observations::new(self.family(), design, response, None, weights, offset)?;
        Ok(rows.deviance(self.model, |row| predictors[row]))
    }

    /// As [`GlmFit::deviance_of`], for a design whose rows are made a block at a time.
    ///
    /// # Errors
    /// As [`GlmFit::deviance_of`].
    pub fn deviance_of_blocks(
        &self,
        design: &dyn RowBlocks,
        response: &[f64],
        weights: Option<&[f64]>,
        offset: Option<&[f64]>,
    ) -> Result<f64, Error> {
        let predictors = self.linear_predictor_of_blocks(design, offset)?;
        let (design, response) = (Rows::Blocks(design), response.into());
        let rows = Observations::new(self.family(), design, response, None, weights, offset)?;
        Ok(rows.deviance(self.model, |row| predictors[row]))
    }
}

/// Predicts mean responses, without offset. [`GlmFit::predict_mean`] returns errors where this panics.
impl<D: Data<Elem = f64>> PredictInplace<ArrayBase<D, Ix2>, Array1<f64>> for GlmFit {
    fn predict_inplace<'a>(&'a self, design: &'a ArrayBase<D, Ix2>, means: &mut Array1<f64>) {
        *means = self
            .predict_mean(design.view(), None)
            .expect("linfa's predict takes as many columns as the fit had");
    }

    fn default_target(&self, design: &ArrayBase<D, Ix2>) -> Array1<f64> {
        Array1::zeros(design.nrows())
    }
}

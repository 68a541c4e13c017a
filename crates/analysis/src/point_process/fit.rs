//! The fit of one unit.

use std::ops::Range;

use ndarray::{Axis, Slice};
use spikebook_numeric::elementary::{exp, ln};
use spikebook_numeric::sum::sum;

use super::{FilterInTime, LagBasis, PointProcessDesign, TermKind};
use crate::Error;
use crate::matrix::{RowBlocks, check_length};
use crate::regression::{Glm, GlmFit};

/// A point-process regression, not yet fitted: Poisson counts in bins, the logarithm of the rate linear in the
/// columns of a [`PointProcessDesign`].
///
/// The fit minimises (1/n) Σ (μᵢ − yᵢ ln μᵢ) + penalty/2 · |b|², with n the rows of the design, μ = w λ the expected count and
/// the intercept free: the objective of [`Glm`], where it is compared with that of other packages. nemos
/// (`GLM(regularizer="Ridge", regularizer_strength=penalty)`) minimises the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PointProcessGlm {
    glm: Glm,
}

impl Default for PointProcessGlm {
    fn default() -> Self {
        Self::new()
    }
}

impl PointProcessGlm {
    /// Without a penalty.
    pub fn new() -> Self {
        Self { glm: Glm::poisson() }
    }

    /// Adds penalty/2 · |b|² to the mean loss. Weights of functions at lags at which no spike was ever seen have no
    /// finite estimate without it.
    ///
    /// # Errors
    /// As [`Glm::with_penalty`].
    pub fn with_penalty(self, penalty: f64) -> Result<Self, Error> {
        Ok(Self { glm: self.glm.with_penalty(penalty)? })
    }

    /// See [`Glm::with_tolerance`].
    ///
    /// # Errors
    /// As [`Glm::with_tolerance`].
    pub fn with_tolerance(self, tolerance: f64) -> Result<Self, Error> {
        Ok(Self { glm: self.glm.with_tolerance(tolerance)? })
    }

    /// See [`Glm::with_max_iterations`].
    ///
    /// # Errors
    /// As [`Glm::with_max_iterations`].
    pub fn with_max_iterations(self, max_iterations: usize) -> Result<Self, Error> {
        Ok(Self { glm: self.glm.with_max_iterations(max_iterations)? })
    }

    /// Fits the counts of one unit, one a bin (those that are no rows of the design are left out), in bins so wide.
    ///
    /// # Errors
    /// [`Error::Length`] where there are not as many counts as bins, [`Error::Parameter`] for a width that is not
    /// positive and finite, and as [`Glm::fit_blocks`].
    pub fn fit(
        &self,
        design: &PointProcessDesign<'_>,
        counts: &[f64],
        bin_width_s: f64,
    ) -> Result<PointProcessFit, Error> {
        if !(bin_width_s > 0.0 && bin_width_s.is_finite()) {
            let wanted = "a finite number above 0";
            return Err(Error::Parameter { parameter: "bin_width_s", got: bin_width_s, wanted });
        }
        let response = response_of(design, counts)?;
        let offset = vec![ln(bin_width_s); response.len()];
        let glm = self.glm.fit_blocks(design, &response, None, Some(&offset))?;
        let mut first = 0;
        let terms = design.terms().iter().map(|term| {
            let n = term.columns.n_columns();
            first += n;
            FittedTerm {
                name: term.name.clone(),
                kind: term.columns.kind(),
                columns: first - n..first,
                basis: term.columns.basis().cloned(),
            }
        });
        Ok(PointProcessFit {
            terms: terms.collect(),
            glm: glm.with_feature_names(&design.column_names()),
            bins: design.bins().to_vec(),
            n_spikes: sum(response.iter().copied()),
            bin_width_s,
        })
    }
}

/// The counts of the bins that are rows.
pub(super) fn response_of(
    design: &PointProcessDesign<'_>,
    counts: &[f64],
) -> Result<Vec<f64>, Error> {
    check_length("counts", counts.len(), design.runs().n_bins())?;
    Ok(design.bins().iter().map(|&bin| counts[bin]).collect())
}

/// One term of a fitted model.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedTerm {
    /// Its name
    pub name: String,
    /// What it stands for
    pub kind: TermKind,
    /// Its columns among those of the design
    pub columns: Range<usize>,
    /// The functions of its filter, where it is one
    pub basis: Option<LagBasis>,
}

/// A fitted point-process regression of one unit.
#[derive(Clone, Debug, PartialEq)]
pub struct PointProcessFit {
    terms: Vec<FittedTerm>,
    glm: GlmFit,
    bins: Vec<usize>,
    n_spikes: f64,
    bin_width_s: f64,
}

impl PointProcessFit {
    /// The regression behind it: coefficients, tests, deviance, convergence. Its intercept is the logarithm of a
    /// rate in spikes per second.
    pub fn glm(&self) -> &GlmFit {
        &self.glm
    }

    /// The terms in the order of the design.
    pub fn terms(&self) -> &[FittedTerm] {
        &self.terms
    }

    /// The bins that were fitted, ascending.
    pub fn bins(&self) -> &[usize] {
        &self.bins
    }

    /// The spikes in them.
    pub fn n_spikes(&self) -> f64 {
        self.n_spikes
    }

    /// The width of a bin, seconds.
    pub fn bin_width_s(&self) -> f64 {
        self.bin_width_s
    }

    /// The fitted rate in each of [`PointProcessFit::bins`], spikes per second.
    pub fn rates_hz(&self) -> Vec<f64> {
        self.glm.fitted_means().iter().map(|mean| mean / self.bin_width_s).collect()
    }

    /// The rate in each row of another design with the same columns, spikes per second.
    ///
    /// # Errors
    /// [`Error::Length`] for another number of columns.
    pub fn predict_rates_hz(&self, design: &PointProcessDesign<'_>) -> Result<Vec<f64>, Error> {
        let predictors = self.glm.linear_predictor_of_blocks(design, None)?;
        Ok(predictors.iter().map(|predictor| exp(*predictor)).collect())
    }

    /// What covariates and filtered signals add up to in every bin of a design with the same columns, intercept
    /// included: the logarithm of the rate that the unit would have if no unit had fired before.
    ///
    /// # Errors
    /// [`Error::Length`] for another number of columns.
    pub fn ln_drive_hz(&self, design: &PointProcessDesign<'_>) -> Result<Vec<f64>, Error> {
        let weights = self.glm.coefficients().to_vec();
        check_length("columns of the design", design.n_columns(), weights.len())?;
        let intercept = self.glm.intercept();
        Ok(design.drive(&weights).into_iter().map(|drive| intercept + drive).collect())
    }

    /// The filters in time with pointwise bands, in the order of the terms.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a level outside (0, 1).
    pub fn filters(&self, level: f64) -> Result<Vec<FilterInTime>, Error> {
        if !(level > 0.0 && level < 1.0) {
            let wanted = "a number between 0 and 1, neither included";
            return Err(Error::Parameter { parameter: "level", got: level, wanted });
        }
        let weights = self.glm.coefficients().to_vec();
        let first = usize::from(self.glm.has_intercept());
        let filter = |term: &FittedTerm| {
            let basis = term.basis.as_ref()?;
            let place = Slice::from(first + term.columns.start..first + term.columns.end);
            let covariance = self.glm.covariance();
            let own = covariance.slice_axis(Axis(0), place);
            let own = own.slice_axis(Axis(1), place);
            let weights = &weights[term.columns.clone()];
            Some(FilterInTime::new(&term.name, term.kind, basis, weights, own, level))
        };
        Ok(self.terms.iter().filter_map(filter).collect())
    }
}

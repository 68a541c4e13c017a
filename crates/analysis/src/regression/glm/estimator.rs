//! The estimator: what to fit, and how far.

use linfa::DatasetBase;
use linfa::dataset::AsSingleTargets;
use linfa::traits::Fit;
use ndarray::{ArrayBase, ArrayView1, ArrayView2, Data, Ix2};

use super::newton::Problem;
use super::observations::Observations;
use super::{Family, GlmFit};
use crate::Error;
use crate::matrix::{RowBlocks, Rows};
use crate::regression::standard_design::StandardDesign;

/// A Poisson or binomial regression, not yet fitted.
///
/// The objective and how it converts to that of other packages: see the [module](super).
///
/// | parameter | default | range |
/// |---|---|---|
/// | penalty | 0 | ≥ 0, finite |
/// | intercept | yes | |
/// | tolerance | 10⁻¹⁰ | > 0, < 1 |
/// | `max_iterations` | 100 | ≥ 1 |
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glm {
    family: Family,
    penalty: f64,
    has_intercept: bool,
    tolerance: f64,
    max_iterations: usize,
}

impl Glm {
    /// A regression of the given family with default parameters.
    pub fn new(family: Family) -> Self {
        Self { family, penalty: 0.0, has_intercept: true, tolerance: 1e-10, max_iterations: 100 }
    }

    /// A Poisson regression with log link.
    pub fn poisson() -> Self {
        Self::new(Family::Poisson)
    }

    /// A binomial (logistic) regression with logit link.
    pub fn binomial() -> Self {
        Self::new(Family::Binomial)
    }

    /// Adds penalty/2 · |b|² to the mean loss (the intercept is left out of |b|).
    ///
    /// # Errors
    /// [`Error::Parameter`] for a penalty that is negative or not finite.
    pub fn with_penalty(self, penalty: f64) -> Result<Self, Error> {
        if !(penalty >= 0.0 && penalty.is_finite()) {
            let wanted = "a finite number of at least 0";
            return Err(Error::Parameter { parameter: "penalty", got: penalty, wanted });
        }
        Ok(Self { penalty, ..self })
    }

    /// Fits no intercept: the linear predictor of a row of zeros is its offset.
    #[must_use]
    pub fn without_intercept(self) -> Self {
        Self { has_intercept: false, ..self }
    }

    /// Ends the fit when a step moves no standardised coefficient by more than `tolerance`, relative to one plus
    /// the largest of them.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a tolerance outside (0, 1).
    pub fn with_tolerance(self, tolerance: f64) -> Result<Self, Error> {
        if !(tolerance > 0.0 && tolerance < 1.0) {
            let wanted = "a number between 0 and 1, neither included";
            return Err(Error::Parameter { parameter: "tolerance", got: tolerance, wanted });
        }
        Ok(Self { tolerance, ..self })
    }

    /// Gives up after so many Newton steps. Ordinary fits take four to eight; it takes about twenty
    /// to be sure that there is no estimate.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn with_max_iterations(self, max_iterations: usize) -> Result<Self, Error> {
        if max_iterations == 0 {
            return Err(Error::TooFew { what: "max_iterations", got: 0, wanted: 1 });
        }
        Ok(Self { max_iterations, ..self })
    }

    /// The family.
    pub fn family(&self) -> Family {
        self.family
    }

    /// The penalty.
    pub fn penalty(&self) -> f64 {
        self.penalty
    }

    /// Fits `design` (`n_rows` × `n_features`, without a column of ones) to `response` (`n_rows`: counts, or 0 and
    /// 1), with optional weights (how often each row counts) and offset (added to the linear predictor, such as
    /// the logarithm of an exposure).
    ///
    /// # Errors
    /// - [`Error::Length`], [`Error::NonFinite`], [`Error::OutOfRange`]: a vector that does not go with the
    ///   design, a number that is not finite, a response or weight that cannot be.
    /// - [`Error::TooFew`]: fewer rows (of positive weight) than coefficients.
    /// - [`Error::RankDeficient`]: a column that the columns before it and the intercept determine.
    /// - [`Error::AllZeroCounts`], [`Error::OneOutcome`], [`Error::Separated`]: no finite estimate exists.
    /// - [`Error::Overflow`], [`Error::NotConverged`]: covariates beyond the range of squares, steps that did not
    ///   settle.
    ///
    /// A penalty above 0 makes rank and separation harmless.
    pub fn fit_design(
        &self,
        design: ArrayView2<'_, f64>,
        response: ArrayView1<'_, f64>,
        weights: Option<&[f64]>,
        offset: Option<&[f64]>,
    ) -> Result<GlmFit, Error> {
        let rows = Rows::Matrix(design.reborrow());
        let response = response.reborrow();
        self.fit_rows(&Observations::new(self.family, rows, response, None, weights, offset)?)
    }

    /// As [`Glm::fit_design`], for a design whose rows are made a block at a time: it is never in memory whole.
    /// The rows are made anew in each pass, some ten times in all.
    ///
    /// # Errors
    /// As [`Glm::fit_design`].
    pub fn fit_blocks(
        &self,
        design: &dyn RowBlocks,
        response: &[f64],
        weights: Option<&[f64]>,
        offset: Option<&[f64]>,
    ) -> Result<GlmFit, Error> {
        let (rows, response) = (Rows::Blocks(design), response.into());
        self.fit_rows(&Observations::new(self.family, rows, response, None, weights, offset)?)
    }

    /// As [`Glm::fit_design`], for `successes` out of `trials` in each row. Only a binomial regression has
    /// trials.
    ///
    /// # Errors
    /// As [`Glm::fit_design`], and [`Error::TrialsOfCounts`] for a Poisson regression.
    pub fn fit_successes(
        &self,
        design: ArrayView2<'_, f64>,
        successes: ArrayView1<'_, f64>,
        trials: ArrayView1<'_, f64>,
        weights: Option<&[f64]>,
        offset: Option<&[f64]>,
    ) -> Result<GlmFit, Error> {
        if self.family == Family::Poisson {
            return Err(Error::TrialsOfCounts);
        }
        let (design, successes) = (Rows::Matrix(design.reborrow()), successes.reborrow());
        let trials = Some(trials.reborrow());
        self.fit_rows(&Observations::new(self.family, design, successes, trials, weights, offset)?)
    }

    fn fit_rows(&self, rows: &Observations<'_>) -> Result<GlmFit, Error> {
        self.check_responses(rows)?;
        let design = StandardDesign::of_rows(rows.design, rows.weights(), self.has_intercept)?;
        let problem = self.problem(rows, &design);
        let solution = problem.solve()?;
        let null_deviance = self.null_deviance(rows)?;
        let fit = GlmFit::new(*self, &problem, &solution, null_deviance);
        let is_finite = fit.estimates().iter().chain(fit.covariance()).all(|x| x.is_finite());
        if is_finite { Ok(fit) } else { Err(Error::Overflow { what: "estimates".to_owned() }) }
    }

    fn problem<'a, 'rows>(
        &self,
        rows: &'a Observations<'rows>,
        design: &'a StandardDesign<'rows>,
    ) -> Problem<'a, 'rows> {
        Problem {
            family: self.family,
            rows,
            design,
            total_weight: rows.total_weight(),
            penalty: self.penalty,
            tolerance: self.tolerance,
            max_iterations: self.max_iterations,
        }
    }

    /// The deviance of the model of the same intercept and offset without effects.
    fn null_deviance(&self, rows: &Observations<'_>) -> Result<f64, Error> {
        let rows = rows.without_design();
        let design = StandardDesign::of_rows(rows.design, rows.weights(), self.has_intercept)?;
        let b =
            if self.has_intercept { self.problem(&rows, &design).solve()?.b } else { Vec::new() };
        let intercept = b.first().copied().unwrap_or(0.0);
        Ok(rows.deviance(self.family, |row| intercept + rows.offset(row)))
    }

    /// Enough rows, and responses that leave the intercept finite.
    fn check_responses(&self, rows: &Observations<'_>) -> Result<(), Error> {
        let n_rows = (0..rows.n_rows()).filter(|&row| rows.weight(row) > 0.0).count();
        let n_coefficients = rows.design.n_columns() + usize::from(self.has_intercept);
        let wanted = if self.penalty > 0.0 { 1 } else { n_coefficients.max(1) };
        if n_rows < wanted {
            return Err(Error::TooFew { what: "rows of positive weight", got: n_rows, wanted });
        }
        if self.penalty > 0.0 && !self.has_intercept {
            return Ok(());
        }
        let all_free = |direction: f64| {
            (0..rows.n_rows()).filter(|&row| rows.weight(row) > 0.0).all(|row| {
                self.family.free_direction(rows.response(row), rows.trials(row)) == direction
            })
        };
        match self.family {
            Family::Poisson if all_free(-1.0) => Err(Error::AllZeroCounts { n_rows }),
            Family::Binomial if all_free(-1.0) => {
                Err(Error::OneOutcome { outcome: "failure", n_rows })
            }
            Family::Binomial if all_free(1.0) => {
                Err(Error::OneOutcome { outcome: "success", n_rows })
            }
            _ => Ok(()),
        }
    }
}

/// linfa's weights are single precision, and a data set has no offset: [`Glm::fit_design`] takes both in full.
impl<D, T> Fit<ArrayBase<D, Ix2>, T, Error> for Glm
where
    D: Data<Elem = f64>,
    T: AsSingleTargets<Elem = f64>,
{
    type Object = GlmFit;

    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<GlmFit, Error> {
        let weights: Option<Vec<f64>> =
            dataset.weights().map(|weights| weights.iter().copied().map(f64::from).collect());
        let response = dataset.as_single_targets();
        let fit = self.fit_design(dataset.records().view(), response, weights.as_deref(), None)?;
        Ok(fit.with_feature_names(dataset.feature_names()))
    }
}

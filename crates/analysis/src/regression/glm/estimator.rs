//! The estimator: what to fit, and how far.

use linfa::DatasetBase;
use linfa::dataset::AsSingleTargets;
use linfa::traits::Fit;
use ndarray::{ArrayBase, ArrayView1, ArrayView2, Data, Ix2};

use super::information::Pass;
use super::model::Model;
use super::newton::{Problem, Solution};
use super::observations::Observations;
use super::overdispersion::{self, Joint};
use super::{Family, GlmFit, Link};
use crate::Error;
use crate::matrix::{RowBlocks, Rows};
use crate::regression::standard_design::StandardDesign;

/// Which information standard errors come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum StandardErrors {
    /// The inverse of the expected information, times the dispersion: right where the family is.
    #[default]
    Expected,
    /// The sandwich A⁻¹ B A⁻¹ with the expected information A and the sum B of the squared scores of rows: right in
    /// large samples also where the variance is another than the family's (White 1982, doi:10.2307/1912526).
    Sandwich,
}

/// A generalised linear model, not yet fitted.
///
/// The objective and how it converts to that of other packages: see the [module](super).
///
/// | parameter | default | range |
/// |---|---|---|
/// | link | the family's ([`Family::default_link`]) | the family's ([`Family::links`]) |
/// | penalty | 0 | ≥ 0, finite |
/// | intercept | yes | |
/// | standard errors | expected | |
/// | tolerance | 10⁻¹⁰ | > 0, < 1 |
/// | `max_iterations` | 100 | ≥ 1 |
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glm {
    family: Family,
    link: Link,
    estimates_dispersion: bool,
    penalty: f64,
    has_intercept: bool,
    errors: StandardErrors,
    tolerance: f64,
    max_iterations: usize,
}

impl Glm {
    /// A regression of the given family with its default link and default parameters.
    pub fn new(family: Family) -> Self {
        Self {
            family,
            link: family.default_link(),
            estimates_dispersion: false,
            penalty: 0.0,
            has_intercept: true,
            errors: StandardErrors::Expected,
            tolerance: 1e-10,
            max_iterations: 100,
        }
    }

    /// A regression of measurements, with identity link.
    pub fn gaussian() -> Self {
        Self::new(Family::Gaussian)
    }

    /// A Poisson regression with log link.
    pub fn poisson() -> Self {
        Self::new(Family::Poisson)
    }

    /// A binomial (logistic) regression with logit link.
    pub fn binomial() -> Self {
        Self::new(Family::Binomial)
    }

    /// A gamma regression with inverse link; effects that multiply the mean need [`Link::Log`].
    pub fn gamma() -> Self {
        Self::new(Family::Gamma)
    }

    /// A negative binomial regression with log link, whose dispersion is estimated with the coefficients. For a
    /// known one take [`Family::negative_binomial`].
    pub fn negative_binomial() -> Self {
        let family = Family::NegativeBinomial { dispersion: 1.0 };
        Self { estimates_dispersion: true, ..Self::new(family) }
    }

    /// Takes another link.
    ///
    /// # Errors
    /// [`Error::LinkOfFamily`] for a link whose means the family cannot have.
    pub fn with_link(self, link: Link) -> Result<Self, Error> {
        if !self.family.links().contains(&link) {
            return Err(Error::LinkOfFamily { family: self.family.name(), link: link.name() });
        }
        Ok(Self { link, ..self })
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

    /// Takes standard errors, and all tests and intervals with them, from this information.
    #[must_use]
    pub fn with_standard_errors(self, errors: StandardErrors) -> Self {
        Self { errors, ..self }
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

    /// The family; where its dispersion is estimated, with a dispersion that means nothing.
    pub fn family(&self) -> Family {
        self.family
    }

    /// The link.
    pub fn link(&self) -> Link {
        self.link
    }

    /// The penalty.
    pub fn penalty(&self) -> f64 {
        self.penalty
    }

    /// Where standard errors come from.
    pub fn standard_errors(&self) -> StandardErrors {
        self.errors
    }

    /// Whether there is an intercept.
    pub fn has_intercept(&self) -> bool {
        self.has_intercept
    }

    /// Whether the negative binomial dispersion is estimated with the coefficients.
    pub fn estimates_dispersion(&self) -> bool {
        self.estimates_dispersion
    }

    /// Refuses a dispersion that would have to be estimated in every one of many fits.
    pub(super) fn check_dispersion_is_known(&self) -> Result<(), Error> {
        if self.estimates_dispersion {
            let wanted = "a known one: estimate it first";
            return Err(Error::Parameter { parameter: "dispersion", got: f64::NAN, wanted });
        }
        Ok(())
    }

    pub(super) fn tolerance(&self) -> f64 {
        self.tolerance
    }

    pub(super) fn max_iterations(&self) -> usize {
        self.max_iterations
    }

    pub(super) fn model(&self) -> Model {
        Model { family: self.family, link: self.link }
    }

    /// The same of another family, whose dispersion is known.
    pub(super) fn of_family(&self, family: Family) -> Self {
        Self { family, estimates_dispersion: false, ..*self }
    }

    /// Fits `design` (`n_rows` × `n_features`, without a column of ones) to `response` (`n_rows`: counts, 0 and 1,
    /// measurements or amounts, as the family has it), with optional weights (how often each row counts) and
    /// offset (added to the linear predictor, such as the logarithm of an exposure).
    ///
    /// # Errors
    /// - [`Error::Length`], [`Error::NonFinite`], [`Error::OutOfRange`]: a vector that does not go with the
    ///   design, a number that is not finite, a response or weight that cannot be.
    /// - [`Error::TooFew`]: fewer rows (of positive weight) than coefficients; where the dispersion is
    ///   estimated from residuals (Gaussian, gamma), one more is needed.
    /// - [`Error::RankDeficient`]: a column that the columns before it and the intercept determine.
    /// - [`Error::AllZeroCounts`], [`Error::OneOutcome`], [`Error::Separated`]: no finite estimate exists.
    /// - [`Error::NotOverdispersed`]: counts that vary no more than Poisson counts do, for a negative binomial
    ///   dispersion that is to be estimated.
    /// - [`Error::NoStart`]: no coefficients were found whose means are all possible (identity and inverse link).
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
    /// As [`Glm::fit_design`], and [`Error::TrialsOfCounts`] for another regression.
    pub fn fit_successes(
        &self,
        design: ArrayView2<'_, f64>,
        successes: ArrayView1<'_, f64>,
        trials: ArrayView1<'_, f64>,
        weights: Option<&[f64]>,
        offset: Option<&[f64]>,
    ) -> Result<GlmFit, Error> {
        if self.family != Family::Binomial {
            return Err(Error::TrialsOfCounts { family: self.family.name() });
        }
        let (design, successes) = (Rows::Matrix(design.reborrow()), successes.reborrow());
        let trials = Some(trials.reborrow());
        self.fit_rows(&Observations::new(self.family, design, successes, trials, weights, offset)?)
    }

    fn fit_rows(&self, rows: &Observations<'_>) -> Result<GlmFit, Error> {
        self.check_responses(rows)?;
        let design = rows.standard_design(self.has_intercept)?;
        let (glm, solution, joint) = self.solve(rows, &design)?;
        let null = self.null_model(rows, glm.model())?;
        let problem = glm.problem(rows, &design);
        let fit = GlmFit::new(*self, &problem, &solution, joint, null);
        let is_finite = fit.estimates().iter().chain(fit.covariance()).all(|x| x.is_finite());
        if is_finite { Ok(fit) } else { Err(Error::Overflow { what: "estimates".to_owned() }) }
    }

    /// The estimate, with the model at its dispersion.
    fn solve(
        &self,
        rows: &Observations<'_>,
        design: &StandardDesign<'_>,
    ) -> Result<(Self, Solution, Option<Joint>), Error> {
        if self.estimates_dispersion {
            let (glm, solution, joint) = overdispersion::estimate(self, rows, design)?;
            return Ok((glm, solution, Some(joint)));
        }
        Ok((*self, self.problem(rows, design).solve()?, None))
    }

    pub(super) fn problem<'a, 'rows, 'design>(
        &self,
        rows: &'a Observations<'rows>,
        design: &'a StandardDesign<'design>,
    ) -> Problem<'a, 'rows, 'design> {
        Problem {
            pass: Pass { model: self.model(), rows, design },
            total_weight: rows.total_weight(),
            penalty: self.penalty,
            tolerance: self.tolerance,
            max_iterations: self.max_iterations,
        }
    }

    /// The model of the same intercept and offset without effects: its deviance at the dispersion of `model`, and
    /// its log-likelihood at its own.
    fn null_model(&self, rows: &Observations<'_>, model: Model) -> Result<NullModel, Error> {
        let rows = rows.without_design();
        let design = rows.standard_design(self.has_intercept)?;
        let intercept_of = |solution: &Solution| solution.b.first().copied().unwrap_or(0.0);
        let (own, intercept) = if self.has_intercept {
            let (own, solution, _) = self.solve(&rows, &design)?;
            (own.model(), intercept_of(&solution))
        } else {
            (model, 0.0)
        };
        let own_deviance = rows.deviance(own, |row| intercept + rows.offset(row));
        let phi = own_deviance / rows.total_weight();
        let ln_likelihood = rows.ln_likelihood(own, phi, |row| intercept + rows.offset(row));
        let deviance = if own == model {
            own_deviance
        } else {
            let glm = self.of_family(model.family);
            let intercept = intercept_of(&glm.problem(&rows, &design).solve()?);
            rows.deviance(model, |row| intercept + rows.offset(row))
        };
        Ok(NullModel { deviance, ln_likelihood })
    }

    /// Enough rows, and responses that leave the intercept finite.
    pub(super) fn check_responses(&self, rows: &Observations<'_>) -> Result<(), Error> {
        if let Family::NegativeBinomial { dispersion } = self.family {
            Family::negative_binomial(dispersion)?;
        }
        let n_rows = (0..rows.n_rows()).filter(|&row| rows.weight(row) > 0.0).count();
        let n_coefficients = rows.design.n_columns() + usize::from(self.has_intercept);
        let n_free = n_coefficients + usize::from(self.family.has_free_dispersion());
        let wanted = if self.penalty > 0.0 { 1 } else { n_free.max(1) };
        if n_rows < wanted {
            return Err(Error::TooFew { what: "rows of positive weight", got: n_rows, wanted });
        }
        if self.penalty > 0.0 && !self.has_intercept {
            return Ok(());
        }
        let model = self.model();
        let all_free = |direction: f64| {
            (0..rows.n_rows())
                .filter(|&row| rows.weight(row) > 0.0)
                .all(|row| model.free_direction(rows.response(row), rows.trials(row)) == direction)
        };
        match self.family {
            Family::Poisson | Family::NegativeBinomial { .. } if all_free(-1.0) => {
                Err(Error::AllZeroCounts { n_rows })
            }
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

/// The model without effects.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct NullModel {
    pub(super) deviance: f64,
    pub(super) ln_likelihood: f64,
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

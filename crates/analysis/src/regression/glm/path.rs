//! Which covariates does a model keep as it is allowed more of them? Fits along a list of penalties.
//!
//! At each penalty λ the fit minimises
//!
//! ```text
//! Σᵢ wᵢ lossᵢ / Σᵢ wᵢ + λ · (r Σⱼ |bⱼ| + (1 − r)/2 · Σⱼ bⱼ²)
//! ```
//!
//! with r the share of the L1 penalty: 0 is ridge, which shrinks all coefficients, 1 is the lasso, which sets most
//! of them to exactly 0, and between them the elastic net keeps groups of like columns together. The intercept is free
//! and columns are taken as they are: give them comparable sizes first, or the penalty depends on their units.
//!
//! | elsewhere | λ | r |
//! |---|---|---|
//! | glmnet (`standardize = FALSE`) | `lambda` | `alpha` |
//! | scikit-learn `ElasticNet`, `PoissonRegressor` (r = 0) | `alpha` | `l1_ratio` |
//! | scikit-learn `LogisticRegression` | 1 / (C Σw) | `l1_ratio` |
//! | glum, skglm, adelie | `alpha`, `alpha`, `lmda` | `l1_ratio`, `l1_ratio`, `alpha` |
//! | statsmodels `fit_regularized` | `alpha` | `L1_wt` |
//!
//! glmnet's Gaussian loss is ½(y − μ)² as here; its deviances are twice the losses.
//!
//! **Method.** Each fit starts where the last one ended. It goes to the minimum of the quadratic that the gradient at
//! hand and the information of a place nearby make (coordinate descent finds which coefficients are 0, a
//! Cholesky factor the others exactly), again and again until moves, or what the last one leaves undone by the rate at which
//! they shrink, are below the tolerance. Each move corrects the information by how the gradient turned (BFGS); it is formed
//! anew only where moves do not shrink fast, so most passes over the rows compute a gradient alone. [`GlmPath::cross_validate`]
//! fits all folds at once: their gradients and informations at the whole's fit are those of the whole minus the
//! fold's, which is one Newton step from the fold's own fit, and later passes serve all folds together.
//!
//! **When it misleads.** Coefficients that a lasso keeps are shrunk, and tests of them are not those of a model that
//! was fixed before. Of two like columns it keeps either.
//!
//! Friedman, Hastie & Tibshirani (2010), doi:10.18637/jss.v033.i01; Tibshirani (1996),
//! doi:10.1111/j.2517-6161.1996.tb02080.x.
//!
//! ```
//! use ndarray::{array, Array2};
//! use spikebook_analysis::regression::{Glm, GlmPath};
//!
//! let design: Array2<f64> = array![[0.0, 1.0], [1.0, -1.0], [2.0, 1.0], [3.0, -1.0], [4.0, 0.0]];
//! let counts = array![1.0, 0.0, 3.0, 4.0, 9.0];
//! let path = GlmPath::new(Glm::poisson(), 1.0)?.with_number(20, 0.01)?;
//! let fit = path.fit_design(design.view(), counts.view(), None, None)?;
//! assert_eq!(fit.n_nonzero()[0], 0); // the largest penalty lets nothing in
//! assert!(fit.deviance_explained()[19] > 0.5);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod cross_validation;
mod fit;
mod point;
mod quadratic;

pub use cross_validation::PathCrossValidation;
pub use fit::GlmPathFit;

use ndarray::{ArrayView1, ArrayView2};
use spikebook_numeric::elementary::{exp, ln};

use super::Glm;
use super::information::Pass;
use super::observations::Observations;
use crate::Error;
use crate::matrix::Rows;
use crate::regression::standard_design::StandardDesign;
use point::{Point, PointSolver};

/// Share of the L1 penalty by which the largest penalty of a ridge path is found, as glmnet has it.
const LEAST_SHARE: f64 = 1e-3;

/// Which penalties to fit.
#[derive(Clone, Debug, PartialEq)]
enum Penalties {
    /// So many, evenly spaced in their logarithm, from the smallest that lets nothing in down to this part of it
    Number(usize, f64),
    /// These, descending
    Given(Vec<f64>),
}

/// Regressions along a list of penalties, not yet fitted.
///
/// | parameter | default | range |
/// |---|---|---|
/// | `l1_share` | | 0 to 1 |
/// | penalties | 50, down to 10⁻³ of the largest | given ones: finite, ≥ 0, each once |
///
/// The regression's own penalty is not used; its tolerance and number of steps are those of each fit.
#[derive(Clone, Debug, PartialEq)]
pub struct GlmPath {
    glm: Glm,
    l1_share: f64,
    penalties: Penalties,
}

/// What goes into every fit of a path.
struct Prepared<'a, 'rows> {
    rows: &'a Observations<'rows>,
    design: StandardDesign<'rows>,
    total_weight: f64,
    null: Vec<f64>,
}

impl GlmPath {
    /// The path of a regression, with this share of the L1 penalty.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a share outside [0, 1], and for a dispersion that is to be estimated as well.
    pub fn new(glm: Glm, l1_share: f64) -> Result<Self, Error> {
        glm.check_dispersion_is_known()?;
        if !(0.0..=1.0).contains(&l1_share) {
            let wanted = "a number from 0 to 1";
            return Err(Error::Parameter { parameter: "l1_share", got: l1_share, wanted });
        }
        Ok(Self { glm, l1_share, penalties: Penalties::Number(50, 1e-3) })
    }

    /// Takes so many penalties, evenly spaced in their logarithm from the smallest that lets nothing in (for ridge:
    /// 1,000 times what would be needed with an L1 penalty) down to `ratio` of it.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none, [`Error::Parameter`] for a ratio outside (0, 1).
    pub fn with_number(self, n_penalties: usize, ratio: f64) -> Result<Self, Error> {
        if n_penalties == 0 {
            return Err(Error::TooFew { what: "penalties", got: 0, wanted: 1 });
        }
        if !(ratio > 0.0 && ratio < 1.0) {
            let wanted = "a number between 0 and 1, neither included";
            return Err(Error::Parameter { parameter: "ratio", got: ratio, wanted });
        }
        Ok(Self { penalties: Penalties::Number(n_penalties, ratio), ..self })
    }

    /// Takes these penalties, in any order; they are fitted and reported from the largest down.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none, [`Error::Parameter`] for one that is negative, not finite or there twice.
    pub fn with_penalties(self, mut penalties: Vec<f64>) -> Result<Self, Error> {
        if penalties.is_empty() {
            return Err(Error::TooFew { what: "penalties", got: 0, wanted: 1 });
        }
        let wanted = "finite numbers of at least 0, each once";
        if let Some(&got) = penalties.iter().find(|got| !(**got >= 0.0 && got.is_finite())) {
            return Err(Error::Parameter { parameter: "penalties", got, wanted });
        }
        penalties.sort_by(|a, b| b.total_cmp(a));
        if let Some(pair) = penalties.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Error::Parameter { parameter: "penalties", got: pair[0], wanted });
        }
        Ok(Self { penalties: Penalties::Given(penalties), ..self })
    }

    /// The regression.
    pub fn glm(&self) -> &Glm {
        &self.glm
    }

    /// The share of the L1 penalty.
    pub fn l1_share(&self) -> f64 {
        self.l1_share
    }

    /// Fits all penalties. Arguments are those of [`Glm::fit_design`].
    ///
    /// # Errors
    /// As [`Glm::fit_design`] with a penalty: neither rank nor separation stops a fit, but steps that do not settle
    /// do ([`Error::NotConverged`]), as they may where the last penalties are nearly 0.
    pub fn fit_design(
        &self,
        design: ArrayView2<'_, f64>,
        response: ArrayView1<'_, f64>,
        weights: Option<&[f64]>,
        offset: Option<&[f64]>,
    ) -> Result<GlmPathFit, Error> {
        let matrix = Rows::Matrix(design.reborrow());
        let response = response.reborrow();
        let rows = Observations::new(self.glm.family(), matrix, response, None, weights, offset)?;
        let prepared = self.prepare(&rows)?;
        let (penalties, mut solver) = self.start(&prepared)?;
        let mut points = Vec::with_capacity(penalties.len());
        for &penalty in &penalties {
            points.push(solver.solve(penalty)?);
        }
        self.finish(&prepared, penalties, &points)
    }

    fn prepare<'a, 'rows>(
        &self,
        rows: &'a Observations<'rows>,
    ) -> Result<Prepared<'a, 'rows>, Error> {
        // Any penalty frees the rest of what the checks ask for; the intercept stays free.
        let penalised = self.glm.with_penalty(1.0)?;
        penalised.check_responses(rows)?;
        let design = rows.standard_design(self.glm.has_intercept())?;
        let mut null = vec![0.0; design.n_columns()];
        if self.glm.has_intercept() {
            let alone = rows.without_design();
            let no_columns = alone.standard_design(true)?;
            null[0] = penalised.problem(&alone, &no_columns).solve()?.b[0];
        }
        Ok(Prepared { rows, design, total_weight: rows.total_weight(), null })
    }

    /// The penalties, and what solves for them in turn.
    fn start<'p, 'rows>(
        &self,
        prepared: &'p Prepared<'_, 'rows>,
    ) -> Result<(Vec<f64>, PointSolver<'p, 'rows, 'rows>), Error> {
        let pass = self.pass(prepared);
        let solver = PointSolver::new(pass, prepared.total_weight, self, prepared.null.clone());
        if !solver.is_sound() {
            let (family, link) = (self.glm.family().name(), self.glm.link().name());
            return Err(Error::NoStart { family, link });
        }
        let penalties = match &self.penalties {
            Penalties::Given(penalties) => penalties.clone(),
            Penalties::Number(n, ratio) => {
                let largest = solver.largest_slope() / self.l1_share.max(LEAST_SHARE);
                // A hair more, so that rounding lets nothing in. Where nothing follows from any column, any list of
                // penalties does.
                let largest = if largest > 0.0 { largest * (1.0 + 1e-10) } else { 1.0 };
                let step = ln(*ratio) / (*n as f64 - 1.0).max(1.0);
                (0..*n).map(|k| largest * exp(step * k as f64)).collect()
            }
        };
        Ok((penalties, solver))
    }

    fn pass<'p, 'rows>(&self, prepared: &'p Prepared<'_, 'rows>) -> Pass<'p, 'rows, 'rows> {
        Pass { model: self.glm.model(), rows: prepared.rows, design: &prepared.design }
    }

    fn finish(
        &self,
        prepared: &Prepared<'_, '_>,
        penalties: Vec<f64>,
        points: &[Point],
    ) -> Result<GlmPathFit, Error> {
        let pass = self.pass(prepared);
        let fit = GlmPathFit::new(self, pass, penalties, points, &prepared.null);
        if fit.estimates().iter().all(|estimate| estimate.is_finite()) {
            Ok(fit)
        } else {
            Err(Error::Overflow { what: "estimates".to_owned() })
        }
    }
}

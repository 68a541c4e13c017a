//! How does the rate of spikes, or the odds of a choice, depend on what was measured?
//!
//! A generalised linear model gives each row (a time bin, a trial) a linear predictor η and a mean μ:
//!
//! - Poisson, log link: ηᵢ = b₀ + xᵢ·b + offsetᵢ, count yᵢ with mean μᵢ = exp ηᵢ,
//! - binomial, logit link: yᵢ successes out of mᵢ trials (one, where nothing else is said), each with
//!   probability μᵢ = 1 / (1 + exp(−ηᵢ)).
//!
//! **Objective.** The fit minimises
//!
//! ```text
//! Σᵢ wᵢ nllᵢ / Σᵢ wᵢ + penalty/2 · Σⱼ bⱼ²
//! ```
//!
//! with nll = μ − y η (Poisson) or m ln(1 + e^η) − y η (binomial). The intercept is never penalised, and columns are not
//! standardised. The same fit elsewhere: scikit-learn's `PoissonRegressor(alpha=penalty)`, its
//! `LogisticRegression(C=1 / (penalty · Σw))`, glmnet with `alpha = 0, lambda = penalty, standardize = FALSE`.
//!
//! **Method.** Newton's method (both links are canonical, so it is also Fisher scoring and iteratively
//! reweighted least squares) on centred and scaled columns, with halved steps wherever the objective would
//! rise. The fit is done when a step moves no standardised coefficient by more than the tolerance; since
//! steps shrink quadratically, what is left is rounding.
//!
//! **Weights** count rows: weight 2 is the row twice, weight 0 is the row absent, in every number reported.
//!
//! **When it misleads.** Bins of a spike train are not independent: standard errors are too small where
//! the model misses history or slow drift. A Pearson χ² far above its degrees of freedom says that the
//! counts vary more than Poisson counts do. With a penalty, standard errors are those of a Gaussian prior,
//! not of an unbiased estimate.
//!
//! Some data have no finite estimate: a covariate that splits the choices cleanly, or an indicator column
//! in whose bins no spike ever fell. That is an error ([`Error::Separated`](crate::Error::Separated)), not a large number.
//!
//! **Agreement.** Estimates, standard errors, deviances, likelihoods and criteria agree with Newton's method at
//! 50 digits, and with statsmodels, to eleven digits (`tests/reference/generalised_linear_models`); separation
//! with an exact search of directions. linfa-linear 0.8.1 has a Poisson regression too (`TweedieRegressor`, power
//! 1): part of its deviance lacks a factor 2, so it settles elsewhere or not at all.
//!
//! *Generalized Linear Models* (1989), doi:10.1007/978-1-4899-3242-6; for spikes Truccolo et al. (2005),
//! doi:10.1152/jn.00697.2004; on separation Albert & Anderson (1984), doi:10.1093/biomet/71.1.1.
//!
//! ```
//! use ndarray::{array, Array2};
//! use spikebook_analysis::regression::Glm;
//!
//! // Two conditions with mean counts 2 and 6: the slope is ln 3, the intercept ln 2.
//! let condition: Array2<f64> = array![[0.0], [0.0], [1.0], [1.0]];
//! let counts = array![1.0, 3.0, 5.0, 7.0];
//! let fit = Glm::poisson().fit_design(condition.view(), counts.view(), None, None)?;
//! assert!((fit.coefficients()[0] - 3_f64.ln()).abs() < 1e-12);
//! assert!((fit.intercept() - 2_f64.ln()).abs() < 1e-12);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod estimator;
mod family;
mod fit;
mod information;
mod newton;
mod observations;
mod residuals;
mod separation;
mod summary;

pub use estimator::Glm;
pub use family::Family;
pub use fit::{Convergence, GlmFit};
pub use summary::{CoefficientRow, GlmSummary};

#[cfg(test)]
mod tests;

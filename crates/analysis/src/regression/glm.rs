//! How does the rate of spikes, the odds of a choice or the length of a wait depend on what was measured?
//!
//! A generalised linear model gives each row (a time bin, a trial) a linear predictor η = b₀ + x·b + offset and a mean
//! μ with g(μ) = η. The [`Family`] is the law of the response about its mean, the [`Link`] is g:
//!
//! | family | response | loss of a row | variance | links (the first is the default) |
//! |---|---|---|---|---|
//! | Gaussian | a number | ½ (y − μ)² | φ | identity, log, inverse |
//! | Poisson | a count | μ − y ln μ | μ | log, identity |
//! | binomial | y of m trials | −y ln p − (m − y) ln(1 − p) | m p (1 − p) | logit, probit, cloglog, log, identity |
//! | gamma | a number above 0 | y/μ + ln μ | φ μ² | inverse, identity, log |
//! | negative binomial | a count | (y + 1/α) ln(1 + αμ) − y ln μ | μ + α μ² | log, identity |
//!
//! A binomial p is the chance of one success. The negative binomial α is known ([`Family::negative_binomial`]) or
//! estimated with the coefficients by maximum likelihood ([`Glm::negative_binomial`]); R's `theta` is 1/α.
//!
//! **Objective.** The fit minimises
//!
//! ```text
//! Σᵢ wᵢ lossᵢ / Σᵢ wᵢ + penalty/2 · Σⱼ bⱼ²
//! ```
//!
//! The intercept is never penalised, and columns are not standardised. The same fit elsewhere:
//!
//! | package | call |
//! |---|---|
//! | R | `glm(y ~ x, family, weights, offset)` for penalty 0; `MASS::glm.nb` for an estimated α |
//! | statsmodels | `GLM(y, X, family, freq_weights, offset).fit()`; `fit_regularized(alpha=penalty, L1_wt=0)` |
//! | scikit-learn | `PoissonRegressor(alpha=penalty)`, `GammaRegressor` (log link), `LogisticRegression(C=1 / (penalty · Σw))`, `Ridge(alpha=penalty · n)` |
//! | glmnet | `alpha = 0, lambda = penalty, standardize = FALSE` |
//!
//! Penalties that set coefficients to 0, and lists of penalties, are [`GlmPath`]'s.
//!
//! **Method.** Newton's method (Fisher scoring for canonical links, the observed information otherwise) on centred and
//! scaled columns, with halved steps wherever the objective would rise. The fit is done when a step moves no
//! standardised coefficient by more than the tolerance; since steps shrink quadratically, what is left is
//! rounding. Large fits start from that of a sample of the rows and use an information matrix again while
//! steps shrink fast, but end on the same minimum, and their covariance is always formed at the estimate.
//!
//! **Errors and tests.** The covariance is φ times the inverse of the expected information, or the sandwich
//! ([`StandardErrors`]; statsmodels' `HC0`, which for links that are not canonical takes the observed information for its
//! bread). φ is 1 or, for Gaussian and gamma, Pearson's χ² over the residual degrees of freedom; tests of these are t and
//! F, of the others normal and χ², as in R (statsmodels takes the normal for all). [`GlmFit::wald_test`] tests several
//! coefficients, [`GlmFit::likelihood_ratio_test`] and [`deviance_table`] nested models. AIC counts an estimated
//! dispersion as a parameter, as R does and statsmodels does not.
//!
//! **Weights** count rows: weight 2 is the row twice, weight 0 is the row absent, in every number reported. R's weights
//! are precisions where φ is free: its estimates are the same, its φ divides by the number of rows instead.
//!
//! **When it misleads.** Bins of a spike train are not independent: standard errors are too small where
//! the model misses history or slow drift. A Pearson χ² far above its degrees of freedom says that the
//! counts vary more than Poisson counts do: take the negative binomial, or the sandwich. With a penalty, standard errors
//! are those of a Gaussian prior, not of an unbiased estimate. Under the identity link a count's mean must stay above
//! 0: where the best one touches 0 the fit is an error, and [`Link::Log`] is the remedy.
//!
//! Some data have no finite estimate: a covariate that splits the choices cleanly, or an indicator column
//! in whose bins no spike ever fell. That is an error ([`Error::Separated`](crate::Error::Separated)), not a large number.
//!
//! **Agreement.** Estimates, standard errors, deviances, likelihoods and criteria agree with Newton's method at
//! 50 digits, and with statsmodels, to ten digits and more (`tests/reference/generalised_linear_models`,
//! `families_and_links`); separation with an exact search of directions. linfa-linear 0.8.1 has a Poisson regression too
//! (`TweedieRegressor`, power 1): part of its deviance lacks a factor 2, so it settles elsewhere or not at all.
//!
//! *Generalized Linear Models* (1989), doi:10.1007/978-1-4899-3242-6; for spikes Truccolo et al. (2005),
//! doi:10.1152/jn.00697.2004; on separation Albert & Anderson (1984), doi:10.1093/biomet/71.1.1; on the negative binomial
//! Lawless (1987), doi:10.2307/3314912; on pseudo-R² Cox & Snell, *Analysis of Binary Data* (1989),
//! doi:10.1201/9781315137391.
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

mod bootstrap;
mod compare;
mod estimator;
mod family;
mod fit;
mod information;
mod link;
mod many;
mod model;
mod newton;
mod observations;
mod overdispersion;
mod path;
mod residuals;
mod secants;
mod separation;
mod start;
mod summary;

pub use bootstrap::GlmReplicates;
pub use compare::{ComparisonRow, LikelihoodRatioTest, deviance_table};
pub use estimator::{Glm, StandardErrors};
pub use family::Family;
pub use fit::{Convergence, DispersionEstimate, GlmFit, WaldTest};
pub use link::Link;
pub use path::{GlmPath, GlmPathFit, PathCrossValidation};
pub use summary::{CoefficientRow, GlmSummary};

#[cfg(test)]
mod tests;

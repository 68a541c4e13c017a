//! What follows what: least squares and generalised linear models.
//!
//! - [`OrdinaryLeastSquares`]: a mean that is a sum of effects, with noise of one size,
//! - [`PolynomialRegression`]: a mean that bends with one variable,
//! - [`nonlinear`]: a curve of a known form,
//! - [`Glm`]: counts, choices, waiting times and other responses whose mean cannot be a straight line or whose
//!   noise has another size at another mean,
//! - [`GlmPath`]: the same with ridge, lasso and elastic-net penalties, cross-validated,
//! - [`HeldOut`]: how well a fit predicts counts that it has not seen.
//!
//! Both take linfa's [`Fit`](linfa::traits::Fit) and [`Predict`](linfa::traits::Predict), and both offer a method of
//! their own where linfa's data set is too narrow: its weights are single precision and it has no offset.

pub mod elastic_net;
pub mod glm;
mod held_out;
pub mod nonlinear;
pub mod ordinary_least_squares;
pub mod polynomial;
pub mod ridge;
mod standard_design;

pub use elastic_net::{ElasticNet, ElasticNetPoint};
pub use glm::{Family, Glm, GlmFit, GlmPath, GlmPathFit, Link, StandardErrors};
pub use held_out::HeldOut;
pub use nonlinear::{NamedCurve, NonlinearFit, NonlinearLeastSquares};
pub use ordinary_least_squares::{OrdinaryLeastSquares, OrdinaryLeastSquaresFit, Weights};
pub use polynomial::{PolynomialFit, PolynomialRegression};
pub use ridge::{RidgePath, RidgePathFit};

#[cfg(test)]
mod tests;

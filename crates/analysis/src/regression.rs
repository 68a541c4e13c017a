//! What follows what: least squares and generalised linear models.
//!
//! - [`OrdinaryLeastSquares`]: a mean that is a sum of effects, with noise of one size,
//! - [`Glm`]: counts (Poisson) and choices (binomial), whose mean cannot be a straight line,
//! - [`HeldOut`]: how well a fit predicts counts that it has not seen.
//!
//! Both take linfa's [`Fit`](linfa::traits::Fit) and [`Predict`](linfa::traits::Predict), and both offer a method of
//! their own where linfa's data set is too narrow: its weights are single precision and it has no offset.

pub mod glm;
mod held_out;
pub mod ordinary_least_squares;
mod standard_design;

pub use glm::{Family, Glm, GlmFit};
pub use held_out::HeldOut;
pub use ordinary_least_squares::{OrdinaryLeastSquares, OrdinaryLeastSquaresFit};

#[cfg(test)]
mod tests;

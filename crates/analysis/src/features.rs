//! What is done to columns before they are fitted: standardisation, and powers with their products.
//!
//! Both are learnt from rows and applied to any rows, so that nothing of a held-out row enters what it is tested on: fit
//! the [`Standardiser`] on the training fold, apply it to both.

mod polynomial_features;
mod standardiser;

pub use polynomial_features::PolynomialFeatures;
pub use standardiser::{Standardiser, StandardiserFit};

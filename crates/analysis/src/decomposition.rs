//! Few directions that hold most of what a population does.
//!
//! - [`Pca`]: orthogonal directions of largest variance.

pub mod pca;

pub use pca::{Pca, PcaFit};

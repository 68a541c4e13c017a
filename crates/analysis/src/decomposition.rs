//! Few directions that hold most of what a population does.
//!
//! - [`SingularValues`]: the directions of a matrix as it is,
//! - [`Pca`]: orthogonal directions of largest variance, and [`ParallelAnalysis`]: how many of them are above chance,
//! - [`FactorAnalysis`]: what units share, apart from the noise of each,
//! - [`IndependentComponents`]: independent sources, unmixed,
//! - [`NonNegativeFactors`]: parts that add up and never cancel,
//! - [`DemixedPca`]: directions for the stimulus, the choice and time apart,
//! - [`RandomProjection`]: directions by chance, to compare with.

pub mod demixed_pca;
pub mod factor_analysis;
pub mod independent_components;
pub mod non_negative;
pub mod parallel_analysis;
pub mod pca;
pub mod random_projection;
pub mod singular_values;

pub use demixed_pca::{DemixedComponent, DemixedPca, DemixedPcaFit, Marginalisation};
pub use factor_analysis::{FactorAnalysis, FactorAnalysisFit};
pub use independent_components::{IndependentComponents, IndependentComponentsFit};
pub use non_negative::{Loss, NonNegativeFactors, NonNegativeFactorsFit};
pub use parallel_analysis::{ParallelAnalysis, ParallelAnalysisFit};
pub use pca::{Pca, PcaFit, Solver};
pub use random_projection::{RandomProjection, RandomProjectionFit};
pub use singular_values::SingularValues;

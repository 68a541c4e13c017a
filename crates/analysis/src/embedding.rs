//! Many dimensions on a sheet of paper, to look at.
//!
//! - [`StochasticNeighbours`]: t-SNE, which keeps neighbours together; [`trustworthiness`]: whether neighbours on the paper
//!   are neighbours indeed.

pub mod t_sne;
pub mod trust;

pub use t_sne::{StochasticNeighbours, StochasticNeighboursFit};
pub use trust::trustworthiness;

//! What a law of observations must be able to say.

use std::ops::Range;

use spikebook_numeric::Stream;

use super::Observations;
use crate::Error;

/// Steps that are worked on at a time. Within a block numbers stand state after state.
pub const BLOCK_STEPS: usize = 256;

/// The laws of observations, one a state, and how they are fitted.
///
/// Steps are handed over in blocks that begin at multiples of [`BLOCK_STEPS`]; entry (state k, i-th step of
/// the block) of a block's numbers is `k * BLOCK_STEPS + i`.
pub trait Emissions: Clone + Send + Sync {
    /// What is observed.
    type Observations: Observations;
    /// What the fit adds up over steps.
    type Sums: Send;

    /// Laws to start a fit from, drawn by chance from the observations.
    ///
    /// # Errors
    /// Where the observations are fewer than states.
    fn drawn(
        observations: &Self::Observations,
        n_states: usize,
        stream: &mut Stream,
    ) -> Result<Self, Error>;

    /// How many states.
    fn n_states(&self) -> usize;

    /// How many free parameters all laws have.
    fn n_parameters(&self) -> usize;

    /// What the states are sorted by, ascending: the level of each law.
    fn rank(&self) -> Vec<f64>;

    /// The same laws with the states in this order.
    #[must_use]
    fn reordered(&self, order: &[usize]) -> Self;

    /// Refuses observations of another shape.
    ///
    /// # Errors
    /// [`Error::Length`].
    fn check(&self, observations: &Self::Observations) -> Result<(), Error>;

    /// ln P(observation | state) but for [`Emissions::shared`], of the steps in one block.
    fn ln_probabilities(
        &self,
        observations: &Self::Observations,
        steps: Range<usize>,
        into: &mut [f64],
    );

    /// The part of ln P that all states share, summed over all observations.
    fn shared(_observations: &Self::Observations) -> f64 {
        0.0
    }

    /// Sums of nothing.
    fn empty_sums(&self) -> Self::Sums;

    /// Adds the steps of one block, weighted by the probability of each state (0 beyond the last step).
    fn accumulate(
        &self,
        observations: &Self::Observations,
        steps: Range<usize>,
        posterior: &[f64],
        sums: &mut Self::Sums,
    );

    /// Adds the sums of later steps.
    fn merge(sums: &mut Self::Sums, later: &Self::Sums);

    /// The laws of largest likelihood, given the sums. A state that no step is in keeps its law.
    ///
    /// # Errors
    /// [`Error::SingularCovariance`].
    fn maximised(&self, sums: &Self::Sums) -> Result<Self, Error>;
}

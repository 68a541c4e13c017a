//! Which of a few states was the network in, moment by moment, and what does each of them look like?
//!
//! A state s₁, s₂, … follows a Markov chain: P(s₁ = k) = πₖ and P(sₜ₊₁ = j | sₜ = i) = Aᵢⱼ. At each step it
//! shows an observation by the law of the state: counts ([`Poisson`]: independent units with a mean each),
//! points ([`Gaussian`]: a mean and a full covariance), or symbols ([`Categorical`]). With these,
//!
//! - [`HiddenMarkovModel::ln_likelihood`] is ln P(observations), by the forward pass; on data that the fit
//!   has not seen it says how many states are worth having,
//! - [`HiddenMarkovModel::posterior`] is P(sₜ = k | all observations), by the forward and the backward pass,
//! - [`HiddenMarkovModel::most_probable_path`] is the path s₁ … sₜ with the largest probability (Viterbi),
//! - [`BaumWelch`] fits π, A and the laws by expectation–maximisation from several random starts.
//!
//! Both passes are scaled at each step, so that a recording of any length neither underflows nor overflows;
//! an observation of probability below 1e-308 in every state that can be reached is
//! [`Error::ImpossibleObservation`](crate::Error).
//!
//! **Objective.** ln P(observations | parameters), all terms counted (Poisson: with −ln n!), no prior and no
//! penalty. hmmlearn adds priors to Gaussian covariances (`covars_prior = 0.01`): set it to 0 to compare.
//! dynamax agrees as it is.
//!
//! **When it misleads.** The likelihood has many maxima: a fit is the best of its restarts, and nothing tells
//! that it is the best of all. More states always fit better: compare held-out likelihoods. States are
//! numbered by chance; they are sorted here by [`Emissions::rank`], the law's overall level. A slow drift of
//! rates comes out as states that follow each other once each. Dwell times are geometric whatever the data
//! say.
//!
//! Rabiner (1989), doi:10.1109/5.18626. For spikes Abeles et al. (1995), doi:10.1073/pnas.92.19.8616.
//!
//! ```
//! use ndarray::array;
//! use spikebook_analysis::sequences::hidden_markov::{BaumWelch, Counts, Poisson};
//! use spikebook_numeric::Seed;
//!
//! // Two units that take turns.
//! let counts = array![[9, 0], [7, 1], [8, 0], [0, 6], [1, 9], [0, 8], [8, 1], [9, 0], [1, 7], [0, 9]];
//! let counts = Counts::new(counts.view())?;
//! let fit = BaumWelch::new(2)?.fit::<Poisson>(&counts, Seed::from_number(1))?;
//! let path = fit.model().most_probable_path(&counts)?;
//! assert_eq!(path.states[0], path.states[6]);
//! assert_ne!(path.states[0], path.states[3]);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod baum_welch;
mod categorical;
mod chain;
mod emissions;
mod gaussian;
mod model;
mod observations;
mod passes;
mod poisson;
mod posterior;
mod seeding;
mod spare;
mod sums;
mod viterbi;

pub use baum_welch::{BaumWelch, HiddenMarkovFit};
pub use categorical::Categorical;
pub use emissions::{BLOCK_STEPS, Emissions};
pub use gaussian::Gaussian;
pub use model::{HiddenMarkovModel, MOST_STATES, StatePosterior, Step};
pub use observations::{Counts, Observations, Points, Symbols};
pub use poisson::Poisson;
pub use viterbi::Path;

#[cfg(test)]
mod tests;

//! A chain with its laws: what it says about observations.

use ndarray::{Array1, Array2, ArrayView2, Axis};
use spikebook_numeric::sum::sum;

use super::categorical::{check_distributions, normalised};
use super::chain::{Chain, Expectations};
use super::viterbi::{self, Path};
use super::{Emissions, Observations};
use crate::Error;
use crate::matrix::check_length;

/// Most states that a chain may have.
pub const MOST_STATES: usize = 32;

/// A hidden Markov model with its parameters. See the [module](super).
#[derive(Clone, Debug, PartialEq)]
pub struct HiddenMarkovModel<E> {
    start: Array1<f64>,
    transitions: Array2<f64>,
    emissions: E,
}

/// What all observations together say about the state at each step.
#[derive(Clone, Debug, PartialEq)]
pub struct StatePosterior {
    /// P(state | all observations), steps × states
    pub probabilities: Array2<f64>,
    /// The expected number of transitions, from × to
    pub transitions: Array2<f64>,
    /// ln P(observations)
    pub ln_likelihood: f64,
}

/// One step of expectation–maximisation.
#[derive(Clone, Debug, PartialEq)]
pub struct Step<E> {
    /// The model after it
    pub model: HiddenMarkovModel<E>,
    /// ln P(observations) *before* it
    pub ln_likelihood: f64,
}

impl<E: Emissions> HiddenMarkovModel<E> {
    /// From the probabilities of the first state, of the transitions (row = from) and the laws.
    ///
    /// # Errors
    /// - [`Error::Length`]: not one start probability, row and column a state.
    /// - [`Error::OutOfRange`]: no probabilities, or rows that do not add up to 1.
    /// - [`Error::Parameter`]: more than [`MOST_STATES`] states.
    pub fn new(
        start: &[f64],
        transitions: ArrayView2<'_, f64>,
        emissions: E,
    ) -> Result<Self, Error> {
        let n_states = emissions.n_states();
        check_n_states(n_states)?;
        check_length("start probabilities", start.len(), n_states)?;
        check_length("rows of the transitions", transitions.nrows(), n_states)?;
        check_length("columns of the transitions", transitions.ncols(), n_states)?;
        let start = Array1::from(start.to_vec());
        check_distributions("start probabilities", start.view().insert_axis(Axis(0)))?;
        check_distributions("transitions", transitions)?;
        Ok(Self { start, transitions: transitions.to_owned(), emissions })
    }

    /// The number of states.
    pub fn n_states(&self) -> usize {
        self.start.len()
    }

    /// The number of free parameters: of the start, the transitions and the laws.
    pub fn n_parameters(&self) -> usize {
        let k = self.n_states();
        (k - 1) + k * (k - 1) + self.emissions.n_parameters()
    }

    /// P(first state).
    pub fn start(&self) -> &[f64] {
        self.start.as_slice().expect("one after the other")
    }

    /// P(next state | state), from × to.
    pub fn transitions(&self) -> ArrayView2<'_, f64> {
        self.transitions.view()
    }

    /// The laws of observations.
    pub fn emissions(&self) -> &E {
        &self.emissions
    }

    /// The expected number of steps that a visit to each state lasts: 1 / (1 − Aₖₖ); infinite for one that is
    /// never left.
    pub fn dwell_steps(&self) -> Vec<f64> {
        self.transitions.diag().iter().map(|stay| 1.0 / (1.0 - stay)).collect()
    }

    /// ln P(observations): of those that the model was fitted to, or of held-out ones.
    ///
    /// # Errors
    /// [`Error::Length`] for observations of another shape; [`Error::ImpossibleObservation`].
    pub fn ln_likelihood(&self, observations: &E::Observations) -> Result<f64, Error> {
        self.emissions.check(observations)?;
        let rest = match self.n_states() {
            ..=8 => Chain::<1>::new(self, observations).ln_likelihood(),
            9..=16 => Chain::<2>::new(self, observations).ln_likelihood(),
            _ => Chain::<4>::new(self, observations).ln_likelihood(),
        };
        Ok(rest? + E::shared(observations))
    }

    /// P(state | all observations) at each step.
    ///
    /// # Errors
    /// As [`HiddenMarkovModel::ln_likelihood`].
    pub fn posterior(&self, observations: &E::Observations) -> Result<StatePosterior, Error> {
        let found = self.expectations(observations, true)?;
        let k = self.n_states();
        let n_steps = observations.n_steps();
        let matrix =
            |n_rows, flat| Array2::from_shape_vec((n_rows, k), flat).expect("one entry a state");
        Ok(StatePosterior {
            probabilities: matrix(n_steps, found.posterior),
            transitions: matrix(k, found.transitions),
            ln_likelihood: found.ln_likelihood,
        })
    }

    /// The path of states with the largest joint probability with the observations; of equal ones that with
    /// the lower states.
    ///
    /// # Errors
    /// As [`HiddenMarkovModel::ln_likelihood`].
    pub fn most_probable_path(&self, observations: &E::Observations) -> Result<Path, Error> {
        self.emissions.check(observations)?;
        viterbi::most_probable_path(self, observations)
    }

    /// One step of expectation–maximisation (Baum–Welch). A state that is never left from, or never visited,
    /// keeps its row.
    ///
    /// # Errors
    /// As [`HiddenMarkovModel::ln_likelihood`]; [`Error::SingularCovariance`].
    pub fn step(&self, observations: &E::Observations) -> Result<Step<E>, Error> {
        let found = self.expectations(observations, false)?;
        let k = self.n_states();
        let total = sum(found.starts.iter().copied());
        let mut transitions = Array2::from_shape_vec((k, k), found.transitions).expect("from × to");
        for (mut row, known) in transitions.outer_iter_mut().zip(self.transitions.outer_iter()) {
            if row.sum() <= 0.0 {
                row.assign(&known);
            }
        }
        let model = Self {
            start: found.starts.iter().map(|start| start / total).collect(),
            transitions: normalised(transitions),
            emissions: self.emissions.maximised(&found.sums)?,
        };
        Ok(Step { model, ln_likelihood: found.ln_likelihood })
    }

    /// The same model with the states in this order.
    pub(super) fn reordered(&self, order: &[usize]) -> Self {
        Self {
            start: self.start.select(Axis(0), order),
            transitions: self.transitions.select(Axis(0), order).select(Axis(1), order),
            emissions: self.emissions.reordered(order),
        }
    }

    fn expectations(
        &self,
        observations: &E::Observations,
        with_posterior: bool,
    ) -> Result<Expectations<E::Sums>, Error> {
        self.emissions.check(observations)?;
        let laws = &self.emissions;
        let mut found = match self.n_states() {
            ..=8 => {
                Chain::<1>::new(self, observations).expectations(laws, observations, with_posterior)
            }
            9..=16 => {
                Chain::<2>::new(self, observations).expectations(laws, observations, with_posterior)
            }
            _ => {
                Chain::<4>::new(self, observations).expectations(laws, observations, with_posterior)
            }
        }?;
        found.ln_likelihood += E::shared(observations);
        Ok(found)
    }
}

/// Refuses no states, and more than lanes allow.
pub(super) fn check_n_states(n_states: usize) -> Result<(), Error> {
    if (1..=MOST_STATES).contains(&n_states) {
        return Ok(());
    }
    Err(Error::Parameter { parameter: "n_states", got: n_states as f64, wanted: "1 to 32" })
}

//! The fit: expectation–maximisation from several random starts.

use ndarray::Array2;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::ln;

use super::model::check_n_states;
use super::{Emissions, HiddenMarkovModel, Observations};
use crate::Error;

/// The chance to stay in a state that a fit starts from.
const FIRST_STAY: f64 = 0.9;

/// A hidden Markov model, not yet fitted. See the [module](super).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BaumWelch {
    n_states: usize,
    n_restarts: usize,
    max_iterations: usize,
    tolerance: f64,
}

/// A fitted model.
#[derive(Clone, Debug, PartialEq)]
pub struct HiddenMarkovFit<E> {
    model: HiddenMarkovModel<E>,
    ln_likelihood: f64,
    history: Vec<f64>,
    ln_likelihoods: Vec<Option<f64>>,
    n_steps: usize,
}

impl BaumWelch {
    /// A fit of `n_states` states from 10 starts, each of at most 1,000 iterations, that ends where an
    /// iteration gains less than 10⁻⁸ in ln-likelihood a step.
    ///
    /// # Errors
    /// [`Error::Parameter`] for no states or more than 32.
    pub fn new(n_states: usize) -> Result<Self, Error> {
        check_n_states(n_states)?;
        Ok(Self { n_states, n_restarts: 10, max_iterations: 1000, tolerance: 1e-8 })
    }

    /// The same fit from so many random starts.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn with_restarts(self, n_restarts: usize) -> Result<Self, Error> {
        if n_restarts == 0 {
            return Err(Error::TooFew { what: "restarts", got: 0, wanted: 1 });
        }
        Ok(Self { n_restarts, ..self })
    }

    /// The same fit with at most so many iterations a start.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn with_max_iterations(self, max_iterations: usize) -> Result<Self, Error> {
        if max_iterations == 0 {
            return Err(Error::TooFew { what: "iterations", got: 0, wanted: 1 });
        }
        Ok(Self { max_iterations, ..self })
    }

    /// The same fit with another gain in ln-likelihood *a step* that ends it.
    ///
    /// # Errors
    /// [`Error::Parameter`] unless above 0.
    pub fn with_tolerance(self, tolerance: f64) -> Result<Self, Error> {
        if !(tolerance.is_finite() && tolerance > 0.0) {
            let wanted = "a finite number above 0";
            return Err(Error::Parameter { parameter: "tolerance", got: tolerance, wanted });
        }
        Ok(Self { tolerance, ..self })
    }

    /// The best of all starts that converged, its states sorted by [`Emissions::rank`]. Start r draws from
    /// the stream `seed.replicate("start", r)` alone.
    ///
    /// # Errors
    /// - [`Error::TooFew`]: fewer steps than states.
    /// - [`Error::NotConverged`], [`Error::SingularCovariance`], [`Error::ImpossibleObservation`]: of the
    ///   first start, where none succeeded.
    pub fn fit<E: Emissions>(
        &self,
        observations: &E::Observations,
        seed: Seed,
    ) -> Result<HiddenMarkovFit<E>, Error> {
        let mut best: Option<HiddenMarkovFit<E>> = None;
        let mut first_error = None;
        let mut ln_likelihoods = Vec::with_capacity(self.n_restarts);
        for restart in 0..self.n_restarts {
            let mut stream = seed.replicate("start", restart as u64);
            let laws = E::drawn(observations, self.n_states, &mut stream)?;
            let leave = (1.0 - FIRST_STAY) / (self.n_states.max(2) - 1) as f64;
            let mut transitions = Array2::from_elem((self.n_states, self.n_states), leave);
            transitions.diag_mut().fill(if self.n_states == 1 { 1.0 } else { FIRST_STAY });
            let start = vec![1.0 / self.n_states as f64; self.n_states];
            let model = HiddenMarkovModel::new(&start, transitions.view(), laws)?;
            let fit = self.fit_from(model, observations);
            ln_likelihoods.push(fit.as_ref().ok().map(|fit| fit.ln_likelihood));
            match fit {
                Ok(fit) => {
                    if best.as_ref().is_none_or(|best| fit.ln_likelihood > best.ln_likelihood) {
                        best = Some(fit);
                    }
                }
                Err(error) => {
                    first_error.get_or_insert(error);
                }
            }
        }
        match (best, first_error) {
            (Some(fit), _) => Ok(HiddenMarkovFit { ln_likelihoods, ..fit.in_order() }),
            (None, Some(error)) => Err(error),
            (None, None) => Err(Error::TooFew { what: "restarts", got: 0, wanted: 1 }),
        }
    }

    /// The fit that starts from this model, its states left in their order.
    ///
    /// # Errors
    /// [`Error::NotConverged`], [`Error::SingularCovariance`], [`Error::ImpossibleObservation`],
    /// [`Error::Length`].
    pub fn fit_from<E: Emissions>(
        &self,
        mut model: HiddenMarkovModel<E>,
        observations: &E::Observations,
    ) -> Result<HiddenMarkovFit<E>, Error> {
        let n_steps = observations.n_steps();
        let enough = self.tolerance * n_steps as f64;
        let mut history: Vec<f64> = Vec::new();
        let mut gain = f64::INFINITY;
        for _ in 0..self.max_iterations {
            let step = model.step(observations)?;
            if let Some(before) = history.last() {
                gain = step.ln_likelihood - before;
            }
            history.push(step.ln_likelihood);
            if gain.abs() <= enough {
                let ln_likelihood = step.ln_likelihood;
                let ln_likelihoods = vec![Some(ln_likelihood)];
                return Ok(HiddenMarkovFit {
                    model,
                    ln_likelihood,
                    history,
                    ln_likelihoods,
                    n_steps,
                });
            }
            model = step.model;
        }
        Err(Error::NotConverged {
            what: "hidden Markov model",
            n_iterations: self.max_iterations,
            step: gain,
            tolerance: enough,
        })
    }
}

impl<E: Emissions> HiddenMarkovFit<E> {
    /// The fitted model.
    pub fn model(&self) -> &HiddenMarkovModel<E> {
        &self.model
    }

    /// ln P(observations) under the fitted model.
    pub fn ln_likelihood(&self) -> f64 {
        self.ln_likelihood
    }

    /// ln P(observations) before each iteration; it never falls.
    pub fn history(&self) -> &[f64] {
        &self.history
    }

    /// Where each start ended; none for one that did not converge.
    pub fn ln_likelihoods_of_starts(&self) -> &[Option<f64>] {
        &self.ln_likelihoods
    }

    /// −2 ln L + 2 × parameters.
    pub fn aic(&self) -> f64 {
        2.0 * (self.model.n_parameters() as f64 - self.ln_likelihood)
    }

    /// −2 ln L + parameters × ln steps.
    pub fn bic(&self) -> f64 {
        self.model.n_parameters() as f64 * ln(self.n_steps as f64) - 2.0 * self.ln_likelihood
    }

    fn in_order(self) -> Self {
        let rank = self.model.emissions().rank();
        let mut order: Vec<usize> = (0..rank.len()).collect();
        order.sort_by(|&a, &b| rank[a].total_cmp(&rank[b]));
        Self { model: self.model.reordered(&order), ..self }
    }
}

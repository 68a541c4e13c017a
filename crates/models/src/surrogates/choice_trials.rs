//! Counts of many neurons in trials with two choices.

use ndarray::Array2;
use rayon::prelude::*;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::exp;

use crate::Error;
use crate::error::within;

/// Trials with two choices, and neurons of which some know them: a neuron's expected count is μ e^(±d/2), with
/// its own μ (log-normal about `mean_count`) and its own d (0, or of size `selectivity` and either sign).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChoiceTrials {
    n_trials: usize,
    n_neurons: usize,
    n_selective: usize,
    selectivity: f64,
    mean_count: f64,
}

/// What was counted, and who knew.
#[derive(Clone, Debug, PartialEq)]
pub struct ChoiceSession {
    /// 1 or 0 in each trial
    pub choice: Vec<u8>,
    /// Observed (shape: trials × neurons)
    pub counts: Array2<u64>,
    /// Truth: the log of the ratio of expected counts, choice 1 over choice 0, of each neuron
    pub log_ratio: Vec<f64>,
}

impl ChoiceTrials {
    /// So many trials, neurons and selective neurons among them, the size of their log ratio, and the median expected count.
    ///
    /// # Errors
    /// [`Error::TooFew`] below 2 trials or 1 neuron; [`Error::Parameter`]: more selective neurons than neurons, a
    /// selectivity outside [0, 5], a count outside [0, 1000].
    pub fn new(
        (n_trials, n_neurons, n_selective): (usize, usize, usize),
        selectivity: f64,
        mean_count: f64,
    ) -> Result<Self, Error> {
        for (what, got, wanted) in [("trials", n_trials, 2), ("neurons", n_neurons, 1)] {
            if got < wanted {
                return Err(Error::TooFew { what, got, wanted });
            }
        }
        let most = n_neurons as f64;
        within("n_selective", n_selective as f64, ..=most, "at most the number of neurons")?;
        within("selectivity", selectivity, 0.0..=5.0, "a number between 0 and 5")?;
        within("mean_count", mean_count, 0.0..=1000.0, "a number between 0 and 1000")?;
        Ok(Self { n_trials, n_neurons, n_selective, selectivity, mean_count })
    }

    /// Simulates trials; neuron i from `seed.replicate("neurons", i)`. Which neurons are selective is drawn too.
    pub fn simulate(&self, seed: Seed) -> ChoiceSession {
        let stream = &mut seed.replicate("choices", 0);
        let choice: Vec<u8> = (0..self.n_trials).map(|_| u8::from(stream.bernoulli(0.5))).collect();
        let mut order: Vec<usize> = (0..self.n_neurons).collect();
        seed.replicate("selective", 0).shuffle(&mut order);
        let mut knows = vec![false; self.n_neurons];
        order.iter().take(self.n_selective).for_each(|&neuron| knows[neuron] = true);
        let neuron = |i: usize| {
            let stream = &mut seed.replicate("neurons", i as u64);
            let mean = self.mean_count * exp(0.8 * stream.standard_normal());
            let sign = if stream.bernoulli(0.5) { 1.0 } else { -1.0 };
            let log_ratio = if knows[i] { sign * self.selectivity } else { 0.0 };
            let of = |&choice: &u8| {
                let side = f64::from(choice) - 0.5;
                stream.poisson(mean * exp(side * log_ratio))
            };
            (log_ratio, choice.iter().map(of).collect::<Vec<u64>>())
        };
        let neurons: Vec<(f64, Vec<u64>)> =
            (0..self.n_neurons).into_par_iter().map(neuron).collect();
        let shape = (self.n_trials, self.n_neurons);
        ChoiceSession {
            counts: Array2::from_shape_fn(shape, |(trial, i)| neurons[i].1[trial]),
            log_ratio: neurons.iter().map(|neuron| neuron.0).collect(),
            choice,
        }
    }
}

//! A neuron hears its inputs: what do its synapses make of them?
//!
//! Of the linear neuron y = w · x, each rule changes the weights after every input:
//!
//! ```text
//! Hebb   w ← w + η y x                                    grows without bound
//! Oja    w ← w + η y (x − y w)                            to the first principal component, length 1
//! BCM    w ← w + η y (y − θ) x,  θ ← θ + (y² − θ)/T      to one of several patterns, with y ≥ 0
//! ```
//!
//! Oja's rule finds the first principal component of inputs whose mean is 0, along the way with noise of order
//! √η; otherwise it finds the first direction of their second moments. A learning that leaves the numbers is
//! an error with the step. Hebb (1949); Oja (1982), doi:10.1007/BF00275687; Bienenstock, Cooper & Munro (1982),
//! doi:10.1523/JNEUROSCI.02-01-00032.1982. Spikes and their times: [`timing`]; what a synapse does within
//! seconds: [`crate::synapse`].
//!
//! ```
//! use ndarray::arr2;
//! use spikebook_models::plasticity::{Learner, Rule};
//!
//! // All inputs along (3, 4)/5.
//! let inputs = arr2(&[[3.0, 4.0], [-3.0, -4.0]]);
//! let trace = Learner::new(Rule::oja(0.01)?, vec![1.0, 0.0])?.learn(inputs.view(), 200)?;
//! assert!((trace.weights[0] - 0.6).abs() < 1e-9 && (trace.weights[1] - 0.8).abs() < 1e-9);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

pub mod timing;

use ndarray::{Array2, ArrayView2};

use crate::Error;
use crate::error::within;
use crate::integration::IntegrationError;

/// A rule of learning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule(Kind);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Hebb { rate: f64 },
    Oja { rate: f64 },
    Bcm { rate: f64, memory: f64 },
}

impl Rule {
    /// Hebb's rule with rate η.
    ///
    /// # Errors
    /// [`Error::Parameter`]: a rate outside (0, 1].
    pub fn hebb(rate: f64) -> Result<Self, Error> {
        Ok(Self(Kind::Hebb { rate: checked(rate)? }))
    }

    /// Oja's rule with rate η.
    ///
    /// # Errors
    /// As [`Rule::hebb`].
    pub fn oja(rate: f64) -> Result<Self, Error> {
        Ok(Self(Kind::Oja { rate: checked(rate)? }))
    }

    /// The rule of Bienenstock, Cooper and Munro with rate η and a threshold that remembers T inputs.
    ///
    /// # Errors
    /// As [`Rule::hebb`]; a memory below 1 or above 10⁶.
    pub fn bcm(rate: f64, memory: f64) -> Result<Self, Error> {
        within("memory", memory, 1.0..=1e6, "a number between 1 and 1,000,000 inputs")?;
        Ok(Self(Kind::Bcm { rate: checked(rate)?, memory }))
    }
}

fn checked(rate: f64) -> Result<f64, Error> {
    within("rate", rate, f64::MIN_POSITIVE..=1.0, "a number above 0, at most 1")
}

/// A linear neuron with a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Learner {
    rule: Rule,
    weights: Vec<f64>,
    threshold: f64,
}

/// What learning left.
#[derive(Clone, Debug, PartialEq)]
pub struct LearningTrace {
    /// The weights at the end
    pub weights: Vec<f64>,
    /// The weights at the start and after each input (shape: inputs + 1 × weights), of the first pass only
    pub first_pass: Array2<f64>,
    /// The weights at the start and after each pass (shape: passes + 1 × weights)
    pub passes: Array2<f64>,
    /// The threshold at the end (0 but for BCM)
    pub threshold: f64,
}

impl Learner {
    /// A neuron with first weights.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a weight; [`Error::Parameter`] for one beyond ±10⁶.
    pub fn new(rule: Rule, weights: Vec<f64>) -> Result<Self, Error> {
        if weights.is_empty() {
            return Err(Error::TooFew { what: "weights", got: 0, wanted: 1 });
        }
        for &weight in &weights {
            within("weight", weight, -1e6..=1e6, "a number between −10⁶ and 10⁶")?;
        }
        Ok(Self { rule, weights, threshold: 0.0 })
    }

    /// The weights.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Hears one input, answers and learns.
    pub fn hear(&mut self, input: &[f64]) -> f64 {
        let y: f64 = self.weights.iter().zip(input).map(|(w, x)| w * x).sum();
        let pairs = self.weights.iter_mut().zip(input);
        match self.rule.0 {
            Kind::Hebb { rate } => {
                pairs.for_each(|(w, x)| *w += rate * y * x);
                y
            }
            Kind::Oja { rate } => {
                pairs.for_each(|(w, x)| *w += rate * y * (x - y * *w));
                y
            }
            Kind::Bcm { rate, memory } => {
                let y = y.max(0.0);
                let threshold = self.threshold;
                pairs.for_each(|(w, x)| *w += rate * y * (y - threshold) * x);
                self.threshold += (y * y - self.threshold) / memory;
                y
            }
        }
    }

    /// Hears all inputs (shape: inputs × weights) in order, so many times over.
    ///
    /// # Errors
    /// [`Error::Parameter`] for inputs of another length; [`IntegrationError::Diverged`] with the number of inputs
    /// heard and the weights before where they leave the numbers.
    pub fn learn(
        mut self,
        inputs: ArrayView2<'_, f64>,
        n_passes: usize,
    ) -> Result<LearningTrace, Error> {
        let n = self.weights.len();
        let wanted = "one number a weight";
        within("length of an input", inputs.ncols() as f64, n as f64..=n as f64, wanted)?;
        let rows: Vec<Vec<f64>> = inputs.rows().into_iter().map(|row| row.to_vec()).collect();
        let (mut first, mut passes) = (self.weights.clone(), self.weights.clone());
        for pass in 0..n_passes {
            for (k, input) in rows.iter().enumerate() {
                let before = self.weights.clone();
                self.hear(input);
                if !self.weights.iter().all(|weight| weight.is_finite()) {
                    let time = (pass * rows.len() + k + 1) as f64;
                    return Err(IntegrationError::Diverged { time, state: before }.into());
                }
                if pass == 0 {
                    first.extend_from_slice(&self.weights);
                }
            }
            passes.extend_from_slice(&self.weights);
        }
        let matrix = |values: Vec<f64>| {
            Array2::from_shape_vec((values.len() / n, n), values).expect("rows of weights")
        };
        Ok(LearningTrace {
            weights: self.weights,
            first_pass: matrix(first),
            passes: matrix(passes),
            threshold: self.threshold,
        })
    }
}

#[cfg(test)]
mod tests;

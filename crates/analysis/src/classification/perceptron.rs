//! A small network, written to be read: layers forwards, blame backwards, and a step downhill.
//!
//! Forwards, each layer bends what it is given: h⁰ = x, hˡ = g(Wˡ hˡ⁻¹ + cˡ), and the last layer gives log-odds z from which
//! P = softmax(z). The loss of a row of class k is −ln Pₖ; the objective is its mean over rows plus penalty/2 · Σ|W|².
//!
//! Backwards, the blame δ of a layer's sums is found from that of the layer after it (Rumelhart, Hinton & Williams 1986,
//! doi:10.1038/323533a0):
//!
//! δᴸ = P − onehot(k),   δˡ = (Wˡ⁺¹ᵀ δˡ⁺¹) ∘ g′,   ∂/∂Wˡ = δˡ hˡ⁻¹ᵀ,   ∂/∂cˡ = δˡ.
//!
//! Steps are Adam's (Kingma & Ba 2015, arXiv:1412.6980) on batches of rows whose order is shuffled anew for every pass; the
//! length of the steps falls as 1/√(1 + pass/100). Where the objective over all rows, after ten passes, is not lower than
//! ten passes before by more than `tolerance`, batches have told what they can: their noise moves the weights as much as the
//! slope does. Steps of all rows follow, halved whenever ten of them raise the objective, and training ends when ten of them lower
//! it by no more than `tolerance`: at rest, and not at a chance rise.
//!
//! **When it misleads.** It is no model of the brain's learning; the objective has many minima, and other seeds give
//! other networks; without held-out rows it only says how well it remembers. Scale the columns.
//!
//! **Agreement.** scikit-learn's `MLPClassifier(activation="tanh" | "relu", alpha = n · penalty)` has the same objective (its batches,
//! and with them its weights, differ); with given weights probabilities are equal.
//!
//! ```
//! use ndarray::array;
//! use spikebook_analysis::classification::{Classifier, Perceptron};
//! use spikebook_numeric::Seed;
//!
//! // Exclusive or: no straight line tells these classes apart, four hidden units do.
//! let rows = array![[-1.0, -1.0], [1.0, 1.0], [-1.0, 1.0], [1.0, -1.0]];
//! let network = Perceptron::new(&[8], Seed::from_number(1))?;
//! let fit = network.fit_labels(rows.view(), &[0, 0, 1, 1], 2)?;
//! assert_eq!(fit.predict_rows(rows.view())?, [0, 0, 1, 1]);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod network;

pub use network::{Activation, Network};

use ndarray::{Array2, ArrayView2, Axis};
use spikebook_numeric::Seed;

use super::training::{Training, check_new_rows};
use super::{Classifier, FittedClassifier, largest_of_rows};
use crate::{Error, settings};
use network::Steps;

/// Passes between two looks at the objective.
const STRIDE: usize = 10;

/// A network, not yet trained. See the [module](self).
///
/// | parameter | default | range |
/// |---|---|---|
/// | hidden layers | – | widths ≥ 1; none is a multinomial regression |
/// | activation | tanh | tanh or the positive part |
/// | penalty | 10⁻³ | ≥ 0, finite |
/// | step | 0.01 | > 0, < 1 |
/// | `batch_rows` | 64 | ≥ 1 |
/// | tolerance | 10⁻⁴ | > 0, < 1 |
/// | `max_passes` | 5000 | ≥ 1 |
#[derive(Clone, Debug, PartialEq)]
pub struct Perceptron {
    hidden: Vec<usize>,
    activation: Activation,
    penalty: f64,
    step: f64,
    batch_rows: usize,
    tolerance: f64,
    max_passes: usize,
    seed: Seed,
}

/// A trained network.
#[derive(Clone, Debug, PartialEq)]
pub struct PerceptronFit {
    network: Network,
    objectives: Vec<f64>,
}

impl Perceptron {
    /// Hidden layers of these widths; weights start as draws of the seed.
    ///
    /// # Errors
    /// [`Error::TooFew`] for a layer without units.
    pub fn new(hidden: &[usize], seed: Seed) -> Result<Self, Error> {
        for &width in hidden {
            settings::count("units of a hidden layer", width)?;
        }
        Ok(Self {
            hidden: hidden.to_vec(),
            activation: Activation::Tanh,
            penalty: 1e-3,
            step: 0.01,
            batch_rows: 64,
            tolerance: 1e-4,
            max_passes: 5000,
            seed,
        })
    }

    /// How hidden units bend their sums.
    #[must_use]
    pub fn with_activation(self, activation: Activation) -> Self {
        Self { activation, ..self }
    }

    /// Adds penalty/2 · Σ|W|² to the mean loss (offsets are left out).
    ///
    /// # Errors
    /// [`Error::Parameter`] for a penalty that is negative or not finite.
    pub fn with_penalty(self, penalty: f64) -> Result<Self, Error> {
        settings::not_negative("penalty", penalty).map(|penalty| Self { penalty, ..self })
    }

    /// The length of the first steps.
    ///
    /// # Errors
    /// [`Error::Parameter`] outside (0, 1).
    pub fn with_step(self, step: f64) -> Result<Self, Error> {
        settings::between("step", step, 0.0, 1.0, "a number between 0 and 1")
            .map(|step| Self { step, ..self })
    }

    /// Takes so many rows for each step; as many as there are make every step the same.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn with_batch_rows(self, batch_rows: usize) -> Result<Self, Error> {
        settings::count("batch_rows", batch_rows).map(|batch_rows| Self { batch_rows, ..self })
    }

    /// Ends when ten passes lower the objective by no more than this share of it.
    ///
    /// # Errors
    /// [`Error::Parameter`] outside (0, 1).
    pub fn with_tolerance(self, tolerance: f64) -> Result<Self, Error> {
        settings::tolerance(tolerance).map(|tolerance| Self { tolerance, ..self })
    }

    /// Passes over the rows at most.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn with_max_passes(self, max_passes: usize) -> Result<Self, Error> {
        settings::count("max_passes", max_passes).map(|max_passes| Self { max_passes, ..self })
    }

    /// Trains on `matrix` (`n_rows` × `n_columns`), whose row t is of class `labels[t]`.
    ///
    /// # Errors
    /// Those of [`Classifier::fit_labels`]; [`Error::Overflow`] where the objective leaves the range of numbers (columns not scaled);
    /// [`Error::NotConverged`] where it still falls after the last pass.
    pub fn fit(
        &self,
        matrix: ArrayView2<'_, f64>,
        labels: &[usize],
        n_classes: usize,
    ) -> Result<PerceptronFit, Error> {
        Training::new(matrix, labels, n_classes, 1)?;
        let mut widths = vec![matrix.ncols()];
        widths.extend(&self.hidden);
        widths.push(n_classes);
        let mut network = Network::drawn(&widths, self.activation, self.seed);
        let mut steps = Steps::new(&network);
        let mut order: Vec<usize> = (0..matrix.nrows()).collect();
        let mut objectives: Vec<f64> = Vec::new();
        let mut fall = f64::INFINITY;
        let (mut batch_rows, mut step, mut takes_all) = (self.batch_rows, self.step, false);
        for pass in 1..=self.max_passes {
            let mut length = step;
            if !takes_all {
                self.seed.replicate("passes", pass as u64).shuffle(&mut order);
                length /= (1.0 + pass as f64 / 100.0).sqrt();
            }
            for batch in order.chunks(batch_rows) {
                let rows = matrix.select(Axis(0), batch);
                let batch_labels: Vec<usize> = batch.iter().map(|&row| labels[row]).collect();
                let (_, slopes) = network.backward(rows.view(), &batch_labels, self.penalty);
                steps.take(&mut network, &slopes, length);
            }
            if pass % STRIDE != 0 {
                continue;
            }
            let objective = network.objective(matrix, labels, self.penalty);
            if !objective.is_finite() {
                return Err(Error::Overflow { what: "loss of the network".into() });
            }
            fall = objectives.last().map_or(f64::INFINITY, |before| before - objective);
            objectives.push(objective);
            match (takes_all, fall) {
                (true, ..0.0) => step *= 0.5,
                (true, fall) if fall <= self.tolerance => {
                    return Ok(PerceptronFit { network, objectives });
                }
                (false, fall) if fall <= self.tolerance => {
                    (takes_all, batch_rows) = (true, matrix.nrows());
                    // What was remembered of batches is of no use to steps of all rows.
                    steps = Steps::new(&network);
                    order.sort_unstable();
                }
                _ => {}
            }
        }
        Err(Error::NotConverged {
            what: "multilayer perceptron",
            n_iterations: self.max_passes,
            step: fall,
            tolerance: self.tolerance,
        })
    }
}

impl PerceptronFit {
    /// The network as it ended.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The objective after every ten passes.
    pub fn objectives(&self) -> &[f64] {
        &self.objectives
    }

    /// Passes over the rows.
    pub fn n_passes(&self) -> usize {
        self.objectives.len() * STRIDE
    }
}

impl Classifier for Perceptron {
    fn fit_labels(
        &self,
        matrix: ArrayView2<'_, f64>,
        labels: &[usize],
        n_classes: usize,
    ) -> Result<Box<dyn FittedClassifier>, Error> {
        Ok(Box::new(self.fit(matrix, labels, n_classes)?))
    }
}

impl FittedClassifier for PerceptronFit {
    fn predict_rows(&self, matrix: ArrayView2<'_, f64>) -> Result<Vec<usize>, Error> {
        check_new_rows(matrix, self.network.n_columns())?;
        Ok(largest_of_rows(&self.network.forward(matrix)))
    }

    fn probabilities(&self, matrix: ArrayView2<'_, f64>) -> Result<Option<Array2<f64>>, Error> {
        check_new_rows(matrix, self.network.n_columns())?;
        Ok(Some(self.network.forward(matrix)))
    }
}

#[cfg(test)]
mod tests;

//! Layers, forwards and backwards.

use ndarray::{Array1, Array2, ArrayView2, Axis};
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{ln, tanh};
use spikebook_numeric::sum::sum;

use crate::Error;
use crate::classification::softmax;
use crate::matrix::{check_finite, check_finite_slice, check_length};

/// How a hidden unit bends its sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Activation {
    /// The hyperbolic tangent
    #[default]
    Tanh,
    /// The positive part
    Positive,
}

/// Layers of weights (units × inputs) and offsets.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    activation: Activation,
    layers: Vec<(Array2<f64>, Array1<f64>)>,
}

/// The slope of the objective along every weight and offset, shaped as the layers are.
pub(super) type Slopes = Vec<(Array2<f64>, Array1<f64>)>;

impl Activation {
    fn bend(self, sum: f64) -> f64 {
        match self {
            Self::Tanh => tanh(sum),
            Self::Positive => sum.max(0.0),
        }
    }

    /// The slope of the bend, from the bent value.
    fn slope(self, bent: f64) -> f64 {
        match self {
            Self::Tanh => 1.0 - bent * bent,
            Self::Positive => {
                if bent > 0.0 {
                    1.0
                } else {
                    0.0
                }
            }
        }
    }
}

impl Network {
    /// A network with given weights (units × inputs) and offsets of each layer, such as one trained elsewhere.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a layer or an input, [`Error::Length`] where layers do not fit together,
    /// [`Error::NonFinite`] for a weight or an offset.
    pub fn from_layers(
        layers: Vec<(Array2<f64>, Array1<f64>)>,
        activation: Activation,
    ) -> Result<Self, Error> {
        if layers.is_empty() {
            return Err(Error::TooFew { what: "layers", got: 0, wanted: 1 });
        }
        for (weights, offsets) in &layers {
            check_length("offsets of a layer", offsets.len(), weights.nrows())?;
            if weights.ncols() == 0 {
                return Err(Error::TooFew { what: "inputs of a layer", got: 0, wanted: 1 });
            }
            check_finite("weights of a layer", weights.view())?;
            check_finite_slice("offsets of a layer", &offsets.to_vec())?;
        }
        for pair in layers.windows(2) {
            check_length("inputs of a layer", pair[1].0.ncols(), pair[0].0.nrows())?;
        }
        Ok(Self { activation, layers })
    }

    /// Weights drawn with variance 1/inputs (2/inputs for the positive part), offsets 0.
    pub(super) fn drawn(widths: &[usize], activation: Activation, seed: Seed) -> Self {
        let gain = match activation {
            Activation::Tanh => 1.0,
            Activation::Positive => 2.0,
        };
        let layer = |(index, pair): (usize, &[usize])| {
            let mut stream = seed.replicate("layer", index as u64);
            let size = (gain / pair[0] as f64).sqrt();
            let shape = (pair[1], pair[0]);
            let weights = Array2::from_shape_simple_fn(shape, || size * stream.standard_normal());
            (weights, Array1::zeros(pair[1]))
        };
        Self { activation, layers: widths.windows(2).enumerate().map(layer).collect() }
    }

    /// Weights (units × inputs) and offsets of each layer, from the input on.
    pub fn layers(&self) -> &[(Array2<f64>, Array1<f64>)] {
        &self.layers
    }

    pub(super) fn n_columns(&self) -> usize {
        self.layers[0].0.ncols()
    }

    /// The probability of each class for each row (`n_rows` × classes).
    ///
    /// # Panics
    /// Where `rows` has another number of columns than the first layer has inputs.
    pub fn forward(&self, rows: ArrayView2<'_, f64>) -> Array2<f64> {
        self.states(rows).pop().expect("a network has a layer")
    }

    /// What every layer gives: hidden units bent, classes as probabilities.
    fn states(&self, rows: ArrayView2<'_, f64>) -> Vec<Array2<f64>> {
        let mut states: Vec<Array2<f64>> = Vec::with_capacity(self.layers.len());
        for (depth, (weights, offsets)) in self.layers.iter().enumerate() {
            let below = states.last().map_or(rows.view(), ndarray::ArrayBase::view);
            let mut sums = below.dot(&weights.t()) + offsets;
            if depth + 1 == self.layers.len() {
                softmax(&mut sums);
            } else {
                sums.mapv_inplace(|sum| self.activation.bend(sum));
            }
            states.push(sums);
        }
        states
    }

    /// The mean loss of the rows and the penalty.
    pub(super) fn objective(
        &self,
        rows: ArrayView2<'_, f64>,
        labels: &[usize],
        penalty: f64,
    ) -> f64 {
        self.objective_of(&self.forward(rows), labels, penalty)
    }

    fn objective_of(&self, chances: &Array2<f64>, labels: &[usize], penalty: f64) -> f64 {
        let losses = labels.iter().enumerate().map(|(row, &label)| -ln(chances[[row, label]]));
        let squares = self.layers.iter().flat_map(|(weights, _)| weights.iter().map(|w| w * w));
        sum(losses) / labels.len() as f64 + 0.5 * penalty * sum(squares)
    }

    /// Backpropagation: the objective, and its slope along every weight and offset.
    pub(super) fn backward(
        &self,
        rows: ArrayView2<'_, f64>,
        labels: &[usize],
        penalty: f64,
    ) -> (f64, Slopes) {
        let states = self.states(rows);
        let chances = &states[states.len() - 1];
        let objective = self.objective_of(chances, labels, penalty);
        // The blame of the last layer's sums: P − onehot, shared among the rows.
        let mut blame = chances.clone();
        for (row, &label) in labels.iter().enumerate() {
            blame[[row, label]] -= 1.0;
        }
        blame /= labels.len() as f64;
        let mut slopes = Vec::with_capacity(self.layers.len());
        for depth in (0..self.layers.len()).rev() {
            let weights = &self.layers[depth].0;
            let below = if depth == 0 { rows.view() } else { states[depth - 1].view() };
            let along_weights = blame.t().dot(&below) + &(weights * penalty);
            slopes.push((along_weights, blame.sum_axis(Axis(0))));
            if depth > 0 {
                // The blame of the layer below: what each unit passed on, times the slope of its bend.
                blame = blame.dot(weights);
                blame.zip_mut_with(&below, |blame, &bent| *blame *= self.activation.slope(bent));
            }
        }
        slopes.reverse();
        (objective, slopes)
    }
}

/// Adam: running means of the slopes and of their squares set the length of each step.
pub(super) struct Steps {
    /// What is left of the first memory
    fade: f64,
    fade_of_squares: f64,
    means: Slopes,
    squares: Slopes,
}

impl Steps {
    const MEMORY: f64 = 0.9;
    const MEMORY_OF_SQUARES: f64 = 0.999;

    pub(super) fn new(network: &Network) -> Self {
        let zeros = |(weights, offsets): &(Array2<f64>, Array1<f64>)| {
            (Array2::zeros(weights.dim()), Array1::zeros(offsets.dim()))
        };
        let empty: Slopes = network.layers.iter().map(zeros).collect();
        Self { fade: 1.0, fade_of_squares: 1.0, means: empty.clone(), squares: empty }
    }

    pub(super) fn take(&mut self, network: &mut Network, slopes: &Slopes, length: f64) {
        self.fade *= Self::MEMORY;
        self.fade_of_squares *= Self::MEMORY_OF_SQUARES;
        let (correction, correction_of_squares) = (1.0 - self.fade, 1.0 - self.fade_of_squares);
        let update = |weight: &mut f64, slope: f64, mean: &mut f64, square: &mut f64| {
            *mean = Self::MEMORY * *mean + (1.0 - Self::MEMORY) * slope;
            *square =
                Self::MEMORY_OF_SQUARES * *square + (1.0 - Self::MEMORY_OF_SQUARES) * slope * slope;
            let size = (*square / correction_of_squares).sqrt() + 1e-8;
            *weight -= length * (*mean / correction) / size;
        };
        for (depth, layer) in network.layers.iter_mut().enumerate() {
            let (means, squares) = (&mut self.means[depth], &mut self.squares[depth]);
            let weights =
                layer.0.iter_mut().zip(&slopes[depth].0).zip(&mut means.0).zip(&mut squares.0);
            weights
                .for_each(|(((weight, &slope), mean), square)| update(weight, slope, mean, square));
            let offsets =
                layer.1.iter_mut().zip(&slopes[depth].1).zip(&mut means.1).zip(&mut squares.1);
            offsets
                .for_each(|(((offset, &slope), mean), square)| update(offset, slope, mean, square));
        }
    }
}

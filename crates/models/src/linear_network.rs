//! A layer is a matrix: what do its units answer, and where do they go when they talk to themselves?
//!
//! A layer answers y = f(W x + b). A recurrent one feeds its own answer back, `u_{t+1} = W u_t`, so `u_t = W^t u_0`: along an
//! eigenvector it grows or shrinks by its eigenvalue each step, and a complex pair turns. A population of ages
//! (juvenile, subadult, adult owls) is projected by the same equation.
//!
//! ```
//! use ndarray::arr2;
//! use spikebook_models::linear_network::Recurrent;
//!
//! let circuit = Recurrent::new(arr2(&[[1.0, 0.2], [0.1, 1.0]]))?;
//! let path = circuit.follow(&[1.0, 1.0], 29)?;
//! let powered = circuit.power(29).dot(&ndarray::arr1(&[1.0, 1.0]));
//! assert!((path[[29, 0]] - powered[0]).abs() < 1e-10);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};
use spikebook_numeric::elementary::{logistic, tanh};

use crate::Error;
use crate::error::within;
use crate::integration::IntegrationError;

/// What a unit makes of its drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// The drive itself
    Identity,
    /// The drive where it is above 0, else 0
    Rectified,
    /// 1/(1 + e^(−drive))
    Logistic,
    /// tanh(drive)
    Tanh,
}

impl Activation {
    /// f(drive).
    pub fn of(self, drive: f64) -> f64 {
        match self {
            Self::Identity => drive,
            Self::Rectified => drive.max(0.0),
            Self::Logistic => logistic(drive),
            Self::Tanh => tanh(drive),
        }
    }
}

/// A layer of units: y = f(W x + b).
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    weights: Array2<f64>,
    bias: Array1<f64>,
    activation: Activation,
}

impl Layer {
    /// From weights (shape: units × inputs), a bias a unit and an activation.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a unit or input; [`Error::Parameter`] for numbers that are not finite or a bias of
    /// another length.
    pub fn new(
        weights: Array2<f64>,
        bias: Array1<f64>,
        activation: Activation,
    ) -> Result<Self, Error> {
        checked(&weights)?;
        let n = weights.nrows() as f64;
        within("length of the bias", bias.len() as f64, n..=n, "one number a unit")?;
        for &value in &bias {
            within("bias", value, f64::MIN..=f64::MAX, "a finite number")?;
        }
        Ok(Self { weights, bias, activation })
    }

    /// The answers (shape: samples × units) to inputs (shape: samples × inputs).
    ///
    /// # Errors
    /// [`Error::Parameter`] for inputs of another length.
    pub fn forward(&self, inputs: ArrayView2<'_, f64>) -> Result<Array2<f64>, Error> {
        let n = self.weights.ncols() as f64;
        within("length of an input", inputs.ncols() as f64, n..=n, "one number a weight")?;
        let shape = (inputs.nrows(), self.weights.nrows());
        Ok(Array2::from_shape_fn(shape, |(sample, unit)| {
            let drive = product(self.weights.row(unit), inputs.row(sample));
            self.activation.of(drive + self.bias[unit])
        }))
    }
}

/// A circuit that feeds back: `u_{t+1} = W u_t`.
#[derive(Clone, Debug, PartialEq)]
pub struct Recurrent(Array2<f64>);

impl Recurrent {
    /// From a square matrix.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a unit; [`Error::Parameter`] where it is not square or not finite.
    pub fn new(weights: Array2<f64>) -> Result<Self, Error> {
        checked(&weights)?;
        let n = weights.nrows() as f64;
        within("columns of the weights", weights.ncols() as f64, n..=n, "as many as rows")?;
        Ok(Self(weights))
    }

    /// The state at the start and after each step (shape: steps + 1 × units).
    ///
    /// # Errors
    /// [`Error::Parameter`] for a start of another length; [`IntegrationError::Diverged`] with the step and the state
    /// before where it leaves the numbers.
    pub fn follow(&self, start: &[f64], n_steps: usize) -> Result<Array2<f64>, Error> {
        let n = self.0.nrows();
        let wanted = "one number a unit";
        within("length of the start", start.len() as f64, n as f64..=n as f64, wanted)?;
        let mut states = Array2::zeros((n_steps + 1, n));
        states.row_mut(0).assign(&ArrayView1::from(start));
        for step in 1..=n_steps {
            let before = states.row(step - 1).to_owned();
            let next: Vec<f64> =
                self.0.rows().into_iter().map(|row| product(row, before.view())).collect();
            if !next.iter().all(|value| value.is_finite()) {
                let error =
                    IntegrationError::Diverged { time: step as f64, state: before.to_vec() };
                return Err(error.into());
            }
            states.index_axis_mut(Axis(0), step).assign(&ArrayView1::from(&next));
        }
        Ok(states)
    }

    /// W to the power of n, by repeated squaring.
    pub fn power(&self, n: u32) -> Array2<f64> {
        let (mut power, mut square, mut left) = (Array2::eye(self.0.nrows()), self.0.clone(), n);
        while left > 0 {
            if left & 1 == 1 {
                power = multiplied(&power, &square);
            }
            left >>= 1;
            if left > 0 {
                square = multiplied(&square, &square);
            }
        }
        power
    }
}

fn product(left: ArrayView1<'_, f64>, right: ArrayView1<'_, f64>) -> f64 {
    left.iter().zip(right).map(|(a, b)| a * b).sum()
}

fn multiplied(left: &Array2<f64>, right: &Array2<f64>) -> Array2<f64> {
    Array2::from_shape_fn((left.nrows(), right.ncols()), |(i, j)| {
        product(left.row(i), right.column(j))
    })
}

fn checked(weights: &Array2<f64>) -> Result<(), Error> {
    for (what, got) in [("units", weights.nrows()), ("inputs", weights.ncols())] {
        if got == 0 {
            return Err(Error::TooFew { what, got, wanted: 1 });
        }
    }
    for &weight in weights {
        within("weight", weight, f64::MIN..=f64::MAX, "a finite number")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use ndarray::{arr1, arr2};

    use super::*;

    /// The spotted owls: extinct where 18 of 100 juveniles survive, not where 30 do (course map 1b).
    #[test]
    fn owls_die_out_or_do_not() {
        let long_run = |survival: f64| {
            let stages = arr2(&[[0.0, 0.0, 0.33], [survival, 0.0, 0.0], [0.0, 0.71, 0.94]]);
            let path =
                Recurrent::new(stages).expect("a matrix").follow(&[1.0; 3], 2000).expect("a path");
            (path[[2000, 2]] / path[[1999, 2]], path[[2000, 2]] / path[[2000, 0]])
        };
        assert!((long_run(0.18).0 - 0.98359).abs() < 5e-6);
        assert!((long_run(0.30).0 - 1.00904).abs() < 5e-6);
        assert!((long_run(0.30).1 - 3.058).abs() < 5e-4);
    }

    /// A neuron of the lateral geniculate nucleus: of all stimuli of length 1 its own weights drive it most (course map 1b, W1T1).
    #[test]
    fn a_neuron_likes_its_own_weights_best() {
        let weights = [2.0, 4.0, 1.0, 5.0];
        let layer = Layer::new(arr2(&[weights]), arr1(&[0.0]), Activation::Identity);
        let layer = layer.expect("a layer");
        let answer =
            |stimulus: [f64; 4]| layer.forward(arr2(&[stimulus]).view()).expect("answers")[[0, 0]];
        let best = [0.2949, 0.5898, 0.1474, 0.7372];
        assert!((answer(best) - 6.7823).abs() < 5e-4);
        let length = 46.0_f64.sqrt();
        assert!((answer(weights.map(|w| w / length)) - length).abs() < 1e-12);
        // Turned away from it in any plane by any angle, the answer falls by the angle's cosine.
        for tilt in [0.1, 0.5, 1.0] {
            let (c, s) = (
                spikebook_numeric::elementary::cos(tilt),
                spikebook_numeric::elementary::sin(tilt),
            );
            let across = [4.0, -2.0, 0.0, 0.0].map(|x: f64| x / 20.0_f64.sqrt());
            let tilted = std::array::from_fn(|k| c * weights[k] / length + s * across[k]);
            assert!((answer(tilted) - c * length).abs() < 1e-12);
        }
    }

    /// Two neurons that excite each other, 29 steps on from three starts (course map 1b, W3T1 exercise 3).
    #[test]
    fn two_neurons_grow_along_one_direction_and_die_along_the_other() {
        let circuit = Recurrent::new(arr2(&[[1.0, 0.2], [0.1, 1.0]])).expect("a circuit");
        let after = |start: [f64; 2]| {
            let path = circuit.follow(&start, 29).expect("a path");
            [path[[29, 0]], path[[29, 1]]]
        };
        let near = |got: [f64; 2], wanted: [f64; 2]| {
            assert!(
                got.iter().zip(wanted).all(|(g, w)| (g - w).abs() < 5e-4),
                "{got:?} {wanted:?}"
            );
        };
        near(after([1.0, 1.0]), [55.932, 39.553]);
        near(after([-1.0, -1.0]), [-55.932, -39.553]);
        // Eigenvalues 1 ± √0.02 with eigenvectors (√2, ±1): a step along one is a multiplication.
        for (sign, rounded) in [(1.0, 1.1414), (-1.0, 0.8586)] {
            let (eigenvalue, along) = (1.0 + sign * 0.02_f64.sqrt(), [2.0_f64.sqrt(), sign]);
            assert!((eigenvalue - rounded).abs() < 5e-5);
            let path = circuit.follow(&along, 29).expect("a path");
            for step in 0..29 {
                for unit in 0..2 {
                    let wanted = eigenvalue * path[[step, unit]];
                    // Rounding alone carries a trace of the growing direction into the shrinking one.
                    assert!((path[[step + 1, unit]] - wanted).abs() < 1e-13, "{step}");
                }
            }
        }
        let shrunk = after([2.0_f64.sqrt(), -1.0]);
        assert!(shrunk.iter().all(|u| u.abs() < 0.02), "{shrunk:?}");
    }

    #[test]
    fn a_layer_answers_unit_by_unit() {
        let weights = arr2(&[[1.0, -2.0], [0.5, 0.5]]);
        let layer = Layer::new(weights, arr1(&[0.0, 1.0]), Activation::Rectified).expect("a layer");
        let answers = layer.forward(arr2(&[[1.0, 1.0], [3.0, 1.0]]).view()).expect("answers");
        assert_eq!(answers, arr2(&[[0.0, 2.0], [1.0, 3.0]]));
    }

    #[test]
    fn what_grows_beyond_the_numbers_says_when() {
        let circuit = Recurrent::new(arr2(&[[1e100]])).expect("a matrix");
        insta::assert_snapshot!(circuit.follow(&[1e10], 9).expect_err("diverges"), @"the integration diverges at time 3: the last state before was [1.0000000000000001e210]");
        insta::assert_snapshot!(Recurrent::new(arr2(&[[1.0, 2.0]])).expect_err("refused"), @"columns of the weights: got 2, wanted as many as rows");
    }
}

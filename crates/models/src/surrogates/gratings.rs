//! Responses of many neurons to gratings of all directions.

use ndarray::Array2;
use rayon::prelude::*;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{cos, exp};

use crate::Error;
use crate::error::within;

/// Neurons that see a grating of each direction once: the response is a peak at the preferred direction, a smaller one opposite, and
/// noise of two kinds, one of its own and one that all neurons share in a trial.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GratingResponses {
    n_neurons: usize,
    n_directions: usize,
    noise: f64,
    shared_noise: f64,
}

/// What was seen and answered.
#[derive(Clone, Debug, PartialEq)]
pub struct GratingSession {
    /// The direction of each trial, degrees
    pub direction_deg: Vec<f64>,
    /// Observed (shape: trials × neurons)
    pub responses: Array2<f64>,
    /// Truth: each neuron's preferred direction, degrees
    pub preferred_deg: Vec<f64>,
    /// Truth: the height of each neuron's peak
    pub peak: Vec<f64>,
}

/// How sharp the peaks are: the concentration of a von Mises shape.
const CONCENTRATION: f64 = 4.0;
/// The peak at the opposite direction, as a share of the first.
const OPPOSITE: f64 = 0.5;

impl GratingResponses {
    /// So many neurons and directions, evenly spaced, noise of each neuron and noise of all, both in units of a mean peak.
    ///
    /// # Errors
    /// [`Error::TooFew`] below 1 neuron or 2 directions; [`Error::Parameter`] for noise outside [0, 100].
    pub fn new(
        n_neurons: usize,
        n_directions: usize,
        noise: f64,
        shared_noise: f64,
    ) -> Result<Self, Error> {
        for (what, got, wanted) in [("neurons", n_neurons, 1), ("directions", n_directions, 2)] {
            if got < wanted {
                return Err(Error::TooFew { what, got, wanted });
            }
        }
        for (name, value) in [("noise", noise), ("shared_noise", shared_noise)] {
            within(name, value, 0.0..=100.0, "a number between 0 and 100")?;
        }
        Ok(Self { n_neurons, n_directions, noise, shared_noise })
    }

    /// Simulates one trial a direction; neuron i from `seed.replicate("neurons", i)`.
    pub fn simulate(&self, seed: Seed) -> GratingSession {
        let n = self.n_directions;
        let direction_deg: Vec<f64> = (0..n).map(|k| 360.0 * k as f64 / n as f64).collect();
        let stream = &mut seed.replicate("shared", 0);
        let shared: Vec<f64> =
            (0..n).map(|_| self.shared_noise * stream.standard_normal()).collect();
        let neuron = |i: usize| {
            let stream = &mut seed.replicate("neurons", i as u64);
            let (preferred, peak) = (360.0 * stream.uniform(), stream.standard_exponential());
            let answers: Vec<f64> = direction_deg
                .iter()
                .zip(&shared)
                .map(|(direction, shared)| {
                    let near = cos((direction - preferred).to_radians());
                    let shape = exp(CONCENTRATION * (near - 1.0))
                        + OPPOSITE * exp(CONCENTRATION * (-near - 1.0));
                    peak * shape + shared + self.noise * stream.standard_normal()
                })
                .collect();
            (preferred, peak, answers)
        };
        let neurons: Vec<(f64, f64, Vec<f64>)> =
            (0..self.n_neurons).into_par_iter().map(neuron).collect();
        let shape = (n, self.n_neurons);
        GratingSession {
            responses: Array2::from_shape_fn(shape, |(trial, i)| neurons[i].2[trial]),
            preferred_deg: neurons.iter().map(|neuron| neuron.0).collect(),
            peak: neurons.iter().map(|neuron| neuron.1).collect(),
            direction_deg,
        }
    }
}

//! Many neurons while an animal runs and rests.

use ndarray::Array2;
use rayon::prelude::*;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::exp;

use crate::Error;
use crate::error::within;
use crate::spike_response::wandering_signal;

/// A running speed that comes and goes, and neurons that follow it, a few latents that have nothing to do with it, and noise:
/// response = w · speed + v · latents + noise, where w is 0 for all but some neurons.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunningPopulation {
    n_bins: usize,
    n_neurons: usize,
    n_following: usize,
    n_latents: usize,
    noise: f64,
}

/// What was recorded, and who follows.
#[derive(Clone, Debug, PartialEq)]
pub struct RunningSession {
    /// The speed in each bin, cm/s
    pub speed_cm_s: Vec<f64>,
    /// Observed (shape: bins × neurons)
    pub responses: Array2<f64>,
    /// Truth: how much each neuron follows a standard deviation of the speed
    pub weights: Vec<f64>,
}

/// For how many bins speed and latents remember.
const MEMORY_BINS: f64 = 20.0;

impl RunningPopulation {
    /// So many bins, neurons, neurons that follow the speed, and latents besides; noise in units of a following neuron's weight.
    ///
    /// # Errors
    /// [`Error::TooFew`] below 2 bins or 1 neuron; [`Error::Parameter`]: more following neurons than neurons, more than 1000 latents,
    /// noise outside [0, 1000].
    pub fn new(
        n_bins: usize,
        (n_neurons, n_following): (usize, usize),
        n_latents: usize,
        noise: f64,
    ) -> Result<Self, Error> {
        for (what, got, wanted) in [("bins", n_bins, 2), ("neurons", n_neurons, 1)] {
            if got < wanted {
                return Err(Error::TooFew { what, got, wanted });
            }
        }
        let most = n_neurons as f64;
        within("n_following", n_following as f64, ..=most, "at most the number of neurons")?;
        within("n_latents", n_latents as f64, ..=1000.0, "at most 1000")?;
        within("noise", noise, 0.0..=1000.0, "a number between 0 and 1000")?;
        Ok(Self { n_bins, n_neurons, n_following, n_latents, noise })
    }

    /// Simulates a session; neuron i from `seed.replicate("neurons", i)`. Which neurons follow is drawn too.
    pub fn simulate(&self, seed: Seed) -> RunningSession {
        let wander = |purpose: &str, replicate: u64| {
            wandering_signal(self.n_bins, 1.0, MEMORY_BINS, &mut seed.replicate(purpose, replicate))
        };
        // Runs are rare and fast: a skewed speed, near 0 half of the time.
        let speed_cm_s: Vec<f64> =
            wander("speed", 0).into_iter().map(|x| 4.0 * (exp(1.2 * x) - 1.0).max(0.0)).collect();
        let mean = speed_cm_s.iter().sum::<f64>() / self.n_bins as f64;
        let square = speed_cm_s.iter().map(|s| (s - mean) * (s - mean)).sum::<f64>();
        let spread = (square / self.n_bins as f64).sqrt().max(1e-12);
        let latents: Vec<Vec<f64>> =
            (0..self.n_latents).map(|k| wander("latents", k as u64)).collect();
        let mut order: Vec<usize> = (0..self.n_neurons).collect();
        seed.replicate("following", 0).shuffle(&mut order);
        let mut follows = vec![false; self.n_neurons];
        order.iter().take(self.n_following).for_each(|&neuron| follows[neuron] = true);
        let neuron = |i: usize| {
            let stream = &mut seed.replicate("neurons", i as u64);
            let draw = stream.standard_normal();
            let weight = if follows[i] { draw } else { 0.0 };
            let shares: Vec<f64> =
                (0..self.n_latents).map(|_| 0.7 * stream.standard_normal()).collect();
            let answer = |bin: usize| {
                let hidden: f64 =
                    shares.iter().zip(&latents).map(|(share, latent)| share * latent[bin]).sum();
                let heard = weight * (speed_cm_s[bin] - mean) / spread;
                heard + hidden + self.noise * stream.standard_normal()
            };
            (weight, (0..self.n_bins).map(answer).collect::<Vec<f64>>())
        };
        let neurons: Vec<(f64, Vec<f64>)> =
            (0..self.n_neurons).into_par_iter().map(neuron).collect();
        let shape = (self.n_bins, self.n_neurons);
        RunningSession {
            responses: Array2::from_shape_fn(shape, |(bin, i)| neurons[i].1[bin]),
            weights: neurons.iter().map(|neuron| neuron.0).collect(),
            speed_cm_s,
        }
    }
}

//! Spikes that call for spikes: what do units fire that excite each other?
//!
//! λᵢ(t) = μᵢ + Σⱼ wᵢⱼ Σ_{t' < t} e^{−(t − t')/τ}/τ, summed over the spikes t' of unit j,
//!
//! so a spike of j calls for wᵢⱼ more of i on average, and where the largest eigenvalue of W is below 1 the rates settle at
//! (1 − W)⁻¹ μ. Spikes are drawn exactly, by thinning a bound that only falls between them (Ogata 1981,
//! doi:10.1109/TIT.1981.1056305). Inhibition cannot be said with positive rates: see
//! [`coupled_glm`](super::coupled_glm).
//!
//! ```
//! use ndarray::array;
//! use spikebook_models::spike_trains::hawkes::Hawkes;
//!
//! let pair = Hawkes::new(vec![4.0, 2.0], array![[0.2, 0.1], [0.3, 0.2]], 0.02)?;
//! let rates = pair.stationary_rates_hz();
//! assert!((0.8 * rates[0] - 0.1 * rates[1] - 4.0).abs() < 1e-9);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use ndarray::Array2;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::exp;

use crate::Error;
use crate::error::within;

/// Units that excite each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Hawkes {
    base_hz: Vec<f64>,
    weights: Array2<f64>,
    memory_s: f64,
}

/// A session.
#[derive(Clone, Debug, PartialEq)]
pub struct HawkesSession {
    /// The ascending spike times of each unit, seconds
    pub observed: Vec<Vec<f64>>,
    /// What made them
    pub truth: Hawkes,
}

impl Hawkes {
    /// From the rates μ (spikes/s), the weights W (row: who is excited, column: by whom), and the memory τ (seconds).
    ///
    /// # Errors
    /// [`Error::TooFew`] without a unit; [`Error::Parameter`]: a rate outside [0, 1000], weights of another shape, a
    /// weight outside [0, 1), a column that sums to 1 or more (which keeps activity finite), a memory outside [10⁻⁴, 10].
    pub fn new(base_hz: Vec<f64>, weights: Array2<f64>, memory_s: f64) -> Result<Self, Error> {
        let n = base_hz.len();
        if n == 0 {
            return Err(Error::TooFew { what: "cells", got: 0, wanted: 1 });
        }
        for &rate in &base_hz {
            within("base_hz", rate, 0.0..=1e3, "a number between 0 and 1000")?;
        }
        if weights.dim() != (n, n) {
            let got = weights.len() as f64;
            return Err(Error::Parameter { parameter: "weights", got, wanted: "units × units" });
        }
        for column in weights.columns() {
            for &weight in column {
                within("weight", weight, 0.0..1.0, "a number from 0, below 1")?;
            }
            let wanted = "below 1, or activity has no end";
            within("sum of a column of weights", column.sum(), ..1.0, wanted)?;
        }
        within("memory_s", memory_s, 1e-4..=10.0, "a number between 0.0001 and 10")?;
        Ok(Self { base_hz, weights, memory_s })
    }

    /// The rates in the long run, spikes/s: μ + W μ + W² μ + …
    pub fn stationary_rates_hz(&self) -> Vec<f64> {
        let mut rates = self.base_hz.clone();
        let mut generation = ndarray::Array1::from(self.base_hz.clone());
        while generation.iter().any(|&more| more > 1e-14) {
            let next = (0..rates.len()).map(|i| {
                (0..rates.len()).fold(0.0, |sum, j| sum + self.weights[[i, j]] * generation[j])
            });
            generation = next.collect();
            rates.iter_mut().zip(&generation).for_each(|(rate, more)| *rate += more);
        }
        rates
    }

    /// Simulates from silence, all from the stream `seed.replicate("spikes", 0)`.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a duration outside (0, 10⁶] s.
    pub fn simulate(&self, duration_s: f64, seed: Seed) -> Result<HawkesSession, Error> {
        let wanted = "a number above 0, at most 10⁶";
        within("duration_s", duration_s, f64::MIN_POSITIVE..=1e6, wanted)?;
        let n = self.base_hz.len();
        let mut stream = seed.replicate("spikes", 0);
        let mut observed = vec![Vec::new(); n];
        let mut excited = vec![0.0; n];
        let mut time = 0.0;
        loop {
            let total = |excited: &[f64]| {
                self.base_hz.iter().zip(excited).fold(0.0, |sum, (base, more)| sum + base + more)
            };
            let bound = total(&excited);
            let wait = stream.standard_exponential() / bound;
            time += wait;
            if !(time < duration_s) {
                return Ok(HawkesSession { observed, truth: self.clone() });
            }
            let kept = exp(-wait / self.memory_s);
            excited.iter_mut().for_each(|more| *more *= kept);
            let mut place = stream.uniform() * bound;
            if place >= total(&excited) {
                continue;
            }
            let mut unit = n - 1;
            for i in 0..n {
                let rate = self.base_hz[i] + excited[i];
                if place < rate {
                    unit = i;
                    break;
                }
                place -= rate;
            }
            observed[unit].push(time);
            for i in 0..n {
                excited[i] += self.weights[[i, unit]] / self.memory_s;
            }
        }
    }
}

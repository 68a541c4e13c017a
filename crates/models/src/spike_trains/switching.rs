//! A hidden state jumps, and with it the rates of all cells: can the states be found again?
//!
//! A Markov chain in bins: the state stays with probability 1 − Δ/T and otherwise jumps to one of the others, each as likely, so it lasts
//! T on average; in state s cell i counts are Poisson with mean rate(s, i) Δ. Cortical states last no fixed law of times,
//! and rates ramp within them. Jones et al. (2007), doi:10.1073/pnas.0705546104.
//!
//! ```
//! use ndarray::array;
//! use spikebook_models::spike_trains::switching::Switching;
//! use spikebook_numeric::Seed;
//!
//! let model = Switching::new(array![[2.0, 20.0], [20.0, 2.0]], 0.5, 0.05)?;
//! let session = model.simulate(400, Seed::from_number(1))?;
//! assert_eq!(session.observed.dim(), (400, 2));
//! assert!(session.truth.states.iter().all(|&state| state < 2));
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use ndarray::Array2;
use spikebook_numeric::Seed;

use crate::Error;
use crate::error::within;

/// A population with a hidden state.
#[derive(Clone, Debug, PartialEq)]
pub struct Switching {
    rates_hz: Array2<f64>,
    mean_stay_s: f64,
    bin_width_s: f64,
}

/// A session.
#[derive(Clone, Debug, PartialEq)]
pub struct SwitchingSession {
    /// The counts (shape: bins × cells)
    pub observed: Array2<f64>,
    /// What made them
    pub truth: SwitchingTruth,
}

/// The states and the rates.
#[derive(Clone, Debug, PartialEq)]
pub struct SwitchingTruth {
    /// The state in each bin, from 0
    pub states: Vec<usize>,
    /// The rates (shape: states × cells), spikes/s
    pub rates_hz: Array2<f64>,
    /// The probability to stay from a bin to the next
    pub stay_probability: f64,
}

impl Switching {
    /// From the rates (shape: states × cells), the mean time in a state and the width of a bin, seconds.
    ///
    /// # Errors
    /// [`Error::TooFew`] for fewer than two states or no cell; [`Error::Parameter`]: a rate outside [0, 10⁴], a width
    /// outside [10⁻⁴, 10], a stay shorter than a bin.
    pub fn new(rates_hz: Array2<f64>, mean_stay_s: f64, bin_width_s: f64) -> Result<Self, Error> {
        let (n_states, n_cells) = rates_hz.dim();
        for (what, got, wanted) in [("states", n_states, 2), ("cells", n_cells, 1)] {
            if got < wanted {
                return Err(Error::TooFew { what, got, wanted });
            }
        }
        for &rate in &rates_hz {
            within("rates_hz", rate, 0.0..=1e4, "numbers between 0 and 10,000")?;
        }
        within("bin_width_s", bin_width_s, 1e-4..=10.0, "a number between 0.0001 and 10")?;
        within("mean_stay_s", mean_stay_s, bin_width_s..=1e6, "at least a bin, at most 10⁶")?;
        Ok(Self { rates_hz, mean_stay_s, bin_width_s })
    }

    /// Simulates so many bins from a state that is drawn: the states from `seed.replicate("states", 0)`, cell i from
    /// `seed.replicate("cell", i)`.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a bin.
    pub fn simulate(&self, n_bins: usize, seed: Seed) -> Result<SwitchingSession, Error> {
        if n_bins == 0 {
            return Err(Error::TooFew { what: "bins", got: 0, wanted: 1 });
        }
        let (n_states, n_cells) = self.rates_hz.dim();
        let stay_probability = 1.0 - self.bin_width_s / self.mean_stay_s;
        let mut stream = seed.replicate("states", 0);
        let mut states = vec![stream.below(n_states)];
        while states.len() < n_bins {
            let now = states[states.len() - 1];
            let stays = stream.bernoulli(stay_probability);
            states.push(if stays {
                now
            } else {
                (now + 1 + stream.below(n_states - 1)) % n_states
            });
        }
        let mut counts = Array2::zeros((n_bins, n_cells));
        for cell in 0..n_cells {
            let mut stream = seed.replicate("cell", cell as u64);
            for (bin, &state) in states.iter().enumerate() {
                let expected = self.rates_hz[[state, cell]] * self.bin_width_s;
                counts[[bin, cell]] = stream.poisson(expected) as f64;
            }
        }
        let truth = SwitchingTruth { states, rates_hz: self.rates_hz.clone(), stay_probability };
        Ok(SwitchingSession { observed: counts, truth })
    }
}

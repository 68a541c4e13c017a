//! Units that hear a stimulus, themselves and each other: what do they fire?
//!
//! In bins of width Δ a unit's count is Poisson with mean
//!
//! Δ e^{b + Σ stimulus filter · stimulus + Σ history filter · own spikes + Σ coupling filters · others' spikes},
//!
//! with the filters of [`spike_response`](crate::spike_response), of which fits are to be judged. Expected counts are cut at 10 a
//! bin, so that a runaway stays a number (it is told in the truth). Pillow et al. (2008), doi:10.1038/nature07140.
//!
//! ```
//! use spikebook_models::spike_trains::coupled_glm::{CoupledGlm, GlmUnit};
//! use spikebook_numeric::Seed;
//!
//! let unit = GlmUnit { base_hz: 20.0, stimulus: None, history: None, couplings: vec![] };
//! let session = CoupledGlm::new(vec![unit], 0.001)?.simulate(&vec![0.0; 1000], Seed::from_number(1))?;
//! assert_eq!(session.observed.counts.len(), 1);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{exp, ln};

use crate::Error;
use crate::error::within;
use crate::spike_response::{Coupling, SpikeHistory, StimulusResponse};

/// Filters are followed so far back, seconds.
const REACH_S: f64 = 0.2;
const MOST_EXPECTED: f64 = 10.0;

/// One unit.
#[derive(Clone, Debug, PartialEq)]
pub struct GlmUnit {
    /// The rate e^b without stimulus and spikes, spikes/s
    pub base_hz: f64,
    /// What the stimulus does
    pub stimulus: Option<StimulusResponse>,
    /// What its own spikes do
    pub history: Option<SpikeHistory>,
    /// What the spikes of others do: (which unit, how)
    pub couplings: Vec<(usize, Coupling)>,
}

/// Units that hear each other.
#[derive(Clone, Debug, PartialEq)]
pub struct CoupledGlm {
    units: Vec<GlmUnit>,
    bin_width_s: f64,
}

/// A session.
#[derive(Clone, Debug, PartialEq)]
pub struct GlmSession {
    /// What is recorded
    pub observed: ObservedGlm,
    /// What made it
    pub truth: GlmTruth,
}

/// The stimulus and the counts.
#[derive(Clone, Debug, PartialEq)]
pub struct ObservedGlm {
    /// The stimulus in each bin
    pub stimulus: Vec<f64>,
    /// The counts of each unit in each bin
    pub counts: Vec<Vec<u64>>,
}

/// The units and their rates.
#[derive(Clone, Debug, PartialEq)]
pub struct GlmTruth {
    /// The units
    pub units: Vec<GlmUnit>,
    /// The rate of each unit in each bin, spikes/s
    pub rates_hz: Vec<Vec<f64>>,
    /// How many bins' rates were cut
    pub n_cut: usize,
}

impl CoupledGlm {
    /// From the units and the width of a bin, seconds.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a unit; [`Error::Parameter`]: a base rate outside (0, 1000], a coupling to a unit that is
    /// not there, a width outside [10⁻⁴, 0.1].
    pub fn new(units: Vec<GlmUnit>, bin_width_s: f64) -> Result<Self, Error> {
        if units.is_empty() {
            return Err(Error::TooFew { what: "cells", got: 0, wanted: 1 });
        }
        within("bin_width_s", bin_width_s, 1e-4..=0.1, "a number between 0.0001 and 0.1")?;
        for unit in &units {
            within("base_hz", unit.base_hz, 1e-6..=1e3, "a number between 10⁻⁶ and 1000")?;
            for &(other, _) in &unit.couplings {
                within(
                    "coupling from unit",
                    other as f64,
                    ..units.len() as f64,
                    "a unit's number, from 0",
                )?;
            }
        }
        Ok(Self { units, bin_width_s })
    }

    /// Simulates under a stimulus, one value a bin; unit i from the stream `seed.replicate("unit", i)`.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a bin, [`Error::Parameter`] for a stimulus that is not finite.
    pub fn simulate(&self, stimulus: &[f64], seed: Seed) -> Result<GlmSession, Error> {
        if stimulus.is_empty() {
            return Err(Error::TooFew { what: "bins", got: 0, wanted: 1 });
        }
        for &value in stimulus {
            within("stimulus", value, f64::MIN..=f64::MAX, "a finite number")?;
        }
        let (n, n_bins) = (self.units.len(), stimulus.len());
        let n_lags = (REACH_S / self.bin_width_s).round() as usize;
        let filter = |gain: &dyn Fn(f64) -> f64| -> Vec<f64> {
            (1..=n_lags).map(|lag| gain(lag as f64 * self.bin_width_s)).collect()
        };
        let mut streams: Vec<_> = (0..n).map(|unit| seed.replicate("unit", unit as u64)).collect();
        // What spikes will add to later bins, written when they happen.
        let mut drive: Vec<Vec<f64>> =
            self.units.iter().map(|unit| vec![ln(unit.base_hz); n_bins + n_lags]).collect();
        // (from whom, to whom, filter)
        let mut effects = Vec::new();
        for (to, unit) in self.units.iter().enumerate() {
            if let Some(response) = &unit.stimulus {
                let filter = filter(&|lag| response.log_gain(lag));
                for (bin, &value) in stimulus.iter().enumerate() {
                    add(&mut drive[to][bin + 1..], &filter, value);
                }
            }
            if let Some(history) = &unit.history {
                effects.push((to, to, filter(&|lag| history.log_gain(lag))));
            }
            for (from, coupling) in &unit.couplings {
                effects.push((*from, to, filter(&|lag| coupling.log_gain(lag))));
            }
        }
        let mut counts = vec![Vec::with_capacity(n_bins); n];
        let mut rates_hz = vec![Vec::with_capacity(n_bins); n];
        let mut n_cut = 0;
        for bin in 0..n_bins {
            for unit in 0..n {
                let expected = exp(drive[unit][bin]) * self.bin_width_s;
                n_cut += usize::from(expected > MOST_EXPECTED);
                let expected = expected.min(MOST_EXPECTED);
                rates_hz[unit].push(expected / self.bin_width_s);
                counts[unit].push(streams[unit].poisson(expected));
            }
            for (from, to, filter) in &effects {
                let count = counts[*from][bin];
                if count > 0 {
                    add(&mut drive[*to][bin + 1..], filter, count as f64);
                }
            }
        }
        Ok(GlmSession {
            observed: ObservedGlm { stimulus: stimulus.to_vec(), counts },
            truth: GlmTruth { units: self.units.clone(), rates_hz, n_cut },
        })
    }
}

fn add(drive: &mut [f64], filter: &[f64], size: f64) {
    drive.iter_mut().zip(filter).for_each(|(drive, gain)| *drive += size * gain);
}

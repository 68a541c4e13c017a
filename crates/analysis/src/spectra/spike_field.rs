//! Do spikes come at a certain phase of the field?
//!
//! The coherence between a train of spikes, counted in the samples of the field, and the field itself:
//! transforms of the counts without their mean rate and of the field are averaged over the same looks. Near
//! 1, spikes follow the field at that frequency; the phase is the angle of field over spikes: 0 where spikes
//! come at the field's peaks, ±π at its troughs.
//!
//! **When it misleads.** It grows with the rate: a cell that fires more is more coherent for the same
//! coupling, for its train is less noisy (Lepage, Kramer & Eden 2011, `doi:10.1162/NECO_a_00169`). A spike's
//! own waveform in a field from the same electrode is coherent at high frequencies. Few spikes: look at
//! [`Coherence::null_quantile`]. Jarvis & Mitra (2001), doi:10.1162/089976601300014312.
//!
//! ```
//! use spikebook_analysis::spectra::{Looks, SpikeFieldCoherence};
//!
//! // A field of 10 Hz with a spike at each of its peaks, sampled at 1 kHz.
//! let field: Vec<f64> = (0..4000).map(|t| f64::from((t % 100 - 50_i32).abs()) - 25.0).collect();
//! let spikes: Vec<u32> = (0..4000).map(|t| u32::from(t % 100 == 0)).collect();
//! let looks = Looks::multitaper(1000, 2.0, 3)?;
//! let found = SpikeFieldCoherence::of(&[&spikes], &[&field], 1000.0, &looks)?;
//! assert!(found.coherence().coherence()[10] > 0.95);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use super::coherence::Coherence;
use super::fourier::frequencies_hz;
use super::looks::Looks;
use super::plan::Plan;
use crate::Error;
use crate::matrix::check_length;

/// The coherence of spikes with a field.
#[derive(Clone, Debug, PartialEq)]
pub struct SpikeFieldCoherence {
    coherence: Coherence,
    n_spikes: u64,
    /// Spikes over time
    rate_hz: f64,
}

impl SpikeFieldCoherence {
    /// Of one recording or several trials: counts of spikes in the samples of the field.
    ///
    /// # Errors
    /// As [`Coherence::of`]; [`Error::TooFew`] without a spike.
    pub fn of(
        counts: &[&[u32]],
        fields: &[&[f64]],
        sampling_rate_hz: f64,
        looks: &Looks,
    ) -> Result<Self, Error> {
        looks.check(fields, sampling_rate_hz)?;
        check_length("trials of spikes", counts.len(), fields.len())?;
        let n_spikes: u64 =
            counts.iter().flat_map(|trial| trial.iter()).map(|&n| u64::from(n)).sum();
        if n_spikes == 0 {
            return Err(Error::TooFew { what: "spikes", got: 0, wanted: 1 });
        }
        let n_samples: usize = fields.iter().map(|field| field.len()).sum();
        let per_sample = n_spikes as f64 / n_samples as f64;
        let plan = Plan::new(looks);
        // The mean rate over all trials is taken away, not that of each segment: how many spikes a segment has is part of
        // what is measured.
        let plain = looks.clone().with_detrend(super::Detrend::Nothing);
        let spike_plan = Plan::new(&plain);
        let (mut of_spikes, mut of_field) = (Vec::new(), Vec::new());
        for (counts, field) in counts.iter().zip(fields) {
            check_length("samples of spikes", counts.len(), field.len())?;
            let centred: Vec<f64> = counts.iter().map(|&n| f64::from(n) - per_sample).collect();
            of_spikes.extend(spike_plan.transforms(&centred));
            of_field.extend(plan.transforms(field));
        }
        let n_each = fields.iter().map(|field| field.len()).min().unwrap_or(0);
        let coherence = Coherence::of_transforms(
            &of_field,
            &of_spikes,
            frequencies_hz(looks.segment_samples(), sampling_rate_hz),
            looks.degrees_of_freedom(n_each, fields.len()),
        )?;
        Ok(Self { coherence, n_spikes, rate_hz: per_sample * sampling_rate_hz })
    }

    /// The coherence and the phase of the field at the spikes.
    pub fn coherence(&self) -> &Coherence {
        &self.coherence
    }

    /// Spikes that were counted.
    pub fn n_spikes(&self) -> u64 {
        self.n_spikes
    }

    /// Spikes over time, spikes/s.
    pub fn rate_hz(&self) -> f64 {
        self.rate_hz
    }
}

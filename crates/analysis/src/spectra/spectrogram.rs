//! How does the power at each frequency change over time?
//!
//! Segments of the signal, one step apart, each with the spectrum of its own tapers. Long segments tell
//! frequencies apart, short ones times: a segment of T seconds with time–bandwidth NW blurs by T in time and
//! ± NW/T in frequency. It misleads where a single sharp event (a spike, an artefact) smears over all
//! frequencies of the segments that hold it.

use ndarray::Array2;
use rayon::prelude::*;

use super::fourier::frequencies_hz;
use super::looks::Looks;
use super::plan::Plan;
use crate::Error;

/// Power over time and frequency.
#[derive(Clone, Debug, PartialEq)]
pub struct Spectrogram {
    /// The middle of each segment, seconds after the first sample
    pub times_s: Vec<f64>,
    /// 0 … Nyquist, Hz
    pub frequencies_hz: Vec<f64>,
    /// times × frequencies, unit² / Hz, one-sided
    pub density: Array2<f64>,
}

impl Spectrogram {
    /// Of one signal; the step of `looks` is the step in time.
    ///
    /// # Errors
    /// As [`PowerSpectrum::of`](super::PowerSpectrum::of).
    pub fn of(signal: &[f64], sampling_rate_hz: f64, looks: &Looks) -> Result<Self, Error> {
        looks.check(&[signal], sampling_rate_hz)?;
        let n = looks.segment_samples();
        let plan = Plan::new(looks);
        let starts: Vec<usize> = looks.segment_starts(signal.len()).collect();
        let rows: Vec<Vec<f64>> = starts
            .par_iter()
            .map(|&start| {
                let (mut density, _) = plan.total_power(&signal[start..start + n]);
                let n_tapers = looks.tapers().len() as f64;
                for (frequency, sum) in density.iter_mut().enumerate() {
                    *sum *= looks.density_scale(frequency, sampling_rate_hz) / n_tapers;
                }
                density
            })
            .collect();
        let middle = (n as f64 - 1.0) / 2.0;
        let flat: Vec<f64> = rows.into_iter().flatten().collect();
        if flat.iter().any(|power| !power.is_finite()) {
            return Err(Error::Overflow { what: "signal".into() });
        }
        Ok(Self {
            times_s: starts.iter().map(|&s| (s as f64 + middle) / sampling_rate_hz).collect(),
            frequencies_hz: frequencies_hz(n, sampling_rate_hz),
            density: Array2::from_shape_vec((starts.len(), plan.n_frequencies()), flat)
                .expect("times × frequencies"),
        })
    }
}

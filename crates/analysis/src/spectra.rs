//! Which rhythms does a signal hold, how strongly, and which signals share them?
//!
//! | question | where |
//! |---|---|
//! | how much power at each frequency, with bands of confidence | [`PowerSpectrum`] |
//! | how that changes over time | [`Spectrogram`] |
//! | how closely two signals go together at each frequency, and who leads | [`Coherence`], [`all_pairs`] |
//! | whether spikes go with the rhythm of a field | [`SpikeFieldCoherence`] |
//! | a signal without the frequencies that are not wanted | [`Sections`] (Butterworth), [`FiniteImpulseResponse`] |
//! | the size and phase of a rhythm at each moment | [`analytic_signal`] |
//! | whether a slow rhythm's phase sets a fast one's size | [`PhaseAmplitudeCoupling`] |
//! | how the present follows from the past | [`autocorrelation`], [`Autoregression`] |
//! | a rhythm in samples at uneven times | [`lomb_scargle`] |
//!
//! Power is a density (unit² / Hz), one-sided: it adds up over 0 … Nyquist to the variance. A spectrum is
//! estimated from segments × tapers; each of these products is one nearly independent look at the signal
//! ([`Looks`]).
//!
//! Transforms are ours, in plain arithmetic, sixteen signals at a time: the same bits on every processor.
//!
//! ```
//! use spikebook_analysis::spectra::{Looks, PowerSpectrum};
//!
//! let signal: Vec<f64> = (0..500).map(|t| if t % 25 < 12 { 1.0 } else { -1.0 }).collect();
//! let looks = Looks::multitaper(500, 3.0, 5)?;
//! let spectrum = PowerSpectrum::of(&[&signal], 500.0, &looks)?;
//! let peak_hz = spectrum.frequencies_hz()[spectrum.peak(5.0, 100.0).expect("a peak")];
//! assert!((peak_hz - 20.0).abs() <= 3.0, "a square wave of 20 Hz");
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod all_pairs;
mod autoregression;
mod batch;
mod butterworth;
mod coherence;
mod complex;
mod confidence;
mod finite_response;
mod fourier;
mod hilbert;
mod lomb_scargle;
mod looks;
mod phase_amplitude;
mod plan;
mod power;
mod sections;
mod slepian;
mod spectrogram;
mod spike_field;

pub use all_pairs::{PairwiseCoherence, all_pairs};
pub use autoregression::{
    Autoregression, AutoregressionMethod, autocorrelation, partial_autocorrelation,
};
pub use butterworth::Passband;
pub use coherence::Coherence;
pub use confidence::Interval;
pub use finite_response::FiniteImpulseResponse;
pub use hilbert::{AnalyticSignal, analytic_signal};
pub use lomb_scargle::{LombScargle, lomb_scargle};
pub use looks::{Detrend, Looks, Window};
pub use phase_amplitude::{Coupling, PhaseAmplitudeCoupling};
pub use power::PowerSpectrum;
pub use sections::Sections;
pub use slepian::{Slepian, slepian};
pub use spectrogram::Spectrogram;
pub use spike_field::SpikeFieldCoherence;

#[cfg(test)]
mod tests;

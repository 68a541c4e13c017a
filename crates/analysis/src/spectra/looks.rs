//! How a signal is cut and weighted before it is transformed: segments × tapers, each one look at the signal.

use std::f64::consts::TAU;

use spikebook_numeric::elementary::cos;

use super::slepian::slepian;
use crate::Error;
use crate::matrix::check_finite_slice;

/// A weight for each sample of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// All alike: the narrowest peak, with high feet
    Rectangular,
    /// ½ − ½ cos(2π t / n): low feet, a peak twice as wide
    Hann,
    /// 0.54 − 0.46 cos(2π t / n)
    Hamming,
}

/// What is taken away from each segment first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detrend {
    /// Nothing
    Nothing,
    /// Its mean
    Mean,
    /// The straight line through it
    Line,
}

/// Segments and tapers.
#[derive(Clone, Debug, PartialEq)]
pub struct Looks {
    segment_samples: usize,
    step_samples: usize,
    /// Each of energy 1
    tapers: Vec<Vec<f64>>,
    detrend: Detrend,
}

impl Window {
    fn weights(self, n: usize) -> Vec<f64> {
        let cosine = |t: usize| cos(TAU * t as f64 / n as f64);
        let weight = |t| match self {
            Self::Rectangular => 1.0,
            Self::Hann => 0.5 - 0.5 * cosine(t),
            Self::Hamming => 0.54 - 0.46 * cosine(t),
        };
        (0..n).map(weight).collect()
    }
}

impl Looks {
    /// One segment of all samples under one window, as it is: a periodogram.
    ///
    /// # Errors
    /// [`Error::TooFew`] for fewer than 2 samples.
    pub fn periodogram(n_samples: usize, window: Window) -> Result<Self, Error> {
        let looks = Self::windowed(n_samples, n_samples, window)?;
        Ok(looks.with_detrend(Detrend::Nothing))
    }

    /// Segments that overlap by so many samples under one window, each without its mean: Welch's method
    /// (doi:10.1109/TAU.1967.1161901).
    ///
    /// # Errors
    /// [`Error::TooFew`] for segments of fewer than 2 samples; [`Error::Parameter`] for an overlap that is
    /// not shorter than a segment.
    pub fn welch(
        segment_samples: usize,
        overlap_samples: usize,
        window: Window,
    ) -> Result<Self, Error> {
        if overlap_samples >= segment_samples {
            let (got, wanted) = (overlap_samples as f64, "below segment_samples");
            return Err(Error::Parameter { parameter: "overlap_samples", got, wanted });
        }
        Self::windowed(segment_samples, segment_samples - overlap_samples, window)
    }

    /// Segments side by side under Slepian tapers with time–bandwidth product NW, each without its mean:
    /// Thomson's method (doi:10.1109/PROC.1982.12433). Spectra are smoothed over ± NW / segment; 2 NW − 1
    /// tapers are the most that keep apart what lies further away.
    ///
    /// # Errors
    /// As [`slepian`].
    pub fn multitaper(
        segment_samples: usize,
        time_bandwidth: f64,
        n_tapers: usize,
    ) -> Result<Self, Error> {
        let tapers = slepian(segment_samples, time_bandwidth, n_tapers)?.tapers;
        Ok(Self { segment_samples, step_samples: segment_samples, tapers, detrend: Detrend::Mean })
    }

    /// The same looks after another trend is taken away.
    #[must_use]
    pub fn with_detrend(self, detrend: Detrend) -> Self {
        Self { detrend, ..self }
    }

    /// The same looks, each segment so many samples after the one before.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn with_step(self, step_samples: usize) -> Result<Self, Error> {
        if step_samples == 0 {
            return Err(Error::TooFew { what: "samples of a step", got: 0, wanted: 1 });
        }
        Ok(Self { step_samples, ..self })
    }

    fn windowed(
        segment_samples: usize,
        step_samples: usize,
        window: Window,
    ) -> Result<Self, Error> {
        if segment_samples < 2 {
            return Err(Error::TooFew {
                what: "samples of a segment",
                got: segment_samples,
                wanted: 2,
            });
        }
        let mut taper = window.weights(segment_samples);
        let energy = taper.iter().map(|weight| weight * weight).sum::<f64>().sqrt();
        taper.iter_mut().for_each(|weight| *weight /= energy);
        Ok(Self { segment_samples, step_samples, tapers: vec![taper], detrend: Detrend::Mean })
    }

    /// Samples of a segment.
    pub fn segment_samples(&self) -> usize {
        self.segment_samples
    }

    /// The tapers, each of energy 1.
    pub fn tapers(&self) -> &[Vec<f64>] {
        &self.tapers
    }

    /// Where each segment of a signal begins; what is left at its end is not looked at.
    pub fn segment_starts(&self, n_samples: usize) -> impl Iterator<Item = usize> + use<> {
        let n = (n_samples + self.step_samples).saturating_sub(self.segment_samples)
            / self.step_samples;
        let step = self.step_samples;
        (0..n).map(move |segment| segment * step)
    }

    /// Degrees of freedom of the mean over looks at a trial of noise: 2 a look where they are independent,
    /// fewer where segments overlap.
    pub fn degrees_of_freedom(&self, n_samples: usize, n_trials: usize) -> f64 {
        let n_segments = self.segment_starts(n_samples).count();
        let mut inflation = 1.0;
        for apart in 1..n_segments {
            let shift = apart * self.step_samples;
            if shift >= self.segment_samples {
                break;
            }
            // The correlation of the powers of two looks is the squared overlap of their tapers.
            let overlap: f64 = self.tapers.iter().map(|a| self.squared_overlaps(a, shift)).sum();
            let share = 1.0 - apart as f64 / n_segments as f64;
            inflation += 2.0 * share * overlap / self.tapers.len() as f64;
        }
        2.0 * (n_segments * n_trials * self.tapers.len()) as f64 / inflation
    }

    fn squared_overlaps(&self, taper: &[f64], shift: usize) -> f64 {
        let overlap = |other: &Vec<f64>| {
            let sum: f64 = taper[shift..].iter().zip(other).map(|(a, b)| a * b).sum();
            sum * sum
        };
        self.tapers.iter().map(overlap).sum()
    }

    pub(super) fn check(&self, trials: &[&[f64]], sampling_rate_hz: f64) -> Result<(), Error> {
        check_sampling_rate(sampling_rate_hz)?;
        if trials.is_empty() {
            return Err(Error::TooFew { what: "trials", got: 0, wanted: 1 });
        }
        for signal in trials {
            check_finite_slice("signal", signal)?;
            if signal.len() < self.segment_samples {
                let (got, wanted) = (signal.len(), self.segment_samples);
                return Err(Error::TooFew { what: "samples of a signal", got, wanted });
            }
        }
        Ok(())
    }

    /// What is taken away from each segment.
    pub(super) fn detrend(&self) -> Detrend {
        self.detrend
    }

    /// What |transform|² is multiplied with at a frequency: a one-sided density.
    pub(super) fn density_scale(&self, frequency: usize, sampling_rate_hz: f64) -> f64 {
        let is_single = frequency == 0 || 2 * frequency == self.segment_samples;
        (if is_single { 1.0 } else { 2.0 }) / sampling_rate_hz
    }
}

impl Detrend {
    /// Takes the trend of a segment away.
    pub(super) fn take_away(self, segment: &mut [f64]) {
        let n = segment.len() as f64;
        if self == Self::Nothing {
            return;
        }
        let mean = segment.iter().sum::<f64>() / n;
        segment.iter_mut().for_each(|value| *value -= mean);
        if self == Self::Line {
            let middle = (n - 1.0) / 2.0;
            let slope: f64 = segment.iter().enumerate().map(|(t, x)| (t as f64 - middle) * x).sum();
            let slope = slope * 12.0 / (n * (n * n - 1.0));
            for (t, value) in segment.iter_mut().enumerate() {
                *value -= slope * (t as f64 - middle);
            }
        }
    }
}

/// Refuses a sampling rate that is none.
pub(super) fn check_sampling_rate(sampling_rate_hz: f64) -> Result<(), Error> {
    if sampling_rate_hz.is_finite() && sampling_rate_hz > 0.0 {
        return Ok(());
    }
    let wanted = "a finite number above 0";
    Err(Error::Parameter { parameter: "sampling_rate_hz", got: sampling_rate_hz, wanted })
}

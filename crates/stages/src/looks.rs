//! How kinds that estimate spectra cut and taper signals: one reading of the parameters that they share.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::spectra::{Detrend, Looks, Window};
use spikebook_pipeline::Failure;

use crate::channels::Channels;

/// How a spectrum is estimated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Method {
    /// One segment under one window: fine detail, a spread that never shrinks
    Periodogram,
    /// Many overlapping segments under one window
    Welch,
    /// Segments under several Slepian tapers
    Multitaper,
}

/// The window of a periodogram or of Welch's method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum WindowName {
    /// All samples alike
    Rectangular,
    /// Falls to zero at both ends
    Hann,
    /// Falls to 0.08 at both ends
    Hamming,
}

/// What is taken away from each segment first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum DetrendName {
    /// Nothing
    Nothing,
    /// Its mean
    Mean,
    /// The straight line through it
    Line,
}

/// What the parameters say.
pub(crate) struct Settings {
    pub(crate) method: Method,
    /// None for the whole of the shortest trial
    pub(crate) segment_s: Option<f64>,
    pub(crate) overlap: f64,
    pub(crate) window: WindowName,
    pub(crate) time_bandwidth: f64,
    /// None for 2 NW − 1
    pub(crate) n_tapers: Option<usize>,
    pub(crate) detrend: DetrendName,
}

impl Settings {
    /// The looks at these channels.
    pub(crate) fn looks(&self, channels: &Channels) -> Result<Looks, Failure> {
        let whole = channels.shortest_trial();
        let samples =
            |seconds: f64| ((seconds * channels.sampling_rate_hz).round() as usize).max(2);
        let segment = self.segment_s.map_or(whole, samples);
        if segment > whole {
            return Err(Failure::new(
                format!(
                    "parameter `segment_s`: got {segment} samples, wanted at most the {whole} of the shortest trial"
                ),
                "take shorter segments, or leave the parameter out for the whole trial",
            ));
        }
        let looks = match self.method {
            Method::Periodogram => Looks::periodogram(segment, self.window.into())?,
            Method::Welch => {
                let overlap = (self.overlap * segment as f64).floor() as usize;
                Looks::welch(segment, overlap.min(segment - 1), self.window.into())?
            }
            Method::Multitaper => {
                let most = (2.0 * self.time_bandwidth).round() as usize - 1;
                Looks::multitaper(
                    segment,
                    self.time_bandwidth,
                    self.n_tapers.unwrap_or(most.max(1)),
                )?
            }
        };
        Ok(looks.with_detrend(self.detrend.into()))
    }
}

impl From<WindowName> for Window {
    fn from(name: WindowName) -> Self {
        match name {
            WindowName::Rectangular => Self::Rectangular,
            WindowName::Hann => Self::Hann,
            WindowName::Hamming => Self::Hamming,
        }
    }
}

impl From<DetrendName> for Detrend {
    fn from(name: DetrendName) -> Self {
        match name {
            DetrendName::Nothing => Self::Nothing,
            DetrendName::Mean => Self::Mean,
            DetrendName::Line => Self::Line,
        }
    }
}

/// The rows of the frequencies between two, both within.
pub(crate) fn rows_between(
    frequencies_hz: &[f64],
    low_hz: f64,
    high_hz: Option<f64>,
) -> std::ops::Range<usize> {
    let high_hz = high_hz.unwrap_or(f64::INFINITY);
    let start = frequencies_hz.partition_point(|f| *f < low_hz);
    start..frequencies_hz.partition_point(|f| *f <= high_hz).max(start)
}

/// Fails where no frequency is left.
pub(crate) fn no_frequency() -> Failure {
    Failure::new(
        "parameters `from_hz` and `to_hz`: no frequency lies between them, wanted at least one",
        "frequencies are one over the length of a segment apart, up to half the sampling rate",
    )
}

//! What would an electrode record near several neurons, each with a waveform of its own?
//!
//! Unit k fires as a Poisson process with a refractory period, and every spike is its template, stretched in size and laid into noise:
//!
//! w(t) = (1 + a ε) Tₖ(t − j) + n(t),   n(t) = ρ n(t − 1) + √(1 − ρ²) s η.
//!
//! A template is a trough and a later peak, −A exp(−z² / 2) + B exp(−z′² / 2), whose depth A, ratio B / A and widths are drawn once for
//! each unit, so that units differ as neurons at different distances do. The amplitude varies by a (bursts, drift), the
//! time of the trough by a jitter j uniform within half a sample, and noise has the standard deviation s and remembers
//! ρ of itself from sample to sample, as filtered recordings do. Spikes come in the order of their times; overlaps of two
//! units are not simulated, so sorting is easier here than in life (Quian Quiroga et al. 2004,
//! doi:10.1162/089976604774201631, simulate those too).
//!
//! ```
//! use spikebook_models::waveforms::Waveforms;
//! use spikebook_numeric::Seed;
//!
//! let session = Waveforms::new(3, 60.0)?.simulate(Seed::from_number(1));
//! assert_eq!(session.waveforms_uv.nrows(), session.spike_times_s.len());
//! assert!(session.truth.unit_of_spike.iter().all(|&unit| unit < 3));
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use ndarray::Array2;
use spikebook_numeric::elementary::exp;
use spikebook_numeric::{Seed, Stream};

use crate::Error;
use crate::error::within;

/// Most spikes of a session.
const MOST_SPIKES: f64 = 1e7;

/// Time between two spikes of a unit, at least.
const REFRACTORY_S: f64 = 0.002;

/// Samples before the trough.
const SAMPLES_BEFORE: f64 = 10.0;

/// Neurons near an electrode.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Waveforms {
    n_units: usize,
    duration_s: f64,
    mean_rate_hz: f64,
    n_samples: usize,
    noise_uv: f64,
    noise_memory: f64,
    amplitude_variation: f64,
}

/// A recording of single spikes.
#[derive(Clone, Debug, PartialEq)]
pub struct WaveformSession {
    /// When each spike was, ascending
    pub spike_times_s: Vec<f64>,
    /// The cut-out about each spike (spikes × samples), microvolts
    pub waveforms_uv: Array2<f64>,
    /// What made them
    pub truth: WaveformTruth,
}

/// Who fired, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct WaveformTruth {
    /// The unit of each spike, from 0
    pub unit_of_spike: Vec<usize>,
    /// The template of each unit (units × samples), microvolts
    pub templates_uv: Array2<f64>,
    /// The rate of each unit
    pub rates_hz: Vec<f64>,
}

/// The shape of one unit's spikes.
struct Template {
    depth_uv: f64,
    peak_uv: f64,
    trough_samples: f64,
    peak_samples: f64,
    peak_after: f64,
}

impl Template {
    fn drawn(stream: &mut Stream) -> Self {
        let between =
            |low: f64, high: f64, stream: &mut Stream| low + (high - low) * stream.uniform();
        let depth_uv = between(60.0, 220.0, stream);
        Self {
            depth_uv,
            peak_uv: depth_uv * between(0.1, 0.6, stream),
            trough_samples: between(1.5, 3.5, stream),
            peak_samples: between(2.5, 6.0, stream),
            peak_after: between(6.0, 12.0, stream),
        }
    }

    fn at(&self, sample: f64) -> f64 {
        let bump = |centre: f64, width: f64| {
            let z = (sample - centre) / width;
            exp(-0.5 * z * z)
        };
        let peak = self.peak_uv * bump(SAMPLES_BEFORE + self.peak_after, self.peak_samples);
        peak - self.depth_uv * bump(SAMPLES_BEFORE, self.trough_samples)
    }
}

impl Waveforms {
    /// `n_units` neurons for `duration_s` seconds: 5 spikes/s on average, 32 samples a spike, noise of 12 µV that
    /// remembers 0.6 of itself, amplitudes that vary by 5 %.
    ///
    /// # Errors
    /// [`Error::Parameter`] for more than 100 units, a duration outside (0, 86 400] s or more than 10⁷ spikes expected;
    /// [`Error::TooFew`] without units.
    pub fn new(n_units: usize, duration_s: f64) -> Result<Self, Error> {
        if n_units == 0 {
            return Err(Error::TooFew { what: "n_units", got: 0, wanted: 1 });
        }
        within("n_units", n_units as f64, 1.0..=100.0, "a number from 1 to 100")?;
        within(
            "duration_s",
            duration_s,
            f64::MIN_POSITIVE..=86_400.0,
            "a number above 0 and at most 86,400",
        )?;
        let model = Self {
            n_units,
            duration_s,
            mean_rate_hz: 5.0,
            n_samples: 32,
            noise_uv: 12.0,
            noise_memory: 0.6,
            amplitude_variation: 0.05,
        };
        model.with_rate(5.0)
    }

    /// The mean rate of the units; each has between half and one and a half of it.
    ///
    /// # Errors
    /// [`Error::Parameter`] outside (0, 200] or for more than 10⁷ spikes expected.
    pub fn with_rate(self, mean_rate_hz: f64) -> Result<Self, Error> {
        within(
            "mean_rate_hz",
            mean_rate_hz,
            f64::MIN_POSITIVE..=200.0,
            "a number above 0 and at most 200",
        )?;
        let n_spikes = self.n_units as f64 * self.duration_s * mean_rate_hz;
        within(
            "n_units × duration_s × mean_rate_hz",
            n_spikes,
            ..=MOST_SPIKES,
            "at most 10,000,000 spikes",
        )?;
        Ok(Self { mean_rate_hz, ..self })
    }

    /// The standard deviation of the noise, and what it remembers of itself from sample to sample.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a noise outside [0, 1000] µV or a memory outside [0, 1).
    pub fn with_noise(self, noise_uv: f64, noise_memory: f64) -> Result<Self, Error> {
        within("noise_uv", noise_uv, 0.0..=1000.0, "a number from 0 to 1000")?;
        within("noise_memory", noise_memory, 0.0..1.0, "a number from 0 to below 1")?;
        Ok(Self { noise_uv, noise_memory, ..self })
    }

    /// The standard deviation of amplitudes, as a share of the template.
    ///
    /// # Errors
    /// [`Error::Parameter`] outside [0, 1].
    pub fn with_amplitude_variation(self, amplitude_variation: f64) -> Result<Self, Error> {
        within("amplitude_variation", amplitude_variation, 0.0..=1.0, "a number from 0 to 1")?;
        Ok(Self { amplitude_variation, ..self })
    }

    /// Samples a spike, of which ten lie before the trough.
    ///
    /// # Errors
    /// [`Error::Parameter`] outside 16 to 256.
    pub fn with_samples(self, n_samples: usize) -> Result<Self, Error> {
        within("n_samples", n_samples as f64, 16.0..=256.0, "a number from 16 to 256")?;
        Ok(Self { n_samples, ..self })
    }

    /// Simulates the session: template and times of unit k from the streams `seed.replicate("template", k)` and `("times", k)`,
    /// the noise of its spikes from `("noise", k)`.
    pub fn simulate(&self, seed: Seed) -> WaveformSession {
        let mut spikes: Vec<(f64, usize, Vec<f64>)> = Vec::new();
        let mut templates_uv = Array2::zeros((self.n_units, self.n_samples));
        let mut rates_hz = Vec::with_capacity(self.n_units);
        for unit in 0..self.n_units {
            let mut stream = seed.replicate("template", unit as u64);
            let template = Template::drawn(&mut stream);
            for sample in 0..self.n_samples {
                templates_uv[[unit, sample]] = template.at(sample as f64);
            }
            let rate_hz = self.mean_rate_hz * (0.5 + stream.uniform());
            rates_hz.push(rate_hz);
            let mut times = seed.replicate("times", unit as u64);
            let mut noise = seed.replicate("noise", unit as u64);
            // The mean interval is one over the rate, of which the refractory period is a part.
            let free_s = (1.0 / rate_hz - REFRACTORY_S).max(0.0);
            let mut time_s = free_s * times.standard_exponential();
            while time_s < self.duration_s {
                spikes.push((time_s, unit, self.cut_out(&template, &mut noise)));
                time_s += REFRACTORY_S + free_s * times.standard_exponential();
            }
        }
        spikes.sort_by(|a, b| a.0.total_cmp(&b.0));
        let waveforms_uv =
            Array2::from_shape_fn((spikes.len(), self.n_samples), |(spike, sample)| {
                spikes[spike].2[sample]
            });
        WaveformSession {
            spike_times_s: spikes.iter().map(|spike| spike.0).collect(),
            waveforms_uv,
            truth: WaveformTruth {
                unit_of_spike: spikes.iter().map(|spike| spike.1).collect(),
                templates_uv,
                rates_hz,
            },
        }
    }

    /// One spike in its noise.
    fn cut_out(&self, template: &Template, stream: &mut Stream) -> Vec<f64> {
        let size = 1.0 + self.amplitude_variation * stream.standard_normal();
        let jitter = stream.uniform() - 0.5;
        let fresh = self.noise_uv * (1.0 - self.noise_memory * self.noise_memory).sqrt();
        let mut noise = self.noise_uv * stream.standard_normal();
        (0..self.n_samples)
            .map(|sample| {
                let value = size * template.at(sample as f64 - jitter) + noise;
                noise = self.noise_memory * noise + fresh * stream.standard_normal();
                value
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_noise_and_templates_are_what_was_asked_for() {
        let model = Waveforms::new(4, 2000.0).expect("sound").with_noise(10.0, 0.5).expect("sound");
        let model = model.with_amplitude_variation(0.0).expect("none");
        let session = model.simulate(Seed::from_number(2));
        let truth = &session.truth;
        assert!(session.spike_times_s.windows(2).all(|pair| pair[0] <= pair[1]));
        for unit in 0..4 {
            let rows: Vec<usize> = (0..truth.unit_of_spike.len())
                .filter(|&spike| truth.unit_of_spike[spike] == unit)
                .collect();
            let expected = truth.rates_hz[unit] * 2000.0;
            assert!((rows.len() as f64 - expected).abs() < 5.0 * expected.sqrt(), "unit {unit}");
            let times: Vec<f64> = rows.iter().map(|&spike| session.spike_times_s[spike]).collect();
            assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= REFRACTORY_S - 1e-12));
            // Far from the trough the template is flat, and only noise varies: 10 µV, correlated by a half.
            let n = rows.len() as f64;
            let last = session.waveforms_uv.ncols() - 1;
            let deviation = |spike: usize, sample: usize| {
                session.waveforms_uv[[spike, sample]] - truth.templates_uv[[unit, sample]]
            };
            let variance = rows
                .iter()
                .map(|&spike| deviation(spike, last) * deviation(spike, last))
                .sum::<f64>()
                / n;
            assert!((variance / 100.0 - 1.0).abs() < 0.1, "unit {unit}: {variance}");
            let product = rows
                .iter()
                .map(|&spike| deviation(spike, last) * deviation(spike, last - 1))
                .sum::<f64>()
                / n;
            assert!((product / 100.0 - 0.5).abs() < 0.1, "unit {unit}: {product}");
            let trough = rows.iter().map(|&spike| deviation(spike, 10)).sum::<f64>() / n;
            assert!(trough.abs() < 3.0, "unit {unit}: {trough}");
        }
    }

    #[test]
    fn another_unit_changes_no_other() {
        let session = |n| Waveforms::new(n, 20.0).expect("sound").simulate(Seed::from_number(3));
        let (two, three) = (session(2), session(3));
        assert_eq!(
            two.truth.templates_uv,
            three.truth.templates_uv.select(ndarray::Axis(0), &[0, 1])
        );
        let kept: Vec<f64> = three
            .spike_times_s
            .iter()
            .zip(&three.truth.unit_of_spike)
            .filter(|(_, unit)| **unit < 2)
            .map(|(time_s, _)| *time_s)
            .collect();
        assert_eq!(two.spike_times_s, kept);
    }

    #[test]
    fn what_cannot_be_simulated_is_named() {
        let message = |model: Result<Waveforms, Error>| model.expect_err("refused").to_string();
        insta::assert_snapshot!(message(Waveforms::new(0, 1.0)), @"n_units: got 0, wanted at least 1");
        insta::assert_snapshot!(message(Waveforms::new(1, 0.0)), @"duration_s: got 0, wanted a number above 0 and at most 86,400");
        let model = Waveforms::new(1, 1.0).expect("sound");
        insta::assert_snapshot!(message(model.with_rate(300.0)), @"mean_rate_hz: got 300, wanted a number above 0 and at most 200");
        insta::assert_snapshot!(message(model.with_noise(1.0, 1.0)), @"noise_memory: got 1, wanted a number from 0 to below 1");
        insta::assert_snapshot!(message(model.with_samples(4)), @"n_samples: got 4, wanted a number from 16 to 256");
    }
}

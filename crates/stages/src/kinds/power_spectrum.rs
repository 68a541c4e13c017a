//! How much power does each channel have at each frequency?
//!
//! One-sided density in squared units of the signal per Hz, averaged over segments, tapers and trials
//! (`trial_id`). Bands are for one frequency each: `chi-squared` for Gaussian signals, `jackknife` for any,
//! from at least three looks.
//!
//! It misleads where a strong slow rhythm leaks into its neighbours (take `multitaper` or a Hann window), and
//! where a peak of one `periodogram` is taken for a rhythm: its spread is as large as itself. Thomson (1982),
//! doi:10.1109/PROC.1982.12433.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::spectra::{Interval, PowerSpectrum as Spectrum};
use spikebook_data::Table;
use spikebook_data::frames::Signals;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::channels::Channels;
use crate::looks::{DetrendName, Method, Settings, WindowName, no_frequency, rows_between};

/// `power-spectrum`.
pub struct PowerSpectrum;

/// Which band stands about the estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum BandName {
    /// None
    Nothing,
    /// That of a Gaussian signal
    ChiSquared,
    /// From leaving out one look at a time
    Jackknife,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The columns that are channels; left empty, all that hold numbers but the time
    columns: Vec<String>,
    /// How the spectrum is estimated
    method: Method,
    /// Length of a segment; left out, the shortest trial or the whole recording
    #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    segment_s: Option<f64>,
    /// Of `welch`: the share of a segment that the next one repeats
    #[schemars(range(min = 0.0, max = 0.95))]
    overlap: f64,
    /// Of `periodogram` and `welch`: the weights of the samples
    window: WindowName,
    /// Of `multitaper`: half the width of the smoothing times the length of a segment
    #[schemars(range(min = 1.0, max = 100.0))]
    time_bandwidth: f64,
    /// Of `multitaper`: how many tapers; left out, twice the time–bandwidth product less one
    #[schemars(range(min = 1, max = 200))]
    n_tapers: Option<usize>,
    /// What is taken away from each segment first
    detrend: DetrendName,
    /// Which band stands about the estimate
    band: BandName,
    /// How often the band holds the truth
    #[schemars(range(min = 0.5, max = 0.9999))]
    confidence: f64,
    /// The lowest frequency that is kept
    #[schemars(extend("minimum" = 0.0, "x-unit" = "Hz"))]
    from_hz: f64,
    /// The highest frequency that is kept; left out, half the sampling rate
    #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "Hz"))]
    to_hz: Option<f64>,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            columns: Vec::new(),
            method: Method::Multitaper,
            segment_s: None,
            overlap: 0.5,
            window: WindowName::Hann,
            time_bandwidth: 3.0,
            n_tapers: None,
            detrend: DetrendName::Mean,
            band: BandName::ChiSquared,
            confidence: 0.95,
            from_hz: 0.0,
            to_hz: None,
        }
    }
}

impl Stage for PowerSpectrum {
    const NAME: &'static str = "power-spectrum";
    const SUMMARY: &'static str = "Power at each frequency of each channel, with a band";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("signals", Signals::schema())
                .described("evenly sampled signals; with `trial_id`, in trials"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let density = |name: &str| Column::float(name, Unit::ONE);
        let spectrum = [
            Column::text("channel").described("the channel"),
            Column::float("frequency_hz", Unit::HERTZ).described("the frequency"),
            density("density").described("power per Hz, in squared units of the signal"),
            density("low").optional().described("lower end of the band"),
            density("high").optional().described("upper end of the band"),
        ];
        let peaks = [
            Column::text("channel").described("the channel"),
            Column::float("peak_hz", Unit::HERTZ).described("where its power is largest"),
            density("peak_density").described("the power per Hz there"),
            density("total_power").described("the power of all frequencies kept, squared units"),
        ];
        let summary = [
            Column::integer("n_channels", Unit::ONE).described("channels"),
            Column::integer("n_looks", Unit::ONE).described("segments × tapers × trials of each"),
            Column::float("degrees_of_freedom", Unit::ONE).described("of each estimate"),
            Column::float("sampling_rate_hz", Unit::HERTZ).described("samples a second"),
            Column::float("resolution_hz", Unit::HERTZ).described("frequencies are so far apart"),
        ];
        vec![
            Port::table("spectrum", TableSchema::new("spectrum", spectrum))
                .described("one row a channel and frequency"),
            Port::table("peaks", TableSchema::new("peaks", peaks)).described("one row a channel"),
            Port::values("summary", ValuesSchema::new(summary)).described("how it was estimated"),
        ]
    }

    fn example() -> Example {
        let time_s: Vec<f64> = (0..24).map(|row| f64::from(row) / 12.0).collect();
        let field = [1.0, 0.5, -0.5, -1.0, -0.5, 0.5].repeat(4);
        let signals = Table::build("signals")
            .float("time_s", Unit::SECOND, time_s)
            .float("field", Unit::ONE, field)
            .finish();
        Example::default()
            .input("signals", signals.expect("two seconds"))
            .param("time_bandwidth", 2.0)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let channels = Channels::of(&task.table("signals")?, &params.columns)?;
        let looks = params.settings().looks(&channels)?;
        let rate_hz = channels.sampling_rate_hz;
        let estimate =
            |channel: usize| -> Result<(Spectrum, Option<Interval>), spikebook_analysis::Error> {
                let trials = channels.trials_of(channel);
                match params.band {
                    BandName::Nothing => Ok((Spectrum::of(&trials, rate_hz, &looks)?, None)),
                    BandName::ChiSquared => {
                        let spectrum = Spectrum::of(&trials, rate_hz, &looks)?;
                        let band = spectrum.chi_squared_band(params.confidence)?;
                        Ok((spectrum, Some(band)))
                    }
                    BandName::Jackknife => {
                        let (spectrum, band) =
                            Spectrum::with_jackknife(&trials, rate_hz, &looks, params.confidence)?;
                        Ok((spectrum, Some(band)))
                    }
                }
            };
        let spectra = (0..channels.n_channels())
            .into_par_iter()
            .map(estimate)
            .collect::<Result<Vec<_>, _>>()?;
        let first = &spectra[0].0;
        let kept = rows_between(first.frequencies_hz(), params.from_hz, params.to_hz);
        if kept.is_empty() {
            return Err(no_frequency());
        }
        let (mut names, mut frequency, mut density) = (Vec::new(), Vec::new(), Vec::new());
        let (mut low, mut high) = (Vec::new(), Vec::new());
        let mut peaks = (Vec::new(), Vec::new(), Vec::new());
        let step_hz = rate_hz / looks.segment_samples() as f64;
        for (name, (spectrum, band)) in channels.names.iter().zip(&spectra) {
            names.extend(std::iter::repeat_n(name.as_str(), kept.len()));
            frequency.extend_from_slice(&spectrum.frequencies_hz()[kept.clone()]);
            density.extend_from_slice(&spectrum.density()[kept.clone()]);
            for (column, ends) in [
                (&mut low, band.as_ref().map(|b| &b.low)),
                (&mut high, band.as_ref().map(|b| &b.high)),
            ] {
                column.extend(kept.clone().map(|row| ends.map(|ends| ends[row])));
            }
            let inside = &spectrum.density()[kept.clone()];
            let at = crate::drawing::largest(inside).unwrap_or(0);
            peaks.0.push(spectrum.frequencies_hz()[kept.start + at]);
            peaks.1.push(inside[at]);
            peaks.2.push(spikebook_numeric::sum::sum(inside.iter().copied()) * step_hz);
        }
        let table = Table::build("spectrum")
            .text("channel", &names)
            .float("frequency_hz", Unit::HERTZ, frequency)
            .float("density", Unit::ONE, density)
            .optional_float("low", Unit::ONE, low)
            .optional_float("high", Unit::ONE, high)
            .finish()?;
        task.put_table("spectrum", table);
        let table = Table::build("peaks")
            .text("channel", &channels.names)
            .float("peak_hz", Unit::HERTZ, peaks.0)
            .float("peak_density", Unit::ONE, peaks.1)
            .float("total_power", Unit::ONE, peaks.2)
            .finish()?;
        task.put_table("peaks", table);
        let mut summary = Values::default();
        summary.count("n_channels", channels.n_channels(), Unit::ONE)?;
        summary.count("n_looks", first.n_looks(), Unit::ONE)?;
        summary.number("degrees_of_freedom", first.degrees_of_freedom(), Unit::ONE)?;
        summary.number("sampling_rate_hz", rate_hz, Unit::HERTZ)?;
        summary.number("resolution_hz", step_hz, Unit::HERTZ)?;
        task.put_values("summary", summary);
        Ok(())
    }
}

impl Params {
    fn settings(&self) -> Settings {
        Settings {
            method: self.method,
            segment_s: self.segment_s,
            overlap: self.overlap,
            window: self.window,
            time_bandwidth: self.time_bandwidth,
            n_tapers: self.n_tapers,
            detrend: self.detrend,
        }
    }
}

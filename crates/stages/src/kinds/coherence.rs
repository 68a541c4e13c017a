//! How closely do channels go together at each frequency, and which one is ahead?
//!
//! Coherence is the squared correlation of two channels at a frequency, over segments, tapers and trials; the
//! phase is positive where the first channel is ahead. `null_level` is what channels without connection stay
//! below at one frequency, with the chance `confidence`; the band is that of a jackknife over looks.
//!
//! It misleads where channels share a reference (coherence at phase 0), where trials share an evoked
//! response, and where looks are few. Thomson (1982), doi:10.1109/PROC.1982.12433.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::spectra::Coherence as Estimate;
use spikebook_data::Table;
use spikebook_data::frames::Signals;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::channels::Channels;
use crate::looks::{DetrendName, Method, Settings, WindowName, no_frequency, rows_between};

/// `coherence`.
pub struct Coherence;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The columns whose pairs are looked at; left empty, all that hold numbers but the time
    columns: Vec<String>,
    /// How spectra are estimated
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
    /// How often the band holds the truth, and the null level channels without connection
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
            confidence: 0.95,
            from_hz: 0.0,
            to_hz: None,
        }
    }
}

impl Stage for Coherence {
    const NAME: &'static str = "coherence";
    const SUMMARY: &'static str = "Coherence and phase of all pairs of channels at each frequency";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("signals", Signals::schema())
                .described("evenly sampled signals; with `trial_id`, in trials"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let share = |name: &str| Column::float(name, Unit::FRACTION);
        let coherence = [
            Column::text("first").described("one channel"),
            Column::text("second").described("the other"),
            Column::float("frequency_hz", Unit::HERTZ).described("the frequency"),
            share("coherence").described("the squared correlation there"),
            share("low").optional().described("lower end of its band; empty below three looks"),
            share("high").optional().described("upper end of its band"),
            Column::float("phase_rad", Unit::RADIAN).described("positive where the first is ahead"),
        ];
        let summary = [
            Column::integer("n_pairs", Unit::ONE).described("pairs of channels"),
            Column::integer("n_looks", Unit::ONE).described("segments × tapers × trials"),
            share("null_level").described("what unconnected channels stay below"),
            share("largest").described("the largest coherence of all"),
            Column::float("largest_hz", Unit::HERTZ).described("its frequency"),
        ];
        vec![
            Port::table("coherence", TableSchema::new("coherence", coherence))
                .described("one row a pair and frequency"),
            Port::values("summary", ValuesSchema::new(summary)).described("how it was estimated"),
        ]
    }

    fn example() -> Example {
        let time_s: Vec<f64> = (0..24).map(|row| f64::from(row) / 12.0).collect();
        let first = [1.0, 0.4, -0.5, -1.2, -0.5, 0.7].repeat(4);
        let second: Vec<f64> =
            (0..24).map(|row| first[(row + 23) % 24] + (row * 7 % 5) as f64 * 0.2).collect();
        let signals = Table::build("signals")
            .float("time_s", Unit::SECOND, time_s)
            .float("first_site", Unit::ONE, first)
            .float("second_site", Unit::ONE, second)
            .finish();
        Example::default().input("signals", signals.expect("two seconds"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let channels = Channels::of(&task.table("signals")?, &params.columns)?;
        let n = channels.n_channels();
        if n < 2 {
            let what = format!("input `signals`: got {n} channel, wanted at least 2");
            return Err(Failure::new(what, "coherence is of pairs; name two columns"));
        }
        let looks = params.settings().looks(&channels)?;
        let pairs: Vec<(usize, usize)> =
            (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j))).collect();
        let estimates = pairs
            .par_iter()
            .map(|&(i, j)| {
                let (x, y) = (channels.trials_of(i), channels.trials_of(j));
                Estimate::of(&x, &y, channels.sampling_rate_hz, &looks)
            })
            .collect::<Result<Vec<_>, _>>()?;
        let kept = rows_between(estimates[0].frequencies_hz(), params.from_hz, params.to_hz);
        if kept.is_empty() {
            return Err(no_frequency());
        }
        let (mut first, mut second, mut frequency) = (Vec::new(), Vec::new(), Vec::new());
        let (mut coherence, mut phase) = (Vec::new(), Vec::new());
        let (mut low, mut high) = (Vec::new(), Vec::new());
        for (&(i, j), estimate) in pairs.iter().zip(&estimates) {
            first.extend(std::iter::repeat_n(channels.names[i].as_str(), kept.len()));
            second.extend(std::iter::repeat_n(channels.names[j].as_str(), kept.len()));
            frequency.extend_from_slice(&estimate.frequencies_hz()[kept.clone()]);
            coherence.extend_from_slice(&estimate.coherence()[kept.clone()]);
            phase.extend_from_slice(&estimate.phase_rad()[kept.clone()]);
            let band = if estimate.n_looks() < 3 {
                None
            } else {
                Some(estimate.jackknife_band(params.confidence)?)
            };
            low.extend(kept.clone().map(|row| band.as_ref().map(|band| band.low[row])));
            high.extend(kept.clone().map(|row| band.as_ref().map(|band| band.high[row])));
        }
        let best = crate::drawing::largest(&coherence).unwrap_or(0);
        let mut summary = Values::default();
        summary.count("n_pairs", pairs.len(), Unit::ONE)?;
        summary.count("n_looks", estimates[0].n_looks(), Unit::ONE)?;
        summary.number(
            "null_level",
            estimates[0].null_quantile(params.confidence)?,
            Unit::FRACTION,
        )?;
        summary.number("largest", coherence[best], Unit::FRACTION)?;
        summary.number("largest_hz", frequency[best], Unit::HERTZ)?;
        task.put_values("summary", summary);
        let table = Table::build("coherence")
            .text("first", &first)
            .text("second", &second)
            .float("frequency_hz", Unit::HERTZ, frequency)
            .float("coherence", Unit::FRACTION, coherence)
            .optional_float("low", Unit::FRACTION, low)
            .optional_float("high", Unit::FRACTION, high)
            .float("phase_rad", Unit::RADIAN, phase)
            .finish()?;
        task.put_table("coherence", table);
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

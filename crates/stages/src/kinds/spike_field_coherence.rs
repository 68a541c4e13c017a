//! Do the spikes of each unit come at a certain phase of the field?
//!
//! The coherence of a unit's spikes, counted in the samples of the field, with the field; the phase is that
//! of the field at the spikes: 0 at its peaks, ±π at its troughs. Where the signals have trials, spikes must
//! have them too (`trial_id`). A unit with fewer than `least_spikes` is a row with a status.
//!
//! It misleads across units of different rates: more spikes give more coherence for the same coupling
//! (Lepage, Kramer & Eden 2011, `doi:10.1162/NECO_a_00169`). Jarvis & Mitra (2001),
//! doi:10.1162/089976601300014312.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::Error;
use spikebook_analysis::spectra::SpikeFieldCoherence as Estimate;
use spikebook_data::Table;
use spikebook_data::frames::{Signals, SpikeTable};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::channels::Channels;
use crate::fit_status::{CONVERGED, each_or_status};
use crate::looks::{DetrendName, Method, Settings, WindowName, no_frequency, rows_between};

/// `spike-field-coherence`.
pub struct SpikeFieldCoherence;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The channel of the field; left out, the first
    channel: Option<String>,
    /// Length of a segment; left out, the shortest trial or the whole recording
    #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    segment_s: Option<f64>,
    /// Half the width of the smoothing times the length of a segment
    #[schemars(range(min = 1.0, max = 100.0))]
    time_bandwidth: f64,
    /// How many tapers; left out, twice the time–bandwidth product less one
    #[schemars(range(min = 1, max = 200))]
    n_tapers: Option<usize>,
    /// Fewest spikes of a unit that is looked at
    #[schemars(range(min = 1))]
    least_spikes: usize,
    /// How often spikes without a phase stay below the null level
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
            channel: None,
            segment_s: None,
            time_bandwidth: 3.0,
            n_tapers: None,
            least_spikes: 10,
            confidence: 0.95,
            from_hz: 0.0,
            to_hz: None,
        }
    }
}

impl Stage for SpikeFieldCoherence {
    const NAME: &'static str = "spike-field-coherence";
    const SUMMARY: &'static str = "Coherence of the spikes of each unit with a field";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("spikes", SpikeTable::schema()).described("the spikes"),
            Port::table("signals", Signals::schema())
                .described("the field, evenly sampled; with `trial_id`, in trials"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let unit = || Column::integer("unit_id", Unit::ID).described("the unit");
        let coherence = [
            unit(),
            Column::float("frequency_hz", Unit::HERTZ).described("the frequency"),
            Column::float("coherence", Unit::FRACTION).described("of spikes and field there"),
            Column::float("low", Unit::FRACTION).optional().described("lower end of its band"),
            Column::float("high", Unit::FRACTION).optional().described("upper end of its band"),
            Column::float("phase_rad", Unit::RADIAN).described("phase of the field at the spikes"),
        ];
        let number = |name: &str, unit: Unit| Column::float(name, unit).optional();
        let units = [
            unit(),
            Column::text("status").described("converged, or why there is nothing"),
            Column::integer("n_spikes", Unit::SPIKES).described("its spikes within the signals"),
            number("rate_hz", Unit::SPIKES_PER_SECOND).described("spikes over time"),
            number("peak_hz", Unit::HERTZ).described("where its coherence is largest"),
            number("peak_coherence", Unit::FRACTION).described("the coherence there"),
            number("peak_phase_rad", Unit::RADIAN).described("the phase there"),
            number("null_level", Unit::FRACTION)
                .described("what spikes without a phase stay below"),
        ];
        vec![
            Port::table("coherence", TableSchema::new("coherence", coherence))
                .described("one row a unit and frequency"),
            Port::table("units", TableSchema::new("units", units)).described("one row a unit"),
        ]
    }

    fn example() -> Example {
        let time_s: Vec<f64> = (0..24).map(|row| f64::from(row) / 12.0).collect();
        let signals = Table::build("signals")
            .float("time_s", Unit::SECOND, time_s)
            .float("field", Unit::ONE, [1.0, 0.4, -0.5, -1.2, -0.5, 0.7].repeat(4))
            .finish();
        let spikes =
            SpikeTable::from_columns(vec![1, 1, 1, 1, 2], vec![0.0, 0.5, 1.0, 1.5, 0.4], None);
        Example::default()
            .input("spikes", spikes.expect("five spikes").into_table())
            .input("signals", signals.expect("two seconds"))
            .param("least_spikes", 2)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let channels = Channels::of(&task.table("signals")?, &[])?;
        let channel = channels.position(params.channel.as_deref(), "channel", 0)?;
        let looks = params.settings().looks(&channels)?;
        let spikes = SpikeTable::try_from(task.table("spikes")?)?;
        let counts = counts_in_samples(&spikes, &channels)?;
        let fields = channels.trials_of(channel);
        let results: Vec<Result<Estimate, Error>> = counts
            .par_iter()
            .map(|(_, counts)| {
                let got: usize = counts.iter().map(|&n| n as usize).sum();
                if got < params.least_spikes {
                    return Err(Error::TooFew { what: "spikes", got, wanted: params.least_spikes });
                }
                let trials: Vec<&[u32]> =
                    channels.trials.iter().map(|rows| &counts[rows.clone()]).collect();
                Estimate::of(&trials, &fields, channels.sampling_rate_hz, &looks)
            })
            .collect();
        put_outputs(params, task, &counts, &each_or_status(results)?)
    }
}

fn put_outputs(
    params: &Params,
    task: &mut Task<'_>,
    counts: &[(i64, Vec<u32>)],
    estimates: &[Result<Estimate, &'static str>],
) -> Result<(), Failure> {
    let (mut unit_id, mut frequency) = (Vec::new(), Vec::new());
    let (mut coherence, mut phase) = (Vec::new(), Vec::new());
    let (mut low, mut high) = (Vec::new(), Vec::new());
    let mut by_unit: [Vec<Option<f64>>; 5] = Default::default();
    for ((unit, _), estimate) in counts.iter().zip(estimates) {
        let Ok(found) = estimate else {
            by_unit.iter_mut().for_each(|column| column.push(None));
            continue;
        };
        let estimate = found.coherence();
        let kept = rows_between(estimate.frequencies_hz(), params.from_hz, params.to_hz);
        if kept.is_empty() {
            return Err(no_frequency());
        }
        unit_id.extend(std::iter::repeat_n(*unit, kept.len()));
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
        let at =
            kept.start + crate::drawing::largest(&estimate.coherence()[kept.clone()]).unwrap_or(0);
        let numbers = [
            found.rate_hz(),
            estimate.frequencies_hz()[at],
            estimate.coherence()[at],
            estimate.phase_rad()[at],
            estimate.null_quantile(params.confidence)?,
        ];
        for (column, number) in by_unit.iter_mut().zip(numbers) {
            column.push(Some(number));
        }
    }
    let table = Table::build("coherence")
        .integer("unit_id", Unit::ID, unit_id)
        .float("frequency_hz", Unit::HERTZ, frequency)
        .float("coherence", Unit::FRACTION, coherence)
        .optional_float("low", Unit::FRACTION, low)
        .optional_float("high", Unit::FRACTION, high)
        .float("phase_rad", Unit::RADIAN, phase)
        .finish()?;
    task.put_table("coherence", table);
    let status: Vec<&str> = estimates
        .iter()
        .map(|estimate| estimate.as_ref().err().copied().unwrap_or(CONVERGED))
        .collect();
    let n_spikes: Vec<usize> =
        counts.iter().map(|(_, counts)| counts.iter().map(|&n| n as usize).sum()).collect();
    let [rate_hz, peak_hz, peak, phase, null_level] = by_unit;
    let table = Table::build("units")
        .integer("unit_id", Unit::ID, counts.iter().map(|(unit, _)| *unit).collect())
        .text("status", &status)
        .count("n_spikes", Unit::SPIKES, &n_spikes)
        .optional_float("rate_hz", Unit::SPIKES_PER_SECOND, rate_hz)
        .optional_float("peak_hz", Unit::HERTZ, peak_hz)
        .optional_float("peak_coherence", Unit::FRACTION, peak)
        .optional_float("peak_phase_rad", Unit::RADIAN, phase)
        .optional_float("null_level", Unit::FRACTION, null_level)
        .finish()?;
    task.put_table("units", table);
    Ok(())
}

/// The spikes of each unit in the samples of the signals, the nearest one each; spikes outside are left out.
fn counts_in_samples(
    spikes: &SpikeTable,
    channels: &Channels,
) -> Result<Vec<(i64, Vec<u32>)>, Failure> {
    let in_trials = match (&channels.trial_id, spikes.trial_id()) {
        (Some(of_signals), Some(of_spikes)) => Some((of_signals, of_spikes)),
        (None, None) => None,
        _ => {
            return Err(Failure::new(
                "inputs `spikes` and `signals`: one has a column `trial_id` and the other has none, wanted both or neither",
                "times are on one clock of the recording, or on the clock of each trial, in both tables",
            ));
        }
    };
    let mut counts: Vec<(i64, Vec<u32>)> = Vec::new();
    for (row, (&unit, &time_s)) in spikes.unit_id().iter().zip(spikes.time_s()).enumerate() {
        if counts.last().is_none_or(|(last, _)| *last != unit) {
            counts.push((unit, vec![0; channels.time_s.len()]));
        }
        let samples = match in_trials {
            None => channels.trials.first(),
            Some((of_signals, of_spikes)) => {
                channels.trials.iter().find(|rows| of_signals[rows.start] == of_spikes[row])
            }
        };
        let Some(samples) = samples else { continue };
        let place = ((time_s - channels.time_s[samples.start]) * channels.sampling_rate_hz).round();
        if place >= 0.0
            && (place as usize) < samples.len()
            && let Some((_, counts)) = counts.last_mut()
        {
            counts[samples.start + place as usize] += 1;
        }
    }
    Ok(counts)
}

impl Params {
    fn settings(&self) -> Settings {
        Settings {
            method: Method::Multitaper,
            segment_s: self.segment_s,
            overlap: 0.0,
            window: WindowName::Hann,
            time_bandwidth: self.time_bandwidth,
            n_tapers: self.n_tapers,
            detrend: DetrendName::Mean,
        }
    }
}

//! How does the power of a channel at each frequency change over time?
//!
//! Segments of `window_s`, `step_s` apart, each under Slepian tapers. A segment of T seconds blurs by T in
//! time and by ± NW / T in frequency. Where the signals have trials (`trial_id`), times are those within a
//! trial and power is the mean over trials, of which all must be as long as the first.
//!
//! It misleads where one sharp event smears over all frequencies. Mitra & Bokil (2007), ISBN 978-0-19-517808-1.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::spectra::{Looks, Spectrogram as Estimate};
use spikebook_data::Table;
use spikebook_data::frames::Signals;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::channels::Channels;
use crate::looks::{no_frequency, rows_between};

/// `spectrogram`.
pub struct Spectrogram;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The channel; left out, the first
    channel: Option<String>,
    /// Length of a segment
    #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    window_s: f64,
    /// How long after a segment the next one begins
    #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    step_s: f64,
    /// Half the width of the smoothing times the length of a segment
    #[schemars(range(min = 1.0, max = 100.0))]
    time_bandwidth: f64,
    /// How many tapers; left out, twice the time–bandwidth product less one
    #[schemars(range(min = 1, max = 200))]
    n_tapers: Option<usize>,
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
            window_s: 1.0,
            step_s: 0.25,
            time_bandwidth: 2.0,
            n_tapers: None,
            from_hz: 0.0,
            to_hz: None,
        }
    }
}

impl Stage for Spectrogram {
    const NAME: &'static str = "spectrogram";
    const SUMMARY: &'static str = "Power of a channel over time and frequency";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("signals", Signals::schema())
                .described("evenly sampled signals; with `trial_id`, in trials"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let power = [
            Column::float("time_s", Unit::SECOND).described("the middle of the segment"),
            Column::vector("density", Unit::ONE)
                .described("power per Hz at each frequency, in squared units of the signal"),
        ];
        let frequencies = [Column::float("frequency_hz", Unit::HERTZ).described("the frequency")];
        vec![
            Port::table("spectrogram", TableSchema::new("spectrogram", power))
                .described("one row a segment"),
            Port::table("frequencies", TableSchema::new("frequencies", frequencies))
                .described("one row an entry of the densities"),
        ]
    }

    fn example() -> Example {
        let time_s: Vec<f64> = (0..48).map(|row| f64::from(row) / 12.0).collect();
        let slow = [1.0, 0.8, 0.2, -0.4, -0.9, -1.0, -0.8, -0.2, 0.4, 0.9, 1.0, 0.5].repeat(2);
        let fast = [1.0, 0.0, -1.0, 0.0].repeat(6);
        let signals = Table::build("signals")
            .float("time_s", Unit::SECOND, time_s)
            .float("field", Unit::ONE, [slow, fast].concat())
            .finish();
        Example::default().input("signals", signals.expect("four seconds"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let channels = Channels::of(&task.table("signals")?, &[])?;
        let channel = channels.position(params.channel.as_deref(), "channel", 0)?;
        let rate_hz = channels.sampling_rate_hz;
        let samples = |seconds: f64| ((seconds * rate_hz).round() as usize).max(1);
        let most = ((2.0 * params.time_bandwidth).round() as usize - 1).max(1);
        let n_tapers = params.n_tapers.unwrap_or(most);
        let looks = Looks::multitaper(samples(params.window_s), params.time_bandwidth, n_tapers)?
            .with_step(samples(params.step_s))?;
        let trials = channels.trials_of(channel);
        if trials.iter().any(|trial| trial.len() != trials[0].len()) {
            return Err(Failure::new(
                "input `signals`: got trials of several lengths, wanted equal ones",
                "crop the trials to one window around an event",
            ));
        }
        let mut total: Option<Estimate> = None;
        for trial in &trials {
            let of_trial = Estimate::of(trial, rate_hz, &looks)?;
            match &mut total {
                None => total = Some(of_trial),
                Some(total) => total.density += &of_trial.density,
            }
        }
        let estimate = total.ok_or_else(no_frequency)?;
        let kept = rows_between(&estimate.frequencies_hz, params.from_hz, params.to_hz);
        if kept.is_empty() {
            return Err(no_frequency());
        }
        let n_trials = trials.len() as f64;
        let flat = estimate.density.outer_iter().flat_map(|row| {
            kept.clone().map(|frequency| row[frequency] / n_trials).collect::<Vec<f64>>()
        });
        let start_s = channels.time_s[channels.trials[0].start];
        let time_s = estimate.times_s.iter().map(|time| start_s + time).collect();
        let table = Table::build("spectrogram")
            .float("time_s", Unit::SECOND, time_s)
            .vector("density", Unit::ONE, flat.collect(), kept.len())
            .finish()?;
        task.put_table("spectrogram", table);
        let frequencies = estimate.frequencies_hz[kept].to_vec();
        let table =
            Table::build("frequencies").float("frequency_hz", Unit::HERTZ, frequencies).finish()?;
        task.put_table("frequencies", table);
        Ok(())
    }
}

//! What is left of signals when some frequencies are taken away?
//!
//! `butterworth` is flat in its passband and short; `windowed` is a weighted mean of neighbours whose delay
//! is the same at all frequencies. Both ways, nothing is delayed and the response is squared; forwards alone,
//! what is to come does not count, and signals come late. Trials (`trial_id`) are filtered each by itself.
//! With `output = envelope` or `phase` the filtered signal's size or phase is given in place of it (Hilbert).
//!
//! It misleads at the ends, which are mirrored; where a narrow band of noise is taken for a rhythm; and where
//! a both-ways filter moves a response to before its cause. Oppenheim & Schafer (2010), ISBN
//! 978-0-13-198842-2.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::spectra::{FiniteImpulseResponse, Passband, Sections, analytic_signal};
use spikebook_data::Table;
use spikebook_data::frames::Signals;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::channels::Channels;

/// `filter-signals`.
pub struct FilterSignals;

/// The filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Design {
    /// With feedback, flat in its passband
    Butterworth,
    /// Without feedback: an ideal filter under a Hamming window
    Windowed,
}

/// Which way it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Way {
    /// Without delay: forwards and backwards, or centred
    ZeroPhase,
    /// In time, as a device does
    Forward,
}

/// What comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Output {
    /// The filtered signals
    Signal,
    /// Their size at each moment
    Envelope,
    /// Their phase at each moment, radians: 0 at peaks
    Phase,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The columns that are filtered; left empty, all that hold numbers but the time
    columns: Vec<String>,
    /// What lies below is taken away; left out, nothing
    #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "Hz"))]
    low_hz: Option<f64>,
    /// What lies above is taken away; left out, nothing
    #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "Hz"))]
    high_hz: Option<f64>,
    /// Whether what lies between the two is taken away instead
    stop: bool,
    /// The filter
    design: Design,
    /// Of `butterworth`: its order at each edge
    #[schemars(range(min = 1, max = 20))]
    order: usize,
    /// Of `windowed`: how many samples each weighted mean has, an odd number
    #[schemars(range(min = 3, max = 100_001))]
    n_taps: usize,
    /// Which way it runs
    way: Way,
    /// What comes out
    output: Output,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            columns: Vec::new(),
            low_hz: None,
            high_hz: None,
            stop: false,
            design: Design::Butterworth,
            order: 3,
            n_taps: 101,
            way: Way::ZeroPhase,
            output: Output::Signal,
        }
    }
}

enum Filter {
    Recursive(Sections),
    Finite(FiniteImpulseResponse),
}

impl Stage for FilterSignals {
    const NAME: &'static str = "filter-signals";
    const SUMMARY: &'static str =
        "Keep a band of frequencies of signals, or their envelope or phase";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("signals", Signals::schema())
                .described("evenly sampled signals; with `trial_id`, in trials"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let gains = [
            Column::float("frequency_hz", Unit::HERTZ).described("the frequency"),
            Column::float("gain", Unit::ONE).described("what a sinusoid there is multiplied with"),
        ];
        vec![
            Port::table("signals", Signals::schema())
                .described("the filtered channels, one column each"),
            Port::table("gains", TableSchema::new("gains", gains))
                .described("the response of the filter as it was run"),
        ]
    }

    fn example() -> Example {
        let time_s: Vec<f64> = (0..40).map(|row| f64::from(row) / 20.0).collect();
        let field: Vec<f64> =
            (0..40).map(|row| f64::from(row % 10) * 0.2 + f64::from(row % 2)).collect();
        let signals = Table::build("signals")
            .float("time_s", Unit::SECOND, time_s)
            .float("field", Unit::ONE, field)
            .finish();
        Example::default().input("signals", signals.expect("two seconds")).param("high_hz", 5.0)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let channels = Channels::of(&task.table("signals")?, &params.columns)?;
        let rate_hz = channels.sampling_rate_hz;
        let passband = params.passband()?;
        let filter = match params.design {
            Design::Butterworth => {
                Filter::Recursive(Sections::butterworth(params.order, passband, rate_hz)?)
            }
            Design::Windowed => {
                Filter::Finite(FiniteImpulseResponse::windowed(params.n_taps, passband, rate_hz)?)
            }
        };
        let filtered = (0..channels.n_channels())
            .into_par_iter()
            .map(|channel| {
                let mut whole = Vec::with_capacity(channels.time_s.len());
                for trial in channels.trials_of(channel) {
                    whole.extend(params.filtered(&filter, trial)?);
                }
                Ok(whole)
            })
            .collect::<Result<Vec<Vec<f64>>, spikebook_analysis::Error>>()?;
        let mut table =
            Table::build("signals").float("time_s", Unit::SECOND, channels.time_s.clone());
        if let Some(trial_id) = &channels.trial_id {
            table = table.integer("trial_id", Unit::ID, trial_id.clone());
        }
        for ((name, &unit), values) in channels.names.iter().zip(&channels.units).zip(filtered) {
            let unit = if params.output == Output::Phase { Unit::RADIAN } else { unit };
            table = table.float(&name.replace(' ', "_"), unit, values);
        }
        task.put_table("signals", table.finish()?);
        let frequency: Vec<f64> = (0..=200).map(|k| f64::from(k) * rate_hz / 400.0).collect();
        let gain = match (&filter, params.way) {
            (Filter::Recursive(sections), Way::ZeroPhase) => {
                sections.gains(&frequency, rate_hz).iter().map(|gain| gain * gain).collect()
            }
            (Filter::Recursive(sections), Way::Forward) => sections.gains(&frequency, rate_hz),
            (Filter::Finite(weights), _) => weights.gains(&frequency, rate_hz),
        };
        let table = Table::build("gains")
            .float("frequency_hz", Unit::HERTZ, frequency)
            .float("gain", Unit::ONE, gain)
            .finish()?;
        task.put_table("gains", table);
        Ok(())
    }
}

impl Params {
    fn passband(&self) -> Result<Passband, Failure> {
        match (self.low_hz, self.high_hz, self.stop) {
            (Some(low), Some(high), false) => Ok(Passband::Between(low, high)),
            (Some(low), Some(high), true) => Ok(Passband::Outside(low, high)),
            (Some(low), None, false) => Ok(Passband::Above(low)),
            (None, Some(high), false) => Ok(Passband::Below(high)),
            (None, None, false) => Err(Failure::new(
                "parameters `low_hz` and `high_hz`: neither is given, wanted an edge",
                "give `high_hz` alone for a low-pass filter, `low_hz` alone for a high-pass one, both for a band",
            )),
            _ => Err(Failure::new(
                "parameter `stop`: got true with fewer than two edges, wanted both",
                "give `low_hz` and `high_hz`",
            )),
        }
    }

    fn filtered(
        &self,
        filter: &Filter,
        signal: &[f64],
    ) -> Result<Vec<f64>, spikebook_analysis::Error> {
        let filtered = match (filter, self.way) {
            (Filter::Recursive(sections), Way::ZeroPhase) => sections.filter_both_ways(signal)?,
            (Filter::Recursive(sections), Way::Forward) => sections.filter(signal)?,
            (Filter::Finite(weights), Way::ZeroPhase) => weights.filter_centred(signal)?,
            (Filter::Finite(weights), Way::Forward) => weights.filter(signal)?,
        };
        match self.output {
            Output::Signal => Ok(filtered),
            Output::Envelope => Ok(analytic_signal(&filtered)?.envelope()),
            Output::Phase => Ok(analytic_signal(&filtered)?.phase_rad()),
        }
    }
}

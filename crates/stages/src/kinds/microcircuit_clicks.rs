//! How does the EEG of a cortical microcircuit answer to clicks, and what does one connection do to that?
//!
//! One click gives the evoked response, many at 40 a second the steady-state response ([`spikebook_models::neural_mass::microcircuit`]).
//! The answer is that of the nonlinear column from rest, with one gain changed and without. There is one source and no delay:
//! a mismatch negativity, which takes two sources, is beyond it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::neural_mass::microcircuit::EvokedAnswer;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::gains::GainChange;

/// `microcircuit-clicks`.
pub struct MicrocircuitClicks;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Params {
    #[serde(flatten)]
    change: GainChange,
    /// How many clicks
    #[schemars(range(min = 1, max = 1000))]
    n_clicks: usize,
    /// Clicks a second
    #[schemars(range(min = 0.1, max = 400.0), extend("x-unit" = "Hz"))]
    rate_hz: f64,
    /// The integral of a click of 1 ms over time
    #[schemars(range(min = 0.0, max = 100.0))]
    area: f64,
    /// How long the EEG is followed from the first click on
    #[schemars(range(min = 0.01, max = 100.0), extend("x-unit" = "s"))]
    duration_s: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            change: GainChange::default(),
            n_clicks: 1,
            rate_hz: 40.0,
            area: 0.01,
            duration_s: 0.4,
        }
    }
}

impl Stage for MicrocircuitClicks {
    const NAME: &'static str = "microcircuit-clicks";
    const SUMMARY: &'static str =
        "Compare answers of a cortical microcircuit to clicks, one gain changed";
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let number = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let eeg = [
            Column::text("condition").described("`control` or `changed`"),
            Column::float("time_s", Unit::SECOND).described("time from the first click"),
            number("eeg", "the EEG, in units of the model"),
        ];
        let measures = [
            number("peak_to_peak_ratio", "highest less lowest EEG, changed over control"),
            number(
                "amplitude_ratio",
                "amplitude at the rate of the clicks in the second half of them, changed over control; 1 for a single click",
            ),
        ];
        let more = [
            number("control_peak_to_peak", "highest less lowest EEG as the column is"),
            number("changed_peak_to_peak", "the same with the gain changed"),
            number(
                "control_amplitude",
                "amplitude at the rate of the clicks as the column is; 0 for a single click",
            ),
            number("changed_amplitude", "the same with the gain changed"),
        ];
        let summary = measures.clone().into_iter().chain(more);
        vec![
            Port::table("eeg", TableSchema::new("eeg", eeg))
                .described("one row a condition and millisecond"),
            Port::table("effects", TableSchema::new("effects", measures))
                .described("what the change does: one row, for sweeps"),
            Port::values("summary", ValuesSchema::new(summary)).described("sizes of the answers"),
        ]
    }

    fn example() -> Example {
        Example::default().param("duration_s", 0.05)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        // Whole quarters of milliseconds, as the model's steps.
        let at = |k: usize| (4000.0 * k as f64 / params.rate_hz).round() / 4000.0;
        let clicks: Vec<f64> = (0..params.n_clicks).map(at).collect();
        let mut answers: Vec<EvokedAnswer> = Vec::new();
        let (mut condition, mut time, mut eeg) = (vec![], vec![], vec![]);
        for (name, column) in params.change.conditions()? {
            let answer = column.evoked(&clicks, params.area, params.duration_s)?;
            for (sample, value) in answer.eeg.iter().enumerate().step_by(4) {
                condition.push(name);
                time.push(answer.time_s[sample]);
                eeg.push(*value);
            }
            answers.push(answer);
        }
        let amplitude = |answer: &EvokedAnswer| params.amplitude(answer);
        let (peak, steady) = (
            [answers[0].peak_to_peak(), answers[1].peak_to_peak()],
            [amplitude(&answers[0]), amplitude(&answers[1])],
        );
        let ratio =
            |[control, changed]: [f64; 2]| if control > 0.0 { changed / control } else { 1.0 };
        let mut summary = Values::default();
        summary.number("peak_to_peak_ratio", ratio(peak), Unit::ONE)?;
        summary.number("amplitude_ratio", ratio(steady), Unit::ONE)?;
        summary.number("control_peak_to_peak", peak[0], Unit::ONE)?;
        summary.number("changed_peak_to_peak", peak[1], Unit::ONE)?;
        summary.number("control_amplitude", steady[0], Unit::ONE)?;
        summary.number("changed_amplitude", steady[1], Unit::ONE)?;
        task.put_values("summary", summary);
        let effects = Table::build("effects")
            .float("peak_to_peak_ratio", Unit::ONE, vec![ratio(peak)])
            .float("amplitude_ratio", Unit::ONE, vec![ratio(steady)])
            .finish()?;
        task.put_table("effects", effects);
        let eeg = Table::build("eeg")
            .text("condition", &condition)
            .float("time_s", Unit::SECOND, time)
            .float("eeg", Unit::ONE, eeg)
            .finish()?;
        task.put_table("eeg", eeg);
        Ok(())
    }
}

impl Params {
    /// The amplitude at the rate of the clicks, in whole periods of the second half of the train.
    fn amplitude(&self, answer: &EvokedAnswer) -> f64 {
        let n_periods = self.n_clicks / 2;
        let stop = self.n_clicks as f64 / self.rate_hz;
        if n_periods == 0 || stop > self.duration_s + 1e-9 {
            return 0.0;
        }
        answer.amplitude(self.rate_hz, (stop - n_periods as f64 / self.rate_hz, stop))
    }
}

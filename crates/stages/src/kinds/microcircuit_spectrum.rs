//! What does one connection of the cortical microcircuit do to the rhythms of the EEG?
//!
//! Spectra of the canonical microcircuit as it is and with one gain changed, driven by 1/f noise and made linear at rest
//! ([`spikebook_models::neural_mass::microcircuit`]). Powers are relative to the whole from 1 to 60 Hz, as EEG studies compare
//! them: a rise of one share is a fall of others, whatever the absolute power does.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::neural_mass::microcircuit::Microcircuit;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::gains::GainChange;

/// `microcircuit-spectrum`.
pub struct MicrocircuitSpectrum;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Params {
    #[serde(flatten)]
    change: GainChange,
    /// The lowest frequency
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "Hz"))]
    from_hz: f64,
    /// The highest frequency
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "Hz"))]
    to_hz: f64,
    /// From one frequency to the next
    #[schemars(range(max = 100.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "Hz"))]
    step_hz: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { change: GainChange::default(), from_hz: 1.0, to_hz: 60.0, step_hz: 0.25 }
    }
}

const MOST_FREQUENCIES: f64 = 100_000.0;

/// The names of the bands with their edges in Hz.
const BANDS: [(&str, f64, f64); 4] =
    [("theta", 4.0, 8.0), ("alpha", 8.0, 13.0), ("beta", 13.0, 30.0), ("gamma", 30.0, 60.25)];

impl Stage for MicrocircuitSpectrum {
    const NAME: &'static str = "microcircuit-spectrum";
    const SUMMARY: &'static str =
        "Compare EEG spectra of a cortical microcircuit, one gain changed";
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let number = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let share = |name: &str, what: &str| Column::float(name, Unit::FRACTION).described(what);
        let condition = || Column::text("channel").described("`control` or `changed`");
        let spectra = [
            condition(),
            Column::float("frequency_hz", Unit::HERTZ).described("the frequency"),
            number("density", "share of the power from 1 to 60 Hz, per Hz"),
            number("transfer_gain", "how much of a weak oscillation of the input is in the EEG"),
        ];
        let bands = [
            Column::text("band").described("the band"),
            Column::float("from_hz", Unit::HERTZ).described("where it begins"),
            Column::float("to_hz", Unit::HERTZ).described("where it ends"),
            share("control", "its share of the power as the column is"),
            share("changed", "its share with the gain changed"),
            share("change", "their difference"),
        ];
        let effects = [
            share("theta_change", "change of the share of theta, 4 to 8 Hz"),
            share("alpha_change", "change of the share of alpha, 8 to 13 Hz"),
            share("beta_change", "change of the share of beta, 13 to 30 Hz"),
            share("gamma_change", "change of the share of gamma, 30 to 60 Hz"),
            number("ratio_40_hz", "gain at 40 Hz, changed over control"),
        ];
        let peak = Column::float("control_peak_hz", Unit::HERTZ)
            .described("frequency of the largest power as the column is");
        let summary = effects.clone().into_iter().chain([peak]);
        vec![
            Port::table("spectra", TableSchema::new("spectra", spectra))
                .described("one row a condition and frequency"),
            Port::table("bands", TableSchema::new("bands", bands)).described("one row a band"),
            Port::table("effects", TableSchema::new("effects", effects))
                .described("what the change does: one row, for sweeps"),
            Port::values("summary", ValuesSchema::new(summary)).described("the same as values"),
        ]
    }

    fn example() -> Example {
        Example::default().param("from_hz", 4.0).param("to_hz", 12.0).param("step_hz", 2.0)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let frequencies = params.frequencies()?;
        let [(_, control), (_, changed)] = params.change.conditions()?;
        let both = [("control", control), ("changed", changed)];
        let mut channel = Vec::new();
        let (mut frequency, mut density, mut transfer) = (vec![], vec![], vec![]);
        for (name, column) in &both {
            let whole = whole_power(column);
            for &hz in &frequencies {
                channel.push(*name);
                frequency.push(hz);
                density.push(column.power(hz) / whole);
                transfer.push(column.transfer_gain(hz));
            }
        }
        let peak = (4..=240)
            .map(|k| 0.25 * f64::from(k))
            .reduce(|a, b| if control.power(b) > control.power(a) { b } else { a });
        let spectra = Table::build("spectra")
            .text("channel", &channel)
            .float("frequency_hz", Unit::HERTZ, frequency)
            .float("density", Unit::ONE, density)
            .float("transfer_gain", Unit::ONE, transfer)
            .finish()?;
        task.put_table("spectra", spectra);
        let shares = |column: &Microcircuit| -> Result<Vec<f64>, Failure> {
            let share = |&(_, from, to): &(&str, f64, f64)| Ok(column.relative_power((from, to))?);
            BANDS.iter().map(share).collect()
        };
        let (before, after) = (shares(&control)?, shares(&changed)?);
        let change: Vec<f64> = before.iter().zip(&after).map(|(b, a)| a - b).collect();
        let ratio = changed.transfer_gain(40.0) / control.transfer_gain(40.0);
        let mut effects = Table::build("effects");
        let mut summary = Values::default();
        for ((band, _, _), change) in BANDS.iter().zip(&change) {
            let name = format!("{band}_change");
            effects = effects.float(&name, Unit::FRACTION, vec![*change]);
            summary.number(&name, *change, Unit::FRACTION)?;
        }
        summary.number("ratio_40_hz", ratio, Unit::ONE)?;
        summary.number("control_peak_hz", peak.unwrap_or(0.0), Unit::HERTZ)?;
        task.put_values("summary", summary);
        task.put_table("effects", effects.float("ratio_40_hz", Unit::ONE, vec![ratio]).finish()?);
        let bands = Table::build("bands")
            .text("band", &BANDS.map(|band| band.0))
            .float("from_hz", Unit::HERTZ, BANDS.iter().map(|band| band.1).collect())
            .float("to_hz", Unit::HERTZ, BANDS.iter().map(|band| band.2.floor()).collect())
            .float("control", Unit::FRACTION, before)
            .float("changed", Unit::FRACTION, after)
            .float("change", Unit::FRACTION, change)
            .finish()?;
        task.put_table("bands", bands);
        Ok(())
    }
}

impl Params {
    fn frequencies(&self) -> Result<Vec<f64>, Failure> {
        let steps = (self.to_hz - self.from_hz) / self.step_hz;
        if !(0.0..=MOST_FREQUENCIES).contains(&steps) {
            return Err(Failure::new(
                format!(
                    "parameters `from_hz`, `to_hz` and `step_hz`: got {}, {} and {}, wanted between 1 and 100,000 frequencies",
                    self.from_hz, self.to_hz, self.step_hz
                ),
                "take `to_hz` above `from_hz`, or a longer step",
            ));
        }
        Ok((0..=(steps + 1e-9) as usize).map(|k| self.from_hz + k as f64 * self.step_hz).collect())
    }
}

/// The power from 1 to 60 Hz on a grid of a quarter of a hertz, in power times Hz.
fn whole_power(column: &Microcircuit) -> f64 {
    (4..=240).map(|k| 0.25 * column.power(0.25 * f64::from(k))).sum()
}

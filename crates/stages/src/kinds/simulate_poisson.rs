//! A rate rises and falls: when does a unit fire that knows nothing else?
//!
//! An inhomogeneous Poisson process ([`spikebook_models::spiking`]): given the rate, spikes are independent of one another. The rate is a
//! column of the signals at `signal`, held from each sample to the next, and where none are wired a sine. Several units share the rate and
//! nothing else, like trials of one unit. Real units are refractory, and their rate is never known: a Fano factor below 1 or a dip of the
//! autocorrelogram is what these spikes do not have.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_data::frames::{Signals, SpikeTable, Units};
use spikebook_models::integration::Steps;
use spikebook_models::spiking::poisson_spike_times_s;
use spikebook_numeric::elementary::sin;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, Unit, Values, ValuesSchema};

use crate::membrane::over_time;
use crate::spike_groups::units_table;

/// `simulate-poisson`.
pub struct SimulatePoisson;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How many units share the rate
    #[schemars(range(min = 1, max = 10_000))]
    n_units: usize,
    /// The column of the signals that is the rate
    column: String,
    /// What the column is multiplied by, to make spikes/s of it
    #[schemars(range(min = 0.0, max = 1e6))]
    scale: f64,
    /// Where no signals are wired: the mean rate
    #[schemars(range(min = 0.0, max = 10_000.0), extend("x-unit" = "spikes/s"))]
    mean_rate_hz: f64,
    /// Where no signals are wired: how far the rate swings, as a share of its mean
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "fraction"))]
    modulation: f64,
    /// Where no signals are wired: how often it swings
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "Hz"))]
    frequency_hz: f64,
    /// Where no signals are wired: length of the session
    #[schemars(range(max = 1e6), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    duration_s: f64,
    /// Where no signals are wired: how long the rate is held
    #[schemars(range(min = 0.0001, max = 10.0), extend("x-unit" = "s"))]
    step_s: f64,
}

/// The most samples that are held at a time.
const MOST_SAMPLES: f64 = 2e7;

impl Default for Params {
    fn default() -> Self {
        Self {
            n_units: 1,
            column: "rate_hz".into(),
            scale: 1.0,
            mean_rate_hz: 20.0,
            modulation: 0.8,
            frequency_hz: 1.0,
            duration_s: 100.0,
            step_s: 0.005,
        }
    }
}

/// Spikes of all units together that may be expected.
const MOST_SPIKES: f64 = 1e8;

impl Stage for SimulatePoisson {
    const NAME: &'static str = "simulate-poisson";
    const SUMMARY: &'static str =
        "Simulate units that fire by chance at a rate that rises and falls";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("signal", Signals::schema())
                .optional()
                .described("evenly sampled, with the rate; left out, a sine"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let per_second =
            |name: &str, what: &str| Column::float(name, Unit::SPIKES_PER_SECOND).described(what);
        let summary = [
            Column::integer("n_spikes", Unit::SPIKES).described("spikes of all units"),
            per_second("rate_hz", "spikes of a unit over the time, mean over units"),
        ];
        let truth = [
            Column::float("expected_spikes", Unit::SPIKES)
                .described("the rate over the whole time, all units together"),
            per_second("expected_hz", "the same of a unit, over the time"),
        ];
        let rate = [per_second("rate_hz", "the rate of each unit until the next sample")];
        vec![
            Port::table("spikes", SpikeTable::schema()).described("the spikes"),
            Port::table("units", Units::schema()).described("the units, silent ones among them"),
            Port::values("summary", ValuesSchema::new(summary)).described("the spikes in short"),
            Port::table("rate", over_time("rate", rate))
                .for_instructors()
                .described("the rate behind the spikes"),
            Port::values("truth", ValuesSchema::new(truth))
                .for_instructors()
                .described("how many were to be expected"),
        ]
    }

    fn example() -> Example {
        let signal = Table::build("signal")
            .float("time_s", Unit::SECOND, vec![0.0, 0.5, 1.0, 1.5])
            .float("rate_hz", Unit::SPIKES_PER_SECOND, vec![10.0, 0.0, 40.0, 5.0])
            .finish();
        Example::default().input("signal", signal.expect("four samples")).param("n_units", 2)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let Rate { first_s, step_s, rate_hz } = match task.optional_table("signal")? {
            Some(table) => params.of_signal(table)?,
            None => params.sine()?,
        };
        let duration_s = step_s * rate_hz.len() as f64;
        let n = params.n_units;
        let expected = rate_hz.iter().sum::<f64>() * step_s * n as f64;
        if !(expected <= MOST_SPIKES) {
            return Err(Failure::new(
                format!("{expected:.0} spikes are to be expected, wanted at most 100 million"),
                "take fewer units, a shorter session or a lower rate",
            ));
        }
        let seed = task.seed();
        let train = |unit: usize| {
            let stream = &mut seed.replicate("unit", unit as u64);
            let times = poisson_spike_times_s(&rate_hz, step_s, stream);
            times.into_iter().map(|time| first_s + time).collect::<Vec<f64>>()
        };
        let trains: Vec<Vec<f64>> = (0..n).into_par_iter().map(train).collect();
        let n_spikes: usize = trains.iter().map(Vec::len).sum();

        let unit_id: Vec<i64> = (1..=n as i64).collect();
        let owner =
            unit_id.iter().zip(&trains).flat_map(|(&unit, train)| train.iter().map(move |_| unit));
        let spikes = SpikeTable::from_columns(owner.collect(), trains.concat(), None)?;
        task.put_table("spikes", spikes.into_table());
        task.put_table("units", units_table(&unit_id)?);
        let of_a_unit = |spikes: f64| spikes / (n as f64 * duration_s);
        let mut summary = Values::default();
        summary.count("n_spikes", n_spikes, Unit::SPIKES)?;
        summary.number("rate_hz", of_a_unit(n_spikes as f64), Unit::SPIKES_PER_SECOND)?;
        task.put_values("summary", summary);
        let mut truth = Values::default();
        truth.number("expected_spikes", expected, Unit::SPIKES)?;
        truth.number("expected_hz", of_a_unit(expected), Unit::SPIKES_PER_SECOND)?;
        task.put_values("truth", truth);
        let time_s = (0..rate_hz.len()).map(|k| first_s + step_s * k as f64).collect();
        let rate = Table::build("rate")
            .float("time_s", Unit::SECOND, time_s)
            .float("rate_hz", Unit::SPIKES_PER_SECOND, rate_hz)
            .finish()?;
        task.put_table("rate", rate);
        Ok(())
    }
}

/// A rate in steps.
struct Rate {
    first_s: f64,
    step_s: f64,
    rate_hz: Vec<f64>,
}

impl Params {
    fn sine(&self) -> Result<Rate, Failure> {
        let n_samples = self.duration_s / self.step_s;
        if n_samples > MOST_SAMPLES {
            return Err(Failure::new(
                format!("{n_samples:.0} samples are asked for, wanted at most 20 million"),
                "take a shorter session or a longer step",
            ));
        }
        let steps = Steps::new(self.step_s, self.duration_s)?;
        let rate = |k: usize| {
            let phase =
                std::f64::consts::TAU * self.frequency_hz * (steps.time(k) + 0.5 * self.step_s);
            self.mean_rate_hz * (1.0 + self.modulation * sin(phase)).max(0.0)
        };
        let rate_hz = (0..steps.n_steps()).map(rate).collect();
        Ok(Rate { first_s: 0.0, step_s: self.step_s, rate_hz })
    }

    fn of_signal(&self, table: Table) -> Result<Rate, Failure> {
        let column = table.numbers(&self.column)?;
        let time_s = Signals::try_from(table)?.time_s();
        let n = time_s.len();
        if n < 2 {
            return Err(Failure::new(
                format!("input `signal`: got {n} samples, wanted at least 2"),
                "a rate needs a time from sample to sample",
            ));
        }
        let step_s = (time_s[n - 1] - time_s[0]) / (n - 1) as f64;
        let odd = (1..n).find(|&k| (time_s[k] - time_s[k - 1] - step_s).abs() > 1e-3 * step_s);
        if let Some(k) = odd {
            return Err(Failure::new(
                format!(
                    "input `signal`, row {}: got {} s from the sample before, wanted {step_s} s as on average",
                    k + 1,
                    time_s[k] - time_s[k - 1]
                ),
                "sample the rate evenly",
            ));
        }
        let rate_hz: Vec<f64> = column.iter().map(|rate| self.scale * rate).collect();
        if let Some(k) = rate_hz.iter().position(|rate| !(*rate >= 0.0 && rate.is_finite())) {
            return Err(Failure::new(
                format!(
                    "input `signal`, row {}: column `{}` has {}, wanted a rate of 0 or more",
                    k + 1,
                    self.column,
                    column[k]
                ),
                "cut or raise the signal until no rate is below 0",
            ));
        }
        Ok(Rate { first_s: time_s[0], step_s, rate_hz })
    }
}

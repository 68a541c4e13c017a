//! What had been shown, on average, when each unit fired, and is that more than chance?
//!
//! The mean of the last `n_lags` frames before spikes, each frame as often as there were spikes in it; lag 0 is the
//! frame of the spikes. Its null are the averages of the same counts shifted round the frames by a random
//! number of at least `min_shift`: the band holds the share `level` of them entry by entry, and `is_significant`
//! marks entries beyond a limit that an average of nothing passes anywhere with probability 1 − `level`.
//!
//! It misleads where the stimulus is correlated in time or between columns: the average is then the filter
//! blurred by that correlation (`lnp-nonlinearity` can undo it), and where a unit answers to either sign of a
//! pattern: then the average is flat (`spike-triggered-covariance` finds it).
//! Described in [`spikebook_analysis::spike_trains::spike_triggered`].

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::spike_trains::spike_triggered::{ShiftTest, Shifts};
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::fit_status::{CONVERGED, each_or_status};
use crate::stimulus_frames::{StimulusFrames, example, ports};
use crate::tables::spike_triggered_schema;

/// `spike-triggered-average`.
pub struct SpikeTriggeredAverage;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Columns of the stimulus; where empty, all columns of numbers
    variables: Vec<String>,
    /// How many frames before and with the spikes
    #[schemars(range(min = 1, max = 10_000))]
    n_lags: usize,
    /// How many shifted trains make the null
    #[schemars(range(min = 1, max = 100_000))]
    n_shifts: usize,
    /// The least shift, either way, in frames
    #[schemars(range(min = 1, max = 1_000_000_000))]
    min_shift: usize,
    /// Level of the band and of the limit
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    level: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { variables: Vec::new(), n_lags: 20, n_shifts: 500, min_shift: 100, level: 0.95 }
    }
}

impl Stage for SpikeTriggeredAverage {
    const NAME: &'static str = "spike-triggered-average";
    const SUMMARY: &'static str =
        "Mean stimulus before the spikes of each unit, against trains shifted in time";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        ports()
    }

    fn outputs() -> Vec<Port> {
        let number = |name: &str, unit: Unit, what: &str| {
            Column::float(name, unit).optional().described(what)
        };
        let units = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::text("status").described("`converged`, or `too_few_spikes`"),
            Column::integer("n_spikes", Unit::SPIKES).described("spikes that were averaged over"),
            number("peak_lag_s", Unit::SECOND, "how long before spikes the average differs most"),
            Column::text("peak_variable").optional().described("in which column"),
            number("peak", Unit::ANY, "the average there, less the mean of the stimulus"),
            number(
                "largest_sd",
                Unit::ONE,
                "the largest entry, in standard deviations of the stimulus",
            ),
            number("limit_sd", Unit::ONE, "the limit for all entries together"),
            number("p", Unit::ONE, "p value of the largest entry"),
        ];
        vec![
            Port::table("average", spike_triggered_schema())
                .described("one row a unit, lag and column"),
            Port::table("units", TableSchema::new("units", units)).described("one row a unit"),
        ]
    }

    fn example() -> Example {
        let (counts, stimulus) = example(60);
        Example::default()
            .input("counts", counts)
            .input("stimulus", stimulus)
            .param("n_lags", 3)
            .param("n_shifts", 20)
            .param("min_shift", 5)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let frames = StimulusFrames::of_task(task, &params.variables)?;
        let stimulus = frames.lagged(params.n_lags)?;
        let seed = task.seed();
        let results = (0..frames.unit_id.len())
            .into_par_iter()
            .map(|unit| {
                let shifts = Shifts {
                    n_shifts: params.n_shifts,
                    min_shift: params.min_shift,
                    seed: seed.child(&frames.unit_id[unit].to_string()),
                };
                stimulus.shift_test(&frames.counts_of_unit(unit), shifts, params.level)
            })
            .collect();
        let tests = each_or_status(results)?;
        task.put_table("average", averages(&frames, params.n_lags, &tests)?);
        task.put_table("units", units(&frames, &tests)?);
        Ok(())
    }
}

fn averages(
    frames: &StimulusFrames,
    n_lags: usize,
    tests: &[Result<ShiftTest, &'static str>],
) -> Result<Table, Failure> {
    let entries = frames.entries(n_lags);
    let known: Vec<(i64, &ShiftTest)> = frames
        .unit_id
        .iter()
        .zip(tests)
        .filter_map(|(&id, test)| Some((id, test.as_ref().ok()?)))
        .collect();
    let n = known.len();
    let of = |part: fn(&ShiftTest) -> ndarray::ArrayView2<'_, f64>| -> Vec<f64> {
        known.iter().flat_map(|(_, test)| part(test).iter().copied().collect::<Vec<_>>()).collect()
    };
    let is_significant = known
        .iter()
        .flat_map(|(_, test)| test.is_significant().iter().copied().collect::<Vec<_>>());
    let ids = known.iter().flat_map(|(id, _)| std::iter::repeat_n(*id, entries.len()));
    let names: Vec<&str> = entries.iter().map(|entry| entry.3).collect();
    let lag_s: Vec<f64> = entries.iter().map(|entry| entry.1).collect();
    Ok(Table::build("average")
        .integer("unit_id", Unit::ID, ids.collect())
        .integer("lag", Unit::ONE, entries.iter().map(|e| e.0).collect::<Vec<_>>().repeat(n))
        .float("lag_s", Unit::SECOND, lag_s.repeat(n))
        .integer("column", Unit::ONE, entries.iter().map(|e| e.2).collect::<Vec<_>>().repeat(n))
        .text("variable", &names.repeat(n))
        .float("average", frames.unit, of(|test| test.average().average()))
        .float("mean", frames.unit, of(|test| test.average().frame_mean()))
        .float("low", frames.unit, of(ShiftTest::low))
        .float("high", frames.unit, of(ShiftTest::high))
        .boolean("is_significant", is_significant.collect())
        .finish()?)
}

fn units(
    frames: &StimulusFrames,
    tests: &[Result<ShiftTest, &'static str>],
) -> Result<Table, Failure> {
    let of = |part: &dyn Fn(&ShiftTest) -> f64| -> Vec<Option<f64>> {
        tests.iter().map(|test| test.as_ref().ok().map(part)).collect()
    };
    let status: Vec<&str> = tests
        .iter()
        .map(|test| test.as_ref().map_or_else(|status| *status, |_| CONVERGED))
        .collect();
    let n_spikes = tests
        .iter()
        .map(|test| test.as_ref().map_or(0, |t| t.average().n_spikes() as i64))
        .collect();
    let name = |test: &ShiftTest| frames.names[test.average().peak().1].clone();
    Ok(Table::build("units")
        .integer("unit_id", Unit::ID, frames.unit_id.clone())
        .text("status", &status)
        .integer("n_spikes", Unit::SPIKES, n_spikes)
        .optional_float(
            "peak_lag_s",
            Unit::SECOND,
            of(&|test| test.average().peak().0 as f64 * frames.frame_s),
        )
        .optional_text(
            "peak_variable",
            tests.iter().map(|test| test.as_ref().ok().map(name)).collect(),
        )
        .optional_float(
            "peak",
            frames.unit,
            of(&|test| test.average().contrast()[test.average().peak()]),
        )
        .optional_float("largest_sd", Unit::ONE, of(&|test| test.largest().observed()))
        .optional_float("limit_sd", Unit::ONE, of(&ShiftTest::limit))
        .optional_float("p", Unit::ONE, of(&|test| test.largest().p_greater()))
        .finish()?)
}

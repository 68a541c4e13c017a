//! Along which directions of the stimulus does its spread before spikes differ from its spread at all times?
//!
//! The covariance of the last `n_lags` frames before spikes, about their average, less the covariance of all
//! frames: its eigenvalues say by how much the variance is larger (the unit likes either sign of a pattern) or
//! smaller (either sign silences it) along its axes. Axes are tested one after another against the counts
//! shifted round the frames, the ones found taken out of the space before the next is tested.
//!
//! It misleads with few spikes: a matrix of d × d entries needs many more than d of them, and eigenvalues of
//! chance spread widely (look at the band of the shifted trains). Axes are at right angles by construction; the
//! features of a unit need not be. Described in [`spikebook_analysis::spike_trains::spike_triggered`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::Error;
use spikebook_analysis::spike_trains::spike_triggered::{
    NestedTest, Shifts, SpikeTriggeredCovariance as Covariance,
};
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::fit_status::{CONVERGED, each_or_status};
use crate::stimulus_frames::{StimulusFrames, example, ports};
use crate::tables::eigenvalues_schema;

/// `spike-triggered-covariance`.
pub struct SpikeTriggeredCovariance;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Columns of the stimulus; where empty, all columns of numbers
    variables: Vec<String>,
    /// How many frames before and with the spikes; lags times columns are the entries of a direction
    #[schemars(range(min = 1, max = 2000))]
    n_lags: usize,
    /// How many shifted trains make the null
    #[schemars(range(min = 1, max = 100_000))]
    n_shifts: usize,
    /// The least shift, either way, in frames
    #[schemars(range(min = 1, max = 1_000_000_000))]
    min_shift: usize,
    /// Level of the band and of the tests
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    level: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { variables: Vec::new(), n_lags: 20, n_shifts: 200, min_shift: 100, level: 0.95 }
    }
}

/// What is found of one unit.
type Found = (Covariance, NestedTest);

impl Stage for SpikeTriggeredCovariance {
    const NAME: &'static str = "spike-triggered-covariance";
    const SUMMARY: &'static str =
        "Directions along which the stimulus spreads more or less before spikes";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        ports()
    }

    fn outputs() -> Vec<Port> {
        let count = |name: &str, what: &str| Column::integer(name, Unit::ONE).described(what);
        let axes = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            count("rank", "the axis by its eigenvalue, 1 the largest"),
            count("lag", "frames before the spikes"),
            Column::float("lag_s", Unit::SECOND).described("the same in time"),
            count("column", "the column of the stimulus, counted from 0"),
            Column::text("variable").described("its name"),
            Column::float("weight", Unit::ONE).described("the entry of the axis, of length 1"),
        ];
        let units = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::text("status").described("`converged`, or why there is nothing"),
            Column::integer("n_spikes", Unit::SPIKES).described("spikes that count"),
            count("n_more", "axes with more variance before spikes than chance gives"),
            count("n_less", "axes with less"),
        ];
        vec![
            Port::table("eigenvalues", eigenvalues_schema()).described("one row a unit and axis"),
            Port::table("axes", TableSchema::new("axes", axes))
                .described("the axes that were found, and the first and the last in any case"),
            Port::table("units", TableSchema::new("units", units)).described("one row a unit"),
        ]
    }

    fn example() -> Example {
        let (counts, stimulus) = example(80);
        Example::default()
            .input("counts", counts)
            .input("stimulus", stimulus)
            .param("n_lags", 2)
            .param("n_shifts", 20)
            .param("min_shift", 5)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let frames = StimulusFrames::of_task(task, &params.variables)?;
        let stimulus = frames.lagged(params.n_lags)?;
        let seed = task.seed();
        let n_units = frames.unit_id.len();
        // One unit after another: the shifts of each are worked on in parallel.
        let results = (0..n_units)
            .map(|unit| -> Result<Found, Error> {
                task.step(unit as u64, n_units as u64);
                let shifts = Shifts {
                    n_shifts: params.n_shifts,
                    min_shift: params.min_shift,
                    seed: seed.child(&frames.unit_id[unit].to_string()),
                };
                let counts = frames.counts_of_unit(unit);
                let covariance = stimulus.covariance(&counts)?;
                let test = stimulus.nested_test(&counts, &covariance, shifts, params.level)?;
                Ok((covariance, test))
            })
            .collect();
        let found = each_or_status(results)?;
        let known: Vec<(i64, &Found)> = frames
            .unit_id
            .iter()
            .zip(&found)
            .filter_map(|(&id, found)| Some((id, found.as_ref().ok()?)))
            .collect();
        task.put_table("eigenvalues", eigenvalues(&known)?);
        task.put_table("axes", axes(&frames, params.n_lags, &known)?);

        let count = |is_counted: fn(f64) -> bool| -> Vec<i64> {
            let of_unit = |(_, test): &Found| {
                test.axes().iter().filter(|axis| is_counted(axis.difference)).count() as i64
            };
            found.iter().map(|found| found.as_ref().map_or(0, of_unit)).collect()
        };
        let status: Vec<&str> = found
            .iter()
            .map(|found| found.as_ref().map_or_else(|status| *status, |_| CONVERGED))
            .collect();
        let n_spikes = found.iter().map(|f| f.as_ref().map_or(0, |f| f.0.n_spikes() as i64));
        let units = Table::build("units")
            .integer("unit_id", Unit::ID, frames.unit_id.clone())
            .text("status", &status)
            .integer("n_spikes", Unit::SPIKES, n_spikes.collect())
            .integer("n_more", Unit::ONE, count(|difference| difference > 0.0))
            .integer("n_less", Unit::ONE, count(|difference| difference < 0.0))
            .finish()?;
        task.put_table("units", units);
        Ok(())
    }
}

fn eigenvalues(known: &[(i64, &Found)]) -> Result<Table, Failure> {
    let (mut unit_id, mut rank, mut difference) = (vec![], vec![], vec![]);
    let (mut low, mut high, mut p) = (vec![], vec![], vec![]);
    for (id, (covariance, test)) in known {
        for (at, &value) in covariance.differences().iter().enumerate() {
            unit_id.push(*id);
            rank.push(at as i64 + 1);
            difference.push(value);
            p.push(test.axes().iter().find(|axis| axis.rank == at).map(|axis| axis.p));
        }
        low.extend_from_slice(test.low());
        high.extend_from_slice(test.high());
    }
    let is_significant = p.iter().map(Option::is_some).collect();
    // The square of the stimulus' unit has no name.
    let unit = Unit::ONE;
    Ok(Table::build("eigenvalues")
        .integer("unit_id", Unit::ID, unit_id)
        .integer("rank", Unit::ONE, rank)
        .float("difference", unit, difference)
        .float("null_low", unit, low)
        .float("null_high", unit, high)
        .boolean("is_significant", is_significant)
        .optional_float("p", Unit::ONE, p)
        .finish()?)
}

fn axes(frames: &StimulusFrames, n_lags: usize, known: &[(i64, &Found)]) -> Result<Table, Failure> {
    let entries = frames.entries(n_lags);
    let (mut unit_id, mut rank, mut weight) = (vec![], vec![], vec![]);
    let mut n_axes = 0;
    for (id, (covariance, test)) in known {
        let last = entries.len() - 1;
        let shown =
            |at: &usize| *at == 0 || *at == last || test.axes().iter().any(|axis| axis.rank == *at);
        for at in (0..=last).filter(shown) {
            n_axes += 1;
            unit_id.extend(std::iter::repeat_n(*id, entries.len()));
            rank.extend(std::iter::repeat_n(at as i64 + 1, entries.len()));
            weight.extend(covariance.axes().row(at).iter().copied());
        }
    }
    let names: Vec<&str> = entries.iter().map(|entry| entry.3).collect();
    Ok(Table::build("axes")
        .integer("unit_id", Unit::ID, unit_id)
        .integer("rank", Unit::ONE, rank)
        .integer("lag", Unit::ONE, entries.iter().map(|e| e.0).collect::<Vec<_>>().repeat(n_axes))
        .float(
            "lag_s",
            Unit::SECOND,
            entries.iter().map(|e| e.1).collect::<Vec<_>>().repeat(n_axes),
        )
        .integer(
            "column",
            Unit::ONE,
            entries.iter().map(|e| e.2).collect::<Vec<_>>().repeat(n_axes),
        )
        .text("variable", &names.repeat(n_axes))
        .float("weight", Unit::ONE, weight)
        .finish()?)
}

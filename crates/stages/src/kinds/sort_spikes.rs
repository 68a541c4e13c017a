//! From which units do these waveforms come?
//!
//! Principal components of the waveforms, and a mixture of normal clouds of their scores whose number has the smallest BIC
//! ([`spikebook_analysis::clustering::SpikeSorter`]). `false_rate` is what a unit's spikes are expected to have from others if the
//! clouds are right. Where the truth is wired, `agreement` has the adjusted Rand index of the two (1 is the same, 0 is chance).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::clustering::{SpikeSorter, adjusted_rand_index};
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::matrices::{as_integers, classes_of, flat_rows, matrix_of, row_numbers, same_rows};

/// `sort-spikes`.
pub struct SortSpikes;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The vector column that holds the waveforms
    column: String,
    /// How many principal components describe a waveform
    #[schemars(range(min = 1, max = 100))]
    n_components: usize,
    /// Fewest units
    #[schemars(range(min = 1, max = 1000))]
    least_units: usize,
    /// Most units
    #[schemars(range(min = 1, max = 1000))]
    most_units: usize,
    /// How many starts of each mixture; the likeliest is kept
    #[schemars(range(min = 1, max = 10_000))]
    n_starts: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            column: "waveform_uv".into(),
            n_components: 3,
            least_units: 1,
            most_units: 8,
            n_starts: 5,
        }
    }
}

impl Stage for SortSpikes {
    const NAME: &'static str = "sort-spikes";
    const SUMMARY: &'static str = "Tell units apart by the shapes of their spikes";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let unit = Column::integer("unit_id", Unit::ID).described("who fired");
        vec![
            Port::table("spikes", TableSchema::at_least("spikes", []))
                .described("one row a spike, with the column that `column` names"),
            Port::table("truth", TableSchema::at_least("truth", [unit]))
                .optional()
                .described("who fired, one row a spike"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let sorted = [
            Column::integer("row", Unit::ONE).described("the spike, from 0"),
            Column::integer("unit_id", Unit::ID).described("its unit, from 1, the busiest first"),
            Column::float("confidence", Unit::FRACTION).described("the probability of that unit"),
            Column::vector("score", Unit::ANY).described("its place along each component"),
        ];
        let units = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::integer("n_spikes", Unit::SPIKES).described("its spikes"),
            Column::float("false_rate", Unit::FRACTION)
                .described("share expected from other units"),
            Column::vector("mean_waveform", Unit::ANY).described("the middle of its cloud"),
        ];
        let criteria = [
            Column::integer("n_clusters", Unit::ONE).described("how many units"),
            Column::float("bic", Unit::ONE).described("Bayesian information criterion"),
        ];
        let summary = [
            Column::integer("n_units", Unit::ONE).described("units found"),
            Column::float("mean_confidence", Unit::FRACTION).described("mean over spikes"),
        ];
        let agreement =
            [Column::float("adjusted_rand_index", Unit::ONE)
                .described("1 is the same, 0 is chance")];
        vec![
            Port::table("sorted", TableSchema::new("sorted", sorted)).described("one row a spike"),
            Port::table("units", TableSchema::new("units", units)).described("one row a unit"),
            Port::table("criteria", TableSchema::new("criteria", criteria))
                .described("one row a number of units"),
            Port::values("summary", ValuesSchema::new(summary)).described("how it went"),
            Port::values("agreement", ValuesSchema::new(agreement))
                .optional()
                .for_instructors()
                .described("how the units agree with the truth, where it is wired"),
        ]
    }

    fn example() -> Example {
        let waveforms: Vec<f64> =
            (0..320).map(|k| f64::from((k * k * 79 + k * 31 + 7) % 101)).collect();
        let spikes = Table::build("spikes").vector("waveform_uv", Unit::ONE, waveforms, 4).finish();
        let truth = Table::build("truth")
            .integer("unit_id", Unit::ID, (0..80).map(|spike| 1 + spike % 2).collect())
            .finish();
        Example::default()
            .input("spikes", spikes.expect("eighty spikes"))
            .input("truth", truth.expect("eighty spikes"))
            .param("n_components", 2)
            .param("least_units", 3)
            .param("most_units", 4)
            .param("n_starts", 1)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let waveforms = matrix_of(&task.table("spikes")?, &params.column)?;
        let range = params.least_units..=params.most_units;
        let sorted = SpikeSorter::new(params.n_components, range, task.seed())?
            .with_starts(params.n_starts)?
            .sort(waveforms.view())?;
        let (units, confidences) = (sorted.units(), sorted.confidences());
        let table = Table::build("sorted")
            .integer("row", Unit::ONE, row_numbers(units.len()))
            .integer("unit_id", Unit::ID, as_integers(&units).iter().map(|unit| unit + 1).collect())
            .float("confidence", Unit::FRACTION, confidences.iter().map(|c| c.min(1.0)).collect())
            .vector("score", Unit::ONE, flat_rows(sorted.scores()), params.n_components)
            .finish()?;
        task.put_table("sorted", table);
        let n_units = sorted.n_units();
        let n_spikes = |unit: usize| units.iter().filter(|&&other| other == unit).count() as i64;
        let table = Table::build("units")
            .integer("unit_id", Unit::ID, (1..=n_units as i64).collect())
            .integer("n_spikes", Unit::SPIKES, (0..n_units).map(n_spikes).collect())
            .float("false_rate", Unit::FRACTION, sorted.false_rates())
            .vector(
                "mean_waveform",
                Unit::ONE,
                flat_rows(sorted.mean_waveforms()?.view()),
                waveforms.ncols(),
            )
            .finish()?;
        task.put_table("units", table);
        let criteria = Table::build("criteria")
            .integer(
                "n_clusters",
                Unit::ONE,
                sorted.criteria().iter().map(|c| c.0 as i64).collect(),
            )
            .float("bic", Unit::ONE, sorted.criteria().iter().map(|c| c.1).collect())
            .finish()?;
        task.put_table("criteria", criteria);
        let mut summary = Values::default();
        summary.count("n_units", n_units, Unit::ONE)?;
        summary.number(
            "mean_confidence",
            spikebook_numeric::sum::mean(&confidences),
            Unit::FRACTION,
        )?;
        if let Some(truth) = task.optional_table("truth")? {
            same_rows(("truth", truth.n_rows()), ("spikes", units.len()))?;
            let (of_truth, _) = classes_of(&truth, "unit_id")?;
            let mut agreement = Values::default();
            let index = adjusted_rand_index(&units, &of_truth)?;
            agreement.number("adjusted_rand_index", index, Unit::ONE)?;
            task.put_values("agreement", agreement);
        }
        task.put_values("summary", summary);
        Ok(())
    }
}

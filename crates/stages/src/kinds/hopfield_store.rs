//! How does a network store patterns in its synapses?
//!
//! By Hebb's rule, each pattern once: W = Σ x xᵀ / N with zero diagonal ([`spikebook_models::hopfield`]). The similarity of
//! patterns, |overlap| of pairs, says how much they get in each other's way: √(2/(π N)) for random ones.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::mean;
use spikebook_models::hopfield::{Hopfield, overlap};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, Unit, Values, ValuesSchema};

use crate::memories::{patterns_schema, patterns_table, states_of, weights_schema, weights_table};

/// `hopfield-store`.
pub struct HopfieldStore;

/// Nothing can be set on it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

impl Stage for HopfieldStore {
    const NAME: &'static str = "hopfield-store";
    const SUMMARY: &'static str = "Store patterns in symmetric weights by Hebb's rule";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![Port::table("patterns", patterns_schema()).described("what is stored")]
    }

    fn outputs() -> Vec<Port> {
        let summary = [
            Column::integer("n_units", Unit::ONE).described("units of the network"),
            Column::integer("n_patterns", Unit::ONE).described("patterns stored"),
            Column::float("load", Unit::ONE).described("patterns over units"),
            Column::float("mean_similarity", Unit::ONE)
                .described("mean size of the overlap of two patterns; 0 where there is one only"),
        ];
        vec![
            Port::table("weights", weights_schema()).described("one row a unit"),
            Port::values("summary", ValuesSchema::new(summary)).described("how much is stored"),
        ]
    }

    fn example() -> Example {
        let labels = ["a".to_owned(), "b".to_owned()];
        let patterns = ndarray::arr2(&[[1_i8, 1, -1, -1], [1, -1, 1, -1]]);
        Example::default()
            .input("patterns", patterns_table(&labels, &patterns).expect("two patterns"))
    }

    fn run(_: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let patterns = states_of(&task.table("patterns")?, "patterns")?;
        let network = Hopfield::storing(patterns.view())?;
        let rows: Vec<Vec<i8>> = patterns.rows().into_iter().map(|row| row.to_vec()).collect();
        let pairs: Vec<f64> = (0..rows.len())
            .flat_map(|i| (0..i).map(move |j| (i, j)))
            .map(|(i, j)| overlap(&rows[i], &rows[j]).abs())
            .collect();
        let mut summary = Values::default();
        summary.count("n_units", network.n_units(), Unit::ONE)?;
        summary.count("n_patterns", rows.len(), Unit::ONE)?;
        summary.number("load", rows.len() as f64 / network.n_units() as f64, Unit::ONE)?;
        let similarity = if pairs.is_empty() { 0.0 } else { mean(&pairs) };
        summary.number("mean_similarity", similarity, Unit::ONE)?;
        task.put_values("summary", summary);
        task.put_table("weights", weights_table(&network)?);
        Ok(())
    }
}

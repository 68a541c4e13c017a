//! Patterns and weights of Hopfield networks, as tables and back.

use ndarray::{Array2, arr2};
use spikebook_data::Table;
use spikebook_models::hopfield::Hopfield;
use spikebook_pipeline::{Example, Failure};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::matrices::{flat_rows, matrix_of};

/// Patterns: one row a pattern, the oldest first.
pub(crate) fn patterns_schema() -> TableSchema {
    TableSchema::at_least(
        "patterns",
        [
            Column::integer("pattern_id", Unit::ID).described("the pattern, in order of learning"),
            Column::text("label").described("what it is called"),
            Column::vector("state", Unit::ONE).described("+1 or −1 for each unit"),
        ],
    )
}

/// Weights: one row a unit.
pub(crate) fn weights_schema() -> TableSchema {
    TableSchema::new(
        "weights",
        [
            Column::integer("unit_id", Unit::ID).described("the unit that is driven"),
            Column::vector("weight", Unit::ONE).described("the weight from each unit"),
        ],
    )
}

/// What a network is shown and what it makes of it: one row a pattern and step.
pub(crate) fn states_schema() -> TableSchema {
    TableSchema::at_least(
        "states",
        [
            Column::integer("pattern_id", Unit::ID).described("the pattern"),
            Column::text("label").described("what it is called"),
            Column::text("step").described("`stored`, `cue` or `recalled`"),
            Column::vector("state", Unit::ONE).described("+1 or −1 for each unit"),
        ],
    )
}

/// The table of patterns.
pub(crate) fn patterns_table(labels: &[String], patterns: &Array2<i8>) -> Result<Table, Failure> {
    let flat: Vec<f64> = patterns.iter().map(|&s| f64::from(s)).collect();
    Ok(Table::build("patterns")
        .integer("pattern_id", Unit::ID, (1..=labels.len() as i64).collect())
        .text("label", labels)
        .vector("state", Unit::ONE, flat, patterns.ncols())
        .finish()?)
}

/// The states of a vector column `state` (shape: rows × units).
pub(crate) fn states_of(table: &Table, input: &str) -> Result<Array2<i8>, Failure> {
    let matrix = matrix_of(table, "state")?;
    if matrix.is_empty() {
        return Err(Failure::new(
            format!("input `{input}`: got no pattern, wanted at least 1"),
            "wire a stage that gives patterns",
        ));
    }
    for ((row, unit), &got) in matrix.indexed_iter() {
        if got.abs() != 1.0 {
            return Err(Failure::new(
                format!("input `{input}`, row {row}, entry {unit}: got {got}, wanted +1 or −1"),
                "the units of a Hopfield network are on or off; cut grey values at a threshold first",
            ));
        }
    }
    Ok(matrix.mapv(|s| s as i8))
}

/// The table of a network's weights.
pub(crate) fn weights_table(network: &Hopfield) -> Result<Table, Failure> {
    let n = network.n_units();
    Ok(Table::build("weights")
        .integer("unit_id", Unit::ID, (1..=n as i64).collect())
        .vector("weight", Unit::ONE, flat_rows(network.weights()), n)
        .finish()?)
}

/// The network of a table of weights, whose units are those of the patterns.
pub(crate) fn network_of(weights: &Table, patterns: &Array2<i8>) -> Result<Hopfield, Failure> {
    let network = Hopfield::with_weights(matrix_of(weights, "weight")?)?;
    if network.n_units() != patterns.ncols() {
        return Err(Failure::new(
            format!(
                "inputs `weights` and `patterns`: got {} and {} units, wanted equally many",
                network.n_units(),
                patterns.ncols()
            ),
            "wire the patterns that the network has stored",
        ));
    }
    Ok(network)
}

/// Labels of a table of patterns, a dash where there is none.
pub(crate) fn labels_of(table: &Table) -> Result<Vec<String>, Failure> {
    Ok(table.texts("label")?.into_iter().map(|label| label.unwrap_or("–").to_owned()).collect())
}

/// Two patterns of eight units and a network that has stored them: on this a kind can be tried.
pub(crate) fn two_memories() -> Example {
    let labels = ["a".to_owned(), "b".to_owned()];
    let patterns = arr2(&[[1_i8, 1, 1, 1, -1, -1, -1, -1], [1, 1, -1, -1, 1, 1, -1, -1]]);
    let network = Hopfield::storing(patterns.view()).expect("a network");
    Example::default()
        .input("weights", weights_table(&network).expect("weights"))
        .input("patterns", patterns_table(&labels, &patterns).expect("two patterns"))
}

//! A neuron weighs its inputs: what does a layer of them answer, and what would it answer to most?
//!
//! y = f(W x + b) ([`spikebook_models::linear_network`]). Of all inputs of length 1 a unit answers most to its own weights over their
//! length |w|, and to that with f(|w| + b): `units` has both. An answer of many units is told from another only within the range of W; what
//! lies in its null space is lost. A layer has no time: see `linear-circuit` for one that feeds back.

use ndarray::{Array1, Array2};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::linear_network::{Activation as Response, Layer as Model};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::matrices::flat_rows;
use crate::regressors::Regressors;

/// `layer`.
pub struct Layer;

/// What a unit makes of its drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Activation {
    /// The drive itself
    Identity,
    /// The drive where it is above 0, else 0
    Rectified,
    /// 1/(1 + e^(−drive))
    Logistic,
    /// The hyperbolic tangent of the drive
    Tanh,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The columns that the units weigh; a vector column counts for as many as it is wide
    predictors: Vec<String>,
    /// The weights, unit after unit: as many a unit as there are inputs
    weights: Vec<f64>,
    /// What is added to the drive of each unit; left empty, nothing
    bias: Vec<f64>,
    /// What a unit makes of its drive
    activation: Activation,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            predictors: vec!["x".into()],
            weights: vec![2.0, 4.0, 1.0, 5.0],
            bias: Vec::new(),
            activation: Activation::Identity,
        }
    }
}

impl Stage for Layer {
    const NAME: &'static str = "layer";
    const SUMMARY: &'static str = "Answers of a layer of neurons to the rows of a table";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("table", TableSchema::at_least("table", []))
                .described("one row an input, with the columns that `predictors` names"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let number = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let answers = [
            Column::integer("row", Unit::ONE).described("the row of the table, counted from 0"),
            Column::vector("answer", Unit::ONE).described("the answer of each unit"),
        ];
        let units = [
            Column::integer("unit_id", Unit::ID).described("the unit, counted from 1"),
            number("length", "the length of its weights"),
            Column::vector("best", Unit::ONE)
                .described("the input of length 1 that drives it most; 0 where it has no weights"),
            number("best_answer", "its answer to that"),
        ];
        let summary = [
            Column::integer("n_units", Unit::ONE).described("units"),
            Column::integer("n_inputs", Unit::ONE).described("numbers in an input"),
            number("highest", "the highest answer of all units to all rows"),
            number("best_answer", "the answer of the first unit to its best input"),
        ];
        vec![
            Port::table("answers", TableSchema::new("answers", answers))
                .described("one row an input"),
            Port::table("units", TableSchema::new("units", units)).described("one row a unit"),
            Port::values("summary", ValuesSchema::new(summary)).described("the layer in short"),
        ]
    }

    fn example() -> Example {
        let table = Table::build("stimuli")
            .vector("x", Unit::ONE, vec![1.0, 0.0, 0.0, 0.0, 0.3, 0.6, 0.15, 0.7], 4)
            .finish();
        Example::default().input("table", table.expect("two stimuli"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("table")?;
        let inputs = Regressors::of(&table, &params.predictors)?.matrix;
        let n_inputs = inputs.ncols();
        let n_units = params.weights.len() / n_inputs.max(1);
        if n_units == 0 || n_units * n_inputs != params.weights.len() {
            return Err(Failure::new(
                format!(
                    "parameter `weights`: got {} numbers, wanted {n_inputs} for each unit",
                    params.weights.len()
                ),
                "write the weights of the first unit, then those of the second, and so on",
            ));
        }
        let weights = Array2::from_shape_vec((n_units, n_inputs), params.weights.clone())?;
        let bias = if params.bias.is_empty() { vec![0.0; n_units] } else { params.bias.clone() };
        let layer = Model::new(weights.clone(), Array1::from_vec(bias), params.activation.into())?;
        let answers = layer.forward(inputs.view())?;

        let length: Vec<f64> = weights
            .rows()
            .into_iter()
            .map(|row| {
                let largest = row.iter().fold(0.0_f64, |largest, w| largest.max(w.abs()));
                let share = |w: &f64| if largest > 0.0 { w / largest } else { 0.0 };
                largest * row.iter().map(|w| share(w) * share(w)).sum::<f64>().sqrt()
            })
            .collect();
        let best = Array2::from_shape_fn(weights.dim(), |(unit, input)| {
            if length[unit] > 0.0 { weights[[unit, input]] / length[unit] } else { 0.0 }
        });
        let to_best = layer.forward(best.view())?;
        let best_answer: Vec<f64> = (0..n_units).map(|unit| to_best[[unit, unit]]).collect();

        let mut summary = Values::default();
        summary.count("n_units", n_units, Unit::ONE)?;
        summary.count("n_inputs", n_inputs, Unit::ONE)?;
        let highest = answers.iter().copied().reduce(f64::max).ok_or_else(|| {
            Failure::new(
                "input `table`: got no row, wanted at least one input",
                "look at the stage that makes this table",
            )
        })?;
        summary.number("highest", highest, Unit::ONE)?;
        summary.number("best_answer", best_answer[0], Unit::ONE)?;
        task.put_values("summary", summary);
        let units = Table::build("units")
            .integer("unit_id", Unit::ID, (1..=n_units as i64).collect())
            .float("length", Unit::ONE, length)
            .vector("best", Unit::ONE, flat_rows(best.view()), n_inputs)
            .float("best_answer", Unit::ONE, best_answer)
            .finish()?;
        task.put_table("units", units);
        let answers = Table::build("answers")
            .integer("row", Unit::ONE, (0..answers.nrows() as i64).collect())
            .vector("answer", Unit::ONE, flat_rows(answers.view()), n_units)
            .finish()?;
        task.put_table("answers", answers);
        Ok(())
    }
}

impl From<Activation> for Response {
    fn from(name: Activation) -> Self {
        match name {
            Activation::Identity => Self::Identity,
            Activation::Rectified => Self::Rectified,
            Activation::Logistic => Self::Logistic,
            Activation::Tanh => Self::Tanh,
        }
    }
}

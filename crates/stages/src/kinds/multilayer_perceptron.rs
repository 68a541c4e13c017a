//! What does a small network learn of classes, weight by weight?
//!
//! A multilayer perceptron trained by backpropagation on all rows ([`spikebook_analysis::classification::perceptron`]): its weights, and how
//! its objective fell. Entries are scaled to mean 0 and standard deviation 1 first. It says how well the network remembers; the stage
//! `classify` with `method = "perceptron"` says how well it tells rows that it has not seen.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::classification::{
    Activation as Bend, ConfusionMatrix, FittedClassifier, Perceptron, standardised,
};
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::matrices::{classes_of, matrix_of};

/// `multilayer-perceptron`.
pub struct MultilayerPerceptron;

/// How hidden units bend their sums.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Activation {
    /// The hyperbolic tangent
    Tanh,
    /// The positive part
    Positive,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The vector column that holds the matrix
    column: String,
    /// The integer column with the class
    class: String,
    /// Widths of the hidden layers
    hidden: Vec<usize>,
    /// How hidden units bend their sums
    activation: Activation,
    /// Penalty on squared weights
    #[schemars(range(min = 0.0, max = 1e6))]
    penalty: f64,
    /// Length of the first steps
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    step: f64,
    /// Passes over the rows at most
    #[schemars(range(min = 20, max = 1_000_000))]
    max_passes: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            column: "rates".into(),
            class: "stimulus".into(),
            hidden: vec![8],
            activation: Activation::Tanh,
            penalty: 1e-3,
            step: 0.01,
            max_passes: 5000,
        }
    }
}

impl Stage for MultilayerPerceptron {
    const NAME: &'static str = "multilayer-perceptron";
    const SUMMARY: &'static str = "Train a small network by backpropagation";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("rows", TableSchema::at_least("rows", [])).described(
                "one row an observation, with the columns that `column` and `class` name",
            ),
        ]
    }

    fn outputs() -> Vec<Port> {
        let whole = |name: &str, what: &str| Column::integer(name, Unit::ONE).described(what);
        let weights = [
            whole("layer", "the layer, from 1; the last gives the classes"),
            whole("unit", "the unit in it, from 1"),
            whole("input", "what it weighs, from 1; 0 is its offset"),
            Column::float("weight", Unit::ONE).described("how much"),
        ];
        let training = [
            whole("pass", "passes over the rows so far"),
            Column::float("objective", Unit::ONE).described("mean loss and penalty over all rows"),
        ];
        let summary = [
            Column::float("accuracy", Unit::FRACTION)
                .described("share of training rows told right"),
            Column::float("objective", Unit::ONE).described("objective at the end"),
            whole("n_passes", "passes until it came to rest"),
        ];
        vec![
            Port::table("weights", TableSchema::new("weights", weights))
                .described("one row a weight"),
            Port::table("training", TableSchema::new("training", training))
                .described("one row every ten passes"),
            Port::values("summary", ValuesSchema::new(summary)).described("how it ended"),
        ]
    }

    fn example() -> Example {
        let rows = Table::build("rows")
            .integer("stimulus", Unit::ONE, vec![0, 1, 1, 0, 0, 1, 1, 0])
            .vector(
                "rates",
                Unit::SPIKES_PER_SECOND,
                vec![
                    1.0, 1.0, 1.0, 9.0, 9.0, 1.0, 9.0, 9.0, 2.0, 1.0, 1.0, 8.0, 8.0, 2.0, 9.0, 8.0,
                ],
                2,
            )
            .finish();
        Example::default().input("rows", rows.expect("eight rows")).param("hidden", vec![4])
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let rows = task.table("rows")?;
        let matrix = standardised(matrix_of(&rows, &params.column)?.view());
        let (labels, classes) = classes_of(&rows, &params.class)?;
        let bend = match params.activation {
            Activation::Tanh => Bend::Tanh,
            Activation::Positive => Bend::Positive,
        };
        let fit = Perceptron::new(&params.hidden, task.seed())?
            .with_activation(bend)
            .with_penalty(params.penalty)?
            .with_step(params.step)?
            .with_max_passes(params.max_passes)?
            .fit(matrix.view(), &labels, classes.len())?;
        let mut cells: Vec<(usize, usize, usize, f64)> = Vec::new();
        for (layer, (weights, offsets)) in fit.network().layers().iter().enumerate() {
            for (unit, offset) in offsets.iter().enumerate() {
                cells.push((layer, unit, 0, *offset));
                let of_unit = weights.row(unit).to_vec().into_iter().enumerate();
                cells.extend(of_unit.map(|(input, weight)| (layer, unit, input + 1, weight)));
            }
        }
        let weights = Table::build("weights")
            .integer("layer", Unit::ONE, cells.iter().map(|cell| cell.0 as i64 + 1).collect())
            .integer("unit", Unit::ONE, cells.iter().map(|cell| cell.1 as i64 + 1).collect())
            .integer("input", Unit::ONE, cells.iter().map(|cell| cell.2 as i64).collect())
            .float("weight", Unit::ONE, cells.iter().map(|cell| cell.3).collect())
            .finish()?;
        task.put_table("weights", weights);
        let n_looks = fit.objectives().len();
        let stride = fit.n_passes() / n_looks;
        let training = Table::build("training")
            .integer("pass", Unit::ONE, (1..=n_looks).map(|look| (look * stride) as i64).collect())
            .float("objective", Unit::ONE, fit.objectives().to_vec())
            .finish()?;
        task.put_table("training", training);
        let told = fit.predict_rows(matrix.view())?;
        let confusion = ConfusionMatrix::new(&labels, &told, classes.len())?;
        let mut summary = Values::default();
        summary.number("accuracy", confusion.accuracy(), Unit::FRACTION)?;
        summary.number("objective", fit.objectives()[n_looks - 1], Unit::ONE)?;
        summary.count("n_passes", fit.n_passes(), Unit::ONE)?;
        task.put_values("summary", summary);
        Ok(())
    }
}

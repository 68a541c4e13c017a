//! A circuit talks to itself: where do its activities go?
//!
//! `u_{t+1} = W u_t` ([`spikebook_models::linear_network`]): along each eigenvector the state grows or shrinks by the eigenvalue each step, and
//! a complex pair turns. With ages in place of units the same equation projects a population; the default is the course's spotted
//! owls with 18 % of juveniles surviving. In the long run only the largest eigenvalue counts: that many times more each step, in
//! the proportions of its eigenvector.

use ndarray::Array2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::linear_network::Recurrent;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

/// `linear-circuit`.
pub struct LinearCircuit;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The matrix row by row: what each unit gets from each
    weights: Vec<f64>,
    /// The activities at the start, one a unit
    start: Vec<f64>,
    /// What the units are called; left empty, numbers
    names: Vec<String>,
    /// How many steps
    #[schemars(range(min = 1, max = 1_000_000))]
    n_steps: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            weights: vec![0.0, 0.0, 0.33, 0.18, 0.0, 0.0, 0.0, 0.71, 0.94],
            start: vec![1.0, 1.0, 1.0],
            names: vec!["juvenile".into(), "subadult".into(), "adult".into()],
            n_steps: 200,
        }
    }
}

impl Stage for LinearCircuit {
    const NAME: &'static str = "linear-circuit";
    const SUMMARY: &'static str = "Follow a linear circuit, or project a population, step by step";
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let number = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let path = [
            Column::integer("step", Unit::ONE).described("the step, 0 at the start"),
            Column::text("unit").described("the unit"),
            number("activity", "its activity"),
        ];
        let power = [
            Column::text("unit").described("the unit that gets it"),
            Column::vector("weight", Unit::ONE).described("what it gets from each after all steps"),
        ];
        let summary = [
            Column::integer("n_units", Unit::ONE).described("units"),
            number("last_total", "sum of the activities at the end"),
            number(
                "growth",
                "total activity at the last step over that of the step before; 0 where that is 0",
            ),
            number(
                "last_to_first",
                "activity of the last unit over that of the first at the end; 0 where that is 0",
            ),
            Column::vector("last", Unit::ONE).described("the activities at the end"),
        ];
        vec![
            Port::table("path", TableSchema::new("path", path))
                .described("one row a unit and step"),
            Port::table("power", TableSchema::new("power", power))
                .described("the matrix to the power of the steps"),
            Port::values("summary", ValuesSchema::new(summary)).described("the end"),
        ]
    }

    fn example() -> Example {
        Example::default()
            .param("weights", vec![1.0, 0.2, 0.1, 1.0])
            .param("start", vec![1.0, 1.0])
            .param("names", Vec::<String>::new())
            .param("n_steps", 3)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let n = params.start.len();
        if n == 0 || params.weights.len() != n * n {
            return Err(Failure::new(
                format!(
                    "parameters `weights` and `start`: got {} and {n} numbers, wanted n times n and n, n at least 1",
                    params.weights.len()
                ),
                "write the matrix row after row: `weights = [w11, w12, w21, w22]` for two units",
            ));
        }
        if !params.names.is_empty() && params.names.len() != n {
            return Err(Failure::new(
                format!("parameter `names`: got {}, wanted {n}, one a unit", params.names.len()),
                "leave it empty for numbers",
            ));
        }
        let name = |unit: usize| params.names.get(unit).cloned().unwrap_or((unit + 1).to_string());
        let names: Vec<String> = (0..n).map(name).collect();
        let circuit = Recurrent::new(Array2::from_shape_vec((n, n), params.weights.clone())?)?;
        let path = circuit.follow(&params.start, params.n_steps)?;
        let last = path.row(params.n_steps).to_vec();
        let total = |step: usize| path.row(step).iter().sum::<f64>();
        let ratio = |above: f64, below: f64| if below == 0.0 { 0.0 } else { above / below };
        let mut summary = Values::default();
        summary.count("n_units", n, Unit::ONE)?;
        summary.number("last_total", total(params.n_steps), Unit::ONE)?;
        let growth = ratio(total(params.n_steps), total(params.n_steps - 1));
        summary.number("growth", growth, Unit::ONE)?;
        summary.number("last_to_first", ratio(last[n - 1], last[0]), Unit::ONE)?;
        summary.vector("last", last, Unit::ONE)?;
        task.put_values("summary", summary);
        let power = circuit.power(params.n_steps as u32);
        let table = Table::build("power")
            .text("unit", &names)
            .vector("weight", Unit::ONE, power.iter().copied().collect(), n)
            .finish()?;
        task.put_table("power", table);
        let steps = (0..=params.n_steps as i64).flat_map(|step| std::iter::repeat_n(step, n));
        let table = Table::build("path")
            .integer("step", Unit::ONE, steps.collect())
            .text("unit", &names.iter().cycle().take(path.len()).collect::<Vec<_>>())
            .float("activity", Unit::ONE, path.iter().copied().collect())
            .finish()?;
        task.put_table("path", table);
        Ok(())
    }
}

//! Numbers with noise added: yᵢ = xᵢ + sd · zᵢ, the zᵢ independent and standard normal.
//!
//! Row i draws from a stream of its own, so further rows leave the noise of the earlier ones as it is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

/// `gaussian-noise`.
pub struct GaussianNoise;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Standard deviation of the noise
    #[schemars(range(min = 0.0))]
    sd: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { sd: 1.0 }
    }
}

impl Stage for GaussianNoise {
    const NAME: &'static str = "gaussian-noise";
    const SUMMARY: &'static str = "Add independent normal noise to a column of numbers";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let value = Column::float("value", Unit::ONE).described("the numbers");
        vec![
            Port::table("grid", TableSchema::at_least("grid", [value]))
                .described("the numbers that get noise"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let columns = [
            Column::float("value", Unit::ONE).described("the numbers as they came"),
            Column::float("noisy", Unit::ONE).described("the numbers with noise"),
        ];
        vec![
            Port::table("noisy", TableSchema::new("noisy", columns))
                .described("the numbers, without and with noise"),
        ]
    }

    fn example() -> Example {
        let grid = Table::build("grid")
            .float("value", Unit::ONE, vec![0.0, 0.5, 1.0])
            .finish()
            .expect("three finite numbers make a column");
        Example::default().input("grid", grid)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let values = task.table("grid")?.numbers("value")?;
        let seed = task.seed();
        let noisy = values.iter().enumerate().map(|(row, value)| {
            value + params.sd * seed.replicate("noise", row as u64).standard_normal()
        });
        let noisy: Vec<f64> = noisy.collect();
        let table = Table::build("noisy")
            .float("value", Unit::ONE, values)
            .float("noisy", Unit::ONE, noisy)
            .finish()?;
        task.put_table("noisy", table);
        Ok(())
    }
}

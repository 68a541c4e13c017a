//! Numbers at equal distances: the grid on which something is evaluated.
//!
//! xᵢ = start + i (stop − start) / (n − 1), i = 0 … n − 1; both ends belong to it.
//!
//! ```
//! use spikebook_data::Table;
//! # use std::collections::BTreeMap;
//! # use spikebook_pipeline::{Artifact, NoProgress, Task};
//! let catalogue = spikebook_stages::catalogue();
//! let kind = catalogue.get("evenly-spaced").expect("it is on the list");
//! let written = serde_json::json!({"stop": 1.0, "n": 5});
//! let params = kind.parameters.complete(written.as_object().expect("an object")).expect("in range");
//! # let mut task = Task::new(BTreeMap::new(), None, None, &NoProgress);
//! kind.run(&params, &mut task)?;
//! # let Artifact::Table(grid) = &task.into_outputs().0["grid"] else { panic!("a table") };
//! assert_eq!(grid.table()?.floats("value")?, [0.0, 0.25, 0.5, 0.75, 1.0]);
//! # Ok::<(), spikebook_pipeline::Failure>(())
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

/// `evenly-spaced`.
pub struct EvenlySpaced;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The first number
    start: f64,
    /// The last number
    stop: f64,
    /// How many numbers
    #[schemars(range(min = 1, max = 10_000_000))]
    n: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self { start: 0.0, stop: 1.0, n: 101 }
    }
}

impl Stage for EvenlySpaced {
    const NAME: &'static str = "evenly-spaced";
    const SUMMARY: &'static str = "Make numbers at equal distances between two ends";
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let value = Column::float("value", Unit::ONE).described("the numbers, from start to stop");
        vec![
            Port::table("grid", TableSchema::new("grid", [value]))
                .described("one row a number, both ends among them"),
        ]
    }

    fn example() -> Example {
        Example::default().param("stop", 360.0).param("n", 5)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let last = params.n.saturating_sub(1).max(1) as f64;
        let value = |i: usize| {
            let share = i as f64 / last;
            // Each end is met exactly, and no difference of the two ends can overflow.
            params.start * (1.0 - share) + params.stop * share
        };
        let grid = Table::build("grid")
            .float("value", Unit::ONE, (0..params.n).map(value).collect())
            .finish()?;
        task.put_table("grid", grid);
        Ok(())
    }
}

//! What is there to remember?
//!
//! Shapes on a square grid of cells that a reader recognises, followed by random patterns of fair coins
//! ([`spikebook_models::hopfield::shapes`]). Random patterns hardly resemble each other; shapes do from the fifth on, and that
//! alone makes them harder to keep.

use ndarray::Array2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_models::hopfield::random_patterns;
use spikebook_models::hopfield::shapes::Shape;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};

use crate::memories::{patterns_schema, patterns_table};

/// `hopfield-patterns`.
pub struct HopfieldPatterns;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Cells along each side of the grid; each cell is a unit
    #[schemars(range(min = 4, max = 40))]
    side: usize,
    /// How many shapes, the least alike first
    #[schemars(range(min = 0, max = 8))]
    n_shapes: usize,
    /// How many random patterns after them
    #[schemars(range(min = 0, max = 1000))]
    n_random: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self { side: 12, n_shapes: 5, n_random: 0 }
    }
}

impl Stage for HopfieldPatterns {
    const NAME: &'static str = "hopfield-patterns";
    const SUMMARY: &'static str = "Draw shapes and random patterns for a network to remember";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        vec![Port::table("patterns", patterns_schema()).described("one row a pattern")]
    }

    fn example() -> Example {
        Example::default().param("side", 4).param("n_shapes", 2).param("n_random", 2)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let n = params.n_shapes + params.n_random;
        if n == 0 {
            return Err(Failure::new(
                "parameters `n_shapes` and `n_random`: got 0 and 0, wanted at least 1 pattern",
                "give one of them a number above 0",
            ));
        }
        let n_units = params.side * params.side;
        let mut labels: Vec<String> = Vec::with_capacity(n);
        let mut flat: Vec<i8> = Vec::with_capacity(n * n_units);
        for shape in Shape::ALL.iter().take(params.n_shapes) {
            labels.push(shape.name().into());
            flat.extend(shape.draw(params.side));
        }
        if params.n_random > 0 {
            labels.extend((1..=params.n_random).map(|number| format!("random {number}")));
            flat.extend(random_patterns(params.n_random, n_units, task.seed())?);
        }
        let patterns = Array2::from_shape_vec((n, n_units), flat)?;
        task.put_table("patterns", patterns_table(&labels, &patterns)?);
        Ok(())
    }
}

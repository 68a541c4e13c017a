//! Into which groups about a mean do the rows fall?
//!
//! k-means with k-means++ starts ([`spikebook_analysis::clustering::KMeans`]) for each number of groups in a range. `criteria` has the
//! inertia (its bend is the "elbow") and the mean silhouette of each number; the groups given are those of `n_clusters`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::clustering::{KMeans as Groups, silhouette};
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::drawing::unit_of;
use crate::matrices::{as_integers, flat_rows, matrix_of, row_numbers};

/// `k-means`.
pub struct KMeans;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The vector column that holds the matrix
    column: String,
    /// How many groups
    #[schemars(range(min = 1, max = 10_000))]
    n_clusters: usize,
    /// Criteria are given for 1 to this many groups
    #[schemars(range(min = 1, max = 1000))]
    most_clusters: usize,
    /// How many starts; the best is kept
    #[schemars(range(min = 1, max = 10_000))]
    n_starts: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self { column: "score".into(), n_clusters: 3, most_clusters: 8, n_starts: 10 }
    }
}

impl Stage for KMeans {
    const NAME: &'static str = "k-means";
    const SUMMARY: &'static str = "Group rows about means, and compare numbers of groups";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("rows", TableSchema::at_least("rows", []))
                .described("one row an observation, with the column that `column` names"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let clusters = [
            Column::integer("cluster", Unit::ONE).described("the group, the largest first, from 0"),
            Column::integer("n_rows", Unit::ONE).described("its rows"),
            Column::vector("centre", Unit::ANY).described("its mean"),
        ];
        let labels = [
            Column::integer("row", Unit::ONE).described("the row, from 0"),
            Column::integer("cluster", Unit::ONE).described("its group"),
            Column::float("silhouette", Unit::ONE)
                .optional()
                .described("how well it fits there; empty for a single group"),
        ];
        let criteria = [
            Column::integer("n_clusters", Unit::ONE).described("how many groups"),
            Column::float("inertia", Unit::ONE).described("squared distances from the centres"),
            Column::float("silhouette", Unit::ONE)
                .optional()
                .described("mean silhouette; empty for a single group"),
        ];
        let summary = [
            Column::float("inertia", Unit::ONE).described("squared distances from the centres"),
            Column::integer("n_iterations", Unit::ONE).described("steps until no row moved"),
        ];
        vec![
            Port::table("clusters", TableSchema::new("clusters", clusters))
                .described("one row a group"),
            Port::table("labels", TableSchema::new("labels", labels)).described("one row a row"),
            Port::table("criteria", TableSchema::new("criteria", criteria))
                .described("one row a number of groups"),
            Port::values("summary", ValuesSchema::new(summary)).described("how it ended"),
        ]
    }

    fn example() -> Example {
        let scores: Vec<f64> =
            (0..80).map(|k| f64::from((k * k * 79 + k * 31 + 7) % 101)).collect();
        let rows = Table::build("rows").vector("score", Unit::ONE, scores, 2).finish();
        Example::default()
            .input("rows", rows.expect("forty rows"))
            .param("n_clusters", 7)
            .param("most_clusters", 3)
            .param("n_starts", 1)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let rows = task.table("rows")?;
        let matrix = matrix_of(&rows, &params.column)?;
        let seed = task.seed();
        let groups = |n: usize| {
            let seed = seed.child(&format!("{n} clusters"));
            Groups::new(n, seed)?.with_starts(params.n_starts)?.fit_matrix(matrix.view())
        };
        let fit = groups(params.n_clusters)?;
        let clusters = Table::build("clusters")
            .integer("cluster", Unit::ONE, row_numbers(params.n_clusters))
            .integer("n_rows", Unit::ONE, as_integers(&fit.sizes()))
            .vector(
                "centre",
                unit_of(&rows, &params.column),
                flat_rows(fit.centres()),
                matrix.ncols(),
            )
            .finish()?;
        task.put_table("clusters", clusters);
        let fits_in: Vec<Option<f64>> = if params.n_clusters > 1 {
            silhouette::of_rows(matrix.view(), fit.labels())?.into_iter().map(Some).collect()
        } else {
            vec![None; matrix.nrows()]
        };
        let labels = Table::build("labels")
            .integer("row", Unit::ONE, row_numbers(matrix.nrows()))
            .integer("cluster", Unit::ONE, as_integers(fit.labels()))
            .optional_float("silhouette", Unit::ONE, fits_in)
            .finish()?;
        task.put_table("labels", labels);
        let (mut inertia, mut mean_silhouette) = (Vec::new(), Vec::new());
        for n in 1..=params.most_clusters {
            let fit = groups(n)?;
            inertia.push(fit.inertia());
            mean_silhouette.push(match n {
                1 => None,
                _ => Some(silhouette::mean(matrix.view(), fit.labels())?),
            });
        }
        let criteria = Table::build("criteria")
            .integer("n_clusters", Unit::ONE, (1..=params.most_clusters as i64).collect())
            .float("inertia", Unit::ONE, inertia)
            .optional_float("silhouette", Unit::ONE, mean_silhouette)
            .finish()?;
        task.put_table("criteria", criteria);
        let mut summary = Values::default();
        summary.number("inertia", fit.inertia(), Unit::ONE)?;
        summary.count("n_iterations", fit.n_iterations(), Unit::ONE)?;
        task.put_values("summary", summary);
        Ok(())
    }
}

//! What joins what, from single rows up to all of them?
//!
//! Agglomerative clustering on Euclidean distances ([`spikebook_analysis::clustering::hierarchical`]). `merges` are scipy's linkage matrix;
//! `leaves` has the order in which rows stand below the tree, and their groups when it is cut.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::clustering::{Dendrogram, Linkage as Apart};
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::unit_of;
use crate::matrices::{as_integers, matrix_of, row_numbers};

/// `hierarchical-clustering`.
pub struct HierarchicalClustering;

/// How far two groups are apart.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Linkage {
    /// The mean distance between their rows
    Average,
    /// The largest distance
    Complete,
    /// The smallest distance
    Single,
    /// By how much the squared distances from means grow
    Ward,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The vector column that holds the matrix
    column: String,
    /// How far two groups are apart
    linkage: Linkage,
    /// Into how many groups the tree is cut
    #[schemars(range(min = 1, max = 30_000))]
    n_clusters: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self { column: "score".into(), linkage: Linkage::Average, n_clusters: 3 }
    }
}

impl Stage for HierarchicalClustering {
    const NAME: &'static str = "hierarchical-clustering";
    const SUMMARY: &'static str = "Join rows into a tree of groups";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("rows", TableSchema::at_least("rows", []))
                .described("one row an observation, with the column that `column` names"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let whole = |name: &str, what: &str| Column::integer(name, Unit::ONE).described(what);
        let merges = [
            whole("merge", "the join, from 0: it makes the group rows + join"),
            whole("first", "the group with the smaller number; rows are groups too"),
            whole("second", "the other group"),
            Column::float("height", Unit::ANY).described("how far they were apart"),
            whole("n_rows", "rows of both"),
        ];
        let leaves = [
            whole("place", "from left to right below the tree"),
            whole("row", "the row that stands there, from 0"),
            whole("cluster", "its group when the tree is cut"),
        ];
        let labels = [whole("row", "the row, from 0"), whole("cluster", "its group")];
        vec![
            Port::table("merges", TableSchema::new("merges", merges)).described("one row a join"),
            Port::table("leaves", TableSchema::new("leaves", leaves)).described("one row a place"),
            Port::table("labels", TableSchema::new("labels", labels)).described("one row a row"),
        ]
    }

    fn example() -> Example {
        let scores = vec![0.0, 0.0, 1.0, 0.5, 8.0, 8.0, 9.0, 8.5, 0.0, 9.0];
        let rows = Table::build("rows").vector("score", Unit::ONE, scores, 2).finish();
        Example::default().input("rows", rows.expect("five rows"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let rows = task.table("rows")?;
        let matrix = matrix_of(&rows, &params.column)?;
        let linkage = match params.linkage {
            Linkage::Average => Apart::Average,
            Linkage::Complete => Apart::Complete,
            Linkage::Single => Apart::Single,
            Linkage::Ward => Apart::Ward,
        };
        let tree = Dendrogram::of_rows(matrix.view(), linkage)?;
        let of = |value: fn(&spikebook_analysis::clustering::Merge) -> usize| -> Vec<i64> {
            tree.merges().iter().map(|merge| value(merge) as i64).collect()
        };
        let merges = Table::build("merges")
            .integer("merge", Unit::ONE, row_numbers(tree.merges().len()))
            .integer("first", Unit::ONE, of(|merge| merge.first))
            .integer("second", Unit::ONE, of(|merge| merge.second))
            .float(
                "height",
                unit_of(&rows, &params.column),
                tree.merges().iter().map(|merge| merge.height).collect(),
            )
            .integer("n_rows", Unit::ONE, of(|merge| merge.n_rows))
            .finish()?;
        task.put_table("merges", merges);
        let clusters = tree.cut(params.n_clusters)?;
        let order = tree.leaf_order();
        let leaves = Table::build("leaves")
            .integer("place", Unit::ONE, row_numbers(order.len()))
            .integer("row", Unit::ONE, as_integers(&order))
            .integer("cluster", Unit::ONE, order.iter().map(|&row| clusters[row] as i64).collect())
            .finish()?;
        task.put_table("leaves", leaves);
        let labels = Table::build("labels")
            .integer("row", Unit::ONE, row_numbers(clusters.len()))
            .integer("cluster", Unit::ONE, as_integers(&clusters))
            .finish()?;
        task.put_table("labels", labels);
        Ok(())
    }
}

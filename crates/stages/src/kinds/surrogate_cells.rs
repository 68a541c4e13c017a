//! A set with the shape of single-cell transcripts, in which the kinds of cells are known.
//!
//! Counts of genes in cells of planted kinds, common and rare, each with marker genes and every cell with a depth of its own
//! ([`spikebook_models::surrogates`]). Cells of different depth look different though they are of one kind: divide by depth before
//! anything else.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::surrogates::CellCounts;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

/// `surrogate-cells`.
pub struct SurrogateCells;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How many cells
    #[schemars(range(min = 1, max = 1_000_000))]
    n_cells: usize,
    /// How many genes
    #[schemars(range(min = 1, max = 100_000))]
    n_genes: usize,
    /// How many kinds of cells
    #[schemars(range(min = 1, max = 1000))]
    n_kinds: usize,
    /// How many marker genes each kind has
    #[schemars(range(min = 0, max = 100_000))]
    n_markers: usize,
    /// By how much a marker is raised in its kind
    #[schemars(range(min = 1.0, max = 1000.0))]
    marker_factor: f64,
    /// Expected transcripts of a cell
    #[schemars(range(min = 1.0, max = 1e7))]
    depth: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            n_cells: 1000,
            n_genes: 500,
            n_kinds: 6,
            n_markers: 15,
            marker_factor: 5.0,
            depth: 2000.0,
        }
    }
}

impl Stage for SurrogateCells {
    const NAME: &'static str = "surrogate-cells";
    const SUMMARY: &'static str = "Simulate counts of transcripts in cells of planted kinds";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let cells = [
            Column::integer("cell_id", Unit::ID).described("the cell"),
            Column::vector("counts", Unit::ONE).described("transcripts of each gene"),
        ];
        let truth = [
            Column::integer("cell_id", Unit::ID).described("the cell"),
            Column::integer("kind", Unit::ONE).described("its kind, the commonest is 0"),
        ];
        let markers = [
            Column::integer("gene", Unit::ONE).described("the gene, counted from 0"),
            Column::integer("kind", Unit::ONE).described("the kind that it marks"),
        ];
        vec![
            Port::table("cells", TableSchema::new("cells", cells)).described("one row a cell"),
            Port::table("truth", TableSchema::new("truth", truth))
                .for_instructors()
                .described("the kind of each cell"),
            Port::table("markers", TableSchema::new("markers", markers))
                .for_instructors()
                .described("the genes that mark a kind"),
        ]
    }

    fn example() -> Example {
        Example::default()
            .param("n_cells", 6)
            .param("n_genes", 5)
            .param("n_kinds", 2)
            .param("n_markers", 1)
            .param("depth", 50.0)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let session = CellCounts::new(
            (params.n_cells, params.n_genes),
            (params.n_kinds, params.n_markers),
            params.marker_factor,
            params.depth,
        )?
        .simulate(task.seed());
        let ids: Vec<i64> = (1..=params.n_cells as i64).collect();
        let counts = session.counts.iter().map(|&count| count as f64).collect();
        let cells = Table::build("cells")
            .integer("cell_id", Unit::ID, ids.clone())
            .vector("counts", Unit::ONE, counts, params.n_genes)
            .finish()?;
        task.put_table("cells", cells);
        let truth = Table::build("truth")
            .integer("cell_id", Unit::ID, ids)
            .integer("kind", Unit::ONE, session.kind.iter().map(|&kind| kind as i64).collect())
            .finish()?;
        task.put_table("truth", truth);
        let marked: Vec<(i64, i64)> = session
            .marker_of
            .iter()
            .enumerate()
            .filter_map(|(gene, kind)| Some((gene as i64, (*kind)? as i64)))
            .collect();
        let markers = Table::build("markers")
            .integer("gene", Unit::ONE, marked.iter().map(|pair| pair.0).collect())
            .integer("kind", Unit::ONE, marked.iter().map(|pair| pair.1).collect())
            .finish()?;
        task.put_table("markers", markers);
        Ok(())
    }
}

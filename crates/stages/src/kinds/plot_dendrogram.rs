//! What joins what, and how far apart are groups when they do?
//!
//! A tree: rows stand at the bottom, and two groups join at the height at which they are apart. The longest stretch without a join says where
//! groups are clearly apart. Joins within a group of the cut have its colour.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Axis, Hue, LinePattern, LinePlot, LineSeries};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{amount, axis, figure, nothing_to_draw, these_many, unit_of};

/// Groups beyond this many share the colour of the stem.
const MOST_COLOURS: usize = 7;

/// `plot-dendrogram`.
pub struct PlotDendrogram;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What the heights are called
    label: String,
}

impl Default for Params {
    fn default() -> Self {
        Self { label: "distance when joined".into() }
    }
}

impl Stage for PlotDendrogram {
    const NAME: &'static str = "plot-dendrogram";
    const SUMMARY: &'static str = "Draw the tree of joined groups";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let merges = [
            Column::integer("first", Unit::ANY).described("one group; rows are groups too"),
            Column::integer("second", Unit::ANY).described("the other"),
            Column::float("height", Unit::ANY).described("how far they were apart"),
        ];
        let leaves = [
            Column::integer("row", Unit::ANY)
                .described("the row at each place, from left to right"),
            Column::integer("cluster", Unit::ANY).described("its group in the cut"),
        ];
        vec![
            Port::table("merges", TableSchema::at_least("merges", merges))
                .described("one row a join"),
            Port::table("leaves", TableSchema::at_least("leaves", leaves))
                .described("one row a place"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("heights of joins above the rows")]
    }

    fn example() -> Example {
        let merges = Table::build("merges")
            .integer("first", Unit::ONE, vec![0, 2, 5, 4])
            .integer("second", Unit::ONE, vec![1, 3, 6, 7])
            .float("height", Unit::ONE, vec![0.5, 1.0, 4.0, 9.0])
            .finish();
        let leaves = Table::build("leaves")
            .integer("row", Unit::ONE, vec![4, 0, 1, 2, 3])
            .integer("cluster", Unit::ONE, vec![2, 0, 0, 1, 1])
            .finish();
        Example::default()
            .input("merges", merges.expect("four joins"))
            .input("leaves", leaves.expect("five rows"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let (merges, leaves) = (task.table("merges")?, task.table("leaves")?);
        let unit = unit_of(&merges, "height");
        let heights = merges.numbers("height")?;
        let n_rows = leaves.n_rows();
        if heights.is_empty() || n_rows != heights.len() + 1 {
            return Err(nothing_to_draw("merges", "height"));
        }
        let nodes = nodes(&merges, &leaves, &heights)?;
        let mut colours: Vec<i64> = leaves.integers("cluster")?.to_vec();
        colours.sort_unstable();
        colours.dedup();
        let n_clusters = colours.len();
        colours.truncate(MOST_COLOURS);
        let mut series: Vec<LineSeries> = colours
            .iter()
            .enumerate()
            .map(|(index, &cluster)| LineSeries {
                label: format!("group {cluster}"),
                hue: Some(Hue::Series(index)),
                ..brackets(&nodes, n_rows, |node| node.cluster == Some(cluster))
            })
            .filter(|series| !series.x.is_empty())
            .collect();
        let stem = brackets(&nodes, n_rows, |node| {
            node.cluster.is_none_or(|cluster| !colours.contains(&cluster))
        });
        if !stem.x.is_empty() {
            series.push(LineSeries { hue: Some(Hue::Ink), ..stem });
        }
        let gap = (1..heights.len()).map(|k| (heights[k] - heights[k - 1], k));
        let gap = gap.reduce(|best, next| if next.0 > best.0 { next } else { best });
        let at = |height: f64| amount(height, unit);
        let apart = gap.map_or(String::new(), |(_, k)| {
            format!(
                "; the longest stretch without a join is from {} to {}, where there are {}",
                at(heights[k - 1]),
                at(heights[k]),
                these_many(n_rows - k, "group")
            )
        });
        let finding = format!(
            "{} join at heights of {} to {}, drawn in {}{apart}",
            these_many(n_rows, "row"),
            at(heights[0]),
            at(heights[heights.len() - 1]),
            these_many(n_clusters, "group"),
        );
        let picture = LinePlot {
            x_axis: Axis::unitless("rows, in the order of the tree"),
            y_axis: axis(&params.label, unit),
            series,
            finding,
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, merges));
        Ok(())
    }
}

/// A group in the picture.
struct Node {
    x: f64,
    height: f64,
    /// The group of the cut that all its rows are of
    cluster: Option<i64>,
    children: Option<(usize, usize)>,
}

/// Rows, and then joins in their order.
fn nodes(merges: &Table, leaves: &Table, heights: &[f64]) -> Result<Vec<Node>, Failure> {
    let n_rows = leaves.n_rows();
    let mut rows: Vec<Option<Node>> = (0..n_rows).map(|_| None).collect();
    let places = leaves.integers("row")?.iter().zip(leaves.integers("cluster")?);
    for (place, (&row, &cluster)) in places.enumerate() {
        if let Some(node) = usize::try_from(row).ok().and_then(|row| rows.get_mut(row)) {
            let x = (place + 1) as f64;
            *node = Some(Node { x, height: 0.0, cluster: Some(cluster), children: None });
        }
    }
    let mut nodes = rows.into_iter().collect::<Option<Vec<Node>>>().ok_or_else(no_tree)?;
    let joins = merges.integers("first")?.iter().zip(merges.integers("second")?);
    for ((&first, &second), &height) in joins.zip(heights) {
        let known = |group: i64| usize::try_from(group).ok().filter(|&group| group < nodes.len());
        let (Some(a), Some(b)) = (known(first), known(second)) else { return Err(no_tree()) };
        let cluster = if nodes[a].cluster == nodes[b].cluster { nodes[a].cluster } else { None };
        let x = f64::midpoint(nodes[a].x, nodes[b].x);
        nodes.push(Node { x, height, cluster, children: Some((a, b)) });
    }
    Ok(nodes)
}

fn no_tree() -> Failure {
    Failure::new(
        "inputs `merges` and `leaves`: got groups that do not exist, wanted joins of rows and of joins before",
        "the stage `hierarchical-clustering` makes such tables",
    )
}

/// The brackets of some joins as one broken line.
fn brackets(nodes: &[Node], n_rows: usize, is_in: impl Fn(&Node) -> bool) -> LineSeries {
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for node in nodes[n_rows..].iter().filter(|node| is_in(node)) {
        if let Some((a, b)) = node.children {
            let (a, b) = (&nodes[a], &nodes[b]);
            x.extend([a.x, a.x, b.x, b.x, f64::NAN]);
            y.extend([a.height, node.height, node.height, b.height, f64::NAN]);
        }
    }
    LineSeries { x, y, pattern: LinePattern::Solid, ..Default::default() }
}

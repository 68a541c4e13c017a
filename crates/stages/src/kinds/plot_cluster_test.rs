//! Where do two conditions differ, and in which clusters is the difference more than chance?
//!
//! On a line, t at each point with the threshold on either side; the clusters with p at most `level` are filled. In a
//! plane, t in colours, with the points outside of such clusters left grey. It misleads where the borders of a cluster
//! are read as the times at which a difference begins and ends.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{
    Axis, Band, Heatmap, Hue, LinePattern, LinePlot, LineSeries, Picture, ReferenceLine,
    edges_about,
};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::drawing::{axis, figure, nothing_to_draw, number, range, these_many, unit_of};

/// `plot-cluster-test`.
pub struct PlotClusterTest;

/// Most clusters with a name in the legend.
const MOST_NAMED: usize = 8;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What the points lie along, for the axis
    label: String,
    /// What the rows of a plane are, for the axis
    row_label: String,
    /// At most this p value marks a cluster
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    level: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { label: "time".into(), row_label: "row".into(), level: 0.05 }
    }
}

impl Stage for PlotClusterTest {
    const NAME: &'static str = "plot-cluster-test";
    const SUMMARY: &'static str = "Draw where maps differ, with the clusters beyond chance";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let any = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
        let points = [
            Column::integer("map_row", Unit::ONE).described("the row in a plane; 0 on a line"),
            any("position", "where the point lies along the row"),
            Column::float("t", Unit::ONE).described("t value"),
            Column::integer("cluster", Unit::ONE).optional().described("the cluster, if in one"),
        ];
        let clusters = [
            Column::integer("cluster", Unit::ONE).described("the cluster"),
            any("first", "the lowest position in it"),
            any("last", "the highest position in it"),
            Column::float("p", Unit::ONE).described("p value"),
        ];
        let summary = [Column::float("threshold", Unit::ONE).described("size of t that joins")];
        vec![
            Port::table("points", TableSchema::at_least("points", points))
                .described("one row a point"),
            Port::table("clusters", TableSchema::at_least("clusters", clusters))
                .described("one row a cluster"),
            Port::values("summary", ValuesSchema::at_least(summary)).described("the threshold"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("t with its clusters")]
    }

    fn example() -> Example {
        let t = vec![0.3, -0.8, 2.9, 4.1, 3.2, 1.0, -2.6, 0.4];
        let cluster = [None, None, Some(0), Some(0), Some(0), None, Some(1), None];
        let points = Table::build("points")
            .integer("map_row", Unit::ONE, vec![0; 8])
            .float("position", Unit::SECOND, (0..8).map(|bin| 0.1 * f64::from(bin)).collect())
            .float("t", Unit::ONE, t)
            .optional_integer("cluster", Unit::ONE, cluster.to_vec())
            .finish();
        let clusters = Table::build("clusters")
            .integer("cluster", Unit::ONE, vec![0, 1])
            .float("first", Unit::SECOND, vec![0.2, 0.6])
            .float("last", Unit::SECOND, vec![0.4, 0.6])
            .float("p", Unit::ONE, vec![0.004, 0.31])
            .finish();
        let mut summary = Values::default();
        summary.number("threshold", 2.1, Unit::ONE).expect("a new name");
        Example::default()
            .input("points", points.expect("eight points"))
            .input("clusters", clusters.expect("two clusters"))
            .input("summary", summary)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let points = task.table("points")?;
        let clusters = task.table("clusters")?;
        let threshold = task.values("summary")?.get_number("threshold").unwrap_or(0.0);
        if points.n_rows() == 0 {
            return Err(nothing_to_draw("points", "t"));
        }
        let p = clusters.floats("p")?;
        let marked: Vec<usize> = (0..p.len()).filter(|&row| p[row] <= params.level).collect();
        let sight = Sight {
            t: points.floats("t")?,
            position: points.floats("position")?,
            cluster: points.optional_integers("cluster")?,
            numbers: clusters.integers("cluster")?,
            p,
            finding: params.finding(&points, &clusters, &marked)?,
            marked,
            threshold,
            unit: unit_of(&points, "position"),
        };
        let last_row = points.integers("map_row")?.iter().max().copied().unwrap_or(0);
        let picture = if last_row == 0 {
            params.line(&sight)?
        } else {
            params.plane(&sight, last_row as usize + 1)?
        };
        task.put_figure("figure", figure(picture, points));
        Ok(())
    }
}

/// What is drawn.
struct Sight<'a> {
    t: &'a [f64],
    position: &'a [f64],
    cluster: Vec<Option<i64>>,
    numbers: &'a [i64],
    p: &'a [f64],
    marked: Vec<usize>,
    threshold: f64,
    unit: Unit,
    finding: String,
}

impl Params {
    fn finding(
        &self,
        points: &Table,
        clusters: &Table,
        marked: &[usize],
    ) -> Result<String, Failure> {
        let n_clusters = these_many(clusters.n_rows(), "cluster");
        let level = number(self.level);
        let Some(&first) = marked.first() else {
            return Ok(format!("none of {n_clusters} has a p value of at most {level}"));
        };
        let place = range(
            clusters.floats("first")?[first],
            clusters.floats("last")?[first],
            unit_of(points, "position"),
        );
        let p = number(clusters.floats("p")?[first]);
        Ok(format!(
            "{} of {n_clusters} {} a p value of at most {level}; the largest spans {place} (p = {p})",
            marked.len(),
            if marked.len() == 1 { "has" } else { "have" },
        ))
    }

    fn line(&self, sight: &Sight<'_>) -> Result<Picture, Failure> {
        let mut series = Vec::new();
        for &row in sight.marked.iter().take(MOST_NAMED) {
            let is_in = |point: usize| sight.cluster[point] == Some(sight.numbers[row]);
            let edge = |pick: fn(f64, f64) -> f64| -> Vec<f64> {
                let cell = |point: usize| {
                    if is_in(point) { pick(sight.t[point], 0.0) } else { f64::NAN }
                };
                (0..sight.t.len()).map(cell).collect()
            };
            series.push(LineSeries {
                label: format!("p = {}", number(sight.p[row])),
                x: sight.position.to_vec(),
                y: (0..sight.t.len())
                    .map(|point| if is_in(point) { sight.t[point] } else { f64::NAN })
                    .collect(),
                band: Some(Band { low: edge(f64::min), high: edge(f64::max) }),
                hue: Some(Hue::Series(1 + series.len())),
                pattern: LinePattern::Solid,
                ..LineSeries::default()
            });
        }
        series.insert(
            0,
            LineSeries {
                label: "t".into(),
                x: sight.position.to_vec(),
                y: sight.t.to_vec(),
                ..LineSeries::default()
            },
        );
        let references = vec![
            ReferenceLine::horizontal("threshold", sight.threshold),
            ReferenceLine::horizontal("", -sight.threshold),
        ];
        Ok(LinePlot {
            x_axis: axis(&self.label, sight.unit),
            y_axis: Axis::unitless("t value"),
            series,
            references,
            finding: sight.finding.clone(),
        }
        .draw()?)
    }

    fn plane(&self, sight: &Sight<'_>, n_rows: usize) -> Result<Picture, Failure> {
        let n_columns = sight.t.len() / n_rows;
        let is_marked = |point: usize| {
            let marked = |&row: &usize| sight.cluster[point] == Some(sight.numbers[row]);
            sight.marked.iter().any(marked)
        };
        // Where nothing is marked all is drawn, and the finding says so.
        let cell = |point: usize| {
            if sight.marked.is_empty() || is_marked(point) { sight.t[point] } else { f64::NAN }
        };
        let rows: Vec<f64> = (0..n_rows).map(|row| row as f64).collect();
        Ok(Heatmap {
            x_axis: axis(&self.label, sight.unit),
            y_axis: Axis::unitless(&self.row_label),
            value_axis: Axis::unitless("t value"),
            x_edges: edges_about(&sight.position[..n_columns]),
            y_edges: edges_about(&rows),
            values: (0..sight.t.len()).map(cell).collect(),
            finding: sight.finding.clone(),
            ..Heatmap::default()
        }
        .draw()?)
    }
}

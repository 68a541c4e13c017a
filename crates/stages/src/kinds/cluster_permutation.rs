//! Where, in time or in time and frequency, does a difference lie that chance would not give?
//!
//! Each row holds a map, such as the rate of one trial in time. A t value is computed at each point: of the mean against
//! zero, or with `group` of the two groups. Neighbouring points beyond the threshold form a cluster, its mass the sum of
//! their t; p is the share of exchanges (signs flipped, or rows dealt anew to the groups) that give a mass as large
//! anywhere ([`spikebook_analysis::permutation::ClusterTest`]).
//!
//! The claim is that there is a difference, not where it begins or ends. Maris & Oostenveld (2007),
//! doi:10.1016/j.jneumeth.2007.03.024.

use ndarray::{Array2, Axis};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::permutation::{ClusterFit, ClusterTest, Grid, Tail as AnalysisTail};
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::drawing::unit_of;
use crate::labels::Labels;
use crate::matrices::{matrix_of, same_rows};

/// `cluster-permutation`.
pub struct ClusterPermutation;

/// Which differences count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Tail {
    /// Either side
    TwoSided,
    /// Above zero, or the first group above the second
    Greater,
    /// Below zero, or the first group below the second
    Less,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The vector column with the maps
    column: String,
    /// The column with the two groups, the lower value first; none tests the mean against zero
    group: Option<String>,
    /// The column of `axis` that says where the points of a map lie
    axis_column: String,
    /// Rows of a map that is a plane, its columns running faster; 1 for a line
    #[schemars(range(min = 1, max = 10_000))]
    n_map_rows: usize,
    /// The p value beyond which a single point joins a cluster
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    threshold_p: f64,
    /// Which differences count
    tail: Tail,
    /// How many random exchanges, where all are too many
    #[schemars(range(min = 1, max = 1_000_000))]
    n_permutations: usize,
    /// Up to how many exchanges all are tried
    #[schemars(range(min = 0, max = 1_000_000))]
    max_exact: u64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            column: "counts".into(),
            group: None,
            axis_column: "time_s".into(),
            n_map_rows: 1,
            threshold_p: 0.05,
            tail: Tail::TwoSided,
            n_permutations: 2000,
            max_exact: 10_000,
        }
    }
}

impl Stage for ClusterPermutation {
    const NAME: &'static str = "cluster-permutation";
    const SUMMARY: &'static str = "Test where in time, or time and frequency, maps differ";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("maps", TableSchema::at_least("maps", [])).described(
                "one row a map (a trial, a subject), with the column that `column` names",
            ),
            Port::table("axis", TableSchema::at_least("axis", [])).optional().described(
                "one row a point along a row of a map, with the column that `axis_column` names",
            ),
        ]
    }

    fn outputs() -> Vec<Port> {
        let any = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
        let p = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let points = [
            Column::integer("point", Unit::ONE).described("the point, counted from 0"),
            Column::integer("map_row", Unit::ONE).described("its row in a plane; 0 on a line"),
            any("position", "where it lies along the row"),
            any("mean_first", "mean of the first group, or of all rows"),
            any("mean_second", "mean of the second group").optional(),
            p("t", "t value"),
            p("p_point", "p value of this point by the largest t anywhere"),
            Column::integer("cluster", Unit::ONE).optional().described("the cluster, if in one"),
            p("p_cluster", "p value of that cluster").optional(),
        ];
        let clusters = [
            Column::integer("cluster", Unit::ONE)
                .described("the cluster, counted from 0, the largest first"),
            Column::integer("n_points", Unit::ONE).described("its points"),
            any("first", "the lowest position in it"),
            any("last", "the highest position in it"),
            p("mass", "sum of its t values"),
            p("p", "p value"),
        ];
        let null = [
            Column::integer("replicate", Unit::ONE).described("the exchange, counted from 0"),
            p("value", "the largest mass anywhere"),
        ];
        let summary = [
            p("threshold", "size of t beyond which a point joins a cluster"),
            p("smallest_p", "p value of the largest cluster; 1 where there is none"),
            p("largest_mass", "size of the largest mass"),
            Column::integer("n_clusters", Unit::ONE).described("clusters"),
            Column::integer("n_rows", Unit::ONE).described("rows"),
            Column::text("exchanges").described("`all`, or `random`"),
            Column::text("groups").described("the two groups; empty for a mean against zero"),
        ];
        vec![
            Port::table("points", TableSchema::new("points", points)).described("one row a point"),
            Port::table("clusters", TableSchema::new("clusters", clusters))
                .described("one row a cluster; empty where there is none"),
            Port::table("null", TableSchema::new("null", null)).described("one row an exchange"),
            Port::values("summary", ValuesSchema::new(summary)).described("the test as a whole"),
        ]
    }

    fn example() -> Example {
        let (n_rows, n_points) = (12, 8);
        let cell = |row: usize, point: usize| {
            let bump = if row.is_multiple_of(2) && (3..6).contains(&point) { 4.0 } else { 0.0 };
            bump + ((row * 7 + point * 5) % 11) as f64 / 4.0
        };
        let flat = (0..n_rows).flat_map(|row| (0..n_points).map(move |point| cell(row, point)));
        let maps = Table::build("maps")
            .vector("counts", Unit::SPIKES, flat.collect(), n_points)
            .text("choice", &["left", "right"].repeat(n_rows / 2))
            .finish()
            .expect("twelve trials");
        let axis = Table::build("axis")
            .float("time_s", Unit::SECOND, (0..n_points).map(|bin| 0.1 * bin as f64).collect())
            .finish()
            .expect("eight bins");
        Example::default()
            .input("maps", maps)
            .input("axis", axis)
            .param("group", "choice")
            .param("n_permutations", 100)
            .param("max_exact", 0)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("maps")?;
        let maps = matrix_of(&table, &params.column)?;
        let grid = params.grid(maps.ncols())?;
        let n_columns = maps.ncols() / params.n_map_rows;
        let (position, axis_unit) = match task.optional_table("axis")? {
            Some(axis) => {
                same_rows(("axis", axis.n_rows()), ("points along a map", n_columns))?;
                (axis.numbers(&params.axis_column)?, unit_of(&axis, &params.axis_column))
            }
            None => ((0..n_columns).map(|point| point as f64).collect(), Unit::ONE),
        };
        let (first, second, groups) = params.samples(&table, &maps)?;
        let test = ClusterTest::default()
            .with_threshold_p(params.threshold_p)?
            .with_exchanges(params.max_exact, params.n_permutations)?
            .with_tail(match params.tail {
                Tail::TwoSided => AnalysisTail::TwoSided,
                Tail::Greater => AnalysisTail::Greater,
                Tail::Less => AnalysisTail::Less,
            });
        let fit = match &second {
            None => test.one_sample(first.view(), grid, task.seed())?,
            Some(second) => test.two_samples(first.view(), second.view(), grid, task.seed())?,
        };

        let unit = unit_of(&table, &params.column);
        let at = |point: usize| position[point % n_columns];
        let mean = |maps: &Array2<f64>| -> Vec<f64> {
            let columns = maps.axis_iter(Axis(1));
            columns.map(|column| spikebook_analysis::descriptive::mean(&column.to_vec())).collect()
        };
        let n_points = maps.ncols();
        let (cluster, p_cluster) = of_points(&fit, n_points);
        let points = Table::build("points")
            .integer("point", Unit::ONE, (0..n_points as i64).collect())
            .integer("map_row", Unit::ONE, (0..n_points).map(|p| (p / n_columns) as i64).collect())
            .float("position", axis_unit, (0..n_points).map(at).collect())
            .float("mean_first", unit, mean(&first))
            .optional_float(
                "mean_second",
                unit,
                second.as_ref().map_or(vec![None; n_points], |second| {
                    mean(second).into_iter().map(Some).collect()
                }),
            )
            .float("t", Unit::ONE, fit.t().to_vec())
            .float("p_point", Unit::ONE, fit.point_p())
            .optional_integer("cluster", Unit::ONE, cluster)
            .optional_float("p_cluster", Unit::ONE, p_cluster)
            .finish()?;
        task.put_table("points", points);
        task.put_table("clusters", clusters_table(&fit, at, axis_unit)?);
        let largest = fit.largest_mass().to_vec();
        let null = Table::build("null")
            .integer("replicate", Unit::ONE, (0..largest.len() as i64).collect())
            .float("value", Unit::ONE, largest)
            .finish()?;
        task.put_table("null", null);
        let mut summary = Values::default();
        summary.number("threshold", fit.threshold(), Unit::ONE)?;
        let smallest_p = fit.clusters().first().map_or(1.0, |cluster| cluster.p);
        summary.number("smallest_p", smallest_p, Unit::ONE)?;
        let largest_mass = fit.clusters().first().map_or(0.0, |cluster| cluster.mass.abs());
        summary.number("largest_mass", largest_mass, Unit::ONE)?;
        summary.count("n_clusters", fit.clusters().len(), Unit::ONE)?;
        summary.count(
            "n_rows",
            first.nrows() + second.map_or(0, |second| second.nrows()),
            Unit::ONE,
        )?;
        summary.text("exchanges", if fit.is_exact() { "all" } else { "random" })?;
        summary.text("groups", &groups)?;
        task.put_values("summary", summary);
        Ok(())
    }
}

impl Params {
    fn grid(&self, n_points: usize) -> Result<Grid, Failure> {
        if !n_points.is_multiple_of(self.n_map_rows) {
            return Err(Failure::new(
                format!(
                    "parameter `n_map_rows`: got {}, wanted a divisor of the {n_points} points of a map",
                    self.n_map_rows
                ),
                "a plane has as many points in each of its rows",
            ));
        }
        Ok(Grid::plane(self.n_map_rows, n_points / self.n_map_rows))
    }

    /// The maps of the first group (or all), those of the second, and what the groups are called.
    #[expect(clippy::type_complexity, reason = "two samples and their name, taken apart at once")]
    fn samples(
        &self,
        table: &Table,
        maps: &Array2<f64>,
    ) -> Result<(Array2<f64>, Option<Array2<f64>>, String), Failure> {
        let Some(group) = &self.group else { return Ok((maps.clone(), None, String::new())) };
        let labels = Labels::of(table, group)?;
        labels.two("group", group)?;
        let of = |group: usize| {
            let rows: Vec<usize> =
                (0..labels.of_row.len()).filter(|&row| labels.of_row[row] == Some(group)).collect();
            maps.select(Axis(0), &rows)
        };
        let names = format!("{group} {} and {}", labels.names[0], labels.names[1]);
        Ok((of(0), Some(of(1)), names))
    }
}

/// The cluster of each point, and its p value.
fn of_points(fit: &ClusterFit, n_points: usize) -> (Vec<Option<i64>>, Vec<Option<f64>>) {
    let (mut cluster, mut p) = (vec![None; n_points], vec![None; n_points]);
    for (number, found) in fit.clusters().iter().enumerate() {
        for &point in &found.points {
            cluster[point] = Some(number as i64);
            p[point] = Some(found.p);
        }
    }
    (cluster, p)
}

fn clusters_table(
    fit: &ClusterFit,
    at: impl Fn(usize) -> f64,
    axis_unit: Unit,
) -> Result<Table, Failure> {
    let found = fit.clusters();
    let end = |pick: fn(f64, f64) -> f64| -> Vec<f64> {
        let of = |points: &[usize]| points.iter().map(|&point| at(point)).reduce(pick);
        found.iter().filter_map(|cluster| of(&cluster.points)).collect()
    };
    Ok(Table::build("clusters")
        .integer("cluster", Unit::ONE, (0..found.len() as i64).collect())
        .integer("n_points", Unit::ONE, found.iter().map(|c| c.points.len() as i64).collect())
        .float("first", axis_unit, end(f64::min))
        .float("last", axis_unit, end(f64::max))
        .float("mass", Unit::ONE, found.iter().map(|cluster| cluster.mass).collect())
        .float("p", Unit::ONE, found.iter().map(|cluster| cluster.p).collect())
        .finish()?)
}

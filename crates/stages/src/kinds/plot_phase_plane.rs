//! What do nullclines, velocities, fixed points and paths look like together?
//!
//! Arrows show directions on the page; their length grows with the fourth root of the speed only. A full disc is a stable fixed
//! point, a ring an unstable one, a diamond a saddle. A path's own ring is its start.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{FieldArrow, LinePattern, LineSeries, PhasePlane, Rest, RestPoint};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::Unit;

use crate::drawing::{axis, figure, number, these_many, unit_of};
use crate::planar::{nullclines_schema, paths_schema, rest_points_schema, velocities_schema};

/// `plot-phase-plane`.
pub struct PlotPhasePlane;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What the first part of the state is called; left out, as the nullclines call it
    x_label: Option<String>,
    /// What the second part is called
    y_label: Option<String>,
    /// Whether velocities are drawn
    with_arrows: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { x_label: None, y_label: None, with_arrows: true }
    }
}

impl Stage for PlotPhasePlane {
    const NAME: &'static str = "plot-phase-plane";
    const SUMMARY: &'static str = "Draw nullclines, velocities, fixed points and paths of a plane";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("nullclines", nullclines_schema()).described("where a part stands still"),
            Port::table("field", velocities_schema()).described("velocities on a grid"),
            Port::table("fixed_points", rest_points_schema()).described("where the state rests"),
            Port::table("paths", paths_schema()).optional().described("where states went"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("the phase plane")]
    }

    fn example() -> Example {
        let nullclines = Table::build("nullclines")
            .text("variable", &["v", "v", "w", "w"])
            .integer("line", Unit::ID, vec![1, 1, 2, 2])
            .float("x", Unit::ONE, vec![-1.0, 1.0, -1.0, 1.0])
            .float("y", Unit::ONE, vec![1.0, -1.0, -0.5, 0.5])
            .finish();
        let field = Table::build("field")
            .float("x", Unit::ONE, vec![-0.5, 0.5])
            .float("y", Unit::ONE, vec![0.5, 0.5])
            .float("dx", Unit::ONE, vec![1.0, -1.0])
            .float("dy", Unit::ONE, vec![-0.2, -0.1])
            .finish();
        let points = Table::build("fixed_points")
            .float("x", Unit::ONE, vec![0.0])
            .float("y", Unit::ONE, vec![0.0])
            .text("kind", &["stable focus"])
            .float("real_1", Unit::ONE, vec![-0.2])
            .float("imaginary_1", Unit::ONE, vec![0.3])
            .float("real_2", Unit::ONE, vec![-0.2])
            .float("imaginary_2", Unit::ONE, vec![-0.3])
            .finish();
        Example::default()
            .input("nullclines", nullclines.expect("two lines"))
            .input("field", field.expect("two places"))
            .input("fixed_points", points.expect("a point"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let lines = task.table("nullclines")?;
        let field = task.table("field")?;
        let points = task.table("fixed_points")?;
        let paths = task.optional_table("paths")?;
        let variables: Vec<&str> = lines.texts("variable")?.into_iter().flatten().collect();
        let mut names: Vec<&str> = Vec::new();
        for name in &variables {
            if !names.contains(name) {
                names.push(name);
            }
        }
        let line_of = lines.integers("line")?;
        let (x, y) = (lines.numbers("x")?, lines.numbers("y")?);
        let nullclines = names.iter().map(|name| {
            let mut series = LineSeries {
                label: format!("{name} stands still"),
                pattern: LinePattern::Solid,
                ..Default::default()
            };
            let mut last = None;
            for row in (0..x.len()).filter(|&row| variables[row] == *name) {
                if last.is_some_and(|last| last != line_of[row]) {
                    series.x.push(f64::NAN);
                    series.y.push(f64::NAN);
                }
                last = Some(line_of[row]);
                series.x.push(x[row]);
                series.y.push(y[row]);
            }
            series
        });
        let columns = ["x", "y", "dx", "dy"].map(|name| field.numbers(name));
        let [at_x, at_y, dx, dy] = columns;
        let (at_x, at_y, dx, dy) = (at_x?, at_y?, dx?, dy?);
        let arrow =
            |row: usize| FieldArrow { x: at_x[row], y: at_y[row], dx: dx[row], dy: dy[row] };
        let arrows =
            if params.with_arrows { (0..at_x.len()).map(arrow).collect() } else { Vec::new() };
        let kinds: Vec<&str> = points.texts("kind")?.into_iter().flatten().collect();
        let (point_x, point_y) = (points.numbers("x")?, points.numbers("y")?);
        let rests = (0..point_x.len().min(kinds.len())).map(|row| RestPoint {
            x: point_x[row],
            y: point_y[row],
            rest: rest(kinds[row]),
        });
        let window = |cells: &[f64]| {
            let low = cells.iter().copied().fold(f64::INFINITY, f64::min);
            let high = cells.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            // Velocities stand in the middles of cells.
            let mut steps: Vec<f64> =
                cells.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
            steps.retain(|step| *step > 0.0);
            let half = 0.5 * steps.into_iter().fold(f64::INFINITY, f64::min);
            (low < high).then_some((low - half, high + half))
        };
        let label = |given: &Option<String>, number: usize| {
            given.clone().or_else(|| names.get(number).map(|name| (*name).to_owned()))
        };
        let mut x_axis =
            axis(&label(&params.x_label, 0).unwrap_or("x".into()), unit_of(&points, "x"));
        let mut y_axis =
            axis(&label(&params.y_label, 1).unwrap_or("y".into()), unit_of(&points, "y"));
        x_axis.limits = window(&at_x);
        y_axis.limits = window(&at_y);
        let picture = PhasePlane {
            x_axis,
            y_axis,
            nullclines: nullclines.collect(),
            arrows,
            paths: paths.as_ref().map(path_lines).transpose()?.unwrap_or_default(),
            points: rests.collect(),
            finding: finding(&points, &kinds)?,
        }
        .draw()?;
        task.put_figure("figure", figure(picture, lines.clone()));
        Ok(())
    }
}

/// A line for each path.
fn path_lines(paths: &Table) -> Result<Vec<LineSeries>, Failure> {
    let (of, x, y) = (paths.integers("path")?, paths.numbers("x")?, paths.numbers("y")?);
    let mut lines: Vec<(i64, LineSeries)> = Vec::new();
    for row in 0..x.len() {
        let line = match lines.iter_mut().find(|(path, _)| *path == of[row]) {
            Some((_, line)) => line,
            None => {
                let label = format!("path {}", of[row]);
                let line = LineSeries { label, pattern: LinePattern::Solid, ..Default::default() };
                lines.push((of[row], line));
                let last = lines.len() - 1;
                &mut lines[last].1
            }
        };
        line.x.push(x[row]);
        line.y.push(y[row]);
    }
    Ok(lines.into_iter().map(|(_, line)| line).collect())
}

fn rest(kind: &str) -> Rest {
    match kind {
        "stable node" | "stable focus" => Rest::Stable,
        "saddle" => Rest::Saddle,
        _ => Rest::Unstable,
    }
}

fn finding(points: &Table, kinds: &[&str]) -> Result<String, Failure> {
    let [x, y, real, imaginary] =
        ["x", "y", "real_1", "imaginary_1"].map(|name| points.numbers(name));
    let (x, y, real, imaginary) = (x?, y?, real?, imaginary?);
    let mut said = vec![these_many(kinds.len(), "fixed point")];
    for (row, kind) in kinds.iter().enumerate().take(3) {
        let turning = if imaginary[row] == 0.0 {
            String::new()
        } else {
            format!(" ± {}i", number(imaginary[row].abs()))
        };
        said.push(format!(
            "a {kind} at ({}, {}) with eigenvalue {}{turning}",
            number(x[row]),
            number(y[row]),
            number(real[row])
        ));
    }
    Ok(said.join(", ").replacen(", ", ": ", 1).replace("a un", "an un"))
}

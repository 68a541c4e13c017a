//! How does a measure rise and fall with a parameter, for each of several conditions, and how sure is it?
//!
//! A line with a band of two standard errors for each value of `group`, through rows sorted by `x`: the table of a sweep. The alt text
//! says where each line begins, where it is highest and lowest, and where it ends, so that a rise and a fall are told from a rise.
//! The band covers what replicates differ by and nothing else.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Band, LinePlot, LineSeries, ReferenceLine, Shown};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{TableSchema, Unit};

use crate::drawing::{amount, axis, figure, nothing_to_draw, number, unit_of, with_gaps};
use crate::labels::Labels;

/// Lines of more points than this have no marker at each.
const MOST_MARKED: usize = 40;

/// `plot-curves`.
pub struct PlotCurves;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column along the abscissa
    x: String,
    /// The column along the ordinate
    y: String,
    /// The column with the standard error of `y`; left out, no band
    error: Option<String>,
    /// The column whose values get a line each; left out, all rows are one line
    group: Option<String>,
    /// A column that stands beside `y` as a line of its own, such as what theory says; left out, none
    beside: Option<String>,
    /// What that line is called
    beside_label: String,
    /// What the line of `y` is called where there is no group
    label: String,
    /// What the abscissa is called
    x_label: String,
    /// What the ordinate is called
    y_label: String,
    /// Whether the abscissa is logarithmic
    x_is_log: bool,
    /// Where an upright line stands to compare with; left out, none
    mark: Option<f64>,
    /// What that line is called
    mark_label: String,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            x: "x".into(),
            y: "y".into(),
            error: None,
            group: None,
            beside: None,
            beside_label: "theory".into(),
            label: String::new(),
            x_label: "x".into(),
            y_label: "y".into(),
            x_is_log: false,
            mark: None,
            mark_label: String::new(),
        }
    }
}

impl Stage for PlotCurves {
    const NAME: &'static str = "plot-curves";
    const SUMMARY: &'static str =
        "Draw a measure with its error against a parameter, a line a group";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("table", TableSchema::at_least("table", []))
                .described("a table with the columns that `x`, `y`, `error` and `group` name"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("the lines")]
    }

    fn example() -> Example {
        let table = Table::build("all")
            .text("night", &["sleep", "sleep", "sleep", "awake", "awake", "awake"])
            .integer("n_dreams", Unit::ONE, vec![0, 300, 3000, 0, 300, 3000])
            .float("recall", Unit::FRACTION, vec![0.5, 0.98, 0.01, 0.5, 0.5, 0.5])
            .float("recall_se", Unit::FRACTION, vec![0.04, 0.01, 0.01, 0.04, 0.04, 0.04])
            .finish();
        Example::default()
            .input("table", table.expect("six rows"))
            .param("x", "n_dreams")
            .param("y", "recall")
            .param("error", "recall_se")
            .param("group", "night")
            .param("x_label", "dreams")
            .param("y_label", "recall")
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("table")?;
        let (x, y) = (with_gaps(&table, &params.x)?, with_gaps(&table, &params.y)?);
        let error = params.error.as_ref().map(|column| with_gaps(&table, column)).transpose()?;
        let (x_unit, y_unit) = (unit_of(&table, &params.x), unit_of(&table, &params.y));
        let mut series = Vec::new();
        let mut told = Vec::new();
        for (label, rows) in params.lines(&table, &x)? {
            let pick = |values: &[f64]| rows.iter().map(|&row| values[row]).collect::<Vec<f64>>();
            let band = error.as_ref().map(|error| {
                let edge = |side: f64| rows.iter().map(|&row| y[row] + side * error[row]).collect();
                Band { low: edge(-2.0), high: edge(2.0) }
            });
            told.extend(course(&label, &pick(&x), &pick(&y), (x_unit, y_unit)));
            let (x, y) = (pick(&x), pick(&y));
            let shown = if rows.len() > MOST_MARKED { Shown::Line } else { Shown::LineAndPoints };
            series.push(LineSeries { label, x, y, band, shown, ..Default::default() });
        }
        if told.is_empty() {
            return Err(nothing_to_draw("table", &params.y));
        }
        if let Some(column) = &params.beside {
            let y = with_gaps(&table, column)?;
            let label = params.beside_label.clone();
            series.push(LineSeries { label, x: x.clone(), y, ..Default::default() });
        }
        let references = params
            .mark
            .map(|at| ReferenceLine::vertical(&*params.mark_label, at))
            .into_iter()
            .collect();
        let x_axis = axis(&params.x_label, x_unit);
        let picture = LinePlot {
            x_axis: if params.x_is_log { x_axis.log() } else { x_axis },
            y_axis: axis(&params.y_label, y_unit),
            series,
            references,
            finding: told.join("; "),
        }
        .draw()?;
        task.put_figure("figure", figure(picture, table));
        Ok(())
    }
}

impl Params {
    /// The name and the rows of each line, by ascending `x`; lines in the order in which they first come.
    fn lines(&self, table: &Table, x: &[f64]) -> Result<Vec<(String, Vec<usize>)>, Failure> {
        let mut lines = match &self.group {
            None => vec![(self.label.clone(), (0..table.n_rows()).collect::<Vec<usize>>())],
            Some(column) => {
                let labels = Labels::of(table, column)?;
                let mut lines: Vec<(String, Vec<usize>)> = Vec::new();
                for (row, group) in labels.of_row.iter().enumerate() {
                    let Some(group) = *group else { continue };
                    let name = labels.names[group].replace('-', " ");
                    match lines.iter_mut().find(|(other, _)| *other == name) {
                        Some((_, rows)) => rows.push(row),
                        None => lines.push((name, vec![row])),
                    }
                }
                lines
            }
        };
        for (_, rows) in &mut lines {
            rows.sort_by(|&a, &b| x[a].total_cmp(&x[b]));
        }
        Ok(lines)
    }
}

/// Where a line begins, where it turns if it does, and where it ends.
fn course(label: &str, x: &[f64], y: &[f64], (x_unit, y_unit): (Unit, Unit)) -> Option<String> {
    let known: Vec<usize> = (0..y.len()).filter(|&k| y[k].is_finite()).collect();
    let (&first, &last) = (known.first()?, known.last()?);
    let place = |k: usize| format!("{} at {}", amount(y[k], y_unit), amount(x[k], x_unit));
    let most = known.iter().copied().reduce(|a, b| if y[b] > y[a] { b } else { a })?;
    let least = known.iter().copied().reduce(|a, b| if y[b] < y[a] { b } else { a })?;
    let who = if label.is_empty() { String::new() } else { format!("{label}: ") };
    if first == last {
        return Some(format!("{who}{}", place(first)));
    }
    if y[most] == y[least] {
        let (from, to) = (number(x[first]), amount(x[last], x_unit));
        return Some(format!("{who}{} from {from} to {to}", amount(y[first], y_unit)));
    }
    let mut turns: Vec<usize> =
        [most, least].into_iter().filter(|&k| y[k] != y[first] && y[k] != y[last]).collect();
    turns.sort_unstable();
    let stops: Vec<String> = [first].into_iter().chain(turns).chain([last]).map(place).collect();
    Some(format!("{who}{}", stops.join(", then ")))
}

//! Which of many units are active when?
//!
//! The vectors of a column as a heat map: along the abscissa the rows (moments, stimuli), along the ordinate the entries (units). A line over it
//! shows where something stands that moves along the units, such as the bump of a ring. `sort_by_peak` puts the units in the order of where
//! they peak: a diagonal that arises by that is the sorting's, so give it a finding of its own. Colours are read far less exactly than
//! places.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{ColourMap, Heatmap, Hue, LinePattern, LineSeries, edges_about};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{TableSchema, Unit};

use crate::drawing::{
    amount, axis, figure, known, largest, nothing_to_draw, number, quantity_in_words, these_many,
    unit_of, with_gaps,
};

/// `plot-activity`.
pub struct PlotActivity;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The vector column, one entry a unit
    column: String,
    /// The column along the abscissa; its numbers rise
    x: String,
    /// What the abscissa is called; left out, the name of its column
    x_label: Option<String>,
    /// What the ordinate is called
    y_label: String,
    /// What the colours stand for; left out, the name of the column
    label: Option<String>,
    /// What the first unit stands for along the ordinate; left out, 1
    y_from: Option<f64>,
    /// What a unit after the last would stand for; left out, as many as there are and 1
    y_to: Option<f64>,
    /// What the ordinate is measured in
    y_unit: String,
    /// Whether units are sorted by where they peak
    sort_by_peak: bool,
    /// Whether each unit is divided by its peak
    divide_by_peak: bool,
    /// Whether values have a sign, so that 0 is the middle of the colours
    is_signed: bool,
    /// The column of `path` that is drawn as a line over the map
    path_column: String,
    /// What the line is called
    path_label: String,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            column: "activity".into(),
            x: "time_s".into(),
            x_label: None,
            y_label: "unit".into(),
            label: None,
            y_from: None,
            y_to: None,
            y_unit: "1".into(),
            sort_by_peak: false,
            divide_by_peak: false,
            is_signed: false,
            path_column: "path".into(),
            path_label: "path".into(),
        }
    }
}

impl Stage for PlotActivity {
    const NAME: &'static str = "plot-activity";
    const SUMMARY: &'static str = "Draw the activity of many units as a heat map";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("activity", TableSchema::at_least("activity", []))
                .described("a table with the columns that `column` and `x` name"),
            Port::table("path", TableSchema::at_least("path", [])).optional().described(
                "what moves along the units, with the columns that `path_column` and `x` name",
            ),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("the activity in colours")]
    }

    fn example() -> Example {
        let flat = [[0.1, 0.9, 0.2, 0.0], [0.0, 0.4, 0.8, 0.1], [0.0, 0.1, 0.7, 0.3]].concat();
        let activity = Table::build("activity")
            .float("time_s", Unit::SECOND, vec![0.0, 0.1, 0.2])
            .vector("activity", Unit::ONE, flat, 4)
            .finish();
        Example::default().input("activity", activity.expect("three moments"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let has_scale = params.y_from.is_some() || params.y_to.is_some();
        if params.sort_by_peak && (has_scale || task.optional_table("path")?.is_some()) {
            return Err(Failure::new(
                "parameter `sort_by_peak`: got true with a scale for the units or a path along it",
                "units in another order stand at no place of the scale: leave out `y_from`, `y_to` and `path`, or do not sort",
            ));
        }
        let table = task.table("activity")?;
        let x = with_gaps(&table, &params.x)?;
        let (flat, n_units) = table.vectors(&params.column)?;
        if flat.is_empty() {
            return Err(nothing_to_draw("activity", &params.column));
        }
        let n = x.len();
        // One row a unit.
        let mut units: Vec<Vec<f64>> =
            (0..n_units).map(|unit| (0..n).map(|k| flat[k * n_units + unit]).collect()).collect();
        let peak = |row: &Vec<f64>| largest(row).unwrap_or(0);
        let mut order: Vec<usize> = (0..n_units).collect();
        if params.sort_by_peak {
            order.sort_by_key(|&unit| peak(&units[unit]));
        }
        let best = order
            .iter()
            .copied()
            .reduce(
                |a, b| if units[b][peak(&units[b])] > units[a][peak(&units[a])] { b } else { a },
            )
            .unwrap_or(0);
        let (low, high) =
            (params.y_from.unwrap_or(1.0), params.y_to.unwrap_or(1.0 + n_units as f64));
        let place = |unit: usize| low + (high - low) * unit as f64 / n_units as f64;
        let (x_unit, y_unit) = (unit_of(&table, &params.x), Unit::parse(&params.y_unit)?);
        let value_unit = unit_of(&table, &params.column);
        let name = |column: &str| quantity_in_words(column).0;
        let label = params.label.clone().unwrap_or_else(|| name(&params.column));
        let x_label = params.x_label.clone().unwrap_or_else(|| name(&params.x));
        let who = if has_scale {
            format!("and a {} of {}", params.y_label, amount(place(best), y_unit))
        } else {
            format!("in {} {}", params.y_label, best + 1)
        };
        let at = x[peak(&units[best])];
        let when = if x_unit.is_shown() {
            amount(at, x_unit)
        } else {
            format!("{x_label} {}", number(at))
        };
        let top = units[best][peak(&units[best])];
        let mut finding = format!(
            "the largest {label} of {} is {}, at {when} {who}",
            these_many(n_units, "unit"),
            amount(top, value_unit),
        );
        if params.divide_by_peak {
            for row in &mut units {
                let most = row.iter().copied().fold(0.0, f64::max);
                if most > 0.0 {
                    row.iter_mut().for_each(|value| *value /= most);
                }
            }
        }
        let mut lines = Vec::new();
        if let Some(path) = task.optional_table("path")? {
            let (line, words) = params.line(&path, 0.5 * (high - low), y_unit)?;
            lines.push(line);
            finding.push_str(&words);
        }
        let places: Vec<f64> = (0..n_units).map(place).collect();
        let values = order.iter().flat_map(|&unit| units[unit].iter().copied()).collect();
        let drawn_unit = if params.divide_by_peak { Unit::ONE } else { value_unit };
        let over = if params.divide_by_peak { " over its peak" } else { "" };
        let value_axis = axis(&format!("{label}{over}"), drawn_unit);
        let sorted = if params.sort_by_peak { ", sorted by its peak" } else { "" };
        let picture = Heatmap {
            x_axis: axis(&x_label, x_unit),
            y_axis: axis(&format!("{}{sorted}", params.y_label), y_unit),
            value_axis,
            x_edges: edges_about(&x),
            y_edges: edges_about(&places),
            values,
            colour_map: if params.is_signed { ColourMap::Diverging } else { ColourMap::Sequential },
            lines,
            finding,
            ..Default::default()
        }
        .draw()?;
        let drawn: Vec<f64> = (0..n)
            .flat_map(|k| order.iter().map(|&unit| units[unit][k]).collect::<Vec<_>>())
            .collect();
        let data = Table::build("drawn")
            .float(&params.x, x_unit, x)
            .vector(&params.column, drawn_unit, drawn, n_units)
            .finish()?;
        task.put_figure("figure", figure(picture, data));
        Ok(())
    }
}

impl Params {
    /// The line of a path, which leaps where it moves by more than `most`, and words for where it goes.
    fn line(&self, path: &Table, most: f64, unit: Unit) -> Result<(LineSeries, String), Failure> {
        let (at, along) = (with_gaps(path, &self.x)?, with_gaps(path, &self.path_column)?);
        let there = known(&along);
        let words = match (there.first(), there.last()) {
            (Some(first), Some(last)) => format!(
                "; the {} goes from {} to {}",
                self.path_label,
                number(*first),
                amount(*last, unit)
            ),
            _ => String::new(),
        };
        let (x, y) = broken(&at, &along, most);
        let line = LineSeries {
            label: self.path_label.clone(),
            x,
            y,
            hue: Some(Hue::Series(1)),
            pattern: LinePattern::Solid,
            ..Default::default()
        };
        Ok((line, words))
    }
}

/// A path that is broken where it leaps by more than so much, as it does from 359° to 0.
fn broken(x: &[f64], y: &[f64], most: f64) -> (Vec<f64>, Vec<f64>) {
    let (mut at, mut along) = (Vec::new(), Vec::new());
    for k in 0..x.len() {
        if k > 0 && (y[k] - y[k - 1]).abs() > most {
            at.push(x[k]);
            along.push(f64::NAN);
        }
        at.push(x[k]);
        along.push(y[k]);
    }
    (at, along)
}

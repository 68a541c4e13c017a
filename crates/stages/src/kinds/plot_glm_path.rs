//! In which order do regressors enter a model as its penalty falls?
//!
//! A line for each coefficient of one unit against the penalty, from the largest (left) to the smallest: a lasso lets
//! them leave 0 one after the other. A vertical line marks the penalty that was chosen.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Axis, LinePlot, LineSeries, ReferenceLine};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{UnitRows, figure, nothing_to_draw, number, these_many};

/// Most lines that a reader can tell apart.
const MOST_LINES: usize = 10;

/// `plot-glm-path`.
pub struct PlotGlmPath;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The unit to draw; left out, the first
    unit: Option<i64>,
    /// What the coefficients are, for the axis
    label: String,
}

impl Default for Params {
    fn default() -> Self {
        Self { unit: None, label: "coefficient".into() }
    }
}

impl Stage for PlotGlmPath {
    const NAME: &'static str = "plot-glm-path";
    const SUMMARY: &'static str = "Draw the coefficients of one unit against the penalty";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let path = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::float("penalty", Unit::ONE).described("the penalty"),
            Column::text("term").described("the regressor, or (Intercept)"),
            Column::float("estimate", Unit::ONE).described("its coefficient"),
        ];
        let penalties = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::float("penalty", Unit::ONE).described("the penalty"),
            Column::boolean("is_chosen").described("whether it was chosen"),
        ];
        vec![
            Port::table("path", TableSchema::at_least("path", path))
                .described("one row a unit, penalty and coefficient"),
            Port::table("penalties", TableSchema::at_least("penalties", penalties))
                .optional()
                .described("one row a unit and penalty, for the one that was chosen"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("a line for each coefficient")]
    }

    fn example() -> Example {
        let penalty = [1.0, 0.3, 0.1];
        let rows = || penalty.iter().flat_map(|&penalty| [(penalty, "speed"), (penalty, "angle")]);
        let path = Table::build("path")
            .integer("unit_id", Unit::ID, vec![1; 6])
            .float("penalty", Unit::ONE, rows().map(|row| row.0).collect())
            .text("term", &rows().map(|row| row.1).collect::<Vec<_>>())
            .float("estimate", Unit::ONE, vec![0.0, 0.0, 0.2, 0.0, 0.4, -0.1])
            .finish();
        let penalties = Table::build("penalties")
            .integer("unit_id", Unit::ID, vec![1; 3])
            .float("penalty", Unit::ONE, penalty.to_vec())
            .boolean("is_chosen", vec![false, true, false])
            .finish();
        Example::default()
            .input("path", path.expect("two coefficients"))
            .input("penalties", penalties.expect("three penalties"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("path")?;
        let by_unit = UnitRows::of(&table)?;
        let nothing = || nothing_to_draw("path", "estimate");
        let unit_id = by_unit.chosen_one(params.unit)?.ok_or_else(nothing)?;
        let terms = table.texts("term")?;
        let is_drawn = |row: &usize| terms[*row] != Some("(Intercept)");
        let rows: Vec<usize> = by_unit.rows(unit_id).iter().copied().filter(is_drawn).collect();
        let table = table.take_rows(&rows);
        let (penalties, estimates) = (table.floats("penalty")?, table.floats("estimate")?);
        let mut lines: Vec<(&str, Vec<f64>, Vec<f64>)> = Vec::new();
        for (row, term) in table.texts("term")?.into_iter().enumerate() {
            let term = term.unwrap_or_default();
            let place = lines.iter().position(|line| line.0 == term).unwrap_or_else(|| {
                lines.push((term, Vec::new(), Vec::new()));
                lines.len() - 1
            });
            lines[place].1.push(penalties[row]);
            lines[place].2.push(estimates[row]);
        }
        // The order of entry: who leaves 0 first, and of these the largest in the end.
        let entry = |line: &(&str, Vec<f64>, Vec<f64>)| line.2.iter().position(|b| *b != 0.0);
        let size = |line: &(&str, Vec<f64>, Vec<f64>)| line.2.last().map_or(0.0, |b| b.abs());
        lines.sort_by(|a, b| {
            let order = entry(a).unwrap_or(usize::MAX).cmp(&entry(b).unwrap_or(usize::MAX));
            order.then(size(b).total_cmp(&size(a)))
        });
        let first = lines.first().ok_or_else(nothing)?;
        let n_in = lines.iter().filter(|line| line.2.last().is_some_and(|b| *b != 0.0)).count();
        let chosen = chosen_penalty(task, unit_id)?;
        let at_chosen = chosen.map_or_else(String::new, |penalty| {
            let is_in = |line: &&(&str, Vec<f64>, Vec<f64>)| {
                line.1.iter().zip(&line.2).any(|(p, b)| *p == penalty && *b != 0.0)
            };
            let n = lines.iter().filter(is_in).count();
            format!("; the chosen penalty of {} keeps {n}", number(penalty))
        });
        let finding = format!(
            "of unit {unit_id}, {n_in} of {} are not 0 at the smallest penalty, {} is the first to \
             enter{at_chosen}",
            these_many(lines.len(), "coefficient"),
            first.0,
        );
        let n_drawn = lines.len().min(MOST_LINES);
        let series = lines[..n_drawn].iter().map(|(term, x, y)| LineSeries {
            label: (*term).to_owned(),
            x: x.clone(),
            y: y.clone(),
            ..Default::default()
        });
        let picture = LinePlot {
            x_axis: Axis::unitless("penalty").log(),
            y_axis: Axis::unitless(&params.label),
            series: series.collect(),
            references: chosen
                .map(|penalty| ReferenceLine::vertical("chosen", penalty))
                .into_iter()
                .collect(),
            finding,
        }
        .draw()?;
        task.put_figure("figure", figure(picture, table));
        Ok(())
    }
}

/// The penalty of a unit that was chosen.
fn chosen_penalty(task: &Task<'_>, unit_id: i64) -> Result<Option<f64>, Failure> {
    let Some(table) = task.optional_table("penalties")? else { return Ok(None) };
    let is_chosen = table.booleans("is_chosen")?;
    let (units, penalties) = (table.integers("unit_id")?, table.floats("penalty")?);
    let place = (0..units.len()).find(|&row| units[row] == unit_id && is_chosen[row] == Some(true));
    Ok(place.map(|row| penalties[row]))
}

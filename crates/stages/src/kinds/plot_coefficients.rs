//! Which terms drive one unit, and how sure are we of each?
//!
//! A dot and a whisker for each coefficient of one unit. A whisker that crosses zero belongs to a term that could as
//! well do nothing. Coefficients of terms in different units are not to be compared by their size.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Axis, Coefficient, CoefficientPlot};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{UnitRows, figure, largest, nothing_to_draw, number, these_many, with_gaps};

/// `plot-coefficients`.
pub struct PlotCoefficients;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The unit to draw; left out, the first
    unit: Option<i64>,
    /// Whether to draw the intercept
    with_intercept: bool,
    /// What the coefficients are, for the axis
    label: String,
    /// What the intervals are, for the legend
    interval_label: String,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            unit: None,
            with_intercept: false,
            label: "coefficient (of the log rate)".into(),
            interval_label: "estimate, 95 % interval".into(),
        }
    }
}

impl Stage for PlotCoefficients {
    const NAME: &'static str = "plot-coefficients";
    const SUMMARY: &'static str = "Draw the coefficients of one unit with their intervals";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let number =
            |name: &str, what: &str| Column::float(name, Unit::ANY).optional().described(what);
        let columns = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::text("term").described("the regressor, or (Intercept)"),
            number("estimate", "its coefficient"),
            number("lower", "lower end of its interval"),
            number("upper", "upper end of its interval"),
        ];
        vec![
            Port::table("coefficients", TableSchema::at_least("coefficients", columns))
                .described("one row a unit and coefficient"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("a dot and a whisker for each coefficient")]
    }

    fn example() -> Example {
        let coefficients = Table::build("coefficients")
            .integer("unit_id", Unit::ID, vec![1, 1, 1])
            .text("term", &["(Intercept)", "cos 1", "sin 1"])
            .float("estimate", Unit::ONE, vec![0.7, 1.2, -0.1])
            .float("lower", Unit::ONE, vec![0.5, 0.9, -0.4])
            .float("upper", Unit::ONE, vec![0.9, 1.5, 0.2])
            .finish();
        Example::default().input("coefficients", coefficients.expect("three coefficients"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("coefficients")?;
        let by_unit = UnitRows::of(&table)?;
        let nothing = || nothing_to_draw("coefficients", "estimate");
        let unit_id = by_unit.chosen_one(params.unit)?.ok_or_else(nothing)?;
        let terms = table.texts("term")?;
        let rows: Vec<usize> = by_unit
            .rows(unit_id)
            .iter()
            .copied()
            .filter(|&row| params.with_intercept || terms[row] != Some("(Intercept)"))
            .collect();
        let table = table.take_rows(&rows);
        let estimates = with_gaps(&table, "estimate")?;
        let (lower, upper) = (with_gaps(&table, "lower")?, with_gaps(&table, "upper")?);
        let terms: Vec<Coefficient> = table
            .texts("term")?
            .into_iter()
            .enumerate()
            .map(|(row, term)| Coefficient {
                label: term.unwrap_or_default().into(),
                estimate: estimates[row],
                interval: (lower[row].is_finite() && upper[row].is_finite())
                    .then(|| (lower[row], upper[row])),
                ..Default::default()
            })
            .collect();
        let sizes: Vec<f64> = estimates.iter().map(|estimate| estimate.abs()).collect();
        let top = &terms[largest(&sizes).ok_or_else(nothing)?];
        let clear =
            |term: &&Coefficient| term.interval.is_some_and(|(low, high)| low > 0.0 || high < 0.0);
        let interval = top.interval.map_or_else(String::new, |(low, high)| {
            format!(" (interval {} to {})", number(low), number(high))
        });
        let finding = format!(
            "of unit {unit_id}, {} of {} have intervals without zero; the largest is {} for \
             {}{interval}",
            terms.iter().filter(clear).count(),
            these_many(terms.len(), "coefficient"),
            number(top.estimate),
            top.label,
        );
        let picture = CoefficientPlot {
            value_axis: Axis::unitless(&params.label),
            terms,
            label: params.interval_label.clone(),
            finding,
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, table));
        Ok(())
    }
}

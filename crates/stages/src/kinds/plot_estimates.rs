//! How large is a quantity in each unit, and how sure are we of it?
//!
//! A dot and a whisker for each unit: the estimate and its interval. The whiskers say how far the estimate of
//! one unit would move in another recording like this one, not how far units differ.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::median;
use spikebook_data::Table;
use spikebook_figures::{Coefficient, CoefficientPlot};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{
    UnitRows, amount, axis, figure, known, nothing_to_draw, quantity_in_words, range, these_many,
    unit_of, with_gaps,
};

/// Half the normal 95 % interval, in standard errors.
const NORMAL_95: f64 = 1.959_963_984_540_054;

/// `plot-estimates`.
pub struct PlotEstimates;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The rows to draw: those with this word in the column `quantity`
    quantity: String,
    /// What the quantity is, for the axis and the alt text; left out, what its name says
    label: Option<String>,
    /// Symbol of the quantity's unit; left out, what its name says, or else the table
    unit: Option<String>,
    /// What the intervals are, for the legend
    interval_label: String,
    /// The units to draw; where empty, the first 36
    units: Vec<i64>,
    /// Whether to draw how far the ends of the intervals lie from the estimate: on an axis of all directions they
    /// would be too short to see
    relative: bool,
    /// The column of `others` with another standard error, whose normal 95 % interval is drawn below
    other_se: Option<String>,
    /// What the other interval is, for the legend
    other_label: String,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            quantity: "preferred_deg".into(),
            label: None,
            unit: None,
            interval_label: "estimate, 95 % interval".into(),
            units: Vec::new(),
            relative: false,
            other_se: None,
            other_label: "another standard error, 95 % interval".into(),
        }
    }
}

impl Stage for PlotEstimates {
    const NAME: &'static str = "plot-estimates";
    const SUMMARY: &'static str = "Draw the estimate and interval of a quantity for each unit";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let number =
            |name: &str, what: &str| Column::float(name, Unit::ANY).optional().described(what);
        let columns = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::text("quantity").described("what is estimated"),
            number("estimate", "the estimate"),
            number("lower", "lower end of its interval"),
            number("upper", "upper end of its interval"),
        ];
        let others = [Column::integer("unit_id", Unit::ID).described("the unit")];
        vec![
            Port::table("intervals", TableSchema::at_least("intervals", columns))
                .described("one row a unit and quantity"),
            Port::table("others", TableSchema::at_least("others", others))
                .optional()
                .described("one row a unit, with the column that `other_se` names"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("a dot and a whisker for each unit")]
    }

    fn example() -> Example {
        let intervals = Table::build("intervals")
            .integer("unit_id", Unit::ID, vec![1, 1, 2, 2])
            .text("quantity", &["preferred_deg", "peak_rate_hz", "preferred_deg", "peak_rate_hz"])
            .float("estimate", Unit::ONE, vec![90.0, 21.0, 355.0, 9.0])
            .float("lower", Unit::ONE, vec![84.0, 19.0, 340.0, 8.0])
            .float("upper", Unit::ONE, vec![95.0, 24.0, 6.0, 11.0])
            .finish();
        Example::default().input("intervals", intervals.expect("two quantities of two units"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let intervals = task.table("intervals")?;
        let (words, named_unit) = quantity_in_words(&params.quantity);
        let label = params.label.clone().unwrap_or(words);
        let unit = match &params.unit {
            Some(symbol) => Unit::parse(symbol)?,
            None => named_unit.unwrap_or_else(|| unit_of(&intervals, "estimate")),
        };
        let quantities = intervals.texts("quantity")?;
        let wanted: Vec<usize> = (0..intervals.n_rows())
            .filter(|&row| quantities[row] == Some(&params.quantity))
            .collect();
        if wanted.is_empty() {
            return Err(params.no_such_quantity(&quantities));
        }
        let table = intervals.take_rows(&wanted);
        let by_unit = UnitRows::of(&table)?;
        let chosen = by_unit.chosen(&params.units)?;
        let rows: Vec<usize> =
            chosen.iter().flat_map(|&unit_id| by_unit.rows(unit_id).to_vec()).collect();
        let table = table.take_rows(&rows);
        let estimates = with_gaps(&table, "estimate")?;
        let (lower, upper) = (with_gaps(&table, "lower")?, with_gaps(&table, "upper")?);
        let others = params.other_errors(task)?;
        let terms: Vec<Coefficient> = table
            .integers("unit_id")?
            .iter()
            .enumerate()
            .map(|(row, unit_id)| {
                let estimate = estimates[row];
                let shift = if params.relative { estimate } else { 0.0 };
                let shifted = |(low, high): (f64, f64)| (low - shift, high - shift);
                let other = others.get(unit_id).map(|se| NORMAL_95 * se);
                Coefficient {
                    label: format!("unit {unit_id}"),
                    estimate: estimate - shift,
                    interval: unrolled(estimate, lower[row], upper[row], unit).map(shifted),
                    other_interval: other
                        .filter(|half| half.is_finite() && estimate.is_finite())
                        .map(|half| shifted((estimate - half, estimate + half))),
                    truth: None,
                }
            })
            .collect();

        let estimates = known(&estimates);
        if estimates.is_empty() {
            return Err(nothing_to_draw("intervals", "estimate"));
        }
        let low = estimates.iter().copied().fold(f64::INFINITY, f64::min);
        let high = estimates.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let widths: Vec<f64> =
            terms.iter().filter_map(|term| term.interval.map(|(low, high)| high - low)).collect();
        let mut finding = format!(
            "the {label} of {} lies at {}",
            these_many(estimates.len(), "unit"),
            range(low, high, unit)
        );
        if !widths.is_empty() {
            let width = amount(median(&widths), unit);
            finding = format!("{finding}, the median interval is {width} wide");
        }
        let other_widths: Vec<f64> =
            terms.iter().filter_map(|t| t.other_interval.map(|(low, high)| high - low)).collect();
        if !other_widths.is_empty() {
            let width = amount(median(&other_widths), unit);
            finding = format!("{finding}, by {} {width}", params.other_label);
        }
        let picture = CoefficientPlot {
            value_axis: axis(
                &if params.relative { format!("{label}, from its estimate") } else { label },
                unit,
            ),
            terms,
            label: params.interval_label.clone(),
            other_label: params.other_label.clone(),
            without_zero: unit == Unit::DEGREE && !params.relative,
            finding,
        }
        .draw()?;
        task.put_figure("figure", figure(picture, table));
        Ok(())
    }
}

impl Params {
    /// The other standard errors by unit.
    fn other_errors(&self, task: &Task<'_>) -> Result<BTreeMap<i64, f64>, Failure> {
        let (Some(table), Some(column)) = (task.optional_table("others")?, &self.other_se) else {
            return Ok(BTreeMap::new());
        };
        let errors = with_gaps(&table, column)?;
        Ok(table.integers("unit_id")?.iter().copied().zip(errors).collect())
    }

    fn no_such_quantity(&self, quantities: &[Option<&str>]) -> Failure {
        let mut known: Vec<&str> = quantities.iter().copied().flatten().collect();
        known.sort_unstable();
        known.dedup();
        Failure::new(
            format!(
                "parameter `quantity`: got `{}`, wanted a word of the column `quantity`",
                self.quantity
            ),
            format!("it has {}", known.join(", ")),
        )
    }
}

/// The interval about its estimate; of directions the ends on their side of it, over the edge of the circle.
fn unrolled(estimate: f64, lower: f64, upper: f64, unit: Unit) -> Option<(f64, f64)> {
    if !(lower.is_finite() && upper.is_finite()) {
        return None;
    }
    if unit != Unit::DEGREE {
        return Some((lower, upper));
    }
    let below = if lower > estimate { lower - 360.0 } else { lower };
    let above = if upper < estimate { upper + 360.0 } else { upper };
    Some((below, above))
}

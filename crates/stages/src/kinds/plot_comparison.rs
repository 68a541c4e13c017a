//! Do the estimates find the truth that the data was simulated from?
//!
//! A point for each unit, the estimate against the truth, with its interval where there is one, and the line on which both
//! are equal. Of directions a point far from the line near a corner may be close to it round the circle: such
//! points are drawn on the turn that lies next to the truth.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::median;
use spikebook_data::Table;
use spikebook_figures::{Band, PointGroup, ScatterPlot};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{amount, axis, band, figure, nothing_to_draw, these_many, unit_of, with_gaps};

/// `plot-comparison`.
pub struct PlotComparison;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The rows to draw: those with this word in the column `quantity`; left out, all
    quantity: Option<String>,
    /// What the quantity is, for the axes and the alt text
    label: String,
    /// Symbol of the quantity's unit; left out, that of the table's columns
    unit: Option<String>,
}

impl Default for Params {
    fn default() -> Self {
        Self { quantity: None, label: "preferred direction".into(), unit: None }
    }
}

impl Stage for PlotComparison {
    const NAME: &'static str = "plot-comparison";
    const SUMMARY: &'static str = "Draw estimates against the truth of simulated data";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let number =
            |name: &str, what: &str| Column::float(name, Unit::ANY).optional().described(what);
        let columns = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            number("truth", "the true value"),
            number("estimate", "the estimate"),
        ];
        vec![
            Port::table("comparison", TableSchema::at_least("comparison", columns))
                .described("one row a unit; columns `lower` and `upper` give intervals"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("a point for each unit, and the line of equality")]
    }

    fn example() -> Example {
        let comparison = Table::build("comparison")
            .integer("unit_id", Unit::ID, vec![1, 2, 3])
            .float("truth", Unit::DEGREE, vec![30.0, 170.0, 358.0])
            .float("estimate", Unit::DEGREE, vec![32.0, 165.0, 2.0])
            .float("lower", Unit::DEGREE, vec![25.0, 150.0, 354.0])
            .float("upper", Unit::DEGREE, vec![39.0, 180.0, 10.0])
            .finish();
        Example::default().input("comparison", comparison.expect("three units"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let mut table = task.table("comparison")?;
        if let Some(quantity) = &params.quantity {
            let words = table.texts("quantity")?;
            let rows: Vec<usize> =
                (0..table.n_rows()).filter(|&row| words[row] == Some(quantity)).collect();
            table = table.take_rows(&rows);
        }
        let unit = match &params.unit {
            Some(symbol) => Unit::parse(symbol)?,
            None => unit_of(&table, "estimate"),
        };
        let truth = with_gaps(&table, "truth")?;
        let mut estimate = with_gaps(&table, "estimate")?;
        let mut interval = band(&table, "lower", "upper")?;
        if unit == Unit::DEGREE {
            next_to(&truth, &mut estimate, interval.as_mut());
        }
        let errors: Vec<f64> = truth
            .iter()
            .zip(&estimate)
            .map(|(truth, estimate)| (estimate - truth).abs())
            .filter(|error| error.is_finite())
            .collect();
        if errors.is_empty() {
            return Err(nothing_to_draw("comparison", "estimate"));
        }
        let label = &params.label;
        let mut finding = format!(
            "the {label} of {} is estimated with a median error of {} and at most {}",
            these_many(errors.len(), "unit"),
            amount(median(&errors), unit),
            amount(errors.iter().copied().fold(0.0, f64::max), unit)
        );
        if let Some(Band { low, high }) = &interval {
            let whole = |row: &usize| low[*row].is_finite() && high[*row].is_finite();
            let rows: Vec<usize> = (0..truth.len()).filter(whole).collect();
            let holds = |row: &&usize| low[**row] <= truth[**row] && truth[**row] <= high[**row];
            let n_held = rows.iter().filter(holds).count();
            finding = format!("{finding}; {n_held} of {} intervals hold the truth", rows.len());
        }
        let picture = ScatterPlot {
            x_axis: axis(&format!("true {label}"), unit),
            y_axis: axis("estimate", unit),
            groups: vec![PointGroup {
                x: truth,
                y: estimate,
                y_interval: interval,
                ..Default::default()
            }],
            with_identity_line: true,
            finding,
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, table));
        Ok(())
    }
}

/// Turns directions to within half a turn: the estimate of the truth, the ends of its interval of it.
fn next_to(truth: &[f64], estimate: &mut [f64], interval: Option<&mut Band>) {
    let turned = |value: f64, about: f64| value - 360.0 * ((value - about) / 360.0).round();
    for (estimate, &truth) in estimate.iter_mut().zip(truth) {
        *estimate = turned(*estimate, truth);
    }
    if let Some(band) = interval {
        let Band { low, high } = band;
        for (row, &estimate) in estimate.iter().enumerate() {
            low[row] = turned(low[row], estimate).min(estimate);
            high[row] = turned(high[row], estimate).max(estimate);
        }
    }
}

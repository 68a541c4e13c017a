//! Which units tell where the animal is, beyond what chance would give them?
//!
//! A bar for each unit, the most informative first, with a mark at the 95 % quantile of its own null. A unit whose bar
//! ends below its mark tells no more than its spikes shifted in time do; few spikes alone raise both.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Axis, BarPlot, BarSeries, Hue, LineSeries, Shown};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{
    UnitRows, amount, axis, descending, figure, known, nothing_to_draw, these_many, with_gaps,
};

/// `plot-information`.
pub struct PlotInformation;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What the bits are about, for the axis
    label: String,
    /// The units to draw; where empty, all
    units: Vec<i64>,
}

impl Default for Params {
    fn default() -> Self {
        Self { label: "spatial information".into(), units: Vec::new() }
    }
}

impl Stage for PlotInformation {
    const NAME: &'static str = "plot-information";
    const SUMMARY: &'static str = "Draw the bits a spike of each unit tells, with the null's 95 %";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let bits = |name: &str, what: &str| {
            Column::float(name, Unit::BIT_PER_SPIKE).optional().described(what)
        };
        let columns = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            bits("bits_per_spike", "its information"),
            bits("null_95", "the 95 % quantile of that under the null"),
        ];
        vec![
            Port::table("information", TableSchema::at_least("information", columns))
                .described("one row a unit; units without a number are left out"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("a bar and a mark for each unit")]
    }

    fn example() -> Example {
        let bits = |cells: [Option<f64>; 4]| cells.to_vec();
        let information = Table::build("information")
            .integer("unit_id", Unit::ID, vec![1, 2, 3, 4])
            .optional_float(
                "bits_per_spike",
                Unit::BIT_PER_SPIKE,
                bits([Some(0.4), Some(2.1), None, Some(1.3)]),
            )
            .optional_float(
                "null_95",
                Unit::BIT_PER_SPIKE,
                bits([Some(0.6), Some(0.5), None, Some(0.7)]),
            )
            .finish();
        Example::default().input("information", information.expect("four units"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("information")?;
        let by_unit = UnitRows::of(&table)?;
        let chosen = by_unit.chosen_or_all(&params.units)?;
        let rows: Vec<usize> =
            chosen.iter().flat_map(|&unit_id| by_unit.rows(unit_id).to_vec()).collect();
        let table = table.take_rows(&rows);
        let table = table.take_rows(&descending(&with_gaps(&table, "bits_per_spike")?));
        let bits = known(&with_gaps(&table, "bits_per_spike")?);
        let null_95 = with_gaps(&table, "null_95")?;
        let unit_id = table.integers("unit_id")?;
        let n_above = bits.iter().zip(&null_95).filter(|(bits, null)| bits > null).count();
        let best: Vec<String> = bits
            .iter()
            .zip(unit_id)
            .take(3)
            .map(|(&bits, unit)| format!("{} (unit {unit})", amount(bits, Unit::BIT_PER_SPIKE)))
            .collect();
        if best.is_empty() {
            return Err(nothing_to_draw("information", "bits_per_spike"));
        }
        let picture = BarPlot {
            name_axis: Axis::unitless("unit, the most informative first"),
            value_axis: axis(&params.label, Unit::BIT_PER_SPIKE),
            names: unit_id.iter().map(ToString::to_string).collect(),
            lines: vec![LineSeries {
                label: "95 % of the null".into(),
                x: (1..=bits.len()).map(|bar| bar as f64).collect(),
                y: null_95,
                hue: Some(Hue::Ink),
                shown: Shown::Points,
                ..Default::default()
            }],
            finding: format!(
                "{n_above} of {} lie above the 95 % quantile of their null; the largest values \
                 are {}",
                these_many(bits.len(), "unit"),
                best.join(", ")
            ),
            series: vec![BarSeries {
                label: "observed".into(),
                values: bits,
                ..Default::default()
            }],
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, table));
        Ok(())
    }
}

//! Of which units does a model predict spikes that it has not seen?
//!
//! A bar for each unit, the best first: the bits a spike gained on held-out data over a constant rate. Below zero
//! the model predicts worse than no model.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::median;
use spikebook_data::Table;
use spikebook_figures::{Axis, BarPlot, BarSeries};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{
    UnitRows, amount, axis, descending, figure, known, nothing_to_draw, these_many, with_gaps,
};

/// `plot-cross-validation`.
pub struct PlotCrossValidation;

/// What can be set on it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The units to draw; where empty, all
    units: Vec<i64>,
}

impl Stage for PlotCrossValidation {
    const NAME: &'static str = "plot-cross-validation";
    const SUMMARY: &'static str = "Draw how well held-out spikes of each unit are predicted";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let columns = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::float("bits_per_spike", Unit::BIT_PER_SPIKE)
                .optional()
                .described("the gain over a constant rate"),
        ];
        vec![
            Port::table("by_unit", TableSchema::at_least("by_unit", columns))
                .described("one row a unit"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("a bar for each unit")]
    }

    fn example() -> Example {
        let by_unit = Table::build("by_unit")
            .integer("unit_id", Unit::ID, vec![1, 2, 3, 4])
            .optional_float(
                "bits_per_spike",
                Unit::BIT_PER_SPIKE,
                vec![Some(0.12), Some(0.85), None, Some(-0.04)],
            )
            .finish();
        Example::default().input("by_unit", by_unit.expect("four units"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("by_unit")?;
        let by_unit = UnitRows::of(&table)?;
        let chosen = by_unit.chosen_or_all(&params.units)?;
        let rows: Vec<usize> =
            chosen.iter().flat_map(|&unit_id| by_unit.rows(unit_id).to_vec()).collect();
        let table = table.take_rows(&rows);
        let table = table.take_rows(&descending(&with_gaps(&table, "bits_per_spike")?));
        let bits = known(&with_gaps(&table, "bits_per_spike")?);
        let unit_id = table.integers("unit_id")?;
        let best = *bits.first().ok_or_else(|| nothing_to_draw("by_unit", "bits_per_spike"))?;
        let n_above = bits.iter().filter(|&&bits| bits > 0.0).count();
        let picture = BarPlot {
            name_axis: Axis::unitless("unit, the best first"),
            value_axis: axis("gain over a constant rate", Unit::BIT_PER_SPIKE),
            names: unit_id.iter().map(ToString::to_string).collect(),
            finding: format!(
                "{n_above} of {} are predicted better than by a constant rate; the median gain \
                 is {}, the largest {} for unit {}",
                these_many(bits.len(), "unit"),
                amount(median(&bits), Unit::BIT_PER_SPIKE),
                amount(best, Unit::BIT_PER_SPIKE),
                unit_id[0]
            ),
            series: vec![BarSeries { values: bits, ..Default::default() }],
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, table));
        Ok(())
    }
}

//! Which slow rhythm's phase goes with which fast rhythm's size?
//!
//! A heat map of the modulation index, slow frequencies from left to right, fast ones upwards. With `score =
//! z` it shows the index in standard deviations of its surrogates: what is large where there is little power
//! is then seen too. Cells near one another share their bands.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Axis, Heatmap, edges_about};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{amount, axis, figure, largest, nothing_to_draw, number, with_gaps};

/// `plot-comodulogram`.
pub struct PlotComodulogram;

/// What the colours stand for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Score {
    /// The modulation index itself
    #[default]
    ModulationIndex,
    /// In standard deviations of its surrogates
    Z,
}

/// What can be set on it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What the colours stand for
    score: Score,
}

impl Stage for PlotComodulogram {
    const NAME: &'static str = "plot-comodulogram";
    const SUMMARY: &'static str = "Draw how slow phases go with fast amplitudes";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let columns = [
            Column::float("phase_hz", Unit::HERTZ).described("the slow frequency"),
            Column::float("amplitude_hz", Unit::HERTZ).described("the fast frequency"),
            Column::float("modulation_index", Unit::ONE).described("how far they go together"),
        ];
        vec![
            Port::table("coupling", TableSchema::at_least("coupling", columns))
                .described("one row a slow and fast frequency"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("coupling by both frequencies")]
    }

    fn example() -> Example {
        let coupling = Table::build("coupling")
            .float("phase_hz", Unit::HERTZ, vec![4.0, 4.0, 6.0, 6.0])
            .float("amplitude_hz", Unit::HERTZ, vec![60.0, 80.0, 60.0, 80.0])
            .float("modulation_index", Unit::ONE, vec![0.001, 0.002, 0.012, 0.004])
            .finish();
        Example::default().input("coupling", coupling.expect("two by two"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let coupling = task.table("coupling")?;
        let column = if params.score == Score::Z { "z" } else { "modulation_index" };
        let values = with_gaps(&coupling, column)?;
        let (slow, fast) = (coupling.numbers("phase_hz")?, coupling.numbers("amplitude_hz")?);
        let top = largest(&values).ok_or_else(|| nothing_to_draw("coupling", column))?;
        let rising = |values: &[f64]| {
            let mut values = values.to_vec();
            values.sort_by(f64::total_cmp);
            values.dedup();
            values
        };
        let (columns, rows) = (rising(&slow), rising(&fast));
        let mut cells = vec![f64::NAN; columns.len() * rows.len()];
        for (row, value) in values.iter().enumerate() {
            let across = columns.partition_point(|hz| *hz < slow[row]);
            let up = rows.partition_point(|hz| *hz < fast[row]);
            cells[up * columns.len() + across] = *value;
        }
        let measure = if params.score == Score::Z {
            "z score of the modulation index"
        } else {
            "modulation index"
        };
        let picture = Heatmap {
            x_axis: axis("frequency of the phase", Unit::HERTZ),
            y_axis: axis("frequency of the amplitude", Unit::HERTZ),
            value_axis: Axis::unitless(measure),
            x_edges: edges_about(&columns),
            y_edges: edges_about(&rows),
            values: cells,
            finding: format!(
                "the {measure} is largest, {}, for the phase at {} and the amplitude at {}",
                number(values[top]),
                amount(slow[top], Unit::HERTZ),
                amount(fast[top], Unit::HERTZ)
            ),
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, coupling));
        Ok(())
    }
}

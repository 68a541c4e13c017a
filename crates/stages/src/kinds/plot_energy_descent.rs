//! Does the network come to rest, and does its energy ever rise?
//!
//! The energy after every update of a single unit, a line a cue. Each line falls in steps to a level and stays there: a
//! memory, or something that nobody stored. Lines that end at one level need not have ended in one state.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Axis, LinePlot, LineSeries};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{UnitRows, figure, nothing_to_draw, number, these_many};

/// `plot-energy-descent`.
pub struct PlotEnergyDescent;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How many cues are drawn, the first of the table
    #[schemars(range(min = 1, max = 12))]
    n_cues: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self { n_cues: 6 }
    }
}

impl Stage for PlotEnergyDescent {
    const NAME: &'static str = "plot-energy-descent";
    const SUMMARY: &'static str = "Draw how the energy of a network falls from each cue";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let columns = [
            Column::integer("pattern_id", Unit::ID).described("the pattern that was cued"),
            Column::text("label").described("what it is called"),
            Column::integer("update", Unit::ONE).described("updates of single units so far"),
            Column::float("energy", Unit::ONE).described("the energy of the network"),
        ];
        vec![
            Port::table("descents", TableSchema::at_least("descents", columns))
                .described("one row a cue and update"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("energy against updates")]
    }

    fn example() -> Example {
        let descents = Table::build("descents")
            .integer("pattern_id", Unit::ID, vec![1, 1, 1, 2, 2, 2])
            .text("label", &["bars", "bars", "bars", "disc", "disc", "disc"])
            .integer("update", Unit::ONE, vec![0, 1, 2, 0, 1, 2])
            .float("energy", Unit::ONE, vec![-3.0, -7.0, -9.0, -2.0, -2.0, -8.0])
            .finish();
        Example::default().input("descents", descents.expect("two cues"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let all = task.table("descents")?;
        // Rows are found by the name that units have elsewhere.
        let ids = all.integers("pattern_id")?.to_vec();
        let by_id = Table::build("rows").integer("unit_id", Unit::ID, ids).finish()?;
        let rows = UnitRows::of(&by_id)?;
        let mut cues = rows.chosen_or_all(&[])?;
        cues.truncate(params.n_cues);
        let kept: Vec<usize> = cues.iter().flat_map(|&cue| rows.rows(cue).to_vec()).collect();
        let drawn = all.take_rows(&kept);
        let (labels, energies) = (all.texts("label")?, all.numbers("energy")?);
        let updates = all.numbers("update")?;
        let mut series = Vec::new();
        let (mut starts, mut ends, mut rise) = (Vec::new(), Vec::new(), 0.0_f64);
        for &cue in &cues {
            let rows = rows.rows(cue);
            let y: Vec<f64> = rows.iter().map(|&row| energies[row]).collect();
            rise = y.windows(2).map(|pair| pair[1] - pair[0]).fold(rise, f64::max);
            starts.extend(y.first());
            ends.extend(y.last());
            series.push(LineSeries {
                label: rows.first().and_then(|&row| labels[row]).unwrap_or("–").into(),
                x: rows.iter().map(|&row| updates[row]).collect(),
                y,
                ..Default::default()
            });
        }
        if starts.is_empty() {
            return Err(nothing_to_draw("descents", "energy"));
        }
        let span = |values: &[f64]| {
            let low = values.iter().copied().fold(f64::INFINITY, f64::min);
            let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            if low == high {
                number(low)
            } else {
                format!("between {} and {}", number(low), number(high))
            }
        };
        // Sums of some hundred weights are exact to about this.
        let how = if rise < 1e-9 { "never rising" } else { "rising somewhere" };
        let finding = format!(
            "from {} the energy falls from {} to {}, {how}",
            these_many(cues.len(), "cue"),
            span(&starts),
            span(&ends)
        );
        let picture = LinePlot {
            x_axis: Axis::unitless("updates of single units"),
            y_axis: Axis::unitless("energy"),
            series,
            references: Vec::new(),
            finding,
        }
        .draw()?;
        task.put_figure("figure", figure(picture, drawn));
        Ok(())
    }
}

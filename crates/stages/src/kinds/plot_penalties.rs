//! How much penalty does a model need?
//!
//! The mean deviance of held-out rows of one unit against the penalty, with a band of one standard error over
//! folds. It falls while regressors that matter enter, and rises where the model begins to follow noise. Vertical
//! lines mark the smallest mean and the penalty that was chosen.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Axis, Band, LinePlot, LineSeries, ReferenceLine, Shown};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{UnitRows, figure, nothing_to_draw, number, these_many, with_gaps};

/// `plot-penalties`.
pub struct PlotPenalties;

/// What can be set on it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The unit to draw; left out, the first
    unit: Option<i64>,
}

impl Stage for PlotPenalties {
    const NAME: &'static str = "plot-penalties";
    const SUMMARY: &'static str = "Draw held-out deviance of one unit against the penalty";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let number = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let columns = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            number("penalty", "the penalty"),
            Column::integer("n_nonzero", Unit::ONE).described("regressors in the model"),
            number("held_out_deviance", "mean deviance a held-out row").optional(),
            number("held_out_std_error", "its standard error over folds").optional(),
            Column::boolean("is_chosen").described("whether it was chosen"),
        ];
        vec![
            Port::table("penalties", TableSchema::at_least("penalties", columns))
                .described("one row a unit and penalty"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("held-out deviance with its band")]
    }

    fn example() -> Example {
        let penalties = Table::build("penalties")
            .integer("unit_id", Unit::ID, vec![1; 4])
            .float("penalty", Unit::ONE, vec![1.0, 0.3, 0.1, 0.03])
            .integer("n_nonzero", Unit::ONE, vec![0, 1, 3, 6])
            .float("held_out_deviance", Unit::ONE, vec![1.4, 1.15, 1.1, 1.2])
            .float("held_out_std_error", Unit::ONE, vec![0.1, 0.08, 0.07, 0.09])
            .boolean("is_chosen", vec![false, true, false, false])
            .finish();
        Example::default().input("penalties", penalties.expect("four penalties"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("penalties")?;
        let by_unit = UnitRows::of(&table)?;
        let nothing = || nothing_to_draw("penalties", "held_out_deviance");
        let unit_id = by_unit.chosen_one(params.unit)?.ok_or_else(nothing)?;
        let table = table.take_rows(by_unit.rows(unit_id));
        let penalties = table.floats("penalty")?.to_vec();
        let deviance = with_gaps(&table, "held_out_deviance")?;
        let errors = with_gaps(&table, "held_out_std_error")?;
        let n_nonzero = table.integers("n_nonzero")?;
        let known = (0..deviance.len()).filter(|&row| deviance[row].is_finite());
        let smaller =
            |best: usize, row: usize| if deviance[row] < deviance[best] { row } else { best };
        let best = known.reduce(smaller).ok_or_else(nothing)?;
        let terms =
            |row: usize| these_many(usize::try_from(n_nonzero[row]).unwrap_or(0), "regressor");
        let is_chosen = table.booleans("is_chosen")?;
        let chosen = (0..penalties.len()).find(|&row| is_chosen[row] == Some(true));
        let mut finding = format!(
            "of unit {unit_id}, held-out deviance is smallest with {} at a penalty of {} ({})",
            number(deviance[best]),
            number(penalties[best]),
            terms(best),
        );
        let mut references = vec![ReferenceLine::vertical("smallest", penalties[best])];
        if let Some(chosen) = chosen.filter(|&chosen| chosen != best) {
            references.push(ReferenceLine::vertical("chosen", penalties[chosen]));
            let _ = write!(
                finding,
                "; the chosen penalty of {} has {} and {}",
                number(penalties[chosen]),
                number(deviance[chosen]),
                terms(chosen),
            );
        }
        let has_band = errors.iter().any(|error| error.is_finite());
        let edge = |sign: f64| deviance.iter().zip(&errors).map(|(d, e)| d + sign * e).collect();
        let picture = LinePlot {
            x_axis: Axis::unitless("penalty").log(),
            y_axis: Axis::unitless("mean held-out deviance"),
            series: vec![LineSeries {
                label: "mean, one standard error".into(),
                x: penalties,
                y: deviance.clone(),
                band: has_band.then(|| Band { low: edge(-1.0), high: edge(1.0) }),
                shown: Shown::LineAndPoints,
                ..Default::default()
            }],
            references,
            finding,
        }
        .draw()?;
        task.put_figure("figure", figure(picture, table));
        Ok(())
    }
}

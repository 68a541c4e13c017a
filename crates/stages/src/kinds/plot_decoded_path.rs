//! Does what is decoded follow what was really there?
//!
//! Decoded and actual value of one variable over a stretch of time. The alt text says how the two correlate
//! in the stretch drawn; over all data the score may be another.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::correlation;
use spikebook_data::Table;
use spikebook_figures::{LinePlot, LineSeries};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{amount, axis, figure, nothing_to_draw, number, unit_of};

/// `plot-decoded-path`.
pub struct PlotDecodedPath;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The variable to draw; left out, the first
    variable: Option<String>,
    /// What it is, for the axis; left out, its name
    label: Option<String>,
    /// Where the stretch begins; left out, with the first bin
    #[schemars(extend("x-unit" = "s"))]
    t_start_s: Option<f64>,
    /// How long it is
    #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    duration_s: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { variable: None, label: None, t_start_s: None, duration_s: 30.0 }
    }
}

impl Stage for PlotDecodedPath {
    const NAME: &'static str = "plot-decoded-path";
    const SUMMARY: &'static str = "Draw a decoded signal over time beside the actual one";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let columns = [
            Column::text("variable").described("what is decoded"),
            Column::float("time_s", Unit::SECOND).described("when the bin begins"),
            Column::float("actual", Unit::ANY).described("what it was"),
            Column::float("decoded", Unit::ANY).described("what the spikes say it was"),
        ];
        vec![
            Port::table("decoded", TableSchema::at_least("decoded", columns))
                .described("one row a variable and bin"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("decoded and actual over time")]
    }

    fn example() -> Example {
        let decoded = Table::build("decoded")
            .text("variable", &["speed", "speed", "speed", "speed"])
            .float("time_s", Unit::SECOND, vec![0.0, 0.1, 0.2, 0.3])
            .float("actual", Unit::ONE, vec![1.0, 2.0, 4.0, 3.0])
            .float("decoded", Unit::ONE, vec![1.5, 2.0, 3.5, 3.5])
            .finish();
        Example::default().input("decoded", decoded.expect("four bins"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let decoded = task.table("decoded")?;
        let names = decoded.texts("variable")?;
        let first = names.first().copied().flatten();
        let first = first.ok_or_else(|| nothing_to_draw("decoded", "variable"))?;
        let variable = params.variable.as_deref().unwrap_or(first);
        let all_s = decoded.floats("time_s")?;
        let of_variable: Vec<usize> =
            (0..names.len()).filter(|&row| names[row] == Some(variable)).collect();
        let start_s = of_variable.first().map(|&row| all_s[row]);
        let start_s = params.t_start_s.or(start_s).ok_or_else(|| {
            Failure::new(
                format!("parameter `variable`: got {variable}, wanted a variable of the table"),
                format!("its first is {first}"),
            )
        })?;
        let stop_s = start_s + params.duration_s;
        let rows: Vec<usize> = of_variable
            .into_iter()
            .filter(|&row| (start_s..=stop_s).contains(&all_s[row]))
            .collect();
        let drawn = decoded.take_rows(&rows);
        if drawn.n_rows() == 0 {
            return Err(nothing_to_draw("decoded", "actual"));
        }
        let time_s = drawn.floats("time_s")?.to_vec();
        let (actual, told) = (drawn.numbers("actual")?, drawn.numbers("decoded")?);
        let agreement = correlation(&actual, &told);
        let elapsed_s = time_s[time_s.len() - 1] - time_s[0];
        let unit = unit_of(&decoded, "actual");
        let label = params.label.clone().unwrap_or_else(|| variable.replace('_', " "));
        let line = |label: &str, y: Vec<f64>| LineSeries {
            label: label.into(),
            x: time_s.clone(),
            y,
            ..Default::default()
        };
        let picture = LinePlot {
            x_axis: axis("time", Unit::SECOND),
            y_axis: axis(&label, unit),
            series: vec![line("actual", actual), line("decoded", told)],
            references: Vec::new(),
            finding: format!(
                "decoded and actual {label} correlate with {} over {}",
                number(agreement),
                amount(elapsed_s, Unit::SECOND)
            ),
        }
        .draw()?;
        task.put_figure("figure", figure(picture, drawn));
        Ok(())
    }
}

//! How well are two conditions told apart, whatever the criterion?
//!
//! The ROC curve of each condition: hits against false alarms from the strictest criterion to the laxest, with the diagonal of
//! an observer who guesses.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Hue, LinePattern, LinePlot, LineSeries};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{axis, figure, nothing_to_draw, number};

/// `plot-roc`.
pub struct PlotRoc;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What a hit is, for the axis
    hit_label: String,
    /// What a false alarm is, for the axis
    false_alarm_label: String,
    /// The most curves that are drawn; the first of them are
    #[schemars(range(min = 1, max = 8))]
    max_curves: usize,
    /// Whether the colours say an order, from the first curve to the last
    ordered: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            hit_label: "hit rate".into(),
            false_alarm_label: "false-alarm rate".into(),
            max_curves: 8,
            ordered: false,
        }
    }
}

impl Stage for PlotRoc {
    const NAME: &'static str = "plot-roc";
    const SUMMARY: &'static str = "Draw ROC curves";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let share = |name: &str, what: &str| Column::float(name, Unit::FRACTION).described(what);
        let curves = [
            Column::text("condition").described("the condition"),
            share("false_alarm_rate", "false alarms"),
            share("hit_rate", "hits"),
        ];
        let areas = [
            Column::text("condition").described("the condition"),
            share("area", "the area below its curve").optional(),
        ];
        vec![
            Port::table("curves", TableSchema::at_least("curves", curves))
                .described("one row a condition and criterion"),
            Port::table("areas", TableSchema::at_least("areas", areas))
                .described("one row a condition"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("hits against false alarms")]
    }

    fn example() -> Example {
        let curves = Table::build("curves")
            .text("condition", &["all trials"; 4])
            .float("false_alarm_rate", Unit::FRACTION, vec![0.0, 0.1, 0.4, 1.0])
            .float("hit_rate", Unit::FRACTION, vec![0.0, 0.5, 0.8, 1.0])
            .finish();
        let areas = Table::build("areas")
            .text("condition", &["all trials"])
            .float("area", Unit::FRACTION, vec![0.76])
            .finish();
        Example::default()
            .input("curves", curves.expect("four criteria"))
            .input("areas", areas.expect("one condition"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let curves = task.table("curves")?;
        let areas = task.table("areas")?;
        let names: Vec<String> =
            areas.texts("condition")?.into_iter().flatten().map(str::to_owned).collect();
        let area = areas.optional_floats("area")?;
        let known: Vec<(&String, f64)> = names
            .iter()
            .zip(&area)
            .filter_map(|(name, area)| Some((name, (*area)?)))
            .take(params.max_curves)
            .collect();
        let (Some(least), Some(most)) = (
            known.iter().min_by(|a, b| a.1.total_cmp(&b.1)),
            known.iter().max_by(|a, b| a.1.total_cmp(&b.1)),
        ) else {
            return Err(nothing_to_draw("areas", "area"));
        };
        let finding = if known.len() == 1 {
            format!("the area below the curve of {} is {}", most.0, number(most.1))
        } else {
            format!(
                "the area below the curve goes from {} ({}) to {} ({})",
                number(least.1),
                least.0,
                number(most.1),
                most.0
            )
        };
        let (x, y) = (curves.floats("false_alarm_rate")?, curves.floats("hit_rate")?);
        let of_row: Vec<Option<&str>> = curves.texts("condition")?;
        let mut lines = vec![LineSeries {
            label: "chance".into(),
            x: vec![0.0, 1.0],
            y: vec![0.0, 1.0],
            hue: Some(Hue::Ink),
            pattern: LinePattern::Dashed,
            ..Default::default()
        }];
        for (at, (name, area)) in known.iter().enumerate() {
            let rows: Vec<usize> =
                (0..x.len()).filter(|&row| of_row[row] == Some(name.as_str())).collect();
            lines.push(LineSeries {
                label: format!("{name}, area {}", number(*area)),
                x: rows.iter().map(|&row| x[row]).collect(),
                y: rows.iter().map(|&row| y[row]).collect(),
                hue: Some(if params.ordered {
                    Hue::Ordered(at as f64 / known.len().saturating_sub(1).max(1) as f64)
                } else {
                    Hue::Series(at)
                }),
                pattern: LinePattern::Solid,
                ..Default::default()
            });
        }
        let picture = LinePlot {
            x_axis: axis(&params.false_alarm_label, Unit::ONE),
            y_axis: axis(&params.hit_label, Unit::ONE),
            series: lines,
            finding,
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, curves));
        Ok(())
    }
}

//! How does the rate follow an event, condition by condition?
//!
//! A line for each condition, with a band of one standard error to each side. Late times come from few and
//! special trials where trials end at different times: look at `n_trials` in the numbers of the figure.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Band, Hue, LineSeries, Psth};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{amount, axis, figure, largest, nothing_to_draw, these_many, with_gaps};

/// `plot-psth`.
pub struct PlotPsth;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What happens at time 0
    event: String,
    /// Whether the colours say an order, from the first condition to the last
    ordered: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { event: "event".into(), ordered: false }
    }
}

impl Stage for PlotPsth {
    const NAME: &'static str = "plot-psth";
    const SUMMARY: &'static str = "Draw the rate about an event, a line a condition";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let rate = |name: &str, what: &str| {
            Column::float(name, Unit::SPIKES_PER_SECOND).optional().described(what)
        };
        let columns = [
            Column::text("condition").described("the condition"),
            Column::float("time_s", Unit::SECOND).described("the time from the event"),
            rate("rate_hz", "the mean rate over trials"),
            rate("sem_hz", "its standard error over trials"),
        ];
        vec![
            Port::table("rates", TableSchema::at_least("rates", columns))
                .described("one row a condition and time"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("a line and a band for each condition")]
    }

    fn example() -> Example {
        let rates = Table::build("rates")
            .text("condition", &["T1", "T1", "T1", "T2", "T2", "T2"])
            .float("time_s", Unit::SECOND, [-0.1, 0.0, 0.1].repeat(2))
            .float("rate_hz", Unit::SPIKES_PER_SECOND, vec![30.0, 41.0, 65.0, 30.0, 24.0, 20.0])
            .float("sem_hz", Unit::SPIKES_PER_SECOND, vec![2.0, 2.0, 3.0, 2.0, 2.0, 1.0])
            .finish();
        Example::default().input("rates", rates.expect("two conditions"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let rates = task.table("rates")?;
        let time_s = rates.numbers("time_s")?;
        let rate_hz = with_gaps(&rates, "rate_hz")?;
        let sem_hz = with_gaps(&rates, "sem_hz")?;
        let conditions = rates.texts("condition")?;
        let mut names: Vec<&str> = Vec::new();
        for name in conditions.iter().flatten() {
            if !names.contains(name) {
                names.push(name);
            }
        }
        let last = names.len().saturating_sub(1).max(1);
        let lines: Vec<LineSeries> = names
            .iter()
            .enumerate()
            .map(|(index, name)| {
                let rows: Vec<usize> =
                    (0..time_s.len()).filter(|&row| conditions[row] == Some(name)).collect();
                let of = |column: &[f64]| rows.iter().map(|&row| column[row]).collect::<Vec<_>>();
                let (y, sem) = (of(&rate_hz), of(&sem_hz));
                let band = Band {
                    low: y.iter().zip(&sem).map(|(y, sem)| y - sem).collect(),
                    high: y.iter().zip(&sem).map(|(y, sem)| y + sem).collect(),
                };
                LineSeries {
                    label: (*name).into(),
                    x: of(&time_s),
                    y,
                    band: Some(band),
                    hue: params.ordered.then(|| Hue::Ordered(index as f64 / last as f64)),
                    ..Default::default()
                }
            })
            .collect();
        let picture = Psth {
            x_axis: axis(&format!("time from {}", params.event), Unit::SECOND),
            y_axis: axis("firing rate", Unit::SPIKES_PER_SECOND),
            event: params.event.clone(),
            finding: finding(&lines)?,
            conditions: lines,
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, rates));
        Ok(())
    }
}

/// The peaks of up to three conditions; of more, the highest and the lowest.
fn finding(lines: &[LineSeries]) -> Result<String, Failure> {
    let mut peaks: Vec<(f64, f64, &str)> = lines
        .iter()
        .filter_map(|line| largest(&line.y).map(|at| (line.y[at], line.x[at], &*line.label)))
        .collect();
    peaks.sort_by(|a, b| b.0.total_cmp(&a.0));
    let n_conditions = peaks.len();
    if n_conditions > 3 {
        peaks = vec![peaks[0], peaks[n_conditions - 1]];
    }
    let said: Vec<String> = peaks
        .iter()
        .map(|(rate_hz, time_s, name)| {
            format!(
                "{} at {} for {name}",
                amount(*rate_hz, Unit::SPIKES_PER_SECOND),
                amount(*time_s, Unit::SECOND)
            )
        })
        .collect();
    match said.split_last() {
        None => Err(nothing_to_draw("rates", "rate_hz")),
        Some((only, [])) => Ok(format!("the rate peaks with {only}")),
        Some((last, before)) if n_conditions <= 3 => {
            Ok(format!("the rate peaks with {} and {last}", before.join(", ")))
        }
        Some((last, before)) => Ok(format!(
            "of {} the rate peaks highest with {} and lowest with {last}",
            these_many(n_conditions, "condition"),
            before.join(", ")
        )),
    }
}

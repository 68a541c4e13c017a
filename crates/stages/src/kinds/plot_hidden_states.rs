//! Which state was the network in, and when?
//!
//! A heat map of the probability of each state over time, with the most probable path drawn over it. It shows
//! a stretch of time: short visits are lost where many bins share a column of the picture.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Axis, Heatmap, Hue, LinePattern, LineSeries, edges_about};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{amount, axis, figure, nothing_to_draw, number, these_many};
use crate::matrices::matrix_of;

/// `plot-hidden-states`.
pub struct PlotHiddenStates;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Where the stretch begins; left out, with the first bin
    #[schemars(extend("x-unit" = "s"))]
    t_start_s: Option<f64>,
    /// How long it is
    #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    duration_s: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { t_start_s: None, duration_s: 20.0 }
    }
}

impl Stage for PlotHiddenStates {
    const NAME: &'static str = "plot-hidden-states";
    const SUMMARY: &'static str = "Draw the probability of hidden states over time, and their path";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let columns = [
            Column::float("time_s", Unit::SECOND).described("when the bin begins"),
            Column::integer("state", Unit::ONE).described("the state on the path, from 1"),
            Column::vector("posterior", Unit::ONE).described("the probability of each state"),
        ];
        vec![
            Port::table("states", TableSchema::at_least("states", columns))
                .described("one row a bin, in order"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("states over time")]
    }

    fn example() -> Example {
        let states = Table::build("states")
            .float("time_s", Unit::SECOND, vec![0.0, 0.1, 0.2, 0.3, 0.4])
            .integer("state", Unit::ONE, vec![1, 1, 2, 2, 1])
            .vector(
                "posterior",
                Unit::ONE,
                [[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.1, 0.9], [0.6, 0.4]].concat(),
                2,
            )
            .finish();
        Example::default().input("states", states.expect("five bins"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let states = task.table("states")?;
        let all_s = states.floats("time_s")?;
        let first_s = *all_s.first().ok_or_else(|| nothing_to_draw("states", "posterior"))?;
        let start_s = params.t_start_s.unwrap_or(first_s);
        let start = all_s.partition_point(|time| *time < start_s);
        let stop = all_s.partition_point(|time| *time <= start_s + params.duration_s);
        let drawn = states.slice(start, stop.max(start) - start);
        if drawn.n_rows() == 0 {
            return Err(nothing_to_draw("states", "posterior"));
        }
        let time_s = drawn.floats("time_s")?;
        let posterior = matrix_of(&drawn, "posterior")?;
        let path = drawn.numbers("state")?;
        let n_states = posterior.ncols();
        // Bins begin at their times; columns reach to where the next one begins.
        let step_s = if time_s.len() > 1 { time_s[1] - time_s[0] } else { 1.0 };
        let centres: Vec<f64> = time_s.iter().map(|time| time + step_s / 2.0).collect();
        let values = (0..n_states).flat_map(|state| posterior.column(state).to_vec()).collect();
        let n_changes = path.windows(2).filter(|pair| pair[0] != pair[1]).count();
        let counts: Vec<usize> = (1..=n_states)
            .map(|state| path.iter().filter(|here| **here == state as f64).count())
            .collect();
        let mut favourite = 0;
        for (state, count) in counts.iter().enumerate() {
            if *count > counts[favourite] {
                favourite = state;
            }
        }
        let finding = format!(
            "in {} the path changes {} among {}; state {} holds {} of the bins",
            amount(step_s * time_s.len() as f64, Unit::SECOND),
            these_many(n_changes, "time"),
            these_many(n_states, "state"),
            favourite + 1,
            number(counts[favourite] as f64 / path.len() as f64)
        );
        let mut line = LineSeries {
            label: "most probable path".into(),
            hue: Some(Hue::Series(1)),
            pattern: LinePattern::Solid,
            ..Default::default()
        };
        for (row, state) in path.iter().enumerate() {
            line.x.extend([centres[row] - step_s / 2.0, centres[row] + step_s / 2.0]);
            line.y.extend([*state, *state]);
        }
        let picture = Heatmap {
            x_axis: axis("time", Unit::SECOND),
            y_axis: Axis::unitless("state"),
            value_axis: Axis::unitless("probability").between(0.0, 1.0),
            x_edges: edges_about(&centres),
            y_edges: (0..=n_states).map(|edge| edge as f64 + 0.5).collect(),
            y_names: (1..=n_states).map(|state| state.to_string()).collect(),
            values,
            lines: vec![line],
            finding,
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, drawn));
        Ok(())
    }
}

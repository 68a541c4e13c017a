//! At which input does rest give way to a cycle?
//!
//! The fixed point against the input, solid where it is stable and dotted where it is not, with the least and the greatest value on the
//! limit cycle, and a line at every change of stability. Where the scan's steps are coarse, cycles seem to begin later than
//! they do.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Hue, LinePattern, LinePlot, LineSeries, ReferenceLine};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::Unit;

use crate::drawing::{
    amount, axis, figure, nothing_to_draw, number, these_many, unit_of, with_gaps,
};
use crate::planar::{branch_schema, crossings_schema};

/// `plot-bifurcation`.
pub struct PlotBifurcation;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What the abscissa is called
    x_label: String,
    /// What the first part of the state is called
    y_label: String,
}

impl Default for Params {
    fn default() -> Self {
        Self { x_label: "input".into(), y_label: "v".into() }
    }
}

impl Stage for PlotBifurcation {
    const NAME: &'static str = "plot-bifurcation";
    const SUMMARY: &'static str =
        "Draw a fixed point along its input, stable or not, and the cycle beside it";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("branch", branch_schema()).described("one row an input"),
            Port::table("crossings", crossings_schema()).described("one row a change of stability"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("the bifurcation diagram")]
    }

    fn example() -> Example {
        let branch = Table::build("branch")
            .float("input", Unit::ONE, vec![0.0, 1.0, 2.0])
            .float("x", Unit::ONE, vec![-1.0, -0.7, 0.0])
            .float("y", Unit::ONE, vec![0.0, 0.6, 2.0])
            .text("kind", &["stable node", "stable focus", "unstable focus"])
            .boolean("is_stable", vec![true, true, false])
            .float("growth", Unit::ONE, vec![-0.1, -0.2, 0.4])
            .optional_float("cycle_low", Unit::ONE, vec![None, None, Some(-1.1)])
            .optional_float("cycle_high", Unit::ONE, vec![None, None, Some(1.1)])
            .optional_float("period", Unit::ONE, vec![None, None, Some(18.0)])
            .finish();
        let crossings = Table::build("crossings")
            .float("input", Unit::ONE, vec![1.26])
            .text("kind", &["hopf"])
            .float("x", Unit::ONE, vec![-0.56])
            .float("y", Unit::ONE, vec![0.87])
            .float("angular_frequency", Unit::ONE, vec![0.31])
            .boolean("is_stable_after", vec![false])
            .finish();
        Example::default()
            .input("branch", branch.expect("three inputs"))
            .input("crossings", crossings.expect("a change"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let branch = task.table("branch")?;
        let crossings = task.table("crossings")?;
        let (input, x) = (branch.numbers("input")?, branch.numbers("x")?);
        if x.is_empty() {
            return Err(nothing_to_draw("branch", "x"));
        }
        let stable: Vec<bool> =
            branch.booleans("is_stable")?.into_iter().map(|cell| cell == Some(true)).collect();
        // A line goes on to the first point of the other kind, so that no gap opens between them.
        let shown = |wanted: bool| -> Vec<f64> {
            (0..x.len())
                .map(|row| {
                    let joins = wanted && row > 0 && stable[row - 1];
                    let before = wanted && stable.get(row + 1).is_some_and(|next| *next);
                    if stable[row] == wanted || joins || before { x[row] } else { f64::NAN }
                })
                .collect()
        };
        let line = |label: &str, y: Vec<f64>, hue, pattern| LineSeries {
            label: label.into(),
            x: input.clone(),
            y,
            hue: Some(Hue::Series(hue)),
            pattern,
            ..Default::default()
        };
        let (low, high) = (with_gaps(&branch, "cycle_low")?, with_gaps(&branch, "cycle_high")?);
        let mut series = Vec::new();
        if stable.contains(&true) {
            series.push(line("stable point", shown(true), 0, LinePattern::Solid));
        }
        if stable.contains(&false) {
            series.push(line("unstable point", shown(false), 0, LinePattern::Dotted));
        }
        if high.iter().any(|value| value.is_finite()) {
            let name = "limit cycle, highest and lowest";
            series.push(line(name, high.clone(), 1, LinePattern::Solid));
            series.push(line("", low.clone(), 1, LinePattern::Solid));
        }
        let (x_unit, y_unit) = (unit_of(&branch, "input"), unit_of(&branch, "x"));
        let at = crossings.numbers("input")?;
        let kinds: Vec<&str> = crossings.texts("kind")?.into_iter().flatten().collect();
        let references = at.iter().enumerate().map(|(row, &at)| {
            let label = if row == 0 { "stability changes" } else { "" };
            ReferenceLine::vertical(label, at)
        });
        let changes: Vec<String> = at
            .iter()
            .zip(&kinds)
            .map(|(at, kind)| {
                let name = if *kind == "hopf" {
                    "a Hopf bifurcation"
                } else {
                    "a real eigenvalue passing 0"
                };
                format!("{name} at {}", amount(*at, x_unit))
            })
            .collect();
        let swing = low.iter().zip(&high).map(|(low, high)| high - low);
        let widest = swing.filter(|swing| swing.is_finite()).reduce(f64::max);
        let widest = widest.map_or_else(String::new, |widest| {
            format!("; the limit cycle swings over at most {}", amount(widest, y_unit))
        });
        let listed =
            if changes.is_empty() { String::new() } else { format!(": {}", changes.join(", ")) };
        let finding = format!(
            "the fixed point goes from {} to {} and changes its stability {}{listed}{widest}",
            number(x[0]),
            amount(x[x.len() - 1], y_unit),
            these_many(at.len(), "time"),
        );
        let picture = LinePlot {
            x_axis: axis(&params.x_label, x_unit),
            y_axis: axis(&params.y_label, y_unit),
            series,
            references: references.collect(),
            finding,
        }
        .draw()?;
        task.put_figure("figure", figure(picture, branch));
        Ok(())
    }
}

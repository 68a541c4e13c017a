//! How do coefficients shrink as the penalty grows?
//!
//! One line a predictor against the penalty (logarithmic), those with the largest coefficients first. Where two lines
//! cross or one comes up as another goes down, columns share what they say.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Axis, LinePlot, LineSeries, ReferenceLine};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, ValuesSchema};

use crate::drawing::{descending, figure, nothing_to_draw, number, these_many};

/// `plot-coefficient-path`.
pub struct PlotCoefficientPath;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Predictors to draw, those with the largest coefficients
    #[schemars(range(min = 1, max = 12))]
    n_terms: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self { n_terms: 8 }
    }
}

impl Stage for PlotCoefficientPath {
    const NAME: &'static str = "plot-coefficient-path";
    const SUMMARY: &'static str = "Draw coefficients of a ridge or elastic net against the penalty";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let coefficients = [
            Column::float("penalty", Unit::ANY).described("the penalty"),
            Column::text("term").described("the predictor"),
            Column::float("coefficient", Unit::ANY).described("its coefficient"),
        ];
        let best = [Column::float("best_penalty", Unit::ANY)
            .optional()
            .described("with the least held-out error")];
        vec![
            Port::table("coefficients", TableSchema::at_least("coefficients", coefficients))
                .described("one row a penalty and term, as `ridge-path` and `elastic-net` give it"),
            Port::values("summary", ValuesSchema::at_least(best))
                .optional()
                .described("the best penalty, where it is to be marked"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("one line a predictor")]
    }

    fn example() -> Example {
        let coefficients = Table::build("coefficients")
            .float("penalty", Unit::ONE, vec![0.01, 0.01, 0.1, 0.1, 1.0, 1.0])
            .text("term", &["speed", "turn", "speed", "turn", "speed", "turn"])
            .float("coefficient", Unit::ONE, vec![1.2, -0.4, 1.0, -0.1, 0.3, 0.0])
            .finish();
        Example::default().input("coefficients", coefficients.expect("three penalties"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("coefficients")?;
        let (penalty, value) = (table.numbers("penalty")?, table.numbers("coefficient")?);
        let words = table.texts("term")?;
        let mut terms: Vec<&str> = Vec::new();
        for word in words.iter().flatten().filter(|word| **word != "intercept") {
            if !terms.contains(word) {
                terms.push(word);
            }
        }
        let line = |term: &str| -> Vec<(f64, f64)> {
            let rows =
                (0..words.len()).filter(|&row| words[row] == Some(term) && penalty[row] > 0.0);
            let mut points: Vec<(f64, f64)> = rows.map(|row| (penalty[row], value[row])).collect();
            points.sort_by(|a, b| a.0.total_cmp(&b.0));
            points
        };
        let lines: Vec<Vec<(f64, f64)>> = terms.iter().map(|term| line(term)).collect();
        // Where the penalty is least.
        let first: Vec<f64> =
            lines.iter().map(|line| line.first().map_or(f64::NAN, |point| point.1.abs())).collect();
        let order = descending(&first);
        let (Some(&top), Some(end)) = (order.first(), lines.iter().find_map(|line| line.last()))
        else {
            return Err(nothing_to_draw("coefficients", "coefficient"));
        };
        let n_left =
            lines.iter().filter(|line| line.last().is_some_and(|point| point.1 != 0.0)).count();
        let finding = format!(
            "at the smallest penalty of {} the largest coefficient is {} of {}; {n_left} of {} are not 0 at a \
             penalty of {}",
            number(lines[top][0].0),
            number(lines[top][0].1),
            terms[top],
            these_many(terms.len(), "coefficient"),
            number(end.0)
        );
        let shown = order.iter().take(params.n_terms).map(|&at| LineSeries {
            label: terms[at].to_owned(),
            x: lines[at].iter().map(|point| point.0).collect(),
            y: lines[at].iter().map(|point| point.1).collect(),
            ..Default::default()
        });
        let best = if task.has("summary") {
            task.values("summary")?.get_number("best_penalty")
        } else {
            None
        };
        let picture = LinePlot {
            x_axis: Axis::unitless("penalty").log(),
            y_axis: Axis::unitless("coefficient"),
            series: shown.collect(),
            references: best
                .map(|at| ReferenceLine::vertical("least held-out error", at))
                .into_iter()
                .collect(),
            finding,
        }
        .draw()?;
        task.put_figure("figure", figure(picture, table));
        Ok(())
    }
}

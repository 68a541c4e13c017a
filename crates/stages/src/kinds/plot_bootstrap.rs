//! How far did the statistic wander when the rows were drawn again, and where do its intervals end?
//!
//! A histogram of the replicates, with lines at the estimate and at the ends of one interval. It misleads where the
//! histogram is read as the distribution of the truth: it is that of the estimate.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::BinEdges;
use spikebook_data::Table;
use spikebook_figures::{Axis, Histogram, HistogramSeries, Hue, ReferenceLine};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::drawing::{
    amount, axis, figure, known, nothing_to_draw, number, range, unit_of, with_gaps,
};

/// `plot-bootstrap`.
pub struct PlotBootstrap;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What the statistic is, for the axis and the alt text
    label: String,
    /// Which interval is drawn; where it has none, the first that there is
    method: String,
    /// How many bins of equal width
    #[schemars(range(min = 2, max = 200))]
    n_bins: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self { label: "statistic".into(), method: "bca".into(), n_bins: 40 }
    }
}

impl Stage for PlotBootstrap {
    const NAME: &'static str = "plot-bootstrap";
    const SUMMARY: &'static str = "Draw bootstrap replicates with the estimate and an interval";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let any = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
        let intervals = [
            Column::text("method").described("how the interval was made"),
            any("lower", "lower end").optional(),
            any("upper", "upper end").optional(),
        ];
        let summary = [
            any("estimate", "the statistic on the rows"),
            Column::float("level", Unit::FRACTION).described("level of the intervals"),
        ];
        let replicates = [any("value", "the statistic on a replicate")];
        vec![
            Port::table("replicates", TableSchema::at_least("replicates", replicates))
                .described("one row a replicate"),
            Port::table("intervals", TableSchema::at_least("intervals", intervals))
                .described("one row a method"),
            Port::values("summary", ValuesSchema::at_least(summary)).described("the estimate"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("the replicates with the interval")]
    }

    fn example() -> Example {
        let unit = Unit::SPIKES_PER_SECOND;
        let replicates = Table::build("replicates")
            .float("value", unit, vec![4.1, 3.9, 4.4, 3.6, 4.0, 4.2, 3.8, 4.6])
            .finish();
        let intervals = Table::build("intervals")
            .text("method", &["percentile", "bca"])
            .optional_float("lower", unit, vec![Some(3.65), Some(3.7)])
            .optional_float("upper", unit, vec![Some(4.5), Some(4.55)])
            .finish();
        let mut summary = Values::default();
        summary.number("estimate", 4.05, unit).expect("a new name");
        summary.number("level", 0.95, Unit::FRACTION).expect("a new name");
        Example::default()
            .input("replicates", replicates.expect("eight replicates"))
            .input("intervals", intervals.expect("two methods"))
            .input("summary", summary)
            .param("label", "mean rate")
            .param("n_bins", 6)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("replicates")?;
        let unit = unit_of(&table, "value");
        let values = known(&with_gaps(&table, "value")?);
        if values.is_empty() {
            return Err(nothing_to_draw("replicates", "value"));
        }
        let summary = task.values("summary")?;
        let estimate = summary.get_number("estimate").unwrap_or(f64::NAN);
        let level = summary.get_number("level").unwrap_or(f64::NAN);
        let (method, lower, upper) = params.interval(&task.table("intervals")?)?;
        let edges = BinEdges::about(&values, params.n_bins)?;
        let counts = edges.histogram(&values).counts;
        let percent = number(100.0 * level);
        let end = |label: String, at: f64| ReferenceLine {
            hue: Some(Hue::Series(1)),
            ..ReferenceLine::vertical(label, at)
        };
        let picture = Histogram {
            x_axis: axis(&params.label, unit),
            y_axis: Axis::unitless("number of replicates"),
            edges: edges.edges().to_vec(),
            series: vec![HistogramSeries {
                label: format!("{} replicates", values.len()),
                heights: counts.iter().map(|&count| count as f64).collect(),
                hue: None,
            }],
            references: vec![
                ReferenceLine::vertical("estimate", estimate),
                end(format!("{percent} % interval ({method})"), lower),
                end(String::new(), upper),
            ],
            finding: format!(
                "the {} is {}, its {percent} % interval ({method}) {}",
                params.label,
                amount(estimate, unit),
                range(lower, upper, unit)
            ),
        }
        .draw()?;
        let data = Table::build("histogram")
            .float("start", unit, edges.edges()[..edges.n_bins()].to_vec())
            .float("stop", unit, edges.edges()[1..].to_vec())
            .integer("n", Unit::ONE, counts.iter().map(|&count| count as i64).collect())
            .finish()?;
        task.put_figure("figure", figure(picture, data));
        Ok(())
    }
}

impl Params {
    /// The interval by `method`, or the first that there is.
    fn interval(&self, intervals: &Table) -> Result<(String, f64, f64), Failure> {
        let (lower, upper) =
            (intervals.optional_floats("lower")?, intervals.optional_floats("upper")?);
        let methods = intervals.texts("method")?;
        let at = |row: usize| Some((methods[row]?, lower[row]?, upper[row]?));
        let all = || (0..methods.len()).filter_map(at);
        all()
            .find(|(method, ..)| *method == self.method)
            .or_else(|| all().next())
            .map(|(method, lower, upper)| {
                let method = if method == "bca" { "BCa" } else { method };
                (method.to_owned(), lower, upper)
            })
            .ok_or_else(|| nothing_to_draw("intervals", "lower"))
    }
}

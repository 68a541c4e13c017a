//! Could chance alone have given what was observed?
//!
//! A histogram of the values under the null hypothesis, with lines at the observed value and at the 95 % quantile of
//! the null. It misleads where the null keeps less of the data than it should: what was shuffled away is then
//! what the observed value exceeds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::{BinEdges, quantile};
use spikebook_data::Table;
use spikebook_figures::{Axis, Histogram, HistogramSeries, Hue, ReferenceLine};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{TableSchema, Unit, Values, ValuesSchema};

use crate::drawing::{amount, axis, figure, known, nothing_to_draw, unit_of, with_gaps};

/// `plot-null`.
pub struct PlotNull;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column of `null` with the values under the null hypothesis
    column: String,
    /// The name of the observed value
    observed_name: String,
    /// What the values are, for the axis and the alt text
    label: String,
    /// What was done for one value of the null, for the axis: "shuffles"
    replicates: String,
    /// How many bins of equal width
    #[schemars(range(min = 2, max = 200))]
    n_bins: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            column: "value".into(),
            observed_name: "accuracy".into(),
            label: "accuracy".into(),
            replicates: "permutations".into(),
            n_bins: 30,
        }
    }
}

impl Stage for PlotNull {
    const NAME: &'static str = "plot-null";
    const SUMMARY: &'static str = "Draw an observed value among its values under the null";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("null", TableSchema::at_least("null", []))
                .described("one row a replicate, with the column that `column` names"),
            Port::values("observed", ValuesSchema::at_least([]))
                .described("values, with the one that `observed_name` names"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("the null with the observed value")]
    }

    fn example() -> Example {
        let null = Table::build("null")
            .integer("replicate", Unit::ONE, (0..8).collect())
            .float("value", Unit::ONE, vec![0.45, 0.5, 0.5, 0.55, 0.4, 0.6, 0.5, 0.45])
            .finish();
        let mut observed = Values::default();
        observed.number("accuracy", 0.85, Unit::ONE).expect("a new name");
        Example::default()
            .input("null", null.expect("eight replicates"))
            .input("observed", observed)
            .param("n_bins", 8)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("null")?;
        let unit = unit_of(&table, &params.column);
        let null = known(&with_gaps(&table, &params.column)?);
        if null.is_empty() {
            return Err(nothing_to_draw("null", &params.column));
        }
        let values = task.values("observed")?;
        let observed = values.get_number(&params.observed_name).ok_or_else(|| {
            let names: Vec<&str> = values.iter().map(|(name, _)| name).collect();
            Failure::new(
                format!(
                    "parameter `observed_name`: got `{}`, wanted the name of a number at `observed`",
                    params.observed_name
                ),
                format!("it has {}", names.join(", ")),
            )
        })?;
        let edges = BinEdges::about(&null, params.n_bins)?;
        let counts = edges.histogram(&null).counts;
        let null_95 = quantile(&null, 0.95);
        let n_below = null.iter().filter(|&&value| value < observed).count();
        let label = &params.label;
        let picture = Histogram {
            x_axis: axis(label, unit),
            y_axis: Axis::unitless(format!("number of {}", params.replicates)),
            edges: edges.edges().to_vec(),
            series: vec![HistogramSeries {
                label: format!("{} {}", null.len(), params.replicates),
                heights: counts.iter().map(|&count| count as f64).collect(),
                hue: None,
            }],
            references: vec![
                ReferenceLine::vertical("95 % of the null", null_95),
                ReferenceLine {
                    hue: Some(Hue::Series(1)),
                    ..ReferenceLine::vertical("observed", observed)
                },
            ],
            finding: format!(
                "the observed {label} of {} lies above {n_below} of {} values under the null, \
                 whose 95 % quantile is {}",
                amount(observed, unit),
                null.len(),
                amount(null_95, unit)
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

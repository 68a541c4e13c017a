//! How does a measure differ between groups?
//!
//! Histograms of one column, a group each, over the same bins, and the mean of each group. With few rows the shape of a
//! histogram is chance; the difference of means over the spread within groups is what a test asks about.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::mean;
use spikebook_data::Table;
use spikebook_figures::{Axis, Histogram, HistogramSeries, Hue, ReferenceLine};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{TableSchema, Unit};

use crate::drawing::{
    amount, axis, figure, known, nothing_to_draw, these_many, unit_of, with_gaps,
};
use crate::labels::Labels;

/// `plot-groups`.
pub struct PlotGroups;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column whose values are counted
    value: String,
    /// The column whose values tell groups apart; left out, all rows are one group
    group: Option<String>,
    /// What the measure is called
    label: String,
    /// What the rows are, in the singular
    thing: String,
    /// How many bins
    #[schemars(range(min = 1, max = 500))]
    n_bins: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            value: "estimate".into(),
            group: None,
            label: "estimate".into(),
            thing: "row".into(),
            n_bins: 20,
        }
    }
}

/// More groups than this cannot be told apart as outlines.
const MOST_GROUPS: usize = 6;

impl Stage for PlotGroups {
    const NAME: &'static str = "plot-groups";
    const SUMMARY: &'static str = "Draw histograms of one column for each group";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("table", TableSchema::at_least("table", []))
                .described("a table with the columns that `value` and `group` name"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("histograms over the same bins")]
    }

    fn example() -> Example {
        let table = Table::build("best")
            .text("group", &["control", "control", "control", "patient", "patient", "patient"])
            .float("estimate", Unit::ONE, vec![-0.1, 0.0, 0.2, 0.4, 0.5, 0.7])
            .finish();
        Example::default()
            .input("table", table.expect("six rows"))
            .param("group", "group")
            .param("n_bins", 4)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("table")?;
        let values = with_gaps(&table, &params.value)?;
        let all = known(&values);
        let low = all.iter().copied().fold(f64::INFINITY, f64::min);
        let high = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if all.is_empty() {
            return Err(nothing_to_draw("table", &params.value));
        }
        let (names, of_row) = match &params.group {
            None => (vec![String::new()], vec![Some(0); values.len()]),
            Some(column) => {
                let labels = Labels::of(&table, column)?;
                (labels.names, labels.of_row)
            }
        };
        if names.len() > MOST_GROUPS {
            return Err(Failure::new(
                format!(
                    "parameter `group`: got {} groups, wanted at most {MOST_GROUPS}",
                    names.len()
                ),
                "group by a column of fewer values",
            ));
        }
        let width = if high > low { (high - low) / params.n_bins as f64 } else { 1.0 };
        let n_bins = if high > low { params.n_bins } else { 1 };
        let first = if high > low { low } else { low - 0.5 };
        let edges: Vec<f64> = (0..=n_bins).map(|k| first + k as f64 * width).collect();
        let unit = unit_of(&table, &params.value);
        let (mut series, mut told, mut references) = (Vec::new(), Vec::new(), Vec::new());
        for (group, name) in names.iter().enumerate() {
            let rows = (0..values.len()).filter(|&row| of_row[row] == Some(group));
            let own = known(&rows.map(|row| values[row]).collect::<Vec<f64>>());
            if own.is_empty() {
                continue;
            }
            let mut heights = vec![0.0; n_bins];
            for value in &own {
                heights[(((value - first) / width) as usize).min(n_bins - 1)] += 1.0;
            }
            let centre = mean(&own);
            let who = if name.is_empty() { String::new() } else { format!(" ({name})") };
            told.push(format!(
                "{} in {}{who}",
                amount(centre, unit),
                these_many(own.len(), &params.thing)
            ));
            series.push(HistogramSeries { label: name.clone(), heights, hue: None });
            let hue = Some(Hue::Series(series.len() - 1));
            references.push(ReferenceLine { hue, ..ReferenceLine::vertical("", centre) });
        }
        let picture = Histogram {
            x_axis: axis(&params.label, unit),
            y_axis: Axis::unitless(format!("number of {}s", params.thing)),
            edges,
            series,
            references,
            finding: format!("the mean {} is {}", params.label, told.join(", ")),
        }
        .draw()?;
        task.put_figure("figure", figure(picture, table));
        Ok(())
    }
}

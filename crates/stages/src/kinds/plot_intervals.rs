//! How long does a neuron wait from one spike to the next?
//!
//! Histograms of the intervals between spikes, one for each table, all units of a table together, each scaled to an area of 1 so that trains of
//! different lengths compare. An exponential of the same mean, which a Poisson train would have, is named by its CV of 1: the CV
//! of each train stands in the legend. Units that differ in their rate, taken together, look more irregular than each of them is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::{BinEdges, mean, standard_deviation};
use spikebook_analysis::spike_trains::intervals::interspike_intervals_s;
use spikebook_data::Table;
use spikebook_data::frames::SpikeTable;
use spikebook_figures::{Axis, Histogram, HistogramSeries};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::Unit;

use crate::drawing::{amount, axis, figure, nothing_to_draw, number};

/// `plot-intervals`.
pub struct PlotIntervals;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What each table is
    labels: Vec<String>,
    /// How many bins
    #[schemars(range(min = 2, max = 1000))]
    n_bins: usize,
    /// The longest interval that is drawn; left out, the longest there is
    #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    longest_s: Option<f64>,
}

impl Default for Params {
    fn default() -> Self {
        Self { labels: Vec::new(), n_bins: 40, longest_s: None }
    }
}

impl Stage for PlotIntervals {
    const NAME: &'static str = "plot-intervals";
    const SUMMARY: &'static str = "Draw histograms of the intervals between spikes";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![Port::table("spikes", SpikeTable::schema()).many().described("the spikes")]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("a histogram for each table")]
    }

    fn example() -> Example {
        let times = vec![0.1, 0.12, 0.15, 0.2, 0.21];
        let spikes = SpikeTable::from_columns(vec![1; 5], times, None).expect("five spikes");
        Example::default().input("spikes", spikes.into_table()).param("n_bins", 4)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let tables = task.tables("spikes")?;
        let mut all = Vec::new();
        for table in tables {
            let spikes = SpikeTable::try_from(table)?;
            let mut intervals_ms = Vec::new();
            for (_, times) in spikes.by_unit() {
                let intervals = interspike_intervals_s(times)?;
                intervals_ms.extend(intervals.iter().map(|interval| 1000.0 * interval));
            }
            all.push(intervals_ms);
        }
        let longest = all.iter().flatten().copied().reduce(f64::max);
        let longest = params.longest_s.map(|longest| 1000.0 * longest).or(longest);
        let Some(longest) = longest else { return Err(nothing_to_draw("spikes", "time_s")) };
        let edges = BinEdges::uniform(0.0, 1.000_001 * longest, params.n_bins)?;
        let width_ms = edges.edges()[1] - edges.edges()[0];
        let (mut series, mut said) = (Vec::new(), Vec::new());
        let mut table = Table::build("intervals")
            .float("start_ms", Unit::MILLISECOND, edges.edges()[..edges.n_bins()].to_vec())
            .float("stop_ms", Unit::MILLISECOND, edges.edges()[1..].to_vec());
        for (at, intervals) in all.iter().enumerate().filter(|(_, all)| !all.is_empty()) {
            let scale = 1.0 / (intervals.len() as f64 * width_ms);
            let counts = edges.histogram(intervals).counts;
            let heights: Vec<f64> = counts.iter().map(|&count| scale * count as f64).collect();
            let centre = mean(intervals);
            let cv = standard_deviation(intervals, 1) / centre;
            let label = params.labels.get(at).cloned().unwrap_or_default();
            let name = if label.is_empty() { "intervals".to_owned() } else { label };
            table = table.float(&format!("density_{}", at + 1), Unit::ONE, heights.clone());
            said.push(format!(
                "{name}: {} intervals with a mean of {} and a CV of {}",
                intervals.len(),
                amount(centre, Unit::MILLISECOND),
                number(cv)
            ));
            let label = format!("{name}, CV {}", rounded(cv));
            series.push(HistogramSeries { label, heights, hue: None });
        }
        let picture = Histogram {
            x_axis: axis("interval", Unit::MILLISECOND),
            y_axis: Axis::unitless("density (1/ms)"),
            edges: edges.edges().to_vec(),
            series,
            finding: said.join("; "),
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, table.finish()?));
        Ok(())
    }
}

/// Two digits behind the point.
fn rounded(value: f64) -> String {
    if value.is_finite() { format!("{value:.2}") } else { "unknown".into() }
}

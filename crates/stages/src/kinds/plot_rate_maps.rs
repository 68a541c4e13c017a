//! Do the units together cover the whole range of a signal?
//!
//! The tuning curves of all units as rows of a heat map, each divided by its own peak, sorted by where the peak lies. It
//! misleads on two points: sorting makes a diagonal even of noise, so ask for a test of each unit too, and
//! dividing by the peak makes weak tuning look like strong tuning: a unit with two spikes has the brightest patch
//! of all, so `min_spikes` leaves such units out.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::median;
use spikebook_data::Table;
use spikebook_figures::{Axis, Heatmap};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::Unit;

use crate::drawing::{
    UnitRows, amount, axis, figure, largest, nothing_to_draw, range, signal_label, these_many,
    unit_of, with_gaps,
};
use crate::tables::curves_schema;

/// `plot-rate-maps`.
pub struct PlotRateMaps;

/// What can be set on it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What the signal is, for the axis and the alt text; left out, what its unit says
    label: Option<String>,
    /// The units to draw; where empty, all
    units: Vec<i64>,
    /// Units with fewer spikes are left out: their rates are mostly chance
    #[schemars(range(min = 0, max = 1_000_000))]
    min_spikes: i64,
}

/// One row of the map.
struct Row {
    unit_id: i64,
    peak_at: f64,
    peak_hz: f64,
    share_of_peak: Vec<f64>,
}

impl Stage for PlotRateMaps {
    const NAME: &'static str = "plot-rate-maps";
    const SUMMARY: &'static str = "Draw the tuning of all units as a map, sorted by their peaks";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("curves", curves_schema())
                .described("tuning curves over the same bins for every unit"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("a row of colours for each unit")]
    }

    fn example() -> Example {
        let rates = [[1.0, 8.0, 2.0], [6.0, 1.0, 0.0], [0.0, 2.0, 4.0]].concat();
        let curves = Table::build("curves")
            .integer("unit_id", Unit::ID, vec![1, 1, 1, 2, 2, 2, 5, 5, 5])
            .integer("bin", Unit::ONE, [0, 1, 2].repeat(3))
            .float("start", Unit::PIXEL, [0.0, 40.0, 80.0].repeat(3))
            .float("centre", Unit::PIXEL, [20.0, 60.0, 100.0].repeat(3))
            .float("stop", Unit::PIXEL, [40.0, 80.0, 120.0].repeat(3))
            .integer("n_spikes", Unit::SPIKES, rates.iter().map(|&rate| rate as i64).collect())
            .float("occupancy_s", Unit::SECOND, vec![1.0; 9])
            .float("rate_hz", Unit::SPIKES_PER_SECOND, rates)
            .finish();
        Example::default().input("curves", curves.expect("three units"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let curves = task.table("curves")?;
        let unit = unit_of(&curves, "centre");
        let by_unit = UnitRows::of(&curves)?;
        let chosen = by_unit.chosen_or_all(&params.units)?;
        let counts = curves.integers("n_spikes")?;
        let is_drawn = |unit_id: &&i64| {
            by_unit.rows(**unit_id).iter().map(|&row| counts[row]).sum::<i64>() >= params.min_spikes
        };
        let centre = curves.numbers("centre")?;
        let rate_hz = with_gaps(&curves, "rate_hz")?;
        let mut rows: Vec<Row> = chosen
            .iter()
            .filter(is_drawn)
            .filter_map(|&unit_id| row_of(unit_id, by_unit.rows(unit_id), &centre, &rate_hz))
            .collect();
        rows.sort_by(|a, b| a.peak_at.total_cmp(&b.peak_at));
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            return Err(nothing_to_draw("curves", "rate_hz"));
        };
        let n_bins = first.share_of_peak.len();
        let unequal = rows.iter().find(|row| row.share_of_peak.len() != n_bins);
        if let Some(row) = unequal {
            return Err(Failure::new(
                format!(
                    "input `curves`: unit {} has {} bins and unit {} {n_bins}, wanted equally many",
                    row.unit_id,
                    row.share_of_peak.len(),
                    first.unit_id
                ),
                "take the curves of all units from one stage",
            ));
        }
        let bins = by_unit.rows(first.unit_id);
        let (start, stop) = (curves.numbers("start")?, curves.numbers("stop")?);
        let mut edges: Vec<f64> = bins.iter().map(|&row| start[row]).collect();
        edges.extend(bins.last().map(|&row| stop[row]));
        let peaks: Vec<f64> = rows.iter().map(|row| row.peak_hz).collect();
        let finding = format!(
            "the peaks of {} lie at {}; their rates have a median of {}",
            if rows.len() < chosen.len() {
                format!("{} of {}", rows.len(), these_many(chosen.len(), "unit"))
            } else {
                these_many(rows.len(), "unit")
            },
            range(first.peak_at, last.peak_at, unit),
            amount(median(&peaks), Unit::SPIKES_PER_SECOND),
        );
        let data = Table::build("rate_maps")
            .integer("unit_id", Unit::ID, rows.iter().map(|row| row.unit_id).collect())
            .float("peak_at", unit, rows.iter().map(|row| row.peak_at).collect())
            .float("peak_hz", Unit::SPIKES_PER_SECOND, peaks)
            .finish()?;
        let picture = Heatmap {
            x_axis: axis(&signal_label(params.label.as_deref(), unit), unit),
            y_axis: Axis::unitless("unit, sorted by its peak"),
            value_axis: Axis::unitless("rate over peak rate").between(0.0, 1.0),
            x_edges: edges,
            y_edges: (0..=rows.len()).map(|edge| edge as f64).collect(),
            values: rows.iter().flat_map(|row| row.share_of_peak.clone()).collect(),
            y_names: rows.iter().map(|row| row.unit_id.to_string()).collect(),
            first_row_on_top: true,
            finding,
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, data));
        Ok(())
    }
}

/// The row of a unit; none where it never fired.
fn row_of(unit_id: i64, rows: &[usize], centre: &[f64], rate_hz: &[f64]) -> Option<Row> {
    let rates: Vec<f64> = rows.iter().map(|&row| rate_hz[row]).collect();
    let bin = largest(&rates)?;
    let peak_hz = rates[bin];
    (peak_hz > 0.0).then(|| Row {
        unit_id,
        peak_at: centre[rows[bin]],
        peak_hz,
        share_of_peak: rates.iter().map(|rate| rate / peak_hz).collect(),
    })
}

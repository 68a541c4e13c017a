//! Which direction does each unit prefer, how sharply, and how high is its rate there?
//!
//! The preferred direction is the circular mean of the bins of a tuning curve, weighted with their rates
//! ([`spikebook_analysis::spike_trains::preferred_direction`]); its standard error follows from the Poisson
//! noise of the counts. The peak rate is the highest rate of a bin, n spikes in T seconds, with the standard
//! error √n / T: being the largest of many noisy rates it lies a little too high on average.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::circular::Turn;
use spikebook_analysis::descriptive::BinEdges;
use spikebook_analysis::spike_trains::preferred_direction::PreferredDirection as Estimate;
use spikebook_analysis::spike_trains::tuning_curve::TuningCurve;
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::tables::curves_schema;

/// `preferred-direction`.
pub struct PreferredDirection;

/// Nothing can be set on it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

impl Stage for PreferredDirection {
    const NAME: &'static str = "preferred-direction";
    const SUMMARY: &'static str = "Preferred direction and peak rate of each unit's tuning curve";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("curves", curves_schema())
                .described("tuning curves over a full turn of 360 degrees"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let angle = |name: &str| Column::float(name, Unit::DEGREE).optional();
        let rate = |name: &str| Column::float(name, Unit::SPIKES_PER_SECOND);
        let columns = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::text("status").described("`converged`, or `too_few_spikes`"),
            angle("preferred_deg").described("its preferred direction"),
            angle("preferred_se_deg").described("the standard error of that"),
            Column::float("resultant_length", Unit::ONE)
                .optional()
                .described("how sharply it is tuned: 0 not at all, 1 one direction only"),
            rate("peak_rate_hz").described("the highest rate of a bin"),
            rate("peak_rate_se_hz").described("the standard error of that"),
            angle("peak_deg").described("the middle of that bin"),
            rate("mean_rate_hz").described("all spikes over all time"),
        ];
        vec![
            Port::table("estimates", TableSchema::new("estimates", columns))
                .described("one row a unit"),
        ]
    }

    fn example() -> Example {
        let curves = Table::build("curves")
            .integer("unit_id", Unit::ID, vec![1, 1, 1])
            .integer("bin", Unit::ONE, vec![0, 1, 2])
            .float("start", Unit::DEGREE, vec![0.0, 120.0, 240.0])
            .float("centre", Unit::DEGREE, vec![60.0, 180.0, 300.0])
            .float("stop", Unit::DEGREE, vec![120.0, 240.0, 360.0])
            .integer("n_spikes", Unit::SPIKES, vec![2, 9, 4])
            .float("occupancy_s", Unit::SECOND, vec![1.0, 1.0, 1.0])
            .float("rate_hz", Unit::SPIKES_PER_SECOND, vec![2.0, 9.0, 4.0])
            .finish()
            .expect("three bins");
        Example::default().input("curves", curves)
    }

    fn run(_: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let curves = task.table("curves")?;
        let unit_of_row = curves.integers("unit_id")?;
        let (start, stop) = (curves.numbers("start")?, curves.numbers("stop")?);
        let n_spikes = curves.integers("n_spikes")?;
        let occupancy_s = curves.floats("occupancy_s")?;

        let mut estimates = Estimates::default();
        let mut row = 0;
        for run in unit_of_row.chunk_by(|a, b| a == b) {
            let rows = row..row + run.len();
            row = rows.end;
            let mut edges = start[rows.clone()].to_vec();
            edges.extend(stop[rows.clone()].last());
            let counts: Vec<u32> = n_spikes[rows.clone()].iter().map(|&n| n as u32).collect();
            let bins = BinEdges::from_edges(edges)?;
            let curve = TuningCurve::new(&bins, &occupancy_s[rows], &counts)?;
            estimates.push(run[0], &curve);
        }
        task.put_table("estimates", estimates.into_table()?);
        Ok(())
    }
}

#[derive(Default)]
struct Estimates {
    unit_id: Vec<i64>,
    status: Vec<&'static str>,
    preferred: Vec<Option<Estimate>>,
    peak_deg: Vec<Option<f64>>,
    peak_rate_hz: Vec<f64>,
    peak_rate_se_hz: Vec<f64>,
    mean_rate_hz: Vec<f64>,
}

impl Estimates {
    fn push(&mut self, unit_id: i64, curve: &TuningCurve) {
        let preferred = Estimate::of_curve(curve, Turn::DEGREES).ok();
        let (peak_deg, peak_rate_hz) = curve.peak();
        let at_peak = curve.centres().iter().position(|&centre| centre == peak_deg);
        let spread = at_peak
            .map(|bin| f64::from(curve.spike_counts()[bin]).sqrt() / curve.occupancy_s()[bin]);
        self.unit_id.push(unit_id);
        self.status.push(if preferred.is_some() { "converged" } else { "too_few_spikes" });
        self.preferred.push(preferred);
        self.peak_deg.push(preferred.map(|_| peak_deg));
        self.peak_rate_hz.push(peak_rate_hz);
        self.peak_rate_se_hz.push(spread.unwrap_or(0.0));
        self.mean_rate_hz.push(curve.mean_rate_hz());
    }

    fn into_table(self) -> Result<Table, Failure> {
        let of = |field: fn(&Estimate) -> f64| -> Vec<Option<f64>> {
            self.preferred.iter().map(|estimate| estimate.as_ref().map(field)).collect()
        };
        let (preferred, error) = (of(|e| e.direction), of(|e| e.standard_error));
        let resultant = of(|e| e.resultant_length);
        Ok(Table::build("estimates")
            .integer("unit_id", Unit::ID, self.unit_id)
            .text("status", &self.status)
            .optional_float("preferred_deg", Unit::DEGREE, preferred)
            .optional_float("preferred_se_deg", Unit::DEGREE, error)
            .optional_float("resultant_length", Unit::ONE, resultant)
            .float("peak_rate_hz", Unit::SPIKES_PER_SECOND, self.peak_rate_hz)
            .float("peak_rate_se_hz", Unit::SPIKES_PER_SECOND, self.peak_rate_se_hz)
            .optional_float("peak_deg", Unit::DEGREE, self.peak_deg)
            .float("mean_rate_hz", Unit::SPIKES_PER_SECOND, self.mean_rate_hz)
            .finish()?)
    }
}

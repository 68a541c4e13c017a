//! How does the rate of each unit depend on a direction, a place, or any other signal?
//!
//! rate(bin) = spikes in the bin / seconds in the bin. A sample of the signal stands for the time up to the
//! next one, at most `max_sample_s`; a spike belongs to the last sample not after it. Samples where the
//! column `mask` is false or zero count neither for time nor for spikes.
//!
//! It misleads in bins that were hardly visited (look at `occupancy_s`) and where two signals go together:
//! a curve over one of them then shows the other's effect too. Bins without time have no rate.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::spike_trains::tuning_curve::TuningCurve as Curve;
use spikebook_data::Table;
use spikebook_data::frames::{Signals, SpikeTable, Units};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, Unit, Values, ValuesSchema};

use crate::covariate::{Covariate, bins_between};
use crate::spike_groups::SpikeGroups;
use crate::tables::curves_schema;

/// `tuning-curve`.
pub struct TuningCurve;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column of the signals that the rate may depend on
    variable: String,
    /// Where the first bin begins, in the unit of the column
    minimum: f64,
    /// Where the last bin ends, in the unit of the column
    maximum: f64,
    /// How many bins of equal width
    #[schemars(range(min = 2, max = 10_000))]
    n_bins: usize,
    /// A column that is true (or not zero) where a sample counts
    mask: Option<String>,
    /// The longest time that one sample may stand for
    #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    max_sample_s: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            variable: "direction_deg".into(),
            minimum: 0.0,
            maximum: 360.0,
            n_bins: 36,
            mask: None,
            max_sample_s: 0.1,
        }
    }
}

impl Stage for TuningCurve {
    const NAME: &'static str = "tuning-curve";
    const SUMMARY: &'static str =
        "Rate of each unit over the bins of a signal, corrected for the time spent in each";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("spikes", SpikeTable::schema()).described("the spikes"),
            Port::table("signals", Signals::schema())
                .described("the signal, with the column that `variable` names"),
            Port::table("units", Units::schema())
                .optional()
                .described("the units; left out, those that fired"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let summary = [
            Column::integer("n_units", Unit::ONE).described("units"),
            Column::integer("n_spikes", Unit::SPIKES).described("spikes of all units"),
            Column::integer("n_spikes_in_bins", Unit::SPIKES).described("spikes that count"),
            Column::float("time_s", Unit::SECOND).described("time that counts, in bins or not"),
            Column::float("time_in_bins_s", Unit::SECOND).described("time that counts, in bins"),
        ];
        vec![
            Port::table("curves", curves_schema()).described("one row a unit and bin"),
            Port::values("summary", ValuesSchema::new(summary)).described("what was counted"),
        ]
    }

    fn example() -> Example {
        let spikes = SpikeTable::from_columns(vec![1, 1, 2], vec![0.05, 0.15, 0.25], None)
            .expect("three spikes");
        let signals = Table::build("direction")
            .float("time_s", Unit::SECOND, vec![0.0, 0.1, 0.2, 0.3])
            .float("direction_deg", Unit::DEGREE, vec![10.0, 20.0, 200.0, 210.0])
            .finish()
            .expect("four samples");
        Example::default()
            .input("spikes", spikes.into_table())
            .input("signals", signals)
            .param("n_bins", 2)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let groups = SpikeGroups::of_task(task)?;
        let mask = params.mask.as_deref();
        let covariate = Covariate::of_signals(task.table("signals")?, &params.variable, mask)?;
        let bins = bins_between(params.minimum, params.maximum, params.n_bins)?;
        let occupancy = covariate.occupancy(&bins, params.max_sample_s)?;
        let curves = groups
            .spike_times_s
            .par_iter()
            .map(|times| Curve::new(&bins, occupancy.seconds(), &occupancy.count_spikes(times)?))
            .collect::<Result<Vec<Curve>, _>>()?;

        let n_bins = bins.n_bins();
        let n_units = groups.unit_id.len();
        let each_bin = |values: &[f64]| values.repeat(n_units);
        let counts: Vec<u32> = curves.iter().flat_map(|c| c.spike_counts().to_vec()).collect();
        let rates: Vec<f64> = curves.iter().flat_map(Curve::rates_hz).collect();
        let unit_of_row =
            groups.unit_id.iter().flat_map(|&unit| std::iter::repeat_n(unit, n_bins)).collect();
        let bin_of_row = (0..n_units).flat_map(|_| 0..n_bins as i64).collect();
        let unit = covariate.unit;
        let table = Table::build("curves")
            .integer("unit_id", Unit::ID, unit_of_row)
            .integer("bin", Unit::ONE, bin_of_row)
            .float("start", unit, each_bin(&bins.edges()[..n_bins]))
            .float("centre", unit, each_bin(&bins.centres()))
            .float("stop", unit, each_bin(&bins.edges()[1..]))
            .integer("n_spikes", Unit::SPIKES, counts.iter().map(|&n| i64::from(n)).collect())
            .float("occupancy_s", Unit::SECOND, each_bin(occupancy.seconds()))
            .float_or_empty("rate_hz", Unit::SPIKES_PER_SECOND, &rates)
            .finish()?;
        task.put_table("curves", table);

        let mut summary = Values::default();
        summary.count("n_units", n_units, Unit::ONE)?;
        summary.count("n_spikes", groups.spike_times_s.iter().map(Vec::len).sum(), Unit::SPIKES)?;
        summary.integer(
            "n_spikes_in_bins",
            counts.iter().map(|&n| i64::from(n)).sum(),
            Unit::SPIKES,
        )?;
        summary.number("time_s", occupancy.kept_s(), Unit::SECOND)?;
        summary.number(
            "time_in_bins_s",
            occupancy.kept_s() - occupancy.outside_s(),
            Unit::SECOND,
        )?;
        task.put_values("summary", summary);
        Ok(())
    }
}

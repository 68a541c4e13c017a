//! How high is the rate of each unit at each moment?
//!
//! Every spike is spread over a kernel of area 1, and what lies outside of the recording is made up for. A Gaussian
//! or a boxcar looks both ways; an exponential or an alpha function looks back only, as a neuron would. `adaptive`
//! takes a Gaussian that is narrow where spikes are many. Where no width is given, each unit has the one of 25
//! widths from 5 ms to 5 s that makes the expected squared error of a Gaussian least.
//!
//! It misleads as every smoothing does: what is faster than the width is gone, and a response seems to begin
//! before its cause with a kernel that looks both ways. Described in [`spikebook_analysis::spike_trains::firing_rate`].

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::Error;
use spikebook_analysis::spike_trains::firing_rate::{
    Kernel as Shape, adaptive_rate, best_width, kernel_rate,
};
use spikebook_data::Table;
use spikebook_data::frames::{SpikeTable, Units};
use spikebook_numeric::elementary::power;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::fit_status::{CONVERGED, each_or_status};
use crate::spike_groups::SpikeGroups;

/// `firing-rate`.
pub struct FiringRate;

/// What a spike is spread over.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Kernel {
    /// A bell; the width is its standard deviation
    Gaussian,
    /// Level; the width is the whole of it
    Boxcar,
    /// A jump and a decay after the spike; the width is its time constant
    Exponential,
    /// A rise and a decay after the spike; the width is its time constant
    Alpha,
    /// A bell that is narrow where spikes are many; the width is that of the first estimate
    Adaptive,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What a spike is spread over
    kernel: Kernel,
    /// Width of the kernel; left out, the best Gaussian width of each unit
    #[schemars(range(max = 86_400.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    width_s: Option<f64>,
    /// Time from one rate to the next
    #[schemars(range(max = 86_400.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    step_s: f64,
    /// Where the recording begins; left out, at the first spike of all
    #[schemars(extend("x-unit" = "s"))]
    t_start_s: Option<f64>,
    /// Where the recording ends; left out, at the last spike of all
    #[schemars(extend("x-unit" = "s"))]
    t_stop_s: Option<f64>,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            kernel: Kernel::Gaussian,
            width_s: None,
            step_s: 0.1,
            t_start_s: None,
            t_stop_s: None,
        }
    }
}

/// Most rates of a unit.
const MOST_STEPS: f64 = 1e8;

impl Stage for FiringRate {
    const NAME: &'static str = "firing-rate";
    const SUMMARY: &'static str =
        "Rate of each unit over time, by a kernel of fixed or adaptive width";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("spikes", SpikeTable::schema()).described("the spikes, on one clock"),
            Port::table("units", Units::schema())
                .optional()
                .described("the units; left out, those that fired"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let rates = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::float("time_s", Unit::SECOND).described("the moment"),
            Column::float("rate_hz", Unit::SPIKES_PER_SECOND).optional().described("its rate then"),
        ];
        let units = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::text("status").described("`converged`, or `too_few_spikes`"),
            Column::integer("n_spikes", Unit::SPIKES).described("its spikes"),
            Column::float("width_s", Unit::SECOND).optional().described("the width of the kernel"),
            Column::float("mean_rate_hz", Unit::SPIKES_PER_SECOND)
                .described("spikes over the length of the recording"),
        ];
        vec![
            Port::table("rates", TableSchema::new("rates", rates))
                .described("one row a unit and moment"),
            Port::table("units", TableSchema::new("units", units)).described("one row a unit"),
        ]
    }

    fn example() -> Example {
        let times = vec![0.1, 0.2, 0.25, 0.3, 0.5, 0.9];
        let spikes = SpikeTable::from_columns(vec![1, 1, 1, 1, 2, 2], times, None);
        Example::default().input("spikes", spikes.expect("six spikes").into_table())
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let groups = SpikeGroups::of_task(task)?;
        let all = || groups.spike_times_s.iter().flatten().copied();
        let first = params.t_start_s.or_else(|| all().reduce(f64::min));
        let last = params.t_stop_s.or_else(|| all().reduce(f64::max));
        let (Some(start_s), Some(stop_s)) = (first, last) else {
            return Err(Failure::new(
                "no spike tells where the recording begins",
                "set `t_start_s` and `t_stop_s`",
            ));
        };
        let n_steps = ((stop_s - start_s) / params.step_s).floor();
        if !(0.0..MOST_STEPS).contains(&n_steps) {
            return Err(Failure::new(
                format!(
                    "parameter `step_s`: got {} between {start_s} and {stop_s} s",
                    params.step_s
                ),
                "take a longer step, and an end after the start",
            ));
        }
        let times_s: Vec<f64> = (0..=n_steps as usize)
            .map(|step| (start_s + step as f64 * params.step_s).min(stop_s))
            .collect();
        let results = groups
            .spike_times_s
            .par_iter()
            .map(|spikes| params.rate(spikes, (start_s, stop_s), &times_s))
            .collect();
        let found = each_or_status(results)?;

        let (mut unit_id, mut rate_hz) = (Vec::new(), Vec::new());
        for (id, found) in groups.unit_id.iter().zip(&found) {
            if let Ok((_, rates)) = found {
                unit_id.extend(std::iter::repeat_n(*id, rates.len()));
                rate_hz.extend_from_slice(rates);
            }
        }
        let n_known = found.iter().filter(|found| found.is_ok()).count();
        let rates = Table::build("rates")
            .integer("unit_id", Unit::ID, unit_id)
            .float("time_s", Unit::SECOND, times_s.repeat(n_known))
            .float_or_empty("rate_hz", Unit::SPIKES_PER_SECOND, &rate_hz)
            .finish()?;
        task.put_table("rates", rates);

        let inside = |times: &Vec<f64>| {
            times.iter().filter(|time| (start_s..=stop_s).contains(*time)).count()
        };
        let n_spikes: Vec<usize> = groups.spike_times_s.iter().map(inside).collect();
        let status: Vec<&str> = found
            .iter()
            .map(|found| found.as_ref().map_or_else(|status| *status, |_| CONVERGED))
            .collect();
        let width = found.iter().map(|found| found.as_ref().ok().map(|found| found.0));
        let mean = n_spikes.iter().map(|&n| n as f64 / (stop_s - start_s)).collect();
        let units = Table::build("units")
            .integer("unit_id", Unit::ID, groups.unit_id.clone())
            .text("status", &status)
            .count("n_spikes", Unit::SPIKES, &n_spikes)
            .optional_float("width_s", Unit::SECOND, width.collect())
            .float("mean_rate_hz", Unit::SPIKES_PER_SECOND, mean)
            .finish()?;
        task.put_table("units", units);
        Ok(())
    }
}

impl Params {
    /// The width that was taken, and the rates.
    fn rate(
        &self,
        spikes: &[f64],
        recording_s: (f64, f64),
        times_s: &[f64],
    ) -> Result<(f64, Vec<f64>), Error> {
        let width = match self.width_s {
            Some(width) => width,
            None => best_width(spikes, recording_s, &offered_widths())?,
        };
        let shape = match self.kernel {
            Kernel::Adaptive => {
                return Ok((width, adaptive_rate(spikes, recording_s, width, times_s)?));
            }
            Kernel::Gaussian => Shape::gaussian(width)?,
            Kernel::Boxcar => Shape::boxcar(width)?,
            Kernel::Exponential => Shape::exponential(width)?,
            Kernel::Alpha => Shape::alpha(width)?,
        };
        Ok((width, kernel_rate(spikes, recording_s, shape, times_s)?))
    }
}

/// From 5 ms to 5 s in equal ratios.
fn offered_widths() -> Vec<f64> {
    (0..25).map(|rank| 0.005 * power(10.0, f64::from(rank) / 8.0)).collect()
}

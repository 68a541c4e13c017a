//! In which part of a plane does each unit fire, and how much does a spike say about it?
//!
//! Spikes over seconds in the bins of two signals, such as the two coordinates of a place. Bins visited for less than
//! `min_occupancy_s` have no rate. Smoothing pools neighbours by a Gaussian over spikes and over seconds and divides
//! afterwards. Beside the map of each unit: bits a spike (Skaggs), sparsity, and the coherence of a bin with its
//! neighbours.
//!
//! It misleads where the animal hardly went, and bits are biased upwards where spikes are few:
//! `spatial-information` has a null. Described in [`spikebook_analysis::spike_trains::tuning_map`].

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::Error;
use spikebook_analysis::spike_trains::spatial_information::bits_per_spike;
use spikebook_analysis::spike_trains::tuning_map::{PlaneOccupancy, TuningMap as Map};
use spikebook_data::Table;
use spikebook_data::frames::{Signals, SpikeTable, Units};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::covariate::{Covariate, bins_between};
use crate::fit_status::{CONVERGED, each_or_status};
use crate::spike_groups::SpikeGroups;
use crate::tables::maps_schema;

/// `tuning-map`.
pub struct TuningMap;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column of the signals along x
    x: String,
    /// The column of the signals along y
    y: String,
    /// Where the first column of bins begins, in the unit of `x`
    x_minimum: f64,
    /// Where the last column of bins ends
    x_maximum: f64,
    /// How many columns of equal width
    #[schemars(range(min = 1, max = 1000))]
    n_x_bins: usize,
    /// Where the first row of bins begins, in the unit of `y`
    y_minimum: f64,
    /// Where the last row of bins ends
    y_maximum: f64,
    /// How many rows of equal height
    #[schemars(range(min = 1, max = 1000))]
    n_y_bins: usize,
    /// A column that is true (or not zero) where a sample counts
    mask: Option<String>,
    /// Standard deviation of the smoothing, in bins
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0))]
    smoothing_bins: f64,
    /// Bins visited for less have no rate
    #[schemars(range(min = 0.0), extend("x-unit" = "s"))]
    min_occupancy_s: f64,
    /// The longest time that one sample may stand for
    #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    max_sample_s: f64,
    /// Units with fewer spikes that count have no map
    #[schemars(range(min = 1, max = 1_000_000))]
    min_spikes: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            x: "x_px".into(),
            y: "y_px".into(),
            x_minimum: 0.0,
            x_maximum: 1000.0,
            n_x_bins: 25,
            y_minimum: 0.0,
            y_maximum: 1000.0,
            n_y_bins: 25,
            mask: None,
            smoothing_bins: 1.5,
            min_occupancy_s: 0.1,
            max_sample_s: 0.1,
            min_spikes: 50,
        }
    }
}

/// What is said of one unit.
struct Found {
    map: Map,
    rates: Vec<f64>,
    smoothed: Vec<f64>,
    bits: f64,
}

impl Stage for TuningMap {
    const NAME: &'static str = "tuning-map";
    const SUMMARY: &'static str =
        "Rate of each unit over a plane, by time spent, with bits a spike";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("spikes", SpikeTable::schema()).described("the spikes"),
            Port::table("signals", Signals::schema())
                .described("the place, with the columns that `x` and `y` name"),
            Port::table("units", Units::schema())
                .optional()
                .described("the units; left out, those that fired"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let number = |name: &str, unit: Unit, what: &str| {
            Column::float(name, unit).optional().described(what)
        };
        let units = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::text("status").described("`converged`, or `too_few_spikes`"),
            Column::integer("n_spikes", Unit::SPIKES).described("spikes in the plane"),
            number("mean_rate_hz", Unit::SPIKES_PER_SECOND, "all spikes over all seconds"),
            number("peak_rate_hz", Unit::SPIKES_PER_SECOND, "the highest smoothed rate"),
            number("peak_x", Unit::ANY, "where it is"),
            number("peak_y", Unit::ANY, "where it is"),
            number("bits_per_spike", Unit::BIT_PER_SPIKE, "information of a spike about the bin"),
            number("sparsity", Unit::FRACTION, "share of the plane in which it fires"),
            number("coherence", Unit::ONE, "correlation of a bin with its neighbours"),
        ];
        vec![
            Port::table("maps", maps_schema()).described("one row a unit and bin"),
            Port::table("units", TableSchema::new("units", units)).described("one row a unit"),
        ]
    }

    fn example() -> Example {
        let time_s: Vec<f64> = (0..60).map(|step| f64::from(step) * 0.1).collect();
        let along = |period: i32| -> Vec<f64> {
            (0..60).map(|step| f64::from(step / period % 3) * 10.0 + 5.0).collect()
        };
        let spikes = SpikeTable::from_columns(vec![1; 5], vec![0.05, 0.95, 1.05, 1.85, 2.75], None);
        let signals = Table::build("signals")
            .float("time_s", Unit::SECOND, time_s)
            .float("x_px", Unit::PIXEL, along(1))
            .float("y_px", Unit::PIXEL, along(3))
            .finish();
        Example::default()
            .input("spikes", spikes.expect("five spikes").into_table())
            .input("signals", signals.expect("sixty samples"))
            .param("x_maximum", 30.0)
            .param("n_x_bins", 3)
            .param("y_maximum", 30.0)
            .param("n_y_bins", 3)
            .param("min_spikes", 1)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let groups = SpikeGroups::of_task(task)?;
        let mask = params.mask.as_deref();
        let x = Covariate::of_signals(task.table("signals")?, &params.x, mask)?;
        let y = Covariate::of_signals(task.table("signals")?, &params.y, mask)?;
        let bins = [
            bins_between(params.x_minimum, params.x_maximum, params.n_x_bins)?,
            bins_between(params.y_minimum, params.y_maximum, params.n_y_bins)?,
        ];
        let samples = [x.samples.as_slice(), y.samples.as_slice()];
        let plane = PlaneOccupancy::new(&x.time_s, samples, &x.keep, bins, params.max_sample_s)?;
        let results =
            groups.spike_times_s.par_iter().map(|times| params.found(&plane, times)).collect();
        let found = each_or_status(results)?;
        task.put_table("maps", maps(&groups.unit_id, &found, (x.unit, y.unit))?);
        task.put_table("units", units(&groups.unit_id, &found, (x.unit, y.unit))?);
        Ok(())
    }
}

impl Params {
    fn found(&self, plane: &PlaneOccupancy, times: &[f64]) -> Result<Found, Error> {
        let map = Map::new(plane, times)?;
        let counts: Vec<u32> = map.spike_counts().iter().copied().collect();
        let n_spikes: usize = counts.iter().map(|&count| count as usize).sum();
        if n_spikes < self.min_spikes {
            let what = "spikes that count";
            return Err(Error::TooFew { what, got: n_spikes, wanted: self.min_spikes });
        }
        let bits = bits_per_spike(plane.flat().seconds(), &counts)?;
        let rates = map.rates_hz(self.min_occupancy_s).into_iter().collect();
        let smoothed = map.smoothed_rates_hz(self.smoothing_bins, self.min_occupancy_s)?;
        Ok(Found { rates, smoothed: smoothed.into_iter().collect(), bits, map })
    }
}

impl Found {
    /// The bin with the highest smoothed rate, in the order of the table; none where no bin has one.
    fn peak(&self) -> Option<usize> {
        crate::drawing::largest(&self.smoothed)
    }
}

fn maps(
    unit_id: &[i64],
    found: &[Result<Found, &'static str>],
    (x_unit, y_unit): (Unit, Unit),
) -> Result<Table, Failure> {
    let (mut ids, mut x_bin, mut y_bin) = (vec![], vec![], vec![]);
    let (mut x, mut y, mut n_spikes, mut seconds) = (vec![], vec![], vec![], vec![]);
    let (mut rate, mut smoothed) = (vec![], vec![]);
    for (&id, found) in unit_id.iter().zip(found) {
        let Ok(found) = found else { continue };
        for ((row, column), &count) in found.map.spike_counts().indexed_iter() {
            ids.push(id);
            x_bin.push(column as i64);
            y_bin.push(row as i64);
            x.push(found.map.x_centres()[column]);
            y.push(found.map.y_centres()[row]);
            n_spikes.push(i64::from(count));
            seconds.push(found.map.occupancy_s()[[row, column]]);
        }
        rate.extend_from_slice(&found.rates);
        smoothed.extend_from_slice(&found.smoothed);
    }
    Ok(Table::build("maps")
        .integer("unit_id", Unit::ID, ids)
        .integer("x_bin", Unit::ONE, x_bin)
        .integer("y_bin", Unit::ONE, y_bin)
        .float("x", x_unit, x)
        .float("y", y_unit, y)
        .integer("n_spikes", Unit::SPIKES, n_spikes)
        .float("occupancy_s", Unit::SECOND, seconds)
        .float_or_empty("rate_hz", Unit::SPIKES_PER_SECOND, &rate)
        .float_or_empty("smoothed_hz", Unit::SPIKES_PER_SECOND, &smoothed)
        .finish()?)
}

fn units(
    unit_id: &[i64],
    found: &[Result<Found, &'static str>],
    (x_unit, y_unit): (Unit, Unit),
) -> Result<Table, Failure> {
    let of = |part: &dyn Fn(&Found) -> Option<f64>| -> Vec<f64> {
        let value = |found: &Result<Found, _>| found.as_ref().ok().and_then(part);
        found.iter().map(|found| value(found).unwrap_or(f64::NAN)).collect()
    };
    let total = |found: &Result<Found, _>| match found {
        Ok(found) => found.map.spike_counts().iter().map(|&n| i64::from(n)).sum::<i64>(),
        Err(_) => 0,
    };
    let status: Vec<&str> = found
        .iter()
        .map(|found| found.as_ref().map_or_else(|status| *status, |_| CONVERGED))
        .collect();
    let column = |found: &Found, bin: usize| bin % found.map.x_centres().len();
    let row = |found: &Found, bin: usize| bin / found.map.x_centres().len();
    Ok(Table::build("units")
        .integer("unit_id", Unit::ID, unit_id.to_vec())
        .text("status", &status)
        .integer("n_spikes", Unit::SPIKES, found.iter().map(total).collect())
        .float_or_empty(
            "mean_rate_hz",
            Unit::SPIKES_PER_SECOND,
            &of(&|f| Some(f.map.mean_rate_hz())),
        )
        .float_or_empty(
            "peak_rate_hz",
            Unit::SPIKES_PER_SECOND,
            &of(&|f| Some(f.smoothed[f.peak()?])),
        )
        .float_or_empty("peak_x", x_unit, &of(&|f| Some(f.map.x_centres()[column(f, f.peak()?)])))
        .float_or_empty("peak_y", y_unit, &of(&|f| Some(f.map.y_centres()[row(f, f.peak()?)])))
        .float_or_empty("bits_per_spike", Unit::BIT_PER_SPIKE, &of(&|f| Some(f.bits)))
        .float_or_empty("sparsity", Unit::FRACTION, &of(&|f| Some(f.map.sparsity())))
        .float_or_empty("coherence", Unit::ONE, &of(&|f| Some(f.map.coherence())))
        .finish()?)
}

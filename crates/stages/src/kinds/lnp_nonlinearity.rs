//! How does what each unit sees become its rate, and how well does that predict spikes that were not seen?
//!
//! The linear–nonlinear–Poisson model: a filter reduces the last `n_lags` frames to one number, scaled to have
//! variance 1, and a histogram of spikes over frames against that number is the nonlinearity. The filter is the
//! spike-triggered average; with a `ridge` the correlation of the stimulus is taken out of it. Where folds are
//! wired, filter and nonlinearity are fitted anew without each fold and judged on it:
//!
//! bits = (log likelihood − log likelihood of the mean rate in training) / (ln 2 · spikes held out).
//!
//! It misleads in sample: `bits_in_sample` grows with the number of lags whatever the unit does. A
//! refractory unit, or one with two filters, has a nonlinearity that is flatter than it should be.
//! Described in [`spikebook_analysis::spike_trains::lnp`].

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::Error;
use spikebook_analysis::folds::FoldPlan;
use spikebook_analysis::spike_trains::lnp::{Lnp, LnpFit, bits_per_spike};
use spikebook_analysis::spike_trains::spike_triggered::LaggedStimulus;
use spikebook_data::Table;
use spikebook_numeric::sum::sum;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, ValuesSchema};

use crate::fit_status::{CONVERGED, each_or_status};
use crate::fold_plans::fold_plan;
use crate::stimulus_frames::{StimulusFrames, example, ports};
use crate::tables::{folds_schema, nonlinearity_schema};

/// `lnp-nonlinearity`.
pub struct LnpNonlinearity;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Columns of the stimulus; where empty, all columns of numbers
    variables: Vec<String>,
    /// How many frames before and with the spikes
    #[schemars(range(min = 1, max = 2000))]
    n_lags: usize,
    /// How many bins of equally many frames
    #[schemars(range(min = 1, max = 10_000))]
    n_bins: usize,
    /// Share of the stimulus' variance with which its correlation is taken out of the filter; left out, the filter is the average itself
    #[schemars(range(min = 0.0, max = 1e6))]
    ridge: Option<f64>,
    /// Level of the intervals of the rates
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    level: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { variables: Vec::new(), n_lags: 20, n_bins: 15, ridge: None, level: 0.95 }
    }
}

/// What is found of one unit.
struct Found {
    fit: LnpFit,
    bits_in_sample: f64,
    bits_held_out: Option<f64>,
}

impl Stage for LnpNonlinearity {
    const NAME: &'static str = "lnp-nonlinearity";
    const SUMMARY: &'static str =
        "Filter and nonlinearity of each unit, judged in bits a spike on held-out frames";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let plan = ValuesSchema::at_least([
            Column::integer("gap_rows", Unit::ONE).described("rows left out")
        ]);
        let mut inputs = ports();
        inputs.push(
            Port::table("folds", folds_schema())
                .optional()
                .described("which frames are held out together"),
        );
        inputs.push(
            Port::values("plan", plan).optional().described("the gap that goes with the folds"),
        );
        inputs
    }

    fn outputs() -> Vec<Port> {
        let bits = |name: &str, what: &str| {
            Column::float(name, Unit::BIT_PER_SPIKE).optional().described(what)
        };
        let filters = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::integer("lag", Unit::ONE).described("frames before the spikes"),
            Column::float("lag_s", Unit::SECOND).described("the same in time"),
            Column::integer("column", Unit::ONE)
                .described("the column of the stimulus, counted from 0"),
            Column::text("variable").described("its name"),
            Column::float("weight", Unit::ONE)
                .described("the filter, for projections of variance 1"),
        ];
        let units = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::text("status").described("`converged`, or why there is no fit"),
            Column::integer("n_spikes", Unit::SPIKES).described("spikes that count"),
            Column::float("mean_rate_hz", Unit::SPIKES_PER_SECOND)
                .optional()
                .described("the mean rate"),
            bits("bits_in_sample", "gain over the mean rate on the frames of the fit"),
            bits("bits_held_out", "the same on held-out frames; empty without folds"),
        ];
        vec![
            Port::table("nonlinearity", nonlinearity_schema()).described("one row a unit and bin"),
            Port::table("filters", TableSchema::new("filters", filters))
                .described("one row a unit, lag and column"),
            Port::table("units", TableSchema::new("units", units)).described("one row a unit"),
        ]
    }

    fn example() -> Example {
        let (counts, stimulus) = example(120);
        let folds = Table::build("folds")
            .integer("row", Unit::ONE, (0..120).collect())
            .integer("fold", Unit::ONE, (0..120).map(|row| row / 40).collect())
            .finish()
            .expect("three folds");
        Example::default()
            .input("counts", counts)
            .input("stimulus", stimulus)
            .input("folds", folds)
            .param("n_lags", 3)
            .param("n_bins", 4)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let frames = StimulusFrames::of_task(task, &params.variables)?;
        let stimulus = frames.lagged(params.n_lags)?;
        let plan =
            if task.has("folds") { Some(fold_plan(task, frames.counts.nrows())?) } else { None };
        let mut lnp = Lnp::default().with_bins(params.n_bins)?;
        if let Some(ridge) = params.ridge {
            lnp = lnp.with_ridge(ridge)?;
        }
        let results = (0..frames.unit_id.len())
            .into_par_iter()
            .map(|unit| {
                let counts = frames.counts_of_unit(unit);
                let fit = lnp.fit(&stimulus, &counts, frames.frame_s)?;
                let bits_in_sample = fit.bits_per_spike(&stimulus, &counts)?;
                let bits_held_out = match &plan {
                    Some(plan) => Some(held_out(lnp, &stimulus, &counts, frames.frame_s, plan)?),
                    None => None,
                };
                Ok(Found { fit, bits_in_sample, bits_held_out })
            })
            .collect();
        let found = each_or_status(results)?;
        let known: Vec<(i64, &LnpFit)> = frames
            .unit_id
            .iter()
            .zip(&found)
            .filter_map(|(&id, found)| Some((id, &found.as_ref().ok()?.fit)))
            .collect();
        task.put_table("nonlinearity", nonlinearity(&known, params.level)?);
        task.put_table("filters", filters(&frames, params.n_lags, &known)?);

        let of = |part: &dyn Fn(&Found) -> Option<f64>| -> Vec<Option<f64>> {
            found.iter().map(|found| found.as_ref().ok().and_then(part)).collect()
        };
        let status: Vec<&str> = found
            .iter()
            .map(|found| found.as_ref().map_or_else(|status| *status, |_| CONVERGED))
            .collect();
        let n_spikes = found.iter().map(|f| f.as_ref().map_or(0, |f| f.fit.n_spikes() as i64));
        let units = Table::build("units")
            .integer("unit_id", Unit::ID, frames.unit_id.clone())
            .text("status", &status)
            .integer("n_spikes", Unit::SPIKES, n_spikes.collect())
            .optional_float(
                "mean_rate_hz",
                Unit::SPIKES_PER_SECOND,
                of(&|found| Some(found.fit.mean_rate_hz())),
            )
            .optional_float("bits_in_sample", Unit::BIT_PER_SPIKE, of(&|f| Some(f.bits_in_sample)))
            .optional_float("bits_held_out", Unit::BIT_PER_SPIKE, of(&|f| f.bits_held_out))
            .finish()?;
        task.put_table("units", units);
        Ok(())
    }
}

/// The gain over the mean rate, all folds together.
fn held_out(
    lnp: Lnp,
    stimulus: &LaggedStimulus<'_>,
    counts: &[u32],
    frame_s: f64,
    plan: &FoldPlan,
) -> Result<f64, Error> {
    let (mut gains, mut n_spikes) = (Vec::new(), 0.0);
    for (train, test) in plan.splits() {
        let only = |rows: &[usize]| {
            let mut keep = vec![false; counts.len()];
            for &row in rows {
                keep[row] = true;
            }
            stimulus.clone().keeping(&keep)
        };
        let fit = lnp.fit(&only(&train)?, counts, frame_s)?;
        let held_out = only(&test)?;
        let rates = fit.rates_hz(&held_out)?;
        let usable: Vec<u32> =
            held_out.usable_frames().into_iter().map(|frame| counts[frame]).collect();
        let n_here: u32 = usable.iter().sum();
        if n_here == 0 {
            // Without a spike the gain is what the model saves in expected spikes.
            let saved = rates.iter().map(|rate| (fit.mean_rate_hz() - rate) * frame_s);
            gains.push(sum(saved) / std::f64::consts::LN_2);
        } else {
            let bits = bits_per_spike(&usable, &rates, fit.mean_rate_hz(), frame_s)?;
            gains.push(bits * f64::from(n_here));
            n_spikes += f64::from(n_here);
        }
    }
    Ok(sum(gains) / n_spikes)
}

fn nonlinearity(known: &[(i64, &LnpFit)], level: f64) -> Result<Table, Failure> {
    let (mut unit_id, mut bin) = (vec![], vec![]);
    let (mut start, mut centre, mut stop) = (vec![], vec![], vec![]);
    let (mut n_frames, mut n_spikes) = (vec![], vec![]);
    let (mut rate, mut low, mut high) = (vec![], vec![], vec![]);
    for (id, fit) in known {
        let curve = fit.nonlinearity();
        let n = curve.centres().len();
        unit_id.extend(std::iter::repeat_n(*id, n));
        bin.extend(0..n as i64);
        start.extend_from_slice(&curve.edges()[..n]);
        centre.extend_from_slice(curve.centres());
        stop.extend_from_slice(&curve.edges()[1..]);
        n_frames.extend_from_slice(curve.n_frames());
        n_spikes.extend(curve.n_spikes().iter().map(|&n| n as i64));
        rate.extend(curve.rates_hz());
        for interval in curve.intervals_hz(level)? {
            low.push(interval.0);
            high.push(interval.1);
        }
    }
    Ok(Table::build("nonlinearity")
        .integer("unit_id", Unit::ID, unit_id)
        .integer("bin", Unit::ONE, bin)
        .float("start", Unit::ONE, start)
        .float("centre", Unit::ONE, centre)
        .float("stop", Unit::ONE, stop)
        .count("n_frames", Unit::ONE, &n_frames)
        .integer("n_spikes", Unit::SPIKES, n_spikes)
        .float("rate_hz", Unit::SPIKES_PER_SECOND, rate)
        .float("low_hz", Unit::SPIKES_PER_SECOND, low)
        .float("high_hz", Unit::SPIKES_PER_SECOND, high)
        .finish()?)
}

fn filters(
    frames: &StimulusFrames,
    n_lags: usize,
    known: &[(i64, &LnpFit)],
) -> Result<Table, Failure> {
    let entries = frames.entries(n_lags);
    let n = known.len();
    let ids = known.iter().flat_map(|(id, _)| std::iter::repeat_n(*id, entries.len()));
    let names: Vec<&str> = entries.iter().map(|entry| entry.3).collect();
    let weights = known.iter().flat_map(|(_, fit)| fit.filter().iter().copied());
    Ok(Table::build("filters")
        .integer("unit_id", Unit::ID, ids.collect())
        .integer("lag", Unit::ONE, entries.iter().map(|e| e.0).collect::<Vec<_>>().repeat(n))
        .float("lag_s", Unit::SECOND, entries.iter().map(|e| e.1).collect::<Vec<_>>().repeat(n))
        .integer("column", Unit::ONE, entries.iter().map(|e| e.2).collect::<Vec<_>>().repeat(n))
        .text("variable", &names.repeat(n))
        .float("weight", Unit::ONE, weights.collect())
        .finish()?)
}

//! How many spikes did each unit fire in each time bin, and what was the animal doing meanwhile?
//!
//! Bins are half-open, [start + i w, start + (i + 1) w), and only whole ones count. The columns of the signals
//! that `variables` names are carried along as their mean in the bin, those that `circular_variables` names
//! (in degrees) as their circular mean. A bin stays where every such column has a sample in it, and where every
//! sample is true of the column `mask`. Bins narrower than the samples lie apart have none in them as a rule: with `max_gap_s`
//! they take the value between the samples on either side, and stay where both are true of the mask.
//!
//! It misleads where bins are longer than the signal holds still, and where they are so short that nearly
//! all are empty.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::circular::Turn;
use spikebook_analysis::spike_trains::bin_means::{bin_means, fill_between_samples};
use spikebook_analysis::spike_trains::binning::{TimeBins, count_spikes_of_units};
use spikebook_data::Table;
use spikebook_data::frames::{Signals, SpikeTable, Units};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::Unit;

use crate::covariate::{Covariate, truth_of};
use crate::spike_groups::{SpikeGroups, units_table};
use crate::tables::{bins_schema, counts_schema};

/// `bin-spikes`.
pub struct BinSpikes;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Width of a bin
    #[schemars(range(max = 86_400.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    bin_width_s: f64,
    /// Where the first bin begins; left out, at the first sample of the signals or, without them, the first spike
    #[schemars(extend("x-unit" = "s"))]
    t_start_s: Option<f64>,
    /// Where no bin reaches beyond; left out, the last sample or spike
    #[schemars(extend("x-unit" = "s"))]
    t_stop_s: Option<f64>,
    /// Columns of the signals that are carried along as means
    variables: Vec<String>,
    /// Columns of the signals, in degrees, that are carried along as circular means
    circular_variables: Vec<String>,
    /// A column that is true (or not zero) of every sample of a bin that stays
    mask: Option<String>,
    /// A bin without a sample takes the value between the samples on either side where these lie no further apart
    #[schemars(range(min = 0.0, max = 86_400.0), extend("x-unit" = "s"))]
    max_gap_s: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            bin_width_s: 0.1,
            t_start_s: None,
            t_stop_s: None,
            variables: Vec::new(),
            circular_variables: Vec::new(),
            mask: None,
            max_gap_s: 0.0,
        }
    }
}

/// A column of the signals in bins.
struct Carried {
    name: String,
    unit: Unit,
    means: Vec<Option<f64>>,
}

impl Stage for BinSpikes {
    const NAME: &'static str = "bin-spikes";
    const SUMMARY: &'static str =
        "Count the spikes of each unit in time bins, and carry signals along";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("spikes", SpikeTable::schema()).described("the spikes"),
            Port::table("signals", Signals::schema())
                .optional()
                .described("the signals that `variables`, `circular_variables` and `mask` name"),
            Port::table("units", Units::schema())
                .optional()
                .described("the units; left out, those that fired"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![
            Port::table("counts", counts_schema()).described("one row a bin, one entry a unit"),
            Port::table("bins", bins_schema()).described("the same bins with what was carried"),
            Port::table("units", Units::schema()).described("the unit of each entry"),
        ]
    }

    fn example() -> Example {
        let spikes = SpikeTable::from_columns(vec![1, 1, 2], vec![0.05, 0.15, 0.25], None)
            .expect("three spikes");
        let signals = Table::build("direction")
            .float("time_s", Unit::SECOND, vec![0.0, 0.1, 0.2, 0.3])
            .float("direction_deg", Unit::DEGREE, vec![350.0, 10.0, 30.0, 40.0])
            .finish()
            .expect("four samples");
        Example::default()
            .input("spikes", spikes.into_table())
            .input("signals", signals)
            .param("bin_width_s", 0.1)
            .param("circular_variables", vec!["direction_deg"])
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let groups = SpikeGroups::of_task(task)?;
        let signals = task.optional_table("signals")?;
        let bins = bins(params, &groups, signals.as_ref())?;
        let (carried, stays) = carry(params, signals, &bins)?;
        let rows: Vec<usize> = (0..bins.n_bins()).filter(|&bin| stays[bin]).collect();
        if rows.is_empty() {
            return Err(Failure::new(
                format!("no bin stays of {}", bins.n_bins()),
                "look at the mask, and whether the signals have a sample in every bin",
            ));
        }

        let times: Vec<&[f64]> = groups.spike_times_s.iter().map(Vec::as_slice).collect();
        let counts = count_spikes_of_units(&times, &bins)?;
        let n_units = groups.unit_id.len();
        let mut flat = Vec::with_capacity(rows.len() * n_units);
        for &bin in &rows {
            flat.extend((0..n_units).map(|unit| f64::from(counts[[bin, unit]])));
        }
        let time_s: Vec<f64> = rows.iter().map(|&bin| bins.edge_s(bin)).collect();
        let counts = Table::build("counts")
            .float("time_s", Unit::SECOND, time_s.clone())
            .vector("counts", Unit::SPIKES, flat, n_units)
            .finish()?;
        task.put_table("counts", counts);

        let mut table = Table::build("bins")
            .float("time_s", Unit::SECOND, time_s)
            .described("when the bin begins")
            .float("width_s", Unit::SECOND, vec![bins.width_s(); rows.len()])
            .described("how long it is");
        for Carried { name, unit, means } in carried {
            let cells = rows.iter().filter_map(|&bin| means[bin]).collect();
            table = table.float(&name, unit, cells).described("mean over the samples of the bin");
        }
        task.put_table("bins", table.finish()?);
        task.put_table("units", units_table(&groups.unit_id)?);
        Ok(())
    }
}

fn bins(
    params: &Params,
    groups: &SpikeGroups,
    signals: Option<&Table>,
) -> Result<TimeBins, Failure> {
    let times = match signals {
        Some(signals) => Signals::try_from(signals.clone())?.time_s(),
        None => groups.spike_times_s.concat(),
    };
    let first = times.iter().copied().reduce(f64::min);
    let last = times.iter().copied().reduce(f64::max);
    let (Some(start_s), Some(stop_s)) = (params.t_start_s.or(first), params.t_stop_s.or(last))
    else {
        return Err(Failure::new(
            "neither spikes nor samples tell where the first bin begins",
            "set `t_start_s` and `t_stop_s`",
        ));
    };
    Ok(TimeBins::filling(start_s, stop_s, params.bin_width_s)?)
}

/// The carried columns, and which bins stay.
fn carry(
    params: &Params,
    signals: Option<Table>,
    bins: &TimeBins,
) -> Result<(Vec<Carried>, Vec<bool>), Failure> {
    let mut stays = vec![true; bins.n_bins()];
    let mut carried = Vec::new();
    let turns = params.circular_variables.iter().map(|name| (name, Some(Turn::DEGREES)));
    let wanted: Vec<_> = params.variables.iter().map(|name| (name, None)).chain(turns).collect();
    let Some(signals) = signals else {
        if wanted.is_empty() && params.mask.is_none() {
            return Ok((carried, stays));
        }
        return Err(Failure::new(
            "input `signals`: nothing is wired to it, and a parameter names a column of it",
            "wire signals, or leave `variables`, `circular_variables` and `mask` out",
        ));
    };
    if let Some(mask) = &params.mask {
        let kept = truth_of(&signals, mask)?;
        let times = Signals::try_from(signals.clone())?.time_s();
        let kept: Vec<f64> = kept.into_iter().map(|kept| f64::from(u8::from(kept))).collect();
        // Shares of samples that are true: 1 where all are.
        let mut shares = bin_means(&times, &kept, bins, None)?;
        fill_between_samples(&mut shares, &times, &kept, bins, None, params.max_gap_s)?;
        for (stays, share) in stays.iter_mut().zip(shares) {
            *stays = share == Some(1.0);
        }
    }
    for (name, turn) in wanted {
        let covariate = Covariate::of_signals(signals.clone(), name, None)?;
        let (times, samples) = (&covariate.time_s, &covariate.samples);
        let mut means = bin_means(times, samples, bins, turn)?;
        fill_between_samples(&mut means, times, samples, bins, turn, params.max_gap_s)?;
        for (bin, mean) in means.iter().enumerate() {
            stays[bin] &= mean.is_some();
        }
        carried.push(Carried { name: name.clone(), unit: covariate.unit, means });
    }
    Ok((carried, stays))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_holds_without_a_variable_too() {
        let signals = Table::build("track")
            .float("time_s", Unit::SECOND, vec![0.0, 0.5, 1.0, 1.5, 3.5])
            .boolean("running", vec![true, true, true, false, true])
            .finish()
            .expect("five samples");
        let bins = TimeBins::new(0.0, 1.0, 4).expect("four bins");
        let params = Params { mask: Some("running".into()), ..Params::default() };
        let (_, stays) = carry(&params, Some(signals), &bins).expect("a mask");
        // A bin that is partly masked does not stay, and neither does one without a sample.
        assert_eq!(stays, [true, false, false, true]);

        // Between the samples at 1.5 s and 3.5 s the animal stopped; between those at 0 and 0.5 s it ran.
        let signals = Table::build("track")
            .float("time_s", Unit::SECOND, vec![0.0, 0.5, 1.0, 1.5, 3.5])
            .boolean("running", vec![true, true, true, false, true])
            .finish()
            .expect("five samples");
        let bins = TimeBins::new(0.0, 0.1, 20).expect("twenty bins");
        let params = Params { mask: Some("running".into()), max_gap_s: 0.6, ..Params::default() };
        let (_, stays) = carry(&params, Some(signals), &bins).expect("a mask");
        assert_eq!(stays, (0..20).map(|bin| bin <= 10).collect::<Vec<_>>());
    }
}

//! The tables of correlograms.

use spikebook_data::Table;
use spikebook_pipeline::Failure;
use spikebook_schema::{Column, TableSchema, Unit};

use super::{Pair, Trains};

pub(crate) fn pairs_schema() -> TableSchema {
    let number =
        |name: &str, unit: Unit, what: &str| Column::float(name, unit).optional().described(what);
    let columns = [
        Column::integer("reference_id", Unit::ID).described("the unit at lag 0"),
        Column::integer("target_id", Unit::ID).described("the unit that is looked for"),
        Column::text("status").described("`converged`, or `too_few_spikes`"),
        Column::integer("n_reference", Unit::SPIKES).described("spikes of the reference"),
        Column::integer("n_target", Unit::SPIKES).described("spikes of the target"),
        Column::integer("n_pairs", Unit::ONE).described("pairs of spikes within the lags"),
        number("peak_lag_s", Unit::SECOND, "the lag with the largest count over what is predicted"),
        number("peak_rate_hz", Unit::SPIKES_PER_SECOND, "the rate of the target there"),
        number("peak_excess", Unit::ONE, "count over what is predicted there"),
        Column::integer("n_bins_beyond", Unit::ONE)
            .optional()
            .described("bins outside of the band that chance leaves nowhere; empty without jitter"),
    ];
    TableSchema::new("pairs", columns)
}

pub(super) fn correlograms(trains: &Trains, pairs: &[Pair]) -> Result<Table, Failure> {
    let n_bins = trains.lags.n_bins();
    let id = |of: fn(&Pair) -> usize| -> Vec<i64> {
        let ids = pairs.iter().map(|pair| trains.unit_id[of(pair)]);
        ids.flat_map(|id| std::iter::repeat_n(id, n_bins)).collect()
    };
    let rate = pairs.iter().flat_map(|pair| {
        let time_s = trains.n_spikes[pair.reference] as f64 * trains.lags.width_s();
        pair.counts.iter().map(move |&count| count as f64 / time_s)
    });
    let optional = |of: &dyn Fn(&Pair) -> Option<Vec<f64>>| -> Vec<Option<f64>> {
        let cells = |pair: &Pair| match of(pair) {
            Some(values) => values.into_iter().map(Some).collect(),
            None => vec![None; n_bins],
        };
        pairs.iter().flat_map(cells).collect()
    };
    let band = |which: usize, is_high: bool| {
        optional(&|pair| {
            let (low, high) = pair.bands.as_ref().map(|bands| bands[which].clone())?;
            Some(if is_high { high } else { low })
        })
    };
    let counts = pairs.iter().flat_map(|pair| pair.counts.iter().map(|&count| count as i64));
    let expected = pairs.iter().flat_map(|pair| pair.expected.iter().copied());
    Ok(Table::build("correlograms")
        .integer("reference_id", Unit::ID, id(|pair| pair.reference))
        .integer("target_id", Unit::ID, id(|pair| pair.target))
        .float("lag_s", Unit::SECOND, trains.lags.centres_s().repeat(pairs.len()))
        .integer("n_pairs", Unit::ONE, counts.collect())
        .float_or_empty("rate_hz", Unit::SPIKES_PER_SECOND, &rate.collect::<Vec<_>>())
        .float("expected", Unit::ONE, expected.collect())
        .optional_float("predicted", Unit::ONE, optional(&|pair| pair.predicted.clone()))
        .optional_float("low", Unit::ONE, band(0, false))
        .optional_float("high", Unit::ONE, band(0, true))
        .optional_float("low_anywhere", Unit::ONE, band(1, false))
        .optional_float("high_anywhere", Unit::ONE, band(1, true))
        .finish()?)
}

pub(super) fn pairs(trains: &Trains, pairs: &[Pair]) -> Result<Table, Failure> {
    let lag_s = trains.lags.centres_s();
    let (mut lag, mut rate, mut excess, mut beyond) = (vec![], vec![], vec![], vec![]);
    let (mut status, mut total) = (vec![], vec![]);
    for pair in pairs {
        let chance = pair.predicted.as_ref().unwrap_or(&pair.expected);
        let over = |bin: usize| pair.counts[bin] as f64 - chance[bin];
        let best =
            (0..lag_s.len()).reduce(|best, bin| if over(bin) > over(best) { bin } else { best });
        let n_pairs: u64 = pair.counts.iter().sum();
        let known = best.filter(|_| n_pairs > 0);
        let time_s = trains.n_spikes[pair.reference] as f64 * trains.lags.width_s();
        lag.push(known.map(|bin| lag_s[bin]));
        rate.push(known.map(|bin| pair.counts[bin] as f64 / time_s));
        excess.push(known.map(over));
        beyond.push(pair.bands.as_ref().map(|[_, (low, high)]| {
            let is_beyond = |bin: &usize| {
                let count = pair.counts[*bin] as f64;
                count < low[*bin] || count > high[*bin]
            };
            (0..lag_s.len()).filter(is_beyond).count() as i64
        }));
        status.push(if n_pairs > 0 { "converged" } else { "too_few_spikes" });
        total.push(n_pairs as i64);
    }
    let id = |of: fn(&Pair) -> usize| pairs.iter().map(|p| trains.unit_id[of(p)]).collect();
    let n =
        |of: fn(&Pair) -> usize| pairs.iter().map(|p| trains.n_spikes[of(p)]).collect::<Vec<_>>();
    Ok(Table::build("pairs")
        .integer("reference_id", Unit::ID, id(|pair| pair.reference))
        .integer("target_id", Unit::ID, id(|pair| pair.target))
        .text("status", &status)
        .count("n_reference", Unit::SPIKES, &n(|pair| pair.reference))
        .count("n_target", Unit::SPIKES, &n(|pair| pair.target))
        .integer("n_pairs", Unit::ONE, total)
        .optional_float("peak_lag_s", Unit::SECOND, lag)
        .optional_float("peak_rate_hz", Unit::SPIKES_PER_SECOND, rate)
        .optional_float("peak_excess", Unit::ONE, excess)
        .optional_integer("n_bins_beyond", Unit::ONE, beyond)
        .finish()?)
}

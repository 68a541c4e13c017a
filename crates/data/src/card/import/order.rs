//! Which rows of a table stay, and in which order.

use std::collections::BTreeSet;

use super::cells::Cells;
use super::gather::Gathered;
use crate::card::spec::{Frame, RepeatedTimes};

/// All rows in the order in which they are checked: that of the file, spikes grouped by unit and trial;
/// by time where the card says so.
pub(super) fn of(table: &Gathered<'_>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..table.n_rows).collect();
    for column in table.spec.skip_missing.iter().filter_map(|name| table.column(name)) {
        order.retain(|&row| !column.is_missing(row));
    }
    if table.spec.distinct {
        order = distinct(table, order);
    }
    let ids = |name: &str| table.integers(name).filter(|_| table.spec.frame == Frame::Spikes);
    let (units, trials) = (ids("unit_id"), ids("trial_id"));
    let id = |ids: Option<&[Option<i64>]>, row: usize| ids.and_then(|ids| ids[row]);
    let times = table.floats("time_s").filter(|_| table.spec.sort);
    let starts = table.floats("start_s").filter(|_| table.spec.sort);
    let time = times.or(starts);
    // Stable, so that rows that tie stay as the file has them.
    order.sort_by(|&a, &b| {
        let by_id = (id(units, a), id(trials, a)).cmp(&(id(units, b), id(trials, b)));
        by_id.then_with(|| time.map_or(std::cmp::Ordering::Equal, |t| t[a].total_cmp(&t[b])))
    });
    order
}

/// The rows that stay of those in order.
pub(super) fn kept(table: &Gathered<'_>, order: &[usize]) -> Vec<usize> {
    let Some(times) = table.floats("time_s").filter(|_| table.spec.frame == Frame::Signals) else {
        return order.to_vec();
    };
    let repeats = order.chunk_by(|&a, &b| times[a] == times[b]);
    match table.spec.repeated_times {
        RepeatedTimes::Refuse => order.to_vec(),
        RepeatedTimes::KeepFirst => repeats.map(|run| run[0]).collect(),
        RepeatedTimes::KeepLast => repeats.map(|run| run[run.len() - 1]).collect(),
    }
}

/// The rows that differ from all before them.
fn distinct(table: &Gathered<'_>, rows: Vec<usize>) -> Vec<usize> {
    let mut seen = BTreeSet::new();
    let key = |row: usize| -> Vec<String> {
        let cell = |(_, cells): &(_, Cells)| format!("{:?}", cells.take(&[row]));
        table.columns.iter().map(cell).collect()
    };
    rows.into_iter().filter(|&row| seen.insert(key(row))).collect()
}

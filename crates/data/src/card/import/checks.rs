//! Whether the rows of a table can be what the card says they are.

use std::collections::BTreeSet;

use super::gather::Gathered;
use crate::card::finding::{ImportFinding, Remedy};
use crate::card::spec::{Frame, RepeatedTimes};

/// Every check that a table is put to. `order` is that of its rows once sorted by unit and trial.
pub(super) fn check(table: &Gathered<'_>, order: &[usize], findings: &mut Vec<ImportFinding>) {
    empty_cells(table, order, findings);
    times_inside(table, findings);
    match table.spec.frame {
        Frame::Spikes => {
            let times = table.floats("time_s").unwrap_or_default();
            ascending(table, order, Step::WithinUnit, findings);
            super::rates::check(table, times, order, findings);
        }
        Frame::Signals if table.spec.repeated_times == RepeatedTimes::Refuse => {
            ascending(table, order, Step::Strict, findings);
        }
        Frame::Signals | Frame::Stimulus => ascending(table, order, Step::Any, findings),
        Frame::Units => unique(table, "unit_id", order, findings),
        Frame::Trials => {
            unique(table, "trial_id", order, findings);
            stops_after_start(table, findings);
        }
        Frame::Table => {}
    }
}

fn empty_cells(table: &Gathered<'_>, order: &[usize], findings: &mut Vec<ImportFinding>) {
    let mut rows = order.to_vec();
    rows.sort_unstable();
    for (spec, cells) in &table.columns {
        if spec.column.optional_cells {
            continue;
        }
        let empty = rows.iter().copied().filter(|&row| cells.is_missing(row));
        note(table, &spec.column.name, empty, findings, |_| {
            let got = if spec.is_exact() { "no value" } else { "NaN" };
            (got.to_owned(), "a value".to_owned(), without_value(table, &spec.column.name))
        });
    }
}

/// What to write where a cell holds nothing: columns that the table cannot be without take no empty cells.
fn without_value(table: &Gathered<'_>, column: &str) -> Remedy {
    if table.spec.frame.schema().column(column).is_some() {
        Remedy::InTable(format!("`skip_missing = \"{column}\"` where rows without it are to go"))
    } else {
        Remedy::InColumn("`optional = true` where a cell may be empty".to_owned())
    }
}

fn times_inside(table: &Gathered<'_>, findings: &mut Vec<ImportFinding>) {
    let (start_s, stop_s) = (table.spec.t_start_s, table.spec.t_stop_s);
    let inside = |time_s: f64| {
        start_s.is_none_or(|start_s| time_s >= start_s)
            && stop_s.is_none_or(|stop_s| time_s <= stop_s)
    };
    for column in table.spec.frame.time_columns() {
        let times = table.floats(column).unwrap_or_default();
        let outside = (0..times.len()).filter(|&row| !times[row].is_nan() && !inside(times[row]));
        note(table, column, outside, findings, |row| {
            let bound = |bound: Option<f64>| bound.map_or("…".to_owned(), |b| b.to_string());
            let wanted = format!("a time from {} to {} s", bound(start_s), bound(stop_s));
            let remedy = "another `unit`, `clock_hz` or `offset`, unless it is the table's \
                          `t_start_s` or `t_stop_s` that is wrong";
            (format!("{} s", times[row]), wanted, Remedy::InColumn(remedy.to_owned()))
        });
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Step {
    /// Never back within a unit and trial.
    WithinUnit,
    /// Always on.
    Strict,
    /// Never back.
    Any,
}

fn ascending(table: &Gathered<'_>, order: &[usize], step: Step, findings: &mut Vec<ImportFinding>) {
    let Some(times) = table.floats("time_s") else { return };
    let ids = |name: &str| table.integers(name).filter(|_| step == Step::WithinUnit);
    let (units, trials) = (ids("unit_id"), ids("trial_id"));
    let together = |a: usize, b: usize| {
        units.is_none_or(|ids| ids[a] == ids[b]) && trials.is_none_or(|ids| ids[a] == ids[b])
    };
    let falls = |pair: &&[usize]| {
        let (before, here) = (times[pair[0]], times[pair[1]]);
        together(pair[0], pair[1])
            && if step == Step::Strict { here <= before } else { here < before }
    };
    let broken: Vec<&[usize]> = order.windows(2).filter(falls).collect();
    let Some(first) = broken.first() else { return };
    let (before, row) = (times[first[0]], first[1]);
    let only_repeats = broken.iter().all(|pair| times[pair[0]] == times[pair[1]]);
    let remedy = if only_repeats {
        Remedy::InTable("`repeated_times = \"keep-first\"`".to_owned())
    } else {
        Remedy::InTable(
            "`sort = true` where the order does not matter; mend the file where its clock was reset"
                .to_owned(),
        )
    };
    let wanted = if step == Step::Strict { "a later time" } else { "no earlier time" };
    let fault = (format!("{} s after {before} s", times[row]), wanted.to_owned(), remedy);
    findings.push(table.finding("time_s", Some(row), fault, broken.len() - 1));
}

fn unique(table: &Gathered<'_>, column: &str, order: &[usize], findings: &mut Vec<ImportFinding>) {
    let Some(ids) = table.integers(column) else { return };
    let mut seen = BTreeSet::new();
    let again = order.iter().copied().filter(|&row| ids[row].is_some_and(|id| !seen.insert(id)));
    note(table, column, again, findings, |row| {
        let got = format!("{} a second time", ids[row].unwrap_or_default());
        let remedy = Remedy::InTable("`distinct = true` where whole rows repeat".to_owned());
        (got, "each id once".to_owned(), remedy)
    });
}

fn stops_after_start(table: &Gathered<'_>, findings: &mut Vec<ImportFinding>) {
    let (Some(starts), Some(stops)) = (table.floats("start_s"), table.floats("stop_s")) else {
        return;
    };
    let rows = starts.len().min(stops.len());
    let before = (0..rows).filter(|&row| stops[row] < starts[row]);
    note(table, "stop_s", before, findings, |row| {
        let got = format!("{} s, before the trial starts at {} s", stops[row], starts[row]);
        let remedy = Remedy::InColumn("another `path` or `unit`".to_owned());
        (got, "a time at or after `start_s`".to_owned(), remedy)
    });
}

/// Ids of spikes that no row of the units or trials explains.
pub(super) fn check_ids(tables: &[Gathered<'_>], findings: &mut Vec<ImportFinding>) {
    for (frame, column) in [(Frame::Units, "unit_id"), (Frame::Trials, "trial_id")] {
        let mut of_frame = tables.iter().filter(|table| table.spec.frame == frame);
        let (Some(rows), None) = (of_frame.next(), of_frame.next()) else { continue };
        let Some(known) = rows.integers(column) else { continue };
        let known: BTreeSet<i64> = known.iter().flatten().copied().collect();
        for table in tables.iter().filter(|table| table.spec.frame == Frame::Spikes) {
            let ids = table.integers(column).unwrap_or_default();
            let stray =
                (0..ids.len()).filter(|&row| ids[row].is_some_and(|id| !known.contains(&id)));
            note(table, column, stray, findings, |row| {
                let got = format!("{column} {}", ids[row].unwrap_or_default());
                let wanted = format!("one that `{}` has", rows.spec.name);
                let remedy = format!("number `{}` and `{}` alike", table.spec.name, rows.spec.name);
                (got, wanted, Remedy::Else(remedy))
            });
        }
    }
}

/// Notes the first of these rows, and how many there are.
fn note(
    table: &Gathered<'_>,
    column: &str,
    mut rows: impl Iterator<Item = usize>,
    findings: &mut Vec<ImportFinding>,
    fault: impl Fn(usize) -> (String, String, Remedy),
) {
    if let Some(first) = rows.next() {
        let n_more = rows.count();
        findings.push(table.finding(column, Some(first), fault(first), n_more));
    }
}

//! Rates that no neuron has: times in another unit than the card says.
//!
//! The rate of a unit is that between its first and last spike, with the gaps between trials left out:
//! the number of intervals divided by their sum.

use super::gather::Gathered;
use crate::card::finding::{ImportFinding, Remedy};

/// Fewer spikes say nothing about a rate.
const FEWEST_SPIKES: usize = 10;
/// Times without a fraction are suspect from so many spikes on.
const FEWEST_WHOLE_TIMES: usize = 100;
/// A common clock of acquisition systems, for the example in a message.
const COMMON_CLOCK_HZ: f64 = 30_000.0;

/// A unit's first row, number of spikes, intervals within trials and their sum.
struct UnitRate {
    unit_id: i64,
    row: usize,
    n_spikes: usize,
    n_intervals: usize,
    sum_s: f64,
}

impl UnitRate {
    fn rate_hz(&self) -> f64 {
        self.n_intervals as f64 / self.sum_s
    }
}

/// Notes units that fire faster or slower than neurons do, and times that are all whole seconds.
pub(super) fn check(
    table: &Gathered<'_>,
    times: &[f64],
    order: &[usize],
    findings: &mut Vec<ImportFinding>,
) {
    let units = unit_rates(table, times, order);
    let counted = |unit: &&UnitRate| unit.n_spikes >= FEWEST_SPIKES && unit.sum_s > 0.0;
    let (highest_hz, lowest_hz) = (table.spec.highest_rate_hz, table.spec.lowest_rate_hz);
    let fast = |unit: &&UnitRate| unit.rate_hz() > highest_hz;
    let slow = |unit: &&UnitRate| unit.rate_hz() < lowest_hz;
    let too_fast: Vec<&UnitRate> = units.iter().filter(counted).filter(fast).collect();
    let too_slow: Vec<&UnitRate> = units.iter().filter(counted).filter(slow).collect();
    if let Some(unit) = too_fast.first() {
        let rate_hz = (unit.rate_hz() * 2.0).round();
        let remedy = Remedy::InTable(format!(
            "`highest_rate_hz = {rate_hz}` where units are merged; if times are not, as the column \
             says, in its `unit`, another one there"
        ));
        let fault = (rate_words(unit), format!("at most {highest_hz} spikes/s"), remedy);
        findings.push(table.finding("time_s", Some(unit.row), fault, too_fast.len() - 1));
    }
    if let Some(unit) = too_slow.first() {
        let fault = (rate_words(unit), format!("at least {lowest_hz} spikes/s"), clock_words(unit));
        findings.push(table.finding("time_s", Some(unit.row), fault, too_slow.len() - 1));
        return;
    }
    let whole = |row: &usize| times[*row].fract() == 0.0;
    if let Some(unit) = units.first()
        && order.len() >= FEWEST_WHOLE_TIMES
        && order.iter().all(whole)
    {
        let got = format!("{} times that are all whole seconds", order.len());
        let wanted = "times with fractions of a second".to_owned();
        let fault = (got, wanted, clock_words(unit));
        findings.push(table.finding("time_s", None, fault, 0));
    }
}

fn rate_words(unit: &UnitRate) -> String {
    format!(
        "unit {} at {} spikes/s between its first and last spike",
        unit.unit_id,
        three_digits(unit.rate_hz())
    )
}

fn clock_words(unit: &UnitRate) -> Remedy {
    Remedy::InColumn(format!(
        "`clock_hz = …` where times count samples (30000 would make it {} spikes/s), or \
         `unit = \"ms\"` where they are milliseconds ({} spikes/s)",
        three_digits(unit.rate_hz() * COMMON_CLOCK_HZ),
        three_digits(unit.rate_hz() * 1000.0)
    ))
}

/// A number as a message shows it.
fn three_digits(number: f64) -> String {
    if (0.01..1e6).contains(&number) {
        let places = if number < 10.0 { 2 } else { 0 };
        format!("{number:.places$}")
    } else {
        format!("{number:.1e}")
    }
}

/// The units in the order of their rows; each is one run of `order`.
fn unit_rates(table: &Gathered<'_>, times: &[f64], order: &[usize]) -> Vec<UnitRate> {
    let (units, trials) = (table.integers("unit_id"), table.integers("trial_id"));
    let id = |ids: Option<&[Option<i64>]>, row: usize| ids.and_then(|ids| ids[row]).unwrap_or(0);
    let mut rates: Vec<UnitRate> = Vec::new();
    for (place, &row) in order.iter().enumerate() {
        let unit_id = id(units, row);
        let Some(rate) = rates.last_mut().filter(|rate| rate.unit_id == unit_id) else {
            rates.push(UnitRate { unit_id, row, n_spikes: 1, n_intervals: 0, sum_s: 0.0 });
            continue;
        };
        rate.n_spikes += 1;
        let before = order[place - 1];
        if id(trials, before) == id(trials, row) {
            rate.n_intervals += 1;
            rate.sum_s += times[row] - times[before];
        }
    }
    rates
}

//! What kinds that simulate neurons hand on: voltages and spikes, out of the milliseconds of their models into seconds.

use spikebook_data::Table;
use spikebook_data::frames::SpikeTable;
use spikebook_pipeline::{Failure, Port};
use spikebook_schema::{Column, TableSchema, Unit};

/// Milliseconds in seconds.
pub(crate) fn seconds(milliseconds: &[f64]) -> Vec<f64> {
    milliseconds.iter().map(|time| time / 1000.0).collect()
}

/// The spikes of units 1, 2, … from their times in milliseconds.
pub(crate) fn spikes(trains_ms: &[Vec<f64>]) -> Result<Table, Failure> {
    let unit_id = (1..).zip(trains_ms).flat_map(|(unit, train)| train.iter().map(move |_| unit));
    let spikes = SpikeTable::from_columns(unit_id.collect(), seconds(&trains_ms.concat()), None)?;
    Ok(spikes.into_table())
}

/// The port `spikes`.
pub(crate) fn spikes_port() -> Port {
    Port::table("spikes", SpikeTable::schema()).described("the spikes")
}

/// A table over time: `time_s`, and these columns.
pub(crate) fn over_time(name: &str, columns: impl IntoIterator<Item = Column>) -> TableSchema {
    let time = Column::float("time_s", Unit::SECOND).described("when it was");
    TableSchema::new(name, [time].into_iter().chain(columns))
}

/// The column `voltage_mv`.
pub(crate) fn voltage() -> Column {
    Column::float("voltage_mv", Unit::MILLIVOLT).described("the voltage across the membrane")
}

/// Every so many samples, so that a table has at most this many rows.
pub(crate) fn stride(n_samples: usize, most: usize) -> usize {
    n_samples.div_ceil(most).max(1)
}

/// Every `stride`-th of some numbers.
pub(crate) fn thinned(numbers: &[f64], stride: usize) -> Vec<f64> {
    numbers.iter().copied().step_by(stride).collect()
}

/// Rates against inputs: one row an input.
pub(crate) fn input_rates_schema() -> TableSchema {
    let rate = |name: &str, what: &str| {
        Column::float(name, Unit::SPIKES_PER_SECOND).optional().described(what)
    };
    TableSchema::at_least(
        "curve",
        [
            Column::float("input", Unit::ANY).described("the input"),
            Column::integer("n_spikes", Unit::SPIKES).described("spikes that count"),
            Column::float("rate_hz", Unit::SPIKES_PER_SECOND).described("their rate"),
            rate("first_interval_hz", "one over the first interval"),
            rate("rate_se_hz", "the standard error of the rate, where chance plays a part"),
            rate("expected_hz", "the rate by theory, where there is one"),
        ],
    )
}

/// So many numbers, evenly spaced from the first to the last, which the parameters of these names give.
pub(crate) fn ascending(
    names: [&str; 2],
    [from, to]: [f64; 2],
    n: usize,
) -> Result<Vec<f64>, Failure> {
    if to <= from {
        let [first, last] = names;
        return Err(Failure::new(
            format!(
                "parameters `{first}` and `{last}`: got {from} and {to}, wanted them to ascend"
            ),
            "swap them",
        ));
    }
    let last = (n - 1) as f64;
    Ok((0..n).map(|at| from + (to - from) * at as f64 / last).collect())
}

//! Trials picked out and sorted into conditions.

use std::collections::BTreeMap;

use spikebook_data::Table;
use spikebook_data::frames::SpikeTable;
use spikebook_pipeline::Failure;
use spikebook_schema::ColumnType;

use crate::covariate::truth_of;

/// Which trials count, and by which columns they are sorted into conditions.
pub(crate) struct Selection<'a> {
    /// Columns by whose values trials are sorted.
    pub(crate) by: &'a [String],
    /// Columns that are true of every trial that counts.
    pub(crate) only: &'a [String],
    /// A column with a bound.
    pub(crate) at_least_column: Option<&'a str>,
    /// The bound.
    pub(crate) at_least: f64,
}

/// The trials of one condition.
pub(crate) struct Condition {
    /// What it is called: `choice 1, coherence 0.512`.
    pub(crate) label: String,
    /// The rows of its trials.
    pub(crate) rows: Vec<usize>,
}

impl Selection<'_> {
    /// The conditions in ascending order of the columns' values; all trials in one where there are none.
    pub(crate) fn conditions(&self, trials: &Table) -> Result<Vec<Condition>, Failure> {
        let mut counts = vec![true; trials.n_rows()];
        for column in self.only {
            for (row, truth) in truth_of(trials, column)?.into_iter().enumerate() {
                counts[row] &= truth;
            }
        }
        if let Some(column) = self.at_least_column {
            for (row, cell) in trials.optional_floats(column)?.into_iter().enumerate() {
                // What reads 0.256 was divided out of 256: a hair below still counts.
                counts[row] &= cell.is_some_and(|value| value >= self.at_least - 1e-9);
            }
        }
        let keys =
            self.by.iter().map(|column| keys(trials, column)).collect::<Result<Vec<_>, _>>()?;
        let mut groups: BTreeMap<Vec<Key>, Vec<usize>> = BTreeMap::new();
        for row in (0..trials.n_rows()).filter(|&row| counts[row]) {
            let key = keys.iter().map(|column| column[row].clone()).collect();
            groups.entry(key).or_default().push(row);
        }
        if groups.is_empty() {
            return Err(Failure::new(
                format!("no trial of {} is left", trials.n_rows()),
                "look at `only`, `at_least_column` and `at_least`",
            ));
        }
        let label = |key: &[Key]| {
            let words = self.by.iter().zip(key).map(|(name, key)| format!("{name} {}", key.text));
            words.collect::<Vec<_>>().join(", ")
        };
        Ok(groups
            .into_iter()
            .map(|(key, rows)| Condition {
                label: if key.is_empty() { "all trials".into() } else { label(&key) },
                rows,
            })
            .collect())
    }
}

/// A cell that sorts by its number where it has one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    order: i64,
    text: String,
}

fn keys(trials: &Table, column: &str) -> Result<Vec<Key>, Failure> {
    let kind = trials.schema().column(column).map(|column| column.column_type);
    if kind == Some(ColumnType::Text) {
        let words = trials.texts(column)?;
        return Ok(words
            .into_iter()
            .map(|word| Key { order: 0, text: word.unwrap_or("none").into() })
            .collect());
    }
    if kind == Some(ColumnType::Boolean) {
        let word = |truth: Option<bool>| match truth {
            Some(truth) => Key { order: i64::from(truth), text: truth.to_string() },
            None => Key { order: -1, text: "none".into() },
        };
        return Ok(trials.booleans(column)?.into_iter().map(word).collect());
    }
    let word = |cell: Option<f64>| match cell {
        // A millionth apart is another condition; rounding is not.
        Some(value) => Key { order: (value * 1e6).round() as i64, text: short(value) },
        None => Key { order: i64::MIN, text: "none".into() },
    };
    Ok(trials.optional_floats(column)?.into_iter().map(word).collect())
}

/// The number to six decimals, without zeros that say nothing.
fn short(value: f64) -> String {
    let digits = format!("{value:.6}");
    digits.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The spikes of each trial, by the row of the trial, of all units together.
///
/// Where spikes name their trial the times are on its clock; else they are on the clock of the session and
/// the trial's are those from its start to its stop.
pub(crate) fn spikes_of_trials(
    spikes: &SpikeTable,
    trials: &Table,
) -> Result<Vec<Vec<f64>>, Failure> {
    let ids = trials.integers("trial_id")?;
    let row_of: BTreeMap<i64, usize> = ids.iter().enumerate().map(|(row, &id)| (id, row)).collect();
    let mut times = vec![Vec::new(); ids.len()];
    if let Some(trial_of_spike) = spikes.trial_id() {
        for (&time, trial) in spikes.time_s().iter().zip(trial_of_spike) {
            if let Some(&row) = row_of.get(trial) {
                times[row].push(time);
            }
        }
    } else {
        let (start, stop) = (trials.floats("start_s")?, trials.floats("stop_s")?);
        let mut all = spikes.time_s().to_vec();
        all.sort_by(f64::total_cmp);
        for (row, times) in times.iter_mut().enumerate() {
            let from = all.partition_point(|&time| time < start[row]);
            let to = all.partition_point(|&time| time <= stop[row]);
            times.extend_from_slice(&all[from..to]);
        }
    }
    for times in &mut times {
        times.sort_by(f64::total_cmp);
    }
    Ok(times)
}

/// Trials and spikes for the examples of kinds that align them.
pub(crate) fn example_trials() -> (Table, Table) {
    use spikebook_schema::Unit;
    let spikes = SpikeTable::from_columns(
        vec![1; 8],
        vec![0.1, 0.3, 0.45, 0.2, 0.55, 0.1, 0.15, 0.4],
        Some(vec![1, 1, 1, 2, 2, 3, 3, 4]),
    )
    .expect("eight spikes");
    let trials = Table::build("trials")
        .integer("trial_id", Unit::ID, vec![1, 2, 3, 4])
        .float("start_s", Unit::SECOND, vec![0.0; 4])
        .float("stop_s", Unit::SECOND, vec![0.5, 0.6, 0.5, 0.6])
        .float("coherence", Unit::FRACTION, vec![0.0, 0.512, 0.0, 0.512])
        .integer("choice", Unit::ONE, vec![1, 1, 2, 2])
        .boolean("correct", vec![true, true, false, true])
        .float("rt_s", Unit::SECOND, vec![0.5, 0.6, 0.5, 0.6])
        .finish()
        .expect("four trials");
    (spikes.into_table(), trials)
}

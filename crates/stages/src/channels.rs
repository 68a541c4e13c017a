//! Channels of evenly sampled signals, in one stretch or in trials.

use std::ops::Range;

use spikebook_data::Table;
use spikebook_pipeline::Failure;
use spikebook_schema::{ColumnType, Unit};

/// How far a sample may lie from the even clock, in samples.
const UNEVENNESS: f64 = 0.05;

/// The channels of a table of signals.
pub(crate) struct Channels {
    /// What each is called: its column, with the entry where the column holds vectors.
    pub(crate) names: Vec<String>,
    /// What each is measured in.
    pub(crate) units: Vec<Unit>,
    /// The samples of each.
    pub(crate) values: Vec<Vec<f64>>,
    /// When each sample was taken.
    pub(crate) time_s: Vec<f64>,
    /// The rows of each trial: all, where the table has no column `trial_id`.
    pub(crate) trials: Vec<Range<usize>>,
    /// The trial of each, where there is one.
    pub(crate) trial_id: Option<Vec<i64>>,
    /// Samples a second.
    pub(crate) sampling_rate_hz: f64,
}

impl Channels {
    /// The columns that `chosen` names; where it is empty, all that hold floats but the time.
    pub(crate) fn of(table: &Table, chosen: &[String]) -> Result<Self, Failure> {
        let time_s = table.floats("time_s")?.to_vec();
        let trial_id =
            if table.has("trial_id") { Some(table.integers("trial_id")?.to_vec()) } else { None };
        let trials = match &trial_id {
            None => std::iter::once(0..time_s.len()).collect(),
            Some(ids) => runs(ids),
        };
        let sampling_rate_hz = even_rate(&time_s, &trials)?;
        let names: Vec<String> = if chosen.is_empty() {
            let columns = table.schema().columns.iter().filter(|column| {
                let is_signal =
                    matches!(column.column_type, ColumnType::Float | ColumnType::Vector);
                is_signal && column.name != "time_s" && column.name != "width_s"
            });
            columns.map(|column| column.name.clone()).collect()
        } else {
            chosen.to_vec()
        };
        let mut found = Self {
            names: Vec::new(),
            units: Vec::new(),
            values: Vec::new(),
            time_s,
            trials,
            trial_id,
            sampling_rate_hz,
        };
        for name in &names {
            found.add(table, name)?;
        }
        if found.names.is_empty() {
            return Err(Failure::new(
                "input `signals`: no column of numbers beside the time, wanted a channel",
                "look at the columns of the table, or name them in `columns`",
            ));
        }
        Ok(found)
    }

    fn add(&mut self, table: &Table, name: &str) -> Result<(), Failure> {
        let column = table.schema().column(name);
        let unit = column.map_or(Unit::ONE, |column| column.unit);
        if column.is_some_and(|column| column.column_type == ColumnType::Vector) {
            let (flat, width) = table.vectors(name)?;
            for entry in 0..width {
                self.names.push(format!("{name} {}", entry + 1));
                self.units.push(unit);
                self.values.push(flat.iter().skip(entry).step_by(width).copied().collect());
            }
        } else {
            self.names.push(name.to_owned());
            self.units.push(unit);
            self.values.push(table.numbers(name)?);
        }
        Ok(())
    }

    /// How many channels there are.
    pub(crate) fn n_channels(&self) -> usize {
        self.names.len()
    }

    /// The trials of one channel.
    pub(crate) fn trials_of(&self, channel: usize) -> Vec<&[f64]> {
        self.trials.iter().map(|rows| &self.values[channel][rows.clone()]).collect()
    }

    /// The shortest trial, in samples.
    pub(crate) fn shortest_trial(&self) -> usize {
        self.trials.iter().map(Range::len).min().unwrap_or(0)
    }

    /// The channel of this name; the first without one.
    pub(crate) fn position(
        &self,
        name: Option<&str>,
        parameter: &str,
        other: usize,
    ) -> Result<usize, Failure> {
        let Some(name) = name else {
            return if other < self.names.len() {
                Ok(other)
            } else {
                Err(self.unknown(parameter, "none"))
            };
        };
        let found = self.names.iter().position(|known| known == name);
        found.ok_or_else(|| self.unknown(parameter, name))
    }

    fn unknown(&self, parameter: &str, got: &str) -> Failure {
        Failure::new(
            format!("parameter `{parameter}`: got {got}, wanted a channel of the signals"),
            format!("they have {}", self.names.join(", ")),
        )
    }
}

/// The rows of each run of one number.
fn runs(ids: &[i64]) -> Vec<Range<usize>> {
    let mut end = 0;
    let run = |run: &[i64]| {
        end += run.len();
        end - run.len()..end
    };
    ids.chunk_by(|a, b| a == b).map(run).collect()
}

/// Samples a second of a clock that ticks evenly within each trial.
fn even_rate(time_s: &[f64], trials: &[Range<usize>]) -> Result<f64, Failure> {
    let longest = trials.iter().max_by_key(|rows| rows.len()).cloned().unwrap_or(0..0);
    if longest.len() < 2 {
        return Err(Failure::new(
            format!("input `signals`: got {} samples, wanted at least 2", longest.len()),
            "look at the stage that makes this table",
        ));
    }
    let elapsed_s = time_s[longest.end - 1] - time_s[longest.start];
    let rate_hz = (longest.len() - 1) as f64 / elapsed_s;
    for rows in trials {
        for (place, row) in rows.clone().enumerate() {
            let off = (time_s[row] - time_s[rows.start]) * rate_hz - place as f64;
            let is_even = off.abs() <= UNEVENNESS;
            if !is_even {
                return Err(Failure::new(
                    format!(
                        "input `signals`, column `time_s`, row {row}: got {} s, {off:.3} samples from an even clock, wanted \
                         evenly spaced samples",
                        time_s[row]
                    ),
                    "crop the signals to a stretch without gaps, or give trials in a column `trial_id`",
                ));
            }
        }
    }
    // A rate that is whole but for the rounding of times is meant to be whole.
    let whole = rate_hz.round();
    Ok(if (rate_hz - whole).abs() < 1e-6 * whole { whole } else { rate_hz })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(time_s: Vec<f64>, trial_id: Vec<i64>) -> Table {
        let n = time_s.len();
        Table::build("signals")
            .float("time_s", Unit::SECOND, time_s)
            .integer("trial_id", Unit::ID, trial_id)
            .float("field", Unit::ONE, vec![0.0; n])
            .vector("array", Unit::ONE, vec![1.0; 2 * n], 2)
            .finish()
            .expect("signals")
    }

    #[test]
    fn trials_and_entries_are_told_apart() {
        let table = table(vec![0.0, 0.01, 0.02, 0.0, 0.01], vec![7, 7, 7, 9, 9]);
        let channels = Channels::of(&table, &[]).expect("even");
        assert_eq!(channels.names, ["field", "array 1", "array 2"]);
        assert_eq!(channels.trials, [0..3, 3..5]);
        assert_eq!(channels.sampling_rate_hz, 100.0);
        assert_eq!(channels.trials_of(1)[1], [1.0, 1.0]);
        let failure = channels.position(Some("lfp"), "first", 0).expect_err("none");
        insta::assert_snapshot!(failure, @"parameter `first`: got lfp, wanted a channel of the signals");
    }

    #[test]
    fn a_clock_that_jumps_is_refused() {
        let table = table(vec![0.0, 0.01, 0.05, 0.06], vec![1; 4]);
        let failure = Channels::of(&table, &[]).err().expect("a gap");
        insta::assert_snapshot!(failure, @"input `signals`, column `time_s`, row 1: got 0.01 s, -0.500 samples from an even clock, wanted evenly spaced samples");
    }
}

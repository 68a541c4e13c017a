//! Spikes of every unit in a window of every trial, for kinds that compare counts over trials.

use ndarray::Array2;
use spikebook_analysis::spike_trains::alignment::{Window, align_trials, count_in_windows};
use spikebook_data::Table;
use spikebook_data::frames::{SpikeTable, Trials, Units};
use spikebook_pipeline::{Failure, Port, Task};

use crate::conditions::{Selection, spikes_of_trials};

/// Trials that count, in the order of their conditions.
pub(crate) struct TrialCounts {
    /// The units.
    pub(crate) unit_id: Vec<i64>,
    /// What the conditions are called.
    pub(crate) labels: Vec<String>,
    /// The condition of each trial.
    pub(crate) condition: Vec<usize>,
    /// Spikes in the window (trials × units).
    pub(crate) counts: Array2<u32>,
}

/// The spikes of every unit in every trial that counts.
pub(crate) struct TrialTrains {
    /// The units.
    pub(crate) unit_id: Vec<i64>,
    /// The trials.
    pub(crate) trial_id: Vec<i64>,
    /// Unit by unit, trial by trial, relative to the event.
    pub(crate) trains_s: Vec<Vec<Vec<f64>>>,
}

/// Which trials count, and where the window lies.
pub(crate) struct TrialWindow<'a> {
    /// The column of the trials with the time of the event.
    pub(crate) align: &'a str,
    /// From where to where, relative to it.
    pub(crate) window: Window,
    /// Columns by whose values trials are sorted.
    pub(crate) by: &'a [String],
    /// Columns that are true of every trial that counts.
    pub(crate) only: &'a [String],
}

/// The trials that count, and the spikes of each unit in each.
struct Sorted {
    unit_id: Vec<i64>,
    labels: Vec<String>,
    condition: Vec<usize>,
    trial_id: Vec<i64>,
    events_s: Vec<f64>,
    /// Unit by unit, trial by trial
    times_s: Vec<Vec<Vec<f64>>>,
}

/// The ports that [`TrialWindow::counts`] reads.
pub(crate) fn ports() -> Vec<Port> {
    vec![
        Port::table("spikes", SpikeTable::schema()).described("the spikes"),
        Port::table("trials", Trials::schema())
            .described("the trials, with the columns that parameters name"),
        Port::table("units", Units::schema())
            .optional()
            .described("the units; left out, those that fired"),
    ]
}

impl TrialWindow<'_> {
    /// The spikes in the window of each trial that counts.
    pub(crate) fn counts(&self, task: &Task<'_>) -> Result<TrialCounts, Failure> {
        let sorted = self.sorted(task)?;
        let n_trials = sorted.condition.len();
        let mut counts = Array2::zeros((n_trials, sorted.unit_id.len()));
        for (unit, times) in sorted.times_s.iter().enumerate() {
            let views: Vec<&[f64]> = times.iter().map(Vec::as_slice).collect();
            let of_unit = count_in_windows(&views, &sorted.events_s, self.window)?;
            of_unit.into_iter().enumerate().for_each(|(trial, n)| counts[[trial, unit]] = n);
        }
        Ok(TrialCounts {
            unit_id: sorted.unit_id,
            labels: sorted.labels,
            condition: sorted.condition,
            counts,
        })
    }

    /// The spikes in the window of each trial that counts, relative to its event.
    pub(crate) fn trains(&self, task: &Task<'_>) -> Result<TrialTrains, Failure> {
        let sorted = self.sorted(task)?;
        let trains = sorted
            .times_s
            .iter()
            .map(|times| {
                let views: Vec<&[f64]> = times.iter().map(Vec::as_slice).collect();
                Ok(align_trials(&views, &sorted.events_s, self.window)?)
            })
            .collect::<Result<Vec<_>, Failure>>()?;
        let (unit_id, trial_id) = (sorted.unit_id, sorted.trial_id);
        Ok(TrialTrains { unit_id, trial_id, trains_s: trains })
    }

    fn sorted(&self, task: &Task<'_>) -> Result<Sorted, Failure> {
        let spikes = SpikeTable::try_from(task.table("spikes")?)?;
        let trials = Trials::try_from(task.table("trials")?)?.table().clone();
        let units = task.optional_table("units")?;
        let unit_id = match units {
            Some(units) => Units::try_from(units)?.unit_id().to_vec(),
            None => spikes.by_unit().iter().map(|(unit, _)| *unit).collect(),
        };
        let events = trials.optional_floats(self.align)?;
        let ids = trials.integers("trial_id")?;
        let selection =
            Selection { by: self.by, only: self.only, at_least_column: None, at_least: 0.0 };
        let (mut labels, mut condition, mut rows) = (Vec::new(), Vec::new(), Vec::new());
        for found in selection.conditions(&trials)? {
            let kept: Vec<usize> =
                found.rows.into_iter().filter(|&row| events[row].is_some()).collect();
            if !kept.is_empty() {
                condition.extend(std::iter::repeat_n(labels.len(), kept.len()));
                rows.extend(kept);
                labels.push(found.label);
            }
        }
        let mut times_s = Vec::with_capacity(unit_id.len());
        for unit in &unit_id {
            let of_unit = spikes_of_trials(&spikes_of_unit(&spikes, *unit)?, &trials)?;
            times_s.push(rows.iter().map(|&row| of_unit[row].clone()).collect());
        }
        Ok(Sorted {
            unit_id,
            labels,
            condition,
            trial_id: rows.iter().map(|&row| ids[row]).collect(),
            events_s: rows.iter().filter_map(|&row| events[row]).collect(),
            times_s,
        })
    }
}

fn spikes_of_unit(spikes: &SpikeTable, unit: i64) -> Result<SpikeTable, Failure> {
    let units = spikes.unit_id();
    let from = units.partition_point(|&other| other < unit);
    let to = units.partition_point(|&other| other <= unit);
    let rows: Table = spikes.table().slice(from, to - from);
    Ok(SpikeTable::try_from(rows)?)
}

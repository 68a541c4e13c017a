//! How many spikes does each unit fire in each time bin, when there are too many spikes to hold?
//!
//! Most short bins are empty, so only the others are listed: one entry a unit and bin with spikes. Spikes
//! come in batches, sorted by unit and then time, and each is looked at once; what is held is the entry
//! that is still open. Bin i is [start + i width, start + (i + 1) width), as in
//! [`binning`](super::binning).
//!
//! ```
//! use spikebook_analysis::spike_trains::sparse_counts::SparseCounter;
//!
//! let mut counter = SparseCounter::new(0.0, 0.01)?;
//! let mut counts = counter.count(&[1, 1, 1], &[0.001, 0.002, 0.034])?;
//! counts.append(counter.count(&[1, 2], &[0.038, 0.001])?);
//! counts.append(counter.finish());
//! assert_eq!(counts.unit_id, [1, 1, 2]);
//! assert_eq!(counts.bin, [0, 3, 0]);
//! assert_eq!(counts.n_spikes, [2, 2, 1]);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use super::order::{HALF_NANOSECOND, positive};
use crate::Error;

/// Counts the spikes of batch after batch.
#[derive(Clone, Debug)]
pub struct SparseCounter {
    start_s: f64,
    width_s: f64,
    stop_s: f64,
    n_rows: usize,
    last: Option<(i64, f64)>,
    open: Option<Entry>,
}

/// The bin that is being counted.
#[derive(Clone, Copy, Debug)]
struct Entry {
    unit_id: i64,
    bin: i64,
    n_spikes: i64,
    /// A spike from here on opens another bin, seconds
    stop_s: f64,
}

/// Bins with spikes, by unit and then time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SparseCounts {
    /// The unit
    pub unit_id: Vec<i64>,
    /// The bin, counted from 0
    pub bin: Vec<i64>,
    /// Its spikes
    pub n_spikes: Vec<i64>,
}

impl SparseCounts {
    fn with_capacity(n: usize) -> Self {
        Self {
            unit_id: Vec::with_capacity(n),
            bin: Vec::with_capacity(n),
            n_spikes: Vec::with_capacity(n),
        }
    }

    fn push(&mut self, entry: Entry) {
        self.unit_id.push(entry.unit_id);
        self.bin.push(entry.bin);
        self.n_spikes.push(entry.n_spikes);
    }

    /// Adds the bins of what follows.
    pub fn append(&mut self, next: Self) {
        self.unit_id.extend(next.unit_id);
        self.bin.extend(next.bin);
        self.n_spikes.extend(next.n_spikes);
    }
}

impl SparseCounter {
    /// Bins of `width_s` from `start_s` on; spikes before it do not count.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a start that is not finite and a width that is not positive.
    pub fn new(start_s: f64, width_s: f64) -> Result<Self, Error> {
        if !start_s.is_finite() {
            let wanted = "a finite number";
            return Err(Error::Parameter { parameter: "start_s", got: start_s, wanted });
        }
        positive("width_s", width_s)?;
        Ok(Self { start_s, width_s, stop_s: f64::INFINITY, n_rows: 0, last: None, open: None })
    }

    /// Leaves out spikes from `stop_s` on.
    ///
    /// # Errors
    /// [`Error::Parameter`] where the stop does not lie above the start.
    pub fn stopping_at(self, stop_s: f64) -> Result<Self, Error> {
        if stop_s.is_nan() || stop_s <= self.start_s {
            let wanted = "a number above start_s";
            return Err(Error::Parameter { parameter: "stop_s", got: stop_s, wanted });
        }
        Ok(Self { stop_s, ..self })
    }

    /// The bins that are complete after a batch.
    ///
    /// # Errors
    /// [`Error::Length`]; [`Error::NonFinite`] and [`Error::NotAscending`] with the row counted over all
    /// batches, for units that go backwards too; [`Error::OutOfRange`] for a time more than 9·10¹⁵ bins
    /// away.
    pub fn count(&mut self, unit_id: &[i64], time_s: &[f64]) -> Result<SparseCounts, Error> {
        crate::matrix::check_length("units of spikes", unit_id.len(), time_s.len())?;
        let mut counts = SparseCounts::with_capacity(time_s.len() + 1);
        for (row, (&unit, &time)) in unit_id.iter().zip(time_s).enumerate() {
            self.check(row, unit, time)?;
            if time - self.start_s < -HALF_NANOSECOND || time - self.stop_s >= -HALF_NANOSECOND {
                continue;
            }
            match &mut self.open {
                Some(open) if open.unit_id == unit && time - open.stop_s < -HALF_NANOSECOND => {
                    open.n_spikes += 1;
                }
                open => {
                    let bin =
                        bin_of(time, self.start_s, self.width_s).ok_or(Error::OutOfRange {
                            what: "spike times",
                            row: self.n_rows + row,
                            got: time,
                            wanted: "within 9e15 bins of the start",
                        })?;
                    let stop_s = self.start_s + (bin + 1) as f64 * self.width_s;
                    let next = Entry { unit_id: unit, bin, n_spikes: 1, stop_s };
                    if let Some(done) = open.replace(next) {
                        counts.push(done);
                    }
                }
            }
        }
        self.n_rows += time_s.len();
        Ok(counts)
    }

    /// The last bin, which no further spike can join.
    pub fn finish(&mut self) -> SparseCounts {
        let mut counts = SparseCounts::default();
        if let Some(open) = self.open.take() {
            counts.push(open);
        }
        counts
    }

    fn check(&mut self, row: usize, unit: i64, time: f64) -> Result<(), Error> {
        if let Some((last_unit, last_time)) = self.last {
            let is_sorted = unit > last_unit || (unit == last_unit && time >= last_time);
            if !is_sorted || !time.is_finite() {
                let row = self.n_rows + row;
                if !time.is_finite() {
                    return Err(Error::NonFinite { what: "spike times".into(), row, got: time });
                }
                let (what, got, previous) = if unit == last_unit {
                    ("spike times", time, last_time)
                } else {
                    ("units of spikes", unit as f64, last_unit as f64)
                };
                return Err(Error::NotAscending { what, row, got, previous });
            }
        } else if !time.is_finite() {
            return Err(Error::NonFinite { what: "spike times".into(), row, got: time });
        }
        self.last = Some((unit, time));
        Ok(())
    }
}

/// The bin of a time not before the start; none where it cannot be counted.
fn bin_of(time_s: f64, start_s: f64, width_s: f64) -> Option<i64> {
    let guess = ((time_s - start_s) / width_s).floor();
    if guess > 9.0e15 {
        return None;
    }
    // The quotient is off by a bin at most; the edges themselves decide.
    let begins_by = |bin: i64| time_s - (start_s + bin as f64 * width_s) >= -HALF_NANOSECOND;
    let near = guess as i64;
    let bin = if begins_by(near + 1) {
        near + 1
    } else if begins_by(near) {
        near
    } else {
        near - 1
    };
    Some(bin.max(0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::spike_trains::binning::{TimeBins, count_spikes};

    proptest! {
        #[test]
        fn batches_give_what_dense_bins_give(
            mut trains in prop::collection::vec(prop::collection::vec(-50..900_i32, 0..40), 1..4),
            cut in 1..7_usize,
            width in 1..50_i32,
        ) {
            for train in &mut trains {
                train.sort_unstable();
            }
            let seconds = |tick: &i32| f64::from(*tick) / 1000.0;
            let (mut unit_id, mut time_s) = (vec![], vec![]);
            for (unit, train) in trains.iter().enumerate() {
                unit_id.extend(std::iter::repeat_n(unit as i64 * 3, train.len()));
                time_s.extend(train.iter().map(seconds));
            }
            let width_s = f64::from(width) / 1000.0;
            let n_bins = 1000 / width as usize + 1;
            let mut counter = SparseCounter::new(0.0, width_s).expect("bins");
            let mut got = SparseCounts::default();
            for (units, times) in unit_id.chunks(cut).zip(time_s.chunks(cut)) {
                got.append(counter.count(units, times).expect("sorted"));
            }
            got.append(counter.finish());
            let bins = TimeBins::new(0.0, width_s, n_bins).expect("bins");
            let mut wanted = SparseCounts::default();
            for (unit, train) in trains.iter().enumerate() {
                let times: Vec<f64> = train.iter().map(seconds).collect();
                let dense = count_spikes(&times, &bins).expect("ascending");
                for (bin, &n) in dense.iter().enumerate().filter(|(_, n)| **n > 0) {
                    wanted.unit_id.push(unit as i64 * 3);
                    wanted.bin.push(bin as i64);
                    wanted.n_spikes.push(i64::from(n));
                }
            }
            prop_assert_eq!(got, wanted);
        }
    }

    #[test]
    fn what_is_out_of_order_is_refused_with_its_row_in_all_batches() {
        let mut counter = SparseCounter::new(0.0, 0.01).expect("bins");
        counter.count(&[1, 1], &[0.1, 0.2]).expect("sorted");
        insta::assert_snapshot!(counter.clone().count(&[1], &[0.15]).expect_err("back"), @"spike times, row 3: got 0.15 after 0.2, wanted ascending order");
        insta::assert_snapshot!(counter.clone().count(&[2, 1], &[0.1, 0.3]).expect_err("back"), @"units of spikes, row 4: got 1 after 2, wanted ascending order");
        insta::assert_snapshot!(counter.clone().count(&[2], &[f64::NAN]).expect_err("NaN"), @"spike times, row 3: got NaN, wanted a finite number");
        insta::assert_snapshot!(counter.count(&[2], &[1e21]).expect_err("far"), @"spike times, row 3: got 1000000000000000000000, wanted within 9e15 bins of the start");
        assert!(SparseCounter::new(1.0, 0.01).and_then(|c| c.stopping_at(1.0)).is_err());
    }

    #[test]
    fn nothing_counts_outside() {
        let counter = SparseCounter::new(1.0, 0.5).and_then(|counter| counter.stopping_at(2.0));
        let mut counter = counter.expect("bins");
        let mut counts = counter.count(&[1; 5], &[0.5, 1.0, 1.4, 1.9, 2.0]).expect("sorted");
        counts.append(counter.finish());
        assert_eq!((counts.bin, counts.n_spikes), (vec![0, 1], vec![2, 1]));
    }
}

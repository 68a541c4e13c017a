//! Pairs of spikes of many trains, counted in one sweep through time.
//!
//! The spikes of a stretch of time are put in order, each with its unit, and every spike is compared with
//! the ones behind it that are near enough. One comparison serves both the correlogram of (i, j) and that
//! of (j, i): their lags are opposite, and so are their bins unless the lag lies on an edge; those pairs
//! are kept in a table of their own. The spikes of a stretch are taken unit by unit, so that the counts
//! being added to stay in the first-level cache.

use super::Lags;

/// Spikes of a stretch of time, on average.
const SPIKES_A_STRETCH: usize = 16_384;

/// Trains in nanoseconds, and how time is cut.
pub(super) struct Sweep<'a> {
    trains: &'a [Vec<i64>],
    lags: Lags,
    first_ns: i64,
    stretch_ns: i64,
    n_stretches: usize,
}

/// Pairs by reference, target and size of the lag in bins.
#[derive(Clone)]
pub(super) struct Tables {
    /// Lags inside a bin: they count for (i, j) at +b and for (j, i) at −b
    pub(super) inside: Vec<u64>,
    /// Lags on the edge below bin b: they count for (i, j) at +b and for (j, i) at −(b − 1)
    pub(super) on_edge: Vec<u64>,
}

/// What one thread counts, with room for what it works on.
pub(super) struct Counter {
    totals: Tables,
    inside: Vec<u32>,
    on_edge: Vec<u32>,
    n_since: u64,
    keys: Vec<(i64, u32)>,
    times: Vec<u64>,
    cells: Vec<u32>,
    ends: Vec<u32>,
    of_unit: Vec<Vec<u32>>,
}

impl<'a> Sweep<'a> {
    pub(super) fn new(trains: &'a [Vec<i64>], lags: Lags) -> Self {
        let first_ns = trains.iter().filter_map(|train| train.first()).min().copied().unwrap_or(0);
        let last_ns = trains.iter().filter_map(|train| train.last()).max().copied().unwrap_or(0);
        let n_spikes: usize = trains.iter().map(Vec::len).sum();
        let n_wanted = n_spikes.div_ceil(SPIKES_A_STRETCH).max(1);
        let length = last_ns - first_ns + 1;
        let stretch_ns = (length / n_wanted as i64).max(1);
        let n_stretches = (length as u64).div_ceil(stretch_ns as u64) as usize;
        Self { trains, lags, first_ns, stretch_ns, n_stretches }
    }

    pub(super) fn n_stretches(&self) -> usize {
        self.n_stretches
    }

    /// Entries of a row of counts: the sizes 0 … reach + 1.
    pub(super) fn stride(&self) -> usize {
        self.lags.reach() + 2
    }

    pub(super) fn counter(&self) -> Counter {
        let n = self.trains.len();
        let size = n * n * self.stride();
        let zeros = || vec![0; size];
        Counter {
            totals: Tables { inside: zeros(), on_edge: zeros() },
            inside: vec![0; size],
            on_edge: vec![0; size],
            n_since: 0,
            keys: Vec::new(),
            times: Vec::new(),
            cells: Vec::new(),
            ends: Vec::new(),
            of_unit: vec![Vec::new(); n],
        }
    }

    /// Counts the pairs whose earlier spike lies in a stretch.
    pub(super) fn count(&self, stretch: usize, counter: &mut Counter) {
        let start = self.first_ns + stretch as i64 * self.stretch_ns;
        let stop = start + self.stretch_ns;
        let n_own = self.gather(start, stop, counter);
        // 2 · lag + width over 2 · width: a product and a shift where that is exact.
        let divisor = 2 * self.lags.width_ns;
        let largest = 2 * self.lags.furthest_ns() as u64 + self.lags.width_ns;
        let bits = |x: u64| u64::BITS - x.leading_zeros();
        let shift = bits(largest) + bits(divisor);
        if shift < 63 && bits(largest) * 2 < 63 {
            let factor = (1_u64 << shift).div_ceil(divisor);
            self.count_with(n_own, counter, |x| (x * factor) >> shift);
        } else {
            self.count_with(n_own, counter, |x| x / divisor);
        }
    }

    /// Puts the spikes from `start` on in order, up to the furthest lag behind `stop`, and finds where the
    /// pairs of each end. Returns how many lie before `stop`.
    fn gather(&self, start: i64, stop: i64, counter: &mut Counter) -> usize {
        let furthest = self.lags.furthest_ns();
        let keys = &mut counter.keys;
        keys.clear();
        for (unit, train) in self.trains.iter().enumerate() {
            let from = train.partition_point(|&time| time < start);
            let near = train[from..].iter().take_while(|&&time| time <= stop + furthest);
            keys.extend(near.map(|&time| (time, unit as u32)));
        }
        keys.sort_unstable();
        let stride = self.stride() as u32;
        counter.times.clear();
        counter.times.extend(keys.iter().map(|key| (key.0 - start) as u64));
        counter.cells.clear();
        counter.cells.extend(keys.iter().map(|key| key.1 * stride));
        let n_own = keys.partition_point(|key| key.0 < stop);
        counter.of_unit.iter_mut().for_each(Vec::clear);
        for (place, key) in keys[..n_own].iter().enumerate() {
            counter.of_unit[key.1 as usize].push(place as u32);
        }
        counter.ends.clear();
        let mut end = 0;
        for &time in &counter.times[..n_own] {
            while counter
                .times
                .get(end)
                .is_some_and(|&other| other.saturating_sub(time) <= furthest as u64)
            {
                end += 1;
            }
            counter.ends.push(end as u32);
        }
        n_own
    }

    fn count_with(&self, n_own: usize, counter: &mut Counter, divided: impl Fn(u64) -> u64 + Copy) {
        debug_assert_eq!(n_own, counter.ends.len(), "an end for each spike");
        let row_length = self.trains.len() * self.stride();
        let width = self.lags.width_ns;
        for unit in 0..self.trains.len() {
            for place in 0..counter.of_unit[unit].len() {
                let at = counter.of_unit[unit][place] as usize;
                let end = counter.ends[at] as usize;
                counter.n_since += (end - at) as u64;
                if counter.n_since > u64::from(u32::MAX) {
                    counter.flush();
                    counter.n_since = (end - at) as u64;
                }
                let row = unit * row_length..(unit + 1) * row_length;
                let (inside, on_edge) =
                    (&mut counter.inside[row.clone()], &mut counter.on_edge[row]);
                let time = counter.times[at];
                let others = &counter.times[at + 1..end];
                for (&other, &cell) in others.iter().zip(&counter.cells[at + 1..end]) {
                    let doubled = 2 * (other - time) + width;
                    let bins = divided(doubled);
                    let place = cell as usize + bins as usize;
                    if bins * 2 * width == doubled {
                        on_edge[place] += 1;
                    } else {
                        inside[place] += 1;
                    }
                }
            }
        }
    }
}

impl Counter {
    /// Moves what was counted to where it cannot overflow.
    fn flush(&mut self) {
        let pairs = [
            (&mut self.totals.inside, &mut self.inside),
            (&mut self.totals.on_edge, &mut self.on_edge),
        ];
        for (totals, counts) in pairs {
            for (total, count) in totals.iter_mut().zip(counts) {
                *total += u64::from(std::mem::take(count));
            }
        }
        self.n_since = 0;
    }

    pub(super) fn into_tables(mut self) -> Tables {
        self.flush();
        self.totals
    }
}

impl Tables {
    /// Adds what another thread counted.
    pub(super) fn add(&mut self, other: &Self) {
        let pairs = [(&mut self.inside, &other.inside), (&mut self.on_edge, &other.on_edge)];
        for (sums, terms) in pairs {
            sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
        }
    }
}

//! ln P(counts | state) of many bins, where nearly all counts are 0.
//!
//! Of each bin only the units that fired are added, to states that stand side by side. Sums run over units in
//! their order, whatever the width of the processor's vectors.

use spikebook_numeric::vectorised::widest;

/// States that are added up at a time.
const LANES: usize = 32;

/// The logarithms of rates, unit after unit, each with room for a whole number of lanes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LnRates {
    n_states: usize,
    /// States rounded up to whole lanes
    width: usize,
    by_unit: Vec<f64>,
}

impl LnRates {
    /// From ln rate of (state, unit).
    pub(super) fn new(
        n_states: usize,
        n_units: usize,
        ln_rate: impl Fn(usize, usize) -> f64,
    ) -> Self {
        let width = n_states.next_multiple_of(LANES);
        let mut by_unit = vec![0.0; width * n_units];
        for unit in 0..n_units {
            for state in 0..n_states {
                by_unit[unit * width + state] = ln_rate(state, unit);
            }
        }
        Self { n_states, width, by_unit }
    }

    /// Puts base + Σ n ln λ into one row for each bin of counts (bins × units).
    ///
    /// A silent unit says nothing, even one that cannot fire, whose 0 × −∞ would be NaN.
    pub(super) fn add_up(&self, counts: &[u32], n_units: usize, base: &[f64], rows: &mut [f64]) {
        let mut padded = vec![0.0; self.width];
        padded[..self.n_states].copy_from_slice(base);
        let mut fired = vec![(0_usize, 0.0_f64); n_units + 1];
        widest(
            #[inline(always)]
            || {
                let bins = counts.chunks_exact(n_units).zip(rows.chunks_exact_mut(self.n_states));
                for (counts, row) in bins {
                    let mut n_fired = 0;
                    for (unit, &count) in counts.iter().enumerate() {
                        // Always written, and kept where the unit fired: no branch to foresee.
                        fired[n_fired] = (unit * self.width, f64::from(count));
                        n_fired += usize::from(count > 0);
                    }
                    for first in (0..self.width).step_by(LANES) {
                        let mut sums = [0.0; LANES];
                        sums.copy_from_slice(&padded[first..first + LANES]);
                        for &(at, count) in &fired[..n_fired] {
                            let ln_rates = &self.by_unit[at + first..][..LANES];
                            for lane in 0..LANES {
                                sums[lane] += count * ln_rates[lane];
                            }
                        }
                        let kept = LANES.min(self.n_states - first);
                        row[first..first + kept].copy_from_slice(&sums[..kept]);
                    }
                }
            },
        );
    }
}

/// Turns each row of logarithms into probabilities that add up to 1. The error is the first row of −∞ alone.
pub(super) fn normalise(rows: &mut [f64], n_states: usize) -> Result<(), usize> {
    for (bin, row) in rows.chunks_exact_mut(n_states).enumerate() {
        let largest = widest(
            #[inline(always)]
            || subtract_largest(row),
        );
        if largest == f64::NEG_INFINITY {
            return Err(bin);
        }
    }
    spikebook_numeric::vectorised::exp_in_place(rows);
    widest(
        #[inline(always)]
        || {
            for row in rows.chunks_exact_mut(n_states) {
                let scale = 1.0 / total(row);
                for value in row {
                    *value *= scale;
                }
            }
        },
    );
    Ok(())
}

#[inline(always)]
fn subtract_largest(row: &mut [f64]) -> f64 {
    let mut lanes = [f64::NEG_INFINITY; 8];
    let (eights, rest) = row.as_chunks::<8>();
    for eight in eights {
        for lane in 0..8 {
            lanes[lane] = if eight[lane] > lanes[lane] { eight[lane] } else { lanes[lane] };
        }
    }
    let largest =
        lanes.iter().chain(rest).fold(f64::NEG_INFINITY, |a, &b| if b > a { b } else { a });
    for value in row {
        *value -= largest;
    }
    largest
}

#[inline(always)]
fn total(row: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    let (eights, rest) = row.as_chunks::<8>();
    for eight in eights {
        for lane in 0..8 {
            lanes[lane] += eight[lane];
        }
    }
    for (lane, value) in rest.iter().enumerate() {
        lanes[lane] += value;
    }
    ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
        + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
}

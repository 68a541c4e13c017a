//! ln P(counts | state) of many bins, where nearly all counts are 0.
//!
//! Of each bin only the units that fired are added, to states that stand side by side. Sums run over units in
//! their order, whatever the width of the processor's vectors.

use spikebook_numeric::vectorised::eight::{Eight, LANES, Lanes, Work, in_eights};
use spikebook_numeric::vectorised::widest;

/// The logarithms of rates, unit after unit, each with room for a whole number of lanes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LnRates {
    n_states: usize,
    /// Eights of states
    n_eights: usize,
    by_unit: Vec<Lanes>,
}

impl LnRates {
    /// From ln rate of (state, unit).
    pub(super) fn new(
        n_states: usize,
        n_units: usize,
        ln_rate: impl Fn(usize, usize) -> f64,
    ) -> Self {
        let n_eights = n_states.div_ceil(LANES);
        let mut by_unit = vec![[0.0; LANES]; n_eights * n_units];
        for (unit, of_unit) in by_unit.chunks_exact_mut(n_eights).enumerate() {
            for (state, entry) in of_unit.as_flattened_mut()[..n_states].iter_mut().enumerate() {
                *entry = ln_rate(state, unit);
            }
        }
        Self { n_states, n_eights, by_unit }
    }

    /// Puts base + Σ n ln λ into one row for each bin of counts (bins × units).
    ///
    /// A silent unit says nothing, even one that cannot fire, whose 0 × −∞ would be NaN.
    pub(super) fn add_up(&self, counts: &[u32], n_units: usize, base: &[f64], rows: &mut [f64]) {
        let mut padded = vec![[0.0; LANES]; self.n_eights];
        padded.as_flattened_mut()[..self.n_states].copy_from_slice(base);
        in_eights(AddUp { ln_rates: self, counts, n_units, base: &padded, rows });
    }
}

struct AddUp<'a> {
    ln_rates: &'a LnRates,
    counts: &'a [u32],
    n_units: usize,
    base: &'a [Lanes],
    rows: &'a mut [f64],
}

/// Where the logarithms of a unit that fired begin, and how often it did.
type Fired = (usize, f64);

impl Work for AddUp<'_> {
    type Output = ();

    #[inline(always)]
    fn run<E: Eight>(self, eight: E) {
        let Self { ln_rates: LnRates { n_states, n_eights, by_unit }, base, .. } = self;
        let mut fired: Vec<Fired> = vec![(0, 0.0); self.n_units + 1];
        let mut sums = base.to_vec();
        let bins =
            self.counts.chunks_exact(self.n_units).zip(self.rows.chunks_exact_mut(*n_states));
        for (counts, row) in bins {
            let mut n_fired = 0;
            for (unit, &count) in counts.iter().enumerate() {
                // Always written, and kept where the unit fired: no branch to foresee.
                fired[n_fired] = (unit * n_eights, f64::from(count));
                n_fired += usize::from(count > 0);
            }
            let fired = &fired[..n_fired];
            let mut first = 0;
            while first < *n_eights {
                let (base, sums) = (&base[first..], &mut sums[first..]);
                first += match n_eights - first {
                    1 => add_eights::<E, 1>(eight, base, &by_unit[first..], fired, sums),
                    2 => add_eights::<E, 2>(eight, base, &by_unit[first..], fired, sums),
                    3 => add_eights::<E, 3>(eight, base, &by_unit[first..], fired, sums),
                    4 => add_eights::<E, 4>(eight, base, &by_unit[first..], fired, sums),
                    5 => add_eights::<E, 5>(eight, base, &by_unit[first..], fired, sums),
                    6 => add_eights::<E, 6>(eight, base, &by_unit[first..], fired, sums),
                    7 => add_eights::<E, 7>(eight, base, &by_unit[first..], fired, sums),
                    _ => add_eights::<E, 8>(eight, base, &by_unit[first..], fired, sums),
                };
            }
            row.copy_from_slice(&sums.as_flattened()[..*n_states]);
        }
    }
}

/// N eights of states, whose sums stay in registers; returns N.
#[inline(always)]
fn add_eights<E: Eight, const N: usize>(
    eight: E,
    base: &[Lanes],
    by_unit: &[Lanes],
    fired: &[Fired],
    into: &mut [Lanes],
) -> usize {
    let mut sums = [eight.all(0.0); N];
    for (sum, base) in sums.iter_mut().zip(base) {
        *sum = eight.of(base);
    }
    for &(at, count) in fired {
        let count = eight.all(count);
        for (sum, ln_rates) in sums.iter_mut().zip(&by_unit[at..at + N]) {
            *sum = eight.plus(*sum, eight.times(count, eight.of(ln_rates)));
        }
    }
    for (sum, into) in sums.into_iter().zip(into) {
        eight.put(sum, into);
    }
    N
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

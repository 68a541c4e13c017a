//! The two passes from step to step, in vectors.

use std::ops::Range;

use spikebook_numeric::elementary::ln;
use spikebook_numeric::vectorised::eight::{Eight, LANES, Work};

use super::chain::States;

/// uₜ = (Aᵀ uₜ₋₁) ∘ bₜ / cₜ₋₁ and its sum cₜ.
pub(super) struct Forward<'a, const B: usize> {
    pub(super) start: &'a States<B>,
    pub(super) transitions: &'a [States<B>],
    pub(super) n_states: usize,
    pub(super) sequences: &'a [Range<usize>],
    pub(super) emissions: &'a [States<B>],
    pub(super) messages: &'a mut [States<B>],
    pub(super) sums: &'a mut [f64],
}

/// vₜ = A (bₜ₊₁ ∘ vₜ₊₁) / eₜ₊₁ and its sum eₜ.
pub(super) struct Backward<'a, const B: usize> {
    pub(super) transposed: &'a [States<B>],
    pub(super) n_states: usize,
    pub(super) sequences: &'a [Range<usize>],
    pub(super) emissions: &'a [States<B>],
    pub(super) messages: &'a mut [States<B>],
    pub(super) sums: &'a mut [f64],
}

/// The numbers of all states in registers.
pub(super) type InRegisters<E, const B: usize> = [<E as Eight>::Numbers; B];

impl<const B: usize> Work for Forward<'_, B> {
    type Output = ();

    #[inline(always)]
    fn run<E: Eight>(self, eight: E) {
        match self.n_states.div_ceil(2) {
            1 if B == 1 => self.with_rows::<E, 2>(eight),
            2 if B == 1 => self.with_rows::<E, 4>(eight),
            3 if B == 1 => self.with_rows::<E, 6>(eight),
            _ if B == 1 => self.with_rows::<E, 8>(eight),
            _ => self.with_rows::<E, 0>(eight),
        }
    }
}

impl<const B: usize> Forward<'_, B> {
    #[inline(always)]
    fn with_rows<E: Eight, const ROWS: usize>(self, eight: E) {
        let rows = Rows::<E, B, ROWS>::new(eight, self.transitions, self.n_states);
        let steps = self.messages.iter_mut().zip(self.sums).zip(self.emissions);
        let mut steps = steps.map(|((message, sum), emission)| (message, sum, emission));
        for sequence in self.sequences {
            let n_steps = sequence.len();
            let Some((first, first_sum, emission)) = steps.next() else { return };
            let mut message = times(eight, load(eight, self.start), load(eight, emission));
            store(eight, message, first);
            let mut sum = total(eight, message);
            *first_sum = sum;
            let mut before = first;
            for (into, into_sum, emission) in steps.by_ref().take(n_steps - 1) {
                let moved = rows.combination(eight, before);
                let scale = eight.all(1.0 / sum);
                let emission = load(eight, emission);
                for b in 0..B {
                    message[b] = eight.times(moved[b], eight.times(emission[b], scale));
                }
                store(eight, message, into);
                sum = total(eight, message);
                *into_sum = sum;
                before = into;
            }
        }
    }
}

impl<const B: usize> Work for Backward<'_, B> {
    type Output = ();

    #[inline(always)]
    fn run<E: Eight>(self, eight: E) {
        match self.n_states.div_ceil(2) {
            1 if B == 1 => self.with_rows::<E, 2>(eight),
            2 if B == 1 => self.with_rows::<E, 4>(eight),
            3 if B == 1 => self.with_rows::<E, 6>(eight),
            _ if B == 1 => self.with_rows::<E, 8>(eight),
            _ => self.with_rows::<E, 0>(eight),
        }
    }
}

impl<const B: usize> Backward<'_, B> {
    #[inline(always)]
    fn with_rows<E: Eight, const ROWS: usize>(self, eight: E) {
        let rows = Rows::<E, B, ROWS>::new(eight, self.transposed, self.n_states);
        let mut last = [[0.0; LANES]; B];
        last.as_flattened_mut()[..self.n_states].fill(1.0);
        let mut weighted = [[0.0; LANES]; B];
        let steps = self.messages.iter_mut().zip(self.sums).zip(self.emissions).rev();
        let mut steps = steps.map(|((message, sum), emission)| (message, sum, emission));
        for sequence in self.sequences.iter().rev() {
            let Some((into, into_sum, mut emission)) = steps.next() else { return };
            let mut message = load(eight, &last);
            let mut sum = self.n_states as f64;
            (*into, *into_sum) = (last, sum);
            for (into, into_sum, emission_before) in steps.by_ref().take(sequence.len() - 1) {
                let scale = eight.all(1.0 / sum);
                let of_next = load(eight, emission);
                for b in 0..B {
                    let scaled = eight.times(of_next[b], scale);
                    eight.put(eight.times(message[b], scaled), &mut weighted[b]);
                }
                message = rows.combination(eight, &weighted);
                store(eight, message, into);
                sum = total(eight, message);
                *into_sum = sum;
                emission = emission_before;
            }
        }
    }
}

/// The rows of a matrix, `ROWS` of them in registers; none of them with `ROWS` = 0.
struct Rows<'a, E: Eight, const B: usize, const ROWS: usize> {
    held: [InRegisters<E, B>; ROWS],
    rows: &'a [States<B>],
    n_pairs: usize,
}

impl<'a, E: Eight, const B: usize, const ROWS: usize> Rows<'a, E, B, ROWS> {
    #[inline(always)]
    fn new(eight: E, rows: &'a [States<B>], n_states: usize) -> Self {
        let mut held = [[eight.all(0.0); B]; ROWS];
        for (held, row) in held.iter_mut().zip(rows) {
            *held = load(eight, row);
        }
        Self { held, rows, n_pairs: n_states.div_ceil(2) }
    }

    /// Σᵢ factorᵢ · rowᵢ over the states, even and odd ones apart: half as long a chain of sums.
    #[inline(always)]
    fn combination(&self, eight: E, factors: &States<B>) -> InRegisters<E, B> {
        let (mut even, mut odd) = ([eight.all(0.0); B], [eight.all(0.0); B]);
        let factors = factors.as_flattened();
        let mut add = |factors: &[f64; 2], rows: [InRegisters<E, B>; 2]| {
            let [first, second] = factors.map(|factor| eight.all(factor));
            for b in 0..B {
                even[b] = eight.plus(even[b], eight.times(first, rows[0][b]));
                odd[b] = eight.plus(odd[b], eight.times(second, rows[1][b]));
            }
        };
        if ROWS > 0 {
            for (pair, factors) in self.held.as_chunks().0.iter().zip(factors.as_chunks().0) {
                add(factors, *pair);
            }
        } else {
            let pairs = self.rows.as_chunks::<2>().0.iter().zip(factors.as_chunks().0);
            for (pair, factors) in pairs.take(self.n_pairs) {
                add(factors, [load(eight, &pair[0]), load(eight, &pair[1])]);
            }
        }
        for b in 0..B {
            even[b] = eight.plus(even[b], odd[b]);
        }
        even
    }
}

#[inline(always)]
pub(super) fn load<E: Eight, const B: usize>(eight: E, states: &States<B>) -> InRegisters<E, B> {
    let mut loaded = [eight.all(0.0); B];
    for b in 0..B {
        loaded[b] = eight.of(&states[b]);
    }
    loaded
}

#[inline(always)]
pub(super) fn store<E: Eight, const B: usize>(
    eight: E,
    numbers: InRegisters<E, B>,
    into: &mut States<B>,
) {
    for b in 0..B {
        eight.put(numbers[b], &mut into[b]);
    }
}

#[inline(always)]
pub(super) fn times<E: Eight, const B: usize>(
    eight: E,
    a: InRegisters<E, B>,
    b: InRegisters<E, B>,
) -> InRegisters<E, B> {
    let mut product = a;
    for at in 0..B {
        product[at] = eight.times(a[at], b[at]);
    }
    product
}

/// The sum over all lanes, by halves.
#[inline(always)]
fn total<E: Eight, const B: usize>(eight: E, numbers: InRegisters<E, B>) -> f64 {
    let mut numbers = numbers;
    let mut half = B / 2;
    while half > 0 {
        for b in 0..half {
            numbers[b] = eight.plus(numbers[b], numbers[b + half]);
        }
        half /= 2;
    }
    eight.sum(numbers[0])
}

/// ln Π over numbers in (0, `n_states`], with few logarithms.
pub(super) fn ln_product(factors: &[f64]) -> f64 {
    let mut ln_total = spikebook_numeric::sum::RunningSum::default();
    let mut product = 1.0;
    for &factor in factors {
        if factor < 1e-100 {
            ln_total.add(ln(factor));
            continue;
        }
        product *= factor;
        if product < 1e-150 {
            ln_total.add(ln(product));
            product = 1.0;
        }
    }
    ln_total.add(ln(product));
    ln_total.value()
}

//! The forward and the backward pass, scaled at each step, and what follows from both.
//!
//! uₜ is the forward message and cₜ its sum, vₜ the backward message and eₜ its sum:
//!
//! ```text
//! uₜ = (Aᵀ uₜ₋₁) ∘ bₜ / cₜ₋₁        vₜ = A (bₜ₊₁ ∘ vₜ₊₁) / eₜ₊₁        bₜ(k) = P(oₜ | k) / maxₖ
//! ```
//!
//! Each pass is a chain from step to step; the two run at the same time. Everything else is done block by
//! block, and the sums of blocks are added in their order. The memory of a pass is left to the next
//! ([`spare`](super::spare)).

use std::ops::Range;

use rayon::prelude::*;
use spikebook_numeric::elementary::ln;
use spikebook_numeric::vectorised::{exp_in_place, widest};

use super::spare::{Lent, Spare};
use super::sums::{across_array, add};
use super::{BLOCK_STEPS, Emissions, HiddenMarkovModel, Observations};
use crate::Error;

/// Blocks whose sums one thread adds up: fixed, so that the order of sums is.
const BLOCKS_TOGETHER: usize = 16;

/// A model and its observations as numbers in lanes: P ≥ states, what is beyond the states is 0.
pub(super) struct Chain<'a, const P: usize> {
    start: [f64; P],
    /// Row i: P(next = j | i); P rows, as in the next
    transitions: Vec<[f64; P]>,
    /// Row j: P(j | previous = i)
    transposed: Vec<[f64; P]>,
    n_states: usize,
    sequences: Vec<Range<usize>>,
    /// Whether the step after belongs to the same sequence
    goes_on: Vec<bool>,
    n_steps: usize,
    /// One array a step
    emissions: Lent<'a>,
    spare: &'a Spare,
    /// The sum over steps of the largest ln P(observation | state)
    ln_largest: f64,
}

/// One message and its sum a step: all messages, then all sums.
struct Messages<'a, const P: usize> {
    n_steps: usize,
    values: Lent<'a>,
}

/// What both passes say together.
pub(super) struct Expectations<S> {
    /// But for what all states share
    pub(super) ln_likelihood: f64,
    /// Row-major: expected number of transitions from i to j
    pub(super) transitions: Vec<f64>,
    /// Expected number of sequences that start in each state
    pub(super) starts: Vec<f64>,
    pub(super) sums: S,
    /// steps × states, where it was asked for
    pub(super) posterior: Vec<f64>,
}

/// What is added up over some blocks.
struct Part<S, const P: usize> {
    ln_likelihood: f64,
    transitions: Vec<[f64; P]>,
    starts: [f64; P],
    sums: S,
    posterior: Vec<f64>,
    /// A step whose two messages have no state in common
    impossible: Option<usize>,
}

impl<'a, const P: usize> Chain<'a, P> {
    pub(super) fn new<E: Emissions>(
        model: &HiddenMarkovModel<E>,
        observations: &'a E::Observations,
    ) -> Self {
        let n_states = model.n_states();
        let row = |entries: &dyn Fn(usize) -> f64| {
            std::array::from_fn(|k| if k < n_states { entries(k) } else { 0.0 })
        };
        let rows = |entries: &dyn Fn(usize, usize) -> f64| {
            let of = |i: usize| if i < n_states { row(&|j| entries(i, j)) } else { [0.0; P] };
            (0..P).map(of).collect::<Vec<[f64; P]>>()
        };
        let a = model.transitions();
        let n_steps = observations.n_steps();
        let spare = observations.spare();
        let mut emissions = spare.lend(Messages::<P>::length(n_steps));
        let largest: Vec<f64> = emissions.as_chunks_mut::<P>().0[..n_steps]
            .par_chunks_mut(BLOCK_STEPS)
            .enumerate()
            .map(|(block, into)| {
                let first = block * BLOCK_STEPS;
                let mut values = vec![f64::NEG_INFINITY; n_states * BLOCK_STEPS];
                let steps = first..first + into.len();
                model.emissions().ln_probabilities(observations, steps, &mut values);
                scaled_exponentials(&mut values, n_states, into)
            })
            .collect();
        let mut goes_on = vec![true; n_steps];
        let mut end = 0;
        let mut sequences = Vec::with_capacity(observations.lengths().len());
        for length in observations.lengths() {
            sequences.push(end..end + length);
            end += length;
            goes_on[end - 1] = false;
        }
        Self {
            start: row(&|k| model.start()[k]),
            transitions: rows(&|i, j| a[[i, j]]),
            transposed: rows(&|j, i| a[[i, j]]),
            n_states,
            sequences,
            goes_on,
            n_steps,
            emissions,
            spare,
            ln_largest: spikebook_numeric::sum::sum(largest),
        }
    }

    /// P(observation | state) over the largest, one array a step.
    fn emissions(&self) -> &[[f64; P]] {
        &self.emissions.as_chunks::<P>().0[..self.n_steps]
    }

    fn forward(&self) -> Messages<'a, P> {
        let mut found = Messages::lent(self.spare, self.n_steps);
        let (messages, sums) = found.parts_mut();
        let (emissions, n_states) = (self.emissions(), self.n_states);
        widest(
            #[inline(always)]
            || {
                for sequence in &self.sequences {
                    let mut message = times(&self.start, &emissions[sequence.start]);
                    let mut sum = across_array(&message);
                    (messages[sequence.start], sums[sequence.start]) = (message, sum);
                    for step in sequence.start + 1..sequence.end {
                        let moved = combination(&self.transitions, n_states, &message);
                        let scale = 1.0 / sum;
                        let emission = &emissions[step];
                        for lane in 0..P {
                            message[lane] = moved[lane] * (emission[lane] * scale);
                        }
                        sum = across_array(&message);
                        (messages[step], sums[step]) = (message, sum);
                    }
                }
            },
        );
        found
    }

    fn backward(&self) -> Messages<'a, P> {
        let mut found = Messages::lent(self.spare, self.n_steps);
        let (messages, sums) = found.parts_mut();
        let (emissions, n_states) = (self.emissions(), self.n_states);
        widest(
            #[inline(always)]
            || {
                for sequence in &self.sequences {
                    let mut message = [0.0; P];
                    message[..self.n_states].fill(1.0);
                    let mut sum = self.n_states as f64;
                    (messages[sequence.end - 1], sums[sequence.end - 1]) = (message, sum);
                    for step in (sequence.start..sequence.end - 1).rev() {
                        let scale = 1.0 / sum;
                        let emission = &emissions[step + 1];
                        let mut weighted = [0.0; P];
                        for lane in 0..P {
                            weighted[lane] = message[lane] * (emission[lane] * scale);
                        }
                        message = combination(&self.transposed, n_states, &weighted);
                        sum = across_array(&message);
                        (messages[step], sums[step]) = (message, sum);
                    }
                }
            },
        );
        found
    }

    /// ln P(observations), but for what all states share.
    pub(super) fn ln_likelihood(&self) -> Result<f64, Error> {
        let forward = self.forward();
        self.check(&forward)?;
        Ok(self.ln_largest + ln_product(forward.sums()))
    }

    fn check(&self, forward: &Messages<'_, P>) -> Result<(), Error> {
        // A sum that is 0 leaves NaN in all that follow.
        match forward.sums().iter().position(|sum| is_none(*sum)) {
            Some(row) => Err(Error::ImpossibleObservation { row, n_states: self.n_states }),
            None => Ok(()),
        }
    }

    /// Both passes and their sums.
    pub(super) fn expectations<E: Emissions>(
        &self,
        laws: &E,
        observations: &E::Observations,
        with_posterior: bool,
    ) -> Result<Expectations<E::Sums>, Error> {
        let (forward, backward) = rayon::join(|| self.forward(), || self.backward());
        self.check(&forward)?;
        let n_steps = self.n_steps;
        let together = BLOCK_STEPS * BLOCKS_TOGETHER;
        let parts: Vec<Part<E::Sums, P>> = (0..n_steps.div_ceil(together))
            .into_par_iter()
            .map(|part| {
                let steps = part * together..((part + 1) * together).min(n_steps);
                self.part(laws, observations, (&forward, &backward), steps, with_posterior)
            })
            .collect();
        let mut parts = parts.into_iter();
        let mut all = parts.next().expect("at least one step");
        for part in parts {
            all.impossible = all.impossible.or(part.impossible);
            all.ln_likelihood += part.ln_likelihood;
            for (sums, terms) in all.transitions.iter_mut().zip(&part.transitions) {
                add(sums, terms);
            }
            add(&mut all.starts, &part.starts);
            E::merge(&mut all.sums, &part.sums);
            all.posterior.extend(part.posterior);
        }
        let n = self.n_states;
        if let Some(row) = all.impossible {
            return Err(Error::ImpossibleObservation { row, n_states: n });
        }
        let transition =
            |at: usize| all.transitions[at / n][at % n] * self.transitions[at / n][at % n];
        Ok(Expectations {
            ln_likelihood: self.ln_largest + all.ln_likelihood,
            transitions: (0..n * n).map(transition).collect(),
            starts: all.starts[..n].to_vec(),
            sums: all.sums,
            posterior: all.posterior,
        })
    }

    fn part<E: Emissions>(
        &self,
        laws: &E,
        observations: &E::Observations,
        (forward, backward): (&Messages<'_, P>, &Messages<'_, P>),
        steps: Range<usize>,
        with_posterior: bool,
    ) -> Part<E::Sums, P> {
        let n = self.n_states;
        let (forward_messages, forward_sums) = forward.parts();
        let (backward_messages, backward_sums) = backward.parts();
        let emissions = self.emissions();
        let mut part = Part {
            ln_likelihood: ln_product(&forward_sums[steps.clone()]),
            transitions: vec![[0.0; P]; n],
            starts: [0.0; P],
            sums: laws.empty_sums(),
            posterior: Vec::new(),
            impossible: None,
        };
        let mut by_state = vec![0.0; P * BLOCK_STEPS];
        for first in steps.clone().step_by(BLOCK_STEPS) {
            let block = first..(first + BLOCK_STEPS).min(steps.end);
            by_state.fill(0.0);
            widest(
                #[inline(always)]
                || {
                    for step in block.clone() {
                        let (u, v) = (&forward_messages[step], &backward_messages[step]);
                        let mut u = *u;
                        let inverse = 1.0 / forward_sums[step];
                        for lane in &mut u {
                            *lane *= inverse;
                        }
                        let joint = times(&u, v);
                        let total = across_array(&joint);
                        if is_none(total) {
                            part.impossible.get_or_insert(step);
                        }
                        let scale = 1.0 / total;
                        for (state, probability) in joint.iter().enumerate() {
                            by_state[state * BLOCK_STEPS + step - first] = probability * scale;
                        }
                        if self.goes_on[step] {
                            let next = step + 1;
                            let next_scale = scale / backward_sums[next];
                            let v = &backward_messages[next];
                            let b = &emissions[next];
                            let mut w = [0.0; P];
                            for lane in 0..P {
                                w[lane] = v[lane] * b[lane] * next_scale;
                            }
                            for (sums, from) in part.transitions.iter_mut().zip(&u) {
                                for lane in 0..P {
                                    sums[lane] += from * w[lane];
                                }
                            }
                        }
                    }
                },
            );
            laws.accumulate(observations, block.clone(), &by_state, &mut part.sums);
            if with_posterior {
                for place in 0..block.len() {
                    part.posterior.extend((0..n).map(|k| by_state[k * BLOCK_STEPS + place]));
                }
            }
        }
        self.count_starts(&mut part, (forward, backward), &steps);
        part
    }

    /// Adds the posterior of the first step of each sequence.
    fn count_starts<S>(
        &self,
        part: &mut Part<S, P>,
        (forward, backward): (&Messages<'_, P>, &Messages<'_, P>),
        steps: &Range<usize>,
    ) {
        for sequence in &self.sequences {
            if steps.contains(&sequence.start) {
                let first = sequence.start;
                let joint = times(&forward.parts().0[first], &backward.parts().0[first]);
                let total = across_array(&joint);
                for (sum, term) in part.starts.iter_mut().zip(&joint) {
                    *sum += term / total;
                }
            }
        }
    }
}

impl<'a, const P: usize> Messages<'a, P> {
    /// Numbers that all steps need.
    fn length(n_steps: usize) -> usize {
        (P + 1) * n_steps
    }

    /// To be filled: what is in it is of no meaning.
    fn lent(spare: &'a Spare, n_steps: usize) -> Self {
        Self { n_steps, values: spare.lend(Self::length(n_steps)) }
    }

    fn parts(&self) -> (&[[f64; P]], &[f64]) {
        let (messages, sums) = self.values.split_at(P * self.n_steps);
        (messages.as_chunks::<P>().0, sums)
    }

    fn parts_mut(&mut self) -> (&mut [[f64; P]], &mut [f64]) {
        let (messages, sums) = self.values.split_at_mut(P * self.n_steps);
        (messages.as_chunks_mut::<P>().0, sums)
    }

    fn sums(&self) -> &[f64] {
        self.parts().1
    }
}

/// Σᵢ factorᵢ · rowᵢ over the states, even and odd ones apart: half as long a chain of sums.
#[inline(always)]
fn combination<const P: usize>(rows: &[[f64; P]], n_states: usize, factors: &[f64; P]) -> [f64; P] {
    // So few rows are quicker without a loop, with those of zeros.
    let rows = if P <= 8 { &rows[..P] } else { &rows[..n_states] };
    let (mut even, mut odd) = ([0.0; P], [0.0; P]);
    let (pairs, rest) = rows.as_chunks::<2>();
    for (pair, factors) in pairs.iter().zip(factors.as_chunks::<2>().0) {
        for lane in 0..P {
            even[lane] += factors[0] * pair[0][lane];
            odd[lane] += factors[1] * pair[1][lane];
        }
    }
    for row in rest {
        for lane in 0..P {
            even[lane] += factors[rows.len() - 1] * row[lane];
        }
    }
    for lane in 0..P {
        even[lane] += odd[lane];
    }
    even
}

#[inline(always)]
fn times<const P: usize>(a: &[f64; P], b: &[f64; P]) -> [f64; P] {
    let mut product = [0.0; P];
    for lane in 0..P {
        product[lane] = a[lane] * b[lane];
    }
    product
}

/// Turns ln P into P over the largest of the step, step after step; returns Σ of the largest.
fn scaled_exponentials<const P: usize>(
    values: &mut [f64],
    n_states: usize,
    into: &mut [[f64; P]],
) -> f64 {
    let mut largest = [f64::NEG_INFINITY; BLOCK_STEPS];
    widest(
        #[inline(always)]
        || {
            for of_state in values.chunks_exact(BLOCK_STEPS) {
                for (largest, value) in largest.iter_mut().zip(of_state) {
                    *largest = if *value > *largest { *value } else { *largest };
                }
            }
            for of_state in values.chunks_exact_mut(BLOCK_STEPS) {
                for (largest, value) in largest.iter().zip(of_state) {
                    *value -= largest;
                }
            }
        },
    );
    exp_in_place(&mut values[..n_states * BLOCK_STEPS]);
    for (place, into) in into.iter_mut().enumerate() {
        // All states rule it out: 0, which the forward pass finds.
        let is_possible = largest[place] > f64::NEG_INFINITY;
        *into = [0.0; P];
        for (state, into) in into[..n_states].iter_mut().enumerate() {
            *into = if is_possible { values[state * BLOCK_STEPS + place] } else { 0.0 };
        }
    }
    let n_steps = into.len();
    spikebook_numeric::sum::sum(largest[..n_steps].iter().copied().filter(|v| v.is_finite()))
}

/// Whether a sum of probabilities is 0, or NaN after one that was.
#[inline]
fn is_none(sum: f64) -> bool {
    sum.is_nan() || sum <= 0.0
}

/// ln Π over numbers in (0, `n_states`], with few logarithms.
fn ln_product(factors: &[f64]) -> f64 {
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

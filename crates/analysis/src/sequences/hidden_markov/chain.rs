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
use spikebook_numeric::vectorised::eight::{LANES, Lanes, in_eights};
use spikebook_numeric::vectorised::{exp_in_place, widest};

use super::passes::{Backward, Forward, ln_product};
use super::posterior::{Block, Buffers};
use super::spare::{Lent, Spare};
use super::sums::{across, add};
use super::{BLOCK_STEPS, Emissions, HiddenMarkovModel, Observations};
use crate::Error;

/// One number for each state, in B times eight lanes; those beyond the states are 0.
pub(super) type States<const B: usize> = [Lanes; B];

/// Blocks whose sums one thread adds up: fixed, so that the order of sums is.
const BLOCKS_TOGETHER: usize = 16;

/// A model and its observations as numbers in lanes.
pub(super) struct Chain<'a, const B: usize> {
    start: States<B>,
    /// Row i: P(next = j | i); as many rows as lanes, as in the next
    transitions: Vec<States<B>>,
    /// Row j: P(j | previous = i)
    transposed: Vec<States<B>>,
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
pub(super) struct Messages<'a, const B: usize> {
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
struct Part<S, const B: usize> {
    ln_likelihood: f64,
    transitions: Vec<States<B>>,
    starts: States<B>,
    sums: S,
    posterior: Vec<f64>,
    /// A step whose two messages have no state in common
    impossible: Option<usize>,
}

impl<'a, const B: usize> Chain<'a, B> {
    pub(super) fn new<E: Emissions>(
        model: &HiddenMarkovModel<E>,
        observations: &'a E::Observations,
    ) -> Self {
        let n_states = model.n_states();
        let row = |entries: &dyn Fn(usize) -> f64| {
            let mut row = [[0.0; LANES]; B];
            for (k, entry) in row.as_flattened_mut()[..n_states].iter_mut().enumerate() {
                *entry = entries(k);
            }
            row
        };
        let rows = |entries: &dyn Fn(usize, usize) -> f64| {
            let of = |i: usize| {
                if i < n_states { row(&|j| entries(i, j)) } else { [[0.0; LANES]; B] }
            };
            (0..B * LANES).map(of).collect::<Vec<States<B>>>()
        };
        let a = model.transitions();
        let n_steps = observations.n_steps();
        let spare = observations.spare();
        let mut emissions = spare.lend(Messages::<B>::length(n_steps));
        let largest: Vec<f64> = steps_mut::<B>(&mut emissions)[..n_steps]
            .par_chunks_mut(BLOCK_STEPS)
            .enumerate()
            .map(|(block, into)| {
                let first = block * BLOCK_STEPS;
                let mut values = vec![f64::NEG_INFINITY; B * LANES * BLOCK_STEPS];
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
    fn emissions(&self) -> &[States<B>] {
        &self.emissions.as_chunks().0.as_chunks().0[..self.n_steps]
    }

    fn forward(&self) -> Messages<'a, B> {
        let mut found = Messages::lent(self.spare, self.n_steps);
        let (messages, sums) = found.parts_mut();
        in_eights(Forward {
            start: &self.start,
            transitions: &self.transitions,
            n_states: self.n_states,
            sequences: &self.sequences,
            emissions: self.emissions(),
            messages,
            sums,
        });
        found
    }

    fn backward(&self) -> Messages<'a, B> {
        let mut found = Messages::lent(self.spare, self.n_steps);
        let (messages, sums) = found.parts_mut();
        in_eights(Backward {
            transposed: &self.transposed,
            n_states: self.n_states,
            sequences: &self.sequences,
            emissions: self.emissions(),
            messages,
            sums,
        });
        found
    }

    /// ln P(observations), but for what all states share.
    pub(super) fn ln_likelihood(&self) -> Result<f64, Error> {
        let forward = self.forward();
        self.check(&forward)?;
        Ok(self.ln_largest + ln_product(forward.parts().1))
    }

    fn check(&self, forward: &Messages<'_, B>) -> Result<(), Error> {
        // A sum that is 0 leaves NaN in all that follow.
        match forward.parts().1.iter().position(|sum| is_none(*sum)) {
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
        let parts: Vec<Part<E::Sums, B>> = (0..n_steps.div_ceil(together))
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
            let terms = part.transitions.as_flattened().as_flattened();
            add(all.transitions.as_flattened_mut().as_flattened_mut(), terms);
            add(all.starts.as_flattened_mut(), part.starts.as_flattened());
            E::merge(&mut all.sums, &part.sums);
            all.posterior.extend(part.posterior);
        }
        let n = self.n_states;
        if let Some(row) = all.impossible {
            return Err(Error::ImpossibleObservation { row, n_states: n });
        }
        let transition = |at: usize| {
            let [counts, chances] =
                [&all.transitions, &self.transitions].map(|rows| rows[at / n].as_flattened());
            counts[at % n] * chances[at % n]
        };
        Ok(Expectations {
            ln_likelihood: self.ln_largest + all.ln_likelihood,
            transitions: (0..n * n).map(transition).collect(),
            starts: all.starts.as_flattened()[..n].to_vec(),
            sums: all.sums,
            posterior: all.posterior,
        })
    }

    fn part<E: Emissions>(
        &self,
        laws: &E,
        observations: &E::Observations,
        (forward, backward): (&Messages<'_, B>, &Messages<'_, B>),
        steps: Range<usize>,
        with_posterior: bool,
    ) -> Part<E::Sums, B> {
        let n = self.n_states;
        let mut part = Part {
            ln_likelihood: ln_product(&forward.parts().1[steps.clone()]),
            transitions: vec![[[0.0; LANES]; B]; B * LANES],
            starts: [[0.0; LANES]; B],
            sums: laws.empty_sums(),
            posterior: Vec::new(),
            impossible: None,
        };
        let mut buffers = Buffers::new();
        for first in steps.clone().step_by(BLOCK_STEPS) {
            let block = first..(first + BLOCK_STEPS).min(steps.end);
            in_eights(Block {
                forward: forward.parts(),
                backward: backward.parts(),
                emissions: self.emissions(),
                goes_on: &self.goes_on,
                steps: block.clone(),
                n_states: n,
                buffers: &mut buffers,
                transitions: &mut part.transitions,
            });
            let posterior = buffers.posterior();
            if part.impossible.is_none() {
                let place = buffers.totals()[..block.len()].iter().position(|&sum| is_none(sum));
                part.impossible = place.map(|place| first + place);
            }
            laws.accumulate(observations, block.clone(), posterior, &mut part.sums);
            if with_posterior {
                for place in 0..block.len() {
                    part.posterior.extend((0..n).map(|k| posterior[k * BLOCK_STEPS + place]));
                }
            }
        }
        self.count_starts(&mut part, (forward, backward), &steps);
        part
    }

    /// Adds the posterior of the first step of each sequence.
    fn count_starts<S>(
        &self,
        part: &mut Part<S, B>,
        (forward, backward): (&Messages<'_, B>, &Messages<'_, B>),
        steps: &Range<usize>,
    ) {
        for sequence in &self.sequences {
            if steps.contains(&sequence.start) {
                let first = sequence.start;
                let (u, v) = (&forward.parts().0[first], &backward.parts().0[first]);
                let mut joint = *u;
                for (joint, v) in joint.as_flattened_mut().iter_mut().zip(v.as_flattened()) {
                    *joint *= v;
                }
                let total = across(joint.as_flattened());
                let starts = part.starts.as_flattened_mut().iter_mut();
                for (sum, term) in starts.zip(joint.as_flattened()) {
                    *sum += term / total;
                }
            }
        }
    }
}

impl<'a, const B: usize> Messages<'a, B> {
    /// Numbers that all steps need.
    fn length(n_steps: usize) -> usize {
        (B * LANES + 1) * n_steps
    }

    /// To be filled: what is in it is of no meaning.
    fn lent(spare: &'a Spare, n_steps: usize) -> Self {
        Self { n_steps, values: spare.lend(Self::length(n_steps)) }
    }

    fn parts(&self) -> (&[States<B>], &[f64]) {
        let (messages, sums) = self.values.split_at(B * LANES * self.n_steps);
        (messages.as_chunks().0.as_chunks().0, sums)
    }

    fn parts_mut(&mut self) -> (&mut [States<B>], &mut [f64]) {
        let (messages, sums) = self.values.split_at_mut(B * LANES * self.n_steps);
        (steps_mut(messages), sums)
    }
}

fn steps_mut<const B: usize>(values: &mut [f64]) -> &mut [States<B>] {
    values.as_chunks_mut().0.as_chunks_mut().0
}

/// Turns ln P into P over the largest of the step, step after step; returns Σ of the largest.
fn scaled_exponentials<const B: usize>(
    values: &mut [f64],
    n_states: usize,
    into: &mut [States<B>],
) -> f64 {
    let mut largest = [f64::NEG_INFINITY; BLOCK_STEPS];
    let (values, beyond) = values.split_at_mut(n_states * BLOCK_STEPS);
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
                    // All states rule it out: 0, which the forward pass finds.
                    let is_possible = *largest > f64::NEG_INFINITY;
                    *value = if is_possible { *value - largest } else { f64::NEG_INFINITY };
                }
            }
        },
    );
    exp_in_place(values);
    beyond.fill(0.0);
    for block in 0..B {
        let of_state = |lane: usize| {
            let state = block * LANES + lane;
            if state < n_states {
                &values[state * BLOCK_STEPS..][..BLOCK_STEPS]
            } else {
                &beyond[(state - n_states) * BLOCK_STEPS..][..BLOCK_STEPS]
            }
        };
        let rows: [&[f64]; LANES] = std::array::from_fn(of_state);
        for (place, into) in into.iter_mut().enumerate().take(BLOCK_STEPS) {
            into[block] = std::array::from_fn(|lane| rows[lane][place]);
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

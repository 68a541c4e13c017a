//! What both messages say about the steps of a block, in vectors: the posterior, and the expected transitions.
//!
//! The steps are gone through several times, each time for one thing, while they stay in the first-level cache:
//! what belongs to a step goes in lanes of states, sums over states and quotients in lanes of steps.

use std::ops::Range;

use spikebook_numeric::vectorised::eight::{Eight, LANES, Work};

use super::BLOCK_STEPS;
use super::chain::States;
use super::passes::{InRegisters, load, store, times};

/// Room for the steps of a block.
pub(super) struct Buffers<const B: usize> {
    /// uₜ / cₜ
    forward: Vec<States<B>>,
    /// uₜ ∘ vₜ / cₜ; later bₜ₊₁ ∘ vₜ₊₁ over what makes the expected transitions of a step add up to 1
    joint: Vec<States<B>>,
    /// 1 / cₜ; later 1 / (Σ joint · eₜ₊₁), 0 at the end of a sequence
    factors: Vec<f64>,
    /// Σ joint
    totals: Vec<f64>,
    /// State after state
    by_state: Vec<f64>,
}

impl<const B: usize> Buffers<B> {
    pub(super) fn new() -> Self {
        Self {
            forward: vec![[[0.0; LANES]; B]; BLOCK_STEPS],
            joint: vec![[[0.0; LANES]; B]; BLOCK_STEPS],
            factors: vec![0.0; BLOCK_STEPS],
            totals: vec![0.0; BLOCK_STEPS],
            by_state: vec![0.0; B * LANES * BLOCK_STEPS],
        }
    }

    /// P(state | all observations) of the block's steps, state after state; 0 beyond the last step.
    pub(super) fn posterior(&self) -> &[f64] {
        &self.by_state
    }

    /// What the two messages of each step have in common.
    pub(super) fn totals(&self) -> &[f64] {
        &self.totals
    }
}

/// Fills the buffers for the steps of a block, and adds its transitions.
pub(super) struct Block<'a, const B: usize> {
    /// Messages and their sums
    pub(super) forward: (&'a [States<B>], &'a [f64]),
    pub(super) backward: (&'a [States<B>], &'a [f64]),
    pub(super) emissions: &'a [States<B>],
    pub(super) goes_on: &'a [bool],
    pub(super) steps: Range<usize>,
    pub(super) n_states: usize,
    pub(super) buffers: &'a mut Buffers<B>,
    pub(super) transitions: &'a mut [States<B>],
}

impl<const B: usize> Work for Block<'_, B> {
    type Output = ();

    #[inline(always)]
    fn run<E: Eight>(mut self, eight: E) {
        self.join(eight);
        self.turn();
        self.normalise(eight);
        self.weigh(eight);
        let (n_states, n_steps) = (self.n_states, self.steps.len());
        let Buffers { forward, joint, .. } = &*self.buffers;
        let (from, to) = (&forward[..n_steps], &joint[..n_steps]);
        let mut first = 0;
        while first < n_states {
            let into = &mut self.transitions[first..];
            first += match n_states - first {
                1 => add_transitions::<E, B, 1>(eight, from, to, first, into),
                2 => add_transitions::<E, B, 2>(eight, from, to, first, into),
                3 => add_transitions::<E, B, 3>(eight, from, to, first, into),
                4 => add_transitions::<E, B, 4>(eight, from, to, first, into),
                5 if B == 1 => add_transitions::<E, B, 5>(eight, from, to, first, into),
                6.. if B == 1 => add_transitions::<E, B, 6>(eight, from, to, first, into),
                _ => add_transitions::<E, B, 4>(eight, from, to, first, into),
            };
        }
    }
}

impl<const B: usize> Block<'_, B> {
    /// The forward message over its sum, and that times the backward message.
    #[inline(always)]
    fn join<E: Eight>(&mut self, eight: E) {
        let steps = self.steps.clone();
        let n_steps = steps.len();
        let Buffers { forward, joint, factors, .. } = &mut *self.buffers;
        factors.fill(1.0);
        factors[..n_steps].copy_from_slice(&self.forward.1[steps.clone()]);
        for factors in factors.as_chunks_mut::<LANES>().0 {
            eight.put(eight.over(eight.all(1.0), eight.of(factors)), factors);
        }
        let messages = self.forward.0[steps.clone()].iter().zip(&self.backward.0[steps]);
        let into = forward.iter_mut().zip(joint.iter_mut()).zip(&*factors);
        for ((u, v), ((forward, joint), &factor)) in messages.zip(into) {
            let u = times(eight, load(eight, u), [eight.all(factor); B]);
            store(eight, u, forward);
            store(eight, times(eight, u, load(eight, v)), joint);
        }
        joint[n_steps..].fill([[0.0; LANES]; B]);
    }

    /// From lanes of states to lanes of steps.
    #[inline(always)]
    fn turn(&mut self) {
        let Buffers { joint, by_state, .. } = &mut *self.buffers;
        let tiles = by_state.as_chunks_mut::<BLOCK_STEPS>().0.as_chunks_mut::<LANES>().0;
        for (b, states) in tiles.iter_mut().enumerate() {
            for (tile, joint) in joint.as_chunks::<LANES>().0.iter().enumerate() {
                for (lane, of_state) in states.iter_mut().enumerate() {
                    let into = &mut of_state.as_chunks_mut::<LANES>().0[tile];
                    for step in 0..LANES {
                        into[step] = joint[step][b][lane];
                    }
                }
            }
        }
    }

    /// Each step's sum over states, and what is over it.
    #[inline(always)]
    fn normalise<E: Eight>(&mut self, eight: E) {
        let n_steps = self.steps.len();
        let Buffers { by_state, totals, factors, .. } = &mut *self.buffers;
        let states = by_state.as_chunks_mut::<BLOCK_STEPS>().0;
        for (tile, totals) in totals.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
            let mut sums = [[eight.all(0.0); LANES]; B];
            for (sum, of_state) in sums.as_flattened_mut().iter_mut().zip(&*states) {
                *sum = eight.of(&of_state.as_chunks::<LANES>().0[tile]);
            }
            let sums = sums.as_flattened_mut();
            let mut half = B * LANES / 2;
            while half > 0 {
                for state in 0..half {
                    sums[state] = eight.plus(sums[state], sums[state + half]);
                }
                half /= 2;
            }
            eight.put(sums[0], totals);
            let scale = eight.over(eight.all(1.0), sums[0]);
            eight.put(scale, &mut factors.as_chunks_mut::<LANES>().0[tile]);
            for of_state in &mut states[..self.n_states] {
                let of_tile = &mut of_state.as_chunks_mut::<LANES>().0[tile];
                eight.put(eight.times(eight.of(of_tile), scale), of_tile);
            }
        }
        // Beyond the last step there was nothing to divide.
        for of_state in &mut states[..self.n_states] {
            of_state[n_steps..].fill(0.0);
        }
    }

    /// The emission and the backward message of the step after each, times what makes transitions add up to 1.
    #[inline(always)]
    fn weigh<E: Eight>(&mut self, eight: E) {
        let steps = self.steps.start + 1..(self.steps.end + 1).min(self.emissions.len());
        let Buffers { joint, factors, .. } = &mut *self.buffers;
        let next = self.emissions[steps.clone()].iter().zip(&self.backward.0[steps.clone()]);
        let next = next.zip(&self.backward.1[steps]);
        let goes_on = &self.goes_on[self.steps.clone()];
        let into = joint.iter_mut().zip(&mut *factors).zip(goes_on);
        for (((b, v), sum), ((weighted, scale), goes_on)) in next.zip(into) {
            let factor = eight.all(if *goes_on { *scale / sum } else { 0.0 });
            let product = times(eight, load(eight, v), load(eight, b));
            store(eight, times(eight, product, [factor; B]), weighted);
        }
        if self.steps.end == self.emissions.len() {
            joint[self.steps.len() - 1] = [[0.0; LANES]; B];
        }
    }
}

/// Adds the products of the next `ROWS` states' entries of `from` with `to`, over all steps; returns `ROWS`.
#[inline(always)]
fn add_transitions<E: Eight, const B: usize, const ROWS: usize>(
    eight: E,
    from: &[States<B>],
    to: &[States<B>],
    first: usize,
    into: &mut [States<B>],
) -> usize {
    let mut sums: [InRegisters<E, B>; ROWS] = [[eight.all(0.0); B]; ROWS];
    for (sums, into) in sums.iter_mut().zip(&*into) {
        *sums = load(eight, into);
    }
    for (from, to) in from.iter().zip(to) {
        let factors: &[f64] = &from.as_flattened()[first..];
        let to = load(eight, to);
        for row in 0..ROWS {
            let factor = eight.all(factors[row]);
            for b in 0..B {
                sums[row][b] = eight.plus(sums[row][b], eight.times(factor, to[b]));
            }
        }
    }
    for (sums, into) in sums.into_iter().zip(into) {
        store(eight, sums, into);
    }
    ROWS
}

//! One step and what is known of its error.

use super::super::System;
use super::Tolerance;
use super::coefficients::{
    COUPLING, DENSE, ERROR_OF_ORDER_3, ERROR_OF_ORDER_5, N_ALL_STAGES, N_STAGES, NODES,
};
use super::solution::Segment;

/// A step that is tried, with the room for its slopes.
pub(super) struct Attempt {
    slopes: Vec<Vec<f64>>,
    within: Vec<f64>,
    end: Vec<f64>,
}

impl Attempt {
    pub(super) fn new(dimension: usize) -> Self {
        let room = vec![0.0; dimension];
        Self { slopes: vec![room.clone(); N_ALL_STAGES], within: room.clone(), end: room }
    }

    /// Takes the slope at the start.
    pub(super) fn begin(&mut self, system: &impl System, time: f64, state: &[f64]) {
        system.derivative(time, state, &mut self.slopes[0]);
    }

    /// The slope at the start.
    pub(super) fn slope(&self) -> &[f64] {
        &self.slopes[0]
    }

    /// The state at the end.
    pub(super) fn end(&self) -> &[f64] {
        &self.end
    }

    /// Lets the end be the next step's start.
    pub(super) fn go_on(&mut self) {
        self.slopes.swap(0, N_STAGES);
    }

    /// Makes the step; the error in units of the tolerance, NaN where the step leaves the numbers.
    pub(super) fn attempt(
        &mut self,
        system: &impl System,
        time: f64,
        step: f64,
        state: &[f64],
        tolerance: &Tolerance,
    ) -> f64 {
        for stage in 1..=N_STAGES {
            self.stage(system, stage, time, step, state);
        }
        self.end.copy_from_slice(&self.within);
        let (mut fifth, mut third) = (0.0, 0.0);
        for (i, (&from, &to)) in state.iter().zip(&self.end).enumerate() {
            let scale = tolerance.scale(from, to);
            let weighted = |weights| square(self.combined(weights, i) / scale);
            fifth += weighted(ERROR_OF_ORDER_5);
            third += weighted(ERROR_OF_ORDER_3);
        }
        if fifth == 0.0 && third == 0.0 {
            return if self.end.iter().all(|x| x.is_finite()) { 0.0 } else { f64::NAN };
        }
        step * fifth / ((fifth + 0.01 * third) * state.len() as f64).sqrt()
    }

    /// The polynomials of an accepted step.
    pub(super) fn segment(
        &mut self,
        system: &impl System,
        from: f64,
        to: f64,
        step: f64,
        state: &[f64],
    ) -> Segment {
        for stage in N_STAGES + 1..N_ALL_STAGES {
            self.stage(system, stage, from, step, state);
        }
        let terms = |i: usize| {
            let rise = self.end[i] - state[i];
            let (first, last) = (step * self.slopes[0][i], step * self.slopes[N_STAGES][i]);
            let dense = |k: usize| step * self.combined(DENSE[k], i);
            [
                state[i],
                rise,
                first - rise,
                2.0 * rise - (first + last),
                dense(0),
                dense(1),
                dense(2),
                dense(3),
            ]
        };
        Segment { from, to, terms: (0..state.len()).map(terms).collect() }
    }

    /// The slope of a stage; `within` keeps the state that it was taken at.
    fn stage(&mut self, system: &impl System, stage: usize, time: f64, step: f64, state: &[f64]) {
        for (i, &x) in state.iter().enumerate() {
            self.within[i] = x + step * self.combined(COUPLING[stage], i);
        }
        system.derivative(time + NODES[stage] * step, &self.within, &mut self.slopes[stage]);
    }

    fn combined(&self, weights: &[(usize, f64)], i: usize) -> f64 {
        weights.iter().fold(0.0, |total, &(stage, weight)| total + weight * self.slopes[stage][i])
    }
}

fn square(x: f64) -> f64 {
    x * x
}

/// A first step whose error is likely to be near to the tolerance (Hairer et al., II.4).
pub(super) fn first_step(
    system: &impl System,
    time: f64,
    state: &[f64],
    slope: &[f64],
    tolerance: &Tolerance,
) -> f64 {
    let size = |values: &[f64]| {
        let squares =
            values.iter().zip(state).map(|(value, &x)| square(value / tolerance.scale(x, x)));
        (squares.fold(0.0, |total, square| total + square) / values.len() as f64).sqrt()
    };
    let (of_state, of_slope) = (size(state), size(slope));
    let guess = if of_state < 1e-5 || of_slope < 1e-5 { 1e-6 } else { 0.01 * of_state / of_slope };
    let ahead: Vec<f64> = state.iter().zip(slope).map(|(x, slope)| x + guess * slope).collect();
    let mut slope_ahead = vec![0.0; state.len()];
    system.derivative(time + guess, &ahead, &mut slope_ahead);
    let turn: Vec<f64> = slope_ahead.iter().zip(slope).map(|(b, a)| b - a).collect();
    let bend = (size(&turn) / guess).max(of_slope);
    let step =
        if bend <= 1e-15 { 1e-3_f64.max(1e-3 * guess) } else { super::eighth_root(0.01 / bend) };
    if step.is_finite() { step.min(100.0 * guess) } else { guess }
}

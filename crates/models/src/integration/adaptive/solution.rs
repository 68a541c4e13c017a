//! A solution, known at all times.

use super::Happening;

/// One step's polynomials.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Segment {
    pub(super) from: f64,
    pub(super) to: f64,
    /// For each part: the value at the start, then seven terms in turn times θ and 1 − θ
    pub(super) terms: Vec<[f64; 8]>,
}

impl Segment {
    pub(super) fn write(&self, time: f64, state: &mut [f64]) {
        let share = (time - self.from) / (self.to - self.from);
        for (state, terms) in state.iter_mut().zip(&self.terms) {
            let mut value = 0.0;
            for (k, term) in terms[1..].iter().rev().enumerate() {
                value = (value + term) * if k % 2 == 0 { share } else { 1.0 - share };
            }
            *state = terms[0] + value;
        }
    }
}

/// What [`Adaptive`](super::Adaptive) found: the steps, all times between them, and the events.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    segments: Vec<Segment>,
    start: f64,
    /// Where an event ended the solution before its last step's end
    stopped: Option<f64>,
    last: Vec<f64>,
    pub(super) happenings: Vec<Happening>,
}

impl Solution {
    pub(super) fn new(start: f64, state: &[f64]) -> Self {
        Self {
            segments: Vec::new(),
            start,
            stopped: None,
            last: state.to_vec(),
            happenings: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, segment: Segment, end: &[f64]) {
        self.segments.push(segment);
        self.last.copy_from_slice(end);
    }

    /// Ends the solution at a time within its last step.
    pub(super) fn cut(&mut self, time: f64) {
        self.last = self.at(time);
        self.happenings.retain(|happening| happening.time <= time);
        self.stopped = Some(time);
    }

    /// The first and the last time.
    pub fn span(&self) -> (f64, f64) {
        let end = self.segments.last().map_or(self.start, |segment| segment.to);
        (self.start, self.stopped.unwrap_or(end))
    }

    /// The state at the last time.
    pub fn last(&self) -> &[f64] {
        &self.last
    }

    /// How many steps were made.
    pub fn n_steps(&self) -> usize {
        self.segments.len()
    }

    /// The events that happened, in the order of time.
    pub fn happenings(&self) -> &[Happening] {
        &self.happenings
    }

    /// The times at which one of the events happened, by its place in the list that was given.
    pub fn times_of(&self, event: usize) -> Vec<f64> {
        let of = self.happenings.iter().filter(|happening| happening.event == event);
        of.map(|happening| happening.time).collect()
    }

    /// The state at a time; outside of [`Solution::span`], that of the nearer end.
    pub fn at(&self, time: f64) -> Vec<f64> {
        let (start, end) = self.span();
        let time = time.clamp(start, end);
        let after = self.segments.partition_point(|segment| segment.to < time);
        let mut state = self.last.clone();
        if let Some(segment) = self.segments.get(after) {
            segment.write(time, &mut state);
        }
        state
    }
}

//! When a condition passes zero.

use super::solution::Segment;

/// Each step is looked at in so many parts, so that two passages in one step are seen.
const PARTS: usize = 4;

/// Which passages count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From below zero to above
    Rising,
    /// From above zero to below
    Falling,
    /// Both
    Either,
}

/// A condition of (time, state) and the passages through zero that count.
pub struct Event<'a> {
    condition: Box<dyn Fn(f64, &[f64]) -> f64 + 'a>,
    direction: Direction,
    stops: bool,
}

impl<'a> Event<'a> {
    /// An event that is noted.
    pub fn new(direction: Direction, condition: impl Fn(f64, &[f64]) -> f64 + 'a) -> Self {
        Self { condition: Box::new(condition), direction, stops: false }
    }

    /// An event that ends the solution.
    pub fn stopping(direction: Direction, condition: impl Fn(f64, &[f64]) -> f64 + 'a) -> Self {
        Self { stops: true, ..Self::new(direction, condition) }
    }

    fn counts(&self, before: f64, after: f64) -> bool {
        let rises = before < 0.0 && after >= 0.0;
        let falls = before > 0.0 && after <= 0.0;
        match self.direction {
            Direction::Rising => rises,
            Direction::Falling => falls,
            Direction::Either => rises || falls,
        }
    }
}

/// That an event happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Happening {
    /// Which one, by its place in the list
    pub event: usize,
    /// When
    pub time: f64,
    /// The state then
    pub state: Vec<f64>,
}

/// Adds what happens within a segment, in the order of time; the time of the first stopping event.
pub(super) fn happenings(
    segment: &Segment,
    events: &[Event<'_>],
    found: &mut Vec<Happening>,
) -> Option<f64> {
    let first = found.len();
    let mut stop: Option<f64> = None;
    let mut state = vec![0.0; segment.terms.len()];
    for (index, event) in events.iter().enumerate() {
        let mut value = |time: f64| {
            segment.write(time, &mut state);
            (event.condition)(time, &state)
        };
        let mut from = (segment.from, value(segment.from));
        for part in 1..=PARTS {
            let share = part as f64 / PARTS as f64;
            let time = if part == PARTS {
                segment.to
            } else {
                segment.from + share * (segment.to - segment.from)
            };
            let to = (time, value(time));
            if event.counts(from.1, to.1) {
                let time = passage(from, to, &mut value);
                let mut state = vec![0.0; segment.terms.len()];
                segment.write(time, &mut state);
                found.push(Happening { event: index, time, state });
                if event.stops {
                    stop = Some(stop.map_or(time, |earlier| earlier.min(time)));
                }
            }
            from = to;
        }
    }
    found[first..].sort_by(|a, b| a.time.total_cmp(&b.time));
    stop
}

/// The time between two at which the value passes zero, halved down to neighbouring numbers.
fn passage(a: (f64, f64), b: (f64, f64), value: &mut impl FnMut(f64) -> f64) -> f64 {
    let (mut before, mut after) = (a.0, b.0);
    loop {
        let middle = 0.5 * (before + after);
        if !(middle > before && middle < after) {
            return after;
        }
        if (value(middle) < 0.0) == (a.1 < 0.0) {
            before = middle;
        } else {
            after = middle;
        }
    }
}

//! Where a state went.

use ndarray::{Array2, ArrayView1};

/// A state at equal steps of time, both ends included.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    /// The time of each sample, in the system's unit
    pub time: Vec<f64>,
    /// The state at each (shape: samples × dimension)
    pub states: Array2<f64>,
}

impl Trajectory {
    /// From the samples' states, one after the other.
    pub(super) fn new(time: Vec<f64>, dimension: usize, states: Vec<f64>) -> Self {
        let shape = (time.len(), dimension);
        let states = Array2::from_shape_vec(shape, states).expect("a state at every time");
        Self { time, states }
    }

    /// The last state.
    pub fn last(&self) -> ArrayView1<'_, f64> {
        self.states.row(self.states.nrows() - 1)
    }

    /// One part of the state at every time.
    pub fn part(&self, part: usize) -> Vec<f64> {
        self.states.column(part).to_vec()
    }
}

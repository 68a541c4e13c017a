//! What can be integrated.

/// How a state changes: dx/dt = f(t, x).
pub trait System {
    /// How many numbers the state has.
    fn dimension(&self) -> usize;

    /// Writes the derivative at a time and a state; all three slices have the dimension's length.
    fn derivative(&self, time: f64, state: &[f64], slope: &mut [f64]);
}

/// A system whose parts each relax to a target that depends on the others: dxᵢ/dt = rateᵢ (targetᵢ − xᵢ).
pub trait Relaxing {
    /// How many numbers the state has.
    fn dimension(&self) -> usize;

    /// Writes the rate and the target of every part at a time and a state.
    fn relaxation(&self, time: f64, state: &[f64], rate: &mut [f64], target: &mut [f64]);
}

/// A system that is stirred: dx = f(t, x) dt + g(t, x) dW, each part by a noise of its own.
pub trait Noisy: System {
    /// Writes the size g of the noise of every part, in units of the state per square root of time.
    fn noise(&self, time: f64, state: &[f64], size: &mut [f64]);
}

/// A system made of a closure (time, state, slope to be written).
#[derive(Clone, Copy, Debug)]
pub struct Field<F> {
    dimension: usize,
    slope: F,
}

impl<F: Fn(f64, &[f64], &mut [f64])> Field<F> {
    /// A system of so many numbers whose derivative `slope` writes.
    pub fn new(dimension: usize, slope: F) -> Self {
        Self { dimension, slope }
    }
}

impl<F: Fn(f64, &[f64], &mut [f64])> System for Field<F> {
    fn dimension(&self) -> usize {
        self.dimension
    }

    fn derivative(&self, time: f64, state: &[f64], slope: &mut [f64]) {
        (self.slope)(time, state, slope);
    }
}

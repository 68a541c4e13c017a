//! What is left of an action potential in two variables?
//!
//! v' = v − κ v³ − w + I,   w' = ε (v + a − b w).
//!
//! The classic form has κ = 1/3 (ε = 0.08, a = 0.7, b = 0.8), the course's κ = 1 (ε = 0.1, a = 1, b = 0.5). v is
//! fast and w slow; v, w and t carry no units. The resting point loses its stability in a Hopf
//! bifurcation as I grows (the course's at I = 1.2591) and regains it (2.7409); between them is a limit
//! cycle. The spike has no threshold, only a steep place. Biophysical Journal 1:445 (1961),
//! doi:10.1016/S0006-3495(61)86902-6.
//!
//! ```
//! use spikebook_models::integration::System;
//! use spikebook_models::neuron::fitzhugh_nagumo::FitzHughNagumo;
//!
//! let mut slope = [1.0, 1.0];
//! FitzHughNagumo::course(0.0)?.derivative(0.0, &[-1.0, 0.0], &mut slope);
//! assert_eq!(slope, [0.0, 0.0]);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use crate::Error;
use crate::error::within;
use crate::integration::System;

/// The two equations; the state is [v, w].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FitzHughNagumo {
    cubic: f64,
    speed: f64,
    offset: f64,
    decay: f64,
    current: f64,
}

impl FitzHughNagumo {
    /// From κ, ε, a, b and I.
    ///
    /// # Errors
    /// [`Error::Parameter`]: κ outside (0, 100], ε outside (0, 100], a, b or I beyond ±1000.
    pub fn new(
        cubic: f64,
        speed: f64,
        offset: f64,
        decay: f64,
        current: f64,
    ) -> Result<Self, Error> {
        let wanted = "a number above 0, at most 100";
        within("cubic", cubic, f64::MIN_POSITIVE..=100.0, wanted)?;
        within("speed", speed, f64::MIN_POSITIVE..=100.0, wanted)?;
        for (parameter, value) in [("offset", offset), ("decay", decay), ("current", current)] {
            within(parameter, value, -1000.0..=1000.0, "a number between −1000 and 1000")?;
        }
        Ok(Self { cubic, speed, offset, decay, current })
    }

    /// The classic form, with v³/3.
    ///
    /// # Errors
    /// As [`FitzHughNagumo::new`].
    pub fn classic(current: f64) -> Result<Self, Error> {
        Self::new(1.0 / 3.0, 0.08, 0.7, 0.8, current)
    }

    /// The course's form, with v³.
    ///
    /// # Errors
    /// As [`FitzHughNagumo::new`].
    pub fn course(current: f64) -> Result<Self, Error> {
        Self::new(1.0, 0.1, 1.0, 0.5, current)
    }

    /// κ, ε, a and b.
    pub fn constants(&self) -> [f64; 4] {
        [self.cubic, self.speed, self.offset, self.decay]
    }

    /// The w at which v stands still.
    pub fn v_nullcline(&self, v: f64) -> f64 {
        v - self.cubic * v * v * v + self.current
    }

    /// The w at which w stands still; infinite where b is 0.
    pub fn w_nullcline(&self, v: f64) -> f64 {
        (v + self.offset) / self.decay
    }
}

impl System for FitzHughNagumo {
    fn dimension(&self) -> usize {
        2
    }

    fn derivative(&self, _: f64, state: &[f64], slope: &mut [f64]) {
        let (v, w) = (state[0], state[1]);
        slope[0] = v - self.cubic * v * v * v - w + self.current;
        slope[1] = self.speed * (v + self.offset - self.decay * w);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nullclines_are_where_a_slope_vanishes() {
        let model = FitzHughNagumo::classic(0.5).expect("a model");
        let mut slope = [0.0; 2];
        for v in [-2.0, -0.3, 1.4] {
            model.derivative(0.0, &[v, model.v_nullcline(v)], &mut slope);
            assert!(slope[0].abs() < 1e-14);
            model.derivative(0.0, &[v, model.w_nullcline(v)], &mut slope);
            assert!(slope[1].abs() < 1e-14);
        }
        let refused = FitzHughNagumo::new(1.0, 0.0, 1.0, 0.5, 0.0).expect_err("refused");
        insta::assert_snapshot!(refused, @"speed: got 0, wanted a number above 0, at most 100");
    }
}

//! Excitation excites itself and its own brake: does that come to rest or swing?
//!
//! ```text
//! τ dE/dt = −E + (1 − r E) S_E(c₁ E − c₂ I + P)
//! τ dI/dt = −I + (1 − r I) S_I(c₃ E − c₄ I + Q)
//! S(u) = 1/(1 + e^(−a (u − θ))) − 1/(1 + e^(a θ))
//! ```
//!
//! E and I are shares of active cells. The defaults swing for P around 1.25. The paper's factor is k − r x with k
//! the largest S; here it is 1 − r x, as in most code. Time is in units of τ. Wilson & Cowan (1972),
//! doi:10.1016/S0006-3495(72)86068-5.
//!
//! ```
//! use spikebook_models::integration::{FixedStep, Method};
//! use spikebook_models::neural_mass::{WilsonCowan, WilsonCowanParameters};
//!
//! let model = WilsonCowan::new(WilsonCowanParameters::default())?;
//! let path = FixedStep::new(Method::RungeKutta4, 0.01, 50.0)?.integrate(&model, &[0.1, 0.05])?;
//! assert!(path.part(0).iter().all(|e| (0.0..1.0).contains(e)));
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use spikebook_numeric::elementary::logistic;

use crate::Error;
use crate::error::within;
use crate::integration::System;

/// The numbers of the two equations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WilsonCowanParameters {
    /// The time constant τ of both
    pub time_constant: f64,
    /// The refractory share r
    pub refractory: f64,
    /// c₁, excitation of the excitatory
    pub e_to_e: f64,
    /// c₂, inhibition of the excitatory
    pub i_to_e: f64,
    /// c₃, excitation of the inhibitory
    pub e_to_i: f64,
    /// c₄, inhibition of the inhibitory
    pub i_to_i: f64,
    /// P, input to the excitatory
    pub e_input: f64,
    /// Q, input to the inhibitory
    pub i_input: f64,
    /// The slope a and threshold θ of the excitatory
    pub e_response: (f64, f64),
    /// The slope a and threshold θ of the inhibitory
    pub i_response: (f64, f64),
}

impl Default for WilsonCowanParameters {
    fn default() -> Self {
        Self {
            time_constant: 1.0,
            refractory: 1.0,
            e_to_e: 16.0,
            i_to_e: 12.0,
            e_to_i: 15.0,
            i_to_i: 3.0,
            e_input: 1.25,
            i_input: 0.0,
            e_response: (1.3, 4.0),
            i_response: (2.0, 3.7),
        }
    }
}

/// The two equations; the state is [E, I].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WilsonCowan(WilsonCowanParameters);

impl WilsonCowan {
    /// From parameters.
    ///
    /// # Errors
    /// [`Error::Parameter`]: a time constant or slope not above 0, couplings below 0, inputs or thresholds beyond
    /// ±1000, all at most 1000.
    pub fn new(parameters: WilsonCowanParameters) -> Result<Self, Error> {
        let p = &parameters;
        let above = [
            ("time_constant", p.time_constant),
            ("e_response slope", p.e_response.0),
            ("i_response slope", p.i_response.0),
        ];
        for (name, value) in above {
            within(name, value, f64::MIN_POSITIVE..=1000.0, "a number above 0, at most 1000")?;
        }
        let couplings = [
            ("refractory", p.refractory),
            ("e_to_e", p.e_to_e),
            ("i_to_e", p.i_to_e),
            ("e_to_i", p.e_to_i),
            ("i_to_i", p.i_to_i),
        ];
        for (name, value) in couplings {
            within(name, value, 0.0..=1000.0, "a number between 0 and 1000")?;
        }
        let signed = [
            ("e_input", p.e_input),
            ("i_input", p.i_input),
            ("e_response threshold", p.e_response.1),
            ("i_response threshold", p.i_response.1),
        ];
        for (name, value) in signed {
            within(name, value, -1000.0..=1000.0, "a number between −1000 and 1000")?;
        }
        Ok(Self(parameters))
    }

    /// The drive of both populations in a state, through their responses: [`S_E`, `S_I`].
    fn responses(&self, e: f64, i: f64) -> [f64; 2] {
        let p = &self.0;
        let response =
            |u: f64, (a, theta): (f64, f64)| logistic(a * (u - theta)) - logistic(-a * theta);
        [
            response(p.e_to_e * e - p.i_to_e * i + p.e_input, p.e_response),
            response(p.e_to_i * e - p.i_to_i * i + p.i_input, p.i_response),
        ]
    }
}

impl System for WilsonCowan {
    fn dimension(&self) -> usize {
        2
    }

    fn derivative(&self, _: f64, state: &[f64], slope: &mut [f64]) {
        let (e, i) = (state[0], state[1]);
        let [drive_e, drive_i] = self.responses(e, i);
        slope[0] = (-e + (1.0 - self.0.refractory * e) * drive_e) / self.0.time_constant;
        slope[1] = (-i + (1.0 - self.0.refractory * i) * drive_i) / self.0.time_constant;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_populations_are_refused() {
        let bad = WilsonCowanParameters { time_constant: 0.0, ..Default::default() };
        insta::assert_snapshot!(WilsonCowan::new(bad).expect_err("refused"), @"time_constant: got 0, wanted a number above 0, at most 1000");
        let bad = WilsonCowanParameters { i_to_e: -1.0, ..Default::default() };
        insta::assert_snapshot!(WilsonCowan::new(bad).expect_err("refused"), @"i_to_e: got -1, wanted a number between 0 and 1000");
    }

    #[test]
    fn silence_without_input_is_a_fixed_point() {
        let quiet = WilsonCowanParameters { e_input: 0.0, ..Default::default() };
        let mut slope = [1.0; 2];
        WilsonCowan::new(quiet).expect("a model").derivative(0.0, &[0.0, 0.0], &mut slope);
        assert!(slope.iter().all(|s| s.abs() < 1e-16));
    }
}

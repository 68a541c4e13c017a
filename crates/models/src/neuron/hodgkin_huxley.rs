//! Sodium in, potassium out: how does the squid's axon make an action potential?
//!
//! ```text
//! C V' = I − g_Na m³ h (V − E_Na) − g_K n⁴ (V − E_K) − g_L (V − E_L),
//! x' = α_x(V) (1 − x) − β_x(V) x   for the gates x = m, h, n,
//! ```
//!
//! with the rates of the squid at 6.3 °C and rest at −65 mV, per millisecond:
//!
//! ```text
//! α_m = 0.1 (V + 40)/(1 − e^(−(V+40)/10))      β_m = 4 e^(−(V+65)/18)
//! α_h = 0.07 e^(−(V+65)/20)                    β_h = 1/(1 + e^(−(V+35)/10))
//! α_n = 0.01 (V + 55)/(1 − e^(−(V+55)/10))     β_n = 0.125 e^(−(V+65)/80)
//! ```
//!
//! Per square centimetre: µF, mS, µA. [`HodgkinHuxley`] is a [`System`] for the adaptive method and a
//! [`Relaxing`] one for exponential Euler; [`HodgkinHuxley::simulate_population`] follows thousands of
//! uncoupled axons at once, by exponential Euler, whose intervals are half a percent off at a step of 0.01 ms
//! (and half of that at half the step). Repetitive firing begins near 6.3 µA/cm² from rest, at once with some 50 Hz.
//! Mammalian neurons have other channels and lower temperature factors.
//!
//! Hodgkin & Huxley (1952), doi:10.1113/jphysiol.1952.sp004764.
//!
//! ```
//! use spikebook_models::neuron::hodgkin_huxley::{HodgkinHuxley, HodgkinHuxleyParameters};
//!
//! let axon = HodgkinHuxley::new(HodgkinHuxleyParameters::default())?;
//! let population = axon.simulate_population(&[0.0, 10.0], 0.01, 100.0)?;
//! assert_eq!(population.spike_times_ms[0].len(), 0);
//! assert_eq!(population.spike_times_ms[1].len(), 7);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

mod population;
mod rates;
mod step;

pub use population::Population;
pub use step::{CurrentStep, ObservedStep, StepSession, StepTruth};

use crate::Error;
use crate::error::within;
use crate::integration::{Relaxing, System};
use rates::Rates;

/// What the axon is made of. The default is the squid's, without input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HodgkinHuxleyParameters {
    /// C, µF/cm²
    pub capacitance_uf: f64,
    /// `g_Na`, mS/cm²
    pub sodium_ms: f64,
    /// `g_K`, mS/cm²
    pub potassium_ms: f64,
    /// `g_L`, mS/cm²
    pub leak_ms: f64,
    /// `E_Na`, mV
    pub sodium_mv: f64,
    /// `E_K`, mV
    pub potassium_mv: f64,
    /// `E_L`, mV
    pub leak_mv: f64,
    /// I, µA/cm²
    pub current_ua: f64,
}

impl Default for HodgkinHuxleyParameters {
    fn default() -> Self {
        Self {
            capacitance_uf: 1.0,
            sodium_ms: 120.0,
            potassium_ms: 36.0,
            leak_ms: 0.3,
            sodium_mv: 50.0,
            potassium_mv: -77.0,
            leak_mv: -54.387,
            current_ua: 0.0,
        }
    }
}

/// The axon; the state is [V, m, h, n].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HodgkinHuxley {
    parameters: HodgkinHuxleyParameters,
}

impl HodgkinHuxley {
    /// Checks the parameters.
    ///
    /// # Errors
    /// [`Error::Parameter`]: a capacitance or leak that is not above 0, a conductance below 0, a reversal
    /// potential beyond ±500 mV, a current beyond ±10⁴ µA/cm².
    pub fn new(parameters: HodgkinHuxleyParameters) -> Result<Self, Error> {
        let p = parameters;
        let wanted = "a number between 10⁻⁶ and 10⁶";
        within("capacitance_uf", p.capacitance_uf, 1e-6..=1e6, wanted)?;
        within("leak_ms", p.leak_ms, 1e-6..=1e6, wanted)?;
        within("sodium_ms", p.sodium_ms, 0.0..=1e6, "a number between 0 and 10⁶")?;
        within("potassium_ms", p.potassium_ms, 0.0..=1e6, "a number between 0 and 10⁶")?;
        for (name, value) in
            [("sodium_mv", p.sodium_mv), ("potassium_mv", p.potassium_mv), ("leak_mv", p.leak_mv)]
        {
            within(name, value, -500.0..=500.0, "a number between −500 and 500")?;
        }
        check_current(p.current_ua)?;
        Ok(Self { parameters })
    }

    /// What it is made of.
    pub fn parameters(&self) -> &HodgkinHuxleyParameters {
        &self.parameters
    }

    /// A voltage with the gates as they are in the end at it: [V, m, h, n].
    pub fn steady_state(voltage_mv: f64) -> [f64; 4] {
        let rates = Rates::at(voltage_mv);
        let share = |(opening, closing): (f64, f64)| opening / (opening + closing);
        [voltage_mv, share(rates.m), share(rates.h), share(rates.n)]
    }

    /// The currents of sodium, potassium and leak at a state, µA/cm², outward positive.
    pub fn currents_ua(&self, state: &[f64]) -> [f64; 3] {
        let p = &self.parameters;
        let [v, m, h, n] = [state[0], state[1], state[2], state[3]];
        [
            p.sodium_ms * m * m * m * h * (v - p.sodium_mv),
            p.potassium_ms * (n * n) * (n * n) * (v - p.potassium_mv),
            p.leak_ms * (v - p.leak_mv),
        ]
    }
}

fn check_current(current_ua: f64) -> Result<f64, Error> {
    within("current_ua", current_ua, -1e4..=1e4, "a number between −10,000 and 10,000")
}

impl System for HodgkinHuxley {
    fn dimension(&self) -> usize {
        4
    }

    fn derivative(&self, _: f64, state: &[f64], slope: &mut [f64]) {
        let rates = Rates::at(state[0]);
        let [sodium, potassium, leak] = self.currents_ua(state);
        let p = &self.parameters;
        slope[0] = (p.current_ua - sodium - potassium - leak) / p.capacitance_uf;
        for (gate, (opening, closing)) in [rates.m, rates.h, rates.n].into_iter().enumerate() {
            let x = state[gate + 1];
            slope[gate + 1] = opening * (1.0 - x) - closing * x;
        }
    }
}

impl Relaxing for HodgkinHuxley {
    fn dimension(&self) -> usize {
        4
    }

    fn relaxation(&self, _: f64, state: &[f64], rate: &mut [f64], target: &mut [f64]) {
        let p = &self.parameters;
        let rates = Rates::at(state[0]);
        for (gate, (opening, closing)) in [rates.m, rates.h, rates.n].into_iter().enumerate() {
            rate[gate + 1] = opening + closing;
            target[gate + 1] = opening / (opening + closing);
        }
        let [m, h, n] = [state[1], state[2], state[3]];
        let (sodium, potassium) = (p.sodium_ms * m * m * m * h, p.potassium_ms * (n * n) * (n * n));
        let conductance = sodium + potassium + p.leak_ms;
        rate[0] = conductance / p.capacitance_uf;
        target[0] = (p.current_ua
            + sodium * p.sodium_mv
            + potassium * p.potassium_mv
            + p.leak_ms * p.leak_mv)
            / conductance;
    }
}

#[cfg(test)]
mod tests;

//! Calcium excites, potassium restores: how does a barnacle's muscle fibre oscillate?
//!
//! ```text
//! C V' = I − g_Ca m∞(V) (V − E_Ca) − g_K w (V − E_K) − g_L (V − E_L),
//! w' = φ (w∞(V) − w)/τ_w(V),
//!
//! m∞ = (1 + tanh((V − V₁)/V₂))/2, w∞ = (1 + tanh((V − V₃)/V₄))/2, τ_w = 1/cosh((V − V₃)/(2V₄)).
//! ```
//! Units per square centimetre: µF, mS, µA; mV and ms. With the default (Hopf) parameters firing begins at a
//! rate above 0, with V₃ = 12, V₄ = 17.4 and φ = 0.067 from 0 (saddle-node on an invariant circle).
//! Morris & Lecar (1981), doi:10.1016/S0006-3495(81)84782-0; Rinzel & Ermentrout (1998).
//!
//! ```
//! use spikebook_models::neuron::morris_lecar::{MorrisLecar, MorrisLecarParameters};
//!
//! let model = MorrisLecar::new(MorrisLecarParameters::default())?;
//! assert_eq!(model.w_infinity(2.0), 0.5);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use spikebook_numeric::elementary::{exp, tanh};

use crate::Error;
use crate::error::within;
use crate::integration::System;

/// What the fibre is made of. The default is the Hopf set at a current of 100.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MorrisLecarParameters {
    /// C, µF/cm²
    pub capacitance_uf: f64,
    /// `g_Ca`, mS/cm²
    pub calcium_ms: f64,
    /// `g_K`, mS/cm²
    pub potassium_ms: f64,
    /// `g_L`, mS/cm²
    pub leak_ms: f64,
    /// `E_Ca`, mV
    pub calcium_mv: f64,
    /// `E_K`, mV
    pub potassium_mv: f64,
    /// `E_L`, mV
    pub leak_mv: f64,
    /// V₁, mV: where half of the calcium channels are open
    pub calcium_half_mv: f64,
    /// V₂, mV: over how many they open
    pub calcium_slope_mv: f64,
    /// V₃, mV: where half of the potassium channels are open in the end
    pub potassium_half_mv: f64,
    /// V₄, mV: over how many they open
    pub potassium_slope_mv: f64,
    /// φ, 1/ms
    pub speed_per_ms: f64,
    /// I, µA/cm²
    pub current_ua: f64,
}

impl Default for MorrisLecarParameters {
    fn default() -> Self {
        Self {
            capacitance_uf: 20.0,
            calcium_ms: 4.4,
            potassium_ms: 8.0,
            leak_ms: 2.0,
            calcium_mv: 120.0,
            potassium_mv: -84.0,
            leak_mv: -60.0,
            calcium_half_mv: -1.2,
            calcium_slope_mv: 18.0,
            potassium_half_mv: 2.0,
            potassium_slope_mv: 30.0,
            speed_per_ms: 0.04,
            current_ua: 100.0,
        }
    }
}

/// The fibre; the state is [V, w].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MorrisLecar {
    parameters: MorrisLecarParameters,
}

impl MorrisLecar {
    /// Checks the parameters.
    ///
    /// # Errors
    /// [`Error::Parameter`]: a capacitance, slope or speed that is not above 0, a conductance below 0, anything
    /// beyond ±10⁶.
    pub fn new(parameters: MorrisLecarParameters) -> Result<Self, Error> {
        let p = parameters;
        for (name, value) in [
            ("capacitance_uf", p.capacitance_uf),
            ("calcium_slope_mv", p.calcium_slope_mv),
            ("potassium_slope_mv", p.potassium_slope_mv),
            ("speed_per_ms", p.speed_per_ms),
        ] {
            within(name, value, f64::MIN_POSITIVE..=1e6, "a number above 0, at most 10⁶")?;
        }
        for (name, value) in
            [("calcium_ms", p.calcium_ms), ("potassium_ms", p.potassium_ms), ("leak_ms", p.leak_ms)]
        {
            within(name, value, 0.0..=1e6, "a number between 0 and 10⁶")?;
        }
        for (name, value) in [
            ("calcium_mv", p.calcium_mv),
            ("potassium_mv", p.potassium_mv),
            ("leak_mv", p.leak_mv),
            ("calcium_half_mv", p.calcium_half_mv),
            ("potassium_half_mv", p.potassium_half_mv),
            ("current_ua", p.current_ua),
        ] {
            within(name, value, -1e6..=1e6, "a number between −10⁶ and 10⁶")?;
        }
        Ok(Self { parameters })
    }

    /// The share of calcium channels that is open at a voltage.
    pub fn m_infinity(&self, voltage_mv: f64) -> f64 {
        let p = &self.parameters;
        0.5 * (1.0 + tanh((voltage_mv - p.calcium_half_mv) / p.calcium_slope_mv))
    }

    /// The share of potassium channels that is open at a voltage in the end: the nullcline of w.
    pub fn w_infinity(&self, voltage_mv: f64) -> f64 {
        let p = &self.parameters;
        0.5 * (1.0 + tanh((voltage_mv - p.potassium_half_mv) / p.potassium_slope_mv))
    }

    /// The w at which the voltage stands still; infinite at `E_K`.
    pub fn voltage_nullcline(&self, voltage_mv: f64) -> f64 {
        let p = &self.parameters;
        let inward = p.current_ua
            - p.calcium_ms * self.m_infinity(voltage_mv) * (voltage_mv - p.calcium_mv)
            - p.leak_ms * (voltage_mv - p.leak_mv);
        inward / (p.potassium_ms * (voltage_mv - p.potassium_mv))
    }
}

impl System for MorrisLecar {
    fn dimension(&self) -> usize {
        2
    }

    fn derivative(&self, _: f64, state: &[f64], slope: &mut [f64]) {
        let p = &self.parameters;
        let (v, w) = (state[0], state[1]);
        let current = p.current_ua
            - p.calcium_ms * self.m_infinity(v) * (v - p.calcium_mv)
            - p.potassium_ms * w * (v - p.potassium_mv)
            - p.leak_ms * (v - p.leak_mv);
        let growth = exp((v - p.potassium_half_mv) / (2.0 * p.potassium_slope_mv));
        let per_time_constant = 0.5 * (growth + 1.0 / growth);
        slope[0] = current / p.capacitance_uf;
        slope[1] = p.speed_per_ms * (self.w_infinity(v) - w) * per_time_constant;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nullcline_is_where_the_voltage_stands_still() {
        let model = MorrisLecar::new(MorrisLecarParameters::default()).expect("a model");
        let mut slope = [0.0; 2];
        for v in [-50.0, -10.0, 30.0] {
            model.derivative(0.0, &[v, model.voltage_nullcline(v)], &mut slope);
            assert!(slope[0].abs() < 1e-13, "{slope:?}");
        }
        let bad = MorrisLecarParameters { capacitance_uf: 0.0, ..MorrisLecarParameters::default() };
        insta::assert_snapshot!(MorrisLecar::new(bad).expect_err("refused"), @"capacitance_uf: got 0, wanted a number above 0, at most 10⁶");
    }
}

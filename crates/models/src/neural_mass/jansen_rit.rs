//! Where does the alpha rhythm of the EEG come from?
//!
//! Pyramidal cells drive excitatory and inhibitory interneurons and are driven by both. Each synapse turns a
//! rate (1/s) into a potential (mV) by A a t e^(−a t), excitatory, or B b t e^(−b t), inhibitory:
//!
//! ```text
//! y₀″ = A a S(y₁ − y₂)           − 2a y₀′ − a² y₀
//! y₁″ = A a (p + C₂ S(C₁ y₀))    − 2a y₁′ − a² y₁
//! y₂″ = B b C₄ S(C₃ y₀)          − 2b y₂′ − b² y₂
//! S(v) = 2 e₀ / (1 + e^(r (v₀ − v))),   C₁ = C, C₂ = 0.8 C, C₃ = C₄ = C/4
//! ```
//!
//! The EEG is y₁ − y₂ (mV), the net potential of the pyramidal cells. With the defaults it swings at about 11 Hz.
//! Time is in seconds. With noise, p is stirred: [`JansenRit`] is [`crate::integration::Noisy`]. Jansen & Rit
//! (1995), doi:10.1007/BF00199471.
//!
//! ```
//! use spikebook_models::integration::{FixedStep, Method};
//! use spikebook_models::neural_mass::{JansenRit, JansenRitParameters};
//!
//! let model = JansenRit::new(JansenRitParameters::default())?;
//! let path = FixedStep::new(Method::RungeKutta4, 0.001, 1.0)?.integrate(&model, &[0.0; 6])?;
//! assert!((model.eeg_mv(&path.last().to_vec()) - 6.569).abs() < 0.01);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use spikebook_numeric::elementary::logistic;

use crate::Error;
use crate::error::within;
use crate::integration::{Noisy, System};

/// The numbers of a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct JansenRitParameters {
    /// A, the height of an excitatory potential, mV
    pub excitatory_mv: f64,
    /// B, the height of an inhibitory potential, mV
    pub inhibitory_mv: f64,
    /// a, 1/s
    pub excitatory_per_s: f64,
    /// b, 1/s
    pub inhibitory_per_s: f64,
    /// C, the number of contacts
    pub contacts: f64,
    /// e₀, half of the highest rate, 1/s
    pub half_rate_per_s: f64,
    /// v₀, the potential of half the highest rate, mV
    pub threshold_mv: f64,
    /// r, 1/mV
    pub slope_per_mv: f64,
    /// p, the mean input, 1/s
    pub input_per_s: f64,
    /// The size of the noise of p, 1/s · √s
    pub input_noise: f64,
}

impl Default for JansenRitParameters {
    fn default() -> Self {
        Self {
            excitatory_mv: 3.25,
            inhibitory_mv: 22.0,
            excitatory_per_s: 100.0,
            inhibitory_per_s: 50.0,
            contacts: 135.0,
            half_rate_per_s: 2.5,
            threshold_mv: 6.0,
            slope_per_mv: 0.56,
            input_per_s: 220.0,
            input_noise: 0.0,
        }
    }
}

/// A cortical column; the state is [y₀, y₁, y₂, y₀′, y₁′, y₂′].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct JansenRit(JansenRitParameters);

impl JansenRit {
    /// From parameters.
    ///
    /// # Errors
    /// [`Error::Parameter`]: a rate, height, slope or number of contacts not above 0 or above 10⁴, a threshold beyond
    /// ±1000 mV, an input or noise outside [0, 10⁶].
    pub fn new(parameters: JansenRitParameters) -> Result<Self, Error> {
        let p = &parameters;
        let above = [
            ("excitatory_mv", p.excitatory_mv),
            ("inhibitory_mv", p.inhibitory_mv),
            ("excitatory_per_s", p.excitatory_per_s),
            ("inhibitory_per_s", p.inhibitory_per_s),
            ("contacts", p.contacts),
            ("half_rate_per_s", p.half_rate_per_s),
            ("slope_per_mv", p.slope_per_mv),
        ];
        for (name, value) in above {
            within(name, value, f64::MIN_POSITIVE..=1e4, "a number above 0, at most 10,000")?;
        }
        let wanted = "a number between −1000 and 1000";
        within("threshold_mv", p.threshold_mv, -1000.0..=1000.0, wanted)?;
        for (name, value) in [("input_per_s", p.input_per_s), ("input_noise", p.input_noise)] {
            within(name, value, 0.0..=1e6, "a number between 0 and 10⁶")?;
        }
        Ok(Self(parameters))
    }

    /// The EEG in a state, mV.
    pub fn eeg_mv(&self, state: &[f64]) -> f64 {
        state[1] - state[2]
    }
}

impl System for JansenRit {
    fn dimension(&self) -> usize {
        6
    }

    fn derivative(&self, _: f64, y: &[f64], slope: &mut [f64]) {
        let p = &self.0;
        let rate =
            |v: f64| 2.0 * p.half_rate_per_s * logistic(p.slope_per_mv * (v - p.threshold_mv));
        let (a, b, c) = (p.excitatory_per_s, p.inhibitory_per_s, p.contacts);
        let drives = [
            p.excitatory_mv * a * rate(y[1] - y[2]),
            p.excitatory_mv * a * (p.input_per_s + 0.8 * c * rate(c * y[0])),
            p.inhibitory_mv * b * 0.25 * c * rate(0.25 * c * y[0]),
        ];
        for (k, (drive, speed)) in drives.into_iter().zip([a, a, b]).enumerate() {
            slope[k] = y[k + 3];
            slope[k + 3] = drive - 2.0 * speed * y[k + 3] - speed * speed * y[k];
        }
    }
}

impl Noisy for JansenRit {
    fn noise(&self, _: f64, _: &[f64], size: &mut [f64]) {
        size.fill(0.0);
        size[4] = self.0.excitatory_mv * self.0.excitatory_per_s * self.0.input_noise;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_columns_are_refused() {
        let bad = JansenRitParameters { contacts: 0.0, ..Default::default() };
        insta::assert_snapshot!(JansenRit::new(bad).expect_err("refused"), @"contacts: got 0, wanted a number above 0, at most 10,000");
        let bad = JansenRitParameters { input_per_s: f64::NAN, ..Default::default() };
        insta::assert_snapshot!(JansenRit::new(bad).expect_err("refused"), @"input_per_s: got NaN, wanted a number between 0 and 10⁶");
    }
}

//! Two equations and a reset: which firing patterns do they give?
//!
//! v' = 0.04 v² + 5 v + 140 − u + I,   u' = a (b v − u),
//!
//! and at v ≥ 30: v ← c, u ← u + d. Steps are those of the published script: one millisecond, v in two
//! halves, u once, the reset before. This is a map of its own rather than an accurate solution: its
//! spikes come when they come *with this step*, and tiny changes grow. Izhikevich (2003),
//! doi:10.1109/TNN.2003.820440.
//!
//! ```
//! use spikebook_models::neuron::izhikevich::IzhikevichNeuron;
//!
//! let session = IzhikevichNeuron::regular_spiking().simulate(&[10.0; 200])?;
//! assert_eq!(session.spike_steps, [4, 31, 79, 141, 195]);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use crate::Error;
use crate::error::within;
use crate::integration::IntegrationError;

const PEAK_MV: f64 = 30.0;

/// A neuron of four numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IzhikevichNeuron {
    a: f64,
    b: f64,
    c: f64,
    d: f64,
}

/// A simulated neuron; step k ends at k + 1 milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub struct IzhikevichSession {
    /// The time of each sample, milliseconds, both ends included
    pub time_ms: Vec<f64>,
    /// The voltage at each, millivolts
    pub voltage_mv: Vec<f64>,
    /// The recovery variable u at each
    pub recovery: Vec<f64>,
    /// The steps that found v at 30 mV or above, from 0
    pub spike_steps: Vec<usize>,
}

impl IzhikevichNeuron {
    /// From the speed a and the coupling b of the recovery, the voltage c after a spike (millivolts) and the
    /// jump d of the recovery.
    ///
    /// # Errors
    /// [`Error::Parameter`]: a outside [0, 2] per ms (beyond, the step itself would be unstable), b beyond ±10, c outside [−1000, 30), d beyond
    /// ±1000.
    pub fn new(a: f64, b: f64, c: f64, d: f64) -> Result<Self, Error> {
        within("a", a, 0.0..=2.0, "a number between 0 and 2")?;
        within("b", b, -10.0..=10.0, "a number between −10 and 10")?;
        within("c", c, -1000.0..PEAK_MV, "at least −1000, below 30")?;
        within("d", d, -1000.0..=1000.0, "a number between −1000 and 1000")?;
        Ok(Self { a, b, c, d })
    }

    /// A cell that fires regularly and adapts.
    pub fn regular_spiking() -> Self {
        Self { a: 0.02, b: 0.2, c: -65.0, d: 8.0 }
    }

    /// A cell that begins with a burst.
    pub fn intrinsically_bursting() -> Self {
        Self { a: 0.02, b: 0.2, c: -55.0, d: 4.0 }
    }

    /// A cell that fires burst after burst.
    pub fn chattering() -> Self {
        Self { a: 0.02, b: 0.2, c: -50.0, d: 2.0 }
    }

    /// An interneuron that fires fast.
    pub fn fast_spiking() -> Self {
        Self { a: 0.1, b: 0.2, c: -65.0, d: 2.0 }
    }

    /// Simulates the neuron from v = −65, u = b v under the input of each step.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a step, [`IntegrationError::Diverged`] where an input carries v off.
    pub fn simulate(&self, current: &[f64]) -> Result<IzhikevichSession, Error> {
        if current.is_empty() {
            return Err(Error::TooFew { what: "steps", got: 0, wanted: 1 });
        }
        let mut v = -65.0;
        let mut u = self.b * v;
        let mut session = IzhikevichSession {
            time_ms: (0..=current.len()).map(|k| k as f64).collect(),
            voltage_mv: vec![v],
            recovery: vec![u],
            spike_steps: Vec::new(),
        };
        for (k, &current) in current.iter().enumerate() {
            let before = vec![v, u];
            if v >= PEAK_MV {
                session.spike_steps.push(k);
                v = self.c;
                u += self.d;
            }
            for _ in 0..2 {
                v += 0.5 * (0.04 * v * v + 5.0 * v + 140.0 - u + current);
            }
            u += self.a * (self.b * v - u);
            if !(v.is_finite() && u.is_finite()) {
                let time = (k + 1) as f64;
                return Err(IntegrationError::Diverged { time, state: before }.into());
            }
            session.voltage_mv.push(v);
            session.recovery.push(u);
        }
        Ok(session)
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn silence_stays_at_the_fixed_point() {
        // 0.04 v² + 4.8 v + 140 = 0 has its stable root at −70.
        let session =
            IzhikevichNeuron::regular_spiking().simulate(&vec![0.0; 3000]).expect("a session");
        assert!(session.spike_steps.is_empty());
        assert!((session.voltage_mv[3000] + 70.0).abs() < 1e-6, "{}", session.voltage_mv[3000]);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let said = |error: Error| error.to_string();
        assert_snapshot!(said(IzhikevichNeuron::new(3.0, 0.2, -65.0, 8.0).expect_err("refused")), @"a: got 3, wanted a number between 0 and 2");
        assert_snapshot!(said(IzhikevichNeuron::new(0.1, 0.2, 30.0, 8.0).expect_err("refused")), @"c: got 30, wanted at least −1000, below 30");
        let neuron = IzhikevichNeuron::fast_spiking();
        assert_snapshot!(said(neuron.simulate(&[]).expect_err("refused")), @"steps: got 0, wanted at least 1");
        assert_snapshot!(said(neuron.simulate(&[0.0, 1e200]).expect_err("carried off")), @"the integration diverges at time 2: the last state before was [-67.80499999999999, -13.0561]");
    }
}

//! A spike that starts by itself, and a neuron that tires: what do they add to the leaky one?
//!
//! ```text
//! C dV/dt = −g (V − E) + g Δ e^{(V − θ)/Δ} − w + I,
//! `τ_w` dw/dt = a (V − E) − w,
//! ```
//!
//! and when V reaches its peak: V ← reset for the refractory time, w ← w + b. With a = b = 0 this is the exponential
//! integrate-and-fire neuron, which fires under a constant current above g (θ − E − Δ). Currents are in
//! picoamperes, conductances in nanosiemens, capacitances in picofarads, so V moves in millivolts per millisecond.
//! Steps are Runge–Kutta's, with the upstroke cut at the peak; keep them at a tenth of a millisecond or
//! below. Fourcaud-Trocmé et al. (2003), doi:10.1523/JNEUROSCI.23-37-11628.2003; Brette & Gerstner (2005),
//! doi:10.1152/jn.00686.2005.
//!
//! ```
//! use spikebook_models::neuron::exponential::{ExponentialNeuron, ExponentialParameters};
//!
//! let neuron = ExponentialNeuron::new(ExponentialParameters::default())?;
//! let session = neuron.simulate(&[700.0; 5000], 0.1)?;
//! let gaps: Vec<f64> = session.spike_times_ms.windows(2).map(|t| t[1] - t[0]).collect();
//! assert!(gaps[0] < gaps[gaps.len() - 1], "it adapts");
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use spikebook_numeric::elementary::exp;

use crate::Error;
use crate::error::within;
use crate::integration::{IntegrationError, Steps};

/// What the neuron is made of. The default is Brette and Gerstner's adapting neuron.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExponentialParameters {
    /// C, picofarads
    pub capacitance_pf: f64,
    /// g, nanosiemens
    pub leak_ns: f64,
    /// E, millivolts
    pub resting_mv: f64,
    /// θ, where the spike begins to start, millivolts
    pub threshold_mv: f64,
    /// Δ, over how many millivolts it does
    pub sharpness_mv: f64,
    /// Where the upstroke is cut, millivolts
    pub peak_mv: f64,
    /// The voltage after a spike, millivolts
    pub reset_mv: f64,
    /// How long it stays there, milliseconds
    pub refractory_ms: f64,
    /// a, how the adaptation follows the voltage, nanosiemens
    pub adaptation_ns: f64,
    /// b, what a spike adds to it, picoamperes
    pub adaptation_jump_pa: f64,
    /// `τ_w`, milliseconds
    pub adaptation_time_ms: f64,
}

impl Default for ExponentialParameters {
    fn default() -> Self {
        Self {
            capacitance_pf: 281.0,
            leak_ns: 30.0,
            resting_mv: -70.6,
            threshold_mv: -50.4,
            sharpness_mv: 2.0,
            peak_mv: 20.0,
            reset_mv: -70.6,
            refractory_ms: 0.0,
            adaptation_ns: 4.0,
            adaptation_jump_pa: 80.5,
            adaptation_time_ms: 144.0,
        }
    }
}

impl ExponentialParameters {
    /// The same without adaptation: the exponential integrate-and-fire neuron.
    pub fn without_adaptation(self) -> Self {
        Self { adaptation_ns: 0.0, adaptation_jump_pa: 0.0, ..self }
    }
}

/// An exponential integrate-and-fire neuron, adapting or not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExponentialNeuron {
    parameters: ExponentialParameters,
}

/// A simulated neuron.
#[derive(Clone, Debug, PartialEq)]
pub struct ExponentialSession {
    /// The time of each sample, milliseconds, both ends included
    pub time_ms: Vec<f64>,
    /// The voltage at each, millivolts
    pub voltage_mv: Vec<f64>,
    /// The adaptation current w at each, picoamperes
    pub adaptation_pa: Vec<f64>,
    /// The ascending spike times, milliseconds
    pub spike_times_ms: Vec<f64>,
}

impl ExponentialNeuron {
    /// Checks the parameters.
    ///
    /// # Errors
    /// [`Error::Parameter`]: a capacitance, leak, sharpness or time of adaptation that is not above 0; a peak that
    /// is not above threshold and reset; a time outside its range.
    pub fn new(parameters: ExponentialParameters) -> Result<Self, Error> {
        let p = parameters;
        for (name, value) in [
            ("capacitance_pf", p.capacitance_pf),
            ("leak_ns", p.leak_ns),
            ("sharpness_mv", p.sharpness_mv),
            ("adaptation_time_ms", p.adaptation_time_ms),
        ] {
            within(name, value, 1e-6..=1e6, "a number between 10⁻⁶ and 10⁶")?;
        }
        for (name, value) in [
            ("resting_mv", p.resting_mv),
            ("threshold_mv", p.threshold_mv),
            ("peak_mv", p.peak_mv),
            ("reset_mv", p.reset_mv),
        ] {
            within(name, value, -1e3..=1e3, "a number between −1000 and 1000")?;
        }
        within("threshold_mv", p.threshold_mv, ..p.peak_mv, "below the peak")?;
        within("reset_mv", p.reset_mv, ..p.peak_mv, "below the peak")?;
        within("refractory_ms", p.refractory_ms, 0.0..=1e3, "a number between 0 and 1000")?;
        within("adaptation_ns", p.adaptation_ns, -1e6..=1e6, "a number between −10⁶ and 10⁶")?;
        let wanted = "a number between −10⁶ and 10⁶";
        within("adaptation_jump_pa", p.adaptation_jump_pa, -1e6..=1e6, wanted)?;
        Ok(Self { parameters })
    }

    /// The constant current above which it fires without adaptation, picoamperes.
    pub fn rheobase_pa(&self) -> f64 {
        let p = &self.parameters;
        p.leak_ns * (p.threshold_mv - p.resting_mv - p.sharpness_mv)
    }

    /// Simulates the neuron from rest under the current of each step, picoamperes.
    ///
    /// # Errors
    /// As [`Steps::new`]; a step above a fifth of the membrane's time constant is refused;
    /// [`IntegrationError::Diverged`] where a current carries the voltage off.
    pub fn simulate(&self, current_pa: &[f64], step_ms: f64) -> Result<ExponentialSession, Error> {
        let p = &self.parameters;
        let longest = 0.2 * p.capacitance_pf / p.leak_ns;
        within("step_ms", step_ms, ..=longest, "at most a fifth of the membrane's time constant")?;
        let steps = Steps::new(step_ms, step_ms * current_pa.len() as f64)?;
        let mut session = ExponentialSession {
            time_ms: steps.times(),
            voltage_mv: vec![p.resting_mv],
            adaptation_pa: vec![0.0],
            spike_times_ms: Vec::new(),
        };
        let (mut v, mut w, mut rests) = (p.resting_mv, 0.0, 0.0_f64);
        for (n, &current) in current_pa.iter().enumerate() {
            let before = [v, w];
            let (end_v, end_w) = self.step(v, w, current, step_ms);
            if rests >= 0.5 * step_ms {
                // Only the adaptation moves.
                rests -= step_ms;
                w = end_w;
            } else if end_v >= p.peak_mv {
                // Where in the step the voltage passes its peak, on a straight line.
                let share = (p.peak_mv - v) / (end_v - v);
                session.spike_times_ms.push(steps.time(n) + share * step_ms);
                v = p.reset_mv;
                w = end_w + p.adaptation_jump_pa;
                rests = p.refractory_ms - (1.0 - share) * step_ms;
            } else {
                (v, w) = (end_v, end_w);
            }
            if !(v.is_finite() && w.is_finite()) {
                let time = steps.time(n + 1);
                return Err(IntegrationError::Diverged { time, state: before.to_vec() }.into());
            }
            session.voltage_mv.push(v);
            session.adaptation_pa.push(w);
        }
        Ok(session)
    }

    /// A step of Runge and Kutta.
    fn step(&self, v: f64, w: f64, current: f64, step: f64) -> (f64, f64) {
        let half = 0.5 * step;
        let (v1, w1) = self.slopes(v, w, current);
        let (v2, w2) = self.slopes(v + half * v1, w + half * w1, current);
        let (v3, w3) = self.slopes(v + half * v2, w + half * w2, current);
        let (v4, w4) = self.slopes(v + step * v3, w + step * w3, current);
        let mean = |a, b, c, d| step * (a + 2.0 * b + 2.0 * c + d) / 6.0;
        (v + mean(v1, v2, v3, v4), w + mean(w1, w2, w3, w4))
    }

    fn slopes(&self, v: f64, w: f64, current: f64) -> (f64, f64) {
        let p = &self.parameters;
        // Beyond the peak the upstroke is cut: the exponential would leave the numbers.
        let v = v.min(p.peak_mv);
        let upstroke = p.leak_ns * p.sharpness_mv * exp((v - p.threshold_mv) / p.sharpness_mv);
        let dv = (-p.leak_ns * (v - p.resting_mv) + upstroke - w + current) / p.capacitance_pf;
        let dw = (p.adaptation_ns * (v - p.resting_mv) - w) / p.adaptation_time_ms;
        (dv, dw)
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn plain() -> ExponentialNeuron {
        ExponentialNeuron::new(ExponentialParameters::default().without_adaptation())
            .expect("a neuron")
    }

    #[test]
    fn it_fires_above_its_rheobase_only() {
        let rheobase = plain().rheobase_pa();
        let spikes = |current: f64| {
            let session = plain().simulate(&vec![current; 100_000], 0.05).expect("a session");
            session.spike_times_ms.len()
        };
        assert_eq!(spikes(0.995 * rheobase), 0);
        assert!(spikes(1.005 * rheobase) > 5);
    }

    #[test]
    fn the_interval_is_the_integral_of_dv_over_its_speed() {
        let p = ExponentialParameters::default().without_adaptation();
        let current = 900.0;
        // By the midpoint rule, 10⁶ panels.
        let n = 1_000_000;
        let width = (p.peak_mv - p.reset_mv) / f64::from(n);
        let interval: f64 = (0..n)
            .map(|i| {
                let v = p.reset_mv + (f64::from(i) + 0.5) * width;
                width / plain().slopes(v, 0.0, current).0
            })
            .sum();
        let session = plain().simulate(&vec![current; 100_000], 0.01).expect("a session");
        let spikes = &session.spike_times_ms;
        let mean = (spikes[spikes.len() - 1] - spikes[0]) / (spikes.len() - 1) as f64;
        assert!((mean / interval - 1.0).abs() < 1e-3, "{mean} against {interval}");
    }

    #[test]
    fn refractory_time_is_added_to_the_interval() {
        let with = ExponentialParameters {
            refractory_ms: 5.0,
            ..ExponentialParameters::default().without_adaptation()
        };
        let with = ExponentialNeuron::new(with).expect("a neuron");
        let interval = |neuron: ExponentialNeuron| {
            let spikes =
                neuron.simulate(&vec![900.0; 100_000], 0.01).expect("a session").spike_times_ms;
            (spikes[spikes.len() - 1] - spikes[0]) / (spikes.len() - 1) as f64
        };
        assert!((interval(with) - interval(plain()) - 5.0).abs() < 0.01);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let said = |error: Error| error.to_string();
        let bad = ExponentialParameters { sharpness_mv: 0.0, ..ExponentialParameters::default() };
        assert_snapshot!(said(ExponentialNeuron::new(bad).expect_err("refused")), @"sharpness_mv: got 0, wanted a number between 10⁻⁶ and 10⁶");
        assert_snapshot!(said(plain().simulate(&[1.0], 3.0).expect_err("refused")), @"step_ms: got 3, wanted at most a fifth of the membrane's time constant");
    }
}

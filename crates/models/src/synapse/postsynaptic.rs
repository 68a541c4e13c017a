//! What the receiving side feels.

use spikebook_numeric::elementary::exp;

use crate::Error;
use crate::error::within;
use crate::integration::Steps;

/// What a synapse opens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Effect {
    /// A current, whatever the membrane's potential
    Current,
    /// A conductance towards a reversal potential, mV
    Conductance {
        /// The potential at which it drives nothing, mV
        reversal_mv: f64,
    },
}

/// A synapse whose effect jumps at a spike and decays: ds/dt = −s/τ + Σ amplitude δ(t − tₖ).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Synapse {
    pub(super) effect: Effect,
    pub(super) amplitude: f64,
    pub(super) decay_ms: f64,
}

impl Synapse {
    /// From an effect, its amplitude (nA for currents, nS for conductances) and its decay (ms).
    ///
    /// # Errors
    /// [`Error::Parameter`]: an amplitude beyond ±10⁶, a decay outside (0, 10⁶] ms, a reversal beyond ±1000 mV.
    pub fn new(effect: Effect, amplitude: f64, decay_ms: f64) -> Result<Self, Error> {
        within("amplitude", amplitude, -1e6..=1e6, "a number between −10⁶ and 10⁶")?;
        let wanted = "a number above 0, at most 10⁶";
        within("decay_ms", decay_ms, f64::MIN_POSITIVE..=1e6, wanted)?;
        if let Effect::Conductance { reversal_mv } = effect {
            let wanted = "a number between −1000 and 1000";
            within("reversal_mv", reversal_mv, -1000.0..=1000.0, wanted)?;
        }
        Ok(Self { effect, amplitude, decay_ms })
    }

    /// The current (nA) or conductance (nS) at each step's start, from ascending spikes (ms) with weights (1
    /// where there are fewer weights than spikes), exact at any step.
    pub fn course(&self, spikes_ms: &[f64], weights: &[f64], steps: &Steps) -> Vec<f64> {
        let (mut value, mut last_ms, mut k) = (0.0, 0.0, 0);
        let mut course = Vec::with_capacity(steps.n_steps() + 1);
        for n in 0..=steps.n_steps() {
            let now = steps.time(n);
            while k < spikes_ms.len() && spikes_ms[k] <= now {
                value *= exp(-(spikes_ms[k] - last_ms).max(0.0) / self.decay_ms);
                value += self.amplitude * weights.get(k).copied().unwrap_or(1.0);
                last_ms = spikes_ms[k].max(last_ms);
                k += 1;
            }
            value *= exp(-(now - last_ms) / self.decay_ms);
            last_ms = now;
            course.push(value);
        }
        course
    }

    /// What is left of a value after a time without spikes.
    pub(super) fn decayed(&self, value: f64, pause_ms: f64) -> f64 {
        value * exp(-pause_ms / self.decay_ms)
    }

    /// The current (nA, inward positive) that the value of [`Synapse::course`] drives at a potential.
    pub fn current_na(&self, value: f64, voltage_mv: f64) -> f64 {
        match self.effect {
            Effect::Current => value,
            // nS · mV = pA.
            Effect::Conductance { reversal_mv } => value * (reversal_mv - voltage_mv) * 1e-3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_course_is_a_sum_of_decays() {
        let effect = Effect::Conductance { reversal_mv: 0.0 };
        let synapse = Synapse::new(effect, 2.0, 5.0).expect("a synapse");
        let spikes = [1.03, 2.5, 2.5, 7.0];
        let steps = Steps::new(0.5, 20.0).expect("steps");
        for (n, got) in synapse.course(&spikes, &[1.0, 0.5], &steps).into_iter().enumerate() {
            let now = 0.5 * n as f64;
            let weights = [1.0, 0.5, 1.0, 1.0];
            let wanted: f64 = spikes
                .iter()
                .zip(weights)
                .filter(|(spike, _)| **spike <= now)
                .map(|(spike, weight)| 2.0 * weight * exp(-(now - spike) / 5.0))
                .sum();
            assert!((got - wanted).abs() < 1e-13, "at {now}: {got} {wanted}");
        }
        assert!((synapse.current_na(10.0, -70.0) - 0.7).abs() < 1e-15);
        insta::assert_snapshot!(Synapse::new(Effect::Current, 1.0, 0.0).expect_err("refused"), @"decay_ms: got 0, wanted a number above 0, at most 10⁶");
    }
}

//! What the receiving membrane makes of a current or a conductance.

use spikebook_numeric::elementary::{exp, exp_minus_1};

use super::{Effect, Synapse};
use crate::Error;
use crate::error::within;
use crate::integration::Steps;

/// A membrane that leaks and never fires: τ dV/dt = −(V − `V_rest`) + R I, I = s or g (E − V).
///
/// ```
/// use spikebook_models::integration::Steps;
/// use spikebook_models::synapse::{Effect, Membrane, Synapse};
///
/// let membrane = Membrane::new(20.0, 100.0, -70.0)?;
/// let excitation = Synapse::new(Effect::Conductance { reversal_mv: 0.0 }, 2.0, 5.0)?;
/// let voltage = membrane.potential(&excitation, &[10.0], &[], &Steps::new(0.1, 100.0)?);
/// assert!(voltage.iter().all(|&mv| (-70.0..0.0).contains(&mv)));
/// # Ok::<(), spikebook_models::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Membrane {
    time_constant_ms: f64,
    resistance_mohm: f64,
    resting_mv: f64,
}

impl Membrane {
    /// From τ (ms), R (MΩ) and `V_rest` (mV).
    ///
    /// # Errors
    /// [`Error::Parameter`]: a time constant outside (0, 10⁴] ms, a resistance outside (0, 10⁶] MΩ, a voltage beyond
    /// ±1000 mV.
    pub fn new(
        time_constant_ms: f64,
        resistance_mohm: f64,
        resting_mv: f64,
    ) -> Result<Self, Error> {
        let wanted = "a number above 0, at most 10,000";
        within("time_constant_ms", time_constant_ms, f64::MIN_POSITIVE..=1e4, wanted)?;
        let wanted = "a number above 0, at most 10⁶";
        within("resistance_mohm", resistance_mohm, f64::MIN_POSITIVE..=1e6, wanted)?;
        let wanted = "a number between −1000 and 1000";
        within("resting_mv", resting_mv, -1e3..=1e3, wanted)?;
        Ok(Self { time_constant_ms, resistance_mohm, resting_mv })
    }

    /// The voltage at each step's start, from rest, under ascending spikes (ms) with weights as of
    /// [`Synapse::course`]. Exact at any step under a current; under a conductance, which is held at its value in the middle of a
    /// step, of order 2.
    pub fn potential(
        &self,
        synapse: &Synapse,
        spikes_ms: &[f64],
        weights: &[f64],
        steps: &Steps,
    ) -> Vec<f64> {
        let (mut voltage, mut value, mut last_ms, mut k) = (self.resting_mv, 0.0, 0.0, 0);
        let mut course = Vec::with_capacity(steps.n_steps() + 1);
        for n in 0..=steps.n_steps() {
            let now = steps.time(n);
            // A step is cut at the spikes within it.
            while k < spikes_ms.len() && spikes_ms[k] <= now {
                let pause = (spikes_ms[k] - last_ms).max(0.0);
                voltage = self.after(voltage, value, pause, synapse);
                value = synapse.decayed(value, pause)
                    + synapse.amplitude * weights.get(k).copied().unwrap_or(1.0);
                last_ms = spikes_ms[k].max(last_ms);
                k += 1;
            }
            voltage = self.after(voltage, value, now - last_ms, synapse);
            value = synapse.decayed(value, now - last_ms);
            last_ms = now;
            course.push(voltage);
        }
        course
    }

    /// The voltage a time after it was `voltage` and the synapse's effect `value`, no spike between.
    fn after(&self, voltage: f64, value: f64, pause_ms: f64, synapse: &Synapse) -> f64 {
        let (tau, rest) = (self.time_constant_ms, self.resting_mv);
        match synapse.effect {
            Effect::Current => {
                // (1/τ) ∫ e^(−(h − u)/τ) e^(−u/τ_s) du, without a pole where the two time constants meet and
                // without an overflow where they are far apart.
                let (fading, decayed) = (exp(-pause_ms / tau), exp(-pause_ms / synapse.decay_ms));
                let apart = pause_ms * (1.0 / tau - 1.0 / synapse.decay_ms);
                let charge = if apart.abs() > 1.0 {
                    synapse.decay_ms / (synapse.decay_ms - tau) * (decayed - fading)
                } else if apart.abs() > 1e-8 {
                    pause_ms / tau * fading * exp_minus_1(apart) / apart
                } else {
                    pause_ms / tau * fading
                };
                rest + (voltage - rest) * fading + self.resistance_mohm * value * charge
            }
            Effect::Conductance { reversal_mv } => {
                // nS · MΩ = 10⁻³.
                let middle = synapse.decayed(value, 0.5 * pause_ms);
                let ratio = 1e-3 * self.resistance_mohm * middle;
                let target = (rest + ratio * reversal_mv) / (1.0 + ratio);
                target + (voltage - target) * exp(-(1.0 + ratio) * pause_ms / tau)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use spikebook_numeric::elementary::ln;

    use super::*;
    use crate::integration::{Adaptive, Field, Tolerance};

    fn membrane() -> Membrane {
        Membrane::new(20.0, 100.0, -70.0).expect("a membrane")
    }

    /// The difference of two exponentials, which peaks when `ln(τ/τ_s) τ τ_s/(τ − τ_s)` have passed.
    #[test]
    fn a_current_gives_a_difference_of_exponentials() {
        let synapse = Synapse::new(Effect::Current, 0.05, 5.0).expect("a synapse");
        let (spikes, weights) = ([3.3, 20.0, 20.0], [1.0, -0.5, 2.0]);
        let wanted = |time: f64| {
            let one = |(at, weight): (&f64, &f64)| {
                let t = time - at;
                let shape = 5.0 / (20.0 - 5.0) * (exp(-t / 20.0) - exp(-t / 5.0));
                if t > 0.0 { 100.0 * 0.05 * weight * shape } else { 0.0 }
            };
            -70.0 + spikes.iter().zip(&weights).map(one).sum::<f64>()
        };
        for step in [0.05, 2.5, 7.0] {
            let steps = Steps::new(step, 70.0).expect("steps");
            let got = membrane().potential(&synapse, &spikes, &weights, &steps);
            for (n, voltage) in got.iter().enumerate() {
                let time = step * n as f64;
                assert!((voltage - wanted(time)).abs() < 1e-12, "{time}: {voltage}");
            }
        }
        let steps = Steps::new(0.001, 40.0).expect("steps");
        let single = membrane().potential(&synapse, &[0.0], &[], &steps);
        let peak = (0..single.len()).max_by(|&a, &b| single[a].total_cmp(&single[b]));
        let theory = ln(4.0) * 20.0 * 5.0 / 15.0;
        assert!((0.001 * peak.expect("samples") as f64 - theory).abs() < 0.0011);
        // Equal time constants: t/τ e^(−t/τ).
        let equal = Synapse::new(Effect::Current, 0.05, 20.0).expect("a synapse");
        let got = membrane().potential(&equal, &[0.0], &[], &Steps::new(4.0, 40.0).expect("steps"));
        for (n, voltage) in got.iter().enumerate() {
            let t = 4.0 * n as f64 / 20.0;
            assert!((voltage + 70.0 - 5.0 * t * exp(-t)).abs() < 1e-12);
        }
    }

    #[test]
    fn a_conductance_is_followed_to_second_order() {
        let synapse = Synapse::new(Effect::Conductance { reversal_mv: 0.0 }, 20.0, 5.0);
        let synapse = synapse.expect("a synapse");
        let field = Field::new(1, |time: f64, v: &[f64], slope: &mut [f64]| {
            let g = 20.0 * exp(-time / 5.0);
            slope[0] = (-(v[0] + 70.0) + 0.1 * g * (0.0 - v[0])) / 20.0;
        });
        let exact = Adaptive::new(Tolerance::new(1e-12, 1e-12).expect("tolerances"));
        let exact = exact.integrate(&field, &[-70.0], (0.0, 40.0)).expect("a solution");
        let error = |step: f64| {
            let steps = Steps::new(step, 40.0).expect("steps");
            let got = membrane().potential(&synapse, &[0.0], &[], &steps);
            let apart = |(n, v): (usize, &f64)| (v - exact.at(step * n as f64)[0]).abs();
            got.iter().enumerate().map(apart).fold(0.0, f64::max)
        };
        let (coarse, fine) = (error(1.0), error(0.5));
        assert!(error(0.01) < 1e-4, "{}", error(0.01));
        assert!((3.8..4.2).contains(&(coarse / fine)), "{coarse} {fine}");
    }

    /// Ten synapses at once move a membrane by ten times one of them if they are currents, and by less if they are conductances.
    #[test]
    fn conductances_saturate_and_currents_do_not() {
        let steps = Steps::new(0.01, 60.0).expect("steps");
        let peak = |effect, weight: f64| {
            let synapse =
                Synapse::new(effect, if effect == Effect::Current { 0.1 } else { 1.5 }, 5.0);
            let course =
                membrane().potential(&synapse.expect("a synapse"), &[0.0], &[weight], &steps);
            course.into_iter().fold(f64::NEG_INFINITY, f64::max) + 70.0
        };
        let ratio = |effect| peak(effect, 10.0) / peak(effect, 1.0);
        assert!((ratio(Effect::Current) - 10.0).abs() < 1e-9);
        let saturating = ratio(Effect::Conductance { reversal_mv: 0.0 });
        assert!((4.0..9.0).contains(&saturating), "{saturating}");
        assert!(peak(Effect::Conductance { reversal_mv: 0.0 }, 1e6) < 70.0);
        // At rest a shunt moves nothing.
        assert!(peak(Effect::Conductance { reversal_mv: -70.0 }, 10.0).abs() < 1e-12);
        insta::assert_snapshot!(Membrane::new(0.0, 1.0, -70.0).expect_err("refused"), @"time_constant_ms: got 0, wanted a number above 0, at most 10,000");
    }
}

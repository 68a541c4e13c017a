//! Patients' EEG has more theta and answers less to clicks: which connection in the cortex would do both?
//!
//! The canonical microcircuit: spiny stellate cells (ss), superficial pyramidal cells (sp), inhibitory
//! interneurons (ii), deep pyramidal cells (dp). Each population's potential follows its drive with its time constant T,
//!
//! ```text
//! v″ = (u − 2 v′ − v/T)/T,   S(v) = 1/(1 + e^(−2v/3)) − 1/2
//! ss: u = −G₁ S_ss − G₂ S_sp − G₃ S_ii + input      sp: u = G₈ S_ss − G₇ S_sp
//! ii: u = G₅ S_ss + G₆ S_dp − G₄ S_ii               dp: u = −G₉ S_ii − G₁₀ S_dp
//! EEG = 4 v_sp + 2 v_dp
//! ```
//!
//! with T = 2, 2, 16, 28 ms and G = 200 (4, 4, 8, 4, 4, 2, 4, 4, 2, 1) per second. [`Microcircuit::scaled`] raises or lowers the
//! logarithm of one gain. Spectra and steady states are of the system made linear at rest and driven by 1/f
//! noise; the [`Microcircuit::evoked`] answer is the nonlinear one to a pulse. There are no delays and only one source,
//! so a mismatch negativity, which takes two, is beyond it.
//!
//! Of the self-inhibitions only the superficial pyramidal one (G₇) raises theta, lowers beta and gamma and lowers the
//! 40 Hz answer; but a weaker drive from ss to sp (G₈) does so too. A fit of one gain to a spectrum says which gain
//! explains it best *among those tried*. Adams et al. (2022), doi:10.1016/j.biopsych.2021.07.024; Bastos et al. (2012),
//! doi:10.1016/j.neuron.2012.10.038.
//!
//! ```
//! use spikebook_models::neural_mass::microcircuit::{Gain, Microcircuit};
//!
//! let control = Microcircuit::default();
//! let patient = control.scaled(Gain::SuperficialSelf, 0.5)?;
//! let ratio = patient.transfer_gain(40.0) / control.transfer_gain(40.0);
//! assert!((ratio - 0.915).abs() < 0.001);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

mod answers;
mod cohort;
mod spectrum;

pub use answers::EvokedAnswer;
pub use cohort::{Cohort, CohortSession, CohortTruth, Comparison, ObservedCohort};
pub use spectrum::{BandPower, Bands};

use spikebook_numeric::elementary::{exp, logistic};

use crate::Error;
use crate::error::within;
use crate::integration::System;

/// One of the ten gains, named by from and to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gain {
    /// G₁, ss inhibits itself
    StellateSelf,
    /// G₂, sp inhibits ss
    SuperficialToStellate,
    /// G₃, ii inhibits ss
    InterneuronToStellate,
    /// G₄, ii inhibits itself
    InterneuronSelf,
    /// G₅, ss drives ii
    StellateToInterneuron,
    /// G₆, dp drives ii
    DeepToInterneuron,
    /// G₇, sp inhibits itself
    SuperficialSelf,
    /// G₈, ss drives sp
    StellateToSuperficial,
    /// G₉, ii inhibits dp
    InterneuronToDeep,
    /// G₁₀, dp inhibits itself
    DeepSelf,
}

const POPULATIONS: usize = 4;

/// A column of four populations; the state is [ss, sp, ii, dp] potentials, then their slopes (per second).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Microcircuit {
    gains_per_s: [f64; 10],
    time_constants_s: [f64; POPULATIONS],
    input: f64,
}

impl Default for Microcircuit {
    fn default() -> Self {
        Self {
            gains_per_s: [4.0, 4.0, 8.0, 4.0, 4.0, 2.0, 4.0, 4.0, 2.0, 1.0].map(|g| 200.0 * g),
            time_constants_s: [0.002, 0.002, 0.016, 0.028],
            input: 0.0,
        }
    }
}

/// How much of each potential is in the EEG.
const EEG: [f64; POPULATIONS] = [0.0, 4.0, 0.0, 2.0];

/// The slope of S at rest: (2/3)/4.
const REST_SLOPE: f64 = 1.0 / 6.0;

impl Microcircuit {
    /// The column with one gain multiplied by e to a power.
    ///
    /// # Errors
    /// [`Error::Parameter`]: a power beyond ±3.
    pub fn scaled(&self, gain: Gain, log_change: f64) -> Result<Self, Error> {
        within("log_change", log_change, -3.0..=3.0, "a number between −3 and 3")?;
        let mut scaled = *self;
        scaled.gains_per_s[gain as usize] *= exp(log_change);
        Ok(scaled)
    }

    /// A gain, per second.
    pub fn gain_per_s(&self, gain: Gain) -> f64 {
        self.gains_per_s[gain as usize]
    }

    /// The weights of S(v) of each population (columns) in the drive of each (rows), per second.
    fn coupling(&self) -> [[f64; POPULATIONS]; POPULATIONS] {
        let [g1, g2, g3, g4, g5, g6, g7, g8, g9, g10] = self.gains_per_s;
        [[-g1, -g2, -g3, 0.0], [g8, -g7, 0.0, 0.0], [g5, 0.0, -g4, g6], [0.0, 0.0, -g9, -g10]]
    }

    /// The EEG in a state.
    pub fn eeg(&self, state: &[f64]) -> f64 {
        EEG.iter().zip(state).map(|(share, v)| share * v).sum()
    }

    fn slopes(&self, input: f64, state: &[f64], slope: &mut [f64]) {
        let coupling = self.coupling();
        let mut activity = [0.0; POPULATIONS];
        for (s, v) in activity.iter_mut().zip(state) {
            *s = logistic(2.0 * v / 3.0) - 0.5;
        }
        for k in 0..POPULATIONS {
            let mut drive: f64 = coupling[k].iter().zip(activity).map(|(g, s)| g * s).sum();
            if k == 0 {
                drive += input;
            }
            let (v, dv, t) = (state[k], state[k + POPULATIONS], self.time_constants_s[k]);
            slope[k] = dv;
            slope[k + POPULATIONS] = (drive - 2.0 * dv - v / t) / t;
        }
    }
}

impl System for Microcircuit {
    fn dimension(&self) -> usize {
        2 * POPULATIONS
    }

    fn derivative(&self, _: f64, state: &[f64], slope: &mut [f64]) {
        self.slopes(self.input, state, slope);
    }
}

#[cfg(test)]
mod tests;

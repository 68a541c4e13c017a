//! What drives the neuron.

use crate::Error;
use crate::error::within;

const CURRENT: &str = "a number between −10⁶ and 10⁶";

/// The input of a leaky neuron.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Input {
    /// The same current at all times
    #[non_exhaustive]
    Constant {
        /// The current, nanoamperes
        current_na: f64,
    },
    /// A mean current and white noise: τ dV = (… + R I) dt + σ √τ dW
    #[non_exhaustive]
    White {
        /// The mean current, nanoamperes
        mean_na: f64,
        /// σ, millivolts; without a threshold V would have the variance σ²/2
        sigma_mv: f64,
    },
    /// A current that wanders around its mean and is remembered for a while
    #[non_exhaustive]
    OrnsteinUhlenbeck {
        /// The mean current, nanoamperes
        mean_na: f64,
        /// Its standard deviation, nanoamperes
        deviation_na: f64,
        /// Its memory, milliseconds
        memory_ms: f64,
    },
    /// Synapses whose spikes, Poisson in time, make V jump
    #[non_exhaustive]
    Poisson {
        /// The rate of all excitatory synapses together, spikes per second
        excitatory_hz: f64,
        /// How far each moves V up, millivolts
        excitatory_jump_mv: f64,
        /// The rate of all inhibitory synapses together, spikes per second
        inhibitory_hz: f64,
        /// How far each moves V down, millivolts
        inhibitory_jump_mv: f64,
    },
}

impl Input {
    /// A constant current.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a current beyond ±10⁶ nA.
    pub fn constant(current_na: f64) -> Result<Self, Error> {
        within("current_na", current_na, -1e6..=1e6, CURRENT)?;
        Ok(Self::Constant { current_na })
    }

    /// White noise around a mean.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a current beyond ±10⁶ nA or a σ outside (0, 1000] mV.
    pub fn white(mean_na: f64, sigma_mv: f64) -> Result<Self, Error> {
        within("mean_na", mean_na, -1e6..=1e6, CURRENT)?;
        let wanted = "a number above 0, at most 1000";
        within("sigma_mv", sigma_mv, f64::MIN_POSITIVE..=1e3, wanted)?;
        Ok(Self::White { mean_na, sigma_mv })
    }

    /// A wandering current.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a current beyond ±10⁶ nA, a deviation outside [0, 10⁶] nA or a memory outside
    /// (0, 10⁴] ms.
    pub fn ornstein_uhlenbeck(
        mean_na: f64,
        deviation_na: f64,
        memory_ms: f64,
    ) -> Result<Self, Error> {
        within("mean_na", mean_na, -1e6..=1e6, CURRENT)?;
        within("deviation_na", deviation_na, 0.0..=1e6, "a number between 0 and 10⁶")?;
        let wanted = "a number above 0, at most 10,000";
        within("memory_ms", memory_ms, f64::MIN_POSITIVE..=1e4, wanted)?;
        Ok(Self::OrnsteinUhlenbeck { mean_na, deviation_na, memory_ms })
    }

    /// Poisson synapses: (rate in spikes per second, jump in millivolts) of the excitatory and of the
    /// inhibitory ones.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a rate outside [0, 10⁶] or a jump outside [0, 1000] mV.
    pub fn poisson(excitatory: (f64, f64), inhibitory: (f64, f64)) -> Result<Self, Error> {
        let wanted = "a number between 0 and 10⁶";
        within("excitatory_hz", excitatory.0, 0.0..=1e6, wanted)?;
        within("inhibitory_hz", inhibitory.0, 0.0..=1e6, wanted)?;
        let wanted = "a number between 0 and 1000";
        within("excitatory_jump_mv", excitatory.1, 0.0..=1e3, wanted)?;
        within("inhibitory_jump_mv", inhibitory.1, 0.0..=1e3, wanted)?;
        Ok(Self::Poisson {
            excitatory_hz: excitatory.0,
            excitatory_jump_mv: excitatory.1,
            inhibitory_hz: inhibitory.0,
            inhibitory_jump_mv: inhibitory.1,
        })
    }
}

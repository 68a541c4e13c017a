//! The parameters that kinds of leaky neurons share.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_models::neuron::leaky::{LeakyNeuron, LeakyParameters};

/// A membrane with a threshold: a part of the parameters of a kind, by `serde(flatten)`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub(crate) struct LeakyMembrane {
    /// The membrane's time constant τ
    #[schemars(range(max = 10_000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ms"))]
    time_constant_ms: f64,
    /// The voltage that the leak draws to
    #[schemars(range(min = -1000.0, max = 1000.0), extend("x-unit" = "mV"))]
    resting_mv: f64,
    /// The voltage at which it fires
    #[schemars(range(min = -1000.0, max = 1000.0), extend("x-unit" = "mV"))]
    threshold_mv: f64,
    /// The voltage after a spike, below the threshold
    #[schemars(range(min = -1000.0, max = 1000.0), extend("x-unit" = "mV"))]
    reset_mv: f64,
    /// The membrane's resistance R
    #[schemars(range(max = 1e6), extend("exclusiveMinimum" = 0.0, "x-unit" = "MOhm"))]
    resistance_mohm: f64,
    /// How long the voltage waits at its reset value
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "ms"))]
    refractory_ms: f64,
}

impl Default for LeakyMembrane {
    fn default() -> Self {
        let membrane = LeakyParameters::default();
        Self {
            time_constant_ms: membrane.time_constant_ms,
            resting_mv: membrane.resting_mv,
            threshold_mv: membrane.threshold_mv,
            reset_mv: membrane.reset_mv,
            resistance_mohm: membrane.resistance_mohm,
            refractory_ms: membrane.refractory_ms,
        }
    }
}

impl LeakyMembrane {
    pub(crate) fn neuron(&self) -> Result<LeakyNeuron, spikebook_models::Error> {
        LeakyNeuron::new(LeakyParameters {
            time_constant_ms: self.time_constant_ms,
            resting_mv: self.resting_mv,
            threshold_mv: self.threshold_mv,
            reset_mv: self.reset_mv,
            resistance_mohm: self.resistance_mohm,
            refractory_ms: self.refractory_ms,
        })
    }
}

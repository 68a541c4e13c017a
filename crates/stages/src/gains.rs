//! The ten gains of the canonical microcircuit, as parameters name them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_models::neural_mass::microcircuit::{Gain, Microcircuit};
use spikebook_pipeline::Failure;

/// A gain, named by from and to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum GainName {
    /// G1, spiny stellate cells inhibit themselves
    StellateSelf,
    /// G2, superficial pyramidal cells inhibit stellate cells
    SuperficialToStellate,
    /// G3, interneurons inhibit stellate cells
    InterneuronToStellate,
    /// G4, interneurons inhibit themselves
    InterneuronSelf,
    /// G5, stellate cells drive interneurons
    StellateToInterneuron,
    /// G6, deep pyramidal cells drive interneurons
    DeepToInterneuron,
    /// G7, superficial pyramidal cells inhibit themselves
    SuperficialSelf,
    /// G8, stellate cells drive superficial pyramidal cells
    StellateToSuperficial,
    /// G9, interneurons inhibit deep pyramidal cells
    InterneuronToDeep,
    /// G10, deep pyramidal cells inhibit themselves
    DeepSelf,
}

impl GainName {
    /// How it is written in parameters and tables.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::StellateSelf => "stellate-self",
            Self::SuperficialToStellate => "superficial-to-stellate",
            Self::InterneuronToStellate => "interneuron-to-stellate",
            Self::InterneuronSelf => "interneuron-self",
            Self::StellateToInterneuron => "stellate-to-interneuron",
            Self::DeepToInterneuron => "deep-to-interneuron",
            Self::SuperficialSelf => "superficial-self",
            Self::StellateToSuperficial => "stellate-to-superficial",
            Self::InterneuronToDeep => "interneuron-to-deep",
            Self::DeepSelf => "deep-self",
        }
    }
}

impl From<GainName> for Gain {
    fn from(name: GainName) -> Self {
        match name {
            GainName::StellateSelf => Self::StellateSelf,
            GainName::SuperficialToStellate => Self::SuperficialToStellate,
            GainName::InterneuronToStellate => Self::InterneuronToStellate,
            GainName::InterneuronSelf => Self::InterneuronSelf,
            GainName::StellateToInterneuron => Self::StellateToInterneuron,
            GainName::DeepToInterneuron => Self::DeepToInterneuron,
            GainName::SuperficialSelf => Self::SuperficialSelf,
            GainName::StellateToSuperficial => Self::StellateToSuperficial,
            GainName::InterneuronToDeep => Self::InterneuronToDeep,
            GainName::DeepSelf => Self::DeepSelf,
        }
    }
}

/// One gain that is changed: a part of the parameters of a kind, by `serde(flatten)`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub(crate) struct GainChange {
    /// The gain that is changed
    gain: GainName,
    /// The change of its logarithm: 0.5 multiplies it by 1.65
    #[schemars(range(min = -3.0, max = 3.0))]
    log_change: f64,
}

impl Default for GainChange {
    fn default() -> Self {
        Self { gain: GainName::SuperficialSelf, log_change: 0.5 }
    }
}

impl GainChange {
    /// The column as it is, and the column with the gain changed.
    pub(crate) fn conditions(&self) -> Result<[(&'static str, Microcircuit); 2], Failure> {
        let control = Microcircuit::default();
        let changed = control.scaled(self.gain.into(), self.log_change)?;
        Ok([("control", control), ("changed", changed)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_parameters() {
        for gain in [GainName::StellateSelf, GainName::SuperficialSelf, GainName::DeepSelf] {
            assert_eq!(serde_json::json!(gain), gain.word());
        }
        for word in ["interneuron-to-deep", "stellate-to-superficial", "superficial-to-stellate"] {
            let gain: GainName = serde_json::from_value(word.into()).expect("a gain");
            assert_eq!(gain.word(), word);
        }
    }
}

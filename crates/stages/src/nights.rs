//! What kinds of sleep have in common: one reading of the parameters that they share.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_models::hopfield::sleep::Night;
use spikebook_pipeline::Failure;

/// What a night does to the weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum NightName {
    /// Nothing: the control that does not sleep
    Deprived,
    /// Every dream is weakened
    Unlearning,
    /// Every dream is strengthened, and all weights decay
    Replay,
    /// Recent patterns are cued in turn and strengthened where the dream is the cued one, and all weights decay
    SelectiveReplay,
}

impl NightName {
    /// A night of this kind.
    pub(crate) fn night(
        self,
        (rate, decay, cue_flips): (f64, f64, f64),
        n_dreams: usize,
    ) -> Result<Night, Failure> {
        Ok(match self {
            Self::Deprived => Night::deprived(),
            Self::Unlearning => Night::unlearning(rate, n_dreams)?,
            Self::Replay => Night::replay(rate, decay, n_dreams)?,
            Self::SelectiveReplay => Night::selective_replay(rate, decay, cue_flips, n_dreams)?,
        })
    }
}

//! The parameters by which kinds test what a network remembers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_models::hopfield::RecallTest;

/// How memory is tested: a part of the parameters of a kind, by `serde(flatten)`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub(crate) struct RecallCues {
    /// Share of the units of a cue that are wrong
    #[schemars(range(min = 0.0, max = 0.5), extend("x-unit" = "fraction"))]
    pub(crate) cue_flips: f64,
    /// Overlap with a pattern from which on it counts as found
    #[schemars(range(max = 1.0), extend("exclusiveMinimum" = 0.0))]
    pub(crate) least_overlap: f64,
    /// Cues of each pattern
    #[schemars(range(min = 1, max = 1000))]
    pub(crate) n_cues: usize,
    /// Starts from a random state
    #[schemars(range(min = 1, max = 100_000))]
    pub(crate) n_random_starts: usize,
}

impl Default for RecallCues {
    fn default() -> Self {
        Self { cue_flips: 0.1, least_overlap: 0.95, n_cues: 5, n_random_starts: 100 }
    }
}

impl RecallCues {
    pub(crate) fn test(&self) -> Result<RecallTest, spikebook_models::Error> {
        RecallTest::new(self.cue_flips, self.least_overlap, self.n_cues, self.n_random_starts)
    }
}

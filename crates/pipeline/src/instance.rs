//! A pipeline with everything bound that it leaves open: which datasets, which parameters, which seed.
//!
//! One mechanism serves labs (`run --input recording=my-rat`), sweeps and students' variants.

use std::collections::BTreeMap;

use serde_json::Value;
use spikebook_numeric::Seed;

/// What a run binds anew. The default instance binds nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Instance {
    /// Datasets by the name of the input that they are bound to.
    pub datasets: BTreeMap<String, String>,
    /// Parameter values by `stage.param`; `input.param` sets a parameter of a dataset's generator.
    pub params: BTreeMap<String, Value>,
    /// The seed, where it is not the pipeline's own.
    pub seed: Option<InstanceSeed>,
}

/// What takes the place of a pipeline's own seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstanceSeed {
    /// A number, as typed after `--seed`.
    Number(u64),
    /// 256 bits, as derived for a student.
    Bits(Seed),
}

impl InstanceSeed {
    /// The seed with exactly these bits.
    pub const fn from_bits(bits: [u8; 32]) -> Self {
        Self::Bits(Seed::from_bytes(bits))
    }

    /// The seed itself.
    pub fn seed(self) -> Seed {
        match self {
            Self::Number(number) => Seed::from_number(number),
            Self::Bits(seed) => seed,
        }
    }
}

impl Instance {
    /// Whether nothing is bound anew.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// The folder of this instance of a pipeline: its name, and a digest of what is bound anew.
    pub fn folder(&self, pipeline: &str) -> String {
        if self.is_default() {
            return pipeline.into();
        }
        let mut hasher = blake3::Hasher::new();
        for (input, dataset) in &self.datasets {
            hasher.update(format!("input {input}={dataset}\n").as_bytes());
        }
        for (name, value) in &self.params {
            hasher.update(format!("set {name}={value}\n").as_bytes());
        }
        if let Some(seed) = self.seed {
            hasher.update(b"seed ").update(seed.seed().as_bytes());
        }
        format!("{pipeline}@{}", &hasher.finalize().to_hex()[..8])
    }
}

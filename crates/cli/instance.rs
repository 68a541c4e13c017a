//! What binds a pipeline's open ends: the options that `run`, `show` and `graph` share.

use std::collections::BTreeSet;

use serde_json::Value;
use spikebook_pipeline::{Instance, InstanceSeed};

use crate::arguments::{binding, setting};
use crate::error::{Error, Fault};

/// Which datasets, parameters and seed take the place of what is written.
#[derive(Debug, clap::Args)]
pub(crate) struct Bindings {
    /// Another dataset for an input; may be given several times
    #[arg(long = "input", value_name = "NAME=DATASET", value_parser = binding)]
    inputs: Vec<(String, String)>,
    /// Another value for a parameter, written as in TOML; may be given several times
    #[arg(long = "set", value_name = "STAGE.PARAM=VALUE", value_parser = setting)]
    settings: Vec<(String, Value)>,
    /// Another seed for all chance
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
}

impl Bindings {
    /// The instance that they make.
    ///
    /// # Errors
    /// Where a setting does not say of which stage.
    pub(crate) fn instance(&self) -> Result<Instance, Error> {
        let unplaced = self.settings.iter().filter(|(name, _)| !name.contains('.'));
        let mut faults: Vec<Fault> = unplaced
            .map(|(name, value)| {
                let what =
                    format!("`--set {name}={value}`: got no stage, wanted STAGE.PARAM=VALUE");
                Fault::new(what, Some(format!("for example `--set fit.{name}={value}`")))
            })
            .collect();
        let set = self.settings.iter().map(|(name, _)| ("--set", name));
        let bound = self.inputs.iter().map(|(name, _)| ("--input", name));
        let mut seen = BTreeSet::new();
        for (option, name) in set.chain(bound).filter(|given| !seen.insert(*given)) {
            let what = format!("`{option} {name}=…`: got it twice, wanted it once");
            faults.push(Fault::new(what, Some("leave one of them out".into())));
        }
        if !faults.is_empty() {
            return Err(Error::Arguments { faults });
        }
        Ok(Instance {
            datasets: self.inputs.iter().cloned().collect(),
            params: self.settings.iter().cloned().collect(),
            seed: self.seed.map(InstanceSeed::Number),
        })
    }
}

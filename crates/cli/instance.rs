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

    /// The same options as somebody would type them, a space before each; nothing where none was given.
    pub(crate) fn typed(&self) -> String {
        let mut typed = String::new();
        for (name, dataset) in &self.inputs {
            typed = format!("{typed} --input {}", shell_word(&format!("{name}={dataset}")));
        }
        for (name, value) in &self.settings {
            typed = format!("{typed} --set {}", shell_word(&format!("{name}={}", in_toml(value))));
        }
        self.seed.map_or(typed.clone(), |seed| format!("{typed} --seed {seed}"))
    }

    /// What the name of an instance's folder stands for, as a file in it; none where nothing is bound.
    pub(crate) fn settings_file(&self, pipeline: &str) -> Option<String> {
        let typed = self.typed();
        if typed.is_empty() {
            return None;
        }
        let mut text = format!(
            "# What the name of this folder stands for. To make it again:\n#   spikebook run {pipeline}{typed}\n\n\
             pipeline = \"{pipeline}\"\n"
        );
        if let Some(seed) = self.seed {
            text = format!("{text}seed = {seed}\n");
        }
        let section = |title: &str, lines: Vec<String>| match lines.concat() {
            none if none.is_empty() => none,
            lines => format!("\n[{title}]\n{lines}"),
        };
        let key = |name: &String| toml::Value::from(name.as_str()).to_string();
        let inputs = self.inputs.iter().map(|(name, dataset)| {
            format!("{} = {}\n", key(name), toml::Value::from(dataset.as_str()))
        });
        let settings = self
            .settings
            .iter()
            .map(|(name, value)| format!("{} = {}\n", key(name), in_toml(value)));
        text += &section("input", inputs.collect());
        text += &section("set", settings.collect());
        Some(text)
    }
}

fn in_toml(value: &Value) -> String {
    toml::Value::try_from(value).map_or_else(|_| value.to_string(), |value| value.to_string())
}

/// A word as a shell takes it for one.
fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-.,=+:/@".contains(c);
    if word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

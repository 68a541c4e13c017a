//! `spikebook stage`: one kind of stage, alone, on files.

mod help;
mod read;
mod write;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::CommandFactory;
use serde_json::{Map, Value};
use spikebook_pipeline::publish::Provenance;
use spikebook_pipeline::store::{Record, RecordedInput};
use spikebook_pipeline::{Arity, Artifact, Catalogue, InstanceSeed, Kind, NoProgress, Task};

use crate::arguments::{binding, setting};
use crate::console::Console;
use crate::error::{Error, Fault};
use crate::{Outcome, output};

pub(crate) use help::{port_word, unit_word};

/// Run one kind of stage on files, or show what it takes and gives
#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Arguments {
    /// The kind of stage; `spikebook stages` lists them
    #[arg(required_unless_present = "help")]
    kind: Option<String>,
    /// A file for an input port: CSV, TSV, Parquet, NPY or JSON; may be given several times
    #[arg(long = "in", value_name = "PORT=FILE", value_parser = binding)]
    inputs: Vec<(String, String)>,
    /// A parameter, its value written as in TOML; may be given several times
    #[arg(long = "set", value_name = "PARAM=VALUE", value_parser = setting)]
    settings: Vec<(String, Value)>,
    /// What chance is derived from, for kinds that draw
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// The folder for what comes out
    #[arg(long, value_name = "DIR", required_unless_present = "help")]
    out: Option<PathBuf>,
    /// Show the ports and parameters of the kind
    #[arg(long, short)]
    help: bool,
}

/// Shows the kind, or runs it.
pub(crate) fn run(arguments: &Arguments, console: Console) -> Result<Outcome, Error> {
    let catalogue = spikebook_stages::catalogue();
    let Some(name) = &arguments.kind else {
        output::print(&own_help())?;
        return Ok(Outcome::Done);
    };
    let kind = find(&catalogue, name)?;
    if arguments.help {
        output::print(&help::page(kind))?;
        return Ok(Outcome::Done);
    }
    let Some(folder) = &arguments.out else {
        unreachable!("the parser asks for one or the other");
    };
    let task = Prepared::new(kind, arguments)?;
    let temporary = write::temporary(folder)?;
    let outputs = task.run(&catalogue, &temporary.path().join("batches"), console)?;
    let written = write::outputs(folder, &temporary, &outputs, &task.provenance())?;
    for path in written {
        console.say(&format!("wrote {}", path.display()));
    }
    Ok(Outcome::Done)
}

/// The kind of this name.
pub(crate) fn find<'a>(catalogue: &'a Catalogue, name: &str) -> Result<&'a Kind, Error> {
    catalogue.get(name).map(|kind| &**kind).ok_or_else(|| Error::NoKind {
        name: name.into(),
        nearest: catalogue.nearest(name).map(Into::into),
    })
}

fn own_help() -> String {
    let mut command = crate::arguments::Arguments::command();
    command.build();
    command
        .find_subcommand_mut("stage")
        .map(|stage| stage.render_help().to_string())
        .unwrap_or_default()
}

/// A kind with all that it needs to run.
struct Prepared<'a> {
    kind: &'a Kind,
    inputs: BTreeMap<String, Vec<Artifact>>,
    digests: BTreeMap<String, Vec<String>>,
    params: Map<String, Value>,
    seed: u64,
}

impl<'a> Prepared<'a> {
    /// Checks the arguments, all of them before any file is read, and reads the files.
    fn new(kind: &'a Kind, arguments: &Arguments) -> Result<Self, Error> {
        let written: Map<String, Value> = arguments.settings.iter().cloned().collect();
        let mut faults = wiring_faults(kind, &arguments.inputs);
        let params = kind.parameters.complete(&written).unwrap_or_else(|found| {
            faults.extend(found.into_iter().map(|fault| {
                Fault::new(format!("stage kind `{}`: {}", kind.name, fault.what), fault.hint)
            }));
            Map::new()
        });
        if !faults.is_empty() {
            return Err(Error::Arguments { faults });
        }
        let mut inputs: BTreeMap<String, Vec<Artifact>> = BTreeMap::new();
        let mut digests: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, file) in &arguments.inputs {
            let Some(port) = kind.input(name) else { continue };
            let (artifact, digest) = read::artifact(port, &PathBuf::from(file))?;
            inputs.entry(name.clone()).or_default().push(artifact);
            digests.entry(name.clone()).or_default().push(digest);
        }
        Ok(Self { kind, inputs, digests, params, seed: arguments.seed })
    }

    fn run(
        &self,
        catalogue: &Catalogue,
        scratch: &Path,
        console: Console,
    ) -> Result<BTreeMap<String, Artifact>, Error> {
        let seed = self.kind.draws.then(|| InstanceSeed::Number(self.seed).seed());
        let mut task = Task::new(self.inputs.clone(), seed, Some(scratch), &NoProgress);
        let failed = |what: String, hint: Option<String>| Error::Stage {
            kind: self.kind.name.clone(),
            what,
            hint,
        };
        self.kind
            .run(&self.params, &mut task)
            .map_err(|failure| failed(failure.to_string(), catalogue.hint(&failure)))?;
        let (outputs, warnings) = task.into_outputs();
        for warning in warnings {
            console.say(&format!("warning: {warning}"));
        }
        Ok(outputs)
    }

    /// What is stamped into the copies: enough to make them again.
    fn provenance(&self) -> Provenance {
        let seed = self.kind.draws.then(|| self.seed.to_string());
        let record = Record {
            kind: self.kind.name.clone(),
            fingerprint: self.kind.fingerprint.clone(),
            params: self.params.clone(),
            inputs: self
                .digests
                .iter()
                .map(|(port, digests)| RecordedInput {
                    port: port.clone(),
                    digests: digests.clone(),
                })
                .collect(),
            seed: seed.clone(),
            dataset: None,
            outputs: BTreeMap::new(),
            warnings: Vec::new(),
        };
        Provenance {
            pipeline: "(none, the stage ran alone)".into(),
            output: String::new(),
            kind: self.kind.name.clone(),
            params: self.params.clone(),
            seed,
            key: record.key(),
            inputs: self.digests.clone(),
            recordings: Vec::new(),
        }
    }
}

/// Files for ports that are not there, and ports without a file.
fn wiring_faults(kind: &Kind, inputs: &[(String, String)]) -> Vec<Fault> {
    let known: Vec<&str> = kind.inputs.iter().map(|port| port.name.as_str()).collect();
    let mut faults = Vec::new();
    for (name, file) in inputs {
        if kind.input(name).is_none() {
            let hint = match known.as_slice() {
                [] => "it has no inputs".to_owned(),
                known => format!("its inputs are {}", known.join(", ")),
            };
            let what = format!("`--in {name}={file}`: kind `{}` has no input `{name}`", kind.name);
            faults.push(Fault::new(what, Some(hint)));
        }
    }
    for port in &kind.inputs {
        let count = inputs.iter().filter(|(name, _)| *name == port.name).count();
        let wanted = match (port.arity, count) {
            (Arity::One, 1) | (Arity::Optional, 0 | 1) | (Arity::Many, 1..) => continue,
            (Arity::One, _) => "one",
            (Arity::Optional, _) => "one or none",
            (Arity::Many, _) => "at least one",
        };
        let what =
            format!("input `{}` of `{}`: got {count} files, wanted {wanted}", port.name, kind.name);
        let hint = format!("add `--in {}=FILE`: {}", port.name, port.description);
        faults.push(Fault::new(what, (count == 0).then_some(hint)));
    }
    faults
}

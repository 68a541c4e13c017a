//! What can be typed.

use clap::{Parser, Subcommand};

use crate::console::Console;
use crate::error::Error;
use crate::{
    Outcome, book, completions, dataset, graph, new, problems, run, show, stage, stages, store,
    verify,
};

/// Spike and behaviour datasets become Parquet results, figures, a tutorial book and problem sets.
#[derive(Debug, Parser)]
#[command(name = "spikebook", version, max_term_width = 100)]
#[command(
    after_help = "Everywhere the project is the nearest folder upwards that holds `pipelines`."
)]
pub(crate) struct Arguments {
    /// Say nothing but errors
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// A command, with its own arguments.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    New(new::Arguments),
    Run(run::Arguments),
    Stages(stages::Arguments),
    Stage(stage::Arguments),
    Show(show::Arguments),
    Graph(graph::Arguments),
    Dataset(dataset::Arguments),
    Verify(verify::Arguments),
    Book(book::Arguments),
    Problems(problems::Arguments),
    Store(store::Arguments),
    Completions(completions::Arguments),
}

impl Command {
    /// Does what was asked for.
    pub(crate) fn run(self, console: Console) -> Result<Outcome, Error> {
        match self {
            Self::New(arguments) => new::run(&arguments, console),
            Self::Run(arguments) => run::run(&arguments, console),
            Self::Stages(arguments) => stages::run(&arguments),
            Self::Stage(arguments) => stage::run(&arguments, console),
            Self::Show(arguments) => show::run(&arguments),
            Self::Graph(arguments) => graph::run(&arguments),
            Self::Dataset(arguments) => dataset::run(&arguments, console),
            Self::Verify(arguments) => verify::run(&arguments, console),
            Self::Book(arguments) => book::run(&arguments, console),
            Self::Problems(arguments) => problems::run(&arguments, console),
            Self::Store(arguments) => store::run(&arguments, console),
            Self::Completions(arguments) => completions::run(&arguments),
        }
    }
}

/// Splits `NAME=REST`, as in `--in counts=counts.csv`.
pub(crate) fn binding(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, rest)) if !name.is_empty() && !rest.is_empty() => {
            Ok((name.into(), rest.into()))
        }
        _ => Err("wanted a name, an equals sign and a value, as in `name=value`".into()),
    }
}

/// Splits `NAME=VALUE` where the value is written as in TOML; quotes around a word may be left out.
pub(crate) fn setting(text: &str) -> Result<(String, serde_json::Value), String> {
    let (name, written) = binding(text)?;
    let parsed = format!("value = {written}").parse::<toml::Table>().ok();
    let value = parsed.and_then(|mut table| table.remove("value")).map(serde_json::to_value);
    match value {
        Some(Ok(value)) => Ok((name, value)),
        Some(Err(_)) | None => Ok((name, written.into())),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use serde_json::json;

    use super::*;

    #[test]
    fn the_arguments_are_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_setting_is_read_as_toml() {
        let value = |text: &str| setting(text).expect("a setting").1;
        assert_eq!(value("penalty=0.1"), json!(0.1));
        assert_eq!(value("folds=10"), json!(10));
        assert_eq!(value("columns=[\"x\", \"y\"]"), json!(["x", "y"]));
        assert_eq!(value("method=bca"), json!("bca"));
        assert_eq!(value("method=\"10\""), json!("10"));
        assert_eq!(value("count=true"), json!(true));
        assert!(setting("penalty").is_err());
        assert!(setting("=1").is_err());
    }
}

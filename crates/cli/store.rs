//! `spikebook store`: what is remembered of earlier runs.

use std::collections::BTreeSet;

use clap::Subcommand;

use crate::console::Console;
use crate::error::Error;
use crate::workspace::Workspace;
use crate::{Outcome, output};

/// Look at the store of results, or make room in it
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say how much lies there
    Stat,
    /// Remove what no pipeline needs any more
    Gc,
}

/// Looks, or removes.
pub(crate) fn run(arguments: &Arguments, console: Console) -> Result<Outcome, Error> {
    let workspace = Workspace::here()?;
    let store = workspace.project.store()?;
    let text = match arguments.command {
        Command::Stat => {
            let statistics = store.statistics()?;
            format!(
                "{}\n{} files, {}\n{} records of stages\n{} instances of pipelines\n",
                store.root().display(),
                statistics.n_objects,
                size(statistics.object_bytes),
                statistics.n_records,
                statistics.n_instances,
            )
        }
        Command::Gc => {
            let living: BTreeSet<String> =
                workspace.project.pipeline_names()?.into_iter().collect();
            let lock = store.lock(|holder| {
                console.say(&format!("waiting for another run here ({})", holder.0));
            })?;
            let collected = store.collect(&lock, &living)?;
            format!(
                "removed {} files ({}) and {} records of stages\n",
                collected.n_objects,
                size(collected.object_bytes),
                collected.n_records
            )
        }
    };
    output::print(&text)?;
    Ok(Outcome::Done)
}

/// A number of bytes as people say it.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

//! `spikebook store`: what is remembered of earlier runs.

use std::collections::BTreeSet;

use clap::Subcommand;
use spikebook_pipeline::store::Collected;

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
    ///
    /// Kept is what every pipeline has as it was last run, and what an instance has (another dataset, parameter
    /// or seed) as long as its folder lies in `reports`: to forget an instance, remove its folder.
    Gc {
        /// Say what would be removed, and remove nothing
        #[arg(long)]
        dry_run: bool,
    },
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
        Command::Gc { dry_run } => {
            let pipelines: BTreeSet<String> =
                workspace.project.pipeline_names()?.into_iter().collect();
            let reports = workspace.project.reports();
            let lives = |instance: &str| match instance.split_once('@') {
                None => pipelines.contains(instance),
                Some((pipeline, _)) => {
                    pipelines.contains(pipeline) && reports.join(instance).is_dir()
                }
            };
            let lock = store.lock(|holder| {
                console.say(&format!("waiting for another run here ({})", holder.0));
            })?;
            if dry_run {
                told("would forget", "would remove", &store.would_collect(lives)?)
            } else {
                let waiting = || console.say("waiting for those who read results here");
                let removal = store.lock_for_removal(&lock, waiting)?;
                told("forgot", "removed", &store.collect(&removal, lives)?)
            }
        }
    };
    output::print(&text)?;
    Ok(Outcome::Done)
}

fn told(forgot: &str, removed: &str, collected: &Collected) -> String {
    let instances = collected.instances.iter();
    let forgotten: String = instances.map(|name| format!("{forgot} {name}\n")).collect();
    format!(
        "{forgotten}{removed} {} files ({}) and {} records of stages\n",
        collected.n_objects,
        size(collected.object_bytes),
        collected.n_records
    )
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

//! `spikebook run`: brings results up to date.

mod explain;
mod progress;

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use spikebook_pipeline::publish::publish;
use spikebook_pipeline::run::{Event, RunOptions, Watcher};
use spikebook_pipeline::{Error as PipelineError, Graph, Results};

use crate::Outcome;
use crate::console::Console;
use crate::error::{Error, Fault};
use crate::instance::Bindings;
use crate::workspace::{Wired, Workspace, with_data};

/// Run pipelines: what is up to date stays, the rest is made
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The pipelines; all of the project where none is named
    #[arg(value_name = "PIPELINE")]
    pipelines: Vec<String>,
    /// Run only this stage and what it needs
    #[arg(long, value_name = "STAGE")]
    until: Option<String>,
    /// Say for each stage why it would run, and run nothing
    #[arg(long)]
    explain: bool,
    /// How many stages may run at once [default: one a processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Run this stage even where it is up to date; may be given several times
    #[arg(long, value_name = "STAGE")]
    force: Vec<String>,
    #[command(flatten)]
    bindings: Bindings,
}

/// Runs, or explains.
pub(crate) fn run(arguments: &Arguments, console: Console) -> Result<Outcome, Error> {
    let workspace = Workspace::here()?;
    let instance = arguments.bindings.instance()?;
    let wired = workspace.wired(&arguments.pipelines, &instance)?;
    let is_one_meant =
        arguments.until.is_some() || !arguments.force.is_empty() || !instance.is_default();
    if is_one_meant && wired.len() != 1 {
        return Err(several_meant(&wired));
    }
    let goals = wired
        .iter()
        .map(|wired| goal(&wired.graph, arguments.until.as_deref(), &arguments.force))
        .collect::<Result<Vec<Graph>, Error>>()?;
    if arguments.explain {
        let store = workspace.project.store()?;
        return explain::print(&wired, &goals, &store, &arguments.force);
    }
    let at_hand = with_data(wired, !arguments.pipelines.is_empty(), console)?;
    Runner { workspace: &workspace, arguments, watcher: &*progress::watcher(console) }
        .run_all(&at_hand, console)?;
    Ok(Outcome::Done)
}

/// The part of a graph that is asked for.
fn goal(graph: &Graph, until: Option<&str>, force: &[String]) -> Result<Graph, Error> {
    let position = |stage: &str| {
        graph.position(stage).ok_or_else(|| PipelineError::NoStage {
            pipeline: graph.pipeline.clone(),
            stage: stage.into(),
            known: graph.nodes.iter().map(|node| node.id.clone()).collect(),
        })
    };
    for stage in force {
        position(stage)?;
    }
    Ok(match until {
        Some(stage) => graph.until(position(stage)?),
        None => graph.clone(),
    })
}

fn several_meant(wired: &[Wired]) -> Error {
    let names: Vec<&str> = wired.iter().map(|wired| wired.pipeline.name.as_str()).collect();
    let what = format!(
        "`--until`, `--force`, `--input`, `--set` and `--seed` are about one pipeline: got {}",
        names.len()
    );
    let hint = format!("name one of {}", names.join(", "));
    Error::Arguments { faults: vec![Fault::new(what, Some(hint))] }
}

/// What a run works with.
struct Runner<'a> {
    workspace: &'a Workspace,
    arguments: &'a Arguments,
    watcher: &'a dyn Watcher,
}

impl Runner<'_> {
    /// Runs one pipeline after the other. What one failed at is told when all have had their turn.
    fn run_all(&self, wired: &[Wired], console: Console) -> Result<(), Error> {
        let store = self.workspace.project.store()?;
        let _lock = store.lock(|holder| self.watcher.on(Event::Waiting { holder: &holder }))?;
        let mut failures = Vec::new();
        for wired in wired {
            let report = self.run_one(wired, &store);
            match report {
                Ok((n_ran, n_kept)) => {
                    let folder = self.workspace.project.reports().join(&wired.instance);
                    let results = Results::of(&wired.graph, &store)?;
                    publish(&results, &folder)?;
                    let shown = folder.strip_prefix(self.workspace.project.root());
                    console.say(&format!(
                        "{}: {n_ran} ran, {n_kept} up to date; results in {}",
                        wired.pipeline.name,
                        shown.unwrap_or(&folder).display()
                    ));
                }
                Err(Error::Pipeline(PipelineError::Stages { failures: found })) => {
                    failures.extend(found);
                }
                Err(error) => return Err(error),
            }
        }
        if failures.is_empty() { Ok(()) } else { Err(PipelineError::Stages { failures }.into()) }
    }

    fn run_one(
        &self,
        wired: &Wired,
        store: &spikebook_pipeline::Store,
    ) -> Result<(usize, usize), Error> {
        let goal = goal(&wired.graph, self.arguments.until.as_deref(), &[])?;
        let n_processors = || std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let options = RunOptions {
            jobs: self.arguments.jobs.map_or_else(n_processors, usize::from),
            force: self.arguments.force.iter().cloned().collect::<BTreeSet<_>>(),
        };
        let report = spikebook_pipeline::run::run(
            &goal,
            &wired.instance,
            store,
            &self.workspace.catalogue,
            &options,
            self.watcher,
        )?;
        Ok((report.n_ran, report.n_kept))
    }
}

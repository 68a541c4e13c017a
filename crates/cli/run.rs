//! `spikebook run`: brings results up to date.

mod explain;
mod progress;

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use spikebook_pipeline::publish::publish;
use spikebook_pipeline::run::{Event, RunOptions, Watcher};
use spikebook_pipeline::{Error as PipelineError, Graph, Results, StageFailure, Store};

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
    let watcher = progress::watcher(console, at_hand.len() > 1);
    Runner { workspace: &workspace, arguments, watcher: &*watcher }.run_all(&at_hand, console)?;
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
        let (mut failures, mut n_ran, mut n_kept) = (Vec::new(), 0, 0);
        for wired in wired {
            let Ran { failures: found, counts } = self.run_one(wired, &store)?;
            let said = counts.said(found.len());
            failures.extend(found);
            n_ran += counts.n_ran;
            n_kept += counts.n_kept;
            let lies = self.publish(wired, &store)?;
            console.say(&format!("{}: {said}{lies}", wired.pipeline.name));
        }
        if failures.is_empty() {
            return Ok(());
        }
        Err(PipelineError::Stages { failures, n_ran, n_kept }.into())
    }

    /// Copies what there is into `reports`, also where some of it failed, and says where it lies.
    fn publish(&self, wired: &Wired, store: &Store) -> Result<String, Error> {
        let folder = self.workspace.project.reports().join(&wired.instance);
        let results = Results::of(&wired.graph, store)?;
        if results.references().is_empty() {
            return Ok(String::new());
        }
        publish(&results, &folder)?;
        if let Some(settings) = self.arguments.bindings.settings_file(&wired.pipeline.name) {
            store.write_whole(&folder.join("settings.toml"), settings.as_bytes())?;
        }
        let shown = folder.strip_prefix(self.workspace.project.root());
        Ok(format!("; results in {}", shown.unwrap_or(&folder).display()))
    }

    fn run_one(&self, wired: &Wired, store: &Store) -> Result<Ran, Error> {
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
        );
        let (failures, n_ran, n_kept) = match report {
            Ok(report) => (Vec::new(), report.n_ran, report.n_kept),
            Err(PipelineError::Stages { failures, n_ran, n_kept }) => (failures, n_ran, n_kept),
            Err(error) => return Err(error.into()),
        };
        let n_waiting = goal.nodes.len().saturating_sub(n_ran + n_kept + failures.len());
        Ok(Ran { failures, counts: Counts { n_ran, n_kept, n_waiting } })
    }
}

/// What became of the stages of one pipeline.
struct Ran {
    failures: Vec<StageFailure>,
    counts: Counts,
}

struct Counts {
    n_ran: usize,
    n_kept: usize,
    /// Stages that read what others failed to make.
    n_waiting: usize,
}

impl Counts {
    fn said(&self, n_failed: usize) -> String {
        let Self { n_ran, n_kept, n_waiting } = self;
        let mut said = format!("{n_ran} ran, {n_kept} up to date");
        if n_failed > 0 {
            said = format!("{said}, {n_failed} failed");
        }
        match n_waiting {
            0 => said,
            1 => format!("{said}, 1 waits for them"),
            n => format!("{said}, {n} wait for them"),
        }
    }
}

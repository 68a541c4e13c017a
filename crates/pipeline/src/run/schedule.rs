//! Which stage runs when: each as soon as all that it reads is there, and at most so many at once.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use super::execute::execute;
use super::{Event, Resolver, RunOptions, RunReport, Watcher};
use crate::error::StageFailure;
use crate::store::Record;
use crate::task::Progress;
use crate::{Artifact, Catalogue, Error, Graph, Node, Store};

/// What a run did, and what failed.
pub(super) struct Outcome {
    pub(super) report: RunReport,
    pub(super) failures: Vec<StageFailure>,
}

/// How one stage ended.
enum End {
    Done {
        record: Record,
        wall_time: Duration,
    },
    Failed(StageFailure),
    /// The store itself cannot go on.
    Broken(Error),
}

pub(super) fn schedule(
    graph: &Graph,
    store: &Store,
    catalogue: &Catalogue,
    options: &RunOptions,
    watcher: &dyn Watcher,
) -> Result<Outcome, Error> {
    watcher.on(Event::Begun { pipeline: &graph.pipeline, n_stages: graph.nodes.len() });
    let mut plan = Plan::new(graph);
    let mut resolver = Resolver::new(graph, store);
    let mut report = RunReport::default();
    let mut failures = BTreeMap::new();
    let (sender, receiver) = channel();
    std::thread::scope(|scope| {
        let mut n_running = 0;
        loop {
            while n_running < options.jobs.max(1) {
                let Some(position) = plan.next() else { break };
                let node = &graph.nodes[position];
                let expected = resolver.expected(position).expect("all that it reads is there");
                let key = expected.key();
                if let Some(record) = kept(&resolver, store, node, &key, options, watcher) {
                    watcher.on(Event::Kept { stage: &node.id });
                    report.n_kept += 1;
                    resolver.insert(position, record);
                    plan.done(position);
                    continue;
                }
                watcher.on(Event::Started { stage: &node.id, kind: &node.kind.name });
                let inputs = inputs(graph, position, &resolver, store)?;
                let stage = Stage { graph, node, store, catalogue, watcher };
                n_running += 1;
                let sender: Sender<(usize, End)> = sender.clone();
                let run = move || {
                    let end = stage.run(expected, inputs);
                    // The receiver is gone only where the run itself ended in an error.
                    let _ = sender.send((position, end));
                };
                if options.jobs <= 1 || (n_running == 1 && plan.has_no_other()) {
                    // Nothing can run beside it: another thread would only be waited for.
                    run();
                } else {
                    scope.spawn(run);
                }
            }
            if n_running == 0 {
                return Ok(());
            }
            let (position, end) = receiver.recv().expect("a stage that runs holds a sender");
            n_running -= 1;
            let node = &graph.nodes[position];
            match end {
                End::Done { record, wall_time } => {
                    for warning in &record.warnings {
                        watcher.on(Event::Warned { stage: &node.id, warning });
                    }
                    watcher.on(Event::Finished { stage: &node.id, wall_time });
                    report.n_ran += 1;
                    resolver.insert(position, record);
                    plan.done(position);
                }
                End::Failed(failure) => {
                    watcher.on(Event::Failed { stage: &node.id });
                    failures.insert(position, failure);
                }
                End::Broken(error) => return Err(error),
            }
        }
    })?;
    report.records = resolver.into_records();
    Ok(Outcome { report, failures: failures.into_values().collect() })
}

/// The stored record of a stage, where it need not run.
fn kept(
    resolver: &Resolver<'_>,
    store: &Store,
    node: &Node,
    key: &str,
    options: &RunOptions,
    watcher: &dyn Watcher,
) -> Option<Record> {
    let record = store.record(key)?;
    if options.force.contains(&node.id) {
        return None;
    }
    if let Some(damage) = resolver.damage(&record, false) {
        watcher.on(Event::Damaged { stage: &node.id, port: &damage.port, path: &damage.path });
        resolver.discard(key, &record);
        return None;
    }
    Some(record)
}

fn inputs(
    graph: &Graph,
    position: usize,
    resolver: &Resolver<'_>,
    store: &Store,
) -> Result<BTreeMap<String, Vec<Artifact>>, Error> {
    let mut inputs: BTreeMap<String, Vec<Artifact>> = BTreeMap::new();
    for wire in &graph.nodes[position].wires {
        let artifacts = inputs.entry(wire.port.clone()).or_default();
        for (from, port) in &wire.from {
            if let Some(stored) = resolver.get(*from).and_then(|record| record.outputs.get(port)) {
                artifacts.push(store.artifact(stored)?);
            }
        }
    }
    Ok(inputs)
}

/// A stage about to run.
struct Stage<'a> {
    graph: &'a Graph,
    node: &'a Node,
    store: &'a Store,
    catalogue: &'a Catalogue,
    watcher: &'a dyn Watcher,
}

impl Stage<'_> {
    fn run(&self, expected: Record, inputs: BTreeMap<String, Vec<Artifact>>) -> End {
        let begun = Instant::now();
        let scratch = self.store.scratch();
        let attempt = || {
            let progress = StageProgress { stage: &self.node.id, watcher: self.watcher };
            match execute(self.node, inputs, Some(&scratch), &progress) {
                Err(failure) => End::Failed(self.failure(&failure)),
                Ok((outputs, warnings)) => {
                    let wall_time = begun.elapsed();
                    match self.store(expected, &outputs, warnings, wall_time, &scratch) {
                        Ok(record) => End::Done { record, wall_time },
                        Err(error) => End::Broken(error),
                    }
                }
            }
        };
        // A body that panics is a failed stage; the others go on.
        let end = catch_unwind(AssertUnwindSafe(attempt)).unwrap_or_else(|panic| {
            End::Failed(self.failure(&crate::Failure::new(
                format!("panicked: {}", panic_words(&*panic)),
                "this is a defect of Spikebook; please report it with the pipeline",
            )))
        });
        // What stays behind is removed by the next run.
        let _ = std::fs::remove_dir_all(&scratch);
        end
    }

    fn store(
        &self,
        mut record: Record,
        outputs: &BTreeMap<String, Artifact>,
        warnings: Vec<String>,
        wall_time: Duration,
        scratch: &std::path::Path,
    ) -> Result<Record, Error> {
        for (port, artifact) in outputs {
            record.outputs.insert(port.clone(), self.store.put_artifact(artifact, scratch)?);
        }
        record.warnings = warnings;
        self.store.put_record(&record, wall_time.as_secs_f64())?;
        Ok(record)
    }

    fn failure(&self, failure: &crate::Failure) -> StageFailure {
        StageFailure {
            pipeline: self.graph.pipeline.clone(),
            stage: self.node.id.clone(),
            kind: self.node.kind.name.clone(),
            what: failure.to_string(),
            hint: self.catalogue.hint(failure),
        }
    }
}

fn panic_words(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(ToString::to_string)
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no words".into())
}

struct StageProgress<'a> {
    stage: &'a str,
    watcher: &'a dyn Watcher,
}

impl Progress for StageProgress<'_> {
    fn step(&self, done: u64, total: u64) {
        self.watcher.on(Event::Step { stage: self.stage, done, total });
    }
}

/// Which stages wait, and for how many others.
struct Plan {
    waiting: Vec<usize>,
    needed_by: Vec<Vec<usize>>,
    ready: BTreeSet<usize>,
}

impl Plan {
    fn new(graph: &Graph) -> Self {
        let n_nodes = graph.nodes.len();
        let mut plan = Self {
            waiting: vec![0; n_nodes],
            needed_by: vec![Vec::new(); n_nodes],
            ready: BTreeSet::new(),
        };
        for (position, node) in graph.nodes.iter().enumerate() {
            let sources: BTreeSet<usize> =
                node.wires.iter().flat_map(|wire| &wire.from).map(|(from, _)| *from).collect();
            plan.waiting[position] = sources.len();
            for source in sources {
                plan.needed_by[source].push(position);
            }
            if plan.waiting[position] == 0 {
                plan.ready.insert(position);
            }
        }
        plan
    }

    fn next(&mut self) -> Option<usize> {
        self.ready.pop_first()
    }

    /// Whether nothing else could run now.
    fn has_no_other(&self) -> bool {
        self.ready.is_empty()
    }

    fn done(&mut self, position: usize) {
        for next in std::mem::take(&mut self.needed_by[position]) {
            self.waiting[next] -= 1;
            if self.waiting[next] == 0 {
                self.ready.insert(next);
            }
        }
    }
}

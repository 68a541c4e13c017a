//! A sweep: one part of a graph evaluated for every combination of parameter values, and what comes out
//! collected in one table.
//!
//! The part is walked from its front. A stage is run once for all combinations that agree on its own
//! parameters and on those of the stages before it; where they differ, the walk branches, and the branches
//! run in parallel. So three noises and ten penalties simulate three times, not thirty, and what a branch
//! made is let go of when the branch ends. Seeds are those of the pipeline's own instance: every combination
//! meets the same chance, and differs by its values alone.

mod collect;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use serde_json::Value;
use spikebook_schema::{Column, TableSchema};

use super::execute::execute;
use crate::task::{NoProgress, Progress};
use crate::{Artifact, Failure, Node, Task};

/// A part of a graph, and what is changed in it and collected from it.
pub(crate) struct Sweep {
    /// Its nodes; one reads only from earlier ones and from outside.
    pub(crate) nodes: Vec<InnerNode>,
    /// What is swept, the first slowest.
    pub(crate) swept: Vec<SweptParameter>,
    /// The node and output that are collected.
    pub(crate) collect: (usize, String),
    /// How messages call that output.
    pub(crate) name: String,
    /// The table that comes out.
    pub(crate) schema: TableSchema,
}

/// A node of the part, and where each of its inputs comes from.
pub(crate) struct InnerNode {
    pub(crate) node: Node,
    pub(crate) sources: Vec<(String, Vec<Source>)>,
}

/// Where an artifact comes from.
pub(crate) enum Source {
    /// A node of the part and its output.
    Inner(usize, String),
    /// An input of the sweep.
    Outer(String),
}

/// A parameter that is swept.
#[derive(Clone, Debug)]
pub(crate) struct SweptParameter {
    /// `stage.param`.
    pub(crate) name: String,
    /// The node of the part that has it.
    pub(crate) node: usize,
    /// How its kind calls it.
    pub(crate) param: String,
    /// Its values.
    pub(crate) values: Vec<Value>,
    /// Its column in the table.
    pub(crate) column: Column,
}

/// What the nodes of a branch made so far.
type Made = Vec<Arc<BTreeMap<String, Artifact>>>;

/// Which value each swept parameter has, by its position among the values.
pub(crate) type Point = Vec<usize>;

/// What one combination gave.
struct Row {
    point: usize,
    collected: Option<Artifact>,
}

/// What went wrong at the first of some combinations.
struct Broken {
    point: usize,
    failure: Failure,
}

impl Sweep {
    /// The body of the stage.
    pub(crate) fn run(&self, task: &mut Task<'_>) -> Result<(), Failure> {
        let points = self.points();
        let walk = Walk {
            sweep: self,
            points: &points,
            outside: task.inputs(),
            n_done: AtomicU64::new(0),
            progress: task.progress(),
        };
        let all: Vec<usize> = (0..points.len()).collect();
        let (rows, warnings) =
            walk.branch(0, &all, &Made::new()).map_err(|broken| broken.failure)?;
        let mut rows: Vec<Row> = rows;
        rows.sort_by_key(|row| row.point);
        let collected = rows.into_iter().map(|row| row.collected).collect();
        let table = self.table(&points, collected)?;
        for warning in distinct(warnings) {
            task.warn(warning);
        }
        task.put_table("table", table);
        Ok(())
    }

    /// Every combination, the first parameter slowest.
    fn points(&self) -> Vec<Point> {
        self.swept.iter().fold(vec![Point::new()], |points, swept| {
            let longer = |point: Point| {
                (0..swept.values.len()).map(move |value| {
                    let mut point = point.clone();
                    point.push(value);
                    point
                })
            };
            points.into_iter().flat_map(longer).collect()
        })
    }

    /// A combination in words: `fit.penalty = 0.1`.
    fn words(&self, point: &Point) -> String {
        let words = self.swept.iter().zip(point);
        let words =
            words.map(|(swept, value)| format!("{} = {}", swept.name, swept.values[*value]));
        words.collect::<Vec<_>>().join(", ")
    }
}

/// The walk through all combinations.
struct Walk<'a> {
    sweep: &'a Sweep,
    points: &'a [Point],
    outside: &'a BTreeMap<String, Vec<Artifact>>,
    n_done: AtomicU64,
    progress: &'a dyn Progress,
}

/// A warning of a stage, with the first combination that had it.
struct Warning {
    point: usize,
    stage: String,
    words: String,
    at: String,
}

impl Walk<'_> {
    /// Runs the nodes from `depth` on for these combinations, which agree on all nodes before.
    fn branch(
        &self,
        depth: usize,
        points: &[usize],
        made: &Made,
    ) -> Result<(Vec<Row>, Vec<Warning>), Broken> {
        let Some(inner) = self.sweep.nodes.get(depth) else {
            let (node, port) = &self.sweep.collect;
            let row = |&point: &usize| Row { point, collected: made[*node].get(port).cloned() };
            let rows = points.iter().map(row).collect();
            let done = self.n_done.fetch_add(points.len() as u64, Ordering::Relaxed);
            self.progress.step(done + points.len() as u64, self.points.len() as u64);
            return Ok((rows, Vec::new()));
        };
        let groups = self.groups(depth, points);
        let branches: Vec<Result<_, Broken>> = groups
            .into_par_iter()
            .map(|points| {
                let (outputs, warnings) = self.execute(depth, inner, points[0], made)?;
                let mut made = made.clone();
                made.push(Arc::new(outputs));
                let (rows, mut more) = self.branch(depth + 1, &points, &made)?;
                let at = |words| Warning {
                    point: points[0],
                    stage: inner.node.id.clone(),
                    words,
                    at: self.sweep.words(&self.points[points[0]]),
                };
                more.extend(warnings.into_iter().map(at));
                Ok((rows, more))
            })
            .collect();
        let mut rows = Vec::new();
        let mut warnings = Vec::new();
        let mut first: Option<Broken> = None;
        for branch in branches {
            match branch {
                Ok((more_rows, more_warnings)) => {
                    rows.extend(more_rows);
                    warnings.extend(more_warnings);
                }
                Err(broken) if first.as_ref().is_none_or(|first| broken.point < first.point) => {
                    first = Some(broken);
                }
                Err(_) => {}
            }
        }
        match first {
            None => Ok((rows, warnings)),
            Some(broken) => Err(broken),
        }
    }

    /// The combinations by what they set on a node.
    fn groups(&self, depth: usize, points: &[usize]) -> Vec<Vec<usize>> {
        let mut groups: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
        for &point in points {
            let own = self.sweep.swept.iter().zip(&self.points[point]);
            let own = own.filter(|(swept, _)| swept.node == depth).map(|(_, value)| *value);
            groups.entry(own.collect()).or_default().push(point);
        }
        groups.into_values().collect()
    }

    fn execute(
        &self,
        depth: usize,
        inner: &InnerNode,
        point: usize,
        made: &Made,
    ) -> Result<(BTreeMap<String, Artifact>, Vec<String>), Broken> {
        let mut node = inner.node.clone();
        for (swept, value) in self.sweep.swept.iter().zip(&self.points[point]) {
            if swept.node == depth {
                node.params.insert(swept.param.clone(), swept.values[*value].clone());
            }
        }
        let mut inputs: BTreeMap<String, Vec<Artifact>> = BTreeMap::new();
        for (port, sources) in &inner.sources {
            let artifacts = inputs.entry(port.clone()).or_default();
            for source in sources {
                match source {
                    Source::Inner(at, port) => artifacts.extend(made[*at].get(port).cloned()),
                    Source::Outer(name) => {
                        artifacts.extend(self.outside.get(name).into_iter().flatten().cloned());
                    }
                }
            }
        }
        execute(&node, inputs, None, &NoProgress).map_err(|failure| {
            let at = self.sweep.words(&self.points[point]);
            let place = format!("at {at}, stage `{}` ({})", node.id, node.kind.name);
            Broken { point, failure: failure.at(place) }
        })
    }
}

/// Each warning of a stage once, with the first combination that had it.
fn distinct(mut warnings: Vec<Warning>) -> Vec<String> {
    warnings.sort_by_key(|warning| warning.point);
    let mut seen = std::collections::BTreeSet::new();
    warnings
        .into_iter()
        .filter(|warning| seen.insert((warning.stage.clone(), warning.words.clone())))
        .map(|Warning { stage, words, at, .. }| format!("at {at}, stage `{stage}`: {words}"))
        .collect()
}

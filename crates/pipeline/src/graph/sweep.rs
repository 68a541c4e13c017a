//! Sweeps: from what is written to a node that evaluates instances of a part of the graph.
//!
//! The part is what lies between the swept stages and the collected output. What feeds it from outside is
//! the same in every instance: it comes from the store, by wires like any other. So a sweep's key holds what
//! its wires bring, every kind, parameter, wire and seed of the part, and the values that are swept.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value, json};
use spikebook_numeric::Seed;
use spikebook_schema::{ArtifactType, Column, ColumnType, TableSchema};

use super::fit::suggestion;
use super::wire::Wiring;
use super::{Node, SweepNode, Wire};
use crate::document::Placed;
use crate::parameter::{Parameter, Shape};
use crate::pipeline::SweepSpec;
use crate::run::{InnerNode, Source, Sweep, SweptParameter};
use crate::{Arity, Audience, Kind, Port};

/// More combinations than this are a slip of the pen.
const MOST_COMBINATIONS: usize = 10_000;

/// A sweep as far as it can be told before stages are wired. Positions are those of the nodes as they were
/// added.
pub(super) struct SweepDraft {
    pub(super) position: usize,
    pub(super) collect: (usize, String),
    span: std::ops::Range<usize>,
    swept: Vec<(usize, SweptParameter)>,
    collected: ArtifactType,
}

impl<'a> Wiring<'a> {
    /// Adds a node for every sweep, so that stages can be wired to its table.
    pub(super) fn add_sweeps(&mut self) {
        let pipeline = self.pipeline;
        for spec in &pipeline.sweeps {
            let position = self.nodes.len();
            let draft = self.draft(spec, position);
            let schema = match &draft {
                Some(draft) => draft.schema(&spec.id.value),
                // Whatever is wired to a faulty sweep has no fault by that.
                None => TableSchema::at_least(&spec.id.value, []),
            };
            self.sweeps.extend(draft);
            let table = Port::table("table", schema);
            let node = Node {
                id: spec.id.value.clone(),
                kind: Arc::new(Kind::sweep(Vec::new(), table, false, String::new(), |_| Ok(()))),
                params: Map::new(),
                wires: Vec::new(),
                seed: None,
                dataset: None,
                sweep: Some(SweepNode {
                    over: spec
                        .over
                        .iter()
                        .map(|(name, values)| (name.value.clone(), values.value.len()))
                        .collect(),
                    collect: spec.collect.value.clone(),
                }),
                audience: Audience::Student,
            };
            self.add(&spec.id.value, &spec.id.span, None, node);
        }
    }

    fn draft(&mut self, spec: &'a SweepSpec, position: usize) -> Option<SweepDraft> {
        let id = &spec.id.value;
        let collected = self.collected(spec);
        let mut swept: Vec<(usize, SweptParameter)> = Vec::new();
        let mut is_sound = true;
        for (name, values) in &spec.over {
            match self.swept(id, name, values) {
                Some((_, new)) if swept.iter().any(|(_, other)| other.name == new.name) => {
                    let what = format!("sweep `{id}`: `{}` a second time", name.value);
                    self.document.find(name.span.clone(), what, None);
                    is_sound = false;
                }
                Some(new) => swept.push(new),
                None => is_sound = false,
            }
        }
        let n_combinations =
            swept.iter().try_fold(1, |n: usize, (_, swept)| n.checked_mul(swept.values.len()));
        if n_combinations.is_none_or(|n| n > MOST_COMBINATIONS) {
            let got = n_combinations.map_or_else(|| "too many".into(), |n| n.to_string());
            let what = format!(
                "sweep `{id}`: got {got} combinations of values, wanted at most {MOST_COMBINATIONS}"
            );
            let hint = "every value of one parameter meets every value of the others: sweep fewer";
            self.document.find(spec.id.span.clone(), what, Some(hint.into()));
            is_sound = false;
        }
        let (collect, collected) = collected?;
        let schema = columns_of(&collected);
        for (_, parameter) in &swept {
            if schema.column(&parameter.column.name).is_some() {
                let what = format!(
                    "sweep `{id}`: `{}` has a column `{}`, which is how `{}` would be called",
                    spec.collect.value, parameter.column.name, parameter.name
                );
                let hint = "give the stage another id".to_owned();
                self.document.find(spec.collect.span.clone(), what, Some(hint));
                is_sound = false;
            }
        }
        let span = spec.id.span.clone();
        is_sound.then_some(SweepDraft { position, collect, span, swept, collected })
    }

    /// The output that is collected.
    fn collected(&mut self, spec: &SweepSpec) -> Option<((usize, String), ArtifactType)> {
        let Placed { value: reference, span } = &spec.collect;
        let place = format!("sweep `{}`, `collect`", spec.id.value);
        let position = self.stage_for_sweep(&place, &reference.stage, span)?;
        let kind = &self.nodes[position].kind;
        let Some(port) = kind.output(&reference.port) else {
            let names: Vec<&str> = kind.outputs.iter().map(|port| port.name.as_str()).collect();
            let what = format!(
                "{place}: `{}` (kind `{}`) has no output `{}`",
                reference.stage, kind.name, reference.port
            );
            let hint = suggestion(&reference.port, &names, "its outputs are");
            self.document.find(span.clone(), what, hint);
            return None;
        };
        if port.artifact == ArtifactType::Figure {
            let what =
                format!("{place}: got `{reference}`, which is a figure, wanted a table or values");
            let hint = "collect what the figure draws, and draw the table of the sweep";
            self.document.find(span.clone(), what, Some(hint.into()));
            return None;
        }
        Some(((position, reference.port.clone()), port.artifact.clone()))
    }

    /// A stage or input that a sweep names.
    fn stage_for_sweep(
        &mut self,
        place: &str,
        id: &str,
        span: &std::ops::Range<usize>,
    ) -> Option<usize> {
        let position = self.positions.get(id).copied();
        let is_sweep = self.pipeline.sweeps.iter().any(|sweep| sweep.id.value == id);
        match position {
            _ if is_sweep => {
                let what = format!("{place}: got `{id}`, which is a sweep, wanted a stage");
                let hint = "sweep the parameters of both in one, with every combination a row";
                self.document.find(span.clone(), what, Some(hint.into()));
                None
            }
            None => {
                // Of a stage that is there and faulty, the fault is told.
                if !self.pipeline.names(id) {
                    let names: Vec<&str> = self.positions.keys().copied().collect();
                    let what = format!("{place}: no stage or input `{id}`");
                    self.document.find(span.clone(), what, suggestion(id, &names, "there are"));
                }
                None
            }
            position => position,
        }
    }

    /// A parameter with the values that it takes, where all of it is sound.
    fn swept(
        &mut self,
        id: &str,
        name: &Placed<String>,
        values: &Placed<Vec<Value>>,
    ) -> Option<(usize, SweptParameter)> {
        let place = format!("sweep `{id}`, `over`");
        let Some((stage, param)) = name.value.split_once('.') else {
            let what = format!("{place}: got `{}`, wanted `stage.parameter`", name.value);
            let hint = "for example `over = { \"fit.penalty\" = [0.0, 0.1, 1.0] }`";
            self.document.find(name.span.clone(), what, Some(hint.into()));
            return None;
        };
        let position = self.stage_for_sweep(&place, stage, &name.span)?;
        let kind = Arc::clone(&self.nodes[position].kind);
        let parameter = kind.parameters.get(param);
        let mut canonical: Vec<Value> = Vec::new();
        let mut is_sound = parameter.is_some();
        for value in &values.value {
            let written = Map::from_iter([(param.to_owned(), value.clone())]);
            match kind.parameters.complete(&written) {
                Err(faults) => {
                    let span = if parameter.is_some() { &values.span } else { &name.span };
                    for fault in faults {
                        let what = format!("{place}, stage `{stage}`: {}", fault.what);
                        self.document.find(span.clone(), what, fault.hint);
                    }
                    is_sound = false;
                    // That there is no such parameter is said once.
                    if parameter.is_none() {
                        break;
                    }
                }
                Ok(mut complete) => {
                    let value = complete.remove(param).unwrap_or_default();
                    if canonical.contains(&value) {
                        let what = format!("{place}, `{}`: got {value} twice", name.value);
                        self.document.find(values.span.clone(), what, None);
                        is_sound = false;
                    }
                    canonical.push(value);
                }
            }
        }
        let column = column(stage, parameter?);
        let swept = SweptParameter {
            name: name.value.clone(),
            node: 0,
            param: param.into(),
            values: canonical,
            column,
        };
        is_sound.then_some((position, swept))
    }

    /// Makes the nodes of sweeps whole, now that everything is wired and `sorted`.
    pub(super) fn wire_sweeps(&mut self, sorted: &[usize]) {
        for draft in std::mem::take(&mut self.sweeps) {
            self.wire_sweep(&draft, sorted);
        }
    }

    fn wire_sweep(&mut self, draft: &SweepDraft, sorted: &[usize]) {
        let id = self.nodes[draft.position].id.clone();
        let needed = self.needed(draft.collect.0, sorted);
        let is_swept = |position: usize| draft.swept.iter().any(|(swept, _)| *swept == position);
        for (position, parameter) in &draft.swept {
            if !needed[*position] {
                let collected = &self.nodes[draft.collect.0].id;
                let what = format!(
                    "sweep `{id}`: `{}` changes nothing in `{collected}.{}`",
                    parameter.name, draft.collect.1
                );
                let hint = "sweep a parameter of the collected stage, or of one that it needs";
                self.document.find(draft.span.clone(), what, Some(hint.into()));
            }
        }
        let mut is_inner = vec![false; self.nodes.len()];
        for &position in sorted {
            let mut sources = self.nodes[position].wires.iter().flat_map(|wire| &wire.from);
            let reads_swept = sources.any(|(from, _)| is_inner[*from]);
            is_inner[position] = needed[position] && (is_swept(position) || reads_swept);
        }
        let inner: Vec<usize> =
            sorted.iter().copied().filter(|position| is_inner[*position]).collect();
        if let Some(nested) = inner.iter().find(|position| self.nodes[**position].sweep.is_some()) {
            let nested = &self.nodes[*nested].id;
            let what = format!("sweep `{id}`: what it sweeps feeds another sweep, `{nested}`");
            let hint = "a sweep within a sweep is one sweep over the parameters of both";
            self.document.find(draft.span.clone(), what, Some(hint.into()));
        }
        if !self.document.has_findings() {
            self.complete_sweep(draft, &inner);
        }
    }

    /// What a node is made from, itself among it.
    fn needed(&self, position: usize, sorted: &[usize]) -> Vec<bool> {
        let mut needed = vec![false; self.nodes.len()];
        needed[position] = true;
        for &at in sorted.iter().rev() {
            if needed[at] {
                for (from, _) in self.nodes[at].wires.iter().flat_map(|wire| &wire.from) {
                    needed[*from] = true;
                }
            }
        }
        needed
    }

    fn complete_sweep(&mut self, draft: &SweepDraft, inner: &[usize]) {
        let mut outside: BTreeMap<String, (usize, String)> = BTreeMap::new();
        let place = |position: usize| inner.iter().position(|at| *at == position);
        let nodes: Vec<InnerNode> = inner
            .iter()
            .map(|&at| {
                let node = &self.nodes[at];
                let sources = node.wires.iter().map(|wire| {
                    let from = wire.from.iter().map(|(from, port)| match place(*from) {
                        Some(inner) => Source::Inner(inner, port.clone()),
                        None => {
                            let name = format!("{}.{port}", self.nodes[*from].id);
                            outside.insert(name.clone(), (*from, port.clone()));
                            Source::Outer(name)
                        }
                    });
                    (wire.port.clone(), from.collect())
                });
                InnerNode { sources: sources.collect(), node: node.clone() }
            })
            .collect();
        let id = self.nodes[draft.position].id.clone();
        let inputs = outside.iter().filter_map(|(name, (from, port))| {
            let offered = self.nodes[*from].kind.output(port)?.clone();
            // An optional output that is not made is no input of the stage that reads it either.
            let arity = Arity::Optional;
            Some(Port { name: name.clone(), arity, audience: Audience::Student, ..offered })
        });
        let inputs: Vec<Port> = inputs.collect();
        let wires = outside
            .iter()
            .map(|(name, from)| Wire { port: name.clone(), from: vec![from.clone()] });
        let wires: Vec<Wire> = wires.collect();
        let params = params(draft, &nodes, &self.nodes);
        let fingerprint = digest(nodes.iter().map(|inner| inner.node.kind.fingerprint.as_bytes()));
        let seeds: Vec<&Seed> = nodes.iter().filter_map(|inner| inner.node.seed.as_ref()).collect();
        let seed = (!seeds.is_empty()).then(|| {
            Seed::from_bytes(
                *digest_bytes(seeds.iter().map(|seed| &seed.as_bytes()[..])).as_bytes(),
            )
        });
        let swept: Vec<SweptParameter> = draft
            .swept
            .iter()
            .map(|(at, swept)| SweptParameter { node: place(*at).unwrap_or(0), ..swept.clone() })
            .collect();
        let collect = (place(draft.collect.0).unwrap_or(0), draft.collect.1.clone());
        let schema = draft.schema(&id);
        let table = Port::table("table", schema.clone())
            .described("a row for every combination, or as many as the collected table has");
        let name = format!("{}.{}", self.nodes[draft.collect.0].id, draft.collect.1);
        let sweep = Sweep { nodes, swept, collect, name, schema };
        let kind =
            Kind::sweep(inputs, table, seed.is_some(), fingerprint, move |task| sweep.run(task));
        let node = &mut self.nodes[draft.position];
        node.kind = Arc::new(kind);
        node.wires = wires;
        node.params = params;
        node.seed = seed;
    }
}

/// All that a sweep's table depends on beside its wires, seeds and code: what `--explain` compares.
fn params(draft: &SweepDraft, inner: &[InnerNode], nodes: &[Node]) -> Map<String, Value> {
    let mut params = Map::new();
    let names: Vec<&str> = draft.swept.iter().map(|(_, swept)| swept.name.as_str()).collect();
    params.insert("over".into(), json!(names));
    let collect = format!("{}.{}", nodes[draft.collect.0].id, draft.collect.1);
    params.insert("collect".into(), collect.into());
    for InnerNode { node, sources } in inner {
        // An id holds no dot: the names of kinds, parameters and wires keep apart.
        params.insert(format!("kind of {}", node.id), node.kind.name.clone().into());
        for (name, value) in &node.params {
            params.insert(format!("{}.{name}", node.id), value.clone());
        }
        for (port, from) in sources {
            let from: Vec<String> = from
                .iter()
                .map(|source| match source {
                    Source::Outer(name) => name.clone(),
                    Source::Inner(at, port) => format!("{}.{port}", inner[*at].node.id),
                })
                .collect();
            params.insert(format!("wires to {}.{port}", node.id), from.into());
        }
    }
    for (_, swept) in &draft.swept {
        params.insert(swept.name.clone(), swept.values.clone().into());
    }
    params
}

impl SweepDraft {
    /// The columns of the table: what is swept, then what is collected.
    fn schema(&self, id: &str) -> TableSchema {
        let collected = columns_of(&self.collected);
        let mut columns: Vec<Column> =
            self.swept.iter().map(|(_, swept)| swept.column.clone()).collect();
        columns.extend(collected.columns);
        TableSchema { name: id.into(), columns, open: collected.open, sampling: None }
    }
}

/// The columns that an artifact gives to the table of a sweep.
fn columns_of(artifact: &ArtifactType) -> TableSchema {
    match artifact {
        ArtifactType::Table(schema) => schema.clone(),
        ArtifactType::Values(values) => {
            // A matrix has no empty cells: a vector that may be left out is taken as it comes.
            let mut schema = values.as_table();
            schema.columns.retain(|c| c.column_type != ColumnType::Vector || !c.optional_cells);
            schema.open |= schema.columns.len() < values.entries.len();
            schema
        }
        ArtifactType::Figure => TableSchema::at_least("figure", []),
    }
}

/// The column of a swept parameter: `fit_penalty` for `fit.penalty`.
fn column(stage: &str, parameter: &Parameter) -> Column {
    fn column_type(shape: &Shape) -> ColumnType {
        match shape {
            Shape::Number(_) => ColumnType::Float,
            Shape::Integer(_) => ColumnType::Integer,
            Shape::Boolean => ColumnType::Boolean,
            Shape::Text | Shape::Choice(_) | Shape::List(_) => ColumnType::Text,
            Shape::Optional(inner) => column_type(inner),
        }
    }
    let name = format!("{stage}_{}", parameter.name).replace('-', "_");
    let unit = match column_type(&parameter.shape) {
        ColumnType::Text => spikebook_schema::Unit::LABEL,
        _ => parameter.unit,
    };
    Column::new(&name, column_type(&parameter.shape), unit).described(&parameter.description)
}

fn digest<'b>(parts: impl Iterator<Item = &'b [u8]>) -> String {
    digest_bytes(parts).to_hex().to_string()
}

fn digest_bytes<'b>(parts: impl Iterator<Item = &'b [u8]>) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
    }
    hasher.finalize()
}

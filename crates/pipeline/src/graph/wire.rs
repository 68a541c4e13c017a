//! From what is written to what can run: every fault is found before anything does.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value};
use spikebook_numeric::Seed;

use super::fit::{misfit, suggestion, table_hint};
use super::sweep::SweepDraft;
use super::{Graph, Node, Wire, audience, order};
use crate::dataset::Datasets;
use crate::document::{Document, Finding, Placed};
use crate::pipeline::{Pipeline, Reference, StageSpec};
use crate::{Arity, Audience, Catalogue, Instance, Kind, Port};

/// Wires an instance of a pipeline.
///
/// # Errors
/// Every fault: unknown kinds, ports, stages and keys, wrong types, units and ranges, cycles. Those that
/// the command line brought in have the place of what they change.
pub fn wire(
    pipeline: &Pipeline,
    text: &str,
    instance: &Instance,
    catalogue: &Catalogue,
    datasets: &dyn Datasets,
) -> Result<Graph, Vec<Finding>> {
    let mut wiring = Wiring {
        document: Document::new(Path::new(&pipeline.path), text.into()),
        pipeline,
        instance,
        catalogue,
        nodes: Vec::new(),
        specs: Vec::new(),
        sweeps: Vec::new(),
        positions: BTreeMap::new(),
        lower_case: BTreeMap::new(),
        absent_tables: BTreeSet::new(),
    };
    wiring.check_bindings();
    wiring.add_inputs(datasets);
    wiring.add_stages();
    wiring.add_sweeps();
    wiring.add_wires();
    wiring.finish()
}

pub(super) struct Wiring<'a> {
    pub(super) document: Document,
    pub(super) pipeline: &'a Pipeline,
    instance: &'a Instance,
    catalogue: &'a Catalogue,
    pub(super) nodes: Vec<Node>,
    /// What is written of each node; inputs and sweeps have nothing.
    specs: Vec<Option<&'a StageSpec>>,
    /// The sweeps that are sound as far as can be told before stages are wired.
    pub(super) sweeps: Vec<SweepDraft>,
    pub(super) positions: BTreeMap<&'a str, usize>,
    /// The ids as they are written, by what they are without their case.
    lower_case: BTreeMap<String, &'a str>,
    /// Tables that datasets do not have and that were told of, by node and name.
    absent_tables: BTreeSet<(usize, String)>,
}

impl<'a> Wiring<'a> {
    fn base_seed(&self) -> Seed {
        match self.instance.seed {
            Some(seed) => seed.seed(),
            None => Seed::from_number(self.pipeline.seed),
        }
    }

    /// What the command line binds must be there to be bound.
    fn check_bindings(&mut self) {
        let inputs: Vec<&str> =
            self.pipeline.inputs.iter().map(|(name, _)| name.value.as_str()).collect();
        for name in self.instance.datasets.keys() {
            if !inputs.contains(&name.as_str()) {
                let what = format!("`--input {name}=…`: this pipeline has no input `{name}`");
                self.document.find(0..0, what, suggestion(name, &inputs, "its inputs are"));
            }
        }
        let mut places: Vec<&str> =
            self.pipeline.stages.iter().map(|stage| stage.id.value.as_str()).collect();
        places.extend(inputs);
        for name in self.instance.params.keys() {
            let stage = name.split_once('.').map_or(name.as_str(), |(stage, _)| stage);
            if self.pipeline.sweeps.iter().any(|sweep| sweep.id.value == stage) {
                let what = format!("`--set {name}=…`: `{stage}` is a sweep, wanted a stage");
                let hint = "set what its stages have; what it sweeps is written under `[[sweep]]`";
                self.document.find(0..0, what, Some(hint.into()));
                continue;
            }
            if !places.contains(&stage) {
                let what = format!("`--set {name}=…`: this pipeline has no stage `{stage}`");
                self.document.find(0..0, what, suggestion(stage, &places, "its stages are"));
            }
        }
    }

    fn add_inputs(&mut self, datasets: &dyn Datasets) {
        for (name, dataset) in &self.pipeline.inputs {
            let bound = self.instance.datasets.get(&name.value).unwrap_or(&dataset.value);
            match datasets.resolve(bound, self.catalogue) {
                Err(problem) => {
                    let what = format!("input `{}`: {}", name.value, problem.what);
                    self.document.find(dataset.span.clone(), what, problem.hint);
                }
                Ok(resolved) => {
                    let overrides = self.overrides(&name.value);
                    let mut params = resolved.params;
                    params.extend(overrides.iter().cloned());
                    let params = match resolved.kind.parameters.complete(&params) {
                        Ok(params) => params,
                        Err(faults) => {
                            for fault in faults {
                                let set = overrides.iter().find(|(set, _)| *set == fault.name);
                                let (span, place) = match set {
                                    Some((param, value)) => {
                                        (0..0, format!("`--set {}.{param}={value}`", name.value))
                                    }
                                    None => (dataset.span.clone(), format!("dataset `{bound}`")),
                                };
                                let what = format!("{place}: {}", fault.what);
                                self.document.find(span, what, fault.hint);
                            }
                            Map::new()
                        }
                    };
                    let base = match self.instance.seed {
                        Some(seed) => seed.seed(),
                        None => Seed::from_number(resolved.seed),
                    };
                    let seed = resolved.kind.draws.then(|| base.child("dataset").child(bound));
                    self.add(
                        &name.value,
                        &name.span,
                        None,
                        Node {
                            id: name.value.clone(),
                            kind: resolved.kind,
                            params,
                            wires: Vec::new(),
                            seed,
                            dataset: Some(resolved.node),
                            sweep: None,
                            audience: Audience::Student,
                        },
                    );
                }
            }
        }
    }

    fn add_stages(&mut self) {
        for stage in &self.pipeline.stages {
            let Some(kind) = self.catalogue.get(&stage.kind.value) else {
                let hint = match self.catalogue.nearest(&stage.kind.value) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "`spikebook stages` lists them all".into(),
                };
                let what = format!("stage `{}`: no kind `{}`", stage.id.value, stage.kind.value);
                self.document.find(stage.kind.span.clone(), what, Some(hint));
                continue;
            };
            let params = self.stage_params(stage, kind);
            let seed = kind.draws.then(|| {
                self.base_seed().child("pipeline").child(&self.pipeline.name).child(&stage.id.value)
            });
            self.add(
                &stage.id.value,
                &stage.id.span,
                Some(stage),
                Node {
                    id: stage.id.value.clone(),
                    kind: Arc::clone(kind),
                    params,
                    wires: Vec::new(),
                    seed,
                    dataset: None,
                    sweep: None,
                    audience: Audience::Student,
                },
            );
        }
    }

    pub(super) fn add(
        &mut self,
        id: &'a str,
        span: &std::ops::Range<usize>,
        spec: Option<&'a StageSpec>,
        node: Node,
    ) {
        // Results are files, and some file systems hold `A` and `a` for one name.
        if let Some(same) = self.lower_case.insert(id.to_ascii_lowercase(), id) {
            let what = if same == id {
                format!("id `{id}`: a second stage or input of this name")
            } else {
                format!("id `{id}`: got the name of `{same}` but for its case")
            };
            self.document.find(span.clone(), what, Some("rename one of them".into()));
        }
        self.positions.insert(id, self.nodes.len());
        self.specs.push(spec);
        self.nodes.push(node);
    }

    /// What the instance sets on a stage.
    fn overrides(&self, id: &str) -> Vec<(String, Value)> {
        let prefix = format!("{id}.");
        let set = self.instance.params.iter();
        set.filter_map(|(name, value)| {
            Some((name.strip_prefix(&prefix)?.to_owned(), value.clone()))
        })
        .collect()
    }

    fn stage_params(&mut self, stage: &StageSpec, kind: &Kind) -> Map<String, Value> {
        let mut written = Map::new();
        let mut places = BTreeMap::new();
        for (name, value) in &stage.params {
            written.insert(name.value.clone(), value.value.clone());
            places.insert(name.value.clone(), (name.span.clone(), value.span.clone()));
        }
        let overrides = self.overrides(&stage.id.value);
        written.extend(overrides.iter().cloned());
        kind.parameters.complete(&written).unwrap_or_else(|faults| {
            for fault in faults {
                if let Some((name, value)) = overrides.iter().find(|(name, _)| *name == fault.name)
                {
                    let what = format!("`--set {}.{name}={value}`: {}", stage.id.value, fault.what);
                    let of_file = stage.params.iter().find(|(known, _)| known.value == *name);
                    let hint = of_file.map(|(_, v)| format!("the pipeline has {}", v.value));
                    self.document.find(0..0, what, hint.or(fault.hint));
                    continue;
                }
                let known = kind.parameters.get(&fault.name).is_some();
                let span =
                    places.get(&fault.name).map_or(stage.id.span.clone(), |(name, value)| {
                        if known { value } else { name }.clone()
                    });
                let what =
                    format!("stage `{}`, kind `{}`: {}", stage.id.value, kind.name, fault.what);
                self.document.find(span, what, fault.hint);
            }
            Map::new()
        })
    }

    fn add_wires(&mut self) {
        for position in 0..self.nodes.len() {
            let Some(stage) = self.specs[position] else { continue };
            let kind = Arc::clone(&self.nodes[position].kind);
            let mut wires = Vec::new();
            for (port_name, references) in &stage.inputs {
                let Some(port) = kind.input(&port_name.value) else {
                    let names: Vec<&str> =
                        kind.inputs.iter().map(|port| port.name.as_str()).collect();
                    let what = format!(
                        "stage `{}`: kind `{}` has no input `{}`",
                        stage.id.value, kind.name, port_name.value
                    );
                    self.document.find(
                        port_name.span.clone(),
                        what,
                        suggestion(&port_name.value, &names, "its inputs are"),
                    );
                    continue;
                };
                self.check_arity(stage, port, port_name, references.len());
                let from: Vec<(usize, String)> = references
                    .iter()
                    .filter_map(|reference| self.connect(stage, port, reference))
                    .collect();
                wires.push(Wire { port: port.name.clone(), from });
            }
            self.check_complete(stage, &kind);
            self.nodes[position].wires = wires;
        }
    }

    fn check_arity(
        &mut self,
        stage: &StageSpec,
        port: &Port,
        written: &Placed<String>,
        count: usize,
    ) {
        if !port.takes(count) {
            let wanted = match port.arity {
                Arity::One => "one",
                Arity::Optional => "one or none",
                Arity::Many => "at least one",
            };
            let what = format!(
                "stage `{}`, input `{}`: got {count} wires, wanted {wanted}",
                stage.id.value, port.name
            );
            self.document.find(written.span.clone(), what, None);
        }
    }

    fn check_complete(&mut self, stage: &StageSpec, kind: &Kind) {
        for port in kind.inputs.iter().filter(|port| port.arity != Arity::Optional) {
            if !stage.inputs.iter().any(|(written, _)| written.value == port.name) {
                let what = format!(
                    "stage `{}`: nothing is wired to input `{}`",
                    stage.id.value, port.name
                );
                let hint =
                    format!("`{}` wants {}: {}", kind.name, port.artifact.word(), port.description);
                self.document.find(stage.id.span.clone(), what, Some(hint));
            }
        }
    }

    /// The node and port of a reference, where what comes out there can go into `port`.
    fn connect(
        &mut self,
        stage: &StageSpec,
        port: &Port,
        reference: &Placed<Reference>,
    ) -> Option<(usize, String)> {
        let place = format!("stage `{}`, input `{}`", stage.id.value, port.name);
        let Reference { stage: from, port: output } = &reference.value;
        let Some(&position) = self.positions.get(from.as_str()) else {
            if !self.pipeline.names(from) {
                let names: Vec<&str> = self.positions.keys().copied().collect();
                let what = format!("{place}: no stage or input `{from}`");
                self.document.find(
                    reference.span.clone(),
                    what,
                    suggestion(from, &names, "there are"),
                );
            }
            return None;
        };
        let source = &self.nodes[position];
        let Some(offered) = source.kind.output(output) else {
            let names: Vec<&str> =
                source.kind.outputs.iter().map(|port| port.name.as_str()).collect();
            if let Some(dataset) = &source.dataset {
                // The one place to change is the card, however many stages read the table.
                if self.absent_tables.insert((position, output.clone())) {
                    let what =
                        format!("{place}: dataset `{}` has no table `{output}`", dataset.name);
                    let hint = table_hint(dataset, output, &names);
                    self.document.find(reference.span.clone(), what, Some(hint));
                }
                return None;
            }
            let what =
                format!("{place}: `{from}` (kind `{}`) has no output `{output}`", source.kind.name);
            let hint = suggestion(output, &names, "its outputs are");
            self.document.find(reference.span.clone(), what, hint);
            return None;
        };
        if let Some((what, hint)) =
            misfit(&place, &reference.value, &offered.artifact, &port.artifact)
        {
            let hint = match &source.dataset {
                Some(dataset) if dataset.is_imported() => format!(
                    "its columns are written under `[table.{output}.columns]` in datasets/{}/dataset.toml",
                    dataset.name
                ),
                _ => hint,
            };
            self.document.find(reference.span.clone(), what, Some(hint));
            return None;
        }
        Some((position, output.clone()))
    }

    fn finish(mut self) -> Result<Graph, Vec<Finding>> {
        let mut needs: Vec<Vec<usize>> = self
            .nodes
            .iter()
            .map(|node| {
                node.wires.iter().flat_map(|wire| wire.from.iter().map(|(from, _)| *from)).collect()
            })
            .collect();
        for sweep in &self.sweeps {
            needs[sweep.position].push(sweep.collect.0);
        }
        let sorted = match order::order(&needs) {
            Ok(sorted) => sorted,
            // Wires that are wrong in themselves may seem to lead in a circle.
            Err(_) if self.document.has_findings() => Vec::new(),
            Err(cycle) => {
                let names: Vec<&str> = cycle.iter().map(|&p| self.nodes[p].id.as_str()).collect();
                let what = format!("a cycle: {} → {}", names.join(" → "), names[0]);
                let span = self.pipeline.span(&self.nodes[cycle[0]].id);
                let hint = "each of these reads what the next one makes: cut one wire".into();
                self.document.find(span, what, Some(hint));
                Vec::new()
            }
        };
        if !self.document.has_findings() {
            self.wire_sweeps(&sorted);
        }
        let findings = self.document.into_findings();
        if !findings.is_empty() {
            return Err(findings);
        }
        let mut place = vec![0; sorted.len()];
        for (at, &position) in sorted.iter().enumerate() {
            place[position] = at;
        }
        let mut nodes: Vec<Node> =
            sorted.iter().map(|&position| self.nodes[position].clone()).collect();
        for (from, _) in
            nodes.iter_mut().flat_map(|node| &mut node.wires).flat_map(|wire| &mut wire.from)
        {
            *from = place[*from];
        }
        audience::mark(&mut nodes);
        Ok(Graph { pipeline: self.pipeline.name.clone(), nodes })
    }
}

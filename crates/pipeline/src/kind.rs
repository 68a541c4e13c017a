//! The stage contract: a kind of stage is declared once, and everything else is derived from that.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::parameter::{Parameters, Params};
use crate::{Artifact, Failure, Port, Task};

/// A kind of stage: what it is called, what goes in, what can be set, what comes out, and its body.
///
/// The body is a pure function: the same inputs, parameters and seed give the same bytes, whatever the
/// number of threads. It reads no clock, no environment and no file, and draws only from
/// [`Task::seed`].
pub trait Stage: 'static {
    /// How pipelines call it, in kebab case: `poisson-glm`. Its file is named alike: `poisson_glm.rs`.
    const NAME: &'static str;
    /// What it does, in one sentence without a full stop.
    const SUMMARY: &'static str;
    /// Whether it draws random numbers.
    const DRAWS: bool = false;
    /// What can be set on it.
    type Params: Params;

    /// What goes in; nothing unless it is said.
    fn inputs() -> Vec<Port> {
        Vec::new()
    }
    /// What comes out.
    fn outputs() -> Vec<Port>;
    /// The smallest inputs on which it does something.
    fn example() -> Example;
    /// Turns inputs into outputs.
    ///
    /// # Errors
    /// Whatever keeps it from its outputs.
    fn run(params: &Self::Params, task: &mut Task<'_>) -> Result<(), Failure>;
}

/// Inputs and parameters on which a kind can be tried.
#[derive(Clone, Debug, Default)]
pub struct Example {
    /// The artifacts by port.
    pub inputs: BTreeMap<String, Vec<Artifact>>,
    /// What is set, where it is not the default.
    pub params: Map<String, Value>,
}

impl Example {
    /// The same example with one more artifact at a port.
    #[must_use]
    pub fn input(mut self, port: &str, artifact: impl Into<Artifact>) -> Self {
        self.inputs.entry(port.into()).or_default().push(artifact.into());
        self
    }

    /// The same example with one more parameter set.
    #[must_use]
    pub fn param(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.params.insert(name.into(), value.into());
        self
    }
}

type Body = dyn Fn(&Map<String, Value>, &mut Task<'_>) -> Result<(), Failure> + Send + Sync;

/// A declared kind as the engine holds it.
#[derive(Clone)]
pub struct Kind {
    /// How pipelines call it.
    pub name: String,
    /// What it does.
    pub summary: String,
    /// Whether it draws random numbers.
    pub draws: bool,
    /// What goes in.
    pub inputs: Vec<Port>,
    /// What comes out.
    pub outputs: Vec<Port>,
    /// What can be set.
    pub parameters: Parameters,
    /// A digest of the code that its results depend on.
    pub fingerprint: String,
    /// The smallest inputs on which it does something.
    pub example: fn() -> Example,
    body: Arc<Body>,
}

impl Kind {
    /// The kind that `S` declares, with the digest of the code behind it.
    pub fn of<S: Stage>(fingerprint: &str) -> Self {
        Self {
            name: S::NAME.into(),
            summary: S::SUMMARY.into(),
            draws: S::DRAWS,
            inputs: S::inputs(),
            outputs: S::outputs(),
            parameters: Parameters::of::<S::Params>(),
            fingerprint: fingerprint.into(),
            example: S::example,
            body: Arc::new(|params, task| {
                let params: S::Params = serde_json::from_value(Value::Object(params.clone()))?;
                S::run(&params, task)
            }),
        }
    }

    /// A kind made from data instead of code: the import of a dataset with its card.
    pub fn import(
        name: &str,
        outputs: Vec<Port>,
        fingerprint: &str,
        body: impl Fn(&mut Task<'_>) -> Result<(), Failure> + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            summary: format!("import the dataset `{name}`"),
            draws: false,
            inputs: Vec::new(),
            outputs,
            parameters: Parameters::default(),
            fingerprint: fingerprint.into(),
            example: Example::default,
            body: Arc::new(move |_, task| body(task)),
        }
    }

    /// A kind made from a graph instead of code: a sweep over instances of it.
    pub(crate) fn sweep(
        inputs: Vec<Port>,
        table: Port,
        draws: bool,
        fingerprint: String,
        body: impl Fn(&mut Task<'_>) -> Result<(), Failure> + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: "sweep".into(),
            summary: "collect one output for every combination of parameter values".into(),
            draws,
            inputs,
            outputs: vec![table],
            parameters: Parameters::default(),
            fingerprint,
            example: Example::default,
            body: Arc::new(move |_, task| body(task)),
        }
    }

    /// The input port of this name.
    pub fn input(&self, name: &str) -> Option<&Port> {
        self.inputs.iter().find(|port| port.name == name)
    }

    /// The output port of this name.
    pub fn output(&self, name: &str) -> Option<&Port> {
        self.outputs.iter().find(|port| port.name == name)
    }

    /// Runs the body and checks that it gave what it declares.
    ///
    /// # Errors
    /// What the body says, or that it broke its own declaration.
    pub fn run(&self, params: &Map<String, Value>, task: &mut Task<'_>) -> Result<(), Failure> {
        (self.body)(params, task)
    }
}

impl std::fmt::Debug for Kind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Kind").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The hint that an error of some crate carries, where it carries one.
pub type HintOf = fn(&(dyn std::error::Error + 'static)) -> Option<String>;

/// All kinds, in the order of their names.
#[derive(Clone, Debug)]
pub struct Catalogue {
    kinds: Vec<Arc<Kind>>,
    hint_of: HintOf,
}

impl Catalogue {
    /// A catalogue of these kinds. `hint_of` knows the errors that their bodies fail with.
    pub fn new(kinds: impl IntoIterator<Item = Kind>, hint_of: HintOf) -> Self {
        let mut kinds: Vec<Arc<Kind>> = kinds.into_iter().map(Arc::new).collect();
        kinds.sort_by(|a, b| a.name.cmp(&b.name));
        Self { kinds, hint_of }
    }

    /// The kind of this name.
    pub fn get(&self, name: &str) -> Option<&Arc<Kind>> {
        self.kinds.iter().find(|kind| kind.name == name)
    }

    /// One by one.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Kind>> {
        self.kinds.iter()
    }

    /// The kind that somebody meant who wrote `name`.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        let names: Vec<&str> = self.kinds.iter().map(|kind| kind.name.as_str()).collect();
        crate::nearest(name, &names)
    }

    /// What to try after a failure.
    pub fn hint(&self, failure: &Failure) -> Option<String> {
        failure.hint().map(Into::into).or_else(|| (self.hint_of)(failure.source()))
    }
}

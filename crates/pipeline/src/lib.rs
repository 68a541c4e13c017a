//! How it runs: stages wired into graphs, evaluated into a store that only ever holds what is right.
//!
//! - [`Stage`], [`Port`], [`Params`], [`Task`]: the stage contract; a kind is declared once,
//! - [`Pipeline`], [`Instance`], [`Graph`]: what is written, what a run binds, what can run,
//! - [`Document`], [`Finding`]: files that people write, with every fault found at once.
//!
//! It knows no neuroscience.

mod artifact;
pub mod dataset;
mod error;
pub mod expected;
mod failure;
pub mod graph;
mod instance;
mod kind;
mod parameter;
mod pipeline;
mod port;
mod project;
pub mod publish;
mod results;
pub mod run;
pub mod store;
mod task;

pub use artifact::{Artifact, Figure};
pub use error::{Error, StageFailure};
pub use failure::Failure;
pub use graph::{Graph, Node};
pub use instance::{Instance, InstanceSeed};
pub use kind::{Catalogue, Example, HintOf, Kind, Stage};
pub use parameter::{Parameter, ParameterFault, Parameters, Params, Range, Shape};
pub use pipeline::{Pipeline, Reference, StageSpec, SweepSpec};
pub use port::{Arity, Audience, Port};
pub use project::Project;
pub use results::Results;
pub use spikebook_data::document::{self, Document, Finding, nearest};
pub use store::Store;
pub use task::{NoProgress, Progress, TableSink, Task};

//! The command as somebody types it: what it prints, where, and how it ends.

mod datasets;
mod errors;
mod failures;
pub(crate) mod folder;
mod generated;
mod guides;
mod help;
mod pipelines;
mod project;
mod signals;
mod stage;
mod store;
mod sweeps;

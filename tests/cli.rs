//! The command as somebody types it: what it prints, where, and how it ends.

mod errors;
pub(crate) mod folder;
mod generated;
mod help;
mod pipelines;
mod project;
mod signals;
mod stage;
mod store;
mod sweeps;

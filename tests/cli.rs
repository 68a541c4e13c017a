//! The command as somebody types it: what it prints, where, and how it ends.

mod documents;
mod errors;
pub(crate) mod folder;
mod help;
mod pipelines;
mod project;
mod signals;
mod stage;

//! What a run tells while it goes on.

use std::time::Duration;

use crate::store::Holder;

/// Something that happened in a run.
#[derive(Clone, Debug)]
pub enum Event<'a> {
    /// Another run works in this store; this one waits.
    Waiting {
        /// Who it waits for.
        holder: &'a Holder,
    },
    /// A pipeline begins.
    Begun {
        /// The pipeline.
        pipeline: &'a str,
        /// How many stages it has, datasets among them.
        n_stages: usize,
    },
    /// A stage's stored result is right and stays.
    Kept {
        /// The stage.
        stage: &'a str,
    },
    /// A stage begins to run.
    Started {
        /// The stage.
        stage: &'a str,
        /// Its kind.
        kind: &'a str,
    },
    /// A stage that runs is so far.
    Step {
        /// The stage.
        stage: &'a str,
        /// Steps done.
        done: u64,
        /// Steps in all.
        total: u64,
    },
    /// A stage has run.
    Finished {
        /// The stage.
        stage: &'a str,
        /// How long it took.
        wall_time: Duration,
    },
    /// A stage's result has something that its reader should know.
    Warned {
        /// The stage.
        stage: &'a str,
        /// What.
        warning: &'a str,
    },
    /// A stored artifact was damaged; its stage runs again.
    Damaged {
        /// The stage.
        stage: &'a str,
        /// Its output.
        port: &'a str,
        /// The file.
        path: &'a std::path::Path,
    },
    /// A stage failed.
    Failed {
        /// The stage.
        stage: &'a str,
    },
}

/// Somebody who is told. Events of stages that run at once come from several threads.
pub trait Watcher: Sync {
    /// Something happened.
    fn on(&self, event: Event<'_>);
}

/// Nobody.
pub struct Silent;

impl Watcher for Silent {
    fn on(&self, _event: Event<'_>) {}
}

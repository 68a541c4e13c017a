//! `spikebook run --explain`: why each stage would run, or would not.

use spikebook_pipeline::run::{Verdict, explain};
use spikebook_pipeline::{Graph, Store};

use crate::error::Error;
use crate::workspace::Wired;
use crate::{Outcome, output};

/// Prints a line a stage.
pub(super) fn print(
    wired: &[Wired],
    goals: &[Graph],
    store: &Store,
    force: &[String],
) -> Result<Outcome, Error> {
    let force = force.iter().cloned().collect();
    let mut text = String::new();
    for (wired, goal) in wired.iter().zip(goals) {
        text.push_str(&wired.instance);
        text.push('\n');
        // An instance that never ran is compared with the pipeline as it is written.
        let has_run = !store.manifest(&wired.instance).stages.is_empty();
        let compared = if has_run { &wired.instance } else { &wired.pipeline.name };
        let rows: Vec<Vec<String>> = explain(goal, compared, store, &force)
            .into_iter()
            .map(|explanation| {
                let verdict = match explanation.verdict {
                    Verdict::UpToDate => "up to date",
                    Verdict::Runs => "would run",
                    Verdict::Waits => "waits",
                };
                vec![explanation.stage, verdict.into(), explanation.reasons.join("; ")]
            })
            .collect();
        text += &output::columns("  ", &rows);
    }
    output::print(&text)?;
    Ok(Outcome::Done)
}

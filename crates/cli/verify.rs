//! `spikebook verify`: are the golden numbers still met, and the stored results what was stored?

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use spikebook_pipeline::expected::{Judgement, judge, parse};
use spikebook_pipeline::publish::{WrongCopy, wrong_copies};
use spikebook_pipeline::{Error as PipelineError, Instance, Results};

use crate::console::Console;
use crate::error::Error;
use crate::workspace::{Wired, Workspace, with_data};
use crate::{Outcome, output};

/// Check results against their golden numbers, and stored files against their digests
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The pipelines; all of the project where none is named
    #[arg(value_name = "PIPELINE")]
    pipelines: Vec<String>,
}

/// Prints what is not as it must be, and how much was looked at.
pub(crate) fn run(arguments: &Arguments, console: Console) -> Result<Outcome, Error> {
    let workspace = Workspace::here()?;
    let wired = workspace.wired(&arguments.pipelines, &Instance::default())?;
    let at_hand = with_data(wired, !arguments.pipelines.is_empty(), console)?;
    let store = workspace.project.store()?;
    let mut text = String::new();
    let mut is_right = true;
    for wired in &at_hand {
        let results = Results::of(&wired.graph, &store)?;
        is_right &= verify(&workspace, wired, &results, &mut text)?;
    }
    output::print(&text)?;
    Ok(if is_right { Outcome::Done } else { Outcome::CheckFailed })
}

fn verify(
    workspace: &Workspace,
    wired: &Wired,
    results: &Results<'_>,
    text: &mut String,
) -> Result<bool, Error> {
    let name = &wired.pipeline.name;
    let damaged = results.damaged();
    for (reference, path) in &damaged {
        let _ = writeln!(text, "{name}: {reference} is damaged ({})", path.display());
    }
    let copies = wrong_copies(results, &workspace.project.reports().join(&wired.instance))?;
    for WrongCopy { path, what } in &copies {
        let _ = writeln!(text, "{name}: the copy {} {what}; a run makes it again", path.display());
    }
    let nodes = &results.graph().nodes;
    let not_run: Vec<&str> = nodes
        .iter()
        .map(|node| node.id.as_str())
        .filter(|id| results.record(id).is_err())
        .collect();
    if !not_run.is_empty() {
        let which = match not_run.len() {
            n if n == nodes.len() => "it has not run".to_owned(),
            1 => format!("stage `{}` has no stored result", not_run[0]),
            n => format!(
                "{n} of {} stages have no stored result: {}",
                nodes.len(),
                not_run.join(", ")
            ),
        };
        let _ = writeln!(text, "{name}: {which}; `spikebook run {name}` makes it");
    }
    let judgements = judgements(workspace, name, results)?;
    let missed: Vec<&Judgement> =
        judgements.iter().filter(|judgement| !judgement.passes()).collect();
    let is_told = |judgement: &&&Judgement| {
        // Of what has not run nothing can be said but that.
        !not_run.contains(&judgement.expectation.reference.stage.as_str())
    };
    for judgement in missed.iter().filter(is_told) {
        let _ = writeln!(text, "{name}: {}", sentence(judgement));
    }
    let _ = writeln!(
        text,
        "{name}: {} of {} golden numbers met, {} of {} results intact",
        judgements.len() - missed.len(),
        judgements.len(),
        results.references().len().saturating_sub(damaged.len()),
        results.references().len(),
    );
    Ok(missed.is_empty() && damaged.is_empty() && copies.is_empty() && not_run.is_empty())
}

fn judgements(
    workspace: &Workspace,
    name: &str,
    results: &Results<'_>,
) -> Result<Vec<Judgement>, Error> {
    let path = workspace.project.pipeline_folder(name).join("expected.toml");
    if !path.is_file() {
        return Ok(Vec::new());
    }
    let text =
        fs::read_to_string(&path).map_err(|source| Error::File { path: path.clone(), source })?;
    let shown = Path::new("pipelines").join(name).join("expected.toml");
    let expectations =
        parse(&shown, text).map_err(|findings| PipelineError::Findings { findings })?;
    Ok(judge(results, expectations))
}

fn sentence(judgement: &Judgement) -> String {
    let expectation = &judgement.expectation;
    let place = format!("{}.{}", expectation.reference, expectation.name);
    let wanted = format!(
        "wanted {} within {} ({})",
        numbers(&expectation.wanted),
        expectation.tolerance,
        expectation.source
    );
    match &judgement.got {
        Ok(got) => format!("{place}: got {}, {wanted}", numbers(got)),
        Err(why) => format!("{place}: {why}; {wanted}"),
    }
}

fn numbers(numbers: &[f64]) -> String {
    match numbers {
        [one] => one.to_string(),
        many => {
            let words: Vec<String> = many.iter().take(12).map(ToString::to_string).collect();
            let more =
                if many.len() > 12 { format!(", … {}", many.len()) } else { String::new() };
            format!("[{}{more}]", words.join(", "))
        }
    }
}

//! `spikebook book`: the chapters of a project, with their results, as a book.

mod results;

use std::fs;
use std::path::PathBuf;

use spikebook_book::{BookPlan, Chapter, LeftOut, build_book};
use spikebook_pipeline::{Audience, Instance, Results};

use crate::console::Console;
use crate::error::Error;
use crate::workspace::{Wired, Workspace, left_out as say_left_out, must_have_data};
use crate::{Outcome, output};
use results::StoredResults;

const TITLE: &str = "Spikebook";
const DESCRIPTION: &str = "Spikes and behaviour, analysed. Every number, table and figure here was computed \
                           by a stage that you can run again; under each stands the command.";

/// Build the book from the chapters and their results
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Open it in the browser
    #[arg(long)]
    open: bool,
    /// Build the instructors' edition, which also shows the truth behind simulated data
    #[arg(long)]
    instructor: bool,
}

/// Builds the book and prints the path of its first page.
pub(crate) fn run(arguments: &Arguments, console: Console) -> Result<Outcome, Error> {
    let workspace = Workspace::here()?;
    let wired = workspace.wired(&[], &Instance::default())?;
    let mut texts = Vec::new();
    for wired in wired {
        let path = workspace.project.pipeline_folder(&wired.pipeline.name).join("chapter.md");
        if path.is_file() {
            let mut text = read(path)?;
            let more =
                workspace.project.pipeline_folder(&wired.pipeline.name).join("instructor.md");
            if arguments.instructor && more.is_file() {
                text.push('\n');
                text.push_str(&read(more)?);
            }
            texts.push((wired, text));
        }
    }
    let (missing, at_hand): (Vec<_>, Vec<_>) =
        texts.into_iter().partition(|(wired, _)| wired.missing_data().is_some());
    let mut left_out = Vec::new();
    for (wired, _) in &missing {
        match wired.missing_data() {
            Some(error) if must_have_data() => return Err(error.into()),
            Some(error) => say_left_out(&error, console),
            None => {}
        }
        let reason = "its recording is not at hand".to_owned();
        left_out.push(LeftOut { title: wired.pipeline.title.clone(), reason });
    }
    let store = workspace.project.store()?;
    let results = at_hand
        .iter()
        .map(|(wired, _)| Ok(StoredResults(Results::of(&wired.graph, &store)?)))
        .collect::<Result<Vec<StoredResults>, Error>>()?;
    let paths: Vec<PathBuf> = at_hand.iter().map(|(wired, _)| chapter_path(wired)).collect();
    let chapters = at_hand.iter().zip(&results).zip(&paths);
    let plan = BookPlan {
        title: TITLE,
        description: DESCRIPTION,
        audience: if arguments.instructor { Audience::Instructor } else { Audience::Student },
        chapters: chapters
            .map(|(((wired, text), results), path)| Chapter {
                pipeline: &wired.pipeline,
                graph: &wired.graph,
                text,
                path,
                results,
            })
            .collect(),
        left_out,
        catalogue: &workspace.catalogue,
    };
    let folder = if arguments.instructor { "book-for-instructors" } else { "book" };
    let report = build_book(&plan, &workspace.project.reports().join(folder)).map_err(Box::new)?;
    console.say(&format!(
        "{} with {} and {}",
        counted(report.n_chapters, "chapter"),
        counted(report.n_figures, "figure"),
        counted(report.n_tables, "table")
    ));
    output::print(&format!("{}\n", report.index.display()))?;
    if arguments.open && open::that(&report.index).is_err() {
        console.say("no browser could be started: open the file above in one");
    }
    Ok(Outcome::Done)
}

fn read(path: PathBuf) -> Result<String, Error> {
    fs::read_to_string(&path).map_err(|source| Error::File { path, source })
}

/// The chapter's file as messages call it.
fn chapter_path(wired: &Wired) -> PathBuf {
    wired.pipeline.path.with_file_name("chapter.md")
}

fn counted(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

//! `spikebook problems`: data of their own for every student, and grades.

use std::path::PathBuf;

use clap::Subcommand;
use spikebook_problems::{Chapters, Roster, Secret, build_set, grade_set};

use crate::Outcome;
use crate::console::Console;
use crate::error::Error;
use crate::workspace::Workspace;

/// Make problem sets, with data of their own for every student, and grade them
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Build(Build),
    Grade(Grade),
}

/// Make a folder for every student of a roster, and the key
#[derive(Debug, clap::Args)]
struct Build {
    /// The set, as a chapter's `problems.toml` calls it
    set: String,
    /// A CSV file with a column `student_id`
    #[arg(long, value_name = "CSV")]
    roster: PathBuf,
    /// A file that nobody else has: every student's data are derived from its bytes
    #[arg(long, value_name = "FILE")]
    secret_file: PathBuf,
    /// Where `students/` and `instructor/` go
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Grade what students handed in, by the key that was made with their data
///
/// Exit code 1 says that somebody should look at the inbox: a file is nobody's, or cannot be read. The
/// gradebook is written all the same.
#[derive(Debug, clap::Args)]
struct Grade {
    /// The set
    set: String,
    /// The folder `instructor` of the build
    #[arg(long, value_name = "DIR")]
    key: PathBuf,
    /// A folder with a file or a folder for every student
    #[arg(long, value_name = "DIR")]
    submissions: PathBuf,
    /// Where the gradebook goes
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Builds or grades.
pub(crate) fn run(arguments: &Arguments, console: Console) -> Result<Outcome, Error> {
    match &arguments.command {
        Command::Build(arguments) => build(arguments, console),
        Command::Grade(arguments) => grade(arguments, console),
    }
}

fn build(arguments: &Build, console: Console) -> Result<Outcome, Error> {
    let workspace = Workspace::here()?;
    let chapters = Chapters {
        project: &workspace.project,
        catalogue: &workspace.catalogue,
        datasets: &workspace.datasets,
    };
    let roster = Roster::read(&arguments.roster).map_err(Box::new)?;
    let secret = Secret::read(&arguments.secret_file).map_err(Box::new)?;
    let report =
        build_set(&chapters, &arguments.set, &roster, &secret, &arguments.out).map_err(Box::new)?;
    console.say(&format!(
        "{} students, {} of them new; hand out {}, keep {}",
        report.n_students,
        report.n_new,
        arguments.out.join("students").display(),
        arguments.out.join("instructor").display()
    ));
    for student in &report.removed {
        console.say(&format!("removed: {student} is not on the roster any more"));
    }
    for (student, question) in &report.truth_outside {
        console.say(&format!(
            "note: for {student}, the truth behind `{question}` lies outside of the tolerance around \
             what a right analysis finds"
        ));
    }
    Ok(Outcome::Done)
}

fn grade(arguments: &Grade, console: Console) -> Result<Outcome, Error> {
    let report = grade_set(&arguments.set, &arguments.key, &arguments.submissions, &arguments.out)
        .map_err(Box::new)?;
    console.say(&format!(
        "{} of {} students handed in, {} with full marks; grades in {}",
        report.n_handed_in,
        report.n_students,
        report.n_full_marks,
        arguments.out.join("grades.csv").display()
    ));
    for name in &report.unreadable {
        console.say(&format!("cannot be read: {name}"));
    }
    for name in &report.unclaimed {
        console.say(&format!("belongs to nobody on the key: {name}"));
    }
    for (student, others) in &report.copied {
        console.say(&format!(
            "look at {student}: the answers are those of {}'s data",
            others.join("'s or ")
        ));
    }
    Ok(if report.needs_a_look() { Outcome::CheckFailed } else { Outcome::Done })
}

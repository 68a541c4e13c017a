//! The `spikebook` command: arguments in, exit codes out.
//!
//! Each command is a module with its arguments and one function `run`; what it does is done by the
//! libraries. Results that somebody asked for go to stdout, everything else to stderr.
//!
//! | exit code | meaning |
//! |---|---|
//! | 0 | done |
//! | 1 | a check failed (`verify`, `dataset validate`, `problems grade`) |
//! | 2 | an error, in the arguments or on the way |
//! | 130 | interrupted |

mod arguments;
mod book;
mod completions;
mod console;
mod dataset;
mod datasets;
mod error;
mod graph;
mod instance;
mod interrupt;
mod new;
mod output;
mod panic;
mod problems;
mod report;
mod run;
mod show;
mod stage;
mod stages;
mod store;
mod verify;
mod workspace;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser;

use arguments::Arguments;

/// How a command that met no error ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// It did what it was asked for.
    Done,
    /// It looked at something and found it wanting.
    CheckFailed,
}

fn main() -> ExitCode {
    panic::apologise();
    interrupt::exit_at_once();
    let arguments = Arguments::parse();
    let console = console::Console::new(arguments.quiet);
    // A panic has been told when it comes here; it is an error like any other.
    let ended = catch_unwind(AssertUnwindSafe(|| arguments.command.run(console)));
    interrupt::wait_if_interrupted();
    match ended {
        Ok(Ok(Outcome::Done)) => ExitCode::SUCCESS,
        Ok(Ok(Outcome::CheckFailed)) => ExitCode::from(1),
        Err(_) => ExitCode::from(2),
        Ok(Err(error)) => {
            report::print(&error, console);
            ExitCode::from(2)
        }
    }
}

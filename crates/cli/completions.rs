//! `spikebook completions`: what a shell needs to complete commands and options.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::error::Error;
use crate::{Outcome, output};

/// Print completions for a shell
#[derive(Debug, clap::Args)]
#[command(
    after_help = "For example: spikebook completions bash > ~/.local/share/bash-completion/completions/spikebook"
)]
pub(crate) struct Arguments {
    /// The shell
    shell: Shell,
}

/// Prints the script.
pub(crate) fn run(arguments: &Arguments) -> Result<Outcome, Error> {
    let mut script = Vec::new();
    let mut command = crate::arguments::Arguments::command();
    clap_complete::generate(arguments.shell, &mut command, "spikebook", &mut script);
    output::print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Done)
}

//! `spikebook stages`: the catalogue.

mod json_schema;
mod markdown;

use clap::ValueEnum;

use crate::error::Error;
use crate::{Outcome, output};

/// List the kinds of stages that a pipeline can name
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How they are shown
    #[arg(long, value_enum, default_value_t = Format::Lines)]
    format: Format,
}

/// How the catalogue is shown.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// One line each
    Lines,
    /// A page of reference: ports and parameters of every kind
    Markdown,
    /// The JSON Schema of `pipeline.toml`, for editors
    JsonSchema,
}

/// Prints the catalogue.
pub(crate) fn run(arguments: &Arguments) -> Result<Outcome, Error> {
    let catalogue = spikebook_stages::catalogue();
    output::print(&match arguments.format {
        Format::Lines => {
            let rows: Vec<Vec<String>> = catalogue
                .iter()
                .map(|kind| vec![kind.name.clone(), kind.summary.clone()])
                .collect();
            output::columns("", &rows)
        }
        Format::Markdown => markdown::page(&catalogue),
        Format::JsonSchema => format!("{:#}\n", json_schema::schema(&catalogue)),
    })?;
    Ok(Outcome::Done)
}

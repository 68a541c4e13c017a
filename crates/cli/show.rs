//! `spikebook show`: one result, on the terminal.

mod table;

use spikebook_pipeline::{Artifact, Error as PipelineError, Reference, Results};
use spikebook_schema::{Quantity, Values};

use crate::error::{Error, Fault};
use crate::instance::Bindings;
use crate::workspace::Workspace;
use crate::{Outcome, output};

/// Show one result: a table, values, or where the figure lies
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The pipeline
    pipeline: String,
    /// What to show; every result is listed where it is left out
    #[arg(value_name = "STAGE.PORT")]
    reference: Option<String>,
    /// How many rows of a table
    #[arg(long, value_name = "N", default_value_t = 20)]
    rows: usize,
    #[command(flatten)]
    bindings: Bindings,
}

/// Prints the result.
pub(crate) fn run(arguments: &Arguments) -> Result<Outcome, Error> {
    let workspace = Workspace::here()?;
    let wired = workspace.wired_one(&arguments.pipeline, &arguments.bindings.instance()?)?;
    let store = workspace.project.store()?;
    let results = Results::of(&wired.graph, &store)?;
    let Some(written) = &arguments.reference else {
        let names = results.references();
        if names.is_empty() {
            let pipeline = arguments.pipeline.clone();
            let stage = wired.graph.nodes.last().map(|node| node.id.clone()).unwrap_or_default();
            return Err(arguments.not_run(PipelineError::NotRun { pipeline, stage }));
        }
        let lines: Vec<Vec<String>> = names.iter().map(|name| vec![name.to_string()]).collect();
        output::print(&output::columns("", &lines))?;
        return Ok(Outcome::Done);
    };
    let reference = Reference::parse(written).ok_or_else(|| Error::Arguments {
        faults: vec![Fault::new(
            format!("got `{written}`, wanted STAGE.PORT"),
            Some("for example `fit.coefficients`: a stage, a dot, one of its outputs".into()),
        )],
    })?;
    let artifact = results.artifact(&reference).map_err(|error| arguments.not_run(error))?;
    let text = match artifact {
        Artifact::Table(source) => table::lines(&source, arguments.rows)?,
        Artifact::Values(values) => values_lines(&values),
        Artifact::Figure(figure) => {
            let name = format!("{reference}.svg");
            let path = workspace.project.reports().join(&wired.instance).join(name);
            format!("{}\n{}\n", path.display(), figure.alt)
        }
    };
    output::print(&text)?;
    Ok(Outcome::Done)
}

impl Arguments {
    /// The error, and where nothing was run yet the whole command that makes it.
    fn not_run(&self, error: PipelineError) -> Error {
        let typed = self.bindings.typed();
        if !matches!(error, PipelineError::NotRun { .. }) || typed.is_empty() {
            return error.into();
        }
        let hint = format!("`spikebook run {}{typed}` makes it", self.pipeline);
        Error::Arguments { faults: vec![Fault::new(error.to_string(), Some(hint))] }
    }
}

fn values_lines(values: &Values) -> String {
    let rows: Vec<Vec<String>> = values
        .iter()
        .map(|(name, value)| {
            let word = match &value.value {
                Quantity::Integer(number) => number.to_string(),
                Quantity::Number(number) => table::number_word(*number),
                Quantity::Text(text) => text.clone(),
                Quantity::Vector(numbers) => {
                    let words: Vec<String> =
                        numbers.iter().map(|number| table::number_word(*number)).collect();
                    format!("[{}]", words.join(", "))
                }
            };
            let unit = if value.unit.is_shown() { value.unit.symbol() } else { "" };
            vec![name.to_owned(), word, unit.to_owned()]
        })
        .collect();
    output::columns("", &rows)
}

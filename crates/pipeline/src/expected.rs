//! Golden numbers: what a chapter's results must be, to which tolerance, and who says so.
//!
//! ```toml
//! [[expected]]
//! of = "behaviour.summary.n_trials"     # stage, port and value, or stage, port and column of a table
//! value = 6149
//! tolerance = 0                         # the largest difference that passes
//! source = "SOURCE.md of the recording"
//!
//! [[expected]]
//! of = "behaviour.by_coherence.accuracy"
//! value = [0.500, 0.642, 0.777, 0.941, 0.995, 1.000]
//! tolerance = 0.0005
//! source = "SOURCE.md of the recording"
//! ```

use std::path::Path;

use serde_json::Value as Json;
use spikebook_schema::Quantity;

use crate::document::{Document, Finding, Placed, Section};
use crate::pipeline::Reference;
use crate::{Artifact, Error, Results};

/// One golden number, or one golden column.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// Where it is.
    pub reference: Reference,
    /// Which value or column of the artifact.
    pub name: String,
    /// What it must be.
    pub wanted: Vec<f64>,
    /// The largest difference that passes.
    pub tolerance: f64,
    /// Who says so.
    pub source: String,
}

/// What became of an expectation.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// The expectation.
    pub expectation: Expectation,
    /// What is there; nothing where it cannot be had, and then why.
    pub got: Result<Vec<f64>, String>,
}

impl Judgement {
    /// Whether what is there is what must be.
    pub fn passes(&self) -> bool {
        let Expectation { wanted, tolerance, .. } = &self.expectation;
        self.got.as_ref().is_ok_and(|got| {
            got.len() == wanted.len()
                && got.iter().zip(wanted).all(|(got, wanted)| (got - wanted).abs() <= *tolerance)
        })
    }
}

/// Reads the text of an `expected.toml`.
///
/// # Errors
/// Every fault in it.
pub fn parse(path: &Path, text: String) -> Result<Vec<Expectation>, Vec<Finding>> {
    let (document, expectations) = Document::new(path, text).read(|document, mut top| {
        let sections = top.sections(document, "expected");
        top.finish(document);
        sections.into_iter().filter_map(|section| read(document, section)).collect()
    });
    let findings = document.into_findings();
    match expectations {
        Some(expectations) if findings.is_empty() => Ok(expectations),
        _ => Err(findings),
    }
}

fn read(document: &mut Document, mut section: Section<'_>) -> Option<Expectation> {
    let of = section.required_text(document, "of");
    let value = section.value(document, "value");
    if value.is_none() {
        document.find(section.span(), "[[expected]]: no `value`", None);
    }
    let tolerance = section.number(document, "tolerance").unwrap_or(0.0);
    let source = section.required_text(document, "source");
    section.finish(document);
    let (of, value) = (of?, value?);
    let Some((reference, name)) = split(&of.value) else {
        let hint = "for example \"fit.summary.deviance\": stage, port, and value or column";
        let what = format!("`of`: got `{}`, wanted \"stage.port.name\"", of.value);
        document.find(of.span, what, Some(hint.into()));
        return None;
    };
    let wanted = numbers(document, &value)?;
    Some(Expectation { reference, name, wanted, tolerance, source: source?.value })
}

fn split(of: &str) -> Option<(Reference, String)> {
    let (reference, name) = of.rsplit_once('.')?;
    Some((Reference::parse(reference)?, name.into()))
}

fn numbers(document: &mut Document, value: &Placed<Json>) -> Option<Vec<f64>> {
    let items = match &value.value {
        Json::Array(items) => items.iter().map(Json::as_f64).collect::<Option<Vec<f64>>>(),
        one => one.as_f64().map(|number| vec![number]),
    };
    if items.is_none() {
        let what = format!("`value`: got {}, wanted a number or a list of numbers", value.value);
        document.find(value.span.clone(), what, None);
    }
    items
}

/// Compares stored results with expectations.
pub fn judge(results: &Results<'_>, expectations: Vec<Expectation>) -> Vec<Judgement> {
    expectations
        .into_iter()
        .map(|expectation| {
            let got = read_numbers(results, &expectation.reference, &expectation.name);
            Judgement { got: got.map_err(|error| error.to_string()), expectation }
        })
        .collect()
}

/// The numbers behind `stage.port.name`: a value, or a column of a table.
///
/// # Errors
/// Where there is no such output, value or column, or where a cell of it is empty.
pub fn read_numbers(
    results: &Results<'_>,
    reference: &Reference,
    name: &str,
) -> Result<Vec<f64>, Error> {
    let absent = |known: Vec<String>| Error::NoOutput {
        pipeline: results.graph().pipeline.clone(),
        reference: format!("{reference}.{name}"),
        known,
    };
    match results.artifact(reference)? {
        Artifact::Values(values) => match values.get(name).map(|value| &value.value) {
            Some(Quantity::Number(number)) => Ok(vec![*number]),
            Some(Quantity::Integer(number)) => Ok(vec![*number as f64]),
            Some(Quantity::Vector(numbers)) => Ok(numbers.clone()),
            Some(Quantity::Text(_)) | None => {
                Err(absent(values.iter().map(|(name, _)| format!("{reference}.{name}")).collect()))
            }
        },
        Artifact::Table(source) => Ok(source.table()?.numbers(name)?),
        Artifact::Figure(figure) => Ok(figure.data.numbers(name)?),
    }
}

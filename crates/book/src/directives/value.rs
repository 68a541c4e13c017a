//! `{{value stage.port.name}}`: one number of a stage's values, with its unit.

use spikebook_pipeline::document::Placed;
use spikebook_pipeline::{Artifact, Document, Reference};
use spikebook_schema::{Quantity, Value};

use super::look::{Look, exact};
use crate::directive::Arguments;
use crate::html::{escaped, escaped_inline};
use crate::number::unit_behind;
use crate::page::{Page, suggestion};

/// Vectors up to this length are printed whole.
const LONGEST_VECTOR: usize = 8;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ValueOf {
    reference: Placed<Reference>,
    name: String,
    index: Option<Placed<usize>>,
    look: Look,
}

impl ValueOf {
    pub(super) fn read(arguments: &mut Arguments<'_>, document: &mut Document) -> Option<Self> {
        let written = arguments.required(document, "the name of a value", "fit.summary.peak_rate");
        let index =
            arguments.option(document, "index").and_then(|written| position(document, written));
        let look = Look::read(arguments, document);
        let (reference, name) = named_part(document, written?, "fit.summary.peak_rate", "values")?;
        Some(Self { reference, name, index, look })
    }

    pub(super) fn html(&self, page: &mut Page<'_>) -> Option<String> {
        let values = match page.artifact(&self.reference)? {
            Artifact::Values(values) => values,
            other => {
                page.wrong_sort(&self.reference, &other, "values");
                return None;
            }
        };
        let place = format!("{}.{}", self.reference.value, self.name);
        let Some(value) = values.get(&self.name) else {
            let names: Vec<&str> = values.iter().map(|(name, _)| name).collect();
            let what = format!("`{}` has no value `{}`", self.reference.value, self.name);
            page.find(&self.reference.span, what, suggestion(&self.name, &names, "it has"));
            return None;
        };
        let (factor, unit) = self.look.factor(page, value.unit)?;
        let printed = self.printed(page, &place, value, factor)?;
        Some(pointed_out(&format!("{place} = {}", stored(value)), &printed, &unit_behind(unit)))
    }

    fn printed(
        &self,
        page: &mut Page<'_>,
        place: &str,
        value: &Value,
        factor: f64,
    ) -> Option<String> {
        let float = |number: f64| self.look.float(number * factor);
        let Quantity::Vector(numbers) = &value.value else {
            if let Some(index) = &self.index {
                let what = format!("`{place}`: got an index, wanted none for a single value");
                page.find(&index.span, what, None);
            }
            return match &value.value {
                Quantity::Integer(whole) => Some(self.look.integer(*whole, factor)),
                Quantity::Number(number) => Some(float(*number)),
                Quantity::Text(text) => Some(escaped_inline(text)),
                Quantity::Vector(_) => None,
            };
        };
        if let Some(index) = &self.index {
            let number = numbers.get(index.value);
            if number.is_none() {
                let n = numbers.len();
                let what = format!("`{place}`: index {}, wanted one below {n}", index.value);
                page.find(&index.span, what, Some("entries count from 0".into()));
            }
            return number.map(|&number| float(number));
        }
        if numbers.len() > LONGEST_VECTOR {
            let n = numbers.len();
            let what = format!("`{place}`: got a vector of {n} numbers, wanted an index");
            let hint = format!("for example `{{{{value {place} index=0}}}}`");
            page.find(&self.reference.span, what, Some(hint));
            return None;
        }
        let printed: Vec<String> = numbers.iter().map(|&number| float(number)).collect();
        Some(format!("({})", printed.join(", ")))
    }
}

/// Reads `stage.port.name`, or notes that it is none.
pub(super) fn named_part(
    document: &mut Document,
    written: Placed<String>,
    example: &str,
    sort: &str,
) -> Option<(Placed<Reference>, String)> {
    let parts = written
        .value
        .rsplit_once('.')
        .and_then(|(place, name)| Some((Reference::parse(place)?, name.to_owned())));
    if parts.is_none() {
        let what = format!("got `{}`, wanted `stage.port.name`", written.value);
        let hint = format!(
            "for example `{example}`: a stage's id, one of its outputs, one of the {sort} there"
        );
        document.find(written.span.clone(), what, Some(hint));
    }
    parts.map(|(reference, name)| (Placed { value: reference, span: written.span }, name))
}

/// Reads a whole number from 0 on, or notes that it is none.
pub(super) fn position(document: &mut Document, written: Placed<String>) -> Option<Placed<usize>> {
    let position = written.value.parse().ok();
    if position.is_none() {
        let what = format!("got {}, wanted a whole number", written.value);
        document.find(written.span.clone(), what, Some("positions count from 0".into()));
    }
    position.map(|value| Placed { value, span: written.span })
}

/// A number that tells where it comes from when pointed at.
pub(super) fn pointed_out(source: &str, printed: &str, unit: &str) -> String {
    let title = escaped(source).replace('|', "&#124;");
    format!("<span class=\"value\" title=\"{title}\">{printed}{unit}</span>")
}

/// A value as it is stored, to the last digit.
fn stored(value: &Value) -> String {
    let unit = if value.unit.is_shown() { format!(" {}", value.unit) } else { String::new() };
    match &value.value {
        Quantity::Integer(whole) => format!("{whole}{unit}"),
        Quantity::Number(number) => format!("{}{unit}", exact(*number)),
        Quantity::Vector(numbers) if numbers.len() <= LONGEST_VECTOR => {
            let numbers: Vec<String> = numbers.iter().copied().map(exact).collect();
            format!("({}){unit}", numbers.join(", "))
        }
        Quantity::Vector(numbers) => format!("a vector of {} numbers{unit}", numbers.len()),
        Quantity::Text(text) => text.clone(),
    }
}

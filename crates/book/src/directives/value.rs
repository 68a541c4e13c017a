//! `{{value stage.port.name}}`: one number of a stage's values, with its unit.

use spikebook_pipeline::document::Placed;
use spikebook_pipeline::{Artifact, Document, Reference};
use spikebook_schema::{Quantity, Unit, Value};

use super::USUAL_PRECISION;
use crate::directive::Arguments;
use crate::html::{escaped, escaped_inline};
use crate::number::{Precision, Printed, unit_behind};
use crate::page::{Page, suggestion};

/// Vectors up to this length are printed whole.
const LONGEST_VECTOR: usize = 8;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ValueOf {
    reference: Placed<Reference>,
    name: String,
    precision: Option<Precision>,
    index: Option<Placed<usize>>,
    unit: Option<Placed<UnitWanted>>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum UnitWanted {
    Hidden,
    As(Unit),
}

impl ValueOf {
    pub(super) fn read(arguments: &mut Arguments<'_>, document: &mut Document) -> Option<Self> {
        let written = arguments.required(document, "the name of a value", "fit.summary.peak_rate");
        let digits = arguments.count(document, "digits", 1..=15).map(Precision::Significant);
        let decimals = arguments.option(document, "decimals");
        let decimals = decimals.and_then(|written| decimals_of(document, &written, digits));
        let index = arguments.option(document, "index").and_then(|written| {
            let index = written.value.parse().ok();
            if index.is_none() {
                let what = format!("`index`: got {}, wanted a whole number", written.value);
                document.find(written.span.clone(), what, Some("entries count from 0".into()));
            }
            Some(Placed { value: index?, span: written.span })
        });
        let unit =
            arguments.option(document, "unit").and_then(|written| unit_of(document, written));
        let written = written?;
        let Some((reference, name)) = written
            .value
            .rsplit_once('.')
            .and_then(|(place, name)| Some((Reference::parse(place)?, name.to_owned())))
        else {
            let what = format!("got `{}`, wanted `stage.port.name`", written.value);
            let hint = "for example `fit.summary.peak_rate`: a stage's id, one of its outputs, one of \
                        the values there";
            document.find(written.span, what, Some(hint.into()));
            return None;
        };
        let reference = Placed { value: reference, span: written.span };
        Some(Self { reference, name, precision: digits.or(decimals), index, unit })
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
        let (factor, unit) = self.factor(page, value)?;
        let printed = self.printed(page, &place, value, factor)?;
        let title = escaped(&format!("{place} = {}", exact(value)));
        let title = title.replace('|', "&#124;");
        Some(format!(
            "<span class=\"value\" title=\"{title}\">{printed}{}</span>",
            unit_behind(unit)
        ))
    }

    /// From the stored unit to the printed one, and which that is.
    fn factor(&self, page: &mut Page<'_>, value: &Value) -> Option<(f64, Unit)> {
        match &self.unit {
            None => Some((1.0, value.unit)),
            Some(Placed { value: UnitWanted::Hidden, .. }) => Some((1.0, Unit::ONE)),
            Some(Placed { value: UnitWanted::As(wanted), span }) => {
                match value.unit.factor_to(*wanted) {
                    Ok(factor) => Some((factor, *wanted)),
                    Err(error) => {
                        page.find(span, error.to_string(), error.hint());
                        None
                    }
                }
            }
        }
    }

    fn printed(
        &self,
        page: &mut Page<'_>,
        place: &str,
        value: &Value,
        factor: f64,
    ) -> Option<String> {
        let precision = self.precision.unwrap_or(USUAL_PRECISION);
        let float = |number: f64| Printed::float(number * factor, precision).html();
        if let (Some(index), Quantity::Number(_) | Quantity::Integer(_) | Quantity::Text(_)) =
            (&self.index, &value.value)
        {
            let what = format!("`{place}`: got an index, wanted none for a single value");
            page.find(&index.span, what, None);
            return None;
        }
        match (&value.value, &self.index) {
            (Quantity::Text(text), _) => Some(escaped_inline(text)),
            (Quantity::Integer(whole), _) if factor == 1.0 && self.precision.is_none() => {
                Some(Printed::integer(*whole).html())
            }
            (Quantity::Integer(whole), _) => Some(float(*whole as f64)),
            (Quantity::Number(number), _) => Some(float(*number)),
            (Quantity::Vector(numbers), Some(index)) => {
                let number = numbers.get(index.value);
                if number.is_none() {
                    let what = format!(
                        "`{place}`: index {}, wanted one below {}",
                        index.value,
                        numbers.len()
                    );
                    page.find(&index.span, what, Some("entries count from 0".into()));
                }
                number.map(|&number| float(number))
            }
            (Quantity::Vector(numbers), None) if numbers.len() <= LONGEST_VECTOR => {
                let printed: Vec<String> = numbers.iter().map(|&number| float(number)).collect();
                Some(format!("({})", printed.join(", ")))
            }
            (Quantity::Vector(numbers), None) => {
                let what = format!(
                    "`{place}`: got a vector of {} numbers, wanted an index",
                    numbers.len()
                );
                let hint = format!("for example `{{{{value {place} index=0}}}}`");
                page.find(&self.reference.span, what, Some(hint));
                None
            }
        }
    }
}

/// A value as it is stored, to the last digit.
fn exact(value: &Value) -> String {
    let unit = if value.unit.is_shown() { format!(" {}", value.unit) } else { String::new() };
    match &value.value {
        Quantity::Integer(whole) => format!("{whole}{unit}"),
        Quantity::Number(number) => format!("{}{unit}", shortest(*number)),
        Quantity::Vector(numbers) if numbers.len() <= LONGEST_VECTOR => {
            let numbers: Vec<String> = numbers.iter().copied().map(shortest).collect();
            format!("({}){unit}", numbers.join(", "))
        }
        Quantity::Vector(numbers) => format!("a vector of {} numbers{unit}", numbers.len()),
        Quantity::Text(text) => text.clone(),
    }
}

/// All digits of a number, and no row of zeros.
fn shortest(number: f64) -> String {
    let is_plain = number == 0.0 || (1e-5..1e15).contains(&number.abs());
    if is_plain { number.to_string() } else { format!("{number:e}") }
}

fn decimals_of(
    document: &mut Document,
    written: &Placed<String>,
    digits: Option<Precision>,
) -> Option<Precision> {
    if digits.is_some() {
        let hint = "digits count from the first that is not 0, decimals behind the point".into();
        document.find(written.span.clone(), "got `digits` and `decimals`, wanted one", Some(hint));
        return None;
    }
    let decimals = written.value.parse().ok().filter(|decimals| *decimals <= 15);
    if decimals.is_none() {
        let what = format!("`decimals`: got {}, wanted a whole number from 0 to 15", written.value);
        document.find(written.span.clone(), what, None);
    }
    decimals.map(Precision::Decimals)
}

fn unit_of(document: &mut Document, written: Placed<String>) -> Option<Placed<UnitWanted>> {
    if written.value == "none" {
        return Some(Placed { value: UnitWanted::Hidden, span: written.span });
    }
    match Unit::parse(&written.value) {
        Ok(unit) => Some(Placed { value: UnitWanted::As(unit), span: written.span }),
        Err(error) => {
            document.find(written.span, error.to_string(), error.hint());
            None
        }
    }
}

//! How a number is to look: `digits=3`, `decimals=2`, `unit=ms`, `unit=none`.

use spikebook_pipeline::Document;
use spikebook_pipeline::document::Placed;
use spikebook_schema::Unit;

use super::USUAL_PRECISION;
use crate::directive::Arguments;
use crate::number::{Precision, Printed};
use crate::page::Page;

/// How a number is to look.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Look {
    precision: Option<Precision>,
    unit: Option<Placed<UnitWanted>>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum UnitWanted {
    Hidden,
    As(Unit),
}

impl Look {
    pub(super) fn read(arguments: &mut Arguments<'_>, document: &mut Document) -> Self {
        let digits = arguments.count(document, "digits", 1..=15).map(Precision::Significant);
        let decimals = arguments.option(document, "decimals");
        let decimals = decimals.and_then(|written| decimals_of(document, &written, digits));
        let unit =
            arguments.option(document, "unit").and_then(|written| unit_of(document, written));
        Self { precision: digits.or(decimals), unit }
    }

    /// From a stored unit to the printed one, and which that is.
    pub(super) fn factor(&self, page: &mut Page<'_>, stored: Unit) -> Option<(f64, Unit)> {
        let Some(Placed { value: wanted, span }) = &self.unit else { return Some((1.0, stored)) };
        let UnitWanted::As(wanted) = *wanted else { return Some((1.0, Unit::ONE)) };
        match stored.factor_to(wanted) {
            Ok(factor) => Some((factor, wanted)),
            Err(error) => {
                page.find(span, error.to_string(), error.hint());
                None
            }
        }
    }

    /// A float as it is printed.
    pub(super) fn float(&self, number: f64) -> String {
        Printed::float(number, self.precision.unwrap_or(USUAL_PRECISION)).html()
    }

    /// A whole number times a factor as it is printed: whole, where nothing else is asked for.
    pub(super) fn integer(&self, whole: i64, factor: f64) -> String {
        if factor == 1.0 && self.precision.is_none() {
            Printed::integer(whole).html()
        } else {
            self.float(whole as f64 * factor)
        }
    }
}

/// All digits of a number, and no row of zeros.
pub(super) fn exact(number: f64) -> String {
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

//! `[table.NAME.columns.NAME]`: where the cells come from, and what they become.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::Value;
use spikebook_schema::{Column, ColumnType, Unit};

use crate::card::conversion::{Conversion, Written};
use crate::card::spec::{ColumnSpec, Frame, Origin};
use crate::card::template::Template;
use crate::document::{Document, Placed, Section};

/// Units that a column's name may end with.
const SUFFIXES: [(&str, &[&str]); 13] = [
    ("_s", &["s"]),
    ("_ms", &["ms"]),
    ("_us", &["us"]),
    ("_min", &["min"]),
    ("_hz", &["Hz", "spikes/s"]),
    ("_deg", &["deg"]),
    ("_rad", &["rad"]),
    ("_cm", &["cm"]),
    ("_mm", &["mm"]),
    ("_m", &["m"]),
    ("_px", &["px"]),
    ("_mv", &["mV"]),
    ("_uv", &["uV"]),
];

/// Reads one column as far as it can be read.
pub(super) fn read(
    document: &mut Document,
    name: &Placed<String>,
    mut section: Section<'_>,
    frame: Frame,
) -> Option<ColumnSpec> {
    let origin = read_origin(document, &mut section);
    let labels = read_labels(document, &mut section);
    let framed = frame.schema().column(&name.value).cloned();
    let column_type = read_type(document, &mut section, &origin, framed.as_ref(), &labels);
    let written = Written {
        counted_from: section.number(document, "counted_from"),
        factor: nonzero(document, &mut section, "factor"),
        divisor: nonzero(document, &mut section, "divisor"),
        clock_hz: positive(document, &mut section, "clock_hz"),
        offset: section.number(document, "offset"),
    };
    let (unit, wanted) =
        read_units(document, name, &mut section, column_type, framed.as_ref(), &written);
    let span = section.span();
    let conversion = Conversion::new(written, unit, wanted).unwrap_or_else(|error| {
        document.find(span.clone(), format!("`{}`: {error}", name.value), error.hint());
        Conversion::default()
    });
    check_conversion(document, name, column_type, &conversion);
    check_origin(document, name, column_type, origin.as_ref(), &conversion);
    let (missing_numbers, missing_texts) = read_missing(document, &mut section);
    let optional = section.truth(document, "optional").unwrap_or(false);
    let description = section.text(document, "description").map(|text| text.value);
    if optional && column_type == ColumnType::Vector {
        let what = format!("`{}`: rows of numbers cannot be optional", name.value);
        document.find(section.span_of("optional"), what, None);
    }
    section.finish(document);
    let mut column = Column::new(&name.value, column_type, wanted);
    column.optional_cells = optional;
    let framed_words = framed.map_or_else(String::new, |column| column.description);
    column.description = description.unwrap_or(framed_words);
    Some(ColumnSpec { column, origin: origin?, conversion, missing_numbers, missing_texts, labels })
}

/// Reads a path with index words.
pub(super) fn read_template(document: &mut Document, path: &Placed<String>) -> Option<Template> {
    match Template::parse(&path.value) {
        Ok(template) => Some(template),
        Err(fault) => {
            document.find(path.span.clone(), fault.what, fault.hint);
            None
        }
    }
}

fn read_origin(document: &mut Document, section: &mut Section<'_>) -> Option<Origin> {
    let path = section.text(document, "path");
    let index = section.text(document, "index");
    let number = section.value(document, "number_from");
    let constant = section.value(document, "value");
    let number_from = number.as_ref().and_then(|number| {
        let whole = number.value.as_i64();
        if whole.is_none() {
            let what = format!("number_from: got {}, wanted a whole number", number.value);
            document.find(number.span.clone(), what, None);
        }
        whole
    });
    let span = section.span();
    match (path, index, number, constant) {
        (Some(path), None, None, None) => read_template(document, &path).map(Origin::Path),
        (None, Some(word), _, None) => {
            Some(Origin::Index { word: word.value, number_from: number_from.unwrap_or(1) })
        }
        (None, None, Some(_), None) => Some(Origin::Number { number_from: number_from? }),
        (None, None, None, Some(value)) if value.value.is_array() || value.value.is_object() => {
            document.find(value.span, "value: wanted a number, text, true or false", None);
            None
        }
        (None, None, None, Some(value)) => Some(Origin::Constant(value.value)),
        (path, index, number, constant) => {
            let none = path.is_none() && index.is_none() && number.is_none() && constant.is_none();
            let got = if none { "none" } else { "several" };
            let what = format!(
                "{}: {got} of `path`, `index`, `number_from` and `value`, wanted one",
                section.place()
            );
            let hint = "for example `path = \"x(:,3)\"`".to_owned();
            document.find(span, what, Some(hint));
            None
        }
    }
}

fn read_type(
    document: &mut Document,
    section: &mut Section<'_>,
    origin: &Option<Origin>,
    framed: Option<&Column>,
    labels: &BTreeMap<String, String>,
) -> ColumnType {
    if let Some(written) = section.text(document, "type") {
        let known = ["float", "integer", "boolean", "text", "vector"];
        return match written.value.as_str() {
            "float" => ColumnType::Float,
            "integer" => ColumnType::Integer,
            "boolean" => ColumnType::Boolean,
            "text" => ColumnType::Text,
            "vector" => ColumnType::Vector,
            other => {
                let what = format!("type: got \"{other}\", wanted {}", known.join(", "));
                document.find(written.span, what, None);
                ColumnType::Float
            }
        };
    }
    match (origin, framed) {
        _ if !labels.is_empty() => ColumnType::Text,
        (_, Some(column)) => column.column_type,
        (Some(Origin::Index { .. } | Origin::Number { .. }), _) => ColumnType::Integer,
        (Some(Origin::Constant(Value::Bool(_))), _) => ColumnType::Boolean,
        (Some(Origin::Constant(Value::String(_))), _) => ColumnType::Text,
        (Some(Origin::Constant(value)), _) if value.is_i64() => ColumnType::Integer,
        _ => ColumnType::Float,
    }
}

/// The unit of the file's numbers, after all that is written of them, and the unit wanted.
fn read_units(
    document: &mut Document,
    name: &Placed<String>,
    section: &mut Section<'_>,
    column_type: ColumnType,
    framed: Option<&Column>,
    written: &Written,
) -> (Unit, Unit) {
    let unit = read_unit(document, section, "unit");
    let to = read_unit(document, section, "to");
    let is_number = matches!(column_type, ColumnType::Float | ColumnType::Vector);
    let default = match column_type {
        ColumnType::Text => Unit::LABEL,
        ColumnType::Integer => framed.map_or(Unit::ONE, |column| column.unit),
        _ => Unit::ONE,
    };
    let unit = match (unit, written.clock_hz) {
        (Ok(Some(unit)), _) => unit,
        (Ok(None), Some(_)) => Unit::SECOND,
        (Ok(None), None) if is_number => {
            let hint = format!("`unit = \"1\"` where it has none; units are {}", Unit::symbols());
            let what = format!("{}: no `unit`", section.place());
            document.find(section.span(), what, Some(hint));
            Unit::ONE
        }
        (Ok(None), None) => default,
        (Err(()), _) => return (Unit::ONE, Unit::ONE),
    };
    let named = by_name(&name.value, unit);
    let wanted = match (to, framed, named) {
        (Err(()), ..) => return (unit, unit),
        (Ok(Some(to)), ..) => to,
        (Ok(None), Some(column), _) if is_number => column.unit,
        (Ok(None), _, Some(named)) if is_number => named,
        _ => unit,
    };
    if let Some(named) = named
        && is_number
        && named != wanted
    {
        let what = format!("`{}` in {wanted}: its name says {named}", name.value);
        let hint = "rename the column, or convert it with `to`".to_owned();
        document.find(name.span.clone(), what, Some(hint));
    }
    (unit, wanted)
}

/// The unit that a column's name ends with; where several are written alike, the one like `unit`.
fn by_name(name: &str, unit: Unit) -> Option<Unit> {
    let (_, symbols) = SUFFIXES.iter().find(|(suffix, _)| name.ends_with(suffix))?;
    let mut units = symbols.iter().filter_map(|symbol| Unit::parse(symbol).ok());
    let first = units.clone().next();
    units.find(|named| named.dimension() == unit.dimension()).or(first)
}

fn read_unit(
    document: &mut Document,
    section: &mut Section<'_>,
    key: &str,
) -> Result<Option<Unit>, ()> {
    let Some(written) = section.text(document, key) else { return Ok(None) };
    match Unit::parse(&written.value) {
        Ok(unit) => Ok(Some(unit)),
        Err(error) => {
            document.find(written.span, error.to_string(), error.hint());
            Err(())
        }
    }
}

/// A number that may stand below a fraction.
fn nonzero(document: &mut Document, section: &mut Section<'_>, key: &str) -> Option<f64> {
    let number = section.number(document, key)?;
    if number == 0.0 {
        document.find(section.span_of(key), format!("{key}: got 0, wanted another number"), None);
        return None;
    }
    Some(number)
}

/// A number of which there are so many a second.
fn positive(document: &mut Document, section: &mut Section<'_>, key: &str) -> Option<f64> {
    let number = section.number(document, key)?;
    if number <= 0.0 {
        let what = format!("{key}: got {number}, wanted a number above 0");
        document.find(section.span_of(key), what, None);
        return None;
    }
    Some(number)
}

/// Faults of columns that are not read from a file.
fn check_origin(
    document: &mut Document,
    name: &Placed<String>,
    column_type: ColumnType,
    origin: Option<&Origin>,
    conversion: &Conversion,
) {
    let fault = match origin {
        None | Some(Origin::Path(_)) => None,
        Some(Origin::Index { .. } | Origin::Number { .. }) => {
            let fits = column_type == ColumnType::Integer && conversion.is_identity();
            (!fits).then(|| "numbers are whole, and begin where `number_from` says".to_owned())
        }
        Some(Origin::Constant(value)) => {
            let fits = match column_type {
                ColumnType::Float => value.is_number(),
                ColumnType::Integer => value.is_i64(),
                ColumnType::Boolean => value.is_boolean(),
                ColumnType::Text => value.is_string(),
                ColumnType::Vector => false,
            };
            (!fits).then(|| format!("value: got {value}, wanted one of type {column_type}"))
        }
    };
    if let Some(what) = fault {
        document.find(name.span.clone(), format!("`{}`: {what}", name.value), None);
    }
}

fn check_conversion(
    document: &mut Document,
    name: &Placed<String>,
    column_type: ColumnType,
    conversion: &Conversion,
) {
    let fits = match column_type {
        ColumnType::Float | ColumnType::Vector => true,
        ColumnType::Integer => conversion.only_shifts(),
        ColumnType::Boolean | ColumnType::Text => conversion.is_identity(),
    };
    if !fits {
        let what = format!("`{}`: a column of type {column_type} cannot be scaled", name.value);
        let hint = "whole numbers take a whole `offset` or `counted_from`; `type = \"float\"` \
                    takes everything"
            .to_owned();
        document.find(name.span.clone(), what, Some(hint));
    }
}

fn read_labels(document: &mut Document, section: &mut Section<'_>) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    for (code, label) in section.entries(document, "labels") {
        match label.value {
            Value::String(label) => {
                labels.insert(code.value, label);
            }
            other => document.find(
                label.span,
                format!("labels: got {other} for {}, wanted text in quotes", code.value),
                None,
            ),
        }
    }
    labels
}

fn read_missing(document: &mut Document, section: &mut Section<'_>) -> (Vec<f64>, Vec<String>) {
    let (mut numbers, mut texts) = (Vec::new(), Vec::new());
    let Some(written) = section.value(document, "missing") else { return (numbers, texts) };
    let items = match written.value {
        Value::Array(items) => items,
        one => vec![one],
    };
    for item in items {
        match (item.as_f64(), item.as_str()) {
            (Some(number), _) => numbers.push(number),
            (_, Some(text)) => texts.push(text.to_owned()),
            _ => refuse_missing(document, &item, written.span.clone()),
        }
    }
    (numbers, texts)
}

fn refuse_missing(document: &mut Document, item: &Value, span: Range<usize>) {
    document.find(span, format!("missing: got {item}, wanted numbers or texts"), None);
}

//! From a value of a file to the cells of a column.

use serde_json::Value as Json;
use spikebook_schema::ColumnType;

use crate::card::finding::Remedy;
use crate::card::spec::ColumnSpec;
use crate::raw::{self, Found, Numbers, TextArray, Value};

/// The cells of a column, or a part of them. A float that is missing is NaN.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cells {
    Float(Vec<f64>),
    Integer(Vec<Option<i64>>),
    Boolean(Vec<Option<bool>>),
    Text(Vec<Option<String>>),
    Vector { flat: Vec<f64>, width: usize },
}

/// A cell that cannot be taken as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CellFault {
    /// The cell, counted from 0.
    pub(super) row: usize,
    pub(super) got: String,
    pub(super) wanted: String,
    pub(super) remedy: Remedy,
}

impl Cells {
    /// No cells yet, for a column of this type.
    pub(super) fn none(column_type: ColumnType) -> Self {
        match column_type {
            ColumnType::Float => Self::Float(Vec::new()),
            ColumnType::Integer => Self::Integer(Vec::new()),
            ColumnType::Boolean => Self::Boolean(Vec::new()),
            ColumnType::Text => Self::Text(Vec::new()),
            ColumnType::Vector => Self::Vector { flat: Vec::new(), width: 0 },
        }
    }

    /// One value of a card in each of `n_rows` rows.
    pub(super) fn constant(spec: &ColumnSpec, value: &Json, n_rows: usize) -> Self {
        match spec.column.column_type {
            ColumnType::Float | ColumnType::Vector => {
                let number = value.as_f64().map_or(f64::NAN, |n| spec.conversion.apply(n));
                Self::Float(vec![number; n_rows])
            }
            ColumnType::Integer => Self::Integer(vec![value.as_i64(); n_rows]),
            ColumnType::Boolean => Self::Boolean(vec![value.as_bool(); n_rows]),
            ColumnType::Text => Self::Text(vec![value.as_str().map(Into::into); n_rows]),
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Float(cells) => cells.len(),
            Self::Integer(cells) => cells.len(),
            Self::Boolean(cells) => cells.len(),
            Self::Text(cells) => cells.len(),
            Self::Vector { flat, width } => flat.len() / (*width).max(1),
        }
    }

    /// Takes over `length` cells of another part.
    pub(super) fn extend_range(&mut self, other: &Self, start: usize, length: usize) {
        let range = start..start + length;
        match (self, other) {
            (Self::Float(cells), Self::Float(more)) => cells.extend_from_slice(&more[range]),
            (Self::Integer(cells), Self::Integer(more)) => cells.extend_from_slice(&more[range]),
            (Self::Boolean(cells), Self::Boolean(more)) => cells.extend_from_slice(&more[range]),
            (Self::Text(cells), Self::Text(more)) => cells.extend_from_slice(&more[range]),
            (Self::Vector { flat, width }, Self::Vector { flat: more, width: wide }) => {
                *width = *wide;
                flat.extend_from_slice(&more[start * wide..(start + length) * wide]);
            }
            _ => unreachable!("the parts of one column are of one type"),
        }
    }

    /// Adds an empty cell.
    pub(super) fn push_missing(&mut self) {
        match self {
            Self::Float(cells) => cells.push(f64::NAN),
            Self::Integer(cells) => cells.push(None),
            Self::Boolean(cells) => cells.push(None),
            Self::Text(cells) => cells.push(None),
            Self::Vector { flat, width } => flat.extend(std::iter::repeat_n(f64::NAN, *width)),
        }
    }

    /// The cells at these positions, in this order.
    pub(super) fn take(&self, rows: &[usize]) -> Self {
        match self {
            Self::Float(cells) => Self::Float(rows.iter().map(|&row| cells[row]).collect()),
            Self::Integer(cells) => Self::Integer(rows.iter().map(|&row| cells[row]).collect()),
            Self::Boolean(cells) => Self::Boolean(rows.iter().map(|&row| cells[row]).collect()),
            Self::Text(cells) => Self::Text(rows.iter().map(|&row| cells[row].clone()).collect()),
            Self::Vector { flat, width } => {
                let row = |&row: &usize| flat[row * width..(row + 1) * width].iter().copied();
                Self::Vector { flat: rows.iter().flat_map(row).collect(), width: *width }
            }
        }
    }

    /// Whether a cell holds nothing.
    pub(super) fn is_missing(&self, row: usize) -> bool {
        match self {
            Self::Float(cells) => cells[row].is_nan(),
            Self::Integer(cells) => cells[row].is_none(),
            Self::Boolean(cells) => cells[row].is_none(),
            Self::Text(cells) => cells[row].is_none(),
            Self::Vector { flat, width } => {
                flat[row * width..(row + 1) * width].iter().any(|number| number.is_nan())
            }
        }
    }
}

/// The cells that a value of a file becomes, and those that cannot be taken as they are.
pub(super) fn read(found: &Found, spec: &ColumnSpec) -> raw::Result<(Cells, Vec<CellFault>)> {
    let mut faults = Vec::new();
    let cells = match spec.column.column_type {
        ColumnType::Float => Cells::Float(floats(found, spec, &mut faults)?),
        ColumnType::Integer => Cells::Integer(integers(found, spec, &mut faults)?),
        ColumnType::Boolean => Cells::Boolean(booleans(found, spec, &mut faults)?),
        ColumnType::Text => Cells::Text(texts(found, spec, &mut faults)?),
        ColumnType::Vector => vectors(found, spec, &mut faults)?,
    };
    Ok((cells, faults))
}

fn floats(found: &Found, spec: &ColumnSpec, faults: &mut Vec<CellFault>) -> raw::Result<Vec<f64>> {
    let mut cells = found.to_f64()?;
    for (row, cell) in cells.iter_mut().enumerate() {
        *cell = if spec.missing_numbers.contains(cell) {
            f64::NAN
        } else {
            spec.conversion.apply(*cell)
        };
        if cell.is_infinite() {
            faults.push(CellFault {
                row,
                got: cell.to_string(),
                wanted: "a finite number".to_owned(),
                remedy: Remedy::Else(
                    "mend the file, or leave the column out: an infinite number measures nothing"
                        .to_owned(),
                ),
            });
        }
    }
    Ok(cells)
}

fn integers(
    found: &Found,
    spec: &ColumnSpec,
    faults: &mut Vec<CellFault>,
) -> raw::Result<Vec<Option<i64>>> {
    let array = found.numeric_array()?;
    let whole = whole_numbers(&array.data);
    let cells = whole.into_iter().enumerate().map(|(row, cell)| {
        let is_missing = array.missing.as_ref().is_some_and(|missing| missing[row]);
        match cell {
            _ if is_missing => None,
            Whole::Missing => None,
            Whole::Number(number) if spec.missing_numbers.contains(&(number as f64)) => None,
            Whole::Number(number) => {
                let converted = spec.conversion.apply_whole(number);
                if converted.is_none() {
                    faults.push(not_whole(row, number.to_string()));
                }
                converted
            }
            Whole::Other => {
                faults.push(not_whole(row, array.data.show(row)));
                Some(0)
            }
        }
    });
    Ok(cells.collect())
}

fn not_whole(row: usize, got: String) -> CellFault {
    CellFault {
        row,
        got,
        wanted: "a whole number of 64 bits".to_owned(),
        remedy: Remedy::InColumn(
            "`type = \"float\"`, or `missing = […]` with the numbers that stand for none"
                .to_owned(),
        ),
    }
}

/// A number seen as a whole one.
enum Whole {
    Number(i64),
    Missing,
    Other,
}

fn whole_numbers(numbers: &Numbers) -> Vec<Whole> {
    match numbers {
        Numbers::F64(_) | Numbers::F32(_) => {
            numbers.to_f64().into_iter().map(whole_float).collect()
        }
        // Beyond 63 bits the float loses no more than what is refused.
        Numbers::U64(values) => {
            let whole = |&value: &u64| i64::try_from(value).map_or(Whole::Other, Whole::Number);
            values.iter().map(whole).collect()
        }
        _ => numbers.to_i64().unwrap_or_default().into_iter().map(Whole::Number).collect(),
    }
}

fn whole_float(value: f64) -> Whole {
    // Whole floats up to 2^53 are themselves; beyond, neighbours fall together.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.is_nan() {
        Whole::Missing
    } else if value.fract() == 0.0 && value.abs() <= EXACT {
        Whole::Number(value as i64)
    } else {
        Whole::Other
    }
}

fn booleans(
    found: &Found,
    spec: &ColumnSpec,
    faults: &mut Vec<CellFault>,
) -> raw::Result<Vec<Option<bool>>> {
    let array = found.numeric_array()?;
    let mut cells = found.to_f64()?;
    for cell in &mut cells {
        if spec.missing_numbers.contains(cell) {
            *cell = f64::NAN;
        }
    }
    let truths = cells.into_iter().enumerate().map(|(row, cell)| match cell {
        0.0 => Some(false),
        1.0 => Some(true),
        cell if cell.is_nan() => None,
        _ => {
            faults.push(CellFault {
                row,
                got: array.data.show(row),
                wanted: "0 or 1, true or false".to_owned(),
                remedy: Remedy::InColumn(
                    "`labels = { … }` for codes, or `type = \"integer\"`".to_owned(),
                ),
            });
            Some(false)
        }
    });
    Ok(truths.collect())
}

fn texts(
    found: &Found,
    spec: &ColumnSpec,
    faults: &mut Vec<CellFault>,
) -> raw::Result<Vec<Option<String>>> {
    let cells: Vec<Option<String>> = match &found.value {
        Value::Array(_) => {
            let array = found.numeric_array()?;
            let numbers = array.data.to_f64();
            let is_missing = |row: usize| {
                numbers[row].is_nan()
                    || spec.missing_numbers.contains(&numbers[row])
                    || array.missing.as_ref().is_some_and(|missing| missing[row])
            };
            let cell = |row| (!is_missing(row)).then(|| array.data.show(row));
            (0..array.len()).map(cell).collect()
        }
        _ => present_texts(found.text()?, spec),
    };
    if spec.labels.is_empty() {
        return Ok(cells);
    }
    let labelled = cells.into_iter().enumerate().map(|(row, code)| {
        let code = code?;
        let label = spec.labels.get(&code);
        if label.is_none() {
            let known: Vec<&str> = spec.labels.keys().map(String::as_str).collect();
            faults.push(CellFault {
                row,
                remedy: Remedy::InColumn("`labels` with every code that stands there".to_owned()),
                got: code,
                wanted: format!("one of {}", known.join(", ")),
            });
        }
        Some(label.cloned().unwrap_or_default())
    });
    Ok(labelled.collect())
}

fn present_texts(text: &TextArray, spec: &ColumnSpec) -> Vec<Option<String>> {
    let is_missing = |row: usize| text.missing.as_ref().is_some_and(|missing| missing[row]);
    let items = text.items.iter().enumerate();
    items
        .map(|(row, item)| {
            (!is_missing(row) && !spec.missing_texts.contains(item)).then(|| item.clone())
        })
        .collect()
}

fn vectors(found: &Found, spec: &ColumnSpec, faults: &mut Vec<CellFault>) -> raw::Result<Cells> {
    let (n_rows, width) = {
        let array = found.numeric_array()?;
        (array.n_rows(), array.n_columns().max(1))
    };
    let columns = floats(found, spec, faults)?;
    for fault in faults.iter_mut() {
        fault.row %= n_rows.max(1);
    }
    let flat = (0..n_rows).flat_map(|row| (0..width).map(move |column| column * n_rows + row));
    Ok(Cells::Vector { flat: flat.map(|at| columns[at]).collect(), width })
}

//! Variables of a file on their way to the columns of a table.

use spikebook_data::TableBuilder;
use spikebook_data::raw::{self, Found, Value};
use spikebook_schema::{Column, ColumnType, Unit};

use super::Unreadable;

/// A column that no port describes, as the file has it. Nothing for what no column can hold.
pub(super) fn described(name: &str, value: &Value) -> Option<Column> {
    let column_type = match value {
        Value::Text(_) => ColumnType::Text,
        Value::Array(array) if array.shape.len() > 1 && array.n_columns() > 1 => ColumnType::Vector,
        Value::Array(array) => match array.data.scalar_type() {
            raw::ScalarType::Bool => ColumnType::Boolean,
            raw::ScalarType::F64 | raw::ScalarType::F32 => ColumnType::Float,
            _ => ColumnType::Integer,
        },
        _ => return None,
    };
    let unit = if column_type == ColumnType::Text { Unit::LABEL } else { unit_of_name(name) };
    Some(Column::new(name, column_type, unit).optional())
}

/// The columns `name_0`, `name_1`, … (or from `name_1` on) that a column of vectors is spread over in a file of text.
pub(super) fn parts<'n>(
    column: &Column,
    names: &'n [String],
) -> Result<Vec<&'n String>, Unreadable> {
    if column.column_type != ColumnType::Vector || names.contains(&column.name) {
        return Ok(Vec::new());
    }
    let number = |name: &String| -> Option<usize> {
        let digits = name.strip_prefix(&column.name)?.strip_prefix('_')?;
        digits.parse().ok()
    };
    let mut parts: Vec<(usize, &String)> =
        names.iter().filter_map(|name| Some((number(name)?, name))).collect();
    parts.sort();
    let first = parts.first().map_or(0, |(number, _)| (*number).min(1));
    if let Some((wanted, got)) = (first..).zip(&parts).find(|(wanted, (got, _))| wanted != got) {
        return Err(Unreadable::Cell {
            what: format!("columns of `{0}`: got `{1}`, wanted `{0}_{wanted}`", column.name, got.1),
            hint: parts_hint(&column.name),
        });
    }
    Ok(parts.into_iter().map(|(_, name)| name).collect())
}

/// How a matrix stands in a file of text.
pub(super) fn parts_hint(name: &str) -> String {
    format!("in a file of text it is spread over the columns {name}_0, {name}_1, … without a gap")
}

/// Adds a column of vectors that a file holds as several columns.
pub(super) fn add_parts(
    found: &[Found],
    column: &Column,
    builder: TableBuilder,
) -> Result<TableBuilder, Unreadable> {
    let columns = found
        .iter()
        .map(|found| Cells { found, column }.finite(found.to_f64()?))
        .collect::<Result<Vec<_>, _>>()?;
    let n_rows = columns.iter().map(Vec::len).min().unwrap_or(0);
    let by_row = (0..n_rows).flat_map(|row| columns.iter().map(move |cells| cells[row]));
    let flat = by_row.map(Option::unwrap_or_default).collect();
    let Column { name, unit, description, .. } = column;
    Ok(builder.vector(name, *unit, flat, columns.len().max(1)).described(description))
}

/// A variable on its way to a column.
pub(super) struct Cells<'a> {
    /// The variable.
    pub(super) found: &'a Found,
    /// The column.
    pub(super) column: &'a Column,
}

impl Cells<'_> {
    /// Adds the column to a table.
    pub(super) fn add_to(&self, builder: TableBuilder) -> Result<TableBuilder, Unreadable> {
        let Column { name, unit, description, .. } = self.column;
        let unit = if *unit == Unit::ANY { unit_of_name(name) } else { *unit };
        let builder = match self.column.column_type {
            ColumnType::Float => {
                let cells = self.finite(self.found.to_f64()?)?;
                match cells.iter().copied().collect::<Option<Vec<f64>>>() {
                    Some(floats) => builder.float(name, unit, floats),
                    None => builder.optional_float(name, unit, cells),
                }
            }
            ColumnType::Integer => match self.missing() {
                None => builder.integer(name, unit, self.found.to_i64()?),
                Some(missing) => {
                    let whole = self.whole_numbers()?;
                    builder.optional_integer(name, unit, masked(whole, &missing))
                }
            },
            ColumnType::Boolean => match self.missing() {
                None => builder.boolean(name, self.found.to_bool()?),
                Some(missing) => {
                    let truths = self.whole_numbers()?.into_iter().map(|whole| whole != 0);
                    builder.optional_boolean(name, masked(truths.collect(), &missing))
                }
            },
            ColumnType::Text => match self.missing() {
                None => builder.text(name, &self.texts()?),
                Some(missing) => builder.optional_text(name, masked(self.texts()?, &missing)),
            },
            ColumnType::Vector => {
                let array = self.found.numeric_array()?;
                let (n_rows, width) = (array.n_rows(), array.n_columns());
                let by_column = self.finite(array.data.to_f64())?;
                let by_row = (0..n_rows * width)
                    .map(|at| by_column[at % width * n_rows + at / width].unwrap_or_default());
                builder.vector(name, unit, by_row.collect(), width.max(1))
            }
        };
        Ok(if description.is_empty() { builder } else { builder.described(description) })
    }

    /// Which cells are missing, where some are and the port allows empty cells.
    fn missing(&self) -> Option<Vec<bool>> {
        let missing = match &self.found.value {
            Value::Array(array) if array.is_vector() => array.missing.clone(),
            Value::Text(text) => text.missing.clone(),
            _ => None,
        };
        missing.filter(|missing| self.column.optional_cells && missing.contains(&true))
    }

    /// The whole numbers, 0 where one is missing.
    fn whole_numbers(&self) -> Result<Vec<i64>, Unreadable> {
        let array = self.found.numeric_array()?;
        array
            .data
            .to_i64()
            .map_err(|row| self.refused(row, &array.data.show(row), "a whole number of 64 bits"))
    }

    fn refused(&self, row: usize, got: &str, wanted: &str) -> Unreadable {
        Unreadable::Cell {
            what: format!(
                "column `{}`, row {}: got {got}, wanted {wanted}",
                self.column.name,
                row + 1
            ),
            hint: "leave out the rows that have no value here".into(),
        }
    }

    /// The numbers; what is missing becomes an empty cell where the port allows one.
    fn finite(&self, numbers: Vec<f64>) -> Result<Vec<Option<f64>>, Unreadable> {
        let may_be_empty =
            self.column.optional_cells && self.column.column_type != ColumnType::Vector;
        let refused = numbers
            .iter()
            .position(|number| number.is_infinite() || (number.is_nan() && !may_be_empty));
        match refused {
            None => Ok(numbers.into_iter().map(|n| n.is_finite().then_some(n)).collect()),
            Some(at) => {
                let got = numbers[at];
                let got = if got.is_nan() { "nothing (NaN)".into() } else { got.to_string() };
                let n_rows = match &self.found.value {
                    Value::Array(array) => array.n_rows().max(1),
                    _ => numbers.len(),
                };
                // The first axis runs fastest.
                Err(self.refused(at % n_rows, &got, "a finite number"))
            }
        }
    }

    /// Names, or numbers that stand for names.
    fn texts(&self) -> Result<Vec<String>, Unreadable> {
        match &self.found.value {
            Value::Array(array) if array.is_vector() => {
                Ok((0..array.len()).map(|row| array.data.show(row)).collect())
            }
            _ => Ok(self.found.to_texts()?),
        }
    }
}

/// The cells, those that are missing left empty.
fn masked<T>(cells: Vec<T>, missing: &[bool]) -> Vec<Option<T>> {
    cells.into_iter().zip(missing).map(|(cell, &missing)| (!missing).then_some(cell)).collect()
}

/// The unit that a column's name ends in: `latency_ms`. A plain number where it ends in none.
fn unit_of_name(name: &str) -> Unit {
    let suffix = name.rsplit_once('_').map_or("", |(_, suffix)| suffix);
    match suffix {
        "s" | "ms" | "deg" | "rad" | "cm" | "mm" | "m" | "px" => {
            Unit::parse(suffix).unwrap_or(Unit::ONE)
        }
        "hz" => Unit::HERTZ,
        _ => Unit::ONE,
    }
}

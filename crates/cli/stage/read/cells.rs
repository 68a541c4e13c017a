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
            ColumnType::Integer => builder.integer(name, unit, self.found.to_i64()?),
            ColumnType::Boolean => builder.boolean(name, self.found.to_bool()?),
            ColumnType::Text => builder.text(name, &self.texts()?),
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

    /// The numbers; what is missing becomes an empty cell where the port allows one.
    fn finite(&self, numbers: Vec<f64>) -> Result<Vec<Option<f64>>, Unreadable> {
        let may_be_empty =
            self.column.optional_cells && self.column.column_type != ColumnType::Vector;
        let refused = numbers
            .iter()
            .position(|number| number.is_infinite() || (number.is_nan() && !may_be_empty));
        match refused {
            None => Ok(numbers.into_iter().map(|n| n.is_finite().then_some(n)).collect()),
            Some(row) => {
                let got = numbers[row];
                let got = if got.is_nan() { "nothing (NaN)".into() } else { got.to_string() };
                Err(Unreadable::Cell {
                    what: format!(
                        "column `{}`, row {}: got {got}, wanted a finite number",
                        self.column.name,
                        row + 1
                    ),
                    hint: "leave out the rows that have no value here".into(),
                })
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

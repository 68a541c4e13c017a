//! Tables as CSV: what people download and open in other programs.
//!
//! RFC 4180 with LF at the ends of lines: commas, and quotes where a cell holds a comma, a quote or a
//! line break. Floats are the shortest digits that are read back as the same float, with a point whatever
//! the language of the machine. An empty cell is a missing one. A column of vectors becomes `name_0`,
//! `name_1`, … Units are in the schema and in the names of columns, not in the file.
//!
//! ```
//! use spikebook_data::{Table, csv_file};
//! use spikebook_schema::Unit;
//!
//! let table = Table::build("spikes")
//!     .integer("unit_id", Unit::ID, vec![1, 2])
//!     .optional_float("time_s", Unit::SECOND, vec![Some(0.1), None])
//!     .finish()?;
//! assert_eq!(csv_file::to_csv_bytes(&table)?, b"unit_id,time_s\n1,0.1\n2,\n");
//! # Ok::<(), spikebook_data::Error>(())
//! ```

use std::io::Write;

use spikebook_schema::ColumnType;

use crate::{Error, Table};

/// A table as CSV.
///
/// # Errors
/// [`Error::Internal`] where the table breaks its own rules.
pub fn to_csv_bytes(table: &Table) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    write(&mut bytes, std::iter::once(Ok(table.clone())))?;
    Ok(bytes)
}

/// Writes tables of one schema, one after another, as one CSV file.
///
/// # Errors
/// The first error among the tables, or [`Error::Internal`] where the sink refuses.
pub fn write<W: Write>(
    sink: W,
    tables: impl IntoIterator<Item = Result<Table, Error>>,
) -> Result<(), Error> {
    let mut writer = csv::WriterBuilder::new().from_writer(sink);
    for (position, table) in tables.into_iter().enumerate() {
        let table = table?;
        let columns = columns(&table)?;
        if position == 0 {
            let names = columns.iter().map(|(name, _)| name.as_str());
            writer.write_record(names).map_err(Error::internal)?;
        }
        let mut cell = String::new();
        for row in 0..table.n_rows() {
            for (_, cells) in &columns {
                cell.clear();
                cells.show(row, &mut cell);
                writer.write_field(&cell).map_err(Error::internal)?;
            }
            writer.write_record(None::<&[u8]>).map_err(Error::internal)?;
        }
    }
    writer.flush().map_err(Error::internal)
}

/// The cells of a column of the file.
enum Cells {
    Floats(Vec<Option<f64>>),
    Integers(Vec<Option<i64>>),
    Booleans(Vec<Option<bool>>),
    Texts(Vec<Option<String>>),
}

impl Cells {
    /// Appends a cell as text; nothing where it is empty.
    fn show(&self, row: usize, text: &mut String) {
        match self {
            Self::Floats(cells) => {
                if let Some(number) = cells[row] {
                    push_float(number, text);
                }
            }
            Self::Integers(cells) => {
                if let Some(number) = cells[row] {
                    text.push_str(&number.to_string());
                }
            }
            Self::Booleans(cells) => {
                if let Some(truth) = cells[row] {
                    text.push_str(if truth { "true" } else { "false" });
                }
            }
            Self::Texts(cells) => text.push_str(cells[row].as_deref().unwrap_or_default()),
        }
    }
}

/// Appends the shortest digits that are read back as the same float, with an exponent where it would
/// otherwise be all zeros.
fn push_float(number: f64, text: &mut String) {
    let magnitude = number.abs();
    let plain = magnitude == 0.0 || (1e-5..1e16).contains(&magnitude);
    let written = if plain { format!("{number}") } else { format!("{number:e}") };
    text.push_str(&written);
}

fn columns(table: &Table) -> Result<Vec<(String, Cells)>, Error> {
    let mut columns = Vec::new();
    for column in &table.schema().columns {
        let name = &column.name;
        let cells = match column.column_type {
            ColumnType::Float => Cells::Floats(table.optional_floats(name)?),
            ColumnType::Integer => Cells::Integers(table.optional_integers(name)?),
            ColumnType::Boolean => Cells::Booleans(table.booleans(name)?),
            ColumnType::Text => {
                let texts = table.texts(name)?.into_iter();
                Cells::Texts(texts.map(|text| text.map(Into::into)).collect())
            }
            ColumnType::Vector => {
                let (flat, width) = table.vectors(name)?;
                for place in 0..width {
                    let cells = flat.chunks_exact(width).map(|row| Some(row[place])).collect();
                    columns.push((format!("{name}_{place}"), Cells::Floats(cells)));
                }
                continue;
            }
        };
        columns.push((name.clone(), cells));
    }
    Ok(columns)
}

#[cfg(test)]
mod tests;

//! A table as lines of text.

use std::fmt::Write as _;

use spikebook_data::{Table, TableSource};
use spikebook_schema::{Column, ColumnType};

use crate::error::Error;
use crate::output::columns;

/// The first rows under the names and units of the columns; no others are read.
pub(super) fn lines(source: &TableSource, n_rows: usize) -> Result<String, Error> {
    let shown = first_rows(source, n_rows)?;
    let listed = &source.schema().columns;
    let units: Vec<String> = listed
        .iter()
        .map(|column| if column.unit.is_shown() { column.unit.symbol() } else { "" }.to_owned())
        .collect();
    let mut rows = vec![listed.iter().map(|column| column.name.clone()).collect()];
    if units.iter().any(|unit| !unit.is_empty()) {
        rows.push(units);
    }
    let cells = listed
        .iter()
        .map(|column| column_cells(&shown, column))
        .collect::<Result<Vec<_>, spikebook_data::Error>>()?;
    rows.extend(
        (0..shown.n_rows()).map(|row| cells.iter().map(|column| column[row].clone()).collect()),
    );
    let mut text = columns("", &rows);
    if source.n_rows() > shown.n_rows() {
        let _ = writeln!(text, "… {} rows in all", source.n_rows());
    }
    Ok(text)
}

fn first_rows(source: &TableSource, n_rows: usize) -> Result<Table, Error> {
    let mut parts: Vec<Table> = Vec::new();
    let mut missing = n_rows;
    for batch in source.batches()? {
        let batch = batch?.slice(0, missing);
        missing -= batch.n_rows();
        parts.push(batch);
        if missing == 0 {
            break;
        }
    }
    // A table without rows has no batches, and still its columns.
    Ok(if parts.is_empty() { source.table()? } else { Table::stacked(&parts)? })
}

/// The cells in words; an empty cell has none.
fn words<T>(cells: Vec<Option<T>>, word: impl Fn(T) -> String) -> Vec<String> {
    cells.into_iter().map(|cell| cell.map_or_else(String::new, &word)).collect()
}

fn column_cells(table: &Table, column: &Column) -> Result<Vec<String>, spikebook_data::Error> {
    let name = &column.name;
    Ok(match column.column_type {
        ColumnType::Float => words(table.optional_floats(name)?, number_word),
        ColumnType::Integer => words(table.optional_integers(name)?, |cell| cell.to_string()),
        ColumnType::Boolean => words(table.booleans(name)?, |cell| cell.to_string()),
        ColumnType::Text => words(table.texts(name)?, ToOwned::to_owned),
        ColumnType::Vector => {
            let (flat, width) = table.vectors(name)?;
            let row = |numbers: &[f64]| {
                let shown: Vec<String> = numbers.iter().take(4).map(|n| number_word(*n)).collect();
                let more = if width > 4 { format!(", … {width}") } else { String::new() };
                format!("[{}{more}]", shown.join(", "))
            };
            flat.chunks(width.max(1)).map(row).collect()
        }
    })
}

/// A number in at most six digits that count.
pub(super) fn number_word(number: f64) -> String {
    let rounded: f64 = format!("{number:.5e}").parse().unwrap_or(number);
    let size = rounded.abs();
    if size != 0.0 && !(1e-4..1e9).contains(&size) {
        format!("{rounded:e}")
    } else {
        rounded.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        assert_eq!(number_word(1.0 / 3.0), "0.333333");
        assert_eq!(number_word(300.0), "300");
        assert_eq!(number_word(-0.000_012_345_678), "-1.23457e-5");
        assert_eq!(number_word(0.0), "0");
        assert_eq!(number_word(28_829.0), "28829");
    }
}

//! The tables behind figures as files beside the page: CSV for people, Parquet for programs.

use std::fmt::Write as _;
use std::io::Write as _;

use spikebook_data::parquet_file::{TableWriter, copy_with_metadata};
use spikebook_data::{Error, Table, TableSource};
use spikebook_pipeline::Reference;
use spikebook_pipeline::document::Placed;
use spikebook_schema::{Column, ColumnType};

use crate::page::Page;

/// A longer table is not copied into the book.
const MOST_ROWS: usize = 200_000;

/// Lays a table beside the page and gives the links to it; a very long one is left in the store.
pub(crate) fn table(
    page: &mut Page<'_>,
    reference: &Placed<Reference>,
    id: &str,
    source: &TableSource,
) -> Vec<(&'static str, String)> {
    if source.n_rows() > MOST_ROWS {
        return Vec::new();
    }
    let provenance = page.chapter.results.provenance(&reference.value);
    match csv(source).and_then(|csv| Ok((csv, parquet(source, &provenance)?))) {
        Ok((csv, parquet)) => vec![
            ("CSV", page.add_file(&format!("{id}.csv"), csv.into_bytes())),
            ("Parquet", page.add_file(&format!("{id}.parquet"), parquet)),
        ],
        Err(error) => {
            page.find(&reference.span, format!("`{}`: {error}", reference.value), error.hint());
            Vec::new()
        }
    }
}

/// The table as Parquet with entries among its metadata.
fn parquet(source: &TableSource, entries: &[(String, String)]) -> Result<Vec<u8>, Error> {
    let mut batches = source.batches()?;
    let first = match batches.next() {
        Some(first) => first?,
        None => source.table()?,
    };
    let mut writer = TableWriter::new(Vec::new(), &first)?;
    writer.write(&first)?;
    for batch in batches {
        writer.write(&batch?)?;
    }
    let bytes = writer.finish()?.0;
    if entries.is_empty() {
        return Ok(bytes);
    }
    let at = std::path::Path::new("a temporary file");
    let failed = |source| Error::File { path: at.into(), source };
    let mut file = tempfile::NamedTempFile::new().map_err(failed)?;
    file.write_all(&bytes).map_err(failed)?;
    copy_with_metadata(file.path(), Vec::new(), entries)
}

/// The table as CSV: a line of names, then rows; numbers to the last digit, an empty cell as nothing.
pub(crate) fn csv(source: &TableSource) -> Result<String, Error> {
    let mut csv = String::new();
    for batch in source.batches()? {
        let batch = batch?;
        let mut columns = Vec::new();
        for column in &batch.schema().columns {
            columns.extend(cells(&batch, column)?);
        }
        if csv.is_empty() {
            let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
            csv += &names.join(",");
            csv.push('\n');
        }
        for row in 0..batch.n_rows() {
            for (position, (_, cells)) in columns.iter().enumerate() {
                let comma = if position == 0 { "" } else { "," };
                write!(csv, "{comma}{}", cells[row]).expect("writing to a string does not fail");
            }
            csv.push('\n');
        }
    }
    if csv.is_empty() {
        let names = source.schema().columns.iter().map(|column| quoted(&column.name));
        csv = names.collect::<Vec<_>>().join(",") + "\n";
    }
    Ok(csv)
}

/// The cells of a column as text; a matrix is as many columns as it has.
fn cells(table: &Table, column: &Column) -> Result<Vec<(String, Vec<String>)>, Error> {
    fn written<T: ToString>(cells: Vec<Option<T>>) -> Vec<String> {
        cells
            .into_iter()
            .map(|cell| cell.map_or_else(String::new, |cell| cell.to_string()))
            .collect()
    }
    let name = column.name.as_str();
    let cells = match column.column_type {
        ColumnType::Float => written(table.optional_floats(name)?),
        ColumnType::Integer => written(table.optional_integers(name)?),
        ColumnType::Boolean => written(table.booleans(name)?),
        ColumnType::Text => {
            written(table.texts(name)?.into_iter().map(|t| t.map(quoted)).collect())
        }
        ColumnType::Vector => {
            let (flat, width) = table.vectors(name)?;
            let column =
                |at: usize| flat.iter().skip(at).step_by(width).map(f64::to_string).collect();
            return Ok((0..width)
                .map(|at| (quoted(&format!("{name}_{at}")), column(at)))
                .collect());
        }
    };
    Ok(vec![(quoted(name), cells)])
}

fn quoted(text: &str) -> String {
    if text.is_empty() || text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use spikebook_schema::Unit;

    use super::*;

    #[test]
    fn a_table_as_csv_keeps_every_digit_and_quotes_what_needs_it() {
        let table = Table::build("t")
            .integer("unit_id", Unit::ID, vec![1, 2])
            .float_or_empty("rate_hz", Unit::HERTZ, &[1.0 / 3.0, f64::NAN])
            .text("name", &["a,b", "say \"x\""])
            .vector("weights", Unit::ONE, vec![0.5, 1.0, -2.0, 1e-7], 2)
            .boolean("kept", vec![true, false])
            .finish()
            .expect("columns of one length");
        insta::assert_snapshot!(csv(&TableSource::memory(table)).expect("in memory"), @r#"
        unit_id,rate_hz,name,weights_0,weights_1,kept
        1,0.3333333333333333,"a,b",0.5,1,true
        2,,"say ""x""",-2,0.0000001,false
        "#);
    }

    #[test]
    fn an_empty_table_has_its_line_of_names() {
        let table =
            Table::build("t").float("time_s", Unit::SECOND, vec![]).finish().expect("one column");
        assert_eq!(csv(&TableSource::memory(table)).expect("in memory"), "time_s\n");
    }
}

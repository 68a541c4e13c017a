//! CSV and TSV: rows of fields with one character between them, quoted where they hold it.
//!
//! Every column is a variable, and the file as a whole is a table. Columns without a name are
//! `column_1`, `column_2`, … by their place. A column is of whole numbers, floats, truth values
//! (`True`, `false`) or text, the narrowest that all of its fields fit; what stands for a missing
//! value fits them all. A column that starts as numbers and turns into text remembers the line where
//! it did, so that whoever asks for its numbers learns which field is in the way.
//!
//! The file is passed over once, and a second time only for columns that turned into text.

mod column;
mod layout;
mod rows;
#[cfg(test)]
mod tests;

use super::error::Result;
use super::missing::MissingTokens;
use super::reader::{Blocks, Confidence, OpenOptions, RawFile, Reader, unknown_variable};
use super::source::Source;
use super::value::{Column, Table, Value, VariableInfo};
use column::ColumnBuilder;
use layout::Layout;
use rows::Rows;

/// The reader of CSV and TSV files.
#[derive(Debug)]
pub struct Csv;

impl Reader for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["csv", "tsv", "tab"]
    }

    fn recognise(&self, head: &[u8], extension: &str) -> Confidence {
        let by_name = self.extensions().contains(&extension);
        match (layout::is_text(head), by_name) {
            (true, true) => Confidence::Certain,
            (false, true) => Confidence::Possible,
            (true, false) if layout::has_even_rows(head) => Confidence::Possible,
            _ => Confidence::No,
        }
    }

    fn open(&self, source: Source, options: &OpenOptions) -> Result<Box<dyn RawFile>> {
        let layout = Layout::find(&source, &options.text)?;
        let missing = MissingTokens::new(&options.text.missing);
        Ok(Box::new(CsvFile { source, layout, missing }))
    }
}

/// An open CSV file. No values are kept: each column is read when it is asked for.
#[derive(Debug)]
struct CsvFile {
    source: Source,
    layout: Layout,
    missing: MissingTokens,
}

impl CsvFile {
    /// The places of the columns of these names.
    fn places(&self, names: &[&str]) -> Result<Vec<usize>> {
        let place = |&name: &&str| {
            let found = self.layout.names.iter().position(|column| column == name);
            found.ok_or_else(|| unknown_variable(&self.source, name, &self.layout.names))
        };
        names.iter().map(place).collect()
    }

    /// One pass over the rows with a builder for each of these columns.
    fn pass<'a>(
        &self,
        places: &[usize],
        mut builders: Vec<ColumnBuilder<'a>>,
    ) -> Result<Vec<ColumnBuilder<'a>>> {
        let mut rows = Rows::new(&self.source, &self.layout);
        while rows.advance()? {
            rows.push_into(places, &mut builders)?;
        }
        Ok(builders)
    }

    /// The columns at these places.
    fn columns(&self, places: &[usize]) -> Result<Table> {
        let new = || ColumnBuilder::new(&self.missing);
        let mut builders = self.pass(places, places.iter().map(|_| new()).collect())?;
        let turned: Vec<usize> = (0..builders.len()).filter(|&i| builders[i].is_lost()).collect();
        if !turned.is_empty() {
            let turned_places: Vec<usize> = turned.iter().map(|&i| places[i]).collect();
            let again = turned.iter().map(|&i| builders[i].again()).collect();
            for (i, builder) in turned.into_iter().zip(self.pass(&turned_places, again)?) {
                builders[i] = builder;
            }
        }
        Ok(self.table(places, builders))
    }

    fn table(&self, places: &[usize], builders: Vec<ColumnBuilder<'_>>) -> Table {
        let n_rows = builders.first().map_or(0, ColumnBuilder::len);
        let columns = places.iter().zip(builders).map(|(&place, builder)| Column {
            name: self.layout.names[place].clone(),
            value: builder.finish(),
        });
        Table { columns: columns.collect(), n_rows }
    }

    /// Builders that know the types of these columns and hold no values.
    fn types(&self, places: &[usize]) -> Result<Vec<ColumnBuilder<'_>>> {
        let new = |_| ColumnBuilder::new(&self.missing).without_values();
        self.pass(places, places.iter().map(new).collect())
    }
}

impl RawFile for CsvFile {
    fn source(&self) -> &Source {
        &self.source
    }

    fn names(&self) -> Result<Vec<String>> {
        Ok(self.layout.names.clone())
    }

    fn variables(&self) -> Result<Vec<VariableInfo>> {
        let places: Vec<usize> = (0..self.layout.names.len()).collect();
        let types = self.types(&places)?;
        let infos = self.layout.names.iter().zip(types).map(|(name, builder)| VariableInfo {
            name: name.clone(),
            kind: builder.kind(),
            shape: vec![builder.len()],
        });
        Ok(infos.collect())
    }

    fn read_variable(&self, name: &str) -> Result<Value> {
        let mut table = self.columns(&self.places(&[name])?)?;
        let column = table.columns.pop();
        column
            .map(|column| column.value)
            .ok_or_else(|| unknown_variable(&self.source, name, &self.layout.names))
    }

    fn read_whole(&self) -> Result<Value> {
        let places: Vec<usize> = (0..self.layout.names.len()).collect();
        Ok(Value::Table(self.columns(&places)?))
    }

    fn blocks(&self, names: &[&str], n_rows: usize) -> Result<Blocks<'_>> {
        let places = self.places(names)?;
        let types = self.types(&places)?;
        let mut rows = Rows::new(&self.source, &self.layout);
        let mut at_end = false;
        let mut block = move || -> Result<Option<Table>> {
            let mut builders: Vec<ColumnBuilder<'_>> =
                types.iter().map(ColumnBuilder::again).collect();
            let mut n_read = 0;
            while !at_end && n_read < n_rows.max(1) {
                if rows.advance()? {
                    rows.push_into(&places, &mut builders)?;
                    n_read += 1;
                } else {
                    at_end = true;
                }
            }
            Ok((n_read > 0).then(|| self.table(&places, builders)))
        };
        let mut failed = false;
        Ok(Box::new(std::iter::from_fn(move || {
            if failed {
                return None;
            }
            let block = block().transpose();
            failed = matches!(block, Some(Err(_)));
            block
        })))
    }
}

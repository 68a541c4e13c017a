//! `{{cell stage.port.column where=other=3}}`: one cell of a table, with its unit.

use spikebook_data::{Error, Table};
use spikebook_pipeline::document::Placed;
use spikebook_pipeline::{Artifact, Document, Reference};
use spikebook_schema::{Column, ColumnType};

use super::look::{Look, exact};
use super::value::{named_part, pointed_out, position};
use crate::directive::Arguments;
use crate::html::escaped_inline;
use crate::number::unit_behind;
use crate::page::{Page, suggestion};

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CellOf {
    reference: Placed<Reference>,
    column: String,
    row: Option<Row>,
    look: Look,
}

/// Which row of the table.
#[derive(Clone, Debug, PartialEq)]
enum Row {
    At(Placed<usize>),
    Where { column: String, is: String, written: Placed<String> },
}

impl CellOf {
    pub(super) fn read(arguments: &mut Arguments<'_>, document: &mut Document) -> Option<Self> {
        let example = "fit.coefficients.estimate where=term=intercept";
        let written = arguments.required(document, "a column of a table", example);
        let at = arguments.option(document, "row");
        let named = arguments.option(document, "where");
        let is_asked_for = at.is_some() || named.is_some();
        let at = at.and_then(|written| position(document, written)).map(Row::At);
        let row = named.and_then(|written| which(document, &written)).or(at);
        let look = Look::read(arguments, document);
        let written = written?;
        let span = written.span.clone();
        let (reference, column) =
            named_part(document, written, "fit.coefficients.estimate", "columns")?;
        if !is_asked_for {
            let what = format!("`{}.{column}`: wanted a row", reference.value);
            let hint = "`where=term=intercept` names it, `row=0` counts from the first".into();
            document.find(span, what, Some(hint));
        }
        Some(Self { reference, column, row, look })
    }

    pub(super) fn html(&self, page: &mut Page<'_>) -> Option<String> {
        let source = match page.artifact(&self.reference)? {
            Artifact::Table(source) => source,
            other => {
                page.wrong_sort(&self.reference, &other, "a table");
                return None;
            }
        };
        let table = match source.table() {
            Ok(table) => table,
            Err(error) => {
                page.find(&self.reference.span, error.to_string(), error.hint());
                return None;
            }
        };
        let column = self.column(page, &table, &self.column)?;
        let row = self.row(page, &table)?;
        let place = format!("{}.{}, row {row}", self.reference.value, self.column);
        let (factor, unit) = self.look.factor(page, column.unit)?;
        let shown = cell(&table, column, row).unwrap_or(Cell::Empty);
        let (printed, stored) = match shown {
            Cell::Float(number) => (self.look.float(number * factor), exact(number)),
            Cell::Integer(whole) => (self.look.integer(whole, factor), whole.to_string()),
            Cell::Text(text) => (escaped_inline(&text), text),
            Cell::Empty => {
                let what = format!("`{place}`: got an empty cell, wanted a value");
                page.find(&self.reference.span, what, None);
                return None;
            }
        };
        let symbol =
            if column.unit.is_shown() { format!(" {}", column.unit) } else { String::new() };
        Some(pointed_out(&format!("{place} = {stored}{symbol}"), &printed, &unit_behind(unit)))
    }

    fn column<'t>(&self, page: &mut Page<'_>, table: &'t Table, name: &str) -> Option<&'t Column> {
        let column = table.schema().column(name);
        if column.is_none() {
            let columns = &table.schema().columns;
            let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
            let what = format!("`{}` has no column `{name}`", self.reference.value);
            page.find(&self.reference.span, what, suggestion(name, &names, "its columns are"));
        }
        column
    }

    /// The position of the row that is asked for.
    fn row(&self, page: &mut Page<'_>, table: &Table) -> Option<usize> {
        match self.row.as_ref()? {
            Row::At(at) if at.value < table.n_rows() => Some(at.value),
            Row::At(at) => {
                let what = format!("row {}, wanted one below {}", at.value, table.n_rows());
                page.find(&at.span, what, Some("rows count from 0".into()));
                None
            }
            Row::Where { column, is, written } => {
                let key = self.column(page, table, column)?;
                let rows: Vec<usize> =
                    (0..table.n_rows()).filter(|&row| equals(table, key, row, is)).collect();
                if let [row] = rows.as_slice() {
                    return Some(*row);
                }
                let what = format!("`{}`: got {} rows, wanted one", written.value, rows.len());
                let hint = format!("`spikebook show` lists the rows of `{}`", self.reference.value);
                page.find(&written.span, what, Some(hint));
                None
            }
        }
    }
}

fn which(document: &mut Document, written: &Placed<String>) -> Option<Row> {
    let parts = written.value.split_once('=');
    if parts.is_none() {
        let what = format!("`where`: got {}, wanted `column=value`", written.value);
        let hint = "for example where=term=intercept".into();
        document.find(written.span.clone(), what, Some(hint));
    }
    let (column, is) = parts?;
    Some(Row::Where { column: column.into(), is: is.into(), written: written.clone() })
}

/// One cell of a table.
enum Cell {
    Float(f64),
    Integer(i64),
    Text(String),
    Empty,
}

fn cell(table: &Table, column: &Column, row: usize) -> Result<Cell, Error> {
    let (table, name) = (table.slice(row, 1), column.name.as_str());
    let found = match column.column_type {
        ColumnType::Float => table.optional_floats(name)?.pop().flatten().map(Cell::Float),
        ColumnType::Integer => table.optional_integers(name)?.pop().flatten().map(Cell::Integer),
        ColumnType::Boolean => {
            let word = |truth| Cell::Text(if truth { "yes" } else { "no" }.into());
            table.booleans(name)?.pop().flatten().map(word)
        }
        ColumnType::Text => {
            table.texts(name)?.pop().flatten().map(|text| Cell::Text(text.to_owned()))
        }
        ColumnType::Vector => None,
    };
    Ok(found.unwrap_or(Cell::Empty))
}

fn equals(table: &Table, column: &Column, row: usize, written: &str) -> bool {
    match cell(table, column, row) {
        Ok(Cell::Float(number)) => written.parse() == Ok(number),
        Ok(Cell::Integer(whole)) => written.parse() == Ok(whole),
        Ok(Cell::Text(text)) => text == written,
        Ok(Cell::Empty) | Err(_) => false,
    }
}

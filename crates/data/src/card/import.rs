//! From the files of a dataset to its tables.
//!
//! Every column is read and checked before any table is made, and everything that is wrong is found at
//! once. Findings that are alike stand as one, with their number.

mod cells;
mod checks;
mod gather;
mod keep;
mod made_up;
mod order;
mod rates;
mod unchanged;

use std::collections::BTreeMap;

use super::error::Error;
use super::finding::ImportFinding;
use super::locate::LocatedFile;
use super::spec::{Card, CardSource, FileSpec, TableSpec};
use crate::raw::{self, OpenOptions, RawFile};
use crate::{Table, TableBuilder};
use cells::Cells;
use gather::Gathered;

/// Reads the tables of a dataset from its files, in the order of the card.
///
/// # Errors
/// [`Error::Import`] with everything that is wrong, [`Error::Raw`] where a file cannot be opened. None
/// of `located` may be missing.
pub fn import(card: &Card, located: &[LocatedFile]) -> Result<Vec<(String, Table)>, Error> {
    let CardSource::Files { files, tables } = &card.source else { return Ok(Vec::new()) };
    let mut open: BTreeMap<&str, Box<dyn RawFile>> = BTreeMap::new();
    for file in files {
        if let Some(found) = located.iter().find(|found| found.id == file.id) {
            open.insert(&file.id, raw::open(&found.path, &options(file))?);
        }
    }
    let mut findings = Vec::new();
    let mut gathered = Vec::new();
    for table in tables {
        let (name, file) = files
            .iter()
            .find(|file| file.id == table.file)
            .and_then(|file| Some((file.path.as_str(), open.get(file.id.as_str())?)))
            .expect("the card names only its own files, and the caller has located them");
        gathered.push(Gathered::read(table, name, &**file, &mut findings)?);
    }
    // Rows that are not there as they should be cannot be checked further.
    let orders: Vec<Vec<usize>> =
        if findings.is_empty() { gathered.iter().map(order::of).collect() } else { Vec::new() };
    for (table, order) in gathered.iter().zip(&orders) {
        checks::check(table, order, &mut findings);
    }
    if findings.is_empty() {
        checks::check_ids(&gathered, &mut findings);
    }
    if !findings.is_empty() {
        return Err(Error::Import { dataset: card.name.clone(), findings: merge(findings) });
    }
    let made = gathered.iter().zip(&orders).map(|(table, order)| {
        let rows = order::kept(table, order);
        Ok((table.spec.name.clone(), build(table, &rows)?))
    });
    made.collect()
}

/// Reads the tables as [`import`] does, and makes sure that what was read is what the card means: another
/// file that was put in the place of one since it was found, or while it was read, is an error.
///
/// # Errors
/// As [`import`], and [`Error::Changed`].
pub fn import_unchanged(
    card: &Card,
    located: &[LocatedFile],
) -> Result<Vec<(String, Table)>, Error> {
    unchanged::while_read(card, located, || import(card, located))
}

/// How a file of a card is opened.
pub(super) fn options(file: &FileSpec) -> OpenOptions {
    OpenOptions { format: file.format.clone(), text: file.text.clone(), ..OpenOptions::default() }
}

/// Findings of one column that ask for the same change become one.
fn merge(findings: Vec<ImportFinding>) -> Vec<ImportFinding> {
    let mut merged: Vec<ImportFinding> = Vec::new();
    for finding in findings {
        let alike = |other: &&mut ImportFinding| match (&**other, &finding) {
            (
                ImportFinding::Wrong { table, column, remedy, .. },
                ImportFinding::Wrong { table: t, column: c, remedy: r, .. },
            ) => (table, column, remedy) == (t, c, r),
            _ => false,
        };
        if let Some(ImportFinding::Wrong { n_more, .. }) = merged.iter_mut().find(alike) {
            let ImportFinding::Wrong { n_more: also, .. } = &finding else { continue };
            *n_more += also + 1;
        } else {
            merged.push(finding);
        }
    }
    merged
}

/// The table of these rows.
fn build(gathered: &Gathered<'_>, rows: &[usize]) -> Result<Table, crate::Error> {
    let spec: &TableSpec = gathered.spec;
    let mut builder = Table::build(&spec.name);
    for (column, cells) in &gathered.columns {
        let column = &column.column;
        builder = add(builder, column, cells.take(rows)).described(&column.description);
    }
    if let Some(sampling) = spec.sampling {
        builder = builder.sampled(sampling);
    }
    spec.frame.check(builder.finish()?)
}

fn add(builder: TableBuilder, column: &spikebook_schema::Column, cells: Cells) -> TableBuilder {
    let (name, unit) = (column.name.as_str(), column.unit);
    match cells {
        Cells::Float(cells) if column.optional_cells => builder.float_or_empty(name, unit, &cells),
        Cells::Float(cells) => builder.float(name, unit, cells),
        Cells::Integer(cells) if column.optional_cells => {
            builder.optional_integer(name, unit, cells)
        }
        Cells::Integer(cells) => {
            builder.integer(name, unit, cells.into_iter().map(Option::unwrap_or_default).collect())
        }
        Cells::Boolean(cells) if column.optional_cells => builder.optional_boolean(name, cells),
        Cells::Boolean(cells) => {
            builder.boolean(name, cells.into_iter().map(Option::unwrap_or_default).collect())
        }
        Cells::Text(cells) if column.optional_cells => builder.optional_text(name, cells),
        Cells::Text(cells) => {
            let texts: Vec<String> = cells.into_iter().map(Option::unwrap_or_default).collect();
            builder.text(name, &texts)
        }
        Cells::Vector { flat, width } => builder.vector(name, unit, flat, width.max(1)),
    }
}

#[cfg(test)]
mod tests;

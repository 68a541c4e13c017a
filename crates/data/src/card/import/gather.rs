//! From the variables of a file to the columns of a table: rows as the file has them, or the rows of
//! one combination of index words after another.

mod groups;
mod rows;

use std::collections::BTreeMap;

use super::cells::{CellFault, Cells};
use crate::card::finding::{ImportFinding, Remedy};
use crate::card::spec::{ColumnSpec, TableSpec};
use crate::raw::{self, RawFile};

/// The columns of a table in the order of the file, and where in the file each cell is.
pub(super) struct Gathered<'a> {
    pub(super) spec: &'a TableSpec,
    pub(super) file: &'a str,
    pub(super) columns: Vec<(ColumnSpec, Cells)>,
    pub(super) n_rows: usize,
    groups: Groups<'a>,
}

/// The combinations of index words, in the order of the file.
#[derive(Default)]
pub(super) struct Groups<'a> {
    pub(super) words: &'a [String],
    pub(super) keys: Vec<Vec<usize>>,
    /// The first row of each.
    pub(super) starts: Vec<usize>,
}

impl<'a> Gathered<'a> {
    /// Reads the columns of a table.
    pub(super) fn read(
        spec: &'a TableSpec,
        file_name: &'a str,
        file: &dyn RawFile,
        findings: &mut Vec<ImportFinding>,
    ) -> raw::Result<Self> {
        let mut gathered = Self {
            spec,
            file: file_name,
            columns: Vec::new(),
            n_rows: 0,
            groups: Groups { words: spec.words(), ..Groups::default() },
        };
        match spec.leader() {
            Some(leader) => gathered.read_groups(leader, file, findings)?,
            None => gathered.read_rows(file, findings)?,
        }
        Ok(gathered)
    }

    /// The cells of a column.
    pub(super) fn column(&self, name: &str) -> Option<&Cells> {
        self.columns.iter().find(|(spec, _)| spec.column.name == name).map(|(_, cells)| cells)
    }

    /// The cells of a column of floats.
    pub(super) fn floats(&self, name: &str) -> Option<&[f64]> {
        match self.column(name)? {
            Cells::Float(cells) => Some(cells),
            _ => None,
        }
    }

    /// The cells of a column of whole numbers.
    pub(super) fn integers(&self, name: &str) -> Option<&[Option<i64>]> {
        match self.column(name)? {
            Cells::Integer(cells) => Some(cells),
            _ => None,
        }
    }

    /// What is wrong with a cell of a column and, alike, with `n_more` after it.
    pub(super) fn finding(
        &self,
        column: &str,
        row: Option<usize>,
        fault: (String, String, Remedy),
        n_more: usize,
    ) -> ImportFinding {
        let (variable, row) = self.place(column, row);
        let (got, wanted, remedy) = fault;
        ImportFinding::Wrong {
            table: self.spec.name.clone(),
            column: column.to_owned(),
            file: self.file.to_owned(),
            variable,
            row,
            got,
            wanted,
            n_more,
            remedy,
        }
    }

    /// The variable that a cell comes from, and its row there, counted from 1.
    fn place(&self, column: &str, row: Option<usize>) -> (String, Option<usize>) {
        let spec = self.columns.iter().find(|(spec, _)| spec.column.name == column);
        let Some(path) = spec.and_then(|(spec, _)| spec.path()) else {
            return (column.to_owned(), row.map(|row| row + 1));
        };
        let Some(row) = row else { return (path.text().to_owned(), None) };
        let group = self.groups.starts.partition_point(|&start| start <= row).saturating_sub(1);
        let Some(key) = self.groups.keys.get(group) else {
            return (path.text().to_owned(), Some(row + 1));
        };
        let indices: BTreeMap<&str, usize> =
            self.groups.words.iter().map(String::as_str).zip(key.iter().copied()).collect();
        let in_group = row - self.groups.starts[group] + 1;
        (path.at(&indices), (!path.has_items()).then_some(in_group))
    }
}

/// Notes the first cell that cannot be taken, and how many there are.
fn note_faults(
    gathered: &Gathered<'_>,
    spec: &ColumnSpec,
    faults: &[CellFault],
    findings: &mut Vec<ImportFinding>,
    place: impl Fn(&CellFault) -> (String, usize),
) {
    let Some(first) = faults.first() else { return };
    let (variable, row) = place(first);
    findings.push(ImportFinding::Wrong {
        table: gathered.spec.name.clone(),
        column: spec.column.name.clone(),
        file: gathered.file.to_owned(),
        variable,
        row: Some(row),
        got: first.got.clone(),
        wanted: first.wanted.clone(),
        n_more: faults.len() - 1,
        remedy: first.remedy.clone(),
    });
}

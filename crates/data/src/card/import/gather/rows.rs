//! Tables without index words: every path gives all rows.

use std::collections::BTreeMap;

use super::{Gathered, note_faults};
use crate::card::finding::{ImportFinding, Remedy};
use crate::card::import::cells::{self, Cells};
use crate::card::import::{keep, made_up::made_up};
use crate::card::spec::ColumnSpec;
use crate::raw::{self, Found, RawFile};

impl Gathered<'_> {
    /// Reads a table without index words: every path gives all rows.
    pub(super) fn read_rows(
        &mut self,
        file: &dyn RawFile,
        findings: &mut Vec<ImportFinding>,
    ) -> raw::Result<()> {
        let mut columns = self.spec.columns.clone();
        columns.extend(keep::columns(self.spec, file)?);
        let together = read_together(&columns, file);
        let mut first: Option<(String, usize)> = None;
        let mut read = Vec::new();
        for spec in &columns {
            let Some(path) = spec.path() else {
                read.push(None);
                continue;
            };
            let found = together.get(path.text()).map(|found| cells::read(found, spec));
            // What cannot be taken from the columns read together is read again alone, for the message
            // that names its line.
            let read_alone = || {
                let leaves = path.read(file)?;
                leaves.values().next().map(|found| cells::read(found, spec)).transpose()
            };
            let result = match found {
                Some(Ok(taken)) => Ok(Some(taken)),
                _ => read_alone(),
            };
            match result {
                Ok(Some((cells, faults))) => {
                    note_faults(self, spec, &faults, findings, |fault| {
                        (path.text().to_owned(), fault.row + 1)
                    });
                    let (leader, n_rows) =
                        first.get_or_insert_with(|| (spec.column.name.clone(), cells.len()));
                    if cells.len() != *n_rows {
                        findings.push(unequal(self, spec, path.text(), &cells, leader, *n_rows));
                    }
                    read.push(Some(cells));
                }
                Ok(None) => read.push(Some(Cells::none(spec.column.column_type))),
                Err(error) => {
                    findings.push(ImportFinding::Unreadable {
                        table: self.spec.name.clone(),
                        column: spec.column.name.clone(),
                        error,
                    });
                    read.push(Some(Cells::none(spec.column.column_type)));
                }
            }
        }
        self.n_rows = first.map_or(0, |(_, n_rows)| n_rows);
        for (spec, cells) in columns.into_iter().zip(read) {
            let cells = match cells {
                Some(cells) => cells,
                None => made_up(&spec, &self.groups, self.n_rows),
            };
            self.columns.push((spec, cells));
        }
        Ok(())
    }
}

/// The plain variables among the paths, read in one pass; none where the file has no common rows.
fn read_together(columns: &[ColumnSpec], file: &dyn RawFile) -> BTreeMap<String, Found> {
    let mut names: Vec<&str> =
        columns.iter().filter_map(|spec| spec.path()?.plain_variable()).collect();
    names.sort_unstable();
    names.dedup();
    if names.len() < 2 {
        return BTreeMap::new();
    }
    let block = file.blocks(&names, usize::MAX).ok().and_then(|mut blocks| blocks.next());
    let Some(Ok(table)) = block else { return BTreeMap::new() };
    let place = |name: &str| file.source().place(raw::At::Variable(name.to_owned()));
    let columns = table.columns.into_iter().map(|column| {
        let found = Found { indices: Vec::new(), place: place(&column.name), value: column.value };
        (column.name, found)
    });
    columns.collect()
}

fn unequal(
    gathered: &Gathered<'_>,
    spec: &ColumnSpec,
    variable: &str,
    cells: &Cells,
    leader: &str,
    n_rows: usize,
) -> ImportFinding {
    ImportFinding::Wrong {
        table: gathered.spec.name.clone(),
        column: spec.column.name.clone(),
        file: gathered.file.to_owned(),
        variable: variable.to_owned(),
        row: None,
        got: format!("{} values", cells.len()),
        wanted: format!("{n_rows}, as `{leader}` has"),
        n_more: 0,
        remedy: Remedy::InColumn("the `path` of a variable of that length".to_owned()),
    }
}

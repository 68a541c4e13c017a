//! Tables with index words: each combination of them gives rows, one combination after another.

use std::collections::BTreeMap;

use super::{Gathered, note_faults};
use crate::card::finding::{ImportFinding, Remedy};
use crate::card::import::cells::{self, Cells};
use crate::card::import::made_up::made_up;
use crate::card::spec::{ColumnSpec, Origin};
use crate::card::template::Template;
use crate::raw::{self, Found, RawFile};

/// The cells of one column by the indices that its own words stand for.
struct Part {
    cells: BTreeMap<Vec<usize>, Cells>,
    /// Where its words are among those of the table; the last numbers items where `has_items`.
    places: Vec<usize>,
    has_items: bool,
    /// Whether it has one value for each combination, which holds for all rows there.
    is_single: bool,
}

impl Gathered<'_> {
    /// Reads a table with index words: each combination of them gives rows.
    pub(super) fn read_groups(
        &mut self,
        leader: &Template,
        file: &dyn RawFile,
        findings: &mut Vec<ImportFinding>,
    ) -> raw::Result<()> {
        let mut parts = Vec::new();
        for spec in &self.spec.columns {
            parts.push(match spec.path() {
                Some(path) => match self.read_part(spec, path, file, findings) {
                    Ok(part) => Some(part),
                    Err(error) => {
                        findings.push(ImportFinding::Unreadable {
                            table: self.spec.name.clone(),
                            column: spec.column.name.clone(),
                            error,
                        });
                        None
                    }
                },
                None => None,
            });
        }
        if !findings.is_empty() {
            return Ok(());
        }
        self.groups.keys = keys(leader, file, self.spec.skip_empty.is_some())?;
        let mut columns: Vec<Cells> =
            self.spec.columns.iter().map(|spec| Cells::none(spec.column.column_type)).collect();
        for group in 0..self.groups.keys.len() {
            self.groups.starts.push(self.n_rows);
            self.n_rows += self.append(group, &parts, &mut columns, findings);
        }
        for (spec, cells) in self.spec.columns.iter().zip(columns) {
            let cells = match spec.origin {
                Origin::Path(_) => cells,
                _ => made_up(spec, &self.groups, self.n_rows),
            };
            self.columns.push((spec.clone(), cells));
        }
        Ok(())
    }

    fn read_part(
        &self,
        spec: &ColumnSpec,
        path: &Template,
        file: &dyn RawFile,
        findings: &mut Vec<ImportFinding>,
    ) -> raw::Result<Part> {
        let mut cells = BTreeMap::new();
        for (index, found) in path.read(file)? {
            let (taken, faults) = cells::read(&found, spec)?;
            note_faults(self, spec, &faults, findings, |fault| {
                (found.path().to_owned(), fault.row + 1)
            });
            if let (Cells::Vector { width: first, .. }, Cells::Vector { width, .. }) =
                (cells.values().next().unwrap_or(&taken), &taken)
                && first != width
            {
                findings.push(odd_width(self, spec, &found, *first, *width));
            }
            cells.insert(index, taken);
        }
        let place = |word: &String| self.groups.words.iter().position(|other| other == word);
        let is_single = path.has_items() || cells.values().all(|cells| cells.len() == 1);
        // Rows that hold for several combinations at once would multiply without bound.
        let many = cells.values().find(|cells| cells.len() != 1).filter(|_| !is_single);
        if let Some(many) = many.filter(|_| path.words().len() < self.groups.words.len()) {
            findings.push(one_for_all(self, spec, path, many.len()));
        }
        Ok(Part {
            cells,
            places: path.words().iter().filter_map(place).collect(),
            has_items: path.has_items(),
            is_single,
        })
    }

    /// Appends the rows of one combination of index words, and tells how many they are.
    fn append(
        &self,
        group: usize,
        parts: &[Option<Part>],
        columns: &mut [Cells],
        findings: &mut Vec<ImportFinding>,
    ) -> usize {
        let key = &self.groups.keys[group];
        let of_group: Vec<Option<(&Cells, usize, usize)>> =
            parts.iter().map(|part| part.as_ref().and_then(|part| part.at(key))).collect();
        let mut leader: Option<(&str, usize)> = None;
        for ((spec, part), taken) in self.spec.columns.iter().zip(parts).zip(&of_group) {
            let Some(part) = part else { continue };
            let length = taken.map_or(0, |(_, _, length)| length);
            match (taken, leader) {
                (None, _) if spec.column.optional_cells => {}
                (None, _) if part.is_single => {
                    findings.push(self.odd_group(group, spec, "nothing".into(), "a value".into()));
                }
                (Some(_), _) if part.is_single => {}
                (_, None) => leader = Some((&spec.column.name, length)),
                (_, Some((_, n_rows))) if n_rows == length => {}
                (_, Some((other, n_rows))) => {
                    let wanted = format!("{n_rows}, as `{other}` has there");
                    findings.push(self.odd_group(group, spec, format!("{length} values"), wanted));
                }
            }
        }
        let n_rows = leader.map_or(1, |(_, n_rows)| n_rows);
        for (((spec, part), taken), cells) in
            self.spec.columns.iter().zip(parts).zip(&of_group).zip(columns)
        {
            match (part, taken) {
                (None, _) => {}
                (Some(part), Some((from, start, _))) if part.is_single => {
                    for _ in 0..n_rows {
                        cells.extend_range(from, *start, 1);
                    }
                }
                (Some(_), Some((from, start, length))) if *length == n_rows => {
                    cells.extend_range(from, *start, n_rows);
                }
                _ => {
                    debug_assert!(
                        spec.column.optional_cells || !findings.is_empty() || n_rows == 0
                    );
                    for _ in 0..n_rows {
                        cells.push_missing();
                    }
                }
            }
        }
        n_rows
    }

    /// A combination of index words where a column has too few values, or too many.
    fn odd_group(
        &self,
        group: usize,
        spec: &ColumnSpec,
        got: String,
        wanted: String,
    ) -> ImportFinding {
        let words = self.groups.words.iter().map(String::as_str);
        let indices: BTreeMap<&str, usize> =
            words.zip(self.groups.keys[group].iter().copied()).collect();
        ImportFinding::Wrong {
            table: self.spec.name.clone(),
            column: spec.column.name.clone(),
            file: self.file.to_owned(),
            variable: spec.path().map_or_else(String::new, |path| path.at(&indices)),
            row: None,
            got,
            wanted,
            n_more: 0,
            remedy: Remedy::InColumn(
                "another `path`, or `optional = true` where cells may be empty".to_owned(),
            ),
        }
    }
}

impl Part {
    /// The cells of one combination of the table's index words: from where, and how many.
    fn at(&self, key: &[usize]) -> Option<(&Cells, usize, usize)> {
        let mut own: Vec<usize> = self.places.iter().map(|&place| key[place]).collect();
        if self.has_items {
            let item = own.pop()?;
            let cells = self.cells.get(&own)?;
            return (item < cells.len()).then_some((cells, item, 1));
        }
        let cells = self.cells.get(&own)?;
        Some((cells, 0, cells.len()))
    }
}

/// Every combination of the leader's words, those without anything left out where that is wanted.
fn keys(leader: &Template, file: &dyn RawFile, skip_empty: bool) -> raw::Result<Vec<Vec<usize>>> {
    let count = |found: &Found| found.value.shape().iter().product::<usize>();
    let mut keys = Vec::new();
    for (index, found) in leader.read(file)? {
        if leader.has_items() {
            keys.extend((0..count(&found)).map(|item| [index.as_slice(), &[item]].concat()));
        } else if !skip_empty || count(&found) > 0 {
            keys.push(index);
        }
    }
    Ok(keys)
}

/// A matrix that has more or fewer columns than the one before it.
fn odd_width(
    gathered: &Gathered<'_>,
    spec: &ColumnSpec,
    found: &Found,
    first: usize,
    width: usize,
) -> ImportFinding {
    ImportFinding::Wrong {
        table: gathered.spec.name.clone(),
        column: spec.column.name.clone(),
        file: gathered.file.to_owned(),
        variable: found.path().to_owned(),
        row: None,
        got: format!("a matrix of {width} columns"),
        wanted: format!("{first} columns, as in the first"),
        n_more: 0,
        remedy: Remedy::InColumn("a `path` to matrices of one width".to_owned()),
    }
}

/// A path without all index words that gives more than one value.
fn one_for_all(
    gathered: &Gathered<'_>,
    spec: &ColumnSpec,
    path: &Template,
    n_values: usize,
) -> ImportFinding {
    let absent = gathered.groups.words.iter().filter(|word| !path.words().contains(word));
    let absent: Vec<&str> = absent.map(String::as_str).collect();
    ImportFinding::Wrong {
        table: gathered.spec.name.clone(),
        column: spec.column.name.clone(),
        file: gathered.file.to_owned(),
        variable: path.text().to_owned(),
        row: None,
        got: format!("{n_values} values for every {}", absent.join(" and ")),
        wanted: "one".to_owned(),
        n_more: 0,
        remedy: Remedy::InColumn(format!(
            "a `path` with the index word {} in it, as in `x({},1)`",
            absent.join(" and "),
            absent.join(",")
        )),
    }
}

//! Columns that are not read: numbers, indices, constants.

use super::cells::Cells;
use super::gather::Groups;
use crate::card::finding::{ImportFinding, Remedy};
use crate::card::spec::{ColumnSpec, Origin};

/// The cells of a column that is not read.
pub(super) fn made_up(
    spec: &ColumnSpec,
    groups: &Groups<'_>,
    n_rows: usize,
    findings: &mut Vec<ImportFinding>,
    table: &str,
) -> Cells {
    let group_of = |row: usize| groups.starts.partition_point(|&start| start <= row) - 1;
    let shifted = |index: usize, from: i64| Some(index as i64 + from);
    match &spec.origin {
        Origin::Number { number_from } if groups.words.is_empty() => {
            Cells::Integer((0..n_rows).map(|row| shifted(row, *number_from)).collect())
        }
        Origin::Number { number_from } => {
            Cells::Integer((0..n_rows).map(|row| shifted(group_of(row), *number_from)).collect())
        }
        Origin::Index { word, number_from } => {
            let place = groups.words.iter().position(|other| other == word).unwrap_or(0);
            let index = |row| shifted(groups.keys[group_of(row)][place], *number_from);
            Cells::Integer((0..n_rows).map(index).collect())
        }
        Origin::Constant(value) => {
            let mut cells = Cells::none(spec.column.column_type);
            let Some(one) = Cells::constant(spec.column.column_type, value) else {
                findings.push(ImportFinding::Wrong {
                    table: table.to_owned(),
                    column: spec.column.name.clone(),
                    file: "the card".to_owned(),
                    variable: "value".to_owned(),
                    row: None,
                    got: value.to_string(),
                    wanted: format!("one of type {}", spec.column.column_type),
                    n_more: 0,
                    remedy: Remedy::InColumn("another `value`, or another `type`".to_owned()),
                });
                return cells;
            };
            (0..n_rows).for_each(|_| cells.extend(&one));
            cells
        }
        Origin::Path(_) => unreachable!("a path is read, not made up"),
    }
}

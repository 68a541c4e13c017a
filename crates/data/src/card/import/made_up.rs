//! Columns that are not read: numbers, indices, constants.

use super::cells::Cells;
use super::gather::Groups;
use crate::card::spec::{ColumnSpec, Origin};

/// The cells of a column that is not read.
pub(super) fn made_up(spec: &ColumnSpec, groups: &Groups<'_>, n_rows: usize) -> Cells {
    let group_of = |row: usize| groups.starts.partition_point(|&start| start <= row) - 1;
    let numbered = |index: usize, from: i64| from.checked_add(index as i64);
    match &spec.origin {
        Origin::Number { number_from } if groups.words.is_empty() => {
            Cells::Integer((0..n_rows).map(|row| numbered(row, *number_from)).collect())
        }
        Origin::Number { number_from } => {
            Cells::Integer((0..n_rows).map(|row| numbered(group_of(row), *number_from)).collect())
        }
        Origin::Index { word, number_from } => {
            let place = groups.words.iter().position(|other| other == word).unwrap_or(0);
            let index = |row| numbered(groups.keys[group_of(row)][place], *number_from);
            Cells::Integer((0..n_rows).map(index).collect())
        }
        Origin::Constant(value) => Cells::constant(spec, value, n_rows),
        Origin::Path(_) => unreachable!("a path is read, not made up"),
    }
}

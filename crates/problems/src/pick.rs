//! What a student is asked about: rows of a table, drawn by the student's seed among those that
//! qualify.

use std::collections::BTreeMap;

use spikebook_data::Table;

use crate::artifacts::{Artifacts, Cell, Lack, cells};
use crate::set::{ApartSpec, PickSpec};

/// The rows that were drawn.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Picked {
    /// The column that names a row.
    pub(crate) column: String,
    /// Every row that was drawn, by column; empty cells are left out.
    pub(crate) rows: Vec<BTreeMap<String, Cell>>,
}

impl Picked {
    /// What names each row.
    pub(crate) fn names(&self) -> impl Iterator<Item = &Cell> {
        self.rows.iter().filter_map(|row| row.get(&self.column))
    }

    /// What stands for `{pick}` or `{pick.column}` in a question.
    pub(crate) fn shown(&self, column: Option<&str>) -> String {
        let column = column.unwrap_or(&self.column);
        let words: Vec<String> =
            self.rows.iter().filter_map(|row| row.get(column)).map(ToString::to_string).collect();
        words.join(" or ")
    }
}

/// Draws the rows of a pick.
pub(crate) fn draw(
    spec: &PickSpec,
    artifacts: &Artifacts,
    seed: &[u8; 32],
) -> Result<Picked, Lack> {
    let cell = &spec.from.value;
    let table = artifacts.table(&cell.output)?;
    let rows = eligible(spec, &table)?;
    let drawn: Vec<usize> = match (spec.count, &spec.apart) {
        (1, _) => match rows.len() {
            0 => return Err(("no row that qualifies".into(), "at least one".into())),
            n_rows => vec![rows[below(seed, &spec.name.value, n_rows)]],
        },
        (_, apart) => {
            let pairs = pairs(&table, &rows, apart.as_ref())?;
            if pairs.is_empty() {
                return Err(("no two rows that qualify".into(), "at least one pair".into()));
            }
            let (first, second) = pairs[below(seed, &spec.name.value, pairs.len())];
            vec![first, second]
        }
    };
    let mut picked = Picked { column: cell.name.clone(), rows: vec![BTreeMap::new(); drawn.len()] };
    for column in &table.schema().columns {
        if column.column_type == spikebook_schema::ColumnType::Vector {
            continue;
        }
        let mut all = cells(&table, &column.name)?;
        for (row, &at) in picked.rows.iter_mut().zip(&drawn) {
            if let Some(value) = all[at].take() {
                row.insert(column.name.clone(), value);
            }
        }
    }
    Ok(picked)
}

/// The rows that have a name and lie within all bounds; an empty cell lies within none.
fn eligible(spec: &PickSpec, table: &Table) -> Result<Vec<usize>, Lack> {
    let mut fits: Vec<bool> =
        cells(table, &spec.from.value.name)?.iter().map(Option::is_some).collect();
    let above = spec.at_least.iter().map(|(column, bound)| (column, *bound, f64::INFINITY));
    let below = spec.at_most.iter().map(|(column, bound)| (column, f64::NEG_INFINITY, *bound));
    for (column, low, high) in above.chain(below) {
        for (fits, cell) in fits.iter_mut().zip(cells(table, &column.value)?) {
            let number = cell.and_then(|cell| cell.number());
            *fits &= number.is_some_and(|number| (low..=high).contains(&number));
        }
    }
    Ok((0..fits.len()).filter(|&row| fits[row]).collect())
}

/// All ordered pairs whose cells can be told apart.
fn pairs(
    table: &Table,
    rows: &[usize],
    apart: Option<&ApartSpec>,
) -> Result<Vec<(usize, usize)>, Lack> {
    let Some(apart) = apart else { return Ok(ordered_pairs(rows, |_, _| true)) };
    let by = numbers(table, &apart.by.value)?;
    let errors = match &apart.standard_error {
        None => None,
        Some((column, count)) => Some((numbers(table, &column.value)?, *count)),
    };
    let told_apart = |a: usize, b: usize| {
        let (Some(one), Some(two)) = (by[a], by[b]) else { return false };
        let least = match &errors {
            None => Some(apart.difference),
            Some((errors, count)) => errors[a].zip(errors[b]).map(|(one, two)| {
                // The variances of two independent estimates add up.
                apart.difference.max(count * (one * one + two * two).sqrt())
            }),
        };
        least.is_some_and(|least| one != two && (one - two).abs() >= least)
    };
    Ok(ordered_pairs(rows, told_apart))
}

fn ordered_pairs(rows: &[usize], fits: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    let all = rows.iter().flat_map(|&a| rows.iter().map(move |&b| (a, b)));
    all.filter(|&(a, b)| a != b && fits(a, b)).collect()
}

fn numbers(table: &Table, column: &str) -> Result<Vec<Option<f64>>, Lack> {
    Ok(cells(table, column)?.into_iter().map(|cell| cell.and_then(|cell| cell.number())).collect())
}

/// A whole number below `bound`, by the student's seed and the name of the pick.
fn below(seed: &[u8; 32], pick: &str, bound: usize) -> usize {
    let mut hasher = blake3::Hasher::new_keyed(seed);
    hasher.update(b"pick\0").update(pick.as_bytes());
    let mut bits = [0; 8];
    hasher.finalize_xof().fill(&mut bits);
    // A share of 2⁻⁶⁴ too much for some numbers is nothing that a student could notice.
    ((u128::from(u64::from_le_bytes(bits)) * bound as u128) >> 64) as usize
}

#[cfg(test)]
mod tests;

//! What kinds that draw have in common: from tables to axes and numbers in words, and from a picture of
//! `figures` to the figure that leaves a stage.

mod unit_rows;
mod words;

use spikebook_data::Table;
use spikebook_figures::{Axis, Band, Picture};
use spikebook_pipeline::{Failure, Figure};
use spikebook_schema::Unit;

pub(crate) use unit_rows::UnitRows;
pub(crate) use words::{amount, number, quantity_in_words, range, signal_label, these_many};

/// The figure of a picture and the numbers that it draws.
pub(crate) fn figure(picture: Picture, data: Table) -> Figure {
    Figure { svg: picture.svg, png: picture.png, alt: picture.alt, data }
}

/// What a column is measured in.
pub(crate) fn unit_of(table: &Table, column: &str) -> Unit {
    table.schema().column(column).map_or(Unit::ONE, |column| column.unit)
}

/// An axis with this label, which says the unit where it is one that is said.
pub(crate) fn axis(label: &str, unit: Unit) -> Axis {
    if unit.is_shown() { Axis::new(label, unit.symbol()) } else { Axis::unitless(label) }
}

/// The numbers of a column; where a cell is empty a NaN, which figures leave out.
pub(crate) fn with_gaps(table: &Table, column: &str) -> Result<Vec<f64>, Failure> {
    let cells = table.optional_floats(column)?;
    Ok(cells.into_iter().map(|cell| cell.unwrap_or(f64::NAN)).collect())
}

/// The intervals in the columns `low` and `high`, where the table has them.
pub(crate) fn band(table: &Table, low: &str, high: &str) -> Result<Option<Band>, Failure> {
    if !(table.has(low) && table.has(high)) {
        return Ok(None);
    }
    Ok(Some(Band { low: with_gaps(table, low)?, high: with_gaps(table, high)? }))
}

/// The position of the largest of the numbers that are there: the first, where several are.
pub(crate) fn largest(numbers: &[f64]) -> Option<usize> {
    let known = numbers.iter().enumerate().filter(|(_, number)| number.is_finite());
    known.reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|(at, _)| at)
}

/// The numbers that are there.
pub(crate) fn known(numbers: &[f64]) -> Vec<f64> {
    numbers.iter().copied().filter(|number| number.is_finite()).collect()
}

/// The positions of the numbers that are there, the largest first.
pub(crate) fn descending(numbers: &[f64]) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..numbers.len()).filter(|&row| numbers[row].is_finite()).collect();
    rows.sort_by(|&a, &b| numbers[b].total_cmp(&numbers[a]));
    rows
}

/// Fails where a figure would be empty.
pub(crate) fn nothing_to_draw(table: &str, column: &str) -> Failure {
    Failure::new(
        format!("input `{table}`: column `{column}` has no number, wanted one to draw"),
        "look at the stage that makes this table",
    )
}

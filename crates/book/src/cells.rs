//! The cells of a column as a reader wants them: numbers under each other with their points in line.

use spikebook_data::{Error, Table};
use spikebook_schema::{Column, ColumnType};

use crate::html::escaped;
use crate::number::{Precision, Printed};

/// What stands for an empty cell.
const EMPTY: &str = "–";
/// Decimals beyond which a column has powers of ten instead.
const MOST_DECIMALS: i32 = 7;

/// The cells of a column as HTML.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Cells {
    /// Whether they stand to the right.
    pub(crate) is_number: bool,
    /// One by one.
    pub(crate) texts: Vec<String>,
}

/// The cells of a column; its largest number has so many digits.
pub(crate) fn of(table: &Table, column: &Column, digits: usize) -> Result<Cells, Error> {
    fn texts<T>(cells: Vec<Option<T>>, print: impl Fn(T) -> String) -> Vec<String> {
        cells.into_iter().map(|cell| cell.map_or_else(|| EMPTY.into(), &print)).collect()
    }
    let name = column.name.as_str();
    Ok(match column.column_type {
        ColumnType::Float => {
            Cells { is_number: true, texts: floats(&table.optional_floats(name)?, digits) }
        }
        ColumnType::Integer => Cells {
            is_number: true,
            texts: texts(table.optional_integers(name)?, |whole| Printed::integer(whole).html()),
        },
        ColumnType::Boolean => Cells {
            is_number: false,
            texts: texts(table.booleans(name)?, |truth| if truth { "yes" } else { "no" }.into()),
        },
        ColumnType::Text => Cells { is_number: false, texts: texts(table.texts(name)?, escaped) },
        ColumnType::Vector => {
            let (_, width) = table.vectors(name)?;
            Cells { is_number: true, texts: vec![format!("{width} numbers"); table.n_rows()] }
        }
    })
}

/// All with the same number of decimals, as far as that tells something.
fn floats(cells: &[Option<f64>], digits: usize) -> Vec<String> {
    let largest = cells.iter().flatten().fold(0.0_f64, |largest, cell| largest.max(cell.abs()));
    let exponent = exponent_of(largest);
    let wanted = digits as i32 - 1 - exponent;
    if wanted > MOST_DECIMALS || exponent > MOST_DECIMALS {
        return print(cells, |number| Printed::scientific(number, digits));
    }
    let most = usize::try_from(wanted).unwrap_or(0);
    // Zeros at the end of every cell tell nothing.
    let needed = (0..most).find(|&decimals| {
        cells.iter().flatten().all(|&number| {
            let short: Result<f64, _> = format!("{number:.decimals$}").parse();
            let long: Result<f64, _> = format!("{number:.most$}").parse();
            short == long
        })
    });
    let decimals = needed.unwrap_or(most);
    print(cells, |number| {
        let printed = Printed::float(number, Precision::Decimals(decimals));
        let vanishes = number != 0.0 && exponent_of(number.abs()) < -(most as i32);
        if vanishes { Printed::scientific(number, 2) } else { printed }
    })
}

fn print(cells: &[Option<f64>], printed: impl Fn(f64) -> Printed) -> Vec<String> {
    cells
        .iter()
        .map(|cell| cell.map_or_else(|| EMPTY.into(), |cell| printed(cell).html()))
        .collect()
}

/// The power of ten of a number's first digit.
fn exponent_of(number: f64) -> i32 {
    let text = format!("{number:e}");
    text.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(cells: &[f64]) -> Vec<String> {
        floats(&cells.iter().map(|&cell| Some(cell)).collect::<Vec<_>>(), 4)
    }

    #[test]
    fn the_points_of_a_column_stand_in_line() {
        assert_eq!(printed(&[12.3456, 0.5, -1.0]), ["12.35", "0.50", "\u{2212}1.00"]);
        assert_eq!(printed(&[1.0, 20.0, 300.0]), ["1", "20", "300"]);
        assert_eq!(printed(&[0.5, 0.25, 0.0]), ["0.50", "0.25", "0.00"]);
    }

    #[test]
    fn a_number_too_small_for_its_column_is_not_shown_as_zero() {
        assert_eq!(
            printed(&[0.8123, 3.2e-12]),
            ["0.8123", "3.2\u{202f}×\u{202f}10<sup>\u{2212}12</sup>"]
        );
        assert_eq!(printed(&[3.21e9])[0], "3.210\u{202f}×\u{202f}10<sup>9</sup>");
    }

    #[test]
    fn an_empty_cell_is_a_dash() {
        assert_eq!(floats(&[None, Some(2.5)], 4), ["–", "2.5"]);
    }
}

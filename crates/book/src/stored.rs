//! The numbers of a chapter that its prose might copy: all its values, and the cells of its small tables.

use spikebook_data::Table;
use spikebook_pipeline::{Artifact, Reference};
use spikebook_schema::{ArtifactType, ColumnType, Quantity, Unit, Values};

use crate::page::Page;

/// A longer table has so many numbers that a numeral equals one of them by chance.
const MOST_ROWS: usize = 32;

/// A number that a numeral may be a copy of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StoredNumber {
    /// Where it is: `fit.summary.peak_rate`.
    pub(crate) place: String,
    /// What shows it: `value fit.summary.peak_rate`.
    pub(crate) directive: String,
    /// What it is.
    pub(crate) value: f64,
    /// What it is measured in.
    pub(crate) unit: Unit,
    /// Whether it is one of a table's many.
    pub(crate) is_cell: bool,
}

/// Every number that a chapter's readers may see, but for those of long tables.
pub(crate) fn numbers(page: &Page<'_>) -> Vec<StoredNumber> {
    let results = page.chapter.results;
    let mut numbers = Vec::new();
    for node in &page.chapter.graph.nodes {
        for port in node.kind.outputs.iter().filter(|port| page.may_show(node, port)) {
            let reference = Reference { stage: node.id.clone(), port: port.name.clone() };
            let is_small = match port.artifact {
                ArtifactType::Values(_) => true,
                ArtifactType::Table(_) => {
                    results.n_rows(&reference).is_some_and(|rows| rows <= MOST_ROWS)
                }
                ArtifactType::Figure => false,
            };
            // A result that cannot be read is told of where the chapter refers to it.
            match is_small.then(|| results.artifact(&reference)) {
                Some(Ok(Artifact::Values(values))) => of_values(&reference, &values, &mut numbers),
                Some(Ok(Artifact::Table(source))) => {
                    if let Ok(table) = source.table() {
                        of_table(&reference, &table, &mut numbers);
                    }
                }
                _ => {}
            }
        }
    }
    // A value is a better thing to refer to than a cell.
    numbers.sort_by_key(|number| number.is_cell);
    numbers
}

fn of_values(reference: &Reference, values: &Values, into: &mut Vec<StoredNumber>) {
    for (name, value) in values.iter() {
        let place = format!("{reference}.{name}");
        let mut keep = |place: String, number: f64| {
            let directive = format!("value {place}");
            let unit = value.unit;
            into.push(StoredNumber { place, directive, value: number, unit, is_cell: false });
        };
        match &value.value {
            Quantity::Number(number) => keep(place, *number),
            Quantity::Integer(whole) => keep(place, *whole as f64),
            Quantity::Vector(numbers) => {
                for (index, &number) in numbers.iter().enumerate() {
                    keep(format!("{place} index={index}"), number);
                }
            }
            Quantity::Text(_) => {}
        }
    }
}

fn of_table(reference: &Reference, table: &Table, into: &mut Vec<StoredNumber>) {
    let rows = names_of_rows(table);
    for column in &table.schema().columns {
        let is_number = matches!(column.column_type, ColumnType::Float | ColumnType::Integer);
        if !is_number || column.unit == Unit::ID {
            continue;
        }
        let cells = table.optional_floats(&column.name).unwrap_or_default();
        for (number, row) in cells.into_iter().zip(&rows) {
            let Some(value) = number else { continue };
            let place = format!("{reference}.{} {row}", column.name);
            let directive = format!("cell {place}");
            into.push(StoredNumber { place, directive, value, unit: column.unit, is_cell: true });
        }
    }
}

/// What a directive calls each row: by the first column of names or identifiers that tells all rows apart,
/// or by its position.
fn names_of_rows(table: &Table) -> Vec<String> {
    let by_position = || (0..table.n_rows()).map(|row| format!("row={row}")).collect();
    let named = table.schema().columns.iter().find_map(|column| {
        let names: Vec<String> = match column.column_type {
            ColumnType::Text => {
                let texts = table.texts(&column.name).ok()?;
                texts.into_iter().map(|text| text.map(str::to_owned)).collect::<Option<_>>()?
            }
            ColumnType::Integer if column.unit == Unit::ID => {
                table.integers(&column.name).ok()?.iter().map(ToString::to_string).collect()
            }
            _ => return None,
        };
        let is_word = |name: &String| {
            !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || "{}\"".contains(c))
        };
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.dedup();
        let tells_apart = sorted.len() == names.len() && names.iter().all(is_word);
        let named = |name| format!("where={}={name}", column.name);
        tells_apart.then(|| names.into_iter().map(named).collect())
    });
    named.unwrap_or_else(by_position)
}

//! Cells of evaluated outputs: a value by its name, or a column at one row.

use std::collections::BTreeMap;

use spikebook_data::Table;
use spikebook_pipeline::Artifact;
use spikebook_pipeline::Reference;
use spikebook_schema::{ColumnType, Quantity, Unit};

use crate::set::CellReference;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Integer(i64),
    Number(f64),
    Text(String),
}

impl Cell {
    pub(crate) fn number(&self) -> Option<f64> {
        match self {
            Self::Integer(whole) => Some(*whole as f64),
            Self::Number(number) => Some(*number),
            Self::Text(_) => None,
        }
    }

    /// Whether two cells name one thing; `3` and `3.0` do.
    pub(crate) fn is(&self, other: &Self) -> bool {
        match (self.number(), other.number()) {
            (Some(one), Some(two)) => one == two,
            _ => self == other,
        }
    }
}

/// As a student reads it: numbers to six digits behind the point, without zeros at the end.
impl std::fmt::Display for Cell {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Integer(whole) => write!(formatter, "{whole}"),
            Self::Number(number) => {
                let digits = format!("{number:.6}");
                formatter.write_str(digits.trim_end_matches('0').trim_end_matches('.'))
            }
            Self::Text(text) => formatter.write_str(text),
        }
    }
}

/// Every output of a variant.
pub(crate) struct Artifacts(BTreeMap<(String, String), Artifact>);

/// What is missing, in the words of an error: got and wanted.
pub(crate) type Lack = (String, String);

impl Artifacts {
    pub(crate) fn new(artifacts: BTreeMap<(String, String), Artifact>) -> Self {
        Self(artifacts)
    }

    fn artifact(&self, reference: &Reference) -> Result<&Artifact, Lack> {
        let key = (reference.stage.clone(), reference.port.clone());
        self.0.get(&key).ok_or_else(|| ("nothing".into(), format!("output `{reference}`")))
    }

    /// All rows of a table.
    pub(crate) fn table(&self, reference: &Reference) -> Result<Table, Lack> {
        match self.artifact(reference)? {
            Artifact::Table(source) => source
                .table()
                .map_err(|error| (error.to_string(), format!("the table `{reference}`"))),
            other => Err((format!("{} `{reference}`", other.word()), "a table".into())),
        }
    }

    /// A value, or the cell of a column in the row where `key` holds a given cell; with its unit.
    pub(crate) fn cell(
        &self,
        cell: &CellReference,
        row: Option<(&str, &Cell)>,
    ) -> Result<(Cell, Unit), Lack> {
        let nothing = || ("nothing".to_owned(), format!("`{cell}`"));
        if let Artifact::Values(values) = self.artifact(&cell.output)? {
            let value = values.get(&cell.name).ok_or_else(nothing)?;
            let quantity = match &value.value {
                Quantity::Integer(whole) => Cell::Integer(*whole),
                Quantity::Number(number) => Cell::Number(*number),
                Quantity::Text(text) => Cell::Text(text.clone()),
                Quantity::Vector(_) => {
                    return Err((format!("a vector `{cell}`"), "one number".into()));
                }
            };
            return Ok((quantity, value.unit));
        }
        let table = self.table(&cell.output)?;
        let (key, wanted) = row.ok_or_else(|| (format!("a column `{cell}`"), "one row".into()))?;
        let keys = cells(&table, key)?;
        let rows: Vec<usize> = (0..keys.len())
            .filter(|&row| keys[row].as_ref().is_some_and(|got| got.is(wanted)))
            .collect();
        let [row] = rows[..] else {
            let got = format!("{} rows of `{}` with {key} {wanted}", rows.len(), cell.output);
            return Err((got, "one".into()));
        };
        let value = cells(&table, &cell.name)?.swap_remove(row).ok_or_else(|| {
            (format!("an empty cell `{cell}` where {key} is {wanted}"), "a value".into())
        })?;
        let unit = table.schema().column(&cell.name).map_or(Unit::ONE, |column| column.unit);
        Ok((value, unit))
    }
}

/// The cells of a column from top to bottom; empty ones are none.
pub(crate) fn cells(table: &Table, column: &str) -> Result<Vec<Option<Cell>>, Lack> {
    let lack = |error: spikebook_data::Error| (error.to_string(), format!("a column `{column}`"));
    let of_type = table.schema().column(column).map(|column| column.column_type);
    Ok(match of_type {
        Some(ColumnType::Integer) => {
            let whole = table.optional_integers(column).map_err(lack)?;
            whole.into_iter().map(|cell| cell.map(Cell::Integer)).collect()
        }
        Some(ColumnType::Text) => {
            let texts = table.texts(column).map_err(lack)?;
            texts.into_iter().map(|cell| cell.map(|text| Cell::Text(text.into()))).collect()
        }
        Some(ColumnType::Boolean) => {
            let truths = table.booleans(column).map_err(lack)?;
            truths.into_iter().map(|cell| cell.map(|truth| Cell::Text(truth.to_string()))).collect()
        }
        _ => {
            let floats = table.optional_floats(column).map_err(lack)?;
            floats.into_iter().map(|cell| cell.map(Cell::Number)).collect()
        }
    })
}

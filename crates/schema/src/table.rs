//! Which columns a table has.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Unit;

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnType {
    /// 64-bit floats; a stored table holds finite ones, and nothing where there is none.
    Float,
    /// 64-bit whole numbers.
    Integer,
    /// True or false.
    Boolean,
    /// UTF-8 text.
    Text,
    /// Rows of equally many floats: a matrix in one column.
    Vector,
}

impl fmt::Display for ColumnType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Float => "float",
            Self::Integer => "integer",
            Self::Boolean => "boolean",
            Self::Text => "text",
            Self::Vector => "vector",
        })
    }
}

/// One column: its name, what its cells are, and what they measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// The name, with the unit in it where it has one: `time_s`.
    pub name: String,
    /// What the cells are.
    #[serde(rename = "type")]
    pub column_type: ColumnType,
    /// What they measure.
    pub unit: Unit,
    /// Whether cells may be empty.
    #[serde(default)]
    pub optional_cells: bool,
    /// What the column tells, for a reader of the table.
    #[serde(default)]
    pub description: String,
}

impl Column {
    /// A column of this type.
    pub fn new(name: &str, column_type: ColumnType, unit: Unit) -> Self {
        Self {
            name: name.into(),
            column_type,
            unit,
            optional_cells: false,
            description: String::new(),
        }
    }

    /// A column of floats.
    pub fn float(name: &str, unit: Unit) -> Self {
        Self::new(name, ColumnType::Float, unit)
    }

    /// A column of whole numbers.
    pub fn integer(name: &str, unit: Unit) -> Self {
        Self::new(name, ColumnType::Integer, unit)
    }

    /// A column of truth values.
    pub fn boolean(name: &str) -> Self {
        Self::new(name, ColumnType::Boolean, Unit::ONE)
    }

    /// A column of names.
    pub fn text(name: &str) -> Self {
        Self::new(name, ColumnType::Text, Unit::LABEL)
    }

    /// A matrix: every cell as many floats.
    pub fn vector(name: &str, unit: Unit) -> Self {
        Self::new(name, ColumnType::Vector, unit)
    }

    /// The same column, cells of which may be empty.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional_cells = true;
        self
    }

    /// The same column with words for its reader.
    #[must_use]
    pub fn described(mut self, description: &str) -> Self {
        self.description = description.into();
        self
    }
}

/// A clock that ticks evenly: row i was taken at `t_start_s + i / rate_hz`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sampling {
    /// The time of row 0.
    pub t_start_s: f64,
    /// Rows per second.
    pub rate_hz: f64,
}

impl Sampling {
    /// The time of a row.
    pub fn time_s(&self, row: usize) -> f64 {
        self.t_start_s + row as f64 / self.rate_hz
    }
}

/// Which columns a table has, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableSchema {
    /// What the table is: `spikes`, `coefficients`.
    pub name: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Whether further columns may stand beside these.
    #[serde(default)]
    pub open: bool,
    /// The clock of the rows, where no column tells their times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sampling: Option<Sampling>,
}

/// Why one table cannot stand where another is wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct Mismatch {
    /// The column at fault.
    pub column: String,
    /// What the table offers there.
    pub got: String,
    /// What is wanted there.
    pub wanted: String,
}

impl TableSchema {
    /// A table with exactly these columns.
    pub fn new(name: &str, columns: impl IntoIterator<Item = Column>) -> Self {
        Self {
            name: name.into(),
            columns: columns.into_iter().collect(),
            open: false,
            sampling: None,
        }
    }

    /// A table with at least these columns.
    pub fn at_least(name: &str, columns: impl IntoIterator<Item = Column>) -> Self {
        Self { open: true, ..Self::new(name, columns) }
    }

    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The names of the columns, for a message.
    pub fn column_names(&self) -> String {
        self.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// Every way in which `offered` falls short of what is asked for here. A table offers a column
    /// where it has one of this name, type and unit; whole numbers can stand in for floats.
    ///
    /// An `offered` schema that is open may have what it does not list, so a missing column is
    /// found only when the table itself is there.
    pub fn mismatches(&self, offered: &Self) -> Vec<Mismatch> {
        self.columns.iter().filter_map(|wanted| Self::mismatch(wanted, offered)).collect()
    }

    fn mismatch(wanted: &Column, offered: &Self) -> Option<Mismatch> {
        let Some(got) = offered.column(&wanted.name) else {
            return (!offered.open).then(|| Mismatch {
                column: wanted.name.clone(),
                got: format!("`{}` with columns {}", offered.name, offered.column_names()),
                wanted: describe(wanted),
            });
        };
        let type_fits = got.column_type == wanted.column_type
            || (got.column_type, wanted.column_type) == (ColumnType::Integer, ColumnType::Float);
        let fits = type_fits
            && got.unit.fits(wanted.unit)
            && (wanted.optional_cells || !got.optional_cells);
        (!fits).then(|| Mismatch {
            column: wanted.name.clone(),
            got: describe(got),
            wanted: describe(wanted),
        })
    }
}

fn describe(column: &Column) -> String {
    let empty = if column.optional_cells { ", cells may be empty" } else { "" };
    format!("{} in {}{empty}", column.column_type, column.unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spikes() -> TableSchema {
        TableSchema::new(
            "spikes",
            [Column::integer("unit_id", Unit::ID), Column::float("time_s", Unit::SECOND)],
        )
    }

    #[test]
    fn a_table_fits_itself_and_what_asks_for_less() {
        assert_eq!(spikes().mismatches(&spikes()), []);
        let any = TableSchema::at_least("table", []);
        assert_eq!(any.mismatches(&spikes()), []);
    }

    #[test]
    fn a_missing_column_says_what_is_there() {
        let wanted = TableSchema::at_least("trials", [Column::float("start_s", Unit::SECOND)]);
        assert_eq!(
            wanted.mismatches(&spikes()),
            [Mismatch {
                column: "start_s".into(),
                got: "`spikes` with columns unit_id, time_s".into(),
                wanted: "float in s".into(),
            }]
        );
    }

    #[test]
    fn another_unit_does_not_fit() {
        let wanted = TableSchema::new("x", [Column::float("time_s", Unit::MILLISECOND)]);
        let found = wanted.mismatches(&spikes());
        assert_eq!(found[0].got, "float in s");
        assert_eq!(found[0].wanted, "float in ms");
    }

    #[test]
    fn a_port_may_take_any_unit() {
        let wanted = TableSchema::new("x", [Column::float("time_s", Unit::ANY)]);
        assert_eq!(wanted.mismatches(&spikes()), []);
    }

    #[test]
    fn an_open_offer_is_believed_until_the_table_is_there() {
        let offered = TableSchema::at_least("trials", []);
        let wanted = TableSchema::new("trials", [Column::float("choice", Unit::ONE)]);
        assert_eq!(wanted.mismatches(&offered), []);
    }

    #[test]
    fn whole_numbers_stand_in_for_floats_but_not_the_reverse() {
        let float = TableSchema::new("x", [Column::float("n", Unit::ONE)]);
        let integer = TableSchema::new("x", [Column::integer("n", Unit::ONE)]);
        assert_eq!(float.mismatches(&integer), []);
        assert_eq!(integer.mismatches(&float).len(), 1);
    }
}

//! Units: one row each.

use spikebook_schema::{Column, TableSchema, Unit};

use super::check_unique;
use crate::{Error, Table};

/// The sorted units of a recording, with whatever is known of each.
#[derive(Clone, Debug)]
pub struct Units(Table);

impl Units {
    /// The column that a table of units has at least: `unit_id`.
    pub fn schema() -> TableSchema {
        TableSchema::at_least(
            "units",
            [Column::integer("unit_id", Unit::ID).described("the unit, as spikes name it")],
        )
    }

    /// The ids, one a row.
    pub fn unit_id(&self) -> &[i64] {
        self.0.integers("unit_id").expect("checked when the table was made")
    }

    /// The units as a table.
    pub fn table(&self) -> &Table {
        &self.0
    }
}

impl TryFrom<Table> for Units {
    type Error = Error;

    fn try_from(table: Table) -> Result<Self, Error> {
        table.require(&Self::schema())?;
        check_unique(&table, "unit_id", table.integers("unit_id")?)?;
        Ok(Self(table))
    }
}

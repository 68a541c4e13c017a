//! Variables that become columns as they are.

use std::collections::BTreeMap;

use spikebook_schema::{Column, ColumnType, Unit};

use crate::card::conversion::Conversion;
use crate::card::spec::{ColumnSpec, Keep, Origin, TableSpec};
use crate::card::template::Template;
use crate::raw::{self, RawFile, ScalarType, ValueKind, VariableInfo};

/// The columns that `keep` and `skip` ask for, beside those that the card lists. Cells may be empty, for
/// nothing is said of what stands for a missing one.
pub(super) fn columns(table: &TableSpec, file: &dyn RawFile) -> raw::Result<Vec<ColumnSpec>> {
    let wanted: Vec<VariableInfo> = match &table.keep {
        Keep::Only(names) if names.is_empty() => return Ok(Vec::new()),
        Keep::Only(names) => {
            let variables = file.variables()?;
            for name in names.iter().filter(|name| !variables.iter().any(|v| v.name == **name)) {
                // Reading it says which names there are.
                file.read_variable(name)?;
            }
            variables.into_iter().filter(|variable| names.contains(&variable.name)).collect()
        }
        Keep::AllBut(names) => file
            .variables()?
            .into_iter()
            .filter(|variable| !names.contains(&variable.name))
            .collect(),
    };
    let listed = |variable: &VariableInfo| {
        table.columns.iter().any(|column| {
            column.column.name == variable.name
                || column.path().and_then(Template::plain_variable) == Some(&variable.name)
        })
    };
    Ok(wanted.iter().filter(|variable| !listed(variable)).filter_map(column).collect())
}

fn column(variable: &VariableInfo) -> Option<ColumnSpec> {
    let column_type = match &variable.kind {
        ValueKind::Array(_) if variable.shape.iter().filter(|&&size| size != 1).count() > 1 => {
            return None;
        }
        ValueKind::Array(ScalarType::F64 | ScalarType::F32) => ColumnType::Float,
        ValueKind::Array(ScalarType::Bool) => ColumnType::Boolean,
        ValueKind::Array(_) => ColumnType::Integer,
        ValueKind::Text => ColumnType::Text,
        _ => return None,
    };
    let unit = if column_type == ColumnType::Text { Unit::LABEL } else { Unit::ONE };
    Some(ColumnSpec {
        column: Column::new(&variable.name, column_type, unit).optional(),
        origin: Origin::Path(Template::to_variable(&variable.name)),
        conversion: Conversion::default(),
        missing_numbers: Vec::new(),
        missing_texts: Vec::new(),
        labels: BTreeMap::new(),
    })
}

//! What every combination gave, as one table.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use spikebook_data::{Table, TableBuilder};
use spikebook_schema::{Column, ColumnType, Quantity, Unit, Value, Values};

use super::{Point, Sweep, SweptParameter};
use crate::{Artifact, Failure};

impl Sweep {
    /// The table: the rows of all combinations, in their order, behind the values that were set.
    pub(super) fn table(
        &self,
        points: &[Point],
        collected: Vec<Option<Artifact>>,
    ) -> Result<Table, Failure> {
        let mut pieces = Vec::new();
        let units = units(&collected);
        for (point, artifact) in points.iter().zip(collected) {
            let piece = match artifact {
                Some(Artifact::Table(source)) => self.rows(point, &source.table()?)?,
                Some(Artifact::Values(values)) => self.row(point, &values, &units)?,
                Some(Artifact::Figure(_)) | None => {
                    let what = format!("at {}: `{}` was not made", self.words(point), self.name);
                    return Err(Failure::new(what, "it is optional: collect another output"));
                }
            };
            if let Some(first) = pieces.first() {
                self.check_alike(&points[0], first, point, &piece)?;
            }
            pieces.push(piece);
        }
        Ok(Table::stacked(&pieces)?.renamed(&self.schema.name))
    }

    /// Rows of a table, with the values that were set before each.
    fn rows(&self, point: &Point, table: &Table) -> Result<Table, Failure> {
        let mut builder = self.begun(point, table.n_rows());
        for column in &table.schema().columns {
            builder = builder.column_of(table, &column.name)?;
        }
        Ok(builder.finish()?)
    }

    /// Values as one row: those that the kind declares, in its order, then others by their names.
    fn row(
        &self,
        point: &Point,
        values: &Values,
        units: &BTreeMap<String, Unit>,
    ) -> Result<Table, Failure> {
        let mut builder = self.begun(point, 1);
        let declared = &self.schema.columns[self.swept.len()..];
        for column in declared {
            let unit = units.get(&column.name).copied().unwrap_or(Unit::ONE);
            let column = Column { unit, ..column.clone() };
            builder = cell(builder, &column, values.get(&column.name))?;
        }
        for (name, value) in values.iter() {
            if !declared.iter().any(|column| column.name == name) {
                let column = Column::new(name, type_of(&value.value), value.unit);
                builder = cell(builder, &column, Some(value))?;
            }
        }
        Ok(builder.finish()?)
    }

    fn begun(&self, point: &Point, n_rows: usize) -> TableBuilder {
        let mut builder = Table::build(&self.schema.name);
        for (swept, value) in self.swept.iter().zip(point) {
            builder = constant(builder, swept, &swept.values[*value], n_rows);
        }
        builder
    }

    /// Combinations whose tables have other columns cannot stand in one.
    fn check_alike(
        &self,
        first_point: &Point,
        first: &Table,
        point: &Point,
        piece: &Table,
    ) -> Result<(), Failure> {
        let columns = |table: &Table| {
            let width = |column: &Column| match column.column_type {
                ColumnType::Vector => table.width(&column.name).unwrap_or(0),
                _ => 1,
            };
            let columns = &table.schema().columns;
            columns
                .iter()
                .map(|column| match (column.column_type, width(column)) {
                    (ColumnType::Vector, width) => format!("{} ({width} wide)", column.name),
                    _ => column.name.clone(),
                })
                .collect::<Vec<_>>()
                .join(", ")
        };
        let (wanted, got) = (columns(first), columns(piece));
        if wanted == got {
            return Ok(());
        }
        let what = format!(
            "`{}` has other columns at {} than at {}: got {got}, wanted {wanted}",
            self.name,
            self.words(point),
            self.words(first_point)
        );
        Err(Failure::new(what, "collect an output whose columns do not depend on what is swept"))
    }
}

/// A column that holds one value of a parameter.
fn constant(
    builder: TableBuilder,
    swept: &SweptParameter,
    value: &Json,
    n_rows: usize,
) -> TableBuilder {
    let Column { name, column_type, unit, description, .. } = &swept.column;
    let builder = match column_type {
        ColumnType::Float => {
            builder.float(name, *unit, vec![value.as_f64().unwrap_or_default(); n_rows])
        }
        ColumnType::Integer => {
            builder.integer(name, *unit, vec![value.as_i64().unwrap_or_default(); n_rows])
        }
        ColumnType::Boolean => {
            builder.boolean(name, vec![value.as_bool().unwrap_or_default(); n_rows])
        }
        ColumnType::Text | ColumnType::Vector => {
            let text = value.as_str().map_or_else(|| value.to_string(), Into::into);
            builder.text(name, &vec![text; n_rows])
        }
    };
    builder.described(description)
}

/// What each value is measured in, which a kind may leave open.
fn units(collected: &[Option<Artifact>]) -> BTreeMap<String, Unit> {
    let mut units = BTreeMap::new();
    for artifact in collected.iter().flatten() {
        let Artifact::Values(values) = artifact else { continue };
        for (name, value) in values.iter() {
            units.entry(name.to_owned()).or_insert(value.unit);
        }
    }
    units
}

fn type_of(quantity: &Quantity) -> ColumnType {
    match quantity {
        Quantity::Integer(_) => ColumnType::Integer,
        Quantity::Number(_) => ColumnType::Float,
        Quantity::Vector(_) => ColumnType::Vector,
        Quantity::Text(_) => ColumnType::Text,
    }
}

/// A column with one value, or with an empty cell where the kind declares that it may be empty.
fn cell(
    builder: TableBuilder,
    column: &Column,
    value: Option<&Value>,
) -> Result<TableBuilder, Failure> {
    let Column { name, column_type, unit, description, optional_cells } = column;
    let quantity = value.map(|value| &value.value);
    let builder = match (column_type, quantity, optional_cells) {
        (ColumnType::Float, None, true) => builder.optional_float(name, *unit, vec![None]),
        (ColumnType::Integer, None, true) => builder.optional_integer(name, *unit, vec![None]),
        (ColumnType::Text, None, true) => builder.optional_text(name, vec![None]),
        (ColumnType::Float, Some(Quantity::Number(number)), true) => {
            builder.optional_float(name, *unit, vec![Some(*number)])
        }
        (ColumnType::Float, Some(Quantity::Number(number)), false) => {
            builder.float(name, *unit, vec![*number])
        }
        (ColumnType::Float, Some(Quantity::Integer(whole)), true) => {
            builder.optional_float(name, *unit, vec![Some(*whole as f64)])
        }
        (ColumnType::Float, Some(Quantity::Integer(whole)), false) => {
            builder.float(name, *unit, vec![*whole as f64])
        }
        (ColumnType::Integer, Some(Quantity::Integer(whole)), true) => {
            builder.optional_integer(name, *unit, vec![Some(*whole)])
        }
        (ColumnType::Integer, Some(Quantity::Integer(whole)), false) => {
            builder.integer(name, *unit, vec![*whole])
        }
        (ColumnType::Text, Some(Quantity::Text(text)), true) => {
            builder.optional_text(name, vec![Some(text.clone())])
        }
        (ColumnType::Text, Some(Quantity::Text(text)), false) => builder.text(name, &[text]),
        (ColumnType::Vector, Some(Quantity::Vector(numbers)), _) if !numbers.is_empty() => {
            builder.vector(name, *unit, numbers.clone(), numbers.len())
        }
        _ => {
            let got = quantity.map_or_else(|| "nothing".into(), |q| type_of(q).to_string());
            let what = format!("value `{name}`: got {got}, declared {column_type}");
            return Err(Failure::new(what, "this is a defect of the kind, not of the pipeline"));
        }
    };
    Ok(builder.described(description))
}

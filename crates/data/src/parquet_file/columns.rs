//! Columns from Polars to Arrow and back, by slices.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BooleanArray, FixedSizeListArray, Float64Array, Int64Array, StringArray,
};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::record_batch::RecordBatch;
use parquet::basic::Encoding;
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder};
use parquet::schema::types::ColumnPath;
use spikebook_schema::{Column, ColumnType, TableSchema};

use crate::{Error, Table, TableBuilder};

/// The Arrow schema of a table, units among the metadata of its fields.
pub(super) fn arrow_schema(table: &Table) -> Result<Arc<Schema>, Error> {
    let fields = table.schema().columns.iter().map(|column| arrow_field(table, column));
    Ok(Arc::new(Schema::new(fields.collect::<Result<Vec<_>, Error>>()?)))
}

fn arrow_field(table: &Table, column: &Column) -> Result<Field, Error> {
    let data_type = match column.column_type {
        ColumnType::Float => DataType::Float64,
        ColumnType::Integer => DataType::Int64,
        ColumnType::Boolean => DataType::Boolean,
        ColumnType::Text => DataType::Utf8,
        ColumnType::Vector => {
            DataType::FixedSizeList(item_field(), table.width(&column.name)? as i32)
        }
    };
    let unit = HashMap::from([("unit".to_owned(), column.unit.symbol().to_owned())]);
    Ok(Field::new(&column.name, data_type, column.optional_cells).with_metadata(unit))
}

/// How many rows one row group has: as many as fit into [`BYTES_PER_GROUP`](super::BYTES_PER_GROUP), and
/// never more than [`ROWS_PER_GROUP`](super::ROWS_PER_GROUP). It depends on the columns alone, so that the
/// same rows are the same bytes however they came.
pub(super) fn rows_per_group(schema: &Schema) -> usize {
    let bytes = schema.fields().iter().map(|field| match field.data_type() {
        DataType::FixedSizeList(_, width) => 8 * usize::try_from(*width).unwrap_or(0),
        _ => 8,
    });
    (super::BYTES_PER_GROUP / bytes.sum::<usize>().max(1)).clamp(1, super::ROWS_PER_GROUP)
}

fn item_field() -> Arc<Field> {
    Arc::new(Field::new("item", DataType::Float64, false))
}

/// How the numbers of each column are laid out before they are compressed: whole numbers by their differences, other
/// numbers byte by byte of all (leading bytes are alike, so they compress), texts by a dictionary. Dictionaries of numbers are
/// mostly thrown away again, and half the time went into them.
pub(super) fn encodings(schema: &Schema) -> WriterPropertiesBuilder {
    let mut properties = WriterProperties::builder();
    for field in schema.fields() {
        let name = field.name().clone();
        let (path, encoding) = match field.data_type() {
            DataType::Int64 => (vec![name], Encoding::DELTA_BINARY_PACKED),
            DataType::Float64 => (vec![name], Encoding::BYTE_STREAM_SPLIT),
            DataType::FixedSizeList(item, _) => {
                (vec![name, "list".into(), item.name().clone()], Encoding::BYTE_STREAM_SPLIT)
            }
            _ => continue,
        };
        let path = ColumnPath::new(path);
        properties = properties
            .set_column_dictionary_enabled(path.clone(), false)
            .set_column_encoding(path, encoding);
    }
    properties
}

/// A column of a table as an Arrow array.
pub(super) fn arrow_array(table: &Table, column: &Column) -> Result<ArrayRef, Error> {
    let name = &column.name;
    Ok(match (column.column_type, column.optional_cells) {
        (ColumnType::Float, false) => Arc::new(Float64Array::from(table.floats(name)?.to_vec())),
        (ColumnType::Float, true) => Arc::new(Float64Array::from(table.optional_floats(name)?)),
        (ColumnType::Integer, false) => Arc::new(Int64Array::from(table.integers(name)?.to_vec())),
        (ColumnType::Integer, true) => Arc::new(Int64Array::from(table.optional_integers(name)?)),
        (ColumnType::Boolean, _) => Arc::new(BooleanArray::from(table.booleans(name)?)),
        (ColumnType::Text, _) => Arc::new(StringArray::from(table.texts(name)?)),
        (ColumnType::Vector, _) => {
            let (flat, width) = table.vectors(name)?;
            let items = Arc::new(Float64Array::from(flat));
            Arc::new(
                FixedSizeListArray::try_new(item_field(), width as i32, items, None)
                    .map_err(Error::internal)?,
            )
        }
    })
}

/// The table that a batch of a stored file holds.
pub(super) fn table(schema: &TableSchema, batch: &RecordBatch) -> Result<Table, Error> {
    let mut builder = Table::build(&schema.name);
    for column in &schema.columns {
        let array = batch.column_by_name(&column.name).ok_or_else(|| Error::MissingColumn {
            table: schema.name.clone(),
            column: column.name.clone(),
            columns: batch
                .schema()
                .fields()
                .iter()
                .map(|f| f.name().as_str())
                .collect::<Vec<_>>()
                .join(", "),
        })?;
        builder = add_column(builder, schema, column, array)?;
        builder = builder.described(&column.description);
    }
    if let Some(sampling) = schema.sampling {
        builder = builder.sampled(sampling);
    }
    let mut table = builder.finish()?;
    table.set_schema_words(schema);
    Ok(table)
}

fn add_column(
    builder: TableBuilder,
    schema: &TableSchema,
    column: &Column,
    array: &ArrayRef,
) -> Result<TableBuilder, Error> {
    let (name, unit) = (column.name.as_str(), column.unit);
    let wrong = || Error::ColumnType {
        table: schema.name.clone(),
        column: name.into(),
        got: array.data_type().to_string(),
        wanted: column.column_type,
    };
    let any = array.as_any();
    Ok(match column.column_type {
        ColumnType::Float => {
            let cells = any.downcast_ref::<Float64Array>().ok_or_else(wrong)?;
            if column.optional_cells {
                builder.optional_float(name, unit, cells.iter().collect())
            } else {
                builder.float(name, unit, cells.values().to_vec())
            }
        }
        ColumnType::Integer => {
            let cells = any.downcast_ref::<Int64Array>().ok_or_else(wrong)?;
            if column.optional_cells {
                builder.optional_integer(name, unit, cells.iter().collect())
            } else {
                builder.integer(name, unit, cells.values().to_vec())
            }
        }
        ColumnType::Boolean => {
            let cells = any.downcast_ref::<BooleanArray>().ok_or_else(wrong)?;
            if column.optional_cells {
                builder.optional_boolean(name, cells.iter().collect())
            } else {
                builder.boolean(name, cells.iter().map(Option::unwrap_or_default).collect())
            }
        }
        ColumnType::Text => {
            let cells = any.downcast_ref::<StringArray>().ok_or_else(wrong)?;
            if column.optional_cells {
                builder.optional_text(name, cells.iter().map(|c| c.map(Into::into)).collect())
            } else {
                let texts: Vec<&str> = cells.iter().map(Option::unwrap_or_default).collect();
                builder.text(name, &texts)
            }
        }
        ColumnType::Vector => {
            let rows = any.downcast_ref::<FixedSizeListArray>().ok_or_else(wrong)?;
            let items = rows.values().as_any().downcast_ref::<Float64Array>().ok_or_else(wrong)?;
            let width = usize::try_from(rows.value_length()).unwrap_or(0).max(1);
            builder.vector(name, unit, items.values().to_vec(), width)
        }
    })
}

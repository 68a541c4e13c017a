//! Values as files hold them: arrays, text, nested cells and structs, tables.
//!
//! Nothing is converted on the way in. An array keeps the type and the order of its file, and a
//! value of a kind that is not read stays in the tree as [`Unsupported`], so that its neighbours can
//! still be used.

use std::fmt;

use super::array::NumericArray;
use super::numbers::ScalarType;
use super::text_array::TextArray;

/// A value in a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Numbers or truth values.
    Array(NumericArray),
    /// Text.
    Text(TextArray),
    /// An array whose items are values of any kind.
    Cell(CellArray),
    /// An array of records with named fields.
    Struct(StructArray),
    /// Named columns of equal length.
    Table(Table),
    /// Something that is there and is not read.
    Unsupported(Unsupported),
}

/// An array whose items are values of any kind, as MATLAB's `{}` makes it.
#[derive(Debug, Clone, PartialEq)]
pub struct CellArray {
    /// Its size along each axis.
    pub shape: Vec<usize>,
    /// Its items, the first axis fastest.
    pub items: Vec<Value>,
}

/// An array of records that share their field names.
#[derive(Debug, Clone, PartialEq)]
pub struct StructArray {
    /// Its size along each axis.
    pub shape: Vec<usize>,
    /// Names and values in the order of the file; each field has one value a record, the first axis
    /// fastest.
    pub fields: Vec<(String, Vec<Value>)>,
}

/// Named columns of equal length.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// The columns in the order of the file.
    pub columns: Vec<Column>,
    /// The number of rows.
    pub n_rows: usize,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its values, one along the first axis for each row.
    pub value: Value,
}

/// Something that is there and is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsupported {
    /// What it is: `a sparse matrix`.
    pub kind: String,
    /// What the user can do instead.
    pub advice: String,
}

/// What kind of value a variable is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueKind {
    /// Numbers of that type.
    Array(ScalarType),
    /// Text.
    Text,
    /// An array of values of any kind.
    Cell,
    /// Records with named fields.
    Struct,
    /// Named columns.
    Table,
    /// Something that is not read, and what it is.
    Unsupported(String),
}

/// A variable of a file, before its values are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariableInfo {
    /// The name that reaches it.
    pub name: String,
    /// What it is.
    pub kind: ValueKind,
    /// Its size along each axis.
    pub shape: Vec<usize>,
}

impl fmt::Display for ValueKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Array(scalar_type) => write!(out, "{scalar_type}"),
            Self::Text => out.write_str("text"),
            Self::Cell => out.write_str("cell"),
            Self::Struct => out.write_str("struct"),
            Self::Table => out.write_str("table"),
            Self::Unsupported(kind) => out.write_str(kind),
        }
    }
}

impl fmt::Display for VariableInfo {
    /// One line of a listing: `x f64 6149×31`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {} {}", self.name, self.kind, show_shape(&self.shape))
    }
}

impl Value {
    /// What kind of value it is.
    pub fn kind(&self) -> ValueKind {
        match self {
            Self::Array(array) => ValueKind::Array(array.data.scalar_type()),
            Self::Text(_) => ValueKind::Text,
            Self::Cell(_) => ValueKind::Cell,
            Self::Struct(_) => ValueKind::Struct,
            Self::Table(_) => ValueKind::Table,
            Self::Unsupported(what) => ValueKind::Unsupported(what.kind.clone()),
        }
    }

    /// Its size along each axis; rows and columns for a table.
    pub fn shape(&self) -> Vec<usize> {
        match self {
            Self::Array(array) => array.shape.clone(),
            Self::Text(text) => text.shape.clone(),
            Self::Cell(cell) => cell.shape.clone(),
            Self::Struct(records) => records.shape.clone(),
            Self::Table(table) => vec![table.n_rows, table.columns.len()],
            Self::Unsupported(_) => Vec::new(),
        }
    }

    /// How messages name it: `cell of 1×13`, `f64 array of 6149×31`, `f64 number`.
    pub fn describe(&self) -> String {
        let shape = self.shape();
        match self {
            Self::Array(array) if shape.is_empty() => {
                format!("{} number", array.data.scalar_type())
            }
            Self::Array(array) => {
                format!("{} array of {}", array.data.scalar_type(), show_shape(&shape))
            }
            Self::Text(_) if shape.is_empty() => "text".to_owned(),
            Self::Unsupported(what) => what.kind.clone(),
            other => format!("{} of {}", other.kind(), show_shape(&shape)),
        }
    }

    /// The listing entry of this value under a name.
    pub fn info(&self, name: impl Into<String>) -> VariableInfo {
        VariableInfo { name: name.into(), kind: self.kind(), shape: self.shape() }
    }
}

impl Table {
    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&Value> {
        self.columns.iter().find(|column| column.name == name).map(|column| &column.value)
    }
}

/// A shape as people write it: `6149×31`, `124905`, `scalar`.
pub fn show_shape(shape: &[usize]) -> String {
    if shape.is_empty() {
        return "scalar".to_owned();
    }
    let sizes: Vec<String> = shape.iter().map(ToString::to_string).collect();
    sizes.join("×")
}

/// The number of items of that shape; `None` where it cannot be counted, even by axes apart from the
/// empty ones, so that no product of sizes overflows later.
pub(crate) fn item_count(shape: &[usize]) -> Option<usize> {
    let count = shape.iter().try_fold(1_usize, |count, &size| count.checked_mul(size.max(1)))?;
    Some(if shape.contains(&0) { 0 } else { count })
}

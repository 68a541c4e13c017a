//! Files for the input ports of a stage.
//!
//! A file is read by the reader that recognises it. The port says which columns are taken from it, as
//! what, and in which unit; a port that is open takes the others as well. A number that is missing or
//! not finite can only stand where the port allows empty cells.

use std::path::Path;

use spikebook_data::raw::{self, At, Found, OpenOptions, Place, RawFile, Value, VariablePath};
use spikebook_data::{Table, TableSource};
use spikebook_pipeline::{Artifact, Port};
use spikebook_schema::{ArtifactType, Column, ColumnType, TableSchema, Unit, Values};

use crate::error::Error;

/// What a file holds for a port, and the digest of the file.
pub(super) fn artifact(port: &Port, path: &Path) -> Result<(Artifact, String), Error> {
    let content = |what: String, hint: String| Error::Content {
        port: port.name.clone(),
        path: path.into(),
        what,
        hint,
    };
    let input = |source: raw::Error| Error::Input { port: port.name.clone(), source };
    let digest = digest(path)?;
    let artifact = match &port.artifact {
        ArtifactType::Table(schema) => match own_parquet(path) {
            Some(source) => Artifact::Table(source),
            None => {
                let file = raw::open(path, &OpenOptions::default()).map_err(input)?;
                Reading { file: &*file, schema }
                    .table()
                    .map_err(|error| match error {
                        Unreadable::Raw(source) => input(source),
                        Unreadable::Cell { what, hint } => content(what, hint),
                    })?
                    .into()
            }
        },
        ArtifactType::Values(_) => Artifact::Values(values(path).map_err(|what| {
            let hint = r#"wanted JSON such as {"rate": {"value": 4.2, "unit": "Hz"}}"#;
            content(what, hint.into())
        })?),
        ArtifactType::Figure => {
            let hint = "a stage that takes a figure runs in a pipeline only";
            return Err(content("a figure cannot be read from a file".into(), hint.into()));
        }
    };
    match artifact.mismatches(&port.artifact).first() {
        None => Ok((artifact, digest)),
        Some(mismatch) => {
            let (column, got, wanted) = (&mismatch.column, &mismatch.got, &mismatch.wanted);
            Err(content(
                format!("`{column}`: got {got}, wanted {wanted}"),
                port.description.clone(),
            ))
        }
    }
}

fn digest(path: &Path) -> Result<String, Error> {
    let failed = |source| Error::File { path: path.into(), source };
    let mut hasher = blake3::Hasher::new();
    let file = std::fs::File::open(path).map_err(failed)?;
    hasher.update_reader(file).map_err(failed)?;
    Ok(hasher.finalize().to_hex().to_string())
}

/// A Parquet file that Spikebook wrote knows its own columns and units.
fn own_parquet(path: &Path) -> Option<TableSource> {
    path.extension().filter(|extension| *extension == "parquet")?;
    TableSource::file(path).ok()
}

fn values(path: &Path) -> Result<Values, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let json: serde_json::Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    // Copies in `reports/` hold the values beside their provenance.
    let values = json.get("values").filter(|inner| inner.is_object()).unwrap_or(&json).clone();
    serde_json::from_value(values).map_err(|error| error.to_string())
}

/// Why a file does not give the table.
enum Unreadable {
    Raw(raw::Error),
    Cell { what: String, hint: String },
}

impl From<raw::Error> for Unreadable {
    fn from(error: raw::Error) -> Self {
        Self::Raw(error)
    }
}

impl From<spikebook_data::Error> for Unreadable {
    fn from(error: spikebook_data::Error) -> Self {
        Self::Cell { what: error.to_string(), hint: error.hint().unwrap_or_default() }
    }
}

/// A file that is read as a table of a schema.
struct Reading<'a> {
    file: &'a dyn RawFile,
    schema: &'a TableSchema,
}

impl Reading<'_> {
    fn table(&self) -> Result<Table, Unreadable> {
        let names = self.file.names()?;
        let mut builder = Table::build(&self.schema.name);
        for column in &self.schema.columns {
            let found = self.find(&column.name, &names)?;
            builder = Cells { found: &found, column }.add_to(builder)?;
        }
        if self.schema.open {
            for name in names.iter().filter(|name| self.schema.column(name).is_none()) {
                let found = self.find(name, &names)?;
                if let Some(column) = described(name, &found.value) {
                    builder = Cells { found: &found, column: &column }.add_to(builder)?;
                }
            }
        }
        Ok(builder.finish()?)
    }

    /// The variable of this name; of a file without names, all that it holds for the only column.
    fn find(&self, name: &str, names: &[String]) -> Result<Found, Unreadable> {
        if names.iter().any(|known| known == name) {
            let mut found = self.file.select(&VariablePath::to_variable(name))?;
            return found.pop().ok_or_else(|| self.no_column(name, names));
        }
        let is_nameless = names.len() == 1 || names.first().is_some_and(|first| first == "numbers");
        if self.schema.columns.len() == 1 && is_nameless {
            let at = At::Variable(name.into());
            let place = Place { file: self.file.source().name().into(), at };
            return Ok(Found { indices: Vec::new(), place, value: self.file.read_whole()? });
        }
        Err(self.no_column(name, names))
    }

    fn no_column(&self, name: &str, names: &[String]) -> Unreadable {
        let meaning = self.schema.column(name).map_or(String::new(), |column| {
            let unit =
                if column.unit.is_shown() { format!(" in {}", column.unit) } else { String::new() };
            format!(
                "`{name}` is a column of type {}{unit}: {}",
                column.column_type, column.description
            )
        });
        Unreadable::Cell {
            what: format!("no column `{name}`, its columns are {}", names.join(", ")),
            hint: meaning,
        }
    }
}

/// A column that no port describes, as the file has it. Nothing for what no column can hold.
fn described(name: &str, value: &Value) -> Option<Column> {
    let column_type = match value {
        Value::Text(_) => ColumnType::Text,
        Value::Array(array) if array.shape.len() > 1 && array.n_columns() > 1 => ColumnType::Vector,
        Value::Array(array) => match array.data.scalar_type() {
            raw::ScalarType::Bool => ColumnType::Boolean,
            raw::ScalarType::F64 | raw::ScalarType::F32 => ColumnType::Float,
            _ => ColumnType::Integer,
        },
        _ => return None,
    };
    let unit = if column_type == ColumnType::Text { Unit::LABEL } else { unit_of_name(name) };
    Some(Column::new(name, column_type, unit).optional())
}

/// A variable on its way to a column.
struct Cells<'a> {
    found: &'a Found,
    column: &'a Column,
}

impl Cells<'_> {
    fn add_to(
        &self,
        builder: spikebook_data::TableBuilder,
    ) -> Result<spikebook_data::TableBuilder, Unreadable> {
        let Column { name, unit, description, .. } = self.column;
        let unit = if *unit == Unit::ANY { unit_of_name(name) } else { *unit };
        let builder = match self.column.column_type {
            ColumnType::Float => {
                let cells = self.finite(self.found.to_f64()?)?;
                match cells.iter().copied().collect::<Option<Vec<f64>>>() {
                    Some(floats) => builder.float(name, unit, floats),
                    None => builder.optional_float(name, unit, cells),
                }
            }
            ColumnType::Integer => builder.integer(name, unit, self.found.to_i64()?),
            ColumnType::Boolean => builder.boolean(name, self.found.to_bool()?),
            ColumnType::Text => builder.text(name, &self.texts()?),
            ColumnType::Vector => {
                let array = self.found.numeric_array()?;
                let (n_rows, width) = (array.n_rows(), array.n_columns());
                let by_column = self.finite(array.data.to_f64())?;
                let by_row = (0..n_rows * width)
                    .map(|at| by_column[at % width * n_rows + at / width].unwrap_or_default());
                builder.vector(name, unit, by_row.collect(), width.max(1))
            }
        };
        Ok(if description.is_empty() { builder } else { builder.described(description) })
    }

    /// The numbers; what is missing becomes an empty cell where the port allows one.
    fn finite(&self, numbers: Vec<f64>) -> Result<Vec<Option<f64>>, Unreadable> {
        let may_be_empty =
            self.column.optional_cells && self.column.column_type != ColumnType::Vector;
        let refused = numbers
            .iter()
            .position(|number| number.is_infinite() || (number.is_nan() && !may_be_empty));
        match refused {
            None => Ok(numbers.into_iter().map(|n| n.is_finite().then_some(n)).collect()),
            Some(row) => {
                let got = numbers[row];
                let got = if got.is_nan() { "nothing (NaN)".into() } else { got.to_string() };
                Err(Unreadable::Cell {
                    what: format!(
                        "column `{}`, row {}: got {got}, wanted a finite number",
                        self.column.name,
                        row + 1
                    ),
                    hint: "leave out the rows that have no value here".into(),
                })
            }
        }
    }

    /// Names, or numbers that stand for names.
    fn texts(&self) -> Result<Vec<String>, Unreadable> {
        match &self.found.value {
            Value::Array(array) if array.is_vector() => {
                Ok((0..array.len()).map(|row| array.data.show(row)).collect())
            }
            _ => Ok(self.found.to_texts()?),
        }
    }
}

/// The unit that a column's name ends in: `latency_ms`. A plain number where it ends in none.
fn unit_of_name(name: &str) -> Unit {
    let suffix = name.rsplit_once('_').map_or("", |(_, suffix)| suffix);
    match suffix {
        "s" | "ms" | "deg" | "rad" | "cm" | "mm" | "m" | "px" => {
            Unit::parse(suffix).unwrap_or(Unit::ONE)
        }
        "hz" => Unit::HERTZ,
        _ => Unit::ONE,
    }
}

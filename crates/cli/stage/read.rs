//! Files for the input ports of a stage.
//!
//! A file is read by the reader that recognises it. The port says which columns are taken from it, as
//! what, and in which unit; a port that is open takes the others as well. A number that is missing or
//! not finite can only stand where the port allows empty cells.

mod cells;

use std::path::Path;

use spikebook_data::raw::{self, At, Found, OpenOptions, RawFile, VariablePath};
use spikebook_data::{Table, TableSource};
use spikebook_pipeline::{Artifact, Port};
use spikebook_schema::{ArtifactType, ColumnType, TableSchema, Values};

use crate::error::Error;
use cells::Cells;

/// What a file holds for a port, and the digest of the file.
pub(super) fn artifact(port: &Port, path: &Path) -> Result<(Artifact, String), Error> {
    let content = |what: String, hint: String| Error::Content {
        port: port.name.clone(),
        path: path.into(),
        what,
        hint,
    };
    let digest = digest(path)?;
    let artifact = match &port.artifact {
        ArtifactType::Table(schema) => {
            if let Some(source) = own_parquet(path) {
                Artifact::Table(source)
            } else {
                table(path, schema)
                    .map_err(|error| match error {
                        Unreadable::Raw(source) => Error::Input { port: port.name.clone(), source },
                        Unreadable::Cell { what, hint } => content(what, hint),
                    })?
                    .into()
            }
        }
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

/// The table of a schema out of a file of any format that has a reader.
fn table(path: &Path, schema: &TableSchema) -> Result<Table, Unreadable> {
    let file = raw::open(path, &OpenOptions::default())?;
    Reading { file: &*file, schema }.table()
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
        let mut taken: Vec<&String> = Vec::new();
        for column in &self.schema.columns {
            let parts = cells::parts(column, &names)?;
            builder = if parts.is_empty() {
                let found = self.find(&column.name, &names)?;
                Cells { found: &found, column }.add_to(builder)?
            } else {
                let found = parts.iter().map(|name| self.find(name, &names));
                let found = found.collect::<Result<Vec<_>, _>>()?;
                cells::add_parts(&found, column, builder)?
            };
            taken.extend(parts);
        }
        if self.schema.open {
            let others = names.iter().filter(|name| self.schema.column(name).is_none());
            for name in others.filter(|name| !taken.contains(name)) {
                let found = self.find(name, &names)?;
                if let Some(column) = cells::described(name, &found.value) {
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
            let place = self.file.source().place(At::Variable(name.into()));
            return Ok(Found { indices: Vec::new(), place, value: self.file.read_whole()? });
        }
        Err(self.no_column(name, names))
    }

    fn no_column(&self, name: &str, names: &[String]) -> Unreadable {
        let meaning = self.schema.column(name).map_or(String::new(), |column| {
            let unit =
                if column.unit.is_shown() { format!(" in {}", column.unit) } else { String::new() };
            let meaning = format!(
                "`{name}` is a column of type {}{unit}: {}",
                column.column_type, column.description
            );
            if column.column_type == ColumnType::Vector {
                format!("{meaning}; {}", cells::parts_hint(name))
            } else {
                meaning
            }
        });
        Unreadable::Cell {
            what: format!("no column `{name}`, its columns are {}", names.join(", ")),
            hint: meaning,
        }
    }
}

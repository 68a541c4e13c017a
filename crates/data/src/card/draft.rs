//! A first card for files that have none: size and digest filled in, every variable listed, and columns
//! guessed from names where the guess is plain.
//!
//! | file | becomes |
//! |---|---|
//! | columns with a unit and a time | spikes |
//! | columns with a start and a stop | trials |
//! | columns with a time | signals |
//! | other columns | a table, kept as it is |
//! | plain text of ascending numbers | spikes of one unit |
//! | anything else | an example to fill in |

mod names;

use std::fmt::Write;
use std::path::Path;

use super::error::Error;
use crate::raw::{
    self, OpenOptions, RawFile, ScalarType, Source, ValueKind, VariableInfo, show_shape,
};
use names::{Meaning, meaning};

/// Most variables of a file that are listed.
const MOST_LISTED: usize = 40;

/// The text of a card for these files, to be kept as `datasets/NAME/dataset.toml`. The files count as
/// lying in `datasets/NAME` itself or in a data folder, under their own names.
///
/// # Errors
/// [`Error::Raw`] where a file cannot be opened, [`Error::Empty`] where it holds nothing.
pub fn draft<P: AsRef<Path>>(files: &[P], name: &str) -> Result<String, Error> {
    let mut card = format!(
        "# Drafted by `spikebook dataset import`. What a line says after `#` is for its reader.\n\n\
         title = {}\n\
         licence = \"unknown\"            # who may use it, and how\n\
         citation = \"\"\n\
         url = \"\"\n",
        quoted(&name.replace(['-', '_'], " "))
    );
    let mut tables = String::new();
    let (mut ids, mut names): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for path in files {
        let path = path.as_ref();
        let source = Source::open(path)?;
        let id = distinct_name(&source.stem(), &ids);
        ids.push(id.clone());
        let base = path.file_name().map_or_else(String::new, |base| base.to_string_lossy().into());
        write_file(&mut card, &id, &base, &source)?;
        let file = raw::open_source(source, &OpenOptions::default())?;
        write_table(&mut tables, &id, &*file, &mut names)?;
    }
    Ok(card + &tables)
}

fn write_file(card: &mut String, id: &str, base: &str, source: &Source) -> Result<(), Error> {
    let sha256 = raw::sha256(source)?;
    // Writing to a string cannot fail.
    let _ = write!(
        card,
        "\n[[file]]\nid = \"{id}\"\npath = {}\nbytes = {}\nsha256 = \"{sha256}\"\n",
        quoted(base),
        source.length()
    );
    Ok(())
}

/// The table of a file, as far as its variables' names and shapes tell.
fn write_table(
    text: &mut String,
    id: &str,
    file: &dyn RawFile,
    taken: &mut Vec<String>,
) -> Result<(), Error> {
    let variables = file.variables()?;
    if variables.is_empty() {
        return Err(Error::Empty { file: file.source().name().into() });
    }
    let _ = writeln!(text, "\n# {id} holds");
    for variable in variables.iter().take(MOST_LISTED) {
        let shape = show_shape(&variable.shape);
        let _ = writeln!(text, "#   {:<24} {} of {shape}", variable.name, variable.kind);
    }
    if variables.len() > MOST_LISTED {
        let _ = writeln!(text, "#   … ({} in all)", variables.len());
    }
    let plan = plan(&variables);
    let table = distinct_name(plan.frame(), taken);
    taken.push(table.clone());
    let holds = (table != plan.frame()).then(|| format!("holds = \"{}\"\n", plan.frame()));
    let _ = write!(text, "\n[table.{table}]\nfile = \"{id}\"\n{}", holds.unwrap_or_default());
    plan.write(text, &table, file, &variables);
    Ok(())
}

/// What a file becomes.
enum Plan<'a> {
    /// Columns under these names, and the rest as they are.
    Columns { frame: &'static str, columns: Vec<(&'static str, &'a VariableInfo, Meaning)> },
    /// Spike times of one unit.
    Train,
    /// All as it is.
    Keep,
    /// For its reader to say.
    Unknown,
}

fn plan(variables: &[VariableInfo]) -> Plan<'_> {
    let is_text_file = matches!(variables, [numbers, lines]
        if numbers.name == "numbers" && lines.kind == ValueKind::Cell);
    if is_text_file {
        let one_train = variables[0].shape.len() == 1;
        return if one_train { Plan::Train } else { Plan::Unknown };
    }
    let n_rows = |variable: &VariableInfo| {
        let long = variable.shape.iter().filter(|&&size| size != 1).count();
        (long <= 1).then(|| variable.shape.iter().product::<usize>())
    };
    let rows = n_rows(&variables[0]);
    let is_column = |variable: &VariableInfo| {
        matches!(variable.kind, ValueKind::Array(_) | ValueKind::Text) && n_rows(variable) == rows
    };
    if rows.is_none() || !variables.iter().all(is_column) {
        return Plan::Unknown;
    }
    let find = |wanted: &str| {
        variables.iter().find_map(|variable| {
            let found = meaning(&variable.name).filter(|found| found.column == wanted)?;
            // A time that is text has a word among its numbers: the import then says where.
            let may_be = found.unit.is_some() || matches!(variable.kind, ValueKind::Array(_));
            may_be.then_some((found.column, variable, found))
        })
    };
    let columns =
        |names: &[&str]| -> Option<Vec<_>> { names.iter().map(|name| find(name)).collect() };
    let with_trial = |mut columns: Vec<(&'static str, _, _)>| {
        columns.extend(find("trial_id"));
        columns
    };
    if let Some(columns) = columns(&["unit_id", "time_s"]) {
        Plan::Columns { frame: "spikes", columns: with_trial(columns) }
    } else if let Some(mut columns) = columns(&["start_s", "stop_s"]) {
        columns.splice(0..0, find("trial_id"));
        Plan::Columns { frame: "trials", columns }
    } else if let Some(columns) = columns(&["time_s"]) {
        Plan::Columns { frame: "signals", columns }
    } else {
        Plan::Keep
    }
}

impl Plan<'_> {
    fn frame(&self) -> &'static str {
        match self {
            Self::Columns { frame, .. } => frame,
            Self::Train => "spikes",
            Self::Keep | Self::Unknown => "table",
        }
    }

    fn write(
        &self,
        text: &mut String,
        table: &str,
        file: &dyn RawFile,
        variables: &[VariableInfo],
    ) {
        let mut line = |words: String| {
            text.push_str(&words);
            text.push('\n');
        };
        match self {
            Self::Columns { frame, columns } => {
                line("keep = \"*\"                     # all other variables, as they are".into());
                line(format!("\n[table.{table}.columns]"));
                if *frame == "trials" && columns[0].0 != "trial_id" {
                    line("trial_id = { number_from = 1 }".into());
                }
                for (name, variable, meaning) in columns {
                    let column = meaning.column_of(variable, counts_ticks(file, variable));
                    line(format!("{name} = {column}"));
                }
            }
            Self::Train => {
                line(format!("\n[table.{table}.columns]"));
                line("unit_id = { value = 1 }".into());
                line(
                    "time_s = { path = \"numbers\", unit = \"s\" }  # or ms, or clock_hz = …"
                        .into(),
                );
            }
            Self::Keep => line("keep = \"*\"".into()),
            Self::Unknown => {
                line(
                    "keep = []                      # names of variables that become columns"
                        .into(),
                );
                line(format!("\n[table.{table}.columns]"));
                line("row = { number_from = 1 }".into());
                if let Some(example) = variables.first() {
                    let path = quoted(&example_path(example));
                    line(format!("# NAME = {{ path = {path}, unit = \"1\" }}"));
                }
            }
        }
    }
}

/// A path into a variable that is no column by itself.
fn example_path(variable: &VariableInfo) -> String {
    match &variable.kind {
        ValueKind::Cell => format!("{}{{trial}}", variable.name),
        ValueKind::Struct => format!("{}.FIELD", variable.name),
        _ if variable.shape.len() > 1 => format!("{}(:,1)", variable.name),
        _ => variable.name.clone(),
    }
}

impl Meaning {
    /// How the column is written in a card.
    fn column_of(&self, variable: &VariableInfo, counts_ticks: bool) -> String {
        let path = quoted(&variable.name);
        match self.unit {
            None => format!("{{ path = {path} }}"),
            Some("s") if counts_ticks => {
                format!("{{ path = {path}, clock_hz = 30000 }}  # is this the rate of its clock?")
            }
            Some(unit) => format!("{{ path = {path}, unit = \"{unit}\" }}"),
        }
    }
}

/// Whether a variable holds whole numbers too large for the seconds of a recording.
fn counts_ticks(file: &dyn RawFile, variable: &VariableInfo) -> bool {
    const LONGEST_RECORDING_S: f64 = 1e5;
    let is_whole = matches!(&variable.kind, ValueKind::Array(kind)
        if !matches!(kind, ScalarType::F64 | ScalarType::F32));
    let is_large = |value: raw::Value| match value {
        raw::Value::Array(array) => {
            array.data.to_f64().into_iter().any(|number| number > LONGEST_RECORDING_S)
        }
        _ => false,
    };
    is_whole && file.read_variable(&variable.name).is_ok_and(is_large)
}

/// A name in lower case that none before has.
fn distinct_name(words: &str, taken: &[String]) -> String {
    let mut name: String = words
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' })
        .collect();
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        name.insert_str(0, "file_");
    }
    let first = name.clone();
    let mut count = 1;
    while taken.contains(&name) {
        count += 1;
        name = format!("{first}_{count}");
    }
    name
}

/// Text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

#[cfg(test)]
mod tests;

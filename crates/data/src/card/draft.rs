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
//! | arrays with times among them | spikes or signals, each with the arrays of its length |
//! | anything else | a table to fill in, with a line for each variable |

mod arrays;
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

/// A first card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Its text, to be kept as `datasets/NAME/dataset.toml`.
    pub text: String,
    /// Tables whose columns nobody could guess, for its reader to fill in.
    pub unfinished: Vec<String>,
    /// What its reader should look at, in words.
    pub doubts: Vec<String>,
}

/// A card for these files. They count as lying in `datasets/NAME` itself or in a data folder, under their own
/// names.
///
/// # Errors
/// [`Error::Raw`] where a file cannot be opened, [`Error::Empty`] where it holds nothing.
pub fn draft<P: AsRef<Path>>(files: &[P], name: &str) -> Result<Draft, Error> {
    let mut card = format!(
        "# Drafted by `spikebook dataset import`. What a line says after `#` is for its reader.\n\n\
         title = {}\n\
         licence = \"unknown\"            # who may use it, and how\n\
         citation = \"\"\n\
         url = \"\"\n",
        quoted(&name.replace(['-', '_'], " "))
    );
    let mut tables = Draft::default();
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
    Ok(Draft { text: card + &tables.text, ..tables })
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
    draft: &mut Draft,
    id: &str,
    file: &dyn RawFile,
    taken: &mut Vec<String>,
) -> Result<(), Error> {
    let variables = file.variables()?;
    if variables.is_empty() {
        return Err(Error::Empty { file: file.source().name().into() });
    }
    draft.doubts.extend(doubts(file, &variables)?);
    let text = &mut draft.text;
    let _ = writeln!(text, "\n# {id} holds");
    for variable in variables.iter().take(MOST_LISTED) {
        let shape = show_shape(&variable.shape);
        let _ = writeln!(text, "#   {:<24} {} of {shape}", variable.name, variable.kind);
    }
    if variables.len() > MOST_LISTED {
        let _ = writeln!(text, "#   … ({} in all)", variables.len());
    }
    let mut begin = |text: &mut String, frame: &str, name: &str| {
        let table = distinct_name(name, taken);
        taken.push(table.clone());
        let holds = (table != frame).then(|| format!("holds = \"{frame}\"\n"));
        let holds = holds.unwrap_or_default();
        let _ = write!(text, "\n[table.{table}]\nfile = \"{id}\"\n{holds}");
        table
    };
    let plan = plan(&variables);
    let groups =
        if matches!(plan, Plan::Unknown) { arrays::groups(&variables) } else { Vec::new() };
    for group in &groups {
        let table = begin(text, group.frame(), &group.table());
        group.write(text, &table, file);
    }
    if groups.is_empty() {
        let table = begin(text, plan.frame(), plan.frame());
        plan.write(text, &table, file);
        if matches!(plan, Plan::Unknown) {
            draft.unfinished.push(table);
        }
    }
    if matches!(plan, Plan::Unknown) {
        let left = variables.iter().filter(|variable| !groups.iter().any(|g| g.takes(variable)));
        for variable in left.take(MOST_LISTED) {
            text.push_str(&arrays::suggestion(variable, file));
        }
    }
    Ok(())
}

/// Columns of text that look as if they were meant to be numbers.
fn doubts(file: &dyn RawFile, variables: &[VariableInfo]) -> Result<Vec<String>, Error> {
    let mut doubts = Vec::new();
    let name = file.source().name();
    for variable in variables.iter().filter(|variable| variable.kind == ValueKind::Text) {
        let raw::Value::Text(texts) = file.read_variable(&variable.name)? else { continue };
        let is_there = |at: usize| texts.missing.as_ref().is_none_or(|missing| !missing[at]);
        let there: Vec<&String> =
            (0..texts.items.len()).filter(|&at| is_there(at)).map(|at| &texts.items[at]).collect();
        if let Some(first) = there.first()
            && there.iter().all(|text| has_decimal_comma(text))
        {
            doubts.push(format!(
                "{name}, `{}`: taken for text, but `{first}` looks like a number with a decimal comma: \
                 save the file with decimal points",
                variable.name
            ));
        } else if let Some(first) = &texts.not_a_number {
            doubts.push(format!(
                "{name}, `{}`: taken for text, for among its numbers stands `{}` (line {}): if it means a \
                 missing value, list it as `missing` under [[file]]",
                variable.name, first.text, first.line
            ));
        }
    }
    Ok(doubts)
}

/// Digits, a comma, digits, perhaps with a sign.
fn has_decimal_comma(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.trim().trim_start_matches(['-', '+', '\u{2212}']);
    text.split_once(',').is_some_and(|(whole, rest)| digits(whole) && digits(rest))
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

    fn write(&self, text: &mut String, table: &str, file: &dyn RawFile) {
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
            }
        }
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

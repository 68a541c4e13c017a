//! What a card says, once it is read.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;
use serde_json::{Map, Value};
use spikebook_schema::{Column, ColumnType, Sampling, TableSchema};

use super::conversion::Conversion;
use super::template::Template;
use crate::frames::{Signals, SpikeTable, Stimulus, Trials, Units};
use crate::raw::TextOptions;
use crate::{Error, Table};

/// A dataset: what it is, whose it is, and where its tables come from.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Its name: the folder that the card lies in.
    pub name: String,
    /// The card's file, as messages call it.
    pub path: PathBuf,
    /// What it is, in a line.
    pub title: String,
    /// What it is, at length.
    pub description: String,
    /// The terms under which it may be used.
    pub licence: String,
    /// How to cite it.
    pub citation: String,
    /// Where it is described.
    pub url: String,
    /// Where its tables come from.
    pub source: CardSource,
}

/// Where the tables of a dataset come from.
#[derive(Clone, Debug, PartialEq)]
pub enum CardSource {
    /// A stage kind makes them.
    Generator {
        /// The kind.
        kind: String,
        /// What its chance is derived from.
        seed: u64,
        /// What is set on it.
        params: Map<String, Value>,
    },
    /// They are read from files.
    Files {
        /// The files.
        files: Vec<FileSpec>,
        /// The tables, in the order of the card.
        tables: Vec<TableSpec>,
    },
}

/// One `[[file]]`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FileSpec {
    /// How tables call it.
    pub id: String,
    /// Its path below a data folder; never absolute and never upwards.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// The SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// Where it can be had.
    #[serde(skip)]
    pub url: Option<String>,
    /// The reader, where the file's content should not decide.
    pub format: Option<String>,
    /// How it is written, where it is text.
    pub text: TextOptions,
}

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Frame {
    /// Spikes: [`SpikeTable`].
    Spikes,
    /// Units: [`Units`].
    Units,
    /// Trials: [`Trials`].
    Trials,
    /// Samples: [`Signals`].
    Signals,
    /// Onsets or samples: [`Stimulus`].
    Stimulus,
    /// Anything else, without rules.
    Table,
}

/// What happens to samples whose time stands in the file more than once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RepeatedTimes {
    /// They are a fault of the data.
    Refuse,
    /// The first of them stays.
    KeepFirst,
    /// The last of them stays.
    KeepLast,
}

/// One `[table.NAME]`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TableSpec {
    /// Its name, which is that of the port that it comes out of.
    pub name: String,
    /// What its rows are.
    pub frame: Frame,
    /// What it is, in a line.
    pub description: String,
    /// The file that it is read from.
    pub file: String,
    /// Where nothing is there, the whole combination of index words is left out.
    pub skip_empty: Option<Template>,
    /// Columns without whose value a row is left out.
    pub skip_missing: Vec<String>,
    /// Whether rows are put into the order of their times.
    pub sort: bool,
    /// Whether a row that stands there twice is taken once.
    pub distinct: bool,
    /// What happens where a time stands in the file more than once.
    pub repeated_times: RepeatedTimes,
    /// The clock of the rows, where no column tells their times.
    pub sampling: Option<Sampling>,
    /// No time lies before it.
    pub t_start_s: Option<f64>,
    /// No time lies after it.
    pub t_stop_s: Option<f64>,
    /// No unit fires faster.
    pub highest_rate_hz: f64,
    /// No unit fires slower.
    pub lowest_rate_hz: f64,
    /// Variables that become columns as they are.
    pub keep: Keep,
    /// The columns, in the order of the card.
    pub columns: Vec<ColumnSpec>,
}

/// Which variables of a file become columns as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Keep {
    /// Those of these names.
    Only(Vec<String>),
    /// All but those of these names.
    AllBut(Vec<String>),
}

/// One `[table.NAME.columns.NAME]`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ColumnSpec {
    /// What the column will be.
    pub column: Column,
    /// Where its cells come from.
    pub origin: Origin,
    /// From the numbers of the file to those of the column.
    pub conversion: Conversion,
    /// Numbers that stand for a missing one.
    pub missing_numbers: Vec<f64>,
    /// Texts that stand for a missing one.
    pub missing_texts: Vec<String>,
    /// What codes mean.
    pub labels: BTreeMap<String, String>,
}

/// Where the cells of a column come from.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A variable of the file, or a part of one.
    Path(Template),
    /// An index word of the paths, counted from a number.
    Index {
        /// The word.
        word: String,
        /// The number of the first.
        number_from: i64,
    },
    /// The combinations of index words, or the rows where there are no such words, numbered.
    Number {
        /// The number of the first.
        number_from: i64,
    },
    /// One value for all rows.
    Constant(Value),
}

impl Frame {
    /// The words for them in a card.
    pub(crate) const WORDS: [(&'static str, Self); 6] = [
        ("spikes", Self::Spikes),
        ("units", Self::Units),
        ("trials", Self::Trials),
        ("signals", Self::Signals),
        ("stimulus", Self::Stimulus),
        ("table", Self::Table),
    ];

    /// The frame that a word stands for.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, frame)| *frame)
    }

    /// The columns that such a table has at least.
    pub fn schema(self) -> TableSchema {
        match self {
            Self::Spikes => SpikeTable::schema(),
            Self::Units => Units::schema(),
            Self::Trials => Trials::schema(),
            Self::Signals => Signals::schema(),
            Self::Stimulus => Stimulus::schema(),
            Self::Table => TableSchema::at_least("table", []),
        }
    }

    /// The columns whose cells are times of the recording.
    pub(crate) fn time_columns(self) -> &'static [&'static str] {
        match self {
            Self::Spikes | Self::Signals | Self::Stimulus => &["time_s"],
            Self::Trials => &["start_s", "stop_s"],
            Self::Units | Self::Table => &[],
        }
    }

    /// Checks the rules that the rows of such a table keep.
    pub(crate) fn check(self, table: Table) -> Result<Table, Error> {
        match self {
            Self::Spikes => SpikeTable::try_from(table).map(SpikeTable::into_table),
            Self::Units => Units::try_from(table).map(|units| units.table().clone()),
            Self::Trials => Trials::try_from(table).map(|trials| trials.table().clone()),
            Self::Signals => Signals::try_from(table).map(|signals| signals.table().clone()),
            Self::Stimulus => Stimulus::try_from(table).map(|stimulus| stimulus.table().clone()),
            Self::Table => Ok(table),
        }
    }
}

impl TableSpec {
    /// What its columns are, as far as that is known before the file is read.
    pub fn schema(&self) -> TableSchema {
        let columns = self.columns.iter().map(|column| column.column.clone());
        let mut schema = TableSchema::new(&self.name, columns);
        schema.open = self.keep != Keep::Only(Vec::new());
        schema.sampling = self.sampling;
        schema
    }
}

impl Card {
    /// The tables that the files hold, with their columns; none where a kind makes them. What is open
    /// has columns that only the file knows.
    pub fn schemas(&self) -> Vec<(String, TableSchema)> {
        self.tables().iter().map(|table| (table.name.clone(), table.schema())).collect()
    }

    /// The tables that the files hold; none where a kind makes them.
    pub fn tables(&self) -> &[TableSpec] {
        match &self.source {
            CardSource::Files { tables, .. } => tables,
            CardSource::Generator { .. } => &[],
        }
    }

    /// The files that it is read from; none where a kind makes the tables.
    pub fn files(&self) -> &[FileSpec] {
        match &self.source {
            CardSource::Files { files, .. } => files,
            CardSource::Generator { .. } => &[],
        }
    }

    /// A digest of all that its tables follow from: the files' digests and the mapping. Words about the
    /// dataset, and where its files can be had, are no part of it.
    ///
    /// # Panics
    /// Never: everything in a card can be written as JSON.
    pub fn digest(&self) -> String {
        let text = match &self.source {
            CardSource::Generator { kind, seed, params } => {
                serde_json::to_string(&(kind, seed, params))
            }
            CardSource::Files { files, tables } => serde_json::to_string(&(files, tables)),
        };
        let text = text.expect("plain data with text for keys");
        blake3::hash(text.as_bytes()).to_hex().to_string()
    }
}

impl ColumnSpec {
    /// Whether its cells are whole numbers, truth values or texts.
    pub(crate) fn is_exact(&self) -> bool {
        !matches!(self.column.column_type, ColumnType::Float | ColumnType::Vector)
    }
}

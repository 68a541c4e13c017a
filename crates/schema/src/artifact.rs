//! What may cross the border of a stage.

use serde::{Deserialize, Serialize};

use crate::{Column, TableSchema};

/// Which values a stage gives: name, unit and meaning of each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ValuesSchema {
    /// One entry a value; the type of a column stands for the type of a value.
    pub entries: Vec<Column>,
    /// Whether further values may stand beside these.
    #[serde(default)]
    pub open: bool,
}

impl ValuesSchema {
    /// Exactly these values.
    pub fn new(entries: impl IntoIterator<Item = Column>) -> Self {
        Self { entries: entries.into_iter().collect(), open: false }
    }

    /// At least these values.
    pub fn at_least(entries: impl IntoIterator<Item = Column>) -> Self {
        Self { open: true, ..Self::new(entries) }
    }

    /// The same entries as a table's columns, to compare two schemas by the one rule.
    pub fn as_table(&self) -> TableSchema {
        TableSchema {
            name: "values".into(),
            columns: self.entries.clone(),
            open: self.open,
            sampling: None,
        }
    }
}

/// The three things that may cross the border of a stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ArtifactType {
    /// Rows and columns, stored as Parquet.
    Table(TableSchema),
    /// Named scalars and short vectors, stored as JSON.
    Values(ValuesSchema),
    /// A picture with its alt text and the table that it draws.
    Figure,
}

impl ArtifactType {
    /// The word for it in a heading.
    pub fn noun(&self) -> &'static str {
        self.word().trim_start_matches("a ")
    }

    /// The word for it in a sentence.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Table(_) => "a table",
            Self::Values(_) => "values",
            Self::Figure => "a figure",
        }
    }
}

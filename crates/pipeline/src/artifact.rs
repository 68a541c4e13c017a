//! What crosses the border of a stage.

use spikebook_data::{Table, TableSource};
use spikebook_schema::{ArtifactType, Mismatch, Values};

/// A picture, what it shows in words, and the table that it draws.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The picture as SVG; its ink follows the page.
    pub svg: String,
    /// The picture as PNG on white.
    pub png: Vec<u8>,
    /// What it shows, with the finding and its numbers.
    pub alt: String,
    /// The numbers that are drawn.
    pub data: Table,
}

/// One of the three things that a stage takes and gives.
#[derive(Clone, Debug)]
pub enum Artifact {
    /// Rows and columns.
    Table(TableSource),
    /// Named scalars and short vectors.
    Values(Values),
    /// A picture.
    Figure(Figure),
}

impl Artifact {
    /// The word for it in a message.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Table(_) => "table",
            Self::Values(_) => "values",
            Self::Figure(_) => "figure",
        }
    }

    /// How many rows it has, where it has rows.
    pub fn n_rows(&self) -> Option<usize> {
        match self {
            Self::Table(source) => Some(source.n_rows()),
            Self::Figure(figure) => Some(figure.data.n_rows()),
            Self::Values(_) => None,
        }
    }

    /// Every way in which it is not what `wanted` says.
    pub fn mismatches(&self, wanted: &ArtifactType) -> Vec<Mismatch> {
        match (self, wanted) {
            (Self::Table(source), ArtifactType::Table(schema)) => {
                schema.mismatches(source.schema())
            }
            (Self::Values(values), ArtifactType::Values(schema)) => schema
                .entries
                .iter()
                .filter(|entry| !entry.optional_cells)
                .filter_map(|entry| match values.get(&entry.name) {
                    None => Some(("nothing".to_owned(), entry)),
                    Some(value) if !value.unit.fits(entry.unit) => {
                        Some((format!("one in {}", value.unit), entry))
                    }
                    Some(_) => None,
                })
                .map(|(got, entry)| Mismatch {
                    column: entry.name.clone(),
                    got,
                    wanted: format!("a value in {}", entry.unit),
                })
                .collect(),
            (Self::Figure(_), ArtifactType::Figure) => Vec::new(),
            _ => vec![Mismatch {
                column: String::new(),
                got: self.word().into(),
                wanted: wanted.word().into(),
            }],
        }
    }
}

impl From<Table> for Artifact {
    fn from(table: Table) -> Self {
        Self::Table(TableSource::memory(table))
    }
}

impl From<Values> for Artifact {
    fn from(values: Values) -> Self {
        Self::Values(values)
    }
}

impl From<Figure> for Artifact {
    fn from(figure: Figure) -> Self {
        Self::Figure(figure)
    }
}

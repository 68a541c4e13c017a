//! What goes into a stage and what comes out.

use spikebook_schema::{ArtifactType, TableSchema, ValuesSchema};

/// How many artifacts an input port takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arity {
    /// Exactly one.
    One,
    /// One or none.
    Optional,
    /// Any number, at least one.
    Many,
}

/// Who may see what comes out of a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Everybody.
    Student,
    /// Instructors only: the truth behind simulated data, and whatever was computed from it.
    Instructor,
}

/// One input or output of a stage kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Port {
    /// How it is called in a pipeline: `bins.counts`.
    pub name: String,
    /// What goes through it.
    pub artifact: ArtifactType,
    /// How many artifacts go in. Of an output: whether it is always there.
    pub arity: Arity,
    /// Who may see what comes out.
    pub audience: Audience,
    /// What it is, in a line.
    pub description: String,
}

impl Port {
    fn new(name: &str, artifact: ArtifactType) -> Self {
        Self {
            name: name.into(),
            artifact,
            arity: Arity::One,
            audience: Audience::Student,
            description: String::new(),
        }
    }

    /// A table with this schema.
    pub fn table(name: &str, schema: TableSchema) -> Self {
        Self::new(name, ArtifactType::Table(schema))
    }

    /// Named values.
    pub fn values(name: &str, schema: ValuesSchema) -> Self {
        Self::new(name, ArtifactType::Values(schema))
    }

    /// A picture.
    pub fn figure(name: &str) -> Self {
        Self::new(name, ArtifactType::Figure)
    }

    /// The same port with words for its reader.
    #[must_use]
    pub fn described(mut self, description: &str) -> Self {
        self.description = description.into();
        self
    }

    /// The same port, which may be left out.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.arity = Arity::Optional;
        self
    }

    /// The same port, which takes any number of artifacts.
    #[must_use]
    pub fn many(mut self) -> Self {
        self.arity = Arity::Many;
        self
    }

    /// The same port, for instructors only.
    #[must_use]
    pub fn for_instructors(mut self) -> Self {
        self.audience = Audience::Instructor;
        self
    }
}

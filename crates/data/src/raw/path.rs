//! How a variable, or a part of one, is named.
//!
//! A path is the name of a variable and then any number of steps:
//!
//! | step | meaning |
//! |---|---|
//! | `.time` | the field of a struct, the column of a table |
//! | `{3}`, `{2,1}` | an item of a cell array, counted from 1 as MATLAB does |
//! | `{*}` | every item of a cell array, one after the other |
//! | `(3)`, `(*)` | a record, or every record, of a struct array |
//! | `(:,3)`, `(1:10)` | a part of an array, counted from 1, both ends included |
//! | `[:,2]`, `[0:10]` | the same counted from 0, the end excluded, as `NumPy` does |
//!
//! `*` and `:` mean the same. Below a `*`, an empty array where a cell or struct should be is a member
//! that is not there: MATLAB writes `[]` for it. A name that holds one of `.{}()[]` or a space is written in double
//! quotes. A path without a name, as in `(:,3)`, starts at the only variable of the file.
//!
//! ```
//! use spikebook_data::raw::VariablePath;
//! let path = VariablePath::parse("spikes{1}{1}{*}{*}.time")?;
//! assert_eq!(path.variable(), Some("spikes"));
//! assert_eq!(path.steps().len(), 5);
//! # Ok::<(), spikebook_data::raw::Error>(())
//! ```

mod index;
mod parse;
mod select;
#[cfg(test)]
mod tests;

pub(crate) use select::select;

use super::error::Result;

/// The name of a variable and the steps inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariablePath {
    text: String,
    variable: Option<String>,
    steps: Vec<Step>,
}

/// One step of a path, and where in the text it starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What to take.
    pub kind: StepKind,
    /// The character where the step starts, counted from 1.
    pub position: usize,
}

/// What a step takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepKind {
    /// A field of a struct, or a column of a table.
    Field(String),
    /// Items of a cell array: `{…}`.
    Items(Vec<Index>),
    /// Records of a struct array, or a part of an array: `(…)` or `[…]`.
    Part {
        /// One index an axis, or one for all items.
        indices: Vec<Index>,
        /// Whether axes of a single index vanish, as they do for `[…]`.
        drops_axes: bool,
    },
}

/// An index along one axis, counted from 0 whatever the bracket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Index {
    /// Everything.
    All,
    /// One item.
    One(usize),
    /// The items from the first up to, not including, the second number.
    Range(usize, usize),
}

impl VariablePath {
    /// Reads a path.
    ///
    /// # Errors
    /// [`Error::PathSyntax`](super::Error::PathSyntax) with the character that does not fit.
    pub fn parse(text: &str) -> Result<Self> {
        let (variable, steps) = parse::parse(text)?;
        Ok(Self { text: text.to_owned(), variable, steps })
    }

    /// The path to a whole variable, whatever characters its name holds.
    pub fn to_variable(name: &str) -> Self {
        Self { text: name.to_owned(), variable: Some(name.to_owned()), steps: Vec::new() }
    }

    /// The path as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The name of the variable; `None` for the only one of a file.
    pub fn variable(&self) -> Option<&str> {
        self.variable.as_deref()
    }

    /// The steps inside the variable.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }
}

//! Text with a shape.

use super::value::item_count;

/// Text with a shape.
#[derive(Debug, Clone, PartialEq)]
pub struct TextArray {
    /// The size along each axis; empty for a single text.
    pub shape: Vec<usize>,
    /// The texts, the first axis fastest.
    pub items: Vec<String>,
    /// Which items the file marks as missing; `None` where none is.
    pub missing: Option<Vec<bool>>,
    /// Why a column of a text file is text and not numbers, where its first value was a number.
    pub not_a_number: Option<NotANumber>,
}

/// The first value of a column that is no number, after values that are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotANumber {
    /// Its line in the file, counted from 1.
    pub line: u64,
    /// Its text.
    pub text: String,
}

impl TextArray {
    /// One text.
    pub fn single(text: impl Into<String>) -> Self {
        Self { shape: Vec::new(), items: vec![text.into()], missing: None, not_a_number: None }
    }

    /// A column of texts.
    pub fn vector(items: Vec<String>) -> Self {
        Self { shape: vec![items.len()], items, missing: None, not_a_number: None }
    }

    /// Texts of that shape, the first axis fastest; `None` where shape and number differ.
    pub fn new(shape: Vec<usize>, items: Vec<String>) -> Option<Self> {
        (item_count(&shape) == Some(items.len())).then_some(Self {
            shape,
            items,
            missing: None,
            not_a_number: None,
        })
    }

    /// The texts at these positions, under a new shape.
    #[must_use]
    pub(crate) fn take(&self, shape: Vec<usize>, positions: &[usize]) -> Self {
        Self {
            shape,
            items: positions.iter().map(|&i| self.items[i].clone()).collect(),
            missing: self.missing.as_ref().map(|m| positions.iter().map(|&i| m[i]).collect()),
            not_a_number: self.not_a_number.clone(),
        }
    }
}

//! The fields of a text file that stand for a missing value.

/// The fields that stand for a missing value.
#[derive(Debug, Clone)]
pub(crate) struct MissingTokens {
    tokens: Vec<String>,
    /// Whether a token starts with that byte: most fields are told from all tokens by their first.
    starts: [bool; 256],
}

impl MissingTokens {
    pub(crate) fn new(tokens: &[String]) -> Self {
        let mut starts = [false; 256];
        for first in tokens.iter().filter_map(|token| token.as_bytes().first()) {
            starts[usize::from(*first)] = true;
        }
        Self { tokens: tokens.to_vec(), starts }
    }

    /// Whether a field is one of them.
    pub(crate) fn contains(&self, field: &[u8]) -> bool {
        match field.first() {
            Some(&first) if !self.starts[usize::from(first)] => false,
            _ => self.tokens.iter().any(|token| token.as_bytes() == field),
        }
    }
}

//! Why the body of a stage ended without its outputs.

use std::error::Error;
use std::fmt;

/// An error of whatever a body called, or one of its own.
///
/// Any error turns into a failure by `?`. The catalogue knows which crates' errors have a hint and asks
/// them for it ([`Catalogue`](crate::Catalogue)).
#[derive(Debug)]
pub struct Failure {
    source: Box<dyn Error + Send + Sync>,
    hint: Option<String>,
    place: Option<String>,
}

impl Failure {
    /// A failure in the body's own words.
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { source: message.into().into(), hint: Some(hint.into()), place: None }
    }

    /// The same failure, which says where it happened.
    #[must_use]
    pub(crate) fn at(mut self, place: String) -> Self {
        self.place = Some(place);
        self
    }

    /// The error behind it.
    pub fn source(&self) -> &(dyn Error + Send + Sync + 'static) {
        &*self.source
    }

    /// What the body itself advises.
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl<E: Error + Send + Sync + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Self { source: Box::new(error), hint: None, place: None }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(formatter, "{place}: ")?;
        }
        self.source.fmt(formatter)
    }
}

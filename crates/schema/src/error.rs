//! What can be wrong with words: an unknown unit, a value that is not finite.

use crate::Unit;

/// What can be wrong with a unit or a value.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The symbol names no unit of the list.
    #[error("unit: got `{symbol}`, wanted one of the known symbols")]
    UnknownUnit {
        /// What was written.
        symbol: String,
    },
    /// The two units measure different things.
    #[error("unit: got `{got}`, wanted one that converts to `{wanted}`")]
    Incommensurable {
        /// The unit at hand.
        got: Unit,
        /// The unit asked for.
        wanted: Unit,
    },
    /// A stored value must be a number.
    #[error("value `{name}`: got {got}, wanted a finite number")]
    NotFinite {
        /// The value's name.
        name: String,
        /// What it is.
        got: f64,
    },
    /// Two values of one set have one name.
    #[error("value `{name}`: set twice")]
    SetTwice {
        /// The value's name.
        name: String,
    },
}

impl Error {
    /// What to try, where there is something to try.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::UnknownUnit { symbol } => Some(match Unit::nearest(symbol) {
                Some(unit) => format!("did you mean `{unit}`? known: {}", Unit::symbols()),
                None => format!("known: {}", Unit::symbols()),
            }),
            Self::Incommensurable { got, .. } => {
                Some(format!("`{got}` measures {}", got.dimension()))
            }
            Self::NotFinite { .. } => {
                Some("a result that does not exist is left out or is an error".into())
            }
            Self::SetTwice { .. } => None,
        }
    }
}

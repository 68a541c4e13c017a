//! What can go wrong in this crate: one enum, a message that says what, where, got and wanted, and a hint
//! apart from it.

/// Why a fit, a statistic or a resampling could not be had.
///
/// Variants are grouped by module; each names its place and its values in fields.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    // Matrices and vectors.
    /// A number that is not finite where a finite one is needed.
    #[error("{what}, row {row}: got {got}, wanted a finite number")]
    NonFinite {
        /// The matrix column or vector, as the user knows it
        what: String,
        /// The row, counted from 0
        row: usize,
        /// The offending number: NaN or an infinity
        got: f64,
    },
    /// Two things that must be equally long are not.
    #[error("{what}: got {got} entries, wanted {wanted}")]
    Length {
        /// The vector or matrix side
        what: &'static str,
        /// Its length
        got: usize,
        /// The length of what it goes with
        wanted: usize,
    },
    /// A parameter outside its range.
    #[error("{parameter}: got {got}, wanted {wanted}")]
    Parameter {
        /// The parameter's name
        parameter: &'static str,
        /// Its value
        got: f64,
        /// The range, in words
        wanted: &'static str,
    },
    // Regression (below) and decomposition.

    // Folds, bootstrap, permutation, decoding, psychometric, spike trains.
}

impl Error {
    /// What to try, where there is something to try.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NonFinite { .. } => {
                Some("leave out or repair the rows with missing values before fitting".into())
            }
            Self::Length { .. } | Self::Parameter { .. } => None,
        }
    }
}

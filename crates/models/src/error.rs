//! What can be wrong with a model's parameters, and with where they lead.

use crate::integration::IntegrationError;

/// Why a model cannot be built or followed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
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
    /// Fewer of something than the model needs.
    #[error("{what}: got {got}, wanted at least {wanted}")]
    TooFew {
        /// What is counted
        what: &'static str,
        /// How many there are
        got: usize,
        /// How many are needed
        wanted: usize,
    },
    /// More steps than a session can hold.
    #[error(
        "a session of {duration_s} s in steps of {step_s} s: got {n_steps} steps, wanted at most {most}"
    )]
    TooManySteps {
        /// The length of the session, seconds
        duration_s: f64,
        /// The length of a step, seconds
        step_s: f64,
        /// Their quotient
        n_steps: f64,
        /// The most that is allowed
        most: usize,
    },
    /// More steps than an integration can hold, in the system's unit of time.
    #[error(
        "a duration of {duration} in steps of {step}: got {n_steps} steps, wanted at most {most}"
    )]
    Steps {
        /// The duration
        duration: f64,
        /// The length of a step
        step: f64,
        /// Their quotient
        n_steps: f64,
        /// The most that is allowed
        most: usize,
    },
    /// An integration that does not arrive.
    #[error(transparent)]
    Integration(#[from] IntegrationError),
}

impl Error {
    /// What to try, where there is something to try.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::TooManySteps { .. } | Self::Steps { .. } => {
                Some("take a longer step or a shorter session".into())
            }
            Self::TooFew { what: "units", .. } => {
                Some("latents in more directions than units cannot be told apart".into())
            }
            Self::Integration(error) => error.hint(),
            Self::Parameter { .. } | Self::TooFew { .. } => None,
        }
    }
}

/// Refuses a parameter that is not within `range`, NaN included.
pub(crate) fn within(
    parameter: &'static str,
    got: f64,
    range: impl std::ops::RangeBounds<f64>,
    wanted: &'static str,
) -> Result<f64, Error> {
    if range.contains(&got) { Ok(got) } else { Err(Error::Parameter { parameter, got, wanted }) }
}

#[cfg(test)]
mod tests;

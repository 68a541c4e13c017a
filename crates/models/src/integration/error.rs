//! What can go wrong on the way.

/// Why an integration has no end.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum IntegrationError {
    /// The state left the numbers.
    #[error("the integration diverges at time {time}: the last state before was {state:?}")]
    Diverged {
        /// When the state is no number for the first time
        time: f64,
        /// The last state that was
        state: Vec<f64>,
    },
    /// No step is small enough for the tolerance.
    #[error(
        "the step vanishes at time {time}, state {state:?}: the solution ends there, or the tolerance is below what numbers can tell"
    )]
    StepVanished {
        /// When
        time: f64,
        /// The state there
        state: Vec<f64>,
    },
    /// The time asked for takes more steps than allowed.
    #[error(
        "{most} steps reach only time {time}: the system is stiff, or the tolerance too strict for so long a time"
    )]
    TooManySteps {
        /// How far the steps reached
        time: f64,
        /// How many are allowed
        most: usize,
    },
    /// A start that is not of the system's dimension.
    #[error("the start has {got} numbers, the system {wanted}")]
    Dimension {
        /// How many numbers the start has
        got: usize,
        /// How many the state has
        wanted: usize,
    },
}

impl IntegrationError {
    /// What to try.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Diverged { .. } => Some(
                "take a shorter step: Euler's must stay well below the fastest time constant"
                    .into(),
            ),
            Self::StepVanished { .. } | Self::TooManySteps { .. } => {
                Some("ask for a larger tolerance or a shorter time".into())
            }
            Self::Dimension { .. } => None,
        }
    }
}

/// Refuses a start that is not of the system's dimension, or not finite.
pub(super) fn checked(start: &[f64], wanted: usize, time: f64) -> Result<(), IntegrationError> {
    if start.len() != wanted {
        return Err(IntegrationError::Dimension { got: start.len(), wanted });
    }
    finite(start, start, time)
}

/// Refuses a state that is not finite, naming the one before.
pub(super) fn finite(state: &[f64], before: &[f64], time: f64) -> Result<(), IntegrationError> {
    if state.iter().all(|value| value.is_finite()) {
        Ok(())
    } else {
        Err(IntegrationError::Diverged { time, state: before.to_vec() })
    }
}

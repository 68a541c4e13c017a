//! What to try after each error.

use super::Error;

impl Error {
    /// What to try, where there is something to try.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NonFinite { .. } => {
                Some("leave out or repair the rows with missing values before fitting".into())
            }
            Self::RankDeficient { column } => Some(format!(
                "leave out column {column}, or a column that it follows from; a full set of indicators or splines \
                 adds up to the intercept"
            )),
            Self::AllZeroCounts { .. } => Some("leave this unit out, or pool it with others".into()),
            Self::OneOutcome { .. } => Some("leave this condition out, or pool it with others".into()),
            Self::Separated { .. } => Some(
                "leave out or merge the covariate that splits the responses, or take a penalty above 0".into(),
            ),
            Self::NotConverged { what: "nonlinear least squares", .. } => {
                Some("begin nearer to the curve, or fit one with fewer parameters".into())
            }
            Self::NotConverged { .. } => {
                Some("scale the covariates to comparable sizes, or take a penalty above 0".into())
            }
            Self::TrialsOfCounts { .. } => {
                Some("use an offset of the logarithm of the exposure".into())
            }
            Self::LinkOfFamily { .. } => Some(
                "gaussian and gamma take identity, log and inverse; counts take log and identity; binomial takes logit, \
                 probit, cloglog, log and identity"
                    .into(),
            ),
            Self::NoStart { .. } => {
                Some("take the log or logit link, under which every mean is possible".into())
            }
            Self::NotOverdispersed { .. } => Some("fit a Poisson regression".into()),
            Self::NotNested { .. } => {
                Some("give fits without penalty of the same rows, each with more terms than the last".into())
            }
            Self::FlatComponent { component } => {
                Some(format!("keep {component} components, or do not whiten"))
            }
            Self::Singular { .. } => {
                Some("take fewer columns, such as the first principal components, or a floor above 0".into())
            }
            Self::Overflow { .. } => Some("measure it in a larger unit".into()),
            Self::ConstantColumn { column } => {
                Some(format!("leave out column {column}, or do not scale"))
            }
            Self::Unidentified { .. } => Some(
                "measure where the curve bends, or fit a curve with fewer parameters".into(),
            ),
            Self::NotAscending { .. } => Some("sort the times before they are used".into()),
            Self::EmptyTrainingSet { .. } => Some("take a smaller gap or more folds".into()),
            Self::UndefinedStatistic { .. } => {
                Some("a resample may hold one row many times: is the statistic defined for equal rows?".into())
            }
            Self::OneSidedReplicates { .. } | Self::ConstantJackknife { .. } => {
                Some("take the percentile interval, or more rows".into())
            }
            Self::ImpossibleCounts { .. } => {
                Some("give the rates a floor, such as 0.1 Hz, for states in which a unit was never seen to fire".into())
            }
            Self::ImpossibleObservation { .. } => {
                Some("give probabilities of 0 a small value, or leave the observation out".into())
            }
            Self::SingularCovariance { .. } => Some(
                "leave out columns that follow from others, or take fewer states or a longer recording".into(),
            ),
            Self::PsychometricStep { .. } => {
                Some("measure at levels nearer to the threshold, or fix a lapse rate above 0".into())
            }
            Self::PsychometricFlat => Some("check the sign of the levels and the guess rate".into()),
            Self::NoShift { .. } => Some("take a smaller least shift or a longer recording".into()),
            Self::Length { .. }
            | Self::Parameter { .. }
            | Self::OutOfRange { .. }
            | Self::NoFixedPoint { .. }
            | Self::NoLimitCycle { .. }
            | Self::Dataset { .. }
            | Self::SingularValues { .. }
            | Self::Refused { .. }
            | Self::NoVariance
            | Self::NoSpread { .. }
            | Self::Interval { .. }
            | Self::TooFew { .. }
            | Self::Index { .. }
            | Self::SuccessesExceedTrials { .. }
            | Self::PsychometricNotConverged { .. }
            | Self::NoOccupancy { .. } => None,
        }
    }
}

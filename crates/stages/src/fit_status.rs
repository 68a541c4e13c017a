//! How the fit of one unit among many ended: the word in its row.

use spikebook_analysis::Error;
use spikebook_pipeline::Failure;

/// The status of a fit that succeeded.
pub(crate) const CONVERGED: &str = "converged";

/// The status of a fit that failed for a reason that lies in the unit's own data. Anything else fails the
/// whole stage.
pub(crate) fn status_of(error: &Error) -> Option<&'static str> {
    match error {
        Error::Separated { .. } | Error::OneOutcome { .. } => Some("separated"),
        Error::RankDeficient { .. } | Error::Unidentified { .. } | Error::NoSpread { .. } => {
            Some("rank_deficient")
        }
        Error::AllZeroCounts { .. } | Error::TooFew { .. } => Some("too_few_spikes"),
        Error::NotConverged { .. } | Error::NoStart { .. } => Some("not_converged"),
        Error::NotOverdispersed { .. } => Some("not_overdispersed"),
        _ => None,
    }
}

/// The results of many units: each is there, or has a status that says why not.
///
/// # Errors
/// The first error that is no unit's own, and the first of all where no unit succeeded.
pub(crate) fn each_or_status<T>(
    results: Vec<Result<T, Error>>,
) -> Result<Vec<Result<T, &'static str>>, Failure> {
    let mut first = None;
    let mut rows = Vec::with_capacity(results.len());
    let mut any = results.is_empty();
    for result in results {
        match result {
            Ok(value) => {
                any = true;
                rows.push(Ok(value));
            }
            Err(error) => match status_of(&error) {
                Some(status) => {
                    rows.push(Err(status));
                    first.get_or_insert(error);
                }
                None => return Err(error.into()),
            },
        }
    }
    match first {
        Some(error) if !any => Err(error.into()),
        _ => Ok(rows),
    }
}

//! What settings of estimators may be.

use crate::Error;

/// A share strictly between 0 and 1 at which steps end.
pub(crate) fn tolerance(tolerance: f64) -> Result<f64, Error> {
    between("tolerance", tolerance, 0.0, 1.0, "a number between 0 and 1")
}

/// A number of steps.
pub(crate) fn iterations(max_iterations: usize) -> Result<usize, Error> {
    count("max_iterations", max_iterations)
}

/// A count of at least 1.
pub(crate) fn count(what: &'static str, got: usize) -> Result<usize, Error> {
    if got == 0 { Err(Error::TooFew { what, got, wanted: 1 }) } else { Ok(got) }
}

/// A number strictly between two others.
pub(crate) fn between(
    parameter: &'static str,
    got: f64,
    low: f64,
    high: f64,
    wanted: &'static str,
) -> Result<f64, Error> {
    if got > low && got < high { Ok(got) } else { Err(Error::Parameter { parameter, got, wanted }) }
}

/// A finite number of at least 0.
pub(crate) fn not_negative(parameter: &'static str, got: f64) -> Result<f64, Error> {
    if got >= 0.0 && got.is_finite() {
        Ok(got)
    } else {
        Err(Error::Parameter { parameter, got, wanted: "a finite number of at least 0" })
    }
}

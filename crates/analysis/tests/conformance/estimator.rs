//! An estimator as the battery sees it, and what may become of a fit.

use std::sync::mpsc;
use std::time::Duration;

use spikebook_analysis::Error;

use super::set::{Response, Set};

/// After so long a fit of some dozen rows hangs.
const LONGEST: Duration = Duration::from_mins(1);

/// A fit of a set, as numbers that do not depend on arbitrary signs or names of groups: one for each row (such as
/// the fitted mean), or any others where the estimator says that they are [of the whole](Estimator::of_the_whole).
type Fit = fn(&Set) -> Result<Vec<f64>, Error>;

/// What is declared of an estimator.
#[expect(clippy::struct_excessive_bools, reason = "each is a law that holds or not, by itself")]
#[derive(Clone, Copy)]
pub(crate) struct Estimator {
    pub(crate) name: &'static str,
    pub(crate) response: Response,
    pub(crate) fit: Fit,
    /// The numbers are of the whole set, not one a row
    pub(crate) whole: bool,
    /// Takes weights of rows
    pub(crate) weighted: bool,
    /// Rows are a series, or draws go by row: their order matters
    pub(crate) ordered: bool,
    /// It tells a class and no number: where classes tie, as they do on hostile sets, rounding or the first row decides
    pub(crate) decides: bool,
    /// It learns nothing from rows: of no rows come no rows
    pub(crate) learns_nothing: bool,
    /// Of no rows there is a right answer too, such as a rate of zero
    pub(crate) defined_of_nothing: bool,
    /// NaN marks, as its documentation says, what too few rows leave undefined
    pub(crate) marks_undefined: bool,
    /// NaN stands for a sample that is missing, as its documentation says: it is left out, or is NaN again
    pub(crate) leaves_out_missing: bool,
    /// A column in another unit changes nothing
    pub(crate) scale_free: bool,
    /// How near two fits of the same set are, relative to the largest number
    pub(crate) tolerance: f64,
}

impl Estimator {
    pub(crate) const fn new(name: &'static str, response: Response, fit: Fit) -> Self {
        Self {
            name,
            response,
            fit,
            whole: false,
            weighted: false,
            ordered: false,
            decides: false,
            learns_nothing: false,
            defined_of_nothing: false,
            marks_undefined: false,
            leaves_out_missing: false,
            scale_free: false,
            tolerance: 1e-7,
        }
    }

    pub(crate) const fn of_the_whole(self) -> Self {
        Self { whole: true, ..self }
    }

    pub(crate) const fn weighted(self) -> Self {
        Self { weighted: true, ..self }
    }

    pub(crate) const fn ordered(self) -> Self {
        Self { ordered: true, ..self }
    }

    pub(crate) const fn decides(self) -> Self {
        Self { decides: true, ..self }
    }

    pub(crate) const fn learns_nothing(self) -> Self {
        Self { learns_nothing: true, ..self }
    }

    pub(crate) const fn defined_of_nothing(self) -> Self {
        Self { defined_of_nothing: true, ..self }
    }

    pub(crate) const fn marks_undefined(self) -> Self {
        Self { marks_undefined: true, ..self }
    }

    pub(crate) const fn leaves_out_missing(self) -> Self {
        Self { leaves_out_missing: true, ..self }
    }

    pub(crate) const fn scale_free(self) -> Self {
        Self { scale_free: true, ..self }
    }

    pub(crate) const fn within(self, tolerance: f64) -> Self {
        Self { tolerance, ..self }
    }

    /// What the numbers become where the rows come in another order.
    pub(crate) fn in_order(&self, numbers: &[f64], order: &[usize]) -> Vec<f64> {
        if self.whole { numbers.to_vec() } else { order.iter().map(|&row| numbers[row]).collect() }
    }

    /// Fits, and tells what became of it.
    pub(crate) fn outcome(&self, set: &Set) -> Outcome {
        let (fit, set) = (self.fit, set.clone());
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || sender.send(fit(&set)));
        match receiver.recv_timeout(LONGEST) {
            Ok(Ok(numbers)) if numbers.iter().all(|number| number.is_finite()) => {
                Outcome::Numbers(numbers)
            }
            Ok(Ok(_)) => Outcome::NotFinite,
            Ok(Err(error)) => Outcome::Refused(error),
            Err(mpsc::RecvTimeoutError::Timeout) => Outcome::Hung,
            Err(mpsc::RecvTimeoutError::Disconnected) => Outcome::Panicked,
        }
    }
}

/// What became of a fit.
#[derive(Debug)]
pub(crate) enum Outcome {
    Numbers(Vec<f64>),
    Refused(Error),
    NotFinite,
    Panicked,
    Hung,
}

impl Outcome {
    /// The numbers, or what came in their place.
    pub(crate) fn numbers(self) -> Result<Vec<f64>, String> {
        match self {
            Self::Numbers(numbers) => Ok(numbers),
            other => Err(format!("{other:?}")),
        }
    }
}

/// The largest difference, relative to the largest number; infinite where the lengths differ.
pub(crate) fn distance(got: &[f64], wanted: &[f64]) -> f64 {
    if got.len() != wanted.len() {
        return f64::INFINITY;
    }
    let size = wanted.iter().fold(f64::MIN_POSITIVE, |size, value| size.max(value.abs()));
    got.iter()
        .zip(wanted)
        .fold(0.0, |most: f64, (got, wanted)| most.max((got - wanted).abs() / size))
}

/// Fails with all faults at once.
pub(crate) fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

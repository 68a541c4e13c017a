//! Sets that break estimators.

use super::estimator::{Outcome, distance, none};
use super::estimators;
use super::set::{Response, Set};

/// What may come of a hostile set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    /// A named error
    Refusal,
    /// Finite numbers, the same whatever the order of the rows, or a named error
    Either,
}

/// A name, what may come of it, and what is done to a clean set.
type Hostile = (&'static str, Wanted, fn(&mut Set));

const HOSTILE: &[Hostile] = &[
    ("no rows", Wanted::Refusal, |set| *set = set.rows(&[])),
    ("one row", Wanted::Either, |set| *set = set.rows(&[0])),
    ("two rows", Wanted::Either, |set| *set = set.rows(&[0, 1])),
    ("the same row again and again", Wanted::Either, |set| *set = set.rows(&[4; 30])),
    ("a constant column", Wanted::Either, |set| set.x.column_mut(1).fill(2.5)),
    ("a column of zeros", Wanted::Either, |set| set.x.column_mut(1).fill(0.0)),
    ("all columns constant", Wanted::Either, |set| set.x.fill(1.0)),
    ("a column twice", Wanted::Either, |set| {
        let first = set.x.column(0).to_owned();
        set.x.column_mut(2).assign(&first);
    }),
    ("NaN in a column", Wanted::Refusal, |set| set.x[[7, 1]] = f64::NAN),
    ("infinity in a column", Wanted::Refusal, |set| set.x[[7, 1]] = f64::INFINITY),
    ("minus infinity in a column", Wanted::Refusal, |set| set.x[[0, 0]] = f64::NEG_INFINITY),
    ("1e300 once", Wanted::Either, |set| set.x[[7, 1]] = 1e300),
    ("1e300 in a column", Wanted::Either, |set| set.x.column_mut(1).mapv_inplace(|x| x * 1e300)),
    ("1e-300 in a column", Wanted::Either, |set| set.x.column_mut(1).mapv_inplace(|x| x * 1e-300)),
    ("1e300 everywhere", Wanted::Either, |set| set.x.mapv_inplace(|x| x * 1e300)),
];

const HOSTILE_RESPONSES: &[Hostile] = &[
    ("NaN in the response", Wanted::Refusal, |set| set.y[7] = f64::NAN),
    ("infinity in the response", Wanted::Refusal, |set| set.y[7] = f64::INFINITY),
    ("1e300 in the response", Wanted::Either, |set| set.y[7] = 1e300),
    ("a constant response", Wanted::Either, |set| set.y.fill(1.0)),
    ("a response of zeros", Wanted::Either, |set| set.y.fill(0.0)),
    ("a column that gives the response away", Wanted::Either, |set| {
        let response = set.y.clone();
        set.x.column_mut(1).assign(&response);
    }),
];

#[test]
fn hostile_sets_end_in_numbers_or_in_a_named_error() {
    let mut faults = Vec::new();
    for estimator in estimators::all() {
        let has_response = estimator.response != Response::None;
        let responses = if has_response { HOSTILE_RESPONSES } else { &[] };
        for &(name, wanted, spoil) in HOSTILE.iter().chain(responses) {
            let mut set = Set::clean(estimator.response);
            spoil(&mut set);
            let mut fault =
                |what: String| faults.push(format!("{}, {name}: {what}", estimator.name));
            match estimator.outcome(&set) {
                Outcome::Numbers(numbers) if estimator.learns_nothing && numbers.is_empty() => {}
                Outcome::Numbers(_) if estimator.defined_of_nothing && set.x.nrows() == 0 => {}
                Outcome::Numbers(_) | Outcome::NotFinite
                    if estimator.leaves_out_missing && set.x.iter().any(|x| x.is_nan()) => {}
                Outcome::NotFinite if estimator.marks_undefined && set.x.nrows() < 2 => {}
                Outcome::Numbers(_) if wanted == Wanted::Refusal => {
                    fault("numbers, wanted an error".into());
                }
                Outcome::Numbers(numbers) if !estimator.whole && numbers.len() != set.x.nrows() => {
                    fault(format!("{} numbers, wanted one a row", numbers.len()));
                }
                Outcome::Numbers(numbers)
                    if !estimator.ordered && !estimator.decides && !numbers.is_empty() =>
                {
                    // A fit that stopped on the way depends on the order of the rows.
                    let (permuted, order) = set.permuted();
                    match estimator.outcome(&permuted).numbers() {
                        Ok(again) => {
                            let off = distance(&again, &estimator.in_order(&numbers, &order));
                            if off > 100.0 * estimator.tolerance {
                                fault(format!("another answer for rows in another order: {off:e}"));
                            }
                        }
                        Err(what) => fault(format!("numbers, but of permuted rows {what}")),
                    }
                }
                Outcome::Numbers(_) => {}
                Outcome::Refused(error) => {
                    if error.to_string().is_empty() {
                        fault("an error without words".into());
                    }
                }
                other => fault(format!("{other:?}")),
            }
        }
    }
    none(&faults);
}

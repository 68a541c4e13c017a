//! The lists: one line an estimator, one list a subject.
//!
//! A fit is given as one number a row where the estimator speaks of rows (a fitted mean, a score without its
//! sign), so that the battery can permute, repeat and weigh them.

#[path = "estimators/beliefs.rs"]
mod beliefs;
#[path = "estimators/choices.rs"]
mod choices;
#[path = "estimators/classifiers.rs"]
mod classifiers;
#[path = "estimators/decompositions.rs"]
mod decompositions;
#[path = "estimators/designs.rs"]
mod designs;
#[path = "estimators/groups.rs"]
mod groups;
#[path = "estimators/held_out.rs"]
mod held_out;
#[path = "estimators/links.rs"]
mod links;
#[path = "estimators/pairs.rs"]
mod pairs;
#[path = "estimators/places.rs"]
mod places;
#[path = "estimators/regressions.rs"]
mod regressions;
#[path = "estimators/resampling.rs"]
mod resampling;
#[path = "estimators/samples.rs"]
mod samples;
#[path = "estimators/series.rs"]
mod series;
#[path = "estimators/spikes.rs"]
mod spikes;
#[path = "estimators/states.rs"]
mod states;

use spikebook_analysis::Error;
use spikebook_numeric::Seed;

use super::estimator::Estimator;
use super::set::Set;

/// Every estimator.
pub(crate) fn all() -> Vec<Estimator> {
    [
        beliefs::LIST,
        choices::LIST,
        classifiers::LIST,
        decompositions::LIST,
        designs::LIST,
        groups::LIST,
        held_out::LIST,
        links::LIST,
        pairs::LIST,
        places::LIST,
        regressions::LIST,
        resampling::LIST,
        samples::LIST,
        series::LIST,
        spikes::LIST,
        states::LIST,
    ]
    .concat()
}

fn seed() -> Seed {
    Seed::from_name("conformance")
}

/// One number of each row: their sum.
fn sums(set: &Set) -> Vec<f64> {
    set.x.rows().into_iter().map(|row| row.sum()).collect()
}

/// Numbers as whole numbers below `end`; refuses what the type of a label or a count cannot hold.
fn whole(numbers: impl IntoIterator<Item = f64>, end: f64) -> Result<Vec<usize>, Error> {
    let to_whole = |(row, got): (usize, f64)| {
        if got >= 0.0 && got < end && got.fract() == 0.0 {
            Ok(got as usize)
        } else {
            let wanted = "a whole number from 0 on";
            Err(Error::OutOfRange { what: "label or count", row, got, wanted })
        }
    };
    numbers.into_iter().enumerate().map(to_whole).collect()
}

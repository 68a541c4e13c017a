//! What a correlogram would be, were each trial of one unit paired with another trial of the other.

use super::two_trains::count_pairs;
use super::{Lags, nanoseconds};
use crate::Error;

/// The mean count over all ways to pair every trial of the reference with another trial of the target,
/// which is (all trials with all − each with its own) / (trials − 1). Times are on each trial's own clock.
///
/// It is the cross-correlation of the two peri-event rates but for chance, and is subtracted to see what
/// they share beyond the event. It leaves in whatever differs from trial to trial in both at once, such
/// as excitability (Brody 1999, doi:10.1162/089976699300016133).
///
/// # Errors
/// [`Error::Length`] for unequal numbers of trials, [`Error::TooFew`] below two, and as
/// [`cross_correlogram`](super::cross_correlogram) for times.
///
/// ```
/// use spikebook_analysis::spike_trains::correlogram::{Lags, shift_predictor};
///
/// let (reference, target) = ([&[0.1][..], &[0.1]], [&[0.102][..], &[0.1]]);
/// let predicted = shift_predictor(&reference, &target, Lags::new(0.001, 2)?)?;
/// assert_eq!(predicted, [0.0, 0.0, 1.0, 0.0, 1.0]);
/// # Ok::<(), spikebook_analysis::Error>(())
/// ```
pub fn shift_predictor(
    reference: &[&[f64]],
    target: &[&[f64]],
    lags: Lags,
) -> Result<Vec<f64>, Error> {
    crate::matrix::check_length("trials of the target", target.len(), reference.len())?;
    if reference.len() < 2 {
        return Err(Error::TooFew { what: "trials", got: reference.len(), wanted: 2 });
    }
    let (mut all_reference, mut all_target) = (Vec::new(), Vec::new());
    let mut own = vec![0; lags.n_bins()];
    for (reference, target) in reference.iter().zip(target) {
        let reference = nanoseconds("spike times of the reference", reference)?;
        let target = nanoseconds("spike times of the target", target)?;
        let counts = count_pairs(&reference, &target, lags);
        own.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        all_reference.extend(reference);
        all_target.extend(target);
    }
    all_reference.sort_unstable();
    all_target.sort_unstable();
    let all = count_pairs(&all_reference, &all_target, lags);
    let n_others = (reference.len() - 1) as f64;
    Ok(all.iter().zip(&own).map(|(all, own)| (all - own) as f64 / n_others).collect())
}

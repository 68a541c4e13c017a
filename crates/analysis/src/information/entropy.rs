//! How uncertain is an outcome?

use std::f64::consts::LN_2;

use spikebook_numeric::elementary::log2;
use spikebook_numeric::sum::sum;

use crate::Error;

/// The entropy of the observed shares, bits: 0 where one outcome is all there is, log₂ n for n that
/// are equally frequent. Counts of 0 add nothing.
///
/// # Errors
/// [`Error::TooFew`] where nothing was counted.
///
/// ```
/// use spikebook_analysis::information::entropy_bits;
/// assert_eq!(entropy_bits(&[5, 5, 0, 5, 5])?, 2.0);
/// # Ok::<(), spikebook_analysis::Error>(())
/// ```
pub fn entropy_bits(counts: &[u64]) -> Result<f64, Error> {
    let n: u64 = counts.iter().sum();
    if n == 0 {
        return Err(Error::TooFew { what: "outcomes", got: 0, wanted: 1 });
    }
    Ok(entropy_of(counts, n as f64))
}

/// The entropy plus (outcomes seen − 1)/(2 N ln 2), bits: less biased for few outcomes (Miller 1955).
///
/// # Errors
/// As [`entropy_bits`].
pub fn miller_madow_entropy_bits(counts: &[u64]) -> Result<f64, Error> {
    let n: u64 = counts.iter().sum();
    let seen = counts.iter().filter(|count| **count > 0).count();
    Ok(entropy_bits(counts)? + (seen as f64 - 1.0) / (2.0 * n as f64 * LN_2))
}

pub(super) fn entropy_of(counts: &[u64], n: f64) -> f64 {
    let term = |&count: &u64| {
        let share = count as f64 / n;
        -share * log2(share)
    };
    // No outcome but one: −1 · log₂ 1 is −0.
    sum(counts.iter().filter(|count| **count > 0).map(term)) + 0.0
}

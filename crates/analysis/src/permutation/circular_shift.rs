//! The null of a statistic of two series, whose alignment alone is broken.

use rayon::prelude::*;
use spikebook_numeric::Seed;

use super::NullDistribution;
use crate::Error;

/// Shifts one series against the other, around the end and back to the start, `n_shifts` times.
///
/// The statistic receives the shift in samples, 0 for the observed one. Random shifts are uniform
/// over `min_shift` ..= `n_samples − min_shift`, so that none is close to no shift; shift number s
/// is drawn from the stream `seed.replicate("circular-shift", s)` alone. Where the series drifts,
/// the seam between its end and its start is an artefact.
///
/// # Errors
/// [`Error::NoShift`] where the least shift exceeds half of the series or is 0, [`Error::TooFew`]
/// without shifts, [`Error::UndefinedStatistic`] where the statistic is not finite.
pub fn circular_shift_null(
    n_samples: usize,
    min_shift: usize,
    n_shifts: usize,
    seed: Seed,
    statistic: impl Fn(usize) -> f64 + Sync,
) -> Result<NullDistribution, Error> {
    if min_shift == 0 || min_shift > n_samples / 2 {
        return Err(Error::NoShift { min_shift, n_samples });
    }
    let observed = statistic(0);
    let n_choices = n_samples - 2 * min_shift + 1;
    let shifted = |number: usize| {
        let mut stream = seed.replicate("circular-shift", number as u64);
        statistic(min_shift + stream.below(n_choices))
    };
    NullDistribution::from_random(observed, (0..n_shifts).into_par_iter().map(shifted).collect())
}

//! The null of a statistic of two series, whose alignment alone is broken.

use rayon::prelude::*;
use spikebook_numeric::Seed;

use super::NullDistribution;
use crate::Error;
use crate::replication::Replication;

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
    let n_choices = n_choices(n_samples, min_shift)?;
    let shifts = Replication { seed, purpose: "circular-shift", n_replicates: n_shifts };
    let shifted =
        |_, mut stream: spikebook_numeric::Stream| statistic(min_shift + stream.below(n_choices));
    NullDistribution::from_random(statistic(0), shifts.run(shifted))
}

/// As [`circular_shift_null`], over every shift that there is and the observed one: no chance is left.
///
/// # Errors
/// As [`circular_shift_null`].
pub fn every_circular_shift_null(
    n_samples: usize,
    min_shift: usize,
    statistic: impl Fn(usize) -> f64 + Sync,
) -> Result<NullDistribution, Error> {
    let n_choices = n_choices(n_samples, min_shift)?;
    let observed = statistic(0);
    let mut values = vec![observed];
    let shifts = min_shift..min_shift + n_choices;
    values.par_extend(shifts.into_par_iter().map(&statistic));
    NullDistribution::from_all(observed, values, observed.abs())
}

fn n_choices(n_samples: usize, min_shift: usize) -> Result<usize, Error> {
    if min_shift == 0 || min_shift > n_samples / 2 {
        return Err(Error::NoShift { min_shift, n_samples });
    }
    Ok(n_samples - 2 * min_shift + 1)
}

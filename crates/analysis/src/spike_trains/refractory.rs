//! Is every spike of a unit from one and the same neuron?
//!
//! A neuron does not fire twice within its refractory time τ. Intervals below τ (but at least τ₀,
//! below which the detector itself sees no second spike) come from spikes of others that were sorted
//! into the unit. With N spikes in T seconds, a share f of them foreign and unrelated,
//!
//! ```text
//! violations ≈ 2 (τ − τ₀) N² f (1 − f) / T
//! ```
//!
//! as each foreign spike can come before or after each own one ([`contamination`] solves for f; Hill, Mehta &
//! Kleinfeld 2011, doi:10.1523/JNEUROSCI.0971-11.2011). Foreign spikes that violate among themselves are
//! not counted, so f is a little too large where foreign spikes come from many neurons.
//!
//! **When it misleads.** No violation among few spikes says nothing: the expected number at f = 10 % is
//! what to compare with. Above f = ½ the equation has no solution: the unit is a mixture.
//!
//! ```
//! use spikebook_analysis::spike_trains::refractory::contamination;
//! // 20 of 10,000 spikes in 1,000 s violate 2 ms: 5.3 % are foreign.
//! let share = contamination(20, 10_000, 1000.0, 0.002, 0.0)?.expect("below one half");
//! assert!((share - 0.0528).abs() < 1e-4);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use super::intervals::interspike_intervals_s;
use super::order::{HALF_NANOSECOND, positive};
use crate::Error;

/// The number of intervals below `refractory_s` and not below `censored_s`.
///
/// # Errors
/// [`Error::NonFinite`], [`Error::NotAscending`].
pub fn violations(
    spike_times_s: &[f64],
    refractory_s: f64,
    censored_s: f64,
) -> Result<usize, Error> {
    let intervals = interspike_intervals_s(spike_times_s)?;
    let short = |interval: &&f64| {
        **interval < refractory_s - HALF_NANOSECOND && **interval >= censored_s - HALF_NANOSECOND
    };
    Ok(intervals.iter().filter(short).count())
}

/// The share of foreign spikes that explains so many violations; none where no share does.
///
/// # Errors
/// [`Error::TooFew`] without a spike, [`Error::Parameter`] where the recording has no length or the
/// refractory time does not exceed the censored one.
pub fn contamination(
    n_violations: usize,
    n_spikes: usize,
    length_s: f64,
    refractory_s: f64,
    censored_s: f64,
) -> Result<Option<f64>, Error> {
    positive("length_s", length_s)?;
    positive("refractory_s − censored_s", refractory_s - censored_s)?;
    if n_spikes == 0 {
        return Err(Error::TooFew { what: "spikes", got: 0, wanted: 1 });
    }
    let n = n_spikes as f64;
    let product = n_violations as f64 * length_s / (2.0 * (refractory_s - censored_s) * n * n);
    // f (1 − f) = product; the smaller root, in the form that keeps its digits.
    let discriminant = 1.0 - 4.0 * product;
    Ok((discriminant >= 0.0).then(|| 2.0 * product / (1.0 + discriminant.sqrt())))
}

#[cfg(test)]
mod tests {
    use spikebook_numeric::Seed;

    use super::*;

    /// A train with a refractory time and spikes of another thrown in.
    fn mixture(share: f64, n_spikes: usize) -> (Vec<f64>, f64) {
        let mut stream = Seed::from_name("mixture").replicate("train", 0);
        let (mut time, mut spikes) = (0.0, Vec::new());
        let n_own = ((1.0 - share) * n_spikes as f64) as usize;
        for _ in 0..n_own {
            time += 0.003 + 0.05 * stream.standard_exponential();
            spikes.push(time);
        }
        let length = time;
        for _ in n_own..n_spikes {
            spikes.push(stream.uniform() * length);
        }
        spikes.sort_by(f64::total_cmp);
        (spikes, length)
    }

    #[test]
    fn the_share_of_foreign_spikes_is_found() {
        for share in [0.0, 0.05, 0.15] {
            let (spikes, length) = mixture(share, 60_000);
            let n = violations(&spikes, 0.003, 0.0).expect("ascending");
            let found = contamination(n, spikes.len(), length, 0.003, 0.0).expect("spikes");
            let found = found.expect("below one half");
            assert!((found - share).abs() < 0.02, "{found} against {share}");
        }
        assert_eq!(contamination(5000, 1000, 100.0, 0.003, 0.0).expect("spikes"), None);
        assert_eq!(violations(&[0.0, 0.001, 0.003, 0.0035], 0.002, 0.001).expect("ascending"), 1);
        insta::assert_snapshot!(contamination(0, 0, 1.0, 0.002, 0.0).expect_err("none"), @"spikes: got 0, wanted at least 1");
        insta::assert_snapshot!(contamination(0, 5, 1.0, 0.001, 0.001).expect_err("no time"), @"refractory_s − censored_s: got 0, wanted a finite number above 0");
    }
}

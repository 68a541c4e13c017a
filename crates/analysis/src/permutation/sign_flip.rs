//! Does the mean of differences differ from zero?

use spikebook_numeric::sum::sum;
use spikebook_numeric::{Seed, WideStream};

use super::NullDistribution;
use super::deal::{clear_beyond, rows_of};
use super::linear::null_of_sums;
use super::mean_difference::finite_values;
use crate::Error;

/// The permutation test of the mean of differences, such as those of paired measurements: if neither of
/// a pair is special, each difference could as well have had the other sign.
///
/// Over all 2ⁿ signs where there are few enough of them, over random signs otherwise. It takes the
/// differences to be symmetric about zero under the null hypothesis, which pairs whose members could be
/// exchanged are, and one sample against a fixed number may not be.
///
/// ```
/// use spikebook_analysis::permutation::SignFlip;
/// use spikebook_numeric::Seed;
///
/// let gain_hz = [1.2, 0.4, 2.1, 0.9, 1.6];
/// let test = SignFlip::default().run(&gain_hz, Seed::from_number(1))?;
/// assert_eq!(test.p_greater(), 1.0 / 32.0); // the largest of all 2⁵
/// # Ok::<(), spikebook_analysis::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignFlip {
    /// The largest number of signs that is enumerated
    pub max_exact: u64,
    /// The number of random signs otherwise
    pub n_random: usize,
}

impl Default for SignFlip {
    /// All signs up to 200,000 (17 differences have 131,072), else 10,000 random ones.
    fn default() -> Self {
        Self { max_exact: 200_000, n_random: 10_000 }
    }
}

impl SignFlip {
    /// Tests the mean of `differences`; `seed` matters only where signs are drawn.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a difference or random signs, [`Error::NonFinite`],
    /// [`Error::UndefinedStatistic`] where sums overflow.
    pub fn run(&self, differences: &[f64], seed: Seed) -> Result<NullDistribution, Error> {
        if differences.is_empty() {
            return Err(Error::TooFew { what: "differences", got: 0, wanted: 1 });
        }
        finite_values("differences", differences)?;
        let n = differences.len();
        let scale = differences.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
        let total = sum(differences.iter().copied());
        let mean = |flipped: f64| (total - 2.0 * flipped) / n as f64;
        if n < 64 && 1_u64 << n <= self.max_exact {
            let of_signs = |signs: u64| mean(sum(rows_of(&[signs]).map(|row| differences[row])));
            let values = (0..1_u64 << n).map(of_signs).collect();
            return NullDistribution::from_all(mean(0.0), values, scale);
        }
        let flip = |wide: &mut WideStream, bits: &mut [u64]| random_bits(wide, bits, n);
        let values = null_of_sums(differences, self.n_random, seed, flip, mean);
        Ok(NullDistribution::from_random(mean(0.0), values)?.with_scale(scale))
    }
}

/// Sets each of the first `n_rows` bits with probability one half.
pub(super) fn random_bits(wide: &mut WideStream, bits: &mut [u64], n_rows: usize) {
    for word in bits.iter_mut() {
        *word = wide.bits();
    }
    clear_beyond(bits, n_rows);
}

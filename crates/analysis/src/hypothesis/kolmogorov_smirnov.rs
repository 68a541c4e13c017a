//! Do two distributions differ anywhere, or one sample from a known distribution?
//!
//! D is the largest distance between cumulative distributions. p is exact up to two thousand values, or two samples whose
//! sizes multiply to four million: of one sample by the matrix of Marsaglia, Tsang & Wang (2003,
//! doi:10.18637/jss.v008.i18) and, far out, by Smirnov's sum; of two samples by the share of paths that
//! leave the band, given the ties (as R's `ks.test`; SciPy's `ks_2samp` leaves ties aside). Above that, Kolmogorov's limit.
//!
//! **When it misleads.** The known distribution must be known: with a mean and a deviation estimated from the same values p is much
//! too large. It is least able to see differences in the tails.
//!
//! ```
//! use spikebook_analysis::hypothesis::KolmogorovSmirnovTest;
//!
//! let rescaled = [0.1, 0.35, 0.5, 0.62, 0.93];
//! let test = KolmogorovSmirnovTest::one_sample(&rescaled, |x| x)?;
//! assert!((test.d - 0.18).abs() < 1e-12 && test.p > 0.9);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod limit;
mod one_sample;

use super::check_sample;
use crate::Error;

/// Most values of one sample, and the largest product of two sizes, for which p is exact.
const EXACT_VALUES: usize = 2_000;
const EXACT_PAIRS: usize = 4_000_000;

/// A comparison of cumulative distributions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KolmogorovSmirnovTest {
    /// The largest distance
    pub d: f64,
    /// The two-sided p value
    pub p: f64,
    /// Whether it is exact
    pub is_exact: bool,
}

impl KolmogorovSmirnovTest {
    /// Whether `values` were drawn from a distribution with this cumulative distribution function.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a value, [`Error::NonFinite`], [`Error::OutOfRange`] where the function leaves
    /// [0, 1].
    pub fn one_sample(values: &[f64], cumulative: impl Fn(f64) -> f64) -> Result<Self, Error> {
        check_sample("sample", values, 1)?;
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let n = sorted.len() as f64;
        let mut d = 0.0_f64;
        for (row, &value) in sorted.iter().enumerate() {
            let probability = cumulative(value);
            if !(0.0..=1.0).contains(&probability) {
                let (what, wanted) = ("cumulative distribution", "a probability");
                return Err(Error::OutOfRange { what, row, got: probability, wanted });
            }
            let below = probability - row as f64 / n;
            let above = (row + 1) as f64 / n - probability;
            d = d.max(below).max(above);
        }
        let is_exact = sorted.len() <= EXACT_VALUES;
        let p = if is_exact {
            one_sample::upper_tail(sorted.len(), d)
        } else {
            limit::upper_tail(
                n.sqrt() * d + 1.0 / (6.0 * n.sqrt()) + (n.sqrt() * d - 1.0) / (4.0 * n),
            )
        };
        Ok(Self { d, p, is_exact })
    }

    /// Whether two samples were drawn from one distribution.
    ///
    /// # Errors
    /// [`Error::TooFew`] for an empty sample, [`Error::NonFinite`].
    pub fn two_sample(a: &[f64], b: &[f64]) -> Result<Self, Error> {
        check_sample("first sample", a, 1)?;
        check_sample("second sample", b, 1)?;
        let mut all: Vec<(f64, bool)> = a.iter().map(|&value| (value + 0.0, true)).collect();
        all.extend(b.iter().map(|&value| (value + 0.0, false)));
        all.sort_by(|x, y| x.0.total_cmp(&y.0));
        let (n, m) = (a.len() as i64, b.len() as i64);
        // Distances as whole numbers: |i/n − j/m| n m.
        let (mut i, mut j, mut largest) = (0_i64, 0_i64, 0_i64);
        let mut ends = vec![false; all.len() + 1];
        for (at, &(value, is_first)) in all.iter().enumerate() {
            if is_first {
                i += 1;
            } else {
                j += 1;
            }
            ends[at + 1] = all.get(at + 1).is_none_or(|next| next.0 != value);
            if ends[at + 1] {
                largest = largest.max((i * m - j * n).abs());
            }
        }
        let d = largest as f64 / (n as f64 * m as f64);
        let is_exact = a.len().saturating_mul(b.len()) <= EXACT_PAIRS;
        let p = if is_exact {
            leaving_paths(a.len(), b.len(), largest, &ends)
        } else {
            let size = n as f64 * m as f64 / (n + m) as f64;
            limit::upper_tail(size.sqrt() * d)
        };
        Ok(Self { d, p, is_exact })
    }
}

/// The share of orders of n and m values whose distributions come `largest` apart at the end of a group of equal
/// values. share[j] is that of orders of the first i and j that have been so far apart by then.
fn leaving_paths(n: usize, m: usize, largest: i64, ends: &[bool]) -> f64 {
    if largest == 0 {
        return 1.0;
    }
    let is_out = |i: usize, j: usize| {
        ends[i + j] && (i as i64 * m as i64 - j as i64 * n as i64).abs() >= largest
    };
    let mut share = vec![0.0; m + 1];
    for i in 0..=n {
        for j in 0..=m {
            share[j] = if is_out(i, j) {
                1.0
            } else if i + j == 0 {
                0.0
            } else {
                let by_first = if i > 0 { i as f64 * share[j] } else { 0.0 };
                let by_second = if j > 0 { j as f64 * share[j - 1] } else { 0.0 };
                (by_first + by_second) / (i + j) as f64
            };
        }
    }
    share[m]
}

//! Do pairs differ, by ranks?
//!
//! Differences that are 0 are left out; the others are ranked by size, and W⁺ is the sum of the ranks of the positive ones.
//! Wilcoxon (1945), doi:10.2307/3001968. The exact p value counts all signs, given the midranks; the normal one
//! corrects the variance for ties and takes half a step off (R's `wilcox.test(paired = TRUE)`; SciPy's
//! `wilcoxon` reports the smaller of W⁺ and W⁻).
//!
//! **When it misleads.** Differences are to be symmetric about their middle: otherwise it is no test of the median.
//!
//! ```
//! use spikebook_analysis::hypothesis::{Alternative, PValue, SignedRankTest};
//!
//! let after = [5.0, 7.0, 9.0, 4.0];
//! let before = [4.0, 5.0, 6.0, 4.5];
//! let test = SignedRankTest::paired(&after, &before, Alternative::TwoSided, PValue::Exact)?;
//! assert_eq!((test.positive_rank_sum, test.negative_rank_sum), (9.0, 1.0));
//! assert_eq!(test.p, 4.0 / 16.0);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use super::ranks::{doubled, ranks, tails};
use super::{Alternative, PValue, check_sample};
use crate::Error;
use crate::matrix::check_length;

/// Most differences for which counting is quick.
const QUICK: usize = 100;

/// A comparison of pairs by ranks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SignedRankTest {
    /// W⁺
    pub positive_rank_sum: f64,
    /// W⁻
    pub negative_rank_sum: f64,
    /// Differences other than 0
    pub n_differences: usize,
    /// The p value
    pub p: f64,
    /// Whether it was counted
    pub is_exact: bool,
}

impl SignedRankTest {
    /// Whether `differences` lie about 0.
    ///
    /// # Errors
    /// [`Error::NonFinite`], [`Error::TooFew`] where no difference is other than 0.
    pub fn one_sample(
        differences: &[f64],
        alternative: Alternative,
        p_value: PValue,
    ) -> Result<Self, Error> {
        check_sample("differences", differences, 1)?;
        let kept: Vec<f64> = differences.iter().copied().filter(|d| *d != 0.0).collect();
        if kept.is_empty() {
            return Err(Error::TooFew { what: "differences other than 0", got: 0, wanted: 1 });
        }
        let sizes: Vec<f64> = kept.iter().map(|difference| difference.abs()).collect();
        let ranked = ranks(&sizes);
        let of_sign = |is_positive: bool| -> f64 {
            let pairs = kept.iter().zip(&ranked.ranks);
            pairs.filter(|(d, _)| (**d > 0.0) == is_positive).map(|(_, rank)| rank).sum()
        };
        let (positive_rank_sum, negative_rank_sum) = (of_sign(true), of_sign(false));
        let is_exact = match p_value {
            PValue::Exact => true,
            PValue::Normal => false,
            PValue::Automatic => kept.len() <= QUICK,
        };
        let p = if is_exact {
            let weights = sums_of_signs(&doubled(&ranked.ranks));
            let (below, above) = tails(&weights, (2.0 * positive_rank_sum) as usize);
            alternative.of_tails(below, above)
        } else {
            let n = kept.len() as f64;
            let variance = n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - ranked.tie_sum / 48.0;
            let mean = n * (n + 1.0) / 4.0;
            alternative.of_normal(positive_rank_sum, mean, variance.sqrt(), 0.5)
        };
        Ok(Self { positive_rank_sum, negative_rank_sum, n_differences: kept.len(), p, is_exact })
    }

    /// Whether pairs differ, `a` less `b`.
    ///
    /// # Errors
    /// [`Error::Length`], and as [`one_sample`](Self::one_sample).
    pub fn paired(
        a: &[f64],
        b: &[f64],
        alternative: Alternative,
        p_value: PValue,
    ) -> Result<Self, Error> {
        check_length("second sample", b.len(), a.len())?;
        let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
        Self::one_sample(&differences, alternative, p_value)
    }
}

/// The share of signs that has each sum of positive ranks.
fn sums_of_signs(ranks: &[usize]) -> Vec<f64> {
    let mut shares = vec![1.0];
    for &rank in ranks {
        let mut longer = vec![0.0; shares.len() + rank];
        for (sum, share) in shares.iter().enumerate() {
            longer[sum] += 0.5 * share;
            longer[sum + rank] += 0.5 * share;
        }
        shares = longer;
    }
    shares
}

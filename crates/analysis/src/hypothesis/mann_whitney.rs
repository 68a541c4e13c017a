//! Do values of one sample tend to be larger than those of another?
//!
//! U counts the pairs (a, b) with a > b, a tie as a half; U / nm is the probability that a is above b, which is also the area
//! under the ROC curve. Mann & Whitney (1947), doi:10.1214/aoms/1177730491. The exact p value counts the
//! choices of n of the n + m midranks, so ties are no obstacle; the normal one corrects the variance for ties and takes
//! half a step off (R's `wilcox.test`, SciPy's `mannwhitneyu`).
//!
//! **When it misleads.** It is a test of P(a > b) = ½, not of medians: two samples of one median and two shapes
//! can differ by it.
//!
//! ```
//! use spikebook_analysis::hypothesis::{Alternative, MannWhitneyTest, PValue};
//!
//! let hit_ms = [210.0, 230.0, 250.0];
//! let miss_ms = [260.0, 300.0, 340.0];
//! let test = MannWhitneyTest::of(&hit_ms, &miss_ms, Alternative::TwoSided, PValue::Exact)?;
//! assert_eq!(test.u, 0.0);
//! assert!((test.p - 2.0 / 20.0).abs() < 1e-15);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use super::ranks::{doubled, ranks, tails};
use super::{Alternative, PValue, check_sample};
use crate::Error;

/// Largest product of sizes for which counting is quick.
const QUICK: usize = 2_500;

/// A comparison of two samples by ranks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MannWhitneyTest {
    /// Pairs with the first above the second, ties counted half
    pub u: f64,
    /// U over the number of pairs: the probability that a value of the first sample is the larger
    pub probability_of_larger: f64,
    /// The p value
    pub p: f64,
    /// Whether it was counted
    pub is_exact: bool,
}

impl MannWhitneyTest {
    /// Compares `a` with `b`.
    ///
    /// # Errors
    /// [`Error::TooFew`] for an empty sample, [`Error::NonFinite`], [`Error::NoSpread`] where all values are the same.
    pub fn of(
        a: &[f64],
        b: &[f64],
        alternative: Alternative,
        p_value: PValue,
    ) -> Result<Self, Error> {
        check_sample("first sample", a, 1)?;
        check_sample("second sample", b, 1)?;
        let all: Vec<f64> = a.iter().chain(b).copied().collect();
        let ranked = ranks(&all);
        if ranked.groups.len() == 1 {
            return Err(Error::NoSpread { what: "samples" });
        }
        let (n, m) = (a.len() as f64, b.len() as f64);
        let least = n * (n + 1.0) / 2.0;
        let rank_sum: f64 = ranked.ranks[..a.len()].iter().sum();
        let u = rank_sum - least;
        let is_exact = match p_value {
            PValue::Exact => true,
            PValue::Normal => false,
            PValue::Automatic => a.len() * b.len() <= QUICK,
        };
        let p = if is_exact {
            let weights = sums_of_choices(&doubled(&ranked.ranks), a.len());
            let (below, above) = tails(&weights, (2.0 * rank_sum) as usize);
            alternative.of_tails(below, above)
        } else {
            let total = n + m;
            let ties = ranked.tie_sum / (total * (total - 1.0));
            let deviation = (n * m / 12.0 * (total + 1.0 - ties)).sqrt();
            alternative.of_normal(u, n * m / 2.0, deviation, 0.5)
        };
        Ok(Self { u, probability_of_larger: u / (n * m), p, is_exact })
    }
}

/// How many choices of `n` of the ranks have each sum.
fn sums_of_choices(ranks: &[usize], n: usize) -> Vec<f64> {
    let most: usize = ranks.iter().sum();
    // ways[k][s]: choices of k with sum s, of the ranks seen so far.
    let mut ways = vec![vec![0.0; most + 1]; n + 1];
    ways[0][0] = 1.0;
    let mut reached = 0;
    for (seen, &rank) in ranks.iter().enumerate() {
        reached += rank;
        for k in (1..=n.min(seen + 1)).rev() {
            let (fewer, these) = ways.split_at_mut(k);
            for sum in rank..=reached {
                these[0][sum] += fewer[k - 1][sum - rank];
            }
        }
        // Counts beyond the range of numbers would be infinite: their ratios are what matters.
        if ways.iter().flatten().any(|count| *count > 1e250) {
            for count in ways.iter_mut().flatten() {
                *count *= 1e-250;
            }
        }
    }
    ways.pop().expect("one row for each number of choices")
}

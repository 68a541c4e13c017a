//! Does any of several groups tend to larger values, by ranks?
//!
//! H = 12 / (N (N + 1)) Σ Rᵢ² / nᵢ − 3 (N + 1), with Rᵢ the rank sum of group i, over 1 − Σ (t³ − t) / (N³ − N) for
//! ties, against χ² with k − 1 degrees of freedom. Kruskal & Wallis (1952), doi:10.1080/01621459.1952.10483441. R's
//! `kruskal.test`, SciPy's `kruskal`.
//!
//! **When it misleads.** With fewer than about five values a group the χ² distribution is rough.
//!
//! ```
//! use spikebook_analysis::hypothesis::KruskalWallisTest;
//!
//! let test = KruskalWallisTest::of(&[&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0], &[7.0, 8.0, 9.0]])?;
//! assert!((test.h - 7.2).abs() < 1e-12);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use spikebook_numeric::special::chi_squared_upper_tail;

use super::check_sample;
use super::ranks::ranks;
use crate::Error;

/// A comparison of groups by ranks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KruskalWallisTest {
    /// The statistic, corrected for ties
    pub h: f64,
    /// Groups less one
    pub degrees_of_freedom: f64,
    /// The p value
    pub p: f64,
}

impl KruskalWallisTest {
    /// Compares groups.
    ///
    /// # Errors
    /// [`Error::TooFew`] below two groups or for an empty one, [`Error::NonFinite`], [`Error::NoSpread`].
    pub fn of(groups: &[&[f64]]) -> Result<Self, Error> {
        if groups.len() < 2 {
            return Err(Error::TooFew { what: "groups", got: groups.len(), wanted: 2 });
        }
        groups.iter().try_for_each(|group| check_sample("group", group, 1))?;
        let all: Vec<f64> = groups.iter().flat_map(|group| group.iter().copied()).collect();
        let ranked = ranks(&all);
        let n = all.len() as f64;
        let untied = 1.0 - ranked.tie_sum / (n * n * n - n);
        if ranked.groups.len() == 1 {
            return Err(Error::NoSpread { what: "groups" });
        }
        let mut start = 0;
        let mut squares = 0.0;
        for group in groups {
            let sum: f64 = ranked.ranks[start..start + group.len()].iter().sum();
            // About the mean rank: no large numbers cancel.
            let size = group.len() as f64;
            let beyond = sum - size * (n + 1.0) / 2.0;
            squares += beyond * beyond / size;
            start += group.len();
        }
        let h = 12.0 / (n * (n + 1.0)) * squares / untied;
        let degrees_of_freedom = (groups.len() - 1) as f64;
        Ok(Self { h, degrees_of_freedom, p: chi_squared_upper_tail(h, degrees_of_freedom) })
    }
}

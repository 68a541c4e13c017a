//! Is a difference larger than chance would make it?
//!
//! - [`t_test`]: means of one or two samples, or of pairs,
//! - [`mann_whitney`], [`signed_rank`]: the same by ranks, exact or normal, with ties,
//! - [`kolmogorov_smirnov`]: whole distributions,
//! - [`anova`], [`kruskal_wallis`], [`equal_variances`]: several groups,
//! - [`correlation`]: two columns that go together, by values or by ranks,
//! - [`shapiro_wilk`]: is it a normal distribution at all?
//!
//! Every p value is that of a tail computed as such, so that one of 10⁻²⁰⁰ has as many right digits as one of
//! 0.2. It is the probability of data at least as extreme *if there were no difference*: not the probability that there is
//! none, and of one test: with many, adjust.

pub mod anova;
pub mod correlation;
pub mod equal_variances;
pub mod kolmogorov_smirnov;
pub mod kruskal_wallis;
pub mod mann_whitney;
mod ranks;
pub mod shapiro_wilk;
pub mod signed_rank;
pub mod t_test;

pub use anova::{OneWayAnova, TwoWayAnova};
pub use correlation::{Correlation, CorrelationTest};
pub use equal_variances::EqualVariancesTest;
pub use kolmogorov_smirnov::KolmogorovSmirnovTest;
pub use kruskal_wallis::KruskalWallisTest;
pub use mann_whitney::MannWhitneyTest;
pub use ranks::{Ranks, ranks};
pub use shapiro_wilk::ShapiroWilkTest;
pub use signed_rank::SignedRankTest;
pub use t_test::TTest;

use spikebook_numeric::special::normal_upper_tail;

use crate::Error;
use crate::matrix::check_finite_slice;

/// What the test looks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Alternative {
    /// A difference either way
    #[default]
    TwoSided,
    /// The first above the second, or above what it is compared with
    Greater,
    /// The first below
    Less,
}

/// How a p value is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PValue {
    /// Exact where that is quick, else by the normal approximation
    #[default]
    Automatic,
    /// By counting, given the ties that there are
    Exact,
    /// By the normal distribution, corrected for ties
    Normal,
}

impl Alternative {
    /// The p value, of the tail below and the tail above, each with what was seen.
    fn of_tails(self, below: f64, above: f64) -> f64 {
        match self {
            Self::TwoSided => (2.0 * below.min(above)).min(1.0),
            Self::Greater => above,
            Self::Less => below,
        }
    }

    /// The p value of a statistic that is normal with this mean and deviation, with a continuity correction.
    fn of_normal(self, statistic: f64, mean: f64, deviation: f64, correction: f64) -> f64 {
        let above = normal_upper_tail((statistic - mean - correction) / deviation);
        let below = normal_upper_tail((mean - statistic - correction) / deviation);
        self.of_tails(below, above)
    }
}

/// Refuses samples that are too small or hold what is no number.
fn check_sample(what: &'static str, values: &[f64], wanted: usize) -> Result<(), Error> {
    check_finite_slice(what, values)?;
    match values.len() {
        got if got < wanted => Err(Error::TooFew { what, got, wanted }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;

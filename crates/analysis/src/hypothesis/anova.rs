//! Do the means of several groups differ?
//!
//! One-way: F = (Σ nᵢ (x̄ᵢ − x̄)² / (k − 1)) / (Σᵢ Σⱼ (xᵢⱼ − x̄ᵢ)² / (N − k)). Two-way: the same for the levels of two
//! factors and for their interaction, where each main effect is what is added to the other (type II sums of squares; with equally
//! many values a cell, all types agree). R's `aov` and `car::Anova(type = 2)`, statsmodels' `anova_lm(typ=2)`.
//!
//! Means and squares are taken in [doubled](spikebook_numeric::doubled) precision: on NIST's cases with up to thirteen constant
//! leading digits F is as right as the decimals that doubles can hold.
//!
//! **When it misleads.** Noise of one size in all groups is assumed: where [spreads differ](super::EqualVariancesTest) with sizes, p is
//! wrong. Repeated measures of one animal are no independent values.
//!
//! ```
//! use spikebook_analysis::hypothesis::OneWayAnova;
//!
//! let anova = OneWayAnova::of(&[&[1.0, 2.0, 3.0], &[2.0, 3.0, 4.0], &[5.0, 6.0, 7.0]])?;
//! assert!((anova.f - 13.0).abs() < 1e-12);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod two_way;

pub use two_way::{EffectTest, TwoWayAnova};

use spikebook_numeric::Doubled;
use spikebook_numeric::special::f_upper_tail;

use super::check_sample;
use crate::Error;

/// An analysis of variance of groups.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OneWayAnova {
    /// Squares of group means about the mean of all
    pub between_squares: f64,
    /// Squares of values about the means of their groups
    pub within_squares: f64,
    /// Groups less one
    pub between_degrees: f64,
    /// Values less groups
    pub within_degrees: f64,
    /// The ratio of mean squares
    pub f: f64,
    /// The p value
    pub p: f64,
    /// The share of the squares that groups explain: η²
    pub explained_share: f64,
}

impl OneWayAnova {
    /// Compares groups.
    ///
    /// # Errors
    /// [`Error::TooFew`] below two groups, for an empty one, or where no group has two values;
    /// [`Error::NonFinite`]; [`Error::NoSpread`] where no group varies; [`Error::Overflow`].
    pub fn of(groups: &[&[f64]]) -> Result<Self, Error> {
        if groups.len() < 2 {
            return Err(Error::TooFew { what: "groups", got: groups.len(), wanted: 2 });
        }
        groups.iter().try_for_each(|group| check_sample("group", group, 1))?;
        let n: usize = groups.iter().map(|group| group.len()).sum();
        if n == groups.len() {
            return Err(Error::TooFew { what: "values", got: n, wanted: n + 1 });
        }
        let all = mean(groups.iter().copied().flatten());
        let (mut between, mut within) = (Doubled::ZERO, Doubled::ZERO);
        for group in groups {
            let centre = mean(group.iter());
            let beyond = centre - all;
            between = between + Doubled::from(group.len() as f64) * beyond * beyond;
            for &value in *group {
                let distance = Doubled::from(value) - centre;
                within = within + distance * distance;
            }
        }
        let (between_degrees, within_degrees) =
            ((groups.len() - 1) as f64, (n - groups.len()) as f64);
        let total = (between + within).to_f64();
        if !total.is_finite() {
            return Err(Error::Overflow { what: "groups".to_owned() });
        }
        if within.to_f64() == 0.0 {
            return Err(Error::NoSpread { what: "each group" });
        }
        let scale = Doubled::from(within_degrees) / Doubled::from(between_degrees);
        let f = (between / within * scale).to_f64();
        Ok(Self {
            between_squares: between.to_f64(),
            within_squares: within.to_f64(),
            between_degrees,
            within_degrees,
            f,
            p: f_upper_tail(f, between_degrees, within_degrees),
            explained_share: (between / (between + within)).to_f64(),
        })
    }
}

/// The mean, in doubled precision.
fn mean<'a>(values: impl Iterator<Item = &'a f64>) -> Doubled {
    let (mut sum, mut n) = (Doubled::ZERO, 0.0);
    for &value in values {
        sum = sum + Doubled::from(value);
        n += 1.0;
    }
    sum / Doubled::from(n)
}

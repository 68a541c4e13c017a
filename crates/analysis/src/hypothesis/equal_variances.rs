//! Do groups spread equally?
//!
//! An analysis of variance of |x − centre of its group|: about means (Levene 1960) or, safer with skewed values, about medians
//! (Brown & Forsythe 1974, doi:10.1080/01621459.1974.10482955, the default of SciPy's `levene` and of R's `car::leveneTest`).
//!
//! **When it misleads.** That it finds nothing in small groups does not say that variances are equal.
//!
//! ```
//! use spikebook_analysis::hypothesis::EqualVariancesTest;
//!
//! let narrow = [9.0, 10.0, 11.0, 10.0, 9.5, 10.5];
//! let wide = [2.0, 18.0, 5.0, 16.0, 10.0, 9.0];
//! let test = EqualVariancesTest::brown_forsythe(&[&narrow, &wide])?;
//! assert!(test.p < 0.05);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use super::anova::OneWayAnova;
use super::check_sample;
use crate::Error;
use crate::descriptive::{mean, median};

/// A comparison of spreads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EqualVariancesTest {
    /// The F statistic of the distances
    pub f: f64,
    /// Groups less one
    pub numerator_degrees: f64,
    /// Values less groups
    pub denominator_degrees: f64,
    /// The p value
    pub p: f64,
}

impl EqualVariancesTest {
    /// About medians.
    ///
    /// # Errors
    /// As [`OneWayAnova::of`].
    pub fn brown_forsythe(groups: &[&[f64]]) -> Result<Self, Error> {
        Self::about(groups, median)
    }

    /// About means.
    ///
    /// # Errors
    /// As [`OneWayAnova::of`].
    pub fn levene(groups: &[&[f64]]) -> Result<Self, Error> {
        Self::about(groups, mean)
    }

    fn about(groups: &[&[f64]], centre: impl Fn(&[f64]) -> f64) -> Result<Self, Error> {
        groups.iter().try_for_each(|group| check_sample("group", group, 1))?;
        let distances: Vec<Vec<f64>> = groups
            .iter()
            .map(|group| {
                let centre = centre(group);
                group.iter().map(|value| (value - centre).abs()).collect()
            })
            .collect();
        let slices: Vec<&[f64]> = distances.iter().map(Vec::as_slice).collect();
        let anova = OneWayAnova::of(&slices)?;
        Ok(Self {
            f: anova.f,
            numerator_degrees: anova.between_degrees,
            denominator_degrees: anova.within_degrees,
            p: anova.p,
        })
    }
}

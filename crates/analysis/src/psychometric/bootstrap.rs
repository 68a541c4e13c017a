//! How far would the curve wander if the trials were run again?
//!
//! Each replicate draws the answers at every level anew, binomial with the fitted probability (parametric) or with the observed share
//! (nonparametric, which is the same as drawing trials with replacement within a level), and is fitted in turn. Replicate b draws from the
//! stream `seed.replicate("psychometric", b)` alone. Intervals are percentiles. A replicate that has no maximum (its answers are a
//! step, or do not rise) counts as failed; where more than one in twenty fails, so does the whole, for the others are then the
//! tame part of the truth.
//!
//! A replicate climbs from the maximum of the fit; only where that leads nowhere, or the lapse rate is free and ends at a bound, does it
//! start from everywhere as the first fit does.
//!
//! Wichmann & Hill (2001), doi:10.3758/BF03194545.

use rayon::prelude::*;
use spikebook_numeric::{Seed, Stream};

use super::fit::{fit, refit};
use super::likelihood::{Answers, Point};
use super::{Curve, Psychometric, PsychometricFit};
use crate::bootstrap::Interval;
use crate::{Error, descriptive};

/// From what answers are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draw {
    /// The fitted probability at each level
    Parametric,
    /// The observed share at each level
    Nonparametric,
}

/// At most this share of replicates may fail.
const MOST_FAILURES: f64 = 0.05;

/// A fit and its replicates.
#[derive(Clone, Debug, PartialEq)]
pub struct BootstrappedPsychometric {
    fit: PsychometricFit,
    curve: Curve,
    points: Vec<Point>,
    n_failed: usize,
}

impl Psychometric {
    /// Fits, and fits again to `n_replicates` draws of the answers, on all threads.
    ///
    /// # Errors
    /// As [`Psychometric::fit`], and [`Error::TooFew`] below two replicates or where fewer than 95 % of them have a fit.
    pub fn bootstrap(
        &self,
        levels: &[f64],
        n_trials: &[u64],
        n_successes: &[u64],
        n_replicates: usize,
        draw: Draw,
        seed: Seed,
    ) -> Result<BootstrappedPsychometric, Error> {
        if n_replicates < 2 {
            let what = "bootstrap replicates";
            return Err(Error::TooFew { what, got: n_replicates, wanted: 2 });
        }
        let answers = Answers::new(self.curve, levels, n_trials, n_successes)?;
        let first = fit(self, &answers)?;
        let share: Vec<f64> = match draw {
            Draw::Parametric => {
                answers.iter().map(|(x, _, _)| answers.probability(x, first.at()).0).collect()
            }
            Draw::Nonparametric => answers.iter().map(|(_, n, k)| k / n).collect(),
        };
        let points: Vec<Option<Point>> = (0..n_replicates)
            .into_par_iter()
            .map(|replicate| {
                let mut stream = seed.replicate("psychometric", replicate as u64);
                let mut drawn = share.iter();
                let again = answers.with_successes(|n| {
                    binomial(&mut stream, n, *drawn.next().expect("a share a level"))
                });
                refit(self, &again, first.at())
            })
            .collect();
        let points: Vec<Point> = points.into_iter().flatten().collect();
        let n_failed = n_replicates - points.len();
        if n_failed as f64 > MOST_FAILURES * n_replicates as f64 {
            let wanted = n_replicates - (MOST_FAILURES * n_replicates as f64) as usize;
            return Err(Error::TooFew {
                what: "bootstrap replicates with a fit",
                got: points.len(),
                wanted,
            });
        }
        Ok(BootstrappedPsychometric { fit: first, curve: self.curve, points, n_failed })
    }
}

impl BootstrappedPsychometric {
    /// The fit to the answers themselves.
    pub fn fit(&self) -> &PsychometricFit {
        &self.fit
    }

    /// Replicates without a fit, which are left out.
    pub fn n_failed(&self) -> usize {
        self.n_failed
    }

    /// The threshold of each replicate.
    pub fn thresholds(&self) -> Vec<f64> {
        self.each(|point| self.curve.threshold_and_shape(point.intercept, point.slope).0)
    }

    /// The shape of each replicate.
    pub fn shapes(&self) -> Vec<f64> {
        self.each(|point| self.curve.threshold_and_shape(point.intercept, point.slope).1)
    }

    /// The lapse rate of each replicate.
    pub fn lapse_rates(&self) -> Vec<f64> {
        self.each(|point| point.lapse)
    }

    /// The percentile interval of the probability at each level.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a confidence outside (0, 1).
    pub fn band(&self, levels: &[f64], confidence: f64) -> Result<Vec<Interval>, Error> {
        levels
            .iter()
            .map(|&level| {
                percentiles(self.each(|point| point.probability_of(self.curve, level)), confidence)
            })
            .collect()
    }

    fn each(&self, of: impl Fn(&Point) -> f64) -> Vec<f64> {
        self.points.iter().map(of).collect()
    }
}

/// The percentile interval of replicates.
///
/// # Errors
/// [`Error::Parameter`] for a confidence outside (0, 1).
pub fn percentiles(mut replicates: Vec<f64>, confidence: f64) -> Result<Interval, Error> {
    if !(confidence > 0.0 && confidence < 1.0) {
        let wanted = "a number strictly between 0 and 1";
        return Err(Error::Parameter { parameter: "confidence", got: confidence, wanted });
    }
    replicates.sort_by(f64::total_cmp);
    let tail = 0.5 * (1.0 - confidence);
    Ok(Interval {
        low: descriptive::quantile_of_sorted(&replicates, tail),
        high: descriptive::quantile_of_sorted(&replicates, 1.0 - tail),
    })
}

/// The number of successes in n trials.
fn binomial(stream: &mut Stream, n: f64, share: f64) -> f64 {
    (0..n as u64).filter(|_| stream.bernoulli(share)).count() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::psychometric::Lapse;

    const LEVELS: [f64; 7] = [-3.0, -1.5, -0.7, 0.0, 0.7, 1.5, 3.0];
    const N: [u64; 7] = [120; 7];
    const K: [u64; 7] = [4, 18, 37, 62, 90, 104, 117];

    #[test]
    fn the_spread_is_that_of_the_information() {
        let model = Psychometric::new(Curve::Logistic);
        for draw in [Draw::Parametric, Draw::Nonparametric] {
            let all = model.bootstrap(&LEVELS, &N, &K, 2000, draw, Seed::from_number(4));
            let all = all.expect("fits");
            let spread = descriptive::standard_deviation(&all.thresholds(), 1);
            let error = all.fit().threshold_standard_error();
            // The spread of 2000 replicates is known to 1.6 %.
            assert!((spread / error - 1.0).abs() < 0.08, "{draw:?}: {spread} and {error}");
            assert_eq!(all.n_failed(), 0);
            let band = all.band(&[0.0], 0.95).expect("a band")[0];
            let p = all.fit().probability(0.0);
            assert!(band.low < p && p < band.high && band.high - band.low < 0.2);
        }
    }

    #[test]
    fn replicates_reach_the_summit_that_all_starts_reach() {
        let lapsing = Psychometric::new(Curve::CumulativeGaussian);
        let lapsing = lapsing.lapse(Lapse::FreeUpTo(0.1)).expect("a bound");
        let answers = Answers::new(Curve::CumulativeGaussian, &LEVELS, &N, &K).expect("answers");
        let first = fit(&lapsing, &answers).expect("a fit");
        let mut n_fits = 0;
        for replicate in 0..200 {
            let mut stream = Seed::from_number(9).replicate("again", replicate);
            let mut at = answers.iter().map(|(x, _, _)| answers.probability(x, first.at()).0);
            let drawn =
                answers.with_successes(|n| binomial(&mut stream, n, at.next().expect("a level")));
            let Ok(thorough) = fit(&lapsing, &drawn) else { continue };
            let quick = refit(&lapsing, &drawn, first.at()).expect("a fit as well");
            let missing = thorough.ln_likelihood() - drawn.ln_likelihood(quick);
            assert!(missing < 1e-7, "replicate {replicate} is {missing} lower");
            n_fits += 1;
        }
        assert!(n_fits > 190);
    }

    #[test]
    fn few_replicates_or_fits_are_an_error() {
        let model = Psychometric::new(Curve::Logistic);
        let seed = Seed::from_number(1);
        let (levels, n, k) = ([0.0, 1.0, 2.0], [3, 3, 3], [0, 1, 3]);
        let refused = model.bootstrap(&levels, &n, &k, 1, Draw::Parametric, seed);
        insta::assert_snapshot!(refused.expect_err("one"), @"bootstrap replicates: got 1, wanted at least 2");
        let steep = ([0.0, 1.0, 2.0, 3.0], [4, 4, 4, 4], [0, 1, 3, 4]);
        let refused = model.bootstrap(&steep.0, &steep.1, &steep.2, 200, Draw::Parametric, seed);
        assert!(matches!(refused, Err(Error::TooFew { wanted: 190, .. })), "{refused:?}");
    }
}

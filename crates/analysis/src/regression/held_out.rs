//! How well does a regression of counts predict rows that it has not seen?
//!
//! A fit to the training rows is judged on the held-out ones by its deviance D, beside that of a constant rate, which
//! is fitted to the training rows too:
//!
//! ```text
//! mean deviance  = D(fit) / rows held out
//! bits per spike = (D(constant) − D(fit)) / (2 ln 2 · spikes held out)
//! ```
//!
//! For Poisson counts the second is the gain in log2 likelihood a spike. Below 0, the fit predicts worse than a constant
//! rate: too many regressors, or counts that they do not drive. It misleads where held-out rows lie next to training
//! rows: use folds with a gap. Harris et al. (2003), doi:10.1038/nature01834.
//!
//! ```
//! use ndarray::array;
//! use spikebook_analysis::regression::{Glm, HeldOut};
//!
//! let design = array![[0.0], [1.0], [0.0], [1.0], [0.0], [1.0]];
//! let counts = array![1.0, 4.0, 2.0, 5.0, 1.0, 4.0];
//! let score = HeldOut::new(&Glm::poisson(), design.view(), counts.view(), &[0.0; 6], &[0, 1, 2, 3], &[4, 5])?;
//! assert!(HeldOut::bits_per_spike(&[score]).is_some_and(|bits| bits > 0.0));
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use std::f64::consts::LN_2;

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};
use spikebook_numeric::sum::sum;

use super::Glm;
use crate::Error;

/// What the held-out rows of one split say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeldOut {
    /// How many rows.
    pub n_rows: usize,
    /// How many spikes lie in them.
    pub n_spikes: f64,
    /// The deviance of the fit.
    pub deviance: f64,
    /// The deviance of a constant rate.
    pub null_deviance: f64,
}

impl HeldOut {
    /// Fits `glm`, and a constant rate, to the rows `train` and judges both on the rows `test`. `offset` has one
    /// entry a row, as [`Glm::fit_design`] takes it.
    ///
    /// # Errors
    /// What the fits say: separation, too few rows, no convergence.
    pub fn new(
        glm: &Glm,
        design: ArrayView2<'_, f64>,
        counts: ArrayView1<'_, f64>,
        offset: &[f64],
        train: &[usize],
        test: &[usize],
    ) -> Result<Self, Error> {
        let rows = |rows: &[usize]| {
            let offset: Vec<f64> = rows.iter().map(|&row| offset[row]).collect();
            (design.select(Axis(0), rows), counts.select(Axis(0), rows), offset)
        };
        let (x, y, w) = rows(train);
        let (test_x, test_y, test_w) = rows(test);
        let fit = glm.fit_design(x.view(), y.view(), None, Some(&w))?;
        let deviance = fit.deviance_of(test_x.view(), test_y.view(), None, Some(&test_w))?;
        let nothing = Array2::zeros((train.len(), 0));
        let constant = Glm::poisson().fit_design(nothing.view(), y.view(), None, Some(&w))?;
        let nothing = Array2::zeros((test.len(), 0));
        let null_deviance =
            constant.deviance_of(nothing.view(), test_y.view(), None, Some(&test_w))?;
        let n_spikes = sum(test_y.iter().copied());
        Ok(Self { n_rows: test.len(), n_spikes, deviance, null_deviance })
    }

    /// The gain over a constant rate in bits a spike, all splits together; none without spikes.
    pub fn bits_per_spike(splits: &[Self]) -> Option<f64> {
        let n_spikes = sum(splits.iter().map(|split| split.n_spikes));
        let gain = sum(splits.iter().map(|split| split.null_deviance - split.deviance));
        (n_spikes > 0.0).then(|| gain / (2.0 * LN_2 * n_spikes))
    }

    /// The deviance a row, all splits together.
    pub fn mean_deviance(splits: &[Self]) -> f64 {
        let n_rows: usize = splits.iter().map(|split| split.n_rows).sum();
        sum(splits.iter().map(|split| split.deviance)) / n_rows as f64
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{Array1, Array2};
    use spikebook_numeric::elementary::ln;

    use super::*;

    /// Two conditions, six rows each, of unequal widths: the best rates are spikes over seconds, by hand.
    struct Trials {
        design: Array2<f64>,
        counts: Array1<f64>,
        width_s: Vec<f64>,
        train: Vec<usize>,
        test: Vec<usize>,
    }

    fn trials() -> Trials {
        let counts = [2.0, 7.0, 1.0, 9.0, 3.0, 6.0, 0.0, 8.0, 2.0, 5.0, 4.0, 11.0];
        Trials {
            design: Array2::from_shape_fn((12, 1), |(row, _)| (row % 2) as f64),
            counts: counts.to_vec().into(),
            width_s: (0..12).map(|row| 0.5 + 0.1 * f64::from(row % 5)).collect(),
            train: vec![0, 1, 2, 3, 6, 7, 10, 11],
            test: vec![4, 5, 8, 9],
        }
    }

    impl Trials {
        fn score(&self) -> HeldOut {
            let offset: Vec<f64> = self.width_s.iter().map(|&width| ln(width)).collect();
            let (design, counts) = (self.design.view(), self.counts.view());
            HeldOut::new(&Glm::poisson(), design, counts, &offset, &self.train, &self.test)
                .expect("two conditions with spikes")
        }

        /// The rate of the training rows that `keep` keeps.
        fn rate(&self, keep: impl Fn(usize) -> bool) -> f64 {
            let rows = || self.train.iter().filter(|row| keep(**row));
            rows().map(|&row| self.counts[row]).sum::<f64>()
                / rows().map(|&row| self.width_s[row]).sum::<f64>()
        }

        /// Σ y ln μ − μ over the held-out rows, without what does not depend on μ.
        fn log_likelihood(&self, rate: impl Fn(usize) -> f64) -> f64 {
            let of = |&row: &usize| {
                let mean = rate(row) * self.width_s[row];
                self.counts[row] * ln(mean) - mean
            };
            self.test.iter().map(of).sum()
        }
    }

    #[test]
    fn bits_are_the_gain_in_log_likelihood_of_rates_taken_by_hand() {
        let trials = trials();
        let of_condition = |condition| trials.rate(|row| row % 2 == condition);
        let (of_even, of_odd, constant) = (of_condition(0), of_condition(1), trials.rate(|_| true));
        let fit = trials.log_likelihood(|row| if row % 2 == 0 { of_even } else { of_odd });
        let null = trials.log_likelihood(|_| constant);
        let wanted = (fit - null) / LN_2 / 16.0;
        let got = HeldOut::bits_per_spike(&[trials.score()]).expect("spikes");
        assert!((got - wanted).abs() < 1e-7, "{got} {wanted}");
        assert!(wanted > 0.0);
    }

    #[test]
    fn the_mean_deviance_is_that_of_rates_taken_by_hand() {
        let trials = trials();
        let rates = [trials.rate(|row| row % 2 == 0), trials.rate(|row| row % 2 == 1)];
        let deviance: f64 = trials
            .test
            .iter()
            .map(|&row| {
                let (y, mean) = (trials.counts[row], rates[row % 2] * trials.width_s[row]);
                2.0 * (y * ln(y / mean) - (y - mean))
            })
            .sum();
        let score = trials.score();
        assert!((HeldOut::mean_deviance(&[score]) - deviance / 4.0).abs() < 1e-7);
        assert_eq!((score.n_rows, score.n_spikes), (4, 16.0));
        // Twice the same rows are twice the rows.
        assert!((HeldOut::mean_deviance(&[score, score]) - deviance / 4.0).abs() < 1e-7);
    }

    #[test]
    fn without_spikes_there_are_no_bits() {
        let silent = HeldOut { n_rows: 3, n_spikes: 0.0, deviance: 1.0, null_deviance: 2.0 };
        assert_eq!(HeldOut::bits_per_spike(&[silent]), None);
    }
}

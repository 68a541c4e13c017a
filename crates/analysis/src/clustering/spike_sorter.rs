//! From which units do these waveforms come?
//!
//! The classical chain (Lewicki 1998, doi:10.1088/0954-898X_9_4_001), each part of which is to be had alone: waveforms (one row a spike, one
//! column a sample) are described by their first principal components ([`Pca`]), and the scores by a mixture of normal
//! clouds ([`GaussianMixture`]) whose number of components is the one with the smallest BIC. A unit is a cloud; the
//! probability of the likeliest cloud says how sure a spike's unit is. Units are numbered by their number of spikes, the
//! largest first.
//!
//! `false_rate` of a unit is what its spikes are expected to have from other units: the mean over its spikes of one
//! minus their probability. It believes the model: units that overlap in time, drift or burst (which changes amplitude) are
//! not clouds, and one unit then becomes two, or two become one.
//!
//! ```
//! use ndarray::Array2;
//! use spikebook_analysis::clustering::SpikeSorter;
//! use spikebook_numeric::Seed;
//!
//! let mut draws = Seed::from_name("waveforms").replicate("example", 0);
//! let waveforms_uv = Array2::from_shape_fn((400, 20), |(spike, sample)| {
//!     let depth = if spike % 4 == 0 { 80.0 } else { 160.0 };
//!     let shape = if (5..9).contains(&sample) { -depth } else { 0.0 };
//!     shape + 10.0 * draws.standard_normal()
//! });
//! let sorted = SpikeSorter::new(2, 1..=4, Seed::from_number(1))?.sort(waveforms_uv.view())?;
//! assert_eq!(sorted.n_units(), 2);
//! assert!((0..400).all(|spike| sorted.units()[spike] == usize::from(spike % 4 == 0)));
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use std::ops::RangeInclusive;

use ndarray::{Array2, ArrayView2};
use spikebook_numeric::Seed;

use super::{Covariance, GaussianMixture, GaussianMixtureFit};
use crate::decomposition::{Pca, PcaFit};
use crate::{Error, settings};

/// A sorter, not yet set to work. See the [module](self).
#[derive(Clone, Debug, PartialEq)]
pub struct SpikeSorter {
    n_components: usize,
    n_units: RangeInclusive<usize>,
    n_starts: usize,
    seed: Seed,
}

/// Sorted spikes.
#[derive(Clone, Debug, PartialEq)]
pub struct SortedSpikes {
    components: PcaFit,
    scores: Array2<f64>,
    mixture: GaussianMixtureFit,
    /// (number of units, BIC), where a mixture was found
    criteria: Vec<(usize, f64)>,
}

impl SpikeSorter {
    /// Describes waveforms by `n_components` scores, and looks for a number of units in `n_units`.
    ///
    /// # Errors
    /// [`Error::TooFew`] for no component, no unit or an empty range.
    pub fn new(
        n_components: usize,
        n_units: RangeInclusive<usize>,
        seed: Seed,
    ) -> Result<Self, Error> {
        let n_components = settings::count("n_components", n_components)?;
        settings::count("n_units", *n_units.start())?;
        if n_units.is_empty() {
            return Err(Error::TooFew { what: "numbers of units", got: 0, wanted: 1 });
        }
        Ok(Self { n_components, n_units, n_starts: 5, seed })
    }

    /// Starts each mixture so many times.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn with_starts(self, n_starts: usize) -> Result<Self, Error> {
        settings::count("n_starts", n_starts).map(|n_starts| Self { n_starts, ..self })
    }

    /// Sorts `waveforms` (spikes × samples).
    ///
    /// # Errors
    /// Those of [`Pca::fit_matrix`], and that of the first mixture where none could be fitted.
    pub fn sort(&self, waveforms: ArrayView2<'_, f64>) -> Result<SortedSpikes, Error> {
        let components = Pca::new().with_components(self.n_components)?.fit_matrix(waveforms)?;
        let scores = components.scores(waveforms)?;
        let mut best: Option<GaussianMixtureFit> = None;
        let mut criteria = Vec::new();
        let mut failure = None;
        for n_units in self.n_units.clone() {
            let seed = self.seed.child(&format!("{n_units} units"));
            let mixture = GaussianMixture::new(n_units, Covariance::Full, seed)?
                .with_starts(self.n_starts)?;
            match mixture.fit_matrix(scores.view()) {
                Ok(fit) => {
                    criteria.push((n_units, fit.bic()));
                    if best.as_ref().is_none_or(|best| fit.bic() < best.bic()) {
                        best = Some(fit);
                    }
                }
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        match (best, failure) {
            (Some(mixture), _) => Ok(SortedSpikes { components, scores, mixture, criteria }),
            (None, Some(failure)) => Err(failure),
            (None, None) => Err(Error::TooFew { what: "numbers of units", got: 0, wanted: 1 }),
        }
    }
}

impl SortedSpikes {
    /// How many units there are.
    pub fn n_units(&self) -> usize {
        self.mixture.n_components()
    }

    /// The unit of each spike, from 0.
    pub fn units(&self) -> Vec<usize> {
        self.mixture.labels()
    }

    /// The probability of each spike's unit.
    pub fn confidences(&self) -> Vec<f64> {
        let largest = |row: ndarray::ArrayView1<'_, f64>| row.iter().copied().fold(0.0, f64::max);
        self.mixture.responsibilities().outer_iter().map(largest).collect()
    }

    /// The share of each unit's spikes that is expected to come from others; 0 for a unit without spikes.
    pub fn false_rates(&self) -> Vec<f64> {
        let (units, confidences) = (self.units(), self.confidences());
        (0..self.n_units())
            .map(|unit| {
                let doubts: Vec<f64> = (0..units.len())
                    .filter(|&spike| units[spike] == unit)
                    .map(|spike| 1.0 - confidences[spike])
                    .collect();
                if doubts.is_empty() { 0.0 } else { spikebook_numeric::sum::mean(&doubts) }
            })
            .collect()
    }

    /// The mean waveform of each unit's cloud (units × samples).
    ///
    /// # Errors
    /// None that a sorter's own components can give.
    pub fn mean_waveforms(&self) -> Result<Array2<f64>, Error> {
        self.components.reconstruct(self.mixture.means().view())
    }

    /// The principal components of the waveforms.
    pub fn components(&self) -> &PcaFit {
        &self.components
    }

    /// The scores of each spike (spikes × components).
    pub fn scores(&self) -> ArrayView2<'_, f64> {
        self.scores.view()
    }

    /// The mixture of the scores.
    pub fn mixture(&self) -> &GaussianMixtureFit {
        &self.mixture
    }

    /// Each number of units that was tried, with its BIC; numbers whose mixture could not be fitted are left out.
    pub fn criteria(&self) -> &[(usize, f64)] {
        &self.criteria
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_sorted_is_named() {
        let seed = Seed::from_number(1);
        let message = |sorter: Result<SpikeSorter, Error>| sorter.expect_err("refused").to_string();
        insta::assert_snapshot!(message(SpikeSorter::new(0, 1..=2, seed)), @"n_components: got 0, wanted at least 1");
        insta::assert_snapshot!(message(SpikeSorter::new(2, 0..=2, seed)), @"n_units: got 0, wanted at least 1");
        #[expect(clippy::reversed_empty_ranges, reason = "the empty range is what is tested")]
        let empty = SpikeSorter::new(2, 3..=2, seed);
        insta::assert_snapshot!(message(empty), @"numbers of units: got 0, wanted at least 1");
        let two = SpikeSorter::new(2, 1..=3, seed).expect("three numbers");
        let error = two.sort(Array2::ones((5, 4)).view()).expect_err("all alike");
        insta::assert_snapshot!(error, @"principal components: every column is constant, wanted some variance");
    }

    #[test]
    fn three_shapes_in_noise_are_told_apart() {
        let mut draws = Seed::from_name("sorter").replicate("sample", 0);
        let shape = |unit: usize, sample: usize| {
            let bump = |centre: f64, width: f64| {
                let z = (sample as f64 - centre) / width;
                spikebook_numeric::elementary::exp(-0.5 * z * z)
            };
            match unit {
                0 => -120.0 * bump(10.0, 2.0) + 40.0 * bump(16.0, 3.0),
                1 => -70.0 * bump(10.0, 1.5) + 60.0 * bump(14.0, 2.0),
                _ => -90.0 * bump(11.0, 4.0),
            }
        };
        let truth: Vec<usize> = (0..900).map(|spike| [0, 0, 0, 1, 1, 2][spike % 6]).collect();
        let waveforms = Array2::from_shape_fn((900, 32), |(spike, sample)| {
            shape(truth[spike], sample) + 8.0 * draws.standard_normal()
        });
        let sorter = SpikeSorter::new(3, 1..=6, Seed::from_number(1)).expect("a sorter");
        let sorted = sorter.sort(waveforms.view()).expect("sorted");
        assert_eq!(sorted.n_units(), 3);
        let agreement =
            crate::clustering::adjusted_rand_index(&sorted.units(), &truth).expect("spikes");
        assert!(agreement > 0.99, "{agreement}");
        assert!(sorted.false_rates().iter().all(|rate| *rate < 0.01));
        assert_eq!(sorted.criteria().len(), 6);
        let means = sorted.mean_waveforms().expect("the sorter's own");
        for (sample, mean) in means.row(0).iter().enumerate() {
            assert!((mean - shape(0, sample)).abs() < 3.0, "{sample}: {mean}");
        }
    }
}

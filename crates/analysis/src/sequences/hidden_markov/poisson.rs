//! Counts of independent units, each with a mean in each state.

use std::ops::Range;

use ndarray::{Array2, ArrayView2};
use spikebook_numeric::Stream;
use spikebook_numeric::elementary::ln;
use spikebook_numeric::vectorised::eight::{Eight, LANES, Lanes, Work, in_eights};
use spikebook_numeric::vectorised::widest;

use super::seeding::{Nearest, nearest_seeds};
use super::{BLOCK_STEPS, Counts, Emissions, Observations};
use crate::Error;

/// The smallest mean that is reckoned with: the logarithm of 0 is not finite.
const LEAST_MEAN: f64 = 1e-300;

/// Poisson counts: P(n | state k) = Π λₖᵤⁿ e^−λₖᵤ / n!, over units u.
#[derive(Clone, Debug, PartialEq)]
pub struct Poisson {
    /// states × units
    means: Array2<f64>,
    ln_means: Array2<f64>,
    /// Σ over units, for each state
    totals: Vec<f64>,
}

/// Σ of the posterior, and Σ of the posterior times the counts (state after state, in lanes).
#[derive(Clone, Debug)]
pub struct PoissonSums {
    weights: Vec<f64>,
    counts: Vec<f64>,
}

impl Poisson {
    /// From the mean count a step of each unit in each state (states × units).
    ///
    /// # Errors
    /// [`Error::TooFew`] without a state or unit; [`Error::OutOfRange`] for a mean that is negative or not
    /// finite.
    pub fn new(means: ArrayView2<'_, f64>) -> Result<Self, Error> {
        for (what, got) in [("states", means.nrows()), ("units", means.ncols())] {
            if got == 0 {
                return Err(Error::TooFew { what, got, wanted: 1 });
            }
        }
        for ((row, _), &got) in means.indexed_iter() {
            if !(got.is_finite() && got >= 0.0) {
                let wanted = "a finite number of at least 0";
                return Err(Error::OutOfRange { what: "means", row, got, wanted });
            }
        }
        Ok(Self::of(means.to_owned()))
    }

    fn of(means: Array2<f64>) -> Self {
        let totals = means.outer_iter().map(|of_state| of_state.iter().sum()).collect();
        Self { ln_means: means.mapv(|mean| ln(mean.max(LEAST_MEAN))), totals, means }
    }

    /// The mean count a step (states × units).
    pub fn means(&self) -> ArrayView2<'_, f64> {
        self.means.view()
    }
}

impl Emissions for Poisson {
    type Observations = Counts;
    type Sums = PoissonSums;

    fn drawn(counts: &Counts, n_states: usize, stream: &mut Stream) -> Result<Self, Error> {
        // The square root of a Poisson count has the same spread whatever its mean.
        let n_units = counts.n_units();
        let root = |step: usize, unit: usize| counts.at(step, unit).sqrt();
        let rows = Nearest { n_steps: counts.n_steps(), n_dimensions: n_units, value: &root };
        let seeds = nearest_seeds(&rows, n_states, stream)?;
        let mut means = Array2::zeros((n_states, n_units));
        let mut n_rows = vec![0.0; n_states];
        for (row, &state) in seeds.rows.iter().zip(&seeds.state_of_row) {
            n_rows[state] += 1.0;
            for unit in 0..n_units {
                means[[state, unit]] += counts.at(*row, unit);
            }
        }
        // Half a count more keeps a unit that happened to be silent from being silent for good.
        for ((state, _), mean) in means.indexed_iter_mut() {
            *mean = (*mean + 0.5) / (n_rows[state] + 1.0);
        }
        Ok(Self::of(means))
    }

    fn n_states(&self) -> usize {
        self.means.nrows()
    }

    fn n_parameters(&self) -> usize {
        self.means.len()
    }

    fn rank(&self) -> Vec<f64> {
        self.totals.clone()
    }

    fn reordered(&self, order: &[usize]) -> Self {
        Self::of(self.means.select(ndarray::Axis(0), order))
    }

    fn check(&self, counts: &Counts) -> Result<(), Error> {
        crate::matrix::check_length("units of the counts", counts.n_units(), self.means.ncols())
    }

    fn ln_probabilities(&self, counts: &Counts, steps: Range<usize>, into: &mut [f64]) {
        in_eights(WeightedCounts {
            block: &in_lanes(counts.block(steps.start / BLOCK_STEPS)),
            totals: &self.totals,
            ln_means: self.ln_means.as_slice().expect("rows one after the other"),
            into: into.as_chunks_mut().0,
        });
    }

    fn shared(counts: &Counts) -> f64 {
        counts.ln_factorials()
    }

    fn empty_sums(&self) -> PoissonSums {
        PoissonSums {
            weights: vec![0.0; self.n_states() * LANES],
            counts: vec![0.0; self.means.len() * LANES],
        }
    }

    fn accumulate(
        &self,
        counts: &Counts,
        steps: Range<usize>,
        posterior: &[f64],
        sums: &mut PoissonSums,
    ) {
        in_eights(Products {
            block: &in_lanes(counts.block(steps.start / BLOCK_STEPS)),
            posterior: posterior.as_chunks().0,
            weights: sums.weights.as_chunks_mut().0,
            counts: sums.counts.as_chunks_mut().0,
        });
    }

    fn merge(sums: &mut PoissonSums, later: &PoissonSums) {
        super::sums::add(&mut sums.weights, &later.weights);
        super::sums::add(&mut sums.counts, &later.counts);
    }

    fn maximised(&self, sums: &PoissonSums) -> Result<Self, Error> {
        let mut means = self.means.clone();
        let n_units = means.ncols();
        let total = |lanes: &[f64]| super::sums::across(lanes);
        for ((state, unit), mean) in means.indexed_iter_mut() {
            let weight = total(&sums.weights[state * LANES..(state + 1) * LANES]);
            let at = (state * n_units + unit) * LANES;
            if weight > 0.0 {
                *mean = total(&sums.counts[at..at + LANES]) / weight;
            }
        }
        Ok(Self::of(means))
    }
}

/// Steps of a block in lanes.
const EIGHTS: usize = BLOCK_STEPS / LANES;

/// The counts of a block: unit after unit, its steps in lanes.
fn in_lanes(block: &[f32]) -> Vec<Lanes> {
    let mut lanes = vec![[0.0; LANES]; block.len() / LANES];
    widest(
        #[inline(always)]
        || {
            for (into, count) in lanes.as_flattened_mut().iter_mut().zip(block) {
                *into = f64::from(*count);
            }
        },
    );
    lanes
}

/// Σ n ln λ − Σ λ of each state.
struct WeightedCounts<'a> {
    block: &'a [Lanes],
    totals: &'a [f64],
    /// State after state
    ln_means: &'a [f64],
    into: &'a mut [Lanes],
}

impl Work for WeightedCounts<'_> {
    type Output = ();

    #[inline(always)]
    fn run<E: Eight>(mut self, eight: E) {
        let mut first = 0;
        while first < self.totals.len() {
            first += match self.totals.len() - first {
                1 => self.of_states::<E, 1>(eight, first),
                2 => self.of_states::<E, 2>(eight, first),
                3 => self.of_states::<E, 3>(eight, first),
                4 => self.of_states::<E, 4>(eight, first),
                5 => self.of_states::<E, 5>(eight, first),
                _ => self.of_states::<E, 6>(eight, first),
            };
        }
    }
}

impl WeightedCounts<'_> {
    /// Of S states, whose sums stay in registers; returns S.
    #[inline(always)]
    fn of_states<E: Eight, const S: usize>(&mut self, eight: E, first: usize) -> usize {
        let n_units = self.block.len() / EIGHTS;
        let ln_means: [&[f64]; S] =
            std::array::from_fn(|s| &self.ln_means[(first + s) * n_units..][..n_units]);
        for steps in 0..EIGHTS {
            let mut sums = [eight.all(0.0); S];
            for unit in 0..n_units {
                let counts = eight.of(&self.block[unit * EIGHTS + steps]);
                for (sum, ln_means) in sums.iter_mut().zip(&ln_means) {
                    *sum = eight.plus(*sum, eight.times(counts, eight.all(ln_means[unit])));
                }
            }
            for (state, sum) in (first..).zip(sums) {
                let total = eight.all(self.totals[state]);
                eight.put(eight.minus(sum, total), &mut self.into[state * EIGHTS + steps]);
            }
        }
        S
    }
}

/// Adds the posterior, and the counts weighted by it.
struct Products<'a> {
    block: &'a [Lanes],
    /// State after state
    posterior: &'a [Lanes],
    weights: &'a mut [Lanes],
    counts: &'a mut [Lanes],
}

impl Work for Products<'_> {
    type Output = ();

    #[inline(always)]
    fn run<E: Eight>(mut self, eight: E) {
        for (weights, of_state) in self.weights.iter_mut().zip(self.posterior.chunks_exact(EIGHTS))
        {
            let mut sum = eight.of(weights);
            for probabilities in of_state {
                sum = eight.plus(sum, eight.of(probabilities));
            }
            eight.put(sum, weights);
        }
        let (n_states, mut first) = (self.weights.len(), 0);
        while first < n_states {
            first += match n_states - first {
                1 => self.of_states::<E, 1>(eight, first),
                2 => self.of_states::<E, 2>(eight, first),
                3 => self.of_states::<E, 3>(eight, first),
                4 => self.of_states::<E, 4>(eight, first),
                5 => self.of_states::<E, 5>(eight, first),
                _ => self.of_states::<E, 6>(eight, first),
            };
        }
    }
}

impl Products<'_> {
    /// Of S states, whose sums stay in registers; returns S.
    #[inline(always)]
    fn of_states<E: Eight, const S: usize>(&mut self, eight: E, first: usize) -> usize {
        let n_units = self.block.len() / EIGHTS;
        let weights: [&[Lanes]; S] =
            std::array::from_fn(|s| &self.posterior[(first + s) * EIGHTS..][..EIGHTS]);
        for (unit, counts) in self.block.chunks_exact(EIGHTS).enumerate() {
            let mut sums = [eight.all(0.0); S];
            for (steps, counts) in counts.iter().enumerate() {
                let counts = eight.of(counts);
                for (sum, weights) in sums.iter_mut().zip(&weights) {
                    *sum = eight.plus(*sum, eight.times(counts, eight.of(&weights[steps])));
                }
            }
            for (state, sum) in (first..).zip(sums) {
                let into = &mut self.counts[state * n_units + unit];
                eight.put(eight.plus(eight.of(into), sum), into);
            }
        }
        S
    }
}

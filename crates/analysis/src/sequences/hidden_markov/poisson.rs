//! Counts of independent units, each with a mean in each state.

use std::ops::Range;

use ndarray::{Array2, ArrayView2};
use spikebook_numeric::Stream;
use spikebook_numeric::elementary::ln;
use spikebook_numeric::vectorised::widest;

use super::seeding::{Nearest, nearest_seeds};
use super::{BLOCK_STEPS, Counts, Emissions, Observations};
use crate::Error;

/// Steps side by side in a vector.
const LANES: usize = 8;

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
        let block = counts.block(steps.start / BLOCK_STEPS);
        let n_units = counts.n_units();
        let ln_means = self.ln_means.as_slice().expect("rows one after the other");
        widest(
            #[inline(always)]
            || {
                let mut state = 0;
                while state < self.totals.len() {
                    let totals = &self.totals[state..];
                    let ln_means = &ln_means[state * n_units..];
                    let into = &mut into[state * BLOCK_STEPS..];
                    state += match totals.len() {
                        1 => weighted_counts::<1>(block, totals, ln_means, into),
                        2 => weighted_counts::<2>(block, totals, ln_means, into),
                        3 => weighted_counts::<3>(block, totals, ln_means, into),
                        4 => weighted_counts::<4>(block, totals, ln_means, into),
                        5 => weighted_counts::<5>(block, totals, ln_means, into),
                        _ => weighted_counts::<6>(block, totals, ln_means, into),
                    };
                }
            },
        );
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
        let block = counts.block(steps.start / BLOCK_STEPS);
        let (n_units, n_states) = (counts.n_units(), self.n_states());
        widest(
            #[inline(always)]
            || {
                for (state, weights) in
                    sums.weights.as_chunks_mut::<LANES>().0.iter_mut().enumerate()
                {
                    let of_state = &posterior[state * BLOCK_STEPS..(state + 1) * BLOCK_STEPS];
                    for eight in of_state.as_chunks::<LANES>().0 {
                        for lane in 0..LANES {
                            weights[lane] += eight[lane];
                        }
                    }
                }
                let mut state = 0;
                while state < n_states {
                    let posterior = &posterior[state * BLOCK_STEPS..];
                    let sums = &mut sums.counts[state * n_units * LANES..];
                    state += match n_states - state {
                        1 => products::<1>(block, posterior, n_units, sums),
                        2 => products::<2>(block, posterior, n_units, sums),
                        3 => products::<3>(block, posterior, n_units, sums),
                        4 => products::<4>(block, posterior, n_units, sums),
                        5 => products::<5>(block, posterior, n_units, sums),
                        _ => products::<6>(block, posterior, n_units, sums),
                    };
                }
            },
        );
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

/// Σ n ln λ − Σ λ of the next S states; returns S.
#[inline(always)]
fn weighted_counts<const S: usize>(
    block: &[f32],
    totals: &[f64],
    ln_means: &[f64],
    into: &mut [f64],
) -> usize {
    let n_units = block.len() / BLOCK_STEPS;
    for first in (0..BLOCK_STEPS).step_by(LANES) {
        let mut sums = [[0.0; LANES]; S];
        for unit in 0..n_units {
            let counts = lanes_of(&block[unit * BLOCK_STEPS + first..]);
            for (state, sums) in sums.iter_mut().enumerate() {
                let ln_mean = ln_means[state * n_units + unit];
                for lane in 0..LANES {
                    sums[lane] += counts[lane] * ln_mean;
                }
            }
        }
        for (state, sums) in sums.iter().enumerate() {
            let into = &mut into[state * BLOCK_STEPS + first..][..LANES];
            for lane in 0..LANES {
                into[lane] = sums[lane] - totals[state];
            }
        }
    }
    S
}

/// Adds the counts of a block, weighted by the posterior of the next S states; returns S.
#[inline(always)]
fn products<const S: usize>(
    block: &[f32],
    posterior: &[f64],
    n_units: usize,
    into: &mut [f64],
) -> usize {
    for unit in 0..n_units {
        let mut sums = [[0.0; LANES]; S];
        for first in (0..BLOCK_STEPS).step_by(LANES) {
            let counts = lanes_of(&block[unit * BLOCK_STEPS + first..]);
            for (state, sums) in sums.iter_mut().enumerate() {
                let weights = &posterior[state * BLOCK_STEPS + first..][..LANES];
                for lane in 0..LANES {
                    sums[lane] += counts[lane] * weights[lane];
                }
            }
        }
        for (state, sums) in sums.iter().enumerate() {
            let into = &mut into[(state * n_units + unit) * LANES..][..LANES];
            for lane in 0..LANES {
                into[lane] += sums[lane];
            }
        }
    }
    S
}

#[inline(always)]
fn lanes_of(counts: &[f32]) -> [f64; LANES] {
    let counts = &counts[..LANES];
    let mut lanes = [0.0; LANES];
    for lane in 0..LANES {
        lanes[lane] = f64::from(counts[lane]);
    }
    lanes
}

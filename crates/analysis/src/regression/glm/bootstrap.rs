//! How would the estimates vary with the rows? The regression fitted anew to rows drawn with replacement.
//!
//! A replicate is the whole with multiplicities: how often each row was drawn. It starts from the estimate of the whole
//! and steps by the whole's information, corrected by what the replicate's own gradients show of its curvature
//! (BFGS), so that no replicate forms a matrix; many replicates share each pass over the rows. A replicate that does
//! not settle so is fitted by Newton's method, which names what is wrong with it.
//!
//! It answers what standard errors answer without trusting the family; it misleads where rows are not
//! independent (draw clusters of rows with [`Resampling::Clusters`]) and in samples so small that most replicates
//! separate.
//!
//! Efron & Tibshirani (1993), doi:10.1007/978-1-4899-4541-9.

use ndarray::{Array2, ArrayView1, ArrayView2};
use rayon::prelude::*;
use spikebook_numeric::Seed;

use super::Glm;
use super::information::Pass;
use super::many::Multiplicities;
use super::newton::{Problem, largest};
use super::observations::Observations;
use super::secants::{Secants, add_scaled, difference, leaves_below};
use crate::Error;
use crate::bootstrap::Resampling;
use crate::matrix::{Cholesky, Rows};
use crate::regression::standard_design::StandardDesign;

/// Replicates that share a pass.
const GROUP: usize = 32;

/// Passes after which a replicate is left to Newton's method.
const MAX_PASSES: usize = 16;

/// Estimates of many replicates.
#[derive(Clone, Debug)]
pub struct GlmReplicates {
    /// The estimates of the whole, the intercept first where there is one
    pub estimates: Vec<f64>,
    /// One a replicate: its estimates, or why there are none
    pub replicates: Vec<Result<Vec<f64>, Error>>,
}

impl GlmReplicates {
    /// The replicates that have estimates, one row each.
    pub fn fitted(&self) -> Array2<f64> {
        let rows: Vec<&Vec<f64>> = self.replicates.iter().filter_map(|r| r.as_ref().ok()).collect();
        Array2::from_shape_fn((rows.len(), self.estimates.len()), |(row, j)| rows[row][j])
    }
}

/// One replicate on its way.
struct Replicate<'a> {
    times: &'a Multiplicities,
    b: Vec<f64>,
    gradient: Vec<f64>,
    secants: Secants,
    moved: Vec<f64>,
    n_steps: usize,
    last_step: f64,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Moving,
    Settled,
    Lost,
}

impl Glm {
    #[expect(clippy::too_many_arguments, reason = "those of `fit_design`, and what is drawn")]
    /// Fits `n_replicates` resamples of the rows; replicate r depends on the seed and r alone. Steps end where one is
    /// below the regression's tolerance, or where the next one would be by the rate at which they shrink.
    ///
    /// # Errors
    /// As [`Glm::fit_design`] for the whole, [`Error::TooFew`] for fewer than two rows to draw or no replicate,
    /// [`Error::Parameter`] where a dispersion is to be estimated as well: fit it first, and take
    /// [`Family::negative_binomial`](super::Family::negative_binomial).
    pub fn bootstrap(
        &self,
        design: ArrayView2<'_, f64>,
        response: ArrayView1<'_, f64>,
        weights: Option<&[f64]>,
        offset: Option<&[f64]>,
        resampling: &Resampling,
        n_replicates: usize,
        seed: &Seed,
    ) -> Result<GlmReplicates, Error> {
        self.check_dispersion_is_known()?;
        let n_units = resampling.n_units();
        if n_units < 2 {
            return Err(Error::TooFew { what: "units to resample", got: n_units, wanted: 2 });
        }
        if n_replicates == 0 {
            return Err(Error::TooFew { what: "replicates", got: 0, wanted: 1 });
        }
        let matrix = Rows::Matrix(design.reborrow());
        let response = response.reborrow();
        let rows = Observations::new(self.family(), matrix, response, None, weights, offset)?;
        self.check_responses(&rows)?;
        let design = rows.standard_design(self.has_intercept())?;
        let problem = self.problem(&rows, &design);
        let whole = problem.solve()?;
        let mut replicates = Vec::with_capacity(n_replicates);
        for first in (0..n_replicates).step_by(GROUP) {
            let numbers = first..n_replicates.min(first + GROUP);
            let drawn: Vec<Vec<u16>> = numbers
                .into_par_iter()
                .map(|number| {
                    let drawn = resampling.draw(seed.replicate("bootstrap", number as u64));
                    multiplicities(&drawn, rows.n_rows())
                })
                .collect::<Result<_, _>>()?;
            let fits = problem.refit(&whole.b, &whole.factor, &drawn);
            for (fit, times) in fits.into_iter().zip(&drawn) {
                let b = fit.map_or_else(|| self.refit_alone(&rows, &design, times, &whole.b), Ok);
                replicates.push(b.map(|b| design.to_original(&b)));
            }
        }
        Ok(GlmReplicates { estimates: design.to_original(&whole.b), replicates })
    }

    fn refit_alone(
        &self,
        rows: &Observations<'_>,
        design: &StandardDesign<'_>,
        times: &Multiplicities,
        start: &[f64],
    ) -> Result<Vec<f64>, Error> {
        let weight = |(row, times): (usize, &u16)| rows.weight(row) * f64::from(*times);
        let weights: Vec<f64> = times.iter().enumerate().map(weight).collect();
        let rows = rows.weighted(&weights);
        self.check_responses(&rows)?;
        Ok(self.problem(&rows, design).solve_from(start.to_vec())?.b)
    }
}

impl Problem<'_, '_, '_> {
    /// The standardised estimates of replicates, all from the whole's; none where one does not settle.
    fn refit(&self, start: &[f64], factor: &Cholesky, drawn: &[Vec<u16>]) -> Vec<Option<Vec<f64>>> {
        let sets: Vec<&Multiplicities> = drawn.iter().map(Vec::as_slice).collect();
        let Pass { rows, .. } = self.pass;
        let totals: Vec<f64> = sets
            .iter()
            .map(|times| {
                let terms = times.iter().enumerate();
                terms.map(|(row, times)| rows.weight(row) * f64::from(*times)).sum()
            })
            .collect();
        let gradients = self.pass.gradients_at(start, &sets);
        let mut replicates: Vec<Replicate<'_>> = sets
            .iter()
            .zip(gradients)
            .map(|(times, gradient)| Replicate {
                times,
                b: start.to_vec(),
                gradient,
                secants: Secants::default(),
                moved: Vec::new(),
                n_steps: 0,
                last_step: f64::INFINITY,
                state: State::Moving,
            })
            .collect();
        for (replicate, total) in replicates.iter_mut().zip(&totals) {
            let share = total / self.total_weight;
            self.add_penalty(&mut replicate.gradient, start, share);
        }
        for _ in 0..MAX_PASSES {
            for replicate in &mut replicates {
                replicate.step(factor, self.tolerance);
            }
            let moving: Vec<usize> = (0..replicates.len())
                .filter(|&number| replicates[number].state == State::Moving)
                .collect();
            if moving.is_empty() {
                break;
            }
            let sets: Vec<(&Multiplicities, &[f64])> = moving
                .iter()
                .map(|&number| (replicates[number].times, replicates[number].b.as_slice()))
                .collect();
            let sums = self.pass.evaluate_sets(&sets);
            for (&number, mut sums) in moving.iter().zip(sums) {
                let share = totals[number] / self.total_weight;
                self.add_penalty(&mut sums.gradient, &replicates[number].b, share);
                if !sums.loss.is_finite() {
                    replicates[number].state = State::Lost;
                }
                replicates[number].take(sums.gradient);
            }
        }
        replicates
            .into_iter()
            .map(|replicate| (replicate.state == State::Settled).then_some(replicate.b))
            .collect()
    }

    /// Adds the penalty's gradient on the scale of sums over the replicate's rows.
    fn add_penalty(&self, gradient: &mut [f64], b: &[f64], share: f64) {
        for (j, (gradient, b)) in gradient.iter_mut().zip(b).enumerate() {
            *gradient += share * self.penalty_of(j) * b;
        }
    }
}

impl Replicate<'_> {
    /// Moves to where the whole's information, as corrected, has the minimum.
    fn step(&mut self, factor: &Cholesky, tolerance: f64) {
        if self.state != State::Moving {
            return;
        }
        let step = self.secants.step(factor, &self.gradient);
        let size = largest(&step);
        add_scaled(&mut self.b, 1.0, &step);
        let wanted = tolerance * (1.0 + largest(&self.b));
        let is_sound = size.is_finite() && (size < 0.7 * self.last_step || self.n_steps < 2);
        self.state = if !is_sound {
            State::Lost
        } else if size <= wanted || leaves_below(wanted, size, self.last_step) {
            State::Settled
        } else {
            State::Moving
        };
        self.last_step = size;
        self.n_steps += 1;
        self.moved = step;
    }

    /// Learns the gradient at the new place.
    fn take(&mut self, gradient: Vec<f64>) {
        let turned = difference(&gradient, &self.gradient);
        self.secants.learn(std::mem::take(&mut self.moved), turned);
        self.gradient = gradient;
    }
}

/// How often each row was drawn.
fn multiplicities(drawn: &[usize], n_rows: usize) -> Result<Vec<u16>, Error> {
    let mut times = vec![0_u16; n_rows];
    for &got in drawn {
        let below = n_rows;
        let times = times.get_mut(got).ok_or(Error::Index { what: "rows to draw", got, below })?;
        *times = times.saturating_add(1);
    }
    Ok(times)
}

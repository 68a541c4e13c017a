//! What is believed of one parameter, whatever the prior and the likelihood?
//!
//! posterior ∝ prior × likelihood, on a grid of the parameter's values; between them the density is straight. The evidence is
//! the integral of prior × likelihood, by which models can be compared.
//!
//! An estimate follows from what an error costs: squared loss asks for the mean, absolute loss for the median, and a loss
//! that is the same for every error for the mode, which is the maximum a posteriori (MAP). Körding & Wolpert (2004),
//! doi:10.1073/pnas.0308394101.
//!
//! **When it misleads.** The grid must reach where the posterior is nothing, and be fine where it is steep: what lies at the ends
//! is [told](PosteriorGrid::share_at_ends).
//!
//! ```
//! use spikebook_analysis::estimation::{Loss, PosteriorGrid};
//!
//! // One spike in one second, and a flat prior of the rate: Gamma(2, 1).
//! let rate_hz: Vec<f64> = (0..=4000).map(|k| f64::from(k) * 0.01).collect();
//! let flat = vec![0.0; rate_hz.len()];
//! let ln_likelihood: Vec<f64> = rate_hz.iter().map(|rate| rate.ln() - rate).collect();
//! let posterior = PosteriorGrid::new(rate_hz, &flat, &ln_likelihood)?;
//! assert!((posterior.estimate(Loss::Squared) - 2.0).abs() < 1e-3);
//! assert!((posterior.estimate(Loss::Constant) - 1.0).abs() < 1e-12);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use spikebook_numeric::elementary::{exp, ln, sqrt};
use spikebook_numeric::sum::RunningSum;

use super::check_level;
use crate::Error;
use crate::matrix::{check_finite_slice, check_length};

/// What an error costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// Its square: the mean is cheapest
    Squared,
    /// Its size: the median is cheapest
    Absolute,
    /// The same whatever its size: the mode is cheapest
    Constant,
}

/// A posterior density on a grid.
#[derive(Clone, Debug, PartialEq)]
pub struct PosteriorGrid {
    grid: Vec<f64>,
    density: Vec<f64>,
    /// The probability up to each point
    cumulative: Vec<f64>,
    ln_evidence: f64,
}

impl PosteriorGrid {
    /// On ascending values, of log-prior and log-likelihood there (−∞ where they are 0).
    ///
    /// # Errors
    /// [`Error::TooFew`] below two values, [`Error::NonFinite`], [`Error::NotAscending`], [`Error::Length`];
    /// [`Error::OutOfRange`] for NaN or +∞, [`Error::NoSpread`] where the posterior is 0 everywhere.
    pub fn new(grid: Vec<f64>, ln_prior: &[f64], ln_likelihood: &[f64]) -> Result<Self, Error> {
        let n = grid.len();
        if n < 2 {
            return Err(Error::TooFew { what: "grid", got: n, wanted: 2 });
        }
        check_finite_slice("grid", &grid)?;
        for (row, pair) in grid.windows(2).enumerate() {
            if pair[1] <= pair[0] {
                let (row, got, previous) = (row + 1, pair[1], pair[0]);
                return Err(Error::NotAscending { what: "grid", row, got, previous });
            }
        }
        for (what, values) in [("log-prior", ln_prior), ("log-likelihood", ln_likelihood)] {
            check_length(what, values.len(), n)?;
            let outside = |value: &f64| value.is_nan() || *value == f64::INFINITY;
            if let Some(row) = values.iter().position(outside) {
                let wanted = "a number, or −∞ where it is impossible";
                return Err(Error::OutOfRange { what, row, got: values[row], wanted });
            }
        }
        let joint: Vec<f64> = ln_prior.iter().zip(ln_likelihood).map(|(a, b)| a + b).collect();
        let prior_top = ln_prior.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let top = joint.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if top == f64::NEG_INFINITY {
            return Err(Error::NoSpread { what: "posterior" });
        }
        let relative: Vec<f64> = joint.iter().map(|value| exp(value - top)).collect();
        let prior: Vec<f64> = ln_prior.iter().map(|value| exp(value - prior_top)).collect();
        let (area, prior_area) = (areas(&grid, &relative), areas(&grid, &prior));
        let total = *area.last().expect("two points or more");
        let prior_total = *prior_area.last().expect("two points or more");
        Ok(Self {
            density: relative.iter().map(|value| value / total).collect(),
            cumulative: area.iter().map(|value| value / total).collect(),
            // The prior is brought to integral 1 on the grid.
            ln_evidence: top + ln(total) - prior_top - ln(prior_total),
            grid,
        })
    }

    /// The values of the parameter.
    pub fn grid(&self) -> &[f64] {
        &self.grid
    }

    /// The density at each.
    pub fn density(&self) -> &[f64] {
        &self.density
    }

    /// The probability up to each.
    pub fn cumulative(&self) -> &[f64] {
        &self.cumulative
    }

    /// The logarithm of the integral of prior × likelihood, where the prior has integral 1 on the grid.
    pub fn ln_evidence(&self) -> f64 {
        self.ln_evidence
    }

    /// The probability in the outermost two cells: where it is not small, the grid is too short.
    pub fn share_at_ends(&self) -> f64 {
        let n = self.grid.len();
        self.cumulative[1] + (1.0 - self.cumulative[n - 2])
    }

    /// The integral of density × value of a function of the parameter, by trapezia.
    pub fn expectation(&self, of: impl Fn(f64) -> f64) -> f64 {
        let values: Vec<f64> =
            self.grid.iter().zip(&self.density).map(|(x, density)| of(*x) * density).collect();
        *areas(&self.grid, &values).last().expect("two points or more")
    }

    /// The cheapest estimate.
    pub fn estimate(&self, loss: Loss) -> f64 {
        match loss {
            Loss::Squared => self.expectation(|x| x),
            Loss::Absolute => self.quantile(0.5),
            Loss::Constant => {
                let better =
                    |a: usize, b: usize| if self.density[b] > self.density[a] { b } else { a };
                self.grid[(0..self.grid.len()).reduce(better).expect("two points or more")]
            }
        }
    }

    /// The value of the grid with the least expected `cost(estimate, truth)`, whatever it is.
    pub fn cheapest(&self, cost: impl Fn(f64, f64) -> f64) -> f64 {
        let expected = |estimate: f64| self.expectation(|truth| cost(estimate, truth));
        let costs: Vec<f64> = self.grid.iter().map(|estimate| expected(*estimate)).collect();
        let less = |a: usize, b: usize| if costs[b] < costs[a] { b } else { a };
        self.grid[(0..costs.len()).reduce(less).expect("two points or more")]
    }

    /// The standard deviation.
    pub fn standard_deviation(&self) -> f64 {
        let mean = self.estimate(Loss::Squared);
        sqrt(self.expectation(|x| (x - mean) * (x - mean)))
    }

    /// The value below which the probability is `probability`, straight between points of the cumulative.
    pub fn quantile(&self, probability: f64) -> f64 {
        let after = self.cumulative.partition_point(|value| *value < probability);
        if after == 0 {
            return self.grid[0];
        }
        if after == self.grid.len() {
            return self.grid[after - 1];
        }
        let (low, high) = (self.cumulative[after - 1], self.cumulative[after]);
        let share = (probability - low) / (high - low);
        self.grid[after - 1] + share * (self.grid[after] - self.grid[after - 1])
    }

    /// The interval with equal tails.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a level outside (0, 1).
    pub fn credible_interval(&self, level: f64) -> Result<(f64, f64), Error> {
        check_level(level)?;
        Ok((self.quantile(0.5 * (1.0 - level)), self.quantile(0.5 * (1.0 + level))))
    }

    /// The shortest interval that holds the level, its lower end at a point of the grid.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a level outside (0, 1).
    pub fn shortest_interval(&self, level: f64) -> Result<(f64, f64), Error> {
        check_level(level)?;
        let from = |start: usize| {
            let probability = self.cumulative[start] + level;
            (probability <= 1.0).then(|| (self.grid[start], self.quantile(probability)))
        };
        let candidates = (0..self.grid.len()).filter_map(from);
        let shorter = |a: (f64, f64), b: (f64, f64)| if b.1 - b.0 < a.1 - a.0 { b } else { a };
        Ok(candidates.reduce(shorter).expect("the first point has nothing before it"))
    }
}

/// Areas below straight lines between points, up to each point.
fn areas(grid: &[f64], heights: &[f64]) -> Vec<f64> {
    let mut total = RunningSum::default();
    let mut areas = vec![0.0];
    for at in 1..grid.len() {
        total.add(0.5 * (grid[at] - grid[at - 1]) * (heights[at] + heights[at - 1]));
        areas.push(total.value());
    }
    areas
}

//! Do two units vary together, over conditions and within them?
//!
//! From the spike counts of trials, each of one condition (a stimulus, a choice):
//!
//! - the **signal correlation** is that of the two units' mean counts over conditions: are they tuned
//!   alike?
//! - the **noise correlation** is that of what is left in a trial when each condition's mean is taken
//!   off and divided by its spread (z scores, ddof 1), all trials together: does a trial that is high
//!   for one tend to be high for the other?
//!
//! [`CountCorrelations`] holds them for all pairs. The p value of a noise correlation is from trials
//! dealt anew within their conditions ([`CountCorrelations::shuffle_test`]), its interval that of Fisher's z
//! with n − (conditions) + 1 in the place of n.
//!
//! **When they mislead.** Slow drifts of excitability or of the isolation of units are noise
//! correlations too. Both grow with the length of the window. A condition in which a unit never varies
//! has no z score: its trials are left out for that unit's pairs. A signal correlation over few
//! conditions is large by chance (over two it is ±1), and noise in the means pulls it towards the noise
//! correlation.
//!
//! Cohen & Kohn (2011), doi:10.1038/nn.2842.
//!
//! ```
//! use ndarray::array;
//! use spikebook_analysis::spike_trains::count_correlation::CountCorrelations;
//!
//! // Three conditions with two trials each: tuned alike, but one is high where the other is low.
//! let counts = array![[1, 4], [3, 2], [5, 8], [7, 6], [9, 12], [11, 10]];
//! let correlations = CountCorrelations::new(counts.view(), &[0, 0, 1, 1, 2, 2])?;
//! assert!((correlations.signal()[[0, 1]] - 1.0).abs() < 1e-12);
//! assert!((correlations.noise()[[0, 1]] + 1.0).abs() < 1e-12);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{ln_1_plus, sqrt, tanh};
use spikebook_numeric::special::normal_quantile;

use crate::Error;
use crate::descriptive::{correlation, mean, standard_deviation};
use crate::permutation::NullDistribution;

/// Signal and noise correlations of all pairs of units.
#[derive(Clone, Debug, PartialEq)]
pub struct CountCorrelations {
    signal: Array2<f64>,
    noise: Array2<f64>,
    n_trials: Array2<usize>,
    n_conditions: usize,
    /// Trials of each condition, and each unit's z scores (NaN where it has none)
    rows_of_condition: Vec<Vec<usize>>,
    z: Array2<f64>,
}

impl CountCorrelations {
    /// From counts (shape: trials × units) and the condition of each trial, numbered from 0.
    ///
    /// # Errors
    /// [`Error::Length`] for other than one condition a trial, [`Error::TooFew`] below two units or where
    /// no condition has two trials.
    pub fn new(counts: ArrayView2<'_, u32>, condition: &[usize]) -> Result<Self, Error> {
        crate::matrix::check_length("conditions", condition.len(), counts.nrows())?;
        let n_units = counts.ncols();
        if n_units < 2 {
            return Err(Error::TooFew { what: "units", got: n_units, wanted: 2 });
        }
        let n_conditions = condition.iter().max().map_or(0, |last| last + 1);
        let mut rows_of_condition = vec![Vec::new(); n_conditions];
        for (row, &condition) in condition.iter().enumerate() {
            rows_of_condition[condition].push(row);
        }
        rows_of_condition.retain(|rows| !rows.is_empty());
        let most = rows_of_condition.iter().map(Vec::len).max().unwrap_or(0);
        if most < 2 {
            return Err(Error::TooFew { what: "trials of a condition", got: most, wanted: 2 });
        }
        let n_conditions = rows_of_condition.len();
        let mut means = Array2::zeros((n_conditions, n_units));
        let mut z = Array2::from_elem(counts.dim(), f64::NAN);
        for (place, rows) in rows_of_condition.iter().enumerate() {
            for unit in 0..n_units {
                let here: Vec<f64> =
                    rows.iter().map(|&row| f64::from(counts[[row, unit]])).collect();
                let (centre, spread) = (mean(&here), standard_deviation(&here, 1));
                means[[place, unit]] = centre;
                if spread > 0.0 {
                    rows.iter()
                        .zip(here)
                        .for_each(|(&row, x)| z[[row, unit]] = (x - centre) / spread);
                }
            }
        }
        let mut new = Self {
            signal: Array2::from_elem((n_units, n_units), f64::NAN),
            noise: Array2::from_elem((n_units, n_units), f64::NAN),
            n_trials: Array2::zeros((n_units, n_units)),
            n_conditions,
            rows_of_condition,
            z,
        };
        for i in 0..n_units {
            for j in 0..n_units {
                let (a, b): (Vec<f64>, Vec<f64>) = new.shared(i, j).into_iter().unzip();
                new.n_trials[[i, j]] = a.len();
                if a.len() > 1 {
                    new.noise[[i, j]] = correlation(&a, &b);
                }
                if n_conditions > 1 {
                    let column = |unit: usize| means.column(unit).to_vec();
                    new.signal[[i, j]] = correlation(&column(i), &column(j));
                }
            }
        }
        Ok(new)
    }

    /// The z scores of the trials in which both units have one.
    fn shared(&self, i: usize, j: usize) -> Vec<(f64, f64)> {
        let pairs = self.z.column(i).into_iter().zip(self.z.column(j));
        pairs.map(|(a, b)| (*a, *b)).filter(|(a, b)| !a.is_nan() && !b.is_nan()).collect()
    }

    /// Signal correlations (units × units); NaN with one condition, or where a unit's means are all equal.
    pub fn signal(&self) -> ArrayView2<'_, f64> {
        self.signal.view()
    }

    /// Noise correlations (units × units); NaN where a unit never varies within a condition.
    pub fn noise(&self) -> ArrayView2<'_, f64> {
        self.noise.view()
    }

    /// The trials that a noise correlation is from.
    pub fn n_trials(&self) -> ArrayView2<'_, usize> {
        self.n_trials.view()
    }

    /// The number of conditions.
    pub fn n_conditions(&self) -> usize {
        self.n_conditions
    }

    /// The interval of the noise correlation of a pair by Fisher's z; NaN where there is no correlation or too
    /// few trials for its spread.
    ///
    /// # Errors
    /// [`Error::Index`], [`Error::Parameter`] for a level outside (0, 1).
    pub fn noise_interval(&self, i: usize, j: usize, level: f64) -> Result<(f64, f64), Error> {
        self.check_units(i, j)?;
        if !(level > 0.0 && level < 1.0) {
            let wanted = "a number between 0 and 1";
            return Err(Error::Parameter { parameter: "level", got: level, wanted });
        }
        let r = self.noise[[i, j]];
        // A mean was taken off for each condition; one is in Fisher's n − 3 already.
        let degrees = self.n_trials[[i, j]] as f64 - (self.n_conditions as f64 - 1.0) - 3.0;
        if degrees <= 0.0 || r.is_nan() {
            return Ok((f64::NAN, f64::NAN));
        }
        let z = 0.5 * (ln_1_plus(r) - ln_1_plus(-r));
        let reach = normal_quantile(0.5 * (1.0 + level)) / sqrt(degrees);
        Ok((tanh(z - reach), tanh(z + reach)))
    }

    /// The noise correlation of a pair among those of trials dealt anew: within each condition the trials of unit
    /// j are put in random order. Deal d is drawn from `seed.replicate("noise-correlation", d)` alone.
    ///
    /// # Errors
    /// [`Error::Index`]; [`Error::TooFew`] without deals, [`Error::UndefinedStatistic`] where there is no
    /// correlation.
    pub fn shuffle_test(
        &self,
        i: usize,
        j: usize,
        n_deals: usize,
        seed: Seed,
    ) -> Result<NullDistribution, Error> {
        self.check_units(i, j)?;
        let both = |row: &&usize| !self.z[[**row, i]].is_nan() && !self.z[[**row, j]].is_nan();
        let of_condition: Vec<Vec<usize>> = self
            .rows_of_condition
            .iter()
            .map(|rows| rows.iter().filter(both).copied().collect())
            .collect();
        let a: Vec<f64> = of_condition.iter().flatten().map(|&row| self.z[[row, i]]).collect();
        let deal = |number: usize| {
            let mut stream = seed.replicate("noise-correlation", number as u64);
            let mut b = Vec::with_capacity(a.len());
            for rows in &of_condition {
                let mut rows = rows.clone();
                stream.shuffle(&mut rows);
                b.extend(rows.iter().map(|&row| self.z[[row, j]]));
            }
            correlation(&a, &b)
        };
        let values = (0..n_deals).into_par_iter().map(deal).collect();
        NullDistribution::from_random(self.noise[[i, j]], values)
    }

    fn check_units(&self, i: usize, j: usize) -> Result<(), Error> {
        let below = self.z.ncols();
        match [i, j].into_iter().find(|&unit| unit >= below) {
            Some(got) => Err(Error::Index { what: "units", got, below }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;

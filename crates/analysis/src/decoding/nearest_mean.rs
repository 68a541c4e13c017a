//! Can the choice of a trial be told from one rate, unit by unit, on trials that training has not seen?
//!
//! For each unit and fold the mean rate of each choice is taken over the training trials; a held-out trial is
//! given the choice whose mean lies nearer, ties go to the first choice, and so do trials of units with only one
//! choice in training. The accuracy is the share of held-out trials that are told right.
//!
//! The null deals the choices out anew among the trials *of each unit*, so that it keeps how often each unit's
//! animal chose what. It misleads where units differ in their number of trials by much: large ones decide.
//!
//! ```
//! use spikebook_analysis::decoding::NearestMean;
//! use spikebook_analysis::folds::FoldPlan;
//!
//! let rates_hz = [10.0, 2.0, 11.0, 3.0, 9.0, 1.0];
//! let first = [true, false, true, false, true, false];
//! let trials = NearestMean::new(&[0; 6], &rates_hz, FoldPlan::contiguous(6, 3)?)?;
//! assert_eq!(trials.accuracy(&first)?, 1.0);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use rayon::prelude::*;
use spikebook_numeric::Seed;

use crate::Error;
use crate::folds::FoldPlan;
use crate::permutation::NullDistribution;

/// Trials of units, cut into folds.
#[derive(Clone, Debug)]
pub struct NearestMean {
    unit_of_trial: Vec<usize>,
    rates_hz: Vec<f64>,
    folds: FoldPlan,
    n_units: usize,
}

/// Sum and number of the rates of one choice in training.
#[derive(Clone, Copy, Default)]
struct Tally {
    sum: f64,
    n: usize,
}

impl NearestMean {
    /// From the unit (counted from 0) and rate of each trial, and the plan that holds trials out.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::NonFinite`].
    pub fn new(unit_of_trial: &[usize], rates_hz: &[f64], folds: FoldPlan) -> Result<Self, Error> {
        for (what, got) in [("rates", rates_hz.len()), ("rows of the fold plan", folds.n_rows())] {
            if got != unit_of_trial.len() {
                return Err(Error::Length { what, got, wanted: unit_of_trial.len() });
            }
        }
        if let Some((row, &got)) = rates_hz.iter().enumerate().find(|(_, rate)| !rate.is_finite()) {
            return Err(Error::NonFinite { what: "rates".into(), row, got });
        }
        Ok(Self {
            unit_of_trial: unit_of_trial.to_vec(),
            rates_hz: rates_hz.to_vec(),
            n_units: unit_of_trial.iter().max().map_or(0, |last| last + 1),
            folds,
        })
    }

    /// Whether each trial, held out, is told to be of the first choice.
    ///
    /// # Errors
    /// [`Error::Length`] where there is not one choice a trial.
    pub fn decode(&self, is_first: &[bool]) -> Result<Vec<bool>, Error> {
        let wanted = self.rates_hz.len();
        if is_first.len() != wanted {
            return Err(Error::Length { what: "choices", got: is_first.len(), wanted });
        }
        let mut decoded = vec![true; wanted];
        for fold in 0..self.folds.n_folds() {
            let mut tallies = vec![[Tally::default(); 2]; self.n_units];
            for trial in self.folds.train_rows(fold) {
                let tally = &mut tallies[self.unit_of_trial[trial]][usize::from(is_first[trial])];
                tally.sum += self.rates_hz[trial];
                tally.n += 1;
            }
            for trial in self.folds.test_rows(fold) {
                let [second, first] = tallies[self.unit_of_trial[trial]];
                decoded[trial] = if second.n == 0 || first.n == 0 {
                    first.n > 0 || second.n == 0
                } else {
                    let rate = self.rates_hz[trial];
                    let distance = |tally: Tally| (rate - tally.sum / tally.n as f64).abs();
                    distance(first) <= distance(second)
                };
            }
        }
        Ok(decoded)
    }

    /// The share of trials that are told right, each held out once.
    ///
    /// # Errors
    /// As [`NearestMean::decode`].
    pub fn accuracy(&self, is_first: &[bool]) -> Result<f64, Error> {
        let decoded = self.decode(is_first)?;
        let n_right = decoded.iter().zip(is_first).filter(|(told, is)| told == is).count();
        Ok(n_right as f64 / is_first.len() as f64)
    }

    /// The accuracy against choices dealt out anew within each unit, `n_permutations` times; deal d draws
    /// from the stream `seed.replicate("permutation", d)` alone.
    ///
    /// # Errors
    /// As [`NearestMean::decode`]; [`Error::TooFew`] without a deal.
    pub fn null(
        &self,
        is_first: &[bool],
        n_permutations: usize,
        seed: Seed,
    ) -> Result<NullDistribution, Error> {
        let observed = self.accuracy(is_first)?;
        let mut trials_of_unit = vec![Vec::new(); self.n_units];
        for (trial, &unit) in self.unit_of_trial.iter().enumerate() {
            trials_of_unit[unit].push(trial);
        }
        let deal = |number: usize| {
            let mut stream = seed.replicate("permutation", number as u64);
            let mut dealt = is_first.to_vec();
            for trials in &trials_of_unit {
                let mut order = trials.clone();
                stream.shuffle(&mut order);
                for (&to, &from) in trials.iter().zip(&order) {
                    dealt[to] = is_first[from];
                }
            }
            self.accuracy(&dealt)
        };
        let values: Result<Vec<f64>, Error> =
            (0..n_permutations).into_par_iter().map(deal).collect();
        NullDistribution::from_random(observed, values?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_told_by_their_own_means() {
        // Unit 0 fires more for the first choice, unit 1 less; pooled, rates would say nothing.
        let unit = [0, 0, 0, 0, 1, 1, 1, 1];
        let rates = [9.0, 1.0, 9.0, 1.0, 1.0, 9.0, 1.0, 9.0];
        let first = [true, false, true, false, true, false, true, false];
        let folds = FoldPlan::from_folds(vec![0, 0, 1, 1, 0, 0, 1, 1], 0).expect("two folds");
        let trials = NearestMean::new(&unit, &rates, folds).expect("eight trials");
        assert_eq!(trials.accuracy(&first), Ok(1.0));
    }

    /// Where rates say nothing, p values are uniform: of 200 null sets, at most 19 lie below 0.05
    /// (99.9 % of a binomial with mean 10).
    #[test]
    fn the_null_is_exchangeable() {
        let n_low = (0..200)
            .filter(|&set| {
                let mut draws = Seed::from_name("nearest mean").replicate("set", set);
                let rates: Vec<f64> = (0..40).map(|_| draws.standard_normal()).collect();
                let first: Vec<bool> = (0..40).map(|_| draws.bernoulli(0.6)).collect();
                let unit: Vec<usize> = (0..40).map(|trial| trial % 2).collect();
                let folds = FoldPlan::contiguous(40, 5).expect("five folds");
                let trials = NearestMean::new(&unit, &rates, folds).expect("forty trials");
                let null = trials.null(&first, 99, Seed::from_number(set)).expect("a null");
                null.p_greater() <= 0.05
            })
            .count();
        assert!(n_low <= 20, "{n_low} of 200");
    }
}

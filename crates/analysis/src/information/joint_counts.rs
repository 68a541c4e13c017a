//! What two variables tell of one another.

use std::f64::consts::LN_2;

use ndarray::{Array2, ArrayView2, Axis};
use rayon::prelude::*;
use spikebook_numeric::Seed;
use spikebook_numeric::sum::sum;

use super::entropy::entropy_of;
use super::panzeri_treves::expected_responses;
use crate::Error;
use crate::permutation::NullDistribution;

/// More cells than this are no table but a mistake.
const MOST_CELLS: usize = 1 << 28;

/// How the bias of few trials is taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correction {
    /// Not at all: the plug-in estimate
    None,
    /// By the cells that were seen
    MillerMadow,
    /// By the responses that are thought possible for each stimulus
    PanzeriTreves,
}

/// How often each response came with each stimulus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JointCounts {
    counts: Array2<u64>,
    n_trials: u64,
}

impl JointCounts {
    /// From a table (shape: stimuli × responses).
    ///
    /// # Errors
    /// [`Error::TooFew`] where nothing was counted.
    pub fn new(counts: Array2<u64>) -> Result<Self, Error> {
        let n_trials = counts.iter().sum();
        if n_trials == 0 {
            return Err(Error::TooFew { what: "trials", got: 0, wanted: 1 });
        }
        Ok(Self { counts, n_trials })
    }

    /// From the stimulus and the response of each trial, both numbered from 0.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::TooFew`] without trials, [`Error::Parameter`] for numbers so large that
    /// the table has more than 2²⁸ cells.
    pub fn of_trials(stimuli: &[usize], responses: &[usize]) -> Result<Self, Error> {
        crate::matrix::check_length("responses", responses.len(), stimuli.len())?;
        let size = |labels: &[usize]| labels.iter().max().map_or(0, |last| last.saturating_add(1));
        let (n_stimuli, n_responses) = (size(stimuli), size(responses));
        if n_stimuli.saturating_mul(n_responses) > MOST_CELLS {
            let wanted = "at most 268,435,456 cells of stimuli times responses";
            return Err(Error::Parameter {
                parameter: "responses",
                got: n_responses as f64,
                wanted,
            });
        }
        let mut counts = Array2::zeros((n_stimuli, n_responses));
        stimuli.iter().zip(responses).for_each(|(&s, &r)| counts[[s, r]] += 1);
        Self::new(counts)
    }

    /// The table (stimuli × responses).
    pub fn counts(&self) -> ArrayView2<'_, u64> {
        self.counts.view()
    }

    /// All that was counted.
    pub fn n_trials(&self) -> u64 {
        self.n_trials
    }

    /// The plug-in entropy of the responses, bits.
    pub fn response_entropy_bits(&self) -> f64 {
        entropy_of(&self.counts.sum_axis(Axis(0)).to_vec(), self.n_trials as f64)
    }

    /// The plug-in entropy of the stimuli, bits: no response can say more.
    pub fn stimulus_entropy_bits(&self) -> f64 {
        entropy_of(&self.counts.sum_axis(Axis(1)).to_vec(), self.n_trials as f64)
    }

    /// The information between stimulus and response, bits.
    ///
    /// Miller and Madow's correction takes off (K(s,r) − K(s) − K(r) + 1)/(2 N ln 2), K the cells seen;
    /// Panzeri and Treves' takes off [Σₛ (Rₛ − 1) − (R − 1)]/(2 N ln 2), Rₛ being
    /// [`expected_responses`] and R the responses seen at all.
    pub fn mutual_information_bits(&self, correction: Correction) -> f64 {
        let n = self.n_trials as f64;
        let of_responses = self.counts.sum_axis(Axis(0));
        let of_stimuli = self.counts.sum_axis(Axis(1));
        let cells: Vec<u64> = self.counts.iter().copied().collect();
        let plug_in =
            self.stimulus_entropy_bits() + self.response_entropy_bits() - entropy_of(&cells, n);
        let seen = |counts: &[u64]| counts.iter().filter(|count| **count > 0).count();
        let n_responses = seen(&of_responses.to_vec());
        let n_stimuli = seen(&of_stimuli.to_vec()) as f64;
        let bias = match correction {
            Correction::None => return plug_in,
            Correction::MillerMadow => seen(&cells) as f64 - n_stimuli - n_responses as f64 + 1.0,
            Correction::PanzeriTreves => {
                let rows = self.counts.rows().into_iter().map(|row| row.to_vec());
                let of_rows = rows.filter(|row| seen(row) > 0);
                sum(of_rows.map(|row| expected_responses(&row, n_responses) - 1.0))
                    - (n_responses as f64 - 1.0)
            }
        };
        plug_in - bias / (2.0 * n * LN_2)
    }
}

/// The information of trials among that of trials whose responses were dealt anew, with the same
/// correction. Deal d is drawn from `seed.replicate("information", d)` alone. The mean of the null is the
/// bias that the correction leaves.
///
/// # Errors
/// As [`JointCounts::of_trials`]; [`Error::TooFew`] without deals.
pub fn shuffle_null(
    stimuli: &[usize],
    responses: &[usize],
    correction: Correction,
    n_deals: usize,
    seed: Seed,
) -> Result<NullDistribution, Error> {
    let observed = JointCounts::of_trials(stimuli, responses)?;
    let deal = |number: usize| {
        let mut dealt = responses.to_vec();
        seed.replicate("information", number as u64).shuffle(&mut dealt);
        let joint = JointCounts::of_trials(stimuli, &dealt);
        joint.map_or(f64::NAN, |joint| joint.mutual_information_bits(correction))
    };
    let values = (0..n_deals).into_par_iter().map(deal).collect();
    NullDistribution::from_random(observed.mutual_information_bits(correction), values)
}

//! How well a network remembers.

use ndarray::ArrayView2;
use rayon::prelude::*;
use spikebook_numeric::Seed;

use super::{Hopfield, flipped, overlap, random_state};
use crate::Error;
use crate::error::within;

/// How a memory is tested: cues with a share of wrong units, and starts from nowhere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RecallTest {
    cue_flips: f64,
    least_overlap: f64,
    n_cues: usize,
    n_random_starts: usize,
}

/// What a test found.
#[derive(Clone, Debug, PartialEq)]
pub struct RecallScores {
    /// The share of cues that led back to their pattern, of each pattern
    pub recall: Vec<f64>,
    /// The share of random starts that ended near no pattern and no pattern's negative
    pub spurious_rate: f64,
    /// The largest share of wrong units, in steps of 0.05 from 0 to 0.45, up to which at least half of the cues
    /// lead back; the mean over patterns, where a pattern that is itself not kept counts 0
    pub basin_share: f64,
}

const MOST_SWEEPS: usize = 100;

impl RecallTest {
    /// Cues with a share of wrong units; a pattern counts as found from an overlap on; so many cues a pattern
    /// and so many random starts.
    ///
    /// # Errors
    /// [`Error::Parameter`] for shares outside [0, 0.5] or overlaps outside (0, 1]; [`Error::TooFew`] without
    /// cues or starts.
    pub fn new(
        cue_flips: f64,
        least_overlap: f64,
        n_cues: usize,
        n_random_starts: usize,
    ) -> Result<Self, Error> {
        within("cue_flips", cue_flips, 0.0..=0.5, "a share between 0 and 0.5")?;
        let wanted = "a number above 0, at most 1";
        within("least_overlap", least_overlap, f64::MIN_POSITIVE..=1.0, wanted)?;
        for (what, got) in [("cues", n_cues), ("random starts", n_random_starts)] {
            if got == 0 {
                return Err(Error::TooFew { what, got, wanted: 1 });
            }
        }
        Ok(Self { cue_flips, least_overlap, n_cues, n_random_starts })
    }

    /// Tests a network; pattern p's cues come from `seed.replicate("cues", p)`, start k from
    /// `seed.replicate("starts", k)`, the basin of pattern p from `seed.replicate("basin", p)`.
    ///
    /// # Errors
    /// [`Error::Parameter`] for patterns of another length.
    pub fn score(
        &self,
        network: &Hopfield,
        patterns: ArrayView2<'_, i8>,
        seed: Seed,
    ) -> Result<RecallScores, Error> {
        let rows: Vec<Vec<i8>> = patterns.rows().into_iter().map(|row| row.to_vec()).collect();
        let found = |pattern: &[i8], flips: f64, stream: &mut _| -> Result<bool, Error> {
            let end = network.relax(&flipped(pattern, flips, stream), MOST_SWEEPS, stream)?;
            Ok(overlap(&end.state, pattern) >= self.least_overlap)
        };
        let share = |pattern: &[i8], flips: f64, stream: &mut _| -> Result<f64, Error> {
            let mut hits = 0;
            for _ in 0..self.n_cues {
                hits += usize::from(found(pattern, flips, stream)?);
            }
            Ok(hits as f64 / self.n_cues as f64)
        };
        let of_pattern = |(p, pattern): (usize, &Vec<i8>)| -> Result<(f64, f64), Error> {
            let stream = &mut seed.replicate("cues", p as u64);
            let recall = share(pattern, self.cue_flips, stream)?;
            let stream = &mut seed.replicate("basin", p as u64);
            let mut basin = 0.0;
            for step in 0..10 {
                let flips = 0.05 * f64::from(step);
                if share(pattern, flips, stream)? < 0.5 {
                    break;
                }
                basin = flips;
            }
            Ok((recall, basin))
        };
        let scores: Vec<(f64, f64)> =
            rows.par_iter().enumerate().map(of_pattern).collect::<Result<_, _>>()?;
        let lost = |k: usize| -> Result<usize, Error> {
            let stream = &mut seed.replicate("starts", k as u64);
            let start = random_state(network.n_units(), stream);
            let end = network.relax(&start, MOST_SWEEPS, stream)?;
            let near = |row: &Vec<i8>| overlap(&end.state, row).abs() >= self.least_overlap;
            Ok(usize::from(!rows.iter().any(near)))
        };
        let n_lost: usize = (0..self.n_random_starts)
            .into_par_iter()
            .map(lost)
            .collect::<Result<Vec<_>, _>>()?
            .iter()
            .sum();
        Ok(RecallScores {
            recall: scores.iter().map(|score| score.0).collect(),
            spurious_rate: n_lost as f64 / self.n_random_starts as f64,
            basin_share: scores.iter().map(|score| score.1).sum::<f64>() / rows.len() as f64,
        })
    }
}

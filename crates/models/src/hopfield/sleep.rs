//! A network learns by day and dreams by night: what does it still know in the morning?
//!
//! A *reconstruction* of the idea of Walker & Russo (2004, Neural Processing Letters 19:147), not of their
//! equations. By day P patterns are stored by Hebb's rule. At night the network is left to itself: it relaxes
//! from a random state to an attractor s, and that dream changes the weights,
//!
//! ```text
//! unlearning        W ← W − ε s sᵀ / N                 from random states
//! replay            W ← (1 − d) W + ε s sᵀ / N         from random states
//! selective replay  W ← (1 − d) W + ε s sᵀ / N         from cues of the recent patterns, only if s is the cued one
//! ```
//!
//! Unlearning weakens the widest basins most, and those of mixtures are wide: memories are found again beyond
//! the capacity 0.138 N, until the night is too long and erases them too. Replay without selection makes wide
//! basins wider and loses the memories. Selective replay strengthens what is recent at the cost of the old.
//! None of this says that brains do so. Hopfield, Feinstein & Palmer (1983), doi:10.1038/304158a0; Crick &
//! Mitchison (1983), doi:10.1038/304111a0; Robins & `McCallum` (1999), doi:10.1016/S0893-6080(99)00037-6.
//!
//! ```
//! use spikebook_models::hopfield::RecallTest;
//! use spikebook_models::hopfield::sleep::{Night, SleepStudy};
//! use spikebook_numeric::Seed;
//!
//! let test = RecallTest::new(0.1, 0.95, 5, 50)?;
//! let study = SleepStudy::new(100, 14, Night::unlearning(0.01, 300)?, test)?;
//! let session = study.simulate(Seed::from_number(1))?;
//! assert!(session.observed.after.spurious_rate < session.observed.before.spurious_rate);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use ndarray::{Array2, ArrayView2, Axis};
use spikebook_numeric::Seed;

use super::{Hopfield, RecallScores, RecallTest, flipped, overlap, random_patterns, random_state};
use crate::Error;
use crate::error::within;

/// What the night does to the weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Night {
    kind: Kind,
    n_dreams: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Deprived,
    Unlearning { rate: f64 },
    Replay { rate: f64, decay: f64 },
    Selective { rate: f64, decay: f64, cue_flips: f64 },
}

/// A day and a night, tested in the evening and in the morning.
#[derive(Clone, Debug, PartialEq)]
pub struct SleepStudy {
    n_units: usize,
    n_patterns: usize,
    night: Night,
    test: RecallTest,
}

/// A simulated day and night.
#[derive(Clone, Debug, PartialEq)]
pub struct SleepSession {
    /// What a psychologist would have
    pub observed: ObservedSleep,
    /// What made it
    pub truth: SleepTruth,
}

/// The two tests. Patterns are in the order of learning; the second half is recent.
#[derive(Clone, Debug, PartialEq)]
pub struct ObservedSleep {
    /// In the evening
    pub before: RecallScores,
    /// In the morning
    pub after: RecallScores,
}

/// The memories and the weights.
#[derive(Clone, Debug, PartialEq)]
pub struct SleepTruth {
    /// What was stored (shape: patterns × units), the oldest first
    pub patterns: Array2<i8>,
    /// The weights in the evening (shape: units × units)
    pub weights_before: Array2<f64>,
    /// The weights in the morning
    pub weights_after: Array2<f64>,
    /// Of each dream the largest |overlap| with a pattern, and its energy in the evening’s weights
    pub dreams: Vec<(f64, f64)>,
}

const MOST_DREAMS: usize = 1_000_000;
const MOST_SWEEPS: usize = 100;

impl Night {
    /// A night without sleep: nothing changes.
    pub fn deprived() -> Self {
        Self { kind: Kind::Deprived, n_dreams: 0 }
    }

    /// Every dream is weakened by `rate`.
    ///
    /// # Errors
    /// [`Error::Parameter`]: a rate outside [0, 1], more than a million dreams.
    pub fn unlearning(rate: f64, n_dreams: usize) -> Result<Self, Error> {
        Self::new(Kind::Unlearning { rate }, (rate, 0.0, 0.0), n_dreams)
    }

    /// Every dream is strengthened by `rate`, and all weights decay by a share each dream.
    ///
    /// # Errors
    /// As [`Night::unlearning`]; a decay outside [0, 1].
    pub fn replay(rate: f64, decay: f64, n_dreams: usize) -> Result<Self, Error> {
        Self::new(Kind::Replay { rate, decay }, (rate, decay, 0.0), n_dreams)
    }

    /// Recent patterns are cued in turn, with a share of wrong units, and strengthened where the dream is the
    /// cued one.
    ///
    /// # Errors
    /// As [`Night::replay`]; a share of wrong units outside [0, 0.5].
    pub fn selective_replay(
        rate: f64,
        decay: f64,
        cue_flips: f64,
        n_dreams: usize,
    ) -> Result<Self, Error> {
        Self::new(Kind::Selective { rate, decay, cue_flips }, (rate, decay, cue_flips), n_dreams)
    }

    fn new(
        kind: Kind,
        (rate, decay, cue_flips): (f64, f64, f64),
        n_dreams: usize,
    ) -> Result<Self, Error> {
        within("rate", rate, 0.0..=1.0, "a number between 0 and 1")?;
        within("decay", decay, 0.0..=1.0, "a share between 0 and 1")?;
        within("cue_flips", cue_flips, 0.0..=0.5, "a share between 0 and 0.5")?;
        within("n_dreams", n_dreams as f64, ..=MOST_DREAMS as f64, "at most 1,000,000")?;
        Ok(Self { kind, n_dreams })
    }

    /// Lets a network sleep through; dream k comes from `seed.replicate("dreams", k)`, so a longer night begins
    /// like a shorter one. `recent` (shape: patterns × units) is what selective replay cues.
    ///
    /// # Errors
    /// [`Error::Parameter`] for patterns of another length; [`Error::TooFew`] for selective replay of nothing.
    pub fn sleep(
        &self,
        network: &mut Hopfield,
        recent: ArrayView2<'_, i8>,
        seed: Seed,
    ) -> Result<Vec<Vec<i8>>, Error> {
        let recent: Vec<Vec<i8>> = recent.rows().into_iter().map(|row| row.to_vec()).collect();
        if recent.is_empty() && matches!(self.kind, Kind::Selective { .. }) {
            return Err(Error::TooFew { what: "recent patterns", got: 0, wanted: 1 });
        }
        let mut dreams = Vec::with_capacity(self.n_dreams);
        for k in 0..self.n_dreams {
            let stream = &mut seed.replicate("dreams", k as u64);
            let start = match self.kind {
                Kind::Selective { cue_flips, .. } => {
                    flipped(&recent[k % recent.len()], cue_flips, stream)
                }
                _ => random_state(network.n_units(), stream),
            };
            let dream = network.relax(&start, MOST_SWEEPS, stream)?.state;
            match self.kind {
                Kind::Deprived => {}
                Kind::Unlearning { rate } => network.imprint(&dream, -rate)?,
                Kind::Replay { rate, decay } => {
                    network.decay(decay);
                    network.imprint(&dream, rate)?;
                }
                Kind::Selective { rate, decay, .. } => {
                    network.decay(decay);
                    if overlap(&dream, &recent[k % recent.len()]) >= 0.9 {
                        network.imprint(&dream, rate)?;
                    }
                }
            }
            dreams.push(dream);
        }
        Ok(dreams)
    }
}

impl SleepStudy {
    /// So many units, random patterns, a night and a test.
    ///
    /// # Errors
    /// [`Error::TooFew`] below 2 units or 2 patterns; [`Error::Parameter`] above 20,000 units.
    pub fn new(
        n_units: usize,
        n_patterns: usize,
        night: Night,
        test: RecallTest,
    ) -> Result<Self, Error> {
        Hopfield::empty(n_units)?;
        if n_patterns < 2 {
            return Err(Error::TooFew { what: "patterns", got: n_patterns, wanted: 2 });
        }
        Ok(Self { n_units, n_patterns, night, test })
    }

    /// One day and one night. Both tests use the same cues, so that nights can be compared.
    ///
    /// # Errors
    /// None that valid parameters can provoke.
    pub fn simulate(&self, seed: Seed) -> Result<SleepSession, Error> {
        let patterns = random_patterns(self.n_patterns, self.n_units, seed)?;
        let mut network = Hopfield::storing(patterns.view())?;
        let test = seed.child("test");
        let before = self.test.score(&network, patterns.view(), test)?;
        let weights_before = network.weights().to_owned();
        let recent = patterns.view().split_at(Axis(0), self.n_patterns / 2).1;
        let evening = network.clone();
        let dreams = self.night.sleep(&mut network, recent, seed.child("night"))?;
        let nearest = |dream: &Vec<i8>| {
            let near = |row: ndarray::ArrayView1<'_, i8>| overlap(dream, &row.to_vec()).abs();
            patterns.rows().into_iter().map(near).fold(0.0, f64::max)
        };
        let dreams = dreams.iter().map(|dream| (nearest(dream), evening.energy(dream))).collect();
        let after = self.test.score(&network, patterns.view(), test)?;
        let weights_after = network.weights().to_owned();
        Ok(SleepSession {
            observed: ObservedSleep { before, after },
            truth: SleepTruth { patterns, weights_before, weights_after, dreams },
        })
    }
}

#[cfg(test)]
mod tests;

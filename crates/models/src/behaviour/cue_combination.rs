//! Two senses tell of one place: where is it said to be?
//!
//! Each cue gives a normal estimate of its own location, s₁ ± σ₁ and s₂ ± σ₂; alone it is the answer, together they are
//! weighted, w₁ x₁ + (1 − w₁) x₂. The best weight is w₁ = σ₂²/(σ₁² + σ₂²); another one can be given, as of a subject that
//! trusts its eyes too much. The answer is whether the place lies right of 0. Causal inference is left out: cues that
//! disagree are combined all the same. Ernst & Banks (2002), doi:10.1038/415429a.
//!
//! ```
//! use spikebook_models::behaviour::cue_combination::{CueCombiner, Cues};
//! use spikebook_numeric::Seed;
//!
//! let subject = CueCombiner::optimal(1.0, 2.0)?;
//! assert_eq!(subject.weight_of_first(), 0.8);
//! let session = subject.simulate(&[(Cues::Both, 0.5, 0.5); 20], Seed::from_number(1))?;
//! assert_eq!(session.observed.said_right.len(), 20);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use spikebook_numeric::Seed;

use crate::Error;
use crate::error::within;

/// Which cues are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cues {
    /// The first alone
    First,
    /// The second alone
    Second,
    /// Both
    Both,
}

/// A subject with two senses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CueCombiner {
    first_sigma: f64,
    second_sigma: f64,
    weight_of_first: f64,
}

/// A session.
#[derive(Clone, Debug, PartialEq)]
pub struct CueSession {
    /// What is written down
    pub observed: ObservedCues,
    /// What made it
    pub truth: CueTruth,
}

/// One entry a trial.
#[derive(Clone, Debug, PartialEq)]
pub struct ObservedCues {
    /// Which cues were there
    pub cues: Vec<Cues>,
    /// Where the first cue was
    pub first: Vec<f64>,
    /// Where the second cue was
    pub second: Vec<f64>,
    /// Whether the answer was "right of 0"
    pub said_right: Vec<bool>,
}

/// The subject and its estimates.
#[derive(Clone, Debug, PartialEq)]
pub struct CueTruth {
    /// The subject
    pub subject: CueCombiner,
    /// The estimate in each trial
    pub estimate: Vec<f64>,
}

impl CueCombiner {
    /// A subject that combines as well as can be, by the standard deviations of its senses.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a deviation outside [10⁻⁶, 10⁶].
    pub fn optimal(first_sigma: f64, second_sigma: f64) -> Result<Self, Error> {
        let (a, b) = (first_sigma * first_sigma, second_sigma * second_sigma);
        Self::with_weight(first_sigma, second_sigma, b / (a + b))
    }

    /// A subject with a weight of its own for the first cue.
    ///
    /// # Errors
    /// As [`CueCombiner::optimal`], and for a weight outside [0, 1].
    pub fn with_weight(
        first_sigma: f64,
        second_sigma: f64,
        weight_of_first: f64,
    ) -> Result<Self, Error> {
        let wanted = "a number between 10⁻⁶ and 10⁶";
        within("first_sigma", first_sigma, 1e-6..=1e6, wanted)?;
        within("second_sigma", second_sigma, 1e-6..=1e6, wanted)?;
        within("weight_of_first", weight_of_first, 0.0..=1.0, "a number between 0 and 1")?;
        Ok(Self { first_sigma, second_sigma, weight_of_first })
    }

    /// w₁
    pub fn weight_of_first(&self) -> f64 {
        self.weight_of_first
    }

    /// One trial for each (cues, place of the first, place of the second), all from the stream
    /// `seed.replicate("trials", 0)`.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a trial, [`Error::Parameter`] for a place that is not finite.
    pub fn simulate(&self, trials: &[(Cues, f64, f64)], seed: Seed) -> Result<CueSession, Error> {
        if trials.is_empty() {
            return Err(Error::TooFew { what: "trials", got: 0, wanted: 1 });
        }
        let mut stream = seed.replicate("trials", 0);
        let mut observed = ObservedCues {
            cues: Vec::new(),
            first: Vec::new(),
            second: Vec::new(),
            said_right: Vec::new(),
        };
        let mut estimates = Vec::new();
        for &(cues, first, second) in trials {
            within("place", first, f64::MIN..=f64::MAX, "a finite number")?;
            within("place", second, f64::MIN..=f64::MAX, "a finite number")?;
            // Both are drawn in every trial, so that the cues of one change no other.
            let x = first + self.first_sigma * stream.standard_normal();
            let y = second + self.second_sigma * stream.standard_normal();
            let estimate = match cues {
                Cues::First => x,
                Cues::Second => y,
                Cues::Both => self.weight_of_first * x + (1.0 - self.weight_of_first) * y,
            };
            observed.cues.push(cues);
            observed.first.push(first);
            observed.second.push(second);
            observed.said_right.push(estimate > 0.0);
            estimates.push(estimate);
        }
        Ok(CueSession { observed, truth: CueTruth { subject: *self, estimate: estimates } })
    }
}

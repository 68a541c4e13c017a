//! Dots drift to one side among noise: which side is it, and how soon is that said?
//!
//! Evidence moves as dx = k C dt + dW from the start z until it reaches the bound A or −A, C the coherence with the
//! sign of its side; an answer follows after the time t₀ that perceiving and moving take. For z = 0
//!
//! P(A) = 1/(1 + e^{−2 A k C}),   mean time to the bound = A/(k C) tanh(A k C).
//!
//! Steps are Euler's with passages in between drawn by the Brownian bridge, so a step of a millisecond biases
//! choices and times by less than a percent. Real bounds may collapse, and t₀ varies. Palmer, Huk & Shadlen (2005),
//! doi:10.1167/5.5.1.
//!
//! ```
//! use spikebook_models::behaviour::random_dots::RandomDots;
//! use spikebook_numeric::Seed;
//!
//! let subject = RandomDots::new(12.0, 1.0, 0.0, 0.3)?;
//! let session = subject.simulate(&[-0.512, 0.512], Seed::from_number(1))?;
//! assert_eq!(session.observed.chose_right, [false, true]);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{exp, sqrt};

use crate::Error;
use crate::error::within;

const STEP_S: f64 = 0.001;
/// After this an answer is forced by the sign of the evidence.
const LONGEST_S: f64 = 60.0;

/// A subject of the task.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RandomDots {
    sensitivity: f64,
    bound: f64,
    start: f64,
    residual_s: f64,
}

/// A session.
#[derive(Clone, Debug, PartialEq)]
pub struct DotsSession {
    /// What is written down
    pub observed: ObservedDots,
    /// What made it
    pub truth: DotsTruth,
}

/// One entry a trial.
#[derive(Clone, Debug, PartialEq)]
pub struct ObservedDots {
    /// The coherence, above 0 to the right
    pub coherence: Vec<f64>,
    /// The answer
    pub chose_right: Vec<bool>,
    /// The time to it, seconds
    pub reaction_time_s: Vec<f64>,
}

/// The subject and what passed in it.
#[derive(Clone, Debug, PartialEq)]
pub struct DotsTruth {
    /// The subject
    pub subject: RandomDots,
    /// The time to the bound in each trial, seconds
    pub decision_time_s: Vec<f64>,
}

impl RandomDots {
    /// From the sensitivity k (per √s at coherence 1), the bound A (√s), the start z, and the residual time t₀ (seconds).
    ///
    /// # Errors
    /// [`Error::Parameter`]: k outside [0, 1000], A outside (0, 10], z not between −A and A, t₀ outside [0, 10].
    pub fn new(sensitivity: f64, bound: f64, start: f64, residual_s: f64) -> Result<Self, Error> {
        within("sensitivity", sensitivity, 0.0..=1e3, "a number between 0 and 1000")?;
        within("bound", bound, 1e-3..=10.0, "a number between 0.001 and 10")?;
        within("start", start.abs(), ..bound, "a place between the bounds")?;
        within("residual_s", residual_s, 0.0..=10.0, "a number between 0 and 10")?;
        Ok(Self { sensitivity, bound, start, residual_s })
    }

    /// The probability of the answer "right" at a coherence.
    pub fn probability_right(&self, coherence: f64) -> f64 {
        let (drift, a, z) = (self.sensitivity * coherence, self.bound, self.start);
        if drift.abs() * a < 1e-6 {
            return 0.5 * (1.0 + z / a);
        }
        (1.0 - exp(-2.0 * drift * (a + z))) / (1.0 - exp(-4.0 * drift * a))
    }

    /// One trial for each coherence, from the stream `seed.replicate("trial", i)` each.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a trial, [`Error::Parameter`] for a coherence beyond ±1.
    pub fn simulate(&self, coherence: &[f64], seed: Seed) -> Result<DotsSession, Error> {
        if coherence.is_empty() {
            return Err(Error::TooFew { what: "trials", got: 0, wanted: 1 });
        }
        let mut observed = ObservedDots {
            coherence: coherence.to_vec(),
            chose_right: Vec::new(),
            reaction_time_s: Vec::new(),
        };
        let mut decision_time_s = Vec::new();
        for (trial, &coherence) in coherence.iter().enumerate() {
            within("coherence", coherence, -1.0..=1.0, "a number between −1 and 1")?;
            let (right, time) = self.decide(coherence, seed, trial as u64);
            observed.chose_right.push(right);
            observed.reaction_time_s.push(time + self.residual_s);
            decision_time_s.push(time);
        }
        Ok(DotsSession { observed, truth: DotsTruth { subject: *self, decision_time_s } })
    }

    fn decide(&self, coherence: f64, seed: Seed, trial: u64) -> (bool, f64) {
        let mut stream = seed.replicate("trial", trial);
        let (drift, a) = (self.sensitivity * coherence * STEP_S, self.bound);
        let mut x = self.start;
        let n_steps = (LONGEST_S / STEP_S) as usize;
        for step in 0..n_steps {
            let next = x + drift + sqrt(STEP_S) * stream.standard_normal();
            let chance = |side: f64| exp(-2.0 * (a - side * x) * (a - side * next) / STEP_S);
            let (up, down) = (next >= a, next <= -a);
            // Passing both bounds within one step is out of reach.
            let uniform = stream.uniform();
            let (above, below) = (chance(1.0), chance(-1.0));
            if up || down || uniform < above + below {
                let right = if up || down { up } else { uniform < above };
                return (right, (step as f64 + 0.5) * STEP_S);
            }
            x = next;
        }
        (x > 0.0, LONGEST_S)
    }
}

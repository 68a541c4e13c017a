//! The likeliest step: what a curve becomes when it grows ever steeper.

use super::Lapse;
use super::likelihood::{Answers, times_ln};
use crate::Error;

/// A step at one level: guesses below it, all but lapses above it, and any share between at the
/// level itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Step {
    /// The abscissa of the level, or the middle between the two levels that the step divides
    near: f64,
    /// Whether anything lies above the guess rate
    rises: bool,
    /// The log-likelihood, which no curve of finite slope reaches but ever steeper ones approach
    pub(super) ln_likelihood: f64,
}

impl Step {
    /// The likeliest of the steps at each level.
    pub(super) fn likeliest(answers: &Answers, guess: f64, lapse: Lapse) -> Option<Self> {
        let levels = pooled(answers);
        let steps = (0..levels.len()).map(|at| Self::at(&levels, at, guess, lapse));
        steps.reduce(|best, step| if step.ln_likelihood > best.ln_likelihood { step } else { best })
    }

    fn at(levels: &[(f64, f64, f64)], at: usize, guess: f64, lapse: Lapse) -> Self {
        let above = &levels[at + 1..];
        let (n_above, k_above) =
            above.iter().fold((0.0, 0.0), |(n_all, k_all), (_, n, k)| (n_all + n, k_all + k));
        let lapse = match lapse {
            Lapse::Fixed(rate) => rate,
            Lapse::FreeUpTo(most) if n_above > 0.0 => (1.0 - k_above / n_above).clamp(0.0, most),
            Lapse::FreeUpTo(_) => 0.0,
        };
        let (near, n, k) = levels[at];
        let share = (k / n).clamp(guess, 1.0 - lapse);
        let binomial = |n: f64, k: f64, p: f64| times_ln(k, p) + times_ln(n - k, 1.0 - p);
        let below = levels[..at].iter().map(|&(_, n, k)| binomial(n, k, guess));
        let ln_likelihood = below.sum::<f64>()
            + binomial(n, k, share)
            + times_ln(k_above, 1.0 - lapse)
            + times_ln(n_above - k_above, lapse);
        // A level all at the bottom or the top lies beside the step, not on it.
        let neighbour = if share == guess { levels.get(at + 1) } else { None };
        let neighbour = neighbour.or_else(|| {
            let before = at.checked_sub(1).filter(|_| share == 1.0 - lapse);
            before.map(|before| &levels[before])
        });
        let near = neighbour.map_or(near, |(beside, _, _)| 0.5 * (near + beside));
        Self { near, rises: share > guess || n_above > 0.0, ln_likelihood }
    }

    /// The error that says so.
    pub(super) fn refusal(&self, answers: &Answers) -> Error {
        if !self.rises {
            return Error::PsychometricFlat;
        }
        // The level that an abscissa stands for is the threshold of a curve centred there.
        Error::PsychometricStep { near: answers.curve.threshold_and_shape(-self.near, 1.0).0 }
    }
}

/// (abscissa, trials, successes) of each distinct level, ascending.
fn pooled(answers: &Answers) -> Vec<(f64, f64, f64)> {
    let mut sorted: Vec<(f64, f64, f64)> = answers.iter().collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut levels: Vec<(f64, f64, f64)> = Vec::new();
    for (abscissa, n, k) in sorted {
        match levels.last_mut() {
            Some(last) if last.0 == abscissa => {
                last.1 += n;
                last.2 += k;
            }
            _ => levels.push((abscissa, n, k)),
        }
    }
    levels
}

//! Where Newton's method starts, and which answers have no maximum to go to.

use spikebook_numeric::elementary::sqrt;
use spikebook_numeric::sum::sum;

use super::Curve;
use super::likelihood::{Answers, Point};
use crate::Error;

/// Proportions are pulled this far into (0, 1) before the curve is inverted.
const NEAREST_TO_THE_ENDS: f64 = 0.03;

/// Refuses answers that a step explains at least as well as any slope: without guesses and lapses, all no
/// below one level and all yes above it, with mixed answers at that level at most.
pub(super) fn refuse_step(
    answers: &Answers,
    guess: f64,
    lapse_possible: bool,
) -> Result<(), Error> {
    if guess > 0.0 || lapse_possible {
        return Ok(());
    }
    let mut levels: Vec<(f64, f64, f64)> = Vec::new();
    let mut sorted: Vec<(f64, f64, f64)> = answers.iter().collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (abscissa, n, k) in sorted {
        match levels.last_mut() {
            Some(last) if last.0 == abscissa => {
                last.1 += n;
                last.2 += k;
            }
            _ => levels.push((abscissa, n, k)),
        }
    }
    let n_no = levels.iter().take_while(|(_, _, k)| *k == 0.0).count();
    let n_yes = levels.iter().rev().take_while(|(_, n, k)| n == k).count();
    if n_no == levels.len() || n_yes == levels.len() {
        return Err(Error::PsychometricFlat);
    }
    let n_mixed = levels.len().saturating_sub(n_no + n_yes);
    let near = match n_mixed {
        0 => 0.5 * (levels[n_no - 1].0 + levels[n_no].0),
        1 => levels[n_no].0,
        _ => return Ok(()),
    };
    Err(step(answers.curve, near))
}

/// The error that names a step at an abscissa, as the level that it stands for.
pub(super) fn step(curve: Curve, near: f64) -> Error {
    Error::PsychometricStep { near: curve.threshold_and_shape(-near, 1.0).0 }
}

/// A line through the inverted proportions, weighted by trials.
pub(super) fn start(answers: &Answers, guess: f64, lapse: f64) -> Point {
    let span = 1.0 - guess - lapse;
    let usable = || answers.iter().filter(|(abscissa, _, _)| abscissa.is_finite());
    let weights = sum(usable().map(|(_, n, _)| n));
    let argument = |n: f64, k: f64| {
        let rise = ((k + 0.5) / (n + 1.0) - guess) / span;
        answers.curve.inverse(rise.clamp(NEAREST_TO_THE_ENDS, 1.0 - NEAREST_TO_THE_ENDS))
    };
    let mean_x = sum(usable().map(|(x, n, _)| n * x)) / weights;
    let mean_u = sum(usable().map(|(_, n, k)| n * argument(n, k))) / weights;
    let square = sum(usable().map(|(x, n, _)| n * (x - mean_x) * (x - mean_x)));
    let product = sum(usable().map(|(x, n, k)| n * (x - mean_x) * (argument(n, k) - mean_u)));
    let slope = if product > 0.0 { product / square } else { 1.0 / sqrt(square / weights) };
    Point { intercept: mean_u - slope * mean_x, slope, guess, lapse }
}

/// The standard deviation of the abscissae, weighted by trials: what a slope is measured against.
pub(super) fn spread(answers: &Answers) -> f64 {
    let usable = || answers.iter().filter(|(abscissa, _, _)| abscissa.is_finite());
    let weights = sum(usable().map(|(_, n, _)| n));
    let mean_x = sum(usable().map(|(x, n, _)| n * x)) / weights;
    sqrt(sum(usable().map(|(x, n, _)| n * (x - mean_x) * (x - mean_x))) / weights)
}

/// The number of distinct finite abscissae.
pub(super) fn n_distinct(answers: &Answers) -> usize {
    let mut abscissae: Vec<f64> =
        answers.abscissae.iter().copied().filter(|x| x.is_finite()).collect();
    abscissae.sort_by(f64::total_cmp);
    abscissae.dedup();
    abscissae.len()
}

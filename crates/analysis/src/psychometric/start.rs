//! Where Newton's method starts, and what its slopes are measured against.

use spikebook_numeric::elementary::sqrt;
use spikebook_numeric::sum::sum;

use super::likelihood::{Answers, Point};
/// Proportions are pulled this far into (0, 1) before the curve is inverted.
const NEAREST_TO_THE_ENDS: f64 = 0.03;

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

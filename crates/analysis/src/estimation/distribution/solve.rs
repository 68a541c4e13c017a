//! The likeliest parameters, and the information of one value.

use std::f64::consts::TAU;

use spikebook_numeric::elementary::{atan2, cos, exp, hypotenuse, ln, power, sin};
use spikebook_numeric::special::{digamma, scaled_bessel_i0, scaled_bessel_i1, trigamma};
use spikebook_numeric::sum::sum;

use super::Distribution;
use super::density::PI_SQUARED_SIXTHS;
use crate::Error;
use crate::descriptive::{mean, variance};

/// A Newton step below this share of the parameter ends the iteration.
const TOLERANCE: f64 = 1e-14;

/// Steps at most.
const MAX_STEPS: usize = 200;

pub(super) fn estimates(distribution: Distribution, values: &[f64]) -> Result<Vec<f64>, Error> {
    let n = values.len() as f64;
    let is_constant = values.iter().all(|x| *x == values[0]);
    let centre = mean(values);
    let single = |value: f64| if value > 0.0 { Ok(vec![value]) } else { Err(no_spread()) };
    match distribution {
        // All zeros: the likelihood rises without end as the mean falls.
        Distribution::Exponential | Distribution::Poisson => single(centre),
        _ if is_constant => Err(no_spread()),
        Distribution::Normal => Ok(vec![centre, variance(values, 0).sqrt()]),
        Distribution::LogNormal => {
            let logarithms: Vec<f64> = values.iter().map(|x| ln(*x)).collect();
            Ok(vec![mean(&logarithms), variance(&logarithms, 0).sqrt()])
        }
        Distribution::InverseGaussian => {
            // 1/x − 1/μ = (μ − x) / (x μ), without the cancellation.
            let excess = sum(values.iter().map(|x| (centre - x) / x / centre));
            Ok(vec![centre, n / excess])
        }
        Distribution::Gamma => gamma(values, centre),
        Distribution::VonMises => von_mises(values),
        Distribution::Weibull => weibull(values),
    }
}

/// The expected information of one value, in rows.
pub(super) fn information(distribution: Distribution, estimates: &[f64]) -> Vec<f64> {
    let first = estimates[0];
    let second = estimates.get(1).copied().unwrap_or(f64::NAN);
    match distribution {
        Distribution::Exponential => vec![1.0 / (first * first)],
        Distribution::Poisson => vec![1.0 / first],
        Distribution::Normal | Distribution::LogNormal => {
            let precision = 1.0 / (second * second);
            vec![precision, 0.0, 0.0, 2.0 * precision]
        }
        Distribution::InverseGaussian => {
            vec![second / (first * first * first), 0.0, 0.0, 0.5 / (second * second)]
        }
        Distribution::Gamma => {
            let mixed = 1.0 / second;
            vec![trigamma(first), mixed, mixed, first / (second * second)]
        }
        Distribution::VonMises => {
            let length = resultant(second);
            vec![second * length, 0.0, 0.0, 1.0 - length / second - length * length]
        }
        Distribution::Weibull => {
            // With Euler's constant γ: ∫ z ln z e⁻ᶻ and its kin.
            let beyond = 1.0 - 0.577_215_664_901_532_9;
            let of_shape = (PI_SQUARED_SIXTHS + beyond * beyond) / (first * first);
            let mixed = -beyond / second;
            vec![of_shape, mixed, mixed, first * first / (second * second)]
        }
    }
}

fn no_spread() -> Error {
    Error::NoSpread { what: "values" }
}

/// ln k − ψ(k) = ln x̄ − mean of ln x.
fn gamma(values: &[f64], centre: f64) -> Result<Vec<f64>, Error> {
    let gap = -mean(&values.iter().map(|x| ln(x / centre)).collect::<Vec<_>>());
    if gap <= 0.0 {
        return Err(no_spread());
    }
    let start = (3.0 - gap + ((gap - 3.0) * (gap - 3.0) + 24.0 * gap).sqrt()) / (12.0 * gap);
    // In ln k, along which the equation is nearly straight.
    let shape = newton("shape of a gamma distribution", start, |k| {
        (ln(k) - digamma(k) - gap, 1.0 / k - trigamma(k))
    })?;
    Ok(vec![shape, centre / shape])
}

/// I₁(κ) / I₀(κ) = R.
fn von_mises(values: &[f64]) -> Result<Vec<f64>, Error> {
    let n = values.len() as f64;
    let (x, y) = (sum(values.iter().map(|v| cos(*v))) / n, sum(values.iter().map(|v| sin(*v))) / n);
    let length = hypotenuse(x, y);
    let direction = atan2(y, x);
    let direction = if direction < 0.0 { direction + TAU } else { direction };
    if !(1e-12..1.0).contains(&length) {
        return Err(no_spread());
    }
    let start = length * (2.0 - length * length) / (1.0 - length * length);
    let concentration = newton("concentration of a von Mises distribution", start, |k| {
        let r = resultant(k);
        (r - length, 1.0 - r / k - r * r)
    })?;
    Ok(vec![direction, concentration])
}

fn resultant(concentration: f64) -> f64 {
    scaled_bessel_i1(concentration) / scaled_bessel_i0(concentration)
}

/// Σ xᵏ ln x / Σ xᵏ − 1/k = mean of ln x, with x over its largest so that no power leaves the range.
fn weibull(values: &[f64]) -> Result<Vec<f64>, Error> {
    let n = values.len() as f64;
    let largest = values.iter().fold(0.0_f64, |largest, x| largest.max(*x));
    let logarithms: Vec<f64> = values.iter().map(|x| ln(x / largest)).collect();
    let centre = mean(&logarithms);
    let spread = variance(&logarithms, 0).sqrt();
    if spread == 0.0 {
        return Err(no_spread());
    }
    // The deviation of a logarithm is π / (k √6).
    let start = PI_SQUARED_SIXTHS.sqrt() / spread;
    let shape = newton("shape of a Weibull distribution", start, |k| {
        let power_of = |l: &f64| exp(k * l);
        let total = sum(logarithms.iter().map(power_of));
        let first = sum(logarithms.iter().map(|l| power_of(l) * l)) / total;
        let second = sum(logarithms.iter().map(|l| power_of(l) * l * l)) / total;
        (first - 1.0 / k - centre, second - first * first + 1.0 / (k * k))
    })?;
    let total = sum(logarithms.iter().map(|l| exp(shape * l)));
    Ok(vec![shape, largest * power(total / n, 1.0 / shape)])
}

/// The positive root of a monotone function, by Newton steps in ln k that never more than halve or double.
fn newton(
    what: &'static str,
    start: f64,
    function: impl Fn(f64) -> (f64, f64),
) -> Result<f64, Error> {
    let mut k = start;
    let (mut last, mut before) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..MAX_STEPS {
        let (value, slope) = function(k);
        let step = (-value / (slope * k)).clamp(-0.7, 0.7);
        if !step.is_finite() {
            break;
        }
        k *= exp(step);
        last = step.abs();
        // Below 10⁻¹² steps may do no more than turn over rounding.
        if last <= TOLERANCE || (last < 1e-11 && last >= before) {
            return Ok(k);
        }
        before = last;
    }
    Err(Error::NotConverged { what, n_iterations: MAX_STEPS, step: last, tolerance: TOLERANCE })
}

//! Could these values be draws of a normal distribution?
//!
//! W = (Σ aᵢ x₍ᵢ₎)² / Σ (xᵢ − x̄)²: how straight the sorted values lie against those that normal draws would have. Shapiro & Wilk
//! (1965), doi:10.1093/biomet/52.3-4.591; coefficients and p by Royston's approximation (1995, AS R94,
//! doi:10.2307/2986146), as R's `shapiro.test` and SciPy's `shapiro`.
//!
//! **When it misleads.** Few values pass whatever they are, many fail for departures that change nothing. A look at the sorted
//! values says more than p.
//!
//! ```
//! use spikebook_analysis::hypothesis::ShapiroWilkTest;
//!
//! let isi_ms = [1.0, 2.0, 2.0, 3.0, 4.0, 5.0, 8.0, 14.0, 40.0, 95.0];
//! assert!(ShapiroWilkTest::of(&isi_ms)?.p < 0.001);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use std::f64::consts::PI;

use spikebook_numeric::elementary::{acos, exp, ln};
use spikebook_numeric::special::{normal_quantile, normal_upper_tail};
use spikebook_numeric::sum::sum;

use super::check_sample;
use crate::Error;
use crate::descriptive::mean;

/// A test of normality.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShapiroWilkTest {
    /// The statistic, 1 for a perfect line
    pub w: f64,
    /// The p value
    pub p: f64,
}

impl ShapiroWilkTest {
    /// Of 3 to 5,000 values.
    ///
    /// # Errors
    /// [`Error::TooFew`] below three values, [`Error::NonFinite`], [`Error::NoSpread`], [`Error::Parameter`] above
    /// 5,000 values, for which the approximation was not made.
    pub fn of(values: &[f64]) -> Result<Self, Error> {
        check_sample("sample", values, 3)?;
        let n = values.len();
        if n > 5000 {
            let (got, wanted) = (n as f64, "at most 5000");
            return Err(Error::Parameter { parameter: "number of values", got, wanted });
        }
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let range = sorted[n - 1] - sorted[0];
        if range == 0.0 {
            return Err(Error::NoSpread { what: "sample" });
        }
        let scaled: Vec<f64> = sorted.iter().map(|x| (x - sorted[0]) / range).collect();
        let centre = mean(&scaled);
        let squares = sum(scaled.iter().map(|x| (x - centre) * (x - centre)));
        let a = coefficients(n);
        let line = sum(a.iter().enumerate().map(|(i, a)| a * (scaled[n - 1 - i] - scaled[i])));
        let w = (line * line / squares).min(1.0);
        Ok(Self { w, p: p_value(w, n) })
    }
}

/// The weights of the outer half, from the outside in.
fn coefficients(n: usize) -> Vec<f64> {
    if n == 3 {
        return vec![0.5_f64.sqrt()];
    }
    let size = n as f64;
    let scores: Vec<f64> =
        (0..n / 2).map(|i| -normal_quantile((i as f64 + 1.0 - 0.375) / (size + 0.25))).collect();
    let squares = 2.0 * sum(scores.iter().map(|m| m * m));
    let root = 1.0 / size.sqrt();
    let outer = |k: usize, terms: &[f64]| scores[k] / squares.sqrt() + polynomial(terms, root);
    let first = outer(0, &[0.0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056]);
    let mut known = vec![first];
    if n > 5 {
        known.push(outer(1, &[0.0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633]));
    }
    let taken = |values: &[f64]| 2.0 * values[..known.len()].iter().map(|v| v * v).sum::<f64>();
    let scale = ((squares - taken(&scores)) / (1.0 - taken(&known))).sqrt();
    let rest = scores[known.len()..].iter().map(|m| m / scale);
    known.iter().copied().chain(rest).collect()
}

fn p_value(w: f64, n: usize) -> f64 {
    let size = n as f64;
    if n == 3 {
        // asin √W = π/2 − acos √W
        return (6.0 / PI * (PI / 2.0 - acos(w.sqrt()) - PI / 3.0)).max(0.0);
    }
    let y = ln(1.0 - w);
    let (z, centre, spread) = if n <= 11 {
        let bound = -2.273 + 0.459 * size;
        if y >= bound {
            return 1e-99;
        }
        let centre = polynomial(&[0.544, -0.39978, 0.025054, -6.714e-4], size);
        let spread = exp(polynomial(&[1.3822, -0.77857, 0.062767, -0.0020322], size));
        (-ln(bound - y), centre, spread)
    } else {
        let x = ln(size);
        let centre = polynomial(&[-1.5861, -0.31082, -0.083751, 0.0038915], x);
        (y, centre, exp(polynomial(&[-0.4803, -0.082676, 0.0030302], x)))
    };
    normal_upper_tail((z - centre) / spread)
}

fn polynomial(terms: &[f64], x: f64) -> f64 {
    terms.iter().rev().fold(0.0, |sum, term| sum * x + term)
}

//! How far an estimate may be from what it estimates.

use spikebook_numeric::special::{chi_squared_upper_tail, student_t_quantile};

use crate::Error;

/// A lower and an upper end for each frequency.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    /// Lower ends
    pub low: Vec<f64>,
    /// Upper ends
    pub high: Vec<f64>,
}

/// The number that a chi-squared variable lies below with this probability, by bisection.
pub(super) fn chi_squared_quantile(p: f64, degrees_of_freedom: f64) -> f64 {
    let (mut low, mut high) = (0.0, degrees_of_freedom.max(1.0));
    while chi_squared_upper_tail(high, degrees_of_freedom) > 1.0 - p {
        low = high;
        high *= 2.0;
    }
    loop {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            return middle;
        }
        let is_below = chi_squared_upper_tail(middle, degrees_of_freedom) > 1.0 - p;
        if is_below { low = middle } else { high = middle }
    }
}

/// Refuses a level that is none.
pub(super) fn check_level(level: f64) -> Result<(), Error> {
    if level > 0.0 && level < 1.0 {
        return Ok(());
    }
    Err(Error::Parameter { parameter: "level", got: level, wanted: "above 0 and below 1" })
}

/// Estimate and half width of a jackknife on a scale where it is about normal, from the estimates that leave
/// one look out: the half width is t · √((n − 1)/n Σ (θ₋ᵢ − mean)²).
pub(super) fn jackknife_half_width(left_out: &[f64], level: f64) -> f64 {
    let n = left_out.len() as f64;
    let mean = left_out.iter().sum::<f64>() / n;
    let squares: f64 = left_out.iter().map(|theta| (theta - mean) * (theta - mean)).sum();
    student_t_quantile(0.5 + level / 2.0, n - 1.0) * ((n - 1.0) / n * squares).sqrt()
}

//! What do these numbers look like, before anything is fitted? Means, spreads, quantiles,
//! histograms.
//!
//! Every sum runs from first to last and is compensated, so the last digit depends on the numbers
//! alone. Where a number does not exist (the mean of nothing, the variance of one value, the
//! correlation with a constant) the answer is NaN, as these functions are the statistics that
//! resampling calls many thousand times; [`crate::bootstrap`] and [`crate::permutation`] turn NaN
//! into a named error.
//!
//! The quantile at probability q is the value at position (n − 1) q of the sorted values, between
//! two values by linear interpolation: definition 7 of Hyndman & Fan (1996),
//! doi:10.1080/00031305.1996.10473566, and numpy's default. It misleads in small samples far out:
//! no quantile lies beyond the extremes.
//!
//! ```
//! use spikebook_analysis::descriptive;
//!
//! let latency_ms = [12.0, 15.0, 11.0, 30.0];
//! assert_eq!(descriptive::mean(&latency_ms), 17.0);
//! assert_eq!(descriptive::median(&latency_ms), 13.5);
//! assert_eq!(descriptive::quantile(&latency_ms, 0.25), 11.75);
//! ```

mod bin_edges;
mod groups;
mod proportion;

pub use bin_edges::{BinEdges, Histogram};
pub use groups::{Groups, MedianSummary, medians_by_group, proportions_by_group};
pub use proportion::Proportion;

use spikebook_numeric::elementary::sqrt;
use spikebook_numeric::sum::sum;

/// The mean; NaN where there are no values.
pub fn mean(values: &[f64]) -> f64 {
    spikebook_numeric::sum::mean(values)
}

/// The variance, Σ (x − mean)² / (n − ddof); NaN where n ≤ ddof.
///
/// ddof 1 estimates the variance of the population that the values were drawn from, ddof 0 is the
/// variance of these values. The mean is corrected for what rounding left of Σ (x − mean).
pub fn variance(values: &[f64], ddof: usize) -> f64 {
    if values.len() <= ddof {
        return f64::NAN;
    }
    let centre = mean(values);
    let squares = sum(values.iter().map(|value| (value - centre) * (value - centre)));
    let residue = sum(values.iter().map(|value| value - centre));
    (squares - residue * residue / values.len() as f64) / (values.len() - ddof) as f64
}

/// The standard deviation, the root of [`variance`]; also of values whose squares are beyond the range of numbers.
pub fn standard_deviation(values: &[f64], ddof: usize) -> f64 {
    let spread = sqrt(variance(values, ddof));
    if spread.is_finite() {
        return spread;
    }
    let largest = values.iter().fold(1.0, |most: f64, value| most.max(value.abs()));
    // Squares that overflow do not in units of the largest.
    let shares: Vec<f64> = values.iter().map(|value| value / largest).collect();
    largest * sqrt(variance(&shares, ddof))
}

/// The standard error of the mean, √(variance / n) with divisor n − 1; NaN for fewer than two values.
pub fn standard_error(values: &[f64]) -> f64 {
    standard_deviation(values, 1) / sqrt(values.len() as f64)
}

/// The median; NaN where there are no values or one is NaN.
pub fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

/// The quantile at `probability` in [0, 1]; NaN where there are no values, one is NaN, or the
/// probability lies outside.
pub fn quantile(values: &[f64], probability: f64) -> f64 {
    if values.iter().any(|value| value.is_nan()) {
        return f64::NAN;
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    quantile_of_sorted(&sorted, probability)
}

/// As [`quantile`], of values that are already ascending.
pub fn quantile_of_sorted(sorted: &[f64], probability: f64) -> f64 {
    if sorted.is_empty() || !(0.0..=1.0).contains(&probability) {
        return f64::NAN;
    }
    let position = (sorted.len() - 1) as f64 * probability;
    let below = position.floor();
    let part = position - below;
    let low = sorted[below as usize];
    if part == 0.0 {
        return low;
    }
    let high = sorted[below as usize + 1];
    // From the nearer end, so that equal neighbours give their own value back.
    if part < 0.5 { low + (high - low) * part } else { high - (high - low) * (1.0 - part) }
}

/// Pearson's correlation of two columns of equal length; NaN where one of them is constant.
///
/// # Panics
/// Where the lengths differ.
pub fn correlation(x: &[f64], y: &[f64]) -> f64 {
    assert_eq!(x.len(), y.len(), "a correlation is of pairs");
    let (centre_x, centre_y) = (mean(x), mean(y));
    let product = sum(x.iter().zip(y).map(|(x, y)| (x - centre_x) * (y - centre_y)));
    let square_x = sum(x.iter().map(|x| (x - centre_x) * (x - centre_x)));
    let square_y = sum(y.iter().map(|y| (y - centre_y) * (y - centre_y)));
    if square_x == 0.0 || square_y == 0.0 {
        return f64::NAN;
    }
    (product / (sqrt(square_x) * sqrt(square_y))).clamp(-1.0, 1.0)
}

/// How values go with those `lag` rows later, Σ (xᵢ − x̄)(xᵢ₊ₗ − x̄) / Σ (xᵢ − x̄)²; NaN where they are constant or none
/// is so much later.
///
/// The sum over fewer pairs is divided by that over all values, so that it lies within [−1, 1]: R's `acf`.
pub fn autocorrelation(values: &[f64], lag: usize) -> f64 {
    if lag >= values.len() {
        return f64::NAN;
    }
    let centre = mean(values);
    let pairs = values.iter().zip(&values[lag..]);
    let product = sum(pairs.map(|(now, later)| (now - centre) * (later - centre)));
    let square = sum(values.iter().map(|value| (value - centre) * (value - centre)));
    if square == 0.0 { f64::NAN } else { product / square }
}

#[cfg(test)]
mod tests;

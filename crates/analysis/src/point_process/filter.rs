//! A fitted filter as a function of the lag.

use ndarray::ArrayView2;
use spikebook_numeric::special::normal_quantile;

use super::{LagBasis, TermKind};

/// A filter in time: what one spike, or one unit of a signal, adds to the logarithm of the rate a lag later.
///
/// With weights w of covariance V the filter at a lag is B·w, and its standard error √(B V Bᵀ). The band is
/// pointwise: at the level of 95 %, one lag in twenty lies outside by chance. The exponential of the filter of a spike is the factor
/// by which the spike multiplies the rate.
#[derive(Clone, Debug, PartialEq)]
pub struct FilterInTime {
    /// The term's name
    pub name: String,
    /// What goes through it
    pub kind: TermKind,
    /// The lags, seconds
    pub lags_s: Vec<f64>,
    /// What is added to the logarithm of the rate
    pub log_gain: Vec<f64>,
    /// Its standard error
    pub standard_errors: Vec<f64>,
    /// Lower end of the band
    pub lower: Vec<f64>,
    /// Upper end of the band
    pub upper: Vec<f64>,
}

impl FilterInTime {
    pub(super) fn new(
        name: &str,
        kind: TermKind,
        basis: &LagBasis,
        weights: &[f64],
        covariance: ArrayView2<'_, f64>,
        level: f64,
    ) -> Self {
        let log_gain = basis.weighted(weights);
        let values = basis.values();
        let variance = |row: ndarray::ArrayView1<'_, f64>| {
            let mut variance = 0.0;
            for (i, bi) in row.iter().enumerate() {
                for (j, bj) in row.iter().enumerate() {
                    variance += bi * covariance[[i, j]] * bj;
                }
            }
            variance.max(0.0)
        };
        let standard_errors: Vec<f64> =
            values.outer_iter().map(|row| variance(row).sqrt()).collect();
        let z = normal_quantile(0.5 + 0.5 * level);
        let end = |sign: f64| {
            let points = log_gain.iter().zip(&standard_errors);
            points.map(|(gain, error)| gain + sign * z * error).collect::<Vec<f64>>()
        };
        Self {
            name: name.to_owned(),
            kind,
            lags_s: basis.lags_s(),
            lower: end(-1.0),
            upper: end(1.0),
            log_gain,
            standard_errors,
        }
    }
}

//! The functions of a lag that a filter is a sum of, at the lags that bins of time have.

use ndarray::{Array2, ArrayView2};

use crate::Error;
use crate::basis::{BSpline, RaisedCosine};

/// Functions of the lag: one row a lag (in whole bins, from the first on), one column a function.
#[derive(Clone, Debug, PartialEq)]
pub struct LagBasis {
    bin_width_s: f64,
    first_lag: usize,
    values: Array2<f64>,
}

impl LagBasis {
    /// Raised cosines of the lag in seconds, from `first_lag` bins on to where the last one ends.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a bin width that is not positive and finite; [`Error::TooFew`] where a function lies
    /// between two lags, or has ended before the first.
    pub fn raised_cosine(
        basis: &RaisedCosine,
        bin_width_s: f64,
        first_lag: usize,
    ) -> Result<Self, Error> {
        let lags = lags_up_to(bin_width_s, first_lag, basis.end())?;
        Self::new(bin_width_s, first_lag, basis.design(&in_seconds(bin_width_s, &lags))?)
    }

    /// B-splines of the lag in seconds. The first lag is the first one inside the interval of the splines, the last
    /// lag the last one inside.
    ///
    /// # Errors
    /// As [`LagBasis::raised_cosine`]; [`Error::OutOfRange`] for splines of negative lags.
    pub fn b_spline(basis: &BSpline, bin_width_s: f64) -> Result<Self, Error> {
        let (lower, upper) = basis.interval();
        check_width(bin_width_s)?;
        if lower < 0.0 {
            let wanted = "lags of at least 0";
            return Err(Error::OutOfRange { what: "spline interval", row: 0, got: lower, wanted });
        }
        // A lag that rounding puts beside an end of the interval is meant to be on it.
        let first_lag = (lower / bin_width_s - 1e-9).ceil().max(0.0) as usize;
        let lags = lags_up_to(bin_width_s, first_lag, upper)?;
        let seconds = in_seconds(bin_width_s, &lags);
        let inside: Vec<f64> = seconds.iter().map(|lag| lag.clamp(lower, upper)).collect();
        Self::new(bin_width_s, first_lag, basis.design(&inside)?)
    }

    /// One function for each of `n_lags` lags from `first_lag` bins on: a filter that may take any shape.
    ///
    /// # Errors
    /// As [`LagBasis::raised_cosine`].
    pub fn each_lag(bin_width_s: f64, first_lag: usize, n_lags: usize) -> Result<Self, Error> {
        check_width(bin_width_s)?;
        Self::new(bin_width_s, first_lag, Array2::eye(n_lags))
    }

    fn new(bin_width_s: f64, first_lag: usize, values: Array2<f64>) -> Result<Self, Error> {
        if values.is_empty() {
            return Err(Error::TooFew { what: "lags of a filter", got: 0, wanted: 1 });
        }
        let is_empty = |column: ndarray::ArrayView1<'_, f64>| column.iter().all(|x| *x == 0.0);
        if values.columns().into_iter().any(is_empty) {
            let what = "lags under one of the functions of a filter";
            return Err(Error::TooFew { what, got: 0, wanted: 1 });
        }
        Ok(Self { bin_width_s, first_lag, values })
    }

    /// The number of functions, which is the number of columns of the design.
    pub fn n_functions(&self) -> usize {
        self.values.ncols()
    }

    /// The number of lags.
    pub fn n_lags(&self) -> usize {
        self.values.nrows()
    }

    /// The first lag, bins.
    pub fn first_lag(&self) -> usize {
        self.first_lag
    }

    /// The last lag, bins: how far back the filter reaches.
    pub fn last_lag(&self) -> usize {
        self.first_lag + self.n_lags() - 1
    }

    /// The lags in seconds.
    pub fn lags_s(&self) -> Vec<f64> {
        let lags: Vec<usize> = (self.first_lag..=self.last_lag()).collect();
        in_seconds(self.bin_width_s, &lags)
    }

    /// One row a lag, one column a function.
    pub fn values(&self) -> ArrayView2<'_, f64> {
        self.values.view()
    }

    /// The functions at one lag in bins, which lies between the first and the last.
    pub(super) fn at(&self, lag: usize) -> &[f64] {
        let n = self.n_functions();
        let values = self.values.as_slice().expect("a matrix in rows");
        &values[(lag - self.first_lag) * n..][..n]
    }

    /// The filter with these weights at each lag.
    pub(super) fn weighted(&self, weights: &[f64]) -> Vec<f64> {
        let at =
            |row: ndarray::ArrayView1<'_, f64>| row.iter().zip(weights).map(|(b, w)| b * w).sum();
        self.values.outer_iter().map(at).collect()
    }
}

fn check_width(bin_width_s: f64) -> Result<(), Error> {
    if bin_width_s > 0.0 && bin_width_s.is_finite() {
        return Ok(());
    }
    let wanted = "a finite number above 0";
    Err(Error::Parameter { parameter: "bin_width_s", got: bin_width_s, wanted })
}

/// Lags from the first on, in bins, that do not lie beyond `end_s`.
fn lags_up_to(bin_width_s: f64, first_lag: usize, end_s: f64) -> Result<Vec<usize>, Error> {
    check_width(bin_width_s)?;
    let last = (end_s / bin_width_s + 1e-9).floor();
    // A filter of more lags than this is a slip in a unit.
    if last > 1e7 {
        let wanted = "at least a ten-millionth of the filter";
        return Err(Error::Parameter { parameter: "bin_width_s", got: bin_width_s, wanted });
    }
    Ok((first_lag..=last.max(0.0) as usize).collect())
}

fn in_seconds(bin_width_s: f64, lags: &[usize]) -> Vec<f64> {
    lags.iter().map(|&lag| lag as f64 * bin_width_s).collect()
}

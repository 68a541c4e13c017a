//! How well can a hand, a place or a speed be read from the spikes by weighted sums over the recent past?
//!
//! ```text
//! y(t) = b + Σᵤ Σₗ w(u, l) n(u, t − l),   over units u and lags l
//! ```
//!
//! for each of several outputs y. Weights minimise Σₜ (y − ŷ)² / n + penalty · Σ w², the intercept free: a
//! Wiener filter with finite memory. The penalty is that of glmnet's `alpha = 0` with the half left out on
//! both terms (penalty = λ), of scikit-learn's `Ridge` with `alpha = n · penalty`. Lag 0 is the bin itself;
//! negative lags look ahead. Bins for which a lag lies outside the recording (or outside the stretch) are
//! left out of the fit and have no answer.
//!
//! It misleads on training data, where many weights always do well: look at held-out bins alone. Smooth
//! outputs have few independent bins: leave a gap between training and test. Without a penalty, silent units
//! make the fit rank-deficient. Carmena et al. (2003), doi:10.1371/journal.pbio.0000042; Hatsopoulos et al.
//! (2004), doi:10.1152/jn.01245.2003.
//!
//! ```
//! use ndarray::array;
//! use spikebook_analysis::decoding::WienerDecoder;
//!
//! // The speed is twice the count of the bin before.
//! let counts = array![[1.0], [0.0], [3.0], [2.0], [1.0], [4.0]];
//! let speed = array![[9.0], [2.0], [0.0], [6.0], [4.0], [2.0]];
//! let fit = WienerDecoder::new(&[1])?.fit_bins(counts.view(), speed.view(), &(0..6).collect::<Vec<_>>())?;
//! assert!((fit.weights()[[0, 0]] - 2.0).abs() < 1e-12);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use ndarray::{Array1, Array2, ArrayView2, Axis};

use crate::Error;
use crate::matrix::{Cholesky, check_finite, check_length, dot};

/// A pivot below this share of its column's square is none.
const PIVOT_FLOOR: f64 = 1e-10;

/// A linear decoder with lags, not yet fitted. See the module.
#[derive(Clone, Debug, PartialEq)]
pub struct WienerDecoder {
    lags: Vec<isize>,
    penalty: f64,
}

/// Fitted weights.
#[derive(Clone, Debug, PartialEq)]
pub struct WienerFit {
    lags: Vec<isize>,
    /// (unit, lag) × output: all lags of the first unit first
    weights: Array2<f64>,
    intercepts: Array1<f64>,
}

impl WienerDecoder {
    /// A decoder that looks at these lags, bins before the one decoded; without a penalty.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a lag.
    pub fn new(lags: &[isize]) -> Result<Self, Error> {
        if lags.is_empty() {
            return Err(Error::TooFew { what: "lags", got: 0, wanted: 1 });
        }
        Ok(Self { lags: lags.to_vec(), penalty: 0.0 })
    }

    /// The same decoder with a ridge penalty on the weights.
    ///
    /// # Errors
    /// [`Error::Parameter`] for one that is negative or not finite.
    pub fn with_penalty(self, penalty: f64) -> Result<Self, Error> {
        if !(penalty.is_finite() && penalty >= 0.0) {
            let wanted = "a finite number of at least 0";
            return Err(Error::Parameter { parameter: "penalty", got: penalty, wanted });
        }
        Ok(Self { penalty, ..self })
    }

    /// Fits counts (bins × units) to outputs (bins × outputs) on the bins in `rows`; lags may reach into
    /// other bins.
    ///
    /// # Errors
    /// - [`Error::Length`], [`Error::NonFinite`], [`Error::Index`].
    /// - [`Error::TooFew`]: without a penalty, no bin more than weights.
    /// - [`Error::RankDeficient`]: a unit and lag (the column, unit · lags + lag) that the ones before it
    ///   determine.
    pub fn fit_bins(
        &self,
        counts: ArrayView2<'_, f64>,
        outputs: ArrayView2<'_, f64>,
        rows: &[usize],
    ) -> Result<WienerFit, Error> {
        let n_bins = counts.nrows();
        check_length("rows of the outputs", outputs.nrows(), n_bins)?;
        check_finite("counts", counts)?;
        check_finite("outputs", outputs)?;
        if let Some(&got) = rows.iter().find(|&&row| row >= n_bins) {
            return Err(Error::Index { what: "rows", got, below: n_bins });
        }
        let rows: Vec<usize> =
            rows.iter().copied().filter(|&row| is_inside(&self.lags, row, n_bins)).collect();
        let n_weights = counts.ncols() * self.lags.len();
        let wanted = if self.penalty > 0.0 { 2 } else { n_weights + 2 };
        if rows.len() < wanted {
            return Err(Error::TooFew { what: "bins with all lags", got: rows.len(), wanted });
        }
        let n_rows = rows.len() as f64;
        // Columns one after the other, so that sums run along memory.
        let mut columns = vec![0.0; n_weights * rows.len()];
        let mut means = vec![0.0; n_weights];
        for (column, (of_column, mean)) in
            columns.chunks_exact_mut(rows.len()).zip(&mut means).enumerate()
        {
            let (unit, lag) = (column / self.lags.len(), self.lags[column % self.lags.len()]);
            for (value, &row) in of_column.iter_mut().zip(&rows) {
                *value = counts[[shifted(row, lag), unit]];
            }
            *mean = of_column.iter().sum::<f64>() / n_rows;
            of_column.iter_mut().for_each(|value| *value -= *mean);
        }
        let column = |j: usize| &columns[j * rows.len()..(j + 1) * rows.len()];
        let mut gram = vec![0.0; n_weights * n_weights];
        for i in 0..n_weights {
            for j in 0..=i {
                gram[i * n_weights + j] = dot(column(i), column(j)) / n_rows;
            }
            gram[i * n_weights + i] += self.penalty;
        }
        let factor = Cholesky::new(&gram, n_weights, PIVOT_FLOOR)
            .map_err(|column| Error::RankDeficient { column })?;
        let mut weights = Array2::zeros((n_weights, outputs.ncols()));
        let mut intercepts = Array1::zeros(outputs.ncols());
        for (output, values) in outputs.columns().into_iter().enumerate() {
            let mean = rows.iter().map(|&row| values[row]).sum::<f64>() / n_rows;
            let centred: Vec<f64> = rows.iter().map(|&row| values[row] - mean).collect();
            let mut solution: Vec<f64> =
                (0..n_weights).map(|j| dot(column(j), &centred) / n_rows).collect();
            factor.solve(&mut solution);
            intercepts[output] = mean - dot(&solution, &means);
            weights.index_axis_mut(Axis(1), output).assign(&Array1::from(solution));
        }
        Ok(WienerFit { lags: self.lags.clone(), weights, intercepts })
    }
}

impl WienerFit {
    /// The weights, (unit · lags + lag) × output.
    pub fn weights(&self) -> ArrayView2<'_, f64> {
        self.weights.view()
    }

    /// The intercept of each output.
    pub fn intercepts(&self) -> &[f64] {
        self.intercepts.as_slice().expect("one after the other")
    }

    /// The outputs of one bin of counts (bins × units); none where a lag lies outside.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::Index`].
    pub fn decoded(
        &self,
        counts: ArrayView2<'_, f64>,
        row: usize,
    ) -> Result<Option<Vec<f64>>, Error> {
        check_length("units", counts.ncols() * self.lags.len(), self.weights.nrows())?;
        let n_bins = counts.nrows();
        if row >= n_bins {
            return Err(Error::Index { what: "rows", got: row, below: n_bins });
        }
        if !is_inside(&self.lags, row, n_bins) {
            return Ok(None);
        }
        let mut outputs = self.intercepts.to_vec();
        for (at, weights) in self.weights.outer_iter().enumerate() {
            let (unit, lag) = (at / self.lags.len(), self.lags[at % self.lags.len()]);
            let count = counts[[shifted(row, lag), unit]];
            for (output, weight) in outputs.iter_mut().zip(weights) {
                *output += count * weight;
            }
        }
        Ok(Some(outputs))
    }
}

fn shifted(row: usize, lag: isize) -> usize {
    row.wrapping_add_signed(-lag)
}

fn is_inside(lags: &[isize], row: usize, n_bins: usize) -> bool {
    lags.iter().all(|&lag| shifted(row, lag) < n_bins)
}

#[cfg(test)]
mod tests;

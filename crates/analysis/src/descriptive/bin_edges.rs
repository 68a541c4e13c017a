//! Into which bin does a value fall, and how many fall into each?

use crate::Error;
use crate::matrix::check_finite_slice;

/// The edges of bins that lie side by side: bin i holds the values in [edge i, edge i + 1).
///
/// The last bin is half-open like the others, so the bins of two neighbouring ranges share no
/// value. A value on an edge belongs to the bin that starts there, by comparison with the very
/// edges that [`BinEdges::edges`] returns: no rounding of a quotient can put it elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct BinEdges {
    edges: Vec<f64>,
}

impl BinEdges {
    /// `n_bins` bins of equal width that fill [start, stop).
    ///
    /// # Errors
    /// [`Error::Parameter`] where there is no bin or no room for one.
    pub fn uniform(start: f64, stop: f64, n_bins: usize) -> Result<Self, Error> {
        if n_bins == 0 {
            return Err(Error::Parameter { parameter: "n_bins", got: 0.0, wanted: "at least 1" });
        }
        if !start.is_finite() || !stop.is_finite() || stop <= start {
            let wanted = "a finite stop above the start";
            return Err(Error::Parameter { parameter: "stop of the bins", got: stop, wanted });
        }
        let width = (stop - start) / n_bins as f64;
        let edges = (0..=n_bins).map(|i| if i == n_bins { stop } else { start + i as f64 * width });
        Self::from_edges(edges.collect())
    }

    /// `n_bins` bins of equal width about `values`, the lowest and the highest well inside.
    ///
    /// # Errors
    /// [`Error::Parameter`] where there is no bin or no value, [`Error::NonFinite`].
    pub fn about(values: &[f64], n_bins: usize) -> Result<Self, Error> {
        check_finite_slice("values", values)?;
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let room = if low < high { 1e-3 * (high - low) } else { 0.5 * low.abs().max(1e-3) };
        Self::uniform(low - room, high + room, n_bins)
    }

    /// Bins between ascending edges, of any widths.
    ///
    /// # Errors
    /// [`Error::TooFew`] below two edges, [`Error::NonFinite`], [`Error::NotAscending`] where an
    /// edge does not lie above the one before.
    pub fn from_edges(edges: Vec<f64>) -> Result<Self, Error> {
        if edges.len() < 2 {
            return Err(Error::TooFew { what: "bin edges", got: edges.len(), wanted: 2 });
        }
        for (row, &got) in edges.iter().enumerate() {
            if !got.is_finite() {
                return Err(Error::NonFinite { what: "bin edges".into(), row, got });
            }
            if row > 0 && got <= edges[row - 1] {
                return Err(Error::NotAscending {
                    what: "bin edges",
                    row,
                    got,
                    previous: edges[row - 1],
                });
            }
        }
        Ok(Self { edges })
    }

    /// The number of bins.
    pub fn n_bins(&self) -> usize {
        self.edges.len() - 1
    }

    /// The edges, one more than bins.
    pub fn edges(&self) -> &[f64] {
        &self.edges
    }

    /// The middle of each bin.
    pub fn centres(&self) -> Vec<f64> {
        self.edges.windows(2).map(|pair| pair[0] + 0.5 * (pair[1] - pair[0])).collect()
    }

    /// The bin of a value; none where it lies outside or is NaN.
    pub fn bin_of(&self, value: f64) -> Option<usize> {
        let n_at_or_below = self.edges.partition_point(|&edge| edge <= value);
        (n_at_or_below > 0 && n_at_or_below < self.edges.len()).then(|| n_at_or_below - 1)
    }

    /// How many of `values` fall into each bin.
    pub fn histogram(&self, values: &[f64]) -> Histogram {
        let mut counts = vec![0; self.n_bins()];
        let mut n_outside = 0;
        for &value in values {
            match self.bin_of(value) {
                Some(bin) => counts[bin] += 1,
                None => n_outside += 1,
            }
        }
        Histogram { counts, n_outside }
    }
}

/// Counts a bin, and what fell into none: together they are all values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Histogram {
    /// The number of values in each bin
    pub counts: Vec<u64>,
    /// The number of values outside of every bin, NaN included
    pub n_outside: u64,
}

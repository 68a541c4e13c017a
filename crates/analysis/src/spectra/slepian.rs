//! Tapers that keep as much of their energy as can be within a band: discrete prolate spheroidal sequences.
//!
//! Of all sequences of n samples the first Slepian taper has the largest share of its energy at frequencies
//! below W = NW / n, the next one the largest share of those at right angles to it, and so on; about 2 NW − 1
//! keep nearly all. They are the eigenvectors of a tridiagonal matrix that commutes with the concentration,
//! found by bisection and inverse iteration. Slepian (1978), doi:10.1002/j.1538-7305.1978.tb02104.x.

use std::f64::consts::TAU;

use spikebook_numeric::elementary::{cos, sin};

use super::fourier::Fourier;
use crate::Error;

/// Slepian tapers of one length.
#[derive(Clone, Debug, PartialEq)]
pub struct Slepian {
    /// One taper after the other, the most concentrated first; each has energy 1. Even ones have a positive
    /// sum, odd ones begin with a positive lobe.
    pub tapers: Vec<Vec<f64>>,
    /// The share of the energy of each within the band.
    pub concentrations: Vec<f64>,
}

/// The first `n_tapers` Slepian tapers of `n_samples` samples with time–bandwidth product NW.
///
/// # Errors
/// [`Error::TooFew`] for no taper or fewer than 2 samples; [`Error::Parameter`] unless 0 < NW < n/2 and there
/// are at most as many tapers as samples.
pub fn slepian(n_samples: usize, time_bandwidth: f64, n_tapers: usize) -> Result<Slepian, Error> {
    for (what, got, wanted) in [("samples", n_samples, 2), ("tapers", n_tapers, 1)] {
        if got < wanted {
            return Err(Error::TooFew { what, got, wanted });
        }
    }
    let half = n_samples as f64 / 2.0;
    if !(time_bandwidth > 0.0 && time_bandwidth < half) {
        let wanted = "above 0 and below half the number of samples";
        return Err(Error::Parameter { parameter: "time_bandwidth", got: time_bandwidth, wanted });
    }
    if n_tapers > n_samples {
        let (got, wanted) = (n_tapers as f64, "at most one a sample");
        return Err(Error::Parameter { parameter: "n_tapers", got, wanted });
    }
    let matrix = Tridiagonal::commuting(n_samples, time_bandwidth);
    let mut tapers = Vec::with_capacity(n_tapers);
    for order in 0..n_tapers {
        let mut taper = matrix.eigenvector(matrix.eigenvalue(order));
        point(&mut taper, order);
        tapers.push(taper);
    }
    let concentrations = tapers
        .iter()
        .map(|taper| concentration(taper, time_bandwidth / n_samples as f64))
        .collect();
    Ok(Slepian { tapers, concentrations })
}

/// A symmetric tridiagonal matrix.
struct Tridiagonal {
    diagonal: Vec<f64>,
    /// Beside the diagonal: entry i joins i and i + 1
    beside: Vec<f64>,
}

impl Tridiagonal {
    fn commuting(n: usize, time_bandwidth: f64) -> Self {
        let cosine = cos(TAU * time_bandwidth / n as f64);
        let middle = |i: usize| (n as f64 - 1.0 - 2.0 * i as f64) / 2.0;
        Self {
            diagonal: (0..n).map(|i| middle(i) * middle(i) * cosine).collect(),
            beside: (1..n).map(|i| i as f64 * (n - i) as f64 / 2.0).collect(),
        }
    }

    /// How many eigenvalues lie above x (Sturm).
    fn n_above(&self, x: f64) -> usize {
        let mut count = 0;
        let mut pivot = 1.0_f64;
        for (i, diagonal) in self.diagonal.iter().enumerate() {
            let square = if i == 0 { 0.0 } else { self.beside[i - 1] * self.beside[i - 1] };
            pivot = diagonal - x - square / pivot;
            if pivot == 0.0 {
                pivot = f64::EPSILON * (diagonal.abs() + 1.0);
            }
            count += usize::from(pivot > 0.0);
        }
        count
    }

    /// The eigenvalue with this many above it.
    fn eigenvalue(&self, order: usize) -> f64 {
        let n = self.diagonal.len();
        let beside = |i: usize| self.beside.get(i).copied().unwrap_or(0.0);
        let radius = |i: usize| beside(i) + if i == 0 { 0.0 } else { beside(i - 1) };
        let mut low = (0..n).map(|i| self.diagonal[i] - radius(i)).fold(f64::INFINITY, f64::min);
        let mut high =
            (0..n).map(|i| self.diagonal[i] + radius(i)).fold(f64::NEG_INFINITY, f64::max);
        loop {
            let middle = f64::midpoint(low, high);
            if middle <= low || middle >= high {
                return middle;
            }
            if self.n_above(middle) > order { low = middle } else { high = middle }
        }
    }

    /// The vector of length 1 that the matrix stretches by `value`, by inverse iteration.
    fn eigenvector(&self, value: f64) -> Vec<f64> {
        let n = self.diagonal.len();
        // A start that is at right angles to no eigenvector, even or odd.
        let mut vector: Vec<f64> = (0..n).map(|i| 1.0 + 0.3 * (i as f64 / n as f64)).collect();
        for _ in 0..4 {
            self.solve(value, &mut vector);
            let largest = vector.iter().fold(0.0_f64, |a, b| a.max(b.abs()));
            vector.iter_mut().for_each(|entry| *entry /= largest);
            let length = vector.iter().map(|entry| entry * entry).sum::<f64>().sqrt();
            vector.iter_mut().for_each(|entry| *entry /= length);
        }
        vector
    }

    /// Puts (T − x I)⁻¹ b in the place of b: elimination with rows exchanged for the larger pivot.
    fn solve(&self, x: f64, b: &mut [f64]) {
        let n = self.diagonal.len();
        let tiny = f64::EPSILON * self.diagonal.iter().fold(1.0_f64, |a, d| a.max(d.abs()));
        // The upper triangle: on the diagonal, one and two above it.
        let mut upper = vec![[0.0; 3]; n];
        let mut row = [self.diagonal[0] - x, self.beside.first().copied().unwrap_or(0.0), 0.0];
        for i in 0..n - 1 {
            let below = [
                self.beside[i],
                self.diagonal[i + 1] - x,
                self.beside.get(i + 1).copied().unwrap_or(0.0),
            ];
            let (pivot, other) = if below[0].abs() > row[0].abs() {
                b.swap(i, i + 1);
                (below, row)
            } else {
                (row, below)
            };
            let lead = if pivot[0] == 0.0 { tiny } else { pivot[0] };
            let factor = other[0] / lead;
            upper[i] = [lead, pivot[1], pivot[2]];
            row = [other[1] - factor * pivot[1], other[2] - factor * pivot[2], 0.0];
            b[i + 1] -= factor * b[i];
        }
        upper[n - 1] = [if row[0].abs() < tiny { tiny } else { row[0] }, 0.0, 0.0];
        for i in (0..n).rev() {
            let after = |k: usize, b: &[f64]| if i + k < n { upper[i][k] * b[i + k] } else { 0.0 };
            b[i] = (b[i] - after(1, b) - after(2, b)) / upper[i][0];
        }
    }
}

/// Gives a taper its sign.
fn point(taper: &mut [f64], order: usize) {
    let is_negative = if order.is_multiple_of(2) {
        taper.iter().sum::<f64>() < 0.0
    } else {
        let threshold = (1.0 / taper.len() as f64).max(1e-7);
        taper.iter().find(|value| *value * *value > threshold).is_some_and(|first| *first < 0.0)
    };
    if is_negative {
        taper.iter_mut().for_each(|value| *value = -*value);
    }
}

/// Σ over lags of the taper's autocorrelation times sin(2π W l) / (π l): its energy below W.
fn concentration(taper: &[f64], half_width: f64) -> f64 {
    let n = taper.len();
    let fourier = Fourier::new((2 * n).next_power_of_two());
    let mut padded = taper.to_vec();
    padded.resize((2 * n).next_power_of_two(), 0.0);
    let mut spectrum = fourier.transform(&padded);
    for z in &mut spectrum {
        *z = super::complex::power(*z).into();
    }
    let correlation = fourier.inverse(&spectrum);
    let mut share = 2.0 * half_width * correlation[0];
    for (lag, correlation) in correlation.iter().enumerate().take(n).skip(1) {
        let lag = lag as f64;
        share += 2.0 * correlation * sin(TAU * half_width * lag) / (std::f64::consts::PI * lag);
    }
    share
}

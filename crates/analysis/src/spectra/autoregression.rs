//! How does a sample follow from those before it?
//!
//! ```text
//! x(t) − mean = Σₖ aₖ (x(t − k) − mean) + noise of standard deviation σ
//! ```
//!
//! Yule–Walker takes the coefficients from the autocovariance γₖ = Σ (x(t) − mean)(x(t + k) − mean) / n
//! (biased, so that the model is always stable); Burg minimises errors of prediction forwards and backwards
//! and resolves short signals better. The spectrum of the model is 2 σ² / (rate · |1 − Σ aₖ e^(−2πi f k)|²),
//! smooth, with at most p/2 peaks.
//!
//! It misleads where the order is too low (peaks merge) or too high (peaks split); [`Autoregression::aic`]
//! helps to choose. Sinusoids in noise are no autoregression. statsmodels' `yule_walker(method="mle")` and
//! `burg` agree. Kay (1988), ISBN 978-0-13-598582-3.
//!
//! ```
//! use spikebook_analysis::spectra::{Autoregression, AutoregressionMethod, autocorrelation};
//!
//! let signal = [1.0, 0.6, -0.2, -0.9, -0.7, 0.1, 0.8, 0.9, 0.2, -0.5];
//! assert!((autocorrelation(&signal, 3)?[1] - 0.4622985).abs() < 1e-7);
//! let fit = Autoregression::fit(&signal, 2, AutoregressionMethod::Burg)?;
//! assert!((fit.coefficients()[0] - 1.0575600).abs() < 1e-7); // statsmodels' `burg`
//! assert!((fit.coefficients()[1] + 0.9793381).abs() < 1e-7);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use std::f64::consts::TAU;

use faer::c64 as Complex64;
use spikebook_numeric::elementary::ln;

use super::complex::{power, unit};
use crate::Error;
use crate::matrix::check_finite_slice;

/// How coefficients are estimated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AutoregressionMethod {
    /// From the biased autocovariance
    YuleWalker,
    /// From errors of prediction in both directions
    Burg,
}

/// A fitted autoregression.
#[derive(Clone, Debug, PartialEq)]
pub struct Autoregression {
    coefficients: Vec<f64>,
    reflections: Vec<f64>,
    noise_variance: f64,
    mean: f64,
    n_samples: usize,
}

/// γₖ / γ₀ for lags 0 … `max_lag`.
///
/// # Errors
/// [`Error::TooFew`] for no sample more than the largest lag; [`Error::NonFinite`]; [`Error::NoVariance`] for
/// a constant signal.
pub fn autocorrelation(signal: &[f64], max_lag: usize) -> Result<Vec<f64>, Error> {
    let (covariances, _) = autocovariances(signal, max_lag)?;
    Ok(covariances.iter().map(|gamma| gamma / covariances[0]).collect())
}

/// The correlation at each lag 0 … `max_lag` that shorter lags do not explain: the last coefficient of the
/// Yule–Walker fit of that order.
///
/// # Errors
/// As [`autocorrelation`].
pub fn partial_autocorrelation(signal: &[f64], max_lag: usize) -> Result<Vec<f64>, Error> {
    let (covariances, _) = autocovariances(signal, max_lag)?;
    let fit = levinson(&covariances);
    Ok(std::iter::once(1.0).chain(fit.reflections).collect())
}

impl Autoregression {
    /// Fits a model of this order to a signal.
    ///
    /// # Errors
    /// [`Error::TooFew`] for order 0 or no sample more than twice the order; [`Error::NonFinite`];
    /// [`Error::NoVariance`] for a constant signal.
    pub fn fit(signal: &[f64], order: usize, method: AutoregressionMethod) -> Result<Self, Error> {
        if order == 0 {
            return Err(Error::TooFew { what: "order", got: 0, wanted: 1 });
        }
        if signal.len() <= 2 * order {
            return Err(Error::TooFew {
                what: "samples",
                got: signal.len(),
                wanted: 2 * order + 1,
            });
        }
        let (covariances, mean) = autocovariances(signal, order)?;
        let solved = match method {
            AutoregressionMethod::YuleWalker => levinson(&covariances),
            AutoregressionMethod::Burg => burg(signal, mean, order, covariances[0]),
        };
        Ok(Self {
            coefficients: solved.coefficients,
            reflections: solved.reflections,
            noise_variance: solved.noise_variance,
            mean,
            n_samples: signal.len(),
        })
    }

    /// a₁ … aₚ.
    pub fn coefficients(&self) -> &[f64] {
        &self.coefficients
    }

    /// The last coefficient of the model of each order 1 … p.
    pub fn reflections(&self) -> &[f64] {
        &self.reflections
    }

    /// σ², unit².
    pub fn noise_variance(&self) -> f64 {
        self.noise_variance
    }

    /// The mean that was taken away.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// n ln σ² + 2 p: smaller is better; for models of one signal only.
    pub fn aic(&self) -> f64 {
        self.n_samples as f64 * ln(self.noise_variance) + 2.0 * self.coefficients.len() as f64
    }

    /// n ln σ² + p ln n: smaller is better; for models of one signal only.
    pub fn bic(&self) -> f64 {
        let n = self.n_samples as f64;
        n * ln(self.noise_variance) + self.coefficients.len() as f64 * ln(n)
    }

    /// The one-sided power density of the model at these frequencies, unit² / Hz.
    pub fn density(&self, frequencies_hz: &[f64], sampling_rate_hz: f64) -> Vec<f64> {
        let at = |frequency: &f64| {
            let step = TAU * frequency / sampling_rate_hz;
            let terms = self.coefficients.iter().enumerate();
            let response = terms.fold(Complex64::new(1.0, 0.0), |sum, (k, a)| {
                sum - unit(-step * (k + 1) as f64) * *a
            });
            2.0 * self.noise_variance / (sampling_rate_hz * power(response))
        };
        frequencies_hz.iter().map(at).collect()
    }
}

struct Solved {
    coefficients: Vec<f64>,
    reflections: Vec<f64>,
    noise_variance: f64,
}

fn autocovariances(signal: &[f64], max_lag: usize) -> Result<(Vec<f64>, f64), Error> {
    let n = signal.len();
    if n <= max_lag || n < 2 {
        return Err(Error::TooFew { what: "samples", got: n, wanted: (max_lag + 1).max(2) });
    }
    check_finite_slice("signal", signal)?;
    let mean = spikebook_numeric::sum::mean(signal);
    let centred: Vec<f64> = signal.iter().map(|value| value - mean).collect();
    let at_lag = |lag: usize| crate::matrix::dot(&centred[..n - lag], &centred[lag..]) / n as f64;
    let covariances: Vec<f64> = (0..=max_lag).map(at_lag).collect();
    if !covariances[0].is_finite() {
        return Err(Error::Overflow { what: "signal".into() });
    }
    // Rounding of the mean alone leaves some 10⁻³² of its square.
    if covariances[0] <= 1e-28 * mean * mean {
        return Err(Error::NoVariance);
    }
    Ok((covariances, mean))
}

/// The Yule–Walker equations by Levinson's recursion over orders.
fn levinson(covariances: &[f64]) -> Solved {
    let mut solved = Solved {
        coefficients: Vec::new(),
        reflections: Vec::new(),
        noise_variance: covariances[0],
    };
    for order in 1..covariances.len() {
        let known: f64 = solved
            .coefficients
            .iter()
            .enumerate()
            .map(|(k, a)| a * covariances[order - 1 - k])
            .sum();
        solved.add((covariances[order] - known) / solved.noise_variance);
    }
    solved
}

fn burg(signal: &[f64], mean: f64, order: usize, variance: f64) -> Solved {
    let mut solved =
        Solved { coefficients: Vec::new(), reflections: Vec::new(), noise_variance: variance };
    let mut forward: Vec<f64> = signal.iter().map(|value| value - mean).collect();
    let mut backward = forward.clone();
    for _ in 0..order {
        let n = forward.len();
        let (ahead, behind) = (&forward[1..], &backward[..n - 1]);
        let shared: f64 = ahead.iter().zip(behind).map(|(f, b)| f * b).sum();
        let energy: f64 = ahead.iter().zip(behind).map(|(f, b)| f * f + b * b).sum();
        let reflection = if energy > 0.0 { 2.0 * shared / energy } else { 0.0 };
        let next_forward = ahead.iter().zip(behind).map(|(f, b)| f - reflection * b).collect();
        let next_backward = ahead.iter().zip(behind).map(|(f, b)| b - reflection * f).collect();
        (forward, backward) = (next_forward, next_backward);
        solved.add(reflection);
    }
    solved
}

impl Solved {
    /// One order more, with this last coefficient.
    fn add(&mut self, reflection: f64) {
        let before = self.coefficients.clone();
        for (a, mirrored) in self.coefficients.iter_mut().zip(before.iter().rev()) {
            *a -= reflection * mirrored;
        }
        self.coefficients.push(reflection);
        self.reflections.push(reflection);
        self.noise_variance *= 1.0 - reflection * reflection;
    }
}

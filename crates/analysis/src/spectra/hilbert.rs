//! How large is a rhythm at each moment, and at which point of its cycle?
//!
//! The analytic signal z(t) = x(t) + i H x(t) keeps the positive frequencies of x alone (Gabor 1946): |z| is
//! the envelope, the angle of z the phase, 0 at the peaks. It means something for a signal of one rhythm, so
//! filter first; at both ends the transform joins the last sample to the first. scipy's `hilbert` is the
//! same.

use faer::c64 as Complex64;

use super::complex::{angle, size};
use super::fourier::Fourier;
use crate::Error;
use crate::matrix::check_finite_slice;

/// A signal with its quadrature.
#[derive(Clone, Debug, PartialEq)]
pub struct AnalyticSignal {
    values: Vec<Complex64>,
}

/// The analytic signal of x.
///
/// # Errors
/// [`Error::TooFew`] without a sample; [`Error::NonFinite`].
///
/// ```
/// use spikebook_analysis::spectra::analytic_signal;
///
/// let signal = [3.0, 0.0, -3.0, 0.0, 3.0, 0.0, -3.0, 0.0];
/// let analytic = analytic_signal(&signal)?;
/// assert!(analytic.envelope().iter().all(|size| (size - 3.0).abs() < 1e-12));
/// # Ok::<(), spikebook_analysis::Error>(())
/// ```
pub fn analytic_signal(signal: &[f64]) -> Result<AnalyticSignal, Error> {
    let n = signal.len();
    if n == 0 {
        return Err(Error::TooFew { what: "samples", got: 0, wanted: 1 });
    }
    check_finite_slice("signal", signal)?;
    let fourier = Fourier::new(n);
    let mut spectrum = fourier.transform(signal);
    // A quarter of a cycle later at every frequency; neither 0 nor Nyquist has a quadrature.
    for z in &mut spectrum {
        *z = Complex64::new(z.im, -z.re);
    }
    spectrum[0] = Complex64::default();
    if n.is_multiple_of(2) {
        spectrum[n / 2] = Complex64::default();
    }
    let quadrature = fourier.inverse(&spectrum);
    let joined = signal.iter().zip(quadrature).map(|(&x, h)| Complex64::new(x, h));
    Ok(AnalyticSignal { values: joined.collect() })
}

impl AnalyticSignal {
    /// The size of the rhythm at each sample, in the unit of the signal.
    pub fn envelope(&self) -> Vec<f64> {
        self.values.iter().map(|&z| size(z)).collect()
    }

    /// The phase at each sample, radians in (−π, π]: 0 at a peak.
    pub fn phase_rad(&self) -> Vec<f64> {
        self.values.iter().map(|&z| angle(z)).collect()
    }
}

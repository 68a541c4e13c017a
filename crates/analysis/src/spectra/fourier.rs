//! The Fourier transform of one real signal of any length.
//!
//! Lengths with prime factors up to 13 go to [`Batch`]. Any other length is turned into a convolution with a chirp,
//! which is done at a power of two (Bluestein 1970, doi:10.1109/TAU.1970.1162132).

use std::f64::consts::PI;

use faer::c64 as Complex64;

use super::batch::{Batch, Lanes};
use super::complex::unit;

/// The transforms of one length.
pub(super) struct Fourier {
    n_samples: usize,
    way: Way,
}

enum Way {
    Direct(Batch),
    Chirp(Chirp),
}

/// e^(−πi k² / n), and the transform of its conjugate at the longer length.
struct Chirp {
    longer: Batch,
    chirp: Vec<Complex64>,
    kernel: Vec<Complex64>,
}

impl Fourier {
    /// Of `n_samples`, at least 1.
    pub(super) fn new(n_samples: usize) -> Self {
        let way = match Batch::new(n_samples) {
            Some(batch) => Way::Direct(batch),
            None => Way::Chirp(Chirp::new(n_samples)),
        };
        Self { n_samples, way }
    }

    /// Frequencies from 0 to Nyquist.
    pub(super) fn n_frequencies(&self) -> usize {
        self.n_samples / 2 + 1
    }

    /// Σₜ x(t) e^(−2πi f t), for frequencies from 0 to Nyquist.
    pub(super) fn transform(&self, signal: &[f64]) -> Vec<Complex64> {
        let mut spectrum = self.of_complex(signal.iter().map(|&x| x.into()).collect());
        spectrum.truncate(self.n_frequencies());
        spectrum
    }

    /// The signal of a spectrum from 0 to Nyquist, divided by the number of samples.
    pub(super) fn inverse(&self, spectrum: &[Complex64]) -> Vec<f64> {
        let n = self.n_samples;
        // A real signal's spectrum is mirrored; the inverse is the conjugate of the transform of the conjugate.
        let mirrored = |k: usize| if k <= n / 2 { spectrum[k].conj() } else { spectrum[n - k] };
        let mut whole: Vec<Complex64> = (0..n).map(mirrored).collect();
        whole[0].im = 0.0;
        if n.is_multiple_of(2) {
            whole[n / 2].im = 0.0;
        }
        let scale = 1.0 / n as f64;
        self.of_complex(whole).into_iter().map(|z| z.re * scale).collect()
    }

    fn of_complex(&self, signal: Vec<Complex64>) -> Vec<Complex64> {
        match &self.way {
            Way::Direct(batch) => alone(batch, signal),
            Way::Chirp(chirp) => chirp.transform(&signal),
        }
    }
}

impl Chirp {
    fn new(n: usize) -> Self {
        let length = (2 * n).next_power_of_two();
        let longer = Batch::new(length).expect("a power of two has no large prime factor");
        // k² is taken modulo 2n first, so that angles stay small and exact.
        let chirp: Vec<Complex64> =
            (0..n).map(|k| unit(-PI * ((k * k) % (2 * n)) as f64 / n as f64)).collect();
        let mut kernel = vec![Complex64::new(0.0, 0.0); length];
        for (k, z) in chirp.iter().enumerate() {
            kernel[k] = z.conj();
            kernel[(length - k) % length] = z.conj();
        }
        Self { kernel: alone(&longer, kernel), longer, chirp }
    }

    fn transform(&self, signal: &[Complex64]) -> Vec<Complex64> {
        let mut padded = vec![Complex64::new(0.0, 0.0); self.kernel.len()];
        for ((into, x), chirp) in padded.iter_mut().zip(signal).zip(&self.chirp) {
            *into = x * chirp;
        }
        let mut product = alone(&self.longer, padded);
        for (z, kernel) in product.iter_mut().zip(&self.kernel) {
            *z = (*z * kernel).conj();
        }
        let scale = 1.0 / self.kernel.len() as f64;
        let convolved = alone(&self.longer, product);
        convolved.iter().zip(&self.chirp).map(|(z, chirp)| z.conj() * chirp * scale).collect()
    }
}

/// One transform in a batch of one.
fn alone(batch: &Batch, signal: Vec<Complex64>) -> Vec<Complex64> {
    let mut data: Vec<Lanes<1>> = signal.iter().map(|z| Lanes { re: [z.re], im: [z.im] }).collect();
    let mut scratch = batch.room();
    batch.transform_one(&mut data, &mut scratch);
    let mut signal = signal;
    for (into, lanes) in signal.iter_mut().zip(&data) {
        *into = lanes.get(0);
    }
    signal
}

/// The frequency of each entry of a transform, Hz.
pub(super) fn frequencies_hz(n_samples: usize, sampling_rate_hz: f64) -> Vec<f64> {
    (0..=n_samples / 2).map(|k| k as f64 * sampling_rate_hz / n_samples as f64).collect()
}

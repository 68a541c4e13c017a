//! What noise at the input becomes in the EEG.

use std::f64::consts::TAU;

use super::{EEG, Microcircuit, POPULATIONS, REST_SLOPE};
use crate::Error;
use crate::error::within;

/// The share of each band in the power from 1 to 60 Hz.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BandPower {
    /// 4 to 8 Hz
    pub theta: f64,
    /// 8 to 13 Hz
    pub alpha: f64,
    /// 13 to 30 Hz
    pub beta: f64,
    /// 30 to 60 Hz
    pub gamma: f64,
}

/// A band, from the first frequency up to but not including the second, Hz.
pub type Bands = (f64, f64);

#[derive(Clone, Copy)]
struct Complex {
    re: f64,
    im: f64,
}

impl Complex {
    fn real(re: f64) -> Self {
        Self { re, im: 0.0 }
    }

    fn plus(self, other: Self) -> Self {
        Self { re: self.re + other.re, im: self.im + other.im }
    }

    fn times(self, other: Self) -> Self {
        Self {
            re: self.re * other.re - self.im * other.im,
            im: self.re * other.im + self.im * other.re,
        }
    }

    /// real / self
    fn under(self, real: f64) -> Self {
        let square = self.re * self.re + self.im * self.im;
        Self { re: real * self.re / square, im: -real * self.im / square }
    }
}

impl Microcircuit {
    /// |H(f)|: how much of a weak oscillation of the input at a frequency is in the EEG.
    ///
    /// Made linear at rest, population k answers a drive by 1/dₖ with dₖ = (1 + iωTₖ)²/Tₖ; the four equations are then
    /// solved from the outside in: sp and dp hang on one neighbour each, ii on ss, and ss on the input.
    pub fn transfer_gain(&self, frequency_hz: f64) -> f64 {
        let [g1, g2, g3, g4, g5, g6, g7, g8, g9, g10] = self.gains_per_s.map(|g| g * REST_SLOPE);
        let d: [Complex; POPULATIONS] = self.time_constants_s.map(|t| {
            let root = Complex { re: 1.0, im: TAU * frequency_hz * t };
            root.times(root).times(Complex::real(1.0 / t))
        });
        let superficial = d[1].plus(Complex::real(g7)).under(g8);
        let deep_of_interneuron = d[3].plus(Complex::real(g10)).under(-g9);
        let loop_gain = deep_of_interneuron.times(Complex::real(-g6));
        let interneuron = d[2].plus(Complex::real(g4)).plus(loop_gain).under(g5);
        let deep = deep_of_interneuron.times(interneuron);
        let stellate = d[0]
            .plus(Complex::real(g1))
            .plus(superficial.times(Complex::real(g2)))
            .plus(interneuron.times(Complex::real(g3)))
            .under(1.0);
        let eeg = superficial.times(Complex::real(EEG[1])).plus(deep.times(Complex::real(EEG[3])));
        let answer = stellate.times(eeg);
        (answer.re * answer.re + answer.im * answer.im).sqrt()
    }

    /// The power of the EEG per frequency when the input is noise of power 1/f.
    pub fn power(&self, frequency_hz: f64) -> f64 {
        let gain = self.transfer_gain(frequency_hz);
        gain * gain / frequency_hz
    }

    /// The share of the power from 1 to 60 Hz that is in a band, on a grid of 0.25 Hz.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a band outside 1 to 60.25 Hz or without width.
    pub fn relative_power(&self, (from_hz, to_hz): Bands) -> Result<f64, Error> {
        within("from_hz", from_hz, 1.0..60.0, "a number from 1 to below 60")?;
        within("to_hz", to_hz, from_hz.next_up()..=60.25, "a number above from_hz, at most 60.25")?;
        let (mut inside, mut all) = (0.0, 0.0);
        for k in 4..=240 {
            let frequency = 0.25 * f64::from(k);
            let power = self.power(frequency);
            all += power;
            if frequency >= from_hz && frequency < to_hz {
                inside += power;
            }
        }
        Ok(inside / all)
    }

    /// The shares of the classical bands.
    ///
    /// # Errors
    /// None: the bands are valid.
    pub fn band_power(&self) -> Result<BandPower, Error> {
        Ok(BandPower {
            theta: self.relative_power((4.0, 8.0))?,
            alpha: self.relative_power((8.0, 13.0))?,
            beta: self.relative_power((13.0, 30.0))?,
            gamma: self.relative_power((30.0, 60.25))?,
        })
    }
}

//! What a spike is spread over.

use spikebook_numeric::elementary::exp;
use spikebook_numeric::special::normal_cdf;

use crate::Error;
use crate::spike_trains::order::positive;

/// 1/√(2π)
const INVERSE_SQRT_2_PI: f64 = 0.398_942_280_401_432_7;

/// Beyond so many standard deviations a Gaussian is cut off: 2·10⁻¹⁵ of it are lost.
const GAUSSIAN_REACH: f64 = 8.0;

/// Beyond so many time constants an exponential or alpha function is cut off: 10⁻¹⁵ of it are lost.
const DECAY_REACH: f64 = 40.0;

/// A kernel of area 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kernel {
    /// The bell with this standard deviation
    Gaussian {
        /// Standard deviation, seconds
        standard_deviation_s: f64,
    },
    /// Level over this width, half of it to each side
    Boxcar {
        /// Whole width, seconds
        width_s: f64,
    },
    /// e^(−t/τ)/τ after the spike, nothing before it
    Exponential {
        /// τ, seconds
        time_constant_s: f64,
    },
    /// t e^(−t/τ)/τ² after the spike, nothing before it: no jump, and highest at τ
    Alpha {
        /// τ, seconds
        time_constant_s: f64,
    },
}

impl Kernel {
    /// A Gaussian.
    ///
    /// # Errors
    /// [`Error::Parameter`] where its standard deviation is not positive.
    pub fn gaussian(standard_deviation_s: f64) -> Result<Self, Error> {
        positive("standard_deviation_s", standard_deviation_s)?;
        Ok(Self::Gaussian { standard_deviation_s })
    }

    /// A boxcar.
    ///
    /// # Errors
    /// [`Error::Parameter`] where its width is not positive.
    pub fn boxcar(width_s: f64) -> Result<Self, Error> {
        positive("width_s", width_s)?;
        Ok(Self::Boxcar { width_s })
    }

    /// An exponential, which looks back only.
    ///
    /// # Errors
    /// [`Error::Parameter`] where its time constant is not positive.
    pub fn exponential(time_constant_s: f64) -> Result<Self, Error> {
        positive("time_constant_s", time_constant_s)?;
        Ok(Self::Exponential { time_constant_s })
    }

    /// An alpha function, which looks back only.
    ///
    /// # Errors
    /// [`Error::Parameter`] where its time constant is not positive.
    pub fn alpha(time_constant_s: f64) -> Result<Self, Error> {
        positive("time_constant_s", time_constant_s)?;
        Ok(Self::Alpha { time_constant_s })
    }

    /// The kernel at a time after the spike, 1/s.
    pub fn density_hz(&self, after_s: f64) -> f64 {
        match *self {
            Self::Gaussian { standard_deviation_s } => {
                let z = after_s / standard_deviation_s;
                INVERSE_SQRT_2_PI * exp(-0.5 * z * z) / standard_deviation_s
            }
            Self::Boxcar { width_s } => {
                if after_s.abs() <= 0.5 * width_s {
                    1.0 / width_s
                } else {
                    0.0
                }
            }
            Self::Exponential { time_constant_s } => {
                if after_s < 0.0 {
                    0.0
                } else {
                    exp(-after_s / time_constant_s) / time_constant_s
                }
            }
            Self::Alpha { time_constant_s } => {
                let t = after_s / time_constant_s;
                if t < 0.0 { 0.0 } else { t * exp(-t) / time_constant_s }
            }
        }
    }

    /// The part of the kernel between two times after the spike.
    pub fn mass(&self, from_s: f64, to_s: f64) -> f64 {
        self.up_to(to_s) - self.up_to(from_s)
    }

    fn up_to(&self, after_s: f64) -> f64 {
        match *self {
            Self::Gaussian { standard_deviation_s } => normal_cdf(after_s / standard_deviation_s),
            Self::Boxcar { width_s } => (after_s / width_s + 0.5).clamp(0.0, 1.0),
            Self::Exponential { time_constant_s } => {
                if after_s < 0.0 {
                    0.0
                } else {
                    1.0 - exp(-after_s / time_constant_s)
                }
            }
            Self::Alpha { time_constant_s } => {
                let t = after_s / time_constant_s;
                if t < 0.0 { 0.0 } else { 1.0 - (1.0 + t) * exp(-t) }
            }
        }
    }

    /// How far the kernel reaches before and after a spike, seconds.
    pub(super) fn reach_s(&self) -> (f64, f64) {
        match *self {
            Self::Gaussian { standard_deviation_s } => {
                let reach = GAUSSIAN_REACH * standard_deviation_s;
                (reach, reach)
            }
            // Rounding of an edge is decided by the density.
            Self::Boxcar { width_s } => (0.51 * width_s, 0.51 * width_s),
            Self::Exponential { time_constant_s } | Self::Alpha { time_constant_s } => {
                (0.0, DECAY_REACH * time_constant_s)
            }
        }
    }
}

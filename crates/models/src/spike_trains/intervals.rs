//! A unit that forgets all but its last spike: how are its spikes spaced?
//!
//! A renewal process: intervals are independent draws of one law, after a refractory time that is the same for all.
//!
//! | law | coefficient of variation without refractory time |
//! |---|---|
//! | exponential (Poisson) | 1 |
//! | gamma with shape k | 1/√k |
//! | inverse Gaussian, the first passage of noisy drift | √(mean/shape) |
//!
//! The mean interval is 1/rate, refractory time included. The first interval is drawn like the others, so a train starts
//! as if a spike had been at 0. Adapting units are no renewal processes: their intervals are correlated. Marsaglia & Tsang
//! (2000), doi:10.1145/358407.358414; Michael, Schucany & Haas (1976), doi:10.1080/00031305.1976.10479147.
//!
//! ```
//! use spikebook_models::spike_trains::intervals::{IntervalLaw, Renewal};
//! use spikebook_numeric::Seed;
//!
//! let unit = Renewal::new(20.0, 0.002, IntervalLaw::gamma(3.0)?)?;
//! let times = unit.spike_times_s(10.0, &mut Seed::from_number(1).replicate("unit", 0))?;
//! assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= 0.002 - 1e-12));
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use spikebook_numeric::Stream;
use spikebook_numeric::elementary::{ln, power, sqrt};

use crate::Error;
use crate::error::within;

const MOST_SPIKES: f64 = 1e9;

/// The law of what an interval is beyond the refractory time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum IntervalLaw {
    /// Exponential: a Poisson process with a dead time
    Exponential,
    /// Gamma
    #[non_exhaustive]
    Gamma {
        /// k
        shape: f64,
    },
    /// Inverse Gaussian
    #[non_exhaustive]
    InverseGaussian {
        /// The coefficient of variation
        variation: f64,
    },
}

/// A renewal process.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Renewal {
    rate_hz: f64,
    refractory_s: f64,
    law: IntervalLaw,
}

impl IntervalLaw {
    /// A gamma law.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a shape outside [0.01, 1000].
    pub fn gamma(shape: f64) -> Result<Self, Error> {
        within("shape", shape, 0.01..=1e3, "a number between 0.01 and 1000")?;
        Ok(Self::Gamma { shape })
    }

    /// An inverse Gaussian law.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a coefficient of variation outside [0.01, 10].
    pub fn inverse_gaussian(variation: f64) -> Result<Self, Error> {
        within("variation", variation, 0.01..=10.0, "a number between 0.01 and 10")?;
        Ok(Self::InverseGaussian { variation })
    }

    /// The coefficient of variation.
    pub fn variation(&self) -> f64 {
        match *self {
            Self::Exponential => 1.0,
            Self::Gamma { shape } => 1.0 / sqrt(shape),
            Self::InverseGaussian { variation } => variation,
        }
    }

    /// A draw with mean 1.
    fn draw(&self, stream: &mut Stream) -> f64 {
        match *self {
            Self::Exponential => stream.standard_exponential(),
            Self::Gamma { shape } => gamma(shape, stream) / shape,
            Self::InverseGaussian { variation } => {
                // The smaller root of the quadratic that a χ² draw makes, or 1 over it.
                let y = stream.standard_normal();
                let w = 0.5 * variation * variation * y * y;
                let x = 1.0 + w - sqrt(w * (2.0 + w));
                let x = x.max(f64::MIN_POSITIVE);
                if stream.uniform() * (1.0 + x) <= 1.0 { x } else { 1.0 / x }
            }
        }
    }
}

impl Renewal {
    /// From the rate (spikes/s), the refractory time (seconds) and the law of the rest.
    ///
    /// # Errors
    /// [`Error::Parameter`]: a rate outside (0, 1000], a refractory time outside [0, 1/rate).
    pub fn new(rate_hz: f64, refractory_s: f64, law: IntervalLaw) -> Result<Self, Error> {
        within("rate_hz", rate_hz, 1e-6..=1e3, "a number between 10⁻⁶ and 1000")?;
        let wanted = "a number from 0, below 1/rate";
        within("refractory_s", refractory_s, 0.0..1.0 / rate_hz, wanted)?;
        Ok(Self { rate_hz, refractory_s, law })
    }

    /// The coefficient of variation of the intervals.
    pub fn variation(&self) -> f64 {
        (1.0 - self.refractory_s * self.rate_hz) * self.law.variation()
    }

    /// The ascending spike times before the end, seconds.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a duration that is not above 0 or more than 10⁹ spikes to be expected.
    pub fn spike_times_s(&self, duration_s: f64, stream: &mut Stream) -> Result<Vec<f64>, Error> {
        within("duration_s", duration_s, f64::MIN_POSITIVE..=f64::MAX, "a number above 0")?;
        let wanted = "at most 10⁹ spikes to be expected";
        within("rate_hz × duration_s", self.rate_hz * duration_s, ..=MOST_SPIKES, wanted)?;
        let free = 1.0 / self.rate_hz - self.refractory_s;
        let (mut time, mut times) = (0.0, Vec::new());
        loop {
            time += self.refractory_s + free * self.law.draw(stream);
            if !(time < duration_s) {
                return Ok(times);
            }
            times.push(time);
        }
    }
}

/// A gamma draw of scale 1.
fn gamma(shape: f64, stream: &mut Stream) -> f64 {
    if shape < 1.0 {
        // One of shape + 1, shrunk.
        return gamma(shape + 1.0, stream) * power(stream.open_uniform(), 1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / sqrt(9.0 * d);
    loop {
        let x = stream.standard_normal();
        let v = (1.0 + c * x) * (1.0 + c * x) * (1.0 + c * x);
        if v > 0.0 && ln(stream.open_uniform()) < 0.5 * x * x + d * (1.0 - v + ln(v)) {
            return d * v;
        }
    }
}

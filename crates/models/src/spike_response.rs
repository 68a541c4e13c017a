//! What a spike, or a stimulus, does to the rate of a model neuron: filters of known shape.
//!
//! Each is what is added to the logarithm of the rate a lag t later:
//!
//! ```text
//! stimulus   g (t/p) e^(1 − t/p) (1 − t/(3p)): a bump at about half of p, crossed at 3p, then a weak dip
//! own spike  −d e^(−t/r) + b (t/s) e^(1 − t/s): a refractory time, then a rebound of size b at s
//! coupling   c e^(−t/m)
//! ```
//!
//! Units with such filters are the response model of Pillow et al. (2008), doi:10.1038/nature07140. The shapes are for teaching: no
//! recorded filter is as smooth.
//!
//! ```
//! use spikebook_models::spike_response::SpikeHistory;
//!
//! let history = SpikeHistory::new(5.0, 0.003, 0.5, 0.02)?;
//! assert!(history.log_gain(0.001) < -3.0 && history.log_gain(0.03) > 0.3);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use spikebook_numeric::Stream;
use spikebook_numeric::elementary::exp;

use crate::Error;
use crate::error::within;

const TIME: &str = "a number above 0, at most 10";
const GAIN: &str = "a number between −20 and 20";

/// A stimulus that excites soon and inhibits weakly later.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StimulusResponse {
    gain: f64,
    peak_s: f64,
}

impl StimulusResponse {
    /// From the size of the response and its time p, seconds.
    ///
    /// # Errors
    /// [`Error::Parameter`]: a gain beyond ±20, a time outside (0, 10] s.
    pub fn new(gain: f64, peak_s: f64) -> Result<Self, Error> {
        within("gain", gain, -20.0..=20.0, GAIN)?;
        within("peak_s", peak_s, f64::MIN_POSITIVE..=10.0, TIME)?;
        Ok(Self { gain, peak_s })
    }

    /// What one unit of the stimulus adds to the logarithm of the rate `lag_s` later.
    pub fn log_gain(&self, lag_s: f64) -> f64 {
        let t = lag_s / self.peak_s;
        self.gain * t * exp(1.0 - t) * (1.0 - t / 3.0)
    }
}

/// A spike that silences its own unit at first and makes it livelier later.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpikeHistory {
    depth: f64,
    refractory_s: f64,
    rebound: f64,
    rebound_s: f64,
}

impl SpikeHistory {
    /// From the depth of the refractory time and how fast it passes, and the size of the rebound and when it comes.
    ///
    /// # Errors
    /// [`Error::Parameter`]: a size beyond ±20, a time outside (0, 10] s.
    pub fn new(depth: f64, refractory_s: f64, rebound: f64, rebound_s: f64) -> Result<Self, Error> {
        within("depth", depth, -20.0..=20.0, GAIN)?;
        within("refractory_s", refractory_s, f64::MIN_POSITIVE..=10.0, TIME)?;
        within("rebound", rebound, -20.0..=20.0, GAIN)?;
        within("rebound_s", rebound_s, f64::MIN_POSITIVE..=10.0, TIME)?;
        Ok(Self { depth, refractory_s, rebound, rebound_s })
    }

    /// What a spike adds to the logarithm of its unit's rate `lag_s` later.
    pub fn log_gain(&self, lag_s: f64) -> f64 {
        let t = lag_s / self.rebound_s;
        self.rebound * t * exp(1.0 - t) - self.depth * exp(-lag_s / self.refractory_s)
    }
}

/// A spike that excites or inhibits another unit, and is forgotten.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coupling {
    strength: f64,
    memory_s: f64,
}

impl Coupling {
    /// From its strength at once and how long it is remembered.
    ///
    /// # Errors
    /// [`Error::Parameter`]: a strength beyond ±20, a time outside (0, 10] s.
    pub fn new(strength: f64, memory_s: f64) -> Result<Self, Error> {
        within("strength", strength, -20.0..=20.0, GAIN)?;
        within("memory_s", memory_s, f64::MIN_POSITIVE..=10.0, TIME)?;
        Ok(Self { strength, memory_s })
    }

    /// What a spike adds to the logarithm of the other unit's rate `lag_s` later.
    pub fn log_gain(&self, lag_s: f64) -> f64 {
        self.strength * exp(-lag_s / self.memory_s)
    }
}

/// A signal of mean 0 and variance 1 that wanders, remembered for `memory_s` (an Ornstein–Uhlenbeck process), in `n`
/// steps of `step_s`.
///
/// # Panics
/// Where a time is not positive: whoever asks has checked it.
pub fn wandering_signal(n: usize, step_s: f64, memory_s: f64, stream: &mut Stream) -> Vec<f64> {
    assert!(step_s > 0.0 && memory_s > 0.0, "a time is positive");
    let kept = exp(-step_s / memory_s);
    let fresh = (1.0 - kept * kept).sqrt();
    let mut value = stream.standard_normal();
    let step = |_| {
        let now = value;
        value = kept * value + fresh * stream.standard_normal();
        now
    };
    (0..n).map(step).collect()
}

#[cfg(test)]
mod tests {
    use spikebook_numeric::Seed;

    use super::*;

    #[test]
    fn responses_have_the_shape_that_is_said() {
        let stimulus = StimulusResponse::new(2.0, 0.01).expect("a response");
        assert_eq!(stimulus.log_gain(0.0), 0.0);
        assert!((stimulus.log_gain(0.03)).abs() < 1e-15, "it crosses zero at 3p");
        assert!(stimulus.log_gain(0.02) > 0.0 && stimulus.log_gain(0.05) < 0.0);
        let coupling = Coupling::new(0.8, 0.005).expect("a coupling");
        assert!((coupling.log_gain(0.005) - 0.8 / std::f64::consts::E).abs() < 1e-15);
        let history = SpikeHistory::new(4.0, 0.002, 0.5, 0.02).expect("a history");
        assert_eq!(history.log_gain(0.0), -4.0);
        assert!((history.log_gain(0.02) - 0.5).abs() < 1e-3);
    }

    #[test]
    fn a_wandering_signal_keeps_its_variance_and_its_memory() {
        let mut stream = Seed::from_number(3).replicate("signal", 0);
        let signal = wandering_signal(200_000, 0.001, 0.01, &mut stream);
        let n = signal.len() as f64;
        let variance = signal.iter().map(|x| x * x).sum::<f64>() / n;
        let later = signal.iter().zip(&signal[10..]).map(|(x, y)| x * y).sum::<f64>() / n;
        assert!((variance - 1.0).abs() < 0.05, "{variance}");
        assert!((later - exp(-1.0)).abs() < 0.05, "{later}");
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let said = |error: Error| error.to_string();
        insta::assert_snapshot!(said(StimulusResponse::new(f64::NAN, 0.1).expect_err("refused")), @"gain: got NaN, wanted a number between −20 and 20");
        insta::assert_snapshot!(said(SpikeHistory::new(1.0, 0.0, 1.0, 0.1).expect_err("refused")), @"refractory_s: got 0, wanted a number above 0, at most 10");
        insta::assert_snapshot!(said(Coupling::new(1.0, 11.0).expect_err("refused")), @"memory_s: got 11, wanted a number above 0, at most 10");
    }
}

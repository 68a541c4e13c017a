//! When does a unit fire whose rate is known?
//!
//! An inhomogeneous Poisson process of rate λ(t): spikes are independent given the rate, and their
//! number in any stretch is Poisson with mean ∫ λ dt. By time rescaling, that integral grows
//! between two spikes by a standard exponential amount; so spikes are drawn by walking along it
//! (Brown et al. 2002, doi:10.1162/08997660252741149). Real units are refractory and burst: their
//! intervals are not exponential even after rescaling.
//!
//! ```
//! use spikebook_models::spiking::poisson_spike_times_s;
//! use spikebook_numeric::Seed;
//!
//! let mut stream = Seed::from_number(1).replicate("spikes", 0);
//! let spikes = poisson_spike_times_s(&[0.0, 100.0, 0.0], 1.0, &mut stream);
//! assert!(spikes.iter().all(|&time| (1.0..2.0).contains(&time)));
//! ```

use spikebook_numeric::Stream;

/// The ascending spike times of a unit whose rate is `rates_hz[i]` in [i step, (i + 1) step).
///
/// # Panics
/// Where a rate is negative or not finite, or the step not positive: models check them beforehand.
pub fn poisson_spike_times_s(rates_hz: &[f64], step_s: f64, stream: &mut Stream) -> Vec<f64> {
    assert!(step_s > 0.0, "a step has a length");
    let mut spike_times_s = Vec::new();
    // What the integral of the rate still has to grow until the next spike.
    let mut remaining = stream.standard_exponential();
    for (step, &rate_hz) in rates_hz.iter().enumerate() {
        assert!(rate_hz >= 0.0 && rate_hz.is_finite(), "a rate is finite and not negative");
        let (start_s, expected) = (step as f64 * step_s, rate_hz * step_s);
        let mut used = 0.0;
        while expected - used > remaining {
            used += remaining;
            // Rounding must not carry a spike into the next step.
            let time_s = (start_s + used / rate_hz).min((start_s + step_s).next_down());
            spike_times_s.push(time_s);
            remaining = stream.standard_exponential();
        }
        remaining -= expected - used;
    }
    spike_times_s
}

#[cfg(test)]
mod tests;

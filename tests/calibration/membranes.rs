//! A membrane: the time constant from its voltage, the rate from its spikes.

use spikebook_analysis::descriptive::{mean, standard_deviation};
use spikebook_analysis::spectra::{Autoregression, AutoregressionMethod};
use spikebook_analysis::spike_trains::intervals::interspike_intervals_s;
use spikebook_models::neuron::leaky::{Input, LeakyNeuron, LeakyParameters};
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{exp, sqrt};

use super::recovery::{Found, models_come_back};

models_come_back!(voltage_below_threshold, noisy_neuron, steady_neuron);

/// Under white noise and out of reach of the threshold V is an autoregression: V(t + Δ) = a V(t) + noise with
/// a = e^{−Δ/τ}, whose error is √((1 − a²)/n), and mean rest + R I with variance σ²/2.
fn voltage_below_threshold(seed: Seed) -> Vec<Found> {
    let parameters = LeakyParameters { threshold_mv: 1e3, ..LeakyParameters::default() };
    let neuron = LeakyNeuron::new(parameters).expect("a neuron");
    let (step_ms, stride, sigma) = (0.5, 4, 2.0);
    let input = Input::white(0.5, sigma).expect("noise");
    let session = neuron.simulate(input, step_ms, 20_000.0, seed).expect("a session");
    // From the second second on, every 2 ms.
    let voltage: Vec<f64> =
        session.observed.voltage_mv.iter().copied().skip(2000).step_by(stride).collect();
    let n = voltage.len() as f64;
    let fit = Autoregression::fit(&voltage, 1, AutoregressionMethod::Burg).expect("a fit");
    let kept = exp(-step_ms * stride as f64 / parameters.time_constant_ms);
    let variance = 0.5 * sigma * sigma;
    // So many independent samples are worth as much, for the mean.
    let n_mean = n * (1.0 - kept) / (1.0 + kept);
    let noise = variance * (1.0 - kept * kept);
    let centre = parameters.resting_mv + parameters.resistance_mohm * 0.5;
    vec![
        Found::new("a", fit.coefficients()[0], sqrt((1.0 - kept * kept) / n), kept),
        Found::new("noise", fit.noise_variance(), noise * sqrt(2.0 / n), noise),
        Found::new("mean", mean(&voltage), sqrt(variance / n_mean), centre),
    ]
}

/// Intervals under white noise are independent, and their mean is one over Siegert's rate.
fn noisy_neuron(seed: Seed) -> Vec<Found> {
    let neuron = LeakyNeuron::new(LeakyParameters::default()).expect("a neuron");
    let (current_na, sigma) = (2.2, 4.0);
    let input = Input::white(current_na, sigma).expect("noise");
    let session = neuron.simulate(input, 0.05, 8_000.0, seed).expect("a session");
    let times_s: Vec<f64> =
        session.observed.spike_times_ms.iter().map(|time_ms| time_ms / 1000.0).collect();
    let intervals = interspike_intervals_s(&times_s).expect("ascending");
    let error = standard_deviation(&intervals, 1) / sqrt(intervals.len() as f64);
    let truth = 1.0 / neuron.siegert_rate_hz(current_na, sigma);
    vec![Found::new("mean interval", mean(&intervals), error, truth)]
}

/// Under a current with small noise, the mean rate is that of the current alone, in a closed form.
fn steady_neuron(seed: Seed) -> Vec<Found> {
    let neuron = LeakyNeuron::new(LeakyParameters::default()).expect("a neuron");
    let (current_na, sigma) = (4.0, 0.5);
    let input = Input::white(current_na, sigma).expect("noise");
    let session = neuron.simulate(input, 0.02, 5_000.0, seed).expect("a session");
    let times_s: Vec<f64> =
        session.observed.spike_times_ms.iter().map(|time_ms| time_ms / 1000.0).collect();
    let intervals = interspike_intervals_s(&times_s).expect("ascending");
    let error = standard_deviation(&intervals, 1) / sqrt(intervals.len() as f64);
    let siegert = 1.0 / neuron.siegert_rate_hz(current_na, sigma);
    let closed = 1.0 / neuron.rate_hz(current_na);
    assert!((siegert / closed - 1.0).abs() < 0.01, "{siegert} and {closed}");
    vec![Found::new("mean interval", mean(&intervals), error, siegert)]
}

//! Against closed forms: exact interspike intervals, Siegert's rate, the free membrane's variance.

use insta::assert_snapshot;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::sqrt;

use super::*;

/// (mean current, σ, variation), from `tests/reference/leaky_intervals`.
const REFERENCE_VARIATION: [(f64, f64, f64); 4] = [
    (1.8, 5.0, 0.575_740_552_429_250_3),
    (2.4, 5.0, 0.381_830_119_370_713_43),
    (1.2, 8.0, 0.829_282_374_548_941_4),
    (3.0, 2.0, 0.125_080_195_183_249_25),
];

fn neuron() -> LeakyNeuron {
    LeakyNeuron::new(LeakyParameters::default()).expect("a neuron")
}

/// Mean and coefficient of variation of the intervals.
fn intervals(spikes: &[f64]) -> (f64, f64) {
    let intervals: Vec<f64> = spikes.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let n = intervals.len() as f64;
    let mean = intervals.iter().sum::<f64>() / n;
    let variance = intervals.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
    (mean, sqrt(variance) / mean)
}

#[test]
fn a_constant_current_gives_the_closed_rate_whatever_the_step() {
    for step in [0.01, 0.1, 1.7] {
        let input = Input::constant(3.6).expect("an input");
        let session =
            neuron().simulate(input, step, 2000.0, Seed::from_number(1)).expect("a session");
        let (mean, variation) = intervals(&session.observed.spike_times_ms);
        assert!((1000.0 / mean - neuron().rate_hz(3.6)).abs() < 1e-8, "{mean} at {step}");
        assert!(variation < 1e-9);
        assert!(session.observed.voltage_mv.iter().all(|&v| (-70.0..-50.0).contains(&v)));
    }
    assert_eq!(neuron().rate_hz(2.0), 0.0, "at the threshold it never arrives");
}

#[test]
fn white_noise_gives_siegerts_rate() {
    for (mean, sigma, seed) in [(1.8, 5.0, 1), (2.4, 5.0, 2), (1.2, 8.0, 3)] {
        let input = Input::white(mean, sigma).expect("an input");
        let session = neuron()
            .simulate(input, 0.05, 1_000_000.0, Seed::from_number(seed))
            .expect("a session");
        let (interval, variation) = intervals(&session.observed.spike_times_ms);
        let n = session.observed.spike_times_ms.len() as f64;
        let expected = 1000.0 / neuron().siegert_rate_hz(mean, sigma);
        // Intervals are independent: four standard errors, and the step's bias below half a percent.
        let allowed = 4.0 * variation / sqrt(n) + 0.005;
        assert!((interval / expected - 1.0).abs() < allowed, "{interval} ms against {expected}");
        // The standard error of a CV is about CV √((1/2 + CV²)/n) for such intervals.
        let wanted = neuron().interval_variation(mean, sigma);
        let allowed = 4.0 * sqrt((0.5 + wanted * wanted) / n) + 0.005;
        assert!((variation / wanted - 1.0).abs() < allowed, "{variation} against {wanted}");
    }
}

#[test]
fn the_variation_of_intervals_is_that_of_the_limits() {
    // tests/reference/leaky_intervals/make.py: the double integral by mpmath.
    for (mean, sigma, wanted) in REFERENCE_VARIATION {
        let got = neuron().interval_variation(mean, sigma);
        assert!((got / wanted - 1.0).abs() < 1e-8, "{got} against {wanted}");
    }
    assert!(neuron().interval_variation(4.0, 0.1) < 0.02, "nearly a clock");
    assert_eq!(neuron().interval_variation(0.0, 0.5), 1.0, "too rare for numbers: Poisson");
}

#[test]
fn a_membrane_that_never_fires_has_half_the_squared_sigma() {
    let silent = LeakyParameters { threshold_mv: 500.0, ..LeakyParameters::default() };
    let silent = LeakyNeuron::new(silent).expect("a neuron");
    let input = Input::white(1.0, 6.0).expect("an input");
    let session =
        silent.simulate(input, 1.0, 2_000_000.0, Seed::from_number(5)).expect("a session");
    let v = &session.observed.voltage_mv[1000..];
    let n = v.len() as f64;
    let mean = v.iter().sum::<f64>() / n;
    let variance = v.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
    // 100,000 independent squares: 0.45 %.
    assert!((mean + 60.0).abs() < 0.1, "{mean}");
    assert!((variance / 18.0 - 1.0).abs() < 0.02, "{variance}");
}

#[test]
fn poisson_synapses_have_campbells_moments_and_poisson_counts() {
    let jumps = Input::poisson((2000.0, 0.5), (500.0, 0.5)).expect("an input");
    let silent = LeakyParameters { threshold_mv: 500.0, ..LeakyParameters::default() };
    let silent = LeakyNeuron::new(silent).expect("a neuron");
    let session = silent.simulate(jumps, 1.0, 400_000.0, Seed::from_number(6)).expect("a session");
    let v = &session.observed.voltage_mv[1000..];
    let n = v.len() as f64;
    let mean = v.iter().sum::<f64>() / n;
    let variance = v.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
    // τ J (νe − νi) = 15 mV above rest, τ J² (νe + νi)/2 = 6.25 mV².
    assert!((mean + 55.0).abs() < 0.1, "{mean}");
    assert!((variance / 6.25 - 1.0).abs() < 0.05, "{variance}");

    // The synapses' own spikes are Poisson: 40,000 ± 200 and 10,000 ± 100.
    let small = Input::poisson((20_000.0, 0.05), (5_000.0, 0.05)).expect("an input");
    let neuron = neuron();
    let session = neuron.simulate(small, 1.0, 2_000.0, Seed::from_number(7)).expect("a session");
    let truth = &session.truth;
    assert!((truth.excitatory_times_ms.len() as f64 - 40_000.0).abs() < 1000.0);
    assert!((truth.inhibitory_times_ms.len() as f64 - 10_000.0).abs() < 500.0);
}

#[test]
fn a_slow_current_is_followed() {
    let input = Input::ornstein_uhlenbeck(1.0, 0.4, 5.0).expect("an input");
    let silent = LeakyParameters { threshold_mv: 500.0, ..LeakyParameters::default() };
    let silent = LeakyNeuron::new(silent).expect("a neuron");
    let session = silent.simulate(input, 0.1, 400_000.0, Seed::from_number(8)).expect("a session");
    let v = &session.observed.voltage_mv[10_000..];
    let n = v.len() as f64;
    let mean = v.iter().sum::<f64>() / n;
    let variance = v.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
    // (R s)² m/(m + τ) = 16 · 5/25.
    assert!((variance / 3.2 - 1.0).abs() < 0.05, "{variance}");
}

#[test]
fn a_seed_is_a_session() {
    let input = Input::white(2.0, 5.0).expect("an input");
    let run =
        |seed| neuron().simulate(input, 0.1, 500.0, Seed::from_number(seed)).expect("a session");
    assert_eq!(run(1), run(1));
    assert_ne!(run(1).observed, run(2).observed);
}

#[test]
fn what_cannot_be_is_refused() {
    let said = |error: Error| error.to_string();
    let with = |change: fn(&mut LeakyParameters)| {
        let mut parameters = LeakyParameters::default();
        change(&mut parameters);
        said(LeakyNeuron::new(parameters).expect_err("refused"))
    };
    assert_snapshot!(with(|p| p.time_constant_ms = 0.0), @"time_constant_ms: got 0, wanted a number above 0, at most 10,000");
    assert_snapshot!(with(|p| p.reset_mv = -50.0), @"reset_mv: got -50, wanted below the threshold");
    assert_snapshot!(with(|p| p.refractory_ms = -1.0), @"refractory_ms: got -1, wanted a number between 0 and 1000");
    assert_snapshot!(with(|p| p.resistance_mohm = f64::NAN), @"resistance_mohm: got NaN, wanted a number above 0, at most 10⁶");
    assert_snapshot!(said(Input::white(1.0, 0.0).expect_err("refused")), @"sigma_mv: got 0, wanted a number above 0, at most 1000");
    assert_snapshot!(said(Input::poisson((-1.0, 1.0), (0.0, 0.0)).expect_err("refused")), @"excitatory_hz: got -1, wanted a number between 0 and 10⁶");
    let input = Input::constant(1.0).expect("an input");
    assert_snapshot!(said(neuron().simulate(input, 0.0, 1.0, Seed::from_number(1)).expect_err("refused")), @"step: got 0, wanted a number above 0");
}

use std::f64::consts::{PI, TAU};

use insta::assert_snapshot;
use spikebook_numeric::elementary::{cos, sin};

use super::*;
use crate::neuron::leaky::{LeakyNeuron, LeakyParameters};

fn session(parameters: BalancedParameters, duration_s: f64) -> BalancedSession {
    let network = BalancedNetwork::new(parameters).expect("a network");
    network.simulate(duration_s, Seed::from_number(1)).expect("a session")
}

#[test]
fn any_number_of_threads_gives_the_same_spikes() {
    let parameters =
        BalancedParameters { n_neurons: 2500, n_inputs: 250, weight_mv: 0.2, ..Default::default() };
    let with = |n_threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("threads");
        pool.install(|| session(parameters, 0.1))
    };
    let alone = with(1);
    assert!(alone.time_s.len() > 1000);
    assert_eq!(alone, with(3));
}

/// The rate that is its own cause: mean and size of the input follow from the rate, the rate from them by Siegert's
/// formula, with Brunel's corrections for neither steps nor correlations.
#[test]
fn the_asynchronous_rate_is_near_mean_field() {
    let p =
        BalancedParameters { n_neurons: 5000, n_inputs: 500, weight_mv: 0.2, ..Default::default() };
    let got = session(p, 1.0);
    let leaky = LeakyNeuron::new(LeakyParameters {
        time_constant_ms: 20.0,
        resting_mv: 0.0,
        threshold_mv: 20.0,
        reset_mv: 10.0,
        resistance_mohm: 1.0,
        refractory_ms: 2.0,
    })
    .expect("a neuron");
    let (excitatory, inhibitory) = (400.0, 100.0);
    let (j, g, tau) = (p.weight_mv, p.inhibition, 0.02);
    let outside = p.outside * p.threshold_mv / (j * tau);
    let mut rate = 30.0;
    for _ in 0..2000 {
        let drive = j * tau * (outside + rate * (excitatory - g * inhibitory));
        let square = j * j * tau * (outside + rate * (excitatory + g * g * inhibitory));
        rate += 0.05 * (leaky.siegert_rate_hz(drive, square.sqrt()) - rate);
    }
    let rate_hz = got.mean_rate_hz(0.2);
    assert!((rate_hz / rate - 1.0).abs() < 0.15, "{rate_hz} {rate}");
}

#[test]
fn weak_inhibition_fires_together_and_regularly() {
    let p =
        BalancedParameters { n_neurons: 5000, n_inputs: 500, weight_mv: 0.2, ..Default::default() };
    let balanced = session(p, 0.5);
    let together = session(BalancedParameters { inhibition: 3.0, ..p }, 0.5);
    assert!(together.mean_rate_hz(0.2) > 3.0 * balanced.mean_rate_hz(0.2));
    assert!(together.mean_interval_cv(0.2) < 0.4 && balanced.mean_interval_cv(0.2) > 0.5);
    // In bins well below the 3 ms between two volleys.
    let (all, few) = (together.synchrony(0.0005, 0.2), balanced.synchrony(0.0005, 0.2));
    assert!(all > 4.0 * few, "{all} {few}");
}

/// The frequency between 10 and 400 Hz with most power, the mean over half seconds under a bell.
fn rhythm_hz(session: &BalancedSession, from_s: f64) -> f64 {
    let counts = session.population_counts(0.001);
    let counts = &counts[(from_s * 1000.0) as usize..];
    let mean = counts.iter().sum::<u64>() as f64 / counts.len() as f64;
    let power_in = |window: &[u64], frequency_hz: f64| {
        let (mut along, mut across) = (0.0, 0.0);
        for (k, &count) in window.iter().enumerate() {
            let bell = sin(PI * (k as f64 + 0.5) / 500.0) * sin(PI * (k as f64 + 0.5) / 500.0);
            let angle = TAU * frequency_hz * k as f64 / 1000.0;
            along += bell * (count as f64 - mean) * cos(angle);
            across += bell * (count as f64 - mean) * sin(angle);
        }
        along * along + across * across
    };
    let power = |frequency_hz: f64| -> f64 {
        counts.chunks_exact(500).map(|window| power_in(window, frequency_hz)).sum()
    };
    let frequencies = (10..=400).map(f64::from);
    frequencies.max_by(|&a, &b| power(a).total_cmp(&power(b))).expect("frequencies")
}

/// Rates, rhythms: Brunel (2000), figure 8 and table 1, his simulations with other draws of the network.
#[test]
fn brunels_irregular_states_have_his_rates_and_rhythms() {
    for (inhibition, outside, duration_s, rate_hz, frequency_hz) in [
        (6.0, 4.0, 1.2, 60.7, Some(180.0)),
        (5.0, 2.0, 0.7, 37.7, None),
        (4.5, 0.9, 4.2, 5.5, Some(22.0)),
    ] {
        let p = BalancedParameters {
            n_neurons: 12_500,
            n_inputs: 1250,
            inhibition,
            outside,
            ..Default::default()
        };
        let got = session(p, duration_s);
        let rate = got.mean_rate_hz(0.2);
        assert!((rate / rate_hz - 1.0).abs() < 0.1, "g = {inhibition}: {rate} Hz");
        let Some(frequency_hz) = frequency_hz else { continue };
        let rhythm = rhythm_hz(&got, 0.2);
        assert!((rhythm / frequency_hz - 1.0).abs() < 0.1, "g = {inhibition}: {rhythm} Hz");
    }
}

#[test]
fn copies_of_one_train_correlate_wholly_and_clocks_out_of_step_by_less_than_nothing() {
    let fired = |spikes: &[(f64, u32)]| BalancedSession {
        time_s: spikes.iter().map(|spike| spike.0).collect(),
        neuron: spikes.iter().map(|spike| spike.1).collect(),
        n_neurons: 2,
        n_excitatory: 2,
        duration_s: 0.004,
    };
    // Counts of both 2 0 0 0: mean 1/2, variance 1, over the mean 2 = 1 + ρ.
    let same = fired(&[(0.0005, 0), (0.0005, 1)]);
    assert!((same.pair_correlation(0.001, 0.0) - 1.0).abs() < 1e-12);
    // Counts 1 0 1 0: variance 1/3 over 1/2.
    let apart = fired(&[(0.0005, 0), (0.0025, 1)]);
    assert!((apart.pair_correlation(0.001, 0.0) + 1.0 / 3.0).abs() < 1e-12);
}

/// Without outside spikes two inputs, one delay: a neuron near its threshold drives the rest a delay later.
#[test]
fn nothing_arrives_before_its_delay() {
    let p = BalancedParameters {
        n_neurons: 200,
        n_inputs: 5,
        weight_mv: 25.0,
        inhibition: 0.0,
        outside: 0.0,
        ..Default::default()
    };
    // All start between reset and threshold and decay: silence, as nobody is the first.
    assert!(session(p, 0.1).time_s.is_empty());
    // A little from outside: what an excitatory neuron fires reaches others a delay later and not before.
    let driven = session(BalancedParameters { outside: 0.05, ..p }, 0.2);
    let is_excitatory = |neuron: &u32| (*neuron as usize) < driven.n_excitatory;
    let first = driven.neuron.iter().position(is_excitatory).expect("one fires");
    let after = |from: f64, to: f64| {
        let lag = |time: f64| time - driven.time_s[first];
        driven.time_s.iter().filter(|&&time| lag(time) > from && lag(time) < to).count()
    };
    let (early, arrived) = (after(1e-5, 0.00145), after(0.00145, 0.00155));
    assert!(arrived >= 2 && early <= 1, "{early} before, {arrived} at the delay");
}

#[test]
fn bad_networks_are_refused() {
    let refused = |p: BalancedParameters| BalancedNetwork::new(p).expect_err("refused").to_string();
    let p = BalancedParameters::default();
    assert_snapshot!(refused(BalancedParameters { n_neurons: 0, ..p }), @"neurons: got 0, wanted at least 5");
    assert_snapshot!(refused(BalancedParameters { step_ms: 5.0, ..p }), @"step_ms: got 5, wanted at least 0.001, at most τ/10");
    assert_snapshot!(refused(BalancedParameters { delay_ms: 0.05, ..p }), @"delay_ms: got 0.05, wanted at least a step, at most 100");
    assert_snapshot!(refused(BalancedParameters { reset_mv: 20.0, ..p }), @"reset_mv: got 20, wanted below the threshold");
    assert_snapshot!(refused(BalancedParameters { weight_mv: 0.001, ..p }), @"outside spikes a step: got 200, wanted at most 20: take a shorter step");
}

//! Spikes and fields, phases and amplitudes.

use std::f64::consts::{PI, TAU};

use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{cos, sin};

use super::super::*;
use super::noise;
use crate::Error;

#[test]
fn spikes_at_troughs_have_the_phase_of_troughs() {
    let rate = 1000.0;
    let mut draws = Seed::from_name("spikes and field").replicate("spikes", 0);
    let angle = |t: usize| TAU * 10.0 * t as f64 / rate;
    let field: Vec<f64> =
        (0..20_000).map(|t| cos(angle(t)) + 0.5 * draws.standard_normal()).collect();
    let spikes: Vec<u32> =
        (0..20_000).map(|t| u32::from(draws.bernoulli(0.02 * (1.0 - cos(angle(t)))))).collect();
    let looks = Looks::multitaper(1000, 2.0, 3).expect("looks");
    let found = SpikeFieldCoherence::of(&[&spikes], &[&field], rate, &looks).expect("spikes");
    let level = found.coherence().null_quantile(0.999).expect("a level");
    assert!(found.coherence().coherence()[10] > 2.0 * level);
    assert!(found.coherence().coherence()[60] < level);
    assert!((found.coherence().phase_rad()[10].abs() - PI).abs() < 0.3);
    assert!((found.rate_hz() - 20.0).abs() < 3.0 && found.n_spikes() > 300);
    let silent = vec![0_u32; 20_000];
    let error = SpikeFieldCoherence::of(&[&silent], &[&field], rate, &looks).expect_err("no spike");
    assert_eq!(error, Error::TooFew { what: "spikes", got: 0, wanted: 1 });
}

#[test]
fn coupling_is_found_where_it_is_and_not_where_it_is_not() {
    let rate = 500.0;
    let mut draws = Seed::from_name("coupling").replicate("noise", 0);
    let n = 10_000;
    // A rhythm that wanders: shifted against itself, a perfectly regular one would stay as it is.
    let mut phase = 0.0;
    let slow: Vec<f64> = (0..n)
        .map(|_| {
            phase += TAU * 6.0 / rate + 0.1 * draws.standard_normal();
            phase
        })
        .collect();
    let coupled: Vec<f64> = (0..n)
        .map(|t| {
            let size = 0.5 * (1.0 + cos(slow[t] - 1.0));
            let fast = 0.6 * size * sin(TAU * 80.0 * t as f64 / rate);
            cos(slow[t]) + fast + 0.3 * draws.standard_normal()
        })
        .collect();
    let plain: Vec<f64> = noise(&mut draws, n);
    let measure = PhaseAmplitudeCoupling::new(18, 199).expect("a measure");
    let of = |x: &[f64]| {
        let phase = PhaseAmplitudeCoupling::phase_of(x, (4.0, 8.0), rate).expect("a band");
        let envelope = PhaseAmplitudeCoupling::envelope_of(x, (65.0, 95.0), rate).expect("a band");
        measure.of(&phase, &envelope, Seed::from_number(1)).expect("coupling")
    };
    let (found, null) = (of(&coupled), of(&plain));
    assert_eq!(found.p, Some(1.0 / 200.0));
    assert!((found.preferred_phase_rad - 1.0).abs() < 0.15, "{}", found.preferred_phase_rad);
    assert!(found.modulation_index > 10.0 * null.modulation_index);
    assert!(null.p.expect("surrogates") > 0.01);
    let best =
        (0..18).max_by(|&a, &b| found.envelope_by_phase[a].total_cmp(&found.envelope_by_phase[b]));
    let at = measure.phase_centres_rad()[best.expect("bins")];
    assert!((at - 1.0).abs() < 0.5, "{at}");
    let none = PhaseAmplitudeCoupling::new(18, 0).expect("a measure");
    let phase = PhaseAmplitudeCoupling::phase_of(&plain, (4.0, 8.0), rate).expect("a band");
    let flat = none.of(&phase, &vec![1.0; n], Seed::from_number(1)).expect("an even envelope");
    assert!(flat.modulation_index < 1e-12 && flat.p.is_none());
    assert_eq!(none.of(&phase, &vec![0.0; n], Seed::from_number(1)), Err(Error::NoVariance));
}

#[test]
fn the_envelope_of_a_beat_is_the_beat() {
    let n = 1000;
    let beat = |t: usize| 1.0 + 0.5 * cos(TAU * 3.0 * t as f64 / n as f64);
    let x: Vec<f64> = (0..n).map(|t| beat(t) * cos(TAU * 50.0 * t as f64 / n as f64)).collect();
    let analytic = analytic_signal(&x).expect("finite");
    for (t, envelope) in analytic.envelope().into_iter().enumerate() {
        assert!((envelope - beat(t)).abs() < 1e-12, "{t}: {envelope}");
    }
    assert!(analytic.phase_rad()[0].abs() < 1e-12);
    // An odd length, by the definition over all frequencies.
    let odd = [1.0, -2.0, 0.5, 3.0, 0.0];
    let analytic = analytic_signal(&odd).expect("finite");
    let phase: f64 = analytic.phase_rad()[1];
    assert!((analytic.envelope()[1] * cos(phase) + 2.0).abs() < 1e-12, "its real part is x");
}

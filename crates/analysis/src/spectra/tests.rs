//! Transforms against their definition, spectra against known signals, filters against what they promise.

mod coupling;
mod estimates;

use std::f64::consts::TAU;

use faer::c64 as Complex64;
use spikebook_numeric::elementary::{cos, sin};
use spikebook_numeric::vectorised::eight::LANES;
use spikebook_numeric::{Seed, Stream};

use super::batch::{Batch, SIGNALS};
use super::fourier::Fourier;
use super::*;
use crate::Error;

/// Σ x(t) e^(−2πi f t / n), term by term.
fn by_definition(x: &[f64], frequency: usize) -> Complex64 {
    let n = x.len();
    let terms = x.iter().enumerate().map(|(t, x)| {
        let angle = -TAU * ((t * frequency) % n) as f64 / n as f64;
        Complex64::new(x * cos(angle), x * sin(angle))
    });
    terms.fold(Complex64::default(), |sum, term| sum + term)
}

fn noise(draws: &mut Stream, n: usize) -> Vec<f64> {
    (0..n).map(|_| draws.standard_normal()).collect()
}

#[test]
fn transforms_are_what_they_are_defined_as() {
    let mut draws = Seed::from_name("transforms").replicate("noise", 0);
    for n in
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 15, 16, 17, 25, 26, 30, 49, 60, 64, 77, 100, 143, 144]
    {
        let signals: Vec<Vec<f64>> = (0..SIGNALS).map(|_| noise(&mut draws, n)).collect();
        let one = Fourier::new(n).transform(&signals[3]);
        for (frequency, z) in one.iter().enumerate() {
            assert!(
                (z - by_definition(&signals[3], frequency)).norm_sqr() < 1e-24 * n as f64,
                "{n}"
            );
        }
        let back = Fourier::new(n).inverse(&one);
        assert!(back.iter().zip(&signals[3]).all(|(a, b)| (a - b).abs() < 1e-14 * n as f64), "{n}");
        let Some(batch) = Batch::new(n) else {
            assert_eq!(n, 17, "only 17 has a prime factor above 13");
            continue;
        };
        let (mut data, mut scratch) = (batch.room(), batch.room());
        for (signal, values) in signals.iter().enumerate() {
            for (lanes, value) in data.iter_mut().zip(values) {
                lanes.set(signal, *value);
            }
        }
        batch.transform(&mut data, &mut scratch);
        for frequency in 0..=n / 2 {
            let halves = batch.at(&data, frequency);
            for (signal, values) in signals.iter().enumerate() {
                let got = halves[signal / LANES].get(signal % LANES);
                let wanted = by_definition(values, frequency);
                assert!((got - wanted).norm_sqr() < 1e-24 * n as f64, "{n}: {signal}, {frequency}");
            }
        }
    }
}

#[test]
fn tapers_are_orthonormal_and_concentrated() {
    let found = slepian(200, 4.0, 7).expect("tapers");
    for (i, a) in found.tapers.iter().enumerate() {
        for (j, b) in found.tapers.iter().enumerate() {
            let product: f64 = a.iter().zip(b).map(|(a, b)| a * b).sum();
            let wanted = f64::from(u8::from(i == j));
            assert!((product - wanted).abs() < 1e-12, "{i} and {j}: {product}");
        }
        // The share of the energy within the band, by a fine sum over frequencies.
        let share: f64 = (0..4000)
            .map(|k| {
                let frequency = (f64::from(k) + 0.5) / 4000.0 * 4.0 / 200.0;
                let sum = a.iter().enumerate().fold(Complex64::default(), |sum, (t, w)| {
                    sum + complex::unit(-TAU * frequency * t as f64) * *w
                });
                2.0 * complex::power(sum) * 4.0 / 200.0 / 4000.0
            })
            .sum();
        assert!((share - found.concentrations[i]).abs() < 1e-6, "{i}: {share}");
    }
    assert!(found.concentrations.windows(2).all(|pair| pair[0] > pair[1]));
    assert!(
        slepian(10, 5.0, 1).is_err() && slepian(10, 2.0, 0).is_err() && slepian(4, 1.0, 5).is_err()
    );
    assert_eq!(slepian(2, 0.5, 2).expect("two samples").tapers.len(), 2);
}

#[test]
fn power_adds_up_to_the_variance() {
    let mut draws = Seed::from_name("parseval").replicate("noise", 0);
    for n in [240, 241] {
        let x = noise(&mut draws, n);
        let looks = Looks::periodogram(n, Window::Rectangular).expect("looks");
        let spectrum = PowerSpectrum::of(&[&x], 50.0, &looks).expect("a spectrum");
        let total: f64 = spectrum.density().iter().sum::<f64>() * 50.0 / n as f64;
        let wanted = x.iter().map(|x| x * x).sum::<f64>() / n as f64;
        assert!((total - wanted).abs() < 1e-12, "{n}: {total} against {wanted}");
    }
}

#[test]
fn a_filter_keeps_its_band_and_has_no_delay() {
    let rate = 500.0;
    let wave =
        |f: f64| -> Vec<f64> { (0..2000).map(|t| sin(TAU * f * f64::from(t) / rate)).collect() };
    let inside = wave(10.0);
    let both: Vec<f64> = inside.iter().zip(wave(80.0)).map(|(a, b)| a + b).collect();
    let filter = Sections::butterworth(3, Passband::Between(6.0, 16.0), rate).expect("a filter");
    let clean = filter.filter_both_ways(&both).expect("long enough");
    let worst = (400..1600).map(|t| (clean[t] - inside[t]).abs()).fold(0.0, f64::max);
    assert!(worst < 0.01, "{worst}");
    let kernel =
        FiniteImpulseResponse::windowed(201, Passband::Below(40.0), rate).expect("a filter");
    let clean = kernel.filter_centred(&both).expect("long enough");
    let worst = (400..1600).map(|t| (clean[t] - inside[t]).abs()).fold(0.0, f64::max);
    assert!(worst < 0.01, "{worst}");
    // Filtered forwards alone, it is late by half its length.
    let late = kernel.filter(&both).expect("finite");
    assert!((300..1700).all(|t| (late[t + 100] - clean[t]).abs() < 1e-12));
    let gains = |order, band| Sections::butterworth(order, band, rate).expect("a filter");
    for (band, edge) in [
        (Passband::Below(30.0), 30.0),
        (Passband::Above(30.0), 30.0),
        (Passband::Outside(30.0, 60.0), 60.0),
    ] {
        for order in 1..=6 {
            let at_edge = gains(order, band).gains(&[edge], rate)[0];
            assert!((at_edge - 0.5_f64.sqrt()).abs() < 1e-9, "{band:?}, {order}: {at_edge}");
        }
    }
    // A constant passes a low-pass filter untouched, from its first sample.
    let level = gains(4, Passband::Below(30.0)).filter_both_ways(&[3.0; 100]).expect("long enough");
    assert!(level.iter().all(|value| (value - 3.0).abs() < 1e-9));
    assert!(Sections::butterworth(0, Passband::Below(30.0), rate).is_err());
    let beyond = Sections::butterworth(2, Passband::Below(250.0), rate).expect_err("at Nyquist");
    insta::assert_snapshot!(beyond, @"edge_hz: got 250, wanted above 0 and below half the sampling rate");
    let turned = Sections::butterworth(2, Passband::Between(9.0, 8.0), rate);
    assert_eq!(turned.err(), Some(Error::Interval { lower: 9.0, upper: 8.0 }));
}

#[test]
fn broken_signals_are_refused() {
    let looks = Looks::welch(8, 4, Window::Hann).expect("looks");
    let x = [1.0; 7];
    let refused =
        |x: &[f64], rate: f64| PowerSpectrum::of(&[x], rate, &looks).expect_err("refused");
    assert_eq!(refused(&x, 1.0), Error::TooFew { what: "samples of a signal", got: 7, wanted: 8 });
    assert!(matches!(refused(&[f64::NAN; 9], 1.0), Error::NonFinite { .. }));
    assert!(matches!(refused(&[1.0; 9], 0.0), Error::Parameter { .. }));
    assert!(matches!(
        refused(&[1e300, -1e300, 0.0, 1e300, 0.0, 0.0, 0.0, 0.0], 1.0),
        Error::Overflow { .. }
    ));
    assert!(matches!(PowerSpectrum::of(&[], 1.0, &looks), Err(Error::TooFew { .. })));
    assert!(Looks::welch(8, 8, Window::Hann).is_err() && Looks::welch(1, 0, Window::Hann).is_err());
    let one = Looks::periodogram(8, Window::Hann).expect("looks");
    let (a, b) = ([1.0, 2.0, 0.0, 3.0, 1.0, 0.0, 5.0, 2.0], [0.0; 8]);
    let error = Coherence::of(&[&a], &[&b], 1.0, &one).expect_err("one look");
    insta::assert_snapshot!(error, @"looks (segments × tapers × trials): got 1, wanted at least 2");
    let two = Looks::multitaper(8, 2.0, 2).expect("looks");
    let silent = Coherence::of(&[&a], &[&b], 1.0, &two).expect("looks");
    assert!(silent.coherence().iter().all(|c| *c == 0.0), "nothing goes with silence");
    assert_eq!(Autoregression::fit(&b, 1, AutoregressionMethod::Burg), Err(Error::NoVariance));
    assert!(matches!(autocorrelation(&a, 8), Err(Error::TooFew { .. })));
    assert!(analytic_signal(&[]).is_err());
    assert!(lomb_scargle(&[0.0, 1.0, 2.0], &[1.0, 1.0, 1.0], &[1.0]).is_err());
}

//! Rates against sums written out, and kernels against their area.

use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{power, sin};

use super::*;

fn kernels() -> [Kernel; 4] {
    [
        Kernel::gaussian(0.05).expect("a width"),
        Kernel::boxcar(0.13).expect("a width"),
        Kernel::exponential(0.04).expect("a time"),
        Kernel::alpha(0.03).expect("a time"),
    ]
}

#[test]
fn kernels_have_an_area_of_one_and_masses_of_their_parts() {
    for kernel in kernels() {
        let step = 1e-5;
        let area = |from: f64, to: f64| -> f64 {
            let n = ((to - from) / step).round() as usize;
            (0..n).map(|k| kernel.density_hz(from + (k as f64 + 0.5) * step) * step).sum()
        };
        assert!((area(-2.0, 2.0) - 1.0).abs() < 1e-6, "{kernel:?}");
        for (from, to) in [(-0.02, 0.01), (0.0, 0.05), (-1.0, 0.03)] {
            assert!((kernel.mass(from, to) - area(from, to)).abs() < 1e-3, "{kernel:?}");
        }
        let (back, ahead) = kernel.reach_s();
        assert!(kernel.mass(-back, ahead) > 1.0 - 1e-13);
    }
}

#[test]
fn a_rate_is_the_sum_over_all_spikes() {
    let mut stream = Seed::from_name("rate").replicate("train", 0);
    let mut spikes: Vec<f64> = (0..80).map(|_| 4.0 * stream.uniform()).collect();
    spikes.sort_by(f64::total_cmp);
    let times: Vec<f64> = (0..=40).map(|k| f64::from(k) * 0.1).collect();
    for kernel in kernels() {
        let rates = kernel_rate(&spikes, (0.0, 4.0), kernel, &times).expect("ascending");
        for (&time, rate) in times.iter().zip(&rates) {
            let all: f64 = spikes.iter().map(|spike| kernel.density_hz(time - spike)).sum();
            let step = 1e-4;
            let room: f64 = (0..40_000)
                .map(|k| kernel.density_hz(time - (f64::from(k) + 0.5) * step) * step)
                .sum();
            // Room for half a step where a kernel jumps; at the very start the mass of a causal kernel is 0.
            if room > 0.1 {
                assert!((rate - all / room).abs() < 2e-2 * (1.0 + rate), "{kernel:?} at {time}");
            }
        }
    }
}

#[test]
fn a_causal_rate_knows_nothing_of_the_future() {
    let kernel = Kernel::exponential(0.05).expect("a time");
    let times = [0.5, 0.99];
    let before = kernel_rate(&[0.3, 0.4], (0.0, 2.0), kernel, &times).expect("ascending");
    let after = kernel_rate(&[0.3, 0.4, 1.0, 1.1], (0.0, 2.0), kernel, &times).expect("ascending");
    assert_eq!(before, after);
}

/// A train whose rate goes up and down, its rate, and times at which to compare.
fn wavy() -> (Vec<f64>, impl Fn(f64) -> f64) {
    let rate = |time: f64| 60.0 * (1.05 + sin(time));
    let mut stream = Seed::from_name("wavy").replicate("train", 0);
    let mut spikes = Vec::new();
    let mut time = 0.0;
    loop {
        time += stream.standard_exponential() / 125.0;
        if time > 60.0 {
            return (spikes, rate);
        }
        if stream.uniform() < rate(time) / 125.0 {
            spikes.push(time);
        }
    }
}

#[test]
fn the_best_width_is_near_the_one_with_the_least_error() {
    let (spikes, truth) = wavy();
    let times: Vec<f64> = (0..6000).map(|k| f64::from(k) * 0.01).collect();
    let error = |rates: &[f64]| -> f64 {
        rates.iter().zip(&times).map(|(rate, &time)| power(rate - truth(time), 2.0)).sum::<f64>()
            / 6000.0
    };
    let widths = [0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 1.0, 3.0];
    let errors = widths.map(|width| {
        let kernel = Kernel::gaussian(width).expect("a width");
        error(&kernel_rate(&spikes, (0.0, 60.0), kernel, &times).expect("ascending"))
    });
    let chosen = best_width(&spikes, (0.0, 60.0), &widths).expect("spikes");
    let rank = widths.iter().position(|width| *width == chosen).expect("one of them");
    let least = errors.iter().copied().fold(f64::INFINITY, f64::min);
    assert!(errors[rank] < 1.5 * least, "{chosen}: {errors:?}");
    let adaptive = adaptive_rate(&spikes, (0.0, 60.0), chosen, &times).expect("spikes");
    assert!(error(&adaptive) < 2.0 * least);
    // Every spike counts as one, so the mean rate is that of the train.
    let mean = adaptive.iter().sum::<f64>() / 6000.0;
    assert!((mean / (spikes.len() as f64 / 60.0) - 1.0).abs() < 1e-2, "{mean}");
}

#[test]
fn the_cost_is_the_integral_of_its_definition() {
    // ∫ r² − 2/… of the estimate: the overlap of two kernels by steps.
    let spikes = [1.0, 1.05, 1.3, 2.0];
    let width = 0.1;
    let kernel = Kernel::gaussian(width).expect("a width");
    let step = 1e-3;
    let square: f64 = (0..4000)
        .map(|k| {
            let time = f64::from(k) * step;
            let rate: f64 = spikes.iter().map(|spike| kernel.density_hz(time - spike)).sum();
            rate * rate * step
        })
        .sum();
    let cross: f64 = spikes
        .iter()
        .flat_map(|a| spikes.iter().filter(move |b| *b != a).map(move |b| a - b))
        .map(|apart| kernel.density_hz(apart))
        .sum();
    let smaller = best_width(&spikes, (0.0, 4.0), &[width, 0.4]).expect("spikes");
    let of = |width: f64| {
        let kernel = Kernel::gaussian(width).expect("a width");
        let wide = Kernel::gaussian(width * 2.0_f64.sqrt()).expect("a width");
        let all: f64 = spikes
            .iter()
            .flat_map(|a| spikes.iter().map(move |b| a - b))
            .map(|x| wide.density_hz(x))
            .sum();
        let others: f64 = spikes
            .iter()
            .flat_map(|a| spikes.iter().filter(move |b| *b != a).map(move |b| a - b))
            .map(|x| kernel.density_hz(x))
            .sum();
        all - 2.0 * others
    };
    assert!((of(width) - (square - 2.0 * cross)).abs() < 1e-3);
    assert_eq!(smaller, if of(width) <= of(0.4) { width } else { 0.4 });
}

#[test]
fn what_has_no_rate_is_refused() {
    let kernel = Kernel::gaussian(0.1).expect("a width");
    let refused = |spikes: &[f64], times: &[f64]| {
        kernel_rate(spikes, (0.0, 1.0), kernel, times).expect_err("refused").to_string()
    };
    insta::assert_snapshot!(refused(&[0.2, 0.1], &[0.5]), @"spike times, row 2: got 0.1 after 0.2, wanted ascending order");
    insta::assert_snapshot!(refused(&[0.2], &[1.5]), @"times of the rate, row 1: got 1.5, wanted a time inside of the recording");
    insta::assert_snapshot!(Kernel::boxcar(0.0).expect_err("no width"), @"width_s: got 0, wanted a finite number above 0");
    insta::assert_snapshot!(adaptive_rate(&[], (0.0, 1.0), 0.1, &[0.5]).expect_err("none"), @"spikes in the recording: got 0, wanted at least 1");
}

//! Rescaled intervals by hand, and their distribution where the rate is right.

use spikebook_numeric::elementary::exp;

use super::*;

#[test]
fn gaps_and_spikes_outside_are_left_out() {
    // Two runs: [0, 2) at 1 and 3 spikes/s, [5, 6) at 2.
    let (bins, rates) = ([0.0, 1.0, 5.0], [1.0, 3.0, 2.0]);
    let spikes = [-0.5, 0.25, 0.75, 1.5, 1.9, 3.0, 5.1, 5.35, 6.2];
    let rescaled = TimeRescaling::new(&spikes, &bins, 1.0, &rates).expect("four intervals");
    let wanted = [0.5, 0.25 + 1.5, 1.2, 0.5];
    assert_eq!(rescaled.n_intervals(), 4);
    for (got, wanted) in rescaled.rescaled_intervals().iter().zip(wanted) {
        assert!((got - wanted).abs() < 1e-14, "{got}");
    }
    assert_eq!(rescaled.end_spikes(), [2, 3, 4, 7]);
    for (z, tau) in rescaled.uniforms().iter().zip(wanted) {
        assert!((z - (1.0 - exp(-tau))).abs() < 1e-14);
    }
    // Σ ln λ − ∫ λ: two spikes at 1, two at 3, two at 2.
    let wanted = 2.0 * 3.0_f64.ln_by_hand() + 2.0 * 2.0_f64.ln_by_hand() - 6.0;
    assert!((rescaled.ln_likelihood() - wanted).abs() < 1e-13);
    let quantiles = rescaled.quantiles();
    assert_eq!(quantiles[0].0, 0.125);
    assert!(quantiles.windows(2).all(|pair| pair[0].1 <= pair[1].1));
}

trait ByHand {
    fn ln_by_hand(self) -> f64;
}

impl ByHand for f64 {
    /// The area under 1/x from 1 on, by Simpson's rule.
    fn ln_by_hand(self) -> f64 {
        let (n, step) = (2000, (self - 1.0) / 2000.0);
        let weight = |k: i32| {
            if k == 0 || k == n {
                1.0
            } else if k % 2 == 1 {
                4.0
            } else {
                2.0
            }
        };
        let terms = (0..=n).map(|k| weight(k) / (1.0 + f64::from(k) * step));
        terms.sum::<f64>() * step / 3.0
    }
}

#[test]
fn the_right_rate_passes_as_often_as_the_band_says() {
    let n_bins = 400;
    let bins: Vec<f64> = (0..n_bins).map(|bin| f64::from(bin) * 0.1).collect();
    let rates: Vec<f64> = (0..n_bins).map(|bin| 2.0 + f64::from(bin % 37)).collect();
    let seed = Seed::from_number(6);
    let n_sets = 1000;
    let (mut outside, mut small_p, mut far) = (0, 0, 0);
    for set in 0..n_sets {
        let mut draws = seed.replicate("set", set);
        let mut spikes = Vec::new();
        for (start, rate) in bins.iter().zip(&rates) {
            let count = draws.poisson(rate * 0.1);
            let mut inside: Vec<f64> = (0..count).map(|_| start + 0.1 * draws.uniform()).collect();
            inside.sort_by(f64::total_cmp);
            spikes.extend(inside);
        }
        let rescaled = TimeRescaling::new(&spikes, &bins, 0.1, &rates).expect("many spikes");
        outside += u32::from(rescaled.ks_statistic() > rescaled.band_95());
        small_p += u32::from(rescaled.ks_p() < 0.05);
        let limit = 1.96 / (rescaled.n_intervals() as f64).sqrt();
        far += u32::from(rescaled.lag1_correlation().abs() > limit);
    }
    // Five in a hundred; the 99.9 % band of so many sets is 2.9 to 7.5 %.
    for (what, count) in [("band", outside), ("p", small_p), ("correlation", far)] {
        assert!((29..=75).contains(&count), "{what}: {count} of {n_sets}");
    }
}

#[test]
fn a_wrong_rate_fails() {
    let n_bins = 2000;
    let bins: Vec<f64> = (0..n_bins).map(|bin| f64::from(bin) * 0.01).collect();
    let rates: Vec<f64> =
        (0..n_bins).map(|bin| if (bin / 100) % 2 == 0 { 90.0 } else { 10.0 }).collect();
    let mut draws = stream("spikes");
    let counts: Vec<f64> = rates.iter().map(|rate| draws.poisson(rate * 0.01) as f64).collect();
    let spikes = spike_times_s(&counts, &bins, 0.01, &mut draws).expect("bins");
    let flat = vec![50.0; rates.len()];
    let right = TimeRescaling::new(&spikes, &bins, 0.01, &rates).expect("intervals");
    let wrong = TimeRescaling::new(&spikes, &bins, 0.01, &flat).expect("intervals");
    assert!(right.ks_statistic() < right.band_95());
    assert!(wrong.ks_statistic() > 2.0 * wrong.band_95());
    // What is missing goes up and down slowly: neighbouring intervals are alike.
    assert!(wrong.lag1_correlation() > 0.2, "{}", wrong.lag1_correlation());
    assert!(wrong.ks_p() < 1e-6 && wrong.ks_p_asymptotic() < 1e-6);
    assert!(right.ln_likelihood() > wrong.ln_likelihood());
}

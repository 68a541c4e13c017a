//! Counts against the integral of the rate, intervals against the exponential law.

use proptest::prelude::*;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{exp, sqrt};
use spikebook_numeric::sum::sum;

use super::poisson_spike_times_s;

/// At this many standard errors a right program fails once in 1.7 million seeds; the seeds are
/// fixed.
const FIVE_STANDARD_ERRORS: f64 = 5.0;

#[test]
fn counts_have_the_mean_and_the_variance_of_a_poisson_law() {
    let rates_hz: Vec<f64> = (0..50).map(|step| if step % 2 == 0 { 40.0 } else { 0.0 }).collect();
    let expected = sum(rates_hz.iter().map(|rate| rate * 0.02));
    let n = 4000_u64;
    let count = |replicate: u64| {
        let mut stream = Seed::from_name("counts").replicate("spikes", replicate);
        poisson_spike_times_s(&rates_hz, 0.02, &mut stream).len() as f64
    };
    let counts: Vec<f64> = (0..n).map(count).collect();
    let mean = sum(counts.iter().copied()) / n as f64;
    let variance = sum(counts.iter().map(|count| (count - mean) * (count - mean))) / (n - 1) as f64;
    assert!(
        (mean - expected).abs() < FIVE_STANDARD_ERRORS * sqrt(expected / n as f64),
        "mean {mean}"
    );
    // The variance of a Poisson sample's variance is near (2 μ² + μ)/n.
    let error = sqrt((2.0 * expected * expected + expected) / n as f64);
    assert!((variance - expected).abs() < FIVE_STANDARD_ERRORS * error, "variance {variance}");
}

#[test]
fn intervals_at_a_constant_rate_are_exponential() {
    let mut stream = Seed::from_name("intervals").replicate("spikes", 0);
    let spikes = poisson_spike_times_s(&vec![100.0; 10_000], 0.01, &mut stream);
    let mut intervals: Vec<f64> = spikes.windows(2).map(|pair| pair[1] - pair[0]).collect();
    intervals.sort_by(f64::total_cmp);
    let n = intervals.len() as f64;
    // Kolmogorov's distance to 1 − e^{−100 t}; 1.95/√n is its quantile at 0.999.
    let distance = intervals.iter().enumerate().fold(0.0_f64, |distance, (i, interval)| {
        let law = 1.0 - exp(-100.0 * interval);
        distance.max((law - i as f64 / n).abs()).max((law - (i + 1) as f64 / n).abs())
    });
    assert!(distance < 1.95 / sqrt(n), "distance {distance} of {n} intervals");
}

proptest! {
    #[test]
    fn spikes_ascend_and_lie_where_the_rate_is_not_zero(
        rates_hz in prop::collection::vec(prop_oneof![Just(0.0), 0.0..500.0], 1..40),
        seed in any::<u64>(),
    ) {
        let mut stream = Seed::from_number(seed).replicate("spikes", 0);
        let spikes = poisson_spike_times_s(&rates_hz, 0.25, &mut stream);
        prop_assert!(spikes.windows(2).all(|pair| pair[0] <= pair[1]));
        for time in spikes {
            let step = (time / 0.25).floor() as usize;
            prop_assert!(rates_hz[step] > 0.0, "a spike at {time} s, in step {step}");
        }
    }
}

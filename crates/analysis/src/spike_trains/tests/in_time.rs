//! Bins, windows, intervals and tiling.

use proptest::prelude::*;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::ln;

use crate::spike_trains::alignment::*;
use crate::spike_trains::binning::*;
use crate::spike_trains::fano_factor::fano_factor;
use crate::spike_trains::intervals::*;
use crate::spike_trains::psth::Psth;
use crate::spike_trains::spike_time_tiling::spike_time_tiling;

#[test]
fn a_spike_on_an_edge_opens_its_bin_however_the_edge_is_written() {
    let bins = TimeBins::new(0.0, 0.1, 20).expect("bins");
    for bin in 0..20 {
        // 0.1 · 3 is above 0.3, and 3/10 is not.
        assert_eq!(bins.bin_of(bin as f64 / 10.0), Some(bin));
        assert_eq!(bins.bin_of(0.1 * bin as f64), Some(bin));
        assert_eq!(bins.bin_of(bin as f64 / 10.0 - 1e-6), bin.checked_sub(1));
    }
    assert_eq!(bins.bin_of(2.0), None);
    assert_eq!(bins.bin_of(f64::NAN), None);
    assert_eq!(bins.bin_of(f64::INFINITY), None);
}

#[test]
fn bins_fill_whole_recordings() {
    assert_eq!(TimeBins::filling(0.0, 0.3, 0.1).expect("bins").n_bins(), 3);
    assert_eq!(TimeBins::filling(0.0, 0.39, 0.1).expect("bins").n_bins(), 3);
    assert!(TimeBins::filling(0.0, 0.05, 0.1).is_err(), "no whole bin fits");
}

#[test]
fn counts_of_units_stand_side_by_side() {
    let bins = TimeBins::new(0.0, 1.0, 2).expect("bins");
    let counts = count_spikes_of_units(&[&[0.5, 1.5, 1.6], &[], &[0.1]], &bins).expect("ascending");
    assert_eq!(counts, ndarray::array![[1, 0, 1], [2, 0, 0]]);
}

#[test]
fn a_window_before_an_event_is_half_open_to_the_millisecond() {
    // Times in whole milliseconds, as a recorder gives them: 1583 − 100 = 1483 must count, 1583
    // must not.
    let window = Window::new(-0.1, 0.0).expect("a window");
    for saccade_ms in 200..3000 {
        let at = |ms: i32| f64::from(ms) / 1000.0;
        let trial = [saccade_ms - 101, saccade_ms - 100, saccade_ms - 1, saccade_ms].map(at);
        let counts = count_in_windows(&[&trial], &[at(saccade_ms)], window).expect("ascending");
        assert_eq!(counts, [2], "saccade at {saccade_ms} ms");
    }
}

#[test]
fn overlapping_windows_share_their_spikes() {
    let window = Window::new(-1.0, 1.0).expect("a window");
    let rows = align_to_events(&[1.0, 1.5, 4.0], &[1.0, 2.0], window).expect("ascending");
    assert_eq!(rows, [vec![0.0, 0.5], vec![-1.0, -0.5]]);
    let rate = WindowRate::of_counts(&[2, 4], window).expect("trials");
    assert_eq!(
        (rate.n_trials, rate.n_spikes, rate.rate_hz, rate.standard_error_hz),
        (2, 6, 1.5, 0.5)
    );
}

#[test]
fn a_psth_averages_the_trials_that_are_still_there() {
    let aligned = vec![vec![0.05, 0.06, 0.15], vec![0.05], vec![0.15, 0.25]];
    let observed = [0.2, 0.1, 0.3].map(|stop| Window::new(0.0, stop).expect("a window"));
    let bins = TimeBins::new(0.0, 0.1, 4).expect("bins");
    let psth = Psth::of_observed_trials(&aligned, &observed, &bins).expect("trials");
    assert_eq!(psth.n_trials, [3, 2, 1, 0]);
    assert_eq!(psth.n_spikes, [3, 2, 1, 0]);
    assert_eq!(psth.rate_hz[..3], [10.0, 10.0, 10.0]);
    assert!(psth.rate_hz[3].is_nan() && psth.standard_error_hz[2].is_nan());
    // Counts 2, 1, 0: deviation 1, over √3, over 0.1 s.
    assert!((psth.standard_error_hz[0] - 10.0 / 3.0_f64.sqrt()).abs() < 1e-12);
}

#[test]
fn intervals_of_a_poisson_train_vary_as_they_should() {
    let mut stream = Seed::from_name("poisson").replicate("train", 0);
    let mut time = 0.0;
    let spikes: Vec<f64> = (0..40_000)
        .map(|_| {
            time += 0.1 * stream.standard_exponential();
            time
        })
        .collect();
    let statistics = IntervalStatistics::of_spikes(&spikes, 0.0).expect("ascending");
    assert!((statistics.mean_s - 0.1).abs() < 0.003);
    assert!((statistics.median_s - 0.1 * ln(2.0)).abs() < 0.003);
    for one in [statistics.cv, statistics.cv2, statistics.lv, statistics.lvr] {
        assert!((one - 1.0).abs() < 0.03, "{one}");
    }
    let bins = TimeBins::filling(0.0, 3900.0, 1.0).expect("bins");
    let counts = count_spikes(&spikes, &bins).expect("ascending");
    assert!((fano_factor(&counts, 1) - 1.0).abs() < 0.12);
}

#[test]
fn too_few_spikes_leave_measures_open() {
    let one = IntervalStatistics::of_spikes(&[1.0], 0.005).expect("ascending");
    assert_eq!(one.n_intervals, 0);
    assert!(one.mean_s.is_nan() && one.cv.is_nan() && one.lv.is_nan());
    let two = IntervalStatistics::of_spikes(&[1.0, 2.0], 0.005).expect("ascending");
    assert!(two.cv == 0.0 && two.cv2.is_nan());
    let doubled =
        IntervalStatistics::of_spikes(&[1.0, 1.0, 1.0, 2.0, 4.0], 0.0).expect("ascending");
    assert!(doubled.lv.is_finite(), "the pair of intervals 0, 0 is left out");
}

/// The definition, each spike with each spike and the recording in 10 µs steps.
fn tiling_by_brute_force(a: &[f64], b: &[f64], window_s: f64, stop_s: f64) -> f64 {
    let near = |x: &[f64], y: &[f64]| {
        let has = |time: &&f64| y.iter().any(|other| (*time - other).abs() <= window_s + 1e-10);
        x.iter().filter(has).count() as f64 / x.len() as f64
    };
    let tiled = |x: &[f64]| {
        let n = (stop_s / 1e-5).round() as usize;
        let covered = |step: &usize| {
            x.iter().any(|time| (time - (*step as f64 + 0.5) * 1e-5).abs() <= window_s)
        };
        (0..n).filter(covered).count() as f64 / n as f64
    };
    let (p_a, p_b, t_a, t_b) = (near(a, b), near(b, a), tiled(a), tiled(b));
    0.5 * ((p_a - t_b) / (1.0 - p_a * t_b) + (p_b - t_a) / (1.0 - p_b * t_a))
}

proptest! {
    #[test]
    fn no_spike_is_lost_or_counted_twice(
        mut ticks in prop::collection::vec(-500..2000_i32, 0..200),
        width_ticks in 1..300_i32,
        n_bins in 1..20_usize,
    ) {
        ticks.sort_unstable();
        let spikes: Vec<f64> = ticks.iter().map(|tick| f64::from(*tick) / 1000.0).collect();
        let bins = TimeBins::new(0.0, f64::from(width_ticks) / 1000.0, n_bins).expect("bins");
        let counts = count_spikes(&spikes, &bins).expect("ascending");
        for (bin, count) in counts.iter().enumerate() {
            // In whole ticks there is no rounding.
            let (from, to) = (bin as i32 * width_ticks, (bin as i32 + 1) * width_ticks);
            let here = ticks.iter().filter(|tick| (from..to).contains(tick)).count();
            prop_assert_eq!(*count as usize, here, "bin {}", bin);
        }
    }

    #[test]
    fn aligned_spikes_are_those_in_the_window(
        mut ticks in prop::collection::vec(0..3000_i32, 0..100),
        events in prop::collection::vec(0..3000_i32, 1..6),
        from in -400..200_i32,
        length in 1..500_i32,
    ) {
        ticks.sort_unstable();
        let seconds = |tick: &i32| f64::from(*tick) / 1000.0;
        let spikes: Vec<f64> = ticks.iter().map(seconds).collect();
        let event_times: Vec<f64> = events.iter().map(seconds).collect();
        let window = Window::new(seconds(&from), seconds(&(from + length))).expect("a window");
        let rows = align_to_events(&spikes, &event_times, window).expect("ascending");
        for (row, event) in rows.iter().zip(&events) {
            let inside = |tick: &&i32| (from..from + length).contains(&(**tick - event));
            let here = ticks.iter().filter(inside);
            prop_assert_eq!(row.len(), here.count());
        }
    }

    #[test]
    fn tiling_is_that_of_brute_force(
        mut a in prop::collection::vec(0..400_u32, 1..8),
        mut b in prop::collection::vec(0..400_u32, 1..8),
        window in 1..40_u32,
    ) {
        a.sort_unstable();
        b.sort_unstable();
        let seconds = |ticks: &[u32]| -> Vec<f64> {
            ticks.iter().map(|tick| f64::from(*tick) / 1000.0).collect()
        };
        let (a, b, window_s) = (seconds(&a), seconds(&b), f64::from(window) / 1000.0);
        let got = spike_time_tiling(&a, &b, window_s, 0.0, 0.4).expect("ascending");
        let expected = tiling_by_brute_force(&a, &b, window_s, 0.4);
        let near = (got - expected).abs() < 1e-9 || expected.is_nan();
        prop_assert!(near, "{} against {}", got, expected);
    }
}

//! Averages and covariances against their definitions written out, and tests against their level.

use ndarray::{Array1, Array2};
use proptest::prelude::*;
use spikebook_numeric::Seed;

use super::*;
use crate::Error;

fn noise(name: &str, n_frames: usize, n_columns: usize) -> Array2<f64> {
    let mut stream = Seed::from_name(name).replicate("frames", 0);
    Array2::from_shape_simple_fn((n_frames, n_columns), || stream.standard_normal())
}

/// Every stretch written out as a row of a matrix, as a textbook does.
fn stretches(frames: &Array2<f64>, n_lags: usize) -> Array2<f64> {
    let d = n_lags * frames.ncols();
    Array2::from_shape_fn((frames.nrows() + 1 - n_lags, d), |(row, entry)| {
        frames[[row + n_lags - 1 - entry / frames.ncols(), entry % frames.ncols()]]
    })
}

proptest! {
    #[test]
    fn averages_are_those_of_the_textbook(
        n_frames in 5..400_usize,
        n_columns in 1..7_usize,
        n_lags in 1..5_usize,
        n_units in 1..4_usize,
        number in 0..1000_u64,
    ) {
        let frames = noise("textbook", n_frames, n_columns);
        let mut stream = Seed::from_number(number).replicate("counts", 0);
        let counts = Array2::from_shape_simple_fn((n_frames, n_units), || stream.poisson(0.3) as u32);
        let stimulus = LaggedStimulus::new(frames.view(), n_lags).expect("frames");
        let averages = stimulus.averages(counts.view()).expect("finite");
        let x = stretches(&frames, n_lags);
        for unit in 0..n_units {
            let n: Array1<f64> = counts.column(unit).iter().skip(n_lags - 1).map(|&n| f64::from(n)).collect();
            match averages.of_unit(unit) {
                Ok(average) => {
                    prop_assert_eq!(average.n_spikes() as f64, n.sum());
                    let wanted = x.t().dot(&n) / n.sum();
                    for (got, wanted) in average.average().iter().zip(&wanted) {
                        prop_assert!((got - wanted).abs() < 1e-12);
                    }
                    let mean = x.mean_axis(ndarray::Axis(0)).expect("rows");
                    for (got, wanted) in average.frame_mean().iter().zip(&mean) {
                        prop_assert!((got - wanted).abs() < 1e-12);
                    }
                }
                Err(error) => {
                    prop_assert!(n.sum() == 0.0, "{}", error);
                }
            }
        }
    }
}

#[test]
fn wide_stimuli_and_many_units_are_cut_into_tiles_that_fit() {
    let frames = noise("wide", 700, 2100);
    let mut stream = Seed::from_name("wide").replicate("counts", 0);
    let counts = Array2::from_shape_simple_fn((700, 150), || stream.poisson(0.05) as u32);
    let stimulus = LaggedStimulus::new(frames.view(), 1).expect("frames");
    let on_threads = |n_threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("threads");
        pool.install(|| stimulus.averages(counts.view()).expect("finite"))
    };
    let averages = on_threads(1);
    let bits = |averages: &SpikeTriggeredAverages| -> Vec<u64> {
        (0..150)
            .filter_map(|unit| averages.of_unit(unit).ok())
            .flat_map(|average| average.average().iter().map(|x| x.to_bits()).collect::<Vec<_>>())
            .collect()
    };
    for n_threads in [2, 3, 8] {
        assert_eq!(bits(&averages), bits(&on_threads(n_threads)), "{n_threads} threads");
    }
    let sums = counts.mapv(f64::from).t().dot(&frames);
    for unit in 0..150 {
        let average = averages.of_unit(unit).expect("every unit fired");
        let n = average.n_spikes() as f64;
        for (got, sum) in average.average().iter().zip(sums.row(unit)) {
            assert!((got - sum / n).abs() < 1e-12);
        }
    }
}

#[test]
fn no_stretch_reaches_over_the_border_of_two_recordings() {
    let frames = noise("pieces", 20, 2);
    let counts: Vec<u32> = (0..20).map(|t| t % 3).collect();
    let stimulus = LaggedStimulus::in_pieces(frames.view(), 3, &[0, 8]).expect("frames");
    let usable: Vec<usize> = (2..8).chain(10..20).collect();
    assert_eq!(stimulus.usable_frames(), usable);
    let average = stimulus.average(&counts).expect("spikes");
    let (mut sum, mut n) = (0.0, 0.0);
    for &t in &usable {
        sum += f64::from(counts[t]) * frames[[t - 2, 1]];
        n += f64::from(counts[t]);
    }
    assert!((average.average()[[2, 1]] - sum / n).abs() < 1e-14);
    let keep: Vec<bool> = (0..20).map(|t| t < 12).collect();
    let first = stimulus.keeping(&keep).expect("some are left");
    assert_eq!(first.usable_frames(), [2, 3, 4, 5, 6, 7, 10, 11]);
}

#[test]
fn covariances_are_those_of_the_textbook() {
    let frames = noise("covariance", 300, 2);
    let mut stream = Seed::from_name("covariance").replicate("counts", 0);
    let counts: Vec<u32> = (0..300).map(|_| stream.poisson(0.8) as u32).collect();
    let stimulus = LaggedStimulus::new(frames.view(), 3).expect("frames");
    let got = stimulus.covariance(&counts).expect("spikes");
    let x = stretches(&frames, 3);
    // Each stretch as often as there were spikes.
    let rows: Vec<usize> =
        (0..x.nrows()).flat_map(|row| std::iter::repeat_n(row, counts[row + 2] as usize)).collect();
    let shown = x.select(ndarray::Axis(0), &rows);
    let centred = &shown - &shown.mean_axis(ndarray::Axis(0)).expect("rows");
    let wanted = centred.t().dot(&centred) / (rows.len() as f64 - 1.0);
    assert!(got.covariance().iter().zip(&wanted).all(|(a, b)| (a - b).abs() < 1e-12));
    assert_eq!(got.n_spikes(), rows.len() as u64);
    let difference = &got.covariance() - &got.frame_covariance();
    for (value, axis) in got.differences().iter().zip(got.axes().rows()) {
        let turned = difference.dot(&axis);
        assert!(turned.iter().zip(axis).all(|(a, b)| (a - value * b).abs() < 1e-12));
    }
}

/// Counts of a unit that answers to either sign of one pattern and is silenced by another.
fn energy_unit(frames: &Array2<f64>) -> Vec<u32> {
    let mut stream = Seed::from_name("energy").replicate("counts", 0);
    let mut count = |row: ndarray::ArrayView1<'_, f64>| {
        let (likes, shuns) = (row[1], row[4]);
        stream.poisson(0.5 * likes * likes / (1.0 + 2.0 * shuns * shuns)) as u32
    };
    frames.rows().into_iter().map(&mut count).collect()
}

#[test]
fn what_an_average_misses_the_covariance_finds() {
    let frames = noise("energy", 6000, 6);
    let counts = energy_unit(&frames);
    let stimulus = LaggedStimulus::new(frames.view(), 1).expect("frames");
    let shifts = Shifts { n_shifts: 199, min_shift: 50, seed: Seed::from_number(4) };
    let average = stimulus.shift_test(&counts, shifts, 0.99).expect("spikes");
    assert!(average.largest().p_greater() > 0.01);
    let covariance = stimulus.covariance(&counts).expect("spikes");
    let test = stimulus.nested_test(&counts, &covariance, shifts, 0.95).expect("spikes");
    let ranks: Vec<usize> = test.axes().iter().map(|axis| axis.rank).collect();
    assert_eq!(ranks, [0, 5]);
    assert!(covariance.axes()[[0, 1]] > 0.98 && covariance.axes()[[5, 4]] > 0.97);
    assert!(covariance.differences()[0] > 0.0 && covariance.differences()[5] < 0.0);
    assert!(test.high()[0] < covariance.differences()[0] && test.low()[0] > 0.0);
}

#[test]
fn the_limit_holds_its_level_where_spikes_do_not_mind() {
    let frames = noise("level", 400, 8);
    let stimulus = LaggedStimulus::new(frames.view(), 3).expect("frames");
    let mut n_false = 0;
    for number in 0..200 {
        let mut stream = Seed::from_number(number).replicate("counts", 0);
        let counts: Vec<u32> = (0..400).map(|_| stream.poisson(0.2) as u32).collect();
        let shifts = Shifts { n_shifts: 99, min_shift: 5, seed: Seed::from_number(number) };
        let test = stimulus.shift_test(&counts, shifts, 0.9).expect("spikes");
        assert_eq!(
            test.is_significant().iter().any(|is| *is),
            test.largest().observed() > test.limit()
        );
        n_false += usize::from(test.largest().p_greater() <= 0.1);
    }
    // Binomial(200, 0.1): between 8 and 33 with 99.8 % probability.
    assert!((8..=33).contains(&n_false), "{n_false} of 200");
}

#[test]
fn what_cannot_be_averaged_is_refused() {
    let frames = noise("refused", 10, 2);
    let message =
        |result: Result<SpikeTriggeredAverage, Error>| result.expect_err("no").to_string();
    let stimulus = LaggedStimulus::new(frames.view(), 2).expect("frames");
    insta::assert_snapshot!(message(stimulus.average(&[0; 10])), @"spikes in frames that count: got 0, wanted at least 1");
    insta::assert_snapshot!(message(stimulus.average(&[1; 9])), @"spike counts: got 9 entries, wanted 10");
    let mut broken = frames.clone();
    broken[[3, 1]] = f64::NAN;
    let stimulus = LaggedStimulus::new(broken.view(), 2).expect("frames");
    insta::assert_snapshot!(message(stimulus.average(&[1; 10])), @"stimulus, column 1, row 4: got NaN, wanted a finite number");
    let refused = |n_lags| LaggedStimulus::new(frames.view(), n_lags).expect_err("no").to_string();
    insta::assert_snapshot!(refused(0), @"n_lags: got 0, wanted at least 1");
    insta::assert_snapshot!(refused(11), @"frames with a whole stretch behind them: got 0, wanted at least 1");
    let stimulus = LaggedStimulus::new(frames.view(), 2).expect("frames");
    let shifts = Shifts { n_shifts: 9, min_shift: 6, seed: Seed::from_number(1) };
    let refused = stimulus.shift_test(&[1; 10], shifts, 0.95).expect_err("no").to_string();
    insta::assert_snapshot!(refused, @"circular shift: a least shift of 6 of 9 samples leaves none, wanted at most half");
}

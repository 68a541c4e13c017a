//! Trains beside events and beside each other. Trains are running sums of the sizes of the rows, counts are their
//! whole parts.

use ndarray::Array2;
use spikebook_analysis::Error;
use spikebook_analysis::spike_trains::alignment::{
    Window, WindowRate, align_to_events, align_trials, count_in_windows,
};
use spikebook_analysis::spike_trains::binning::{TimeBins, count_spikes_of_units};
use spikebook_analysis::spike_trains::bursts::{BurstRule, poisson_share};
use spikebook_analysis::spike_trains::correlogram::{
    Lags, correlograms, jitter_predictor, shift_predictor,
};
use spikebook_analysis::spike_trains::count_correlation::CountCorrelations;
use spikebook_analysis::spike_trains::distance::{Metric, distance_matrix};
use spikebook_analysis::spike_trains::firing_rate::{adaptive_rate, best_width};
use spikebook_analysis::spike_trains::intervals::interspike_intervals_s;
use spikebook_analysis::spike_trains::psth::Psth;
use spikebook_analysis::spike_trains::refractory::{contamination, violations};
use spikebook_analysis::spike_trains::sparse_counts::SparseCounter;

use super::super::estimator::Estimator;
use super::super::set::{Response, Set};
use super::{seed, sums, whole};

pub(super) const LIST: &[Estimator] = &[
    of("spikes around events", |set| {
        let [a, b, c] = trains(set);
        let window = Window::new(-0.5, 0.5)?;
        let near = align_to_events(&a, &b, window)?;
        let far = align_to_events(&a, &c, window)?;
        Ok([near.concat(), far.concat()].concat())
    })
    .defined_of_nothing(),
    of("trials around events", |set| {
        let [a, b, c] = trains(set);
        let events: Vec<f64> = c.first().copied().into_iter().chain(c.last().copied()).collect();
        Ok(align_trials(&[&a, &b], &events, Window::new(-3.0, 3.0)?)?.concat())
    }),
    of("counts around events", |set| {
        let [a, b, c] = trains(set);
        let events: Vec<f64> = c.first().copied().into_iter().chain(c.last().copied()).collect();
        let window = Window::new(-3.0, 3.0)?;
        let counts = count_in_windows(&[&a, &b], &events, window)?;
        let rate = WindowRate::of_counts(&counts, window)?;
        Ok(vec![rate.rate_hz, rate.standard_error_hz])
    })
    .marks_undefined(),
    of("rate around events", |set| {
        let [a, b, c] = trains(set);
        let aligned = align_to_events(&a, &[b, c].concat(), Window::new(-0.5, 0.5)?)?;
        Ok(Psth::of_trials(&aligned, &TimeBins::new(-0.5, 0.1, 10)?)?.rate_hz)
    }),
    of("rate around events of trials seen in part", |set| {
        let [a, b, _] = trains(set);
        let aligned = align_to_events(&a, &b, Window::new(-0.5, 0.5)?)?;
        let seen = (0..aligned.len()).map(|trial| if trial % 2 == 0 { 0.5 } else { 0.3 });
        let seen = seen.map(|stop| Window::new(-0.5, stop)).collect::<Result<Vec<_>, _>>()?;
        let bins = TimeBins::new(-0.5, 0.1, 10)?;
        let psth = Psth::of_observed_trials(&aligned, &seen, &bins)?;
        Ok(psth.n_spikes.iter().map(|&n| n as f64).collect())
    }),
    of("counts of several units", |set| {
        let [a, b, c] = trains(set);
        let counts = count_spikes_of_units(&[&a, &b, &c], &TimeBins::new(0.0, 1.0, 20)?)?;
        Ok(counts.iter().map(|&n| f64::from(n)).collect())
    })
    .defined_of_nothing(),
    of("counts of several units, batch by batch", |set| {
        let mut counter = SparseCounter::new(0.0, 0.5)?.stopping_at(1e3)?;
        let mut counts = Vec::new();
        for (unit, train) in (0_i64..).zip(trains(set)) {
            counts.extend(counter.count(&vec![unit; train.len()], &train)?.n_spikes);
        }
        counts.extend(counter.finish().n_spikes);
        Ok(counts.iter().map(|&n| n as f64).collect())
    })
    .defined_of_nothing(),
    of("intervals between spikes", |set| interspike_intervals_s(&train(set))).learns_nothing(),
    of("violations of the refractory time", |set| {
        let train = train(set);
        let n = violations(&train, 0.2, 0.01)?;
        let share = contamination(n, train.len(), 100.0, 0.2, 0.01)?;
        Ok(vec![n as f64, share.unwrap_or(-1.0)])
    }),
    of("bursts of a Poisson train", |set| {
        Ok(vec![poisson_share(&BurstRule::uniform(0.2, 2)?, &train(set))?])
    })
    .marks_undefined(),
    of("adaptive rate", |set| adaptive_rate(&train(set), (0.0, 1e3), 0.5, &[1.0, 5.0, 20.0])),
    of("best width", |set| Ok(vec![best_width(&train(set), (0.0, 1e3), &[0.1, 0.5, 2.0])?])),
    of("correlograms of all pairs", |set| {
        let [a, b, c] = trains(set);
        let all = correlograms(&[&a, &b, &c], Lags::new(0.1, 5)?)?;
        let pairs = [(0, 0), (0, 1), (1, 2)].map(|(from, to)| all.of_pair(from, to).to_vec());
        Ok(pairs.concat().into_iter().map(|n| n as f64).collect())
    })
    .defined_of_nothing(),
    of("shift predictor", |set| {
        let [a, b, c] = trains(set);
        shift_predictor(&[&a, &b], &[&b, &c], Lags::new(0.1, 5)?)
    })
    .defined_of_nothing(),
    of("jitter predictor", |set| {
        let [a, b, _] = trains(set);
        let lags = Lags::new(0.1, 5)?;
        let jittered = jitter_predictor(&a, &b, lags, 0.5, (20, 0.9), seed())?;
        Ok([jittered.mean, jittered.high_anywhere].concat())
    })
    .defined_of_nothing(),
    of("distances of all pairs", |set| {
        let [a, b, c] = trains(set);
        let metric = Metric::VictorPurpura { cost_per_s: 2.0 };
        let all = distance_matrix(&[&a, &b, &c], metric)?;
        let one = Metric::VanRossum { time_constant_s: 0.1 }.between(&a, &b)?;
        Ok(all.iter().copied().chain([one]).collect())
    })
    .defined_of_nothing(),
    Estimator::new("correlations of counts", Response::Class, |set| {
        let correlations = counted(set)?;
        let (signal, noise) = (correlations.signal(), correlations.noise());
        let known = signal.iter().chain(noise).copied();
        Ok(known.filter(|r| !r.is_nan()).collect())
    })
    .of_the_whole(),
    Estimator::new("interval of a correlation of counts", Response::Class, |set| {
        let (low, high) = counted(set)?.noise_interval(0, 1, 0.95)?;
        Ok([low, high].into_iter().filter(|end| !end.is_nan()).collect())
    })
    .of_the_whole(),
    // Trials are dealt.
    Estimator::new("shuffled correlation of counts", Response::Class, |set| {
        let null = counted(set)?.shuffle_test(0, 1, 29, seed())?;
        Ok(vec![null.observed(), null.p_two_sided()])
    })
    .of_the_whole()
    .ordered(),
];

const fn of(name: &'static str, fit: fn(&Set) -> Result<Vec<f64>, Error>) -> Estimator {
    Estimator::new(name, Response::None, fit).of_the_whole().ordered()
}

/// The running sum of sizes, seconds.
fn running(sizes: impl Iterator<Item = f64>) -> Vec<f64> {
    let add = |time_s: &mut f64, size: f64| {
        *time_s += 0.1 * size.abs();
        Some(*time_s)
    };
    sizes.scan(0.0, add).collect()
}

fn train(set: &Set) -> Vec<f64> {
    running(sums(set).into_iter())
}

/// One train a column.
fn trains(set: &Set) -> [Vec<f64>; 3] {
    [0, 1, 2].map(|column| running(set.x.column(column).iter().copied()))
}

/// Whole parts as counts, the response as the condition.
fn counted(set: &Set) -> Result<CountCorrelations, Error> {
    let numbers = whole(set.x.iter().map(|x| x.abs().floor()), 1e6)?;
    let columns = set.x.ncols();
    let counts =
        Array2::from_shape_fn(set.x.dim(), |(row, column)| numbers[row * columns + column] as u32);
    CountCorrelations::new(counts.view(), &whole(set.y.iter().copied(), 1e6)?)
}

//! Spikes against what was seen at the time: occupancy, tuning curves and maps, samples in bins of time. A row is a
//! tracked sample every 0.1 s.

use ndarray::Array2;
use spikebook_analysis::Error;
use spikebook_analysis::circular::Turn;
use spikebook_analysis::descriptive::BinEdges;
use spikebook_analysis::spike_trains::bin_means::{bin_means, fill_between_samples};
use spikebook_analysis::spike_trains::binning::TimeBins;
use spikebook_analysis::spike_trains::movement::speed;
use spikebook_analysis::spike_trains::occupancy::{Occupancy, sample_durations_s};
use spikebook_analysis::spike_trains::preferred_direction::PreferredDirection;
use spikebook_analysis::spike_trains::spatial_information;
use spikebook_analysis::spike_trains::tuning_curve::{Ends, TuningCurve};
use spikebook_analysis::spike_trains::tuning_map::{PlaneOccupancy, TuningMap};

use super::super::estimator::Estimator;
use super::super::set::{Response, Set};
use super::{seed, sums, whole};

pub(super) const LIST: &[Estimator] = &[
    of("occupancy", |set| {
        let occupancy = occupied(set)?;
        Ok([occupancy.seconds().to_vec(), vec![occupancy.outside_s()]].concat())
    })
    .leaves_out_missing(),
    tracked("durations of samples", |set| sample_durations_s(&running(set), 1.0)),
    of("tuning curve", |set| {
        let curve = curve(set)?;
        Ok([vec![curve.mean_rate_hz()], curve.smoothed_rates_hz(1.0, Ends::Open)?]
            .concat()
            .into_iter()
            .filter(|rate| !rate.is_nan())
            .collect())
    })
    .leaves_out_missing(),
    of("preferred direction", |set| {
        let found = PreferredDirection::of_curve(&curve(set)?, Turn::new(9.0)?)?;
        Ok(vec![found.direction, found.resultant_length])
    })
    .leaves_out_missing(),
    of("tuning map", |set| {
        let map = map(set)?;
        let rates: Array2<f64> = map.smoothed_rates_hz(1.0, 0.0)?;
        Ok(rates
            .iter()
            .copied()
            .filter(|rate| !rate.is_nan())
            .chain([map.mean_rate_hz()])
            .collect())
    })
    .leaves_out_missing(),
    of("spatial information", |set| {
        let occupancy = occupied(set)?;
        let counts = occupancy.count_spikes(&spikes(set))?;
        Ok(vec![spatial_information::bits_per_spike(occupancy.seconds(), &counts)?])
    })
    .leaves_out_missing(),
    of("spatial information of shifted spikes", |set| {
        let null = spatial_information::shift_null(&occupied(set)?, &spikes(set), 0.5, 29, seed())?;
        Ok(vec![null.observed(), null.p_greater()])
    })
    .leaves_out_missing(),
    tracked("means in bins of time", |set| {
        let bins = TimeBins::new(0.0, 0.5, 12)?;
        let means = bin_means(&times(set), &sums(set), &bins, None)?;
        Ok(means.into_iter().map(|mean| mean.unwrap_or(-1.0)).collect())
    })
    .defined_of_nothing()
    .leaves_out_missing(),
    tracked("means of directions in bins of time", |set| {
        let bins = TimeBins::new(0.0, 0.5, 12)?;
        let means = bin_means(&times(set), &sums(set), &bins, Some(Turn::new(6.0)?))?;
        Ok(means.into_iter().map(|mean| mean.unwrap_or(-1.0)).collect())
    })
    .defined_of_nothing()
    .leaves_out_missing(),
    tracked("bins filled between samples", |set| {
        let bins = TimeBins::new(0.0, 0.05, 120)?;
        let (times, samples) = (times(set), sums(set));
        let mut means = bin_means(&times, &samples, &bins, None)?;
        fill_between_samples(&mut means, &times, &samples, &bins, None, 1.0)?;
        Ok(means.into_iter().map(|mean| mean.unwrap_or(-1.0)).collect())
    })
    .defined_of_nothing()
    .leaves_out_missing(),
    tracked("speed", |set| speed(&times(set), &sums(set))).leaves_out_missing(),
    tracked("speed at the times of samples", |set| speed(&running(set), &sums(set)))
        .leaves_out_missing(),
];

/// An estimate without spikes.
const fn tracked(name: &'static str, fit: fn(&Set) -> Result<Vec<f64>, Error>) -> Estimator {
    Estimator::new(name, Response::None, fit).of_the_whole().ordered()
}

const fn of(name: &'static str, fit: fn(&Set) -> Result<Vec<f64>, Error>) -> Estimator {
    Estimator::new(name, Response::Count, fit).of_the_whole().ordered()
}

fn times(set: &Set) -> Vec<f64> {
    (0..set.x.nrows()).map(|row| 0.1 * row as f64).collect()
}

/// Times that are running sums of the sizes of the rows.
fn running(set: &Set) -> Vec<f64> {
    let add = |time_s: &mut f64, size: f64| {
        *time_s += 0.01 + 0.1 * size.abs();
        Some(*time_s)
    };
    sums(set).into_iter().scan(0.0, add).collect()
}

/// Spikes at the samples whose response is above 1.
fn spikes(set: &Set) -> Vec<f64> {
    let times = times(set).into_iter().zip(&set.y);
    times.filter(|(_, y)| **y > 1.0).map(|(time, _)| time).collect()
}

/// Bins that hold most sums.
fn bins() -> Result<BinEdges, Error> {
    BinEdges::uniform(0.0, 9.0, 6)
}

fn occupied(set: &Set) -> Result<Occupancy, Error> {
    refuse_hostile_responses(set)?;
    Occupancy::new(&times(set), &sums(set), &vec![true; set.x.nrows()], &bins()?, 0.2)
}

fn curve(set: &Set) -> Result<TuningCurve, Error> {
    let occupancy = occupied(set)?;
    TuningCurve::new(&bins()?, occupancy.seconds(), &occupancy.count_spikes(&spikes(set))?)
}

fn map(set: &Set) -> Result<TuningMap, Error> {
    refuse_hostile_responses(set)?;
    let [x, y] = [0, 1].map(|column| set.x.column(column).to_vec());
    let keep = vec![true; set.x.nrows()];
    let plane = PlaneOccupancy::new(&times(set), [&x, &y], &keep, [bins()?, bins()?], 0.2)?;
    TuningMap::new(&plane, &spikes(set))
}

/// Counts that are none are refused by who makes spikes of them.
fn refuse_hostile_responses(set: &Set) -> Result<(), Error> {
    whole(set.y.iter().copied(), 1e6).map(|_| ())
}

//! Spike trains and counts. Trains are running sums of the sizes of the rows, so that their order matters.

use ndarray::Array2;
use spikebook_analysis::Error;
use spikebook_analysis::decoding::PoissonDecoder;
use spikebook_analysis::information::{Correction, JointCounts};
use spikebook_analysis::point_process::{BinRuns, PointProcessDesign, PointProcessGlm};
use spikebook_analysis::spike_trains::binning::{TimeBins, count_spikes, mean_rate_hz};
use spikebook_analysis::spike_trains::bursts::BurstRule;
use spikebook_analysis::spike_trains::correlogram::{Lags, auto_correlogram, cross_correlogram};
use spikebook_analysis::spike_trains::distance::{van_rossum, victor_purpura};
use spikebook_analysis::spike_trains::firing_rate::{Kernel, kernel_rate};
use spikebook_analysis::spike_trains::intervals::IntervalStatistics;
use spikebook_analysis::spike_trains::lnp::Lnp;
use spikebook_analysis::spike_trains::movement::moving_mean;
use spikebook_analysis::spike_trains::spike_time_tiling::spike_time_tiling;
use spikebook_analysis::spike_trains::spike_triggered::LaggedStimulus;

use super::super::estimator::Estimator;
use super::super::set::{Response, Set};
use super::{sums, whole};

pub(super) const LIST: &[Estimator] = &[
    of("intervals", |set| {
        let intervals = IntervalStatistics::of_spikes(&train(set), 0.005)?;
        Ok(vec![intervals.mean_s, intervals.median_s, intervals.standard_deviation_s])
    })
    .marks_undefined(),
    of("mean rate", |set| Ok(vec![mean_rate_hz(&train(set), 0.0, 50.0)?])).defined_of_nothing(),
    of("binned spikes", |set| {
        let counts = count_spikes(&train(set), &TimeBins::new(0.0, 1.0, 20)?)?;
        Ok(counts.into_iter().map(f64::from).collect())
    })
    .defined_of_nothing(),
    of("kernel rate", |set| {
        kernel_rate(&train(set), (0.0, 1e3), Kernel::gaussian(0.5)?, &[1.0, 5.0, 20.0])
    })
    .defined_of_nothing(),
    of("bursts", |set| {
        let bursts = BurstRule::uniform(0.2, 2)?.find(&train(set))?;
        Ok(bursts.iter().map(|burst| burst.start_s).collect())
    })
    .learns_nothing(),
    of("auto-correlogram", |set| Ok(floats(auto_correlogram(&train(set), Lags::new(0.1, 5)?)?)))
        .defined_of_nothing(),
    of("cross-correlogram", |set| {
        two(set, |a, b| Ok(floats(cross_correlogram(a, b, Lags::new(0.1, 5)?)?)))
    })
    .defined_of_nothing(),
    of("Victor and Purpura's distance", |set| {
        two(set, |a, b| Ok(vec![victor_purpura(a, b, 2.0)?]))
    })
    .defined_of_nothing(),
    of("van Rossum's distance", |set| two(set, |a, b| Ok(vec![van_rossum(a, b, 0.1)?])))
        .defined_of_nothing(),
    of("spike time tiling", |set| {
        two(set, |a, b| Ok(vec![spike_time_tiling(a, b, 0.05, 0.0, 1e4)?]))
    })
    .marks_undefined(),
    of("moving mean", |set| moving_mean(&sums(set), 3)).learns_nothing(),
    counted("spike-triggered average", |set| {
        let average = LaggedStimulus::new(set.x.view(), 2)?.average(&counts_of(&set.y)?)?;
        Ok(average.average().iter().copied().collect())
    }),
    counted("spike-triggered covariance", |set| {
        LaggedStimulus::new(set.x.view(), 1)?.covariance(&counts_of(&set.y)?)?.eigenvalues()
    }),
    counted("linear-nonlinear-Poisson model", |set| {
        let stimulus = LaggedStimulus::new(set.x.view(), 1)?;
        Lnp::default().with_bins(4)?.fit(&stimulus, &counts_of(&set.y)?, 0.01)?.rates_hz(&stimulus)
    }),
    counted("point-process GLM", |set| {
        let runs = BinRuns::unbroken(set.x.nrows());
        let design = PointProcessDesign::new(&runs).with_covariates("x", set.x.view())?;
        Ok(PointProcessGlm::new().fit(&design, &set.y.to_vec(), 0.001)?.rates_hz())
    }),
    counted("Poisson decoder", |set| {
        let decoder =
            PoissonDecoder::new(set.x.mapv(f64::abs).view(), 0.5)?.with_rate_floor(0.1)?;
        let count = counts_of(&set.y)?;
        let counts = Array2::from_shape_fn((count.len(), 3), |(row, _)| count[row]);
        Ok(decoder.posterior(counts.view())?.probabilities().column(0).to_vec())
    }),
    Estimator::new("information", Response::Class, |set| {
        let responses = whole(sums(set).iter().map(|x| x.abs().floor().min(1e300)), 1e6)?;
        let joint = JointCounts::of_trials(&whole(set.y.iter().copied(), 3.0)?, &responses)?;
        Ok(vec![
            joint.mutual_information_bits(Correction::None),
            joint.response_entropy_bits(),
            joint.stimulus_entropy_bits(),
        ])
    })
    .of_the_whole(),
];

const fn of(name: &'static str, fit: fn(&Set) -> Result<Vec<f64>, Error>) -> Estimator {
    Estimator::new(name, Response::None, fit).of_the_whole().ordered()
}

const fn counted(name: &'static str, fit: fn(&Set) -> Result<Vec<f64>, Error>) -> Estimator {
    Estimator::new(name, Response::Count, fit).of_the_whole().ordered()
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

/// Of the trains of the first two columns.
fn two(
    set: &Set,
    of: impl Fn(&[f64], &[f64]) -> Result<Vec<f64>, Error>,
) -> Result<Vec<f64>, Error> {
    let [a, b] = [0, 1].map(|column| running(set.x.column(column).iter().copied()));
    of(&a, &b)
}

fn floats(counts: Vec<u64>) -> Vec<f64> {
    counts.into_iter().map(|count| count as f64).collect()
}

fn counts_of(y: &ndarray::Array1<f64>) -> Result<Vec<u32>, Error> {
    Ok(whole(y.iter().copied(), 1e6)?.into_iter().map(|count| count as u32).collect())
}

//! The committed case of rates, distances, correlations and information.

use ndarray::Array2;
use spikebook_analysis::information::{Correction, JointCounts};
use spikebook_analysis::spike_trains::bursts::BurstRule;
use spikebook_analysis::spike_trains::correlogram::{Lags, correlograms};
use spikebook_analysis::spike_trains::count_correlation::CountCorrelations;
use spikebook_analysis::spike_trains::distance::{Metric, distance_matrix};
use spikebook_analysis::spike_trains::fano_factor::{poisson_band, poisson_p};
use spikebook_analysis::spike_trains::firing_rate::{Kernel, kernel_rate};
use spikebook_analysis::spike_trains::lnp::Nonlinearity;
use spikebook_analysis::spike_trains::spike_triggered::LaggedStimulus;

use crate::case::Case;

#[test]
fn relations_of_spikes() {
    let case = Case::reference("spike_relations");
    let (unit, time_ms) = (case.column("spikes.csv", "unit"), case.column("spikes.csv", "time_ms"));
    let train = |wanted: f64| -> Vec<f64> {
        let own = unit.iter().zip(&time_ms).filter(|(unit, _)| **unit == wanted);
        own.map(|(_, time)| time / 1000.0).collect()
    };
    let trains = [train(0.0), train(1.0), train(2.0)];
    let views: Vec<&[f64]> = trains.iter().map(Vec::as_slice).collect();

    let all = correlograms(&views, Lags::new(0.004, 10).expect("lags")).expect("ascending");
    case.check("correlogram_01", all.of_pair(0, 1).iter().map(|&n| n as f64));
    case.check("correlogram_22", all.of_pair(2, 2).iter().map(|&n| n as f64));
    let matrix = |metric| distance_matrix(&views, metric).expect("ascending").into_iter();
    case.check("victor_purpura", matrix(Metric::VictorPurpura { cost_per_s: 25.0 }));
    case.check("van_rossum", matrix(Metric::VanRossum { time_constant_s: 0.02 }));

    let times: Vec<f64> = (0..=20).map(|k| f64::from(k) * 0.5).collect();
    let kernel = Kernel::gaussian(0.15).expect("a width");
    let rates = kernel_rate(&trains[0], (0.0, 10.0), kernel, &times).expect("ascending");
    case.check("gaussian_rate_hz", rates);
    let (low, high) = poisson_band(37, 0.95).expect("windows");
    case.check("fano_band", [low, high]);
    case.check_scalar("fano_p", poisson_p(1.4, 37).expect("windows"));
    let bursts = BurstRule::uniform(0.02, 3).expect("a rule").find(&trains[2]).expect("ascending");
    case.check("burst_sizes", bursts.iter().map(|burst| burst.n_spikes as f64));
    case.check("burst_surprise", bursts.iter().map(|burst| burst.surprise));
}

#[test]
fn counts_of_trials_and_frames() {
    let case = Case::reference("spike_relations");
    let counts = case.matrix("trials.csv", &["a", "b"]).mapv(|count| count as u32);
    let condition: Vec<usize> =
        case.column("trials.csv", "condition").iter().map(|&c| c as usize).collect();
    let found = CountCorrelations::new(counts.view(), &condition).expect("trials");
    case.check_scalar("signal_correlation", found.signal()[[0, 1]]);
    case.check_scalar("noise_correlation", found.noise()[[0, 1]]);
    let responses: Vec<usize> = counts.column(0).iter().map(|&n| n as usize).collect();
    let joint = JointCounts::of_trials(&condition, &responses).expect("trials");
    case.check_scalar("information_bits", joint.mutual_information_bits(Correction::None));

    let frames: Array2<f64> = case.matrix("frames.csv", &["left", "right"]);
    let counts: Vec<u32> = case.column("frames.csv", "n").iter().map(|&n| n as u32).collect();
    let stimulus = LaggedStimulus::new(frames.view(), 3).expect("frames");
    case.check("average", stimulus.average(&counts).expect("spikes").average().iter().copied());
    let covariance = stimulus.covariance(&counts).expect("spikes");
    case.check("differences", covariance.differences().iter().copied());
    let projections: Vec<f64> = frames.column(0).to_vec();
    let curve = Nonlinearity::new(&projections, &counts, 0.01, 5).expect("frames");
    case.check("bin_rates_hz", curve.rates_hz());
    let ends = curve.intervals_hz(0.95).expect("a level");
    case.check("bin_intervals_hz", ends.into_iter().flat_map(|(low, high)| [low, high]));
}

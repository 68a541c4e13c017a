//! Correlograms, distances between trains, and what precedes spikes.

use ndarray::Array2;
use spikebook_analysis::spike_trains::binning::{TimeBins, count_spikes};
use spikebook_analysis::spike_trains::correlogram::{
    Lags, auto_correlogram, correlograms, cross_correlogram,
};
use spikebook_analysis::spike_trains::distance::{Metric, distance_matrix};
use spikebook_analysis::spike_trains::spike_triggered::LaggedStimulus;

use crate::case::Case;

/// The times of each of `n` labels, ascending.
fn trains(case: &Case, label: &str, time: &str, scale: f64, n: usize) -> Vec<Vec<f64>> {
    let (labels, times) = (case.column("spikes.csv", label), case.column("spikes.csv", time));
    let mut trains = vec![Vec::new(); n];
    for (&label, &time) in labels.iter().zip(&times) {
        trains[label as usize].push(time / scale);
    }
    for train in &mut trains {
        train.sort_by(f64::total_cmp);
    }
    trains
}

#[test]
fn correlograms_and_counts_on_edges() {
    let Some(case) = Case::golden("ccg_binning") else { return };
    let trains = trains(&case, "unit", "sample", 20_000.0, 3);
    let views: Vec<&[f64]> = trains.iter().map(Vec::as_slice).collect();
    let lags = Lags::new(0.001, 25).expect("lags");
    let all = correlograms(&views, lags).expect("ascending");
    for i in 0..3 {
        for j in 0..3 {
            let quantity = format!("ccg_{i}{j}");
            case.check(&quantity, all.of_pair(i, j).iter().map(|&count| count as f64));
            let two = if i == j {
                auto_correlogram(&trains[i], lags)
            } else {
                cross_correlogram(&trains[i], &trains[j], lags)
            };
            case.check(&quantity, two.expect("ascending").into_iter().map(|count| count as f64));
        }
    }
    let bins = TimeBins::new(0.0, 0.1, 80).expect("bins");
    let counts = trains.iter().flat_map(|train| count_spikes(train, &bins).expect("ascending"));
    case.check("counts", counts.map(f64::from));
}

#[test]
fn distances_of_four_trains() {
    let Some(case) = Case::golden("spike_distances") else { return };
    let trains = trains(&case, "train", "time", 1.0, 4);
    let views: Vec<&[f64]> = trains.iter().map(Vec::as_slice).collect();
    let matrix = |metric| distance_matrix(&views, metric).expect("ascending").into_iter();
    for (name, cost_per_s) in [("0", 0.0), ("1", 1.0), ("10", 10.0), ("100", 100.0), ("1e+06", 1e6)]
    {
        let metric = Metric::VictorPurpura { cost_per_s };
        case.check(&format!("victor_purpura_q{name}"), matrix(metric));
    }
    for (name, time_constant_s) in [("0.005", 0.005), ("0.05", 0.05), ("0.5", 0.5)] {
        let metric = Metric::VanRossum { time_constant_s };
        case.check(&format!("van_rossum_tau{name}"), matrix(metric));
    }
}

#[test]
fn averages_and_covariances_before_spikes() {
    let Some(case) = Case::golden("sta_stc") else { return };
    let frames: Array2<f64> = case.matrix("stim.csv", &["px0", "px1", "px2"]);
    let counts: Vec<u32> = case.column("counts.csv", "n").iter().map(|&n| n as u32).collect();
    let stimulus = LaggedStimulus::new(frames.view(), 4).expect("frames");
    let average = stimulus.average(&counts).expect("spikes");
    case.check("sta", average.average().iter().copied());
    let covariance = stimulus.covariance(&counts).expect("spikes");
    case.check("sta", covariance.average().iter().copied());
    case.check("stc", covariance.covariance().iter().copied());
    case.check("prior_cov", covariance.frame_covariance().iter().copied());
    case.check("stc_eigenvalues_desc", covariance.eigenvalues().expect("it ends"));
}

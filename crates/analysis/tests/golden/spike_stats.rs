//! Regularity of spike trains, spread of counts, tiling coefficients.

use spikebook_analysis::descriptive;
use spikebook_analysis::spike_trains::alignment::{Window, align_to_events, count_in_windows};
use spikebook_analysis::spike_trains::binning::{TimeBins, count_spikes, mean_rate_hz};
use spikebook_analysis::spike_trains::fano_factor::fano_factor;
use spikebook_analysis::spike_trains::intervals::{IntervalStatistics, interspike_intervals_s};
use spikebook_analysis::spike_trains::psth::Psth;
use spikebook_analysis::spike_trains::spike_time_tiling::spike_time_tiling;

use crate::case::Case;

#[test]
fn four_trains() {
    let Some(case) = Case::golden("spike_stats") else { return };
    let (train, time) = (case.column("spikes.csv", "train"), case.column("spikes.csv", "time"));
    let spikes_of = |number: usize| -> Vec<f64> {
        train
            .iter()
            .zip(&time)
            .filter(|(train, _)| **train == number as f64)
            .map(|(_, time)| *time)
            .collect()
    };
    let trains: Vec<Vec<f64>> = (0..4).map(spikes_of).collect();
    for (number, spikes) in trains.iter().enumerate() {
        let quantity = |of: &str| format!("t{number}.{of}");
        let statistics = IntervalStatistics::of_spikes(spikes, 0.005).expect("ascending times");
        case.check_scalar(&quantity("cv"), statistics.cv);
        case.check_scalar(&quantity("cv2"), statistics.cv2);
        case.check_scalar(&quantity("lv"), statistics.lv);
        case.check_scalar(&quantity("lvr"), statistics.lvr);
        let intervals = interspike_intervals_s(spikes).expect("ascending times");
        let cv_ddof1 =
            descriptive::standard_deviation(&intervals, 1) / descriptive::mean(&intervals);
        case.check_scalar(&quantity("cv_ddof1"), cv_ddof1);
        case.check_scalar(
            &quantity("rate"),
            mean_rate_hz(spikes, 0.0, 10.0).expect("ascending times"),
        );
    }
    let counts = count_spikes(&trains[0], &TimeBins::new(0.0, 1.0, 10).expect("ten bins"))
        .expect("ascending");
    case.check_scalar("fano_ddof0", fano_factor(&counts, 0));
    case.check_scalar("fano_ddof1", fano_factor(&counts, 1));
    let tiling =
        |a: &Vec<f64>, b: &Vec<f64>| spike_time_tiling(a, b, 0.02, 0.0, 10.0).expect("ascending");
    case.check("sttc_dt20ms", trains.iter().flat_map(|a| trains.iter().map(move |b| tiling(a, b))));
}

#[test]
fn one_train_around_events() {
    let case = Case::reference("spike_train_measures");
    let seconds = |file| -> Vec<f64> {
        case.column(file, "time_ms").iter().map(|time| time / 1000.0).collect()
    };
    let (spikes, events) = (seconds("spikes.csv"), seconds("events.csv"));
    let statistics = IntervalStatistics::of_spikes(&spikes, 0.005).expect("ascending times");
    case.check_scalar("cv", statistics.cv);
    case.check_scalar("cv2", statistics.cv2);
    case.check_scalar("lv", statistics.lv);
    case.check_scalar("lvr", statistics.lvr);
    case.check_scalar("median_s", statistics.median_s);

    let window = Window::new(-0.2, 0.5).expect("a window");
    let aligned = align_to_events(&spikes, &events, window).expect("ascending times");
    let bins = TimeBins::new(-0.2, 0.05, 14).expect("bins");
    let psth = Psth::of_trials(&aligned, &bins).expect("trials");
    case.check("psth_spikes", psth.n_spikes.iter().map(|&count| count as f64));
    case.check("psth_rate_hz", psth.rate_hz);
    case.check("psth_standard_error_hz", psth.standard_error_hz);
    let before = Window::new(-0.1, 0.0).expect("a window");
    let trials = vec![&spikes[..]; events.len()];
    let counts = count_in_windows(&trials, &events, before).expect("ascending times");
    case.check("window_counts", counts.into_iter().map(f64::from));

    let last = spikes.last().expect("spikes");
    let bins = TimeBins::filling(0.0, *last, 0.25).expect("bins");
    let counts = count_spikes(&spikes, &bins).expect("ascending times");
    case.check_scalar("fano_ddof1", fano_factor(&counts, 1));
}

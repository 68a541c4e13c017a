//! What a user reads.

use insta::assert_snapshot;
use spikebook_numeric::Seed;

use crate::Error;
use crate::descriptive::BinEdges;
use crate::spike_trains::alignment::*;
use crate::spike_trains::binning::*;
use crate::spike_trains::intervals::IntervalStatistics;
use crate::spike_trains::movement::*;
use crate::spike_trains::occupancy::*;
use crate::spike_trains::psth::Psth;
use crate::spike_trains::spatial_information::*;
use crate::spike_trains::spike_time_tiling::spike_time_tiling;
use crate::spike_trains::tuning_curve::*;

fn refused<T>(result: Result<T, Error>) -> String {
    result.err().expect("refused").to_string()
}

#[test]
fn of_times() {
    let bins = TimeBins::new(0.0, 0.1, 3).expect("bins");
    assert_snapshot!(refused(count_spikes(&[0.1, 0.05], &bins)), @"spike times, row 2: got 0.05 after 0.1, wanted ascending order");
    assert_snapshot!(refused(count_spikes(&[0.1, f64::NAN], &bins)), @"spike times, row 2: got NaN, wanted a finite number");
    let hint = count_spikes(&[0.1, 0.05], &bins).expect_err("backwards").hint();
    assert_snapshot!(hint.expect("a hint"), @"sort the times before they are used");
    assert_snapshot!(refused(TimeBins::new(0.0, 0.0, 3)), @"width_s: got 0, wanted a finite number above 0");
    assert_snapshot!(refused(TimeBins::new(0.0, 1.0, 0)), @"n_bins: got 0, wanted at least 1 and at most 1,000,000,000");
    assert_snapshot!(refused(TimeBins::filling(0.0, f64::NAN, 0.1)), @"stop_s: got NaN, wanted a finite number");
    assert_snapshot!(refused(mean_rate_hz(&[0.1], 2.0, 1.0)), @"stop_s − start_s: got -1, wanted a finite number above 0");
    assert_snapshot!(refused(IntervalStatistics::of_spikes(&[0.1], -1.0)), @"refractory_s: got -1, wanted a finite number, at least 0");
    assert_snapshot!(refused(spike_time_tiling(&[0.1], &[0.2], 0.0, 0.0, 1.0)), @"window_s: got 0, wanted a finite number above 0");
}

#[test]
fn of_events() {
    assert_snapshot!(refused(Window::new(0.5, 0.5)), @"stop_s: got 0.5, wanted a finite number above start_s");
    let window = Window::new(0.0, 1.0).expect("a window");
    assert_snapshot!(refused(align_trials(&[&[0.5]], &[], window)), @"events: got 0 entries, wanted 1");
    assert_snapshot!(refused(align_to_events(&[0.5], &[0.0, f64::NAN], window)), @"event times, row 2: got NaN, wanted a finite number");
    assert_snapshot!(refused(WindowRate::of_counts(&[], window)), @"trials: got 0, wanted at least 1");
    let bins = TimeBins::new(0.0, 0.1, 3).expect("bins");
    assert_snapshot!(refused(Psth::of_trials(&[], &bins)), @"trials: got 0, wanted at least 1");
    assert_snapshot!(refused(Psth::of_observed_trials(&[vec![]], &[], &bins)), @"observed windows: got 0 entries, wanted 1");
}

#[test]
fn of_places() {
    assert_snapshot!(refused(moving_mean(&[1.0], 4)), @"n_samples: got 4, wanted an odd number");
    assert_snapshot!(refused(speed(&[0.0, 0.1, 0.1], &[0.0; 3])), @"sample times, row 3: got 0.1 after 0.1, wanted ascending order");
    assert_snapshot!(refused(speed(&[0.0], &[0.0])), @"samples: got 1, wanted at least 2");
    assert_snapshot!(refused(sample_durations_s(&[0.0, 1.0], 0.0)), @"max_duration_s: got 0, wanted a finite number above 0");
    let bins = BinEdges::uniform(0.0, 2.0, 2).expect("bins");
    assert_snapshot!(refused(Occupancy::new(&[0.0, 1.0], &[0.0], &[true; 2], &bins, 1.0)), @"covariate: got 1 entries, wanted 2");
    assert_snapshot!(refused(TuningCurve::new(&bins, &[0.0, 0.0], &[0, 0])), @"tuning curve: the occupancy is 0 s in all 2 bins, wanted some time in at least one");
    assert_snapshot!(refused(TuningCurve::new(&bins, &[-1.0, 0.0], &[0, 0])), @"occupancy_s: got -1, wanted a finite number, at least 0");
    assert_snapshot!(refused(bits_per_spike(&[1.0, 1.0], &[0, 0])), @"spikes in the bins: got 0, wanted at least 1");
    let occupancy = Occupancy::new(&[0.0, 1.0, 2.0], &[0.5, 1.5, 0.5], &[true; 3], &bins, 1.0)
        .expect("samples");
    assert_snapshot!(refused(shift_null(&occupancy, &[0.5], 5.0, 10, Seed::from_number(1))), @"circular shift: a least shift of 5 of 2 samples leaves none, wanted at most half");
}

//! The rules of the typed tables, and their messages.

use spikebook_schema::{Sampling, Unit};

use super::*;

fn spikes(unit_id: Vec<i64>, time_s: Vec<f64>) -> Table {
    Table::build("spikes")
        .integer("unit_id", Unit::ID, unit_id)
        .float("time_s", Unit::SECOND, time_s)
        .finish()
        .expect("equal lengths, finite")
}

#[test]
fn spikes_are_grouped_by_unit() {
    let spikes = SpikeTable::try_from(spikes(vec![3, 3, 7], vec![0.5, 0.5, 0.1])).expect("sorted");
    assert_eq!(spikes.by_unit(), [(3, &[0.5, 0.5][..]), (7, &[0.1][..])]);
}

#[test]
fn spikes_out_of_order_are_refused_and_can_be_sorted() {
    let error = SpikeTable::try_from(spikes(vec![3, 3], vec![0.5, 0.4])).expect_err("unsorted");
    insta::assert_snapshot!(error, @"table `spikes`, column `time_s`, row 2: got unit 3 at 0.4 s after unit 3 at 0.5 s, wanted ascending by unit, trial and time");
    let sorted = SpikeTable::from_columns(vec![3, 1, 3], vec![0.5, 9.0, 0.4], None).expect("sorts");
    assert_eq!(sorted.unit_id(), [1, 3, 3]);
    assert_eq!(sorted.time_s(), [9.0, 0.4, 0.5]);
}

#[test]
fn trials_with_their_own_clocks_sort_within_the_trial() {
    let sorted = SpikeTable::from_columns(vec![1, 1, 1], vec![0.5, 0.1, 0.7], Some(vec![2, 2, 1]))
        .expect("sorts");
    assert_eq!(sorted.time_s(), [0.7, 0.1, 0.5]);
    assert_eq!(sorted.trial_id(), Some(&[1, 2, 2][..]));
}

#[test]
fn a_time_that_is_none_is_no_spike() {
    let error = Table::build("spikes")
        .float("time_s", Unit::SECOND, vec![0.1, f64::NAN])
        .finish()
        .expect_err("NaN");
    insta::assert_snapshot!(error, @"table `spikes`, column `time_s`, row 2: got NaN, wanted a finite number");
}

#[test]
fn a_table_in_another_unit_is_no_spike_table() {
    let table = Table::build("spikes")
        .integer("unit_id", Unit::ID, vec![1])
        .float("time_s", Unit::MILLISECOND, vec![1.0])
        .finish()
        .expect("a table");
    let error = SpikeTable::try_from(table).expect_err("milliseconds");
    insta::assert_snapshot!(error, @"table `spikes`, column `time_s`: got float in ms, wanted float in s");
}

#[test]
fn a_trial_stops_after_it_starts_and_is_there_once() {
    let trials = |id: Vec<i64>, stop: Vec<f64>| {
        Table::build("trials")
            .integer("trial_id", Unit::ID, id)
            .float("start_s", Unit::SECOND, vec![0.0, 1.0])
            .float("stop_s", Unit::SECOND, stop)
            .finish()
            .expect("a table")
    };
    assert!(Trials::try_from(trials(vec![1, 2], vec![0.5, 1.0])).is_ok());
    let early = Trials::try_from(trials(vec![1, 2], vec![0.5, 0.9])).expect_err("stops early");
    insta::assert_snapshot!(early, @"table `trials`, column `stop_s`, row 2: got 0.9 before start_s = 1, wanted a time at or after start_s");
    let twice = Trials::try_from(trials(vec![4, 4], vec![0.5, 1.5])).expect_err("twice");
    insta::assert_snapshot!(twice, @"table `trials`, column `trial_id`, row 2: got 4 a second time, wanted each id once");
}

#[test]
fn signals_have_times_or_an_even_clock() {
    let evenly = Table::build("signals")
        .float("x_px", Unit::PIXEL, vec![1.0, 2.0, 3.0])
        .sampled(Sampling { t_start_s: 10.0, rate_hz: 4.0 })
        .finish()
        .expect("a table");
    let signals = Signals::try_from(evenly).expect("an even clock");
    assert_eq!(signals.time_s(), [10.0, 10.25, 10.5]);
    let backwards = Table::build("signals")
        .float("time_s", Unit::SECOND, vec![0.0, 1.0, 1.0])
        .finish()
        .expect("a table");
    let error = Signals::try_from(backwards).expect_err("a time stands twice");
    insta::assert_snapshot!(error, @"table `signals`, column `time_s`, row 3: got 1 after 1, wanted ascending times");
    insta::assert_snapshot!(error.hint().expect("a hint"), @"sort the rows, or look for a clock that was reset");
}

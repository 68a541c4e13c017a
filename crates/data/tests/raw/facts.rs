//! What the SOURCE.md beside each recording says about it.

use spikebook_data::raw::{RawFile, Value};

use crate::recordings::open;

fn f64s(file: &dyn RawFile, path: &str) -> Vec<f64> {
    file.read_one(path).and_then(|found| found.to_f64()).expect("numbers are read")
}

/// Smallest and largest finite value.
fn range(values: &[f64]) -> (f64, f64) {
    let finite = values.iter().copied().filter(|value| value.is_finite());
    finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
}

fn n_not_finite(values: &[f64]) -> usize {
    values.iter().filter(|value| !value.is_finite()).count()
}

#[test]
fn roitman_shadlen_is_big_endian_with_one_cell_a_trial() {
    let Some(file) = open("roitman-shadlen-lip/T1RT.mat") else { return };
    let listing: Vec<String> =
        file.variables().expect("variables").iter().map(ToString::to_string).collect();
    assert_eq!(listing, ["x f64 6149×31", "s cell 6149×1", "f cell 6149×1"]);
    assert_eq!(file.attributes()["byte_order"], "big-endian");

    let x = f64s(file.as_ref(), "x");
    assert_eq!((range(&x), n_not_finite(&x)), ((-120.0, 7068.0), 36880));
    let (dots, saccade) = (f64s(file.as_ref(), "x(:,7)"), f64s(file.as_ref(), "x[:,7]"));
    let response_time = f64s(file.as_ref(), "x(:,9)");
    for trial in 0..6149 {
        assert_eq!(response_time[trial], saccade[trial] - dots[trial]);
    }
    let mut units = f64s(file.as_ref(), "x(:,1)");
    units.sort_by(f64::total_cmp);
    units.dedup();
    assert_eq!(units.len(), 54);

    let trains = file.read("s{*}").expect("spike trains");
    assert_eq!(trains.len(), 6149);
    let mut counts: Vec<usize> =
        trains.iter().map(|train| train.to_f64().expect("times").len()).collect();
    assert_eq!(counts.iter().sum::<usize>(), 253_555);
    assert_eq!(counts.iter().filter(|&&count| count == 0).count(), 2);
    assert_eq!((trains[6148].indices.as_slice(), trains[6148].path()), (&[6148][..], "s{6149}"));
    counts.sort_unstable();
    assert_eq!(counts[6149 / 2], 35);
    assert_eq!(trains[0].value.describe(), "f64 array of 30×1");
    assert_eq!(range(&trains[0].to_f64().expect("times")), (1483.0, 2307.0));

    let names = file.read("f{*}").expect("file names");
    let mut names: Vec<String> =
        names.iter().flat_map(|name| name.to_texts().expect("text")).collect();
    assert_eq!(names[0], "n573a");
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 116);
}

#[test]
fn roitman_shadlen_behaviour() {
    let Some(file) = open("roitman-shadlen-lip/rs_n.mat") else { return };
    let shapes: Vec<Vec<usize>> =
        file.variables().expect("variables").into_iter().map(|variable| variable.shape).collect();
    assert_eq!(shapes, vec![vec![3534, 1]; 6]);
    assert_eq!(range(&f64s(file.as_ref(), "cohs")), (-0.512, 0.512));
    assert_eq!(n_not_finite(&f64s(file.as_ref(), "rew_delay")), 645);
    let Some(file) = open("roitman-shadlen-lip/rs_b.mat") else { return };
    assert_eq!(range(&f64s(file.as_ref(), "rt")), (0.005, 1.762));
    assert_eq!(n_not_finite(&f64s(file.as_ref(), "rew_delay")), 527);
}

#[test]
fn linear_track_has_nested_cells_with_empty_members() {
    let Some(file) = open("nelpy-linear-track/spikes.mat") else { return };
    assert_eq!(file.read("spikes{1}{1}{*}").expect("tetrodes").len(), 13);
    // Some tetrodes, and some clusters, are `[]`.
    let times = file.read("spikes{1}{1}{*}{*}.time").expect("spike times");
    assert_eq!(times.len(), 37);
    let trains: Vec<Vec<f64>> = times.iter().map(|train| train.to_f64().expect("times")).collect();
    assert_eq!(trains.iter().filter(|train| !train.is_empty()).count(), 31);
    let all: Vec<f64> = trains.concat();
    assert_eq!(all.len(), 28_829);
    let (first, last) = range(&all);
    assert_eq!((format!("{first:.2}"), format!("{last:.2}")), ("4397.00".into(), "6365.15".into()));
    assert_eq!(all.iter().filter(|&&time| time <= 5382.24).count(), 15_641);
    for train in &trains {
        assert!(train.is_sorted());
    }
    let one = file.read_one("spikes{1}{1}{3}{14}.time").expect("one cluster");
    assert!(times.iter().any(|train| train.indices == [2, 13] && train.value == one.value));
}

#[test]
fn linear_track_position() {
    let Some(file) = open("nelpy-linear-track/trajectory.videoPositionTracking") else { return };
    let listing: Vec<String> =
        file.variables().expect("variables").iter().map(ToString::to_string).collect();
    let expected = ["time u32", "xloc u16", "yloc u16", "xloc2 u16", "yloc2 u16"];
    assert_eq!(listing, expected.map(|field| format!("{field} 118965")));
    assert_eq!(file.attributes()["clockrate"], "30000");
    let (first, last) = range(&f64s(file.as_ref(), "time"));
    let seconds = |ticks: f64| format!("{:.2}", ticks / 30_000.0);
    assert_eq!((seconds(first), seconds(last)), ("4397.03".into(), "6379.46".into()));
    assert_eq!(range(&f64s(file.as_ref(), "xloc")), (133.0, 554.0));
    assert_eq!(range(&f64s(file.as_ref(), "yloc")), (1.0, 479.0));
    assert_eq!(range(&f64s(file.as_ref(), "xloc2")), (0.0, 0.0));
    // Streaming gives the same rows.
    let blocks = file.blocks(&["yloc", "time"], 10_000).expect("blocks");
    let mut streamed = Vec::new();
    for block in blocks {
        let block = block.expect("a block");
        let Some(Value::Array(time)) = block.column("time") else { panic!("a column of times") };
        streamed.extend(time.data.to_f64());
    }
    assert_eq!(streamed, f64s(file.as_ref(), "time"));
}

#[test]
fn hippocampus_units() {
    let Some(file) = open("hippocampus-16-units/all_unit.mat") else { return };
    let units = file.read("unit_t{*}").expect("units");
    let counts: Vec<usize> = units.iter().map(|unit| unit.to_f64().expect("times").len()).collect();
    assert_eq!(
        (counts.len(), counts.iter().min(), counts.iter().max()),
        (16, Some(&485), Some(&5230))
    );
    let first = units[0].to_f64().expect("times");
    assert_eq!(first.len(), 3238);
    let (first, last) = range(&first);
    assert_eq!((format!("{first:.5}"), format!("{last:.3}")), ("0.70148".into(), "998.064".into()));
}

#[test]
fn eeglab_sets_are_nested_structs() {
    let Some(file) = open("eeglab-sample/eeglab_data.set") else { return };
    assert_eq!(f64s(file.as_ref(), "EEG.nbchan"), [32.0]);
    assert_eq!(f64s(file.as_ref(), "EEG.pnts"), [30_504.0]);
    assert_eq!(f64s(file.as_ref(), "EEG.srate"), [128.0]);
    let kinds = file.read("EEG.event(*).type").expect("events");
    let kinds: Vec<String> = kinds.iter().flat_map(|kind| kind.to_texts().expect("text")).collect();
    let count = |wanted: &str| kinds.iter().filter(|kind| *kind == wanted).count();
    assert_eq!((count("square"), count("rt")), (80, 74));
    let labels = file.read("EEG.chanlocs(*).labels").expect("channels");
    assert_eq!(labels.len(), 32);
    assert!(labels.iter().any(|label| label.to_texts().expect("text") == ["POz"]));
}

#[test]
fn rat_memory_is_the_same_in_csv_and_npz() {
    let Some(csv) = open("rat-parametric-memory/trials.csv") else { return };
    let Some(npz) = open("rat-parametric-memory/rat_W053_plain.npz") else { return };
    let listing: Vec<String> =
        npz.variables().expect("variables").iter().map(ToString::to_string).collect();
    assert_eq!(
        listing[..5],
        [
            "choice f64 20000",
            "answer i64 20000",
            "correct f64 20000",
            "day_length i64 80",
            "in_h f64 20000×2"
        ]
    );
    for (column, member) in [
        ("choice", "choice"),
        ("answer", "answer"),
        ("correct", "correct"),
        ("h_1", "in_h(:,1)"),
        ("h_2", "in_h(:,2)"),
        ("r_2", "in_r[:,1]"),
        ("c_1", "in_c(:,1)"),
        ("s1_1", "in_s1(:,1)"),
        ("s1_2", "in_s1(:,2)"),
        ("s2_1", "in_s2(:,1)"),
        ("s_avg_2", "in_s_avg(:,2)"),
    ] {
        assert_eq!(f64s(csv.as_ref(), column), f64s(npz.as_ref(), member), "{column} and {member}");
    }
    assert_eq!(f64s(npz.as_ref(), "day_length").iter().sum::<f64>(), 20_000.0);
}

#[test]
fn a_pickled_array_is_refused() {
    let Some(file) = open("rat-parametric-memory/sampleRatData.npz") else { return };
    let error = file.read_one("D").expect_err("a pickle");
    assert!(error.to_string().contains("a Python object array, which is a pickle (|O)"), "{error}");
}

#[test]
fn international_brain_laboratory() {
    let Some(file) = open("ibl-mouse-fixtures/alf-ephys/spikes.times.npy") else { return };
    let times = f64s(file.as_ref(), "spikes.times");
    assert_eq!((times.len(), times.is_sorted()), (124_905, true));
    let Some(file) = open("ibl-mouse-fixtures/alf-ephys/spikes.clusters.npy") else { return };
    let clusters = f64s(file.as_ref(), "");
    assert_eq!(range(&clusters), (0.0, 499.0));
    let Some(file) = open("ibl-mouse-fixtures/trials_df_test.csv") else { return };
    assert_eq!(file.names().expect("names")[..2], ["column_1", "stimOn_times"]);
    let contrast = f64s(file.as_ref(), "contrastLeft");
    assert_eq!((contrast.len(), n_not_finite(&contrast)), (500, 213));
    assert_eq!(
        file.read_one("choice").and_then(|found| found.to_i64()).expect("choices").len(),
        500
    );
}

#[test]
fn grasshopper_text() {
    let Some(file) = open("grasshopper-auditory-sta/grasshopper_spike_times1.txt") else { return };
    let times = f64s(file.as_ref(), "");
    assert_eq!((times.len(), range(&times)), (929, (6700.0, 9_999_300.0)));
    let Some(file) = open("grasshopper-auditory-sta/grasshopper_stimulus1.txt") else { return };
    let stimulus = file.read_one("numbers").expect("a stimulus");
    assert_eq!(stimulus.value.shape(), [200_000, 2]);
    assert_eq!(range(&f64s(file.as_ref(), "numbers(:,1)")), (0.0, 9_999_950.0));
    assert_eq!(range(&f64s(file.as_ref(), "numbers(:,2)")), (0.0158489, 1.0));
}

#[test]
fn pulses_and_reaches() {
    let Some(file) = open("waskom-kiani-pulses/trial_data.csv") else { return };
    let listing: Vec<String> =
        file.variables().expect("variables").iter().map(ToString::to_string).collect();
    assert_eq!(listing[0], "subject text 14869");
    assert_eq!(listing[7], "correct bool 14869");
    let correct = file.read_one("correct").and_then(|found| found.to_bool()).expect("truth values");
    let share = correct.iter().filter(|&&right| right).count() as f64 / 14_869.0;
    assert_eq!(format!("{share:.4}"), "0.7766");
    let Some(file) = open("mc-maze-two-reaches/trial_748_data.csv") else { return };
    let names = file.names().expect("names");
    assert_eq!(names.len(), 191);
    let units: Vec<&String> = names.iter().filter(|name| name.starts_with("unit_")).collect();
    let spikes: f64 = units.iter().map(|name| f64s(file.as_ref(), name).iter().sum::<f64>()).sum();
    assert_eq!((units.len(), spikes), (182, 1654.0));
}

//! The recordings that the project has cards for: every number that is known of them.

use std::path::{Path, PathBuf};

use spikebook_data::Table;
use spikebook_data::card::{Card, SeenFiles, import, locate};
use spikebook_data::frames::{Signals, SpikeTable, Trials, Units};

/// The project's own folder.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn card(name: &str) -> Card {
    let path = root().join("datasets").join(name).join("dataset.toml");
    let text = std::fs::read_to_string(&path).expect("the project has this card");
    Card::parse(name, Path::new("dataset.toml"), &text).unwrap_or_else(|faults| {
        panic!("{}", faults.iter().map(|fault| format!("{fault}\n")).collect::<String>())
    })
}

/// The folders that hold recordings.
pub(crate) fn data_folders() -> Vec<PathBuf> {
    match std::env::var_os("SPIKEBOOK_DATA") {
        Some(folders) => std::env::split_paths(&folders).collect(),
        None => vec![root().join("../shared/data")],
    }
}

/// The tables of a recording; `None` where its files are not at hand.
fn tables(name: &str) -> Option<Vec<(String, Table)>> {
    let folders = data_folders();
    let card = card(name);
    let located: Result<Vec<_>, _> =
        locate(&card, &folders, &mut SeenFiles::default()).into_iter().collect();
    match located {
        Ok(located) => Some(import(&card, &located).unwrap_or_else(|error| panic!("{error}"))),
        Err(missing) => {
            assert!(std::env::var_os("CI").is_none(), "{missing}");
            println!("skipped: {missing}");
            None
        }
    }
}

fn named(tables: &[(String, Table)], name: &str) -> Table {
    let found = tables.iter().find(|(table, _)| table == name);
    found.map(|(_, table)| table.clone()).expect("the card has this table")
}

#[test]
fn every_card_can_be_read() {
    let folder = root().join("datasets");
    for entry in std::fs::read_dir(folder).expect("the project has cards") {
        let path = entry.expect("a folder").path();
        if path.is_dir() {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            assert!(!card(&name).digest().is_empty());
        }
    }
}

#[test]
fn tables_are_what_their_cards_announce() {
    for name in ["linear-track", "lip-decision", "auditory-receptor"] {
        let Some(tables) = tables(name) else { continue };
        for ((announced, schema), (table_name, table)) in card(name).schemas().iter().zip(&tables) {
            assert_eq!(announced, table_name);
            assert_eq!(schema, table.schema());
        }
    }
}

#[test]
fn the_track_has_31_units_and_28829_spikes() {
    let Some(tables) = tables("linear-track") else { return };
    let spikes = SpikeTable::try_from(named(&tables, "spikes")).expect("spikes");
    let units = Units::try_from(named(&tables, "units")).expect("units");
    assert_eq!(spikes.time_s().len(), 28_829);
    assert_eq!(units.unit_id(), (1..=31).collect::<Vec<i64>>());
    assert_eq!(spikes.by_unit().len(), 31);
    let first = spikes.time_s().iter().copied().fold(f64::INFINITY, f64::min);
    let last = spikes.time_s().iter().copied().fold(f64::NEG_INFINITY, f64::max);
    assert_eq!(format!("{first:.2} … {last:.2}"), "4397.00 … 6365.15");
    let running = spikes.time_s().iter().filter(|&&time_s| time_s < 5382.24).count();
    assert_eq!((running, 28_829 - running), (15_641, 13_188));
}

/// Tetrode, cluster and number of spikes of every unit, as SciPy 1.17 reads them.
const TRACK_UNITS: [(i64, i64, usize); 31] = [
    (1, 1, 1748),
    (1, 2, 106),
    (1, 4, 352),
    (1, 5, 88),
    (1, 6, 875),
    (1, 9, 305),
    (1, 10, 145),
    (1, 11, 113),
    (1, 14, 408),
    (1, 15, 557),
    (1, 17, 1613),
    (1, 19, 491),
    (1, 20, 270),
    (1, 22, 984),
    (3, 14, 1381),
    (4, 10, 7959),
    (9, 10, 931),
    (9, 20, 71),
    (10, 1, 477),
    (10, 2, 1183),
    (10, 5, 487),
    (10, 6, 816),
    (10, 10, 479),
    (10, 11, 44),
    (10, 14, 1065),
    (10, 15, 92),
    (10, 17, 41),
    (10, 18, 2127),
    (10, 20, 901),
    (13, 7, 1179),
    (13, 10, 1541),
];

#[test]
fn units_of_the_track_are_numbered_over_clusters_with_spikes() {
    let Some(tables) = tables("linear-track") else { return };
    let units = named(&tables, "units");
    let spikes = SpikeTable::try_from(named(&tables, "spikes")).expect("spikes");
    let tetrode = units.integers("tetrode").expect("ids");
    let cluster = units.integers("cluster").expect("ids");
    let found: Vec<(i64, i64, usize)> = spikes
        .by_unit()
        .iter()
        .zip(tetrode.iter().zip(cluster))
        .map(|((_, times), (tetrode, cluster))| (*tetrode, *cluster, times.len()))
        .collect();
    assert_eq!(found, TRACK_UNITS);
    let rates = units.floats("mean_rate_hz").expect("rates");
    assert_eq!((rates[0], rates[30]), (0.8880880967134036, 0.7829197694710268));
}

#[test]
fn the_track_has_118965_positions_one_of_them_twice() {
    let Some(tables) = tables("linear-track") else { return };
    let position = Signals::try_from(named(&tables, "position")).expect("rising times");
    assert_eq!(position.table().n_rows(), 118_965 - 1);
    let times = position.time_s();
    assert_eq!(format!("{:.2} … {:.2}", times[0], times[118_963]), "4397.03 … 6379.46");
    let extent = |column: &str| {
        let cells = position.table().floats(column).expect("pixels");
        let (low, high) = (f64::INFINITY, f64::NEG_INFINITY);
        cells.iter().fold((low, high), |(low, high), &cell| (low.min(cell), high.max(cell)))
    };
    assert_eq!((extent("x_px"), extent("y_px")), ((133.0, 554.0), (1.0, 479.0)));
    assert_eq!(times.iter().filter(|&&time_s| time_s <= 5382.24).count(), 59_131);
    let frozen = times.iter().position(|&time_s| time_s >= 5382.24).expect("a rest");
    let (x, y) = (position.table().floats("x_px"), position.table().floats("y_px"));
    let at = |cells: Result<&[f64], _>| cells.map(|cells| cells[frozen]).expect("pixels");
    assert_eq!((at(x), at(y)), (522.0, 8.0));
    let gaps = times.windows(2).filter(|pair| pair[1] - pair[0] > 0.1).count();
    assert_eq!(gaps, 2);
}

#[test]
fn lip_has_6149_trials_of_54_units() {
    let Some(tables) = tables("lip-decision") else { return };
    let trials = Trials::try_from(named(&tables, "trials")).expect("trials");
    let units = Units::try_from(named(&tables, "units")).expect("units");
    assert_eq!(trials.trial_id(), (1..=6149).collect::<Vec<i64>>());
    assert_eq!(units.unit_id().len(), 54);
    assert_eq!((units.unit_id()[0], units.unit_id()[53]), (1573, 2130));
    let table = trials.table();
    let mut files = table.texts("file_name").expect("names");
    files.sort_unstable();
    files.dedup();
    assert_eq!(files.len(), 116);
    let rt_s = table.floats("rt_s").expect("times");
    for (row, rt_s) in rt_s.iter().enumerate() {
        let difference = trials.stop_s()[row] - trials.start_s()[row];
        assert!((rt_s - difference).abs() < 1e-12);
    }
    assert_eq!(rt_s.iter().filter(|&&rt_s| rt_s < 0.1).count(), 1);
    assert_eq!((trials.start_s()[0], trials.stop_s()[0], rt_s[0]), (1.566, 2.03, 0.464));
    let latency = table.optional_floats("latency_s").expect("times");
    assert_eq!(latency.iter().filter(|cell| cell.is_none()).count(), 1156);
}

#[test]
fn lip_has_253555_spikes_and_two_silent_trials() {
    let Some(tables) = tables("lip-decision") else { return };
    let spikes = SpikeTable::try_from(named(&tables, "spikes")).expect("spikes");
    let trial_id = spikes.trial_id().expect("each trial has its clock");
    assert_eq!(spikes.time_s().len(), 253_555);
    let mut counts = vec![0; 6149];
    for id in trial_id {
        counts[usize::try_from(id - 1).expect("from 1 on")] += 1;
    }
    let silent: Vec<usize> = (1..=6149).filter(|id| counts[id - 1] == 0).collect();
    assert_eq!(silent, [2023, 2376]);
    counts.sort_unstable();
    assert_eq!(counts[3074], 35, "the median");
    assert_eq!(spikes.by_unit().len(), 54);
    assert_eq!(spikes.time_s().iter().copied().fold(f64::NEG_INFINITY, f64::max), 7.169);
}

#[test]
fn lip_behaviour_is_that_of_the_paper() {
    let Some(tables) = tables("lip-decision") else { return };
    let trials = named(&tables, "trials");
    let coherence = trials.floats("coherence").expect("fractions");
    let correct = trials.booleans("correct").expect("truths");
    let rt_s = trials.floats("rt_s").expect("times");
    let direction = trials.integers("direction").expect("ids");
    let levels = [0.0, 0.032, 0.064, 0.128, 0.256, 0.512];
    let (mut accuracy, mut median_ms) = (Vec::new(), Vec::new());
    for level in levels {
        let rows: Vec<usize> = (0..6149).filter(|&row| coherence[row] == level).collect();
        let right = rows.iter().filter(|&&row| correct[row] == Some(true)).count();
        accuracy.push(format!("{:.3}", right as f64 / rows.len() as f64));
        let mut times: Vec<f64> = rows.iter().map(|&row| rt_s[row] * 1000.0).collect();
        times.sort_by(f64::total_cmp);
        let middle = f64::midpoint(times[(times.len() - 1) / 2], times[times.len() / 2]);
        median_ms.push((middle * 10.0).round() / 10.0);
        assert!(rows.iter().all(|&row| (direction[row] == 0) == (level == 0.0)));
    }
    assert_eq!(accuracy, ["0.500", "0.642", "0.777", "0.941", "0.995", "1.000"]);
    assert_eq!(median_ms, [821.0, 814.5, 762.0, 675.0, 544.0, 410.0]);
}

#[test]
fn lip_rates_before_the_saccade_are_those_of_the_paper() {
    let Some(tables) = tables("lip-decision") else { return };
    let (spikes, trials) = (named(&tables, "spikes"), named(&tables, "trials"));
    let coherence = trials.floats("coherence").expect("fractions");
    let correct = trials.booleans("correct").expect("truths");
    let choice = trials.integers("choice").expect("ids");
    let stop_s = trials.floats("stop_s").expect("times");
    let unit_of_trial = trials.integers("unit_id").expect("ids");
    // In whole milliseconds, as the file has them, the window's edges are exact.
    let ms = |time_s: f64| (time_s * 1000.0).round() as i64;
    let mut n_spikes = vec![0_u32; 6149];
    let ids = spikes.integers("trial_id").expect("ids").iter();
    let units = spikes.integers("unit_id").expect("ids");
    for ((trial, time_s), unit) in ids.zip(spikes.floats("time_s").expect("times")).zip(units) {
        let row = usize::try_from(trial - 1).expect("from 1 on");
        assert_eq!(*unit, unit_of_trial[row]);
        let before = ms(stop_s[row]) - ms(*time_s);
        n_spikes[row] += u32::from((1..=100).contains(&before));
    }
    let mut found = Vec::new();
    for target in [1, 2] {
        let rows = (0..6149).filter(|&row| {
            coherence[row] >= 0.256 && correct[row] == Some(true) && choice[row] == target
        });
        let counts: Vec<u32> = rows.map(|row| n_spikes[row]).collect();
        let rate_hz = f64::from(counts.iter().sum::<u32>()) / counts.len() as f64 / 0.1;
        found.push(format!("{rate_hz:.2} (n = {})", counts.len()));
    }
    assert_eq!(found, ["65.38 (n = 1023)", "27.37 (n = 1026)"]);
}

#[test]
fn the_receptor_fired_929_and_868_times() {
    let Some(tables) = tables("auditory-receptor") else { return };
    for (spikes, sound, n_spikes, shortest_s) in
        [("spikes", "sound", 929, 0.0032), ("spikes_fast", "sound_fast", 868, 0.0037)]
    {
        let spikes = SpikeTable::try_from(named(&tables, spikes)).expect("spikes");
        assert_eq!(spikes.time_s().len(), n_spikes);
        let shortest = spikes.time_s().windows(2).map(|pair| pair[1] - pair[0]).reduce(f64::min);
        assert!(shortest.is_some_and(|shortest| (shortest - shortest_s).abs() < 1e-9));
        let sound = named(&tables, sound);
        let times = Signals::try_from(sound.clone()).expect("signals").time_s();
        assert!(times.len() == 200_000 && (times[1] - 50e-6).abs() < 1e-15);
        let envelope = sound.floats("envelope").expect("the envelope");
        let (lowest, highest) =
            envelope.iter().fold((1.0_f64, 0.0_f64), |(low, high), &x| (low.min(x), high.max(x)));
        assert_eq!((lowest, highest), (0.015_848_9, 1.0));
    }
}

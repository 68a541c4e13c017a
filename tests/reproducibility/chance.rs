//! Chance comes from names: two equal generators draw differently.

use spikebook_data::parquet_file;

use super::results::HEAD_DIRECTION;
use crate::cli::folder::Folder;

const TWICE: &str = r#"title = "Twice"
seed = 1

[inputs]
monday = "cells"
tuesday = "more-cells"

[[stage]]
id = "first"
kind = "simulate-head-direction"
params = { n_units = 2, duration_s = 10.0 }

[[stage]]
id = "second"
kind = "simulate-head-direction"
params = { n_units = 2, duration_s = 10.0 }
"#;

const CARD: &str = r#"title = "Cells"
description = "Simulated cells"
licence = "CC0-1.0"

[generator]
kind = "simulate-head-direction"
params = { n_units = 2, duration_s = 10.0 }
"#;

/// The spike times that a run published.
fn spike_times(folder: &Folder, output: &str) -> Vec<f64> {
    let path = folder.path(&format!("reports/first/{output}.spikes.parquet"));
    let table = parquet_file::read(&path).expect("published");
    table.floats("time_s").expect("spikes have times").to_vec()
}

#[test]
fn two_equal_generators_with_two_names_draw_differently() {
    let folder = Folder::with_pipeline(TWICE);
    folder.write("datasets/cells/dataset.toml", CARD);
    folder.write("datasets/more-cells/dataset.toml", CARD);
    folder.run(&["run"]).printed();
    let drawn: Vec<Vec<f64>> = ["first", "second", "monday", "tuesday"]
        .iter()
        .map(|output| spike_times(&folder, output))
        .collect();
    for (i, one) in drawn.iter().enumerate() {
        assert!(!one.is_empty());
        assert!(drawn[..i].iter().all(|other| other != one), "{i}");
    }
}

#[test]
fn a_further_stage_and_another_order_shift_no_other() {
    let folder = Folder::with_pipeline(HEAD_DIRECTION);
    folder.run(&["run", "--until", "cells"]).printed();
    let alone = spike_times(&folder, "cells");
    let further = "[[stage]]\nid = \"again\"\nkind = \"simulate-head-direction\"\n\n[[stage]]";
    let text = HEAD_DIRECTION.replacen("[[stage]]", further, 1);
    folder.write("pipelines/first/pipeline.toml", text);
    let ended = folder.run(&["run", "--until", "cells"]);
    ended.printed();
    assert!(ended.stderr.contains("first: 0 ran, 1 up to date"), "{}", ended.stderr);
    assert_eq!(spike_times(&folder, "cells"), alone);
}

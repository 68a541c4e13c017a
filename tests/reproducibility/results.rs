//! Projects that are light to run, and the bytes that a run leaves.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::cli::folder::{Ended, Folder};

/// Every file below a folder, by its path from there.
pub(super) type Bytes = BTreeMap<String, Vec<u8>>;

/// Chains of a grid, noise on it and a summary: three light stages each.
pub(super) fn chains(n_chains: usize) -> String {
    let mut text = String::from("title = \"Chains\"\nseed = 1\n");
    for i in 0..n_chains {
        let _ = write!(
            text,
            "\n[[stage]]\nid = \"grid-{i}\"\nkind = \"evenly-spaced\"\nparams = {{ n = {} }}\n\n\
             [[stage]]\nid = \"noisy-{i}\"\nkind = \"gaussian-noise\"\n\
             inputs = {{ grid = \"grid-{i}.grid\" }}\n\n\
             [[stage]]\nid = \"summary-{i}\"\nkind = \"describe-column\"\n\
             inputs = {{ table = \"noisy-{i}.noisy\" }}\nparams = {{ column = \"noisy\" }}\n",
            10 + i
        );
    }
    text
}

/// From simulated spikes to a figure, by way of whatever works in parallel.
pub(super) const HEAD_DIRECTION: &str = r#"title = "Head direction"
seed = 1

[[stage]]
id = "cells"
kind = "simulate-head-direction"
params = { n_units = 5, duration_s = 60.0 }

[[stage]]
id = "tuning"
kind = "tuning-curve"
inputs = { spikes = "cells.spikes", signals = "cells.direction", units = "cells.units" }
params = { variable = "direction_deg", minimum = 0.0, maximum = 360.0, n_bins = 12 }

[[stage]]
id = "bins"
kind = "bin-spikes"
inputs = { spikes = "cells.spikes", signals = "cells.direction", units = "cells.units" }
params = { bin_width_s = 0.1, circular_variables = ["direction_deg"] }

[[stage]]
id = "design"
kind = "basis-design"
inputs = { bins = "bins.bins" }
params = { variable = "direction_deg", basis = "harmonics", n_functions = 3 }

[[stage]]
id = "fit"
kind = "poisson-glm"
inputs = { counts = "bins.counts", design = "design.matrix", units = "bins.units", terms = "design.terms", bins = "bins.bins", grid = "design.grid" }

[[stage]]
id = "bootstrap"
kind = "bootstrap-tuning"
inputs = { counts = "bins.counts", bins = "bins.bins", units = "bins.units" }
params = { variable = "direction_deg", n_replicates = 50, block_s = 5.0 }

[[stage]]
id = "figure"
kind = "plot-tuning-curves"
inputs = { curves = "tuning.curves", fitted = "fit.curves" }
"#;

/// The bytes that a finished run leaves: what is published, and what is stored. Records are not among
/// them, for they tell how long a stage took.
pub(super) fn left(folder: &Folder) -> Bytes {
    let mut bytes = Bytes::new();
    for name in ["reports/first", "reports/.store/objects", "reports/.store/instances"] {
        collect(&folder.path(name), name, &mut bytes);
    }
    assert_eq!(folder.files("reports/.store/scratch"), Vec::<String>::new());
    bytes
}

/// Every file below one of a project's folders.
pub(super) fn below(folder: &Folder, name: &str) -> Bytes {
    let mut bytes = Bytes::new();
    collect(&folder.path(name), name, &mut bytes);
    bytes
}

fn collect(folder: &Path, name: &str, bytes: &mut Bytes) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = format!("{name}/{}", path.file_name().expect("a name").to_string_lossy());
        if path.is_dir() {
            collect(&path, &name, bytes);
        } else {
            bytes.insert(name, fs::read(path).expect("readable"));
        }
    }
}

/// Says which files differ, not how.
pub(super) fn assert_same(got: &Bytes, wanted: &Bytes, why: &str) {
    let names: Vec<&String> = got
        .keys()
        .chain(wanted.keys())
        .filter(|name| got.get(*name) != wanted.get(*name))
        .collect();
    assert!(names.is_empty(), "{why}: other bytes in {names:?}");
}

/// The stages that ran, as the command told.
pub(super) fn ran(ended: &Ended) -> Vec<&str> {
    let lines = ended.stderr.lines().filter_map(|line| line.strip_prefix("ran "));
    lines.map(|line| line.split(" (").next().unwrap_or(line)).collect()
}

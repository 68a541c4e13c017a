//! What people call the columns of their files.

/// What a variable's name says that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Meaning {
    /// The column that it becomes.
    pub(super) column: &'static str,
    /// Its unit, where it has one.
    pub(super) unit: Option<&'static str>,
}

/// Names without their unit, and the column that they mean.
const NAMES: [(&[&str], &str, bool); 5] = [
    (
        &[
            "unit_id",
            "unit",
            "units",
            "cluster",
            "cluster_id",
            "neuron",
            "neuron_id",
            "cell",
            "cell_id",
            "clusters",
            "clu",
            "spike_cluster",
            "spike_clusters",
            "spike_unit",
            "spike_units",
        ],
        "unit_id",
        false,
    ),
    (&["trial_id", "trial", "trials", "trial_number"], "trial_id", false),
    (
        &[
            "time",
            "times",
            "t",
            "spike_time",
            "spike_times",
            "spiketime",
            "spiketimes",
            "timestamp",
            "timestamps",
        ],
        "time_s",
        true,
    ),
    (&["start", "start_time", "onset", "t_start", "begin"], "start_s", true),
    (&["stop", "stop_time", "offset", "t_stop", "end"], "stop_s", true),
];

/// What a name means, whatever its case and the unit at its end.
pub(super) fn meaning(name: &str) -> Option<Meaning> {
    let name = plain(name);
    let units = [("_s", "s"), ("_ms", "ms"), ("_us", "us"), ("_sec", "s"), ("_seconds", "s")];
    let ending = units.iter().find(|(ending, _)| name.ends_with(ending));
    let (stem, unit) = ending.map_or((name.as_str(), "s"), |(ending, unit)| {
        (name.strip_suffix(ending).unwrap_or(&name), *unit)
    });
    NAMES.iter().find_map(|(names, column, is_time)| {
        let written = if *is_time { stem } else { name.as_str() };
        names.contains(&written).then_some(Meaning { column, unit: is_time.then_some(unit) })
    })
}

/// Whether a name says that its numbers are times: `spike_times`, `position_t`, `t_lfp`, `ts_ms`.
pub(super) fn is_time(name: &str) -> bool {
    let name = plain(name);
    let stem = ["_s", "_ms", "_us", "_sec", "_seconds"]
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .unwrap_or(&name);
    let endings = ["_t", "_ts", "_time", "_times", "_timestamp", "_timestamps", "spiketimes"];
    meaning(&name).is_some_and(|found| found.column == "time_s")
        || endings.iter().any(|ending| stem.ends_with(ending))
        || ["t_", "time_", "times_"].iter().any(|beginning| stem.starts_with(beginning))
}

/// The unit of times of this name.
pub(super) fn time_unit(name: &str) -> &'static str {
    let name = plain(name);
    [("_ms", "ms"), ("_us", "us")]
        .iter()
        .find(|(ending, _)| name.ends_with(ending))
        .map_or("s", |(_, unit)| *unit)
}

/// Whether a name says that its numbers are units: `spike_clusters`, `clu`.
pub(super) fn is_unit(name: &str) -> bool {
    let name = plain(name);
    let endings =
        ["clusters", "cluster", "cluster_ids", "cluster_id", "clu", "clus", "units", "unit"];
    meaning(&name).is_some_and(|found| found.column == "unit_id")
        || endings.contains(&name.as_str())
        || endings.iter().any(|ending| name.ends_with(&format!("_{ending}")))
        || ["_unit_ids", "_unit_id", "unit_ids"].iter().any(|ending| name.ends_with(ending))
}

/// A name without the unit that it ends in, and the unit.
pub(super) fn ends_in_unit(name: &str) -> (String, Option<&'static str>) {
    let units = ["px", "cm", "mm", "m", "deg", "rad", "uV", "mV", "ms", "s"];
    let lower = name.to_ascii_lowercase();
    let found = units.iter().find(|unit| lower.ends_with(&format!("_{}", unit.to_lowercase())));
    match found {
        Some(unit) => (name[..name.len() - unit.len() - 1].to_owned(), Some(*unit)),
        None => (name.to_owned(), None),
    }
}

fn plain(name: &str) -> String {
    name.to_ascii_lowercase().replace([' ', '-'], "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_with_their_units() {
        let say = |name| meaning(name).map(|found| (found.column, found.unit));
        assert_eq!(say("unit_id"), Some(("unit_id", None)));
        assert_eq!(say("Spike_Times_ms"), Some(("time_s", Some("ms"))));
        assert_eq!(say("t"), Some(("time_s", Some("s"))));
        assert_eq!(say("onset_s"), Some(("start_s", Some("s"))));
        assert_eq!(say("speed_cm_s"), None);
    }
}

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
    let name = name.to_ascii_lowercase().replace([' ', '-'], "_");
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

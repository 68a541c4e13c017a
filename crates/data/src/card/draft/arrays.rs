//! Arrays of several lengths in one file, as NPZ and MAT files hold them: which of them go together.
//!
//! Times lead: an array whose name says that it holds times goes with the arrays that have as many rows. With an
//! array of units beside them they are spikes, else samples.

use std::fmt::Write;

use super::names::{ends_in_unit, is_time, is_unit, time_unit};
use super::{counts_ticks, distinct_name, quoted};
use crate::raw::{RawFile, ValueKind, VariableInfo};

/// Widest matrix whose columns are written out.
const MOST_COLUMNS: usize = 8;

/// Arrays that become one table.
pub(super) struct Group<'a> {
    time: &'a VariableInfo,
    unit: Option<&'a VariableInfo>,
    others: Vec<&'a VariableInfo>,
}

/// The number of rows of an array, and its columns; none of what is no vector and no matrix.
fn size(variable: &VariableInfo) -> Option<(usize, usize)> {
    if !matches!(variable.kind, ValueKind::Array(_)) {
        return None;
    }
    let long: Vec<usize> = variable.shape.iter().copied().filter(|&size| size != 1).collect();
    match (long.as_slice(), variable.shape.as_slice()) {
        ([n_rows], _) => Some((*n_rows, 1)),
        (_, [n_rows, n_columns]) => Some((*n_rows, *n_columns)),
        _ => None,
    }
}

/// How many letters two names begin with alike.
fn common(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count()
}

/// The groups of a file; none where no name says which array holds times.
pub(super) fn groups(variables: &[VariableInfo]) -> Vec<Group<'_>> {
    let is_vector = |variable: &&VariableInfo| size(variable).is_some_and(|size| size.1 == 1);
    let times: Vec<&VariableInfo> =
        variables.iter().filter(|v| is_time(&v.name)).filter(is_vector).collect();
    let mut groups: Vec<Group<'_>> =
        times.iter().map(|&time| Group { time, unit: None, others: Vec::new() }).collect();
    for variable in variables.iter().filter(|v| !times.iter().any(|time| time.name == v.name)) {
        let Some((n_rows, n_columns)) = size(variable) else { continue };
        let fits = groups
            .iter_mut()
            .filter(|group| n_rows > 1 && size(group.time).is_some_and(|size| size.0 == n_rows));
        // Of several times of this length, the one whose name begins alike.
        let Some(group) = fits.max_by_key(|group| common(&group.time.name, &variable.name)) else {
            continue;
        };
        if group.unit.is_none() && n_columns == 1 && is_unit(&variable.name) {
            group.unit = Some(variable);
        } else if n_columns <= MOST_COLUMNS {
            group.others.push(variable);
        }
    }
    groups.retain(|group| group.is_spikes() || !group.others.is_empty());
    groups
}

impl Group<'_> {
    fn is_spikes(&self) -> bool {
        self.unit.is_some() || self.time.name.to_ascii_lowercase().contains("spike")
    }

    pub(super) fn frame(&self) -> &'static str {
        if self.is_spikes() { "spikes" } else { "signals" }
    }

    /// What its table is called: samples after the one thing that is sampled.
    pub(super) fn table(&self) -> String {
        match self.others.as_slice() {
            [only] if !self.is_spikes() => distinct_name(&ends_in_unit(&only.name).0, &[]),
            _ => self.frame().into(),
        }
    }

    /// Whether it takes a variable.
    pub(super) fn takes(&self, variable: &VariableInfo) -> bool {
        let mut all = self.others.iter().chain(&self.unit).chain([&self.time]);
        all.any(|taken| taken.name == variable.name)
    }

    pub(super) fn write(&self, text: &mut String, table: &str, file: &dyn RawFile) {
        let is_vector = |variable: &&&VariableInfo| size(variable).is_none_or(|size| size.1 == 1);
        let kept: Vec<String> =
            self.others.iter().filter(is_vector).map(|variable| quoted(&variable.name)).collect();
        // Writing to a string cannot fail.
        if !kept.is_empty() {
            let _ = writeln!(text, "keep = [{}]", kept.join(", "));
        }
        let _ = writeln!(text, "\n[table.{table}.columns]");
        if self.is_spikes() {
            let _ = match self.unit {
                Some(unit) => writeln!(text, "unit_id = {{ path = {} }}", quoted(&unit.name)),
                None => writeln!(text, "unit_id = {{ value = 1 }}"),
            };
        }
        let (path, unit) = (quoted(&self.time.name), time_unit(&self.time.name));
        let _ = if unit == "s" && counts_ticks(file, self.time) {
            writeln!(
                text,
                "time_s = {{ path = {path}, clock_hz = 30000 }}  # is this the rate of its clock?"
            )
        } else {
            writeln!(text, "time_s = {{ path = {path}, unit = \"{unit}\" }}")
        };
        for matrix in self.others.iter().filter(|variable| !is_vector(variable)) {
            let (stem, unit) = ends_in_unit(&matrix.name);
            let suffix = unit.map_or_else(String::new, |unit| format!("_{}", unit.to_lowercase()));
            for column in 0..size(matrix).map_or(0, |size| size.1) {
                let path = quoted(&part(&matrix.name, column, file));
                let _ = writeln!(
                    text,
                    "{}_{}{suffix} = {{ path = {path}, unit = \"{}\" }}",
                    distinct_name(&stem, &[]),
                    column + 1,
                    unit.unwrap_or("1")
                );
            }
        }
    }
}

/// A column of a matrix as whoever wrote the file would say it.
fn part(name: &str, column: usize, file: &dyn RawFile) -> String {
    let is_numpy = [".npz", ".npy"].iter().any(|end| file.source().name().ends_with(end));
    if is_numpy { format!("{name}[:,{column}]") } else { format!("{name}(:,{})", column + 1) }
}

/// A line of a card, as a comment, for a variable that no table takes.
pub(super) fn suggestion(variable: &VariableInfo, file: &dyn RawFile) -> String {
    let name = &variable.name;
    match &variable.kind {
        ValueKind::Cell => format!(
            "# unit_id = {{ index = \"unit\" }}\n# time_s = {{ path = {}, unit = \"s\" }}   # {name} has an item a unit?\n",
            quoted(&format!("{name}{{unit}}"))
        ),
        ValueKind::Struct => {
            format!("# NAME = {{ path = {}, unit = \"1\" }}\n", quoted(&format!("{name}.FIELD")))
        }
        ValueKind::Unsupported(what) => format!("# {name} cannot be read: {what}\n"),
        _ => match size(variable) {
            Some((_, n_columns)) if n_columns > 1 => (0..n_columns.min(MOST_COLUMNS))
                .map(|column| {
                    let path = quoted(&part(name, column, file));
                    format!("# NAME_{} = {{ path = {path}, unit = \"1\" }}\n", column + 1)
                })
                .collect(),
            _ => format!("# NAME = {{ path = {}, unit = \"1\" }}\n", quoted(name)),
        },
    }
}

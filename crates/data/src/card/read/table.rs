//! `[table.NAME]`: what the rows are, which file they are read from, and which rules they keep.

use std::ops::Range;

use spikebook_schema::Sampling;

use super::column;
use crate::card::spec::{ColumnSpec, Frame, Keep, Origin, RepeatedTimes, TableSpec};
use crate::card::template::Template;
use crate::document::{Document, Placed, Section, nearest};

/// No neuron fires faster for long.
const HIGHEST_RATE_HZ: f64 = 1000.0;
/// A unit that fires more rarely than once in three hours is none.
const LOWEST_RATE_HZ: f64 = 1e-4;

/// Reads one `[table.NAME]` as far as it can be read.
pub(super) fn read(
    document: &mut Document,
    name: &Placed<String>,
    mut section: Section<'_>,
    files: &[String],
    bounds: (Option<f64>, Option<f64>),
) -> Option<TableSpec> {
    check_name(document, name);
    let frame = read_frame(document, name, &mut section);
    let description = section.text(document, "description").map_or_else(String::new, |d| d.value);
    let file = read_file(document, &mut section, files);
    let skip_empty = section
        .text(document, "skip_empty")
        .and_then(|path| column::read_template(document, &path));
    let skip_missing = section.texts(document, "skip_missing").unwrap_or_default();
    let sort = section.truth(document, "sort").unwrap_or(false);
    let distinct = section.truth(document, "distinct").unwrap_or(false);
    let repeated_times = read_repeated_times(document, &mut section);
    let sampling = read_sampling(document, &mut section);
    let t_start_s = section.number(document, "t_start_s").or(bounds.0);
    let t_stop_s = section.number(document, "t_stop_s").or(bounds.1);
    let highest_rate_hz = section.number(document, "highest_rate_hz").unwrap_or(HIGHEST_RATE_HZ);
    let lowest_rate_hz = section.number(document, "lowest_rate_hz").unwrap_or(LOWEST_RATE_HZ);
    let keep = read_keep(document, &mut section);
    let span = section.span();
    let mut columns = Vec::new();
    let mut n_written = 0;
    for (column_name, part) in section.named_sections(document, "columns") {
        let part = part.called(format!("[table.{}.columns.{}]", name.value, column_name.value));
        columns.extend(column::read(document, &column_name, part, frame));
        n_written += 1;
    }
    section.finish(document);
    let table = TableSpec {
        name: name.value.clone(),
        frame,
        description,
        file: file?,
        skip_empty,
        skip_missing: skip_missing.iter().map(|column| column.value.clone()).collect(),
        sort,
        distinct,
        repeated_times,
        sampling,
        t_start_s,
        t_stop_s,
        highest_rate_hz,
        lowest_rate_hz,
        keep,
        columns,
    };
    for column in skip_missing {
        if table.columns.iter().all(|known| known.column.name != column.value) {
            let hint = format!("name one under [table.{}.columns]", name.value);
            let what = format!("skip_missing: no column `{}`", column.value);
            document.find(column.span, what, Some(hint));
        }
    }
    // A column that could not be read is no missing one.
    if table.columns.len() == n_written {
        check_whole(document, &table, &span);
    }
    Some(table)
}

fn check_name(document: &mut Document, name: &Placed<String>) {
    let fits = name.value.starts_with(|c: char| c.is_ascii_lowercase())
        && name.value.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !fits {
        let hint = "a name has lower-case letters, digits and _ and begins with a letter".into();
        let what = format!("`{}`: wanted a name", name.value);
        document.find(name.span.clone(), what, Some(hint));
    }
}

fn read_frame(document: &mut Document, name: &Placed<String>, section: &mut Section<'_>) -> Frame {
    let Some(written) = section.text(document, "holds") else {
        return Frame::parse(&name.value).unwrap_or(Frame::Table);
    };
    Frame::parse(&written.value).unwrap_or_else(|| {
        let words = Frame::WORDS.map(|(word, _)| word);
        let what = format!("holds: got \"{}\", wanted {}", written.value, words.join(", "));
        let hint = nearest(&written.value, &words).map(|near| format!("did you mean `{near}`?"));
        document.find(written.span, what, hint);
        Frame::Table
    })
}

fn read_file(
    document: &mut Document,
    section: &mut Section<'_>,
    files: &[String],
) -> Option<String> {
    if let [only] = files
        && !section.has("file")
    {
        return Some(only.clone());
    }
    let written = section.required_text(document, "file")?;
    if !files.contains(&written.value) {
        let known: Vec<&str> = files.iter().map(String::as_str).collect();
        let hint = match nearest(&written.value, &known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the files are {}", known.join(", ")),
        };
        document.find(written.span, format!("no file `{}`", written.value), Some(hint));
        return None;
    }
    Some(written.value)
}

fn read_repeated_times(document: &mut Document, section: &mut Section<'_>) -> RepeatedTimes {
    let Some(written) = section.text(document, "repeated_times") else {
        return RepeatedTimes::Refuse;
    };
    match written.value.as_str() {
        "refuse" => RepeatedTimes::Refuse,
        "keep-first" => RepeatedTimes::KeepFirst,
        "keep-last" => RepeatedTimes::KeepLast,
        other => {
            let what =
                format!("repeated_times: got \"{other}\", wanted refuse, keep-first or keep-last");
            document.find(written.span, what, None);
            RepeatedTimes::Refuse
        }
    }
}

fn read_sampling(document: &mut Document, section: &mut Section<'_>) -> Option<Sampling> {
    let mut part = section.section(document, "sampling")?;
    let t_start_s = part.number(document, "t_start_s").unwrap_or(0.0);
    let span = part.span();
    let rate_hz = part.number(document, "rate_hz").filter(|&rate_hz| rate_hz > 0.0);
    part.finish(document);
    if rate_hz.is_none() {
        let hint = "for example `sampling = { rate_hz = 1000 }`".to_owned();
        document.find(span, "sampling: wanted a `rate_hz` above 0", Some(hint));
    }
    Some(Sampling { t_start_s, rate_hz: rate_hz? })
}

fn read_keep(document: &mut Document, section: &mut Section<'_>) -> Keep {
    let names = |placed: Option<Vec<Placed<String>>>| {
        placed.map(|texts| texts.into_iter().map(|text| text.value).collect::<Vec<_>>())
    };
    let keep = names(section.texts(document, "keep"));
    let skip = names(section.texts(document, "skip"));
    match (keep, skip) {
        (None, None) => Keep::Only(Vec::new()),
        (None, Some(skip)) => Keep::AllBut(skip),
        (Some(keep), None) if keep == ["*"] => Keep::AllBut(Vec::new()),
        (Some(keep), Some(skip)) if keep == ["*"] => Keep::AllBut(skip),
        (Some(keep), None) => Keep::Only(keep),
        (Some(keep), Some(_)) => {
            let hint = "`keep` names what to take, `skip` what to leave of all the rest".to_owned();
            document.find(section.span_of("skip"), "both `keep` and `skip`", Some(hint));
            Keep::Only(keep)
        }
    }
}

/// Faults that show only when a table is looked at as a whole.
fn check_whole(document: &mut Document, table: &TableSpec, span: &Range<usize>) {
    let place = format!("[table.{}]", table.name);
    let mut find = |what: String, hint: String| document.find(span.clone(), what, Some(hint));
    if table.columns.is_empty() && table.keep == Keep::Only(Vec::new()) {
        find(
            format!("{place}: no columns"),
            format!("add `[table.{}.columns]`, or `keep = \"*\"`", table.name),
        );
        return;
    }
    let wanted = table.frame.schema();
    let clocked = table.sampling.is_some();
    for mismatch in wanted.mismatches(&table.schema()) {
        if clocked && mismatch.column == "time_s" {
            continue;
        }
        let got = match table.schema().column(&mismatch.column) {
            Some(_) => format!("column `{}` is {}", mismatch.column, mismatch.got),
            None => format!("no column `{}`", mismatch.column),
        };
        find(
            format!("{place}: {got}, wanted {}", mismatch.wanted),
            format!("`{}` cannot be without it; `holds = \"table\"` asks for nothing", table.name),
        );
    }
    let words = table.words();
    if !words.is_empty() && table.keep != Keep::Only(Vec::new()) {
        find(
            format!("{place}: `keep` or `skip` where paths have index words"),
            "list the columns, or take the words out of the paths".into(),
        );
    }
    for column in &table.columns {
        let known = |word: &String| words.contains(word);
        let unknown = match &column.origin {
            Origin::Path(path) => path.words().iter().find(|word| !known(word)).cloned(),
            Origin::Index { word, .. } => Some(word.clone()).filter(|word| !known(word)),
            Origin::Number { .. } | Origin::Constant(_) => None,
        };
        if let Some(word) = unknown {
            let hint = match words {
                [] => "write it into a path, as in `s{trial}`".to_owned(),
                words => format!("the words here are {}", words.join(", ")),
            };
            find(format!("{place}, `{}`: no index word `{word}`", column.column.name), hint);
        }
    }
}

impl TableSpec {
    /// The path that says which combinations of index words there are.
    pub(crate) fn leader(&self) -> Option<&Template> {
        let paths = self.columns.iter().filter_map(ColumnSpec::path);
        // Of equally many words, the first path.
        let longest = paths.rev().max_by_key(|path| path.words().len());
        self.skip_empty.as_ref().or(longest).filter(|path| !path.words().is_empty())
    }

    /// The index words of its paths.
    pub(crate) fn words(&self) -> &[String] {
        self.leader().map_or(&[], Template::words)
    }
}

impl ColumnSpec {
    /// The path that it is read from.
    pub(crate) fn path(&self) -> Option<&Template> {
        match &self.origin {
            Origin::Path(path) => Some(path),
            _ => None,
        }
    }
}

//! A set against the graph of its chapter: every reference exists, fits, and leaks nothing.

use std::ops::Range;
use std::path::Path;

use spikebook_pipeline::Reference;
use spikebook_pipeline::document::{Document, Finding, Placed};
use spikebook_pipeline::{Audience, Graph, Node, Port, nearest};
use spikebook_schema::{ArtifactType, Column, ColumnType, Unit};

use super::{AnswerKind, CellReference, PickSpec, ProblemSet, QuestionSpec};
use crate::variant::placeholders;

/// Every fault of a set on this graph; `text` is the file that declares it.
pub(crate) fn check(
    set: &ProblemSet,
    graph: &Graph,
    path: &Path,
    text: &str,
) -> Result<(), Vec<Finding>> {
    let mut check = Check { document: Document::new(path, text.into()), graph, set };
    check.files();
    for pick in &set.picks {
        check.pick(pick);
    }
    for question in &set.questions {
        check.question(question);
    }
    let findings = check.document.into_findings();
    if findings.is_empty() { Ok(()) } else { Err(findings) }
}

struct Check<'a> {
    document: Document,
    graph: &'a Graph,
    set: &'a ProblemSet,
}

impl<'a> Check<'a> {
    fn find(&mut self, span: &Range<usize>, what: String, hint: &str) {
        self.document.find(span.clone(), what, Some(hint.into()));
    }

    /// The node and port of a reference.
    fn resolve(
        &mut self,
        reference: &Reference,
        span: &Range<usize>,
    ) -> Option<(&'a Node, &'a Port)> {
        if let Some(found) = self.graph.resolve(reference) {
            return Some(found);
        }
        let outputs = |node: &'a Node| {
            node.kind.outputs.iter().map(move |port| format!("{}.{}", node.id, port.name))
        };
        let known: Vec<String> = self.graph.nodes.iter().flat_map(outputs).collect();
        let names: Vec<&str> = known.iter().map(String::as_str).collect();
        let written = reference.to_string();
        let hint = match nearest(&written, &names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", names.join(", ")),
        };
        let what = format!("pipeline `{}`: no output `{written}`", self.graph.pipeline);
        self.find(span, what, &hint);
        None
    }

    fn files(&mut self) {
        if self.set.files.is_empty() || self.set.questions.is_empty() {
            let what =
                format!("set `{}`: no [[set.file]] or no [[set.question]]", self.set.id.value);
            self.find(&self.set.id.span, what, "a student gets data and is asked something");
        }
        for file in &self.set.files {
            let Some((node, port)) = self.resolve(&file.from.value, &file.from.span) else {
                continue;
            };
            let place = format!("file `{}`: got `{}`", file.name.value, file.from.value);
            if self.graph.audience(node, port) == Audience::Instructor {
                let hint =
                    "the truth behind the data, and what was computed from it, stays with you";
                self.find(
                    &file.from.span,
                    format!("{place}, which is the instructor's, wanted an output for students"),
                    hint,
                );
            }
            match &port.artifact {
                ArtifactType::Table(schema) => {
                    let mut columns = schema.columns.iter();
                    if let Some(column) =
                        columns.find(|column| column.column_type == ColumnType::Vector)
                    {
                        let what = format!(
                            "{place}, whose `{}` is a matrix, wanted columns that CSV can hold",
                            column.name
                        );
                        self.find(&file.from.span, what, "a stage can turn it into columns");
                    }
                }
                other => {
                    let what = format!(
                        "file `{}`: got {} `{}`, wanted a table",
                        file.name.value,
                        other.word(),
                        file.from.value
                    );
                    self.find(&file.from.span, what, "a student gets tables");
                }
            }
        }
    }

    /// The column that is declared under this name, where the table is known to have it or not.
    fn column(
        &mut self,
        output: &Reference,
        name: &str,
        span: &Range<usize>,
    ) -> Option<&'a Column> {
        let (_, port) = self.resolve(output, span)?;
        let schema = match &port.artifact {
            ArtifactType::Table(schema) => schema.clone(),
            ArtifactType::Values(schema) => schema.as_table(),
            ArtifactType::Figure => {
                let what = format!("got `{output}`, which is a figure, wanted a table or values");
                self.find(span, what, "a figure's numbers are the output of another stage");
                return None;
            }
        };
        let declared = match &port.artifact {
            ArtifactType::Table(schema) => schema.column(name),
            ArtifactType::Values(schema) => schema.entries.iter().find(|entry| entry.name == name),
            ArtifactType::Figure => None,
        };
        if declared.is_none() && !schema.open {
            let names: Vec<&str> =
                schema.columns.iter().map(|column| column.name.as_str()).collect();
            let hint = match nearest(name, &names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it has {}", names.join(", ")),
            };
            self.find(span, format!("`{output}` has no `{name}`"), &hint);
        }
        declared
    }

    fn numeric(&mut self, output: &Reference, name: &Placed<String>) {
        if let Some(column) = self.column(output, &name.value, &name.span)
            && !matches!(column.column_type, ColumnType::Float | ColumnType::Integer)
        {
            let got = column.column_type;
            let what = format!("`{output}.{}`: got {got}, wanted numbers", name.value);
            self.find(&name.span, what, "bounds and comparisons are of numbers");
        }
    }

    fn pick(&mut self, pick: &PickSpec) {
        let cell = &pick.from.value;
        let Some((_, port)) = self.resolve(&cell.output, &pick.from.span) else { return };
        if !matches!(port.artifact, ArtifactType::Table(_)) {
            let what = format!(
                "pick `{}`: got {} `{}`, wanted a table",
                pick.name.value,
                port.artifact.word(),
                cell.output
            );
            self.find(&pick.from.span, what, "a pick draws a row of a table");
            return;
        }
        self.column(&cell.output, &cell.name, &pick.from.span);
        for (column, _) in pick.at_least.iter().chain(&pick.at_most) {
            self.numeric(&cell.output, column);
        }
        if let Some(apart) = &pick.apart {
            self.numeric(&cell.output, &apart.by);
            if let Some((standard_error, _)) = &apart.standard_error {
                self.numeric(&cell.output, standard_error);
            }
        }
    }

    fn question(&mut self, question: &QuestionSpec) {
        let pick = question.pick.as_ref().and_then(|name| {
            let found = self.set.picks.iter().find(|pick| pick.name.value == name.value);
            if found.is_none() {
                let what = format!("question `{}`: no pick `{}`", question.id.value, name.value);
                self.find(&name.span, what, "a [[set.pick]] of the same set");
            }
            found
        });
        self.count_fits(question, pick);
        let numeric = !matches!(question.kind, AnswerKind::Word { .. });
        self.answer_cell(question, &question.answer, pick, numeric);
        for cell in question.standard_error.iter().chain(&question.truth) {
            self.answer_cell(question, cell, pick, numeric);
        }
        self.placeholders(question);
    }

    /// A choice among rows needs two of them, a number one.
    fn count_fits(&mut self, question: &QuestionSpec, pick: Option<&PickSpec>) {
        let wanted = if matches!(question.kind, AnswerKind::Which { .. }) { 2 } else { 1 };
        let got = pick.map(|pick| pick.count);
        if got.unwrap_or(1) != wanted || (wanted == 2 && got.is_none()) {
            let got = got.map_or("none".into(), |count| format!("one of {count} rows"));
            let what = format!(
                "question `{}`: got {got} for `pick`, wanted one of {wanted} rows",
                question.id.value
            );
            self.find(
                &question.id.span,
                what,
                "`count` of a [[set.pick]] says how many rows it draws",
            );
        }
    }

    fn answer_cell(
        &mut self,
        question: &QuestionSpec,
        cell: &Placed<CellReference>,
        pick: Option<&PickSpec>,
        numeric: bool,
    ) {
        let place = format!("question `{}`, `{}`", question.id.value, cell.value);
        let declared = self.column(&cell.value.output, &cell.value.name, &cell.span);
        let is_table = self
            .graph
            .resolve(&cell.value.output)
            .is_some_and(|(_, port)| matches!(port.artifact, ArtifactType::Table(_)));
        if is_table {
            match pick {
                None => {
                    let what = format!("{place}: got a column, wanted a value or a row to look at");
                    self.find(&cell.span, what, "`pick = \"…\"` names the row");
                }
                Some(pick) => {
                    self.column(&cell.value.output, &pick.from.value.name, &cell.span);
                }
            }
        }
        let Some(declared) = declared else { return };
        let is_number = matches!(declared.column_type, ColumnType::Float | ColumnType::Integer);
        if is_number != numeric {
            let wanted = if numeric { "a number" } else { "text" };
            let what = format!("{place}: got {}, wanted {wanted}", declared.column_type);
            self.find(&cell.span, what, "`kind` says what an answer is");
            return;
        }
        let compares = matches!(question.kind, AnswerKind::Which { .. });
        let (got, asked) = (declared.unit, question.unit.value);
        if numeric && !compares && conversion(got, asked).is_none() {
            let what = format!("{place}: got {got}, wanted a unit that converts to {asked}");
            self.find(&cell.span, what, "`unit` is what the student is asked for");
        }
    }

    fn placeholders(&mut self, question: &QuestionSpec) {
        let text = &question.text;
        for (name, column) in placeholders(&text.value) {
            let Some(pick) = self.set.picks.iter().find(|pick| pick.name.value == name) else {
                let what = format!("question `{}`: no pick `{name}`", question.id.value);
                self.find(&text.span, what, "braces hold the name of a [[set.pick]]");
                continue;
            };
            let cell = &pick.from.value;
            let Some(column) = column else { continue };
            self.column(&cell.output, column, &text.span);
            let hidden = self.graph.resolve(&cell.output).is_some_and(|(node, port)| {
                self.graph.audience(node, port) == Audience::Instructor
            });
            if hidden {
                let what = format!(
                    "question `{}`: `{{{name}.{column}}}` would tell what is the instructor's",
                    question.id.value
                );
                self.find(&text.span, what, "of such a table only the name of a row may be told");
            }
        }
    }
}

/// How many of `asked` one `got` is; a rate in Hz may be asked for in spikes/s.
pub(crate) fn conversion(got: Unit, asked: Unit) -> Option<f64> {
    if got == Unit::ANY {
        // Declared to be told by the data: looked at again when they are there.
        return Some(1.0);
    }
    let rates = [Unit::HERTZ, Unit::SPIKES_PER_SECOND];
    if rates.contains(&got) && rates.contains(&asked) {
        return Some(1.0);
    }
    got.factor_to(asked).ok()
}

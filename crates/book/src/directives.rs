//! What a chapter can ask for, one file a directive; the [crate's page](crate) lists them.

pub(crate) mod cell;
pub(crate) mod figure;
pub(crate) mod graph;
pub(crate) mod literal;
mod look;
pub(crate) mod parameter;
pub(crate) mod reference;
pub(crate) mod stages;
pub(crate) mod table;
pub(crate) mod value;

use spikebook_pipeline::Document;

use crate::directive::{Arguments, Call};
use crate::number::Precision;
use crate::page::{Page, suggestion};

/// The digits of a number where a chapter asks for no others.
pub(crate) const USUAL_PRECISION: Precision = Precision::Significant(3);

/// All directives, for a message.
const WORDS: [&str; 9] =
    ["value", "cell", "param", "literal", "table", "figure", "ref", "graph", "stages"];

/// What a chapter asks for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Directive {
    Value(value::ValueOf),
    Cell(cell::CellOf),
    Parameter(parameter::ParameterOf),
    Literal(literal::Literal),
    Table(table::TableOf),
    Figure(figure::FigureOf),
    Ref(reference::RefTo),
    Graph,
    Stages,
}

impl Directive {
    /// What a call asks for; mistakes in its arguments are noted.
    pub(crate) fn read(call: &Call, document: &mut Document) -> Option<Self> {
        let mut arguments = Arguments::of(call);
        let directive = match call.word.value.as_str() {
            "value" => value::ValueOf::read(&mut arguments, document).map(Self::Value),
            "cell" => cell::CellOf::read(&mut arguments, document).map(Self::Cell),
            "param" => parameter::ParameterOf::read(&mut arguments, document).map(Self::Parameter),
            "literal" => literal::Literal::read(&mut arguments, document).map(Self::Literal),
            "table" => table::TableOf::read(&mut arguments, document).map(Self::Table),
            "figure" => figure::FigureOf::read(&mut arguments, document).map(Self::Figure),
            "ref" => reference::RefTo::read(&mut arguments, document).map(Self::Ref),
            "graph" => Some(Self::Graph),
            "stages" => Some(Self::Stages),
            other => {
                let what = format!("no directive `{{{{{other}}}}}`");
                document.find(call.word.span.clone(), what, suggestion(other, &WORDS, "there are"));
                return None;
            }
        };
        arguments.finish(document);
        directive
    }

    /// Whether it stands on a line of its own.
    pub(crate) fn is_block(&self) -> bool {
        matches!(self, Self::Table(_) | Self::Figure(_) | Self::Graph | Self::Stages)
    }

    /// What stands in its place, as HTML on one line; mistakes are noted.
    pub(crate) fn html(&self, page: &mut Page<'_>) -> Option<String> {
        match self {
            Self::Value(value) => value.html(page),
            Self::Cell(cell) => cell.html(page),
            Self::Parameter(parameter) => parameter.html(page),
            Self::Literal(literal) => Some(literal.html()),
            Self::Table(table) => table.html(page),
            Self::Figure(figure) => figure.html(page),
            Self::Ref(reference) => reference.html(page),
            Self::Graph => Some(graph::html(page)),
            Self::Stages => Some(stages::html(page)),
        }
    }
}

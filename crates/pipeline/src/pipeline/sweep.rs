//! `[[sweep]]`: over which values of which parameters, and what to collect.

use serde_json::Value;

use super::{Reference, check_name};
use crate::document::{Document, Placed, Section};

/// One `[[sweep]]`: every combination of the values is an instance of the pipeline, evaluated in memory; what
/// one output is in each of them becomes one table.
#[derive(Clone, Debug)]
pub struct SweepSpec {
    /// How stages and the chapter call it; its one output is `table`.
    pub id: Placed<String>,
    /// The parameters as `stage.param`, each with its values, in the order in which they are written.
    pub over: Vec<(Placed<String>, Placed<Vec<Value>>)>,
    /// The output that is collected.
    pub collect: Placed<Reference>,
}

const OVER_HINT: &str = "for example `over = { \"fit.penalty\" = [0.0, 0.1, 1.0] }`";

impl SweepSpec {
    pub(super) fn read(document: &mut Document, mut section: Section<'_>) -> Option<Self> {
        let id = section.required_text(document, "id");
        let is_over = section.has("over");
        let mut entries = section.entries(document, "over");
        entries.sort_by_key(|(name, _)| name.span.start);
        if entries.is_empty() {
            let what = if is_over { "`over` names no parameter" } else { "no `over`" };
            let what = format!("{}: {what}", section.place());
            document.find(section.span_of("over"), what, Some(OVER_HINT.into()));
        }
        let over: Vec<_> = entries
            .into_iter()
            .flat_map(|(name, value)| read_over(document, name, value))
            .collect();
        let collect = section.required_text(document, "collect");
        section.finish(document);
        let (id, collect) = (id?, collect?);
        check_name(document, "id", &id);
        let Some(reference) = Reference::parse(&collect.value) else {
            let hint = "for example \"fit.summary\": a stage's id, a dot, one of its outputs";
            let what = format!("`collect`: got \"{}\", wanted \"stage.port\"", collect.value);
            document.find(collect.span, what, Some(hint.into()));
            return None;
        };
        let collect = Placed { value: reference, span: collect.span };
        (!over.is_empty()).then_some(Self { id, over, collect })
    }
}

/// `"fit.penalty" = […]`, or `fit.penalty = […]`, which TOML takes for a table in a table.
fn read_over(
    document: &mut Document,
    name: Placed<String>,
    value: Placed<Value>,
) -> Vec<(Placed<String>, Placed<Vec<Value>>)> {
    let Placed { value: plain, span } = value;
    match plain {
        Value::Object(inner) if !name.value.contains('.') => inner
            .into_iter()
            .flat_map(|(param, value)| {
                let name =
                    Placed { value: format!("{}.{param}", name.value), span: name.span.clone() };
                read_over(document, name, Placed { value, span: span.clone() })
            })
            .collect(),
        Value::Array(values) if !values.is_empty() => {
            vec![(name, Placed { value: values, span })]
        }
        other => {
            let got = if other.is_array() { "an empty list".into() } else { other.to_string() };
            let what = format!("`{}`: got {got}, wanted a list of values", name.value);
            document.find(span, what, Some(OVER_HINT.into()));
            Vec::new()
        }
    }
}

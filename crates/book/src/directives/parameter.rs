//! `{{param stage.name}}`: what is set on a stage, with its unit.

use serde_json::Value;
use spikebook_pipeline::document::Placed;
use spikebook_pipeline::{Audience, Document, Reference};

use crate::directive::Arguments;
use crate::html::{escaped, escaped_inline};
use crate::number::unit_behind;
use crate::page::{Page, suggestion};

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ParameterOf(Placed<Reference>);

impl ParameterOf {
    pub(super) fn read(arguments: &mut Arguments<'_>, document: &mut Document) -> Option<Self> {
        let written = arguments.required(document, "a stage's parameter", "bins.bin_width_s")?;
        // `stage.param` is written like `stage.port`.
        let reference = Reference::parse(&written.value);
        if reference.is_none() {
            let what = format!("got `{}`, wanted `stage.parameter`", written.value);
            document.find(
                written.span.clone(),
                what,
                Some("for example `bins.bin_width_s`".into()),
            );
        }
        Some(Self(Placed { value: reference?, span: written.span }))
    }

    pub(super) fn html(&self, page: &mut Page<'_>) -> Option<String> {
        let Placed { value: Reference { stage, port: name }, span } = &self.0;
        let node = page.node(&Placed { value: stage.clone(), span: span.clone() })?;
        let knows_truth =
            node.kind.outputs.iter().any(|port| port.audience == Audience::Instructor);
        if page.audience == Audience::Student
            && (knows_truth || node.audience == Audience::Instructor)
        {
            let what = format!(
                "`{stage}.{name}`: got a parameter of a stage that knows the truth, wanted one of \
                 another stage"
            );
            let hint = "truth belongs to the instructor's edition; write in words what students may \
                        know";
            page.find(span, what, Some(hint.into()));
            return None;
        }
        let (Some(parameter), Some(value)) =
            (node.kind.parameters.get(name), node.params.get(name))
        else {
            let names: Vec<&str> =
                node.kind.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
            let none = format!("`{}` has no parameters", node.kind.name);
            let hint = suggestion(name, &names, "it has").unwrap_or(none);
            page.find(span, format!("stage `{stage}` has no parameter `{name}`"), Some(hint));
            return None;
        };
        let unit = unit_behind(parameter.unit);
        let title = escaped(&format!("{stage}.{name}"));
        Some(format!("<span class=\"value\" title=\"{title}\">{}{unit}</span>", printed(value)))
    }
}

/// A parameter as it was set: all its digits.
fn printed(value: &Value) -> String {
    match value {
        Value::Number(number) => {
            let whole =
                number.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < 1e15);
            let text = whole.map_or_else(|| number.to_string(), |whole| format!("{whole:.0}"));
            match text.strip_prefix('-') {
                Some(rest) => format!("\u{2212}{rest}"),
                None => text,
            }
        }
        Value::String(text) => escaped_inline(text),
        Value::Bool(true) => "yes".into(),
        Value::Bool(false) => "no".into(),
        Value::Null => "not set".into(),
        Value::Array(items) => items.iter().map(printed).collect::<Vec<_>>().join(", "),
        Value::Object(_) => escaped_inline(&value.to_string()),
    }
}

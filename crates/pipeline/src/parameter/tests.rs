//! Parameters of an example, and the message for each way to write them wrong.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::*;

#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Method {
    /// Bias-corrected and accelerated.
    Bca,
    /// Plain quantiles.
    Percentile,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Example {
    /// Width of a bin.
    #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    bin_width_s: f64,
    /// How many folds.
    #[schemars(range(min = 2, max = 100))]
    n_folds: usize,
    /// How the interval is made.
    method: Method,
    /// Where to start, if not at the first spike.
    #[schemars(extend("x-unit" = "s"))]
    t_start_s: Option<f64>,
    /// Which columns.
    columns: Vec<String>,
    /// Whether to count.
    count: bool,
}

impl Default for Example {
    fn default() -> Self {
        Self {
            bin_width_s: 0.01,
            n_folds: 10,
            method: Method::Bca,
            t_start_s: None,
            columns: vec![],
            count: true,
        }
    }
}

fn complete(written: Value) -> Result<Map<String, Value>, Vec<ParameterFault>> {
    let Value::Object(written) = written else { panic!("an object") };
    Parameters::of::<Example>().complete(&written)
}

fn fault(written: Value) -> String {
    let faults = complete(written).expect_err("a fault");
    faults
        .into_iter()
        .map(|fault| format!("{}; hint: {}", fault.what, fault.hint.unwrap_or_default()))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn the_struct_is_the_declaration() {
    let table: Vec<String> = Parameters::of::<Example>()
        .iter()
        .map(|p| {
            format!("{} | {} | {} | {} | {}", p.name, p.shape, p.unit, p.default, p.description)
        })
        .collect();
    insta::assert_snapshot!(table.join("\n"), @r#"
    bin_width_s | number > 0 | s | 0.01 | Width of a bin.
    n_folds | whole number >= 2 and <= 100 | 1 | 10 | How many folds.
    method | one of bca, percentile | 1 | "bca" | How the interval is made.
    t_start_s | number, or left out | s | null | Where to start, if not at the first spike.
    columns | list of text | 1 | [] | Which columns.
    count | true or false | 1 | true | Whether to count.
    "#);
}

#[test]
fn one_number_has_one_form() {
    assert_eq!(complete(json!({"bin_width_s": 2})), complete(json!({"bin_width_s": 2.0})));
    assert_eq!(complete(json!({"t_start_s": -0.0})), complete(json!({"t_start_s": 0})));
    assert_ne!(complete(json!({})), complete(json!({"count": false})));
}

#[test]
fn each_fault_is_named() {
    insta::assert_snapshot!(fault(json!({"bin_width_s": 0})), @"parameter `bin_width_s`: got 0, wanted number > 0 (s); hint: left out, it is 0.01");
    insta::assert_snapshot!(fault(json!({"n_folds": 2.5})), @"parameter `n_folds`: got 2.5, wanted whole number >= 2 and <= 100; hint: left out, it is 10");
    insta::assert_snapshot!(fault(json!({"method": "bac"})), @r#"parameter `method`: got "bac", wanted one of bca, percentile; hint: left out, it is "bca""#);
    insta::assert_snapshot!(fault(json!({"bin_width": 0.1})), @"no parameter `bin_width`; hint: did you mean `bin_width_s`?");
    insta::assert_snapshot!(fault(json!({"n_folds": 1, "count": 1})), @"
    parameter `n_folds`: got 1, wanted whole number >= 2 and <= 100; hint: left out, it is 10
    parameter `count`: got 1, wanted true or false; hint: left out, it is true
    ");
    insta::assert_snapshot!(fault(json!({"columns": ["a", 3]})), @r#"parameter `columns`: got ["a",3], wanted list of text; hint: left out, it is []"#);
}

#[test]
fn numbers_outside_a_range_are_never_accepted() {
    for parameter in &Parameters::of::<Example>() {
        if let Shape::Number(range) | Shape::Integer(range) = &parameter.shape {
            for outside in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                assert!(!range.contains(outside));
            }
            if let Some(bound) = range.minimum {
                assert!(range.contains(bound) && !range.contains(bound - 1.0));
            }
            if let Some(bound) = range.exclusive_minimum {
                assert!(!range.contains(bound));
            }
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
struct Shared {
    /// How deep.
    #[schemars(range(min = 1, max = 9))]
    depth: usize,
}

impl Default for Shared {
    fn default() -> Self {
        Self { depth: 4 }
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
struct Sharing {
    /// Whether to count.
    count: bool,
    #[serde(flatten)]
    shared: Shared,
}

#[test]
fn a_struct_within_adds_its_own_parameters() {
    let parameters = Parameters::of::<Sharing>();
    let names: Vec<String> = parameters.iter().map(|p| format!("{} {}", p.name, p.shape)).collect();
    assert_eq!(names, ["count true or false", "depth whole number >= 1 and <= 9"]);
    let completed = parameters.complete(json!({ "depth": 7 }).as_object().expect("an object"));
    let read: Sharing =
        serde_json::from_value(Value::Object(completed.expect("sound"))).expect("params");
    assert_eq!((read.count, read.shared.depth), (false, 7));
    // What is unknown or out of range is told though serde itself takes it.
    for wrong in [json!({ "depht": 7 }), json!({ "depth": 10 })] {
        assert!(parameters.complete(wrong.as_object().expect("an object")).is_err(), "{wrong}");
    }
}

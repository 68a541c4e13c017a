//! Reads a reference case (`expected.json`) and judges results by the rule of the cases' README: every
//! entry has |got − value| ≤ atol + rtol · s, where s is the entry's own |value| where `elementwise` is
//! true and the quantity's largest |value| otherwise.

use std::path::{Path, PathBuf};

use ndarray::Array2;
use serde_json::Value;

/// One case's parameters and expected values.
pub(crate) struct Case {
    name: String,
    folder: PathBuf,
    expected: Value,
}

impl Case {
    /// A case of the golden collection: in the folder that `SPIKEBOOK_GOLDEN` names, else in
    /// `shared/golden` beside the workspace. `None` means skip; with `CI` set absence is a failure.
    #[expect(clippy::disallowed_methods, reason = "the environment says where the cases are")]
    pub(crate) fn golden(name: &str) -> Option<Self> {
        let root = std::env::var_os("SPIKEBOOK_GOLDEN").map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/golden"),
            PathBuf::from,
        );
        let file = root.join(name).join("expected.json");
        let Ok(text) = std::fs::read_to_string(&file) else {
            assert!(
                std::env::var_os("CI").is_none(),
                "{} is not there, and CI is set",
                file.display()
            );
            return None;
        };
        let expected = serde_json::from_str(&text).expect("expected.json is JSON");
        Some(Self { name: name.into(), folder: root.join(name), expected })
    }

    /// The numbers of one of the case's CSV files, without its line of names.
    pub(crate) fn table(&self, file: &str) -> Array2<f64> {
        let text = std::fs::read_to_string(self.folder.join(file)).expect("the case's file");
        let rows: Vec<Vec<f64>> = text
            .lines()
            .skip(1)
            .map(|line| line.split(',').map(|cell| cell.parse().expect("a number")).collect())
            .collect();
        let shape = (rows.len(), rows[0].len());
        Array2::from_shape_vec(shape, rows.concat()).expect("rows of one length")
    }

    /// The parameter `name` of the case.
    pub(crate) fn param(&self, name: &str) -> &Value {
        let value = &self.expected["params"][name];
        assert!(!value.is_null(), "{} has no parameter {name}", self.name);
        value
    }

    /// The parameter `name` as a number.
    pub(crate) fn number(&self, name: &str) -> f64 {
        self.param(name).as_f64().expect("the parameter is a number")
    }

    /// The parameter `name` as numbers.
    pub(crate) fn numbers(&self, name: &str) -> Vec<f64> {
        flat(self.param(name))
    }

    /// The expected numbers of a quantity.
    pub(crate) fn value(&self, quantity: &str) -> Vec<f64> {
        flat(&self.expected["expected"][quantity]["value"])
    }

    /// Judges a quantity.
    pub(crate) fn judge(&self, quantity: &str, got: &[f64]) {
        let entry = &self.expected["expected"][quantity];
        assert!(!entry.is_null(), "{} has no quantity {quantity}", self.name);
        let values = flat(&entry["value"]);
        assert_eq!(got.len(), values.len(), "{}: {quantity}: {got:?}", self.name);
        let tolerance = |name: &str| entry[name].as_f64().unwrap_or(0.0);
        let largest = values.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
        for (i, (&got, &value)) in got.iter().zip(&values).enumerate() {
            let elementwise = entry["elementwise"].as_bool() == Some(true);
            let scale = if elementwise { value.abs() } else { largest };
            let allowed = tolerance("atol") + tolerance("rtol") * scale;
            assert!(
                (got - value).abs() <= allowed,
                "{}: {quantity}[{i}]: got {got}, wanted {value} ± {allowed}",
                self.name
            );
        }
    }
}

fn flat(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(entries) => entries.iter().flat_map(flat).collect(),
        other => vec![other.as_f64().expect("a number")],
    }
}

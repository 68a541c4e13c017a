//! Reads a reference case (`expected.json` and its CSV files) and judges results by the rule of the cases'
//! README: every entry has |got − value| ≤ atol + rtol · s, where s is the entry's own |value| where
//! `elementwise` is true and the quantity's largest |value| otherwise.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ndarray::{Array1, Array2};
use serde_json::Value;

/// The folder that `SPIKEBOOK_GOLDEN` names, else `shared/golden` beside the workspace.
#[expect(clippy::disallowed_methods, reason = "the environment says where the cases are")]
fn golden_root() -> PathBuf {
    std::env::var_os("SPIKEBOOK_GOLDEN").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/golden"),
        PathBuf::from,
    )
}

/// One folder: inputs and expected values.
pub(crate) struct Case {
    folder: PathBuf,
    expected: Value,
}

impl Case {
    /// A case that this crate commits under `tests/reference`.
    pub(crate) fn reference(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference").join(name);
        Self::open(folder)
    }

    /// A case of the golden collection, where it is at hand: in the folder that `SPIKEBOOK_GOLDEN` names, else
    /// in `shared/golden` beside the workspace. `None` means skip; with `CI` set absence is a failure.
    #[expect(clippy::disallowed_methods, reason = "the environment says where the cases are")]
    pub(crate) fn golden(name: &str) -> Option<Self> {
        let root = golden_root();
        let folder = root.join(name);
        if folder.join("expected.json").is_file() {
            return Some(Self::open(folder));
        }
        assert!(
            std::env::var_os("CI").is_none(),
            "golden case {name} is not in {}, and CI is set",
            root.display()
        );
        say_skipped(name, &root);
        None
    }

    /// A case that the golden collection may lack, where it is a part of a larger whole that this crate commits.
    pub(crate) fn golden_if_there(name: &str) -> Option<Self> {
        let folder = golden_root().join(name);
        folder.join("expected.json").is_file().then(|| Self::open(folder))
    }

    fn open(folder: PathBuf) -> Self {
        let text = std::fs::read_to_string(folder.join("expected.json"))
            .unwrap_or_else(|error| panic!("{}/expected.json: {error}", folder.display()));
        let expected = serde_json::from_str(&text).expect("expected.json is JSON");
        Self { folder, expected }
    }

    /// The parameter `name` of the case.
    pub(crate) fn param(&self, name: &str) -> &Value {
        let value = &self.expected["params"][name];
        assert!(!value.is_null(), "{} has no parameter {name}", self.folder.display());
        value
    }

    /// The parameter `name` as a number.
    pub(crate) fn number(&self, name: &str) -> f64 {
        self.param(name).as_f64().expect("the parameter is a number")
    }

    /// The columns of one CSV file by name; an empty cell is NaN.
    pub(crate) fn columns(&self, file: &str) -> BTreeMap<String, Vec<f64>> {
        let path = self.folder.join(file);
        let mut reader = csv::Reader::from_path(&path).expect("the input opens");
        let names = reader.headers().expect("the input has a header").clone();
        let mut columns: Vec<Vec<f64>> = vec![Vec::new(); names.len()];
        for record in reader.records() {
            let record = record.expect("the record is CSV");
            for (column, cell) in columns.iter_mut().zip(record.iter()) {
                column.push(if cell.is_empty() {
                    f64::NAN
                } else {
                    cell.parse().unwrap_or_else(|_| panic!("{cell:?} in {file} is no number"))
                });
            }
        }
        names.iter().map(str::to_owned).zip(columns).collect()
    }

    /// One column of one CSV file.
    pub(crate) fn column(&self, file: &str, name: &str) -> Array1<f64> {
        let mut columns = self.columns(file);
        Array1::from(columns.remove(name).unwrap_or_else(|| panic!("{file} has no column {name}")))
    }

    /// The named columns of one CSV file as a matrix.
    pub(crate) fn matrix(&self, file: &str, names: &[&str]) -> Array2<f64> {
        let columns = self.columns(file);
        let column =
            |name: &str| columns.get(name).unwrap_or_else(|| panic!("{file} has no column {name}"));
        let n_rows = names.first().map_or(0, |name| column(name).len());
        Array2::from_shape_fn((n_rows, names.len()), |(row, j)| column(names[j])[row])
    }

    /// The quantity `name` as the JSON has it.
    pub(crate) fn expected(&self, name: &str) -> &Value {
        let quantity = &self.expected["expected"][name];
        assert!(!quantity.is_null(), "{} has no quantity {name}", self.folder.display());
        quantity
    }

    /// Fails, with the place and both numbers, where `got` is not the quantity `name` within its tolerance.
    pub(crate) fn check(&self, name: &str, got: impl IntoIterator<Item = f64>) {
        if let Err(fault) = self.judge(name, got) {
            panic!("{}: {name}: {fault}", self.folder.display());
        }
    }

    /// As [`Case::check`], for one number.
    pub(crate) fn check_scalar(&self, name: &str, got: f64) {
        self.check(name, [got]);
    }

    /// What is wrong with `got` as the quantity `name`.
    pub(crate) fn judge(
        &self,
        name: &str,
        got: impl IntoIterator<Item = f64>,
    ) -> Result<(), String> {
        let quantity = self.expected(name);
        let rtol = quantity["rtol"].as_f64().unwrap_or(0.0);
        let atol = quantity["atol"].as_f64().unwrap_or(0.0);
        let elementwise = quantity["elementwise"].as_bool().unwrap_or(false);
        judge(
            &flat(&quantity["value"]),
            &got.into_iter().collect::<Vec<_>>(),
            rtol,
            atol,
            elementwise,
        )
    }
}

/// The rule itself.
pub(crate) fn judge(
    wanted: &[f64],
    got: &[f64],
    rtol: f64,
    atol: f64,
    elementwise: bool,
) -> Result<(), String> {
    if wanted.len() != got.len() {
        return Err(format!("{} entries, wanted {}", got.len(), wanted.len()));
    }
    let largest = wanted.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    for (entry, (&wanted, &got)) in wanted.iter().zip(got).enumerate() {
        let allowed = atol + rtol * if elementwise { wanted.abs() } else { largest };
        let right = (got - wanted).abs() <= allowed;
        if !right {
            return Err(format!(
                "entry {entry}: got {got:?}, wanted {wanted:?} within {allowed:.3e}"
            ));
        }
    }
    Ok(())
}

fn flat(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().flat_map(flat).collect(),
        Value::Bool(flag) => vec![f64::from(u8::from(*flag))],
        other => vec![other.as_f64().unwrap_or_else(|| panic!("{other} is no number"))],
    }
}

#[expect(clippy::print_stdout, reason = "a skipped case says so in the output of the tests")]
fn say_skipped(name: &str, root: &Path) {
    println!("skipped: golden case {name} is not in {}", root.display());
}

#[test]
fn the_rule_refuses_what_is_wrong() {
    assert!(judge(&[1.0, 2.0], &[1.0, 2.0 + 1e-12], 1e-9, 0.0, true).is_ok());
    assert!(judge(&[1.0, 2.0], &[1.0], 1.0, 1.0, false).is_err(), "another length");
    assert!(judge(&[1.0], &[f64::NAN], 1.0, 1.0, false).is_err(), "NaN");
    assert!(judge(&[1e-9, 1.0], &[2e-9, 1.0], 1e-8, 0.0, false).is_ok(), "scale of the largest");
    assert!(judge(&[1e-9, 1.0], &[2e-9, 1.0], 1e-8, 0.0, true).is_err(), "scale of its own");
    assert!(judge(&[3.0], &[3.0 + f64::EPSILON * 4.0], 0.0, 0.0, false).is_err(), "exact");
}

//! Principal components of more rows than columns, and of fewer.

use ndarray::Array2;
use spikebook_analysis::decomposition::Pca;

use crate::case::Case;

fn check(name: &str, n_columns: usize) {
    let Some(case) = Case::golden(name) else { return };
    let names: Vec<String> = (0..n_columns).map(|j| format!("x{j}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let matrix: Array2<f64> = case.matrix("X.csv", &names);
    let fit = Pca::new().fit_matrix(matrix.view()).expect("a fit");
    case.check("mean", fit.mean().to_vec());
    case.check("explained_variance", fit.explained_variance().to_vec());
    case.check("explained_variance_ratio", fit.explained_variance_ratio());
    case.check("components", fit.components().iter().copied());
    case.check("singular_values", fit.singular_values().to_vec());
    let scores = fit.scores(matrix.view()).expect("the same columns");
    case.check("scores_first3_rows", scores.outer_iter().take(3).flat_map(|row| row.to_vec()));
}

#[test]
fn more_rows_than_columns() {
    check("pca", 6);
}

#[test]
fn more_columns_than_rows() {
    check("pca_wide", 15);
}

//! Least squares, with NIST's certified cases.

use ndarray::Array2;
use spikebook_analysis::regression::{OrdinaryLeastSquares, OrdinaryLeastSquaresFit};

use crate::case::Case;

#[test]
fn all_numbers_of_one_fit() {
    let Some(case) = Case::golden("ols") else { return };
    let design = case.matrix("data.csv", &["x0", "x1", "x2"]);
    let response = case.column("data.csv", "y");
    let fit = OrdinaryLeastSquares::new()
        .fit_design(design.view(), response.view(), None)
        .expect("a fit");
    case.check("coef", fit.estimates().to_vec());
    case.check("std_err", fit.standard_errors());
    case.check_scalar("r2", fit.r_squared());
    case.check_scalar("adj_r2", fit.adjusted_r_squared());
    case.check_scalar("f_stat", fit.f());
    case.check_scalar("residual_sd", fit.residual_standard_deviation());
    case.check_scalar("loglik", fit.ln_likelihood());
    case.check("hc3_se", fit.robust_standard_errors());
    case.check("leverage_first5", fit.leverages()[..5].iter().copied());
    case.check_scalar("durbin_watson", fit.durbin_watson());
}

fn check_nist(case: &Case, fit: &OrdinaryLeastSquaresFit) {
    case.check("coef", fit.estimates().to_vec());
    case.check("std_err", fit.standard_errors());
    case.check_scalar("residual_sd", fit.residual_standard_deviation());
    case.check_scalar("r2", fit.r_squared());
}

#[test]
fn nist_lines_and_planes() {
    for name in ["Norris", "Longley", "NoInt1"] {
        let Some(case) = Case::golden(&format!("nist_linear_{name}")) else { return };
        let n_columns = if name == "Longley" { 6 } else { 1 };
        let names: Vec<String> = (1..=n_columns).map(|j| format!("x{j}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let estimator = OrdinaryLeastSquares::new();
        let estimator = if name == "NoInt1" { estimator.without_intercept() } else { estimator };
        let fit = estimator
            .fit_design(
                case.matrix("data.csv", &names).view(),
                case.column("data.csv", "y").view(),
                None,
            )
            .expect("a fit");
        check_nist(&case, &fit);
    }
}

#[test]
fn nist_polynomials() {
    // Powers of whole numbers up to 20⁵ are doubles.
    for name in ["Wampler1", "Wampler3", "Wampler5"] {
        let Some(case) = Case::golden(&format!("nist_linear_{name}")) else { return };
        let x = case.column("data.csv", "x1");
        let powers =
            Array2::from_shape_fn((x.len(), 5), |(row, j)| (0..=j).map(|_| x[row]).product());
        let fit = OrdinaryLeastSquares::new()
            .fit_design(powers.view(), case.column("data.csv", "y").view(), None)
            .expect("a fit");
        check_nist(&case, &fit);
    }
}

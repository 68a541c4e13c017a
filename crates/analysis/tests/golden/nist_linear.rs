//! NIST's eleven linear regressions: thirteen certified digits of every coefficient.

use spikebook_analysis::regression::{
    OrdinaryLeastSquares, OrdinaryLeastSquaresFit, PolynomialRegression,
};

use crate::case::Case;

const SETS: [&str; 11] = [
    "Norris", "Pontius", "NoInt1", "NoInt2", "Filip", "Longley", "Wampler1", "Wampler2",
    "Wampler3", "Wampler4", "Wampler5",
];

fn check(case: &Case, name: &str, fit: &OrdinaryLeastSquaresFit) {
    let check = |quantity: &str, got: Vec<f64>| case.check(&format!("{name}_{quantity}"), got);
    check("certified", fit.estimates().to_vec());
    check("standard_errors", fit.standard_errors().to_vec());
    check("residual_sd", vec![fit.residual_standard_deviation()]);
}

fn matrix_fit(case: &Case, name: &str) -> OrdinaryLeastSquaresFit {
    let file = format!("{name}.csv");
    let columns = case.columns(&file);
    let names: Vec<&str> =
        columns.keys().map(String::as_str).filter(|column| *column != "y").collect();
    let has_intercept = case.param(name)["intercept"].as_bool().expect("a flag");
    let estimator = OrdinaryLeastSquares::new();
    let estimator = if has_intercept { estimator } else { estimator.without_intercept() };
    estimator
        .fit_design(case.matrix(&file, &names).view(), case.column(&file, "y").view(), None)
        .expect("a fit")
}

#[test]
fn all_sets_to_thirteen_digits() {
    let case = Case::reference("nist_linear");
    for name in SETS {
        let degree = case.param(name)["degree"].as_u64().expect("a degree") as usize;
        if degree == 0 {
            check(&case, name, &matrix_fit(&case, name));
            continue;
        }
        let file = format!("{name}.csv");
        let (x, y) = (case.column(&file, "x").to_vec(), case.column(&file, "y").to_vec());
        let regression = PolynomialRegression::new(degree).expect("a degree");
        let fit = regression.fit(&x, &y, None).expect("a fit");
        check(&case, name, fit.least_squares());
        // What is reported is the exact solution, rounded.
        case.check(&format!("{name}_estimates"), fit.least_squares().estimates().to_vec());
    }
    // A line by its matrix too.
    check(&case, "Norris", &matrix_fit(&case, "Norris"));
}

#[test]
fn the_golden_polynomials() {
    for (name, degree) in [("Wampler1", 5), ("Wampler3", 5), ("Wampler5", 5), ("Norris", 1)] {
        let Some(case) = Case::golden(&format!("nist_linear_{name}")) else { return };
        let (x, y) =
            (case.column("data.csv", "x1").to_vec(), case.column("data.csv", "y").to_vec());
        let fit = PolynomialRegression::new(degree).expect("a degree").fit(&x, &y, None);
        let fit = fit.expect("a fit");
        case.check("coef", fit.least_squares().estimates().to_vec());
        case.check("std_err", fit.least_squares().standard_errors());
        case.check_scalar("residual_sd", fit.least_squares().residual_standard_deviation());
        case.check_scalar("r2", fit.least_squares().r_squared());
    }
}

//! Least squares as a course meets it: a slope, a plane, and polynomials judged by rows that were held out.

use ndarray::Axis;
use spikebook_analysis::decomposition::Pca;
use spikebook_analysis::descriptive::mean;
use spikebook_analysis::folds::FoldPlan;
use spikebook_analysis::regression::{OrdinaryLeastSquares, PolynomialRegression};
use spikebook_numeric::elementary::power;

use crate::case::Case;

#[test]
fn a_slope_and_a_principal_axis() {
    let Some(case) = Case::golden("course_w9_slopes") else { return };
    let mut points = case.matrix("data.csv", &["x", "y"]);
    let centre = points.mean_axis(Axis(0)).expect("rows");
    points -= &centre;
    let x = points.select(Axis(1), &[0]);
    let fit = OrdinaryLeastSquares::new()
        .without_intercept()
        .fit_design(x.view(), points.column(1), None)
        .expect("a fit");
    case.check_scalar("regression_slope", fit.coefficients()[0]);
    let pca = Pca::new().fit_matrix(points.view()).expect("a fit");
    let axis = pca.components().row(0).to_owned();
    case.check_scalar("pc1_slope", axis[1] / axis[0]);
}

#[test]
fn a_plane() {
    let Some(case) = Case::golden("course_w9_speed") else { return };
    let fit = OrdinaryLeastSquares::new()
        .fit_design(
            case.matrix("data.csv", &["x1", "x2"]).view(),
            case.column("data.csv", "y").view(),
            None,
        )
        .expect("a fit");
    case.check("theta", fit.estimates().to_vec());
    case.check_scalar("mse", fit.residual_sum_of_squares() / fit.n_observations());
}

#[test]
fn polynomials_of_six_degrees() {
    let Some(case) = Case::golden("course_w10_polynomials") else { return };
    let column = |file: &str, name: &str| case.column(file, name).to_vec();
    let (x, y) = (column("train.csv", "x"), column("train.csv", "y"));
    let (test_x, test_y) = (column("test.csv", "x"), column("test.csv", "y"));
    let error = |degree: usize, x: &[f64], y: &[f64], test_x: &[f64], test_y: &[f64]| {
        let fit = PolynomialRegression::new(degree).expect("a degree").fit(x, y, None);
        let fit = fit.expect("a fit");
        let squares = test_x.iter().zip(test_y).map(|(x, y)| power(y - fit.mean(*x), 2.0));
        mean(&squares.collect::<Vec<f64>>())
    };
    let degrees = || 0..=5;
    case.check("mse_train", degrees().map(|degree| error(degree, &x, &y, &x, &y)));
    case.check("mse_test", degrees().map(|degree| error(degree, &x, &y, &test_x, &test_y)));
    let plan = FoldPlan::contiguous(x.len(), 10).expect("a plan");
    let held_out = |degree: usize| {
        let of_fold = |(train, test): (Vec<usize>, Vec<usize>)| {
            let take = |values: &[f64], rows: &[usize]| -> Vec<f64> {
                rows.iter().map(|row| values[*row]).collect()
            };
            error(degree, &take(&x, &train), &take(&y, &train), &take(&x, &test), &take(&y, &test))
        };
        mean(&plan.splits().map(of_fold).collect::<Vec<f64>>())
    };
    case.check("mse_cv10", degrees().map(held_out));
}

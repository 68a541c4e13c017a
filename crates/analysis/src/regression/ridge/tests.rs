use insta::assert_snapshot;
use ndarray::{Array1, Array2, Axis, array, concatenate};
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::power;

use super::*;
use crate::regression::OrdinaryLeastSquares;

fn sample(n_rows: usize, n_columns: usize) -> (Array2<f64>, Array1<f64>) {
    let mut draws = Seed::from_name("ridge").replicate("sample", 0);
    let design = Array2::from_shape_simple_fn((n_rows, n_columns), || draws.standard_normal());
    let response = design.axis_iter(Axis(0)).map(|row| 2.0 + row.sum()).collect::<Array1<f64>>();
    let response = response.mapv(|mean| mean + draws.standard_normal());
    (design, response)
}

fn path(penalties: &[f64]) -> RidgePath {
    RidgePath::new(penalties.to_vec()).expect("penalties")
}

#[test]
fn it_is_least_squares_with_rows_that_pull_to_zero() {
    // Rows √(nλ) eⱼ with response 0 below the centred data: their squares are the penalty.
    let (design, response) = sample(30, 4);
    let penalty = 0.3;
    let fit = path(&[penalty]).fit_design(design.view(), response.view()).expect("a fit");
    let centred = &design - &design.mean_axis(Axis(0)).expect("rows");
    let pull = Array2::<f64>::eye(4) * (30.0 * penalty).sqrt();
    let rows = concatenate![Axis(0), centred, pull];
    let mean = response.mean().expect("rows");
    let target = concatenate![Axis(0), response.mapv(|y| y - mean), Array1::zeros(4)];
    let oracle = OrdinaryLeastSquares::new().without_intercept();
    let oracle = oracle.fit_design(rows.view(), target.view(), None).expect("a fit");
    for (a, b) in fit.points()[0].coefficients.iter().zip(oracle.coefficients()) {
        assert!((a - b).abs() < 1e-13, "{a} and {b}");
    }
}

#[test]
fn leave_one_out_is_leaving_one_out() {
    let (design, response) = sample(14, 3);
    for is_standardised in [false, true] {
        let penalties = [0.0, 0.05, 2.0];
        let estimator = path(&penalties);
        // The scale of a column moves a little with each row: what is left out is left out of the fit alone.
        let scaled = Standardiser::new().fit_matrix(design.view()).expect("spread");
        let design = if is_standardised {
            scaled.transform_matrix(design.view()).expect("columns")
        } else {
            design.clone()
        };
        let fit = estimator.fit_design(design.view(), response.view()).expect("a fit");
        for (k, &penalty) in penalties.iter().enumerate() {
            let mut squares = 0.0;
            for out in 0..14 {
                let rows: Vec<usize> = (0..14).filter(|&row| row != out).collect();
                // The penalty is on a mean: of 13 rows, 14/13 of it weighs the same.
                let rest = path(&[penalty * 14.0 / 13.0])
                    .fit_design(
                        design.select(Axis(0), &rows).view(),
                        response.select(Axis(0), &rows).view(),
                    )
                    .expect("a fit");
                let predicted =
                    rest.points()[0].predict_mean(design.select(Axis(0), &[out]).view());
                squares += power(response[out] - predicted.expect("columns")[0], 2.0);
            }
            let point = &fit.points()[k];
            assert!((point.leave_one_out_error - squares / 14.0).abs() < 1e-12 * squares);
        }
    }
}

#[test]
fn the_ends_of_the_path_are_known() {
    let (design, response) = sample(20, 3);
    let fit = path(&[0.0, 1e12])
        .standardised()
        .fit_design(design.view(), response.view())
        .expect("a fit");
    let plain = OrdinaryLeastSquares::new()
        .fit_design(design.view(), response.view(), None)
        .expect("a fit");
    for (a, b) in fit.points()[0].coefficients.iter().zip(plain.coefficients()) {
        assert!((a - b).abs() < 1e-12);
    }
    assert!((fit.points()[0].degrees_of_freedom - 4.0).abs() < 1e-12);
    assert!((fit.points()[0].intercept - plain.intercept()).abs() < 1e-12);
    let leverage_mean = 4.0 / 20.0;
    let wanted = plain.residual_sum_of_squares() / 20.0 / power(1.0 - leverage_mean, 2.0);
    assert!((fit.points()[0].generalised_cross_validation - wanted).abs() < 1e-12);
    assert!(fit.points()[1].coefficients.iter().all(|b| b.abs() < 1e-9));
    assert!((fit.points()[1].degrees_of_freedom - 1.0).abs() < 1e-9);
    assert_eq!(fit.best_by_leave_one_out(), 0);
    assert_eq!(fit.best_by_generalised_cross_validation(), 0);
}

#[test]
fn more_columns_than_rows_are_no_trouble_with_a_penalty() {
    let (design, response) = sample(6, 15);
    let fit = path(&[0.5]).fit_design(design.view(), response.view()).expect("a fit");
    // Stationary: Xᵀ r / n = λ b.
    let point = &fit.points()[0];
    let residuals = &response - &point.predict_mean(design.view()).expect("columns");
    let slants = design.t().dot(&residuals) / 6.0 - &point.coefficients * 0.5;
    assert!(slants.iter().all(|slant| slant.abs() < 1e-13), "{slants}");
    let refused =
        path(&[0.5, 0.0]).fit_design(design.view(), response.view()).expect_err("no rank");
    assert!(matches!(refused, Error::RankDeficient { .. }));
}

#[test]
fn what_cannot_be_fitted_is_named() {
    assert_snapshot!(RidgePath::new(vec![]).expect_err("none"), @"penalties: got 0, wanted at least 1");
    assert_snapshot!(RidgePath::new(vec![1.0, -1.0]).expect_err("negative"), @"penalties, row 2: got -1, wanted a finite number of at least 0");
    let design = array![[1.0, 2.0], [1.0, 3.0], [1.0, 5.0]];
    let response = array![1.0, 2.0, 3.0];
    let refused = path(&[1.0]).standardised().fit_design(design.view(), response.view());
    assert_snapshot!(refused.expect_err("constant"), @"column 0: it is constant, wanted some spread to scale by");
    assert!(path(&[1.0]).fit_design(design.view(), response.view()).is_ok());
}

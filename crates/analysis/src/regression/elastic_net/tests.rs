use insta::assert_snapshot;
use ndarray::{Array2, Axis, array};
use proptest::prelude::*;
use spikebook_numeric::Seed;

use super::*;
use crate::folds::FoldPlan;
use crate::regression::RidgePath;

fn sample(n_rows: usize, n_columns: usize, number: u64) -> (Array2<f64>, Array1<f64>) {
    let mut draws = Seed::from_name("elastic net").replicate("sample", number);
    let shared: Vec<f64> = (0..n_rows).map(|_| draws.standard_normal()).collect();
    let design = Array2::from_shape_fn((n_rows, n_columns), |(row, _)| {
        0.7 * shared[row] + draws.standard_normal()
    });
    let effect = |j: usize| if j.is_multiple_of(3) { 1.5 - 0.3 * j as f64 } else { 0.0 };
    let response = (0..n_rows)
        .map(|row| {
            let mean: f64 = (0..n_columns).map(|j| effect(j) * design[[row, j]]).sum();
            2.0 + mean + draws.standard_normal()
        })
        .collect();
    (design, response)
}

/// Stationarity of the columns as they were given: Xᵀr / n = λ(1 − r) b + λ r sign(b), within λ r where b = 0.
fn assert_stationary(
    net_share: f64,
    point: &ElasticNetPoint,
    design: &Array2<f64>,
    response: &Array1<f64>,
) {
    let residuals = response - &point.predict_mean(design.view()).expect("columns");
    assert!(residuals.sum().abs() < 1e-9);
    let slants = design.t().dot(&residuals) / response.len() as f64;
    for (slant, b) in slants.iter().zip(&point.coefficients) {
        let (absolute, square) = (point.penalty * net_share, point.penalty * (1.0 - net_share));
        if *b == 0.0 {
            assert!(slant.abs() <= absolute + 1e-10, "{slant} beyond {absolute}");
        } else {
            assert!((slant - square * b - absolute.copysign(*b)).abs() < 1e-10, "{slant} at {b}");
        }
    }
}

fn assert_path_stationary(number: u64, share: f64, wide: bool) {
    let (design, response) = if wide { sample(15, 30, number) } else { sample(60, 8, number) };
    let net = ElasticNet::new(share).expect("a share");
    let penalties = net.penalties(design.view(), response.view(), 12, 0.01).expect("penalties");
    let path = net.fit_path(design.view(), response.view(), &penalties).expect("a path");
    assert_eq!(path[0].n_active, 0);
    for point in &path {
        assert_stationary(share, point, &design, &response);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_point_of_a_path_is_stationary(number in 0_u64..1000, share in 0.05_f64..=1.0, wide in any::<bool>()) {
        assert_path_stationary(number, share, wide);
    }
}

/// A column that is left out by 3e-5 of its slope costs less than 10⁻¹² of the objective.
#[test]
fn a_narrow_gap_is_not_enough() {
    assert_path_stationary(902, 0.552_013_287_031_14, true);
}

#[test]
fn one_column_is_a_soft_threshold() {
    let design = array![[-1.0], [0.0], [1.0]];
    let response = array![-2.0, 0.5, 3.0];
    // xᵀy / n = 5/3, xᵀx / n = 2/3: b = (5/3 − λ) / (2/3).
    let net = ElasticNet::new(1.0).expect("a share");
    let path = net.fit_path(design.view(), response.view(), &[2.0, 1.0, 0.0]).expect("a path");
    let b: Vec<f64> = path.iter().map(|point| point.coefficients[0]).collect();
    assert_eq!(b[0], 0.0);
    assert!((b[1] - 1.0).abs() < 1e-15 && (b[2] - 2.5).abs() < 1e-15, "{b:?}");
    let largest = net.largest_penalty(design.view(), response.view()).expect("a penalty");
    assert!((largest - 5.0 / 3.0).abs() < 1e-15);
}

#[test]
fn hardly_an_absolute_part_is_ridge() {
    let (design, response) = sample(50, 6, 7);
    let net = ElasticNet::new(1e-12).expect("a share").standardised();
    let path = net.fit_path(design.view(), response.view(), &[0.4]).expect("a path");
    let ridge = RidgePath::new(vec![0.4]).expect("a penalty").standardised();
    let ridge = ridge.fit_design(design.view(), response.view()).expect("a path");
    for (a, b) in path[0].coefficients.iter().zip(&ridge.points()[0].coefficients) {
        assert!((a - b).abs() < 1e-10, "{a} and {b}");
    }
    assert!((path[0].mean_squared_error - ridge.points()[0].mean_squared_error).abs() < 1e-10);
}

#[test]
fn scales_of_held_out_rows_come_from_training_rows() {
    let (mut design, response) = sample(30, 4, 3);
    // A fold whose rows are a thousand times as large: scaled by their own deviation they would predict well.
    for row in 20..30 {
        design.row_mut(row).mapv_inplace(|x| 1000.0 * x);
    }
    let plan = FoldPlan::contiguous(30, 3).expect("a plan");
    let net = ElasticNet::new(0.5).expect("a share").standardised();
    let held_out =
        net.cross_validate(design.view(), response.view(), &[0.3, 0.1], &plan).expect("errors");
    let by_hand = |penalty: f64| -> f64 {
        let errors = plan.splits().map(|(train, test)| {
            let (x, y) = (design.select(Axis(0), &train), response.select(Axis(0), &train));
            let path = net.fit_path(x.view(), y.view(), &[penalty]).expect("a path");
            let predicted =
                path[0].predict_mean(design.select(Axis(0), &test).view()).expect("columns");
            (predicted - response.select(Axis(0), &test))
                .mapv(|gap| gap * gap)
                .mean()
                .expect("rows")
        });
        errors.sum::<f64>() / 3.0
    };
    for error in &held_out.errors {
        let wanted = by_hand(error.penalty);
        assert!((error.mean / wanted - 1.0).abs() < 1e-9);
    }
    assert!(
        held_out.errors[held_out.within_one_standard_error].penalty
            >= held_out.errors[held_out.best].penalty
    );
}

#[test]
fn what_cannot_be_fitted_is_named() {
    assert_snapshot!(ElasticNet::new(0.0).expect_err("ridge"), @"share of the absolute penalty: got 0, wanted a number above 0 and at most 1");
    let (design, response) = sample(20, 3, 0);
    let net = ElasticNet::new(1.0).expect("a share");
    let refused = |penalties: &[f64]| {
        net.fit_path(design.view(), response.view(), penalties).expect_err("refused")
    };
    assert_snapshot!(refused(&[-0.1]), @"penalties, row 1: got -0.1, wanted a finite number of at least 0");
    assert_snapshot!(refused(&[]), @"penalties: got 0, wanted at least 1");
    let (wide, response) = sample(10, 40, 0);
    let once = net.with_max_iterations(1).expect("one");
    let refused =
        once.fit_path(wide.view(), response.view(), &[1e-6]).expect_err("one pass is too few");
    assert!(
        matches!(refused, Error::NotConverged { what: "elastic net", n_iterations: 1, .. }),
        "{refused}"
    );
}

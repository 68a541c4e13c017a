//! Whatever numbers come in, a fit or a named error comes out.

use ndarray::{Array1, Array2, Axis};
use proptest::prelude::*;

use super::{
    ElasticNet, Family, Glm, NamedCurve, NonlinearLeastSquares, OrdinaryLeastSquares,
    PolynomialRegression, RidgePath,
};
use crate::decomposition::Pca;

/// Numbers that break things, and ordinary ones.
fn hostile() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => -3.0_f64..3.0,
        1 => prop::sample::select(vec![
            0.0, -0.0, 1.0, 1e-320, 1e-150, 1e16, 1e150, 1e300, -1e300, f64::MAX, f64::NAN, f64::INFINITY,
            f64::NEG_INFINITY,
        ]),
    ]
}

fn count() -> impl Strategy<Value = f64> {
    prop_oneof![
        8 => (0_u8..5).prop_map(f64::from),
        1 => prop::sample::select(vec![1e6, 9_007_199_254_740_992.0, -1.0, 0.5, f64::NAN, 1e300]),
    ]
}

fn weight() -> impl Strategy<Value = f64> {
    prop_oneof![
        8 => (0_u8..4).prop_map(f64::from),
        1 => prop::sample::select(vec![1e-300, 1e300, 0.3, -1.0, f64::NAN]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn hostile_numbers_give_a_fit_or_an_error(
        rows in prop::collection::vec(((hostile(), hostile()), count(), weight(), hostile()), 0..14),
        penalty in prop::sample::select(vec![0.0, 1e-300, 0.5, 1e300]),
        is_weighted in any::<bool>(),
        has_offset in any::<bool>(),
        has_intercept in any::<bool>(),
    ) {
        let design = Array2::from_shape_fn((rows.len(), 2), |(row, j)| {
            if j == 0 { rows[row].0.0 } else { rows[row].0.1 }
        });
        let response: Array1<f64> = rows.iter().map(|row| row.1).collect();
        let weights: Vec<f64> = rows.iter().map(|row| row.2).collect();
        let offset: Vec<f64> = rows.iter().map(|row| row.3).collect();
        let weights = is_weighted.then_some(weights.as_slice());
        let offset = has_offset.then_some(offset.as_slice());
        for family in [Family::Poisson, Family::Binomial] {
            let glm = Glm::new(family).with_penalty(penalty).expect("a penalty");
            let glm = if has_intercept { glm } else { glm.without_intercept() };
            if let Ok(fit) = glm.fit_design(design.view(), response.view(), weights, offset) {
                prop_assert!(fit.estimates().iter().all(|estimate| estimate.is_finite()));
                prop_assert!(fit.standard_errors().iter().all(|error| error.is_finite()));
                prop_assert!(!fit.summary().to_string().is_empty());
            }
        }
        let squares = OrdinaryLeastSquares::new();
        let squares = if has_intercept { squares } else { squares.without_intercept() };
        if let Ok(fit) = squares.fit_design(design.view(), response.view(), weights) {
            prop_assert!(fit.estimates().iter().all(|estimate| estimate.is_finite()));
        }
        let x: Vec<f64> = design.column(0).to_vec();
        let y = response.to_vec();
        for degree in 0..4 {
            let regression = PolynomialRegression::new(degree).expect("a degree");
            if let Ok(fit) = regression.fit(&x, &y, weights) {
                prop_assert!(fit.least_squares().estimates().iter().all(|b| b.is_finite()));
            }
        }
        let ridge = RidgePath::new(vec![penalty, 1.0]).expect("penalties");
        for path in [ridge.clone(), ridge.standardised()] {
            if let Ok(fit) = path.fit_design(design.view(), response.view()) {
                prop_assert!(fit.points().iter().all(|point| point.intercept.is_finite()));
            }
        }
        let net = ElasticNet::new(0.5).expect("a share").with_max_iterations(200).expect("some");
        if let Ok(path) = net.fit_path(design.view(), response.view(), &[1.0, penalty]) {
            prop_assert!(path.iter().all(|point| point.coefficients.iter().all(|b| b.is_finite())));
        }
        for curve in NamedCurve::ALL {
            let Ok(start) = curve.start(&x, &y) else { continue };
            let column = design.slice_axis(Axis(1), (..1).into());
            let estimator = NonlinearLeastSquares::new().with_max_iterations(30).expect("some");
            if let Ok(fit) = estimator.fit(&curve, column, response.view(), weights, &start) {
                prop_assert!(fit.estimates().iter().all(|estimate| estimate.is_finite()));
            }
        }
        if let Ok(fit) = Pca::new().fit_matrix(design.view()) {
            prop_assert!(fit.components().iter().all(|entry| entry.is_finite()));
        }
    }
}

#[test]
fn covariates_beyond_the_range_of_squares_are_named() {
    let design = Array2::from_shape_fn((6, 1), |(row, _)| 1e200 * row as f64);
    let response = Array1::from(vec![1.0, 0.0, 2.0, 1.0, 3.0, 1.0]);
    let refused = Glm::poisson()
        .fit_design(design.view(), response.view(), None, None)
        .expect_err("squares of 1e400");
    insta::assert_snapshot!(refused, @"design matrix, column 0: its squares are beyond the range of numbers, wanted values below 1e150 in size");
    let large = response.mapv(|count| 1e200 * count);
    let design = design.mapv(|value| 1e-200 * value);
    let refused_response = OrdinaryLeastSquares::new()
        .fit_design(design.view(), large.view(), None)
        .expect_err("squares of 1e400");
    insta::assert_snapshot!(refused_response, @"response: its squares are beyond the range of numbers, wanted values below 1e150 in size");
    insta::assert_snapshot!(refused.hint().expect("a hint"), @"measure it in a larger unit");
}

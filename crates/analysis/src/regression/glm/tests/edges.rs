//! Data that cannot be fitted, and what is said about them.

use insta::assert_snapshot;
use ndarray::{Array1, Array2, array};
use spikebook_numeric::elementary::exp;

use super::{FAMILIES, Family, sample};
use crate::Error;
use crate::regression::Glm;

fn error(glm: Glm, design: &Array2<f64>, response: &[f64]) -> Error {
    let response = Array1::from(response.to_vec());
    glm.fit_design(design.view(), response.view(), None, None).expect_err("no fit")
}

#[test]
fn responses_that_cannot_be() {
    let x = array![[0.0], [1.0], [2.0]];
    assert_snapshot!(error(Glm::poisson(), &x, &[1.0, -1.0, 2.0]), @"response, row 2: got -1, wanted a whole number of at least 0");
    assert_snapshot!(error(Glm::poisson(), &x, &[1.0, 0.5, 2.0]), @"response, row 2: got 0.5, wanted a whole number of at least 0");
    assert_snapshot!(error(Glm::poisson(), &x, &[1.0, f64::NAN, 2.0]), @"response, row 2: got NaN, wanted a whole number of at least 0");
    assert_snapshot!(error(Glm::binomial(), &x, &[1.0, 0.0, 2.0]), @"response, row 3: got 2, wanted 0 or 1");
    assert_snapshot!(error(Glm::poisson(), &x, &[1.0, 0.0]), @"response: got 2 entries, wanted 3");
    let trials = array![3.0, 2.0, 5.0];
    let of = |successes: [f64; 3], trials: &Array1<f64>| {
        let successes = Array1::from(successes.to_vec());
        Glm::binomial().fit_successes(x.view(), successes.view(), trials.view(), None, None)
    };
    assert_snapshot!(of([1.0, 3.0, 2.0], &trials).expect_err("too many"), @"successes, row 2: got 3, wanted a whole number from 0 to the row's trials");
    assert_snapshot!(of([1.0, 0.0, 2.0], &array![3.0, 0.0, 5.0]).expect_err("no trials"), @"trials, row 2: got 0, wanted a whole number of at least 1");
    let counts = array![1.0, 1.0, 1.0];
    let refused = Glm::poisson().fit_successes(x.view(), counts.view(), trials.view(), None, None);
    assert_snapshot!(refused.expect_err("trials"), @"poisson regression: got trials, wanted responses alone");
}

#[test]
fn numbers_that_are_not_finite() {
    let x = array![[0.0, 1.0], [1.0, f64::INFINITY], [2.0, 5.0]];
    assert_snapshot!(error(Glm::poisson(), &x, &[1.0, 1.0, 2.0]), @"design matrix, column 1, row 2: got inf, wanted a finite number");
    let x = array![[0.0], [1.0], [2.0]];
    let counts = array![1.0, 0.0, 3.0];
    let fit = |weights: Option<&[f64]>, offset: Option<&[f64]>| {
        Glm::poisson().fit_design(x.view(), counts.view(), weights, offset).expect_err("no fit")
    };
    assert_snapshot!(fit(Some(&[1.0, -2.0, 1.0]), None), @"weights, row 2: got -2, wanted a finite number of at least 0");
    assert_snapshot!(fit(None, Some(&[1.0, 2.0, f64::NAN])), @"offset, row 3: got NaN, wanted a finite number");
    assert_snapshot!(fit(None, Some(&[1.0])), @"offset: got 1 entries, wanted 3");
    assert_snapshot!(fit(Some(&[0.0, 0.0, 0.0]), None), @"rows of positive weight: got 0, wanted at least 2");
}

#[test]
fn too_little_to_tell() {
    let empty = Array2::zeros((0, 0));
    assert_snapshot!(error(Glm::poisson(), &empty, &[]), @"rows of positive weight: got 0, wanted at least 1");
    let x = array![[0.0, 1.0], [1.0, 2.0]];
    assert_snapshot!(error(Glm::poisson(), &x, &[1.0, 2.0]), @"rows of positive weight: got 2, wanted at least 3");
    let x = array![[0.0], [1.0], [2.0]];
    let silent = error(Glm::poisson(), &x, &[0.0, 0.0, 0.0]);
    assert_snapshot!(silent, @"response: all 3 counts are 0, wanted a spike: the logarithm of a rate of 0 is not finite");
    assert_snapshot!(silent.hint().expect("a hint"), @"leave this unit out, or pool it with others");
    assert_snapshot!(error(Glm::binomial(), &x, &[1.0, 1.0, 1.0]), @"response: all 3 rows are success only, wanted both outcomes");
    assert_snapshot!(error(Glm::binomial(), &x, &[0.0, 0.0, 0.0]), @"response: all 3 rows are failure only, wanted both outcomes");
    // A penalty holds slopes, not the intercept.
    let ridge = Glm::poisson().with_penalty(1.0).expect("a penalty");
    assert!(matches!(error(ridge, &x, &[0.0, 0.0, 0.0]), Error::AllZeroCounts { .. }));
    let silent = array![0.0, 0.0, 0.0];
    assert!(ridge.without_intercept().fit_design(x.view(), silent.view(), None, None).is_ok());
}

#[test]
fn separated_choices() {
    let x = array![[-3.0], [-2.0], [-1.0], [1.0], [2.0], [3.0]];
    let separated = error(Glm::binomial(), &x, &[0.0, 0.0, 0.0, 1.0, 1.0, 1.0]);
    assert_snapshot!(separated, @"response: completely separated by the design matrix, mostly by column 0 (seen after 1 iterations): no finite estimate has the largest likelihood");
    assert_snapshot!(separated.hint().expect("a hint"), @"leave out or merge the covariate that splits the responses, or take a penalty above 0");
}

#[test]
fn columns_that_say_nothing_new() {
    for family in FAMILIES {
        let data = sample(family, 60, 2, 20);
        let with = |column: &dyn Fn(usize) -> f64| {
            let design = Array2::from_shape_fn((60, 3), |(row, j)| {
                if j < 2 { data.design[[row, j]] } else { column(row) }
            });
            error(Glm::new(family), &design, data.response.as_slice().expect("contiguous"))
        };
        let x = &data.design;
        assert_eq!(with(&|_| 0.1), Error::RankDeficient { column: 2 });
        assert_eq!(with(&|row| 2.0 * x[[row, 0]]), Error::RankDeficient { column: 2 });
        assert_eq!(
            with(&|row| x[[row, 0]] - 3.0 * x[[row, 1]] + 0.7),
            Error::RankDeficient { column: 2 }
        );
    }
    // A full set of spline columns adds up to the intercept.
    let basis = crate::basis::BSpline::clamped(0.0, 1.0, 6, 3).expect("a basis");
    let places: Vec<f64> = (0..60).map(|row| f64::from(row) / 59.0).collect();
    let counts: Vec<f64> = (0..60).map(|row| f64::from(row % 3)).collect();
    let design = basis.design(&places).expect("inside");
    let refused = error(Glm::poisson(), &design, &counts);
    assert_snapshot!(refused, @"design matrix, column 5: it is a combination of the intercept and the columns before it, wanted independent columns");
    assert_snapshot!(refused.hint().expect("a hint"), @"leave out column 5, or a column that it follows from; a full set of indicators or splines adds up to the intercept");
    let counts = Array1::from(counts);
    assert!(
        Glm::poisson()
            .without_intercept()
            .fit_design(design.view(), counts.view(), None, None)
            .is_ok()
    );
    let beside = basis.design_beside_intercept(&places).expect("inside");
    assert!(Glm::poisson().fit_design(beside.view(), counts.view(), None, None).is_ok());
}

#[test]
fn parameters_out_of_range() {
    for bad in [-1.0, f64::NAN, f64::INFINITY] {
        assert!(Glm::poisson().with_penalty(bad).is_err());
    }
    for bad in [0.0, 1.0, -1.0, f64::NAN] {
        assert!(Glm::poisson().with_tolerance(bad).is_err());
    }
    assert_snapshot!(Glm::poisson().with_penalty(-1.0).expect_err("below"), @"penalty: got -1, wanted a finite number of at least 0");
    assert_snapshot!(Glm::poisson().with_tolerance(2.0).expect_err("above"), @"tolerance: got 2, wanted a number between 0 and 1, neither included");
    assert_snapshot!(Glm::poisson().with_max_iterations(0).expect_err("none"), @"max_iterations: got 0, wanted at least 1");
    let fit = sample(Family::Poisson, 30, 1, 21).fit(Glm::poisson());
    assert_snapshot!(fit.confidence_intervals(1.0).expect_err("a level"), @"level: got 1, wanted a number between 0 and 1, neither included");
    assert_snapshot!(fit.predict_mean(Array2::zeros((2, 3)).view(), None).expect_err("columns"), @"columns of the design matrix: got 3 entries, wanted 1");
}

#[test]
fn a_fit_that_is_stopped_early_is_an_error() {
    let data = sample(Family::Poisson, 50, 2, 22);
    let hasty = Glm::poisson().with_max_iterations(1).expect("one");
    let stopped = hasty.fit_design(data.design.view(), data.response.view(), None, None);
    assert!(
        matches!(stopped, Err(Error::NotConverged { n_iterations: 1, tolerance: 1e-10, .. })),
        "{stopped:?}"
    );
    let message =
        Error::NotConverged { what: "regression", n_iterations: 1, step: 0.25, tolerance: 1e-10 };
    assert_snapshot!(message, @"regression: after 1 iterations the step is 2.5e-1, wanted at most 1e-10");
    assert_snapshot!(message.hint().expect("a hint"), @"scale the covariates to comparable sizes, or take a penalty above 0");
}

#[test]
fn far_out_data_do_not_overflow() {
    // Counts over five orders of magnitude, exposures over twenty.
    let x = Array2::from_shape_fn((40, 1), |(row, _)| row as f64);
    let counts: Array1<f64> = (0..40).map(|row| exp(0.3 * f64::from(row)).round()).collect();
    let fit = Glm::poisson().fit_design(x.view(), counts.view(), None, None).expect("a fit");
    assert!((fit.coefficients()[0] - 0.3).abs() < 1e-3);
    let offset: Vec<f64> = (0..40).map(|row| 46.0 * f64::from(row) / 39.0 - 23.0).collect();
    let fit = Glm::poisson().fit_design(x.view(), counts.view(), None, Some(&offset));
    let fit = fit.expect("a fit");
    assert!((fit.coefficients()[0] - (0.3 - 46.0 / 39.0)).abs() < 1e-3);
}

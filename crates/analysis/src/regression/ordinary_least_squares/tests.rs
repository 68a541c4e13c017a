use insta::assert_snapshot;
use linfa::Dataset;
use linfa::traits::Predict;
use ndarray::{Array1, Array2, Axis, array};
use proptest::prelude::*;
use spikebook_numeric::Seed;

use super::*;

struct Sample {
    design: Array2<f64>,
    response: Array1<f64>,
}

fn sample(n_rows: usize, n_features: usize, number: u64) -> Sample {
    let mut draws = Seed::from_name("least squares").replicate("sample", number);
    let design = Array2::from_shape_simple_fn((n_rows, n_features), || draws.standard_normal());
    let effects: Vec<f64> = (0..n_features).map(|_| draws.standard_normal()).collect();
    let response = design
        .outer_iter()
        .map(|row| {
            let mean: f64 = row.iter().zip(&effects).map(|(x, b)| x * b).sum();
            1.5 + mean + draws.standard_normal()
        })
        .collect();
    Sample { design, response }
}

fn fit(data: &Sample, weights: Option<&[f64]>) -> OrdinaryLeastSquaresFit {
    OrdinaryLeastSquares::new()
        .fit_design(data.design.view(), data.response.view(), weights)
        .expect("a fit")
}

fn numbers(fit: &OrdinaryLeastSquaresFit) -> Vec<f64> {
    let scalars = [
        fit.r_squared(),
        fit.adjusted_r_squared(),
        fit.f(),
        fit.f_p(),
        fit.residual_variance(),
        fit.ln_likelihood(),
    ];
    let vectors = [fit.estimates().to_owned(), fit.standard_errors(), fit.robust_standard_errors()];
    vectors.iter().flatten().copied().chain(scalars).collect()
}

#[track_caller]
fn assert_close(got: &[f64], wanted: &[f64], tolerance: f64) {
    assert_eq!(got.len(), wanted.len());
    for (entry, (got, wanted)) in got.iter().zip(wanted).enumerate() {
        let scale = 1.0 + wanted.abs();
        assert!((got - wanted).abs() <= tolerance * scale, "entry {entry}: {got}, wanted {wanted}");
    }
}

#[test]
fn a_line_through_five_points_has_known_numbers() {
    // x = 1 … 5, y = 2 4 5 4 5: slope 3/5, intercept 11/5, s² = 4/5, R² = 3/5, F = 9/2.
    let x = array![[1.0], [2.0], [3.0], [4.0], [5.0]];
    let y = array![2.0, 4.0, 5.0, 4.0, 5.0];
    let fit = OrdinaryLeastSquares::new().fit_design(x.view(), y.view(), None).expect("a fit");
    assert_close(&fit.estimates().to_vec(), &[2.2, 0.6], 1e-15);
    assert_close(&fit.standard_errors().to_vec(), &[0.88_f64.sqrt(), 0.08_f64.sqrt()], 1e-15);
    assert_close(&[fit.r_squared(), fit.f(), fit.residual_variance()], &[0.6, 4.5, 0.8], 1e-14);
    assert_close(&[fit.adjusted_r_squared()], &[1.0 - 0.4 * 4.0 / 3.0], 1e-14);
    // One slope: F = t², and both tests are the same.
    assert_close(&[fit.t()[1] * fit.t()[1], fit.p()[1]], &[fit.f(), fit.f_p()], 1e-14);
    let interval = fit.confidence_intervals(0.95).expect("a level");
    assert_close(&[interval[[1, 1]] - 0.6], &[3.182_446_305_284_263 * 0.08_f64.sqrt()], 1e-13);
    assert_close(fit.leverages(), &[0.6, 0.3, 0.2, 0.3, 0.6], 1e-14);
    assert_close(&[fit.leverages().iter().sum::<f64>()], &[2.0], 1e-14);
}

#[test]
fn a_weight_is_a_number_of_copies() {
    let data = sample(60, 3, 1);
    let weights: Vec<f64> = (0..60).map(|row| f64::from(row % 4)).collect();
    let copies: Vec<usize> = (0..60).flat_map(|row| std::iter::repeat_n(row, row % 4)).collect();
    let repeated = Sample {
        design: data.design.select(Axis(0), &copies),
        response: data.response.select(Axis(0), &copies),
    };
    assert_close(&numbers(&fit(&data, Some(&weights))), &numbers(&fit(&repeated, None)), 1e-12);
}

#[test]
fn a_row_of_weight_zero_may_hold_anything() {
    let mut data = sample(40, 2, 2);
    let mut weights = vec![1.0; 40];
    weights[7] = 0.0;
    let before = numbers(&fit(&data, Some(&weights)));
    data.design.row_mut(7).fill(1e200);
    assert_eq!(before, numbers(&fit(&data, Some(&weights))));
}

#[test]
fn linfa_agrees() {
    let data = sample(80, 4, 3);
    let dataset = Dataset::new(data.design.clone(), data.response.clone());
    let theirs = linfa::traits::Fit::fit(&linfa_linear::LinearRegression::new(), &dataset)
        .expect("linfa's fit");
    let ours = Fit::fit(&OrdinaryLeastSquares::new(), &dataset).expect("a fit");
    assert_close(&ours.coefficients().to_vec(), &theirs.params().to_vec(), 1e-12);
    assert_close(&[ours.intercept()], &[theirs.intercept()], 1e-12);
    let predicted: Array1<f64> = ours.predict(&data.design);
    let residuals = &data.response - &predicted;
    assert_close(&residuals.to_vec(), ours.residuals(), 1e-13);
    let columns = ours.predict_mean(Array2::zeros((1, 2)).view());
    assert_snapshot!(columns.expect_err("columns"), @"columns of the design matrix: got 2 entries, wanted 4");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn residuals_are_orthogonal_to_every_column(number in 0_u64..10_000, shift in -1e6_f64..1e6) {
        let mut data = sample(50, 3, number);
        data.design.column_mut(1).mapv_inplace(|x| x + shift);
        let fit = fit(&data, None);
        let residuals = Array1::from(fit.residuals().to_vec());
        // Coefficients are rounded to doubles, and the shift multiplies that.
        prop_assert!(residuals.sum().abs() < 1e-7);
        let centred = &data.design - &data.design.mean_axis(Axis(0)).expect("rows");
        let slants = centred.t().dot(&residuals);
        prop_assert!(slants.iter().all(|slant| slant.abs() < 1e-7), "{slants}");
    }

    #[test]
    fn scaling_a_column_scales_its_coefficient(number in 0_u64..10_000, scale in 1e-8_f64..1e8) {
        let data = sample(50, 2, number);
        let plain = fit(&data, None);
        let mut scaled = sample(50, 2, number);
        scaled.design.column_mut(0).mapv_inplace(|x| scale * x);
        let fit = fit(&scaled, None);
        prop_assert!((fit.coefficients()[0] * scale - plain.coefficients()[0]).abs() < 1e-12);
        prop_assert!((fit.p()[1] - plain.p()[1]).abs() < 1e-12);
    }
}

#[test]
fn what_cannot_be_fitted_is_named() {
    let x = array![[1.0, 2.0], [2.0, 4.0], [3.0, 6.0], [4.0, 8.0], [0.5, 1.0]];
    let y = array![1.0, 2.0, 2.0, 3.0, 1.0];
    let estimator = OrdinaryLeastSquares::new();
    let message = |design: &Array2<f64>, response: &Array1<f64>, weights: Option<&[f64]>| {
        let refused = estimator.fit_design(design.view(), response.view(), weights);
        refused.expect_err("refused").to_string()
    };
    assert_snapshot!(message(&x, &y, None), @"design matrix, column 1: it is a combination of the intercept and the columns before it, wanted independent columns");
    let constant = Array2::from_elem((5, 1), 0.1);
    assert_eq!(
        estimator.fit_design(constant.view(), y.view(), None),
        Err(Error::RankDeficient { column: 0 })
    );
    assert!(estimator.without_intercept().fit_design(constant.view(), y.view(), None).is_ok());
    let two = array![[1.0, 0.0], [2.0, 1.0], [3.0, 5.0]];
    assert_snapshot!(message(&two, &array![1.0, 2.0, 4.0], None), @"rows of positive weight: got 3, wanted at least 4");
    assert_snapshot!(message(&x, &array![1.0, f64::NAN, 2.0, 3.0, 1.0], None), @"response, row 2: got NaN, wanted a finite number");
    assert_snapshot!(message(&x, &y, Some(&[1.0, 1.0, -1.0, 1.0, 1.0])), @"weights, row 3: got -1, wanted a finite number of at least 0");
    assert_snapshot!(message(&x, &array![1.0], None), @"response: got 1 entries, wanted 5");
}

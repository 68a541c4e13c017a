use insta::assert_snapshot;
use ndarray::{Array1, Array2, Axis};
use spikebook_numeric::Seed;

use super::*;
use crate::regression::PolynomialRegression;

/// A line is a curve too, and least squares has its closed form.
#[derive(Clone, Copy, Debug)]
struct Line;

impl Curve for Line {
    fn n_parameters(&self) -> usize {
        2
    }

    fn value<T: Real>(&self, x: &[f64], theta: &[T]) -> T {
        theta[0] + theta[1] * T::from_f64(x[0])
    }
}

fn points(
    n: usize,
    noise: f64,
    curve: NamedCurve,
    theta: &[f64],
    from: f64,
    to: f64,
) -> (Array2<f64>, Array1<f64>) {
    let mut draws = Seed::from_name("nonlinear").replicate("points", 0);
    let at = |row: usize| from + (to - from) * (row as f64 + 0.5) / n as f64;
    let x = Array2::from_shape_fn((n, 1), |(row, _)| at(row));
    let y = (0..n).map(|row| curve.value(&[at(row)], theta) + noise * draws.standard_normal());
    (x, y.collect())
}

#[test]
fn a_line_is_fitted_as_by_linear_regression() {
    let (x, y) = points(30, 0.3, NamedCurve::PowerLaw, &[2.0, 1.2], 0.0, 5.0);
    let weights: Vec<f64> = (0..30).map(|row| f64::from(row % 4)).collect();
    let fit = NonlinearLeastSquares::new()
        .fit(&Line, x.view(), y.view(), Some(&weights), &[-30.0, 80.0])
        .expect("a fit");
    let line = PolynomialRegression::new(1)
        .expect("a degree")
        .with_precision_weights()
        .fit(&x.column(0).to_vec(), &y.to_vec(), Some(&weights))
        .expect("a fit");
    let squares = line.least_squares();
    let pairs = [
        (fit.estimates().to_vec(), squares.estimates().to_vec()),
        (fit.standard_errors().to_vec(), squares.standard_errors().to_vec()),
        (fit.p().to_vec(), squares.p().to_vec()),
        (fit.residuals().to_vec(), squares.residuals().to_vec()),
        (
            vec![fit.aic(), fit.r_squared(), fit.ln_likelihood()],
            vec![squares.aic(), squares.r_squared(), squares.ln_likelihood()],
        ),
    ];
    for (ours, theirs) in pairs {
        for (a, b) in ours.iter().zip(&theirs) {
            assert!((a - b).abs() <= 1e-12 * (1.0 + b.abs()), "{a} and {b}");
        }
    }
    let x = [1.0, 9.0];
    let band = fit
        .confidence_band(Array2::from_shape_vec((2, 1), x.to_vec()).expect("two rows").view(), 0.9);
    for (a, b) in band.expect("a level").iter().zip(line.confidence_band(&x, 0.9).expect("a level"))
    {
        assert!((a.mean - b.mean).abs() < 1e-12 && (a.high - b.high).abs() < 1e-12);
    }
}

#[test]
fn every_named_curve_finds_its_own_parameters() {
    let cases: [(NamedCurve, &[f64], f64, f64); 6] = [
        (NamedCurve::ExponentialDecay, &[1.0, 5.0, 0.8], 0.0, 4.0),
        (NamedCurve::Gaussian, &[2.0, 20.0, 90.0, 25.0], 0.0, 180.0),
        (NamedCurve::Logistic, &[9.5, -9.0, 3.0, 0.4], 0.0, 8.0),
        (NamedCurve::PowerLaw, &[3.0, 0.6], 0.0, 10.0),
        (NamedCurve::VonMises, &[1.0, 12.0, 4.0, 2.5], 0.0, 6.25),
        (NamedCurve::NakaRushton, &[2.0, 30.0, 0.2, 2.5], 0.0, 1.0),
    ];
    for (curve, truth, from, to) in cases {
        for noise in [0.0, 0.05] {
            let (x, y) = points(80, noise, curve, truth, from, to);
            let start = curve.start(&x.column(0).to_vec(), &y.to_vec()).expect("a start");
            let fit = NonlinearLeastSquares::new()
                .fit(&curve, x.view(), y.view(), None, &start)
                .expect("a fit");
            let errors = fit.standard_errors();
            for (j, (estimate, truth)) in fit.estimates().iter().zip(truth).enumerate() {
                let allowed = 1e-9 * truth.abs() + 4.5 * errors[j];
                // A Gaussian does not tell the sign of its width, a circle not whole turns.
                let near = (estimate - truth).abs() <= allowed
                    || (estimate.abs() - truth.abs()).abs() <= allowed;
                assert!(near, "{curve:?}, parameter {j}: {estimate} for {truth}");
            }
        }
    }
}

#[test]
fn what_cannot_be_fitted_is_named() {
    let (x, y) = points(20, 0.1, NamedCurve::Gaussian, &[0.0, 1.0, 0.0, 1.0], -1.0, 1.0);
    let regression = NonlinearLeastSquares::new();
    let refused = |start: &[f64]| {
        let fit = regression.fit(&NamedCurve::Gaussian, x.view(), y.view(), None, start);
        fit.expect_err("refused")
    };
    assert_snapshot!(refused(&[0.0, 1.0]), @"start: got 2 entries, wanted 4");
    assert_snapshot!(refused(&[0.0, 1.0, x[[0, 0]], 0.0]), @"curve at the start, row 1: got NaN, wanted a finite number");
    // A bump without height has no place.
    let flat = Array1::from_elem(20, 3.0);
    let unidentified =
        regression.fit(&NamedCurve::Gaussian, x.view(), flat.view(), None, &[3.0, 0.0, 0.0, 1.0]);
    assert_snapshot!(unidentified.expect_err("refused"), @"curve: parameter 2 can move without changing the fit, wanted data that fix it");
    let rows = [0, 1, 2, 3];
    let few = regression.fit(
        &NamedCurve::Gaussian,
        x.select(Axis(0), &rows).view(),
        y.select(Axis(0), &rows).view(),
        None,
        &[0.0, 1.0, 0.0, 1.0],
    );
    assert_snapshot!(few.expect_err("refused"), @"rows of positive weight: got 4, wanted at least 5");
    assert_snapshot!(NamedCurve::PowerLaw.start(&[1.0, -1.0], &[1.0, 1.0]).expect_err("below 0"), @"x, row 2: got -1, wanted a number from 0 on");
    assert_snapshot!(NamedCurve::Gaussian.start(&[1.0; 5], &[1.0; 5]).expect_err("one x"), @"x: all values are the same, wanted some spread");
    assert_snapshot!(NonlinearLeastSquares::new().with_max_iterations(0).expect_err("none"), @"max_iterations: got 0, wanted at least 1");
}

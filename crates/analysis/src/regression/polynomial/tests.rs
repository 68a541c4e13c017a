use insta::assert_snapshot;
use ndarray::{Array1, Array2};
use spikebook_numeric::Seed;

use super::*;
use crate::regression::OrdinaryLeastSquares;

fn sample(n: usize) -> (Vec<f64>, Vec<f64>) {
    let mut draws = Seed::from_name("polynomial").replicate("sample", 0);
    let x: Vec<f64> = (0..n).map(|_| 3.0 * draws.standard_normal()).collect();
    let y = x.iter().map(|x| 2.0 - x + 0.5 * x * x + draws.standard_normal()).collect();
    (x, y)
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-10 * (1.0 + b.abs())
}

#[test]
fn it_is_the_regression_on_a_matrix_of_powers() {
    let (x, y) = sample(40);
    let weights: Vec<f64> = (0..40).map(|row| f64::from(row % 3)).collect();
    let powers =
        Array2::from_shape_fn((40, 2), |(row, j)| x[row] * if j == 0 { 1.0 } else { x[row] });
    for precise in [false, true] {
        let (ours, theirs) =
            (PolynomialRegression::new(2).expect("a degree"), OrdinaryLeastSquares::new());
        let (ours, theirs) = if precise {
            (ours.with_precision_weights(), theirs.with_precision_weights())
        } else {
            (ours, theirs)
        };
        let fit = ours.fit(&x, &y, Some(&weights)).expect("a fit");
        let response = Array1::from(y.clone());
        let matrix =
            theirs.fit_design(powers.view(), response.view(), Some(&weights)).expect("a fit");
        let numbers = |fit: &OrdinaryLeastSquaresFit| -> Vec<f64> {
            let scalars = [fit.ln_likelihood(), fit.r_squared(), fit.f(), fit.n_observations()];
            let vectors =
                [fit.estimates().to_owned(), fit.standard_errors(), fit.robust_standard_errors()];
            vectors.iter().flatten().copied().chain(scalars).collect()
        };
        for (a, b) in numbers(fit.least_squares()).into_iter().zip(numbers(&matrix)) {
            assert!(close(a, b), "{a} and {b}");
        }
        for (a, b) in fit.least_squares().leverages().iter().zip(matrix.leverages()) {
            assert!(close(*a, *b), "{a} and {b}");
        }
    }
}

#[test]
fn bands_of_a_line_are_those_of_the_textbook() {
    let x = [1.0, 2.0, 3.0, 4.0, 5.0];
    let y = [2.0, 4.0, 5.0, 4.0, 5.0];
    let fit = PolynomialRegression::new(1).expect("a degree").fit(&x, &y, None).expect("a fit");
    // Half widths t s √(1/n + (x − x̄)²/Sxx) and, of a new response, t s √(1 + …); s² = 0.8, Sxx = 10.
    let t = 3.182_446_305_284_263;
    let band = fit.confidence_band(&[5.0], 0.95).expect("a level")[0];
    assert!(close(band.high - band.mean, t * (0.8_f64 * 0.6).sqrt()));
    assert!(close(band.mean, 5.2));
    let band = fit.prediction_band(&[5.0], 0.95).expect("a level")[0];
    assert!(close(band.mean - band.low, t * (0.8_f64 * 1.6).sqrt()));
    assert_eq!(fit.degree(), 1);
}

#[test]
fn what_cannot_be_fitted_is_named() {
    let regression = PolynomialRegression::new(3).expect("a degree");
    let refused =
        |x: &[f64], y: &[f64]| regression.fit(x, y, None).expect_err("refused").to_string();
    let y = [1.0, 2.0, 1.0, 2.0, 1.5, 0.5];
    assert_snapshot!(refused(&[1.0, 2.0, 3.0, 1.0, 2.0, 3.0], &y), @"design matrix, column 2: it is a combination of the intercept and the columns before it, wanted independent columns");
    assert_snapshot!(refused(&[1.0, 2.0, 3.0, 4.0], &y[..4]), @"rows of positive weight: got 4, wanted at least 5");
    assert_snapshot!(refused(&[1e200, 2.0, 3.0, 1.0, 5.0, 7.0], &y), @"powers of x up to 3: its squares are beyond the range of numbers, wanted values below 1e150 in size");
    assert_snapshot!(refused(&[1.0, f64::NAN, 3.0, 1.0, 5.0, 7.0], &y), @"x, row 2: got NaN, wanted a finite number");
    assert_snapshot!(PolynomialRegression::new(31).expect_err("too high"), @"degree: got 31, wanted at most 30");
}

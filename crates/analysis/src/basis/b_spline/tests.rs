use ndarray::Array1;
use proptest::prelude::*;

use super::*;

/// The recursion as the book has it, one function at a time.
fn cox_de_boor(knots: &[f64], i: usize, degree: usize, x: f64) -> f64 {
    if degree == 0 {
        return f64::from(u8::from(knots[i] <= x && x < knots[i + 1]));
    }
    let ratio = |numerator: f64, denominator: f64| {
        if denominator == 0.0 { 0.0 } else { numerator / denominator }
    };
    let rising = ratio(x - knots[i], knots[i + degree] - knots[i]);
    let falling = ratio(knots[i + degree + 1] - x, knots[i + degree + 1] - knots[i + 1]);
    rising * cox_de_boor(knots, i, degree - 1, x)
        + falling * cox_de_boor(knots, i + 1, degree - 1, x)
}

fn row(basis: &BSpline, x: f64) -> Array1<f64> {
    basis.design(&[x]).expect("inside the interval").row(0).to_owned()
}

proptest! {
    #[test]
    fn a_clamped_basis_is_the_recursion(
        extra in 0_usize..6,
        degree in 0_usize..5,
        share in 0.0_f64..1.0,
    ) {
        let n = degree + 1 + extra;
        let (lower, upper) = (-1.5, 4.0);
        let basis = BSpline::clamped(lower, upper, n, degree).expect("a basis");
        let x = lower + share * (upper - lower);
        let n_spans = n - degree;
        let mut knots = vec![lower; degree];
        knots.extend((0..=n_spans).map(|k| lower + (upper - lower) * k as f64 / n_spans as f64));
        knots.extend(vec![upper; degree]);
        for (i, value) in row(&basis, x).iter().enumerate() {
            prop_assert!((value - cox_de_boor(&knots, i, degree, x)).abs() < 1e-13);
        }
    }

    #[test]
    fn a_periodic_basis_is_the_recursion_wrapped(
        extra in 0_usize..6,
        degree in 0_usize..5,
        share in 0.0_f64..1.0,
        turns in -2_i32..3,
    ) {
        let n = degree + 1 + extra;
        let basis = BSpline::periodic(0.0, 360.0, n, degree).expect("a basis");
        let x = 360.0 * share;
        let got = row(&basis, x + 360.0 * f64::from(turns));
        // Functions of the unrolled line that are n apart are one function of the circle.
        let first = -(degree as i64);
        let last = n as i64 + degree as i64;
        let knots: Vec<f64> = (first..=last).map(|k| 360.0 * k as f64 / n as f64).collect();
        let mut wanted = vec![0.0; n];
        for i in 0..n + degree {
            wanted[i % n] += cox_de_boor(&knots, i, degree, x);
        }
        for (got, wanted) in got.iter().zip(&wanted) {
            prop_assert!((got - wanted).abs() < 1e-10, "{got} and {wanted}");
        }
    }

    #[test]
    fn functions_add_up_to_one(share in 0.0_f64..=1.0, n in 4_usize..12) {
        let x = 10.0 * share;
        for basis in [
            BSpline::clamped(0.0, 10.0, n, 3).expect("a basis"),
            BSpline::natural(0.0, 10.0, n).expect("a basis"),
            BSpline::periodic(0.0, 10.0, n, 3).expect("a basis"),
        ] {
            let values = row(&basis, x);
            prop_assert_eq!(values.len(), n);
            prop_assert!((values.sum() - 1.0).abs() < 1e-13);
        }
    }
}

#[test]
fn a_clamped_basis_reaches_one_at_its_ends() {
    let basis = BSpline::clamped(-0.3, 0.7, 7, 3).expect("a basis");
    assert_eq!(row(&basis, -0.3).to_vec(), [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    assert_eq!(row(&basis, 0.7).to_vec(), [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]);
}

#[test]
fn a_natural_basis_does_not_bend_at_its_ends() {
    for n in [3, 4, 5, 9] {
        let basis = BSpline::natural(0.0, 2.0, n).expect("a basis");
        // Within the first span each function is one cubic: three second differences of four points
        // give its second derivative at the end exactly.
        let step = 2.0 / (n - 1) as f64 / 4.0;
        for (end, inwards) in [(0.0, step), (2.0, -step)] {
            let f: Vec<Array1<f64>> =
                (0..4).map(|k| row(&basis, end + inwards * f64::from(k))).collect();
            let bends = 2.0 * &f[0] - 5.0 * &f[1] + 4.0 * &f[2] - &f[3];
            assert!(bends.iter().all(|bend| bend.abs() < 1e-12), "{n} functions bend by {bends}");
        }
    }
}

#[test]
fn a_natural_basis_holds_every_straight_line() {
    let basis = BSpline::natural(0.0, 1.0, 5).expect("a basis");
    let x: Vec<f64> = (0..40).map(|k| f64::from(k) / 39.0).collect();
    let line: Array1<f64> = x.iter().map(|x| 3.0 - 2.0 * x).collect();
    let design = basis.design(&x).expect("inside");
    let fit = crate::regression::OrdinaryLeastSquares::new()
        .without_intercept()
        .fit_design(design.view(), line.view(), None)
        .expect("a fit");
    assert!(fit.residuals().iter().all(|residual| residual.abs() < 1e-13));
}

#[test]
fn beside_an_intercept_one_function_is_left_out() {
    let basis = BSpline::clamped(0.0, 1.0, 5, 3).expect("a basis");
    let x = [0.1, 0.4, 0.9];
    let (all, rest) = (basis.design(&x), basis.design_beside_intercept(&x));
    let all = all.expect("inside");
    assert_eq!(rest.expect("inside"), all.slice_axis(Axis(1), Slice::from(1..)));
}

#[test]
fn what_cannot_be_is_refused() {
    let message = |result: Result<BSpline, Error>| result.expect_err("refused").to_string();
    insta::assert_snapshot!(
        message(BSpline::clamped(0.0, 1.0, 3, 3)),
        @"spline functions: got 3, wanted at least 4"
    );
    insta::assert_snapshot!(
        message(BSpline::natural(2.0, 1.0, 5)),
        @"interval: got 2 to 1, wanted a finite lower end below a finite upper end"
    );
    assert!(BSpline::periodic(f64::NEG_INFINITY, 1.0, 5, 3).is_err());
    assert!(BSpline::clamped(f64::NAN, 1.0, 5, 3).is_err());
    assert!(BSpline::clamped(-1e308, 1e308, 5, 3).is_err(), "a width beyond the doubles");
    let basis = BSpline::clamped(0.0, 1.0, 5, 3).expect("a basis");
    insta::assert_snapshot!(
        basis.design(&[0.5, 1.5]).expect_err("refused"),
        @"spline argument, row 2: got 1.5, wanted a number inside the interval of the basis"
    );
    assert!(basis.design(&[f64::NAN]).is_err());
}

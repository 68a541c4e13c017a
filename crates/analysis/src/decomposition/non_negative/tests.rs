use insta::assert_snapshot;
use ndarray::array;

use super::*;

fn sample(n_rows: usize, n_columns: usize, noise: f64) -> Array2<f64> {
    let mut draws = Seed::from_name("non-negative").replicate("sample", 0);
    let strengths = Array2::from_shape_simple_fn((n_rows, 3), || {
        if draws.bernoulli(0.4) { 0.0 } else { draws.standard_exponential() }
    });
    let patterns = Array2::from_shape_simple_fn((3, n_columns), || {
        if draws.bernoulli(0.4) { 0.0 } else { draws.uniform() }
    });
    strengths.dot(&patterns)
        + Array2::from_shape_simple_fn((n_rows, n_columns), || noise * draws.uniform())
}

fn three() -> NonNegativeFactors {
    NonNegativeFactors::new(3, Seed::from_number(3))
        .expect("three")
        .with_tolerance(1e-12)
        .expect("inside")
}

/// The gradient of the objective along W and H, by the documented objective's derivative.
fn gradients(
    x: &Array2<f64>,
    w: ArrayView2<'_, f64>,
    h: ArrayView2<'_, f64>,
    loss: Loss,
) -> (Array2<f64>, Array2<f64>) {
    let model = w.dot(&h);
    let slope = match loss {
        Loss::Frobenius => &model - x,
        Loss::KullbackLeibler => 1.0 - x / &model,
    };
    (slope.dot(&h.t()), w.t().dot(&slope))
}

#[test]
fn fits_meet_the_conditions_of_a_minimum() {
    for (loss, tolerance) in [(Loss::Frobenius, 1e-4), (Loss::KullbackLeibler, 2e-2)] {
        let x = sample(30, 12, 0.2);
        let fit = three()
            .with_loss(loss)
            .with_max_iterations(200_000)
            .expect("many")
            .fit_matrix(x.view())
            .expect("a fit");
        let (at_w, at_h) = gradients(&x, fit.strengths(), fit.patterns(), loss);
        // Where an entry is above 0 the objective is flat; where it is 0 it does not fall.
        let pairs = fit
            .strengths()
            .to_owned()
            .into_iter()
            .zip(at_w)
            .chain(fit.patterns().to_owned().into_iter().zip(at_h));
        for (entry, slope) in pairs {
            assert!(entry >= 0.0);
            assert!(slope > -tolerance, "{loss:?}: {entry} {slope}");
            assert!((entry * slope).abs() < tolerance, "{loss:?}: {entry} {slope}");
        }
    }
}

#[test]
fn an_exact_product_is_found() {
    let x = sample(40, 10, 0.0);
    for loss in [Loss::Frobenius, Loss::KullbackLeibler] {
        let factors = three()
            .with_loss(loss)
            .with_starts(4)
            .expect("four")
            .with_tolerance(1e-4)
            .expect("inside");
        let fit = factors.fit_matrix(x.view()).expect("a fit");
        let error = fit.reconstruct() - &x;
        let share = (&error * &error).sum() / (&x * &x).sum();
        assert!(share < 1e-3, "{loss:?}: {share}");
        assert!(fit.patterns().outer_iter().all(|row| (row.dot(&row) - 1.0).abs() < 1e-12));
    }
}

#[test]
fn no_sweep_raises_the_objective() {
    let x = sample(25, 8, 0.3);
    for loss in [Loss::Frobenius, Loss::KullbackLeibler] {
        let mut factors =
            Factors { strengths: Array2::from_elem((25, 3), 0.5), patterns: sample(3, 8, 1.0) };
        let mut before = sweep::objective(x.view(), &factors, loss);
        for _ in 0..20 {
            descend(x.view(), &mut factors, loss, 0.5, 10).ok();
            let now = sweep::objective(x.view(), &factors, loss);
            assert!(now <= before * (1.0 + 1e-12), "{loss:?}: {before} {now}");
            before = now;
        }
    }
}

#[test]
fn what_cannot_be_factorised_is_named() {
    let message = |x: Array2<f64>| three().fit_matrix(x.view()).expect_err("refused").to_string();
    assert_snapshot!(message(array![[1.0, 2.0]]), @"n_components: got 3, wanted at most the smaller of rows and columns");
    assert_snapshot!(message(Array2::zeros((3, 3))), @"entries above 0: got 0, wanted at least 1");
    let mut x = sample(5, 5, 0.1);
    x[[2, 1]] = -1.0;
    assert_snapshot!(message(x.clone()), @"matrix, row 3: got -1, wanted entries of at least 0");
    x[[2, 1]] = f64::NAN;
    assert_snapshot!(message(x), @"matrix, column 1, row 3: got NaN, wanted a finite number");
    let hasty = three().with_max_iterations(10).expect("ten").fit_matrix(sample(20, 9, 0.2).view());
    assert!(
        hasty
            .expect_err("too few")
            .to_string()
            .starts_with("non-negative factors: after 10 iterations")
    );
}

//! Every family with every link: derivatives by differences, minima, invariances, coverage of what is estimated.

use ndarray::{Array2, Axis};
use spikebook_numeric::elementary::{ln, power};

use super::{assert_close, every_model, sample_of};
use crate::regression::glm::model::Model;
use crate::regression::{Family, Glm, Link, StandardErrors};

/// Responses that the family can have.
fn responses(family: Family) -> Vec<(f64, f64)> {
    match family {
        Family::Gaussian => vec![(-1.3, 1.0), (0.0, 1.0), (2.5, 1.0)],
        Family::Binomial => vec![(0.0, 1.0), (1.0, 1.0), (3.0, 7.0)],
        Family::Gamma => vec![(0.2, 1.0), (1.0, 1.0), (8.0, 1.0)],
        _ => vec![(0.0, 1.0), (1.0, 1.0), (12.0, 1.0)],
    }
}

/// Predictors at which the link gives means that the family can have.
fn predictors(glm: &Glm) -> Vec<f64> {
    match (glm.family(), glm.link()) {
        (Family::Binomial, Link::Identity) => vec![0.15, 0.5, 0.85],
        (Family::Binomial, Link::Log) => vec![-3.0, -0.7, -0.3],
        (Family::Gaussian, _) | (_, Link::Log | Link::Logit) => vec![-2.1, 0.3, 1.7],
        (_, Link::Probit | Link::ComplementaryLogLog) => vec![-2.1, -0.4, 0.8],
        _ => vec![0.2, 1.0, 3.0],
    }
}

fn each_row(mut check: impl FnMut(Model, f64, f64, f64)) {
    for glm in every_model() {
        for eta in predictors(&glm) {
            for (y, trials) in responses(glm.family()) {
                check(glm.model(), eta, y, trials);
            }
        }
    }
}

#[test]
fn derivatives_are_those_of_the_loss() {
    each_row(|model, eta, y, trials| {
        let place = format!("{model:?}, eta {eta}, y {y}");
        let at = |shift: f64| model.terms(eta + shift, y, trials);
        let step = 1e-5;
        let here = at(0.0);
        let score = (at(step).loss - at(-step).loss) / (2.0 * step);
        let scale = 1.0 + here.score.abs() + here.loss.abs();
        assert!((here.score - score).abs() < 1e-8 * scale, "{place}: {} {score}", here.score);
        let observed = (at(step).score - at(-step).score) / (2.0 * step);
        let scale = 1.0 + here.observed.abs() + here.score.abs();
        assert!((here.observed - observed).abs() < 1e-7 * scale, "{place}: {}", here.observed);
        // At the response that is expected, nothing is left but the expected curvature.
        let curve = model.link.curve(eta);
        let expected = model.family.terms(&curve, here.mean, trials);
        assert!(expected.score.abs() < 1e-12 * (1.0 + expected.expected.abs()), "{place}");
        let scale = 1.0 + here.expected.abs();
        assert!((expected.observed - here.expected).abs() < 1e-11 * scale, "{place}");
    });
}

#[test]
fn deviances_are_differences_of_likelihoods() {
    each_row(|model, eta, y, trials| {
        if model.family.has_free_dispersion() {
            return;
        }
        let curve = model.link.curve(eta);
        let deviance = model.family.unit_deviance(&curve, y, trials);
        // The best mean is the response itself; at the edge it is nearly so.
        let best =
            (y / trials).clamp(1e-12, if trials > 1.0 || y <= 1.0 { 1.0 - 1e-12 } else { y });
        let best = if model.family == Family::Binomial { best } else { y.max(1e-12) };
        let saturated = Link::Identity.curve(best);
        let likelihood = |curve| model.family.ln_likelihood(curve, y, trials, 1.0);
        let wanted = 2.0 * (likelihood(&saturated) - likelihood(&curve));
        assert!(
            (deviance - wanted).abs() < 1e-9 * (1.0 + wanted),
            "{model:?} {eta} {y}: {deviance}"
        );
    });
}

#[test]
fn links_lead_back() {
    for glm in every_model() {
        for eta in predictors(&glm) {
            let back = glm.link().predictor(glm.link().mean(eta));
            assert!((back - eta).abs() < 1e-13 * (1.0 + eta.abs()), "{:?} {eta}", glm.link());
        }
    }
    // Far out, shares still tell 0 from nearly 0.
    let far = Link::Probit.curve(-37.0);
    assert!(far.mean > 0.0 && (far.log_slope - 37.027).abs() < 1e-3);
    assert!((Link::ComplementaryLogLog.curve(-40.0).log_slope - 1.0).abs() < 1e-15);
}

#[test]
fn every_fit_is_a_minimum_of_its_loss() {
    for (number, glm) in every_model().into_iter().enumerate() {
        let data = sample_of(&glm, 300, 2, number as u64);
        let fit = data.fit(glm);
        let loss = |b: &[f64]| -> f64 {
            data.design
                .outer_iter()
                .zip(&data.response)
                .map(|(x, y)| glm.model().terms(b[0] + b[1] * x[0] + b[2] * x[1], *y, 1.0).loss)
                .sum()
        };
        let at = fit.estimates().to_vec();
        let here = loss(&at);
        for j in 0..3 {
            for step in [-1e-3, 1e-3] {
                let mut moved = at.clone();
                moved[j] += step;
                assert!(loss(&moved) > here, "{glm:?}: coefficient {j}");
            }
        }
        // Weights are copies, in every number.
        let weights: Vec<f64> = (0..300).map(|row| f64::from(row % 3)).collect();
        let copies: Vec<usize> =
            (0..300).flat_map(|row| std::iter::repeat_n(row, row % 3)).collect();
        let weighted = data.fit_with(glm, Some(&weights), None);
        let (x, y) = (data.design.select(Axis(0), &copies), data.response.select(Axis(0), &copies));
        let copied = glm.fit_design(x.view(), y.view(), None, None).expect("a fit");
        assert_close(weighted.estimates().to_vec(), copied.estimates().to_vec(), 1e-8);
        assert_close(weighted.standard_errors(), copied.standard_errors(), 1e-8);
        assert_close([weighted.ln_likelihood()], [copied.ln_likelihood()], 1e-10);
        assert_close([weighted.null_deviance()], [copied.null_deviance()], 1e-10);
    }
}

#[test]
fn a_gaussian_fit_is_least_squares() {
    let data = sample_of(&Glm::gaussian(), 80, 3, 40);
    let fit = data.fit(Glm::gaussian());
    let squares = crate::regression::OrdinaryLeastSquares::new()
        .fit_design(data.design.view(), data.response.view(), None)
        .expect("a fit");
    assert_close(fit.estimates().to_vec(), squares.estimates().to_vec(), 1e-12);
    assert_close(fit.standard_errors(), squares.standard_errors().to_vec(), 1e-12);
    assert_close(fit.wald_p(), squares.p().to_vec(), 1e-11);
    assert_close([fit.ln_likelihood()], [squares.ln_likelihood()], 1e-12);
    assert_close([fit.cox_snell_r_squared()], [squares.r_squared()], 1e-11);
}

#[test]
fn the_sandwich_is_the_sum_of_squared_scores_between_two_inverses() {
    for (number, glm) in every_model().into_iter().enumerate() {
        let data = sample_of(&glm, 200, 1, 60 + number as u64);
        let robust = data.fit(glm.with_standard_errors(StandardErrors::Sandwich));
        let (b, n) = (robust.estimates().to_vec(), 2);
        let (mut a, mut middle) = (Array2::<f64>::zeros((n, n)), Array2::<f64>::zeros((n, n)));
        for (x, y) in data.design.column(0).iter().zip(&data.response) {
            let terms = glm.model().terms(b[0] + b[1] * x, *y, 1.0);
            let z = [1.0, *x];
            for i in 0..n {
                for j in 0..n {
                    a[[i, j]] += terms.expected * z[i] * z[j];
                    middle[[i, j]] += terms.score * terms.score * z[i] * z[j];
                }
            }
        }
        // A C A = B
        assert_close(a.dot(&robust.covariance()).dot(&a), middle, 1e-8);
    }
}

#[test]
fn a_dispersion_is_found_again_and_is_most_likely() {
    let data = super::sample(Family::NegativeBinomial { dispersion: 1.0 }, 4000, 2, 70);
    let fit = data.fit(Glm::negative_binomial());
    let alpha = fit.dispersion_estimate().expect("an estimate");
    assert!((alpha.value - 1.0).abs() < 4.0 * alpha.standard_error, "{alpha:?}");
    let likelihood = |factor: f64| {
        let family = Family::negative_binomial(alpha.value * factor).expect("above 0");
        data.fit(Glm::new(family)).ln_likelihood()
    };
    assert_close([likelihood(1.0)], [fit.ln_likelihood()], 1e-12);
    assert!(likelihood(1.01) < fit.ln_likelihood() && likelihood(0.99) < fit.ln_likelihood());
    // The curvature of the profile is the variance of ln α.
    let step = 0.02;
    let bend = (2.0 * fit.ln_likelihood() - likelihood(1.0 + step) - likelihood(1.0 - step))
        / power(step * alpha.value, 2.0);
    assert_close([bend.recip().sqrt()], [alpha.standard_error], 1e-3 * alpha.standard_error);
}

#[test]
fn counts_that_vary_little_have_no_dispersion() {
    let data = super::sample(Family::Binomial, 60, 1, 71);
    let refused = Glm::negative_binomial()
        .fit_design(data.design.view(), data.response.view(), None, None)
        .expect_err("zeros and ones");
    insta::assert_snapshot!(refused, @"response: the 60 counts vary no more than Poisson counts do, wanted a dispersion above 0");
    insta::assert_snapshot!(refused.hint().expect("a hint"), @"fit a Poisson regression");
}

#[test]
fn what_a_family_cannot_have_is_refused() {
    let refused = Glm::poisson().with_link(Link::Logit).expect_err("no share");
    insta::assert_snapshot!(refused, @"poisson regression: got the logit link, wanted one whose means the family can have");
    insta::assert_snapshot!(refused.hint().expect("a hint"), @"gaussian and gamma take identity, log and inverse; counts take log and identity; binomial takes logit, probit, cloglog, log and identity");
    let x = ndarray::array![[0.0], [1.0], [2.0], [4.0]];
    let of = |glm: Glm, y: [f64; 4]| {
        glm.fit_design(x.view(), ndarray::Array1::from(y.to_vec()).view(), None, None)
            .expect_err("no fit")
    };
    insta::assert_snapshot!(of(Glm::gamma(), [1.0, 0.0, 2.0, 1.0]), @"response, row 2: got 0, wanted a finite number above 0");
    insta::assert_snapshot!(of(Glm::gaussian(), [1.0, f64::NAN, 2.0, 1.0]), @"response, row 2: got NaN, wanted a finite number");
    let bad = Glm::new(Family::NegativeBinomial { dispersion: -1.0 });
    insta::assert_snapshot!(of(bad, [1.0, 0.0, 2.0, 1.0]), @"dispersion: got -1, wanted a finite number above 0");
    let counts = ndarray::array![1.0, 2.0, 3.0, 1.0];
    let short = Glm::gaussian().fit_design(
        x.slice_axis(Axis(0), (0..2).into()),
        counts.slice_axis(Axis(0), (0..2).into()),
        None,
        None,
    );
    insta::assert_snapshot!(short.expect_err("two rows"), @"rows of positive weight: got 2, wanted at least 3");
    let offset = [-100.0, 100.0, -100.0, 100.0];
    let nowhere = Glm::poisson()
        .with_link(Link::Identity)
        .expect("a link")
        .without_intercept()
        .fit_design(x.view(), counts.view(), None, Some(&offset))
        .expect_err("means below 0");
    insta::assert_snapshot!(nowhere, @"poisson regression, identity link: found no coefficients at which all means are possible");
    insta::assert_snapshot!(nowhere.hint().expect("a hint"), @"take the log or logit link, under which every mean is possible");
}

#[test]
fn many_rows_start_from_a_sample_and_end_where_few_do() {
    // Above the size from which factors are used again, against plain Newton steps on the whole.
    let data = super::sample(Family::Poisson, 60_000, 18, 80);
    let fit = data.fit(Glm::poisson());
    let means = fit.fitted_means();
    let residuals: Vec<f64> = data.response.iter().zip(means).map(|(y, mean)| y - mean).collect();
    let score = data.design.t().dot(&ndarray::Array1::from(residuals));
    let counts: f64 = data.response.sum();
    assert!(score.iter().all(|entry| entry.abs() < 1e-8 * counts), "{score}");
    let information = {
        let weighted = &data.design * &ndarray::Array1::from(means.to_vec()).insert_axis(Axis(1));
        data.design.t().dot(&weighted)
    };
    let total: f64 = means.iter().sum();
    let sums = ndarray::Array1::from(means.to_vec()).dot(&data.design);
    let centred =
        Array2::from_shape_fn((18, 18), |(i, j)| information[[i, j]] - sums[i] * sums[j] / total);
    let slopes = Array2::from_shape_fn((18, 18), |(i, j)| fit.covariance()[[i + 1, j + 1]]);
    assert_close(centred.dot(&slopes), Array2::eye(18), 1e-9);
    assert!(ln(counts).is_finite());
}

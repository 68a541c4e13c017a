//! Paths of penalties: against the conditions of a minimum, single fits, and folds fitted one by one.

use ndarray::{Array1, Axis};
use spikebook_numeric::Seed;

use super::{Family, Sample, assert_close, every_model, sample, sample_of};
use crate::Error;
use crate::folds::FoldPlan;
use crate::regression::{Glm, GlmPath, GlmPathFit};

fn fit(data: &Sample, path: &GlmPath) -> GlmPathFit {
    path.fit_design(data.design.view(), data.response.view(), None, None).expect("a path")
}

#[test]
fn every_point_of_a_path_meets_the_conditions_of_a_minimum() {
    for (number, glm) in every_model().into_iter().enumerate() {
        let data = sample_of(&glm, 250, 6, 100 + number as u64);
        for share in [1.0, 0.4] {
            let path = GlmPath::new(glm, share).expect("a share").with_number(8, 0.02);
            let path = fit(&data, &path.expect("eight"));
            for (penalty, b) in path.penalties().iter().zip(path.estimates().outer_iter()) {
                let mut slopes = [0.0; 7];
                for (x, y) in data.design.outer_iter().zip(&data.response) {
                    let eta =
                        b[0] + x.iter().zip(b.iter().skip(1)).map(|(x, b)| x * b).sum::<f64>();
                    let score = glm.model().terms(eta, *y, 1.0).score / 250.0;
                    slopes[0] += score;
                    x.iter().zip(&mut slopes[1..]).for_each(|(x, slope)| *slope += score * x);
                }
                assert!(slopes[0].abs() < 1e-8, "{glm:?}: intercept {}", slopes[0]);
                for j in 1..7 {
                    let held = slopes[j] + penalty * (1.0 - share) * b[j];
                    let bound = penalty * share;
                    let is_right = if b[j] == 0.0 {
                        held.abs() <= bound + 1e-8
                    } else {
                        (held + bound * b[j].signum()).abs() < 1e-8
                    };
                    assert!(is_right, "{glm:?}, penalty {penalty}, column {j}: {held}, {}", b[j]);
                }
            }
            assert_eq!(path.n_nonzero()[0], 0);
            let deviances = path.deviances();
            assert!(deviances.windows(2).all(|pair| pair[1] <= pair[0] * (1.0 + 1e-9)));
        }
    }
}

#[test]
fn a_path_begins_where_the_first_column_of_any_unit_enters() {
    for spread in [0.01, 1.0, 30.0] {
        let mut data = sample(Family::Poisson, 300, 3, 77);
        data.design.column_mut(0).mapv_inplace(|x| spread * x);
        let path = GlmPath::new(Glm::poisson(), 1.0).expect("a share").with_number(5, 0.5);
        let path = fit(&data, &path.expect("five"));
        let largest = path.penalties()[0];
        let at = |penalty: f64| {
            let one = GlmPath::new(Glm::poisson(), 1.0).expect("a share");
            let one = one.with_penalties(vec![penalty]).expect("one");
            fit(&data, &one).n_nonzero()[0]
        };
        assert_eq!((path.n_nonzero()[0], at(largest)), (0, 0), "spread {spread}");
        assert_eq!(at(0.999 * largest), 1, "spread {spread}");
    }
}

#[test]
fn a_ridge_path_is_a_list_of_ridge_fits() {
    for family in super::FAMILIES {
        let data = sample(family, 200, 4, 130);
        let path = GlmPath::new(Glm::new(family), 0.0).expect("ridge").with_number(6, 1e-4);
        let path = fit(&data, &path.expect("six"));
        for (row, &penalty) in path.penalties().iter().enumerate() {
            let alone = data.fit(Glm::new(family).with_penalty(penalty).expect("a penalty"));
            assert_close(path.estimates().row(row).to_vec(), alone.estimates().to_vec(), 1e-9);
            assert_close([path.deviances()[row]], [alone.deviance()], 1e-10);
            let means = path.predict_mean(row, data.design.view(), None).expect("a mean");
            assert_close(means, alone.fitted_means().to_vec(), 1e-8);
        }
    }
}

#[test]
fn folds_together_are_folds_one_by_one() {
    let n = 180;
    let plans = [
        FoldPlan::shuffled(n, 5, Seed::from_number(3)).expect("a plan"),
        FoldPlan::blocked(n, 4, 7).expect("a plan"),
    ];
    for (family, share) in [(Family::Poisson, 0.0), (Family::Poisson, 1.0), (Family::Binomial, 0.5)]
    {
        let data = sample(family, n, 4, 131);
        let weights: Vec<f64> = (0..n).map(|row| (row % 4) as f64).collect();
        let path = GlmPath::new(Glm::new(family), share).expect("a share");
        let path = path.with_number(7, 1e-3).expect("seven");
        for plan in &plans {
            let (x, y) = (data.design.view(), data.response.view());
            let together = path.cross_validate(x, y, Some(&weights), None, plan).expect("fits");
            let given = path.clone().with_penalties(together.path.penalties().to_vec());
            let given = given.expect("penalties");
            for (fold, (train, test)) in plan.splits().enumerate() {
                let of = |rows: &[usize]| {
                    let weights: Vec<f64> = rows.iter().map(|&row| weights[row]).collect();
                    (
                        data.design.select(Axis(0), rows),
                        data.response.select(Axis(0), rows),
                        weights,
                    )
                };
                let (train_x, train_y, train_w) = of(&train);
                let (test_x, test_y, test_w) = of(&test);
                let alone = given
                    .fit_design(train_x.view(), train_y.view(), Some(&train_w), None)
                    .expect("a path");
                for place in 0..7 {
                    let b = alone.coefficients(place);
                    let eta = test_x.dot(&b) + alone.intercepts()[place];
                    let model = Glm::new(family).model();
                    let terms = eta.iter().zip(&test_y).zip(&test_w);
                    let deviance: f64 =
                        terms.map(|((eta, y), w)| w * model.unit_deviance(*eta, *y, 1.0)).sum();
                    let wanted = deviance / test_w.iter().sum::<f64>();
                    assert_close([together.fold_deviances[[fold, place]]], [wanted], 1e-9);
                }
            }
            assert!(together.one_standard_error <= together.best);
        }
    }
}

#[test]
fn a_path_is_the_same_on_any_number_of_threads() {
    let data = sample(Family::Poisson, 9_000, 12, 132);
    let path = GlmPath::new(Glm::poisson(), 0.7).expect("a share").with_number(9, 0.01);
    let path = path.expect("nine");
    let plan = FoldPlan::shuffled(9_000, 3, Seed::from_number(4)).expect("a plan");
    let on_threads = |n: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().expect("a pool");
        pool.install(|| {
            let (x, y) = (data.design.view(), data.response.view());
            path.cross_validate(x, y, None, None, &plan).expect("fits")
        })
    };
    let one = on_threads(1);
    assert_eq!(one, on_threads(2));
    assert_eq!(one, on_threads(3));
}

#[test]
fn paths_that_cannot_be_are_refused() {
    let bad = |result: Result<GlmPath, Error>| result.expect_err("no path").to_string();
    let path = || GlmPath::new(Glm::poisson(), 1.0).expect("a share");
    insta::assert_snapshot!(bad(GlmPath::new(Glm::poisson(), 1.5)), @"l1_share: got 1.5, wanted a number from 0 to 1");
    insta::assert_snapshot!(bad(GlmPath::new(Glm::negative_binomial(), 1.0)), @"dispersion: got NaN, wanted a known one: estimate it first");
    insta::assert_snapshot!(bad(path().with_number(0, 0.1)), @"penalties: got 0, wanted at least 1");
    insta::assert_snapshot!(bad(path().with_number(3, 1.0)), @"ratio: got 1, wanted a number between 0 and 1, neither included");
    insta::assert_snapshot!(bad(path().with_penalties(vec![0.1, 0.1])), @"penalties: got 0.1, wanted finite numbers of at least 0, each once");
    insta::assert_snapshot!(bad(path().with_penalties(vec![-0.1])), @"penalties: got -0.1, wanted finite numbers of at least 0, each once");
    let data = sample(Family::Poisson, 20, 1, 133);
    let plan = FoldPlan::contiguous(19, 3).expect("a plan");
    let (x, y) = (data.design.view(), data.response.view());
    let refused = path().cross_validate(x, y, None, None, &plan).expect_err("nineteen of twenty");
    insta::assert_snapshot!(refused, @"rows of the fold plan: got 19 entries, wanted 20");
    let silent = Array1::zeros(20);
    let refused = path().fit_design(x, silent.view(), None, None).expect_err("no spike");
    assert_eq!(refused, Error::AllZeroCounts { n_rows: 20 });
}

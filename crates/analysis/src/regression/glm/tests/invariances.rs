//! What must not change the fit.

use ndarray::{Array1, Array2, Axis, concatenate};
use proptest::prelude::*;
use spikebook_numeric::Seed;

use super::{FAMILIES, assert_close, sample};
use crate::regression::{Glm, GlmFit};

fn numbers(fit: &GlmFit) -> Vec<f64> {
    let scalars = [
        fit.deviance(),
        fit.null_deviance(),
        fit.ln_likelihood(),
        fit.aic(),
        fit.bic(),
        fit.pearson_chi_squared(),
        fit.residual_degrees_of_freedom(),
    ];
    fit.estimates().iter().chain(&fit.standard_errors()).copied().chain(scalars).collect()
}

#[test]
fn a_weight_is_a_number_of_copies() {
    for family in FAMILIES {
        for penalty in [0.0, 0.05] {
            let data = sample(family, 120, 3, 1);
            let weights: Vec<f64> = (0..120).map(|row| f64::from(row % 4)).collect();
            let copies: Vec<usize> =
                (0..120).flat_map(|row| std::iter::repeat_n(row, row % 4)).collect();
            let glm = Glm::new(family).with_penalty(penalty).expect("a penalty");
            let weighted = data.fit_with(glm, Some(&weights), None);
            let repeated = glm
                .fit_design(
                    data.design.select(Axis(0), &copies).view(),
                    data.response.select(Axis(0), &copies).view(),
                    None,
                    None,
                )
                .expect("a fit");
            assert_close(numbers(&weighted), numbers(&repeated), 1e-11);
        }
    }
}

#[test]
fn a_row_of_weight_zero_may_hold_anything() {
    for family in FAMILIES {
        let mut data = sample(family, 80, 2, 2);
        let mut weights = vec![1.0; 80];
        weights[5] = 0.0;
        let before = data.fit_with(Glm::new(family), Some(&weights), None);
        data.design.row_mut(5).fill(1e300);
        let after = data.fit_with(Glm::new(family), Some(&weights), None);
        assert_eq!(numbers(&before), numbers(&after));
    }
}

#[test]
fn rows_in_another_order_give_the_same_fit() {
    for family in FAMILIES {
        let data = sample(family, 3000, 5, 3);
        let mut order: Vec<usize> = (0..3000).collect();
        Seed::from_name("order").replicate("rows", 0).shuffle(&mut order);
        let shuffled = Glm::new(family)
            .fit_design(
                data.design.select(Axis(0), &order).view(),
                data.response.select(Axis(0), &order).view(),
                None,
                None,
            )
            .expect("a fit");
        assert_close(numbers(&shuffled), numbers(&data.fit(Glm::new(family))), 1e-11);
    }
}

#[test]
fn successes_out_of_trials_are_single_choices_collected() {
    let data = sample(super::Family::Binomial, 200, 2, 4);
    // Ten rows with the same covariates are one row of ten trials.
    let covariates = data.design.slice_axis(Axis(0), (0..20).into()).to_owned();
    let successes: Array1<f64> = (0..20)
        .map(|row| data.response.slice_axis(Axis(0), (row * 10..row * 10 + 10).into()).sum())
        .collect();
    let trials = Array1::from_elem(20, 10.0);
    let collected = Glm::binomial()
        .fit_successes(covariates.view(), successes.view(), trials.view(), None, None)
        .expect("a fit");
    let copies: Vec<usize> = (0..200).map(|row| row / 10).collect();
    let single = Glm::binomial()
        .fit_design(covariates.select(Axis(0), &copies).view(), data.response.view(), None, None)
        .expect("a fit");
    assert_close(collected.estimates().to_vec(), single.estimates().to_vec(), 1e-12);
    assert_close(collected.standard_errors(), single.standard_errors(), 1e-12);
    // Likelihoods differ by the number of orders, which no coefficient changes.
    let gain = |fit: &GlmFit| fit.null_deviance() - fit.deviance();
    assert_close([gain(&collected)], [gain(&single)], 1e-10);
}

#[test]
fn the_memory_order_of_the_design_does_not_matter() {
    let data = sample(super::Family::Poisson, 500, 4, 5);
    let transposed = data.design.t().as_standard_layout().to_owned();
    let other =
        Glm::poisson().fit_design(transposed.t(), data.response.view(), None, None).expect("a fit");
    assert_eq!(numbers(&other), numbers(&data.fit(Glm::poisson())));
}

#[test]
fn an_offset_is_a_covariate_with_coefficient_one() {
    for family in FAMILIES {
        let data = sample(family, 300, 2, 6);
        let offset: Vec<f64> = (0..300).map(|row| 0.01 * f64::from(row % 37) - 0.2).collect();
        let fit = data.fit_with(Glm::new(family), None, Some(&offset));
        // At the fit, the score of every column is 0 with the offset in the mean.
        let means = fit.predict_mean(data.design.view(), Some(&offset)).expect("the same columns");
        let score = data.design.t().dot(&(&data.response - &means));
        assert_close(score, [0.0, 0.0], 1e-9);
        assert_close(fit.fitted_means().to_vec(), means, 1e-13);
    }
}

#[test]
fn the_number_of_threads_does_not_show() {
    let data = sample(super::Family::Poisson, 60_000, 9, 7);
    let with_threads = |n: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().expect("a pool");
        pool.install(|| data.fit(Glm::poisson()))
    };
    let one = with_threads(1);
    assert_eq!(one, with_threads(2));
    assert_eq!(one, with_threads(7));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn scaling_and_shifting_a_column_changes_its_coefficient_alone(
        scale in prop_oneof![1e-9_f64..1e-6, 0.1_f64..10.0, 1e6_f64..1e9],
        shift in -100.0_f64..100.0,
        number in 0_u64..1000,
    ) {
        for family in FAMILIES {
            let data = sample(family, 150, 2, number);
            let plain = data.fit(Glm::new(family));
            let moved = data.design.column(1).mapv(|x| scale * (x + shift));
            let design: Array2<f64> = concatenate![
                Axis(1),
                data.design.slice_axis(Axis(1), (0..1).into()),
                moved.insert_axis(Axis(1))
            ];
            let fit = Glm::new(family)
                .fit_design(design.view(), data.response.view(), None, None)
                .expect("a fit");
            let (b, wanted) = (fit.coefficients(), plain.coefficients());
            prop_assert!((b[0] - wanted[0]).abs() < 1e-10);
            prop_assert!((b[1] * scale - wanted[1]).abs() < 1e-10);
            let errors = (fit.standard_errors()[2] * scale, plain.standard_errors()[2]);
            prop_assert!((errors.0 / errors.1 - 1.0).abs() < 1e-10);
            prop_assert!((fit.deviance() - plain.deviance()).abs() < 1e-9 * plain.deviance());
        }
    }
}

//! Nested models beside each other, and tests of several coefficients.

use ndarray::Axis;

use super::{Family, Sample, assert_close, sample};
use crate::regression::glm::deviance_table;
use crate::regression::{Glm, GlmFit};

/// Fits with the first so many covariates.
fn nested(data: &Sample, glm: Glm) -> Vec<GlmFit> {
    (0..=data.design.ncols())
        .map(|n| {
            let design = data.design.slice_axis(Axis(1), (0..n).into());
            glm.fit_design(design, data.response.view(), None, None).expect("a fit")
        })
        .collect()
}

#[test]
fn a_table_adds_up() {
    let data = sample(Family::Poisson, 200, 3, 90);
    let fits = nested(&data, Glm::poisson());
    let table = deviance_table(&fits.iter().collect::<Vec<_>>()).expect("nested");
    let taken: f64 = table.iter().filter_map(|row| row.test).map(|test| test.deviance).sum();
    assert_close([taken], [fits[3].null_deviance() - fits[3].deviance()], 1e-10);
    for (row, before) in table[1..].iter().zip(&fits) {
        let test = row.test.expect("a model before it");
        assert_eq!(test.degrees_of_freedom, 1.0);
        assert_close([test.statistic], [before.deviance() - row.deviance], 1e-12);
        let gain = 2.0 * (row.ln_likelihood - before.ln_likelihood());
        assert_close([test.statistic], [gain], 1e-9);
    }
    let whole = fits[3].likelihood_ratio_test(&fits[0]).expect("nested");
    assert_eq!(whole.degrees_of_freedom, 3.0);
}

#[test]
fn of_a_gaussian_the_test_of_one_more_term_is_the_square_of_its_t() {
    let data = sample(Family::Gaussian, 60, 2, 91);
    let fits = nested(&data, Glm::gaussian());
    let test = fits[2].likelihood_ratio_test(&fits[1]).expect("nested");
    let t = fits[2].wald_z()[2];
    assert_close([test.statistic], [t * t], 1e-10);
    assert_close([test.p], [fits[2].wald_p()[2]], 1e-12);
    let wald = fits[2].wald_test(&[2]).expect("a test");
    assert_close([wald.statistic, wald.p], [test.statistic, test.p], 1e-10);
    // Both slopes at once: the F of the whole regression.
    let both = fits[2].wald_test(&[1, 2]).expect("a test");
    let f = fits[2].likelihood_ratio_test(&fits[0]).expect("nested");
    assert_close([both.statistic, both.p], [f.statistic, f.p], 1e-10);
}

#[test]
fn a_dispersion_that_is_estimated_in_each_model_goes_by_likelihoods() {
    let data = sample(Family::NegativeBinomial { dispersion: 1.0 }, 400, 2, 92);
    let fits = nested(&data, Glm::negative_binomial());
    let test = fits[2].likelihood_ratio_test(&fits[0]).expect("nested");
    assert_close(
        [test.statistic],
        [2.0 * (fits[2].ln_likelihood() - fits[0].ln_likelihood())],
        1e-12,
    );
    assert_close([fits[2].null_ln_likelihood()], [fits[0].ln_likelihood()], 1e-9);
    assert!(fits[2].mcfadden_r_squared() > 0.0 && fits[2].cox_snell_r_squared() > 0.0);
}

#[test]
fn what_is_not_nested_is_refused() {
    let data = sample(Family::Poisson, 50, 2, 93);
    let fits = nested(&data, Glm::poisson());
    let refused = |fits: &[&GlmFit]| deviance_table(fits).expect_err("not nested");
    insta::assert_snapshot!(refused(&[&fits[2], &fits[1]]), @"model 1: it has no more terms, wanted one that holds the model before it");
    insta::assert_snapshot!(refused(&[]), @"models: got 0, wanted at least 1");
    let ridge = data.fit(Glm::poisson().with_penalty(0.1).expect("a penalty"));
    insta::assert_snapshot!(refused(&[&fits[0], &ridge]), @"model 1: it has a penalty, wanted one that holds the model before it");
    insta::assert_snapshot!(refused(&[&fits[0], &ridge]).hint().expect("a hint"), @"give fits without penalty of the same rows, each with more terms than the last");
    insta::assert_snapshot!(fits[2].wald_test(&[]).expect_err("none"), @"coefficients to test: got 0, wanted at least 1");
    insta::assert_snapshot!(fits[2].wald_test(&[3]).expect_err("beyond"), @"coefficients to test: got index 3, wanted one below 3");
}

//! Poisson and binomial regression, least squares.

use ndarray::{Array1, Array2};
use spikebook_analysis::Error;
use spikebook_analysis::regression::{Glm, GlmFit};

use crate::case::Case;

const COVARIATES: [&str; 3] = ["x0", "x1", "x2"];

fn data(case: &Case) -> (Array2<f64>, Array1<f64>) {
    (case.matrix("data.csv", &COVARIATES), case.column("data.csv", "y"))
}

/// Every number that the cases of unpenalised fits hold.
fn check_fit(case: &Case, fit: &GlmFit) {
    case.check("coef", fit.estimates().to_vec());
    case.check("std_err", fit.standard_errors());
    case.check_scalar("deviance", fit.deviance());
    case.check_scalar("pearson_chi2", fit.pearson_chi_squared());
    case.check_scalar("null_deviance", fit.null_deviance());
    case.check("cov_params", fit.covariance().iter().copied());
    case.check_scalar("loglik", fit.ln_likelihood());
    case.check_scalar("aic", fit.aic());
    case.check_scalar("bic_loglik_based", fit.bic());
    case.check("mu_first5", fit.fitted_means()[..5].iter().copied());
    case.check("pearson_resid_first5", fit.pearson_residuals()[..5].iter().copied());
    case.check("deviance_resid_first5", fit.deviance_residuals()[..5].iter().copied());
    case.check("wald_z", fit.wald_z());
    case.check("wald_p_two_sided", fit.wald_p());
    case.check("wald_ci95", fit.confidence_intervals(0.95).expect("a level"));
}

#[test]
fn poisson() {
    let Some(case) = Case::golden("glm_poisson") else { return };
    let (design, counts) = data(&case);
    let fit = Glm::poisson().fit_design(design.view(), counts.view(), None, None).expect("a fit");
    check_fit(&case, &fit);
}

#[test]
fn poisson_with_offset() {
    let Some(case) = Case::golden("glm_poisson_offset") else { return };
    let (design, counts) = data(&case);
    let offset =
        case.column("data.csv", "exposure").mapv(spikebook_numeric::elementary::ln).to_vec();
    let fit = Glm::poisson()
        .fit_design(design.view(), counts.view(), None, Some(&offset))
        .expect("a fit");
    check_fit(&case, &fit);
}

#[test]
fn poisson_with_weights() {
    let Some(case) = Case::golden("glm_poisson_weights") else { return };
    let (design, counts) = data(&case);
    let weights = case.column("data.csv", "weight").to_vec();
    let fit = Glm::poisson()
        .fit_design(design.view(), counts.view(), Some(&weights), None)
        .expect("a fit");
    case.check("coef", fit.estimates().to_vec());
    case.check("std_err", fit.standard_errors());
}

#[test]
fn poisson_ridge_and_its_cross_validation() {
    let Some(case) = Case::golden("glm_poisson_ridge") else { return };
    let (design, counts) = data(&case);
    let folds = case.column("fold.csv", "fold");
    let penalties: Vec<f64> = case
        .param("alphas")
        .as_array()
        .expect("a list")
        .iter()
        .map(|penalty| penalty.as_f64().expect("a number"))
        .collect();
    let ridge = |penalty: f64| Glm::poisson().with_penalty(penalty).expect("a penalty");

    let on_all_rows = penalties.iter().flat_map(|&penalty| {
        let fit = ridge(penalty).fit_design(design.view(), counts.view(), None, None);
        fit.expect("a fit").estimates().to_vec()
    });
    case.check("coefs", on_all_rows);

    let n_folds = folds.iter().fold(0.0_f64, |last, fold| last.max(*fold)) as usize + 1;
    let mut deviances = Array2::zeros((n_folds, penalties.len()));
    for fold in 0..n_folds {
        let rows = |held_out: bool| -> Vec<usize> {
            (0..folds.len()).filter(|&row| (folds[row] == fold as f64) == held_out).collect()
        };
        let take = |rows: &[usize]| {
            (design.select(ndarray::Axis(0), rows), counts.select(ndarray::Axis(0), rows))
        };
        let (train_design, train_counts) = take(&rows(false));
        let (test_design, test_counts) = take(&rows(true));
        for (j, &penalty) in penalties.iter().enumerate() {
            let fit = ridge(penalty)
                .fit_design(train_design.view(), train_counts.view(), None, None)
                .expect("a fit");
            let deviance = fit
                .deviance_of(test_design.view(), test_counts.view(), None, None)
                .expect("the same columns");
            deviances[[fold, j]] = deviance / test_counts.len() as f64;
        }
    }
    case.check("cv_mean_deviance_fold_by_alpha", deviances.iter().copied());
    let means = deviances.mean_axis(ndarray::Axis(0)).expect("folds");
    case.check("cv_mean_over_folds", means.iter().copied());
    let best = (0..penalties.len())
        .reduce(|best, j| if means[j] < means[best] { j } else { best })
        .expect("penalties");
    case.check_scalar("cv_best_alpha", penalties[best]);
}

#[test]
fn logistic() {
    let Some(case) = Case::golden("glm_logistic") else { return };
    let (design, choices) = data(&case);
    let fit = Glm::binomial().fit_design(design.view(), choices.view(), None, None).expect("a fit");
    check_fit(&case, &fit);
}

#[test]
fn logistic_ridge() {
    let Some(case) = Case::golden("glm_logistic_ridge") else { return };
    let (design, choices) = data(&case);
    let penalty = 1.0 / (case.number("C") * choices.len() as f64);
    let fit = Glm::binomial()
        .with_penalty(penalty)
        .expect("a penalty")
        .fit_design(design.view(), choices.view(), None, None)
        .expect("a fit");
    case.check("coef", fit.estimates().to_vec());
}

#[test]
fn what_has_no_estimate_is_an_error() {
    let Some(case) = Case::golden("glm_edge") else { return };
    let fit = |glm: Glm, file: &str, covariates: &[&str]| {
        let (design, response) = (case.matrix(file, covariates), case.column(file, "y"));
        glm.fit_design(design.view(), response.view(), None, None)
    };
    let separated = fit(Glm::binomial(), "separable.csv", &["x"]);
    assert!(
        matches!(separated, Err(Error::Separated { complete: true, column: Some(0), .. })),
        "{separated:?}"
    );
    let all_zero = fit(Glm::poisson(), "allzero.csv", &["x"]);
    assert_eq!(all_zero, Err(Error::AllZeroCounts { n_rows: 15 }));
    let collinear = fit(Glm::poisson(), "collinear.csv", &["x0", "x1"]);
    assert_eq!(collinear, Err(Error::RankDeficient { column: 1 }));
    // Without the column that says nothing new, the fitted means are those of the case.
    let without = fit(Glm::poisson(), "collinear.csv", &["x0"]).expect("a fit");
    case.check("collinear_mu_first5", without.fitted_means()[..5].iter().copied());
}

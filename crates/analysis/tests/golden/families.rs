//! Families beside Poisson and binomial, and elastic nets.

use ndarray::{Array1, Array2};
use spikebook_analysis::folds::FoldPlan;
use spikebook_analysis::regression::{Family, Glm, GlmPath, Link, StandardErrors};

use crate::case::Case;

fn data(case: &Case) -> (Array2<f64>, Array1<f64>) {
    (case.matrix("data.csv", &["x0", "x1", "x2"]), case.column("data.csv", "y"))
}

#[test]
fn gamma_with_log_link() {
    let Some(case) = Case::golden("glm_gamma_log") else { return };
    let (design, amounts) = data(&case);
    let glm = Glm::gamma().with_link(Link::Log).expect("a link of the family");
    let fit = glm.fit_design(design.view(), amounts.view(), None, None).expect("a fit");
    case.check("coef", fit.estimates().to_vec());
    case.check("coef_again", fit.estimates().to_vec());
    case.check("std_err", fit.standard_errors());
    case.check("cov_params", fit.covariance().iter().copied());
    case.check_scalar("deviance", fit.deviance());
    case.check_scalar("null_deviance", fit.null_deviance());
    case.check_scalar("pearson_chi2", fit.pearson_chi_squared());
    case.check_scalar("dispersion_pearson", fit.dispersion());
    case.check("mu_first5", fit.fitted_means()[..5].iter().copied());
    case.check("pearson_resid_first5", fit.pearson_residuals()[..5].iter().copied());
    case.check("deviance_resid_first5", fit.deviance_residuals()[..5].iter().copied());
}

#[test]
fn negative_binomial() {
    let Some(case) = Case::golden("glm_negbin") else { return };
    let (design, counts) = data(&case);
    let fit = |glm: Glm| glm.fit_design(design.view(), counts.view(), None, None).expect("a fit");
    let known = Family::negative_binomial(case.number("alpha_fixed")).expect("above 0");
    let fixed = fit(Glm::new(known));
    case.check("coef_alpha_fixed", fixed.estimates().to_vec());
    case.check("std_err_alpha_fixed", fixed.standard_errors());
    case.check_scalar("loglik_alpha_fixed", fixed.ln_likelihood());
    case.check_scalar("deviance_alpha_fixed", fixed.deviance());
    let together = fit(Glm::negative_binomial());
    let alpha = together.dispersion_estimate().expect("an estimate");
    case.check("coef_ml", together.estimates().to_vec());
    case.check_scalar("alpha_ml", alpha.value);
    case.check_scalar("loglik_ml", together.ln_likelihood());
    case.check("std_err_ml", alpha.joint_covariance.diag().mapv(f64::sqrt));
}

#[test]
fn elastic_nets() {
    let Some(case) = Case::golden("enet") else { return };
    let names: Vec<String> = (0..8).map(|j| format!("x{j}")).collect();
    let design = case.matrix("data.csv", &names.iter().map(String::as_str).collect::<Vec<_>>());
    for (name, glm, response, penalty, share) in [
        ("gauss_a0.2_r1.0", Glm::gaussian(), "y_gauss", 0.2, 1.0),
        ("gauss_a0.1_r0.5", Glm::gaussian(), "y_gauss", 0.1, 0.5),
        ("pois_a0.05_r1.0", Glm::poisson(), "y_pois", 0.05, 1.0),
        ("pois_a0.05_r0.5", Glm::poisson(), "y_pois", 0.05, 0.5),
    ] {
        let response = case.column("data.csv", response);
        // Alone, and at the end of a path: where it started must not show.
        for penalties in [vec![penalty], vec![0.7, 0.4, penalty]] {
            let path = GlmPath::new(glm, share).expect("a share");
            let path = path.with_penalties(penalties).expect("penalties");
            let fit = path.fit_design(design.view(), response.view(), None, None).expect("a fit");
            let last = fit.penalties().len() - 1;
            case.check(name, fit.estimates().row(last).to_vec());
        }
    }
}

#[test]
fn a_ridge_path_and_its_folds() {
    let Some(case) = Case::golden("glm_poisson_ridge") else { return };
    let (design, counts) = data(&case);
    let penalties: Vec<f64> = case
        .param("alphas")
        .as_array()
        .expect("a list")
        .iter()
        .map(|penalty| penalty.as_f64().expect("a number"))
        .collect();
    let path = GlmPath::new(Glm::poisson(), 0.0).expect("ridge");
    let path = path.with_penalties(penalties).expect("penalties");
    let folds = case.column("fold.csv", "fold").iter().map(|fold| *fold as usize).collect();
    let plan = FoldPlan::from_folds(folds, 0).expect("a plan");
    let validated =
        path.cross_validate(design.view(), counts.view(), None, None, &plan).expect("fits");
    case.check("coefs", validated.path.estimates().iter().copied());
    case.check("cv_mean_deviance_fold_by_alpha", validated.fold_deviances.iter().copied());
    case.check("cv_mean_over_folds", validated.mean_deviances.iter().copied());
    case.check_scalar("cv_best_alpha", validated.path.penalties()[validated.best]);
}

#[test]
fn committed_families_and_links() {
    let case = Case::reference("families_and_links");
    let design = case.matrix("data.csv", &["contrast", "block"]);
    let column = |name: &str| case.column("data.csv", name);
    let weights = column("weight").to_vec();
    let with = |glm: Glm, link: Link| glm.with_link(link).expect("a link of the family");
    let negative_binomial = Family::negative_binomial(case.number("alpha")).expect("above 0");
    for (name, glm, response, is_weighted) in [
        ("gaussian_identity", Glm::gaussian(), "value", false),
        ("gaussian_log", with(Glm::gaussian(), Link::Log), "value", false),
        ("gamma_inverse", Glm::gamma(), "amount", false),
        ("gamma_log_weights", with(Glm::gamma(), Link::Log), "amount", true),
        ("poisson_identity", with(Glm::poisson(), Link::Identity), "few", false),
        ("poisson_log", Glm::poisson(), "many", false),
        ("binomial_probit", with(Glm::binomial(), Link::Probit), "choice", false),
        (
            "binomial_cloglog_weights",
            with(Glm::binomial(), Link::ComplementaryLogLog),
            "choice",
            true,
        ),
        ("negative_binomial_log", Glm::new(negative_binomial), "many", false),
    ] {
        let response = column(response);
        let fit_with = |glm: Glm| {
            let weights = is_weighted.then_some(weights.as_slice());
            glm.fit_design(design.view(), response.view(), weights, None).expect("a fit")
        };
        let fit = fit_with(glm);
        let robust = fit_with(glm.with_standard_errors(StandardErrors::Sandwich));
        let check = |quantity: &str, got: Vec<f64>| case.check(&format!("{name}_{quantity}"), got);
        check("estimates", fit.estimates().to_vec());
        check("standard_errors", fit.standard_errors().to_vec());
        check("sandwich", robust.standard_errors().to_vec());
        check("z", fit.wald_z().to_vec());
        check("p", fit.wald_p().to_vec());
        check("deviance", vec![fit.deviance()]);
        check("null_deviance", vec![fit.null_deviance()]);
        check("dispersion", vec![fit.dispersion()]);
        check("pearson_chi_squared", vec![fit.pearson_chi_squared()]);
        check("ln_likelihood", vec![fit.ln_likelihood()]);
        check("null_ln_likelihood", vec![fit.null_ln_likelihood()]);
        check("aic", vec![fit.aic()]);
        check("bic", vec![fit.bic()]);
        check("mcfadden", vec![fit.mcfadden_r_squared()]);
        check("cox_snell", vec![fit.cox_snell_r_squared()]);
    }
}

#[test]
fn committed_dispersion_nested_models_and_elastic_net() {
    let case = Case::reference("families_and_links");
    let design = case.matrix("data.csv", &["contrast", "block"]);
    let contrast = case.matrix("data.csv", &["contrast"]);
    let column = |name: &str| case.column("data.csv", name);
    let fit = |glm: Glm, design: &Array2<f64>, response: &str| {
        glm.fit_design(design.view(), column(response).view(), None, None).expect("a fit")
    };
    let together = fit(Glm::negative_binomial(), &design, "many");
    let alpha = together.dispersion_estimate().expect("an estimate");
    case.check("together_estimates", together.estimates().to_vec());
    case.check_scalar("together_alpha", alpha.value);
    case.check("together_standard_errors", alpha.joint_covariance.diag().mapv(f64::sqrt));
    case.check_scalar("together_ln_likelihood", together.ln_likelihood());
    for (name, glm, response) in
        [("nested_gaussian", Glm::gaussian(), "value"), ("nested_poisson", Glm::poisson(), "many")]
    {
        let (small, large) = (fit(glm, &contrast, response), fit(glm, &design, response));
        let test = large.likelihood_ratio_test(&small).expect("nested");
        case.check(name, [test.statistic, test.p]);
    }
    let path = GlmPath::new(Glm::gaussian(), case.number("l1_share")).expect("a share");
    let path = path.with_penalties(vec![case.number("penalty")]).expect("a penalty");
    let net = path.fit_design(design.view(), column("value").view(), None, None).expect("a fit");
    case.check("elastic_net", net.estimates().iter().copied());
}

//! The committed cases of regressions, components and splines.

use spikebook_analysis::basis::BSpline;
use spikebook_analysis::decomposition::Pca;
use spikebook_analysis::regression::{Glm, GlmFit, OrdinaryLeastSquares};

use crate::case::Case;

#[test]
fn generalised_linear_models() {
    let case = Case::reference("generalised_linear_models");
    let design = case.matrix("data.csv", &["speed", "forward", "left"]);
    let column = |name: &str| case.column("data.csv", name);
    let (count, choice) = (column("count"), column("choice"));
    let (success, trials) = (column("success"), column("trials"));
    let weights = column("weight").to_vec();
    let offset = case.column("log_exposure.csv", "log_exposure").to_vec();
    let ridge = |glm: Glm, name: &str| glm.with_penalty(case.number(name)).expect("a penalty");
    let plain = |glm: Glm, response: &ndarray::Array1<f64>| {
        glm.fit_design(design.view(), response.view(), None, None).expect("a fit")
    };
    let weighted = Glm::poisson()
        .fit_design(design.view(), count.view(), Some(&weights), Some(&offset))
        .expect("a fit");
    let of_trials = Glm::binomial()
        .fit_successes(design.view(), success.view(), trials.view(), Some(&weights), None)
        .expect("a fit");
    let fits: [(&str, GlmFit); 6] = [
        ("poisson", plain(Glm::poisson(), &count)),
        ("poisson_offset_weights", weighted),
        ("poisson_ridge", plain(ridge(Glm::poisson(), "poisson_penalty"), &count)),
        ("binomial", plain(Glm::binomial(), &choice)),
        ("binomial_trials", of_trials),
        ("binomial_ridge", plain(ridge(Glm::binomial(), "binomial_penalty"), &choice)),
    ];
    for (model, fit) in fits {
        let check = |quantity: &str, got: Vec<f64>| case.check(&format!("{model}_{quantity}"), got);
        check("estimates", fit.estimates().to_vec());
        check("covariance", fit.covariance().iter().copied().collect());
        check("standard_errors", fit.standard_errors().to_vec());
        check("z", fit.wald_z().to_vec());
        check("p", fit.wald_p().to_vec());
        check("deviance", vec![fit.deviance()]);
        check("null_deviance", vec![fit.null_deviance()]);
        check("ln_likelihood", vec![fit.ln_likelihood()]);
        check("pearson_chi_squared", vec![fit.pearson_chi_squared()]);
        check("aic", vec![fit.aic()]);
        check("bic", vec![fit.bic()]);
        check("pearson_first3", fit.pearson_residuals()[..3].to_vec());
        check("deviance_first3", fit.deviance_residuals()[..3].to_vec());
    }
}

#[test]
fn least_squares() {
    let case = Case::reference("least_squares");
    let design = case.matrix("data.csv", &["day", "weight_g", "coherence"]);
    let response = case.column("data.csv", "reaction_ms");
    let fit = OrdinaryLeastSquares::new()
        .fit_design(design.view(), response.view(), None)
        .expect("a fit");
    case.check("estimates", fit.estimates().to_vec());
    case.check("standard_errors", fit.standard_errors());
    case.check("t", fit.t());
    case.check("p", fit.p());
    case.check_scalar("r_squared", fit.r_squared());
    case.check_scalar("adjusted_r_squared", fit.adjusted_r_squared());
    case.check_scalar("f", fit.f());
    case.check_scalar("f_p", fit.f_p());
    case.check_scalar("residual_variance", fit.residual_variance());
    case.check_scalar("ln_likelihood", fit.ln_likelihood());
    case.check("robust_standard_errors", fit.robust_standard_errors());
    case.check("leverages_first5", fit.leverages()[..5].iter().copied());
    case.check_scalar("durbin_watson", fit.durbin_watson());
}

#[test]
fn principal_components() {
    let case = Case::reference("principal_components");
    let matrix = case.matrix("data.csv", &["unit0", "unit1", "unit2", "unit3", "unit4"]);
    for (prefix, pca) in [("", Pca::new()), ("scaled_", Pca::new().scaled())] {
        let fit = pca.fit_matrix(matrix.view()).expect("a fit");
        let check = |name: &str, got: Vec<f64>| case.check(&format!("{prefix}{name}"), got);
        check("explained_variance", fit.explained_variance().to_vec());
        check("explained_variance_ratio", fit.explained_variance_ratio().to_vec());
        check("singular_values", fit.singular_values().to_vec());
        check("components", fit.components().iter().copied().collect());
        let scores = fit.scores(matrix.view()).expect("the same columns");
        check("scores_first3", scores.outer_iter().take(3).flat_map(|row| row.to_vec()).collect());
    }
}

#[test]
fn splines() {
    let case = Case::reference("splines");
    let x = case.column("data.csv", "x").to_vec();
    let (lower, upper) = (case.number("lower"), case.number("upper"));
    for (n, degree) in [(7, 3), (5, 2), (6, 1)] {
        let clamped = BSpline::clamped(lower, upper, n, degree).expect("a basis");
        let design = clamped.design(&x).expect("inside");
        case.check(&format!("clamped_{n}_{degree}"), design);
        let periodic = BSpline::periodic(lower, upper, n, degree).expect("a basis");
        case.check(&format!("periodic_{n}_{degree}"), periodic.design(&x).expect("finite"));
    }
}

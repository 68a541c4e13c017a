//! Psychometric functions by maximum likelihood.

use spikebook_analysis::psychometric::{Curve, Lapse, Psychometric};

use crate::case::Case;

#[test]
fn three_curves() {
    let Some(case) = Case::golden("psychometric") else { return };
    let guessing = |curve| {
        let model = Psychometric::new(curve).guess_rate(0.5).expect("a rate");
        model.lapse(Lapse::Fixed(0.02)).expect("a rate")
    };
    check(&case, "logistic", guessing(Curve::Logistic), "x", "k_2afc");
    check(&case, "gauss", Psychometric::new(Curve::CumulativeGaussian), "x", "k_yesno");
    check(&case, "weibull", guessing(Curve::Weibull), "x_pos", "k_weibull");
}

fn check(case: &Case, name: &str, model: Psychometric, levels: &str, successes: &str) {
    let counts = |column| {
        case.column("data.csv", column).iter().map(|count| *count as u64).collect::<Vec<_>>()
    };
    let levels = case.column("data.csv", levels).to_vec();
    let fit = model.fit(&levels, &counts("n"), &counts(successes)).expect("the maximum is reached");
    let quantity = |of: &str| format!("{name}.{of}");
    case.check(&quantity("params"), [fit.threshold(), fit.shape()]);
    case.check(&quantity("se"), [fit.threshold_standard_error(), fit.shape_standard_error()]);
    case.check_scalar(&quantity("nll"), -fit.ln_likelihood());
    case.check_scalar(&quantity("deviance"), fit.deviance());
    assert!(fit.n_iterations() < 20, "Newton's method takes few steps, not {}", fit.n_iterations());
}

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

#[test]
fn a_free_lapse_rate() {
    let case = Case::reference("psychometric");
    let model = |curve| {
        let model = Psychometric::new(curve).guess_rate(case.number("guess_rate")).expect("a rate");
        model.lapse(Lapse::FreeUpTo(case.number("most_lapses"))).expect("a bound")
    };
    let counts = |column| {
        let column = case.column("answers.csv", column);
        column.iter().map(|count| *count as u64).collect::<Vec<_>>()
    };
    let levels = case.column("answers.csv", "level").to_vec();
    for (name, curve) in [
        ("logistic", Curve::Logistic),
        ("gaussian", Curve::CumulativeGaussian),
        ("weibull", Curve::Weibull),
    ] {
        let fit = model(curve).fit(&levels, &counts("trials"), &counts(name)).expect("a maximum");
        let quantity = |of: &str| format!("{name}.{of}");
        case.check(&quantity("parameters"), [fit.threshold(), fit.shape(), fit.lapse_rate()]);
        let lapse_error = fit.lapse_standard_error().expect("inside the bounds");
        let errors = [fit.threshold_standard_error(), fit.shape_standard_error(), lapse_error];
        case.check(&quantity("standard_errors"), errors);
        case.check_scalar(&quantity("ln_likelihood"), fit.ln_likelihood());
        case.check_scalar(&quantity("deviance"), fit.deviance());
    }
}

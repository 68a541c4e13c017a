//! Signal detection, drift and diffusion, and learning.

use spikebook_analysis::behaviour::drift_diffusion::first_passage::{FirstPassage, Trial};
use spikebook_analysis::behaviour::drift_diffusion::proportional_rate::{Level, ProportionalRate};
use spikebook_analysis::behaviour::learning::q_learning::{self, Model};
use spikebook_analysis::behaviour::signal_detection::{Answers, Roc, d_prime_of_moments};

use crate::case::Case;

#[test]
fn signal_detection() {
    let Some(case) = Case::golden("roc_dprime") else { return };
    let values = |file| case.column(file, "x").to_vec();
    let (signal, noise) = (values("x1.csv"), values("x0.csv"));
    let roc = Roc::new(&signal, &noise).expect("trials");
    case.check_scalar("auc", roc.area());
    case.check("roc_fpr", roc.false_alarm_rate().iter().copied());
    case.check("roc_tpr", roc.hit_rate().iter().copied());
    case.check_scalar("dprime_moments", d_prime_of_moments(&signal, &noise).expect("spread"));
    let count = |name| case.number(name) as u64;
    let answers = Answers {
        hits: count("hits"),
        misses: count("misses"),
        false_alarms: count("false_alarms"),
        correct_rejections: count("correct_rejections"),
    };
    let told = answers.sensitivity().expect("rates inside");
    case.check_scalar("sdt_dprime", told.d_prime);
    case.check_scalar("sdt_criterion", told.criterion);
    let corrected = answers.sensitivity_log_linear().expect("trials");
    case.check_scalar("sdt_dprime_loglinear", corrected.d_prime);
}

fn numbers(case: &Case, name: &str) -> Vec<f64> {
    let list = case.param(name).as_array().expect("a list");
    list.iter().map(|number| number.as_f64().expect("a number")).collect()
}

#[test]
fn receiver_operating_characteristic() {
    let case = Case::reference("behaviour");
    let roc = Roc::new(&numbers(&case, "signal"), &numbers(&case, "noise")).expect("trials");
    case.check_scalar("roc.area", roc.area());
    case.check_scalar("roc.standard_error", roc.standard_error().expect("more than one trial"));
}

#[test]
fn first_passage_densities() {
    let case = Case::reference("behaviour");
    let model = FirstPassage {
        gain: 0.0,
        offset: case.number("drift"),
        separation: case.number("separation"),
        start: case.number("start"),
        non_decision_s: 0.0,
    };
    for (name, upper) in [("first_passage.ln_lower", false), ("first_passage.ln_upper", true)] {
        let density =
            |&reaction_time_s| model.ln_density(Trial { strength: 0.0, upper, reaction_time_s });
        case.check(name, numbers(&case, "times").iter().map(density));
    }
}

#[test]
fn accuracy_and_mean_reaction_time() {
    let case = Case::reference("behaviour");
    let column = |name| case.column("levels.csv", name).to_vec();
    let (strength, n_trials, n_correct) =
        (column("strength"), column("n_trials"), column("n_correct"));
    let (mean_s, error_s) = (column("mean_rt_s"), column("se_rt_s"));
    let levels: Vec<Level> = (0..strength.len())
        .map(|row| Level {
            strength: strength[row],
            n_trials: n_trials[row] as u64,
            n_correct: n_correct[row] as u64,
            mean_reaction_time_s: mean_s[row],
            standard_error_s: error_s[row],
        })
        .collect();
    let fit = ProportionalRate::fit(&levels).expect("a fit");
    let each = |of: ProportionalRate| [of.gain, of.bound, of.non_decision_s];
    case.check("proportional_rate.estimate", each(fit.estimate));
    case.check("proportional_rate.standard_error", each(fit.standard_error));
}

#[test]
fn learning_from_rewards() {
    let case = Case::reference("behaviour");
    let column = |name| case.column("bandit.csv", name).to_vec();
    let (session, choice, reward) = (column("session"), column("choice"), column("reward"));
    let trials: Vec<q_learning::Trial> = (0..session.len())
        .map(|row| q_learning::Trial {
            choice: choice[row] as usize,
            reward: reward[row],
            starts_session: row == 0 || session[row] != session[row - 1],
        })
        .collect();
    let fit = Model::new(2).expect("two options").fit(&trials).expect("a fit");
    let (estimate, error) = (fit.estimate, fit.standard_error);
    case.check("q_learning.estimate", [estimate.learning_rate, estimate.firmness]);
    case.check("q_learning.standard_error", [error.learning_rate, error.firmness]);
    case.check_scalar("q_learning.ln_likelihood", fit.ln_likelihood);
}

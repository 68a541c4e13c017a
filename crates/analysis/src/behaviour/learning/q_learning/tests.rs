//! Recovery of known learners, and a likelihood computed by hand.

use super::*;

fn agent() -> QLearning {
    QLearning {
        learning_rate: 0.35,
        learning_rate_of_losses: 0.15,
        firmness: 5.0,
        perseveration: 0.5,
    }
}

/// A bandit whose better arm changes every 60 trials.
fn reversing(trial: usize, option: usize) -> f64 {
    [0.8, 0.2][(option + trial / 60) % 2]
}

#[test]
fn all_parameters_come_back() {
    let model = Model::new(2).expect("two options").two_rates().perseverates();
    let trials = model.simulate(&agent(), Seed::from_number(3), 4000, reversing);
    let fit = model.fit(&trials).expect("a fit");
    let (got, error, truth) = (fit.estimate, fit.standard_error, agent());
    let pairs = [
        (got.learning_rate, truth.learning_rate, error.learning_rate),
        (got.learning_rate_of_losses, truth.learning_rate_of_losses, error.learning_rate_of_losses),
        (got.firmness, truth.firmness, error.firmness),
        (got.perseveration, truth.perseveration, error.perseveration),
    ];
    for (got, wanted, error) in pairs {
        // Four parameters, each within 3.3 standard errors: level 0.004 together.
        assert!((got - wanted).abs() < 3.3 * error, "{got} ± {error}, wanted {wanted}");
    }
    let simple = Model::new(2).expect("two options").fit(&trials).expect("a fit");
    assert!(fit.aic() < simple.aic() && fit.bic() < simple.bic());
    assert_eq!(simple.estimate.learning_rate, simple.estimate.learning_rate_of_losses);
    assert_eq!((simple.n_parameters, simple.standard_error.perseveration), (2, 0.0));
}

#[test]
fn the_likelihood_is_that_of_its_definition() {
    let trials: Vec<Trial> = [(0, 1.0), (0, 0.0), (1, 1.0), (1, 1.0), (0, 0.0), (2, 1.0)]
        .map(|(choice, reward)| Trial { choice, reward, starts_session: false })
        .to_vec();
    let (rate, firmness) = (0.3_f64, 2.0_f64);
    let mut values = [0.5_f64; 3];
    let mut wanted = 0.0;
    for trial in &trials {
        let odds = values.map(|value| exp(firmness * value));
        wanted += ln(odds[trial.choice] / odds.iter().sum::<f64>());
        values[trial.choice] += rate * (trial.reward - values[trial.choice]);
    }
    let learner = [rate, rate, firmness, 0.0].map(Jet::<0>::constant);
    let model = Model::new(3).expect("three options").first_value(0.5);
    let got = model.walk(&trials, &learner, |_, _, _| {}).value;
    assert!((got - wanted).abs() < 1e-13, "{got} and {wanted}");
}

#[test]
fn sessions_start_anew() {
    let model = Model::new(2).expect("two options");
    let mut trials = model.simulate(&agent(), Seed::from_number(8), 300, reversing);
    let twice: Vec<Trial> = trials.iter().chain(&trials).copied().collect();
    let (once, both) = (model.fit(&trials).expect("a fit"), model.fit(&twice).expect("a fit"));
    assert!((both.ln_likelihood - 2.0 * once.ln_likelihood).abs() < 1e-9);
    assert!((both.estimate.firmness - once.estimate.firmness).abs() < 1e-6);
    trials[150].starts_session = true;
    assert!(model.fit(&trials).expect("a fit").ln_likelihood != once.ln_likelihood);
}

#[test]
fn what_cannot_be_fitted_is_named() {
    let model = Model::new(2).expect("two options");
    let stubborn = [Trial { choice: 1, reward: 1.0, starts_session: false }; 20];
    insta::assert_snapshot!(model.fit(&stubborn).expect_err("one choice"), @"response: all 20 rows are one choice only, wanted both outcomes");
    let mut other = stubborn.to_vec();
    other[4].choice = 2;
    insta::assert_snapshot!(model.fit(&other).expect_err("no third option"), @"choice: got index 2, wanted one below 2");
    assert!(Model::new(1).is_err());
    assert!(model.fit(&stubborn[..5]).is_err());
}

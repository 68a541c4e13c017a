//! Behaviour: decisions in time, learning, psychometric functions, two cues.

use spikebook_analysis::behaviour::cue_combination::{Cue, compare, predict};
use spikebook_analysis::behaviour::drift_diffusion::first_passage::{FirstPassage, Trial};
use spikebook_analysis::behaviour::learning::q_learning;
use spikebook_analysis::psychometric::{Curve, Lapse, Psychometric, PsychometricFit};
use spikebook_models::behaviour::bandit::{Bandit, Learner};
use spikebook_models::behaviour::cue_combination::{CueCombiner, Cues};
use spikebook_models::behaviour::observer::Observer;
use spikebook_models::behaviour::random_dots::RandomDots;
use spikebook_numeric::Seed;

use super::recovery::{Found, models_come_back};

models_come_back!(random_dots, learner, observer, cues);

fn random_dots(seed: Seed) -> Vec<Found> {
    let (sensitivity, bound, residual_s) = (10.0, 0.8, 0.35);
    let subject = RandomDots::new(sensitivity, bound, 0.0, residual_s).expect("a subject");
    let levels = [-0.256, -0.128, -0.064, -0.032, 0.0, 0.032, 0.064, 0.128, 0.256];
    let shown: Vec<f64> = levels.iter().copied().cycle().take(900).collect();
    let session = subject.simulate(&shown, seed).expect("trials");
    let trial = |row: usize| Trial {
        strength: session.observed.coherence[row],
        upper: session.observed.chose_right[row],
        reaction_time_s: session.observed.reaction_time_s[row],
    };
    let trials: Vec<Trial> = (0..shown.len()).map(trial).collect();
    let fit = FirstPassage::fit(&trials).expect("a fit");
    let (got, error) = (fit.estimate, fit.standard_error);
    vec![
        Found::new("sensitivity", got.gain, error.gain, sensitivity),
        Found::new("separation", got.separation, error.separation, 2.0 * bound),
        Found::new("residual time", got.non_decision_s, error.non_decision_s, residual_s),
    ]
}

fn learner(seed: Seed) -> Vec<Found> {
    let subject = Learner::new(0.3, 4.0, 0.4).expect("a learner");
    let bandit = Bandit::reversing(0.2, 0.8, 50).expect("two arms");
    let session = bandit.simulate(subject, 4000, seed).expect("trials");
    let trial = |row: usize| q_learning::Trial {
        choice: usize::from(session.observed.chose_right[row]),
        reward: f64::from(u8::from(session.observed.rewarded[row])),
        starts_session: row == 0,
    };
    let trials: Vec<q_learning::Trial> = (0..4000).map(trial).collect();
    let model = q_learning::Model::new(2).expect("two arms").first_value(0.5).perseverates();
    let fit = model.fit(&trials).expect("a fit");
    let (got, error) = (fit.estimate, fit.standard_error);
    vec![
        Found::new("learning rate", got.learning_rate, error.learning_rate, 0.3),
        Found::new("firmness", got.firmness, error.firmness, 4.0),
        Found::new("perseverance", got.perseveration, error.perseveration, 0.4),
    ]
}

/// Answers to levels, put together by level.
fn fitted(model: Psychometric, levels: &[f64], answers: &[(f64, bool)]) -> PsychometricFit {
    let of = |level: f64| answers.iter().filter(move |answer| answer.0 == level);
    let n_trials: Vec<u64> = levels.iter().map(|&level| of(level).count() as u64).collect();
    let n_successes: Vec<u64> =
        levels.iter().map(|&level| of(level).filter(|answer| answer.1).count() as u64).collect();
    model.fit(levels, &n_trials, &n_successes).expect("a fit")
}

fn observer(seed: Seed) -> Vec<Found> {
    let (threshold, width, lapse_rate) = (0.4, 1.2, 0.06);
    let subject = Observer::new(threshold, width, 0.0, lapse_rate).expect("an observer");
    let levels: Vec<f64> = (-6..=8).map(|level| 0.6 * f64::from(level)).collect();
    let session = subject.simulate(&levels, 300, seed).expect("trials");
    let answers: Vec<(f64, bool)> =
        session.observed.level.iter().copied().zip(session.observed.said_yes.clone()).collect();
    let model = Psychometric::new(Curve::CumulativeGaussian).lapse(Lapse::FreeUpTo(0.3));
    let fit = fitted(model.expect("a bound"), &levels, &answers);
    let lapse_error = fit.lapse_standard_error().expect("a lapse that is fitted");
    vec![
        Found::new("threshold", fit.threshold(), fit.threshold_standard_error(), threshold),
        Found::new("width", fit.shape(), fit.shape_standard_error(), width),
        Found::new("lapses", fit.lapse_rate(), lapse_error, lapse_rate),
    ]
}

/// Each cue alone, both, and what an ideal observer would make of them.
fn cues(seed: Seed) -> Vec<Found> {
    let subject = CueCombiner::optimal(1.0, 1.6).expect("a subject");
    let levels: Vec<f64> = (-5..=5).map(|level| 0.5 * f64::from(level)).collect();
    let sigma = |shown: Cues, name: &str| -> Cue {
        let trials: Vec<(Cues, f64, f64)> = levels
            .iter()
            .flat_map(|&level| std::iter::repeat_n((shown, level, level), 200))
            .collect();
        let session = subject.simulate(&trials, seed.child(name)).expect("trials");
        let places = session.observed.first.iter().copied();
        let answers: Vec<(f64, bool)> = places.zip(session.observed.said_right.clone()).collect();
        let fit = fitted(Psychometric::new(Curve::CumulativeGaussian), &levels, &answers);
        Cue { sigma: fit.shape(), standard_error: fit.shape_standard_error() }
    };
    let (first, second) = (sigma(Cues::First, "first"), sigma(Cues::Second, "second"));
    let both = sigma(Cues::Both, "both");
    let ideal = predict(first, second).expect("two cues");
    let comparison = compare(both, ideal.combined).expect("errors");
    let error = comparison.difference / comparison.z;
    let weight = subject.weight_of_first();
    vec![
        Found::new("first cue", first.sigma, first.standard_error, 1.0),
        Found::new("second cue", second.sigma, second.standard_error, 1.6),
        Found::new("weight", ideal.weight_of_first, ideal.weight_standard_error, weight),
        Found::new("both less ideal", comparison.difference, error, 0.0),
    ]
}

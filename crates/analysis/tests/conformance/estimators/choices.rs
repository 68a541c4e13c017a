//! Choices and reaction times.

use spikebook_analysis::Error;
use spikebook_analysis::behaviour::drift_diffusion::first_passage;
use spikebook_analysis::behaviour::drift_diffusion::proportional_rate::{Level, ProportionalRate};
use spikebook_analysis::behaviour::learning::q_learning;
use spikebook_analysis::psychometric::{Curve, Psychometric};

use super::super::estimator::Estimator;
use super::super::set::{Response, Set};
use super::{sums, whole};

pub(super) const LIST: &[Estimator] = &[
    of("logistic psychometric curve", |set| psychometric(Curve::Logistic, set)).within(1e-5),
    of("Gaussian psychometric curve", |set| psychometric(Curve::CumulativeGaussian, set))
        .within(1e-5),
    of("first passage of a drifting walk", |set| {
        let choices = whole(set.y.iter().copied(), 2.0)?;
        let trials: Vec<first_passage::Trial> = sums(set)
            .into_iter()
            .zip(choices)
            .map(|(sum, choice)| first_passage::Trial {
                strength: sum,
                upper: choice == 1,
                reaction_time_s: 0.3 + 1.0 / (1.0 + sum.abs()),
            })
            .collect();
        let fit = first_passage::FirstPassage::fit(&trials)?;
        Ok(vec![fit.estimate.gain, fit.estimate.separation, fit.ln_likelihood])
    })
    .of_the_whole()
    .within(1e-5),
    Estimator::new("proportional rate", Response::None, |set| {
        let truth = ProportionalRate { gain: 2.0, bound: 0.7, non_decision_s: 0.35 };
        let level = |strength: f64| Level {
            strength,
            n_trials: 1000,
            n_correct: (1000.0 * truth.share_correct(strength)).round() as u64,
            mean_reaction_time_s: truth.mean_reaction_time_s(strength),
            standard_error_s: 0.01,
        };
        let levels: Vec<Level> = sums(set).iter().map(|sum| level(0.2 * sum.abs())).collect();
        let fit = ProportionalRate::fit(&levels)?;
        Ok(vec![fit.estimate.gain, fit.estimate.bound, fit.estimate.non_decision_s])
    })
    .of_the_whole()
    .within(1e-5),
    // Trials follow each other.
    of("Q-learning", |set| {
        let choices = whole(set.y.iter().copied(), 2.0)?;
        let trials: Vec<q_learning::Trial> = sums(set)
            .into_iter()
            .zip(choices)
            .enumerate()
            .map(|(row, (sum, choice))| q_learning::Trial {
                choice,
                reward: sum,
                starts_session: row == 0,
            })
            .collect();
        let fit = q_learning::Model::new(2)?.fit(&trials)?;
        Ok(vec![fit.estimate.learning_rate, fit.ln_likelihood])
    })
    .of_the_whole()
    .ordered(),
];

const fn of(name: &'static str, fit: fn(&Set) -> Result<Vec<f64>, Error>) -> Estimator {
    Estimator::new(name, Response::Binary, fit)
}

/// The probability at each row of one trial.
fn psychometric(curve: Curve, set: &Set) -> Result<Vec<f64>, Error> {
    let levels = sums(set);
    let n_successes: Vec<u64> =
        whole(set.y.iter().copied(), 2.0)?.into_iter().map(|choice| choice as u64).collect();
    let fit = Psychometric::new(curve).fit(&levels, &vec![1; levels.len()], &n_successes)?;
    Ok(levels.iter().map(|level| fit.probability(*level)).collect())
}

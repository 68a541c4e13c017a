//! Choices and reaction times.

use spikebook_analysis::Error;
use spikebook_analysis::behaviour::drift_diffusion::first_passage;
use spikebook_analysis::behaviour::drift_diffusion::proportional_rate::{Level, ProportionalRate};
use spikebook_analysis::behaviour::learning::{q_learning, rescorla_wagner};
use spikebook_analysis::psychometric::{Curve, Draw, Lapse, Psychometric, percentiles};

use super::super::estimator::Estimator;
use super::super::set::{Response, Set};
use super::{seed, sums, whole};

pub(super) const LIST: &[Estimator] = &[
    of("logistic psychometric curve", |set| psychometric(Curve::Logistic, set)).within(1e-5),
    of("Gaussian psychometric curve", |set| psychometric(Curve::CumulativeGaussian, set))
        .within(1e-5),
    of("Weibull psychometric curve", |set| {
        let (levels, ones, answers) = answers(set)?;
        let levels: Vec<f64> = levels.iter().map(|level| level.abs()).collect();
        let fit = Psychometric::new(Curve::Weibull).fit(&levels, &ones, &answers)?;
        Ok(levels.iter().map(|level| fit.probability(*level)).collect())
    })
    .within(1e-5),
    of("psychometric curve with lapses", |set| {
        let (levels, ones, answers) = answers(set)?;
        let curve = Psychometric::new(Curve::Logistic).guess_rate(0.02)?;
        let fit = curve.lapse(Lapse::FreeUpTo(0.2))?.fit(&levels, &ones, &answers)?;
        Ok(levels.iter().map(|level| fit.probability(*level)).collect())
    })
    .within(1e-4),
    // Answers are drawn level by level, in ascending order of levels.
    of("bootstrapped psychometric curve", |set| {
        let (levels, ones, answers) = answers(set)?;
        let curve = Psychometric::new(Curve::Logistic);
        let again = curve.bootstrap(&levels, &ones, &answers, 20, Draw::Parametric, seed())?;
        let threshold = percentiles(again.thresholds(), 0.8)?;
        let band = again.band(&[0.0, 3.0], 0.8)?;
        Ok([vec![threshold], band].concat().iter().flat_map(|i| [i.low, i.high]).collect())
    })
    .of_the_whole()
    .ordered(),
    of("first passage of a drifting walk", |set| {
        let fit = first_passage::FirstPassage::fit(&timed(set)?)?;
        Ok(vec![fit.estimate.gain, fit.estimate.separation, fit.ln_likelihood])
    })
    .of_the_whole()
    .within(1e-5),
    of("first passage of a drifting walk with a bias", |set| {
        let fit = first_passage::FirstPassage::fit_with_bias(&timed(set)?)?;
        Ok(vec![fit.estimate.gain, fit.estimate.start, fit.ln_likelihood])
    })
    .of_the_whole()
    .within(1e-4),
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
    of("Rescorla and Wagner's law", |set| {
        let responses: Vec<bool> =
            whole(set.y.iter().copied(), 2.0)?.into_iter().map(|choice| choice == 1).collect();
        let fit = rescorla_wagner::fit(set.x.view(), &sums(set), &responses)?;
        Ok(vec![fit.estimate.firmness, fit.estimate.readiness, fit.ln_likelihood])
    })
    .of_the_whole()
    .ordered(),
    Estimator::new("strengths of cues", Response::Real, |set| {
        let strengths = rescorla_wagner::strengths(set.x.view(), &set.y.to_vec(), 0.05)?;
        Ok(strengths.rows().into_iter().map(|row| row.sum()).collect())
    })
    .ordered()
    .learns_nothing(),
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

/// Levels, one trial each, and which of them were answered with yes.
fn answers(set: &Set) -> Result<(Vec<f64>, Vec<u64>, Vec<u64>), Error> {
    let levels = sums(set);
    let n_successes = whole(set.y.iter().copied(), 2.0)?.into_iter().map(|choice| choice as u64);
    Ok((levels.clone(), vec![1; levels.len()], n_successes.collect()))
}

fn timed(set: &Set) -> Result<Vec<first_passage::Trial>, Error> {
    let choices = whole(set.y.iter().copied(), 2.0)?;
    let trial = |(sum, choice): (f64, usize)| first_passage::Trial {
        strength: sum,
        upper: choice == 1,
        reaction_time_s: 0.3 + 1.0 / (1.0 + sum.abs()),
    };
    Ok(sums(set).into_iter().zip(choices).map(trial).collect())
}

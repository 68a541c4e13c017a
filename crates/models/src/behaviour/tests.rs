//! Choices and times against their laws, at four standard errors with fixed seeds.

use insta::assert_snapshot;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{sqrt, tanh};

use super::bandit::{Bandit, Learner};
use super::cue_combination::{CueCombiner, Cues};
use super::navigation::Walk;
use super::observer::Observer;
use super::random_dots::RandomDots;
use crate::Error;

fn share(answers: &[bool]) -> f64 {
    answers.iter().filter(|&&answer| answer).count() as f64 / answers.len() as f64
}

#[test]
fn dots_follow_the_laws_of_choice_and_of_time() {
    let n = 4000;
    for (start, coherence, seed) in
        [(0.0, 0.064, 1), (0.3, 0.064, 2), (0.0, -0.128, 3), (-0.2, 0.0, 4)]
    {
        let subject = RandomDots::new(12.0, 0.7, start, 0.3).expect("a subject");
        let session =
            subject.simulate(&vec![coherence; n], Seed::from_number(seed)).expect("a session");
        let expected = subject.probability_right(coherence);
        let error = sqrt(expected * (1.0 - expected) / n as f64);
        let got = share(&session.observed.chose_right);
        assert!((got - expected).abs() < 4.0 * error, "{got} against {expected}");
        let times = &session.truth.decision_time_s;
        let mean = times.iter().sum::<f64>() / n as f64;
        let drift = 12.0 * coherence;
        // E T = (E x − z)/drift, by Wald; A² − z² without drift.
        let expected_time = if coherence == 0.0 {
            0.49 - start * start
        } else if start == 0.0 {
            0.7 / drift * tanh(0.7 * drift)
        } else {
            (0.7 * (2.0 * expected - 1.0) - start) / drift
        };
        let variance = times.iter().map(|t| (t - mean) * (t - mean)).sum::<f64>() / n as f64;
        let allowed = 4.0 * sqrt(variance / n as f64) + 0.002;
        assert!((mean - expected_time).abs() < allowed, "{mean} against {expected_time}");
    }
}

#[test]
fn a_learner_comes_to_match_its_law() {
    // α = 0: values stay at a half and choices are fair, whatever β.
    let indifferent = Learner::new(0.0, 50.0, 0.0).expect("a learner");
    let bandit = Bandit::fixed(0.2, 0.8).expect("arms");
    let session = bandit.simulate(indifferent, 10_000, Seed::from_number(1)).expect("a session");
    assert!((share(&session.observed.chose_right) - 0.5).abs() < 0.02);
    // Rewards come with the chance of the arm that was pulled.
    let right: Vec<bool> = session
        .observed
        .chose_right
        .iter()
        .zip(&session.observed.rewarded)
        .filter(|(right, _)| **right)
        .map(|(_, &rewarded)| rewarded)
        .collect();
    assert!((share(&right) - 0.8).abs() < 4.0 * sqrt(0.16 / right.len() as f64));
    // A learner pulls the better arm, and follows a reversal.
    let learner = Learner::new(0.3, 8.0, 0.0).expect("a learner");
    let bandit = Bandit::reversing(0.1, 0.9, 1000).expect("arms");
    let session = bandit.simulate(learner, 2000, Seed::from_number(2)).expect("a session");
    assert!(share(&session.observed.chose_right[100..1000]) > 0.9);
    assert!(share(&session.observed.chose_right[1100..]) < 0.1);
    // Values are the exponential mean of the rewards.
    let (values, chose) = (&session.truth.values, &session.observed.chose_right);
    for trial in 0..1999 {
        let arm = usize::from(chose[trial]);
        let reward = f64::from(u8::from(session.observed.rewarded[trial]));
        assert_eq!(
            values[trial + 1][arm],
            values[trial][arm] + 0.3 * (reward - values[trial][arm])
        );
        assert_eq!(values[trial + 1][1 - arm], values[trial][1 - arm]);
    }
}

#[test]
fn an_observer_says_yes_as_often_as_it_should() {
    let observer = Observer::new(1.0, 0.5, 0.2, 0.05).expect("an observer");
    let session =
        observer.simulate(&[0.0, 1.0, 5.0], 5000, Seed::from_number(1)).expect("a session");
    for level in [0.0, 1.0, 5.0] {
        let answers: Vec<bool> = session
            .observed
            .level
            .iter()
            .zip(&session.observed.said_yes)
            .filter(|(at, _)| **at == level)
            .map(|(_, &yes)| yes)
            .collect();
        assert_eq!(answers.len(), 5000);
        let p = observer.probability(level);
        assert!((share(&answers) - p).abs() < 4.0 * sqrt(p * (1.0 - p) / 5000.0));
    }
    assert!((observer.probability(5.0) - 0.95).abs() < 1e-12);
}

#[test]
fn cues_together_are_better_than_alone() {
    let subject = CueCombiner::optimal(1.0, 2.0).expect("a subject");
    for (cues, variance) in [(Cues::First, 1.0), (Cues::Second, 4.0), (Cues::Both, 0.8)] {
        let session = subject
            .simulate(&vec![(cues, 0.3, 0.3); 20_000], Seed::from_number(1))
            .expect("a session");
        let estimates = &session.truth.estimate;
        let mean = estimates.iter().sum::<f64>() / 20_000.0;
        let got = estimates.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 20_000.0;
        assert!((mean - 0.3).abs() < 4.0 * sqrt(variance / 20_000.0));
        assert!((got / variance - 1.0).abs() < 0.04, "{got} against {variance}");
        let says = estimates.iter().map(|&estimate| estimate > 0.0);
        assert!(says.eq(session.observed.said_right));
    }
}

#[test]
fn a_walk_covers_its_space_evenly() {
    let walk = Walk::new(200_000.0, 0.1, 20.0, 1.0).expect("a walk");
    let session = walk.in_box(100.0, 60.0, Seed::from_number(1)).expect("a walk");
    let mut shares = [0.0; 5];
    for x in &session.observed.x_cm {
        shares[((x / 20.0) as usize).min(4)] += 1.0 / session.observed.x_cm.len() as f64;
    }
    // The place is forgotten after some 25 s: 8,000 independent looks.
    assert!(shares.iter().all(|share| (share - 0.2).abs() < 0.02), "{shares:?}");
    assert!(session.observed.y_cm.iter().all(|y| (0.0..=60.0).contains(y)));
    let speed = &session.truth.velocity_cm_per_s[1];
    let variance = speed.iter().map(|v| v * v).sum::<f64>() / speed.len() as f64;
    assert!((variance / 400.0 - 1.0).abs() < 0.02);
}

#[test]
fn what_cannot_be_is_refused() {
    let said = |error: Error| error.to_string();
    assert_snapshot!(said(RandomDots::new(1.0, 1.0, 1.0, 0.3).expect_err("refused")), @"start: got 1, wanted a place between the bounds");
    assert_snapshot!(said(Bandit::fixed(0.5, 1.5).expect_err("refused")), @"right: got 1.5, wanted a probability");
    assert_snapshot!(said(Learner::new(-0.1, 1.0, 0.0).expect_err("refused")), @"learning_rate: got -0.1, wanted a number between 0 and 1");
    assert_snapshot!(said(Observer::new(0.0, 1.0, 0.5, 0.5).expect_err("refused")), @"lapse_rate: got 0.5, wanted a number from 0, below 1 less the rate of guesses");
    assert_snapshot!(said(CueCombiner::optimal(0.0, 1.0).expect_err("refused")), @"first_sigma: got 0, wanted a number between 10⁻⁶ and 10⁶");
    assert_snapshot!(said(Walk::new(1.0, 0.1, 0.0, 1.0).expect_err("refused")), @"speed_cm_per_s: got 0, wanted a number above 0, at most 1000");
}

use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{atan2, cos, sin};

use super::*;

fn seed() -> Seed {
    Seed::from_number(11)
}

#[test]
fn selective_neurons_know_the_choice_and_no_others() {
    let trials = ChoiceTrials::new((2000, 60, 20), 0.8, 4.0).expect("trials");
    let session = trials.simulate(seed());
    assert_eq!(session.log_ratio.iter().filter(|ratio| **ratio != 0.0).count(), 20);
    for (neuron, wanted) in session.log_ratio.iter().enumerate() {
        let mut sums = [(0.0, 0.0); 2];
        for (trial, &choice) in session.choice.iter().enumerate() {
            let sum = &mut sums[usize::from(choice)];
            *sum = (sum.0 + session.counts[[trial, neuron]] as f64, sum.1 + 1.0);
        }
        let ratio =
            spikebook_numeric::elementary::ln((sums[1].0 / sums[1].1) / (sums[0].0 / sums[0].1));
        // The delta method: the variance of a log mean is 1/total.
        let error = (1.0 / sums[0].0 + 1.0 / sums[1].0).sqrt();
        assert!((ratio - wanted).abs() < 4.5 * error, "{neuron}: {ratio} {wanted} {error}");
    }
}

#[test]
fn gratings_are_answered_at_the_preferred_direction() {
    let session = GratingResponses::new(50, 360, 0.0, 0.0).expect("neurons").simulate(seed());
    for neuron in 0..50 {
        // The first harmonic of a peak and a smaller one opposite points to the larger.
        let (mut x, mut y) = (0.0, 0.0);
        for (trial, direction) in session.direction_deg.iter().enumerate() {
            let angle = direction.to_radians();
            x += session.responses[[trial, neuron]] * cos(angle);
            y += session.responses[[trial, neuron]] * sin(angle);
        }
        let found = atan2(y, x).to_degrees().rem_euclid(360.0);
        let off = (found - session.preferred_deg[neuron] + 540.0).rem_euclid(360.0) - 180.0;
        assert!(off.abs() < 1e-6, "{off}");
    }
}

#[test]
fn neurons_that_follow_the_speed_are_those_said_to() {
    let session = RunningPopulation::new(4000, (40, 15), 0, 0.5).expect("neurons").simulate(seed());
    assert!(session.speed_cm_s.iter().all(|&speed| speed >= 0.0));
    let n = session.speed_cm_s.len() as f64;
    let mean = session.speed_cm_s.iter().sum::<f64>() / n;
    let spread =
        (session.speed_cm_s.iter().map(|s| (s - mean) * (s - mean)).sum::<f64>() / n).sqrt();
    for (neuron, wanted) in session.weights.iter().enumerate() {
        let product: f64 = session
            .speed_cm_s
            .iter()
            .enumerate()
            .map(|(bin, speed)| (speed - mean) / spread * session.responses[[bin, neuron]])
            .sum();
        // Least squares on a regressor of variance 1: a standard error of 0.5/√4000.
        assert!((product / n - wanted).abs() < 4.5 * 0.5 / n.sqrt(), "{neuron}");
    }
    assert_eq!(session.weights.iter().filter(|weight| **weight != 0.0).count(), 15);
}

#[test]
fn cells_of_a_kind_have_its_markers() {
    let cells = CellCounts::new((600, 100), (3, 10), 8.0, 5000.0).expect("cells");
    let session = cells.simulate(seed());
    let share = |kind: usize, of_kind: usize| {
        let (mut marked, mut whole) = (0, 0);
        for (cell, _) in session.kind.iter().enumerate().filter(|(_, k)| **k == of_kind) {
            for (gene, marker) in session.marker_of.iter().enumerate() {
                whole += session.counts[[cell, gene]];
                marked += if *marker == Some(kind) { session.counts[[cell, gene]] } else { 0 };
            }
        }
        marked as f64 / whole as f64
    };
    for kind in 0..3 {
        for other in (0..3).filter(|&other| other != kind) {
            assert!(share(kind, kind) > 2.0 * share(kind, other), "{kind} {other}");
        }
    }
    // Shares 6/11, 3/11, 2/11 of 600, with four standard errors.
    let n_first = session.kind.iter().filter(|kind| **kind == 0).count() as f64;
    assert!((n_first - 327.3).abs() < 49.0, "{n_first}");
}

#[test]
fn bad_sets_are_refused() {
    insta::assert_snapshot!(ChoiceTrials::new((0, 3, 1), 1.0, 1.0).expect_err("refused"), @"trials: got 0, wanted at least 2");
    insta::assert_snapshot!(ChoiceTrials::new((9, 3, 4), 1.0, 1.0).expect_err("refused"), @"n_selective: got 4, wanted at most the number of neurons");
    insta::assert_snapshot!(GratingResponses::new(3, 360, -1.0, 0.0).expect_err("refused"), @"noise: got -1, wanted a number between 0 and 100");
    insta::assert_snapshot!(RunningPopulation::new(9, (3, 4), 0, 1.0).expect_err("refused"), @"n_following: got 4, wanted at most the number of neurons");
    insta::assert_snapshot!(CellCounts::new((9, 3), (2, 2), 2.0, 9.0).expect_err("refused"), @"markers of all kinds: got 4, wanted at most the number of genes");
}

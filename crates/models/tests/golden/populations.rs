//! Wilson and Cowan's rhythm, and Jansen and Rit's.

use spikebook_models::integration::{Adaptive, Direction, Event, Tolerance};
use spikebook_models::neural_mass::{
    JansenRit, JansenRitParameters, WilsonCowan, WilsonCowanParameters,
};

use crate::case::Case;

fn strict() -> Adaptive {
    Adaptive::new(Tolerance::new(1e-12, 1e-13).expect("a tolerance"))
}

#[test]
fn wilson_and_cowan_swing_as_the_reference_does() {
    let Some(case) = Case::golden("wilson_cowan") else { return };
    let parameters = WilsonCowanParameters { e_input: case.number("P"), ..Default::default() };
    let model = WilsonCowan::new(parameters).expect("a model");
    let level = case.number("level");
    let slope_of_e = |state: &[f64]| {
        let mut slope = [0.0; 2];
        spikebook_models::integration::System::derivative(&model, 0.0, state, &mut slope);
        slope[0]
    };
    let events = [
        Event::new(Direction::Rising, |_, state: &[f64]| state[0] - level),
        Event::new(Direction::Falling, |_, state: &[f64]| slope_of_e(state)),
        Event::new(Direction::Rising, |_, state: &[f64]| slope_of_e(state)),
    ];
    let solution = strict()
        .integrate_with_events(&model, &[0.1, 0.05], (0.0, 300.0), &events)
        .expect("a solution");
    let crossings = solution.times_of(0);
    case.judge("period", &[crossings[crossings.len() - 1] - crossings[crossings.len() - 2]]);
    let extreme = |event: usize| {
        let last = *solution.times_of(event).last().expect("it swings");
        solution.at(last)[0]
    };
    case.judge("E_min_max_after_100", &[extreme(2), extreme(1)]);
}

#[test]
fn jansen_and_rit_swing_as_the_reference_does() {
    let Some(case) = Case::golden("jansen_rit") else { return };
    let parameters = JansenRitParameters { input_per_s: case.number("p"), ..Default::default() };
    let model = JansenRit::new(parameters).expect("a model");
    let level = case.number("level");
    let events = [Event::new(Direction::Rising, |_, state: &[f64]| model.eeg_mv(state) - level)];
    let solution =
        strict().integrate_with_events(&model, &[0.0; 6], (0.0, 4.0), &events).expect("a solution");
    let crossings = solution.times_of(0);
    let period = crossings[crossings.len() - 1] - crossings[crossings.len() - 2];
    case.judge("frequency_hz", &[1.0 / period]);
    let eeg: Vec<f64> = [0.5, 1.0, 2.0].iter().map(|&t| model.eeg_mv(&solution.at(t))).collect();
    case.judge("eeg_at_0.5_1_2s", &eeg);
}

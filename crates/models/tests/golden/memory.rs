//! Hopfield's network and Oja's rule.

use ndarray::Array2;
use spikebook_models::hopfield::{Hopfield, overlap};
use spikebook_models::plasticity::{Learner, Rule};

use crate::case::Case;

#[test]
fn hopfield_descends_as_the_reference_does() {
    let Some(case) = Case::golden("hopfield") else { return };
    let signs = |file: &str| case.table(file).mapv(|entry| entry as i8);
    let patterns = signs("patterns.csv");
    let network = Hopfield::storing(patterns.view()).expect("a network");
    let energies: Vec<f64> =
        patterns.rows().into_iter().map(|row| network.energy(&row.to_vec())).collect();
    case.judge("pattern_energies", &energies);
    let mut state = signs("start.csv").column(0).to_vec();
    let mut descent = vec![network.energy(&state)];
    for &unit in case.table("order.csv").column(0) {
        network.update_unit(unit as usize, &mut state);
        descent.push(network.energy(&state));
    }
    case.judge("energies", &descent);
    case.judge("final", &state.iter().map(|&s| f64::from(s)).collect::<Vec<_>>());
    case.judge("overlap_with_pattern0", &[overlap(&state, &patterns.row(0).to_vec())]);
}

#[test]
fn oja_learns_as_the_reference_does() {
    let Some(case) = Case::golden("oja") else { return };
    let inputs: Array2<f64> = case.table("X.csv");
    let rule = Rule::oja(case.number("eta")).expect("a rule");
    let learner = Learner::new(rule, case.numbers("w0")).expect("a learner");
    let trace = learner.learn(inputs.view(), case.number("epochs") as usize).expect("weights");
    case.judge("w_after_10", &trace.first_pass.row(10).to_vec());
    case.judge("w_final", &trace.weights);
}

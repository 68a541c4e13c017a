//! Fifty steps of expectation–maximisation of a Poisson hidden Markov model.

use spikebook_analysis::sequences::hidden_markov::{Counts, HiddenMarkovModel, Poisson};

use crate::Work;
use crate::inputs::Inputs;

pub(crate) fn work(inputs: &Inputs) -> Work {
    let counts = inputs.matrix("counts").mapv(|count| count as u32);
    let (means, transitions) = (inputs.matrix("means"), inputs.matrix("transitions"));
    Box::new(move || {
        let counts = Counts::new(counts.view()).expect("counts");
        let start = vec![1.0 / means.nrows() as f64; means.nrows()];
        let laws = Poisson::new(means.view()).expect("means");
        let mut model = HiddenMarkovModel::new(&start, transitions.view(), laws).expect("a model");
        for _ in 0..50 {
            model = model.step(&counts).expect("possible counts").model;
        }
        model.emissions().means().iter().chain(model.transitions()).copied().collect()
    })
}

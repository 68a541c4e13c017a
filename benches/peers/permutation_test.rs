//! The permutation test of two means.

use spikebook_analysis::permutation::MeanDifference;
use spikebook_numeric::Seed;

use crate::Work;
use crate::inputs::Inputs;

pub(crate) fn work(inputs: &Inputs) -> Work {
    let (a, b) = (inputs.vector("a"), inputs.vector("b"));
    let test = MeanDifference { max_exact: 0, n_random: 100_000 };
    Box::new(move || vec![test.run(&a, &b, Seed::from_number(1)).expect("finite").p_greater()])
}

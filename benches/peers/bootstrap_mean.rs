//! The `BCa` interval of a mean.

use spikebook_analysis::bootstrap::{Bootstrap, Jackknife, Resampling};
use spikebook_numeric::Seed;

use crate::Work;
use crate::inputs::Inputs;

pub(crate) fn work(inputs: &Inputs) -> Work {
    let values = inputs.vector("values");
    Box::new(move || {
        let bootstrap = Bootstrap::new(10_000, Resampling::Rows(values.len())).expect("rows");
        let replicates = bootstrap.run_mean(Seed::from_number(1), &values).expect("finite");
        let jackknife = Jackknife::of_mean(&values).expect("finite");
        let interval = replicates.bca(&jackknife, 0.95).expect("a level");
        vec![interval.low, interval.high]
    })
}

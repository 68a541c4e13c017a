//! The posterior over positions of many bins.

use spikebook_analysis::decoding::PoissonDecoder;

use crate::Work;
use crate::inputs::Inputs;

pub(crate) fn work(inputs: &Inputs) -> Work {
    let rates_hz = inputs.matrix("rates");
    let counts = inputs.matrix("counts").mapv(|count| count as u32);
    Box::new(move || {
        let decoder = PoissonDecoder::new(rates_hz.view(), 0.02).expect("rates");
        let posterior = decoder.posterior(counts.view()).expect("possible counts");
        let rows = posterior.probabilities();
        (0..counts.nrows()).step_by(1000).flat_map(|bin| rows.row(bin).to_vec()).collect()
    })
}

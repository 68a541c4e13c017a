//! Spike-triggered averages of many units.

use spikebook_analysis::spike_trains::spike_triggered::LaggedStimulus;

use crate::Work;
use crate::inputs::Inputs;

pub(crate) fn work(inputs: &Inputs) -> Work {
    let frames = inputs.matrix("frames");
    let counts = inputs.matrix("counts").mapv(|count| count as u32);
    Box::new(move || {
        let stimulus = LaggedStimulus::new(frames.view(), 1).expect("frames");
        let averages = stimulus.averages(counts.view()).expect("a clean set");
        let of_unit = |unit: usize| averages.of_unit(unit).expect("every unit fired");
        (0..averages.n_units())
            .flat_map(|unit| of_unit(unit).average().iter().copied().collect::<Vec<_>>())
            .collect()
    })
}

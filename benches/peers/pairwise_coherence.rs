//! The coherence of all pairs of many channels.

use spikebook_analysis::spectra::{Looks, all_pairs};

use crate::Work;
use crate::inputs::Inputs;

pub(crate) fn work(inputs: &Inputs) -> Work {
    let signals = inputs.matrix("signals");
    Box::new(move || {
        let looks = Looks::multitaper(2000, 3.0, 5).expect("looks");
        let channels: Vec<&[f64]> = signals
            .rows()
            .into_iter()
            .map(|row| row.to_slice().expect("rows in C order"))
            .collect();
        let found = all_pairs(&channels, 1000.0, &looks).expect("clean signals");
        (1..1001)
            .step_by(50)
            .flat_map(|frequency| (1..64).map(move |channel| (channel, frequency)))
            .map(|(channel, frequency)| found.coherence(channel, 0, frequency))
            .collect()
    })
}

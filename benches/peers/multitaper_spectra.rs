//! The multitaper spectra of many channels.

use rayon::prelude::*;
use spikebook_analysis::spectra::{Looks, PowerSpectrum};

use crate::Work;
use crate::inputs::Inputs;

pub(crate) fn work(inputs: &Inputs) -> Work {
    let signals = inputs.matrix("signals");
    Box::new(move || {
        let looks = Looks::multitaper(2000, 3.0, 5).expect("looks");
        let spectra: Vec<PowerSpectrum> = (0..signals.nrows())
            .into_par_iter()
            .map(|channel| {
                let row = signals.row(channel);
                let signal = row.as_slice().expect("rows in C order");
                PowerSpectrum::of(&[signal], 1000.0, &looks).expect("a clean signal")
            })
            .collect();
        spectra.iter().flat_map(|spectrum| spectrum.density().to_vec()).collect()
    })
}

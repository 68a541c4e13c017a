//! A thousand uncoupled Hodgkin–Huxley axons for a second.

use spikebook_models::neuron::hodgkin_huxley::{HodgkinHuxley, HodgkinHuxleyParameters};

use crate::Work;
use crate::inputs::Inputs;

pub(crate) fn work(inputs: &Inputs) -> Work {
    let currents_ua = inputs.vector("currents");
    Box::new(move || {
        let axon = HodgkinHuxley::new(HodgkinHuxleyParameters::default()).expect("parameters");
        let population = axon.simulate_population(&currents_ua, 0.01, 1000.0).expect("axons");
        population.spike_times_ms.iter().map(|times| times.len() as f64).collect()
    })
}

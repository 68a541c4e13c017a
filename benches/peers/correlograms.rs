//! Correlograms of all pairs of units.

use spikebook_analysis::spike_trains::correlogram::{Lags, correlograms};

use crate::Work;
use crate::inputs::Inputs;

pub(crate) fn work(inputs: &Inputs) -> Work {
    let (unit, time_s) = (inputs.integers("unit"), inputs.vector("time_s"));
    let mut trains = vec![Vec::new(); 100];
    for (unit, time) in unit.into_iter().zip(time_s) {
        trains[unit as usize].push(time);
    }
    Box::new(move || {
        let views: Vec<&[f64]> = trains.iter().map(Vec::as_slice).collect();
        let all = correlograms(&views, Lags::new(0.001, 50).expect("lags")).expect("sorted");
        let pairs = (0..100).flat_map(|i| (0..100).map(move |j| (i, j)));
        pairs.flat_map(|(i, j)| all.of_pair(i, j).iter().map(|&n| n as f64)).collect()
    })
}

//! A psychometric function and 2,000 parametric bootstrap refits.

use spikebook_analysis::psychometric::{Curve, Draw, Lapse, Psychometric};
use spikebook_numeric::Seed;

use crate::Work;
use crate::inputs::Inputs;

pub(crate) fn work(inputs: &Inputs) -> Work {
    let levels = inputs.vector("levels");
    let counts = |name| inputs.vector(name).into_iter().map(|count| count as u64).collect();
    let (n_trials, n_correct): (Vec<u64>, Vec<u64>) = (counts("n_trials"), counts("n_correct"));
    let model = Psychometric::new(Curve::CumulativeGaussian).guess_rate(0.5).expect("a rate");
    let model = model.lapse(Lapse::Fixed(0.02)).expect("a rate");
    Box::new(move || {
        let seed = Seed::from_number(1);
        let all = model
            .bootstrap(&levels, &n_trials, &n_correct, 2000, Draw::Parametric, seed)
            .expect("fits");
        // Replicates are drawn by different generators: only the fit itself can be the same.
        vec![all.fit().threshold(), all.fit().shape()]
    })
}

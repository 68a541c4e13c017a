//! Ridge penalties of a Poisson regression on folds.

use ndarray::Array1;
use spikebook_analysis::folds::FoldPlan;
use spikebook_analysis::regression::{Glm, GlmPath};

use crate::Work;
use crate::inputs::Inputs;

pub(crate) fn work(inputs: &Inputs) -> Work {
    let (design, counts) = (inputs.matrix("design"), Array1::from(inputs.vector("counts")));
    let folds = inputs.vector("folds").into_iter().map(|fold| fold as usize).collect();
    let plan = FoldPlan::from_folds(folds, 0).expect("ten folds");
    let glm = Glm::poisson().with_tolerance(1e-8).expect("a tolerance");
    let path = GlmPath::new(glm, 0.0).expect("ridge");
    let path = path.with_penalties(inputs.vector("penalties")).expect("penalties");
    Box::new(move || {
        let fits = path.cross_validate(design.view(), counts.view(), None, None, &plan);
        fits.expect("a clean set").mean_deviances
    })
}

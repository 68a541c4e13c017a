//! A lasso path of a Poisson regression.

use ndarray::Array1;
use spikebook_analysis::regression::{Glm, GlmPath};

use crate::Work;
use crate::inputs::Inputs;

pub(crate) fn work(inputs: &Inputs) -> Work {
    let (design, counts) = (inputs.matrix("design"), Array1::from(inputs.vector("counts")));
    let glm = Glm::poisson().with_tolerance(1e-7).expect("a tolerance");
    let path = GlmPath::new(glm, 1.0).expect("lasso");
    let path = path.with_penalties(inputs.vector("penalties")).expect("penalties");
    Box::new(move || {
        let fit = path.fit_design(design.view(), counts.view(), None, None).expect("a clean set");
        fit.estimates().row(fit.penalties().len() - 1).to_vec()
    })
}

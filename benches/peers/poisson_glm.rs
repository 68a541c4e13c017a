//! Poisson regression with standard errors.

use spikebook_analysis::regression::Glm;

use crate::Work;
use crate::inputs::Inputs;

pub(crate) fn work(inputs: &Inputs) -> Work {
    let (design, counts) = (inputs.matrix("design"), inputs.vector("counts"));
    let counts = ndarray::Array1::from(counts);
    Box::new(move || {
        let fit = Glm::poisson()
            .fit_design(design.view(), counts.view(), None, None)
            .expect("a clean set");
        fit.estimates().iter().copied().chain(fit.standard_errors().iter().copied()).collect()
    })
}

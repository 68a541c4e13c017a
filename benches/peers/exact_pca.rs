//! Exact principal components.

use spikebook_analysis::decomposition::Pca;

use crate::Work;
use crate::inputs::Inputs;

pub(crate) fn work(inputs: &Inputs) -> Work {
    let activity = inputs.matrix("activity");
    Box::new(move || {
        let fit = Pca::new().fit_matrix(activity.view()).expect("a clean set");
        fit.explained_variance().iter().chain(fit.components().row(0)).copied().collect()
    })
}

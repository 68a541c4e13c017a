//! Bootstrap refits of a Poisson regression.

use ndarray::Array1;
use spikebook_analysis::bootstrap::Resampling;
use spikebook_analysis::regression::Glm;
use spikebook_numeric::Seed;

use crate::Work;
use crate::inputs::Inputs;

const N_REPLICATES: usize = 1000;

pub(crate) fn work(inputs: &Inputs) -> Work {
    let (design, counts) = (inputs.matrix("design"), Array1::from(inputs.vector("counts")));
    let glm = Glm::poisson().with_tolerance(1e-8).expect("a tolerance");
    Box::new(move || {
        let rows = Resampling::Rows(counts.len());
        let seed = Seed::from_number(0);
        let drawn = glm
            .bootstrap(design.view(), counts.view(), None, None, &rows, N_REPLICATES, &seed)
            .expect("a clean set");
        let fitted = drawn.fitted();
        let columns = || fitted.columns().into_iter();
        let means = columns().map(|column| column.mean().expect("replicates"));
        means.chain(columns().map(|column| column.std(1.0))).collect()
    })
}

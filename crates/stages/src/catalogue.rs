//! The list of all kinds, one line each.

use spikebook_pipeline::{Catalogue, Kind, Stage};

use crate::{code, hint, kinds};

/// Every kind that a pipeline can name.
pub fn catalogue() -> Catalogue {
    Catalogue::new(
        [
            entry::<kinds::basis_design::BasisDesign>(),
            entry::<kinds::bayesian_decoder::BayesianDecoder>(),
            entry::<kinds::bin_spikes::BinSpikes>(),
            entry::<kinds::describe_column::DescribeColumn>(),
            entry::<kinds::evenly_spaced::EvenlySpaced>(),
            entry::<kinds::fold_plan::FoldPlan>(),
            entry::<kinds::gaussian_noise::GaussianNoise>(),
            entry::<kinds::glm_cross_validation::GlmCrossValidation>(),
            entry::<kinds::one_cell_head_direction::OneCellHeadDirection>(),
            entry::<kinds::poisson_glm::PoissonGlm>(),
            entry::<kinds::preferred_direction::PreferredDirection>(),
            entry::<kinds::simulate_head_direction::SimulateHeadDirection>(),
            entry::<kinds::tuning_curve::TuningCurve>(),
        ],
        hint::hint_of,
    )
}

fn entry<S: Stage>() -> Kind {
    Kind::of::<S>(code::fingerprint(S::NAME))
}

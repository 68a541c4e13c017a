//! The list of all kinds, one line each.

use spikebook_pipeline::{Catalogue, Kind, Stage};

use crate::{code, hint, kinds};

/// Every kind that a pipeline can name.
pub fn catalogue() -> Catalogue {
    Catalogue::new(
        [
            entry::<kinds::anova::Anova>(),
            entry::<kinds::basis_design::BasisDesign>(),
            entry::<kinds::bayesian_decoder::BayesianDecoder>(),
            entry::<kinds::bin_spikes::BinSpikes>(),
            entry::<kinds::bootstrap_tuning::BootstrapTuning>(),
            entry::<kinds::choice_behaviour::ChoiceBehaviour>(),
            entry::<kinds::choice_decoder::ChoiceDecoder>(),
            entry::<kinds::choice_history::ChoiceHistory>(),
            entry::<kinds::compare_with_truth::CompareWithTruth>(),
            entry::<kinds::correlations::Correlations>(),
            entry::<kinds::crop_signals::CropSignals>(),
            entry::<kinds::cue_combination::CueCombination>(),
            entry::<kinds::describe_column::DescribeColumn>(),
            entry::<kinds::drift_diffusion::DriftDiffusion>(),
            entry::<kinds::elastic_net::ElasticNet>(),
            entry::<kinds::evenly_spaced::EvenlySpaced>(),
            entry::<kinds::fold_plan::FoldPlan>(),
            entry::<kinds::gaussian_noise::GaussianNoise>(),
            entry::<kinds::glm_cross_validation::GlmCrossValidation>(),
            entry::<kinds::hypothesis_test::HypothesisTest>(),
            entry::<kinds::isi_statistics::IsiStatistics>(),
            entry::<kinds::linear_regression::LinearRegression>(),
            entry::<kinds::linearise_track::LineariseTrack>(),
            entry::<kinds::maximum_likelihood::MaximumLikelihood>(),
            entry::<kinds::nonlinear_fit::NonlinearFitStage>(),
            entry::<kinds::one_cell_head_direction::OneCellHeadDirection>(),
            entry::<kinds::pca::Pca>(),
            entry::<kinds::peri_event_spikes::PeriEventSpikes>(),
            entry::<kinds::plot_chronometric::PlotChronometric>(),
            entry::<kinds::plot_coefficient_path::PlotCoefficientPath>(),
            entry::<kinds::plot_coefficients::PlotCoefficients>(),
            entry::<kinds::plot_comparison::PlotComparison>(),
            entry::<kinds::plot_cross_validation::PlotCrossValidation>(),
            entry::<kinds::plot_decoding::PlotDecoding>(),
            entry::<kinds::plot_estimates::PlotEstimates>(),
            entry::<kinds::plot_information::PlotInformation>(),
            entry::<kinds::plot_lines::PlotLines>(),
            entry::<kinds::plot_null::PlotNull>(),
            entry::<kinds::plot_posterior::PlotPosterior>(),
            entry::<kinds::plot_psth::PlotPsth>(),
            entry::<kinds::plot_psychometric::PlotPsychometric>(),
            entry::<kinds::plot_raster::PlotRaster>(),
            entry::<kinds::plot_rate_maps::PlotRateMaps>(),
            entry::<kinds::plot_reconstruction::PlotReconstruction>(),
            entry::<kinds::plot_regression::PlotRegression>(),
            entry::<kinds::plot_residuals::PlotResiduals>(),
            entry::<kinds::plot_roc::PlotRoc>(),
            entry::<kinds::plot_scree::PlotScree>(),
            entry::<kinds::plot_trajectory::PlotTrajectory>(),
            entry::<kinds::plot_tuning_curves::PlotTuningCurves>(),
            entry::<kinds::poisson_glm::PoissonGlm>(),
            entry::<kinds::posterior_grid::PosteriorGrid>(),
            entry::<kinds::preferred_direction::PreferredDirection>(),
            entry::<kinds::psth::Psth>(),
            entry::<kinds::psychometric::Psychometric>(),
            entry::<kinds::reinforcement_learning::ReinforcementLearning>(),
            entry::<kinds::ridge_path::RidgePath>(),
            entry::<kinds::roc_analysis::RocAnalysis>(),
            entry::<kinds::simulate_head_direction::SimulateHeadDirection>(),
            entry::<kinds::simulate_latent_population::SimulateLatentPopulation>(),
            entry::<kinds::spatial_information::SpatialInformation>(),
            entry::<kinds::tuning_curve::TuningCurve>(),
            entry::<kinds::window_rate::WindowRate>(),
        ],
        hint::hint_of,
    )
}

fn entry<S: Stage>() -> Kind {
    Kind::of::<S>(code::fingerprint(S::NAME))
}

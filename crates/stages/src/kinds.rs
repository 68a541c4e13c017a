//! The kinds, one a file. Each file shows what goes in, what can be set, what comes out, and the body.

pub mod basis_design;
pub mod bayesian_decoder;
pub mod bin_spikes;
pub mod choice_behaviour;
pub mod choice_decoder;
pub mod describe_column;
pub mod evenly_spaced;
pub mod fold_plan;
pub mod gaussian_noise;
pub mod glm_cross_validation;
pub mod linearise_track;
pub mod one_cell_head_direction;
pub mod pca;
pub mod peri_event_spikes;
pub mod plot_decoding;
pub mod plot_tuning_curves;
pub mod poisson_glm;
pub mod preferred_direction;
pub mod psth;
pub mod psychometric;
pub mod simulate_head_direction;
pub mod simulate_latent_population;
pub mod spatial_information;
pub mod tuning_curve;
pub mod window_rate;

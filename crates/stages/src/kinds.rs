//! The kinds, one a file. Each file shows what goes in, what can be set, what comes out, and the body.

pub mod bin_spikes;
pub mod describe_column;
pub mod evenly_spaced;
pub mod gaussian_noise;
pub mod preferred_direction;
pub mod simulate_head_direction;
pub mod tuning_curve;

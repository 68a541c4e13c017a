//! The kinds of figure, one file each.

pub(crate) mod bar_plot;
pub(crate) mod coefficient_plot;
pub(crate) mod correlogram_grid;
pub(crate) mod heatmap;
pub(crate) mod histogram;
pub(crate) mod image_grid;
pub(crate) mod line_plot;
pub(crate) mod phase_plane;
pub(crate) mod polar_tuning;
pub(crate) mod psth;
pub(crate) mod psychometric_plot;
pub(crate) mod raster;
pub(crate) mod scatter_plot;
pub(crate) mod trace_plot;
pub(crate) mod trajectory_plot;
pub(crate) mod tuning_grid;

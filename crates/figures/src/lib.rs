//! Fits to pictures: one file a figure kind, one theme, no statistics.
//!
//! A figure is a plain struct of numbers and labels with a method `draw`, which gives a
//! [`Picture`]: the same drawing as SVG and PNG, and the words for readers who do not see it. The
//! caller says what the picture *shows* in a `finding`, a sentence with its numbers; the kind says
//! what the picture *is*.
//!
//! Rules that every kind keeps: axes carry units; missing values leave gaps; colours are told apart
//! by colour-blind readers and on dark pages ([`palette`], [`theme`]); the same data give the same
//! bytes; whatever the data, the result is a picture or an [`Error`] that names what is wrong.
//!
//! What this crate is not: it computes no estimate, interval or test. What it draws was computed by
//! the caller; it only thins points for the screen.

mod axes;
mod canvas;
mod checks;
mod colour_bar;
mod colour_map;
mod compact;
mod error;
mod font;
mod grid;
mod kinds;
mod legend;
mod marker;
pub mod palette;
mod panel;
mod picture;
mod polyline;
mod render;
mod scale;
mod series;
pub mod theme;
mod ticks;
mod whisker;

#[cfg(test)]
mod tests;

pub use axes::Axis;
pub use colour_map::ColourMap;
pub use error::Error;
pub use kinds::bar_plot::{BarPlot, BarSeries};
pub use kinds::coefficient_plot::{Coefficient, CoefficientPlot};
pub use kinds::correlogram_grid::{CorrelogramGrid, CorrelogramPanel};
pub use kinds::heatmap::{Heatmap, edges_about};
pub use kinds::histogram::{Histogram, HistogramSeries};
pub use kinds::image_grid::{ImageGrid, ImagePanel};
pub use kinds::line_plot::LinePlot;
pub use kinds::phase_plane::{FieldArrow, PhasePlane, Rest, RestPoint};
pub use kinds::polar_tuning::{PolarPanel, PolarTuning};
pub use kinds::psth::Psth;
pub use kinds::psychometric_plot::{PsychometricGroup, PsychometricPlot};
pub use kinds::raster::{EventMarks, Raster, RasterGroup, RasterRow};
pub use kinds::scatter_plot::{PointGroup, ScatterPlot};
pub use kinds::trace_plot::{TracePanel, TracePlot};
pub use kinds::trajectory_plot::TrajectoryPlot;
pub use kinds::tuning_grid::{TuningGrid, TuningPanel};
pub use palette::Hue;
pub use picture::Picture;
pub use series::{Band, Direction, LinePattern, LineSeries, ReferenceLine, Shown};
pub use theme::FIGURE_CSS;

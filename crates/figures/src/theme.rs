//! The one theme: sizes, ink and paper, and how a page recolours them.
//!
//! A picture has two colours of its own, *ink* (axes, text, grid) and *paper* (the ground), beside
//! the colours of its data. Opened alone, a picture is dark ink on white paper. Inlined in a page,
//! the page decides: ink is `currentColor` (the root element only suggests a `color`, as an
//! attribute, which any style sheet overrides) and everything of paper has the class `paper`.
//! [`FIGURE_CSS`] hands both to the page:
//!
//! | in the picture | alone | with `FIGURE_CSS` |
//! |---|---|---|
//! | ink: `currentColor` | `#1f2933` | the page's text colour, `--fg` |
//! | paper: `class="paper"` | `#ffffff` | the page's ground, `--bg` |
//! | data | as in [`palette`](crate::palette) | the same: legible on both |
//!
//! Every size is in pixels of the picture as shown, [`WIDTH_PX`] wide. The canvas underneath is 16
//! times finer, because plotters rounds to whole units.

use crate::palette::Colour;

/// Style sheet for a page that inlines these pictures inside `figure` elements.
///
/// It expects the custom properties `--fg` and `--bg`, which every theme of mdBook sets.
pub const FIGURE_CSS: &str = "\
figure svg { color: var(--fg); max-width: 100%; height: auto; }
figure svg .paper { fill: var(--bg); }
";

/// Width of a picture as shown.
pub const WIDTH_PX: u32 = 720;
/// Height of a picture as shown, where its kind has no reason for another.
pub const HEIGHT_PX: u32 = 440;
/// Pixels of the PNG for one pixel as shown.
pub const PNG_SCALE: u32 = 2;

/// Dark ink of a picture opened alone.
pub const INK: Colour = Colour::new(0x1f, 0x29, 0x33);
/// White paper of a picture opened alone.
pub const PAPER: Colour = Colour::new(0xff, 0xff, 0xff);

/// Units of the canvas for one pixel as shown.
pub(crate) const UNITS_PER_PX: f64 = 16.0;

/// Height of a line of type, in pixels.
pub(crate) const TICK_PX: f64 = 15.0;
pub(crate) const LABEL_PX: f64 = 16.5;
pub(crate) const LEGEND_PX: f64 = 15.0;
pub(crate) const SMALL_PX: f64 = 13.0;

/// Widths of strokes, in pixels.
pub(crate) const AXIS_WIDTH_PX: f64 = 1.0;
pub(crate) const GRID_WIDTH_PX: f64 = 0.75;
pub(crate) const LINE_WIDTH_PX: f64 = 2.25;
pub(crate) const REFERENCE_WIDTH_PX: f64 = 1.5;
pub(crate) const WHISKER_WIDTH_PX: f64 = 1.75;

/// Opacities.
pub(crate) const GRID_ALPHA: f64 = 0.14;
pub(crate) const AXIS_ALPHA: f64 = 0.75;
pub(crate) const BAND_ALPHA: f64 = 0.24;

/// Radius of a marker, in pixels.
pub(crate) const MARKER_PX: f64 = 4.0;
/// Free space at the edge of a picture, in pixels.
pub(crate) const EDGE_PX: f64 = 10.0;

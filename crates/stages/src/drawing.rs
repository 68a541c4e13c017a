//! From a picture of `figures` to the figure that leaves a stage.

use spikebook_data::Table;
use spikebook_figures::Picture;
use spikebook_pipeline::Figure;

/// The figure of a picture and the numbers that it draws.
pub(crate) fn figure(picture: Picture, data: Table) -> Figure {
    Figure { svg: picture.svg, png: picture.png, alt: picture.alt, data }
}

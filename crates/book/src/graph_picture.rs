//! A graph as a picture: layers from above to below, few crossings, short wires.
//!
//! The four steps of Sugiyama, Tagawa and Toda (1981, doi:10.1109/TSMC.1981.4308636): each box gets a
//! [layer](layers), a wire over several layers gets a bend in each; within a layer the [order](order) is
//! that of the neighbours' barycentres; [places](place) are as close to the neighbours' mean as the
//! widths allow. All of it is a function of the graph alone.

mod layers;
mod order;
mod place;

use std::fmt::Write;

use crate::html::escaped;

/// One box of a graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GraphBox {
    /// What it is called.
    pub(crate) title: String,
    /// What sort of thing it is.
    pub(crate) subtitle: String,
    /// Whether data enter there.
    pub(crate) is_source: bool,
    /// The boxes that it has wires from; each stands before it.
    pub(crate) needs: Vec<usize>,
}

const TITLE_PX: f64 = 14.0;
const SUBTITLE_PX: f64 = 12.0;
/// Width of a letter of the page's font for code, as a share of its size.
const LETTER: f64 = 0.602;
const PADDING_PX: f64 = 12.0;
const HEIGHT_PX: f64 = 44.0;
const LAYER_PX: f64 = 84.0;
const GAP_PX: f64 = 24.0;
const BEND_WIDTH_PX: f64 = 4.0;
const EDGE_PX: f64 = 8.0;
const ARROW_PX: f64 = 6.0;
const SMALLEST_SCALE: f64 = 0.72;

/// Places of boxes and wires.
pub(crate) struct Picture {
    width_px: f64,
    height_px: f64,
    /// The middle of each box.
    centres: Vec<(f64, f64)>,
    widths: Vec<f64>,
    /// The points that each wire goes through, layer by layer.
    wires: Vec<Vec<(f64, f64)>>,
}

impl Picture {
    /// Lays out boxes, each of which stands behind those that it needs.
    pub(crate) fn of(boxes: &[GraphBox]) -> Self {
        let needs: Vec<Vec<usize>> = boxes.iter().map(|one| one.needs.clone()).collect();
        let layered = layers::Layered::of(&needs);
        let rows = order::ordered(&layered);
        let mut widths: Vec<f64> = boxes.iter().map(GraphBox::width_px).collect();
        widths.resize(layered.layer.len(), BEND_WIDTH_PX);
        let mut xs = place::placed(&layered, &rows, &widths, GAP_PX);
        let left = xs.iter().zip(&widths).map(|(x, width)| x - width / 2.0);
        let left = left.fold(f64::INFINITY, f64::min);
        for x in &mut xs {
            *x += EDGE_PX - left.min(f64::MAX);
        }
        let right = xs.iter().zip(&widths).map(|(x, width)| x + width / 2.0).fold(0.0, f64::max);
        let y = |at: usize| EDGE_PX + HEIGHT_PX / 2.0 + layered.layer[at] as f64 * LAYER_PX;
        let centre = |at: usize| (xs[at], y(at));
        // A wire leaves a box below, enters one above, and passes between boxes upright.
        let wires = layered.wires.iter().map(|wire| {
            let ends = wire.iter().flat_map(|&at| {
                let (x, y) = centre(at);
                [(x, y - HEIGHT_PX / 2.0), (x, y + HEIGHT_PX / 2.0)]
            });
            let mut points: Vec<(f64, f64)> = ends.skip(1).collect();
            points.pop();
            points
        });
        let n_layers = layered.layer.iter().max().map_or(0, |last| last + 1);
        let layers_px = n_layers.saturating_sub(1) as f64 * LAYER_PX;
        Self {
            width_px: (right + EDGE_PX).ceil(),
            height_px: layers_px + HEIGHT_PX + 2.0 * EDGE_PX,
            wires: wires.collect(),
            centres: (0..boxes.len()).map(centre).collect(),
            widths,
        }
    }

    /// The picture as SVG. `alt` is escaped already.
    pub(crate) fn svg(&self, boxes: &[GraphBox], alt: &str) -> String {
        let (width, height) = (self.width_px, self.height_px);
        // On a narrow page it is made smaller as long as its words can be read, then it scrolls.
        let least = SMALLEST_SCALE * width;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"pipeline\" viewBox=\"0 0 {width} \
             {height}\" width=\"{width}\" style=\"max-width: max(100%, {least:.0}px)\" role=\"img\" aria-label=\"{alt}\">"
        );
        for wire in &self.wires {
            write_wire(&mut svg, wire);
        }
        for ((one, &(x, y)), width) in boxes.iter().zip(&self.centres).zip(&self.widths) {
            let class = if one.is_source { "box source" } else { "box" };
            let radius = if one.is_source { HEIGHT_PX / 2.0 } else { 6.0 };
            write!(
                svg,
                "<rect class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\" width=\"{width:.1}\" \
                 height=\"{HEIGHT_PX}\" rx=\"{radius}\"/><text class=\"title\" x=\"{x:.1}\" \
                 y=\"{:.1}\">{}</text><text class=\"subtitle\" x=\"{x:.1}\" y=\"{:.1}\">{}</text>",
                x - width / 2.0,
                y - HEIGHT_PX / 2.0,
                y - 3.0,
                escaped(&one.title),
                y + 14.0,
                escaped(&one.subtitle),
            )
            .expect("writing to a string does not fail");
        }
        svg + "</svg>"
    }
}

impl GraphBox {
    fn width_px(&self) -> f64 {
        let width = |text: &str, size_px| text.chars().count() as f64 * LETTER * size_px;
        let text = width(&self.title, TITLE_PX).max(width(&self.subtitle, SUBTITLE_PX));
        (text + 2.0 * PADDING_PX).ceil()
    }
}

/// A wire as a smooth line with an arrow at its end.
fn write_wire(svg: &mut String, points: &[(f64, f64)]) {
    let (Some(&(x, y)), Some(&(end_x, end_y))) = (points.first(), points.last()) else { return };
    let mut path = format!("M{x:.1} {y:.1}");
    let mut last = (x, y);
    for (at, &(x, y)) in points.iter().enumerate().skip(1) {
        let y = if at + 1 == points.len() { y - ARROW_PX } else { y };
        if x == last.0 {
            write!(path, "V{y:.1}")
        } else {
            let middle = f64::midpoint(last.1, y);
            write!(path, "C{:.1} {middle:.1} {x:.1} {middle:.1} {x:.1} {y:.1}", last.0)
        }
        .expect("writing to a string does not fail");
        last = (x, y);
    }
    let half = ARROW_PX * 0.6;
    write!(
        svg,
        "<path class=\"wire\" d=\"{path}\"/><path class=\"arrow\" d=\"M{end_x:.1} {end_y:.1}l-{half} \
         -{ARROW_PX}h{:.1}z\"/>",
        2.0 * half
    )
    .expect("writing to a string does not fail");
}

#[cfg(test)]
mod tests;

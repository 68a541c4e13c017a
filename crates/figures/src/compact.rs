//! Shapes to short SVG: whole units, relative moves, one path for neighbours of one style.
//!
//! Ink becomes `currentColor` and paper gets its class, so that a page can recolour both (see
//! [`theme`](crate::theme)).

use std::fmt::Write as _;

use resvg::tiny_skia::PathSegment;
use resvg::usvg::{Group, Node, Paint, Path};

use crate::palette::Colour;
use crate::theme;

/// Translucent shapes are not joined: where two overlap, the ground shows through less.
const OPAQUE: f64 = 0.999;

/// The elements written so far, and the path that still grows.
#[derive(Default)]
pub(crate) struct Compact {
    written: String,
    style: String,
    path: String,
}

impl Compact {
    /// Adds all shapes of a tree.
    pub(crate) fn push_group(&mut self, group: &Group) {
        self.push_nodes(group, f64::from(group.opacity().get()));
    }

    fn push_nodes(&mut self, group: &Group, opacity: f64) {
        for node in group.children() {
            match node {
                Node::Group(inner) => {
                    self.push_nodes(inner, opacity * f64::from(inner.opacity().get()));
                }
                Node::Path(path) => self.push_path(path, opacity),
                Node::Text(text) => self.push_nodes(text.flattened(), opacity),
                Node::Image(_) => {}
            }
        }
    }

    fn push_path(&mut self, path: &Path, opacity: f64) {
        if let Some(fill) = path.fill() {
            let alpha = opacity * f64::from(fill.opacity().get());
            self.push_shape(&painted("fill", fill.paint(), alpha), alpha, path);
        }
        if let Some(stroke) = path.stroke() {
            let alpha = opacity * f64::from(stroke.opacity().get());
            let mut style = painted("stroke", stroke.paint(), alpha);
            let _ = write!(style, " stroke-width=\"{}\"", stroke.width().get().round());
            self.push_shape(&style, alpha, path);
        }
    }

    fn push_shape(&mut self, style: &str, alpha: f64, path: &Path) {
        if alpha < OPAQUE || style != self.style {
            self.close_path();
        }
        style.clone_into(&mut self.style);
        push_segments(&mut self.path, path);
    }

    /// Adds rectangles (left, top, right, bottom) without the blur that joins in a grid would show.
    pub(crate) fn push_sharp_rectangles(
        &mut self,
        colour: Colour,
        rectangles: impl Iterator<Item = [i32; 4]>,
    ) {
        self.close_path();
        self.style = format!("fill=\"{colour}\" shape-rendering=\"crispEdges\"");
        for [left, top, right, bottom] in rectangles {
            let (width, height) = (right - left, bottom - top);
            let _ = write!(self.path, "M{left} {top}h{width}v{height}h{}z", -width);
        }
        self.close_path();
    }

    fn close_path(&mut self) {
        if !self.path.is_empty() {
            let _ = writeln!(self.written, "<path {} d=\"{}\"/>", self.style, self.path);
            self.path.clear();
        }
    }

    /// All of it.
    pub(crate) fn finish(mut self) -> String {
        self.close_path();
        self.written
    }
}

fn painted(property: &str, paint: &Paint, alpha: f64) -> String {
    let colour = match paint {
        Paint::Color(colour) => Colour::new(colour.red, colour.green, colour.blue),
        _ => theme::INK,
    };
    let mut style = if colour == theme::INK {
        format!("{property}=\"currentColor\"")
    } else if colour == theme::PAPER && property == "fill" {
        format!("class=\"paper\" {property}=\"{colour}\"")
    } else {
        format!("{property}=\"{colour}\"")
    };
    if alpha < OPAQUE {
        let _ = write!(style, " {property}-opacity=\"{}\"", (alpha * 100.0).round() / 100.0);
    }
    style
}

/// A pen on whole units, which writes moves relative to where it stands.
struct Pen<'a> {
    out: &'a mut String,
    at: (i64, i64),
    last: char,
}

impl Pen<'_> {
    fn command(&mut self, letter: char, places: &[(i64, i64)]) {
        if self.last != letter {
            self.out.push(letter);
        }
        let mut is_first = self.last != letter;
        self.last = letter;
        for &(x, y) in places {
            for delta in [x - self.at.0, y - self.at.1] {
                if !is_first && delta >= 0 {
                    self.out.push(' ');
                }
                is_first = false;
                let _ = write!(self.out, "{delta}");
            }
        }
        self.at = places.last().copied().unwrap_or(self.at);
    }

    fn line(&mut self, to: (i64, i64)) {
        let letter = match (to.0 == self.at.0, to.1 == self.at.1) {
            (true, true) => return,
            (true, false) => 'v',
            (false, true) => 'h',
            (false, false) => return self.command('l', &[to]),
        };
        let delta = if letter == 'v' { to.1 - self.at.1 } else { to.0 - self.at.0 };
        let _ = write!(self.out, "{letter}{delta}");
        self.last = letter;
        self.at = to;
    }
}

fn push_segments(out: &mut String, path: &Path) {
    let transform = path.abs_transform();
    let placed = |mut point: resvg::tiny_skia::Point| {
        transform.map_point(&mut point);
        (point.x.round() as i64, point.y.round() as i64)
    };
    let mut pen = Pen { out, at: (0, 0), last: ' ' };
    let mut start = (0, 0);
    for segment in path.data().segments() {
        match segment {
            PathSegment::MoveTo(to) => {
                start = placed(to);
                let _ = write!(pen.out, "M{} {}", start.0, start.1);
                pen.at = start;
                pen.last = 'M';
            }
            PathSegment::LineTo(to) => pen.line(placed(to)),
            PathSegment::QuadTo(by, to) => pen.command('q', &[placed(by), placed(to)]),
            PathSegment::CubicTo(first, second, to) => {
                pen.command('c', &[placed(first), placed(second), placed(to)]);
            }
            PathSegment::Close => {
                pen.out.push('z');
                pen.at = start;
                pen.last = 'z';
            }
        }
    }
}

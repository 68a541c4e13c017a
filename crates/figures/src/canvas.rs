//! What a figure draws on: a list of marks in pixels, which plotters then draws.
//!
//! A mark is placed in pixels of the picture as shown, as a float, with the origin at the upper
//! left. Figures append marks from back to front; [`Canvas::finish`] hands them to plotters on a
//! canvas [`UNITS_PER_PX`](crate::theme::UNITS_PER_PX) times as fine.

use crate::Error;
use crate::colour_map::{ColourMap, N_LEVELS};
use crate::font::{CAPITAL, Weight};
use crate::palette::Colour;
use crate::picture::{self, Picture};
use crate::theme;

/// A place in pixels, from the upper left.
pub(crate) type Point = (f64, f64);

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Area {
    pub(crate) fn width(&self) -> f64 {
        self.right - self.left
    }

    pub(crate) fn height(&self) -> f64 {
        self.bottom - self.top
    }

    pub(crate) fn centre(&self) -> Point {
        (f64::midpoint(self.left, self.right), f64::midpoint(self.top, self.bottom))
    }

    pub(crate) fn contains(&self, (x, y): Point) -> bool {
        x >= self.left && x <= self.right && y >= self.top && y <= self.bottom
    }
}

/// A colour that lets `1 - alpha` of the ground through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Paint {
    pub(crate) colour: Colour,
    pub(crate) alpha: f64,
}

impl Paint {
    pub(crate) const INK: Self = Self { colour: theme::INK, alpha: 1.0 };
    pub(crate) const AXIS: Self = Self { colour: theme::INK, alpha: theme::AXIS_ALPHA };
    pub(crate) const GRID: Self = Self { colour: theme::INK, alpha: theme::GRID_ALPHA };
    pub(crate) const PAPER: Self = Self { colour: theme::PAPER, alpha: 1.0 };

    pub(crate) fn faded(self, alpha: f64) -> Self {
        Self { alpha: self.alpha * alpha, ..self }
    }
}

impl From<Colour> for Paint {
    fn from(colour: Colour) -> Self {
        Self { colour, alpha: 1.0 }
    }
}

/// How a line of text lies about its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// A line of text. `at` is the anchor on the middle of its capitals.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub(crate) words: String,
    pub(crate) at: Point,
    pub(crate) size_px: f64,
    pub(crate) weight: Weight,
    pub(crate) anchor: Anchor,
    /// Read from below to above.
    pub(crate) turned: bool,
}

impl Text {
    /// The same text lower or more to the left, for a reader of the baseline.
    pub(crate) fn baseline(&self) -> Point {
        let drop = CAPITAL * self.size_px / 2.0;
        let (x, y) = self.at;
        if self.turned { (x + drop, y) } else { (x, y + drop) }
    }
}

/// Something drawn.
#[derive(Clone, Debug)]
pub(crate) enum Mark {
    Stroke {
        points: Vec<Point>,
        paint: Paint,
        width_px: f64,
    },
    Fill {
        points: Vec<Point>,
        paint: Paint,
    },
    Disc {
        centre: Point,
        radius_px: f64,
        paint: Paint,
    },
    Text(Text),
    /// Rectangles by step of a colour map, drawn with sharp edges.
    Cells {
        by_step: Vec<Vec<Area>>,
        map: ColourMap,
    },
}

/// A sheet that marks are put on, the later over the earlier.
#[derive(Debug)]
pub(crate) struct Canvas {
    figure: &'static str,
    width_px: u32,
    height_px: u32,
    marks: Vec<Mark>,
}

impl Canvas {
    pub(crate) fn new(figure: &'static str, width_px: u32, height_px: u32) -> Result<Self, Error> {
        let is_drawable = |length| (240..=2000).contains(&length);
        if !is_drawable(width_px) || !is_drawable(height_px) {
            return Err(Error::Size { figure, width_px, height_px });
        }
        Ok(Self { figure, width_px, height_px, marks: Vec::new() })
    }

    /// All of the sheet but its edge.
    pub(crate) fn area(&self) -> Area {
        Area {
            left: theme::EDGE_PX,
            top: theme::EDGE_PX,
            right: f64::from(self.width_px) - theme::EDGE_PX,
            bottom: f64::from(self.height_px) - theme::EDGE_PX,
        }
    }

    pub(crate) fn stroke(&mut self, points: Vec<Point>, paint: Paint, width_px: f64) {
        if points.len() > 1 {
            self.marks.push(Mark::Stroke { points, paint, width_px });
        }
    }

    pub(crate) fn fill(&mut self, points: Vec<Point>, paint: Paint) {
        if points.len() > 2 {
            self.marks.push(Mark::Fill { points, paint });
        }
    }

    pub(crate) fn rectangle(&mut self, area: Area, paint: Paint) {
        let Area { left, top, right, bottom } = area;
        self.fill(vec![(left, top), (right, top), (right, bottom), (left, bottom)], paint);
    }

    pub(crate) fn disc(&mut self, centre: Point, radius_px: f64, paint: Paint) {
        self.marks.push(Mark::Disc { centre, radius_px, paint });
    }

    /// Text in ink.
    pub(crate) fn text(&mut self, text: &str, at: Point, size_px: f64, anchor: Anchor) {
        self.mark_text(text, at, size_px, anchor, Weight::Regular, false);
    }

    /// A heading in ink.
    pub(crate) fn heading(&mut self, text: &str, at: Point, size_px: f64, anchor: Anchor) {
        self.mark_text(text, at, size_px, anchor, Weight::SemiBold, false);
    }

    /// Text that reads from below to above, centred.
    pub(crate) fn turned_text(&mut self, text: &str, at: Point, size_px: f64) {
        self.mark_text(text, at, size_px, Anchor::Middle, Weight::Regular, true);
    }

    fn mark_text(
        &mut self,
        text: &str,
        at: Point,
        size_px: f64,
        anchor: Anchor,
        weight: Weight,
        turned: bool,
    ) {
        let words = crate::font::cleaned(text);
        if !words.is_empty() {
            self.marks.push(Mark::Text(Text { words, at, size_px, weight, anchor, turned }));
        }
    }

    pub(crate) fn cells(&mut self, cells: impl IntoIterator<Item = (usize, Area)>, map: ColourMap) {
        let mut by_step = vec![Vec::new(); N_LEVELS];
        for (step, area) in cells {
            by_step[step.min(N_LEVELS - 1)].push(area);
        }
        self.marks.push(Mark::Cells { by_step, map });
    }

    /// The picture: `shows` says what is seen, `finding` what it means.
    pub(crate) fn finish(self, shows: &str, finding: &str) -> Result<Picture, Error> {
        let Self { figure, width_px, height_px, marks } = self;
        let body = crate::render::svg_body(figure, width_px, height_px, &marks)?;
        picture::assemble(figure, (width_px, height_px), &body, shows, finding)
    }
}

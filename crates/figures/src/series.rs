//! Series of points: lines with bands and markers, and the straight lines that they are compared
//! with.

use crate::Error;
use crate::canvas::{Canvas, Paint, Point};
use crate::checks::Check;
use crate::legend::{Entry, Swatch};
use crate::marker::Marker;
use crate::palette::Hue;
use crate::panel::Panel;
use crate::polyline::{self, Dash};
use crate::theme;

/// Most series that a reader can tell apart in one picture.
pub(crate) const MOST_SERIES: usize = 12;

/// What is drawn at the points of a series.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// A line through them.
    #[default]
    Line,
    /// A marker at each.
    Points,
    /// Both.
    LineAndPoints,
}

/// How the line of a series is broken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinePattern {
    /// Another one for each series, so that colour is not all that tells them apart.
    #[default]
    Auto,
    /// Unbroken.
    Solid,
    /// Dashes.
    Dashed,
    /// Dots.
    Dotted,
}

/// The lower and upper edge of a band about a line, such as a confidence interval.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Band {
    /// Lower edge at each x.
    pub low: Vec<f64>,
    /// Upper edge at each x.
    pub high: Vec<f64>,
}

/// Points in order, missing ones (NaN or infinite) leaving gaps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineSeries {
    /// Name in the legend; empty for none.
    pub label: String,
    /// Abscissae.
    pub x: Vec<f64>,
    /// Ordinates.
    pub y: Vec<f64>,
    /// A band about the line.
    pub band: Option<Band>,
    /// Colour; by the place in the list where none.
    pub hue: Option<Hue>,
    /// Line, points or both.
    pub shown: Shown,
    /// How the line is broken.
    pub pattern: LinePattern,
}

/// Which way a reference line runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// From left to right, at a y.
    #[default]
    Horizontal,
    /// From bottom to top, at an x.
    Vertical,
}

/// A straight line to compare with: a null level, an event, an observed value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReferenceLine {
    /// Name in the legend; empty for none.
    pub label: String,
    /// Where it lies on the axis that it crosses.
    pub at: f64,
    /// Which way it runs.
    pub direction: Direction,
    /// Colour; ink where none.
    pub hue: Option<Hue>,
}

impl LineSeries {
    fn name(&self, index: usize) -> String {
        if self.label.trim().is_empty() {
            format!("series {index}")
        } else {
            format!("series `{}`", self.label.trim())
        }
    }

    pub(crate) fn check(&self, check: Check, index: usize) -> Result<(), Error> {
        let name = self.name(index);
        check.same_length(&format!("y of {name}"), self.y.len(), self.x.len())?;
        check.finite(&format!("x of {name}"), &self.x)?;
        check.finite(&format!("y of {name}"), &self.y)?;
        check.placeable(&format!("x of {name}"), &self.x)?;
        check.placeable(&format!("y of {name}"), &self.y)?;
        if let Some(Band { low, high }) = &self.band {
            let what = format!("band of {name}");
            check.same_length(&what, low.len(), self.x.len())?;
            check.intervals(&what, low, high)?;
        }
        Ok(())
    }

    fn paint(&self, index: usize) -> Paint {
        Paint::from(self.hue.unwrap_or(Hue::Series(index)).colour())
    }

    fn dash(&self, index: usize) -> Dash {
        match self.pattern {
            LinePattern::Auto => Dash::of(index),
            LinePattern::Solid => Dash::Solid,
            LinePattern::Dashed => Dash::Dashed,
            LinePattern::Dotted => Dash::Dotted,
        }
    }

    fn marker(&self, index: usize) -> Option<Marker> {
        (self.shown != Shown::Line).then(|| Marker::of(index))
    }

    /// All numbers of the y axis.
    pub(crate) fn heights(&self) -> impl Iterator<Item = f64> {
        let band = self.band.iter().flat_map(|band| band.low.iter().chain(&band.high));
        self.y.iter().chain(band).copied()
    }

    pub(crate) fn legend_entry(&self, index: usize) -> Entry {
        let (paint, dash) = (self.paint(index), self.dash(index));
        let marker = self.marker(index);
        let swatch = match (self.shown, marker) {
            (Shown::Points, Some(marker)) => Swatch::Marker { paint, marker },
            _ => Swatch::Line {
                paint,
                width_px: theme::LINE_WIDTH_PX,
                dash,
                marker,
                has_band: self.band.is_some(),
            },
        };
        Entry { label: self.label.clone(), swatch }
    }

    pub(crate) fn draw_band(&self, canvas: &mut Canvas, panel: &Panel, index: usize) {
        let Some(Band { low, high }) = &self.band else { return };
        // one polygon for each stretch in which both edges are there
        let is_whole = |row: usize| {
            let (x, y) = (panel.x.at(self.x[row]), panel.y.at(high[row]));
            x.is_some() && y.is_some() && low[row].is_finite()
        };
        let rows: Vec<usize> = (0..self.x.len()).filter(|&row| is_whole(row)).collect();
        for stretch in rows.chunk_by(|first, second| first + 1 == *second) {
            let edge = |heights: &[f64]| -> Vec<Point> {
                let places = stretch.iter().filter_map(|&row| {
                    let bottom = panel.area.bottom;
                    let y = panel.y.inside(heights[row]).unwrap_or(bottom);
                    panel.x.inside(self.x[row]).map(|x| (x, y))
                });
                polyline::thinned(&places.collect::<Vec<_>>())
            };
            let mut outline = edge(high);
            outline.extend(edge(low).into_iter().rev());
            canvas.fill(outline, self.paint(index).faded(theme::BAND_ALPHA));
        }
    }

    /// The same as [`draw`](Self::draw) with an edge of paper, legible on any colour.
    pub(crate) fn draw_over_colours(&self, canvas: &mut Canvas, panel: &Panel, index: usize) {
        if let (Shown::Points, Some(marker)) = (self.shown, self.marker(index)) {
            // Small ones, which leave the colours to be seen.
            let radius = theme::MARKER_PX * 0.6;
            for (radius, paint) in [(radius + 1.2, Paint::PAPER), (radius, self.paint(index))] {
                for run in polyline::runs(&self.x, &self.y, &panel.x, &panel.y) {
                    for &point in run.iter().filter(|point| panel.area.contains(**point)) {
                        marker.draw(canvas, point, radius, paint);
                    }
                }
            }
            return;
        }
        let edge = theme::LINE_WIDTH_PX + 2.5;
        for run in polyline::runs(&self.x, &self.y, &panel.x, &panel.y) {
            draw_line(canvas, panel, &run, Paint::PAPER, Dash::Solid, edge);
        }
        self.draw(canvas, panel, index);
    }

    pub(crate) fn draw(&self, canvas: &mut Canvas, panel: &Panel, index: usize) {
        let paint = self.paint(index);
        for run in polyline::runs(&self.x, &self.y, &panel.x, &panel.y) {
            if self.shown != Shown::Points {
                let point = run[0];
                if polyline::is_dot(&run) && panel.area.contains(point) {
                    canvas.disc(point, theme::LINE_WIDTH_PX, paint);
                }
                draw_line(canvas, panel, &run, paint, self.dash(index), theme::LINE_WIDTH_PX);
            }
            if let Some(marker) = self.marker(index) {
                let radius =
                    if run.len() > 400 { theme::MARKER_PX * 0.5 } else { theme::MARKER_PX };
                for &point in run.iter().filter(|point| panel.area.contains(**point)) {
                    marker.draw(canvas, point, radius, paint);
                }
            }
        }
    }
}

/// A line cut at the frame of the panel.
pub(crate) fn draw_line(
    canvas: &mut Canvas,
    panel: &Panel,
    line: &[Point],
    paint: Paint,
    dash: Dash,
    width_px: f64,
) {
    for part in polyline::clipped(line, panel.area) {
        for stroke in polyline::dashed(&part, dash, width_px) {
            canvas.stroke(stroke, paint, width_px);
        }
    }
}

impl ReferenceLine {
    /// A line from left to right.
    pub fn horizontal(label: impl Into<String>, at: f64) -> Self {
        Self { label: label.into(), at, ..Self::default() }
    }

    /// A line from bottom to top.
    pub fn vertical(label: impl Into<String>, at: f64) -> Self {
        Self { label: label.into(), at, direction: Direction::Vertical, ..Self::default() }
    }

    pub(crate) fn check(&self, check: Check) -> Result<(), Error> {
        let what = format!("reference line `{}`", self.label.trim());
        check.finite(&what, &[self.at])?;
        check.placeable(&what, &[self.at])
    }

    fn paint(&self) -> Paint {
        Paint::from(self.hue.unwrap_or(Hue::Ink).colour())
    }

    fn dash(&self) -> Dash {
        if self.hue.is_some() { Dash::Solid } else { Dash::Short }
    }

    /// The number, where the line takes part in the range of the x or y axis.
    pub(crate) fn on(&self, direction: Direction) -> Option<f64> {
        (self.direction == direction).then_some(self.at)
    }

    pub(crate) fn legend_entry(&self) -> Entry {
        let swatch = Swatch::Line {
            paint: self.paint(),
            width_px: theme::REFERENCE_WIDTH_PX,
            dash: self.dash(),
            marker: None,
            has_band: false,
        };
        Entry { label: self.label.clone(), swatch }
    }

    pub(crate) fn draw(&self, canvas: &mut Canvas, panel: &Panel) {
        let area = panel.area;
        let line = match self.direction {
            Direction::Horizontal => panel.y.at(self.at).map(|y| [(area.left, y), (area.right, y)]),
            Direction::Vertical => panel.x.at(self.at).map(|x| [(x, area.bottom), (x, area.top)]),
        };
        if let Some(line) = line {
            let width = theme::REFERENCE_WIDTH_PX;
            draw_line(canvas, panel, &line, self.paint(), self.dash(), width);
        }
    }
}

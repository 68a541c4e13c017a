//! The phase plane: where a state of two numbers goes.

use crate::canvas::{Canvas, Paint, Point};
use crate::checks::Check;
use crate::legend::{self, Entry, Swatch};
use crate::marker::Marker;
use crate::palette::Hue;
use crate::panel::{AxisPlan, GridLines, Look, Panel};
use crate::scale::{Room, domain};
use crate::series::{LineSeries, MOST_SERIES};
use crate::{Axis, Error, Picture, theme};

const FIGURE: &str = "phase plane";
const HEIGHT_PX: u32 = 520;
/// Most arrows that are still arrows and no fur.
const MOST_ARROWS: usize = 2500;
const ARROW_PX: f64 = 17.0;
const HEAD_PX: f64 = 4.6;
const ARROW_ALPHA: f64 = 0.42;
/// The slowest arrows are this much of the fastest one.
const SHORTEST: f64 = 0.3;

/// Whether a state comes back to a fixed point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rest {
    /// It does: a full disc.
    #[default]
    Stable,
    /// It leaves: a ring.
    Unstable,
    /// Along some directions: a diamond.
    Saddle,
}

/// A state that stays where it is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RestPoint {
    /// Abscissa.
    pub x: f64,
    /// Ordinate.
    pub y: f64,
    /// What becomes of states near to it.
    pub rest: Rest,
}

/// The velocity at a state.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FieldArrow {
    /// Abscissa.
    pub x: f64,
    /// Ordinate.
    pub y: f64,
    /// How fast the abscissa grows.
    pub dx: f64,
    /// How fast the ordinate grows.
    pub dy: f64,
}

/// Nullclines, arrows, paths and fixed points of two equations.
///
/// It answers where states go, and where they stay. Arrows show the direction on the page; their length grows with the
/// fourth root of the speed only, since one variable is often much the faster. A line of paths does not tell how long it
/// took: mark times, or draw the trace beside it.
///
/// ```
/// use spikebook_figures::{Axis, FieldArrow, LineSeries, PhasePlane, RestPoint};
///
/// let picture = PhasePlane {
///     x_axis: Axis::unitless("v").between(-2.0, 2.0),
///     y_axis: Axis::unitless("w").between(-1.0, 1.0),
///     nullclines: vec![LineSeries { label: "v at rest".into(), x: vec![-2.0, 2.0], y: vec![-1.0, 1.0], ..Default::default() }],
///     arrows: vec![FieldArrow { x: 1.0, y: 0.0, dx: -1.0, dy: 0.0 }],
///     points: vec![RestPoint::default()],
///     finding: "one stable point at (0, 0)".to_owned(),
///     ..Default::default()
/// }
/// .draw()?;
/// assert_eq!(picture.alt, "Phase plane of w against v: one stable point at (0, 0)");
/// # Ok::<(), spikebook_figures::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PhasePlane {
    /// Abscissa.
    pub x_axis: Axis,
    /// Ordinate.
    pub y_axis: Axis,
    /// Lines on which one part stands still; gaps between their pieces.
    pub nullclines: Vec<LineSeries>,
    /// Velocities.
    pub arrows: Vec<FieldArrow>,
    /// Where states went; a ring marks the start of each.
    pub paths: Vec<LineSeries>,
    /// Fixed points.
    pub points: Vec<RestPoint>,
    /// What the picture shows, with numbers.
    pub finding: String,
}

impl PhasePlane {
    /// Draws the picture.
    ///
    /// # Errors
    ///
    /// As [`LinePlot::draw`](crate::LinePlot::draw); [`Error::TooMany`] beyond 2500 arrows.
    pub fn draw(&self) -> Result<Picture, Error> {
        self.check(Check(FIGURE))?;
        let mut canvas = Canvas::new(FIGURE, theme::WIDTH_PX, HEIGHT_PX)?;
        let lines = || self.nullclines.iter().chain(&self.paths);
        let xs = lines().flat_map(|line| line.x.iter().copied());
        let xs = xs.chain(self.points.iter().map(|point| point.x));
        let ys = lines().flat_map(|line| line.y.iter().copied());
        let ys = ys.chain(self.points.iter().map(|point| point.y));
        let x = domain(FIGURE, &self.x_axis, "x axis", xs, Room::Padded)?;
        let y = domain(FIGURE, &self.y_axis, "y axis", ys, Room::Padded)?;
        let plans = (AxisPlan::new(&self.x_axis, x), AxisPlan::new(&self.y_axis, y));
        let look = Look { grid: GridLines::None, ..Look::ALONE };
        let outer = canvas.area();
        let panel =
            legend::panel_under(&mut canvas, &self.entries(), outer, (&plans.0, &plans.1), look);
        self.draw_arrows(&mut canvas, &panel);
        for (index, line) in self.nullclines.iter().enumerate() {
            line.draw(&mut canvas, &panel, index);
        }
        for (index, path) in self.paths.iter().enumerate() {
            self.path(path, index).draw(&mut canvas, &panel, 0);
            let start = path.x.iter().zip(&path.y);
            let mut start = start.filter_map(|(&x, &y)| Some((panel.x.at(x)?, panel.y.at(y)?)));
            if let Some(place) = start.next().filter(|place| panel.area.contains(*place)) {
                let paint = Paint::from(self.hue(path, index).colour());
                Marker::Ring.draw(&mut canvas, place, theme::MARKER_PX, paint);
            }
        }
        for point in &self.points {
            let place = (panel.x.at(point.x), panel.y.at(point.y));
            if let (Some(x), Some(y)) = place
                && panel.area.contains((x, y))
            {
                let size = theme::MARKER_PX * 1.6;
                Marker::Disc.draw(&mut canvas, (x, y), size + 1.8, Paint::PAPER);
                marker(point.rest).draw(&mut canvas, (x, y), size, Paint::INK);
            }
        }
        panel.draw_axes(&mut canvas);
        let shows =
            format!("Phase plane of {} against {}", self.y_axis.title(), self.x_axis.title());
        canvas.finish(&shows, &self.finding)
    }

    fn check(&self, check: Check) -> Result<(), Error> {
        check.labelled(&self.x_axis, "x axis")?;
        check.labelled(&self.y_axis, "y axis")?;
        check.finding(&self.finding)?;
        check.at_most("lines", self.nullclines.len() + self.paths.len(), MOST_SERIES)?;
        check.at_most("arrows", self.arrows.len(), MOST_ARROWS)?;
        if self.nullclines.is_empty() && self.paths.is_empty() {
            check.some("list of fixed points", &self.points)?;
        }
        for (index, line) in self.nullclines.iter().chain(&self.paths).enumerate() {
            line.check(check, index)?;
        }
        let parts: [(&str, Vec<f64>); 6] = [
            ("x of the fixed points", self.points.iter().map(|point| point.x).collect()),
            ("y of the fixed points", self.points.iter().map(|point| point.y).collect()),
            ("x of the arrows", self.arrows.iter().map(|arrow| arrow.x).collect()),
            ("y of the arrows", self.arrows.iter().map(|arrow| arrow.y).collect()),
            ("dx of the arrows", self.arrows.iter().map(|arrow| arrow.dx).collect()),
            ("dy of the arrows", self.arrows.iter().map(|arrow| arrow.dy).collect()),
        ];
        parts.iter().try_for_each(|(what, values)| check.placeable(what, values))
    }

    /// Paths have the hues that nullclines leave over.
    fn hue(&self, path: &LineSeries, index: usize) -> Hue {
        path.hue.unwrap_or(Hue::Series(self.nullclines.len() + index))
    }

    fn path(&self, path: &LineSeries, index: usize) -> LineSeries {
        LineSeries { hue: Some(self.hue(path, index)), ..path.clone() }
    }

    fn entries(&self) -> Vec<Entry> {
        let lines =
            self.nullclines.iter().enumerate().map(|(index, line)| line.legend_entry(index));
        let paths = self.paths.iter().enumerate();
        let paths = paths.map(|(index, path)| self.path(path, index).legend_entry(0));
        let kinds = [
            (Rest::Stable, "stable point"),
            (Rest::Unstable, "unstable point"),
            (Rest::Saddle, "saddle"),
        ];
        let there = kinds.iter().filter(|(rest, _)| self.points.iter().any(|p| p.rest == *rest));
        let points = there.map(|&(rest, label)| Entry {
            label: label.to_owned(),
            swatch: Swatch::Marker { paint: Paint::INK, marker: marker(rest) },
        });
        lines.chain(paths).chain(points).collect()
    }

    fn draw_arrows(&self, canvas: &mut Canvas, panel: &Panel) {
        let pixels: Vec<(Point, Point)> = self
            .arrows
            .iter()
            .filter_map(|arrow| {
                let from = (panel.x.at(arrow.x)?, panel.y.at(arrow.y)?);
                let right = panel.area.width() / (panel.x.high - panel.x.low);
                let up = panel.area.height() / (panel.y.high - panel.y.low);
                let speed = (arrow.dx * right, -arrow.dy * up);
                let is_drawn =
                    speed.0.is_finite() && speed.1.is_finite() && panel.area.contains(from);
                is_drawn.then_some((from, speed))
            })
            .collect();
        let size = |(dx, dy): Point| libm::hypot(dx, dy);
        let fastest = pixels.iter().map(|(_, speed)| size(*speed)).fold(0.0, f64::max);
        for (from, speed) in pixels {
            let length = size(speed);
            if !(length > 0.0 && fastest.is_finite()) {
                continue;
            }
            let long = ARROW_PX * (length / fastest).sqrt().sqrt().max(SHORTEST);
            let (ux, uy) = (speed.0 / length, speed.1 / length);
            let tail = (from.0 - 0.5 * long * ux, from.1 - 0.5 * long * uy);
            let tip = (from.0 + 0.5 * long * ux, from.1 + 0.5 * long * uy);
            if !panel.area.contains(tail) || !panel.area.contains(tip) {
                continue;
            }
            let head = HEAD_PX.min(0.6 * long);
            let neck = (tip.0 - head * ux, tip.1 - head * uy);
            let paint = Paint::INK.faded(ARROW_ALPHA);
            canvas.stroke(vec![tail, neck], paint, 1.1);
            let side =
                |sign: f64| (neck.0 - sign * 0.42 * head * uy, neck.1 + sign * 0.42 * head * ux);
            canvas.fill(vec![tip, side(1.0), side(-1.0)], paint);
        }
    }
}

fn marker(rest: Rest) -> Marker {
    match rest {
        Rest::Stable => Marker::Disc,
        Rest::Unstable => Marker::Ring,
        Rest::Saddle => Marker::Diamond,
    }
}

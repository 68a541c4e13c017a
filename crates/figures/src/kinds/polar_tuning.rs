//! Tuning to direction on a circle: one small panel a unit.

use crate::canvas::{Anchor, Area, Canvas, Paint, Point};
use crate::checks::Check;
use crate::font::{Weight, fitted, width_px};
use crate::grid::{Grid, MOST_PANELS, MOST_POINTS};
use crate::legend::{self, Entry, Swatch};
use crate::palette::Hue;
use crate::polyline::Dash;
use crate::ticks::{self, Tick};
use crate::{Axis, Error, Picture, theme};

const FIGURE: &str = "polar plot";

/// The tuning of one unit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PolarPanel {
    /// Heading, such as the number of the unit.
    pub title: String,
    /// Directions in degrees, counted anticlockwise from the right.
    pub angle_deg: Vec<f64>,
    /// Rate at each; not below zero.
    pub radius: Vec<f64>,
    /// Directions at which the fit is given.
    pub fit_angle_deg: Vec<f64>,
    /// The fitted rate.
    pub fit_radius: Vec<f64>,
    /// A direction to point at, such as the preferred one.
    pub pointer_deg: Option<f64>,
}

/// Closed curves about the origin of small circles.
///
/// It answers which direction a unit prefers and how sharply. It misleads on size: the area under a
/// peak grows with the square of its rate, so compare rates by the rings, or in a
/// [`TuningGrid`](crate::TuningGrid).
///
/// ```
/// use spikebook_figures::{Axis, PolarPanel, PolarTuning};
///
/// let unit = PolarPanel {
///     title: "unit 3".to_owned(),
///     angle_deg: vec![0.0, 90.0, 180.0, 270.0],
///     radius: vec![2.0, 9.0, 3.0, 1.0],
///     pointer_deg: Some(90.0),
///     ..Default::default()
/// };
/// let picture = PolarTuning {
///     radius_axis: Axis::new("firing rate", "spikes/s"),
///     panels: vec![unit],
///     finding: "unit 3 prefers 90° with 9 spikes/s".to_owned(),
///     ..Default::default()
/// }
/// .draw()?;
/// assert!(picture.alt.starts_with("Polar plot"));
/// # Ok::<(), spikebook_figures::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PolarTuning {
    /// What the distance from the middle is, with its unit.
    pub radius_axis: Axis,
    /// The units.
    pub panels: Vec<PolarPanel>,
    /// What the filled curve is, for the legend.
    pub data_label: String,
    /// What the line is, for the legend.
    pub fit_label: String,
    /// What the pointer is, for the legend.
    pub pointer_label: String,
    /// What the picture shows, with numbers.
    pub finding: String,
}

/// Room beside, and above and below, a circle for the directions written at it.
const SIDE_PX: f64 = 34.0;
const POLE_PX: f64 = 18.0;
const TITLE_PX: f64 = 21.0;
const GAP_PX: (f64, f64) = (4.0, 10.0);

impl PolarTuning {
    /// Draws the picture. Every circle has its own scale, written at its outermost ring.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] (radii below zero), and those of
    /// [`LinePlot::draw`](crate::LinePlot::draw); [`Error::TooMany`] beyond 64 panels.
    pub fn draw(&self) -> Result<Picture, Error> {
        self.check(Check(FIGURE))?;
        let n = self.panels.len();
        let grid = if n == 1 { Grid::new(1, 1) } else { Grid::new(n, if n <= 9 { 3 } else { 5 }) };
        let width_px = if n == 1 { 520 } else { theme::WIDTH_PX };
        let cell_px = (f64::from(width_px) - 20.0) / grid.n_columns as f64;
        let row_px = cell_px - 2.0 * SIDE_PX + 2.0 * POLE_PX + TITLE_PX;
        let height = 66.0 + (row_px + GAP_PX.1) * grid.n_rows as f64;
        let mut canvas = Canvas::new(FIGURE, width_px, (height as u32).clamp(240, 2000))?;
        let sheet = canvas.area();
        let legend_px = legend::draw(&mut canvas, &self.entries(), sheet);
        let title = format!("rings: {}", self.radius_axis.title());
        let title = fitted(&title, sheet.width(), theme::TICK_PX, Weight::Regular);
        let at = (sheet.centre().0, sheet.bottom - theme::TICK_PX * 0.4);
        canvas.text(&title, at, theme::TICK_PX, Anchor::Middle);
        let area = Area {
            top: sheet.top + legend_px,
            bottom: sheet.bottom - theme::TICK_PX - 8.0,
            ..sheet
        };
        for (index, unit) in self.panels.iter().enumerate() {
            let cell = grid.cell(index, area, GAP_PX);
            let title = fitted(&unit.title, cell.width(), theme::TICK_PX, Weight::SemiBold);
            let at = (cell.centre().0, cell.top + TITLE_PX * 0.4);
            canvas.heading(&title, at, theme::TICK_PX, Anchor::Middle);
            let circle = Circle::new(Area { top: cell.top + TITLE_PX, ..cell }, unit.largest());
            circle.draw_grid(&mut canvas);
            unit.draw(&mut canvas, &circle);
            circle.draw_numbers(&mut canvas, unit.quiet_direction_deg());
        }
        let radius = self.radius_axis.title();
        let shows = match n {
            1 => format!("Polar plot of {radius} against direction"),
            _ => format!("Polar plots of {radius} against direction, {n} units"),
        };
        canvas.finish(&shows, &self.finding)
    }

    fn check(&self, check: Check) -> Result<(), Error> {
        check.labelled(&self.radius_axis, "radius axis")?;
        check.finding(&self.finding)?;
        check.some("list of panels", &self.panels)?;
        check.at_most("panels", self.panels.len(), MOST_PANELS)?;
        self.panels.iter().enumerate().try_for_each(|(index, panel)| panel.check(check, index))?;
        let radii: Vec<f64> =
            self.panels.iter().flat_map(|panel| panel.radius.iter().copied()).collect();
        check.finite("list of radii", &radii)
    }

    fn entries(&self) -> Vec<Entry> {
        let line = |paint, dash, has_band| Swatch::Line {
            paint,
            width_px: theme::LINE_WIDTH_PX,
            dash,
            marker: None,
            has_band,
        };
        vec![
            Entry { label: self.data_label.clone(), swatch: line(data_paint(), Dash::Solid, true) },
            Entry { label: self.fit_label.clone(), swatch: line(fit_paint(), Dash::Dashed, false) },
            Entry {
                label: self.pointer_label.clone(),
                swatch: line(Paint::INK, Dash::Solid, false),
            },
        ]
    }
}

fn data_paint() -> Paint {
    Hue::Series(0).colour().into()
}

fn fit_paint() -> Paint {
    Hue::Series(1).colour().into()
}

/// A polar plane.
struct Circle {
    middle: Point,
    rim_px: f64,
    largest: f64,
    rings: Vec<Tick>,
}

impl Circle {
    fn new(area: Area, largest: f64) -> Self {
        let largest = if largest > 1e-290 { largest } else { 1.0 };
        // the rim is the first round number that holds the curve
        let step = ticks::linear(0.0, largest, 6).get(1).map_or(largest, |tick| tick.value);
        let rim = (largest / step - 1e-9).ceil().max(1.0) * step;
        let mut rings = ticks::linear(0.0, rim, 7);
        rings.retain(|ring| ring.value > 0.0);
        let across = area.width() / 2.0 - SIDE_PX;
        let rim_px = across.min(area.height() / 2.0 - POLE_PX).max(10.0);
        Self { middle: area.centre(), rim_px, largest: rim, rings }
    }

    fn at(&self, angle_deg: f64, radius: f64) -> Option<Point> {
        if !angle_deg.is_finite() || !radius.is_finite() {
            return None;
        }
        Some(self.on_ring(angle_deg, self.rim_px * (radius / self.largest).clamp(0.0, 1.0)))
    }

    fn on_ring(&self, angle_deg: f64, distance_px: f64) -> Point {
        let angle = (angle_deg % 360.0).to_radians();
        let (x, y) = self.middle;
        (x + distance_px * libm::cos(angle), y - distance_px * libm::sin(angle))
    }

    fn ring(&self, distance_px: f64) -> Vec<Point> {
        (0..=90).map(|step| self.on_ring(4.0 * f64::from(step), distance_px)).collect()
    }

    fn draw_grid(&self, canvas: &mut Canvas) {
        for ring in &self.rings {
            let distance = self.rim_px * ring.value / self.largest;
            canvas.stroke(self.ring(distance), Paint::GRID, theme::GRID_WIDTH_PX);
        }
        for step in 0..8 {
            let angle = 45.0 * f64::from(step);
            let spoke = vec![self.middle, self.on_ring(angle, self.rim_px)];
            canvas.stroke(spoke, Paint::GRID, theme::GRID_WIDTH_PX);
        }
        canvas.stroke(self.ring(self.rim_px), Paint::AXIS.faded(0.6), theme::AXIS_WIDTH_PX);
    }

    /// The directions at the rim, and the number of the outer ring where it covers least.
    fn draw_numbers(&self, canvas: &mut Canvas, quiet_deg: f64) {
        let size = theme::SMALL_PX;
        for (angle, label, anchor) in [
            (0.0, "0°", Anchor::Start),
            (90.0, "90°", Anchor::Middle),
            (180.0, "180°", Anchor::End),
            (270.0, "270°", Anchor::Middle),
        ] {
            let away = if anchor == Anchor::Middle { 10.0 } else { 4.0 };
            canvas.text(label, self.on_ring(angle, self.rim_px + away), size, anchor);
        }
        if let Some(ring) = self.rings.last() {
            let label = ring.label.strip_suffix(".0").unwrap_or(&ring.label);
            let half = width_px(label, size, Weight::Regular) / 2.0 + 1.5;
            // a wide number keeps further from the ring where the ring runs upright
            let inwards = libm::cos(quiet_deg.to_radians()).abs() * half + size * 0.5;
            let distance = self.rim_px * ring.value / self.largest;
            let (x, y) = self.on_ring(quiet_deg, distance - inwards);
            let (left, right) = (x - half, x + half);
            let ground = Area { left, right, top: y - size * 0.42, bottom: y + size * 0.42 };
            canvas.rectangle(ground, Paint::PAPER.faded(0.7));
            canvas.text(label, (x, y), size, Anchor::Middle);
        }
    }
}

impl PolarPanel {
    fn largest(&self) -> f64 {
        let radii = self.radius.iter().chain(&self.fit_radius).copied();
        radii.filter(|radius| radius.is_finite()).fold(0.0, f64::max)
    }

    /// Of the directions between the spokes, the one about which the curves stay closest to the
    /// middle.
    fn quiet_direction_deg(&self) -> f64 {
        let data = self.angle_deg.iter().zip(&self.radius);
        let fit = self.fit_angle_deg.iter().zip(&self.fit_radius);
        let pointer = self.pointer_deg.map(|angle| (angle, self.largest()));
        let points: Vec<(f64, f64)> =
            data.chain(fit).map(|(&angle, &radius)| (angle, radius)).chain(pointer).collect();
        let reach = |direction: f64| {
            let is_near = |angle: f64| {
                let apart = (angle - direction).rem_euclid(360.0);
                !(30.0..=330.0).contains(&apart)
            };
            let near = points.iter().filter(|(angle, _)| is_near(*angle)).map(|point| point.1);
            near.filter(|radius| radius.is_finite()).fold(0.0, f64::max)
        };
        [67.5, 22.5, 112.5, 157.5, 337.5, 292.5, 247.5, 202.5]
            .into_iter()
            .fold((67.5, f64::INFINITY), |best, direction| {
                let reach = reach(direction);
                if reach < best.1 { (direction, reach) } else { best }
            })
            .0
    }

    fn check(&self, check: Check, number: usize) -> Result<(), Error> {
        let name = format!("panel {number}");
        let n_fit = self.fit_angle_deg.len();
        check.same_length(&format!("radii of {name}"), self.radius.len(), self.angle_deg.len())?;
        check.same_length(&format!("fit of {name}"), self.fit_radius.len(), n_fit)?;
        check.at_most("points of a panel", self.radius.len().max(n_fit), MOST_POINTS)?;
        for values in [&self.radius, &self.fit_radius] {
            let what = format!("radii of {name}");
            check.placeable(&what, values)?;
            if let Some(index) = values.iter().position(|&radius| radius < 0.0) {
                let got = values[index];
                return Err(Error::OutOfRange { figure: FIGURE, what, index, got, wanted: ">= 0" });
            }
        }
        Ok(())
    }

    fn draw(&self, canvas: &mut Canvas, circle: &Circle) {
        let data = curve(circle, &self.angle_deg, &self.radius);
        for line in &data {
            canvas.fill(line.clone(), data_paint().faded(theme::BAND_ALPHA));
        }
        for line in data {
            if let [point] = line[..] {
                canvas.disc(point, theme::MARKER_PX * 0.6, data_paint());
            }
            canvas.stroke(line, data_paint(), 2.0);
        }
        for line in curve(circle, &self.fit_angle_deg, &self.fit_radius) {
            for stroke in crate::polyline::dashed(&line, Dash::Dashed, 2.0) {
                canvas.stroke(stroke, fit_paint(), 2.0);
            }
        }
        if let Some(tip) = self.pointer_deg.and_then(|angle| circle.at(angle, circle.largest)) {
            canvas.stroke(vec![circle.middle, tip], Paint::INK, 1.75);
        }
    }
}

/// Runs of a curve about the middle, closed where it goes all the way round.
fn curve(circle: &Circle, angle_deg: &[f64], radius: &[f64]) -> Vec<Vec<Point>> {
    let places: Vec<Option<Point>> =
        angle_deg.iter().zip(radius).map(|(&angle, &radius)| circle.at(angle, radius)).collect();
    let is_whole = places.len() > 2 && places.iter().all(Option::is_some);
    let mut runs: Vec<Vec<Point>> = places
        .chunk_by(|first, second| first.is_some() == second.is_some())
        .map(|run| run.iter().copied().flatten().collect::<Vec<_>>())
        .filter(|run| !run.is_empty())
        .collect();
    if let ([run], true) = (&mut runs[..], is_whole) {
        let span = angle_deg[angle_deg.len() - 1] - angle_deg[0];
        let step = span.abs() / (angle_deg.len() - 1) as f64;
        if span.abs() + 1.5 * step >= 360.0 {
            run.push(run[0]);
        }
    }
    runs
}

//! Trajectories: a path in the plane, coloured by time.

use crate::canvas::{Area, Canvas, Paint, Point};
use crate::checks::Check;
use crate::colour_bar::ColourBar;
use crate::colour_map::ColourMap;
use crate::legend::{self, Entry, Swatch};
use crate::marker::Marker;
use crate::panel::{AxisPlan, GridLines, Look, Panel};
use crate::polyline::clipped;
use crate::scale::{Room, domain};
use crate::{Axis, Error, Picture, theme};

const FIGURE: &str = "trajectory plot";

/// Shortest step that is drawn: half a pixel of the PNG.
const LEAST_STEP_PX: f64 = 0.5;
/// Most steps that are drawn; of a longer path every so many points are kept.
const MOST_STEPS: usize = 20_000;

/// A path in the plane, coloured by a third quantity.
///
/// It answers where a path goes and when. It misleads where the path crosses itself often: later
/// parts cover earlier ones; draw a shorter stretch.
///
/// ```
/// use spikebook_figures::{Axis, TrajectoryPlot};
///
/// let picture = TrajectoryPlot {
///     x_axis: Axis::new("x", "cm"),
///     y_axis: Axis::new("y", "cm"),
///     colour_axis: Axis::new("time", "s"),
///     x: vec![0.0, 10.0, 10.0],
///     y: vec![0.0, 0.0, 10.0],
///     colour: vec![0.0, 1.0, 2.0],
///     with_equal_axes: true,
///     with_ends: true,
///     finding: "the path turns left after 10 cm".to_owned(),
/// }
/// .draw()?;
/// assert!(picture.alt.starts_with("Path of y (cm) against x (cm), coloured by time (s)"));
/// # Ok::<(), spikebook_figures::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrajectoryPlot {
    /// Abscissa.
    pub x_axis: Axis,
    /// Ordinate.
    pub y_axis: Axis,
    /// What the colours stand for, mostly time.
    pub colour_axis: Axis,
    /// Abscissae in order; a missing value breaks the path.
    pub x: Vec<f64>,
    /// Ordinates in order.
    pub y: Vec<f64>,
    /// The quantity that gives the colour at each point.
    pub colour: Vec<f64>,
    /// One unit is equally long on both axes: for places in an arena.
    pub with_equal_axes: bool,
    /// Marks the first and the last point.
    pub with_ends: bool,
    /// What the picture shows, with numbers.
    pub finding: String,
}

impl TrajectoryPlot {
    /// Draws the picture.
    ///
    /// # Errors
    ///
    /// As [`LinePlot::draw`](crate::LinePlot::draw).
    pub fn draw(&self) -> Result<Picture, Error> {
        self.check(Check(FIGURE))?;
        let mut canvas = Canvas::new(FIGURE, theme::WIDTH_PX, 540)?;
        let x = domain(FIGURE, &self.x_axis, "x axis", self.x.iter().copied(), Room::Padded)?;
        let y = domain(FIGURE, &self.y_axis, "y axis", self.y.iter().copied(), Room::Padded)?;
        let colours = self.colour.iter().copied();
        let colours = domain(FIGURE, &self.colour_axis, "colour bar", colours, Room::Tight)?;
        let sheet = canvas.area();
        let bar = ColourBar::new(&self.colour_axis, colours, ColourMap::Lines, sheet.height());
        let outer = Area { right: sheet.right - bar.width(), ..sheet };
        let look = Look { grid: GridLines::Both, ..Look::ALONE };
        let (mut x, mut y) = (x, y);
        if self.with_equal_axes {
            let plans = (AxisPlan::new(&self.x_axis, x), AxisPlan::new(&self.y_axis, y));
            let trial = Panel::fit(outer, &plans.0, &plans.1, look).area;
            (x, y) = equalised(x, y, trial.width() / trial.height());
        }
        let plans = (AxisPlan::new(&self.x_axis, x), AxisPlan::new(&self.y_axis, y));
        let entries = if self.with_ends { ends_legend() } else { Vec::new() };
        let panel = legend::panel_under(&mut canvas, &entries, outer, (&plans.0, &plans.1), look);
        self.draw_path(&mut canvas, &panel, &bar);
        if self.with_ends {
            self.draw_ends(&mut canvas, &panel);
        }
        panel.draw_axes(&mut canvas);
        bar.draw(&mut canvas, panel.area);
        let (x, y, by) = (self.x_axis.title(), self.y_axis.title(), self.colour_axis.title());
        canvas.finish(&format!("Path of {y} against {x}, coloured by {by}"), &self.finding)
    }

    fn check(&self, check: Check) -> Result<(), Error> {
        check.labelled(&self.x_axis, "x axis")?;
        check.labelled(&self.y_axis, "y axis")?;
        check.labelled(&self.colour_axis, "colour bar")?;
        check.finding(&self.finding)?;
        check.same_length("y", self.y.len(), self.x.len())?;
        check.same_length("colour", self.colour.len(), self.x.len())?;
        for (values, name) in [(&self.x, "x"), (&self.y, "y"), (&self.colour, "colour")] {
            check.finite(name, values)?;
            check.placeable(name, values)?;
        }
        Ok(())
    }

    fn place(&self, panel: &Panel, row: usize) -> Option<Point> {
        Some((panel.x.at(self.x[row])?, panel.y.at(self.y[row])?))
    }

    fn draw_path(&self, canvas: &mut Canvas, panel: &Panel, bar: &ColourBar) {
        let mut piece: Vec<Point> = Vec::new();
        let mut piece_step = None;
        let stride = self.x.len().div_ceil(MOST_STEPS).max(1);
        let finish = |piece: &mut Vec<Point>, step: Option<usize>, canvas: &mut Canvas| {
            let points = std::mem::take(piece);
            let Some(step) = step else { return };
            let paint = Paint::from(bar.map().step_colour(step));
            if let [only] = points[..]
                && panel.area.contains(only)
            {
                canvas.disc(only, theme::LINE_WIDTH_PX / 2.0, paint);
            }
            for part in clipped(&points, panel.area) {
                canvas.stroke(part, paint, theme::LINE_WIDTH_PX);
            }
        };
        for row in 0..self.x.len() {
            let (place, step) = (self.place(panel, row), bar.step(self.colour[row]));
            let (Some(place), Some(step)) = (place, step) else {
                finish(&mut piece, piece_step.take(), canvas);
                continue;
            };
            if piece_step.is_some() && row % stride != 0 {
                continue;
            }
            if piece_step == Some(step) {
                if piece.last().is_none_or(|last| distance(*last, place) >= LEAST_STEP_PX) {
                    piece.push(place);
                }
                continue;
            }
            // the next piece starts where this one ends
            if piece_step.is_some() {
                piece.push(place);
            }
            finish(&mut piece, piece_step.replace(step), canvas);
            piece.push(place);
        }
        finish(&mut piece, piece_step, canvas);
    }

    fn draw_ends(&self, canvas: &mut Canvas, panel: &Panel) {
        let mut rows = (0..self.x.len()).filter_map(|row| self.place(panel, row));
        let Some(first) = rows.next() else { return };
        let last = rows.next_back().unwrap_or(first);
        for (place, marker) in [(first, START), (last, END)] {
            if panel.area.contains(place) {
                marker.draw(canvas, place, theme::MARKER_PX * 1.3, Paint::INK);
            }
        }
    }
}

const START: Marker = Marker::Ring;
const END: Marker = Marker::Disc;

fn ends_legend() -> Vec<Entry> {
    [("start", START), ("end", END)]
        .map(|(label, marker)| Entry {
            label: label.to_owned(),
            swatch: Swatch::Marker { paint: Paint::INK, marker },
        })
        .into()
}

fn distance(first: Point, second: Point) -> f64 {
    let (dx, dy) = (second.0 - first.0, second.1 - first.1);
    (dx * dx + dy * dy).sqrt()
}

/// Ranges widened about their middle until one unit is equally long on both axes.
fn equalised(x: (f64, f64), y: (f64, f64), aspect: f64) -> ((f64, f64), (f64, f64)) {
    let (width, height) = (x.1 - x.0, y.1 - y.0);
    let about = |(low, high): (f64, f64), length: f64| {
        let middle = low / 2.0 + high / 2.0;
        (middle - length / 2.0, middle + length / 2.0)
    };
    if width / aspect > height {
        (x, about(y, width / aspect))
    } else {
        (about(x, height * aspect), y)
    }
}

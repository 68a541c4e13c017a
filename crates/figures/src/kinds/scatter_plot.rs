//! Points: two quantities of each thing, such as the truth and its estimate.

use std::collections::BTreeSet;

use crate::canvas::{Canvas, Paint, Point};
use crate::checks::Check;
use crate::legend::{self, Entry, Swatch};
use crate::marker::Marker;
use crate::palette::Hue;
use crate::panel::{AxisPlan, GridLines, Look, Panel};
use crate::polyline::Dash;
use crate::scale::{Extent, Room, domain};
use crate::series::{Band, Direction, LineSeries, MOST_SERIES, ReferenceLine, draw_line};
use crate::{Axis, Error, Picture, theme, whisker};

const FIGURE: &str = "scatter plot";

/// Size of a picture with equal axes.
const SQUARE_PX: (u32, u32) = (580, 590);

/// More points than this are thinned to one for each small square of the panel.
const MOST_DISTINCT: usize = 4000;

/// Points of one colour and shape.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PointGroup {
    /// Name in the legend; empty for none.
    pub label: String,
    /// Abscissae.
    pub x: Vec<f64>,
    /// Ordinates.
    pub y: Vec<f64>,
    /// Intervals along the x axis.
    pub x_interval: Option<Band>,
    /// Intervals along the y axis.
    pub y_interval: Option<Band>,
    /// Colour; by the place in the list where none.
    pub hue: Option<Hue>,
}

/// Points over one pair of axes.
///
/// It answers whether two quantities of the same things agree or go together, such as the truth and
/// its estimate. It misleads where thousands of points cover each other: what lies beneath is not
/// seen (from 4000 on, only one point is drawn in each small square).
///
/// ```
/// use spikebook_figures::{Axis, PointGroup, ScatterPlot};
///
/// let picture = ScatterPlot {
///     x_axis: Axis::new("true direction", "deg"),
///     y_axis: Axis::new("estimate", "deg"),
///     groups: vec![PointGroup { x: vec![10.0, 90.0], y: vec![12.0, 88.0], ..Default::default() }],
///     with_identity_line: true,
///     finding: "both estimates are within 2° of the truth".to_owned(),
///     ..Default::default()
/// }
/// .draw()?;
/// assert_eq!(picture.width_px, 580);
/// # Ok::<(), spikebook_figures::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScatterPlot {
    /// Abscissa.
    pub x_axis: Axis,
    /// Ordinate.
    pub y_axis: Axis,
    /// The points, the last group in front.
    pub groups: Vec<PointGroup>,
    /// Draws y = x, and both axes over the same range at the same scale.
    pub with_identity_line: bool,
    /// Lines through the points, such as a fit.
    pub lines: Vec<LineSeries>,
    /// Straight lines to compare with.
    pub references: Vec<ReferenceLine>,
    /// What the picture shows, with numbers.
    pub finding: String,
}

impl ScatterPlot {
    /// Draws the picture.
    ///
    /// # Errors
    ///
    /// As [`LinePlot::draw`](crate::LinePlot::draw).
    pub fn draw(&self) -> Result<Picture, Error> {
        let check = Check(FIGURE);
        self.check(check)?;
        let size =
            if self.with_identity_line { SQUARE_PX } else { (theme::WIDTH_PX, theme::HEIGHT_PX) };
        let mut canvas = Canvas::new(FIGURE, size.0, size.1)?;
        let (x_domain, y_domain) = self.domains()?;
        // equal axes have equal numbers
        let are_equal = self.with_identity_line && !self.x_axis.is_log && !self.y_axis.is_log;
        let named = are_equal.then(|| self.x_axis.ticks(x_domain, 7).0);
        let x_plan = AxisPlan { named: named.clone(), ..AxisPlan::new(&self.x_axis, x_domain) };
        let y_plan = AxisPlan { named, ..AxisPlan::new(&self.y_axis, y_domain) };
        let look =
            Look { grid: GridLines::Both, is_square: self.with_identity_line, ..Look::ALONE };
        let outer = canvas.area();
        let entries = self.entries();
        let panel = legend::panel_under(&mut canvas, &entries, outer, (&x_plan, &y_plan), look);
        if self.with_identity_line {
            let (low, high) = x_domain;
            let corner = |value: f64| Some((panel.x.at(value)?, panel.y.at(value)?));
            if let (Some(first), Some(last)) = (corner(low), corner(high)) {
                let width = theme::REFERENCE_WIDTH_PX;
                draw_line(&mut canvas, &panel, &[first, last], Paint::AXIS, Dash::Short, width);
            }
        }
        self.references.iter().for_each(|line| line.draw(&mut canvas, &panel));
        for (index, line) in self.lines.iter().enumerate() {
            line.draw_band(&mut canvas, &panel, self.groups.len() + index);
        }
        for (index, group) in self.groups.iter().enumerate() {
            group.draw(&mut canvas, &panel, index);
        }
        for (index, line) in self.lines.iter().enumerate() {
            line.draw(&mut canvas, &panel, self.groups.len() + index);
        }
        panel.draw_axes(&mut canvas);
        let (x, y) = (self.x_axis.title(), self.y_axis.title());
        canvas.finish(&format!("Scatter plot of {y} against {x}"), &self.finding)
    }

    fn check(&self, check: Check) -> Result<(), Error> {
        check.labelled(&self.x_axis, "x axis")?;
        check.labelled(&self.y_axis, "y axis")?;
        check.finding(&self.finding)?;
        check.some("list of groups", &self.groups)?;
        check.at_most("groups and lines", self.groups.len() + self.lines.len(), MOST_SERIES)?;
        self.groups.iter().enumerate().try_for_each(|(index, group)| group.check(check, index))?;
        self.lines.iter().enumerate().try_for_each(|(index, line)| line.check(check, index))?;
        self.references.iter().try_for_each(|line| line.check(check))
    }

    fn domains(&self) -> Result<(Extent, Extent), Error> {
        let on = |direction| self.references.iter().filter_map(move |line| line.on(direction));
        let lines_x = self.lines.iter().flat_map(|line| line.x.iter().copied());
        let all_x = self.groups.iter().flat_map(|group| ends(&group.x, group.x_interval.as_ref()));
        let all_x = all_x.chain(lines_x).chain(on(Direction::Vertical));
        let lines_y = self.lines.iter().flat_map(LineSeries::heights);
        let all_y = self.groups.iter().flat_map(|group| ends(&group.y, group.y_interval.as_ref()));
        let all_y = all_y.chain(lines_y).chain(on(Direction::Horizontal));
        let x = domain(FIGURE, &self.x_axis, "x axis", all_x, Room::Padded)?;
        let y = domain(FIGURE, &self.y_axis, "y axis", all_y, Room::Padded)?;
        if self.with_identity_line {
            let both = (x.0.min(y.0), x.1.max(y.1));
            return Ok((both, both));
        }
        Ok((x, y))
    }

    fn entries(&self) -> Vec<Entry> {
        let groups = self.groups.iter().enumerate().map(|(index, group)| Entry {
            label: group.label.clone(),
            swatch: Swatch::Marker { paint: group.paint(index), marker: Marker::of(index) },
        });
        let lines = self.lines.iter().enumerate();
        let lines = lines.map(|(index, line)| line.legend_entry(self.groups.len() + index));
        let identity = self.with_identity_line.then(|| Entry {
            label: "equality".to_owned(),
            swatch: Swatch::Line {
                paint: Paint::AXIS,
                width_px: theme::REFERENCE_WIDTH_PX,
                dash: Dash::Short,
                marker: None,
                has_band: false,
            },
        });
        let references = self.references.iter().map(ReferenceLine::legend_entry);
        groups.chain(lines).chain(identity).chain(references).collect()
    }
}

/// All numbers of one axis.
fn ends<'a>(values: &'a [f64], interval: Option<&'a Band>) -> impl Iterator<Item = f64> + 'a {
    let interval = interval.into_iter().flat_map(|band| band.low.iter().chain(&band.high));
    values.iter().chain(interval).copied()
}

impl PointGroup {
    fn check(&self, check: Check, index: usize) -> Result<(), Error> {
        let name = match self.label.trim() {
            "" => format!("group {index}"),
            label => format!("group `{label}`"),
        };
        check.same_length(&format!("y of {name}"), self.y.len(), self.x.len())?;
        for (values, axis) in [(&self.x, "x"), (&self.y, "y")] {
            check.finite(&format!("{axis} of {name}"), values)?;
            check.placeable(&format!("{axis} of {name}"), values)?;
        }
        for (interval, axis) in [(&self.x_interval, "x"), (&self.y_interval, "y")] {
            if let Some(Band { low, high }) = interval {
                let what = format!("{axis} interval of {name}");
                check.same_length(&what, low.len(), self.x.len())?;
                check.intervals(&what, low, high)?;
            }
        }
        Ok(())
    }

    fn paint(&self, index: usize) -> Paint {
        Paint::from(self.hue.unwrap_or(Hue::Series(index)).colour())
    }

    fn draw(&self, canvas: &mut Canvas, panel: &Panel, index: usize) {
        let paint = self.paint(index);
        let faint = paint.faded(0.75);
        let place = |row: usize| Some((panel.x.at(self.x[row])?, panel.y.at(self.y[row])?));
        let places: Vec<(usize, Point)> = (0..self.x.len())
            .filter_map(|row| Some((row, place(row)?)))
            .filter(|(_, place)| panel.area.contains(*place))
            .collect();
        let radius = theme::MARKER_PX
            * match places.len() {
                0..=60 => 1.15,
                61..=400 => 0.85,
                401..=MOST_DISTINCT => 0.6,
                _ => 0.4,
            };
        let spacing = if places.len() > MOST_DISTINCT { 2.0 * radius } else { 0.0 };
        for (row, place) in spaced(places, spacing) {
            let (x, y) = (self.x[row], self.y[row]);
            if let Some(Band { low, high }) = &self.y_interval {
                whisker::draw(canvas, panel, Direction::Vertical, x, (low[row], high[row]), faint);
            }
            if let Some(Band { low, high }) = &self.x_interval {
                let ends = (low[row], high[row]);
                whisker::draw(canvas, panel, Direction::Horizontal, y, ends, faint);
            }
            Marker::of(index).draw(canvas, place, radius, paint);
        }
    }
}

/// Only the first point in each square of this size.
fn spaced(places: Vec<(usize, Point)>, spacing_px: f64) -> Vec<(usize, Point)> {
    if spacing_px == 0.0 {
        return places;
    }
    let mut taken = BTreeSet::new();
    let square = |length: f64| (length / spacing_px) as i64;
    places.into_iter().filter(|(_, (x, y))| taken.insert((square(*x), square(*y)))).collect()
}

//! Tuning curves of many units: one small panel each, data and fit.

use crate::canvas::{Anchor, Area, Canvas, Paint};
use crate::checks::Check;
use crate::font::{Weight, fitted};
use crate::grid::{Grid, MOST_PANELS, MOST_POINTS};
use crate::legend::{self, Entry, Swatch};
use crate::marker::Marker;
use crate::palette::Hue;
use crate::panel::{AxisPlan, Look, Panel, Titles};
use crate::polyline::{Dash, runs};
use crate::scale::{Room, domain};
use crate::series::{Band, Direction, draw_line};
use crate::{Axis, Error, Picture, theme, whisker};

const FIGURE: &str = "tuning grid";

/// The tuning of one unit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TuningPanel {
    /// Heading, such as the number of the unit.
    pub title: String,
    /// Values of the stimulus.
    pub x: Vec<f64>,
    /// Rate at each.
    pub y: Vec<f64>,
    /// Interval of each rate.
    pub interval: Option<Band>,
    /// Values at which the fit is given.
    pub fit_x: Vec<f64>,
    /// The fitted rate.
    pub fit_y: Vec<f64>,
}

/// Small panels of one kind, in rows.
///
/// It answers how a whole population is tuned and where a fit fails. With a range of rates for each
/// panel it misleads on how strongly units fire; with one for all it hides the tuning of quiet
/// ones.
///
/// ```
/// use spikebook_figures::{Axis, TuningGrid, TuningPanel};
///
/// let unit = TuningPanel {
///     title: "unit 3".to_owned(),
///     x: vec![0.0, 90.0, 180.0, 270.0],
///     y: vec![2.0, 9.0, 3.0, 1.0],
///     ..Default::default()
/// };
/// let picture = TuningGrid {
///     x_axis: Axis::new("head direction", "deg").between(0.0, 360.0),
///     y_axis: Axis::new("firing rate", "spikes/s"),
///     panels: vec![unit; 4],
///     finding: "all four units prefer 90°".to_owned(),
///     ..Default::default()
/// }
/// .draw()?;
/// assert!(picture.alt.starts_with("Tuning curves of 4 units"));
/// # Ok::<(), spikebook_figures::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TuningGrid {
    /// The stimulus.
    pub x_axis: Axis,
    /// The rate.
    pub y_axis: Axis,
    /// The units.
    pub panels: Vec<TuningPanel>,
    /// All panels have one range of rates; else each has its own.
    pub with_shared_y: bool,
    /// What the points are, for the legend.
    pub data_label: String,
    /// What the lines are, for the legend.
    pub fit_label: String,
    /// What the picture shows, with numbers.
    pub finding: String,
}

const TITLE_PX: f64 = 19.0;

impl TuningGrid {
    /// Draws the picture.
    ///
    /// # Errors
    ///
    /// As [`LinePlot::draw`](crate::LinePlot::draw); [`Error::TooMany`] beyond 64 panels.
    pub fn draw(&self) -> Result<Picture, Error> {
        self.check(Check(FIGURE))?;
        let grid = Grid::new(self.panels.len(), 6);
        let row_px = if grid.n_columns <= 3 { 190 } else { 118 };
        let height = 90 + row_px * grid.n_rows as u32;
        let mut canvas = Canvas::new(FIGURE, theme::WIDTH_PX, height.max(240))?;
        let sheet = canvas.area();
        let legend_px = legend::draw(&mut canvas, &self.entries(), sheet);
        let look = Look { tick_px: theme::SMALL_PX, titles: Titles::None, ..Look::ALONE };
        let xs = self.panels.iter().flat_map(|panel| panel.x.iter().chain(&panel.fit_x).copied());
        let x_domain = domain(FIGURE, &self.x_axis, "x axis", xs, Room::Padded)?;
        let x_plan = AxisPlan::new(&self.x_axis, x_domain);
        let domains = self.y_domains(x_domain)?;
        let numbers_px = domains
            .iter()
            .map(|&domain| {
                let y_plan = AxisPlan::new(&self.y_axis, domain);
                let trial =
                    Area { left: 0.0, top: 0.0, right: 90.0, bottom: f64::from(row_px) - 40.0 };
                Panel::on(trial, &x_plan, &y_plan, look).y_numbers_width()
            })
            .fold(0.0, f64::max);
        let area = Area {
            left: sheet.left + theme::LABEL_PX + 8.0 + numbers_px,
            top: sheet.top + legend_px + TITLE_PX,
            right: sheet.right - 10.0,
            bottom: sheet.bottom - theme::LABEL_PX - theme::SMALL_PX - 17.0,
        };
        let gap = (if self.with_shared_y { 16.0 } else { numbers_px + 8.0 }, TITLE_PX + 12.0);
        for (index, (unit, domain)) in self.panels.iter().zip(domains).enumerate() {
            let cell = grid.cell(index, area, gap);
            let panel = Panel::on(cell, &x_plan, &AxisPlan::new(&self.y_axis, domain), look);
            panel.draw_grid(&mut canvas);
            unit.draw(&mut canvas, &panel);
            panel.draw_x_axis(&mut canvas, grid.is_lowest(index, self.panels.len()));
            panel.draw_y_axis(&mut canvas, grid.is_leftmost(index) || !self.with_shared_y);
            let title = fitted(&unit.title, cell.width(), theme::SMALL_PX, Weight::SemiBold);
            let at = (cell.left + 3.0, cell.top - 8.0);
            canvas.heading(&title, at, theme::SMALL_PX, Anchor::Start);
        }
        let x_title = self.x_axis.fitted_title(area.width(), theme::LABEL_PX);
        let at = (area.centre().0, sheet.bottom - theme::LABEL_PX * 0.4);
        canvas.text(&x_title, at, theme::LABEL_PX, Anchor::Middle);
        let y_title = self.y_axis.fitted_title(area.height(), theme::LABEL_PX);
        let at = (sheet.left + theme::LABEL_PX * 0.4, area.centre().1);
        canvas.turned_text(&y_title, at, theme::LABEL_PX);
        let (x, y, n) = (self.x_axis.title(), self.y_axis.title(), self.panels.len());
        canvas.finish(&format!("Tuning curves of {n} units, {y} against {x}"), &self.finding)
    }

    fn check(&self, check: Check) -> Result<(), Error> {
        check.labelled(&self.x_axis, "x axis")?;
        check.labelled(&self.y_axis, "y axis")?;
        check.finding(&self.finding)?;
        check.some("list of panels", &self.panels)?;
        check.at_most("panels", self.panels.len(), MOST_PANELS)?;
        self.panels.iter().enumerate().try_for_each(|(index, panel)| panel.check(check, index))?;
        let everywhere = (f64::NEG_INFINITY, f64::INFINITY);
        let all_y: Vec<f64> =
            self.panels.iter().flat_map(|panel| panel.heights(everywhere)).collect();
        check.finite("list of rates", &all_y)
    }

    /// One range for each panel. A unit without a rate gets that of all.
    fn y_domains(&self, x: (f64, f64)) -> Result<Vec<(f64, f64)>, Error> {
        let of = |values: Vec<f64>| {
            // Room for half a point above the highest.
            let (low, high) = domain(FIGURE, &self.y_axis, "y axis", values, Room::FromZero)?;
            let is_chosen = self.y_axis.limits.is_some();
            Ok::<_, Error>((low, if is_chosen { high } else { high + 0.05 * (high - low) }))
        };
        let shared = of(self.panels.iter().flat_map(|panel| panel.heights(x)).collect())?;
        let own = |panel: &TuningPanel| {
            if self.with_shared_y {
                shared
            } else {
                of(panel.heights(x).collect()).unwrap_or(shared)
            }
        };
        Ok(self.panels.iter().map(own).collect())
    }

    fn entries(&self) -> Vec<Entry> {
        let data = Swatch::Marker { paint: data_paint(), marker: Marker::Disc };
        let fit = Swatch::Line {
            paint: fit_paint(),
            width_px: theme::LINE_WIDTH_PX,
            dash: Dash::Solid,
            marker: None,
            has_band: false,
        };
        vec![
            Entry { label: self.data_label.clone(), swatch: data },
            Entry { label: self.fit_label.clone(), swatch: fit },
        ]
    }
}

fn data_paint() -> Paint {
    Hue::Series(0).colour().into()
}

fn fit_paint() -> Paint {
    Hue::Series(1).colour().into()
}

impl TuningPanel {
    /// The numbers of the y axis; of the fit those that lie on the x axis.
    fn heights(&self, (first, last): (f64, f64)) -> impl Iterator<Item = f64> {
        let interval = self.interval.iter().flat_map(|band| band.low.iter().chain(&band.high));
        let fit = self.fit_x.iter().zip(&self.fit_y);
        let fit = fit.filter(move |(x, _)| (first..=last).contains(*x)).map(|(_, y)| y);
        self.y.iter().chain(fit).chain(interval).copied()
    }

    fn check(&self, check: Check, index: usize) -> Result<(), Error> {
        let name = format!("panel {index}");
        check.same_length(&format!("y of {name}"), self.y.len(), self.x.len())?;
        check.same_length(&format!("fit of {name}"), self.fit_y.len(), self.fit_x.len())?;
        check.at_most("points of a panel", self.x.len().max(self.fit_x.len()), MOST_POINTS)?;
        for values in [&self.x, &self.y, &self.fit_x, &self.fit_y] {
            check.placeable(&name, values)?;
        }
        if let Some(Band { low, high }) = &self.interval {
            let what = format!("intervals of {name}");
            check.same_length(&what, low.len(), self.x.len())?;
            check.intervals(&what, low, high)?;
        }
        Ok(())
    }

    fn draw(&self, canvas: &mut Canvas, panel: &Panel) {
        let paint = data_paint();
        let radius = if self.x.len() > 24 { 1.7 } else { 2.4 };
        for row in 0..self.x.len() {
            if let Some(Band { low, high }) = &self.interval {
                let (ends, faint) = ((low[row], high[row]), paint.faded(0.6));
                whisker::draw_bare(canvas, panel, Direction::Vertical, self.x[row], ends, faint);
            }
            let place = (panel.x.at(self.x[row]), panel.y.at(self.y[row]));
            if let (Some(x), Some(y)) = place
                && panel.area.contains((x, y))
            {
                canvas.disc((x, y), radius, paint);
            }
        }
        for run in runs(&self.fit_x, &self.fit_y, &panel.x, &panel.y) {
            draw_line(canvas, panel, &run, fit_paint(), Dash::Solid, 1.75);
        }
    }
}

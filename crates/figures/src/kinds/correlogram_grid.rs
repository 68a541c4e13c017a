//! Correlograms of many pairs of units: one small panel each, counts as bars, what chance gives over them.

use crate::canvas::{Anchor, Area, Canvas, Paint};
use crate::checks::Check;
use crate::font::{Weight, fitted};
use crate::grid::{Grid, MOST_PANELS, MOST_POINTS};
use crate::legend::{self, Entry, Swatch};
use crate::palette::Hue;
use crate::panel::{AxisPlan, Look, Panel, Titles};
use crate::scale::{Room, domain};
use crate::series::{Band, LinePattern, LineSeries, ReferenceLine};
use crate::ticks::Tick;
use crate::{Axis, Error, Picture, theme};

const FIGURE: &str = "correlogram grid";
const TITLE_PX: f64 = 19.0;

/// The correlogram of one pair. One without lags leaves its cell empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CorrelogramPanel {
    /// Heading, such as the numbers of the units.
    pub title: String,
    /// The middles of the bins of the lag.
    pub x: Vec<f64>,
    /// The height of each bin.
    pub y: Vec<f64>,
    /// What chance gives in each bin; empty for none.
    pub predicted: Vec<f64>,
    /// The band about what chance gives.
    pub band: Option<Band>,
    /// A unit with itself: drawn in another colour.
    pub is_auto: bool,
}

/// Small panels of correlograms, in rows: all pairs of a few units as a triangle, or chosen pairs.
///
/// It answers which units fire together, at which lag, and whether more than chance gives. Every panel has a
/// range of its own, so heights of two panels do not compare.
///
/// ```
/// use spikebook_figures::{Axis, CorrelogramGrid, CorrelogramPanel};
///
/// let pair = CorrelogramPanel {
///     title: "1 → 2".to_owned(),
///     x: vec![-1.0, 0.0, 1.0],
///     y: vec![4.0, 5.0, 19.0],
///     predicted: vec![5.0, 5.0, 5.0],
///     ..Default::default()
/// };
/// let picture = CorrelogramGrid {
///     x_axis: Axis::new("lag", "ms"),
///     y_axis: Axis::new("rate of target", "spikes/s"),
///     panels: vec![pair],
///     finding: "unit 2 fires 1 ms after unit 1".to_owned(),
///     ..Default::default()
/// }
/// .draw()?;
/// assert!(picture.alt.starts_with("Correlograms of 1 pair"));
/// # Ok::<(), spikebook_figures::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CorrelogramGrid {
    /// The lag.
    pub x_axis: Axis,
    /// The height.
    pub y_axis: Axis,
    /// The pairs, row by row.
    pub panels: Vec<CorrelogramPanel>,
    /// Panels of a row; 0 for as even as rows allow.
    pub n_columns: usize,
    /// What the line is, for the legend.
    pub predicted_label: String,
    /// What the legend says besides, such as how many pairs are not drawn; empty for nothing.
    pub note: String,
    /// What the picture shows, with numbers.
    pub finding: String,
}

impl CorrelogramGrid {
    /// Draws the picture.
    ///
    /// # Errors
    ///
    /// As [`LinePlot::draw`](crate::LinePlot::draw); [`Error::TooMany`] beyond 64 panels.
    pub fn draw(&self) -> Result<Picture, Error> {
        self.check(Check(FIGURE))?;
        let n_panels = self.panels.len();
        let grid = match self.n_columns {
            0 => Grid::new(n_panels, 6),
            n_columns => Grid { n_rows: n_panels.div_ceil(n_columns), n_columns },
        };
        let row_px = if grid.n_columns <= 3 { 190 } else { 112 };
        let height = 90 + row_px * grid.n_rows as u32;
        let mut canvas = Canvas::new(FIGURE, theme::WIDTH_PX, height.max(240))?;
        let sheet = canvas.area();
        let legend_px = legend::draw(&mut canvas, &self.entries(), sheet);
        let look = Look { tick_px: theme::SMALL_PX, titles: Titles::None, ..Look::ALONE };
        let xs = self.panels.iter().flat_map(CorrelogramPanel::edges);
        let x_domain = domain(FIGURE, &self.x_axis, "x axis", xs, Room::Tight)?;
        let mut x_plan = AxisPlan::new(&self.x_axis, x_domain);
        x_plan.named = self.outer_ticks();
        let domains = self.y_domains()?;
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
        let gap = (numbers_px + 8.0, TITLE_PX + 10.0);
        for (index, (pair, domain)) in self.panels.iter().zip(domains).enumerate() {
            if pair.x.is_empty() {
                continue;
            }
            let cell = grid.cell(index, area, gap);
            let panel = Panel::on(cell, &x_plan, &AxisPlan::new(&self.y_axis, domain), look);
            pair.draw(&mut canvas, &panel);
            let below = self.panels.get(index + grid.n_columns);
            panel.draw_x_axis(&mut canvas, below.is_none_or(|below| below.x.is_empty()));
            panel.draw_y_axis(&mut canvas, true);
            let title = fitted(&pair.title, cell.width(), theme::SMALL_PX, Weight::SemiBold);
            let at = (cell.left + 3.0, cell.top - 8.0);
            canvas.heading(&title, at, theme::SMALL_PX, Anchor::Start);
        }
        let x_title = self.x_axis.fitted_title(area.width(), theme::LABEL_PX);
        let at = (area.centre().0, sheet.bottom - theme::LABEL_PX * 0.4);
        canvas.text(&x_title, at, theme::LABEL_PX, Anchor::Middle);
        let y_title = self.y_axis.fitted_title(area.height(), theme::LABEL_PX);
        let at = (sheet.left + theme::LABEL_PX * 0.4, area.centre().1);
        canvas.turned_text(&y_title, at, theme::LABEL_PX);
        let (x, y) = (self.x_axis.title(), self.y_axis.title());
        let n = self.panels.iter().filter(|pair| !pair.x.is_empty()).count();
        let pairs = if n == 1 { "1 pair".to_owned() } else { format!("{n} pairs") };
        canvas.finish(&format!("Correlograms of {pairs}, {y} against {x}"), &self.finding)
    }

    fn check(&self, check: Check) -> Result<(), Error> {
        check.labelled(&self.x_axis, "x axis")?;
        check.labelled(&self.y_axis, "y axis")?;
        check.finding(&self.finding)?;
        check.some("list of panels", &self.panels)?;
        check.at_most("panels", self.panels.len(), MOST_PANELS)?;
        self.panels.iter().enumerate().try_for_each(|(index, panel)| panel.check(check, index))?;
        let all_y: Vec<f64> = self.panels.iter().flat_map(CorrelogramPanel::heights).collect();
        check.finite("list of heights", &all_y)
    }

    /// The outermost lags and the middle, where lags reach to both sides of 0.
    fn outer_ticks(&self) -> Option<Vec<Tick>> {
        let lags = || self.panels.iter().flat_map(|panel| panel.x.iter().copied());
        let (low, high) = (lags().fold(0.0, f64::min), lags().fold(0.0, f64::max));
        let tick = |value: f64| {
            let label = format!("{value}").replace('-', "−");
            (label.chars().count() < 8).then_some(Tick { value, label })
        };
        (low < 0.0 && high > 0.0).then(|| [low, 0.0, high].into_iter().filter_map(tick).collect())
    }

    /// One range for each panel. A pair without a height gets that of all.
    fn y_domains(&self) -> Result<Vec<(f64, f64)>, Error> {
        let of = |values: Vec<f64>| {
            let from_zero = values.into_iter().chain([0.0]);
            domain(FIGURE, &self.y_axis, "y axis", from_zero, Room::FromZero)
        };
        let shared = of(self.panels.iter().flat_map(CorrelogramPanel::heights).collect())?;
        let own = |panel: &CorrelogramPanel| of(panel.heights().collect()).unwrap_or(shared);
        Ok(self.panels.iter().map(own).collect())
    }

    fn entries(&self) -> Vec<Entry> {
        let has_prediction = self.panels.iter().any(|panel| !panel.predicted.is_empty());
        let has_band = self.panels.iter().any(|panel| panel.band.is_some());
        let line = Swatch::Line {
            paint: Hue::Series(1).colour().into(),
            width_px: theme::LINE_WIDTH_PX,
            dash: crate::polyline::Dash::Solid,
            marker: None,
            has_band,
        };
        let entry = Entry { label: self.predicted_label.clone(), swatch: line };
        let note = Entry { label: self.note.clone(), swatch: Swatch::Nothing };
        if has_prediction { vec![entry, note] } else { vec![note] }
    }
}

impl CorrelogramPanel {
    fn half_width(&self) -> f64 {
        match self.x.as_slice() {
            [first, second, ..] if (second - first).abs() > 0.0 => 0.5 * (second - first).abs(),
            _ => 0.5,
        }
    }

    fn edges(&self) -> impl Iterator<Item = f64> {
        let half = self.half_width();
        self.x.iter().flat_map(move |x| [x - half, x + half])
    }

    fn heights(&self) -> impl Iterator<Item = f64> {
        let band = self.band.iter().flat_map(|band| band.low.iter().chain(&band.high));
        self.y.iter().chain(&self.predicted).chain(band).copied()
    }

    fn check(&self, check: Check, index: usize) -> Result<(), Error> {
        let name = format!("panel {index}");
        check.same_length(&format!("y of {name}"), self.y.len(), self.x.len())?;
        if !self.predicted.is_empty() {
            check.same_length(&format!("line of {name}"), self.predicted.len(), self.x.len())?;
        }
        check.at_most("bins of a panel", self.x.len(), MOST_POINTS)?;
        for values in [&self.x, &self.y, &self.predicted] {
            check.placeable(&name, values)?;
        }
        if let Some(Band { low, high }) = &self.band {
            let what = format!("band of {name}");
            check.same_length(&what, low.len(), self.x.len())?;
            check.intervals(&what, low, high)?;
        }
        Ok(())
    }

    fn draw(&self, canvas: &mut Canvas, panel: &Panel) {
        let line = LineSeries {
            x: self.x.clone(),
            y: self.predicted.clone(),
            band: self.band.clone(),
            hue: Some(Hue::Series(1)),
            pattern: LinePattern::Solid,
            ..Default::default()
        };
        // Behind the bars, whose colour it would change.
        if !self.predicted.is_empty() {
            line.draw_band(canvas, panel, 0);
        }
        let hue = if self.is_auto { Hue::Series(2) } else { Hue::Series(0) };
        let paint = Paint::from(hue.colour()).faded(0.75);
        let half = self.half_width();
        let zero = panel.y.inside(0.0);
        ReferenceLine::vertical("", 0.0).draw(canvas, panel);
        for (x, &y) in self.x.iter().zip(&self.y) {
            let sides = (panel.x.inside(x - half), panel.x.inside(x + half));
            if let ((Some(left), Some(right)), Some(end), Some(zero)) =
                (sides, panel.y.inside(y), zero)
            {
                let area = Area { left, right, top: end.min(zero), bottom: end.max(zero) };
                if area.width() > 0.0 && area.height() > 0.0 {
                    canvas.rectangle(area, paint);
                }
            }
        }
        if !self.predicted.is_empty() {
            line.draw(canvas, panel, 0);
        }
    }
}

//! Traces: quantities over one common time, one panel under another.

use crate::canvas::{Anchor, Area, Canvas, Paint};
use crate::checks::Check;
use crate::font::{Weight, fitted};
use crate::grid::MOST_PANELS;
use crate::legend::{self, Entry};
use crate::panel::{AxisPlan, Look, Panel, Titles};
use crate::scale::{Room, domain};
use crate::series::{Direction, LineSeries, MOST_SERIES, ReferenceLine};
use crate::{Axis, Error, Picture, theme};

const FIGURE: &str = "trace plot";
/// Height of a panel of height 1, in pixels.
const PANEL_PX: f64 = 170.0;
const GAP_PX: f64 = 16.0;
const LEGEND_ROW_PX: f64 = 24.0;
/// Length of the stroke that marks an event.
const EVENT_PX: f64 = 9.0;
/// Most panels that a reader can follow down a page.
const MOST_TRACES: usize = 8;

/// One panel of traces.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TracePanel {
    /// What stands over the panel; empty for nothing.
    pub title: String,
    /// Ordinate.
    pub y_axis: Axis,
    /// The traces; those with a label are told apart over the panel.
    pub series: Vec<LineSeries>,
    /// Times that get a stroke along the upper edge: spikes.
    pub events: Vec<f64>,
    /// Straight lines to compare with.
    pub references: Vec<ReferenceLine>,
    /// Height in parts of the usual height; 0 counts as 1.
    pub height: f64,
}

/// Panels over one common abscissa, mostly time.
///
/// It answers what happened when, in several quantities at once: a voltage, and under it the current that
/// drove it. It misleads where panels are compared by their heights: each has an ordinate of its own.
///
/// ```
/// use spikebook_figures::{Axis, LineSeries, TracePanel, TracePlot};
///
/// let trace = |y: &[f64]| vec![LineSeries { x: vec![0.0, 1.0, 2.0], y: y.to_vec(), ..Default::default() }];
/// let picture = TracePlot {
///     x_axis: Axis::new("time", "ms"),
///     panels: vec![
///         TracePanel {
///             y_axis: Axis::new("voltage", "mV"),
///             series: trace(&[-65.0, 20.0, -70.0]),
///             events: vec![1.0],
///             ..Default::default()
///         },
///         TracePanel {
///             y_axis: Axis::new("current", "nA"),
///             series: trace(&[0.0, 1.0, 1.0]),
///             height: 0.5,
///             ..Default::default()
///         },
///     ],
///     finding: "one spike at 1 ms".to_owned(),
/// }
/// .draw()?;
/// assert_eq!(picture.alt, "Traces of voltage (mV) and current (nA) against time (ms): one spike at 1 ms");
/// # Ok::<(), spikebook_figures::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TracePlot {
    /// The common abscissa.
    pub x_axis: Axis,
    /// The panels, from above to below.
    pub panels: Vec<TracePanel>,
    /// What the picture shows, with numbers.
    pub finding: String,
}

impl TracePlot {
    /// Draws the picture.
    ///
    /// # Errors
    ///
    /// As [`LinePlot::draw`](crate::LinePlot::draw); [`Error::TooMany`] beyond eight panels.
    pub fn draw(&self) -> Result<Picture, Error> {
        self.check(Check(FIGURE))?;
        let heights: Vec<f64> = self.panels.iter().map(|panel| panel.share() * PANEL_PX).collect();
        let heads: Vec<f64> = self.panels.iter().map(TracePanel::head_px).collect();
        let below = theme::LABEL_PX + theme::SMALL_PX + 22.0;
        let gaps = GAP_PX * (self.panels.len() - 1) as f64;
        let height =
            heights.iter().chain(&heads).sum::<f64>() + gaps + below + 2.0 * theme::EDGE_PX;
        let mut canvas = Canvas::new(FIGURE, theme::WIDTH_PX, (height.ceil() as u32).max(240))?;
        let sheet = canvas.area();
        let all_x = self.panels.iter().flat_map(TracePanel::times);
        let x_plan = AxisPlan::new(
            &self.x_axis,
            domain(FIGURE, &self.x_axis, "x axis", all_x, Room::Tight)?,
        );
        let look = Look { tick_px: theme::SMALL_PX, titles: Titles::None, ..Look::ALONE };
        let domains = self
            .panels
            .iter()
            .map(|panel| domain(FIGURE, &panel.y_axis, "y axis", panel.heights(), Room::Padded))
            .collect::<Result<Vec<_>, _>>()?;
        let plans: Vec<AxisPlan<'_>> = self
            .panels
            .iter()
            .zip(domains)
            .map(|(panel, domain)| AxisPlan::new(&panel.y_axis, domain))
            .collect();
        let numbers_px = plans.iter().zip(&heights).map(|(plan, height)| {
            let trial = Area { left: 0.0, top: 0.0, right: 300.0, bottom: *height };
            Panel::on(trial, &x_plan, plan, look).y_numbers_width()
        });
        let left = sheet.left + theme::LABEL_PX + 8.0 + numbers_px.fold(0.0, f64::max);
        let right = sheet.right - 14.0;
        let mut top = sheet.top;
        for (index, panel) in self.panels.iter().enumerate() {
            panel.draw_head(&mut canvas, Area { left, right, top, bottom: top + heads[index] });
            top += heads[index];
            let area = Area { left, right, top, bottom: top + heights[index] };
            let plane = Panel::on(area, &x_plan, &plans[index], look);
            panel.draw(&mut canvas, &plane);
            plane.draw_x_axis(&mut canvas, index + 1 == self.panels.len());
            plane.draw_y_axis(&mut canvas, true);
            let title = panel.y_axis.fitted_title(area.height() + GAP_PX, theme::LEGEND_PX);
            let at = (sheet.left + theme::LEGEND_PX * 0.4, area.centre().1);
            canvas.turned_text(&title, at, theme::LEGEND_PX);
            top = area.bottom + GAP_PX;
        }
        let title = self.x_axis.fitted_title(right - left, theme::LABEL_PX);
        let y = top - GAP_PX + theme::SMALL_PX + 12.0 + theme::LABEL_PX * 0.7;
        canvas.text(&title, (f64::midpoint(left, right), y), theme::LABEL_PX, Anchor::Middle);
        canvas.finish(&self.shows(), &self.finding)
    }

    /// "Traces of a, b and c against time (ms)".
    fn shows(&self) -> String {
        let mut names: Vec<String> = Vec::new();
        for title in self.panels.iter().map(|panel| panel.y_axis.title()) {
            if !names.contains(&title) {
                names.push(title);
            }
        }
        let last = names.pop().unwrap_or_default();
        let names =
            if names.is_empty() { last } else { format!("{} and {last}", names.join(", ")) };
        format!("Traces of {names} against {}", self.x_axis.title())
    }

    fn check(&self, check: Check) -> Result<(), Error> {
        check.labelled(&self.x_axis, "x axis")?;
        check.finding(&self.finding)?;
        check.some("list of panels", &self.panels)?;
        check.at_most("panels", self.panels.len(), MOST_TRACES.min(MOST_PANELS))?;
        for panel in &self.panels {
            check.labelled(&panel.y_axis, "y axis")?;
            check.some("list of series", &panel.series)?;
            check.at_most("series", panel.series.len(), MOST_SERIES)?;
            check.placeable("events", &panel.events)?;
            for (index, series) in panel.series.iter().enumerate() {
                series.check(check, index)?;
            }
            panel.references.iter().try_for_each(|line| line.check(check))?;
        }
        Ok(())
    }
}

impl TracePanel {
    fn share(&self) -> f64 {
        if self.height > 0.0 { self.height.clamp(0.3, 3.0) } else { 1.0 }
    }

    fn times(&self) -> impl Iterator<Item = f64> {
        let vertical = self.references.iter().filter_map(|line| line.on(Direction::Vertical));
        self.series.iter().flat_map(|series| series.x.iter().copied()).chain(vertical)
    }

    fn heights(&self) -> impl Iterator<Item = f64> {
        let level = self.references.iter().filter_map(|line| line.on(Direction::Horizontal));
        self.series.iter().flat_map(LineSeries::heights).chain(level)
    }

    fn entries(&self) -> Vec<Entry> {
        let series = self.series.iter().enumerate();
        let lines = series.map(|(index, series)| series.legend_entry(index));
        lines.chain(self.references.iter().map(ReferenceLine::legend_entry)).collect()
    }

    fn has_legend(&self) -> bool {
        self.entries().iter().any(|entry| !entry.label.trim().is_empty())
    }

    /// Height of what stands over the panel.
    fn head_px(&self) -> f64 {
        let title = if self.title.trim().is_empty() { 0.0 } else { 22.0 };
        let legend = if self.has_legend() { LEGEND_ROW_PX + 4.0 } else { 0.0 };
        title + legend + 6.0
    }

    fn draw_head(&self, canvas: &mut Canvas, mut area: Area) {
        if !self.title.trim().is_empty() {
            let title = fitted(&self.title, area.width(), theme::LEGEND_PX, Weight::SemiBold);
            canvas.heading(&title, (area.left, area.top + 9.0), theme::LEGEND_PX, Anchor::Start);
            area.top += 22.0;
        }
        // One row; what does not stand in it is left out rather than drawn over the traces.
        let mut entries = self.entries();
        while legend::height_of(&entries, area.width()) > LEGEND_ROW_PX + 4.0 {
            entries.pop();
        }
        legend::draw(canvas, &entries, area);
    }

    fn draw(&self, canvas: &mut Canvas, panel: &Panel) {
        panel.draw_grid(canvas);
        for (index, series) in self.series.iter().enumerate() {
            series.draw_band(canvas, panel, index);
        }
        for line in &self.references {
            line.draw(canvas, panel);
        }
        for (index, series) in self.series.iter().enumerate() {
            series.draw(canvas, panel, index);
        }
        let top = panel.area.top;
        let mut last = f64::NEG_INFINITY;
        for x in self.events.iter().filter_map(|&time| panel.x.at(time)) {
            // Strokes nearer than half a pixel are one.
            if panel.area.contains((x, top)) && (x - last).abs() >= 0.5 {
                canvas.stroke(
                    vec![(x, top), (x, top + EVENT_PX)],
                    Paint::INK,
                    theme::WHISKER_WIDTH_PX,
                );
                last = x;
            }
        }
    }
}

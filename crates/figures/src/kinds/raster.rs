//! Rasters: the spikes of every trial or unit, a row each.

use std::collections::BTreeSet;

use crate::canvas::{Canvas, Paint};
use crate::checks::Check;
use crate::legend::{self, Entry, Swatch};
use crate::marker::Marker;
use crate::palette::Hue;
use crate::panel::{AxisPlan, GridLines, Look, Panel};
use crate::scale::{Room, Scale, domain, extent};
use crate::series::{Direction, MOST_SERIES, ReferenceLine};
use crate::{Axis, Error, Picture, theme};

const FIGURE: &str = "raster";

/// Most rows that a picture takes; beyond some hundreds they merge on the screen.
const MOST_ROWS: usize = 20_000;

/// The spikes of one trial or unit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RasterRow {
    /// Times of the spikes.
    pub times: Vec<f64>,
    /// Number of the row's group, counted from 0.
    pub group: usize,
}

/// Rows of one colour.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RasterGroup {
    /// Name in the legend; empty for none.
    pub label: String,
    /// Colour; by the place in the list where none.
    pub hue: Option<Hue>,
}

/// One event a row, such as the response of each trial.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventMarks {
    /// Name in the legend; empty for none.
    pub label: String,
    /// Time of the event in each row; NaN for none.
    pub times: Vec<f64>,
}

/// Rows of ticks, the first row on top.
///
/// It answers what the spikes look like before anything is averaged. It misleads where rows or
/// spikes are so many that ticks merge: the eye then sees no rate above that of a filled row.
///
/// ```
/// use spikebook_figures::{Axis, Raster, RasterRow};
///
/// let picture = Raster {
///     x_axis: Axis::new("time from dots", "s"),
///     y_axis: Axis::unitless("trial"),
///     rows: vec![RasterRow { times: vec![0.1, 0.4], group: 0 }, RasterRow::default()],
///     finding: "the first of two trials has two spikes, the second none".to_owned(),
///     ..Default::default()
/// }
/// .draw()?;
/// assert!(picture.alt.starts_with("Raster of 2 rows, one a trial, against time from dots (s)"));
/// # Ok::<(), spikebook_figures::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Raster {
    /// Time.
    pub x_axis: Axis,
    /// What a row is ("trial", "unit"), counted from 1 downwards.
    pub y_axis: Axis,
    /// The rows from top to bottom.
    pub rows: Vec<RasterRow>,
    /// The groups of rows; where empty, all are drawn in ink.
    pub groups: Vec<RasterGroup>,
    /// Events in the rows.
    pub events: Vec<EventMarks>,
    /// Lines across all rows, such as the event of alignment.
    pub references: Vec<ReferenceLine>,
    /// What the picture shows, with numbers.
    pub finding: String,
}

impl Raster {
    /// Draws the picture. Rows without spikes stay empty; spikes that fall on the same spot of the
    /// screen are drawn once.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] (group of a row) and those of
    /// [`LinePlot::draw`](crate::LinePlot::draw).
    pub fn draw(&self) -> Result<Picture, Error> {
        self.check(Check(FIGURE))?;
        let height = (140 + 12 * self.rows.len().min(40) as u32).max(320);
        let mut canvas = Canvas::new(FIGURE, theme::WIDTH_PX, height)?;
        let spikes = self.rows.iter().flat_map(|row| row.times.iter().copied());
        let events = self.events.iter().flat_map(|marks| marks.times.iter().copied());
        let lines = self.references.iter().filter_map(|line| line.on(Direction::Vertical));
        let x_domain =
            domain(FIGURE, &self.x_axis, "x axis", spikes.chain(events).chain(lines), Room::Tight)?;
        let n_rows = self.rows.len() as f64;
        let x_plan = AxisPlan::new(&self.x_axis, x_domain);
        let y_plan = self.row_axis();
        let entries = self.entries();
        let look = Look { grid: GridLines::None, ..Look::ALONE };
        let outer = canvas.area();
        let panel = legend::panel_under(&mut canvas, &entries, outer, (&x_plan, &y_plan), look);
        // the row axis counts downwards from 0 to -n: row r lies between -r and -r - 1
        let row_px = panel.area.height() / n_rows;
        self.references.iter().for_each(|line| line.draw(&mut canvas, &panel));
        self.draw_spikes(&mut canvas, &panel, row_px);
        self.draw_events(&mut canvas, &panel, row_px);
        panel.draw_axes(&mut canvas);
        let (x, y) = (self.x_axis.title(), self.y_axis.title());
        let shows = format!("Raster of {} rows, one a {y}, against {x}", self.rows.len());
        canvas.finish(&shows, &self.finding)
    }

    fn check(&self, check: Check) -> Result<(), Error> {
        check.labelled(&self.x_axis, "x axis")?;
        check.labelled(&self.y_axis, "y axis")?;
        check.finding(&self.finding)?;
        check.some("list of rows", &self.rows)?;
        check.at_most("rows", self.rows.len(), MOST_ROWS)?;
        check.at_most("groups and events", self.groups.len() + self.events.len(), MOST_SERIES)?;
        let n_groups = self.groups.len().max(1);
        for (index, row) in self.rows.iter().enumerate() {
            check.placeable(&format!("times of row {index}"), &row.times)?;
            if row.group >= n_groups {
                return Err(Error::OutOfRange {
                    figure: FIGURE,
                    what: "group of a row".to_owned(),
                    index,
                    got: row.group as f64,
                    wanted: "the number of a group, counted from 0",
                });
            }
        }
        for marks in &self.events {
            let what = format!("times of event `{}`", marks.label.trim());
            check.same_length(&what, marks.times.len(), self.rows.len())?;
            check.placeable(&what, &marks.times)?;
        }
        self.references.iter().try_for_each(|line| line.check(check))?;
        let spikes = self.rows.iter().flat_map(|row| row.times.iter().copied());
        if extent(spikes).is_none() && self.x_axis.limits.is_none() {
            let what = "list of rows".to_owned();
            return Err(Error::Nothing {
                figure: FIGURE,
                what,
                got: "no spike",
                wanted: "one, or limits of the x axis",
            });
        }
        Ok(())
    }

    /// Ticks at round row numbers, the first row on top.
    fn row_axis(&self) -> AxisPlan<'_> {
        let n_rows = self.rows.len();
        let mut ticks = crate::ticks::linear(1.0, (n_rows as f64).max(2.0), 6);
        ticks.retain(|tick| tick.value.fract() == 0.0 && tick.value >= 1.0);
        ticks.retain(|tick| tick.value <= n_rows as f64);
        if ticks.first().is_none_or(|tick| tick.value > 1.0) {
            ticks.insert(0, crate::ticks::Tick { value: 1.0, label: "1".to_owned() });
        }
        if ticks.get(1).is_some_and(|tick| tick.value < n_rows as f64 * 0.06) {
            ticks.remove(1);
        }
        for tick in &mut ticks {
            tick.value = 0.5 - tick.value;
        }
        let domain = (-(n_rows as f64), 0.0);
        AxisPlan { named: Some(ticks), ..AxisPlan::new(&self.y_axis, domain) }
    }

    fn paint(&self, group: usize) -> Paint {
        match self.groups.get(group) {
            Some(RasterGroup { hue, .. }) => hue.unwrap_or(Hue::Series(group)).colour().into(),
            None => Paint::INK,
        }
    }

    fn entries(&self) -> Vec<Entry> {
        let groups = self.groups.iter().enumerate().map(|(index, group)| Entry {
            label: group.label.clone(),
            swatch: Swatch::Box { paint: self.paint(index) },
        });
        let events = self.events.iter().enumerate().map(|(index, marks)| Entry {
            label: marks.label.clone(),
            swatch: Swatch::Marker { paint: Paint::INK, marker: event_marker(index) },
        });
        let references = self.references.iter().map(ReferenceLine::legend_entry);
        groups.chain(events).chain(references).collect()
    }

    fn draw_spikes(&self, canvas: &mut Canvas, panel: &Panel, row_px: f64) {
        let tick_px = (row_px * 0.8).max(1.0);
        let width_px = if row_px < 3.0 { 1.0 } else { 1.25 };
        let mut taken = BTreeSet::new();
        for (index, row) in self.rows.iter().enumerate() {
            let y = row_centre(&panel.y, index);
            for &time in row.times.iter().filter(|&&time| panel.x.contains(time)) {
                let Some(x) = panel.x.inside(time) else { continue };
                if taken.insert(((y * 2.0) as i64, (x * 2.0) as i64)) {
                    let line = vec![(x, y - tick_px / 2.0), (x, y + tick_px / 2.0)];
                    canvas.stroke(line, self.paint(row.group), width_px);
                }
            }
        }
    }

    fn draw_events(&self, canvas: &mut Canvas, panel: &Panel, row_px: f64) {
        let radius = (row_px * 0.42).clamp(1.2, theme::MARKER_PX);
        for (number, marks) in self.events.iter().enumerate() {
            for (index, &time) in marks.times.iter().enumerate() {
                if let Some(x) = panel.x.at(time).filter(|_| panel.x.contains(time)) {
                    let place = (x, row_centre(&panel.y, index));
                    event_marker(number).draw(canvas, place, radius + 1.0, Paint::PAPER);
                    event_marker(number).draw(canvas, place, radius, Paint::INK);
                }
            }
        }
    }
}

fn row_centre(rows: &Scale, index: usize) -> f64 {
    rows.at(-(index as f64) - 0.5).unwrap_or_default()
}

fn event_marker(index: usize) -> Marker {
    [Marker::Diamond, Marker::TriangleDown, Marker::Disc, Marker::Square][index % 4]
}

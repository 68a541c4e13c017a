//! The legend: rows above the panel, never over the data.

use crate::canvas::{Anchor, Area, Canvas, Paint};
use crate::font::{Weight, fitted, width_px};
use crate::marker::Marker;
use crate::panel::{AxisPlan, Look, Panel};
use crate::polyline::{Dash, dashed};
use crate::theme;

/// What stands before a label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Swatch {
    Line {
        paint: Paint,
        width_px: f64,
        dash: Dash,
        marker: Option<Marker>,
        has_band: bool,
    },
    Marker {
        paint: Paint,
        marker: Marker,
    },
    Box {
        paint: Paint,
    },
    /// Words alone.
    Nothing,
}

/// One line of the legend.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) label: String,
    pub(crate) swatch: Swatch,
}

const ROW_PX: f64 = 23.0;
const SWATCH_GAP: f64 = 7.0;
const ENTRY_GAP: f64 = 20.0;

impl Swatch {
    fn width(self) -> f64 {
        match self {
            Self::Line { .. } => 34.0,
            Self::Marker { .. } => 10.0,
            Self::Box { .. } => 15.0,
            Self::Nothing => 0.0,
        }
    }

    fn draw(self, canvas: &mut Canvas, left: f64, y: f64) {
        let right = left + self.width();
        let block = |half: f64| Area { left, top: y - half, right, bottom: y + half };
        match self {
            Self::Line { paint, width_px, dash, marker, has_band } => {
                if has_band {
                    canvas.rectangle(block(7.0), paint.faded(theme::BAND_ALPHA));
                }
                for stroke in dashed(&[(left, y), (right, y)], dash, width_px) {
                    canvas.stroke(stroke, paint, width_px);
                }
                if let Some(marker) = marker {
                    let centre = (f64::midpoint(left, right), y);
                    marker.draw(canvas, centre, theme::MARKER_PX, paint);
                }
            }
            Self::Marker { paint, marker } => {
                marker.draw(canvas, (f64::midpoint(left, right), y), theme::MARKER_PX * 1.1, paint);
            }
            Self::Box { paint } => canvas.rectangle(block(7.0), paint),
            Self::Nothing => {}
        }
    }
}

impl Entry {
    fn width(&self) -> f64 {
        let label = width_px(&self.label, theme::LEGEND_PX, Weight::Regular);
        self.swatch.width() + SWATCH_GAP + label
    }
}

/// Entries in rows of at most this width, each label cut to it.
fn rows(entries: &[Entry], width: f64) -> Vec<Vec<Entry>> {
    let mut rows: Vec<Vec<Entry>> = Vec::new();
    let mut used = f64::INFINITY;
    for entry in entries.iter().filter(|entry| !entry.label.trim().is_empty()) {
        let room = width - entry.swatch.width() - SWATCH_GAP;
        let label = fitted(&entry.label, room, theme::LEGEND_PX, Weight::Regular);
        let entry = Entry { label, ..entry.clone() };
        let needed = entry.width();
        if used + ENTRY_GAP + needed > width {
            rows.push(Vec::new());
            used = -ENTRY_GAP;
        }
        used += ENTRY_GAP + needed;
        if let Some(row) = rows.last_mut() {
            row.push(entry);
        }
    }
    rows
}

/// Draws the rows from `left` on, the first at `top`.
fn draw_rows(canvas: &mut Canvas, rows: &[Vec<Entry>], left: f64, top: f64) {
    for (index, row) in rows.iter().enumerate() {
        let y = top + ROW_PX * (index as f64 + 0.4);
        let mut x = left;
        for entry in row {
            entry.swatch.draw(canvas, x, y);
            let text_x = x + entry.swatch.width() + SWATCH_GAP;
            canvas.text(&entry.label, (text_x, y), theme::LEGEND_PX, Anchor::Start);
            x += entry.width() + ENTRY_GAP;
        }
    }
}

/// Draws a legend over a given width and returns the height that it takes.
pub(crate) fn draw(canvas: &mut Canvas, entries: &[Entry], area: Area) -> f64 {
    let rows = rows(entries, area.width());
    draw_rows(canvas, &rows, area.left, area.top);
    height(rows.len())
}

/// The height that a legend takes over a given width.
pub(crate) fn height_of(entries: &[Entry], width: f64) -> f64 {
    height(rows(entries, width).len())
}

fn height(n_rows: usize) -> f64 {
    if n_rows == 0 { 0.0 } else { n_rows as f64 * ROW_PX + 4.0 }
}

/// The panel under its legend, which starts where the panel does; legend and grid are drawn.
pub(crate) fn panel_under(
    canvas: &mut Canvas,
    entries: &[Entry],
    outer: Area,
    (x, y): (&AxisPlan<'_>, &AxisPlan<'_>),
    look: Look,
) -> Panel {
    let mut rows_drawn = rows(entries, outer.width() * 0.88);
    let mut panel = fit_below(outer, rows_drawn.len(), x, y, look);
    let fitting = rows(entries, outer.right - panel.area.left);
    if fitting.len() != rows_drawn.len() {
        panel = fit_below(outer, fitting.len(), x, y, look);
    }
    rows_drawn.clone_from(&fitting);
    draw_rows(canvas, &rows_drawn, panel.area.left, outer.top);
    panel.draw_grid(canvas);
    panel
}

fn fit_below(outer: Area, n_rows: usize, x: &AxisPlan<'_>, y: &AxisPlan<'_>, look: Look) -> Panel {
    let outer = Area { top: outer.top + height(n_rows), ..outer };
    Panel::fit(outer, x, y, look)
}

//! Axes with a label and a unit, and the panel between two of them.

use crate::canvas::{Anchor, Area, Canvas, Paint};
use crate::font::{Weight, fitted, width_px};
use crate::scale::Scale;
use crate::theme;
use crate::ticks::{self, Tick};

/// What an axis shows: a label, its unit, and how numbers lie along it.
///
/// ```
/// use spikebook_figures::Axis;
///
/// assert_eq!(Axis::new("time", "s").title(), "time (s)");
/// assert_eq!(Axis::new("current density", "uA/cm2").title(), "current density (µA/cm²)");
/// assert_eq!(Axis::unitless("contrast").title(), "contrast");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axis {
    /// What the numbers are.
    pub label: String,
    /// Their unit as a symbol of the schema ("s", "deg", "spikes/s"); empty or "1" for plain numbers.
    pub unit: String,
    /// Logarithmic instead of linear; values up to zero are then missing.
    pub is_log: bool,
    /// First and last number shown; from the data where none.
    pub limits: Option<(f64, f64)>,
}

impl Axis {
    /// An axis of numbers with a unit.
    pub fn new(label: impl Into<String>, unit: impl Into<String>) -> Self {
        Self { label: label.into(), unit: unit.into(), ..Self::default() }
    }

    /// An axis of plain numbers.
    pub fn unitless(label: impl Into<String>) -> Self {
        Self::new(label, "")
    }

    /// The same axis, logarithmic.
    #[must_use]
    pub fn log(self) -> Self {
        Self { is_log: true, ..self }
    }

    /// The same axis from `low` to `high`.
    #[must_use]
    pub fn between(self, low: f64, high: f64) -> Self {
        Self { limits: Some((low, high)), ..self }
    }

    /// Label and unit as they are written along the axis.
    pub fn title(&self) -> String {
        match typeset_unit(&self.unit) {
            unit if unit.is_empty() => self.label.clone(),
            unit => format!("{} ({unit})", self.label),
        }
    }

    pub(crate) fn is_angle(&self) -> bool {
        typeset_unit(&self.unit) == "°"
    }

    /// Ticks for a length, with the places of the small ones between.
    pub(crate) fn ticks(&self, (low, high): (f64, f64), target: usize) -> (Vec<Tick>, Vec<f64>) {
        if self.is_log {
            ticks::logarithmic(low, high, target)
        } else if self.is_angle() {
            (ticks::angular(low, high, target), Vec::new())
        } else {
            (ticks::linear(low, high, target), Vec::new())
        }
    }
}

/// A unit's symbol as it is printed.
fn typeset_unit(symbol: &str) -> String {
    match symbol.trim() {
        "1" => String::new(),
        "deg" => "°".to_owned(),
        "deg/s" => "°/s".to_owned(),
        "bit" => "bits".to_owned(),
        "bit/spike" => "bits/spike".to_owned(),
        "nat" => "nats".to_owned(),
        other => {
            let other = match other.strip_prefix('u') {
                Some(rest) if rest.starts_with(['s', 'm', 'V', 'A', 'S', 'F']) => format!("µ{rest}"),
                _ => other.to_owned(),
            };
            other.replace("m2", "m²").replace("m3", "m³")
        }
    }
}

/// How a panel looks: alone on a picture, or one of many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Look {
    pub(crate) tick_px: f64,
    pub(crate) label_px: f64,
    pub(crate) x_grid: bool,
    pub(crate) y_grid: bool,
    pub(crate) x_title: bool,
    pub(crate) y_title: bool,
}

impl Look {
    pub(crate) const ALONE: Self = Self {
        tick_px: theme::TICK_PX,
        label_px: theme::LABEL_PX,
        x_grid: false,
        y_grid: true,
        x_title: true,
        y_title: true,
    };
}

/// One axis of a panel to be: what it shows, over which range, with which ticks.
#[derive(Clone, Debug)]
pub(crate) struct AxisPlan<'a> {
    pub(crate) axis: &'a Axis,
    pub(crate) domain: (f64, f64),
    /// Named places instead of numbers.
    pub(crate) named: Option<Vec<Tick>>,
}

impl<'a> AxisPlan<'a> {
    pub(crate) fn new(axis: &'a Axis, domain: (f64, f64)) -> Self {
        Self { axis, domain, named: None }
    }

    fn ticks(&self, target: usize) -> (Vec<Tick>, Vec<f64>) {
        match &self.named {
            Some(named) => (named.clone(), Vec::new()),
            None => self.axis.ticks(self.domain, target),
        }
    }
}

/// The plane between two axes.
#[derive(Clone, Debug)]
pub(crate) struct Panel {
    pub(crate) area: Area,
    pub(crate) x: Scale,
    pub(crate) y: Scale,
    x_ticks: Vec<Tick>,
    y_ticks: Vec<Tick>,
    x_minor: Vec<f64>,
    y_minor: Vec<f64>,
    x_title: String,
    y_title: String,
    /// From the left end of the tick labels to the plane.
    y_label_width: f64,
    look: Look,
}

const TICK_LENGTH: f64 = 5.0;
const TICK_GAP: f64 = 4.0;
const TITLE_GAP: f64 = 9.0;

impl Panel {
    /// The largest panel whose labels stay inside `outer`.
    pub(crate) fn fit(outer: Area, x: &AxisPlan<'_>, y: &AxisPlan<'_>, look: Look) -> Self {
        let bottom_px = TICK_LENGTH
            + TICK_GAP
            + look.tick_px
            + if look.x_title { TITLE_GAP + look.label_px * 0.9 } else { 0.0 };
        let mut area = Area { bottom: outer.bottom - bottom_px, ..outer };
        area.top += look.tick_px * 0.3;
        let y_target = ((area.height() / (look.tick_px * 3.4)) as usize).clamp(2, 9);
        let (y_ticks, y_minor) = y.ticks(y_target);
        let (y_ticks, y_label_width) =
            shortened(y_ticks, outer.width() * 0.4, look.tick_px);
        let title_px = if look.y_title { look.label_px + TITLE_GAP } else { 0.0 };
        area.left += title_px + y_label_width + TICK_GAP + TICK_LENGTH;
        let (x_ticks, x_minor) = fitting_x_ticks(x, area.width(), look.tick_px);
        let x_scale = Scale::new(x.domain, x.axis.is_log, area.left, area.right);
        let overhang = |tick: &Tick| {
            let half = width_px(&tick.label, look.tick_px, Weight::Regular) / 2.0;
            x_scale.at(tick.value).map_or(0.0, |place| place + half - outer.right)
        };
        area.right -= x_ticks.last().map_or(0.0, overhang).clamp(0.0, outer.width() * 0.2);
        Self {
            area,
            x: x_scale.across(area),
            y: Scale::new(y.domain, y.axis.is_log, area.bottom, area.top),
            x_ticks,
            y_ticks,
            x_minor,
            y_minor,
            x_title: x.axis.title(),
            y_title: y.axis.title(),
            y_label_width,
            look,
        }
    }

    /// The same panel on a smaller area, its ticks kept.
    pub(crate) fn moved(&self, area: Area) -> Self {
        Self { area, x: self.x.across(area), y: self.y.up(area), ..self.clone() }
    }

    /// The lines behind the data.
    pub(crate) fn draw_grid(&self, canvas: &mut Canvas) {
        let Area { left, top, right, bottom } = self.area;
        if self.look.y_grid {
            for y in self.y_ticks.iter().filter_map(|tick| self.y.at(tick.value)) {
                canvas.stroke(vec![(left, y), (right, y)], Paint::GRID, theme::GRID_WIDTH_PX);
            }
        }
        if self.look.x_grid {
            for x in self.x_ticks.iter().filter_map(|tick| self.x.at(tick.value)) {
                canvas.stroke(vec![(x, top), (x, bottom)], Paint::GRID, theme::GRID_WIDTH_PX);
            }
        }
    }

    /// The two axes, their numbers and titles.
    pub(crate) fn draw_axes(&self, canvas: &mut Canvas) {
        self.draw_x_axis(canvas);
        self.draw_y_axis(canvas);
    }

    fn draw_x_axis(&self, canvas: &mut Canvas) {
        let Area { left, right, bottom, .. } = self.area;
        let width = theme::AXIS_WIDTH_PX;
        canvas.stroke(vec![(left, bottom), (right, bottom)], Paint::AXIS, width);
        for x in self.x_minor.iter().filter_map(|&value| self.x.at(value)) {
            canvas.stroke(vec![(x, bottom), (x, bottom + TICK_LENGTH * 0.6)], Paint::AXIS, width);
        }
        let label_y = bottom + TICK_LENGTH + TICK_GAP + self.look.tick_px * 0.4;
        for tick in &self.x_ticks {
            let Some(x) = self.x.at(tick.value) else { continue };
            canvas.stroke(vec![(x, bottom), (x, bottom + TICK_LENGTH)], Paint::AXIS, width);
            canvas.text(&tick.label, (x, label_y), self.look.tick_px, Anchor::Middle);
        }
        if self.look.x_title {
            let title = fitted(&self.x_title, self.area.width(), self.look.label_px, Weight::Regular);
            let y = label_y + self.look.tick_px * 0.6 + TITLE_GAP + self.look.label_px * 0.3;
            canvas.text(&title, (self.area.centre().0, y), self.look.label_px, Anchor::Middle);
        }
    }

    fn draw_y_axis(&self, canvas: &mut Canvas) {
        let Area { left, top, bottom, .. } = self.area;
        let width = theme::AXIS_WIDTH_PX;
        canvas.stroke(vec![(left, top), (left, bottom)], Paint::AXIS, width);
        for y in self.y_minor.iter().filter_map(|&value| self.y.at(value)) {
            canvas.stroke(vec![(left - TICK_LENGTH * 0.6, y), (left, y)], Paint::AXIS, width);
        }
        for tick in &self.y_ticks {
            let Some(y) = self.y.at(tick.value) else { continue };
            canvas.stroke(vec![(left - TICK_LENGTH, y), (left, y)], Paint::AXIS, width);
            let at = (left - TICK_LENGTH - TICK_GAP, y);
            canvas.text(&tick.label, at, self.look.tick_px, Anchor::End);
        }
        if self.look.y_title {
            let room = self.area.height() + self.look.label_px * 2.0;
            let title = fitted(&self.y_title, room, self.look.label_px, Weight::Regular);
            let x = left
                - TICK_LENGTH
                - TICK_GAP
                - self.y_label_width
                - TITLE_GAP
                - self.look.label_px * 0.45;
            canvas.turned_text(&title, (x, self.area.centre().1), self.look.label_px);
        }
    }
}

/// Labels cut to a width, and the width of the longest.
fn shortened(ticks: Vec<Tick>, limit_px: f64, size_px: f64) -> (Vec<Tick>, f64) {
    let ticks: Vec<Tick> = ticks
        .into_iter()
        .map(|tick| Tick {
            label: fitted(&tick.label, limit_px, size_px, Weight::Regular),
            ..tick
        })
        .collect();
    let widest = ticks
        .iter()
        .map(|tick| width_px(&tick.label, size_px, Weight::Regular))
        .fold(0.0, f64::max);
    (ticks, widest)
}

/// As many ticks as stand side by side without touching.
fn fitting_x_ticks(plan: &AxisPlan<'_>, width: f64, size_px: f64) -> (Vec<Tick>, Vec<f64>) {
    let scale = Scale::new(plan.domain, plan.axis.is_log, 0.0, width);
    let touches = |ticks: &[Tick]| {
        ticks.windows(2).any(|pair| {
            let half = |tick: &Tick| width_px(&tick.label, size_px, Weight::Regular) / 2.0;
            match (scale.at(pair[0].value), scale.at(pair[1].value)) {
                (Some(first), Some(second)) => {
                    (second - first).abs() < half(&pair[0]) + half(&pair[1]) + size_px * 0.8
                }
                _ => false,
            }
        })
    };
    if let Some(named) = &plan.named {
        let mut stride = 1;
        while stride < named.len() {
            let kept: Vec<Tick> = named.iter().step_by(stride).cloned().collect();
            if !touches(&kept) {
                return (kept, Vec::new());
            }
            stride += 1;
        }
        return (named.iter().take(1).cloned().collect(), Vec::new());
    }
    let most = ((width / (size_px * 4.5)) as usize).clamp(2, 9);
    for target in (3..=most).rev() {
        let (ticks, minor) = plan.axis.ticks(plan.domain, target);
        if !touches(&ticks) {
            return (ticks, minor);
        }
    }
    plan.axis.ticks(plan.domain, 2)
}

//! The plane between two axes, with its grid, ticks, numbers and titles.

use crate::axes::Axis;
use crate::canvas::{Anchor, Area, Canvas, Paint};
use crate::font::{Weight, fitted, width_px};
use crate::scale::Scale;
use crate::theme;
use crate::ticks::Tick;

/// Which lines stand behind the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GridLines {
    None,
    /// At the numbers of the y axis.
    Across,
    /// At the numbers of the x axis.
    Upright,
    Both,
}

/// Which axes have their title at the panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Titles {
    Both,
    OnlyX,
    None,
}

/// How a panel looks: alone on a picture, or one of many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Look {
    pub(crate) tick_px: f64,
    pub(crate) label_px: f64,
    pub(crate) grid: GridLines,
    pub(crate) titles: Titles,
    /// As high as wide.
    pub(crate) is_square: bool,
}

impl Look {
    pub(crate) const ALONE: Self = Self {
        tick_px: theme::TICK_PX,
        label_px: theme::LABEL_PX,
        grid: GridLines::Across,
        titles: Titles::Both,
        is_square: false,
    };
}

/// One axis of a panel to be: what it shows, over which range, with which ticks.
#[derive(Clone, Debug)]
pub(crate) struct AxisPlan<'a> {
    pub(crate) axis: &'a Axis,
    pub(crate) domain: (f64, f64),
    /// Named places instead of numbers.
    pub(crate) named: Option<Vec<Tick>>,
    /// A y axis that runs downwards.
    pub(crate) is_reversed: bool,
}

impl<'a> AxisPlan<'a> {
    pub(crate) fn new(axis: &'a Axis, domain: (f64, f64)) -> Self {
        Self { axis, domain, named: None, is_reversed: false }
    }

    /// The scale of a y axis beside an area.
    fn upright(&self, area: Area) -> Scale {
        let (first, last) =
            if self.is_reversed { (area.top, area.bottom) } else { (area.bottom, area.top) };
        Scale::new(self.domain, self.axis.is_log, first, last)
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
    x_axis: Axis,
    y_axis: Axis,
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
            + if look.titles == Titles::None { 0.0 } else { TITLE_GAP + look.label_px * 0.9 };
        let mut area = Area { bottom: outer.bottom - bottom_px, ..outer };
        area.top += look.tick_px * 0.3;
        let y_target = ((area.height() / (look.tick_px * 3.4)) as usize).clamp(2, 9);
        let (y_ticks, y_minor) = y.ticks(y_target);
        let y_ticks = standing_apart(y_ticks, y, area.height(), look.tick_px);
        let (y_ticks, y_label_width) = shortened(y_ticks, outer.width() * 0.4, look.tick_px);
        let title_px = if look.titles == Titles::Both { look.label_px + TITLE_GAP } else { 0.0 };
        area.left += title_px + y_label_width + TICK_GAP + TICK_LENGTH;
        let (x_ticks, x_minor) = fitting_x_ticks(x, area.width(), look.tick_px);
        let x_scale = Scale::new(x.domain, x.axis.is_log, area.left, area.right);
        let overhang = |tick: &Tick| {
            let half = width_px(&tick.label, look.tick_px, Weight::Regular) / 2.0;
            x_scale.at(tick.value).map_or(0.0, |place| place + half - outer.right)
        };
        area.right -= x_ticks.last().map_or(0.0, overhang).clamp(0.0, outer.width() * 0.2);
        if look.is_square {
            let side = area.width().min(area.height());
            area = Area { right: area.left + side, bottom: area.top + side, ..area };
        }
        Self {
            area,
            x: x_scale.across(area),
            y: y.upright(area),
            x_ticks,
            y_ticks,
            x_minor,
            y_minor,
            x_axis: x.axis.clone(),
            y_axis: y.axis.clone(),
            y_label_width,
            look,
        }
    }

    /// A panel on exactly this area; its labels lie outside.
    pub(crate) fn on(area: Area, x: &AxisPlan<'_>, y: &AxisPlan<'_>, look: Look) -> Self {
        let y_target = ((area.height() / (look.tick_px * 2.6)) as usize).clamp(2, 9);
        let (y_ticks, y_minor) = y.ticks(y_target);
        let (y_ticks, y_label_width) = shortened(y_ticks, area.width(), look.tick_px);
        let (x_ticks, x_minor) = fitting_x_ticks(x, area.width(), look.tick_px);
        Self {
            area,
            x: Scale::new(x.domain, x.axis.is_log, area.left, area.right),
            y: y.upright(area),
            x_ticks,
            y_ticks,
            x_minor,
            y_minor,
            x_axis: x.axis.clone(),
            y_axis: y.axis.clone(),
            y_label_width,
            look,
        }
    }

    /// Width of the numbers of the y axis, with their ticks.
    pub(crate) fn y_numbers_width(&self) -> f64 {
        self.y_label_width + TICK_GAP + TICK_LENGTH
    }

    /// The lines behind the data.
    pub(crate) fn draw_grid(&self, canvas: &mut Canvas) {
        let Area { left, top, right, bottom } = self.area;
        if matches!(self.look.grid, GridLines::Across | GridLines::Both) {
            for y in self.y_ticks.iter().filter_map(|tick| self.y.at(tick.value)) {
                canvas.stroke(vec![(left, y), (right, y)], Paint::GRID, theme::GRID_WIDTH_PX);
            }
        }
        if matches!(self.look.grid, GridLines::Upright | GridLines::Both) {
            for x in self.x_ticks.iter().filter_map(|tick| self.x.at(tick.value)) {
                canvas.stroke(vec![(x, top), (x, bottom)], Paint::GRID, theme::GRID_WIDTH_PX);
            }
        }
    }

    /// The two axes, their numbers and titles.
    pub(crate) fn draw_axes(&self, canvas: &mut Canvas) {
        self.draw_x_axis(canvas, true);
        self.draw_y_axis(canvas, true);
    }

    /// The x axis, with or without its numbers.
    pub(crate) fn draw_x_axis(&self, canvas: &mut Canvas, with_numbers: bool) {
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
            if with_numbers {
                canvas.text(&tick.label, (x, label_y), self.look.tick_px, Anchor::Middle);
            }
        }
        if self.look.titles != Titles::None {
            let title = self.x_axis.fitted_title(self.area.width(), self.look.label_px);
            let y = label_y + self.look.tick_px * 0.6 + TITLE_GAP + self.look.label_px * 0.3;
            canvas.text(&title, (self.area.centre().0, y), self.look.label_px, Anchor::Middle);
        }
    }

    /// The y axis, with or without its numbers.
    pub(crate) fn draw_y_axis(&self, canvas: &mut Canvas, with_numbers: bool) {
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
            if with_numbers {
                canvas.text(&tick.label, at, self.look.tick_px, Anchor::End);
            }
        }
        if self.look.titles == Titles::Both {
            let room = self.area.height() + self.look.label_px * 2.0;
            let title = self.y_axis.fitted_title(room, self.look.label_px);
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
        .map(|tick| Tick { label: fitted(&tick.label, limit_px, size_px, Weight::Regular), ..tick })
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

/// Every so many of the ticks that the lines of type do not touch.
fn standing_apart(ticks: Vec<Tick>, plan: &AxisPlan<'_>, height: f64, size_px: f64) -> Vec<Tick> {
    let scale = Scale::new(plan.domain, plan.axis.is_log, 0.0, height);
    let least = ticks
        .windows(2)
        .filter_map(|pair| Some((scale.at(pair[1].value)? - scale.at(pair[0].value)?).abs()))
        .fold(f64::INFINITY, f64::min);
    let stride = if least > 0.0 { (size_px * 1.05 / least).ceil().clamp(1.0, 1e6) } else { 1.0 };
    ticks.into_iter().step_by(stride as usize).collect()
}

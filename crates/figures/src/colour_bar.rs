//! The bar at the right of a picture that says which colour stands for which number.

use crate::axes::Axis;
use crate::canvas::{Anchor, Area, Canvas, Paint};
use crate::colour_map::{ColourMap, N_LEVELS};
use crate::font::{Weight, width_px};
use crate::scale::Scale;
use crate::theme;
use crate::ticks::Tick;

const BAR_PX: f64 = 16.0;
const GAP_PX: f64 = 16.0;
const TICK_PX: f64 = 4.0;

/// Numbers to colours, and the bar that shows them.
#[derive(Clone, Debug)]
pub(crate) struct ColourBar {
    map: ColourMap,
    levels: Scale,
    ticks: Vec<Tick>,
    axis: Axis,
}

impl ColourBar {
    /// A bar for these numbers; about `height_px` tall.
    pub(crate) fn new(axis: &Axis, domain: (f64, f64), map: ColourMap, height_px: f64) -> Self {
        let target = ((height_px / 66.0) as usize).clamp(2, 7);
        Self {
            map,
            levels: Scale::new(domain, axis.is_log, 0.0, 1.0),
            ticks: axis.ticks(domain, target).0,
            axis: axis.clone(),
        }
    }

    /// The step of the map that shows this number; none where it is missing.
    pub(crate) fn step(&self, value: f64) -> Option<usize> {
        self.levels.inside(value).map(ColourMap::step)
    }

    pub(crate) fn map(&self) -> ColourMap {
        self.map
    }

    /// Room at the right of the panel.
    pub(crate) fn width(&self) -> f64 {
        let widest = self
            .ticks
            .iter()
            .map(|tick| width_px(&tick.label, theme::TICK_PX, Weight::Regular))
            .fold(0.0, f64::max);
        GAP_PX + BAR_PX + TICK_PX + 4.0 + widest + 8.0 + theme::LABEL_PX
    }

    /// Draws the bar beside a panel.
    pub(crate) fn draw(&self, canvas: &mut Canvas, panel: Area) {
        let bar =
            Area { left: panel.right + GAP_PX, right: panel.right + GAP_PX + BAR_PX, ..panel };
        let places = Scale::new((0.0, N_LEVELS as f64), false, bar.bottom, bar.top);
        let steps = (0..N_LEVELS).filter_map(|step| {
            let (low, high) = (places.at(step as f64)?, places.at(step as f64 + 1.0)?);
            Some((step, Area { top: high, bottom: low, ..bar }))
        });
        canvas.cells(steps.collect::<Vec<_>>(), self.map);
        let height = Scale::new((0.0, 1.0), false, bar.bottom, bar.top);
        let mut widest = 0.0_f64;
        for tick in &self.ticks {
            let Some(y) = self.levels.at(tick.value).and_then(|level| height.at(level)) else {
                continue;
            };
            let line = vec![(bar.right, y), (bar.right + TICK_PX, y)];
            canvas.stroke(line, Paint::AXIS, theme::AXIS_WIDTH_PX);
            let at = (bar.right + TICK_PX + 4.0, y);
            canvas.text(&tick.label, at, theme::TICK_PX, Anchor::Start);
            widest = widest.max(width_px(&tick.label, theme::TICK_PX, Weight::Regular));
        }
        let x = bar.right + TICK_PX + 4.0 + widest + 8.0 + theme::LABEL_PX / 2.0;
        let title = self.axis.fitted_title(bar.height() + 30.0, theme::LABEL_PX);
        canvas.turned_text(&title, (x, bar.centre().1), theme::LABEL_PX);
    }
}

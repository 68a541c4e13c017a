//! Intervals about points: thin lines with small caps.

use crate::canvas::{Canvas, Paint, Point};
use crate::panel::Panel;
use crate::series::{Direction, draw_line};
use crate::{polyline::Dash, theme};

const CAP_PX: f64 = 3.5;

/// Draws the interval from `low` to `high` along `direction`, at `at` of the other axis.
pub(crate) fn draw(
    canvas: &mut Canvas,
    panel: &Panel,
    direction: Direction,
    at: f64,
    (low, high): (f64, f64),
    paint: Paint,
) {
    draw_with_caps(canvas, panel, (direction, at), (low, high), paint, CAP_PX);
}

/// The same without caps, where many stand close together.
pub(crate) fn draw_bare(
    canvas: &mut Canvas,
    panel: &Panel,
    direction: Direction,
    at: f64,
    ends: (f64, f64),
    paint: Paint,
) {
    draw_with_caps(canvas, panel, (direction, at), ends, paint, 0.0);
}

fn draw_with_caps(
    canvas: &mut Canvas,
    panel: &Panel,
    (direction, at): (Direction, f64),
    (low, high): (f64, f64),
    paint: Paint,
    cap_px: f64,
) {
    let place = |value: f64| -> Option<Point> {
        match direction {
            Direction::Vertical => Some((panel.x.at(at)?, panel.y.at(value)?)),
            Direction::Horizontal => Some((panel.x.at(value)?, panel.y.at(at)?)),
        }
    };
    let (Some(first), Some(last)) = (place(low), place(high)) else { return };
    let mut line = |line: [Point; 2]| {
        draw_line(canvas, panel, &line, paint, Dash::Solid, theme::WHISKER_WIDTH_PX);
    };
    line([first, last]);
    if cap_px == 0.0 {
        return;
    }
    let (dx, dy) = match direction {
        Direction::Vertical => (cap_px, 0.0),
        Direction::Horizontal => (0.0, cap_px),
    };
    for (x, y) in [first, last] {
        line([(x - dx, y - dy), (x + dx, y + dy)]);
    }
}

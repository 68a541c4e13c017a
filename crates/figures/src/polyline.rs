//! Lines through data: broken at missing values, thinned to what a screen can show, cut at the
//! frame.
//!
//! A line with more points than the panel has columns is thinned column by column to its first,
//! lowest, highest and last point (the "M4" aggregation), which draws the same pixels as all points
//! do: Jugel, Jerzak, Hackenbroich, Markl (2014), <https://doi.org/10.14778/2732951.2732953>.

use crate::canvas::{Area, Point};
use crate::scale::Scale;

/// Columns for one pixel as shown: the PNG has two.
const COLUMNS_PER_PX: f64 = 2.0;

/// How a line is broken into strokes and gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dash {
    Solid,
    Dashed,
    Dotted,
    Alternating,
    Long,
    Short,
}

impl Dash {
    const ALL: [Self; 6] =
        [Self::Solid, Self::Dashed, Self::Dotted, Self::Alternating, Self::Long, Self::Short];

    /// The pattern of the series of this number.
    ///
    /// There are as many colours as patterns: each round of the colours begins one pattern further on, so that no
    /// two series look alike.
    pub(crate) fn of(index: usize) -> Self {
        let n = Self::ALL.len();
        Self::ALL[(index + index / n) % n]
    }

    /// Lengths of strokes and gaps in turn, for a line of width 1.
    fn pattern(self) -> &'static [f64] {
        match self {
            Self::Solid => &[],
            Self::Dashed => &[4.0, 2.0],
            Self::Dotted => &[1.0, 1.5],
            Self::Alternating => &[4.5, 1.6, 1.0, 1.6],
            Self::Long => &[8.0, 2.5],
            Self::Short => &[2.2, 1.6],
        }
    }
}

/// Runs of points on the panel, one for each stretch without a gap, thinned.
pub(crate) fn runs(x: &[f64], y: &[f64], x_scale: &Scale, y_scale: &Scale) -> Vec<Vec<Point>> {
    let mut runs = Vec::new();
    let mut run = Vec::new();
    for (&x, &y) in x.iter().zip(y) {
        match (x_scale.at(x), y_scale.at(y)) {
            (Some(x), Some(y)) => run.push((x, y)),
            _ if run.is_empty() => {}
            _ => runs.push(std::mem::take(&mut run)),
        }
    }
    if !run.is_empty() {
        runs.push(run);
    }
    runs.into_iter().map(|run| thinned(&run)).collect()
}

/// A run too short to be seen as a line.
pub(crate) fn is_dot(run: &[Point]) -> bool {
    let first = run[0];
    run.iter().all(|point| (point.0 - first.0).abs() < 1.0 && (point.1 - first.1).abs() < 1.0)
}

/// First, lowest, highest and last point of every stretch that stays in one column.
pub(crate) fn thinned(run: &[Point]) -> Vec<Point> {
    let column = |point: &Point| (point.0 * COLUMNS_PER_PX).floor();
    let mut kept = Vec::new();
    for stretch in run.chunk_by(|first, second| column(first) == column(second)) {
        if stretch.len() <= 4 {
            kept.extend_from_slice(stretch);
            continue;
        }
        let mut picks = [0, 0, 0, stretch.len() - 1];
        for (index, point) in stretch.iter().enumerate() {
            if point.1 < stretch[picks[1]].1 {
                picks[1] = index;
            }
            if point.1 > stretch[picks[2]].1 {
                picks[2] = index;
            }
        }
        picks.sort_unstable();
        kept.extend(picks.iter().map(|&index| stretch[index]));
    }
    kept
}

/// The parts of a line inside an area.
pub(crate) fn clipped(line: &[Point], area: Area) -> Vec<Vec<Point>> {
    let mut parts = Vec::new();
    let mut part: Vec<Point> = Vec::new();
    for pair in line.windows(2) {
        let Some((from, to)) = clipped_segment(pair[0], pair[1], area) else {
            continue;
        };
        if part.last() != Some(&from) {
            if part.len() > 1 {
                parts.push(std::mem::take(&mut part));
            }
            part = vec![from];
        }
        part.push(to);
    }
    if part.len() > 1 {
        parts.push(part);
    }
    parts
}

/// Liang and Barsky's clipping of one segment.
fn clipped_segment(from: Point, to: Point, area: Area) -> Option<(Point, Point)> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (mut enters, mut leaves) = (0.0_f64, 1.0_f64);
    let sides = [
        (-dx, from.0 - area.left),
        (dx, area.right - from.0),
        (-dy, from.1 - area.top),
        (dy, area.bottom - from.1),
    ];
    for (towards, room) in sides {
        if towards == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if towards < 0.0 {
            enters = enters.max(room / towards);
        } else {
            leaves = leaves.min(room / towards);
        }
    }
    if enters > leaves {
        return None;
    }
    let on = |share: f64| (from.0 + share * dx, from.1 + share * dy);
    let first = if enters > 0.0 { on(enters) } else { from };
    let last = if leaves < 1.0 { on(leaves) } else { to };
    Some((first, last))
}

/// The strokes of a dashed line of this width.
pub(crate) fn dashed(line: &[Point], dash: Dash, width_px: f64) -> Vec<Vec<Point>> {
    let pattern = dash.pattern();
    if pattern.is_empty() {
        return vec![line.to_vec()];
    }
    let mut strokes = Vec::new();
    let mut stroke: Vec<Point> = line.first().copied().into_iter().collect();
    let (mut phase, mut left) = (0, pattern[0] * width_px);
    for pair in line.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let length = ((to.0 - from.0) * (to.0 - from.0) + (to.1 - from.1) * (to.1 - from.1)).sqrt();
        let mut walked = 0.0;
        while length - walked > left {
            walked += left;
            let share = walked / length;
            let turn = (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1));
            if phase % 2 == 0 {
                stroke.push(turn);
                strokes.push(std::mem::take(&mut stroke));
            } else {
                stroke = vec![turn];
            }
            phase = (phase + 1) % pattern.len();
            left = pattern[phase] * width_px;
        }
        left -= length - walked;
        if phase % 2 == 0 {
            stroke.push(to);
        }
    }
    if stroke.len() > 1 {
        strokes.push(stroke);
    }
    strokes
}

#[cfg(test)]
mod tests;

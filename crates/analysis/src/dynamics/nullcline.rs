//! Where one part of a plane's state stands still.

use std::collections::BTreeMap;

use crate::Error;

/// A rectangle of the plane and how finely it is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    x: (f64, f64),
    y: (f64, f64),
    n_cells: usize,
}

impl Window {
    /// From two ranges and the number of cells along each.
    ///
    /// # Errors
    /// [`Error::Interval`] for a range that is none, [`Error::Parameter`] for no cells or more than 10,000.
    pub fn new(x: (f64, f64), y: (f64, f64), n_cells: usize) -> Result<Self, Error> {
        for (lower, upper) in [x, y] {
            if !(lower < upper && lower.is_finite() && upper.is_finite()) {
                return Err(Error::Interval { lower, upper });
            }
        }
        if !(1..=10_000).contains(&n_cells) {
            let wanted = "a number between 1 and 10,000";
            return Err(Error::Parameter { parameter: "n_cells", got: n_cells as f64, wanted });
        }
        Ok(Self { x, y, n_cells })
    }
}

/// The pieces ((x, y), (x, y)) of the lines on which part `part` (0 or 1) of the field vanishes: cell by cell,
/// straight between the points of the cell's sides, each of which is exact to rounding. A line that passes
/// twice through one side is not seen: take more cells.
///
/// # Errors
/// [`Error::Parameter`] for a part other than 0 and 1, [`Error::NonFinite`] for a field that is not finite at a corner of
/// the cells, counted row by row.
pub fn nullcline(
    field: impl Fn(&[f64], &mut [f64]),
    part: usize,
    window: Window,
) -> Result<Vec<[(f64, f64); 2]>, Error> {
    if part > 1 {
        let wanted = "0 or 1";
        return Err(Error::Parameter { parameter: "part", got: part as f64, wanted });
    }
    let n = window.n_cells;
    let at = |(low, high): (f64, f64), i: usize| low + (high - low) * i as f64 / n as f64;
    let value = |point: (f64, f64)| {
        let mut velocity = [0.0; 2];
        field(&[point.0, point.1], &mut velocity);
        velocity[part]
    };
    let corner = |i: usize, j: usize| (at(window.x, i), at(window.y, j));
    let values: Vec<Vec<f64>> =
        (0..=n).map(|i| (0..=n).map(|j| value(corner(i, j))).collect()).collect();
    if let Some((row, &got)) = values.iter().flatten().enumerate().find(|(_, v)| !v.is_finite()) {
        return Err(Error::NonFinite {
            what: "velocity at the corners of the cells".into(),
            row,
            got,
        });
    }
    let mut pieces = Vec::new();
    for i in 0..n {
        for j in 0..n {
            let round = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1), (i, j)];
            let mut passed = Vec::with_capacity(4);
            for side in round.windows(2) {
                let [a, b] = [side[0], side[1]];
                if (values[a.0][a.1] < 0.0) != (values[b.0][b.1] < 0.0) {
                    // Both cells of a side look at it from the same end.
                    let (from, to) = (a.min(b), a.max(b));
                    passed.push(zero_between(corner(from.0, from.1), corner(to.0, to.1), &value));
                }
            }
            for pair in passed.chunks_exact(2) {
                pieces.push([pair[0], pair[1]]);
            }
        }
    }
    Ok(pieces)
}

/// Pieces that meet, joined end to end: every piece once, in lines of at least two points. Where more than two meet,
/// one line goes on and another begins.
pub fn joined(pieces: &[[(f64, f64); 2]]) -> Vec<Vec<(f64, f64)>> {
    let key = |point: (f64, f64)| (point.0.to_bits(), point.1.to_bits());
    let mut meeting: BTreeMap<(u64, u64), Vec<usize>> = BTreeMap::new();
    for (number, piece) in pieces.iter().enumerate() {
        for point in piece {
            meeting.entry(key(*point)).or_default().push(number);
        }
    }
    let mut used = vec![false; pieces.len()];
    let mut lines = Vec::new();
    for first in 0..pieces.len() {
        if used[first] {
            continue;
        }
        used[first] = true;
        let [a, b] = pieces[first];
        let mut line = vec![b, a];
        for _ in 0..2 {
            let mut end = line[line.len() - 1];
            while let Some(&next) = meeting[&key(end)].iter().find(|&&piece| !used[piece]) {
                used[next] = true;
                let [a, b] = pieces[next];
                end = if key(a) == key(end) { b } else { a };
                line.push(end);
            }
            line.reverse();
        }
        lines.push(line);
    }
    lines
}

/// The zero on a side whose ends have different signs, by halving.
fn zero_between(
    from: (f64, f64),
    to: (f64, f64),
    value: &impl Fn((f64, f64)) -> f64,
) -> (f64, f64) {
    let along = |share: f64| (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1));
    let below = value(from) < 0.0;
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..52 {
        let middle = 0.5 * (low + high);
        if (value(along(middle)) < 0.0) == below {
            low = middle;
        } else {
            high = middle;
        }
    }
    along(0.5 * (low + high))
}

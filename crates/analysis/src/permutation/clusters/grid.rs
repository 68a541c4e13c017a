//! Which points are neighbours, and which patches of them lie beyond a threshold.

use super::Tail;

/// Points on a line or in a plane, row after row; neighbours share a side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    n_rows: usize,
    n_columns: usize,
}

impl Grid {
    /// Points in time.
    pub fn line(n_points: usize) -> Self {
        Self { n_rows: 1, n_columns: n_points }
    }

    /// Points in a plane, such as frequencies × times, the later index running faster.
    pub fn plane(n_rows: usize, n_columns: usize) -> Self {
        Self { n_rows, n_columns }
    }

    /// How many points.
    pub fn n_points(&self) -> usize {
        self.n_rows.saturating_mul(self.n_columns)
    }

    /// The patches of neighbouring points with t beyond ± `threshold`, each of one sign, with the sum of
    /// their t, in the order of their first points.
    pub(super) fn clusters(self, t: &[f64], threshold: f64, tail: Tail) -> Vec<(Vec<usize>, f64)> {
        let side = |t: f64| match tail {
            Tail::Greater | Tail::TwoSided if t > threshold => 1_i8,
            Tail::Less | Tail::TwoSided if t < -threshold => -1,
            _ => 0,
        };
        let mut sides: Vec<i8> = t.iter().map(|&t| side(t)).collect();
        let mut clusters = Vec::new();
        let mut open = Vec::new();
        for first in 0..t.len() {
            let sign = sides[first];
            if sign == 0 {
                continue;
            }
            let mut points = Vec::new();
            sides[first] = 0;
            open.push(first);
            while let Some(point) = open.pop() {
                points.push(point);
                let (row, column) = (point / self.n_columns, point % self.n_columns);
                let neighbours = [
                    (row > 0).then(|| point - self.n_columns),
                    (column > 0).then(|| point - 1),
                    (column + 1 < self.n_columns).then_some(point + 1),
                    (row + 1 < self.n_rows).then_some(point + self.n_columns),
                ];
                for neighbour in neighbours.into_iter().flatten() {
                    if sides[neighbour] == sign {
                        sides[neighbour] = 0;
                        open.push(neighbour);
                    }
                }
            }
            points.sort_unstable();
            let mass = points.iter().map(|&point| t[point]).sum();
            clusters.push((points, mass));
        }
        clusters
    }
}

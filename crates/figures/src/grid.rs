//! Small multiples: many panels in rows and columns on one sheet.

use crate::canvas::Area;

/// How many panels a picture takes.
pub(crate) const MOST_PANELS: usize = 64;
/// How many points a panel takes.
pub(crate) const MOST_POINTS: usize = 5000;

/// Rows and columns for a number of panels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Grid {
    pub(crate) n_rows: usize,
    pub(crate) n_columns: usize,
}

impl Grid {
    /// At most `widest` columns, as even as rows allow.
    pub(crate) fn new(n_panels: usize, widest: usize) -> Self {
        let n_rows = n_panels.div_ceil(widest).max(1);
        Self { n_rows, n_columns: n_panels.div_ceil(n_rows).max(1) }
    }

    /// The cell of a panel inside an area, with a gap between cells.
    pub(crate) fn cell(self, index: usize, area: Area, gap: (f64, f64)) -> Area {
        let (row, column) = (index / self.n_columns, index % self.n_columns);
        let width = (area.width() + gap.0) / self.n_columns as f64;
        let height = (area.height() + gap.1) / self.n_rows as f64;
        let (left, top) = (area.left + column as f64 * width, area.top + row as f64 * height);
        Area { left, top, right: left + width - gap.0, bottom: top + height - gap.1 }
    }

    /// Nothing stands below this panel.
    pub(crate) fn is_lowest(self, index: usize, n_panels: usize) -> bool {
        index + self.n_columns >= n_panels
    }

    pub(crate) fn is_leftmost(self, index: usize) -> bool {
        index.is_multiple_of(self.n_columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panels_are_spread_evenly() {
        assert_eq!(Grid::new(7, 6), Grid { n_rows: 2, n_columns: 4 });
        assert_eq!(Grid::new(36, 6), Grid { n_rows: 6, n_columns: 6 });
        assert_eq!(Grid::new(0, 6), Grid { n_rows: 1, n_columns: 1 });
    }

    #[test]
    fn cells_tile_the_area() {
        let area = Area { left: 0.0, top: 0.0, right: 110.0, bottom: 50.0 };
        let grid = Grid::new(4, 2);
        let last = grid.cell(3, area, (10.0, 10.0));
        assert_eq!(last, Area { left: 60.0, top: 30.0, right: 110.0, bottom: 50.0 });
        assert!(grid.is_lowest(2, 4) && !grid.is_lowest(1, 4));
        assert!(Grid::new(3, 2).is_lowest(1, 3));
    }
}

//! What could a network remember that a reader recognises?
//!
//! Eight black-and-white shapes on a square grid, each with about as many black cells as white ones. The first five
//! have as little to do with each other as random patterns have (overlaps near 0); the later ones resemble earlier ones,
//! and memories that resemble each other mix.
//!
//! ```
//! use spikebook_models::hopfield::{overlap, shapes::Shape};
//!
//! let (stripes, bars) = (Shape::Stripes.draw(12), Shape::Bars.draw(12));
//! assert_eq!(overlap(&stripes, &bars), 0.0);
//! ```

/// A shape, 1 where it is and −1 around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Four upright stripes
    Stripes,
    /// Four level bars
    Bars,
    /// A chequerboard of four by four
    Chequers,
    /// The half above a diagonal
    Half,
    /// A disc
    Disc,
    /// Both diagonals
    Cross,
    /// A ring
    Ring,
    /// An upright cross
    Plus,
}

impl Shape {
    /// All of them, those that are least alike first.
    pub const ALL: [Self; 8] = [
        Self::Stripes,
        Self::Bars,
        Self::Chequers,
        Self::Disc,
        Self::Cross,
        Self::Half,
        Self::Ring,
        Self::Plus,
    ];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stripes => "stripes",
            Self::Bars => "bars",
            Self::Chequers => "chequers",
            Self::Half => "half",
            Self::Disc => "disc",
            Self::Cross => "cross",
            Self::Ring => "ring",
            Self::Plus => "plus",
        }
    }

    /// The shape on a grid of `side` by `side` cells, row by row from the top.
    pub fn draw(self, side: usize) -> Vec<i8> {
        let band = |place: usize| (4 * place / side.max(1)).is_multiple_of(2);
        // From −1 to 1, the centres of the cells.
        let centred = |place: usize| (2.0 * place as f64 + 1.0) / side as f64 - 1.0;
        let is_inside = |row: usize, column: usize| {
            let (x, y) = (centred(column), centred(row));
            let square = x * x + y * y;
            match self {
                Self::Stripes => band(column),
                Self::Bars => band(row),
                Self::Chequers => band(row) == band(column),
                // On the diagonal itself, every other cell.
                Self::Half => column > row || (column == row && row.is_multiple_of(2)),
                Self::Disc => square < 0.64,
                Self::Cross => (x.abs() - y.abs()).abs() < 0.3,
                Self::Ring => (0.25..0.9).contains(&square),
                Self::Plus => x.abs().min(y.abs()) < 0.29,
            }
        };
        let cells = (0..side).flat_map(|row| (0..side).map(move |column| (row, column)));
        cells.map(|(row, column)| if is_inside(row, column) { 1 } else { -1 }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hopfield::overlap;

    #[test]
    fn shapes_are_half_black_and_the_first_five_unlike() {
        let drawn: Vec<Vec<i8>> = Shape::ALL.iter().map(|shape| shape.draw(12)).collect();
        for (shape, cells) in Shape::ALL.iter().zip(&drawn) {
            assert_eq!(cells.len(), 144);
            let balance: i32 = cells.iter().map(|&cell| i32::from(cell)).sum();
            assert!(balance.abs() <= 22, "{}: {balance}", shape.name());
        }
        for i in 0..5 {
            for j in 0..i {
                let alike = overlap(&drawn[i], &drawn[j]).abs();
                assert!(alike < 0.07, "{i} {j} {alike}");
            }
        }
        assert!(overlap(&drawn[1], &drawn[5]) > 0.2);
        assert!(Shape::Disc.draw(0).is_empty());
    }
}

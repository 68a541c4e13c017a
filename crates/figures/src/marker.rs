//! Markers that tell series apart by shape.

use crate::canvas::{Canvas, Paint, Point};

/// The shape of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Marker {
    Disc,
    Square,
    Triangle,
    Diamond,
    TriangleDown,
    Plus,
    /// A disc of paper with an edge.
    Ring,
    /// An upright stroke.
    Bar,
}

impl Marker {
    const ALL: [Self; 6] =
        [Self::Disc, Self::Square, Self::Triangle, Self::Diamond, Self::TriangleDown, Self::Plus];

    /// The marker of the series of this number; as dashes, one further on in each round of the colours.
    pub(crate) fn of(index: usize) -> Self {
        let n = Self::ALL.len();
        Self::ALL[(index + index / n) % n]
    }

    /// Draws the marker with about the area of a disc of this radius.
    pub(crate) fn draw(self, canvas: &mut Canvas, (x, y): Point, radius_px: f64, paint: Paint) {
        let outline = |corners: &[(f64, f64)]| -> Vec<Point> {
            corners.iter().map(|(dx, dy)| (x + dx * radius_px, y + dy * radius_px)).collect()
        };
        match self {
            Self::Disc => canvas.disc((x, y), radius_px, paint),
            Self::Ring => {
                canvas.disc((x, y), radius_px, paint);
                canvas.disc((x, y), radius_px * 0.6, Paint::PAPER);
            }
            Self::Bar => {
                let corners = [(-0.35, -2.0), (0.35, -2.0), (0.35, 2.0), (-0.35, 2.0)];
                canvas.fill(outline(&corners), paint);
            }
            Self::Square => {
                let half = 0.89;
                let corners = [(-half, -half), (half, -half), (half, half), (-half, half)];
                canvas.fill(outline(&corners), paint);
            }
            Self::Triangle => {
                canvas.fill(outline(&[(0.0, -1.35), (1.2, 0.78), (-1.2, 0.78)]), paint);
            }
            Self::TriangleDown => {
                canvas.fill(outline(&[(0.0, 1.35), (1.2, -0.78), (-1.2, -0.78)]), paint);
            }
            Self::Diamond => {
                let corners = [(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)];
                canvas.fill(outline(&corners), paint);
            }
            Self::Plus => {
                let (arm, half) = (1.25, 0.4);
                let corners = [
                    (-half, -arm),
                    (half, -arm),
                    (half, -half),
                    (arm, -half),
                    (arm, half),
                    (half, half),
                    (half, arm),
                    (-half, arm),
                    (-half, half),
                    (-arm, half),
                    (-arm, -half),
                    (-half, -half),
                ];
                canvas.fill(outline(&corners), paint);
            }
        }
    }
}

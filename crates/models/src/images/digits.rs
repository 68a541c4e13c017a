//! Ten numerals, drawn by strokes, no two alike.
//!
//! A numeral is a few strokes in a unit square. Before it is drawn it is turned, sheared, stretched and moved by small random
//! amounts, and the pen has a random thickness; a pixel is as dark as the pen is near, between 0 and 1.
//!
//! ```
//! use spikebook_models::images::digits::{Hand, draw_digit};
//! use spikebook_numeric::Seed;
//!
//! let stream = &mut Seed::from_number(1).replicate("digits", 0);
//! let three = draw_digit(3, 16, Hand::new(1.0)?, stream)?;
//! assert!(three.iter().all(|pixel| (0.0..=1.0).contains(pixel)));
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use spikebook_numeric::Stream;
use spikebook_numeric::elementary::{cos, sin};

use crate::Error;
use crate::error::within;

/// How unsteady the writer is: 0 draws the same each time, 1 as people do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hand(f64);

impl Hand {
    /// An unsteadiness.
    ///
    /// # Errors
    /// [`Error::Parameter`] outside [0, 3].
    pub fn new(unsteadiness: f64) -> Result<Self, Error> {
        Ok(Self(within("unsteadiness", unsteadiness, 0.0..=3.0, "a number between 0 and 3")?))
    }
}

type Place = (f64, f64);

/// Places along a piece of an ellipse; angles grow clockwise from the right, as y grows downwards.
fn arc(centre: Place, radii: Place, from_deg: f64, to_deg: f64) -> Vec<Place> {
    let n = 24;
    (0..=n)
        .map(|k| (from_deg + (to_deg - from_deg) * f64::from(k) / f64::from(n)).to_radians())
        .map(|angle| (centre.0 + radii.0 * cos(angle), centre.1 + radii.1 * sin(angle)))
        .collect()
}

/// The strokes of a numeral in the unit square, y downwards.
fn strokes(digit: u8) -> Vec<Vec<Place>> {
    let joined = |mut first: Vec<Place>, more: &[Place]| {
        first.extend_from_slice(more);
        first
    };
    match digit {
        0 => vec![arc((0.5, 0.5), (0.21, 0.33), 0.0, 360.0)],
        1 => vec![vec![(0.38, 0.3), (0.52, 0.17), (0.52, 0.84)]],
        2 => vec![joined(
            arc((0.49, 0.35), (0.2, 0.19), 190.0, 390.0),
            &[(0.29, 0.82), (0.73, 0.82)],
        )],
        3 => vec![joined(
            arc((0.47, 0.33), (0.19, 0.16), 200.0, 450.0),
            &arc((0.47, 0.67), (0.22, 0.18), 270.0, 520.0),
        )],
        4 => vec![vec![(0.56, 0.16), (0.27, 0.6), (0.76, 0.6)], vec![(0.6, 0.4), (0.6, 0.86)]],
        5 => vec![joined(
            vec![(0.7, 0.17), (0.36, 0.17), (0.34, 0.47)],
            &arc((0.48, 0.63), (0.22, 0.2), 235.0, 505.0),
        )],
        6 => vec![
            arc((0.5, 0.66), (0.2, 0.18), 0.0, 360.0),
            arc((0.68, 0.64), (0.38, 0.48), 180.0, 260.0),
        ],
        7 => vec![vec![(0.28, 0.18), (0.73, 0.18), (0.44, 0.85)]],
        8 => vec![
            arc((0.5, 0.32), (0.17, 0.16), 0.0, 360.0),
            arc((0.5, 0.67), (0.21, 0.18), 0.0, 360.0),
        ],
        _ => vec![arc((0.5, 0.35), (0.19, 0.18), 0.0, 360.0), vec![(0.69, 0.37), (0.61, 0.85)]],
    }
}

/// How far a place is from the line between two others.
fn distance(place: Place, (from, to): (Place, Place)) -> f64 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let square = dx * dx + dy * dy;
    let along = (place.0 - from.0) * dx + (place.1 - from.1) * dy;
    let share = if square > 0.0 { (along / square).clamp(0.0, 1.0) } else { 0.0 };
    let (x, y) = (place.0 - from.0 - share * dx, place.1 - from.1 - share * dy);
    (x * x + y * y).sqrt()
}

/// A numeral on a square of pixels, row by row from the top.
///
/// # Errors
/// [`Error::Parameter`] for a digit above 9 or more than 256 pixels a side; [`Error::TooFew`] below 8 of them.
pub fn draw_digit(
    digit: u8,
    side: usize,
    Hand(unsteadiness): Hand,
    stream: &mut Stream,
) -> Result<Vec<f64>, Error> {
    within("digit", f64::from(digit), 0.0..=9.0, "a whole number from 0 to 9")?;
    if side < 8 {
        return Err(Error::TooFew { what: "pixels a side", got: side, wanted: 8 });
    }
    within("side", side as f64, ..=256.0, "at most 256 pixels")?;
    let mut drawn = |spread: f64| unsteadiness * spread * stream.standard_normal();
    let (turn, shear) = (drawn(0.1), drawn(0.12));
    let (wider, taller) = (1.0 + drawn(0.06), 1.0 + drawn(0.06));
    let (right, down) = (drawn(0.03), drawn(0.03));
    let thickness = (0.045 + drawn(0.008)).clamp(0.02, 0.09);
    let (c, s) = (cos(turn), sin(turn));
    let moved = |&(x, y): &Place| {
        let (x, y) = (wider * (x - 0.5), taller * (y - 0.5));
        let x = x - shear * y;
        (0.5 + right + c * x - s * y, 0.5 + down + s * x + c * y)
    };
    let lines: Vec<(Place, Place)> = strokes(digit)
        .iter()
        .flat_map(|stroke| {
            let places: Vec<Place> = stroke.iter().map(moved).collect();
            places.windows(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>()
        })
        .collect();
    let soft = 1.0 / side as f64;
    let pixel = |k: usize| {
        let place =
            (((k % side) as f64 + 0.5) / side as f64, ((k / side) as f64 + 0.5) / side as f64);
        let near = lines.iter().map(|&line| distance(place, line)).fold(f64::INFINITY, f64::min);
        (1.0 - (near - thickness) / soft).clamp(0.0, 1.0)
    };
    Ok((0..side * side).map(pixel).collect())
}

#[cfg(test)]
mod tests {
    use spikebook_numeric::Seed;

    use super::*;

    fn digit(number: u8, unsteadiness: f64, replicate: u64) -> Vec<f64> {
        let stream = &mut Seed::from_number(4).replicate("test", replicate);
        draw_digit(number, 16, Hand::new(unsteadiness).expect("a hand"), stream).expect("a digit")
    }

    fn apart(a: &[f64], b: &[f64]) -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
    }

    #[test]
    fn numerals_are_nearest_to_their_own_template() {
        let templates: Vec<Vec<f64>> = (0..10).map(|number| digit(number, 0.0, 0)).collect();
        let mut n_right = 0;
        for replicate in 0..200_u64 {
            let number = (replicate % 10) as u8;
            let drawn = digit(number, 0.7, replicate);
            let nearest = (0..10).reduce(|a: usize, b| {
                if apart(&templates[b], &drawn) < apart(&templates[a], &drawn) { b } else { a }
            });
            n_right += usize::from(nearest == Some(usize::from(number)));
        }
        // Chance is 20.
        assert!(n_right > 140, "{n_right} of 200");
    }

    #[test]
    fn a_steady_hand_draws_the_same_and_an_unsteady_one_does_not() {
        assert_eq!(digit(5, 0.0, 1), digit(5, 0.0, 2));
        assert!(apart(&digit(5, 1.0, 1), &digit(5, 1.0, 2)) > 1.0);
        insta::assert_snapshot!(Hand::new(-1.0).expect_err("refused"), @"unsteadiness: got -1, wanted a number between 0 and 3");
        let stream = &mut Seed::from_number(4).replicate("test", 0);
        let refused = draw_digit(11, 16, Hand::new(1.0).expect("a hand"), stream);
        insta::assert_snapshot!(refused.expect_err("refused"), @"digit: got 11, wanted a whole number from 0 to 9");
    }
}

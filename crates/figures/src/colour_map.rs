//! Numbers to colours, for heat maps and paths.
//!
//! [`ColourMap::Sequential`] runs from dark blue over green to yellow, its lightness (`OKLab`)
//! rising in equal steps, so that equal differences look equal and a grey print keeps the order.
//! [`ColourMap::Diverging`] runs from blue over a pale middle to brown: for values with a
//! meaningful zero, which is kept in the middle. [`ColourMap::Lines`] is for thin lines: every
//! colour of it is legible on light and dark pages. A rainbow misleads, because its lightness rises
//! and falls.
//!
//! Reference: Crameri, Shephard, Heron (2020), *The misuse of colour in science communication*,
//! <https://doi.org/10.1038/s41467-020-19160-7>.

use crate::palette::{Colour, between, ordered};

/// Steps that a map is cut into: finer ones cannot be told apart.
pub(crate) const N_LEVELS: usize = 128;

const SEQUENTIAL: [Colour; 9] = [
    Colour::new(0x17, 0x1a, 0x4c),
    Colour::new(0x01, 0x37, 0x69),
    Colour::new(0x09, 0x54, 0x71),
    Colour::new(0x06, 0x72, 0x7f),
    Colour::new(0x12, 0x90, 0x87),
    Colour::new(0x00, 0xb2, 0x7f),
    Colour::new(0x72, 0xc9, 0x6a),
    Colour::new(0xc0, 0xda, 0x62),
    Colour::new(0xff, 0xe9, 0x7e),
];

const DIVERGING: [Colour; 9] = [
    Colour::new(0x00, 0x53, 0xa5),
    Colour::new(0x48, 0x7b, 0xba),
    Colour::new(0x7f, 0xa1, 0xcd),
    Colour::new(0xb6, 0xc7, 0xde),
    Colour::new(0xee, 0xee, 0xee),
    Colour::new(0xdc, 0xbe, 0xb4),
    Colour::new(0xc8, 0x8f, 0x7b),
    Colour::new(0xb0, 0x60, 0x43),
    Colour::new(0x92, 0x30, 0x02),
];

/// Which colours stand for which numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColourMap {
    /// From low to high.
    #[default]
    Sequential,
    /// From below zero to above zero.
    Diverging,
    /// From first to last, for lines on the page's own ground.
    Lines,
}

impl ColourMap {
    /// The colour of a level between 0 and 1.
    pub fn colour(self, level: f64) -> Colour {
        match self {
            Self::Sequential => between(&SEQUENTIAL, level),
            Self::Diverging => between(&DIVERGING, level),
            Self::Lines => ordered(level),
        }
    }

    /// The number of the step that a level between 0 and 1 falls into.
    pub(crate) fn step(level: f64) -> usize {
        (level.clamp(0.0, 1.0) * N_LEVELS as f64).min(N_LEVELS as f64 - 1.0) as usize
    }

    /// The colour of a step.
    pub(crate) fn step_colour(self, step: usize) -> Colour {
        self.colour(step as f64 / (N_LEVELS - 1) as f64)
    }

    /// The range of values that the map spans: symmetric about zero for a diverging map.
    pub(crate) fn range(self, low: f64, high: f64) -> (f64, f64) {
        match self {
            Self::Sequential | Self::Lines => (low, high),
            Self::Diverging => {
                let reach = low.abs().max(high.abs());
                (-reach, reach)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::palette::colour_science::{lightness, luminance};

    #[test]
    fn sequential_luminance_rises_at_every_step() {
        let luminances: Vec<f64> =
            (0..N_LEVELS).map(|step| luminance(ColourMap::Sequential.step_colour(step))).collect();
        assert!(luminances.windows(2).all(|pair| pair[0] < pair[1]), "{luminances:?}");
    }

    #[test]
    fn sequential_lightness_is_near_a_straight_line() {
        let first = lightness(ColourMap::Sequential.colour(0.0));
        let last = lightness(ColourMap::Sequential.colour(1.0));
        for step in 0..N_LEVELS {
            let level = step as f64 / (N_LEVELS - 1) as f64;
            let got = lightness(ColourMap::Sequential.step_colour(step));
            assert!((got - (first + level * (last - first))).abs() < 0.02, "step {step}: {got}");
        }
    }

    #[test]
    fn diverging_map_is_palest_in_the_middle_and_darkens_both_ways() {
        let at = |level: f64| luminance(ColourMap::Diverging.colour(level));
        for step in 0..50 {
            let (near, far) = (f64::from(step) / 100.0, f64::from(step + 1) / 100.0);
            assert!(at(0.5 - near) > at(0.5 - far), "left of the middle, {near}");
            assert!(at(0.5 + near) > at(0.5 + far), "right of the middle, {near}");
        }
    }

    #[test]
    fn diverging_range_keeps_zero_in_the_middle() {
        assert_eq!(ColourMap::Diverging.range(-1.0, 3.0), (-3.0, 3.0));
        assert_eq!(ColourMap::Sequential.range(-1.0, 3.0), (-1.0, 3.0));
    }
}

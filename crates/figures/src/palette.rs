//! Colours that tell data apart, for every reader and on light and dark pages.
//!
//! [`SERIES`] starts from the hues of Okabe and Ito; lightness and chroma were then searched so
//! that each colour has a contrast of at least 3 : 1 against white and against mdBook's dark
//! grounds (WCAG 2.2, criterion 1.4.11), and any two stay apart under protan-, deuter- and
//! tritanopia. The tests compute both. Lines differ in dash and marker as well, so that nothing
//! hangs on colour.
//!
//! [`ordered`] is for conditions with an order, such as stimulus strength: lightness falls steadily
//! while the hue turns from teal over blue to magenta.
//!
//! Reference: M. Okabe, K. Ito (2008), *Color universal design*,
//! <https://jfly.uni-koeln.de/color/>; simulation of colour blindness: Machado, Oliveira, Fernandes
//! (2009), <https://doi.org/10.1109/TVCG.2009.113>.

use std::fmt;

/// A colour in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Colour {
    /// Red, 0 to 255.
    pub red: u8,
    /// Green, 0 to 255.
    pub green: u8,
    /// Blue, 0 to 255.
    pub blue: u8,
}

impl Colour {
    /// The colour of these three channels.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// The colour `share` of the way from `self` to `other`, channel by channel.
    pub(crate) fn mix(self, other: Self, share: f64) -> Self {
        let channel = |from: u8, to: u8| {
            (f64::from(from) + (f64::from(to) - f64::from(from)) * share).round() as u8
        };
        Self {
            red: channel(self.red, other.red),
            green: channel(self.green, other.green),
            blue: channel(self.blue, other.blue),
        }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

/// Colours of unordered series: blue, vermilion, green, ochre, pink, violet.
pub const SERIES: [Colour; 6] = [
    Colour::new(0x46, 0x93, 0xf1),
    Colour::new(0xc0, 0x37, 0x10),
    Colour::new(0x04, 0x78, 0x5d),
    Colour::new(0xaa, 0x8f, 0x44),
    Colour::new(0xd8, 0x59, 0xa8),
    Colour::new(0x7e, 0x4a, 0xc2),
];

/// Anchors of [`ordered`], from the first level to the last.
const ORDERED: [Colour; 5] = [
    Colour::new(0x04, 0x9d, 0x9d),
    Colour::new(0x1a, 0x8a, 0xc1),
    Colour::new(0x6a, 0x6c, 0xcc),
    Colour::new(0xa0, 0x50, 0xb0),
    Colour::new(0xc0, 0x3a, 0x6c),
];

/// The colour of a level between 0 (first) and 1 (last).
pub fn ordered(level: f64) -> Colour {
    between(&ORDERED, level)
}

/// Piecewise linear interpolation over equally spaced anchors; a level outside 0 to 1 is clamped.
pub(crate) fn between(anchors: &[Colour], level: f64) -> Colour {
    let level = if level.is_finite() { level.clamp(0.0, 1.0) } else { 0.0 };
    let position = level * (anchors.len() - 1) as f64;
    let index = (position.floor() as usize).min(anchors.len() - 2);
    anchors[index].mix(anchors[index + 1], position - index as f64)
}

/// What a series is painted with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Hue {
    /// The colour of this number in [`SERIES`], counted from 0 and starting again after the last.
    Series(usize),
    /// A level between 0 and 1 of [`ordered`].
    Ordered(f64),
    /// The ink of the page: for what all else is compared with.
    Ink,
}

impl Hue {
    /// The colour itself.
    pub fn colour(self) -> Colour {
        match self {
            Self::Series(index) => SERIES[index % SERIES.len()],
            Self::Ordered(level) => ordered(level),
            Self::Ink => crate::theme::INK,
        }
    }
}

#[cfg(test)]
pub(crate) mod colour_science;
#[cfg(test)]
mod tests;

//! What a number is measured in.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Error;

/// One unit of a closed list. Two units of one dimension convert by a factor.
///
/// ```
/// use spikebook_schema::Unit;
///
/// let milliseconds = Unit::parse("ms")?;
/// assert_eq!(milliseconds.factor_to(Unit::SECOND)?, 1e-3);
/// assert!(Unit::parse("furlong").is_err());
/// # Ok::<(), spikebook_schema::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub struct Unit(u8);

/// Symbol, spoken name, dimension, and how many of the dimension's first unit one is.
struct Entry(&'static str, &'static str, &'static str, f64);

const UNITS: [Entry; 39] = [
    Entry("1", "no unit", "a plain number", 1.0),
    Entry("s", "seconds", "time", 1.0),
    Entry("ms", "milliseconds", "time", 1e-3),
    Entry("us", "microseconds", "time", 1e-6),
    Entry("min", "minutes", "time", 60.0),
    Entry("Hz", "hertz", "rate", 1.0),
    Entry("kHz", "kilohertz", "rate", 1e3),
    Entry("spikes/s", "spikes per second", "firing rate", 1.0),
    Entry("spikes", "spikes", "spike count", 1.0),
    Entry("deg", "degrees", "angle", 1.0),
    Entry("rad", "radians", "angle", 180.0 / std::f64::consts::PI),
    Entry("deg/s", "degrees per second", "angular speed", 1.0),
    Entry("m", "metres", "length", 1.0),
    Entry("cm", "centimetres", "length", 1e-2),
    Entry("mm", "millimetres", "length", 1e-3),
    Entry("um", "micrometres", "length", 1e-6),
    Entry("cm/s", "centimetres per second", "speed", 1.0),
    Entry("px", "pixels", "picture length", 1.0),
    Entry("px/s", "pixels per second", "picture speed", 1.0),
    Entry("%", "percent", "share", 1e-2),
    Entry("fraction", "a fraction of one", "share", 1.0),
    Entry("bit", "bits", "information", 1.0),
    Entry("bit/spike", "bits per spike", "information per spike", 1.0),
    Entry("nat", "nats", "information", std::f64::consts::LOG2_E),
    Entry("V", "volts", "voltage", 1.0),
    Entry("mV", "millivolts", "voltage", 1e-3),
    Entry("uV", "microvolts", "voltage", 1e-6),
    Entry("nA", "nanoamperes", "current", 1.0),
    Entry("pA", "picoamperes", "current", 1e-3),
    Entry("uA/cm2", "microamperes per square centimetre", "current density", 1.0),
    Entry("uF/cm2", "microfarads per square centimetre", "capacitance by area", 1.0),
    Entry("mS/cm2", "millisiemens per square centimetre", "conductance by area", 1.0),
    Entry("pF", "picofarads", "capacitance", 1.0),
    Entry("nS", "nanosiemens", "conductance", 1.0),
    Entry("MOhm", "megaohms", "resistance", 1.0),
    Entry("samples", "samples", "sample count", 1.0),
    Entry("id", "identifier", "identity", 1.0),
    Entry("label", "label", "a name", 1.0),
    Entry("any", "any unit", "whatever the data says", 1.0),
];

impl Unit {
    /// A plain number.
    pub const ONE: Self = Self(0);
    /// Seconds.
    pub const SECOND: Self = Self(1);
    /// Milliseconds.
    pub const MILLISECOND: Self = Self(2);
    /// Hertz.
    pub const HERTZ: Self = Self(5);
    /// Spikes per second.
    pub const SPIKES_PER_SECOND: Self = Self(7);
    /// A number of spikes.
    pub const SPIKES: Self = Self(8);
    /// Degrees.
    pub const DEGREE: Self = Self(9);
    /// Radians.
    pub const RADIAN: Self = Self(10);
    /// Degrees per second.
    pub const DEGREE_PER_SECOND: Self = Self(11);
    /// Centimetres.
    pub const CENTIMETRE: Self = Self(13);
    /// Pixels of a video.
    pub const PIXEL: Self = Self(17);
    /// Pixels per second.
    pub const PIXEL_PER_SECOND: Self = Self(18);
    /// A fraction of one.
    pub const FRACTION: Self = Self(20);
    /// Bits.
    pub const BIT: Self = Self(21);
    /// Bits per spike.
    pub const BIT_PER_SPIKE: Self = Self(22);
    /// Millivolts.
    pub const MILLIVOLT: Self = Self(25);
    /// Nanoamperes.
    pub const NANOAMPERE: Self = Self(27);
    /// Picoamperes.
    pub const PICOAMPERE: Self = Self(28);
    /// Microamperes per square centimetre.
    pub const MICROAMPERE_PER_CM2: Self = Self(29);
    /// An identifier: equal or not, never added.
    pub const ID: Self = Self(36);
    /// A name.
    pub const LABEL: Self = Self(37);
    /// Of a port, never of data: whatever unit the data has.
    pub const ANY: Self = Self(38);

    /// The unit with this symbol.
    ///
    /// # Errors
    /// [`Error::UnknownUnit`] where there is none.
    pub fn parse(symbol: &str) -> Result<Self, Error> {
        UNITS
            .iter()
            .position(|entry| entry.0 == symbol)
            .map(|index| Self(index as u8))
            .ok_or_else(|| Error::UnknownUnit { symbol: symbol.into() })
    }

    fn entry(self) -> &'static Entry {
        &UNITS[usize::from(self.0)]
    }

    /// How it is written: `spikes/s`.
    pub fn symbol(self) -> &'static str {
        self.entry().0
    }

    /// How it is spoken: "spikes per second".
    pub fn spoken(self) -> &'static str {
        self.entry().1
    }

    /// What it measures: "firing rate".
    pub fn dimension(self) -> &'static str {
        self.entry().2
    }

    /// How many of `wanted` one of these is.
    ///
    /// # Errors
    /// [`Error::Incommensurable`] where the two measure different things.
    pub fn factor_to(self, wanted: Self) -> Result<f64, Error> {
        if self == wanted {
            Ok(1.0)
        } else if self.dimension() == wanted.dimension() {
            Ok(self.entry().3 / wanted.entry().3)
        } else {
            Err(Error::Incommensurable { got: self, wanted })
        }
    }

    /// Whether data in this unit can stand where `wanted` is asked for: the same unit, or any.
    pub fn fits(self, wanted: Self) -> bool {
        self == wanted || self == Self::ANY || wanted == Self::ANY
    }

    /// Whether a number in this unit is shown with the symbol behind it.
    pub fn is_shown(self) -> bool {
        !matches!(self, Self::ONE | Self::ID | Self::LABEL | Self::FRACTION | Self::ANY)
    }

    /// All symbols, for a message.
    pub fn symbols() -> String {
        UNITS.map(|entry| entry.0).join(", ")
    }

    /// The unit that somebody meant who wrote `symbol`: another case, or the spoken name.
    pub fn nearest(symbol: &str) -> Option<Self> {
        let wanted = symbol.to_lowercase();
        UNITS
            .iter()
            .position(|entry| {
                let spoken = entry.1;
                entry.0.to_lowercase() == wanted
                    || spoken == wanted
                    || spoken.strip_suffix('s') == Some(&*wanted)
            })
            .map(|index| Self(index as u8))
    }
}

impl From<Unit> for &'static str {
    fn from(unit: Unit) -> Self {
        unit.symbol()
    }
}

impl TryFrom<String> for Unit {
    type Error = Error;

    fn try_from(symbol: String) -> Result<Self, Error> {
        Self::parse(&symbol)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.symbol())
    }
}

impl fmt::Debug for Unit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Unit({})", self.symbol())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_constant_names_the_unit_that_it_says() {
        let named = [
            (Unit::ONE, "1"),
            (Unit::SECOND, "s"),
            (Unit::MILLISECOND, "ms"),
            (Unit::HERTZ, "Hz"),
            (Unit::SPIKES_PER_SECOND, "spikes/s"),
            (Unit::SPIKES, "spikes"),
            (Unit::DEGREE, "deg"),
            (Unit::RADIAN, "rad"),
            (Unit::DEGREE_PER_SECOND, "deg/s"),
            (Unit::CENTIMETRE, "cm"),
            (Unit::PIXEL, "px"),
            (Unit::PIXEL_PER_SECOND, "px/s"),
            (Unit::FRACTION, "fraction"),
            (Unit::BIT, "bit"),
            (Unit::BIT_PER_SPIKE, "bit/spike"),
            (Unit::MILLIVOLT, "mV"),
            (Unit::NANOAMPERE, "nA"),
            (Unit::PICOAMPERE, "pA"),
            (Unit::MICROAMPERE_PER_CM2, "uA/cm2"),
            (Unit::ID, "id"),
            (Unit::LABEL, "label"),
            (Unit::ANY, "any"),
        ];
        for (unit, symbol) in named {
            assert_eq!(unit.symbol(), symbol);
            assert_eq!(Unit::parse(symbol), Ok(unit));
        }
    }

    #[test]
    fn half_a_turn_is_the_same_in_degrees_and_radians() {
        let factor = Unit::DEGREE.factor_to(Unit::RADIAN).expect("both are angles");
        assert_eq!(180.0 * factor, std::f64::consts::PI);
    }

    #[test]
    fn a_time_is_no_angle() {
        let error = Unit::SECOND.factor_to(Unit::DEGREE).expect_err("they differ");
        assert_eq!(error.to_string(), "unit: got `s`, wanted one that converts to `deg`");
        assert_eq!(error.hint().as_deref(), Some("`s` measures time"));
    }

    #[test]
    fn a_misspelt_unit_is_guessed() {
        let hint = Unit::parse("hz").expect_err("case matters").hint();
        assert!(hint.expect("there is a guess").starts_with("did you mean `Hz`?"));
        assert_eq!(Unit::nearest("degree"), Some(Unit::DEGREE));
    }
}

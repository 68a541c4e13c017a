//! Numbers as a reader wants them: as many digits as tell something, a true minus, a unit.

use spikebook_schema::Unit;

/// A space that keeps a number and its unit together, narrower than one between words.
const THIN: char = '\u{202f}';
/// From here on a number is written with a power of ten.
const LARGEST_PLAIN_EXPONENT: i32 = 6;
const SMALLEST_PLAIN_EXPONENT: i32 = -4;

/// How many digits are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Precision {
    /// So many digits from the first that is not 0; the whole part is never cut.
    Significant(usize),
    /// So many digits behind the point.
    Decimals(usize),
}

/// A number as it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Printed {
    digits: String,
    exponent: Option<i32>,
}

impl Printed {
    /// A float at some precision.
    pub(crate) fn float(value: f64, precision: Precision) -> Self {
        match precision {
            Precision::Decimals(decimals) => Self::plain(format!("{value:.decimals$}")),
            Precision::Significant(_) if value == 0.0 => Self::plain("0".into()),
            Precision::Significant(digits) => Self::significant(value, digits.max(1)),
        }
    }

    /// A whole number.
    pub(crate) fn integer(value: i64) -> Self {
        Self::plain(value.to_string())
    }

    /// A float with a power of ten.
    pub(crate) fn scientific(value: f64, digits: usize) -> Self {
        let decimals = digits.max(1) - 1;
        let text = format!("{value:.decimals$e}");
        match text.split_once('e') {
            Some((mantissa, exponent)) => {
                Self { exponent: exponent.parse().ok(), ..Self::plain(mantissa.into()) }
            }
            None => Self::plain(text),
        }
    }

    fn significant(value: f64, digits: usize) -> Self {
        let scientific = Self::scientific(value, digits);
        let exponent = scientific.exponent.unwrap_or(0);
        if !(SMALLEST_PLAIN_EXPONENT..=LARGEST_PLAIN_EXPONENT).contains(&exponent) {
            return scientific;
        }
        let decimals = usize::try_from(digits as i32 - 1 - exponent).unwrap_or(0);
        Self::plain(format!("{value:.decimals$}"))
    }

    fn plain(digits: String) -> Self {
        let is_zero = digits.chars().all(|letter| matches!(letter, '-' | '0' | '.'));
        let digits = match digits.strip_prefix('-') {
            Some(rest) if is_zero => rest.into(),
            Some(rest) => format!("\u{2212}{rest}"),
            None => digits,
        };
        Self { digits, exponent: None }
    }

    /// The digits, where no power of ten follows them.
    pub(crate) fn as_plain(&self) -> Option<&str> {
        self.exponent.is_none().then_some(self.digits.as_str())
    }

    /// As HTML.
    pub(crate) fn html(&self) -> String {
        match self.exponent {
            None => self.digits.clone(),
            Some(exponent) => {
                let sign = if exponent < 0 { "\u{2212}" } else { "" };
                let power = exponent.unsigned_abs();
                format!("{}{THIN}×{THIN}10<sup>{sign}{power}</sup>", self.digits)
            }
        }
    }
}

/// A unit as it is printed; nothing where a number stands for itself.
pub(crate) fn unit_text(unit: Unit) -> &'static str {
    match unit.symbol() {
        _ if !unit.is_shown() => "",
        "deg" => "°",
        "deg/s" => "°/s",
        "us" => "µs",
        "um" => "µm",
        "uV" => "µV",
        "uA/cm2" => "µA/cm²",
        "uF/cm2" => "µF/cm²",
        "mS/cm2" => "mS/cm²",
        "MOhm" => "MΩ",
        symbol => symbol,
    }
}

/// What stands between a number and its unit, and the unit.
pub(crate) fn unit_behind(unit: Unit) -> String {
    match unit_text(unit) {
        "" => String::new(),
        text if text.starts_with('°') => text.into(),
        text => format!("{THIN}{text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn significant(value: f64, digits: usize) -> String {
        Printed::float(value, Precision::Significant(digits)).html()
    }

    #[test]
    fn digits_that_tell_something_are_printed_and_the_whole_part_is_never_cut() {
        assert_eq!(significant(0.64179, 3), "0.642");
        assert_eq!(significant(0.5, 3), "0.500");
        assert_eq!(significant(65.3812, 3), "65.4");
        assert_eq!(significant(28829.4, 3), "28829");
        assert_eq!(significant(9.9996, 3), "10.0");
        assert_eq!(significant(-0.123, 2), "\u{2212}0.12");
        assert_eq!(significant(0.0, 3), "0");
    }

    #[test]
    fn very_small_and_very_large_numbers_have_a_power_of_ten() {
        assert_eq!(significant(1.234e-5, 3), "1.23\u{202f}×\u{202f}10<sup>\u{2212}5</sup>");
        assert_eq!(significant(0.00012345, 3), "0.000123");
        assert_eq!(significant(5e8, 3), "5.00\u{202f}×\u{202f}10<sup>8</sup>");
        assert_eq!(significant(1234567.0, 3), "1234567");
    }

    #[test]
    fn nothing_is_minus_zero() {
        assert_eq!(Printed::float(-0.0001, Precision::Decimals(2)).html(), "0.00");
        assert_eq!(Printed::float(-0.0, Precision::Significant(3)).html(), "0");
    }

    #[test]
    fn a_number_and_its_unit_stay_together() {
        assert_eq!(unit_behind(Unit::SPIKES_PER_SECOND), "\u{202f}spikes/s");
        assert_eq!(unit_behind(Unit::DEGREE), "°");
        assert_eq!(unit_behind(Unit::ONE), "");
    }
}

//! From the numbers of a file to those of a column.
//!
//! ```text
//! value = ((number − counted_from) · factor / divisor / clock_hz + offset) · unit / unit wanted
//! ```
//!
//! A unit that goes into the wanted one a whole number of times is divided, not multiplied by an
//! inverse: 2022 ms are the float nearest to 2.022 s, as if 2.022 had been written.

use serde::Serialize;
use spikebook_schema::{Error, Unit};

/// Steps from the numbers of a file to those of a column; none where they are the same.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Conversion(Vec<Step>);

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
enum Step {
    Add(f64),
    Multiply(f64),
    Divide(f64),
}

/// What a card says of the numbers of a column.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Written {
    pub(super) counted_from: Option<f64>,
    pub(super) factor: Option<f64>,
    pub(super) divisor: Option<f64>,
    pub(super) clock_hz: Option<f64>,
    pub(super) offset: Option<f64>,
}

impl Conversion {
    /// The steps that are written, and then from `unit` to `wanted`.
    ///
    /// # Errors
    /// [`Error::Incommensurable`] where the two measure different things.
    pub(super) fn new(written: Written, unit: Unit, wanted: Unit) -> Result<Self, Error> {
        let mut steps = Vec::new();
        steps.extend(written.counted_from.filter(|&from| from != 0.0).map(|from| Step::Add(-from)));
        steps.extend(written.factor.filter(|&factor| factor != 1.0).map(Step::Multiply));
        steps.extend(written.divisor.filter(|&divisor| divisor != 1.0).map(Step::Divide));
        steps.extend(written.clock_hz.filter(|&rate_hz| rate_hz != 1.0).map(Step::Divide));
        steps.extend(written.offset.filter(|&offset| offset != 0.0).map(Step::Add));
        let (forwards, backwards) = (unit.factor_to(wanted)?, wanted.factor_to(unit)?);
        match (whole(forwards), whole(backwards)) {
            (Some(1.0), _) => {}
            (Some(factor), _) => steps.push(Step::Multiply(factor)),
            (None, Some(divisor)) => steps.push(Step::Divide(divisor)),
            (None, None) => steps.push(Step::Multiply(forwards)),
        }
        Ok(Self(steps))
    }

    /// The number of the column for a number of the file.
    pub fn apply(&self, number: f64) -> f64 {
        self.0.iter().fold(number, |value, step| match step {
            Step::Add(term) => value + term,
            Step::Multiply(factor) => value * factor,
            Step::Divide(divisor) => value / divisor,
        })
    }

    /// The whole number of the column for one of the file; `None` where it would not fit.
    pub fn apply_whole(&self, number: i64) -> Option<i64> {
        self.0.iter().try_fold(number, |value, step| match step {
            Step::Add(term) => value.checked_add(*term as i64),
            Step::Multiply(_) | Step::Divide(_) => None,
        })
    }

    /// Whether whole numbers stay whole.
    pub(super) fn only_shifts(&self) -> bool {
        self.0.iter().all(|step| matches!(step, Step::Add(term) if term.fract() == 0.0))
    }

    /// Whether nothing changes.
    pub fn is_identity(&self) -> bool {
        self.0.is_empty()
    }
}

/// The whole number that a ratio of two units is, but for rounding.
fn whole(ratio: f64) -> Option<f64> {
    let rounded = ratio.round();
    (rounded >= 1.0 && (ratio - rounded).abs() <= 1e-9 * rounded).then_some(rounded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(from: &str, to: &str) -> Conversion {
        let parse = |symbol| Unit::parse(symbol).expect("a unit");
        Conversion::new(Written::default(), parse(from), parse(to)).expect("one dimension")
    }

    #[test]
    fn converted_numbers_are_those_that_a_person_would_write() {
        assert_eq!(units("ms", "s").apply(2022.0), 2.022);
        assert_eq!(units("us", "s").apply(3.0), 0.000003);
        assert_eq!(units("s", "ms").apply(0.464), 464.0);
        assert_eq!(units("%", "fraction").apply(51.2), 0.512);
        assert_eq!(units("min", "s").apply(1.5), 90.0);
        assert_eq!(units("s", "min").apply(90.0), 1.5);
        assert_eq!(units("cm", "mm").apply(2.5), 25.0);
        assert!(units("px", "px").is_identity());
        assert_eq!(units("deg", "rad").apply(180.0), std::f64::consts::PI);
    }

    #[test]
    fn ticks_are_counted_before_they_are_divided() {
        let written = Written {
            counted_from: Some(1.0),
            clock_hz: Some(30_000.0),
            offset: Some(10.0),
            ..Written::default()
        };
        let conversion =
            Conversion::new(written, Unit::SECOND, Unit::SECOND).expect("one dimension");
        assert_eq!(conversion.apply(30_001.0), 11.0);
        assert!(!conversion.only_shifts());
        assert_eq!(conversion.apply_whole(3), None);
    }

    #[test]
    fn a_shift_keeps_whole_numbers_whole() {
        let written = Written { offset: Some(-1.0), ..Written::default() };
        let conversion = Conversion::new(written, Unit::ID, Unit::ID).expect("one dimension");
        assert!(conversion.only_shifts());
        assert_eq!(conversion.apply_whole(1), Some(0));
        assert_eq!(conversion.apply_whole(i64::MIN), None);
    }
}

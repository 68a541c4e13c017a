//! Numbers as alt texts say them.

use spikebook_schema::Unit;

/// A number with four significant digits, without zeros at its end.
pub(crate) fn number(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        return "unknown".into();
    }
    if size != 0.0 && !(1e-4..1e7).contains(&size) {
        return format!("{value:.3e}").replace('-', "−");
    }
    let decimals = match size {
        1000.0.. => 0,
        100.0.. => 1,
        10.0.. => 2,
        1.0.. => 3,
        0.1.. => 4,
        0.01.. => 5,
        0.001.. => 6,
        _ => 7,
    };
    let digits = format!("{size:.decimals$}");
    let digits = if digits.contains('.') {
        digits.trim_end_matches('0').trim_end_matches('.')
    } else {
        &digits
    };
    if value < 0.0 && digits != "0" { format!("−{digits}") } else { digits.into() }
}

/// A number and what it is measured in: "12.3 spikes/s", "333°".
pub(crate) fn amount(value: f64, unit: Unit) -> String {
    number(value) + &said(unit)
}

/// Two numbers and what both are measured in: "3.1 to 12.3 spikes/s".
pub(crate) fn range(low: f64, high: f64, unit: Unit) -> String {
    format!("{} to {}", number(low), amount(high, unit))
}

/// How many of something: "1 unit", "3 units".
pub(crate) fn these_many(count: usize, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
}

/// What a signal in this unit is called where nobody says it.
pub(crate) fn signal_label(given: Option<&str>, unit: Unit) -> String {
    let by_dimension = match unit.dimension() {
        "angle" => "direction",
        "length" | "picture length" => "position",
        "speed" | "picture speed" => "speed",
        "time" => "time",
        _ => "signal",
    };
    given.unwrap_or(by_dimension).into()
}

/// What a quantity is called and measured in that is named as columns are: `peak_rate_hz`.
pub(crate) fn quantity_in_words(name: &str) -> (String, Option<Unit>) {
    let endings = [
        ("_deg", Unit::DEGREE, " direction"),
        ("_rate_hz", Unit::SPIKES_PER_SECOND, " rate"),
        ("_hz", Unit::HERTZ, ""),
        ("_px", Unit::PIXEL, " position"),
        ("_cm", Unit::CENTIMETRE, " position"),
        ("_s", Unit::SECOND, ""),
    ];
    let found =
        endings.iter().find_map(|(end, unit, word)| Some((name.strip_suffix(end)?, *unit, *word)));
    match found {
        // `direction_deg` is a direction, and no direction of a direction.
        Some((stem, unit, word)) if format!(" {stem}").ends_with(word) => {
            (stem.replace('_', " "), Some(unit))
        }
        Some((stem, unit, word)) => (stem.replace('_', " ") + word, Some(unit)),
        None => (name.replace('_', " "), None),
    }
}

fn said(unit: Unit) -> String {
    match unit.symbol() {
        _ if !unit.is_shown() => String::new(),
        "deg" => "°".into(),
        "deg/s" => "°/s".into(),
        "bit" => " bits".into(),
        "bit/spike" => " bits/spike".into(),
        symbol => format!(" {symbol}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_four_digits() {
        let said = [821.0, 814.5, 65.384, 0.642, 2.7804, 0.0, -0.3, 28829.0, 1e-9, 1.0 / 3.0]
            .map(number)
            .join(" | ");
        insta::assert_snapshot!(said, @"821 | 814.5 | 65.38 | 0.642 | 2.78 | 0 | −0.3 | 28829 | 1.000e−9 | 0.3333");
    }

    #[test]
    fn names_of_columns_say_what_they_are() {
        let words = |name| quantity_in_words(name);
        assert_eq!(words("preferred_deg"), ("preferred direction".into(), Some(Unit::DEGREE)));
        assert_eq!(words("direction_deg"), ("direction".into(), Some(Unit::DEGREE)));
        assert_eq!(words("peak_rate_hz"), ("peak rate".into(), Some(Unit::SPIKES_PER_SECOND)));
        assert_eq!(words("information"), ("information".into(), None));
        assert_eq!(signal_label(None, Unit::PIXEL), "position");
        assert_eq!(signal_label(Some("head direction"), Unit::DEGREE), "head direction");
    }

    #[test]
    fn units_follow_as_people_write_them() {
        assert_eq!(amount(333.0, Unit::DEGREE), "333°");
        assert_eq!(amount(1.382, Unit::BIT_PER_SPIKE), "1.382 bits/spike");
        assert_eq!(amount(0.5, Unit::FRACTION), "0.5");
        assert_eq!(range(-1.5, 2.0, Unit::SECOND), "−1.5 to 2 s");
        assert_eq!(these_many(1, "unit") + ", " + &these_many(0, "row"), "1 unit, 0 rows");
    }
}

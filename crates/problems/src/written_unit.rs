//! Units and numbers as students write them.

use spikebook_schema::Unit;

use crate::sheet::quoted;

/// A number, and the unit that was written behind it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct WrittenNumber {
    pub(crate) number: f64,
    pub(crate) unit: String,
}

/// Reads `12.5`, `12,5`, `−3`, `1e-3`, `12.5 deg`. The error says what is wrong and what to write.
pub(crate) fn number(written: &str) -> Result<WrittenNumber, String> {
    let text = written.trim().replace('\u{2212}', "-").replace(['\u{a0}', '\u{202f}'], " ");
    let text = text.strip_prefix('\'').unwrap_or(&text).trim();
    if text.starts_with(['=', '@']) {
        return Err("It is a formula; write the number that it gives.".into());
    }
    let end = end_of_number(text);
    let (digits, unit) = (&text[..end], text[end..].trim());
    let wrong = || format!("{} is not a finite number; write one like 12.5.", quoted(written));
    let starts = |c: char| c.is_ascii_alphabetic() || "°%/".contains(c);
    if digits.is_empty() || !(unit.is_empty() || unit.starts_with(starts)) {
        return Err(wrong());
    }
    let digits = match digits.split_once(',') {
        None => digits.to_owned(),
        Some((before, after)) => {
            let whole = before.trim_start_matches(['+', '-']);
            let grouped = after.len() == 3 && !whole.is_empty() && !whole.starts_with('0');
            if after.contains(',') || before.contains('.') || after.contains('.') || grouped {
                return Err(format!(
                    "{} can be read in two ways; write the number with a decimal point.",
                    quoted(written)
                ));
            }
            format!("{before}.{after}")
        }
    };
    match digits.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(WrittenNumber { number, unit: unit.into() }),
        _ => Err(wrong()),
    }
}

/// Where a text stops being a number: behind digits, a sign, a point, a comma and an exponent.
fn end_of_number(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    while bytes.get(end).is_some_and(|byte| byte.is_ascii_digit() || b".,".contains(byte)) {
        end += 1;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let digits =
            bytes[end + 1 + sign..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits > 0 {
            end += 1 + sign + digits;
        }
    }
    end
}

/// Ways to write a unit, beside its symbol and its spoken name: how many of the symbol's unit it
/// is.
const ALIASES: [(&str, &str, f64); 27] = [
    ("°", "deg", 1.0),
    ("degree", "deg", 1.0),
    ("degs", "deg", 1.0),
    ("radian", "rad", 1.0),
    ("rads", "rad", 1.0),
    ("turn", "deg", 360.0),
    ("turns", "deg", 360.0),
    ("spike/s", "spikes/s", 1.0),
    ("spikes/sec", "spikes/s", 1.0),
    ("spikes/second", "spikes/s", 1.0),
    ("spike/sec", "spikes/s", 1.0),
    ("sp/s", "spikes/s", 1.0),
    ("spk/s", "spikes/s", 1.0),
    ("hz", "spikes/s", 1.0),
    ("hertz", "spikes/s", 1.0),
    ("1/s", "spikes/s", 1.0),
    ("s^-1", "spikes/s", 1.0),
    ("khz", "spikes/s", 1e3),
    ("spikes/ms", "spikes/s", 1e3),
    ("1/ms", "spikes/s", 1e3),
    ("spikes/min", "spikes/s", 1.0 / 60.0),
    ("sec", "s", 1.0),
    ("second", "s", 1.0),
    ("msec", "ms", 1.0),
    ("millisecond", "ms", 1.0),
    ("µs", "us", 1.0),
    ("µv", "uV", 1.0),
];

/// How many of `asked` one of the written unit is; none where it is not a unit of that quantity.
pub(crate) fn factor(written: &str, asked: Unit) -> Option<f64> {
    let written = written.trim();
    if written == asked.symbol() {
        return Some(1.0);
    }
    let lower = written.to_lowercase().replace('μ', "µ").replace("spikes per", "spikes/");
    let lower = lower.replace("/ ", "/");
    let alias = |(name, symbol, factor): &(&str, &str, f64)| {
        let unit = Unit::parse(symbol).ok()?;
        (*name == lower).then(|| unit.factor_to(asked).ok().map(|rest| factor * rest)).flatten()
    };
    let known = Unit::parse(written).ok().or_else(|| Unit::nearest(&lower));
    known.and_then(|unit| unit.factor_to(asked).ok()).or_else(|| ALIASES.iter().find_map(alias))
}

/// The factors of all other units of the quantity: what somebody has who forgot to convert.
pub(crate) fn other_factors(asked: Unit) -> Vec<f64> {
    let symbols = Unit::symbols();
    let listed = symbols.split(", ").chain(ALIASES.iter().map(|alias| alias.0));
    let mut factors: Vec<f64> =
        listed.filter_map(|symbol| factor(symbol, asked)).filter(|factor| *factor != 1.0).collect();
    factors.sort_by(f64::total_cmp);
    factors.dedup();
    factors
}

#[cfg(test)]
mod tests;

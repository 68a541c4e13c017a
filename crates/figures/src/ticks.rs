//! Where the numbers on an axis stand and how they are written.
//!
//! A tick is an integer times a power of ten, and is written from these two, digit by digit: no
//! binary fraction is ever rounded to be shown, so there is no "0.30000000000000004" and no "-0.0".
//! Steps are 1, 2, 2.5 or 5 times a power of ten, on angles divisors of the circle.

const THIN_SPACE: char = '\u{2009}';
const MINUS: char = '\u{2212}';

/// One tick of an axis.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tick {
    pub(crate) value: f64,
    pub(crate) label: String,
}

/// `digits` × 10^`exponent`, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Decimal {
    digits: i64,
    exponent: i32,
}

impl Decimal {
    /// The nearest number of the machine.
    fn value(self) -> f64 {
        format!("{}e{}", self.digits, self.exponent).parse().expect("an integer and an exponent")
    }

    /// Written out, with thin spaces between thousands from five digits on.
    fn plain(self) -> String {
        if self.digits == 0 {
            return "0".to_owned();
        }
        let n_decimals = usize::try_from(-self.exponent).unwrap_or(0);
        let mut digits = self.digits.unsigned_abs().to_string();
        digits.extend(std::iter::repeat_n('0', usize::try_from(self.exponent).unwrap_or(0)));
        if digits.len() <= n_decimals {
            digits = format!("{digits:0>width$}", width = n_decimals + 1);
        }
        let (whole, fraction) = digits.split_at(digits.len() - n_decimals);
        let mut text = String::new();
        if self.digits < 0 {
            text.push(MINUS);
        }
        for (index, digit) in whole.chars().enumerate() {
            let n_left = whole.len() - index;
            if index > 0 && n_left.is_multiple_of(3) && whole.len() > 4 {
                text.push(THIN_SPACE);
            }
            text.push(digit);
        }
        if !fraction.is_empty() {
            text.push('.');
            text.push_str(fraction);
        }
        text
    }

    /// With ten to the power of `scale` as a factor.
    fn scientific(self, scale: i32) -> String {
        if self.digits == 0 {
            return "0".to_owned();
        }
        let mantissa = Self { digits: self.digits, exponent: self.exponent - scale };
        format!("{}×10{}", mantissa.plain(), superscript(scale))
    }
}

/// The power of ten of a positive number's first digit.
pub(crate) fn exponent_of(value: f64) -> i32 {
    let written = format!("{value:e}");
    written.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0)
}

fn superscript(number: i32) -> String {
    let raised = |letter| match letter {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        other => char::from_u32('⁰' as u32 + (other as u32 - '0' as u32)).unwrap_or(other),
    };
    number.to_string().chars().map(raised).collect()
}

/// The multiples of a step inside a range, as first and last factor.
fn multiples(low: f64, high: f64, step: f64) -> (i64, i64) {
    (((low / step) - 1e-9).ceil() as i64, ((high / step) + 1e-9).floor() as i64)
}

fn ticks_of(low: f64, high: f64, step: Decimal) -> Vec<Decimal> {
    let (first, last) = multiples(low, high, step.value());
    (first..=last)
        .map(|factor| Decimal { digits: factor * step.digits, exponent: step.exponent })
        .collect()
}

/// All ticks of an axis in one notation: plain where numbers are short, else with one power of ten.
fn written(decimals: &[Decimal]) -> Vec<Tick> {
    let largest = decimals.iter().map(|decimal| decimal.digits.unsigned_abs()).max().unwrap_or(0);
    let exponent = decimals.first().map_or(0, |decimal| decimal.exponent);
    let scale = exponent + largest.max(1).ilog10() as i32;
    let is_plain = (-5..=5).contains(&scale) && exponent >= -5;
    let label = |decimal: Decimal| {
        if is_plain { decimal.plain() } else { decimal.scientific(scale) }
    };
    decimals.iter().map(|&decimal| Tick { value: decimal.value(), label: label(decimal) }).collect()
}

/// At most `target` (and where possible nearly as many) ticks between `low` and `high`, `low <
/// high`.
pub(crate) fn linear(low: f64, high: f64, target: usize) -> Vec<Tick> {
    let target = target.max(2);
    let exponent = exponent_of((high - low) / target as f64);
    let steps = [(1, 0), (2, 0), (25, -1), (5, 0), (1, 1), (2, 1), (25, 0), (5, 1), (1, 2)];
    for (digits, shift) in steps {
        let step = Decimal { digits, exponent: exponent + shift };
        let (first, last) = multiples(low, high, step.value());
        if last.saturating_sub(first) < target as i64 {
            return written(&ticks_of(low, high, step));
        }
    }
    Vec::new()
}

/// Ticks of an axis in degrees: divisors of the circle where it spans at least a quarter of one.
pub(crate) fn angular(low: f64, high: f64, target: usize) -> Vec<Tick> {
    if high - low < 90.0 || high - low > 1440.0 {
        return linear(low, high, target);
    }
    for step in [15, 30, 45, 60, 90, 180, 360] {
        let decimals = ticks_of(low, high, Decimal { digits: step, exponent: 0 });
        if decimals.len() <= target.max(2) {
            return written(&decimals);
        }
    }
    linear(low, high, target)
}

/// Ticks of a logarithmic axis, and the places of its unlabelled ones.
pub(crate) fn logarithmic(low: f64, high: f64, target: usize) -> (Vec<Tick>, Vec<f64>) {
    let target = target.max(2);
    let inside = |decimal: &Decimal| {
        let value = decimal.value();
        value >= low * (1.0 - 1e-9) && value <= high * (1.0 + 1e-9)
    };
    let exponents = || exponent_of(low)..=exponent_of(high);
    let at = |digits: &'static [i64]| {
        exponents().flat_map(move |exponent| {
            digits.iter().map(move |&digits| Decimal { digits, exponent })
        })
    };
    let decades: Vec<Decimal> = at(&[1]).filter(inside).collect();
    let stride = decades.len().div_ceil(target).max(1);
    let minor = || -> Vec<f64> {
        at(&[2, 3, 4, 5, 6, 7, 8, 9]).filter(inside).map(Decimal::value).collect()
    };
    if decades.len() >= 3 {
        let is_plain = decades.iter().all(|decade| (-3..=4).contains(&decade.exponent));
        let label = |decade: Decimal| {
            if is_plain { decade.plain() } else { format!("10{}", superscript(decade.exponent)) }
        };
        let kept = decades.iter().step_by(stride);
        let ticks = kept.map(|&decade| Tick { value: decade.value(), label: label(decade) });
        return (ticks.collect(), if stride == 1 { minor() } else { Vec::new() });
    }
    // The densest series that has room: of one that begins high up, labels would all stand at one end.
    let series: [&'static [i64]; 3] = [&[1, 2, 5], &[1, 3], &[1]];
    let fitting = series
        .into_iter()
        .map(|digits| at(digits).filter(inside).collect::<Vec<Decimal>>())
        .find(|few| (2..=target).contains(&few.len()));
    if let Some(few) = fitting {
        let label = |decimal: Decimal| {
            if (-4..=5).contains(&decimal.exponent) {
                decimal.plain()
            } else {
                decimal.scientific(decimal.exponent)
            }
        };
        let ticks =
            few.iter().map(|&decimal| Tick { value: decimal.value(), label: label(decimal) });
        return (ticks.collect(), minor());
    }
    (linear(low, high, target), Vec::new())
}

#[cfg(test)]
mod tests;

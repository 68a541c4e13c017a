//! Axes with a label and a unit.

use crate::font::{Weight, fitted, width_px};
use crate::ticks::{self, Tick};

/// What an axis shows: a label, its unit, and how numbers lie along it.
///
/// ```
/// use spikebook_figures::Axis;
///
/// assert_eq!(Axis::new("time", "s").title(), "time (s)");
/// assert_eq!(Axis::new("current density", "uA/cm2").title(), "current density (µA/cm²)");
/// assert_eq!(Axis::unitless("contrast").title(), "contrast");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axis {
    /// What the numbers are.
    pub label: String,
    /// Their unit as a symbol of the schema ("s", "deg", "spikes/s"); empty or "1" for plain
    /// numbers.
    pub unit: String,
    /// Logarithmic instead of linear; values up to zero are then missing.
    pub is_log: bool,
    /// First and last number shown; from the data where none.
    pub limits: Option<(f64, f64)>,
}

impl Axis {
    /// An axis of numbers with a unit.
    pub fn new(label: impl Into<String>, unit: impl Into<String>) -> Self {
        Self { label: label.into(), unit: unit.into(), ..Self::default() }
    }

    /// An axis of plain numbers.
    pub fn unitless(label: impl Into<String>) -> Self {
        Self::new(label, "")
    }

    /// The same axis, logarithmic.
    #[must_use]
    pub fn log(self) -> Self {
        Self { is_log: true, ..self }
    }

    /// The same axis from `low` to `high`.
    #[must_use]
    pub fn between(self, low: f64, high: f64) -> Self {
        Self { limits: Some((low, high)), ..self }
    }

    /// Label and unit as they are written along the axis.
    pub fn title(&self) -> String {
        match typeset_unit(&self.unit) {
            unit if unit.is_empty() => self.label.clone(),
            unit => format!("{} ({unit})", self.label),
        }
    }

    /// The title cut to a width: the label loses its end, the unit stays.
    pub(crate) fn fitted_title(&self, limit_px: f64, size_px: f64) -> String {
        let unit = match typeset_unit(&self.unit) {
            unit if unit.is_empty() => unit,
            unit => format!(" ({unit})"),
        };
        let room = limit_px - width_px(&unit, size_px, Weight::Regular);
        fitted(&self.label, room, size_px, Weight::Regular) + &unit
    }

    pub(crate) fn is_angle(&self) -> bool {
        typeset_unit(&self.unit) == "°"
    }

    /// Ticks for a length, with the places of the small ones between.
    pub(crate) fn ticks(&self, (low, high): (f64, f64), target: usize) -> (Vec<Tick>, Vec<f64>) {
        if self.is_log {
            ticks::logarithmic(low, high, target)
        } else if self.is_angle() {
            (ticks::angular(low, high, target), Vec::new())
        } else {
            (ticks::linear(low, high, target), Vec::new())
        }
    }
}

/// A unit's symbol as it is printed.
fn typeset_unit(symbol: &str) -> String {
    match symbol.trim() {
        "1" => String::new(),
        "deg" => "°".to_owned(),
        "deg/s" => "°/s".to_owned(),
        "bit" => "bits".to_owned(),
        "bit/spike" => "bits/spike".to_owned(),
        "nat" => "nats".to_owned(),
        "MOhm" => "MΩ".to_owned(),
        other => {
            let other = match other.strip_prefix('u') {
                Some(rest) if rest.starts_with(['s', 'm', 'V', 'A', 'S', 'F']) => {
                    format!("µ{rest}")
                }
                _ => other.to_owned(),
            };
            other.replace("m2", "m²").replace("m3", "m³")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_of_the_schema_are_typeset() {
        let titles =
            ["ms", "us", "deg", "deg/s", "cm", "cm/s", "uV", "uA/cm2", "bit/spike", "1", "um"]
                .map(|unit| Axis::new("a", unit).title());
        let wanted = [
            "a (ms)",
            "a (µs)",
            "a (°)",
            "a (°/s)",
            "a (cm)",
            "a (cm/s)",
            "a (µV)",
            "a (µA/cm²)",
            "a (bits/spike)",
            "a",
            "a (µm)",
        ];
        assert_eq!(titles, wanted);
    }

    #[test]
    fn other_units_stay_as_written() {
        assert_eq!(Axis::new("share", "%").title(), "share (%)");
        assert_eq!(Axis::new("mood", "units").title(), "mood (units)");
    }
}

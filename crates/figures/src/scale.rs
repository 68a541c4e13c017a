//! From numbers to pixels.

use crate::Error;
use crate::axes::Axis;
use crate::canvas::Area;

/// First and last number of a range.
pub(crate) type Extent = (f64, f64);

/// A range of numbers laid over a range of pixels, linearly or by logarithm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scale {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) is_log: bool,
    from_px: f64,
    to_px: f64,
}

impl Scale {
    pub(crate) fn new((low, high): Extent, is_log: bool, from_px: f64, to_px: f64) -> Self {
        Self { low, high, is_log, from_px, to_px }
    }

    /// The same numbers over the width of an area.
    pub(crate) fn across(self, area: Area) -> Self {
        Self { from_px: area.left, to_px: area.right, ..self }
    }

    /// The place of a number; none for a missing one, and for one without a logarithm.
    pub(crate) fn at(&self, value: f64) -> Option<f64> {
        if !value.is_finite() || (self.is_log && value <= 0.0) {
            return None;
        }
        let share = if self.is_log {
            let (low, high) = (libm::log10(self.low), libm::log10(self.high));
            (libm::log10(value) - low) / (high - low)
        } else {
            (value - self.low) / (self.high - self.low)
        };
        // far outside is outside: what is left is a number that can be cut at the frame
        Some(self.from_px + share.clamp(-1e4, 1e4) * (self.to_px - self.from_px))
    }

    /// The place of a number, kept inside the range.
    pub(crate) fn inside(&self, value: f64) -> Option<f64> {
        let (first, last) = (self.from_px.min(self.to_px), self.from_px.max(self.to_px));
        self.at(value).map(|place| place.clamp(first, last))
    }

    pub(crate) fn contains(&self, value: f64) -> bool {
        let slack = 1e-9 * (self.high - self.low);
        value >= self.low - slack && value <= self.high + slack
    }
}

/// Smallest and largest finite number.
pub(crate) fn extent(values: impl IntoIterator<Item = f64>) -> Option<Extent> {
    values.into_iter().filter(|value| value.is_finite()).fold(None, |extent, value| match extent {
        None => Some((value, value)),
        Some((low, high)) => Some((value.min(low), value.max(high))),
    })
}

/// How a range is chosen from the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Room {
    /// Exactly the data.
    Tight,
    /// A little air on both sides.
    Padded,
    /// From zero where the data come near it, with air on the side away from it.
    FromZero,
}

/// The range of an axis: its limits where given, else the data with this much room.
pub(crate) fn domain(
    figure: &'static str,
    axis: &Axis,
    name: &'static str,
    values: impl IntoIterator<Item = f64>,
    room: Room,
) -> Result<Extent, Error> {
    if axis.is_log {
        let positive = values.into_iter().filter(|&value| value > 0.0);
        let limits = axis.limits.filter(|&(low, _)| low > 0.0);
        let Some((low, high)) = limits.or_else(|| extent(positive)) else {
            return Err(Error::NoPositive { figure, axis: name });
        };
        let (low, high) = if high / low < 1.01 { (low / 2.0, high * 2.0) } else { (low, high) };
        return Ok(if limits.is_some() { (low, high) } else { (low / 1.15, high * 1.15) });
    }
    if let Some(limits) = axis.limits {
        return Ok(widened(limits));
    }
    let Some((low, high)) = extent(values) else {
        let what = name.to_owned();
        return Err(Error::Nothing {
            figure,
            what,
            got: "only missing values",
            wanted: "a finite one",
        });
    };
    let touches_zero = room == Room::FromZero && (low >= 0.0 || high <= 0.0);
    let (low, high) = match (touches_zero, low >= 0.0) {
        (true, true) if low < 0.6 * high || high == 0.0 => (0.0, high),
        (true, false) if high > 0.6 * low => (low, 0.0),
        _ => (low, high),
    };
    let (low, high) = widened((low, high));
    let air = if room == Room::Tight { 0.0 } else { 0.05 * (high - low) };
    let keeps_zero = |end: f64| room == Room::FromZero && end == 0.0;
    Ok((
        if keeps_zero(low) { low } else { low - air },
        if keeps_zero(high) { high } else { high + air },
    ))
}

/// A range with room for ticks, whatever the data: one number alone gets neighbours.
pub(crate) fn widened((low, high): Extent) -> Extent {
    let size = low.abs().max(high.abs());
    if high - low > size * 1e-9 && high - low > 1e-290 {
        return (low, high);
    }
    if size < 1e-280 {
        return if low >= 0.0 { (0.0, 1.0) } else { (-1.0, 1.0) };
    }
    (low - 0.1 * size, high + 0.1 * size)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64], room: Room) -> (f64, f64) {
        domain("test", &Axis::unitless("x"), "x axis", values.iter().copied(), room)
            .expect("finite values")
    }

    #[test]
    fn linear_places() {
        let scale = Scale::new((0.0, 10.0), false, 100.0, 200.0);
        assert_eq!(scale.at(5.0), Some(150.0));
        assert_eq!(scale.at(f64::NAN), None);
        assert_eq!(scale.inside(99.0), Some(200.0));
        assert!(scale.at(1e300).expect("placed").is_finite());
    }

    #[test]
    fn logarithmic_places() {
        let scale = Scale::new((1.0, 100.0), true, 0.0, 100.0);
        assert_eq!(scale.at(10.0), Some(50.0));
        assert_eq!(scale.at(0.0), None);
        assert_eq!(scale.at(-1.0), None);
    }

    #[test]
    fn extremes_of_the_range_do_not_overflow() {
        let scale = Scale::new((-1e300, 1e300), false, 0.0, 100.0);
        assert_eq!(scale.at(0.0), Some(50.0));
        assert_eq!(scale.at(1e300), Some(100.0));
    }

    #[test]
    fn rooms() {
        assert_eq!(of(&[2.0, 12.0], Room::Tight), (2.0, 12.0));
        assert_eq!(of(&[2.0, 12.0], Room::Padded), (1.5, 12.5));
        assert_eq!(of(&[2.0, 10.0], Room::FromZero), (0.0, 10.5));
        assert_eq!(of(&[-10.0, -2.0], Room::FromZero), (-10.5, 0.0));
        assert_eq!(of(&[90.0, 100.0], Room::FromZero), (89.5, 100.5));
    }

    #[test]
    fn constant_data_get_a_range() {
        for value in [0.0, 3.0, -3.0, 1e300, -1e300, 1e-310] {
            let (low, high) = of(&[value], Room::Padded);
            assert!(low <= value && value <= high && low < high, "{value}: {low} {high}");
        }
    }
}

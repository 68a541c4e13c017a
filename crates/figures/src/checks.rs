//! What every figure asks of its data before it draws.

use crate::Error;
use crate::axes::Axis;

/// Largest size of a number that an axis takes: twice as much is still finite.
pub(crate) const LARGEST: f64 = 1e300;

/// The checks of one kind of figure, named in its errors.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Check(pub(crate) &'static str);

impl Check {
    pub(crate) fn finding(self, finding: &str) -> Result<(), Error> {
        if finding.trim().is_empty() {
            return Err(Error::NoFinding { figure: self.0 });
        }
        Ok(())
    }

    pub(crate) fn labelled(self, axis: &Axis, name: &'static str) -> Result<(), Error> {
        if axis.label.trim().is_empty() {
            return Err(Error::Unlabelled { figure: self.0, axis: name });
        }
        match axis.limits {
            Some((low, high)) if !(low < high && low.abs() <= LARGEST && high.abs() <= LARGEST) => {
                let what = format!("limits of the {name}");
                let (previous, got) = (low, high);
                Err(Error::NotAscending { figure: self.0, what, index: 1, previous, got })
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn same_length(self, what: &str, got: usize, wanted: usize) -> Result<(), Error> {
        if got == wanted {
            return Ok(());
        }
        Err(Error::Unequal { figure: self.0, what: what.to_owned(), got, wanted })
    }

    pub(crate) fn at_most(self, what: &'static str, got: usize, limit: usize) -> Result<(), Error> {
        if got <= limit {
            return Ok(());
        }
        Err(Error::TooMany { figure: self.0, what, got, limit })
    }

    /// There is a part to draw.
    pub(crate) fn some<T>(self, what: &str, parts: &[T]) -> Result<(), Error> {
        if parts.is_empty() {
            let what = what.to_owned();
            return Err(Error::Nothing {
                figure: self.0,
                what,
                got: "none",
                wanted: "at least one",
            });
        }
        Ok(())
    }

    /// There is a finite value to draw.
    pub(crate) fn finite(self, what: &str, values: &[f64]) -> Result<(), Error> {
        self.some(what, values)?;
        if values.iter().any(|value| value.is_finite()) {
            return Ok(());
        }
        Err(Error::Nothing {
            figure: self.0,
            what: what.to_owned(),
            got: "only missing values",
            wanted: "a finite one",
        })
    }

    /// No finite value is beyond what an axis takes.
    pub(crate) fn placeable(self, what: &str, values: &[f64]) -> Result<(), Error> {
        let is_beyond = |value: &f64| value.is_finite() && value.abs() > LARGEST;
        match values.iter().position(is_beyond) {
            None => Ok(()),
            Some(index) => {
                let what = what.to_owned();
                Err(Error::TooLarge { figure: self.0, what, index, got: values[index] })
            }
        }
    }

    /// Intervals run upwards; one with a missing end is not drawn.
    pub(crate) fn intervals(self, what: &str, low: &[f64], high: &[f64]) -> Result<(), Error> {
        self.same_length(what, high.len(), low.len())?;
        self.placeable(what, low)?;
        self.placeable(what, high)?;
        match low.iter().zip(high).position(|(low, high)| low > high) {
            None => Ok(()),
            Some(index) => Err(Error::Reversed {
                figure: self.0,
                what: what.to_owned(),
                index,
                low: low[index],
                high: high[index],
            }),
        }
    }

    /// Edges of bins: at least two, finite, rising.
    pub(crate) fn edges(self, what: &str, edges: &[f64]) -> Result<(), Error> {
        if edges.len() < 2 {
            let what = what.to_owned();
            return Err(Error::Nothing {
                figure: self.0,
                what,
                got: "less than two",
                wanted: "at least two",
            });
        }
        self.placeable(what, edges)?;
        for (index, pair) in edges.windows(2).enumerate() {
            if !(pair[0] < pair[1] && pair[0].is_finite() && pair[1].is_finite()) {
                let what = what.to_owned();
                return Err(Error::NotAscending {
                    figure: self.0,
                    what,
                    index: index + 1,
                    previous: pair[0],
                    got: pair[1],
                });
            }
        }
        Ok(())
    }
}

//! Splines: piecewise polynomials that join smoothly, written as sums of local bumps.
//!
//! On knots t the functions of degree d follow the Cox–de Boor recursion
//!
//! ```text
//! Bᵢ,₀(x) = 1 for tᵢ ≤ x < tᵢ₊₁, else 0
//! Bᵢ,d(x) = (x − tᵢ)/(tᵢ₊d − tᵢ) Bᵢ,d₋₁(x) + (tᵢ₊d₊₁ − x)/(tᵢ₊d₊₁ − tᵢ₊₁) Bᵢ₊₁,d₋₁(x)
//! ```
//!
//! Knots are evenly spaced here. Each function is positive on d + 1 spans at most, and all of them add up to 1.
//!
//! It misleads where a span holds hardly any data: the coefficient of its bump is then anybody's guess (take fewer
//! functions, or a penalty). de Boor (2001), ISBN 978-0-387-95366-3.
//!
//! ```
//! use spikebook_analysis::basis::BSpline;
//!
//! // Position on a track of 2 m, with six cubic bumps.
//! let basis = BSpline::clamped(0.0, 2.0, 6, 3)?;
//! let design = basis.design(&[0.0, 0.7, 2.0])?;
//! assert_eq!(design.dim(), (3, 6));
//! assert!((design.row(1).sum() - 1.0).abs() < 1e-15);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use ndarray::{Array2, ArrayViewMut1, Axis, Slice};

use crate::Error;

/// What a spline does at the ends of its interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// It ends there: knots are stacked, and the first and last function reach 1.
    Clamped,
    /// It ends there as a straight line: its second derivative is 0. Cubic only.
    Natural,
    /// The upper end is the lower end again: a circle.
    Periodic,
}

/// A spline basis on an interval. See the [module](super).
#[derive(Clone, Debug, PartialEq)]
pub struct BSpline {
    lower: f64,
    upper: f64,
    degree: usize,
    ends: Ends,
    /// Functions that the recursion knows; a natural basis has two fewer
    n_bumps: usize,
    /// Knots; those of the interval start at index `degree`
    knots: Vec<f64>,
}

impl BSpline {
    /// `n_functions` of the given degree on `lower..=upper`, clamped at both ends.
    ///
    /// # Errors
    /// [`Error::Interval`] unless lower < upper, both finite; [`Error::TooFew`] for fewer functions than
    /// degree + 1.
    pub fn clamped(
        lower: f64,
        upper: f64,
        n_functions: usize,
        degree: usize,
    ) -> Result<Self, Error> {
        Self::new(lower, upper, n_functions, degree, Ends::Clamped)
    }

    /// `n_functions` of cubic splines on `lower..=upper` that end as straight lines.
    ///
    /// # Errors
    /// As [`BSpline::clamped`]; there are at least three functions.
    pub fn natural(lower: f64, upper: f64, n_functions: usize) -> Result<Self, Error> {
        Self::new(lower, upper, n_functions, 3, Ends::Natural)
    }

    /// `n_functions` of the given degree on the circle that `lower..upper` closes to.
    ///
    /// # Errors
    /// As [`BSpline::clamped`].
    pub fn periodic(
        lower: f64,
        upper: f64,
        n_functions: usize,
        degree: usize,
    ) -> Result<Self, Error> {
        Self::new(lower, upper, n_functions, degree, Ends::Periodic)
    }

    fn new(
        lower: f64,
        upper: f64,
        n_functions: usize,
        degree: usize,
        ends: Ends,
    ) -> Result<Self, Error> {
        let ordered = lower < upper && lower.is_finite() && upper.is_finite();
        if !(ordered && (upper - lower).is_finite()) {
            return Err(Error::Interval { lower, upper });
        }
        // A natural basis needs two spans, so that its two constraints touch different functions.
        let wanted = if ends == Ends::Natural { 3 } else { degree + 1 };
        if n_functions < wanted {
            return Err(Error::TooFew { what: "spline functions", got: n_functions, wanted });
        }
        let n_bumps = n_functions + if ends == Ends::Natural { 2 } else { 0 };
        let n_spans = if ends == Ends::Periodic { n_bumps } else { n_bumps - degree };
        let knot = |index: usize| {
            let place = index as f64 - degree as f64;
            let place = match ends {
                Ends::Periodic => place,
                Ends::Clamped | Ends::Natural => place.clamp(0.0, n_spans as f64),
            };
            let share = place / n_spans as f64;
            // Both ends exactly.
            lower * (1.0 - share) + upper * share
        };
        let knots = (0..=n_spans + 2 * degree).map(knot).collect();
        Ok(Self { lower, upper, degree, ends, n_bumps, knots })
    }

    /// The number of functions, which is the number of columns.
    pub fn n_functions(&self) -> usize {
        self.n_bumps - if self.ends == Ends::Natural { 2 } else { 0 }
    }

    /// The ends of the interval.
    pub fn interval(&self) -> (f64, f64) {
        (self.lower, self.upper)
    }

    /// The degree of the pieces.
    pub fn degree(&self) -> usize {
        self.degree
    }

    /// What the functions do at the ends.
    pub fn ends(&self) -> Ends {
        self.ends
    }

    /// One row an argument, one column a function.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for an argument outside the interval (a periodic basis wraps it) or not finite.
    pub fn design(&self, arguments: &[f64]) -> Result<Array2<f64>, Error> {
        let mut bumps = Array2::zeros((arguments.len(), self.n_bumps));
        let mut values = vec![0.0; self.degree + 1];
        for (row, &argument) in arguments.iter().enumerate() {
            let x = self.place(row, argument)?;
            let span = self.span(x);
            self.bumps_at(x, span, &mut values);
            for (j, value) in values.iter().enumerate() {
                bumps[[row, (span + j) % self.n_bumps]] = *value;
            }
            if self.ends == Ends::Natural {
                self.straighten(&mut bumps.row_mut(row));
            }
        }
        if self.ends == Ends::Natural {
            let inner = Slice::from(1..self.n_bumps - 1);
            return Ok(bumps.slice_axis(Axis(1), inner).to_owned());
        }
        Ok(bumps)
    }

    /// [`BSpline::design`] without its first column, which an intercept and the other columns determine.
    ///
    /// # Errors
    /// As [`BSpline::design`].
    pub fn design_beside_intercept(&self, arguments: &[f64]) -> Result<Array2<f64>, Error> {
        let design = self.design(arguments)?;
        Ok(design.slice_axis(Axis(1), Slice::from(1..)).to_owned())
    }

    /// Where an argument lies in the interval.
    fn place(&self, row: usize, argument: f64) -> Result<f64, Error> {
        let outside =
            |wanted| Err(Error::OutOfRange { what: "spline argument", row, got: argument, wanted });
        if !argument.is_finite() {
            return outside("a finite number");
        }
        if self.ends == Ends::Periodic {
            let period = self.upper - self.lower;
            return Ok(self.lower + (argument - self.lower).rem_euclid(period));
        }
        if !(self.lower..=self.upper).contains(&argument) {
            return outside("a number inside the interval of the basis");
        }
        Ok(argument)
    }

    /// The span that holds x, counted from 0; the last one holds its upper end too.
    fn span(&self, x: f64) -> usize {
        let inner = &self.knots[self.degree..self.knots.len() - self.degree];
        let last = inner.len() - 2;
        inner.partition_point(|knot| *knot <= x).saturating_sub(1).min(last)
    }

    /// The functions that are not 0 on a span, by the recursion run once for all of them.
    fn bumps_at(&self, x: f64, span: usize, values: &mut [f64]) {
        let knots = &self.knots[span..];
        values.fill(0.0);
        values[0] = 1.0;
        for degree in 1..=self.degree {
            // `from_left` is what the function before passes on to this one.
            let mut from_left = 0.0;
            for (j, value) in values[..degree].iter_mut().enumerate() {
                let left = knots[self.degree + 1 + j - degree];
                let right = knots[self.degree + 1 + j];
                let share = *value / (right - left);
                *value = from_left + (right - x) * share;
                from_left = (x - left) * share;
            }
            values[degree] = from_left;
        }
    }

    /// Spreads the outermost bump at each end over its two neighbours, so that no combination of the inner
    /// columns bends there.
    ///
    /// With c the coefficients, the second derivative at a clamped cubic end of evenly spaced knots is
    /// proportional to c₀ − 3/2 c₁ + 1/2 c₂ (on two spans or more), so c₀ = 3/2 c₁ − 1/2 c₂.
    fn straighten(&self, row: &mut ArrayViewMut1<'_, f64>) {
        let last = self.n_bumps - 1;
        for (outer, next, after) in [(0, 1, 2), (last, last - 1, last - 2)] {
            let value = row[outer];
            row[next] += 1.5 * value;
            row[after] -= 0.5 * value;
        }
    }
}

#[cfg(test)]
mod tests;

//! Curves of the field by name, and where a fit of them begins.

use std::f64::consts::TAU;

use spikebook_numeric::Real;

use super::Curve;
use crate::Error;
use crate::descriptive::quantile_of_sorted;
use crate::matrix::{Householder, check_finite_slice, check_length};

/// A curve of one variable that has a name in the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedCurve {
    /// offset + amplitude · exp(−x / `time_constant`)
    ExponentialDecay,
    /// offset + amplitude · exp(−(x − centre)² / (2 width²))
    Gaussian,
    /// offset + amplitude / (1 + exp(−(x − midpoint) / width))
    Logistic,
    /// amplitude · x^exponent, for x from 0 on
    PowerLaw,
    /// offset + amplitude · exp(concentration (cos(x − centre) − 1)), for x in radians
    VonMises,
    /// offset + amplitude · x^exponent / (x^exponent + `half_saturation`^exponent), for x from 0 on (Naka & Rushton
    /// 1966, doi:10.1113/jphysiol.1966.sp008003)
    NakaRushton,
}

impl NamedCurve {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::ExponentialDecay,
        Self::Gaussian,
        Self::Logistic,
        Self::PowerLaw,
        Self::VonMises,
        Self::NakaRushton,
    ];

    /// What its parameters are called.
    pub fn parameter_names(self) -> &'static [&'static str] {
        match self {
            Self::ExponentialDecay => &["offset", "amplitude", "time_constant"],
            Self::Gaussian => &["offset", "amplitude", "centre", "width"],
            Self::Logistic => &["offset", "amplitude", "midpoint", "width"],
            Self::PowerLaw => &["amplitude", "exponent"],
            Self::VonMises => &["offset", "amplitude", "centre", "concentration"],
            Self::NakaRushton => &["offset", "amplitude", "half_saturation", "exponent"],
        }
    }

    /// Whether it begins with an offset.
    fn has_offset(self) -> bool {
        self != Self::PowerLaw
    }

    /// The curve of amplitude 1 without offset, at x with its other parameters.
    fn shape<T: Real>(self, x: f64, others: &[T]) -> T {
        let (one, two) = (T::from_f64(1.0), T::from_f64(2.0));
        let x = T::from_f64(x);
        match self {
            Self::ExponentialDecay => (-x / others[0]).exp(),
            Self::Gaussian => (-((x - others[0]) / others[1]).square() / two).exp(),
            Self::Logistic => one / (one + (-(x - others[0]) / others[1]).exp()),
            Self::PowerLaw => x.power(others[0]),
            Self::VonMises => (others[1] * ((x - others[0]).cos() - one)).exp(),
            Self::NakaRushton => {
                let (raised, half) = (x.power(others[1]), others[0].power(others[1]));
                raised / (raised + half)
            }
        }
    }

    /// Where a fit may begin: the best point of a grid over the parameters that bend the curve, with offset and
    /// amplitude by least squares at each.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::NonFinite`], [`Error::TooFew`] below as many points as parameters,
    /// [`Error::OutOfRange`] for an x below 0 of a curve that is defined from 0 on, [`Error::NoSpread`] where all
    /// x are the same.
    pub fn start(self, x: &[f64], y: &[f64]) -> Result<Vec<f64>, Error> {
        check_length("response", y.len(), x.len())?;
        check_finite_slice("x", x)?;
        check_finite_slice("response", y)?;
        let (got, wanted) = (x.len(), self.n_parameters());
        if got < wanted {
            return Err(Error::TooFew { what: "points", got, wanted });
        }
        if matches!(self, Self::PowerLaw | Self::NakaRushton)
            && let Some(row) = x.iter().position(|x| *x < 0.0)
        {
            let wanted = "a number from 0 on";
            return Err(Error::OutOfRange { what: "x", row, got: x[row], wanted });
        }
        let mut sorted = x.to_vec();
        sorted.sort_by(f64::total_cmp);
        let range = sorted[sorted.len() - 1] - sorted[0];
        if range == 0.0 {
            return Err(Error::NoSpread { what: "x" });
        }
        let mut best = (f64::INFINITY, Vec::new());
        for others in self.grid(&sorted, range) {
            let Some((squares, linear)) = self.linear_part(x, y, &others) else { continue };
            if squares < best.0 {
                best = (squares, linear.into_iter().chain(others).collect());
            }
        }
        if best.1.is_empty() {
            return Err(Error::NoSpread { what: "response" });
        }
        Ok(best.1)
    }

    /// The points of the grid, of ascending x.
    fn grid(self, sorted: &[f64], range: f64) -> Vec<Vec<f64>> {
        let pairs = |first: Vec<f64>, second: &[f64]| -> Vec<Vec<f64>> {
            first.iter().flat_map(|&a| second.iter().map(move |&b| vec![a, b])).collect()
        };
        let places = || -> Vec<f64> {
            (0..=20).map(|k| quantile_of_sorted(sorted, f64::from(k) / 20.0)).collect()
        };
        let shares = [0.02, 0.05, 0.1, 0.2, 0.4, 0.8];
        let widths = shares.map(|share| share * range);
        match self {
            Self::ExponentialDecay => {
                let scales = [0.01, 0.03, 0.1, 0.2, 0.4, 0.8, 2.0, 5.0];
                scales.iter().flat_map(|s| [vec![s * range], vec![-s * range]]).collect()
            }
            Self::Gaussian | Self::Logistic => pairs(places(), &widths),
            Self::PowerLaw => [-3.0, -2.0, -1.0, -0.5, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0]
                .iter()
                .map(|&exponent| vec![exponent])
                .collect(),
            Self::VonMises => {
                let centres = (0..24).map(|k| TAU * f64::from(k) / 24.0).collect();
                pairs(centres, &[0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0])
            }
            Self::NakaRushton => {
                let places = places().into_iter().filter(|place| *place > 0.0).collect();
                pairs(places, &[0.5, 1.0, 2.0, 3.0, 5.0])
            }
        }
    }

    /// The sum of squares with the best offset and amplitude, and these; none where they are not fixed.
    fn linear_part(self, x: &[f64], y: &[f64], others: &[f64]) -> Option<(f64, Vec<f64>)> {
        let n = x.len();
        let shape: Vec<f64> = x.iter().map(|&x| self.shape(x, others)).collect();
        if shape.iter().any(|value| !value.is_finite()) {
            return None;
        }
        let mut columns = if self.has_offset() { vec![1.0; n] } else { Vec::new() };
        columns.extend(&shape);
        let n_columns = columns.len() / n;
        let qr = Householder::new(columns, n, n_columns);
        let size = shape.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
        if qr.diagonal()[n_columns - 1].abs() <= 1e-8 * size {
            return None;
        }
        let linear = qr.least_squares(y);
        let offset = if self.has_offset() { linear[0] } else { 0.0 };
        let amplitude = linear[n_columns - 1];
        let squares: f64 = shape
            .iter()
            .zip(y)
            .map(|(shape, y)| (y - offset - amplitude * shape) * (y - offset - amplitude * shape))
            .sum();
        Some((squares, linear))
    }
}

impl Curve for NamedCurve {
    fn n_parameters(&self) -> usize {
        self.parameter_names().len()
    }

    fn value<T: Real>(&self, x: &[f64], parameters: &[T]) -> T {
        if self.has_offset() {
            parameters[0] + parameters[1] * self.shape(x[0], &parameters[2..])
        } else {
            parameters[0] * self.shape(x[0], &parameters[1..])
        }
    }
}

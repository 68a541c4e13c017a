//! Columns of a design matrix that let a linear model follow a curve: splines on an interval, harmonics on a
//! circle.
//!
//! - [`BSpline`]: smooth local bumps, clamped or natural at the ends of an interval, or closed to a circle,
//! - [`Harmonics`]: cosines and sines of an angle.
//!
//! The functions of a spline basis add up to 1 everywhere, so beside an intercept one of them is redundant: take
//! [`BSpline::design_beside_intercept`], or fit without an intercept.

mod b_spline;
mod harmonics;

pub use b_spline::{BSpline, Ends};
pub use harmonics::Harmonics;

//! Columns of a design matrix that let a linear model follow a curve: splines on an interval, harmonics on a
//! circle, bumps over a lag.
//!
//! - [`BSpline`]: smooth local bumps, clamped or natural at the ends of an interval, or closed to a circle,
//! - [`Harmonics`]: cosines and sines of an angle,
//! - [`RaisedCosine`]: bumps over the time since an event, narrow at first and wider later.
//!
//! The functions of a spline basis add up to 1 everywhere, so beside an intercept one of them is redundant: take
//! [`BSpline::design_beside_intercept`], or fit without an intercept.

mod b_spline;
mod harmonics;
mod raised_cosine;

pub use b_spline::{BSpline, Ends};
pub use harmonics::Harmonics;
pub use raised_cosine::RaisedCosine;

//! Where does a system of equations rest, where does it turn, and when does it change its mind?
//!
//! A field is a closure that writes the velocity f(x) of a state x; it knows no time. From it follow
//!
//! - [`fixed_point`], [`fixed_points`]: where f(x) = 0, by damped Newton steps,
//! - [`jacobian`]: ∂f/∂x by central differences, extrapolated (10 digits where f has 16),
//! - [`classify`]: node, focus or saddle, stable or not, by the eigenvalues of the Jacobian,
//! - [`nullcline`]: the lines of the plane on which one part stands still, in pieces that [`joined`] joins,
//! - [`limit_cycle`]: the closed orbit that a state settles on, its period and extent,
//! - [`scan`]: the fixed point followed along a parameter, and where its stability changes
//!   (Hopf where a pair of eigenvalues passes the imaginary axis, fold or transcritical where one passes 0),
//! - [`input_rates`]: the rate of firing against the input.
//!
//! All of it is local and numerical: Newton finds what is near to its start, an unstable cycle is not found by
//! waiting, and an eigenvalue with a real part of 0 decides nothing (Hartman–Grobman). Strogatz (2015),
//! *Nonlinear Dynamics and Chaos*; Izhikevich (2007), doi:10.7551/mitpress/2526.001.0001.
//!
//! ```
//! use spikebook_analysis::dynamics::{Kind, classify, fixed_point, jacobian};
//!
//! // The FitzHugh–Nagumo neuron of the course without input.
//! let field = |x: &[f64], f: &mut [f64]| {
//!     f[0] = x[0] - x[0] * x[0] * x[0] - x[1];
//!     f[1] = 0.1 * (x[0] - 0.5 * x[1] + 1.0);
//! };
//! let rest = fixed_point(field, &[-0.8, 0.1])?;
//! assert!((rest[0] + 1.0).abs() < 1e-10 && rest[1].abs() < 1e-10);
//! let stability = classify(jacobian(field, &rest).view())?;
//! assert_eq!(stability.kind, Kind::StableNode);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod input_rate;
mod limit_cycle;
mod newton;
mod nullcline;
mod scan;
mod stability;

pub use input_rate::{InputRate, input_rates};
pub use limit_cycle::{LimitCycle, Section, limit_cycle};
pub use newton::{fixed_point, fixed_points, jacobian};
pub use nullcline::{Window, joined, nullcline};
pub use scan::{Branch, Change, Crossing, Range, scan};
pub use stability::{Eigenvalue, Kind, Stability, classify};

#[cfg(test)]
mod tests;

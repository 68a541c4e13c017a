//! A model says how its state changes: where does that lead?
//!
//! A [`System`] gives the derivative dx/dt = f(t, x). Three families of steps follow it:
//!
//! ```text
//! Euler               x + Δ f(t, x)                                        error ∝ Δ
//! exponential Euler   target + (x − target) e^(−rate Δ)                    error ∝ Δ, but stable for any Δ
//! Heun                x + Δ (k₁ + k₂)/2, k₂ at the end of Euler's step     error ∝ Δ²
//! Runge–Kutta 4       x + Δ (k₁ + 2k₂ + 2k₃ + k₄)/6                        error ∝ Δ⁴
//! Euler–Maruyama      x + Δ f(t, x) + √Δ g(t, x) ε, ε standard normal      error ∝ Δ in law
//! ```
//!
//! and [`Adaptive`], which chooses its steps so that the error of each stays below a [`Tolerance`]
//! (Dormand and Prince's method of order 8), knows the state between the steps, and finds when an
//! [`Event`] happens.
//!
//! Time is in the unit of the system: what a model counts in milliseconds is integrated in milliseconds.
//! A fixed step misleads where it is not small against the fastest time constant: Euler's step leaves the
//! solution beyond 2τ. No method here is meant for stiff systems: they become slow, not wrong.
//! A state that is no longer a number is an [`IntegrationError`] with the time, never a result.
//!
//! Hairer, Nørsett & Wanner (1993), *Solving Ordinary Differential Equations I*, doi:10.1007/978-3-540-78862-1;
//! Higham (2001), doi:10.1137/S0036144500378302 (noise).
//!
//! ```
//! use spikebook_models::integration::{Adaptive, Field, FixedStep, Method, Tolerance};
//!
//! let decay = Field::new(1, |_, x, slope| slope[0] = -x[0]);
//! let steps = FixedStep::new(Method::RungeKutta4, 0.1, 1.0)?.integrate(&decay, &[1.0])?;
//! assert!((steps.last()[0] - 0.36787944).abs() < 1e-6);
//!
//! let adaptive = Adaptive::new(Tolerance::new(1e-12, 1e-14)?);
//! let solution = adaptive.integrate(&decay, &[1.0], (0.0, 1.0))?;
//! assert!((solution.at(0.5)[0] - 0.6065306597126334).abs() < 1e-12);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

mod adaptive;
mod error;
mod euler_maruyama;
mod exponential_euler;
mod fixed_step;
mod steps;
mod system;
mod trajectory;

pub use adaptive::{Adaptive, Direction, Event, Happening, Solution, Tolerance};
pub use error::IntegrationError;
pub use euler_maruyama::euler_maruyama;
pub use exponential_euler::exponential_euler;
pub use fixed_step::{FixedStep, Method};
pub use steps::Steps;
pub use system::{Field, Noisy, Relaxing, System};
pub use trajectory::Trajectory;

#[cfg(test)]
mod tests;

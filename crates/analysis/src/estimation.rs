//! Which parameters do the data speak for, and how surely?
//!
//! - [`Distribution`]: the likeliest exponential, gamma, normal, … by closed form or by Newton's method, with standard errors,
//! - [`Likelihood`]: the maximum of any log-likelihood, by [Newton](maximum::by_newton), by [BFGS](maximum::by_bfgs) or on a
//!   [grid](maximum::by_grid),
//! - [`BetaBelief`], [`GammaBelief`], [`NormalBelief`]: beliefs that stay of one form when data come,
//! - [`PosteriorGrid`]: any prior and likelihood of one parameter, with the estimates that losses ask for,
//! - [`simulation`]: bias and variance of an estimator, by drawing data of which the truth is known.

pub mod belief;
pub mod distribution;
pub mod maximum;
pub mod posterior_grid;
pub mod simulation;

pub use belief::{BetaBelief, GammaBelief, NormalBelief};
pub use distribution::{Distribution, DistributionFit};
pub use maximum::{Likelihood, Maximum};
pub use posterior_grid::{Loss, PosteriorGrid};

use crate::Error;

/// Refuses a level outside (0, 1).
fn check_level(level: f64) -> Result<(), Error> {
    if level > 0.0 && level < 1.0 {
        return Ok(());
    }
    let wanted = "a number between 0 and 1, neither included";
    Err(Error::Parameter { parameter: "level", got: level, wanted })
}

#[cfg(test)]
mod tests;

//! How fast is evidence gathered, and how much of it is enough?
//!
//! A decision variable starts at z, drifts with v and jitters with standard deviation 1/√s until it reaches the bound at
//! a ("upper") or at 0 ("lower"); the reaction time is that time and a non-decision time t₀ beside.
//!
//! - [`proportional_rate`]: closed forms for the share of right answers and the mean reaction time at each strength, fitted to
//!   both at once (Palmer, Huk & Shadlen 2005, doi:10.1167/5.5.1),
//! - [`first_passage`]: the density of reaction times at each bound (Navarro & Fuss 2009, doi:10.1016/j.jmp.2009.02.003) and
//!   the maximum of the likelihood of every trial.
//!
//! With a diffusion of 1 the bound is measured in √s and the drift in 1/√s: half the distance between the bounds squared is
//! the mean decision time without drift. Packages that scale the noise to 0.1 give a tenth of both.
//!
//! It misleads where reaction times hold guesses and anticipations, which no drift explains: the density gives them almost no
//! probability, and a few of them move everything. Leave trials out that are faster than anyone can see.

pub mod first_passage;
pub mod proportional_rate;

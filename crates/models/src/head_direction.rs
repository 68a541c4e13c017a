//! An animal turns its head, and cells fire by where it looks: what would a recording of that be?
//!
//! The angular velocity ω wanders with inertia (an Ornstein–Uhlenbeck process) and the direction θ
//! follows:
//!
//! dω = −ω/τ dt + σ √(2/τ) dW,   dθ = ω dt,
//!
//! so ω is normal with standard deviation σ at any moment and is remembered for about τ. A cell's
//! rate is a von Mises bump over a background,
//!
//! λ(θ) = background + (peak − background) e^{κ (cos(θ − preferred) − 1)},
//!
//! and its spikes are Poisson given the direction. Real cells anticipate the head by some 25 ms,
//! share noise and have refractory times; here they do not. Taube, Muller & Ranck (1990),
//! doi:10.1523/JNEUROSCI.10-02-00420.1990.
//!
//! ```
//! use spikebook_models::head_direction::{HeadDirection, HeadDirectionCell, TurningPath};
//! use spikebook_numeric::Seed;
//!
//! let path = TurningPath::new(60.0, 0.02, 120.0, 0.3)?;
//! let east = HeadDirectionCell::new(90.0, 30.0, 0.5, 4.0)?;
//! let session = HeadDirection::new(path, vec![east])?.simulate(Seed::from_number(1));
//! // One sample more than steps: both ends of the minute.
//! assert_eq!(session.observed.direction_deg.len(), 3001);
//! assert_eq!(session.truth.cells, [east]);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

mod cell;
mod path;

pub use cell::{CellRanges, HeadDirectionCell};
pub use path::TurningPath;

use rayon::prelude::*;
use spikebook_numeric::Seed;

use crate::Error;
use crate::spiking::poisson_spike_times_s;

/// A session to be simulated: how the head turns, and which cells listen.
#[derive(Clone, Debug, PartialEq)]
pub struct HeadDirection {
    path: TurningPath,
    cells: Vec<HeadDirectionCell>,
}

/// A simulated session.
#[derive(Clone, Debug, PartialEq)]
pub struct HeadDirectionSession {
    /// What an experimenter would have
    pub observed: ObservedHeadDirection,
    /// What made it
    pub truth: HeadDirectionTruth,
}

/// The tracked head and the sorted spikes.
#[derive(Clone, Debug, PartialEq)]
pub struct ObservedHeadDirection {
    /// The time of each sample of the head, seconds, from 0 to the end of the session
    pub time_s: Vec<f64>,
    /// The direction at each sample, degrees in [0, 360); it holds until the next sample
    pub direction_deg: Vec<f64>,
    /// The ascending spike times of each unit, seconds
    pub spike_times_s: Vec<Vec<f64>>,
}

/// The parameters behind a session.
#[derive(Clone, Debug, PartialEq)]
pub struct HeadDirectionTruth {
    /// The tuning of each unit
    pub cells: Vec<HeadDirectionCell>,
}

impl HeadDirection {
    /// A session of given cells.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a cell.
    pub fn new(path: TurningPath, cells: Vec<HeadDirectionCell>) -> Result<Self, Error> {
        if cells.is_empty() {
            return Err(Error::TooFew { what: "cells", got: 0, wanted: 1 });
        }
        Ok(Self { path, cells })
    }

    /// A session of `n_cells` cells whose parameters are drawn uniformly from ranges, and preferred
    /// directions from the whole turn; cell i from the stream `seed.replicate("cells", i)`.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a cell.
    pub fn with_random_cells(
        path: TurningPath,
        n_cells: usize,
        ranges: CellRanges,
        seed: Seed,
    ) -> Result<Self, Error> {
        let cell = |i: usize| ranges.draw(&mut seed.replicate("cells", i as u64));
        Self::new(path, (0..n_cells).map(cell).collect())
    }

    /// Simulates the session: the path from the stream `seed.replicate("path", 0)`, the spikes of
    /// unit i from `seed.replicate("spikes", i)`.
    pub fn simulate(&self, seed: Seed) -> HeadDirectionSession {
        let direction_deg = self.path.directions_deg(&mut seed.replicate("path", 0));
        let step_s = self.path.step_s();
        let n_steps = self.path.n_steps();
        let spikes = |(unit, cell): (usize, &HeadDirectionCell)| {
            let rates_hz: Vec<f64> =
                direction_deg[..n_steps].iter().map(|&direction| cell.rate_hz(direction)).collect();
            poisson_spike_times_s(&rates_hz, step_s, &mut seed.replicate("spikes", unit as u64))
        };
        let spike_times_s = self.cells.par_iter().enumerate().map(spikes).collect();
        let time_s = (0..=n_steps).map(|step| step as f64 * step_s).collect();
        HeadDirectionSession {
            observed: ObservedHeadDirection { time_s, direction_deg, spike_times_s },
            truth: HeadDirectionTruth { cells: self.cells.clone() },
        }
    }
}

#[cfg(test)]
mod tests;

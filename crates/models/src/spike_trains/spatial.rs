//! Cells that fire by where the animal is: at one place, or at the corners of a lattice.
//!
//! ```text
//! place   rate = background + (peak − background) e^(−d²/(2 w²)), d the distance to the field's centre
//! grid    rate = background + (peak − background) (cos k₁·r + cos k₂·r + cos k₃·r + 3/2)/(9/2), r from a centre
//! ```
//!
//! with three waves 60° apart whose length is √3/2 of the spacing: the bracket is 1 at the corners of a lattice of triangles
//! and 0 between them. Spikes are Poisson given the path. Phase precession, direction and theta are left out.
//! O'Keefe & Dostrovsky (1971), doi:10.1016/0006-8993(71)90358-1; Hafting et al. (2005), doi:10.1038/nature03721.
//!
//! ```
//! use spikebook_models::spike_trains::spatial::SpatialCell;
//!
//! let grid = SpatialCell::grid((50.0, 50.0), 40.0, 0.0, 20.0, 0.0)?;
//! assert!((grid.rate_hz(50.0, 50.0) - 20.0).abs() < 1e-9);
//! assert!((grid.rate_hz(90.0, 50.0) - 20.0).abs() < 1e-9);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use rayon::prelude::*;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{cos, exp, sin};

use crate::Error;
use crate::behaviour::navigation::ObservedWalk;
use crate::error::within;
use crate::spiking::poisson_spike_times_s;

/// A cell with a place or a lattice of places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpatialCell {
    centre_cm: (f64, f64),
    shape: Shape,
    peak_hz: f64,
    background_hz: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    Place { width_cm: f64 },
    Grid { spacing_cm: f64, orientation_deg: f64 },
}

impl SpatialCell {
    /// A place cell: the field's centre, its width w, its peak and what it fires elsewhere.
    ///
    /// # Errors
    /// [`Error::Parameter`]: a place beyond ±10⁶ cm, a width outside [0.1, 10⁵] cm, a peak outside (0, 1000], a
    /// background outside [0, peak].
    pub fn place(
        centre_cm: (f64, f64),
        width_cm: f64,
        peak_hz: f64,
        background_hz: f64,
    ) -> Result<Self, Error> {
        within("width_cm", width_cm, 0.1..=1e5, "a number between 0.1 and 100,000")?;
        Self::new(centre_cm, Shape::Place { width_cm }, peak_hz, background_hz)
    }

    /// A grid cell: one of its places, the spacing, the direction from there to a neighbour, peak and background.
    ///
    /// # Errors
    /// As [`SpatialCell::place`], for the spacing.
    pub fn grid(
        centre_cm: (f64, f64),
        spacing_cm: f64,
        orientation_deg: f64,
        peak_hz: f64,
        background_hz: f64,
    ) -> Result<Self, Error> {
        within("spacing_cm", spacing_cm, 0.1..=1e5, "a number between 0.1 and 100,000")?;
        let wanted = "a number between −360 and 360";
        within("orientation_deg", orientation_deg, -360.0..=360.0, wanted)?;
        Self::new(centre_cm, Shape::Grid { spacing_cm, orientation_deg }, peak_hz, background_hz)
    }

    fn new(
        centre_cm: (f64, f64),
        shape: Shape,
        peak_hz: f64,
        background_hz: f64,
    ) -> Result<Self, Error> {
        for place in [centre_cm.0, centre_cm.1] {
            within("centre_cm", place, -1e6..=1e6, "a number between −10⁶ and 10⁶")?;
        }
        let wanted = "a number above 0, at most 1000";
        within("peak_hz", peak_hz, f64::MIN_POSITIVE..=1e3, wanted)?;
        let wanted = "at least 0 and at most the peak rate";
        within("background_hz", background_hz, 0.0..=peak_hz, wanted)?;
        Ok(Self { centre_cm, shape, peak_hz, background_hz })
    }

    /// The rate at a place, spikes/s.
    pub fn rate_hz(&self, x_cm: f64, y_cm: f64) -> f64 {
        let (x, y) = (x_cm - self.centre_cm.0, y_cm - self.centre_cm.1);
        let height = match self.shape {
            Shape::Place { width_cm } => exp(-(x * x + y * y) / (2.0 * width_cm * width_cm)),
            Shape::Grid { spacing_cm, orientation_deg } => {
                let number = 4.0 * std::f64::consts::PI / (3.0_f64.sqrt() * spacing_cm);
                let wave = |degrees: f64| {
                    let angle = (orientation_deg + degrees).to_radians();
                    cos(number * (x * cos(angle) + y * sin(angle)))
                };
                // The sum of the three lies in [−3/2, 3].
                ((wave(30.0) + wave(90.0) + wave(150.0) + 1.5) / 4.5).max(0.0)
            }
        };
        self.background_hz + (self.peak_hz - self.background_hz) * height
    }
}

/// The spikes of cells along a walk, seconds: cell i from the stream `seed.replicate("spikes", i)`. A track lies on the line
/// y = 0.
///
/// # Errors
/// [`Error::TooFew`] without a cell or for a walk without a step.
pub fn spikes_along(
    walk: &ObservedWalk,
    cells: &[SpatialCell],
    seed: Seed,
) -> Result<Vec<Vec<f64>>, Error> {
    if cells.is_empty() {
        return Err(Error::TooFew { what: "cells", got: 0, wanted: 1 });
    }
    if walk.time_s.len() < 2 {
        return Err(Error::TooFew { what: "samples", got: walk.time_s.len(), wanted: 2 });
    }
    let step_s = walk.time_s[1] - walk.time_s[0];
    let n_steps = walk.time_s.len() - 1;
    let spikes = |(i, cell): (usize, &SpatialCell)| {
        let y = |step: usize| walk.y_cm.get(step).copied().unwrap_or(0.0);
        let rates: Vec<f64> =
            (0..n_steps).map(|step| cell.rate_hz(walk.x_cm[step], y(step))).collect();
        poisson_spike_times_s(&rates, step_s, &mut seed.replicate("spikes", i as u64))
    };
    Ok(cells.par_iter().enumerate().map(spikes).collect())
}

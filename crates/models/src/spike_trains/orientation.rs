//! Gratings of many orientations, and cells that share their noise: how much do more cells tell?
//!
//! A cell's mean count is a bump over 180°, f(θ) = background + (peak − background) e^{κ (cos 2(θ − preferred) − 1)}. In each
//! trial the population's gain is shared in part: cell i is multiplied by e^{σ zᵢ − σ²/2}, where the normal deviates z have
//! correlation ρ between any two cells; counts are Poisson given that. So the mean stays f, the variance is f + f² (e^{σ²} − 1),
//! the covariance of two cells fᵢ fⱼ (e^{ρσ²} − 1). Noise correlations of recordings fall with the difference in preference;
//! here they do not. Goris, Movshon & Simoncelli (2014), doi:10.1038/nn.3711.
//!
//! ```
//! use spikebook_models::spike_trains::orientation::{OrientationPopulation, SharedNoise};
//! use spikebook_numeric::Seed;
//!
//! let population = OrientationPopulation::evenly(8, 20.0, 1.0, 2.0, SharedNoise::new(0.2, 0.3)?)?;
//! let session = population.simulate(&[0.0, 45.0, 90.0], Seed::from_number(1))?;
//! assert_eq!(session.observed.counts.dim(), (3, 8));
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use ndarray::Array2;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{cos, exp, sqrt};

use crate::Error;
use crate::error::within;

/// The noise of the gain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SharedNoise {
    deviation: f64,
    correlation: f64,
}

/// A population whose preferred orientations cover the half turn evenly.
#[derive(Clone, Debug, PartialEq)]
pub struct OrientationPopulation {
    preferred_deg: Vec<f64>,
    peak: f64,
    background: f64,
    concentration: f64,
    noise: SharedNoise,
}

/// A session.
#[derive(Clone, Debug, PartialEq)]
pub struct OrientationSession {
    /// What is recorded
    pub observed: ObservedOrientation,
    /// What made it
    pub truth: OrientationTruth,
}

/// The gratings and the counts.
#[derive(Clone, Debug, PartialEq)]
pub struct ObservedOrientation {
    /// The orientation in each trial, degrees
    pub orientation_deg: Vec<f64>,
    /// The counts (shape: trials × cells)
    pub counts: Array2<f64>,
}

/// The population and its gains.
#[derive(Clone, Debug, PartialEq)]
pub struct OrientationTruth {
    /// The population
    pub population: OrientationPopulation,
    /// The preferred orientation of each cell, degrees
    pub preferred_deg: Vec<f64>,
    /// The gain of each cell in each trial (shape: trials × cells)
    pub gains: Array2<f64>,
}

impl SharedNoise {
    /// From the standard deviation σ of the gain's logarithm and the correlation ρ of two cells' logarithms.
    ///
    /// # Errors
    /// [`Error::Parameter`]: σ outside [0, 2], ρ outside [0, 1].
    pub fn new(deviation: f64, correlation: f64) -> Result<Self, Error> {
        within("deviation", deviation, 0.0..=2.0, "a number between 0 and 2")?;
        within("correlation", correlation, 0.0..=1.0, "a number between 0 and 1")?;
        Ok(Self { deviation, correlation })
    }
}

impl OrientationPopulation {
    /// So many cells with one peak and one background (expected counts a trial) and concentration κ.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a cell; [`Error::Parameter`]: a peak outside (0, 10⁴], a background outside [0, peak], κ
    /// outside (0, 500].
    pub fn evenly(
        n_cells: usize,
        peak: f64,
        background: f64,
        concentration: f64,
        noise: SharedNoise,
    ) -> Result<Self, Error> {
        if n_cells == 0 {
            return Err(Error::TooFew { what: "cells", got: 0, wanted: 1 });
        }
        within("peak", peak, f64::MIN_POSITIVE..=1e4, "a number above 0, at most 10,000")?;
        within("background", background, 0.0..=peak, "at least 0 and at most the peak")?;
        let wanted = "a number above 0, at most 500";
        within("concentration", concentration, f64::MIN_POSITIVE..=500.0, wanted)?;
        let preferred_deg = (0..n_cells).map(|i| 180.0 * i as f64 / n_cells as f64).collect();
        Ok(Self { preferred_deg, peak, background, concentration, noise })
    }

    /// The expected count of a cell at an orientation.
    pub fn expected(&self, cell: usize, orientation_deg: f64) -> f64 {
        let away = (2.0 * (orientation_deg - self.preferred_deg[cell])).to_radians();
        let bump = exp(self.concentration * (cos(away) - 1.0));
        self.background + (self.peak - self.background) * bump
    }

    /// One trial for each orientation: what is shared from the stream `seed.replicate("shared", 0)`, cell i from
    /// `seed.replicate("cell", i)`.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a trial, [`Error::Parameter`] for an orientation beyond ±10⁶.
    pub fn simulate(
        &self,
        orientation_deg: &[f64],
        seed: Seed,
    ) -> Result<OrientationSession, Error> {
        if orientation_deg.is_empty() {
            return Err(Error::TooFew { what: "trials", got: 0, wanted: 1 });
        }
        for &orientation in orientation_deg {
            within("orientation_deg", orientation, -1e6..=1e6, "a number between −10⁶ and 10⁶")?;
        }
        let (n_trials, n_cells) = (orientation_deg.len(), self.preferred_deg.len());
        let mut stream = seed.replicate("shared", 0);
        let shared: Vec<f64> = (0..n_trials).map(|_| stream.standard_normal()).collect();
        let SharedNoise { deviation, correlation } = self.noise;
        let (mut counts, mut gains) =
            (Array2::zeros((n_trials, n_cells)), Array2::zeros((n_trials, n_cells)));
        for cell in 0..n_cells {
            let mut stream = seed.replicate("cell", cell as u64);
            for trial in 0..n_trials {
                let own = stream.standard_normal();
                let z = sqrt(correlation) * shared[trial] + sqrt(1.0 - correlation) * own;
                let gain = exp(deviation * z - 0.5 * deviation * deviation);
                let expected = gain * self.expected(cell, orientation_deg[trial]);
                gains[[trial, cell]] = gain;
                counts[[trial, cell]] = stream.poisson(expected) as f64;
            }
        }
        let truth = OrientationTruth {
            population: self.clone(),
            preferred_deg: self.preferred_deg.clone(),
            gains,
        };
        let orientation_deg = orientation_deg.to_vec();
        Ok(OrientationSession { observed: ObservedOrientation { orientation_deg, counts }, truth })
    }
}

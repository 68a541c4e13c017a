//! Many units move together because few latents move them: what would such a population look like?
//!
//! Latents come in planes. In each plane the state turns at its frequency f, forgets with time
//! constant τ and is stirred by noise that keeps its standard deviation σ:
//!
//! x(t + Δ) = ρ Rot(2πfΔ) x(t) + σ √(1 − ρ²) ε,   ρ = e^{−Δ/τ}.
//!
//! Units see the latents through loadings C with orthonormal columns, so the subspace is known and
//! so are the principal components of Gaussian activity y = m + C x + s ε: the covariance is C
//! diag(σ²) Cᵀ + s² I, with eigenvalues σ² + s² (two a plane) and s² (all others). Counts are
//! Poisson with mean m e^{C x}; their principal components are only near to the loadings, as the
//! exponential bends and the noise grows with the mean. Churchland et al. (2012),
//! doi:10.1038/nature11129.
//!
//! ```
//! use spikebook_models::latent_dynamics::{Activity, LatentDynamics, Plane};
//! use spikebook_numeric::Seed;
//!
//! let plane = Plane::new(1.5, 2.0, 4.0)?;
//! let activity = Activity::gaussian(10.0, 1.0)?;
//! let model = LatentDynamics::new(500, 0.01, 20, vec![plane], activity)?;
//! let session = model.simulate(Seed::from_number(1));
//! assert_eq!(session.activity.dim(), (500, 20));
//! assert_eq!(session.truth.loadings.dim(), (20, 2));
//! # Ok::<(), spikebook_models::Error>(())
//! ```

mod activity;
mod loadings;
mod plane;

pub use activity::Activity;
pub use plane::Plane;

use ndarray::Array2;
use rayon::prelude::*;
use spikebook_numeric::Seed;
use spikebook_numeric::sum::sum;

use crate::Error;
use crate::error::within;
use loadings::orthonormal_columns;

const MOST_ENTRIES: usize = 1_000_000_000;

/// A population to be simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct LatentDynamics {
    n_bins: usize,
    bin_width_s: f64,
    n_units: usize,
    planes: Vec<Plane>,
    activity: Activity,
}

/// A simulated population.
#[derive(Clone, Debug, PartialEq)]
pub struct LatentSession {
    /// The start of each bin, seconds
    pub time_s: Vec<f64>,
    /// The activity (shape: bins × units); whole numbers where it is counts
    pub activity: Array2<f64>,
    /// What made it
    pub truth: LatentTruth,
}

/// The latents behind a population.
#[derive(Clone, Debug, PartialEq)]
pub struct LatentTruth {
    /// The state in each bin (shape: bins × latents, two a plane)
    pub latents: Array2<f64>,
    /// How each unit sees the state (shape: units × latents), with orthonormal columns
    pub loadings: Array2<f64>,
    /// The stationary standard deviation of each latent
    pub standard_deviations: Vec<f64>,
}

impl LatentDynamics {
    /// A population of `n_units` in `n_bins` bins of time.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a plane or a bin, or with fewer units than latents;
    /// [`Error::Parameter`] for a bin width outside [0.0001, 10] s or more than 10⁹ entries.
    pub fn new(
        n_bins: usize,
        bin_width_s: f64,
        n_units: usize,
        planes: Vec<Plane>,
        activity: Activity,
    ) -> Result<Self, Error> {
        within("bin_width_s", bin_width_s, 1e-4..=10.0, "a number between 0.0001 and 10")?;
        for (what, got, wanted) in
            [("planes", planes.len(), 1), ("bins", n_bins, 1), ("units", n_units, 2 * planes.len())]
        {
            if got < wanted {
                return Err(Error::TooFew { what, got, wanted });
            }
        }
        let n_entries = n_bins.saturating_mul(n_units);
        let wanted = "at most 1,000,000,000 bins × units";
        within("n_bins × n_units", n_entries as f64, ..=MOST_ENTRIES as f64, wanted)?;
        Ok(Self { n_bins, bin_width_s, n_units, planes, activity })
    }

    /// Simulates the population: latents of plane k from the stream `seed.replicate("latents", k)`,
    /// column k of the loadings from `seed.replicate("loadings", k)`, unit i from
    /// `seed.replicate("activity", i)`.
    pub fn simulate(&self, seed: Seed) -> LatentSession {
        let n_latents = 2 * self.planes.len();
        let mut latents = Array2::zeros((self.n_bins, n_latents));
        for (k, plane) in self.planes.iter().enumerate() {
            let mut stream = seed.replicate("latents", k as u64);
            for (bin, state) in plane.states(self.n_bins, self.bin_width_s, &mut stream).enumerate()
            {
                latents[[bin, 2 * k]] = state[0];
                latents[[bin, 2 * k + 1]] = state[1];
            }
        }
        let loadings = orthonormal_columns(self.n_units, n_latents, seed);
        let unit = |unit: usize| -> Vec<f64> {
            let mut stream = seed.replicate("activity", unit as u64);
            let drive =
                |bin: usize| sum((0..n_latents).map(|k| loadings[[unit, k]] * latents[[bin, k]]));
            (0..self.n_bins).map(|bin| self.activity.draw(drive(bin), &mut stream)).collect()
        };
        let units: Vec<Vec<f64>> = (0..self.n_units).into_par_iter().map(unit).collect();
        let deviations = self.planes.iter().flat_map(|plane| [plane.standard_deviation(); 2]);
        LatentSession {
            time_s: (0..self.n_bins).map(|bin| bin as f64 * self.bin_width_s).collect(),
            activity: Array2::from_shape_fn((self.n_bins, self.n_units), |(bin, unit)| {
                units[unit][bin]
            }),
            truth: LatentTruth { latents, loadings, standard_deviations: deviations.collect() },
        }
    }
}

#[cfg(test)]
mod tests;

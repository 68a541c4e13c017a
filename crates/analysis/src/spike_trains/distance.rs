//! How far is one spike train from another?
//!
//! - [`victor_purpura`]: the cheapest way to turn one train into the other, where a spike put in or
//!   taken out costs 1 and a spike moved by Δt costs q |Δt|. With q = 0 only the numbers count; with
//!   a large q only spikes at the same time do; spikes further apart than 2/q are never matched.
//! - [`van_rossum`]: the root of 2/τ ∫ (f − g)², f and g being the trains with each spike followed by
//!   e^(−t/τ): a spike more is a distance of 1, two spikes far apart in time one of √2.
//!
//! [`distance_matrix`] takes either over all pairs of trains.
//!
//! The exponents of the two are not the same: the square of van Rossum's distance grows with the
//! number of spikes as Victor and Purpura's itself does. Many packages leave out the factor 2 of van
//! Rossum's, so that their distances are smaller by √2 (the one here is that of Elephant).
//!
//! **When they mislead.** Both grow with the number of spikes, so a busy unit is far from everything;
//! and q or τ is a question that one asks, not a property of the unit: show several.
//!
//! Victor & Purpura (1996), doi:10.1152/jn.1996.76.2.1310; van Rossum (2001),
//! doi:10.1162/089976601300014321; the sums in one pass are those of Houghton & Kreuz (2012),
//! doi:10.3109/0954898X.2012.673048.
//!
//! ```
//! use spikebook_analysis::spike_trains::distance::{van_rossum, victor_purpura};
//!
//! // One spike moved by 10 ms at 20 /s costs 0.2; one spike more costs 1.
//! assert!((victor_purpura(&[0.1, 0.5], &[0.11], 20.0)? - 1.2).abs() < 1e-12);
//! assert_eq!(van_rossum(&[0.1, 0.5], &[0.1], 0.01)?, 1.0);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod van_rossum;
mod victor_purpura;

use ndarray::Array2;
use rayon::prelude::*;

pub use van_rossum::van_rossum;
pub use victor_purpura::victor_purpura;

use crate::Error;

/// Which distance, and on which scale of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Metric {
    /// [`victor_purpura`], with what it costs to move a spike by a second
    VictorPurpura {
        /// Cost of moving a spike, 1/s
        cost_per_s: f64,
    },
    /// [`van_rossum`], with the time in which a spike is forgotten
    VanRossum {
        /// Time constant of the exponential, seconds
        time_constant_s: f64,
    },
}

impl Metric {
    /// The distance of two trains.
    ///
    /// # Errors
    /// As [`victor_purpura`] and [`van_rossum`].
    pub fn between(self, a_s: &[f64], b_s: &[f64]) -> Result<f64, Error> {
        match self {
            Self::VictorPurpura { cost_per_s } => victor_purpura(a_s, b_s, cost_per_s),
            Self::VanRossum { time_constant_s } => van_rossum(a_s, b_s, time_constant_s),
        }
    }
}

/// The distances of all pairs of trains: symmetric, with a diagonal of 0.
///
/// # Errors
/// As [`Metric::between`], for the first pair at fault.
pub fn distance_matrix(trains: &[&[f64]], metric: Metric) -> Result<Array2<f64>, Error> {
    let n = trains.len();
    let pairs: Vec<(usize, usize)> = (0..n).flat_map(|i| (i..n).map(move |j| (i, j))).collect();
    let distances = pairs
        .par_iter()
        .map(|&(i, j)| {
            // A train with itself is asked too, so that a bad one is found where it stands alone.
            let distance = metric.between(trains[i], trains[j])?;
            Ok(if i == j { 0.0 } else { distance })
        })
        .collect::<Result<Vec<f64>, Error>>()?;
    let mut matrix = Array2::zeros((n, n));
    for (&(i, j), distance) in pairs.iter().zip(distances) {
        matrix[[i, j]] = distance;
        matrix[[j, i]] = distance;
    }
    Ok(matrix)
}

#[cfg(test)]
mod tests;

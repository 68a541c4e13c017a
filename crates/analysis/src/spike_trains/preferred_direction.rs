//! Which direction does a unit prefer, how sharply, and how sure is that?
//!
//! The mean of the directions, each weighted with the rate r there (spikes over seconds):
//!
//! C = Σ r cos θ,  S = Σ r sin θ,  preferred = atan2(S, C),  resultant length = √(C² + S²) / Σ r,
//!
//! so uneven occupancy does not pull it. Counts are Poisson, Var r = n / T², and by the delta
//! method
//!
//! Var preferred = Σ Var r · (C sin θ − S cos θ)² / (C² + S²)².
//!
//! It misleads for units with two preferred directions, which the mean lies between, and in bins
//! that were hardly visited, whose rate is as loud as any other's. Taube, Muller & Ranck (1990),
//! doi:10.1523/JNEUROSCI.10-02-00420.1990.
//!
//! ```
//! use spikebook_analysis::circular::Turn;
//! use spikebook_analysis::descriptive::BinEdges;
//! use spikebook_analysis::spike_trains::preferred_direction::PreferredDirection;
//! use spikebook_analysis::spike_trains::tuning_curve::TuningCurve;
//!
//! let bins = BinEdges::uniform(0.0, 360.0, 4)?;
//! // 5 spikes/s at 45° and 135°, whatever the time spent there; nothing elsewhere.
//! let curve = TuningCurve::new(&bins, &[1.0, 4.0, 2.0, 2.0], &[5, 20, 0, 0])?;
//! let preferred = PreferredDirection::of_curve(&curve, Turn::DEGREES)?;
//! assert!((preferred.direction - 90.0).abs() < 1e-9);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use spikebook_numeric::elementary::{atan2, cos, sin, sqrt};
use spikebook_numeric::sum::sum;

use super::tuning_curve::TuningCurve;
use crate::Error;
use crate::circular::Turn;

/// A preferred direction with its uncertainty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PreferredDirection {
    /// The direction, in the unit of the turn, in [0, turn)
    pub direction: f64,
    /// Its standard error, in the unit of the turn
    pub standard_error: f64,
    /// 1 where all spikes come in one direction, 0 where none is preferred
    pub resultant_length: f64,
}

impl PreferredDirection {
    /// From a tuning curve over one turn; bins without time are left out.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a spike or where the directions cancel, for then none is
    /// preferred.
    pub fn of_curve(curve: &TuningCurve, turn: Turn) -> Result<Self, Error> {
        let bins: Vec<(f64, f64, f64)> = curve
            .centres()
            .iter()
            .zip(curve.occupancy_s())
            .zip(curve.spike_counts())
            .filter(|((_, seconds), _)| **seconds > 0.0)
            .map(|((&centre, &seconds), &count)| {
                let count = f64::from(count);
                (turn.to_radians(centre), count / seconds, count / (seconds * seconds))
            })
            .collect();
        let along = sum(bins.iter().map(|(angle, rate, _)| rate * cos(*angle)));
        let across = sum(bins.iter().map(|(angle, rate, _)| rate * sin(*angle)));
        let all = sum(bins.iter().map(|(_, rate, _)| *rate));
        let squared = along * along + across * across;
        if all == 0.0 || squared <= (1e-12 * all) * (1e-12 * all) {
            let got = curve.spike_counts().iter().map(|&count| count as usize).sum();
            return Err(Error::TooFew { what: "spikes that agree on a direction", got, wanted: 1 });
        }
        // d preferred / d rate = (C sin θ − S cos θ) / (C² + S²)
        let slope = |angle: f64| (along * sin(angle) - across * cos(angle)) / squared;
        let variance = sum(bins.iter().map(|(angle, _, variance)| {
            let slope = slope(*angle);
            variance * slope * slope
        }));
        let per_radian = turn.length() / std::f64::consts::TAU;
        Ok(Self {
            direction: turn.wrap(atan2(across, along) * per_radian),
            standard_error: sqrt(variance) * per_radian,
            resultant_length: sqrt(squared) / all,
        })
    }
}

#[cfg(test)]
mod tests {
    use spikebook_numeric::Seed;

    use super::*;
    use crate::descriptive::{BinEdges, standard_deviation};

    fn curve(occupancy_s: &[f64], counts: &[u32]) -> TuningCurve {
        let bins = BinEdges::uniform(0.0, 360.0, counts.len()).expect("bins");
        TuningCurve::new(&bins, occupancy_s, counts).expect("a curve")
    }

    #[test]
    fn all_spikes_in_one_bin_prefer_it() {
        let curve = curve(&[1.0; 8], &[0, 0, 7, 0, 0, 0, 0, 0]);
        let preferred = PreferredDirection::of_curve(&curve, Turn::DEGREES).expect("spikes");
        assert!((preferred.direction - 112.5).abs() < 1e-12);
        assert!((preferred.resultant_length - 1.0).abs() < 1e-12);
        assert!(preferred.standard_error < 1e-9, "another count would not move it");
    }

    #[test]
    fn no_direction_is_preferred_where_none_is() {
        assert!(PreferredDirection::of_curve(&curve(&[1.0; 4], &[0; 4]), Turn::DEGREES).is_err());
        assert!(PreferredDirection::of_curve(&curve(&[1.0; 4], &[3; 4]), Turn::DEGREES).is_err());
    }

    /// The spread of the estimate over simulated sessions is what the standard error says (to 10 %,
    /// five times the standard error of a standard deviation over 1000 sessions).
    #[test]
    fn the_standard_error_is_the_spread() {
        let occupancy: Vec<f64> = (0..24).map(|bin| 2.0 + f64::from(bin % 5)).collect();
        let rate = |bin: usize| 20.0 * (1.0 + cos((bin as f64 * 15.0 - 172.5).to_radians())) / 2.0;
        let estimates: Vec<PreferredDirection> = (0..1000)
            .map(|session| {
                let mut draws = Seed::from_name("preferred direction").replicate("counts", session);
                let counts: Vec<u32> =
                    (0..24).map(|bin| draws.poisson(rate(bin) * occupancy[bin]) as u32).collect();
                PreferredDirection::of_curve(&curve(&occupancy, &counts), Turn::DEGREES)
                    .expect("many spikes")
            })
            .collect();
        let directions: Vec<f64> = estimates.iter().map(|e| e.direction).collect();
        let spread = standard_deviation(&directions, 1);
        let said = sum(estimates.iter().map(|e| e.standard_error)) / 1000.0;
        assert!((spread / said - 1.0).abs() < 0.1, "spread {spread}, standard error {said}");
    }
}

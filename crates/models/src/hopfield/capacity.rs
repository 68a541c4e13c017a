//! How much can be stored before memories break down?
//!
//! At a load α = P/N of random patterns each unit's field is the pattern it should have plus the noise of all others. With
//! many units the overlap m of a state with the pattern that it is near satisfies (at rest, without noise in the units)
//!
//! ```text
//! m = erf(y),   y (√(2α) + 2/√π · e^(−y²)) = erf(y)
//! ```
//!
//! whose solution with m near 1 is lost at α = 0.138, where m is still 0.967: memories do not fade, they vanish.
//! In a few hundred units the edge is soft. Patterns that resemble each other are lost at far smaller loads.
//! Amit, Gutfreund & Sompolinsky (1987), doi:10.1016/0003-4916(87)90092-3.
//!
//! ```
//! use spikebook_models::hopfield::capacity::mean_field_overlap;
//!
//! assert!(mean_field_overlap(0.1).is_some_and(|m| m > 0.98));
//! assert_eq!(mean_field_overlap(0.14), None);
//! ```

use ndarray::ArrayView2;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::exp;
use spikebook_numeric::special::erf;
use spikebook_numeric::sum::mean;

use super::{Hopfield, RecallScores, RecallTest, overlap, random_patterns};
use crate::Error;

const MOST_SWEEPS: usize = 100;

/// What one network holds at one load.
#[derive(Clone, Debug, PartialEq)]
pub struct Holding {
    /// The mean overlap of the state of rest with the pattern from which it starts
    pub overlap: f64,
    /// How well patterns are found again from cues
    pub scores: RecallScores,
}

/// A network of so many units that has stored so many random patterns, tested: patterns and test come from `seed`.
///
/// # Errors
/// As [`Hopfield::empty`] and [`random_patterns`].
pub fn holding(
    n_units: usize,
    n_patterns: usize,
    test: RecallTest,
    seed: Seed,
) -> Result<Holding, Error> {
    Hopfield::empty(n_units)?;
    let patterns = random_patterns(n_patterns, n_units, seed)?;
    let network = Hopfield::storing(patterns.view())?;
    let overlap = resting_overlap(&network, patterns.view(), seed)?;
    Ok(Holding { overlap, scores: test.score(&network, patterns.view(), seed.child("test"))? })
}

/// The mean overlap of the states of rest with the patterns from which they start; pattern p from
/// `seed.replicate("rest", p)`.
fn resting_overlap(
    network: &Hopfield,
    patterns: ArrayView2<'_, i8>,
    seed: Seed,
) -> Result<f64, Error> {
    let mut overlaps = Vec::with_capacity(patterns.nrows());
    for (p, pattern) in patterns.rows().into_iter().enumerate() {
        let pattern = pattern.to_vec();
        let stream = &mut seed.replicate("rest", p as u64);
        overlaps.push(overlap(&network.relax(&pattern, MOST_SWEEPS, stream)?.state, &pattern));
    }
    Ok(mean(&overlaps))
}

/// The overlap m of mean-field theory at a load; none beyond the capacity or below 0.
pub fn mean_field_overlap(load: f64) -> Option<f64> {
    if load == 0.0 {
        return Some(1.0);
    }
    if load.is_nan() || load < 0.0 {
        return None;
    }
    // Positive between the two solutions that are not 0; the larger y is the memory.
    let excess = |y: f64| {
        let slope = (2.0 * load).sqrt() + std::f64::consts::FRAC_2_SQRT_PI * exp(-y * y);
        erf(y) - y * slope
    };
    let steps = 40_000;
    let at = |k: u32| 40.0 * f64::from(k) / f64::from(steps);
    let inside = (1..steps).rev().map(at).find(|&y| excess(y) > 0.0);
    // A load so small that memories lie beyond the grid has none to tell from 1.
    let Some(mut low) = inside else { return (load < 1e-3).then_some(1.0) };
    let mut high = low + 40.0 / f64::from(steps);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if excess(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(erf(low))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published numbers: 0.138 and an overlap of 0.967 there.
    #[test]
    fn theory_breaks_down_where_it_is_known_to() {
        let (mut low, mut high) = (0.1, 0.2);
        for _ in 0..30 {
            let middle = f64::midpoint(low, high);
            if mean_field_overlap(middle).is_some() {
                low = middle;
            } else {
                high = middle;
            }
        }
        assert!((low - 0.138).abs() < 5e-4, "{low}");
        assert!((mean_field_overlap(low).expect("a memory") - 0.967).abs() < 2e-3);
        assert_eq!(mean_field_overlap(0.0), Some(1.0));
        assert_eq!(mean_field_overlap(f64::NAN), None);
        assert!(mean_field_overlap(1e-6).is_some_and(|m| m > 0.999_999));
    }

    /// Well below capacity 1000 units do what infinitely many would.
    #[test]
    fn a_thousand_units_follow_the_theory() {
        let seed = Seed::from_number(3);
        let rest = |n_patterns: usize| {
            let patterns = random_patterns(n_patterns, 1000, seed).expect("patterns");
            let network = Hopfield::storing(patterns.view()).expect("a network");
            resting_overlap(&network, patterns.view(), seed).expect("an overlap")
        };
        for n_patterns in [80, 100] {
            let wanted = mean_field_overlap(n_patterns as f64 / 1000.0).expect("a memory");
            let got = rest(n_patterns);
            assert!((got - wanted).abs() < 0.01, "{got} {wanted}");
        }
        assert!(rest(200) < 0.6);
        let test = RecallTest::new(0.1, 0.95, 1, 1).expect("a test");
        assert!(holding(0, 3, test, seed).is_err());
    }
}

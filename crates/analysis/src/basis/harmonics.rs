//! Cosines and sines of an angle: the smoothest curves on a circle.
//!
//! For k = 1, 2, … the columns cos kθ and sin kθ, with θ = 2π x / period. A Poisson model of the first pair is the
//! von Mises tuning curve. High harmonics wiggle where data are sparse: few are enough for a single peak.
//! Mardia & Jupp (1999), doi:10.1002/9780470316979.
//!
//! ```
//! use spikebook_analysis::basis::Harmonics;
//!
//! let design = Harmonics::new(2, 360.0)?.design(&[90.0])?;
//! let wanted = [0.0, 1.0, -1.0, 0.0];
//! assert!(design.row(0).iter().zip(wanted).all(|(value, wanted)| (value - wanted).abs() < 1e-15));
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use std::f64::consts::TAU;

use ndarray::Array2;
use spikebook_numeric::elementary::{cos, sin};

use crate::Error;

/// Pairs of cosine and sine of the first harmonics of a circle. See the [module](super).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Harmonics {
    n_harmonics: usize,
    period: f64,
}

impl Harmonics {
    /// Harmonics 1 to `n_harmonics` of a circle of the given period (2π for radians, 360 for degrees).
    ///
    /// # Errors
    /// [`Error::TooFew`] for no harmonics; [`Error::Parameter`] for a period that is not positive and finite.
    pub fn new(n_harmonics: usize, period: f64) -> Result<Self, Error> {
        if n_harmonics == 0 {
            return Err(Error::TooFew { what: "harmonics", got: 0, wanted: 1 });
        }
        if !(period > 0.0 && period.is_finite()) {
            let wanted = "a finite number above 0";
            return Err(Error::Parameter { parameter: "period", got: period, wanted });
        }
        Ok(Self { n_harmonics, period })
    }

    /// Columns: two a harmonic.
    pub fn n_functions(&self) -> usize {
        2 * self.n_harmonics
    }

    /// Names of the columns: `cos_1`, `sin_1`, `cos_2` …
    pub fn names(&self) -> Vec<String> {
        (1..=self.n_harmonics).flat_map(|k| [format!("cos_{k}"), format!("sin_{k}")]).collect()
    }

    /// One row an argument, columns as [`Harmonics::names`] has them.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for an argument that is not finite.
    pub fn design(&self, arguments: &[f64]) -> Result<Array2<f64>, Error> {
        let mut design = Array2::zeros((arguments.len(), self.n_functions()));
        for (row, &got) in arguments.iter().enumerate() {
            if !got.is_finite() {
                let wanted = "a finite number";
                return Err(Error::OutOfRange { what: "angle", row, got, wanted });
            }
            // Wrapped first, so that an angle many turns away is as good as its neighbour here.
            let angle = TAU * (got.rem_euclid(self.period) / self.period);
            for k in 1..=self.n_harmonics {
                design[[row, 2 * k - 2]] = cos(k as f64 * angle);
                design[[row, 2 * k - 1]] = sin(k as f64 * angle);
            }
        }
        Ok(design)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn pairs_lie_on_the_circle_and_turn_with_it(angle in -40.0_f64..40.0, turns in -3_i32..4) {
            let basis = Harmonics::new(3, TAU).expect("three harmonics");
            let design = basis.design(&[angle, angle + TAU * f64::from(turns)]).expect("angles");
            for k in 0..3 {
                let (c, s) = (design[[0, 2 * k]], design[[0, 2 * k + 1]]);
                prop_assert!((c * c + s * s - 1.0).abs() < 1e-14);
                prop_assert!((c - cos((k + 1) as f64 * angle)).abs() < 1e-13);
                prop_assert!((s - design[[1, 2 * k + 1]]).abs() < 1e-13);
            }
        }
    }

    #[test]
    fn names_go_with_columns() {
        let basis = Harmonics::new(2, 360.0).expect("two harmonics");
        assert_eq!(basis.names(), ["cos_1", "sin_1", "cos_2", "sin_2"]);
        assert_eq!(basis.n_functions(), basis.names().len());
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let message = |result: Result<Harmonics, Error>| result.expect_err("refused").to_string();
        insta::assert_snapshot!(message(Harmonics::new(0, 1.0)), @"harmonics: got 0, wanted at least 1");
        insta::assert_snapshot!(message(Harmonics::new(1, 0.0)), @"period: got 0, wanted a finite number above 0");
        let nan = Harmonics::new(1, 1.0).expect("a basis").design(&[0.5, f64::NAN]);
        insta::assert_snapshot!(nan.expect_err("refused"), @"angle, row 2: got NaN, wanted a finite number");
    }
}

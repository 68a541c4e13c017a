//! Are counts more variable than chance alone makes them?
//!
//! Fano factor = variance / mean of the counts of equal windows: 1 for a Poisson process, less for
//! a regular train, more where the rate itself varies from window to window (which is the usual
//! reason, and no property of the spiking). Fano (1947), doi:10.1103/PhysRev.72.26.
//!
//! For n independent Poisson counts of one mean, F (ddof 1) is nearly gamma distributed with shape
//! (n − 1)/2 and scale 2/(n − 1) (Eden & Kramer 2010, doi:10.1016/j.jneumeth.2010.04.012):
//! [`poisson_band`] is where it then lies, [`poisson_p`] how rarely it is as far out as was seen.
//! Nearly: with means well below 1 the true spread is wider than the gamma's.

use spikebook_numeric::special::{gamma_quantile, incomplete_gamma_lower, incomplete_gamma_upper};

use crate::{Error, descriptive};

/// Variance over mean of counts; NaN where the mean is 0 or there are not more counts than `ddof`.
///
/// ```
/// use spikebook_analysis::spike_trains::fano_factor::fano_factor;
/// assert_eq!(fano_factor(&[2, 4, 6], 1), 1.0);
/// ```
pub fn fano_factor(counts: &[u32], ddof: usize) -> f64 {
    let counts: Vec<f64> = counts.iter().map(|&count| f64::from(count)).collect();
    let mean = descriptive::mean(&counts);
    if mean > 0.0 { descriptive::variance(&counts, ddof) / mean } else { f64::NAN }
}

/// The ends between which the Fano factor (ddof 1) of `n_windows` Poisson counts lies with probability
/// `level`.
///
/// # Errors
/// [`Error::TooFew`] below two windows, [`Error::Parameter`] for a level outside (0, 1).
///
/// ```
/// use spikebook_analysis::spike_trains::fano_factor::poisson_band;
/// let (low, high) = poisson_band(100, 0.95)?;
/// assert!((low - 0.741).abs() < 1e-3 && (high - 1.297).abs() < 1e-3);
/// # Ok::<(), spikebook_analysis::Error>(())
/// ```
pub fn poisson_band(n_windows: usize, level: f64) -> Result<(f64, f64), Error> {
    let half = half_degrees(n_windows)?;
    if !(level > 0.0 && level < 1.0) {
        let wanted = "a number between 0 and 1";
        return Err(Error::Parameter { parameter: "level", got: level, wanted });
    }
    let at = |probability: f64| gamma_quantile(probability, half) / half;
    Ok((at(0.5 * (1.0 - level)), at(0.5 * (1.0 + level))))
}

/// The two-sided p value of a Fano factor (ddof 1) of `n_windows` counts, were they Poisson: twice the
/// smaller tail.
///
/// # Errors
/// [`Error::TooFew`] below two windows, [`Error::Parameter`] for a factor that is negative or NaN.
pub fn poisson_p(fano_factor: f64, n_windows: usize) -> Result<f64, Error> {
    let half = half_degrees(n_windows)?;
    if fano_factor.is_nan() || fano_factor < 0.0 {
        let wanted = "at least 0";
        return Err(Error::Parameter { parameter: "fano_factor", got: fano_factor, wanted });
    }
    let x = half * fano_factor;
    let tail = incomplete_gamma_lower(half, x).min(incomplete_gamma_upper(half, x));
    Ok((2.0 * tail).min(1.0))
}

fn half_degrees(n_windows: usize) -> Result<f64, Error> {
    if n_windows < 2 {
        return Err(Error::TooFew { what: "windows", got: n_windows, wanted: 2 });
    }
    Ok(0.5 * (n_windows - 1) as f64)
}

#[cfg(test)]
mod tests {
    use spikebook_numeric::Seed;

    use super::*;

    #[test]
    fn poisson_counts_lie_in_the_band_as_often_as_it_says() {
        let (low, high) = poisson_band(50, 0.9).expect("windows");
        let inside = (0..2000).filter(|&number| {
            let mut stream = Seed::from_name("fano").replicate("counts", number);
            let counts: Vec<u32> = (0..50).map(|_| stream.poisson(8.0) as u32).collect();
            let fano = fano_factor(&counts, 1);
            let p = poisson_p(fano, 50).expect("windows");
            assert_eq!((low..=high).contains(&fano), p >= 0.1 - 1e-12, "band and p agree");
            (low..=high).contains(&fano)
        });
        // Binomial(2000, 0.9): 1757 to 1843 with 99.9 % probability.
        let n_inside = inside.count();
        assert!((1757..=1843).contains(&n_inside), "{n_inside}");
    }

    #[test]
    fn what_has_no_band_is_refused() {
        insta::assert_snapshot!(poisson_band(1, 0.95).expect_err("one"), @"windows: got 1, wanted at least 2");
        insta::assert_snapshot!(poisson_band(5, 1.0).expect_err("all"), @"level: got 1, wanted a number between 0 and 1");
        insta::assert_snapshot!(poisson_p(f64::NAN, 5).expect_err("NaN"), @"fano_factor: got NaN, wanted at least 0");
    }
}

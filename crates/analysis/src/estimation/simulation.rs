//! How far off is an estimator, on average and by chance?
//!
//! Draw data from a known truth many times, estimate each time: bias = mean of the estimates − truth, variance = spread of the
//! estimates, and their mean squared error = bias² + variance. Each replicate draws from a stream of its own, so numbers do not depend
//! on threads or on how many replicates there are.
//!
//! **When it misleads.** It says what the estimator does for this truth, and only if data are made as they are drawn.
//!
//! ```
//! use spikebook_analysis::descriptive;
//! use spikebook_analysis::estimation::simulation;
//! use spikebook_numeric::Seed;
//!
//! // The variance with divisor n, of five normal values of variance 1: too small by a fifth.
//! let quality = simulation::quality(Seed::from_name("bias"), 2000, 1.0, |draws| {
//!     let values: Vec<f64> = (0..5).map(|_| draws.standard_normal()).collect();
//!     Ok(descriptive::variance(&values, 0))
//! })?;
//! assert!((quality.bias + 0.2).abs() < 4.0 * quality.bias_standard_error);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use rayon::prelude::*;
use spikebook_numeric::{Seed, Stream};

use crate::Error;
use crate::descriptive::{mean, variance};

/// What simulation says of an estimator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EstimatorQuality {
    /// The mean estimate
    pub mean: f64,
    /// The mean estimate less the truth
    pub bias: f64,
    /// How uncertain the bias is, by the number of replicates
    pub bias_standard_error: f64,
    /// The variance of the estimates (divisor n − 1)
    pub variance: f64,
    /// The mean of squared errors
    pub mean_squared_error: f64,
    /// How many were drawn
    pub n_replicates: usize,
}

/// Bias and variance of `estimate`, which draws its data from the stream of each replicate.
///
/// # Errors
/// [`Error::TooFew`] below two replicates; the first error of an estimate, by number of replicate;
/// [`Error::UndefinedStatistic`] where one is not a finite number, [`Error::Overflow`] where their squares are none.
pub fn quality(
    seed: Seed,
    n_replicates: usize,
    truth: f64,
    estimate: impl Fn(&mut Stream) -> Result<f64, Error> + Sync,
) -> Result<EstimatorQuality, Error> {
    if n_replicates < 2 {
        return Err(Error::TooFew { what: "replicates", got: n_replicates, wanted: 2 });
    }
    let results: Vec<Result<f64, Error>> = (0..n_replicates)
        .into_par_iter()
        .map(|index| {
            let value = estimate(&mut seed.replicate("estimator quality", index as u64))?;
            let what = "simulated data set";
            if value.is_finite() {
                Ok(value)
            } else {
                Err(Error::UndefinedStatistic { what, index })
            }
        })
        .collect();
    let estimates: Vec<f64> = results.into_iter().collect::<Result<_, _>>()?;
    let centre = mean(&estimates);
    let spread = variance(&estimates, 1);
    let squares: Vec<f64> =
        estimates.iter().map(|value| (value - truth) * (value - truth)).collect();
    let mean_squared_error = mean(&squares);
    if !(centre.is_finite() && spread.is_finite() && mean_squared_error.is_finite()) {
        return Err(Error::Overflow { what: "estimates".into() });
    }
    Ok(EstimatorQuality {
        mean: centre,
        bias: centre - truth,
        bias_standard_error: (spread / n_replicates as f64).sqrt(),
        variance: spread,
        mean_squared_error,
        n_replicates,
    })
}

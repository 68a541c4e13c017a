//! The smallest decoding there is: one cell, one count, with and without a prior.

use ndarray::{Array2, array};
use spikebook_numeric::elementary::exp;

use super::PoissonDecoder;
use crate::{Error, circular::Turn};

/// The bin of the example, seconds.
const BIN_WIDTH_S: f64 = 0.01;
/// The cell fires one spike in a bin for so many degrees of head direction.
const DEGREES_A_SPIKE: f64 = 20.0;
/// The width (standard deviation) of the bump of the prior, degrees.
const PRIOR_WIDTH_DEG: f64 = 50.0;

/// What one count says about the head direction.
#[derive(Clone, Debug, PartialEq)]
pub struct OneCellPosterior {
    /// The directions, 0 … 359 degrees
    pub direction_deg: Vec<f64>,
    /// P(direction | count), all directions equally likely beforehand
    pub likelihood: Vec<f64>,
    /// The prior probability of each direction
    pub prior: Vec<f64>,
    /// P(direction | count) with the prior
    pub posterior: Vec<f64>,
    /// The maximum-likelihood direction
    pub maximum_likelihood_deg: f64,
    /// The direction with the largest posterior
    pub maximum_a_posteriori_deg: f64,
}

/// Decodes one count of a cell whose expected count in 10 ms is direction/20° (none at 0°), where
/// the animal is known to favour 0°: prior ∝ exp(−(d/50°)²/2) + 1, with d the direction wrapped to
/// ±180°.
///
/// The count's own answer is 20° × count; the prior pulls it towards 0° around the nearer side.
///
/// # Errors
/// [`Error::ImpossibleCounts`] never: all directions but 0° allow any count.
///
/// ```
/// let decoded = spikebook_analysis::decoding::ramp_cell(15)?;
/// assert_eq!(decoded.maximum_likelihood_deg, 300.0);
/// assert_eq!(decoded.maximum_a_posteriori_deg, 333.0);
/// # Ok::<(), spikebook_analysis::Error>(())
/// ```
pub fn ramp_cell(spike_count: u32) -> Result<OneCellPosterior, Error> {
    let direction_deg: Vec<f64> = (0..360).map(f64::from).collect();
    let rate_hz = |(row, _): (usize, usize)| direction_deg[row] / DEGREES_A_SPIKE / BIN_WIDTH_S;
    let rates_hz = Array2::from_shape_fn((direction_deg.len(), 1), rate_hz);
    let weight = |direction: &f64| {
        let distance = Turn::DEGREES.wrap_signed(*direction) / PRIOR_WIDTH_DEG;
        exp(-0.5 * distance * distance) + 1.0
    };
    let weights: Vec<f64> = direction_deg.iter().map(weight).collect();
    let total = spikebook_numeric::sum::sum(weights.iter().copied());

    let counts = array![[spike_count]];
    let flat = PoissonDecoder::new(rates_hz.view(), BIN_WIDTH_S)?;
    let informed = flat.clone().with_prior(&weights)?;
    let (likelihood, posterior) =
        (flat.posterior(counts.view())?, informed.posterior(counts.view())?);
    Ok(OneCellPosterior {
        maximum_likelihood_deg: direction_deg[likelihood.most_probable_states()[0]],
        maximum_a_posteriori_deg: direction_deg[posterior.most_probable_states()[0]],
        likelihood: likelihood.probabilities().row(0).to_vec(),
        prior: weights.iter().map(|weight| weight / total).collect(),
        posterior: posterior.probabilities().row(0).to_vec(),
        direction_deg,
    })
}

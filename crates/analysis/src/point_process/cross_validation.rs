//! How many bits does the model save on each spike that it has not seen?

use spikebook_numeric::elementary::ln;
use spikebook_numeric::sum::sum;

use super::fit::response_of;
use super::{BinRuns, PointProcessDesign, PointProcessGlm};
use crate::Error;
use crate::folds::FoldPlan;
use crate::matrix::check_length;

/// What one fold says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeldOut {
    /// Bins held out
    pub n_rows: usize,
    /// Spikes in them
    pub n_spikes: f64,
    /// The deviance of the model fitted to the other bins
    pub deviance: f64,
    /// The deviance of the mean rate of the other bins
    pub null_deviance: f64,
}

/// Fits the model to the training bins of each fold, and judges it on the bins held out. The plan deals out all
/// bins; those that are no rows of the design are left out on both sides.
///
/// The history of a held-out bin may lie among the training bins: what is predicted is the next bin given all
/// spikes before it.
///
/// # Errors
/// As [`PointProcessGlm::fit`], for the first fold at fault; [`Error::Length`] for a plan of another number of bins.
pub fn held_out(
    glm: &PointProcessGlm,
    design: &PointProcessDesign<'_>,
    counts: &[f64],
    bin_width_s: f64,
    plan: &FoldPlan,
) -> Result<Vec<HeldOut>, Error> {
    check_length("rows of the fold plan", plan.n_rows(), design.runs().n_bins())?;
    let fold = |fold: usize| {
        let mut trains = vec![false; plan.n_rows()];
        plan.train_rows(fold).for_each(|bin| trains[bin] = true);
        let training = design.restricted(|bin| trains[bin]);
        let testing = design.restricted(|bin| plan.fold_of_row()[bin] == fold);
        let response = response_of(&testing, counts)?;
        let offset = vec![ln(bin_width_s); response.len()];
        let fit = glm.fit(&training, counts, bin_width_s)?;
        let deviance = fit.glm().deviance_of_blocks(&testing, &response, None, Some(&offset))?;
        let runs: &BinRuns = design.runs();
        let constant = PointProcessDesign::new(runs);
        let known = |other: &PointProcessDesign<'_>| {
            let mut is_row = vec![false; runs.n_bins()];
            other.bins().iter().for_each(|&bin| is_row[bin] = true);
            constant.restricted(|bin| is_row[bin])
        };
        let null = PointProcessGlm::new().fit(&known(&training), counts, bin_width_s)?;
        let null_deviance =
            null.glm().deviance_of_blocks(&known(&testing), &response, None, Some(&offset))?;
        let n_spikes = sum(response.iter().copied());
        Ok(HeldOut { n_rows: response.len(), n_spikes, deviance, null_deviance })
    };
    (0..plan.n_folds()).map(fold).collect()
}

/// The gain over a constant rate in bits for each spike held out, all folds together; none without spikes.
///
/// (D(mean rate) − D(model)) / (2 ln 2 · spikes): half a deviance is the logarithm of a likelihood ratio. Below 0 the model
/// predicts worse than the mean rate does.
pub fn bits_per_spike(folds: &[HeldOut]) -> Option<f64> {
    let n_spikes = sum(folds.iter().map(|fold| fold.n_spikes));
    let gain = sum(folds.iter().map(|fold| fold.null_deviance - fold.deviance));
    (n_spikes > 0.0).then(|| gain / (2.0 * std::f64::consts::LN_2 * n_spikes))
}

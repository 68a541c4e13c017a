//! Which terms does a model need? Nested models beside each other.
//!
//! Each model is tested against the one before it, whose terms it holds. Where the family knows its dispersion the
//! statistic is the deviance that the new terms take away, which follows χ² with as many degrees of freedom as there
//! are new terms (for an estimated negative binomial dispersion, twice the gain in log-likelihood). Where φ is free it
//! is F = (deviance taken away / new terms) / φ of the largest model. This is R's `anova(…, test = "Chisq")` or `"F"`.
//!
//! It misleads with few observations a term, where rows are not independent (bins of a spike train that have a
//! history), and where the models were chosen by looking at the same data.

use spikebook_numeric::special::{chi_squared_upper_tail, f_upper_tail};

use super::GlmFit;
use crate::Error;

/// One model of a deviance table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ComparisonRow {
    /// Observations less coefficients
    pub residual_degrees_of_freedom: f64,
    /// The model's deviance
    pub deviance: f64,
    /// The model's log-likelihood
    pub ln_likelihood: f64,
    /// Akaike's criterion
    pub aic: f64,
    /// Schwarz's criterion
    pub bic: f64,
    /// The test against the model before; none for the first
    pub test: Option<LikelihoodRatioTest>,
}

/// A test of the terms that a model has beyond another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LikelihoodRatioTest {
    /// How many terms there are more
    pub degrees_of_freedom: f64,
    /// The deviance that they take away
    pub deviance: f64,
    /// χ², or F where the dispersion is free
    pub statistic: f64,
    /// The probability of as large a statistic where the terms do nothing
    pub p: f64,
}

/// The deviance table of nested models of the same rows, the smallest first.
///
/// # Errors
/// [`Error::TooFew`] for no model, [`Error::NotNested`] where a model cannot hold the one before: another family,
/// link or number of rows, a penalty, no more terms, or a larger deviance.
pub fn deviance_table(fits: &[&GlmFit]) -> Result<Vec<ComparisonRow>, Error> {
    let Some(largest) = fits.last() else {
        return Err(Error::TooFew { what: "models", got: 0, wanted: 1 });
    };
    let mut rows = Vec::with_capacity(fits.len());
    for (model, fit) in fits.iter().enumerate() {
        let test = match model.checked_sub(1) {
            None => None,
            Some(before) => Some(test(fits[before], fit, largest, model)?),
        };
        rows.push(ComparisonRow {
            residual_degrees_of_freedom: fit.residual_degrees_of_freedom(),
            deviance: fit.deviance(),
            ln_likelihood: fit.ln_likelihood(),
            aic: fit.aic(),
            bic: fit.bic(),
            test,
        });
    }
    Ok(rows)
}

impl GlmFit {
    /// Tests this fit's terms beyond those of `smaller`, a fit of the same rows with some of them left out.
    ///
    /// # Errors
    /// As [`deviance_table`].
    pub fn likelihood_ratio_test(&self, smaller: &Self) -> Result<LikelihoodRatioTest, Error> {
        test(smaller, self, self, 1)
    }
}

fn test(
    before: &GlmFit,
    fit: &GlmFit,
    largest: &GlmFit,
    model: usize,
) -> Result<LikelihoodRatioTest, Error> {
    let no = |fault| Err(Error::NotNested { model, fault });
    let is_estimated = fit.dispersion_estimate().is_some();
    if before.params().family() != fit.params().family()
        || is_estimated != before.dispersion_estimate().is_some()
    {
        return no("it has another family");
    }
    if before.link() != fit.link() {
        return no("it has another link");
    }
    if before.n_observations() != fit.n_observations() {
        return no("it has other rows");
    }
    if before.params().penalty() > 0.0 || fit.params().penalty() > 0.0 {
        return no("it has a penalty");
    }
    let degrees = before.residual_degrees_of_freedom() - fit.residual_degrees_of_freedom();
    if degrees < 0.5 {
        return no("it has no more terms");
    }
    let taken = before.deviance() - fit.deviance();
    let gained =
        if is_estimated { 2.0 * (fit.ln_likelihood() - before.ln_likelihood()) } else { taken };
    let rounding = 1e-9 * (1.0 + before.deviance().abs());
    if gained < -rounding {
        return no("it fits worse");
    }
    let gained = gained.max(0.0);
    let (statistic, p) = if fit.has_free_dispersion() {
        let f = gained / degrees / largest.dispersion();
        (f, f_upper_tail(f, degrees, largest.residual_degrees_of_freedom()))
    } else {
        (gained, chi_squared_upper_tail(gained, degrees))
    };
    Ok(LikelihoodRatioTest { degrees_of_freedom: degrees, deviance: taken, statistic, p })
}

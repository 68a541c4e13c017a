//! The decoder: tuning curves and a prior in, posteriors out.

use ndarray::{Array2, ArrayView1, ArrayView2};
use spikebook_numeric::elementary::{exp, ln};
use spikebook_numeric::sum::sum;

use super::Posterior;
use crate::Error;

/// A Bayesian decoder of independent Poisson counts.
///
/// A rate of 0 means that the unit never fires in that state: a count of 0 then costs nothing, any
/// spike rules the state out. Where a bin's spikes rule out every state nothing can be said, and
/// the bin is refused by name ([`Error::ImpossibleCounts`]); rates estimated from data should be
/// given a floor with [`PoissonDecoder::with_rate_floor`], as "never seen to fire" is not "never
/// fires".
#[derive(Clone, Debug, PartialEq)]
pub struct PoissonDecoder {
    rates_hz: Array2<f64>,
    bin_width_s: f64,
    ln_rates: Array2<f64>,
    /// The bin's width times the sum of the units' rates, for each state
    expected_counts: Vec<f64>,
    ln_prior: Vec<f64>,
}

impl PoissonDecoder {
    /// From tuning curves (shape: states × units, spikes/s) and the width of the bins to decode.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a state or a unit, [`Error::NonFinite`], [`Error::Parameter`] for
    /// a negative rate or a width that is not positive.
    pub fn new(rates_hz: ArrayView2<'_, f64>, bin_width_s: f64) -> Result<Self, Error> {
        let (n_states, n_units) = rates_hz.dim();
        if n_states == 0 {
            return Err(Error::TooFew { what: "states", got: 0, wanted: 1 });
        }
        if n_units == 0 {
            return Err(Error::TooFew { what: "units", got: 0, wanted: 1 });
        }
        if !(bin_width_s.is_finite() && bin_width_s > 0.0) {
            let wanted = "a finite number above 0";
            return Err(Error::Parameter { parameter: "bin_width_s", got: bin_width_s, wanted });
        }
        for ((row, unit), &got) in rates_hz.indexed_iter() {
            if !got.is_finite() {
                return Err(Error::NonFinite { what: format!("rates of unit {unit}"), row, got });
            }
            if got < 0.0 {
                return Err(Error::Parameter { parameter: "rate_hz", got, wanted: "at least 0" });
            }
        }
        let expected = |rates: ArrayView1<'_, f64>| bin_width_s * sum(rates.iter().copied());
        Ok(Self {
            bin_width_s,
            ln_rates: rates_hz.mapv(ln),
            expected_counts: rates_hz.rows().into_iter().map(expected).collect(),
            ln_prior: vec![-ln(n_states as f64); n_states],
            rates_hz: rates_hz.to_owned(),
        })
    }

    /// The same decoder with every rate raised to at least `floor_hz`.
    ///
    /// # Errors
    /// [`Error::Parameter`] where the floor is not finite and positive.
    pub fn with_rate_floor(self, floor_hz: f64) -> Result<Self, Error> {
        if !(floor_hz.is_finite() && floor_hz > 0.0) {
            let wanted = "a finite number above 0";
            return Err(Error::Parameter { parameter: "floor_hz", got: floor_hz, wanted });
        }
        let raised =
            Self::new(self.rates_hz.mapv(|rate| rate.max(floor_hz)).view(), self.bin_width_s)?;
        Ok(Self { ln_prior: self.ln_prior, ..raised })
    }

    /// The same decoder with a prior, one weight a state, in any scale: it is normalised here.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::NonFinite`], [`Error::Parameter`] where a weight is negative or
    /// all are 0.
    pub fn with_prior(mut self, weights: &[f64]) -> Result<Self, Error> {
        if weights.len() != self.n_states() {
            return Err(Error::Length {
                what: "prior",
                got: weights.len(),
                wanted: self.n_states(),
            });
        }
        for (row, &got) in weights.iter().enumerate() {
            if !got.is_finite() {
                return Err(Error::NonFinite { what: "prior".into(), row, got });
            }
            if got < 0.0 {
                return Err(Error::Parameter { parameter: "prior", got, wanted: "at least 0" });
            }
        }
        let total = sum(weights.iter().copied());
        if !(total.is_finite() && total > 0.0) {
            let wanted = "a finite number above 0";
            return Err(Error::Parameter { parameter: "sum of the prior", got: total, wanted });
        }
        self.ln_prior = weights.iter().map(|weight| ln(weight / total)).collect();
        Ok(self)
    }

    /// The number of states.
    pub fn n_states(&self) -> usize {
        self.ln_rates.nrows()
    }

    /// The number of units.
    pub fn n_units(&self) -> usize {
        self.ln_rates.ncols()
    }

    /// ln P(counts | state) for each state, but for Σ (n ln Δ − ln n!), which all states share; −∞
    /// where a count is impossible.
    ///
    /// # Errors
    /// [`Error::Length`] where there is not one count a unit.
    pub fn ln_likelihood(&self, counts: &[u32]) -> Result<Vec<f64>, Error> {
        if counts.len() != self.n_units() {
            return Err(Error::Length {
                what: "counts",
                got: counts.len(),
                wanted: self.n_units(),
            });
        }
        let of_state = |(ln_rates, expected): (ArrayView1<'_, f64>, &f64)| {
            // A silent unit says nothing here, even one that cannot fire, whose 0 × −∞ would be
            // NaN.
            let fired = counts.iter().zip(ln_rates).filter(|(count, _)| **count > 0);
            sum(fired.map(|(&count, ln_rate)| f64::from(count) * ln_rate)) - expected
        };
        Ok(self.ln_rates.rows().into_iter().zip(&self.expected_counts).map(of_state).collect())
    }

    /// The posterior of one bin: the probability of each state given one count a unit. `bin` is
    /// named in the error alone.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::ImpossibleCounts`] where each state is ruled out by a count or
    /// the prior.
    pub fn posterior_of_bin(&self, bin: usize, counts: &[u32]) -> Result<Vec<f64>, Error> {
        let mut terms = self.ln_likelihood(counts)?;
        for (term, ln_prior) in terms.iter_mut().zip(&self.ln_prior) {
            *term += ln_prior;
        }
        let largest = terms.iter().fold(f64::NEG_INFINITY, |largest, &term| largest.max(term));
        if largest == f64::NEG_INFINITY {
            return Err(Error::ImpossibleCounts { bin, n_states: self.n_states() });
        }
        let weights: Vec<f64> = terms.iter().map(|term| exp(term - largest)).collect();
        let total = sum(weights.iter().copied());
        Ok(weights.into_iter().map(|weight| weight / total).collect())
    }

    /// The posterior of each bin of counts (shape: bins × units).
    ///
    /// # Errors
    /// As [`PoissonDecoder::posterior_of_bin`], for the first bin that cannot be decoded.
    pub fn posterior(&self, counts: ArrayView2<'_, u32>) -> Result<Posterior, Error> {
        let mut probabilities = Array2::zeros((counts.nrows(), self.n_states()));
        for (bin, (row, mut into)) in
            counts.rows().into_iter().zip(probabilities.rows_mut()).enumerate()
        {
            for (state, probability) in
                self.posterior_of_bin(bin, &row.to_vec())?.into_iter().enumerate()
            {
                into[state] = probability;
            }
        }
        Ok(Posterior::new(probabilities))
    }
}

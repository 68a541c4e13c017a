//! The decoder: tuning curves and a prior in, posteriors out.

use ndarray::{Array2, ArrayView1, ArrayView2, Axis, Slice};
use rayon::prelude::*;
use spikebook_numeric::elementary::ln;
use spikebook_numeric::sum::sum;

use super::Posterior;
use super::kernel::{LnRates, normalise};
use crate::Error;
use crate::matrix::check_length;

/// Bins that one thread decodes at a time.
const BINS_TOGETHER: usize = 64;

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
    ln_rates: LnRates,
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
            ln_rates: LnRates::new(n_states, n_units, |state, unit| ln(rates_hz[[state, unit]])),
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
        self.rates_hz.nrows()
    }

    /// The number of units.
    pub fn n_units(&self) -> usize {
        self.rates_hz.ncols()
    }

    /// ln P(counts | state) for each state, but for Σ (n ln Δ − ln n!), which all states share; −∞
    /// where a count is impossible.
    ///
    /// # Errors
    /// [`Error::Length`] where there is not one count a unit.
    pub fn ln_likelihood(&self, counts: &[u32]) -> Result<Vec<f64>, Error> {
        self.ln_sums(counts, &self.base(false))
    }

    /// The posterior of one bin: the probability of each state given one count a unit. `bin` is
    /// named in the error alone.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::ImpossibleCounts`] where each state is ruled out by a count or
    /// the prior.
    pub fn posterior_of_bin(&self, bin: usize, counts: &[u32]) -> Result<Vec<f64>, Error> {
        let mut row = self.ln_sums(counts, &self.base(true))?;
        match normalise(&mut row, self.n_states()) {
            Ok(()) => Ok(row),
            Err(_) => Err(Error::ImpossibleCounts { bin, n_states: self.n_states() }),
        }
    }

    /// The posterior of each bin of counts (shape: bins × units).
    ///
    /// # Errors
    /// As [`PoissonDecoder::posterior_of_bin`], for the first bin that cannot be decoded.
    pub fn posterior(&self, counts: ArrayView2<'_, u32>) -> Result<Posterior, Error> {
        let (n_bins, n_states) = (counts.nrows(), self.n_states());
        check_length("counts", counts.ncols(), self.n_units())?;
        let base = self.base(true);
        let mut rows = vec![0.0; n_bins * n_states];
        let impossible: Vec<Option<usize>> = rows
            .par_chunks_mut(BINS_TOGETHER * n_states)
            .enumerate()
            .map(|(block, rows)| {
                let first = block * BINS_TOGETHER;
                self.ln_rows(counts, first, &base, rows);
                normalise(rows, n_states).err().map(|bin| first + bin)
            })
            .collect();
        if let Some(bin) = impossible.into_iter().flatten().next() {
            return Err(Error::ImpossibleCounts { bin, n_states });
        }
        let rows = Array2::from_shape_vec((n_bins, n_states), rows).expect("bins × states");
        Ok(Posterior::new(rows))
    }

    /// ln P(counts | state) of each bin (bins × states), as [`PoissonDecoder::ln_likelihood`] gives it.
    pub(super) fn ln_likelihoods(&self, counts: ArrayView2<'_, u32>) -> Result<Array2<f64>, Error> {
        let (n_bins, n_states) = (counts.nrows(), self.n_states());
        check_length("counts", counts.ncols(), self.n_units())?;
        let base = self.base(false);
        let mut rows = vec![0.0; n_bins * n_states];
        rows.par_chunks_mut(BINS_TOGETHER * n_states)
            .enumerate()
            .for_each(|(block, rows)| self.ln_rows(counts, block * BINS_TOGETHER, &base, rows));
        Ok(Array2::from_shape_vec((n_bins, n_states), rows).expect("bins × states"))
    }

    /// ln of the prior, normalised.
    pub(super) fn ln_prior(&self) -> &[f64] {
        &self.ln_prior
    }

    /// What is known of each state before a unit is looked at.
    fn base(&self, with_prior: bool) -> Vec<f64> {
        let prior = |ln_prior: &f64| if with_prior { *ln_prior } else { 0.0 };
        self.expected_counts.iter().zip(&self.ln_prior).map(|(e, p)| prior(p) - e).collect()
    }

    fn ln_sums(&self, counts: &[u32], base: &[f64]) -> Result<Vec<f64>, Error> {
        check_length("counts", counts.len(), self.n_units())?;
        let mut row = vec![0.0; self.n_states()];
        self.ln_rates.add_up(counts, self.n_units(), base, &mut row);
        Ok(row)
    }

    fn ln_rows(&self, counts: ArrayView2<'_, u32>, first: usize, base: &[f64], rows: &mut [f64]) {
        let n_bins = rows.len() / self.n_states();
        let counts = counts.slice_axis(Axis(0), Slice::from(first..first + n_bins));
        match counts.as_slice() {
            Some(flat) => self.ln_rates.add_up(flat, self.n_units(), base, rows),
            None => {
                let flat: Vec<u32> = counts.iter().copied().collect();
                self.ln_rates.add_up(&flat, self.n_units(), base, rows);
            }
        }
    }
}

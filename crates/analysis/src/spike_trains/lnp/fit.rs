//! The model fitted to a stimulus and counts.

use super::{Nonlinearity, bits_per_spike};
use crate::Error;
use crate::matrix::Cholesky;
use crate::spike_trains::order::positive;
use crate::spike_trains::spike_triggered::LaggedStimulus;

/// Pivots below this share of a variance mean that a column follows from others.
const DEPENDENT: f64 = 1e-12;

/// How a linear–nonlinear–Poisson model is fitted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lnp {
    n_bins: usize,
    ridge: Option<f64>,
}

/// A fitted model.
#[derive(Clone, Debug, PartialEq)]
pub struct LnpFit {
    filter: Vec<f64>,
    offset: f64,
    nonlinearity: Nonlinearity,
    frame_s: f64,
    mean_rate_hz: f64,
    n_spikes: u64,
}

impl Default for Lnp {
    /// The average itself as the filter, and ten bins.
    fn default() -> Self {
        Self { n_bins: 10, ridge: None }
    }
}

impl Lnp {
    /// Another number of bins of the nonlinearity.
    ///
    /// # Errors
    /// [`Error::Parameter`] without a bin.
    pub fn with_bins(self, n_bins: usize) -> Result<Self, Error> {
        if n_bins == 0 {
            return Err(Error::Parameter { parameter: "n_bins", got: 0.0, wanted: "at least 1" });
        }
        Ok(Self { n_bins, ..self })
    }

    /// Takes the stimulus' correlation out of the filter; `ridge` is a share of its mean variance.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a ridge that is negative or not finite.
    pub fn with_ridge(self, ridge: f64) -> Result<Self, Error> {
        if !(ridge.is_finite() && ridge >= 0.0) {
            let wanted = "a finite number, at least 0";
            return Err(Error::Parameter { parameter: "ridge", got: ridge, wanted });
        }
        Ok(Self { ridge: Some(ridge), ..self })
    }

    /// Fits the counts of one unit in each frame; a frame lasts `frame_s`.
    ///
    /// # Errors
    /// As [`LaggedStimulus::covariance`] and [`Nonlinearity::new`]; [`Error::TooFew`] without a spike;
    /// [`Error::RankDeficient`] with the entry of the stretch that follows from those before it (a ridge
    /// above 0 helps); [`Error::ConstantColumn`] where the average is the mean of the stimulus.
    pub fn fit(
        &self,
        stimulus: &LaggedStimulus<'_>,
        counts: &[u32],
        frame_s: f64,
    ) -> Result<LnpFit, Error> {
        positive("frame_s", frame_s)?;
        let average = stimulus.average(counts)?;
        let usable = stimulus.usable_counts(counts)?;
        let mut filter: Vec<f64> = average.contrast().iter().copied().collect();
        if let Some(ridge) = self.ridge {
            let frames = stimulus.usable_frames();
            let (_, _, covariance) =
                stimulus.moments("frames that count", frames.iter().map(|&frame| (frame, 1.0)))?;
            let d = filter.len();
            let added = ridge * covariance.diag().sum() / d as f64;
            let mut matrix: Vec<f64> = covariance.iter().copied().collect();
            (0..d).for_each(|entry| matrix[entry * (d + 1)] += added);
            let factor = Cholesky::new(&matrix, d, DEPENDENT)
                .map_err(|column| Error::RankDeficient { column })?;
            factor.solve(&mut filter);
        }
        let raw = stimulus.project(&filter)?;
        let mean = crate::descriptive::mean(&raw);
        let spread = crate::descriptive::standard_deviation(&raw, 0);
        if !(spread > 1e-13 * mean.abs() && spread > 0.0) {
            return Err(Error::ConstantColumn { column: 0 });
        }
        for weight in &mut filter {
            *weight /= spread;
        }
        let offset = mean / spread;
        let projections: Vec<f64> = raw.iter().map(|z| z / spread - offset).collect();
        let nonlinearity = Nonlinearity::new(&projections, &usable, frame_s, self.n_bins)?;
        let n_spikes = average.n_spikes();
        let mean_rate_hz = n_spikes as f64 / (usable.len() as f64 * frame_s);
        Ok(LnpFit { filter, offset, nonlinearity, frame_s, mean_rate_hz, n_spikes })
    }
}

impl LnpFit {
    /// The filter, flat (lag 0 first), for projections of variance 1.
    pub fn filter(&self) -> &[f64] {
        &self.filter
    }

    /// The rate against the projection.
    pub fn nonlinearity(&self) -> &Nonlinearity {
        &self.nonlinearity
    }

    /// All spikes over all time that counts, spikes/s.
    pub fn mean_rate_hz(&self) -> f64 {
        self.mean_rate_hz
    }

    /// The spikes that it was fitted to.
    pub fn n_spikes(&self) -> u64 {
        self.n_spikes
    }

    /// The projection of each frame that counts of a stimulus, in standard deviations of the one that was
    /// fitted.
    ///
    /// # Errors
    /// [`Error::Length`] for a stimulus with other lags or columns.
    pub fn project(&self, stimulus: &LaggedStimulus<'_>) -> Result<Vec<f64>, Error> {
        let raw = stimulus.project(&self.filter)?;
        Ok(raw.into_iter().map(|z| z - self.offset).collect())
    }

    /// The rate in each frame that counts, spikes/s.
    ///
    /// # Errors
    /// As [`LnpFit::project`].
    pub fn rates_hz(&self, stimulus: &LaggedStimulus<'_>) -> Result<Vec<f64>, Error> {
        let projections = self.project(stimulus)?;
        Ok(projections.into_iter().map(|z| self.nonlinearity.rate_at(z)).collect())
    }

    /// What the model says of the spikes in the frames of `stimulus` that count, beyond the mean rate of
    /// the frames that it was fitted to, bits/spike.
    ///
    /// # Errors
    /// As [`LnpFit::project`] and [`bits_per_spike`].
    pub fn bits_per_spike(
        &self,
        stimulus: &LaggedStimulus<'_>,
        counts: &[u32],
    ) -> Result<f64, Error> {
        let usable = stimulus.usable_counts(counts)?;
        bits_per_spike(&usable, &self.rates_hz(stimulus)?, self.mean_rate_hz, self.frame_s)
    }
}

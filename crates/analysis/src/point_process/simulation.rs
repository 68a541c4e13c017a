//! Spikes made from filters: what would units do that have them?

use spikebook_numeric::elementary::{exp, ln};
use spikebook_numeric::{Seed, Stream};

use super::{PointProcessFit, TermKind};
use crate::Error;
use crate::matrix::{check_finite_slice, check_length};

/// More spikes in one bin than this are no rate but a runaway.
const MOST_SPIKES_A_BIN: f64 = 1000.0;

/// Spikes of a bin at most: more are a slip, and would fill the memory.
const MOST_OF_A_BIN: f64 = 1e6;

/// What a spike of one unit adds to the logarithm of another's rate (or its own), lag by lag.
#[derive(Clone, Debug, PartialEq)]
pub struct SpikeFilter {
    /// The unit whose rate it acts on, counted from 0
    pub target: usize,
    /// The unit whose spikes act, counted from 0
    pub source: usize,
    /// The first lag, bins; at least 1
    pub first_lag: usize,
    /// What is added to the logarithm of the rate at each lag from the first on
    pub log_gain: Vec<f64>,
}

impl SpikeFilter {
    /// A filter of a fit: that of its term `term`, which filters the spikes of unit `source`. None where the term is
    /// no filter of spikes, or there is none.
    pub fn of_fit(
        fit: &PointProcessFit,
        term: usize,
        target: usize,
        source: usize,
    ) -> Option<Self> {
        let term = fit.terms().get(term).filter(|term| term.kind == TermKind::Spikes)?;
        let basis = term.basis.as_ref()?;
        let weights = fit.glm().coefficients().to_vec();
        let log_gain = basis.weighted(&weights[term.columns.clone()]);
        Some(Self { target, source, first_lag: basis.first_lag(), log_gain })
    }
}

/// Units that are driven from outside and act on each other and on themselves.
///
/// In each bin the count of a unit is Poisson with mean w exp(drive + what the spikes before it add). Before the
/// first bin there was no spike.
#[derive(Clone, Debug, PartialEq)]
pub struct SpikingNetwork {
    bin_width_s: f64,
    n_bins: usize,
    /// The mean count that the drive alone would give, as a logarithm: one vector a unit
    ln_means: Vec<Vec<f64>>,
    filters: Vec<SpikeFilter>,
}

impl SpikingNetwork {
    /// Units with these drives (the logarithm of a rate in spikes per second, one vector a unit, one entry a bin) and
    /// filters between them.
    ///
    /// # Errors
    /// [`Error::Length`] for drives of several lengths, [`Error::NonFinite`] for entries of drives or filters,
    /// [`Error::Index`] for a filter of a unit that is not there, [`Error::Parameter`] for one that begins at lag 0
    /// and for a width that is not positive and finite.
    pub fn new(
        bin_width_s: f64,
        ln_drive_hz: Vec<Vec<f64>>,
        filters: Vec<SpikeFilter>,
    ) -> Result<Self, Error> {
        if !(bin_width_s > 0.0 && bin_width_s.is_finite()) {
            let wanted = "a finite number above 0";
            return Err(Error::Parameter { parameter: "bin_width_s", got: bin_width_s, wanted });
        }
        let n_bins = ln_drive_hz.first().map_or(0, Vec::len);
        for drive in &ln_drive_hz {
            check_length("drive", drive.len(), n_bins)?;
            check_finite_slice("drive", drive)?;
        }
        for filter in &filters {
            for (what, got) in
                [("target of a filter", filter.target), ("source of a filter", filter.source)]
            {
                if got >= ln_drive_hz.len() {
                    return Err(Error::Index { what, got, below: ln_drive_hz.len() });
                }
            }
            if filter.first_lag == 0 {
                let wanted = "at least 1 for a filter of spikes";
                return Err(Error::Parameter { parameter: "first_lag", got: 0.0, wanted });
            }
            check_finite_slice("filter", &filter.log_gain)?;
        }
        let mut ln_means = ln_drive_hz;
        let ln_width = ln(bin_width_s);
        ln_means.iter_mut().flatten().for_each(|drive| *drive += ln_width);
        Ok(Self { bin_width_s, n_bins, ln_means, filters })
    }

    /// The number of units.
    pub fn n_units(&self) -> usize {
        self.ln_means.len()
    }

    /// The number of bins.
    pub fn n_bins(&self) -> usize {
        self.n_bins
    }

    /// The width of a bin, seconds.
    pub fn bin_width_s(&self) -> f64 {
        self.bin_width_s
    }

    /// The spike counts of each unit: one vector a unit, one entry a bin. Every unit draws from a stream of its own.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] where a unit is to fire more than a thousand spikes in a bin: it excites itself, or its
    /// neighbours excite it, without end.
    pub fn simulate(&self, seed: Seed) -> Result<Vec<Vec<f64>>, Error> {
        let mut streams: Vec<_> =
            (0..self.n_units()).map(|unit| seed.replicate("counts", unit as u64)).collect();
        let mut filters_of = vec![Vec::new(); self.n_units()];
        for filter in &self.filters {
            filters_of[filter.source].push(filter);
        }
        // What past spikes add to the logarithm of each mean, in this bin and later ones.
        let mut ln_means = self.ln_means.clone();
        let mut counts = vec![vec![0.0; self.n_bins]; self.n_units()];
        for bin in 0..self.n_bins {
            for (unit, stream) in streams.iter_mut().enumerate() {
                let mean = exp(ln_means[unit][bin]);
                if mean.is_nan() || mean > MOST_SPIKES_A_BIN {
                    let what = "simulated rate, spikes in one bin";
                    let wanted = "at most 1000: a unit that excites itself without end is none";
                    return Err(Error::OutOfRange { what, row: bin, got: mean, wanted });
                }
                let count = stream.poisson(mean) as f64;
                counts[unit][bin] = count;
                if count == 0.0 {
                    continue;
                }
                for filter in &filters_of[unit] {
                    let later = ln_means[filter.target].iter_mut().skip(bin + filter.first_lag);
                    for (ln_mean, gain) in later.zip(&filter.log_gain) {
                        *ln_mean += count * gain;
                    }
                }
            }
        }
        Ok(counts)
    }
}

/// Spike times from counts: each spike anywhere in its bin, all places alike, ascending.
///
/// # Errors
/// [`Error::Length`] where there are not as many bins as counts; [`Error::OutOfRange`] for a count that is not a whole
/// number from 0 to 10⁶, [`Error::NonFinite`] for a bin, [`Error::Parameter`] for a width that is not positive and finite.
pub fn spike_times_s(
    counts: &[f64],
    bin_start_s: &[f64],
    bin_width_s: f64,
    stream: &mut Stream,
) -> Result<Vec<f64>, Error> {
    check_length("bins", bin_start_s.len(), counts.len())?;
    check_finite_slice("bins", bin_start_s)?;
    if !(bin_width_s > 0.0 && bin_width_s.is_finite()) {
        let wanted = "a finite number above 0";
        return Err(Error::Parameter { parameter: "bin_width_s", got: bin_width_s, wanted });
    }
    let is_count = |count: &f64| (0.0..=MOST_OF_A_BIN).contains(count) && count.fract() == 0.0;
    if let Some(row) = counts.iter().position(|count| !is_count(count)) {
        let wanted = "a whole number from 0 to 1,000,000";
        return Err(Error::OutOfRange { what: "counts", row, got: counts[row], wanted });
    }
    let mut times_s = Vec::new();
    for (&count, &start_s) in counts.iter().zip(bin_start_s) {
        let first = times_s.len();
        for _ in 0..count as usize {
            times_s.push(start_s + bin_width_s * stream.uniform());
        }
        times_s[first..].sort_by(f64::total_cmp);
    }
    Ok(times_s)
}

/// A signal through a filter: Σₖ k(k) s(t − k), lags from `first_lag` bins on; what lies before the first bin counts
/// as 0.
pub fn filtered_signal(samples: &[f64], first_lag: usize, log_gain: &[f64]) -> Vec<f64> {
    let mut filtered = vec![0.0; samples.len()];
    for (lag, gain) in log_gain.iter().enumerate() {
        let later = filtered.iter_mut().skip(first_lag + lag);
        for (sum, sample) in later.zip(samples) {
            *sum += gain * sample;
        }
    }
    filtered
}

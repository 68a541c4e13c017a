//! Is what the model leaves over as random as it should be?
//!
//! If λ(t) is the rate of a point process given its past, the integral of λ between one spike and the next is
//! exponential with mean 1, independent of all others. So
//!
//! ```text
//! τₖ = ∫ λ dt from spike k − 1 to spike k        zₖ = 1 − exp(−τₖ), uniform between 0 and 1
//! ```
//!
//! The zₖ in order against the quantiles of the uniform distribution are a straight line, within ±1.36/√n (the 95 %
//! band of Kolmogorov and Smirnov); and the zₖ made normal, gₖ = Φ⁻¹(zₖ), do not correlate with gₖ₊₁.
//!
//! It misleads where the rate was fitted to these very spikes, whose distance from the line is then a little too
//! small, and where bins are as wide as the shortest intervals: a rate that is constant in a bin cannot know that
//! the unit was refractory for the first half of it. Few spikes pass any test.
//!
//! Brown et al. (2002), doi:10.1162/08997660252741149; bins: Haslinger, Pipa & Brown (2010),
//! `doi:10.1162/NECO_a_00015`.
//!
//! ```
//! use spikebook_analysis::point_process::TimeRescaling;
//!
//! // 10 spikes/s for a second, then 20; the integral grows by 1 from spike to spike.
//! let (bins, rates) = ([0.0, 1.0], [10.0, 20.0]);
//! let spikes: Vec<f64> =
//!     (1..30).map(|k| if k <= 10 { f64::from(k) / 10.0 } else { 0.5 + f64::from(k) / 20.0 }).collect();
//! let rescaled = TimeRescaling::new(&spikes, &bins, 1.0, &rates)?;
//! assert!(rescaled.rescaled_intervals().iter().all(|tau| (tau - 1.0).abs() < 1e-12));
//! // Far too regular for chance.
//! assert!(rescaled.ks_statistic() > rescaled.band_95());
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use spikebook_numeric::elementary::{exp, exp_minus_1, ln};
use spikebook_numeric::special::{
    kolmogorov_smirnov_upper_tail, kolmogorov_upper_tail, normal_quantile,
};
use spikebook_numeric::sum::{RunningSum, mean};

use super::BinRuns;
use crate::Error;
use crate::matrix::{check_finite_slice, check_length};

/// Fewer intervals have no correlation between neighbours.
const LEAST_INTERVALS: usize = 3;

/// Intervals between spikes in the time in which the rate is one.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeRescaling {
    rescaled: Vec<f64>,
    end_spike: Vec<usize>,
    uniforms: Vec<f64>,
    ks_statistic: f64,
    lag1_correlation: f64,
    ln_likelihood: f64,
}

impl TimeRescaling {
    /// Rescales the intervals between ascending spike times by a rate that is constant in bins, which begin at
    /// `bin_start_s`, all of one width. Spikes outside all bins are left out, and so are intervals across a gap
    /// between bins, and what lies before the first spike.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::NonFinite`], [`Error::NotAscending`], [`Error::Parameter`]: vectors that do not go
    /// together, times that go back, a width that is none; [`Error::OutOfRange`] for a rate below 0 and for a spike where
    /// the rate is 0; [`Error::TooFew`] below three intervals.
    pub fn new(
        spike_times_s: &[f64],
        bin_start_s: &[f64],
        bin_width_s: f64,
        rate_hz: &[f64],
    ) -> Result<Self, Error> {
        let runs = BinRuns::of_times(bin_start_s, bin_width_s)?;
        check_length("rates", rate_hz.len(), runs.n_bins())?;
        check_finite_slice("rates", rate_hz)?;
        if let Some(row) = rate_hz.iter().position(|rate| *rate < 0.0) {
            let wanted = "a rate of at least 0";
            return Err(Error::OutOfRange { what: "rates", row, got: rate_hz[row], wanted });
        }
        check_finite_slice("spike times", spike_times_s)?;
        if let Some(row) = spike_times_s.windows(2).position(|pair| pair[1] < pair[0]) {
            let (previous, got) = (spike_times_s[row], spike_times_s[row + 1]);
            return Err(Error::NotAscending { what: "spike times", row: row + 1, got, previous });
        }

        // ∫ λ dt from the first bin to the start of each bin, and to the end of the last.
        let mut integral = RunningSum::default();
        let mut integrals = Vec::with_capacity(rate_hz.len());
        for rate in rate_hz {
            integrals.push(integral.value());
            integral.add(rate * bin_width_s);
        }

        let mut rescaled = Vec::new();
        let mut end_spike = Vec::new();
        let mut ln_likelihood = RunningSum::default();
        let mut previous: Option<(usize, f64)> = None;
        for (spike, &time) in spike_times_s.iter().enumerate() {
            let Some(bin) = bin_of(time, bin_start_s, bin_width_s) else { continue };
            if rate_hz[bin] == 0.0 {
                let wanted = "a rate above 0 where there is a spike";
                return Err(Error::OutOfRange { what: "rates", row: bin, got: 0.0, wanted });
            }
            let so_far = integrals[bin] + rate_hz[bin] * (time - bin_start_s[bin]).max(0.0);
            if let Some((_, before)) = previous.filter(|p| runs.start_of(p.0) == runs.start_of(bin))
            {
                rescaled.push((so_far - before).max(0.0));
                end_spike.push(spike);
            }
            ln_likelihood.add(ln(rate_hz[bin]));
            previous = Some((bin, so_far));
        }
        ln_likelihood.add(-integral.value());
        let n = rescaled.len();
        if n < LEAST_INTERVALS {
            let what = "intervals between spikes in unbroken time";
            return Err(Error::TooFew { what, got: n, wanted: LEAST_INTERVALS });
        }
        let uniforms: Vec<f64> = rescaled.iter().map(|tau| -exp_minus_1(-tau)).collect();
        let normals: Vec<f64> = rescaled.iter().map(|tau| normal_of(*tau)).collect();
        Ok(Self {
            ks_statistic: largest_distance(&uniforms),
            lag1_correlation: correlation(&normals[..n - 1], &normals[1..]),
            ln_likelihood: ln_likelihood.value(),
            rescaled,
            end_spike,
            uniforms,
        })
    }

    /// τ, one an interval, in the order of time: exponential with mean 1 where the rate is right.
    pub fn rescaled_intervals(&self) -> &[f64] {
        &self.rescaled
    }

    /// The spike, counted from 0, that ends each interval.
    pub fn end_spikes(&self) -> &[usize] {
        &self.end_spike
    }

    /// z = 1 − exp(−τ), one an interval: uniform between 0 and 1 where the rate is right.
    pub fn uniforms(&self) -> &[f64] {
        &self.uniforms
    }

    /// The number of intervals.
    pub fn n_intervals(&self) -> usize {
        self.rescaled.len()
    }

    /// The largest distance between the distribution of z and the uniform one.
    pub fn ks_statistic(&self) -> f64 {
        self.ks_statistic
    }

    /// The half-width of the 95 % band: 1.36/√n. A larger [`TimeRescaling::ks_statistic`] says that the rate is not right.
    pub fn band_95(&self) -> f64 {
        1.36 / (self.n_intervals() as f64).sqrt()
    }

    /// How often chance alone gives a distance as large, for this number of intervals.
    pub fn ks_p(&self) -> f64 {
        kolmogorov_smirnov_upper_tail(self.n_intervals() as u64, self.ks_statistic)
    }

    /// The same, for very many intervals.
    pub fn ks_p_asymptotic(&self) -> f64 {
        kolmogorov_upper_tail((self.n_intervals() as f64).sqrt() * self.ks_statistic)
    }

    /// The correlation of neighbouring intervals made normal; NaN where all are alike. Chance alone keeps it within ±1.96/√n in 95 %.
    pub fn lag1_correlation(&self) -> f64 {
        self.lag1_correlation
    }

    /// Σ ln λ(tₖ) − ∫ λ dt over all spikes in bins and all bins, λ in spikes per second.
    pub fn ln_likelihood(&self) -> f64 {
        self.ln_likelihood
    }

    /// z in ascending order, each with the quantile (k − 1/2)/n of the uniform distribution: the KS plot.
    pub fn quantiles(&self) -> Vec<(f64, f64)> {
        let mut sorted = self.uniforms.clone();
        sorted.sort_by(f64::total_cmp);
        let n = sorted.len() as f64;
        sorted.into_iter().enumerate().map(|(k, z)| ((k as f64 + 0.5) / n, z)).collect()
    }
}

/// The bin that holds a time, to the nanosecond.
fn bin_of(time_s: f64, bin_start_s: &[f64], bin_width_s: f64) -> Option<usize> {
    let bin = bin_start_s.partition_point(|start| *start <= time_s + 0.5e-9).checked_sub(1)?;
    (time_s - bin_start_s[bin] < bin_width_s - 0.5e-9).then_some(bin)
}

/// Φ⁻¹(1 − exp(−τ)), from the tail that has the digits. An interval of nothing counts as one of 2⁻⁵³.
fn normal_of(tau: f64) -> f64 {
    let tau = tau.clamp(f64::EPSILON / 2.0, 700.0);
    if tau > std::f64::consts::LN_2 {
        -normal_quantile(exp(-tau))
    } else {
        normal_quantile(-exp_minus_1(-tau))
    }
}

/// The largest distance of the empirical distribution from the uniform one, on either side of each step.
fn largest_distance(uniforms: &[f64]) -> f64 {
    let mut sorted = uniforms.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let distance = |(k, z): (usize, &f64)| ((k + 1) as f64 / n - z).max(z - k as f64 / n);
    sorted.iter().enumerate().map(distance).fold(0.0, f64::max)
}

/// Pearson's correlation of two vectors, each with its own mean.
fn correlation(x: &[f64], y: &[f64]) -> f64 {
    let (mean_x, mean_y) = (mean(x), mean(y));
    let sum = |terms: &dyn Fn(f64, f64) -> f64| {
        let pairs = x.iter().zip(y).map(|(x, y)| terms(x - mean_x, y - mean_y));
        spikebook_numeric::sum::sum(pairs)
    };
    sum(&|x, y| x * y) / (sum(&|x, _| x * x).sqrt() * sum(&|_, y| y * y).sqrt())
}

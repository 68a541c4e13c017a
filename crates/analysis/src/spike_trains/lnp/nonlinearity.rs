//! Spikes against a projection of the stimulus.

use spikebook_numeric::elementary::ln;
use spikebook_numeric::special::gamma_quantile;
use spikebook_numeric::sum::{mean, sum};

use crate::Error;
use crate::matrix::{check_finite_slice, check_length};
use crate::spike_trains::order::positive;

/// The rate in each bin of a projection, with exact Poisson intervals.
#[derive(Clone, Debug, PartialEq)]
pub struct Nonlinearity {
    edges: Vec<f64>,
    centres: Vec<f64>,
    n_frames: Vec<usize>,
    n_spikes: Vec<u64>,
    frame_s: f64,
}

impl Nonlinearity {
    /// From the projection and the spikes of each frame, and what a frame lasts. Bins hold equally many
    /// frames but for ties; where many projections are equal there are fewer than `n_bins`.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::NonFinite`], [`Error::Parameter`] without a bin or for a frame that
    /// does not last, [`Error::TooFew`] below one frame a bin.
    pub fn new(
        projections: &[f64],
        counts: &[u32],
        frame_s: f64,
        n_bins: usize,
    ) -> Result<Self, Error> {
        check_length("spike counts", counts.len(), projections.len())?;
        check_finite_slice("projections", projections)?;
        positive("frame_s", frame_s)?;
        if n_bins == 0 {
            return Err(Error::Parameter { parameter: "n_bins", got: 0.0, wanted: "at least 1" });
        }
        if projections.len() < n_bins {
            let got = projections.len();
            return Err(Error::TooFew { what: "frames that count", got, wanted: n_bins });
        }
        let mut order: Vec<usize> = (0..projections.len()).collect();
        order.sort_by(|&a, &b| projections[a].total_cmp(&projections[b]));
        let at = |place: usize| projections[order[place]];
        let n = order.len();
        // Where each bin begins: equal projections stay together.
        let mut starts = vec![0];
        for bin in 1..n_bins {
            let place = bin * n / n_bins;
            let first = order.partition_point(|&frame| projections[frame] < at(place));
            if first > starts[starts.len() - 1] {
                starts.push(first);
            }
        }
        let mut nonlinearity = Self {
            edges: starts.iter().map(|&start| at(start)).chain([at(n - 1)]).collect(),
            centres: Vec::new(),
            n_frames: Vec::new(),
            n_spikes: Vec::new(),
            frame_s,
        };
        for (bin, &start) in starts.iter().enumerate() {
            let stop = starts.get(bin + 1).copied().unwrap_or(n);
            let here = &order[start..stop];
            let z: Vec<f64> = here.iter().map(|&frame| projections[frame]).collect();
            nonlinearity.centres.push(mean(&z));
            nonlinearity.n_frames.push(here.len());
            let spikes = here.iter().map(|&frame| u64::from(counts[frame])).sum();
            nonlinearity.n_spikes.push(spikes);
        }
        Ok(nonlinearity)
    }

    /// Where bins begin, and the last ends.
    pub fn edges(&self) -> &[f64] {
        &self.edges
    }

    /// The mean projection in each bin.
    pub fn centres(&self) -> &[f64] {
        &self.centres
    }

    /// The frames in each bin.
    pub fn n_frames(&self) -> &[usize] {
        &self.n_frames
    }

    /// The spikes in each bin.
    pub fn n_spikes(&self) -> &[u64] {
        &self.n_spikes
    }

    /// Spikes over time in each bin, spikes/s.
    pub fn rates_hz(&self) -> Vec<f64> {
        (0..self.n_frames.len()).map(|bin| self.n_spikes[bin] as f64 / self.seconds(bin)).collect()
    }

    /// The exact interval of each rate, were the spikes of a bin Poisson (Garwood 1936,
    /// doi:10.1093/biomet/28.3-4.437), spikes/s.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a level outside (0, 1).
    pub fn intervals_hz(&self, level: f64) -> Result<Vec<(f64, f64)>, Error> {
        if !(level > 0.0 && level < 1.0) {
            let wanted = "a number between 0 and 1";
            return Err(Error::Parameter { parameter: "level", got: level, wanted });
        }
        let tail = 0.5 * (1.0 - level);
        let interval = |bin: usize| {
            let n = self.n_spikes[bin] as f64;
            let low = if n == 0.0 { 0.0 } else { gamma_quantile(tail, n) };
            let high = gamma_quantile(1.0 - tail, n + 1.0);
            (low / self.seconds(bin), high / self.seconds(bin))
        };
        Ok((0..self.n_frames.len()).map(interval).collect())
    }

    /// The rate at a projection, spikes/s: a straight line between the centres of bins, level beyond the
    /// outer ones. A bin without a spike counts as half a spike.
    pub fn rate_at(&self, projection: f64) -> f64 {
        let rate = |bin: usize| (self.n_spikes[bin] as f64).max(0.5) / self.seconds(bin);
        let above = self.centres.partition_point(|&centre| centre <= projection);
        if above == 0 {
            return rate(0);
        }
        if above == self.centres.len() {
            return rate(above - 1);
        }
        let (low, high) = (self.centres[above - 1], self.centres[above]);
        let part = (projection - low) / (high - low);
        rate(above - 1) * (1.0 - part) + rate(above) * part
    }

    fn seconds(&self, bin: usize) -> f64 {
        self.n_frames[bin] as f64 * self.frame_s
    }
}

/// How many bits a spike the rates of frames say more than one constant rate: the gain in Poisson log
/// likelihood over that of `constant_hz`, over the number of spikes.
///
/// # Errors
/// [`Error::Length`], [`Error::TooFew`] without a spike, [`Error::OutOfRange`] for a rate that is not
/// above 0, [`Error::Parameter`] for such a constant.
///
/// ```
/// use spikebook_analysis::spike_trains::lnp::bits_per_spike;
/// // The rate says which of two equally long frames holds the spike: one bit.
/// assert!((bits_per_spike(&[1, 0], &[2.0, 1e-300], 1.0, 1.0)? - 1.0).abs() < 1e-12);
/// # Ok::<(), spikebook_analysis::Error>(())
/// ```
pub fn bits_per_spike(
    counts: &[u32],
    rates_hz: &[f64],
    constant_hz: f64,
    frame_s: f64,
) -> Result<f64, Error> {
    check_length("rates", rates_hz.len(), counts.len())?;
    positive("constant_hz", constant_hz)?;
    positive("frame_s", frame_s)?;
    let wrong = rates_hz.iter().position(|rate| !(rate.is_finite() && *rate > 0.0));
    if let Some(row) = wrong {
        let wanted = "a finite number above 0";
        return Err(Error::OutOfRange { what: "rates", row, got: rates_hz[row], wanted });
    }
    let n_spikes: u64 = counts.iter().map(|&count| u64::from(count)).sum();
    if n_spikes == 0 {
        return Err(Error::TooFew { what: "spikes in frames that count", got: 0, wanted: 1 });
    }
    let gain = sum(counts.iter().zip(rates_hz).map(|(&count, &rate)| {
        f64::from(count) * ln(rate / constant_hz) - (rate - constant_hz) * frame_s
    }));
    Ok(gain / (n_spikes as f64 * std::f64::consts::LN_2))
}

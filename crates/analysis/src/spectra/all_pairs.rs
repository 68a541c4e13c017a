//! The spectra of many channels and the coherence of all their pairs, each transform made once.
//!
//! The products of all pairs at one frequency are one Hermitian matrix a look, S += X Xᴴ. They are added up
//! in tiles that stay in registers, over a block of looks at a time, each frequency by itself: the order of
//! every sum is the order of looks.

use faer::c64 as Complex64;
use rayon::prelude::*;
use spikebook_numeric::elementary::sqrt;
use spikebook_numeric::vectorised::eight::{Eight, LANES, Lanes, Work, in_eights};

use super::batch::{Batch, SIGNALS};
use super::complex::angle;
use super::fourier::{Fourier, frequencies_hz};
use super::looks::Looks;
use crate::Error;
use crate::matrix::check_length;

/// About how many looks are transformed before their products are added.
const LOOKS_TOGETHER: usize = 64;

/// Rows of a tile of products.
const TILE_ROWS: usize = 4;

/// Spectra and coherence of channels that were recorded together.
#[derive(Clone, Debug, PartialEq)]
pub struct PairwiseCoherence {
    n_channels: usize,
    frequencies_hz: Vec<f64>,
    /// channels × frequencies
    density: Vec<f64>,
    /// Frequency after frequency, the lower triangle: pair (i, j < i) at i (i − 1) / 2 + j
    coherence: Vec<f64>,
    phase_rad: Vec<f64>,
    n_looks: usize,
    degrees_of_freedom: f64,
}

/// Products at one frequency: real and imaginary parts in tiles of [`TILE_ROWS`] × [`LANES`].
type Products = Vec<[Lanes; 2 * TILE_ROWS]>;

/// The coherence of all pairs of channels.
///
/// # Errors
/// As [`Coherence::of`](super::Coherence::of); [`Error::Length`] for channels that differ in samples.
pub fn all_pairs(
    channels: &[&[f64]],
    sampling_rate_hz: f64,
    looks: &Looks,
) -> Result<PairwiseCoherence, Error> {
    looks.check(channels, sampling_rate_hz)?;
    let n_samples = channels[0].len();
    for channel in channels {
        check_length("samples of a channel", channel.len(), n_samples)?;
    }
    let starts: Vec<usize> = looks.segment_starts(n_samples).collect();
    let n_tapers = looks.tapers().len();
    let n_looks = starts.len() * n_tapers;
    if n_looks < 2 {
        let what = "looks (segments × tapers × trials)";
        return Err(Error::TooFew { what, got: n_looks, wanted: 2 });
    }
    let transforms = Transforms::new(channels, looks);
    let n_frequencies = looks.segment_samples() / 2 + 1;
    let width = transforms.width();
    let tiles = tiles_of(channels.len());
    let mut products: Vec<Products> =
        vec![vec![[[0.0; LANES]; 2 * TILE_ROWS]; tiles.len()]; n_frequencies];
    let per_block = LOOKS_TOGETHER.div_ceil(n_tapers);
    let room = per_block.min(starts.len()) * n_tapers * 2 * width;
    let mut block = vec![0.0; n_frequencies * room];
    for starts in starts.chunks(per_block) {
        transforms.fill(starts, room, &mut block);
        let used = starts.len() * n_tapers * 2 * width;
        products.par_iter_mut().zip(block.par_chunks(room)).for_each(|(products, looks)| {
            in_eights(AddProducts { looks: &looks[..used], width, tiles: &tiles, products });
        });
    }
    PairwiseCoherence {
        n_channels: channels.len(),
        frequencies_hz: frequencies_hz(looks.segment_samples(), sampling_rate_hz),
        density: Vec::new(),
        coherence: Vec::new(),
        phase_rad: Vec::new(),
        n_looks,
        degrees_of_freedom: looks.degrees_of_freedom(n_samples, 1),
    }
    .of_products(&products, &tiles, |frequency| {
        looks.density_scale(frequency, sampling_rate_hz) / n_looks as f64
    })
}

/// The first row and first column of each tile that touches the lower triangle.
fn tiles_of(n_channels: usize) -> Vec<(usize, usize)> {
    let rows = (0..n_channels).step_by(TILE_ROWS);
    rows.flat_map(|row| (0..=row).step_by(LANES).map(move |column| (row, column))).collect()
}

/// Adds X Xᴴ of some looks, each the real parts of all channels and then the imaginary ones.
struct AddProducts<'a> {
    looks: &'a [f64],
    width: usize,
    tiles: &'a [(usize, usize)],
    products: &'a mut Products,
}

impl Work for AddProducts<'_> {
    type Output = ();

    #[inline(always)]
    fn run<E: Eight>(self, eight: E) {
        for (&(row, column), sums) in self.tiles.iter().zip(self.products.iter_mut()) {
            let mut real: [E::Numbers; TILE_ROWS] = std::array::from_fn(|i| eight.of(&sums[2 * i]));
            let mut imaginary: [E::Numbers; TILE_ROWS] =
                std::array::from_fn(|i| eight.of(&sums[2 * i + 1]));
            for look in self.looks.chunks_exact(2 * self.width) {
                let (re, im) = look.split_at(self.width);
                let c = eight.of(&re[column..].as_chunks().0[0]);
                let d = eight.of(&im[column..].as_chunks().0[0]);
                let (re, im) = (&re[row..row + TILE_ROWS], &im[row..row + TILE_ROWS]);
                for i in 0..TILE_ROWS {
                    // (a + ib)(c − id)
                    let (a, b) = (eight.all(re[i]), eight.all(im[i]));
                    real[i] = eight.fused(b, d, eight.fused(a, c, real[i]));
                    let minus_a = eight.all(-re[i]);
                    imaginary[i] = eight.fused(minus_a, d, eight.fused(b, c, imaginary[i]));
                }
            }
            for i in 0..TILE_ROWS {
                eight.put(real[i], &mut sums[2 * i]);
                eight.put(imaginary[i], &mut sums[2 * i + 1]);
            }
        }
    }
}

/// The largest power of 2 that is not above the largest entry; 0 for silence. Two channels share one complex transform, whose
/// rounding is that of the larger: divided by it, channels in any unit are alike.
fn binade(segment: &[f64]) -> f64 {
    const EXPONENT: u64 = 0x7ff0_0000_0000_0000;
    let largest = segment.iter().fold(0.0_f64, |largest, x| largest.max(x.abs()));
    if largest > 0.0 {
        f64::from_bits(largest.to_bits() & EXPONENT).max(f64::MIN_POSITIVE)
    } else {
        0.0
    }
}

/// How channels become transforms.
struct Transforms<'a> {
    channels: &'a [&'a [f64]],
    looks: &'a Looks,
    batch: Option<Batch>,
    fourier: Fourier,
}

impl<'a> Transforms<'a> {
    fn new(channels: &'a [&'a [f64]], looks: &'a Looks) -> Self {
        let n = looks.segment_samples();
        Self { channels, looks, batch: Batch::new(n), fourier: Fourier::new(n) }
    }

    /// Channels with room for whole batches.
    fn width(&self) -> usize {
        self.channels.len().next_multiple_of(SIGNALS)
    }

    /// Puts the looks at some segments into `block`: frequency after frequency (each `room` long), look after
    /// look, real parts and imaginary parts of all channels.
    fn fill(&self, starts: &[usize], room: usize, block: &mut [f64]) {
        let n_tapers = self.looks.tapers().len();
        let n_groups = self.width() / SIGNALS;
        // Transforms are made in parallel, and handed out to frequencies after that: writing by index needs one owner.
        for (segment, &start) in starts.iter().enumerate() {
            let spectra: Vec<Vec<[f64; 4 * LANES]>> = (0..n_tapers * n_groups)
                .into_par_iter()
                .map(|job| self.group(start, job / n_groups, job % n_groups))
                .collect();
            block.par_chunks_mut(room).with_min_len(64).enumerate().for_each(
                |(frequency, of_frequency)| {
                    for (job, spectrum) in spectra.iter().enumerate() {
                        let look = segment * n_tapers + job / n_groups;
                        let into = &mut of_frequency[look * 2 * self.width()..][..2 * self.width()];
                        let (re, im) = into.split_at_mut(self.width());
                        let first = job % n_groups * SIGNALS;
                        let values = &spectrum[frequency];
                        re[first..first + SIGNALS].copy_from_slice(&values[..SIGNALS]);
                        im[first..first + SIGNALS].copy_from_slice(&values[SIGNALS..]);
                    }
                },
            );
        }
    }

    /// The transforms of sixteen channels of one look: at each frequency their real parts, then their
    /// imaginary ones.
    fn group(&self, start: usize, taper: usize, group: usize) -> Vec<[f64; 4 * LANES]> {
        let n = self.looks.segment_samples();
        let taper = &self.looks.tapers()[taper];
        let first = group * SIGNALS;
        let channels = &self.channels[first..(first + SIGNALS).min(self.channels.len())];
        let mut out = vec![[0.0; 4 * LANES]; n / 2 + 1];
        let segment_of = |channel: &[f64]| {
            let mut segment = channel[start..start + n].to_vec();
            self.looks.detrend().take_away(&mut segment);
            segment.iter_mut().zip(taper).for_each(|(x, w)| *x *= w);
            segment
        };
        match &self.batch {
            Some(batch) => {
                let (mut data, mut scratch) = (batch.room(), batch.room());
                let segments: Vec<Vec<f64>> = channels.iter().map(|c| segment_of(c)).collect();
                let mut sizes = [0.0; SIGNALS];
                for (size, segment) in sizes.iter_mut().zip(&segments) {
                    *size = binade(segment);
                }
                Batch::fill(&mut data, segments.len(), |signal, samples| {
                    let size = if sizes[signal] > 0.0 { sizes[signal] } else { 1.0 };
                    segments[signal][samples].iter().map(move |x| x / size)
                });
                batch.transform(&mut data, &mut scratch);
                for (frequency, out) in out.iter_mut().enumerate() {
                    let [one, other] = batch.at(&data, frequency);
                    out[..LANES].copy_from_slice(&one.re);
                    out[LANES..2 * LANES].copy_from_slice(&other.re);
                    out[2 * LANES..3 * LANES].copy_from_slice(&one.im);
                    out[3 * LANES..].copy_from_slice(&other.im);
                    for part in out.as_chunks_mut::<SIGNALS>().0 {
                        part.iter_mut().zip(&sizes).for_each(|(value, size)| *value *= size);
                    }
                }
            }
            None => {
                for (signal, channel) in channels.iter().enumerate() {
                    let transform = self.fourier.transform(&segment_of(channel));
                    for (out, z) in out.iter_mut().zip(transform) {
                        out[signal] = z.re;
                        out[SIGNALS + signal] = z.im;
                    }
                }
            }
        }
        out
    }
}

impl PairwiseCoherence {
    fn of_products(
        mut self,
        products: &[Products],
        tiles: &[(usize, usize)],
        scale: impl Fn(usize) -> f64 + Sync,
    ) -> Result<Self, Error> {
        let n = self.n_channels;
        let of_frequency: Vec<(Vec<f64>, Vec<f64>, Vec<f64>)> = products
            .par_iter()
            .map(|products| {
                let mut powers = vec![0.0; n];
                let mut cross = vec![Complex64::default(); n * n.saturating_sub(1) / 2];
                for (&(row, column), tile) in tiles.iter().zip(products) {
                    for i in row..(row + TILE_ROWS).min(n) {
                        let parts = [&tile[2 * (i - row)], &tile[2 * (i - row) + 1]];
                        for j in column..(column + LANES).min(i + 1) {
                            let [re, im] = parts.map(|part| part[j - column]);
                            if i == j {
                                powers[i] = re;
                            } else {
                                cross[i * (i - 1) / 2 + j] = Complex64::new(re, im);
                            }
                        }
                    }
                }
                let mut coherence = Vec::with_capacity(cross.len());
                for i in 1..n {
                    for j in 0..i {
                        let z = cross[i * (i - 1) / 2 + j];
                        let scale = sqrt(powers[i]) * sqrt(powers[j]);
                        let (re, im) =
                            if scale > 0.0 { (z.re / scale, z.im / scale) } else { (0.0, 0.0) };
                        coherence.push((re * re + im * im).min(1.0));
                    }
                }
                (powers, coherence, cross.into_iter().map(angle).collect())
            })
            .collect();
        let n_frequencies = self.frequencies_hz.len();
        self.density = vec![0.0; n * n_frequencies];
        for (frequency, (powers, coherence, phase)) in of_frequency.into_iter().enumerate() {
            for (channel, power) in powers.into_iter().enumerate() {
                if !power.is_finite() {
                    return Err(Error::Overflow { what: format!("channel {channel}") });
                }
                self.density[channel * n_frequencies + frequency] = power * scale(frequency);
            }
            self.coherence.extend(coherence);
            self.phase_rad.extend(phase);
        }
        Ok(self)
    }

    /// The number of channels.
    pub fn n_channels(&self) -> usize {
        self.n_channels
    }

    /// Looks that were averaged.
    pub fn n_looks(&self) -> usize {
        self.n_looks
    }

    /// Degrees of freedom of each estimate of power.
    pub fn degrees_of_freedom(&self) -> f64 {
        self.degrees_of_freedom
    }

    /// The frequencies, Hz: 0 … Nyquist.
    pub fn frequencies_hz(&self) -> &[f64] {
        &self.frequencies_hz
    }

    /// The one-sided power density of a channel, unit² / Hz.
    pub fn density(&self, channel: usize) -> &[f64] {
        let n = self.frequencies_hz.len();
        &self.density[channel * n..(channel + 1) * n]
    }

    /// The coherence of two different channels at a frequency (an index).
    pub fn coherence(&self, i: usize, j: usize, frequency: usize) -> f64 {
        self.coherence[self.place(i.max(j), i.min(j), frequency)]
    }

    /// The angle of Sᵢⱼ, radians: positive where channel i is ahead.
    pub fn phase_rad(&self, i: usize, j: usize, frequency: usize) -> f64 {
        let phase = self.phase_rad[self.place(i.max(j), i.min(j), frequency)];
        if i > j { phase } else { -phase }
    }

    fn place(&self, i: usize, j: usize, frequency: usize) -> usize {
        assert!(j < i && i < self.n_channels, "two different channels");
        frequency * (self.n_channels * (self.n_channels - 1) / 2) + i * (i - 1) / 2 + j
    }
}

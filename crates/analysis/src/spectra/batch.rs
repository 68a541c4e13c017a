//! Fourier transforms of lengths without large prime factors, many side by side or one alone.
//!
//! Two real signals go into one complex transform, eight of those side by side in vectors: the arithmetic of a
//! transform is the same whatever the width of the processor's vectors, and so are its bits. Lengths are factored
//! into 4, 2 and odd primes up to 13 (Stockham's order, which needs no reversal of bits); others are for
//! [`Fourier`](super::fourier::Fourier).

mod arithmetic;
mod stage;

use std::f64::consts::TAU;
use std::ops::Range;

use faer::c64 as Complex64;
use spikebook_numeric::elementary::{cos, sin};
use spikebook_numeric::vectorised::eight::{Eight, LANES, Work, in_eights};

use arithmetic::One;
use stage::{Stage, StageInEights};

/// Real signals in one batch.
pub(super) const SIGNALS: usize = 2 * LANES;

/// Complex numbers side by side, one of each transform.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Lanes<const L: usize> {
    pub(super) re: [f64; L],
    pub(super) im: [f64; L],
}

/// A plan for one length.
pub(super) struct Batch {
    n_samples: usize,
    stages: Vec<Stage>,
}

impl Batch {
    /// A plan; none where the length has a prime factor above 13.
    pub(super) fn new(n_samples: usize) -> Option<Self> {
        let mut stages = Vec::new();
        let (mut n, mut stride) = (n_samples, 1);
        while n > 1 {
            let radix =
                [4, 2, 3, 5, 7, 11, 13].into_iter().find(|radix| n.is_multiple_of(*radix))?;
            let groups = n / radix;
            let twiddle = |at: usize| {
                let (p, j) = (at / (radix - 1), at % (radix - 1) + 1);
                let angle = -TAU * ((p * j) % n) as f64 / n as f64;
                [cos(angle), sin(angle)]
            };
            stages.push(Stage {
                radix,
                stride,
                twiddles: (0..groups * (radix - 1)).map(twiddle).collect(),
            });
            n = groups;
            stride *= radix;
        }
        Some(Self { n_samples, stages })
    }

    /// Room for the signals: signal s goes into lane s % 8, the first eight as real and the others as
    /// imaginary parts.
    pub(super) fn room<const L: usize>(&self) -> Vec<Lanes<L>> {
        vec![Lanes::ZERO; self.n_samples]
    }

    /// Fills a lane for each signal, given some of its samples; by tiles, so that what is written stays at hand.
    pub(super) fn fill<I: Iterator<Item = f64>>(
        data: &mut [Lanes<LANES>],
        n_signals: usize,
        samples_of: impl Fn(usize, Range<usize>) -> I,
    ) {
        for (tile, all) in data.chunks_mut(FILLED_TOGETHER).enumerate() {
            let start = tile * FILLED_TOGETHER;
            for signal in 0..n_signals {
                let samples = samples_of(signal, start..start + all.len());
                for (lanes, sample) in all.iter_mut().zip(samples) {
                    lanes.set(signal, sample);
                }
            }
        }
    }

    /// Transforms eight pairs of signals in place; `scratch` is as long as `data`.
    pub(super) fn transform(&self, data: &mut Vec<Lanes<LANES>>, scratch: &mut Vec<Lanes<LANES>>) {
        for stage in &self.stages {
            in_eights(StageInEights { stage, from: data, to: scratch });
            std::mem::swap(data, scratch);
        }
    }

    /// Transforms one complex signal in place.
    pub(super) fn transform_one(&self, data: &mut Vec<Lanes<1>>, scratch: &mut Vec<Lanes<1>>) {
        for stage in &self.stages {
            stage.run(One, data, scratch);
            std::mem::swap(data, scratch);
        }
    }

    /// Where the transforms at a frequency and at the mirrored one are.
    #[inline(always)]
    fn places(&self, frequency: usize) -> (usize, usize) {
        (frequency, (self.n_samples - frequency) % self.n_samples)
    }

    /// The transforms of both halves of the signals at one frequency.
    pub(super) fn at<const L: usize>(&self, data: &[Lanes<L>], frequency: usize) -> [Lanes<L>; 2] {
        let (z, mirrored) = self.places(frequency);
        let (z, mirrored) = (&data[z], &data[mirrored]);
        let (mut first, mut second) = (Lanes::ZERO, Lanes::ZERO);
        for lane in 0..L {
            first.re[lane] = 0.5 * (z.re[lane] + mirrored.re[lane]);
            first.im[lane] = 0.5 * (z.im[lane] - mirrored.im[lane]);
            second.re[lane] = 0.5 * (z.im[lane] + mirrored.im[lane]);
            second.im[lane] = 0.5 * (mirrored.re[lane] - z.re[lane]);
        }
        [first, second]
    }

    /// Adds the power of all signals at each frequency, from 0 on, to `sums`.
    pub(super) fn add_powers(&self, data: &[Lanes<LANES>], sums: &mut [[f64; LANES]]) {
        in_eights(Powers { batch: self, data, sums });
    }
}

/// Samples of all signals that are written together.
const FILLED_TOGETHER: usize = 64;

struct Powers<'a> {
    batch: &'a Batch,
    data: &'a [Lanes<LANES>],
    sums: &'a mut [[f64; LANES]],
}

impl Work for Powers<'_> {
    type Output = ();

    /// |a|² + |b|² = (|z|² + |z'|²) / 2 for the transform z of a + ib and z' at the mirrored frequency.
    #[inline(always)]
    fn run<E: Eight>(self, eight: E) {
        let half = eight.all(0.5);
        let square = |lanes: &Lanes<LANES>| {
            let (re, im) = (eight.of(&lanes.re), eight.of(&lanes.im));
            eight.plus(eight.times(re, re), eight.times(im, im))
        };
        for (frequency, sums) in self.sums.iter_mut().enumerate() {
            let (z, mirrored) = self.batch.places(frequency);
            let both = eight.plus(square(&self.data[z]), square(&self.data[mirrored]));
            eight.put(eight.plus(eight.of(sums), eight.times(half, both)), sums);
        }
    }
}

impl<const L: usize> Lanes<L> {
    pub(super) const ZERO: Self = Self { re: [0.0; L], im: [0.0; L] };

    /// Sets one of the signals.
    #[inline(always)]
    pub(super) fn set(&mut self, signal: usize, value: f64) {
        if signal < L {
            self.re[signal] = value;
        } else {
            self.im[signal - L] = value;
        }
    }

    pub(super) fn get(&self, lane: usize) -> Complex64 {
        Complex64::new(self.re[lane], self.im[lane])
    }
}

//! Fourier transforms of lengths without large prime factors, many side by side or one alone.
//!
//! Two real signals go into one complex transform, eight of those side by side in vectors: the arithmetic of a
//! transform is the same whatever the width of the processor's vectors, and so are its bits. Lengths are factored
//! into 4, 2 and odd primes up to 13 (Stockham's order, which needs no reversal of bits); others are for
//! [`Fourier`](super::fourier::Fourier).

use std::f64::consts::TAU;

use faer::c64 as Complex64;
use spikebook_numeric::elementary::{cos, sin};
use spikebook_numeric::vectorised::widest;

/// Complex numbers side by side.
pub(super) const LANES: usize = 8;

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

struct Stage {
    radix: usize,
    /// How many numbers stand next to each other
    stride: usize,
    /// For each group, e^(−2πi p j / n) for j = 1 … radix − 1
    twiddles: Vec<[f64; 2]>,
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

    /// Transforms in place; `scratch` is as long as `data`.
    pub(super) fn transform<const L: usize>(
        &self,
        data: &mut Vec<Lanes<L>>,
        scratch: &mut Vec<Lanes<L>>,
    ) {
        for stage in &self.stages {
            widest(
                #[inline(always)]
                || match stage.radix {
                    4 => stage.by_four(data, scratch),
                    2 => stage.by_two(data, scratch),
                    3 => stage.by_odd::<3, L>(data, scratch),
                    5 => stage.by_odd::<5, L>(data, scratch),
                    7 => stage.by_odd::<7, L>(data, scratch),
                    11 => stage.by_odd::<11, L>(data, scratch),
                    _ => stage.by_odd::<13, L>(data, scratch),
                },
            );
            std::mem::swap(data, scratch);
        }
    }

    /// The transforms of both halves of the signals at one frequency.
    #[inline(always)]
    pub(super) fn at<const L: usize>(&self, data: &[Lanes<L>], frequency: usize) -> [Lanes<L>; 2] {
        let (z, mirrored) =
            (&data[frequency], &data[(self.n_samples - frequency) % self.n_samples]);
        let (mut first, mut second) = (Lanes::ZERO, Lanes::ZERO);
        for lane in 0..L {
            first.re[lane] = 0.5 * (z.re[lane] + mirrored.re[lane]);
            first.im[lane] = 0.5 * (z.im[lane] - mirrored.im[lane]);
            second.re[lane] = 0.5 * (z.im[lane] + mirrored.im[lane]);
            second.im[lane] = 0.5 * (mirrored.re[lane] - z.re[lane]);
        }
        [first, second]
    }
}

impl Stage {
    #[inline(always)]
    fn by_two<const L: usize>(&self, from: &[Lanes<L>], to: &mut [Lanes<L>]) {
        let half = from.len() / 2;
        for (p, twiddle) in self.twiddles.iter().enumerate() {
            for q in 0..self.stride {
                let at = q + self.stride * p;
                let (a, b) = (from[at], from[at + half]);
                to[at + self.stride * p] = a.plus(&b);
                to[at + self.stride * (p + 1)] = a.minus(&b).times(twiddle);
            }
        }
    }

    #[inline(always)]
    fn by_four<const L: usize>(&self, from: &[Lanes<L>], to: &mut [Lanes<L>]) {
        let quarter = from.len() / 4;
        for (p, twiddles) in self.twiddles.chunks_exact(3).enumerate() {
            for q in 0..self.stride {
                let at = q + self.stride * p;
                let (a, b) = (from[at], from[at + quarter]);
                let (c, d) = (from[at + 2 * quarter], from[at + 3 * quarter]);
                let (even, odd) = (a.plus(&c), a.minus(&c));
                let (sum, turned) = (b.plus(&d), b.minus(&d).turned());
                let into = q + self.stride * 4 * p;
                to[into] = even.plus(&sum);
                to[into + self.stride] = odd.plus(&turned).times(&twiddles[0]);
                to[into + 2 * self.stride] = even.minus(&sum).times(&twiddles[1]);
                to[into + 3 * self.stride] = odd.minus(&turned).times(&twiddles[2]);
            }
        }
    }

    /// An odd prime: terms k and P − k share a cosine and differ in the sign of a sine.
    #[inline(always)]
    fn by_odd<const P: usize, const L: usize>(&self, from: &[Lanes<L>], to: &mut [Lanes<L>]) {
        let part = from.len() / P;
        let mut waves = [[[0.0; 2]; P]; P];
        for (j, waves) in waves.iter_mut().enumerate() {
            for (k, wave) in waves.iter_mut().enumerate() {
                let angle = TAU * ((j * k) % P) as f64 / P as f64;
                *wave = [cos(angle), sin(angle)];
            }
        }
        for (p, twiddles) in self.twiddles.chunks_exact(P - 1).enumerate() {
            for q in 0..self.stride {
                let at = q + self.stride * p;
                let first = from[at];
                let mut sums = [Lanes::ZERO; P];
                let mut differences = [Lanes::ZERO; P];
                let mut total = first;
                for k in 1..=P / 2 {
                    let (a, b) = (from[at + k * part], from[at + (P - k) * part]);
                    sums[k] = a.plus(&b);
                    differences[k] = a.minus(&b).turned();
                    total = total.plus(&sums[k]);
                }
                let into = q + self.stride * P * p;
                to[into] = total;
                for j in 1..=P / 2 {
                    let (mut even, mut odd) = (first, Lanes::ZERO);
                    for k in 1..=P / 2 {
                        even.add_scaled(&sums[k], waves[j][k][0]);
                        odd.add_scaled(&differences[k], waves[j][k][1]);
                    }
                    to[into + j * self.stride] = even.plus(&odd).times(&twiddles[j - 1]);
                    to[into + (P - j) * self.stride] = even.minus(&odd).times(&twiddles[P - j - 1]);
                }
            }
        }
    }
}

impl<const L: usize> Lanes<L> {
    pub(super) const ZERO: Self = Self { re: [0.0; L], im: [0.0; L] };

    #[inline(always)]
    fn plus(&self, other: &Self) -> Self {
        let mut sum = *self;
        for lane in 0..L {
            sum.re[lane] += other.re[lane];
            sum.im[lane] += other.im[lane];
        }
        sum
    }

    #[inline(always)]
    fn minus(&self, other: &Self) -> Self {
        let mut difference = *self;
        for lane in 0..L {
            difference.re[lane] -= other.re[lane];
            difference.im[lane] -= other.im[lane];
        }
        difference
    }

    /// Times −i
    #[inline(always)]
    fn turned(&self) -> Self {
        let mut turned = Self { re: self.im, im: self.re };
        for lane in 0..L {
            turned.im[lane] = -turned.im[lane];
        }
        turned
    }

    #[inline(always)]
    fn times(&self, &[c, s]: &[f64; 2]) -> Self {
        let mut product = Self::ZERO;
        for lane in 0..L {
            product.re[lane] = self.re[lane] * c - self.im[lane] * s;
            product.im[lane] = self.re[lane] * s + self.im[lane] * c;
        }
        product
    }

    #[inline(always)]
    fn add_scaled(&mut self, other: &Self, factor: f64) {
        for lane in 0..L {
            self.re[lane] += other.re[lane] * factor;
            self.im[lane] += other.im[lane] * factor;
        }
    }

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

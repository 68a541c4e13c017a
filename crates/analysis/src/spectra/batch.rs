//! Fourier transforms of lengths without large prime factors, many side by side or one alone.
//!
//! Two real signals go into one complex transform, eight of those side by side in vectors: the arithmetic of a
//! transform is the same whatever the width of the processor's vectors, and so are its bits. Lengths are factored
//! into 4, 2 and odd primes up to 13 (Stockham's order, which needs no reversal of bits); others are for
//! [`Fourier`](super::fourier::Fourier).

use std::f64::consts::TAU;
use std::ops::Range;

use faer::c64 as Complex64;
use spikebook_numeric::elementary::{cos, sin};
use spikebook_numeric::vectorised::eight::{Eight, LANES, Work, in_eights};

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

struct StageInEights<'a> {
    stage: &'a Stage,
    from: &'a [Lanes<LANES>],
    to: &'a mut [Lanes<LANES>],
}

impl Work for StageInEights<'_> {
    type Output = ();

    #[inline(always)]
    fn run<E: Eight>(self, eight: E) {
        self.stage.run(InEights(eight), self.from, self.to);
    }
}

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

/// What a transform computes with: one number, or eight side by side.
trait Arithmetic<const L: usize>: Copy {
    type Numbers: Copy;
    fn of(self, lanes: &[f64; L]) -> Self::Numbers;
    fn put(self, numbers: Self::Numbers, into: &mut [f64; L]);
    fn plus(self, a: Self::Numbers, b: Self::Numbers) -> Self::Numbers;
    fn minus(self, a: Self::Numbers, b: Self::Numbers) -> Self::Numbers;
    fn scaled(self, a: Self::Numbers, factor: f64) -> Self::Numbers;
}

#[derive(Clone, Copy)]
struct One;

impl Arithmetic<1> for One {
    type Numbers = f64;

    fn of(self, &[number]: &[f64; 1]) -> f64 {
        number
    }

    fn put(self, number: f64, into: &mut [f64; 1]) {
        *into = [number];
    }

    fn plus(self, a: f64, b: f64) -> f64 {
        a + b
    }

    fn minus(self, a: f64, b: f64) -> f64 {
        a - b
    }

    fn scaled(self, a: f64, factor: f64) -> f64 {
        a * factor
    }
}

#[derive(Clone, Copy)]
struct InEights<E>(E);

impl<E: Eight> Arithmetic<LANES> for InEights<E> {
    type Numbers = E::Numbers;

    #[inline(always)]
    fn of(self, lanes: &[f64; LANES]) -> E::Numbers {
        self.0.of(lanes)
    }

    #[inline(always)]
    fn put(self, numbers: E::Numbers, into: &mut [f64; LANES]) {
        self.0.put(numbers, into);
    }

    #[inline(always)]
    fn plus(self, a: E::Numbers, b: E::Numbers) -> E::Numbers {
        self.0.plus(a, b)
    }

    #[inline(always)]
    fn minus(self, a: E::Numbers, b: E::Numbers) -> E::Numbers {
        self.0.minus(a, b)
    }

    #[inline(always)]
    fn scaled(self, a: E::Numbers, factor: f64) -> E::Numbers {
        self.0.times(a, self.0.all(factor))
    }
}

/// Complex numbers in registers: real and imaginary parts.
#[derive(Clone, Copy)]
struct Complex<N>(N, N);

/// Complex arithmetic in terms of [`Arithmetic`].
#[derive(Clone, Copy)]
struct Of<A, const L: usize>(A);

impl<A: Arithmetic<L>, const L: usize> Of<A, L> {
    #[inline(always)]
    fn load(self, lanes: &Lanes<L>) -> Complex<A::Numbers> {
        Complex(self.0.of(&lanes.re), self.0.of(&lanes.im))
    }

    #[inline(always)]
    fn store(self, z: Complex<A::Numbers>, into: &mut Lanes<L>) {
        self.0.put(z.0, &mut into.re);
        self.0.put(z.1, &mut into.im);
    }

    #[inline(always)]
    fn plus(self, a: Complex<A::Numbers>, b: Complex<A::Numbers>) -> Complex<A::Numbers> {
        Complex(self.0.plus(a.0, b.0), self.0.plus(a.1, b.1))
    }

    #[inline(always)]
    fn minus(self, a: Complex<A::Numbers>, b: Complex<A::Numbers>) -> Complex<A::Numbers> {
        Complex(self.0.minus(a.0, b.0), self.0.minus(a.1, b.1))
    }

    /// a − ib
    #[inline(always)]
    fn minus_turned(self, a: Complex<A::Numbers>, b: Complex<A::Numbers>) -> Complex<A::Numbers> {
        Complex(self.0.plus(a.0, b.1), self.0.minus(a.1, b.0))
    }

    /// a + ib
    #[inline(always)]
    fn plus_turned(self, a: Complex<A::Numbers>, b: Complex<A::Numbers>) -> Complex<A::Numbers> {
        Complex(self.0.minus(a.0, b.1), self.0.plus(a.1, b.0))
    }

    #[inline(always)]
    fn scaled(self, a: Complex<A::Numbers>, factor: f64) -> Complex<A::Numbers> {
        Complex(self.0.scaled(a.0, factor), self.0.scaled(a.1, factor))
    }

    #[inline(always)]
    fn times(self, a: Complex<A::Numbers>, &[c, s]: &[f64; 2]) -> Complex<A::Numbers> {
        let (cosines, sines) = (self.scaled(a, c), self.scaled(a, s));
        self.plus_turned(cosines, sines)
    }
}

impl Stage {
    #[inline(always)]
    fn run<A: Arithmetic<L>, const L: usize>(
        &self,
        with: A,
        from: &[Lanes<L>],
        to: &mut [Lanes<L>],
    ) {
        let with = Of(with);
        match self.radix {
            4 => self.by_four(with, from, to),
            2 => self.by_two(with, from, to),
            3 => self.by_odd::<3, A, L>(with, from, to),
            5 => self.by_odd::<5, A, L>(with, from, to),
            7 => self.by_odd::<7, A, L>(with, from, to),
            11 => self.by_odd::<11, A, L>(with, from, to),
            _ => self.by_odd::<13, A, L>(with, from, to),
        }
    }

    /// The numbers of a group in each of P parts of a whole.
    #[inline(always)]
    fn parts<'a, const P: usize, const L: usize>(
        &self,
        from: &'a [Lanes<L>],
        group: usize,
    ) -> [&'a [Lanes<L>]; P] {
        let part = from.len() / P;
        std::array::from_fn(|k| &from[k * part + group * self.stride..][..self.stride])
    }

    #[inline(always)]
    fn by_two<A: Arithmetic<L>, const L: usize>(
        &self,
        with: Of<A, L>,
        from: &[Lanes<L>],
        to: &mut [Lanes<L>],
    ) {
        let groups = to.chunks_exact_mut(2 * self.stride);
        for (p, (to, twiddle)) in groups.zip(&self.twiddles).enumerate() {
            let parts = self.parts::<2, L>(from, p);
            let (sums, differences) = to.split_at_mut(self.stride);
            for q in 0..self.stride {
                let (a, b) = (with.load(&parts[0][q]), with.load(&parts[1][q]));
                with.store(with.plus(a, b), &mut sums[q]);
                with.store(with.times(with.minus(a, b), twiddle), &mut differences[q]);
            }
        }
    }

    #[inline(always)]
    fn by_four<A: Arithmetic<L>, const L: usize>(
        &self,
        with: Of<A, L>,
        from: &[Lanes<L>],
        to: &mut [Lanes<L>],
    ) {
        let groups = to.chunks_exact_mut(4 * self.stride);
        for (p, (to, twiddles)) in groups.zip(self.twiddles.chunks_exact(3)).enumerate() {
            let parts = self.parts::<4, L>(from, p);
            for q in 0..self.stride {
                let (a, b) = (with.load(&parts[0][q]), with.load(&parts[1][q]));
                let (c, d) = (with.load(&parts[2][q]), with.load(&parts[3][q]));
                let (even, odd) = (with.plus(a, c), with.minus(a, c));
                let (sum, difference) = (with.plus(b, d), with.minus(b, d));
                let results = [
                    with.plus(even, sum),
                    with.times(with.minus_turned(odd, difference), &twiddles[0]),
                    with.times(with.minus(even, sum), &twiddles[1]),
                    with.times(with.plus_turned(odd, difference), &twiddles[2]),
                ];
                for (j, result) in results.into_iter().enumerate() {
                    with.store(result, &mut to[q + j * self.stride]);
                }
            }
        }
    }

    /// An odd prime: terms k and P − k share a cosine and differ in the sign of a sine.
    #[inline(always)]
    fn by_odd<const P: usize, A: Arithmetic<L>, const L: usize>(
        &self,
        with: Of<A, L>,
        from: &[Lanes<L>],
        to: &mut [Lanes<L>],
    ) {
        let mut waves = [[[0.0; 2]; P]; P];
        for (j, waves) in waves.iter_mut().enumerate() {
            for (k, wave) in waves.iter_mut().enumerate() {
                let angle = TAU * ((j * k) % P) as f64 / P as f64;
                *wave = [cos(angle), sin(angle)];
            }
        }
        let groups = to.chunks_exact_mut(P * self.stride);
        for (p, (to, twiddles)) in groups.zip(self.twiddles.chunks_exact(P - 1)).enumerate() {
            let parts = self.parts::<P, L>(from, p);
            for q in 0..self.stride {
                let first = with.load(&parts[0][q]);
                let (mut sums, mut differences) = ([first; P], [first; P]);
                let mut total = first;
                for k in 1..=P / 2 {
                    let (a, b) = (with.load(&parts[k][q]), with.load(&parts[P - k][q]));
                    sums[k] = with.plus(a, b);
                    differences[k] = with.minus(a, b);
                    total = with.plus(total, sums[k]);
                }
                with.store(total, &mut to[q]);
                for j in 1..=P / 2 {
                    let mut even = with.plus(first, with.scaled(sums[1], waves[j][1][0]));
                    let mut odd = with.scaled(differences[1], waves[j][1][1]);
                    for k in 2..=P / 2 {
                        even = with.plus(even, with.scaled(sums[k], waves[j][k][0]));
                        odd = with.plus(odd, with.scaled(differences[k], waves[j][k][1]));
                    }
                    let (low, high) = (with.minus_turned(even, odd), with.plus_turned(even, odd));
                    with.store(with.times(low, &twiddles[j - 1]), &mut to[q + j * self.stride]);
                    let mirrored = &mut to[q + (P - j) * self.stride];
                    with.store(with.times(high, &twiddles[P - j - 1]), mirrored);
                }
            }
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

//! One stage of a transform: butterflies of 4, 2 or an odd prime.

use std::f64::consts::TAU;

use spikebook_numeric::elementary::{cos, sin};
use spikebook_numeric::vectorised::eight::{Eight, LANES, Work};

use super::Lanes;
use super::arithmetic::{Arithmetic, InEights, Of};

pub(super) struct Stage {
    pub(super) radix: usize,
    /// How many numbers stand next to each other
    pub(super) stride: usize,
    /// For each group, e^(−2πi p j / n) for j = 1 … radix − 1
    pub(super) twiddles: Vec<[f64; 2]>,
}

pub(super) struct StageInEights<'a> {
    pub(super) stage: &'a Stage,
    pub(super) from: &'a [Lanes<LANES>],
    pub(super) to: &'a mut [Lanes<LANES>],
}

impl Work for StageInEights<'_> {
    type Output = ();

    #[inline(always)]
    fn run<E: Eight>(self, eight: E) {
        self.stage.run(InEights(eight), self.from, self.to);
    }
}

impl Stage {
    #[inline(always)]
    pub(super) fn run<A: Arithmetic<L>, const L: usize>(
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

//! Arithmetic on eight numbers at a time, in vectors of the processor's own width.
//!
//! The compiler leaves loops over arrays of eight lanes scalar once it has unrolled them. What is written against
//! [`Eight`] is vector instructions from the start: one vector of 512 bits, two of 256, four of 128 or eight
//! numbers. Every lane sees the same operations in the same order on all of them, and a sum over lanes is taken by
//! halves, so the bits are the same.
//!
//! ```
//! use spikebook_numeric::vectorised::eight::{Eight, Lanes, Work, in_eights};
//!
//! /// Σ aᵢ bᵢ
//! struct Dot<'a>(&'a [Lanes], &'a [Lanes]);
//!
//! impl Work for Dot<'_> {
//!     type Output = f64;
//!
//!     #[inline(always)]
//!     fn run<E: Eight>(self, eight: E) -> f64 {
//!         let mut sums = eight.all(0.0);
//!         for (a, b) in self.0.iter().zip(self.1) {
//!             sums = eight.plus(sums, eight.times(eight.of(a), eight.of(b)));
//!         }
//!         eight.sum(sums)
//!     }
//! }
//!
//! assert_eq!(in_eights(Dot(&[[2.0; 8]; 3], &[[0.5; 8]; 3])), 24.0);
//! ```

use pulp::{Arch, Simd, WithSimd};

pub use super::panels::{LANES, Lanes};

/// Instructions on eight numbers.
pub trait Eight: Copy {
    /// Eight numbers in registers
    type Numbers: Copy;

    /// Eight times the same number.
    fn all(self, number: f64) -> Self::Numbers;

    /// Those of an array.
    fn of(self, lanes: &Lanes) -> Self::Numbers;

    /// Puts them into an array.
    fn put(self, numbers: Self::Numbers, into: &mut Lanes);

    /// a + b
    fn plus(self, a: Self::Numbers, b: Self::Numbers) -> Self::Numbers;

    /// a − b
    fn minus(self, a: Self::Numbers, b: Self::Numbers) -> Self::Numbers;

    /// a b
    fn times(self, a: Self::Numbers, b: Self::Numbers) -> Self::Numbers;

    /// a / b
    fn over(self, a: Self::Numbers, b: Self::Numbers) -> Self::Numbers;

    /// a b + c, rounded once. Slow on a processor that cannot do it, and the same there.
    fn fused(self, a: Self::Numbers, b: Self::Numbers, c: Self::Numbers) -> Self::Numbers;

    /// The sum over lanes by halves: ((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7)).
    fn sum(self, numbers: Self::Numbers) -> f64;
}

/// What is to be done in eights. Mark `run`, and what it calls, `#[inline(always)]`.
pub trait Work {
    /// What comes of it
    type Output;

    /// Does it.
    fn run<E: Eight>(self, eight: E) -> Self::Output;
}

/// Does the work with the widest vectors that this processor has. A call costs some nanoseconds.
pub fn in_eights<W: Work>(work: W) -> W::Output {
    Arch::new().dispatch(InVectors(work))
}

struct InVectors<W>(W);

impl<W: Work> WithSimd for InVectors<W> {
    type Output = W::Output;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> W::Output {
        match S::F64_LANES {
            8 => self.0.run(Vectors::<S, 1>(simd)),
            4 => self.0.run(Vectors::<S, 2>(simd)),
            2 => self.0.run(Vectors::<S, 4>(simd)),
            1 => self.0.run(Vectors::<S, 8>(simd)),
            lanes => unreachable!("vectors of {lanes} lanes"),
        }
    }
}

/// Eight numbers as `V` vectors.
#[derive(Clone, Copy)]
struct Vectors<S, const V: usize>(S);

impl<S: Simd, const V: usize> Vectors<S, V> {
    #[inline(always)]
    fn each(
        a: [S::f64s; V],
        b: [S::f64s; V],
        of: impl Fn(S::f64s, S::f64s) -> S::f64s,
    ) -> [S::f64s; V] {
        let mut result = a;
        for v in 0..V {
            result[v] = of(a[v], b[v]);
        }
        result
    }
}

impl<S: Simd, const V: usize> Eight for Vectors<S, V> {
    type Numbers = [S::f64s; V];

    #[inline(always)]
    fn all(self, number: f64) -> Self::Numbers {
        [self.0.splat_f64s(number); V]
    }

    #[inline(always)]
    fn of(self, lanes: &Lanes) -> Self::Numbers {
        S::as_simd_f64s(lanes).0.as_chunks().0[0]
    }

    #[inline(always)]
    fn put(self, numbers: Self::Numbers, into: &mut Lanes) {
        S::as_mut_simd_f64s(into).0.as_chunks_mut().0[0] = numbers;
    }

    #[inline(always)]
    fn plus(self, a: Self::Numbers, b: Self::Numbers) -> Self::Numbers {
        Self::each(a, b, |a, b| self.0.add_f64s(a, b))
    }

    #[inline(always)]
    fn minus(self, a: Self::Numbers, b: Self::Numbers) -> Self::Numbers {
        Self::each(a, b, |a, b| self.0.sub_f64s(a, b))
    }

    #[inline(always)]
    fn times(self, a: Self::Numbers, b: Self::Numbers) -> Self::Numbers {
        Self::each(a, b, |a, b| self.0.mul_f64s(a, b))
    }

    #[inline(always)]
    fn over(self, a: Self::Numbers, b: Self::Numbers) -> Self::Numbers {
        Self::each(a, b, |a, b| self.0.div_f64s(a, b))
    }

    #[inline(always)]
    fn fused(self, a: Self::Numbers, b: Self::Numbers, c: Self::Numbers) -> Self::Numbers {
        let mut result = c;
        for v in 0..V {
            result[v] = self.0.mul_add_f64s(a[v], b[v], c[v]);
        }
        result
    }

    #[inline(always)]
    fn sum(self, numbers: Self::Numbers) -> f64 {
        let mut vectors = numbers;
        let mut half = V / 2;
        while half > 0 {
            for v in 0..half {
                vectors[v] = self.0.add_f64s(vectors[v], vectors[v + half]);
            }
            half /= 2;
        }
        // Within a vector it is by halves, too.
        self.0.reduce_sum_f64s(vectors[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every operation once, on numbers that rounding changes.
    struct All<'a>(&'a Lanes, &'a Lanes);

    impl Work for All<'_> {
        type Output = ([Lanes; 5], f64);

        #[inline(always)]
        fn run<E: Eight>(self, eight: E) -> Self::Output {
            let (a, b) = (eight.of(self.0), eight.of(self.1));
            let results = [
                eight.plus(a, b),
                eight.minus(a, b),
                eight.times(a, b),
                eight.over(a, b),
                eight.fused(a, b, eight.all(-0.3)),
            ];
            let mut lanes = [[0.0; LANES]; 5];
            for (lanes, result) in lanes.iter_mut().zip(results) {
                eight.put(result, lanes);
            }
            (lanes, eight.sum(a))
        }
    }

    fn wanted(a: &Lanes, b: &Lanes) -> ([Lanes; 5], f64) {
        let each = |of: &dyn Fn(f64, f64) -> f64| std::array::from_fn(|k| of(a[k], b[k]));
        let lanes = [
            each(&|a, b| a + b),
            each(&|a, b| a - b),
            each(&|a, b| a * b),
            each(&|a, b| a / b),
            each(&|a, b| a.mul_add(b, -0.3)),
        ];
        (lanes, ((a[0] + a[4]) + (a[2] + a[6])) + ((a[1] + a[5]) + (a[3] + a[7])))
    }

    #[test]
    fn every_width_gives_the_bits_of_plain_arithmetic() {
        let a = [0.1, 1e17, -3.3, 7.7, 1.0 / 3.0, -1e17, 1e-3, 0.7];
        let b = [0.3, 1.1, 2.3, -0.9, 3.0, 1e-9, 5.1, 0.1];
        assert_eq!(in_eights(All(&a, &b)), wanted(&a, &b));
        let narrow = Simd::vectorize(pulp::Scalar::new(), InVectors(All(&a, &b)));
        assert_eq!(narrow, wanted(&a, &b));
        #[cfg(target_arch = "x86_64")]
        if let Some(simd) = pulp::x86::V3::try_new() {
            assert_eq!(Simd::vectorize(simd, InVectors(All(&a, &b))), wanted(&a, &b));
        }
    }
}

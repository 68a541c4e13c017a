//! Complex arithmetic on one number, or on eight side by side.

use spikebook_numeric::vectorised::eight::{Eight, LANES};

use super::Lanes;

/// What a transform computes with: one number, or eight side by side.
pub(super) trait Arithmetic<const L: usize>: Copy {
    type Numbers: Copy;
    fn of(self, lanes: &[f64; L]) -> Self::Numbers;
    fn put(self, numbers: Self::Numbers, into: &mut [f64; L]);
    fn plus(self, a: Self::Numbers, b: Self::Numbers) -> Self::Numbers;
    fn minus(self, a: Self::Numbers, b: Self::Numbers) -> Self::Numbers;
    fn scaled(self, a: Self::Numbers, factor: f64) -> Self::Numbers;
}

#[derive(Clone, Copy)]
pub(super) struct One;

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
pub(super) struct InEights<E>(pub(super) E);

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
pub(super) struct Complex<N>(N, N);

/// Complex arithmetic in terms of [`Arithmetic`].
#[derive(Clone, Copy)]
pub(super) struct Of<A, const L: usize>(pub(super) A);

impl<A: Arithmetic<L>, const L: usize> Of<A, L> {
    #[inline(always)]
    pub(super) fn load(self, lanes: &Lanes<L>) -> Complex<A::Numbers> {
        Complex(self.0.of(&lanes.re), self.0.of(&lanes.im))
    }

    #[inline(always)]
    pub(super) fn store(self, z: Complex<A::Numbers>, into: &mut Lanes<L>) {
        self.0.put(z.0, &mut into.re);
        self.0.put(z.1, &mut into.im);
    }

    #[inline(always)]
    pub(super) fn plus(
        self,
        a: Complex<A::Numbers>,
        b: Complex<A::Numbers>,
    ) -> Complex<A::Numbers> {
        Complex(self.0.plus(a.0, b.0), self.0.plus(a.1, b.1))
    }

    #[inline(always)]
    pub(super) fn minus(
        self,
        a: Complex<A::Numbers>,
        b: Complex<A::Numbers>,
    ) -> Complex<A::Numbers> {
        Complex(self.0.minus(a.0, b.0), self.0.minus(a.1, b.1))
    }

    /// a − ib
    #[inline(always)]
    pub(super) fn minus_turned(
        self,
        a: Complex<A::Numbers>,
        b: Complex<A::Numbers>,
    ) -> Complex<A::Numbers> {
        Complex(self.0.plus(a.0, b.1), self.0.minus(a.1, b.0))
    }

    /// a + ib
    #[inline(always)]
    pub(super) fn plus_turned(
        self,
        a: Complex<A::Numbers>,
        b: Complex<A::Numbers>,
    ) -> Complex<A::Numbers> {
        Complex(self.0.minus(a.0, b.1), self.0.plus(a.1, b.0))
    }

    #[inline(always)]
    pub(super) fn scaled(self, a: Complex<A::Numbers>, factor: f64) -> Complex<A::Numbers> {
        Complex(self.0.scaled(a.0, factor), self.0.scaled(a.1, factor))
    }

    #[inline(always)]
    pub(super) fn times(self, a: Complex<A::Numbers>, &[c, s]: &[f64; 2]) -> Complex<A::Numbers> {
        let (cosines, sines) = (self.scaled(a, c), self.scaled(a, s));
        self.plus_turned(cosines, sines)
    }
}

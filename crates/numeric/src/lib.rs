//! Arithmetic that gives the same bits on every machine.
//!
//! The standard library hands `exp`, `ln`, `sin` and their kin to the system's maths library, whose
//! last digit depends on the processor. Whatever ends in a stored result calls this crate instead:
//!
//! - [`elementary`]: the functions of a pocket calculator, in pure Rust,
//! - [`doubled`]: numbers of twice the usual precision,
//! - [`real`]: formulas written once for doubles, doubled numbers and derivatives,
//! - [`special`]: the functions of a statistics table (normal, gamma, beta and what follows from them),
//! - [`sum`]: sums whose order is fixed,
//! - [`vectorised`]: loops compiled for the widest instructions of the processor, with the same bits on each,
//! - [`random`]: seeds made from names, streams made from seeds, and draws made from streams.
//!
//! It is not a statistics package: nothing here fits, tests or estimates.

pub mod doubled;
pub mod elementary;
pub mod random;
pub mod real;
pub mod special;
pub mod sum;
pub mod vectorised;

pub use doubled::Doubled;
pub use random::{Seed, Stream, WideStream};
pub use real::{Dual, Real};

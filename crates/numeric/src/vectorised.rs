//! Loops that use the widest vector instructions of the processor at hand, with the same bits on every one.
//!
//! A plain loop over slices is compiled several times, for 128, 256 and 512 bits, and the best one that the
//! processor knows is taken when the program runs. The compiler turns a loop into vector instructions only where
//! that changes no result: it neither reorders sums nor fuses a product with a sum. So a sum that is to run
//! wide must be written in lanes, in an order that the source fixes:
//!
//! ```
//! use spikebook_numeric::vectorised::widest;
//!
//! #[inline(always)]
//! fn dot(a: &[f64], b: &[f64]) -> f64 {
//!     let mut lanes = [0.0; 8];
//!     let (a_chunks, a_rest) = a.as_chunks::<8>();
//!     let (b_chunks, b_rest) = b.as_chunks::<8>();
//!     for (a, b) in a_chunks.iter().zip(b_chunks) {
//!         for lane in 0..8 {
//!             lanes[lane] += a[lane] * b[lane];
//!         }
//!     }
//!     for (lane, (a, b)) in a_rest.iter().zip(b_rest).enumerate() {
//!         lanes[lane] += a * b;
//!     }
//!     ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
//! }
//!
//! let (a, b) = (vec![2.0; 11], vec![0.5; 11]);
//! assert_eq!(widest(|| dot(&a, &b)), 11.0);
//! ```

pub mod eight;
pub mod panels;

use crate::elementary::exp;

/// Runs `work`, compiled for the widest vectors that this processor has.
///
/// What `work` calls is compiled so only where it is inlined: mark it `#[inline(always)]`. A call costs some
/// nanoseconds, so put the whole loop inside and not the step.
#[inline]
pub fn widest<R>(work: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(work)
}

/// Turns each x into eˣ.
pub fn exp_in_place(values: &mut [f64]) {
    widest(
        #[inline(always)]
        || {
            for value in values {
                *value = exp(*value);
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_and_narrow_give_the_same_bits() {
        let x: Vec<f64> = (0..10_007).map(|i| -760.0 + f64::from(i) * 0.150_001_7).collect();
        let mut wide = x.clone();
        exp_in_place(&mut wide);
        for (x, wide) in x.iter().zip(&wide) {
            assert_eq!(exp(*x).to_bits(), wide.to_bits(), "at {x}");
        }
    }
}

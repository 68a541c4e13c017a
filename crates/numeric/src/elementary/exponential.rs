//! The exponential, without branches and tables, so that a loop over it becomes vector instructions.
//!
//! With k the whole number nearest to x / ln 2 and r = x − k ln 2 in [−0.347, 0.347],
//!
//! ```text
//! eˣ = 2ᵏ · eʳ,   eʳ = 1 + (r + r² q(r)),   q(r) = 1/2 + r/6 + … + r¹¹/13!
//! ```
//!
//! Nothing is fused, so the bits are the same with and without FMA. The remainder of the series is below
//! 4e-18, ln 2 is taken in two parts of which the first times k is exact, and the result lies within one and a half units
//! in the last place (`stays_within_…` below measures 0.9). 2ᵏ is multiplied on in two steps, since k reaches −1075, where
//! 2ᵏ alone is no number of its own.

/// 1 / ln 2
const PER_LN_2: f64 = std::f64::consts::LOG2_E;
/// ln 2, its upper 33 bits: times a whole number below 2²⁰ it is exact.
const LN_2_UPPER: f64 = 6.931_471_803_691_238e-1;
/// ln 2 less its upper bits.
const LN_2_LOWER: f64 = 1.908_214_929_270_587_7e-10;
/// Added to a number below 2⁵¹ in size, it rounds to a whole number, which its last bits then spell.
const ROUNDS: f64 = 1.5 * (1_u64 << 52) as f64;
/// Above this, eˣ is beyond the numbers.
const LARGEST: f64 = 709.782_712_893_384;
/// Below this, eˣ is nearer to 0 than to any number above it.
const SMALLEST: f64 = -745.133_219_101_941_2;

/// eˣ
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    // A NaN passes both comparisons unchanged.
    let within = if x > LARGEST { LARGEST } else { x };
    let within = if within < SMALLEST { SMALLEST } else { within };
    let k = (within * PER_LN_2 + ROUNDS) - ROUNDS;
    let r = (within - k * LN_2_UPPER) - k * LN_2_LOWER;
    let squared = r * r;
    // The even and the odd terms side by side: shorter chains, fewer idle steps.
    let even = 0.5
        + squared
            * (1.0 / 24.0
                + squared
                    * (1.0 / 720.0
                        + squared
                            * (1.0 / 40_320.0
                                + squared * (1.0 / 3_628_800.0 + squared / 479_001_600.0))));
    let odd = 1.0 / 6.0
        + squared
            * (1.0 / 120.0
                + squared
                    * (1.0 / 5_040.0
                        + squared
                            * (1.0 / 362_880.0
                                + squared * (1.0 / 39_916_800.0 + squared / 6_227_020_800.0))));
    let of_remainder = 1.0 + (r + squared * (even + r * odd));
    let half = (k * 0.5 + ROUNDS) - ROUNDS;
    let product = of_remainder * power_of_2(half) * power_of_2(k - half);
    if x > LARGEST {
        f64::INFINITY
    } else if x < SMALLEST {
        0.0
    } else {
        product
    }
}

/// 2ᵏ for a whole number k in [−1022, 1023].
#[inline(always)]
fn power_of_2(k: f64) -> f64 {
    f64::from_bits((k + ROUNDS).to_bits().wrapping_add(1023) << 52)
}

#[cfg(test)]
mod tests {
    use super::exp;

    /// eˣ to twice the precision, as the unevaluated sum of two numbers: the series of x / 1024, squared
    /// ten times, each product by Dekker's exact splitting.
    fn doubled(x: f64) -> (f64, f64) {
        let y = x / 1024.0;
        let (mut upper, mut lower) = (1.0, 0.0);
        for n in (1..=24).rev() {
            let (product, error) = times((upper, lower), (y, 0.0));
            // Divided by n in doubled precision.
            let quotient = product / f64::from(n);
            let rest = (-quotient).mul_add(f64::from(n), product) + error;
            (upper, lower) = plus_one(quotient, rest / f64::from(n));
        }
        for _ in 0..10 {
            (upper, lower) = times((upper, lower), (upper, lower));
        }
        (upper, lower)
    }

    fn times(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
        let product = a.0 * b.0;
        let error = a.0.mul_add(b.0, -product) + (a.0 * b.1 + a.1 * b.0);
        let sum = product + error;
        (sum, error - (sum - product))
    }

    fn plus_one(upper: f64, lower: f64) -> (f64, f64) {
        let sum = 1.0 + upper;
        let error = upper - (sum - 1.0) + lower;
        let total = sum + error;
        (total, error - (total - sum))
    }

    #[test]
    fn stays_within_one_and_a_half_units_in_the_last_place() {
        let mut worst: f64 = 0.0;
        for step in 0..200_000_i32 {
            // An irrational stride visits all remainders.
            let x = -700.0 + f64::from(step) * 0.007_031_415_926_5;
            let (upper, lower) = doubled(x);
            let got = exp(x);
            let unit = f64::from_bits(got.to_bits() + 1) - got;
            worst = worst.max(((got - upper) - lower).abs() / unit);
        }
        assert!(worst < 1.5, "off by {worst} units");
    }

    #[test]
    fn ends_of_the_range() {
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(-0.0), 1.0);
        assert_eq!(exp(f64::INFINITY), f64::INFINITY);
        assert_eq!(exp(f64::NEG_INFINITY), 0.0);
        assert_eq!(exp(710.0), f64::INFINITY);
        assert_eq!(exp(-746.0), 0.0);
        assert!(exp(f64::NAN).is_nan());
        assert!((exp(709.782_712_893_384) / 1.797_693_134_862_273e308 - 1.0).abs() < 1e-13);
        // The smallest number above 0, and one that has few bits.
        assert_eq!(exp(-745.0), f64::from_bits(1));
        assert_eq!(exp(-740.0), f64::from_bits(85));
        assert_eq!(exp(1e-300), 1.0);
    }
}

//! Of many tests, which findings are left once it is counted how many were tried?
//!
//! Adjusted p values: compare each with the level as if it were the only one.
//!
//! | method | adjusted p of the i-th smallest of m | keeps below the level |
//! |---|---|---|
//! | Bonferroni | m p | the chance of any false finding, whatever the dependence |
//! | Holm | running maximum of (m − i + 1) p | the same, and finds no less |
//! | Benjamini–Hochberg | running minimum from the largest of m p / i | the expected share of false findings, for independent or positively dependent tests |
//! | Benjamini–Yekutieli | the same times 1 + 1/2 + … + 1/m | that share, whatever the dependence |
//!
//! All are cut at 1. They mislead where tests were left out of the count because they looked dull, and
//! where a share of false findings is read as the chance that this one is false. Holm (1979,
//! *Scandinavian Journal of Statistics* 6, 65–70); Benjamini & Hochberg (1995),
//! doi:10.1111/j.2517-6161.1995.tb02031.x; Benjamini & Yekutieli (2001), doi:10.1214/aos/1013699998.
//!
//! ```
//! use spikebook_analysis::multiple_comparisons::Correction;
//!
//! let p = [0.01, 0.04, 0.03, 0.5];
//! assert_eq!(Correction::Bonferroni.adjust(&p)?, [0.04, 0.16, 0.12, 1.0]);
//! assert_eq!(Correction::Holm.adjust(&p)?, [0.04, 0.09, 0.09, 0.5]);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use crate::Error;

/// How p values are adjusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correction {
    /// Times the number of tests
    Bonferroni,
    /// Step down from the smallest
    Holm,
    /// The false discovery rate
    BenjaminiHochberg,
    /// The false discovery rate under any dependence
    BenjaminiYekutieli,
}

impl Correction {
    /// The adjusted p values, in the order of `p`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for a number that is no probability; leave out tests that gave none.
    pub fn adjust(self, p: &[f64]) -> Result<Vec<f64>, Error> {
        if let Some((row, &got)) = p.iter().enumerate().find(|(_, p)| !(0.0..=1.0).contains(*p)) {
            let wanted = "a probability from 0 to 1";
            return Err(Error::OutOfRange { what: "p values", row, got, wanted });
        }
        let m = p.len();
        let mut order: Vec<usize> = (0..m).collect();
        order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
        let mut adjusted = vec![0.0; m];
        match self {
            Self::Bonferroni => {
                adjusted.copy_from_slice(p);
                for p in &mut adjusted {
                    *p = (*p * m as f64).min(1.0);
                }
            }
            Self::Holm => {
                let mut largest = 0.0_f64;
                for (rank, &row) in order.iter().enumerate() {
                    largest = largest.max((m - rank) as f64 * p[row]).min(1.0);
                    adjusted[row] = largest;
                }
            }
            Self::BenjaminiHochberg | Self::BenjaminiYekutieli => {
                let harmonic = if self == Self::BenjaminiYekutieli {
                    spikebook_numeric::sum::sum((1..=m).rev().map(|rank| 1.0 / rank as f64))
                } else {
                    1.0
                };
                let mut smallest = 1.0_f64;
                for (rank, &row) in order.iter().enumerate().rev() {
                    smallest = smallest.min(harmonic * (m as f64 * p[row] / (rank + 1) as f64));
                    adjusted[row] = smallest;
                }
            }
        }
        Ok(adjusted)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [Correction; 4] = [
        Correction::Bonferroni,
        Correction::Holm,
        Correction::BenjaminiHochberg,
        Correction::BenjaminiYekutieli,
    ];

    /// Whether the row is found at `level`, by the step procedure that the method was published as.
    fn is_found(method: Correction, p: &[f64], row: usize, level: f64) -> bool {
        let m = p.len() as f64;
        let mut sorted = p.to_vec();
        sorted.sort_by(f64::total_cmp);
        match method {
            Correction::Bonferroni => m * p[row] <= level,
            Correction::Holm => {
                let passes = |i: usize| (m - i as f64) * sorted[i] <= level;
                let n_found = (0..p.len()).take_while(|&i| passes(i)).count();
                n_found > 0 && p[row] <= sorted[n_found - 1]
            }
            Correction::BenjaminiHochberg | Correction::BenjaminiYekutieli => {
                let harmonic: f64 = (1..=p.len()).map(|i| 1.0 / i as f64).sum();
                let c = if method == Correction::BenjaminiYekutieli { harmonic } else { 1.0 };
                let passes = |i: usize| c * m * sorted[i] / (i + 1) as f64 <= level;
                (0..p.len()).rev().find(|&i| passes(i)).is_some_and(|last| p[row] <= sorted[last])
            }
        }
    }

    proptest! {
        #[test]
        fn adjusted_values_say_what_the_procedures_find(
            p in prop::collection::vec((0..=40_u32).prop_map(|k| f64::from(k * k) / 1600.0), 1..12),
            level in 0.0013..0.999_f64,
        ) {
            for method in ALL {
                let adjusted = method.adjust(&p).expect("probabilities");
                for (row, &adjusted) in adjusted.iter().enumerate() {
                    prop_assume!((adjusted - level).abs() > 1e-9);
                    prop_assert_eq!(adjusted <= level, is_found(method, &p, row, level));
                    prop_assert!((p[row]..=1.0).contains(&adjusted) || adjusted >= p[row] - 1e-15);
                }
            }
        }
    }

    #[test]
    fn nothing_is_nothing_and_what_is_no_probability_is_said() {
        for method in ALL {
            assert!(method.adjust(&[]).expect("no tests").is_empty());
            assert_eq!(method.adjust(&[0.03]).expect("one test"), [0.03]);
        }
        let refused = Correction::Holm.adjust(&[0.5, f64::NAN]).expect_err("NaN");
        insta::assert_snapshot!(refused, @"p values, row 2: got NaN, wanted a probability from 0 to 1");
        assert!(Correction::Holm.adjust(&[-0.1]).is_err());
    }
}

//! Spikes from outside: Poisson numbers by the million.

use spikebook_numeric::WideStream;
use spikebook_numeric::elementary::exp;
use spikebook_numeric::special::ln_poisson_probability;

const ENTRIES: usize = 64;
const SHARE_BITS: u32 = 26;

/// A Poisson law as a table of 64 equally likely columns, each split between two numbers (Walker 1977,
/// doi:10.1145/355744.355749). Probabilities are right to 2⁻³².
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Outside {
    /// The split of each column, in units of 2⁻²⁶
    split: [u32; ENTRIES],
    /// The number above the split
    other: [u8; ENTRIES],
}

impl Outside {
    /// The law with a mean of at most 20.
    pub(super) fn new(mean: f64) -> Self {
        let mut share: Vec<f64> = (0..ENTRIES)
            .map(|n| {
                let probability = if mean > 0.0 {
                    exp(ln_poisson_probability(n as f64, mean))
                } else {
                    f64::from(u8::from(n == 0))
                };
                probability * ENTRIES as f64
            })
            .collect();
        let full = f64::from(1_u32 << SHARE_BITS);
        let (mut split, mut other) = ([1_u32 << SHARE_BITS; ENTRIES], [0_u8; ENTRIES]);
        let (mut small, mut large): (Vec<usize>, Vec<usize>) =
            (0..ENTRIES).partition(|&n| share[n] < 1.0);
        while let (Some(&n), Some(&m)) = (small.last(), large.last()) {
            small.pop();
            split[n] = (share[n] * full).round() as u32;
            other[n] = m as u8;
            share[m] -= 1.0 - share[n];
            if share[m] < 1.0 {
                large.pop();
                small.push(m);
            }
        }
        Self { split, other }
    }

    /// Writes one number a place.
    pub(super) fn fill(&self, numbers: &mut [u8], stream: &mut WideStream) {
        let draw = |bits: u32| {
            let column = (bits >> SHARE_BITS) as usize;
            let share = bits & ((1 << SHARE_BITS) - 1);
            if share < self.split[column] { column as u8 } else { self.other[column] }
        };
        for pair in numbers.chunks_mut(2) {
            let bits = stream.bits();
            pair[0] = draw(bits as u32);
            if let Some(second) = pair.get_mut(1) {
                *second = draw((bits >> 32) as u32);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use spikebook_numeric::Seed;
    use spikebook_numeric::special::chi_squared_upper_tail;

    use super::*;

    #[test]
    fn numbers_follow_the_law() {
        for mean in [0.3, 2.0, 9.5] {
            let mut numbers = vec![0_u8; 200_001];
            let mut stream = Seed::from_number(8).replicate("test", 0).wide();
            Outside::new(mean).fill(&mut numbers, &mut stream);
            let (mut statistic, mut cells) = (0.0, 0.0);
            for n in 0..ENTRIES {
                let expected = 200_001.0 * exp(ln_poisson_probability(n as f64, mean));
                if expected >= 10.0 {
                    let got = numbers.iter().filter(|&&number| number as usize == n).count() as f64;
                    statistic += (got - expected) * (got - expected) / expected;
                    cells += 1.0;
                }
            }
            assert!(chi_squared_upper_tail(statistic, cells - 1.0) > 0.001, "{mean}: {statistic}");
        }
        let mut numbers = [7_u8; 5];
        Outside::new(0.0).fill(&mut numbers, &mut Seed::from_number(8).replicate("test", 1).wide());
        assert_eq!(numbers, [0; 5]);
    }
}

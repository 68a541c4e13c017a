//! A choice of m rows of n, each choice equally likely, in a few random words.
//!
//! The rows are bits. Each is first set by itself with a probability q near m/n that is a multiple of
//! 2⁻ᵈ, 64 bits at a time: from the last binary digit of q to the first, a random word is joined to the
//! bits by OR where the digit is 1 and by AND where it is 0. That leaves some √n bits too many or too
//! few, which are cleared or set at rows drawn at random until m are set.
//!
//! Why each choice is equally likely: no step prefers a row. The first bits are independent with one
//! probability, and each later step takes a row uniformly of those that are set (or are not), so
//! renaming the rows changes no probability. Any two choices of m rows are renamings of one another.
//!
//! d = 0 sets no bit beforehand and draws m rows, which is best for few; the number of digits is the one
//! that costs least. For 2500 of 5000 it takes 79 words and some fifty draws instead of 2500.

use spikebook_numeric::WideStream;
use spikebook_numeric::elementary::sqrt;

/// Most binary digits of the first probability.
const MOST_DIGITS: u32 = 8;

/// What a drawn row costs, in random words joined.
const COST_OF_A_DRAW: f64 = 2.0;

/// Chooses m rows of n.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Dealer {
    n_rows: usize,
    n_chosen: usize,
    /// The probability of the first bits: `share` / 2^`n_digits`
    share: u32,
    n_digits: u32,
}

impl Dealer {
    /// The cheapest way to choose `n_chosen`, at most half of `n_rows`.
    pub(super) fn new(n_rows: usize, n_chosen: usize) -> Self {
        let (n, m) = (n_rows as f64, n_chosen as f64);
        let mut best = (f64::INFINITY, Self { n_rows, n_chosen, share: 0, n_digits: 0 });
        for n_digits in 0..=MOST_DIGITS {
            let n_steps = f64::from(1_u32 << n_digits);
            let below = (m / n * n_steps).floor();
            for share in [below, below + 1.0] {
                if share >= n_steps || (share == 0.0) != (n_digits == 0) {
                    continue;
                }
                let probability = share / n_steps;
                let surplus = n * probability - m;
                let spread = 0.4 * sqrt(n * probability * (1.0 - probability));
                let to_clear = (spread + 0.5 * surplus).max(surplus).max(0.0);
                let to_set = (spread - 0.5 * surplus).max(-surplus).max(0.0);
                let draws = to_clear * n / m + to_set * n / (n - m);
                let words = f64::from(n_digits) * (n / 64.0);
                let cost = words + COST_OF_A_DRAW * draws;
                if cost < best.0 {
                    best = (cost, Self { n_rows, n_chosen, share: share as u32, n_digits });
                }
            }
        }
        best.1
    }

    /// How many rows are chosen.
    pub(super) fn n_chosen(&self) -> usize {
        self.n_chosen
    }

    /// Words that hold a choice.
    #[cfg(test)]
    pub(super) fn n_words(&self) -> usize {
        self.n_rows.div_ceil(64)
    }

    /// Writes a choice into `bits`.
    pub(super) fn deal(&self, wide: &mut WideStream, bits: &mut [u64]) {
        bits.fill(0);
        for digit in 0..self.n_digits {
            if self.share >> digit & 1 == 1 {
                for word in bits.iter_mut() {
                    *word |= wide.bits();
                }
            } else if self.share & ((1 << digit) - 1) != 0 {
                for word in bits.iter_mut() {
                    *word &= wide.bits();
                }
            }
        }
        clear_beyond(bits, self.n_rows);
        let mut n_set: usize = bits.iter().map(|word| word.count_ones() as usize).sum();
        while n_set != self.n_chosen {
            let row = wide.below(self.n_rows);
            let (word, bit) = (&mut bits[row / 64], 1_u64 << (row % 64));
            if n_set < self.n_chosen && *word & bit == 0 {
                *word |= bit;
                n_set += 1;
            } else if n_set > self.n_chosen && *word & bit != 0 {
                *word &= !bit;
                n_set -= 1;
            }
        }
    }
}

/// Clears what of the last word stands for no row.
pub(super) fn clear_beyond(bits: &mut [u64], n_rows: usize) {
    if let Some(last) = bits.last_mut().filter(|_| !n_rows.is_multiple_of(64)) {
        *last &= (1 << (n_rows % 64)) - 1;
    }
}

/// The rows whose bits are set, ascending.
pub(super) fn rows_of(bits: &[u64]) -> impl Iterator<Item = usize> + '_ {
    bits.iter().enumerate().flat_map(|(at, &word)| {
        let mut rest = word;
        std::iter::from_fn(move || {
            let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(64 * at + bit)
        })
    })
}

/// C(n, k); none where it does not fit.
pub(super) fn n_combinations(n: usize, k: usize) -> Option<u64> {
    let mut count = 1_u128;
    for i in 0..k.min(n - k) {
        // C(n, i + 1) from C(n, i): the division leaves no rest.
        count = count * (n - i) as u128 / (i + 1) as u128;
        if count > u128::from(u64::MAX) {
            return None;
        }
    }
    u64::try_from(count).ok()
}

/// Calls `visit` with each choice of k of the rows 0..n, ascending, in lexicographic order.
pub(super) fn for_each_combination(n: usize, k: usize, mut visit: impl FnMut(&[usize])) {
    let mut rows: Vec<usize> = (0..k).collect();
    loop {
        visit(&rows);
        // The last row that can still move up, with all after it following closely.
        let Some(place) = (0..k).rev().find(|&place| rows[place] < n - k + place) else { return };
        let next = rows[place] + 1;
        for (step, row) in rows[place..].iter_mut().enumerate() {
            *row = next + step;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use spikebook_numeric::Seed;
    use spikebook_numeric::special::chi_squared_upper_tail;

    use super::*;

    /// The p value of equal frequencies of all choices in `n_deals`.
    fn p_of_equal_choices(dealer: Dealer, n_deals: usize) -> f64 {
        let mut wide = Seed::from_name("deals").replicate("x", dealer.n_rows as u64).wide();
        let mut counts: BTreeMap<Vec<u64>, usize> = BTreeMap::new();
        let mut bits = vec![0; dealer.n_words()];
        for _ in 0..n_deals {
            dealer.deal(&mut wide, &mut bits);
            *counts.entry(bits.clone()).or_default() += 1;
        }
        let n_choices = n_combinations(dealer.n_rows, dealer.n_chosen).expect("few") as usize;
        let wanted = n_deals as f64 / n_choices as f64;
        assert!(wanted > 5.0);
        let square = |count: f64| (count - wanted) * (count - wanted) / wanted;
        let unseen = (n_choices - counts.len()) as f64;
        let statistic =
            counts.values().map(|&count| square(count as f64)).sum::<f64>() + unseen * wanted;
        chi_squared_upper_tail(statistic, (n_choices - 1) as f64)
    }

    #[test]
    fn each_choice_is_equally_likely_whatever_the_first_probability() {
        for (n_rows, n_chosen) in [(4, 2), (7, 3), (9, 1), (10, 4), (12, 6)] {
            for (share, n_digits) in [(0, 0), (1, 1), (1, 2), (3, 3), (5, 4), (77, 8)] {
                let dealer = Dealer { n_rows, n_chosen, share, n_digits };
                let p = p_of_equal_choices(dealer, 60_000);
                assert!(p > 1e-4, "{dealer:?}: p {p}");
            }
        }
    }

    #[test]
    fn choices_across_words_are_equally_likely() {
        // 2 of 70 rows: 2415 choices, over two words.
        for (share, n_digits) in [(0, 0), (1, 4), (9, 8)] {
            let dealer = Dealer { n_rows: 70, n_chosen: 2, share, n_digits };
            let p = p_of_equal_choices(dealer, 40_000);
            assert!(p > 1e-4, "{dealer:?}: p {p}");
        }
    }

    #[test]
    fn rows_of_a_large_deal_are_as_often_chosen_and_in_pairs() {
        let dealer = Dealer::new(1000, 300);
        assert!(dealer.n_digits > 0, "{dealer:?}");
        let mut wide = Seed::from_name("deals").replicate("large", 0).wide();
        let (mut bits, n_deals) = (vec![0; dealer.n_words()], 4000);
        let (mut single, mut neighbours) = (vec![0.0_f64; 1000], 0.0);
        for _ in 0..n_deals {
            dealer.deal(&mut wide, &mut bits);
            let rows: Vec<usize> = rows_of(&bits).collect();
            assert_eq!(rows.len(), 300);
            for &row in &rows {
                single[row] += 1.0;
            }
            neighbours += rows.windows(2).filter(|pair| pair[0] + 1 == pair[1]).count() as f64;
        }
        // χ² with the variance of a draw without replacement.
        let wanted = 0.3 * f64::from(n_deals);
        let statistic: f64 =
            single.iter().map(|count| (count - wanted) * (count - wanted)).sum::<f64>()
                / (wanted * 0.7)
                * (999.0 / 1000.0);
        let p = chi_squared_upper_tail(statistic, 999.0);
        assert!(p > 1e-4 && p < 1.0 - 1e-4, "p {p}");
        let expected = 999.0 * (300.0 * 299.0) / (1000.0 * 999.0);
        let mean = neighbours / f64::from(n_deals);
        assert!((mean - expected).abs() < 0.5, "{mean} against {expected}");
    }

    #[test]
    fn few_rows_are_drawn_and_halves_are_flipped() {
        assert_eq!(Dealer::new(5000, 3).n_digits, 0);
        let half = Dealer::new(5000, 2500);
        assert_eq!((half.share, half.n_digits), (1, 1));
        let third = Dealer::new(9000, 3000);
        assert!((f64::from(third.share) / f64::from(1 << third.n_digits) - 1.0 / 3.0).abs() < 0.03);
    }

    #[test]
    fn combinations_are_counted() {
        assert_eq!(n_combinations(11, 6), Some(462));
        assert_eq!(n_combinations(5000, 2500), None);
        let mut n_seen = 0;
        for_each_combination(11, 6, |_| n_seen += 1);
        assert_eq!(n_seen, 462);
    }
}

//! Many draws of one replicate: eight generators side by side, and whole numbers below a bound several
//! to the word.
//!
//! A [`Stream`] is made for few draws of high pedigree. A bootstrap of 10,000 resamples of 5,000 rows
//! needs fifty million row numbers, so [`Stream::wide`] opens a [`WideStream`]: eight lanes of
//! xoshiro256++ (Blackman & Vigna 2021, doi:10.1145/3460772), whose 256 bits of state each come from the
//! stream. The lanes take the same steps, so a compiler puts them into vector registers; the words come
//! lane after lane, whatever the registers are.
//!
//! One word gives up to four numbers below a bound: the high halves of repeated products, where the low
//! half goes on, and a rejection that makes each combination equally likely (Brackett-Rozinsky & Lemire
//! 2024, doi:10.1002/spe.3369).
//!
//! Many numbers below one bound ([`WideStream::for_each_below`]) are made 64 words at a time in the widest
//! vectors. Fifty million of them, each of which adds an entry of a table of 5,000 to a sum, take 0.03 s on two
//! threads. The two loads a cycle of the processor would allow some 0.005 s: it is the sums that take long, not
//! the numbers.
//!
//! ```
//! use spikebook_numeric::Seed;
//!
//! let mut wide = Seed::from_number(1).replicate("rows", 0).wide();
//! let mut total = 0;
//! wide.for_each_below(6, 1000, |_, face| total += face + 1);
//! assert!((3200..3800).contains(&total), "a thousand dice");
//! ```

use super::Stream;
use crate::vectorised::widest;

/// Generators side by side.
const LANES: usize = 8;

/// Words that are made at a time.
const WORDS: usize = 8 * LANES;

/// Products of bounds stay below this, so that fewer than one word in 1024 is rejected.
const LARGEST_PRODUCT: u64 = 1 << 54;

/// A fast sequence of independent draws. See [`Stream::wide`].
#[derive(Clone, Debug)]
pub struct WideStream {
    state: [[u64; LANES]; 4],
    words: [u64; WORDS],
    next: usize,
}

impl Stream {
    /// Goes on as a fast sequence, which the next draws of this stream decide.
    #[must_use]
    pub fn wide(mut self) -> WideStream {
        let mut state = [[0; LANES]; 4];
        for lane in 0..LANES {
            for part in &mut state {
                part[lane] = self.bits();
            }
        }
        WideStream { state, words: [0; WORDS], next: WORDS }
    }
}

impl WideStream {
    /// 64 random bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        if self.next == WORDS {
            self.refill();
        }
        let word = self.words[self.next];
        self.next += 1;
        word
    }

    fn refill(&mut self) {
        widest(
            #[inline(always)]
            || self.make_words(),
        );
        self.next = 0;
    }

    #[inline(always)]
    fn make_words(&mut self) {
        let [mut s0, mut s1, mut s2, mut s3] = self.state;
        for words in self.words.chunks_exact_mut(LANES) {
            for lane in 0..LANES {
                words[lane] =
                    s0[lane].wrapping_add(s3[lane]).rotate_left(23).wrapping_add(s0[lane]);
                let shifted = s1[lane] << 17;
                s2[lane] ^= s0[lane];
                s3[lane] ^= s1[lane];
                s1[lane] ^= s2[lane];
                s0[lane] ^= s3[lane];
                s2[lane] ^= shifted;
                s3[lane] = s3[lane].rotate_left(45);
            }
        }
        self.state = [s0, s1, s2, s3];
    }

    /// A whole number below `bound`, each equally likely.
    ///
    /// # Panics
    /// Where `bound` is 0: there is no such number.
    #[inline]
    pub fn below(&mut self, bound: usize) -> usize {
        assert!(bound > 0, "no whole number lies below 0");
        self.batch::<1>(bound as u64, bound as u64)[0]
    }

    /// Calls `visit(lane, number)` with `count` numbers below `bound`, each equally likely and independent
    /// of the others. `lane` counts 0, 1, 2, 3 within a word, so that four sums can grow side by side.
    ///
    /// # Panics
    /// Where `bound` is 0 and `count` is not.
    #[inline]
    pub fn for_each_below(
        &mut self,
        bound: usize,
        count: usize,
        mut visit: impl FnMut(usize, usize),
    ) {
        assert!(bound > 0 || count == 0, "no whole number lies below 0");
        match numbers_in_a_word(bound as u64) {
            4 => self.visit_batches::<4>(bound as u64, count, &mut visit),
            3 => self.visit_batches::<3>(bound as u64, count, &mut visit),
            2 => self.visit_batches::<2>(bound as u64, count, &mut visit),
            _ => self.visit_batches::<1>(bound as u64, count, &mut visit),
        }
    }

    #[inline]
    fn visit_batches<const N: usize>(
        &mut self,
        bound: u64,
        count: usize,
        visit: &mut impl FnMut(usize, usize),
    ) {
        let product = bound.pow(N as u32);
        let mut n_words = count / N;
        if N > 1 && self.next == WORDS && n_words >= WORDS {
            n_words -= self.visit_whole_refills::<N>(bound, n_words, visit);
        }
        for _ in 0..n_words {
            let numbers = self.batch::<N>(bound, product);
            for (lane, number) in numbers.into_iter().enumerate() {
                visit(lane, number);
            }
        }
        if !count.is_multiple_of(N) {
            let numbers = self.batch::<N>(bound, product);
            for (lane, number) in numbers.into_iter().enumerate().take(count % N) {
                visit(lane, number);
            }
        }
    }

    /// As batch after batch, for as many words as fill the memory of words: all are split side by side, in
    /// vector registers. Returns how many batches that gave.
    #[inline]
    fn visit_whole_refills<const N: usize>(
        &mut self,
        bound: u64,
        n_words: usize,
        visit: &mut impl FnMut(usize, usize),
    ) -> usize {
        let product = bound.pow(N as u32);
        let surplus = product.wrapping_neg() % product;
        let mut numbers = [[0; WORDS]; N];
        let mut rests = [0; WORDS];
        let mut n_done = 0;
        while n_words - n_done >= WORDS {
            widest(
                #[inline(always)]
                || {
                    self.make_words();
                    split_all(&self.words, bound, &mut numbers, &mut rests);
                },
            );
            for (word, &rest) in rests.iter().enumerate() {
                if rest < surplus {
                    continue;
                }
                n_done += 1;
                for (lane, numbers) in numbers.iter().enumerate() {
                    visit(lane, numbers[word] as usize);
                }
            }
        }
        n_done
    }

    /// `N` numbers below `bound` from one word, where `product` is `bound` to the power N.
    #[inline]
    fn batch<const N: usize>(&mut self, bound: u64, product: u64) -> [usize; N] {
        let (mut numbers, mut rest) = split::<N>(self.bits(), bound);
        if rest < product {
            // 2⁶⁴ modulo the product: so many of the lowest rests belong to no full round.
            let surplus = product.wrapping_neg() % product;
            while rest < surplus {
                (numbers, rest) = split::<N>(self.bits(), bound);
            }
        }
        numbers
    }

    /// A number in [0, 1), a multiple of 2⁻⁵³.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * super::draws::UNIFORM_STEP
    }

    /// Puts `items` in an order that is uniform over all orders (Fisher–Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// The numbers in a word, and what is left of it.
#[inline]
fn split<const N: usize>(word: u64, bound: u64) -> ([usize; N], u64) {
    let mut rest = word;
    let mut numbers = [0; N];
    for number in &mut numbers {
        let product = u128::from(rest) * u128::from(bound);
        *number = (product >> 64) as usize;
        rest = product as u64;
    }
    (numbers, rest)
}

/// As [`split`] does, word by word, for a bound below 2³²: the products in halves. None of them
/// overflows; a check for that would keep them out of vector registers.
#[inline(always)]
fn split_all<const N: usize>(
    words: &[u64; WORDS],
    bound: u64,
    numbers: &mut [[u32; WORDS]; N],
    rests: &mut [u64; WORDS],
) {
    const LOW: u64 = 0xffff_ffff;
    *rests = *words;
    for numbers in numbers {
        for place in 0..WORDS {
            let low = (rests[place] & LOW).wrapping_mul(bound);
            let high = (rests[place] >> 32).wrapping_mul(bound).wrapping_add(low >> 32);
            numbers[place] = (high >> 32) as u32;
            rests[place] = (high << 32) | (low & LOW);
        }
    }
}

/// How many numbers below `bound` one word gives.
fn numbers_in_a_word(bound: u64) -> u32 {
    let fits = |n: u32| bound.checked_pow(n).is_some_and(|product| product <= LARGEST_PRODUCT);
    (2..=4).rev().find(|&n| fits(n)).unwrap_or(1)
}

#[cfg(test)]
mod tests;

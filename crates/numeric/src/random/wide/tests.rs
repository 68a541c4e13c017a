//! The reference sequence, the laws of the numbers, and what a seed fixes.

use super::super::Seed;
use super::*;
use crate::special::chi_squared_upper_tail;

/// A p value below this refutes a law; the seeds are fixed.
const LEVEL: f64 = 1e-4;

fn wide(purpose: &str) -> WideStream {
    Seed::from_name("wide").replicate(purpose, 0).wide()
}

/// The p value of equal frequencies.
fn p_of_equal(counts: &[usize]) -> f64 {
    let wanted = counts.iter().sum::<usize>() as f64 / counts.len() as f64;
    assert!(wanted > 5.0, "cells of {wanted} tell nothing");
    let statistic: f64 = counts
        .iter()
        .map(|&count| (count as f64 - wanted) * (count as f64 - wanted) / wanted)
        .sum();
    chi_squared_upper_tail(statistic, (counts.len() - 1) as f64)
}

/// One generator, written as its authors describe it.
fn one_lane(mut s: [u64; 4]) -> impl FnMut() -> u64 {
    move || {
        let word = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        word
    }
}

#[test]
fn lanes_are_eight_generators_in_turn() {
    let mut stream = Seed::from_number(7).replicate("x", 3);
    let mut got = stream.clone().wide();
    let mut lanes: Vec<_> = (0..LANES)
        .map(|_| one_lane([stream.bits(), stream.bits(), stream.bits(), stream.bits()]))
        .collect();
    for step in 0..100 {
        for lane in &mut lanes {
            assert_eq!(got.bits(), lane(), "step {step}");
        }
    }
}

#[test]
fn the_first_words_are_those_of_the_reference_implementation() {
    // From the state 1, 2, 3, 4: the sequence that the authors' C code and rand_xoshiro print.
    let mut lane = one_lane([1, 2, 3, 4]);
    assert_eq!(
        [lane(), lane(), lane(), lane()],
        [41943041, 58720359, 3588806011781223, 3591011842654386]
    );
}

#[test]
fn numbers_below_a_bound_are_equally_likely_in_every_lane() {
    for bound in [1_usize, 2, 3, 10, 100, 1000] {
        let mut counts = vec![[0_usize; 4]; bound];
        wide("bound").for_each_below(bound, 400_003, |lane, number| counts[number][lane] += 1);
        for lane in 0..4 {
            let of_lane: Vec<usize> = counts.iter().map(|count| count[lane]).collect();
            let expected = 100_000 + usize::from(lane < 3);
            assert_eq!(of_lane.iter().sum::<usize>(), expected);
            if bound > 1 {
                assert!(p_of_equal(&of_lane) > LEVEL, "bound {bound}, lane {lane}");
            }
        }
    }
}

#[test]
fn numbers_of_one_word_are_independent() {
    let mut counts = vec![0_usize; 7 * 7 * 7 * 7];
    let mut cell = 0;
    wide("joint").for_each_below(7, 4 * 200_000, |lane, number| {
        cell = if lane == 0 { number } else { cell * 7 + number };
        if lane == 3 {
            counts[cell] += 1;
        }
    });
    assert!(p_of_equal(&counts) > LEVEL);
}

#[test]
fn every_batch_size_serves_its_bounds() {
    assert_eq!([1, 5000, 11_585, 11_586].map(numbers_in_a_word), [4, 4, 4, 3]);
    assert_eq!([1 << 18, 262_145, 1 << 27, u64::MAX].map(numbers_in_a_word), [3, 2, 2, 1]);
    for bound in [1_usize << 18, (1 << 18) + 1, 1 << 28, usize::MAX / 2 + 2] {
        let mut halves = [0_usize; 2];
        wide("halves").for_each_below(bound, 20_000, |_, number| {
            assert!(number < bound);
            halves[usize::from(number >= bound / 2)] += 1;
        });
        assert!(p_of_equal(&halves) > LEVEL, "bound {bound}");
    }
}

#[test]
fn rejection_makes_rounds_full() {
    // In a word of four bits, numbers below 3: of the 16 words the rule drops 16 mod 3 = 1, and each
    // number comes from five. The same rule in 64 bits is what `batch` runs.
    let kept: Vec<u32> =
        (0..16_u32).filter(|word| (word * 3) % 16 >= 16 % 3).map(|word| word * 3 / 16).collect();
    for number in 0..3 {
        assert_eq!(kept.iter().filter(|&&other| other == number).count(), 5);
    }
}

#[test]
fn orders_are_equally_likely() {
    let mut counts = [0_usize; 24];
    let mut wide = wide("orders");
    for _ in 0..48_000 {
        let mut items = [0, 1, 2, 3];
        wide.shuffle(&mut items);
        let rank = |at: usize| items[at + 1..].iter().filter(|other| **other < items[at]).count();
        counts[rank(0) * 6 + rank(1) * 2 + rank(2)] += 1;
    }
    assert!(p_of_equal(&counts) > LEVEL);
}

#[test]
fn uniform_draws_have_the_right_mean() {
    let mut wide = wide("uniform");
    let mean = (0..100_000).map(|_| wide.uniform()).sum::<f64>() / 100_000.0;
    assert!((mean - 0.5).abs() < 4.0 * 0.2887 / 316.2);
}

#[test]
fn a_replicate_is_a_function_of_its_seed() {
    let draw = |replicate| Seed::from_number(1).replicate("rows", replicate).wide().bits();
    assert_eq!(draw(5), draw(5));
    assert_ne!(draw(5), draw(6));
}

#[test]
fn numbers_side_by_side_are_those_of_one_word_after_the_other() {
    let mut n_rejected = 0;
    for (bound, n_a_word) in [(5000, 4), (11_000, 4), (11_585, 4), (200_003, 3), (90_000_001, 2)] {
        let mut got = Vec::new();
        let count = 200_003;
        wide("side").for_each_below(bound, count, |lane, number| got.push((lane, number)));
        let mut words = wide("side");
        let mut wanted = Vec::new();
        let product = u128::from(bound as u64).pow(n_a_word as u32);
        while wanted.len() < count {
            let mut rest = u128::from(words.bits());
            let mut numbers = Vec::new();
            for lane in 0..n_a_word {
                let scaled = rest * bound as u128;
                numbers.push((lane, (scaled >> 64) as usize));
                rest = scaled % (1 << 64);
            }
            if rest < (1 << 64) % product {
                n_rejected += 1;
            } else {
                wanted.extend(numbers);
            }
        }
        wanted.truncate(count);
        assert!(got == wanted, "below {bound}");
    }
    assert!(n_rejected > 0, "some word was rejected");
}

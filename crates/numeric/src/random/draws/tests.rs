//! Draws against the laws that they claim, with fixed seeds.
//!
//! Each law is held against at level 10⁻⁴ or below: a test that fails is a wrong law, not bad luck, since its
//! seed is fixed and was not chosen among several.

use proptest::prelude::*;

use super::super::Seed;
use crate::elementary::sqrt;
use crate::special::{chi_squared_upper_tail, ln_poisson_probability, normal_cdf};

/// A p value below this refutes a law.
const LEVEL: f64 = 1e-4;

const N_DRAWS: usize = 200_000;

fn stream(purpose: &str) -> super::Stream {
    Seed::from_name("laws").replicate(purpose, 0)
}

/// The p value of Pearson's χ² test of `observed` counts against probabilities that add up to 1.
fn pearson_p(observed: &[usize], probabilities: &[f64]) -> f64 {
    let n: usize = observed.iter().sum();
    let statistic: f64 = observed
        .iter()
        .zip(probabilities)
        .map(|(&count, &probability)| {
            let wanted = probability * n as f64;
            assert!(wanted > 5.0, "a cell with {wanted} expected draws tells nothing");
            (count as f64 - wanted) * (count as f64 - wanted) / wanted
        })
        .sum();
    chi_squared_upper_tail(statistic, (observed.len() - 1) as f64)
}

/// Joins neighbouring cells until each expects at least six draws.
fn join_small_cells(observed: &[usize], probabilities: &[f64]) -> (Vec<usize>, Vec<f64>) {
    let enough = 6.0 / observed.iter().sum::<usize>() as f64;
    let mut cells = vec![(0, 0.0)];
    for (&count, &probability) in observed.iter().zip(probabilities) {
        let last = cells.last_mut().expect("there is always a cell");
        last.0 += count;
        last.1 += probability;
        if last.1 >= enough {
            cells.push((0, 0.0));
        }
    }
    let rest = cells.pop().expect("there is always a cell");
    let last = cells.last_mut().expect("some cell expects enough");
    last.0 += rest.0;
    last.1 += rest.1;
    cells.into_iter().unzip()
}

/// The p value of the χ² test that `cdf` of the draws is uniform, in 200 cells.
fn uniform_p(draws: impl Iterator<Item = f64>) -> f64 {
    const N_CELLS: usize = 200;
    let mut observed = vec![0; N_CELLS];
    for draw in draws {
        observed[((draw * N_CELLS as f64) as usize).min(N_CELLS - 1)] += 1;
    }
    pearson_p(&observed, &[1.0 / N_CELLS as f64; N_CELLS])
}

#[test]
fn bits_are_those_of_the_first_release() {
    // A change of these breaks every stored result: streams are a promise.
    let mut draws = Seed::from_number(7).child("stage").replicate("noise", 2);
    let first: Vec<String> = (0..3).map(|_| format!("{:016x}", draws.bits())).collect();
    assert_eq!(first, FIRST_BITS);
}

const FIRST_BITS: [&str; 3] = ["fe119c3ade5b4b89", "543ca19b45bc8146", "598893ee7d8b1fae"];

#[test]
fn streams_of_other_names_differ() {
    let seed = Seed::from_name("a");
    let first = |seed: Seed, purpose: &str, replicate| seed.replicate(purpose, replicate).bits();
    let draws = [
        first(seed, "x", 0),
        first(seed, "x", 1),
        first(seed, "y", 0),
        first(seed.child("x"), "x", 0),
        first(seed.child("x").child("x"), "x", 0),
        first(Seed::from_name("b"), "x", 0),
        first(Seed::from_number(97), "x", 0),
    ];
    for (i, a) in draws.iter().enumerate() {
        assert!(draws[..i].iter().all(|b| a != b), "stream {i} repeats an earlier one");
    }
}

#[test]
fn uniform_draws_are_uniform() {
    let mut closed = stream("uniform");
    assert!(uniform_p((0..N_DRAWS).map(|_| closed.uniform())) > LEVEL);
    let mut open = stream("open uniform");
    assert!(uniform_p((0..N_DRAWS).map(|_| open.open_uniform())) > LEVEL);
}

#[test]
fn open_uniform_never_reaches_its_ends() {
    // The smallest and the largest cell, as the bits that make them would give.
    let midpoint = |cell: u64| (cell as f64 + 0.5) * super::OPEN_UNIFORM_STEP;
    let last = (1_u64 << 52) - 1;
    assert!(midpoint(0) > 0.0 && midpoint(last) < 1.0);
    assert_eq!(1.0 - midpoint(last), midpoint(0), "the cells are symmetric about one half");
    assert_ne!(midpoint(last), midpoint(last - 1));
}

#[test]
fn whole_numbers_below_a_bound_are_equally_likely() {
    let mut draws = stream("below");
    for bound in [2, 3, 7, 100] {
        let mut observed = vec![0; bound];
        for _ in 0..N_DRAWS {
            observed[draws.below(bound)] += 1;
        }
        assert!(pearson_p(&observed, &vec![1.0 / bound as f64; bound]) > LEVEL, "below {bound}");
    }
}

#[test]
fn a_bound_near_two_to_the_64_is_not_biased() {
    // Without rejection, multiples of 3 would be 4/3 as likely for bound 3/4 · 2⁶⁴.
    let bound = 3 * (1_usize << 62);
    let mut draws = stream("large bound");
    let mut observed = [0; 3];
    for _ in 0..N_DRAWS {
        observed[draws.below(bound) % 3] += 1;
    }
    assert!(pearson_p(&observed, &[1.0 / 3.0; 3]) > LEVEL);
}

#[test]
fn normal_draws_are_normal() {
    let mut draws = stream("normal");
    assert!(uniform_p((0..N_DRAWS).map(|_| normal_cdf(draws.standard_normal()))) > LEVEL);
    // The tails: as many beyond 3.5 as there should be.
    let beyond = (0..N_DRAWS).filter(|_| draws.standard_normal().abs() > 3.5).count() as f64;
    let wanted = N_DRAWS as f64 * 2.0 * normal_cdf(-3.5);
    assert!((beyond - wanted).abs() < 4.0 * sqrt(wanted), "{beyond} beyond 3.5, wanted {wanted}");
}

#[test]
fn exponential_draws_are_exponential() {
    let mut draws = stream("exponential");
    let cdf = (0..N_DRAWS).map(|_| -crate::elementary::exp_minus_1(-draws.standard_exponential()));
    assert!(uniform_p(cdf) > LEVEL);
}

#[test]
fn poisson_counts_follow_their_law() {
    // On both sides of the change of method, and far above it.
    for mean in [0.05, 1.0, 9.99, 10.0, 17.3, 250.0, 40_000.0] {
        let mut draws = stream(&format!("poisson {mean}"));
        let spread = 4.0 * sqrt(mean) + 3.0;
        let low = (mean - spread).max(0.0).floor() as u64;
        let high = (mean + spread).ceil() as u64;
        // Cells of one count, or of several where there are many; the ends take the tails.
        let width = ((high - low) / 100 + 1) as usize;
        let n_cells = ((high - low) as usize).div_ceil(width);
        let cell = |count: u64| (count.saturating_sub(low) as usize / width).min(n_cells - 1);
        let mut probabilities = vec![0.0; n_cells];
        let far = (mean + 20.0 * sqrt(mean) + 60.0) as u64;
        let near = (mean - 20.0 * sqrt(mean) - 60.0).max(0.0) as u64;
        for count in near..far {
            let probability = crate::elementary::exp(ln_poisson_probability(count as f64, mean));
            probabilities[cell(count)] += probability;
        }
        let total: f64 = probabilities.iter().sum();
        assert!((total - 1.0).abs() < 1e-10, "the law of mean {mean} adds up to {total}");
        let mut observed = vec![0; n_cells];
        for _ in 0..N_DRAWS {
            observed[cell(draws.poisson(mean))] += 1;
        }
        let (observed, probabilities) = join_small_cells(&observed, &probabilities);
        let p = pearson_p(&observed, &probabilities);
        assert!(p > LEVEL, "mean {mean}: p = {p}");
    }
}

#[test]
fn poisson_counts_of_enormous_means_spread_as_they_should() {
    // (count − mean) / √mean is normal here to within 10⁻⁷.
    let mean = 1e14;
    let mut draws = stream("enormous");
    let cdf = (0..N_DRAWS).map(|_| {
        let count = draws.poisson(mean);
        normal_cdf((count as f64 - mean) / sqrt(mean))
    });
    assert!(uniform_p(cdf) > LEVEL);
    assert_eq!(draws.poisson(0.0), 0);
}

#[test]
#[should_panic(expected = "the mean of a Poisson count is finite and not negative")]
fn a_poisson_mean_that_is_nan_is_refused() {
    stream("nan").poisson(f64::NAN);
}

#[test]
fn every_order_is_equally_likely() {
    let mut draws = stream("shuffle");
    let mut observed = [0; 24];
    for _ in 0..N_DRAWS {
        let mut items = [0_usize, 1, 2, 3];
        draws.shuffle(&mut items);
        // The rank of the order: each item by how many later ones are smaller.
        let smaller = |i: usize| items[i + 1..].iter().filter(|&&later| later < items[i]).count();
        observed[smaller(0) * 6 + smaller(1) * 2 + smaller(2)] += 1;
    }
    assert!(pearson_p(&observed, &[1.0 / 24.0; 24]) > LEVEL);
}

#[test]
fn bernoulli_draws_come_as_often_as_told() {
    let mut draws = stream("bernoulli");
    for probability in [0.0, 0.03, 0.5, 1.0] {
        let n = (0..N_DRAWS).filter(|_| draws.bernoulli(probability)).count() as f64;
        let wanted = probability * N_DRAWS as f64;
        let spread = 4.0 * sqrt(wanted * (1.0 - probability));
        assert!((n - wanted).abs() <= spread, "{n} of {wanted}");
    }
}

proptest! {
    #[test]
    fn a_shuffle_keeps_the_items(number in any::<u64>(), n in 0_usize..40) {
        let mut items: Vec<usize> = (0..n).collect();
        Seed::from_number(number).replicate("shuffle", 0).shuffle(&mut items);
        items.sort_unstable();
        prop_assert_eq!(items, (0..n).collect::<Vec<_>>());
    }

    #[test]
    fn draws_lie_in_their_range(number in any::<u64>(), bound in 1_usize..) {
        let mut draws = Seed::from_number(number).replicate("range", 1);
        prop_assert!((0.0..1.0).contains(&draws.uniform()));
        let open = draws.open_uniform();
        prop_assert!(open > 0.0 && open < 1.0);
        prop_assert!(draws.below(bound) < bound);
        prop_assert!(draws.standard_exponential() > 0.0);
    }
}

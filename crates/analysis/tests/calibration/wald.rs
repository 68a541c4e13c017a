//! Wald intervals of each family of regression: at n = 500, and in small samples for the table of
//! `docs/calibration.md`.

use std::fmt::Write as _;

use ndarray::{Array1, Array2};
use spikebook_analysis::regression::{Family, Glm, Link, OrdinaryLeastSquares, StandardErrors};
use spikebook_numeric::Stream;
use spikebook_numeric::elementary::{exp, logistic};
use spikebook_numeric::special::normal_cdf;

use super::coverage::{coverage, is_95};
use super::small_samples::is_in_the_docs;

const N: usize = 500;
const TRUTH: [f64; 3] = [0.4, 0.5, -0.3];

/// A family: its name, a response with the given linear predictor, and intervals of a fit (rows: intercept,
/// slopes; columns: low, high).
type Recipe = (&'static str, fn(f64, &mut Stream) -> f64, Intervals);

/// Intervals of a fit; none where the data have no estimate.
type Intervals = fn(&Array2<f64>, &Array1<f64>) -> Option<Array2<f64>>;

/// One line a family.
const FAMILIES: &[Recipe] = &[
    (
        "least squares",
        |line, stream| line + 1.5 * stream.standard_normal(),
        |x, y| {
            let fit = OrdinaryLeastSquares::new().fit_design(x.view(), y.view(), None).ok()?;
            Some(fit.confidence_intervals(0.95).expect("a level"))
        },
    ),
    ("Poisson", |line, stream| stream.poisson(exp(line)) as f64, |x, y| glm(Glm::poisson(), x, y)),
    (
        "binomial",
        |line, stream| f64::from(u8::from(stream.bernoulli(logistic(line)))),
        |x, y| glm(Glm::binomial(), x, y),
    ),
    (
        "binomial, probit",
        |line, stream| f64::from(u8::from(stream.bernoulli(normal_cdf(line)))),
        |x, y| glm(Glm::binomial().with_link(Link::Probit).expect("a link"), x, y),
    ),
    (
        "Gaussian",
        |line, stream| line + 1.5 * stream.standard_normal(),
        |x, y| glm(Glm::gaussian(), x, y),
    ),
    (
        "gamma, log",
        |line, stream| exp(line) * gamma(3, stream),
        |x, y| glm(Glm::gamma().with_link(Link::Log).expect("a link"), x, y),
    ),
    (
        "negative binomial of known dispersion",
        |line, stream| overdispersed(exp(line), stream),
        |x, y| glm(Glm::new(Family::negative_binomial(0.5).expect("positive")), x, y),
    ),
    (
        "negative binomial",
        |line, stream| overdispersed(exp(line), stream),
        |x, y| glm(Glm::negative_binomial(), x, y),
    ),
    (
        "Poisson with the sandwich, of counts that vary more",
        |line, stream| overdispersed(exp(line), stream),
        |x, y| glm(Glm::poisson().with_standard_errors(StandardErrors::Sandwich), x, y),
    ),
];

/// A gamma variable of mean 1: the mean of as many waits.
fn gamma(shape: u32, stream: &mut Stream) -> f64 {
    (0..shape).map(|_| stream.standard_exponential()).sum::<f64>() / f64::from(shape)
}

/// A count whose variance is μ + μ² / 2.
fn overdispersed(mean: f64, stream: &mut Stream) -> f64 {
    let rate = mean * gamma(2, stream);
    stream.poisson(rate) as f64
}

fn glm(glm: Glm, x: &Array2<f64>, y: &Array1<f64>) -> Option<Array2<f64>> {
    let fit = glm.fit_design(x.view(), y.view(), None, None).ok()?;
    Some(fit.confidence_intervals(0.95).expect("a level"))
}

/// The share of sets of `n` rows with a fit, and in which each coefficient is covered.
fn covered(&(family, respond, intervals): &Recipe, n: usize, n_sets: usize) -> (f64, [f64; 3]) {
    let name = format!("Wald intervals, {family}, {n}");
    let [fitted, intercept, first, second] = coverage(&name, n_sets, |mut stream, _| {
        let x = Array2::from_shape_fn((n, 2), |_| stream.standard_normal());
        let line = |row: usize| TRUTH[0] + TRUTH[1] * x[[row, 0]] + TRUTH[2] * x[[row, 1]];
        let y: Array1<f64> = (0..n).map(|row| respond(line(row), &mut stream)).collect();
        intervals(&x, &y).map_or([false; 4], |intervals| {
            let holds =
                |at: usize| intervals[[at, 0]] <= TRUTH[at] && TRUTH[at] <= intervals[[at, 1]];
            [true, holds(0), holds(1), holds(2)]
        })
    });
    (fitted, [intercept, first, second])
}

fn families_are_covered(n_sets: usize) {
    for recipe in FAMILIES {
        let (fitted, shares) = covered(recipe, N, n_sets);
        assert_eq!(fitted, 1.0, "{}: every set has a fit", recipe.0);
        for (at, share) in shares.into_iter().enumerate() {
            assert!(is_95(share, n_sets), "{}, coefficient {at}: covers {share}", recipe.0);
        }
    }
}

/// What intervals of the first slope cover among the sets with a fit.
fn table(n_sets: usize) -> String {
    let mut table = "| family | n | sets with a fit | covered |\n|---|---|---|---|\n".to_owned();
    for recipe in FAMILIES {
        for n in [20, 50, 100, 200] {
            let (fitted, [_, slope, _]) = covered(recipe, n, n_sets);
            writeln!(table, "| {} | {n} | {fitted:.3} | {:.3} |", recipe.0, slope / fitted)
                .expect("a string takes more");
        }
    }
    table
}

#[test]
#[ignore = "2,000 simulated sets: make test-slow"]
fn the_table_of_wald_intervals_is_that_of_the_docs() {
    is_in_the_docs(&table(2000));
}

#[test]
fn wald_intervals_cover_in_a_few_sets() {
    families_are_covered(300);
}

#[test]
#[ignore = "2,000 simulated sets: make test-slow"]
fn wald_intervals_cover() {
    families_are_covered(2000);
}

//! Wald intervals of each family of regression, at n = 500.

use ndarray::{Array1, Array2};
use spikebook_analysis::regression::{Family, Glm, Link, OrdinaryLeastSquares, StandardErrors};
use spikebook_numeric::Stream;
use spikebook_numeric::elementary::{exp, logistic};
use spikebook_numeric::special::normal_cdf;

use super::coverage::{coverage, is_95};

const N: usize = 500;
const TRUTH: [f64; 3] = [0.4, 0.5, -0.3];

/// A family: its name, a response with the given linear predictor, and intervals of a fit (rows: intercept,
/// slopes; columns: low, high).
type Recipe =
    (&'static str, fn(f64, &mut Stream) -> f64, fn(&Array2<f64>, &Array1<f64>) -> Array2<f64>);

/// One line a family.
const FAMILIES: &[Recipe] = &[
    (
        "least squares",
        |line, stream| line + 1.5 * stream.standard_normal(),
        |x, y| {
            let fit = OrdinaryLeastSquares::new().fit_design(x.view(), y.view(), None);
            fit.expect("a fit").confidence_intervals(0.95).expect("a level")
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

fn glm(glm: Glm, x: &Array2<f64>, y: &Array1<f64>) -> Array2<f64> {
    let fit = glm.fit_design(x.view(), y.view(), None, None).expect("a fit");
    fit.confidence_intervals(0.95).expect("a level")
}

fn families_are_covered(n_sets: usize) {
    for &(family, respond, intervals) in FAMILIES {
        let name = format!("Wald intervals, {family}, {N}");
        let shares: [f64; 3] = coverage(&name, n_sets, |mut stream, _| {
            let x = Array2::from_shape_fn((N, 2), |_| stream.standard_normal());
            let line = |row: usize| TRUTH[0] + TRUTH[1] * x[[row, 0]] + TRUTH[2] * x[[row, 1]];
            let y: Array1<f64> = (0..N).map(|row| respond(line(row), &mut stream)).collect();
            let intervals = intervals(&x, &y);
            std::array::from_fn(|at| {
                intervals[[at, 0]] <= TRUTH[at] && TRUTH[at] <= intervals[[at, 1]]
            })
        });
        for (at, share) in shares.into_iter().enumerate() {
            assert!(is_95(share, n_sets), "{name}, coefficient {at}: covers {share}");
        }
    }
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

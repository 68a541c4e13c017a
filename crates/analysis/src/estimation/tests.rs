use insta::assert_snapshot;
use proptest::prelude::*;
use spikebook_numeric::elementary::{exp, ln, power};
use spikebook_numeric::{Real, Seed, Stream};

use super::*;

fn draws(number: u64) -> Stream {
    Seed::from_name("estimation").replicate("sample", number)
}

fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * (1.0 + b.abs())
}

/// Positive values that are skewed.
fn positive(number: u64, n: usize) -> Vec<f64> {
    let mut draws = draws(number);
    (0..n).map(|_| draws.standard_exponential() + 0.3 * draws.standard_exponential()).collect()
}

fn sample(distribution: Distribution, n: usize) -> Vec<f64> {
    match distribution {
        Distribution::Poisson => {
            let mut draws = draws(3);
            (0..n).map(|_| draws.poisson(4.2) as f64).collect()
        }
        _ => positive(4, n),
    }
}

#[test]
fn no_neighbour_is_likelier_and_errors_are_of_the_curvature() {
    for distribution in Distribution::ALL {
        let values = sample(distribution, 400);
        let fit = distribution.fit(&values).expect("a fit");
        let at = |parameters: &[f64]| -> f64 {
            values.iter().map(|x| distribution.ln_density(*x, parameters)).sum()
        };
        let estimates = fit.estimates().to_vec();
        assert!(close(at(&estimates), fit.ln_likelihood(), 1e-12));
        let errors = fit.standard_errors();
        for j in 0..estimates.len() {
            let step = 1e-3 * errors[j];
            let moved = |share: f64| {
                let mut parameters = estimates.clone();
                parameters[j] += share * step;
                at(&parameters)
            };
            let slope = (moved(1.0) - moved(-1.0)) / 2e-3;
            assert!(slope.abs() < 1e-5, "{distribution:?}, parameter {j}: {slope}");
            // The observed curvature along one parameter is about the expected information.
            let curvature =
                -(moved(100.0) - 2.0 * moved(0.0) + moved(-100.0)) / power(100.0 * step, 2.0);
            let covariance = fit.covariance();
            let expected = if estimates.len() == 1 {
                1.0 / covariance[[0, 0]]
            } else {
                let determinant =
                    covariance[[0, 0]] * covariance[[1, 1]] - power(covariance[[0, 1]], 2.0);
                covariance[[1 - j, 1 - j]] / determinant
            };
            assert!(
                (curvature / expected - 1.0).abs() < 0.35,
                "{distribution:?}, parameter {j}: {curvature} for {expected}"
            );
        }
    }
}

#[test]
fn densities_are_slopes_of_cumulatives() {
    for distribution in Distribution::ALL {
        let fit = distribution.fit(&sample(distribution, 100)).expect("a fit");
        for x in [0.2, 0.9, 2.5] {
            let Some(_) = fit.cumulative(x) else {
                assert_eq!(distribution, Distribution::VonMises);
                continue;
            };
            let at = |x: f64| fit.cumulative(x).expect("an order");
            if distribution == Distribution::Poisson {
                let difference = at(3.0) - at(2.0);
                assert!(close(difference, exp(fit.ln_density(3.0)), 1e-12));
            } else {
                let slope = (at(x + 1e-5) - at(x - 1e-5)) / 2e-5;
                assert!(close(slope, exp(fit.ln_density(x)), 1e-7), "{distribution:?} at {x}");
            }
        }
        if !matches!(distribution, Distribution::Normal | Distribution::VonMises) {
            assert_eq!(fit.cumulative(-1.0), Some(0.0));
            assert_eq!(fit.ln_density(-1.0), f64::NEG_INFINITY);
        }
    }
    // A circle's density has integral one.
    let circle = Distribution::VonMises.fit(&positive(4, 50)).expect("a fit");
    let total: f64 = (0..360).map(|k| exp(circle.ln_density(f64::from(k).to_radians()))).sum();
    assert!(close(total.to_radians(), 1.0, 1e-12));
}

#[test]
fn what_has_no_likeliest_is_named() {
    let refused = |distribution: Distribution, values: &[f64]| {
        distribution.fit(values).expect_err("refused").to_string()
    };
    assert_snapshot!(refused(Distribution::Gamma, &[2.0; 4]), @"values: all values are the same, wanted some spread");
    assert_snapshot!(refused(Distribution::Gamma, &[2.0, 1.0, 0.0]), @"values, row 3: got 0, wanted a number above 0");
    assert_snapshot!(refused(Distribution::Poisson, &[2.0, 1.5]), @"values, row 2: got 1.5, wanted a whole number from 0 on");
    assert_snapshot!(refused(Distribution::Exponential, &[0.0, 0.0]), @"values: all values are the same, wanted some spread");
    assert_snapshot!(refused(Distribution::Normal, &[1.0, 2.0]), @"values: got 2, wanted at least 3");
}

/// Gamma-like values by their scale alone, and normal values: likelihoods with known tops.
struct NormalValues(Vec<f64>);

impl Likelihood for NormalValues {
    fn ln_likelihood<T: Real>(&self, theta: &[T]) -> T {
        // θ = (mean, ln deviation)
        let precision = (-(theta[1] + theta[1])).exp();
        self.0.iter().fold(T::from_f64(0.0), |sum, x| {
            sum - T::from_f64(0.5) * precision * (T::from_f64(*x) - theta[0]).square() - theta[1]
        })
    }
}

#[test]
fn grid_slope_and_curvature_lead_to_one_top() {
    let values = positive(7, 60);
    let closed = Distribution::Normal.fit(&values).expect("a fit");
    let (mean, sd) = (closed.estimates()[0], closed.estimates()[1]);
    let likelihood = NormalValues(values);
    let even = |low: f64, high: f64| {
        (0..=20).map(|k| low + (high - low) * f64::from(k) / 20.0).collect::<Vec<f64>>()
    };
    let tops = [
        maximum::by_newton(&likelihood, &[0.0, 2.0]).expect("a top"),
        maximum::by_bfgs(&likelihood, &[0.0, 2.0]).expect("a top"),
        maximum::by_grid(&likelihood, &[even(0.0, 3.0), even(-2.0, 2.0)]).expect("a top"),
    ];
    for top in tops {
        assert!(close(top.estimates()[0], mean, 1e-10), "{top:?}");
        assert!(close(exp(top.estimates()[1]), sd, 1e-10), "{top:?}");
        // sd/√n of the mean, 1/√(2n) of a logarithm of the deviation.
        assert!(close(top.standard_errors()[0], sd / 60.0_f64.sqrt(), 1e-8));
        assert!(close(top.standard_errors()[1], 1.0 / 120.0_f64.sqrt(), 1e-8));
    }
}

/// Rises without end.
struct Slope;

impl Likelihood for Slope {
    fn ln_likelihood<T: Real>(&self, theta: &[T]) -> T {
        -(-theta[0]).exp()
    }
}

#[test]
fn a_top_that_is_not_there_is_an_error() {
    assert!(maximum::by_newton(&Slope, &[0.0]).is_err());
    assert!(maximum::by_bfgs(&Slope, &[0.0]).is_err());
    let values = NormalValues(vec![1.0, 2.0, 3.0]);
    let outside = maximum::by_grid(&values, &[vec![7.0, 8.0], vec![0.0, 0.1]]);
    assert!(matches!(outside, Err(Error::NotConverged { .. })), "{outside:?}");
    let nan = maximum::by_newton(&values, &[f64::NAN, 0.0]).expect_err("no number");
    assert_snapshot!(nan, @"start, row 1: got NaN, wanted a finite number");
    let empty = maximum::by_grid(&values, &[vec![], vec![0.0]]).expect_err("no point");
    assert_snapshot!(empty, @"points of an axis: got 0, wanted at least 1");
}

/// The posterior of a belief, by a grid.
fn gridded(
    low: f64,
    high: f64,
    ln_prior: impl Fn(f64) -> f64,
    ln_likelihood: impl Fn(f64) -> f64,
) -> PosteriorGrid {
    let n = 40_000;
    let grid: Vec<f64> =
        (0..=n).map(|k| low + (high - low) * f64::from(k) / f64::from(n)).collect();
    let prior: Vec<f64> = grid.iter().map(|x| ln_prior(*x)).collect();
    let likelihood: Vec<f64> = grid.iter().map(|x| ln_likelihood(*x)).collect();
    PosteriorGrid::new(grid, &prior, &likelihood).expect("a posterior")
}

#[test]
fn beliefs_agree_with_grids() {
    let beta = BetaBelief::new(2.0, 3.0).expect("a prior").after(7, 10).expect("trials");
    let grid =
        gridded(0.0, 1.0, |p| ln(p) + 2.0 * ln(1.0 - p), |p| 7.0 * ln(p) + 3.0 * ln(1.0 - p));
    assert_eq!(beta.parameters(), (9.0, 6.0));
    assert!(close(grid.estimate(Loss::Squared), beta.mean(), 1e-7));
    assert!(close(grid.estimate(Loss::Absolute), beta.median(), 1e-7));
    assert!(close(grid.estimate(Loss::Constant), beta.mode().expect("a top"), 1e-4));
    assert!(close(grid.standard_deviation(), beta.variance().sqrt(), 1e-6));
    let (low, high) = beta.credible_interval(0.9).expect("a level");
    let by_grid = grid.credible_interval(0.9).expect("a level");
    assert!(close(by_grid.0, low, 1e-6) && close(by_grid.1, high, 1e-6));
    let shortest = grid.shortest_interval(0.9).expect("a level");
    assert!(shortest.1 - shortest.0 < high - low);
    assert!(close(
        grid.expectation(|p| f64::from(u8::from(p > 0.5))),
        beta.probability_above(0.5),
        1e-4
    ));
    // The evidence: B(9, 6) / B(2, 3).
    let wanted = spikebook_numeric::special::ln_beta(9.0, 6.0)
        - spikebook_numeric::special::ln_beta(2.0, 3.0);
    assert!(close(grid.ln_evidence(), wanted, 1e-6));
    let total: f64 = (0..=5).map(|k| beta.predictive(k, 5)).sum();
    assert!(close(total, 1.0, 1e-12));

    let gamma = GammaBelief::new(2.0, 0.5).expect("a prior").after(12, 3.0).expect("spikes");
    let grid = gridded(1e-9, 20.0, |r| ln(r) - 0.5 * r, |r| 12.0 * ln(r) - 3.0 * r);
    assert!(close(grid.estimate(Loss::Squared), gamma.mean(), 1e-6));
    assert!(close(grid.estimate(Loss::Absolute), gamma.median(), 1e-6));
    assert!(close(grid.estimate(Loss::Constant), gamma.mode(), 1e-3));
    assert!(close(grid.standard_deviation(), gamma.variance().sqrt(), 1e-6));
    let total: f64 = (0..400).map(|k| gamma.predictive(k, 2.0)).sum();
    assert!(close(total, 1.0, 1e-12));
    assert!(grid.share_at_ends() < 1e-6);

    let normal = NormalBelief::new(1.0, 2.0).expect("a prior").after(3.0, 4, 1.5).expect("values");
    let grid =
        gridded(-8.0, 12.0, |m| -0.125 * power(m - 1.0, 2.0), |m| -4.0 / 4.5 * power(m - 3.0, 2.0));
    assert!(close(grid.estimate(Loss::Squared), normal.mean(), 1e-8));
    assert!(close(grid.standard_deviation(), normal.standard_deviation(), 1e-6));
    let (low, high) = normal.credible_interval(0.95).expect("a level");
    let by_grid = grid.credible_interval(0.95).expect("a level");
    assert!(close(by_grid.0, low, 1e-5) && close(by_grid.1, high, 1e-5));
    assert!(close(normal.probability_above(normal.mean()), 0.5, 1e-15));
}

#[test]
fn losses_ask_for_their_estimates() {
    let grid: Vec<f64> = (0..=300).map(|k| f64::from(k) * 0.05).collect();
    let ln_likelihood: Vec<f64> = grid.iter().map(|x| 1.5 * ln(x + 1e-9) - x).collect();
    let posterior = PosteriorGrid::new(grid, &vec![0.0; 301], &ln_likelihood).expect("a posterior");
    let squared = posterior.cheapest(|estimate, truth| (estimate - truth) * (estimate - truth));
    assert!((squared - posterior.estimate(Loss::Squared)).abs() <= 0.025);
    let absolute = posterior.cheapest(|estimate, truth| (estimate - truth).abs());
    assert!((absolute - posterior.estimate(Loss::Absolute)).abs() <= 0.03);
    let constant =
        posterior.cheapest(|estimate, truth| -exp(-power((estimate - truth) / 0.1, 2.0)));
    assert!((constant - posterior.estimate(Loss::Constant)).abs() <= 0.05);
}

proptest! {
    #[test]
    fn an_order_of_data_does_not_matter(a in 0_u64..40, b in 0_u64..40) {
        let prior = BetaBelief::new(0.7, 1.3).expect("a prior");
        let once = prior.after(a + b, 100).expect("trials");
        let twice = prior.after(a, 50).expect("trials").after(b, 50).expect("trials");
        prop_assert!(close(once.mean(), twice.mean(), 1e-14));
        let prior = NormalBelief::new(0.5, 3.0).expect("a prior");
        let (x, y) = (a as f64, b as f64);
        let once = prior.after((3.0 * x + 2.0 * y) / 5.0, 5, 1.1).expect("values");
        let twice = prior.after(x, 3, 1.1).expect("values").after(y, 2, 1.1).expect("values");
        prop_assert!(close(once.mean(), twice.mean(), 1e-13));
        prop_assert!(close(once.standard_deviation(), twice.standard_deviation(), 1e-13));
    }
}

#[test]
fn quality_is_that_of_theory() {
    // The mean of ten normal values: no bias, variance 1/10.
    let seed = Seed::from_name("quality");
    let mean_of_ten =
        |draws: &mut Stream| Ok((0..10).map(|_| draws.standard_normal()).sum::<f64>() / 10.0);
    let quality = simulation::quality(seed, 4000, 0.0, mean_of_ten).expect("replicates");
    assert!(quality.bias.abs() < 4.0 * quality.bias_standard_error);
    assert!((quality.variance - 0.1).abs() < 4.0 * 0.1 * (2.0_f64 / 4000.0).sqrt());
    let square = quality.bias * quality.bias + quality.variance * 3999.0 / 4000.0;
    assert!(close(quality.mean_squared_error, square, 1e-12));
    let refused = simulation::quality(seed, 5, 0.0, |_| Ok(f64::NAN)).expect_err("no number");
    assert_snapshot!(refused, @"simulated data set 0: the statistic is not a number, wanted a finite one");
    assert!(simulation::quality(seed, 1, 0.0, |_| Ok(0.0)).is_err());
}

#[test]
fn what_cannot_be_believed_is_named() {
    assert_snapshot!(BetaBelief::new(0.0, 1.0).expect_err("improper"), @"a: got 0, wanted a finite number above 0");
    let prior = BetaBelief::new(1.0, 1.0).expect("a prior");
    assert_snapshot!(prior.after(3, 2).expect_err("too many"), @"row 1: got 3 successes, wanted at most the 2 trials");
    let grid = |values: Vec<f64>, prior: &[f64], likelihood: &[f64]| {
        PosteriorGrid::new(values, prior, likelihood).expect_err("refused").to_string()
    };
    assert_snapshot!(grid(vec![0.0, 0.0], &[0.0; 2], &[0.0; 2]), @"grid, row 2: got 0 after 0, wanted ascending order");
    assert_snapshot!(grid(vec![0.0, 1.0], &[0.0; 2], &[f64::NAN, 0.0]), @"log-likelihood, row 1: got NaN, wanted a number, or −∞ where it is impossible");
    let nothing = [f64::NEG_INFINITY; 2];
    assert_snapshot!(grid(vec![0.0, 1.0], &[0.0; 2], &nothing), @"posterior: all values are the same, wanted some spread");
}

//! Fits against brute force and finite differences, and what cannot be fitted.

use insta::assert_snapshot;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{exp, ln, power};

use super::likelihood::{Answers, Point};
use super::*;

const LEVELS: [f64; 7] = [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0];
const CURVES: [Curve; 3] = [Curve::Logistic, Curve::CumulativeGaussian, Curve::Weibull];

/// Levels that suit the curve: a Weibull curve takes positive ones.
fn levels(curve: Curve) -> [f64; 7] {
    if curve == Curve::Weibull { LEVELS.map(|level| exp(0.4 * level)) } else { LEVELS }
}

fn simulated(model: Psychometric, at: Point, n_trials: u64) -> Vec<u64> {
    let answers =
        Answers::new(model.curve, &levels(model.curve), &[n_trials; 7], &[0; 7]).expect("levels");
    let mut stream = Seed::from_name("answers").replicate("trials", n_trials);
    let count = |&abscissa: &f64| {
        let (p, _) = answers.probability(abscissa, at);
        (0..n_trials).filter(|_| stream.bernoulli(p)).count() as u64
    };
    answers.abscissae.iter().map(count).collect()
}

#[test]
fn derivatives_are_those_of_finite_differences() {
    for curve in CURVES {
        let answers = Answers::new(curve, &levels(curve), &[20; 7], &[11, 9, 12, 13, 17, 19, 20])
            .expect("answers");
        let at = Point { intercept: 0.3, slope: 1.2, guess: 0.5, lapse: 0.03 };
        let moved = |by: [f64; 3]| Point {
            intercept: at.intercept + by[0],
            slope: at.slope + by[1],
            lapse: at.lapse + by[2],
            ..at
        };
        let expansion = answers.expand(at);
        let step = 1e-5;
        for i in 0..3 {
            let mut by = [0.0; 3];
            by[i] = step;
            let (up, down) = (moved(by), moved(by.map(|by| -by)));
            let slope = (answers.ln_likelihood(up) - answers.ln_likelihood(down)) / (2.0 * step);
            let scale = 1.0 + slope.abs();
            assert!((expansion.gradient[i] - slope).abs() < 1e-6 * scale, "{curve:?} gradient {i}");
            for j in 0..3 {
                let bend = (answers.expand(up).gradient[j] - answers.expand(down).gradient[j])
                    / (2.0 * step);
                let scale = 1.0 + bend.abs();
                let got = expansion.curvature[i][j];
                assert!(
                    (got - bend).abs() < 1e-6 * scale,
                    "{curve:?} curvature {i}, {j}: {got}, {bend}"
                );
            }
        }
    }
}

#[test]
fn no_point_nearby_is_likelier() {
    for curve in CURVES {
        let model = Psychometric::new(curve).guess_rate(0.5).expect("a rate");
        let model = model.lapse(Lapse::FreeUpTo(0.2)).expect("a bound");
        let at = Point { intercept: 0.2, slope: 1.3, guess: 0.5, lapse: 0.06 };
        let successes = simulated(model, at, 200);
        let fit = model.fit(&levels(curve), &[200; 7], &successes).expect("a maximum");
        let ln_likelihood = |threshold: f64, shape: f64, lapse: f64| {
            let terms = levels(curve).into_iter().zip(&successes).map(|(level, &k)| {
                let rise = match curve {
                    Curve::Logistic => 1.0 / (1.0 + exp(-(level - threshold) / shape)),
                    Curve::CumulativeGaussian => {
                        spikebook_numeric::special::normal_cdf((level - threshold) / shape)
                    }
                    Curve::Weibull => 1.0 - exp(-power(level / threshold, shape)),
                };
                let p = 0.5 + (0.5 - lapse) * rise;
                k as f64 * ln(p) + (200 - k) as f64 * ln(1.0 - p)
            });
            terms.sum::<f64>()
        };
        let best = ln_likelihood(fit.threshold(), fit.shape(), fit.lapse_rate());
        assert!(
            (best - fit.ln_likelihood()).abs() < 1e-9,
            "{curve:?}: the likelihood is the one stated"
        );
        for (threshold, shape, lapse) in
            [(1e-3, 0.0, 0.0), (0.0, 1e-3, 0.0), (0.0, 0.0, 1e-4), (1e-3, 1e-3, -1e-4)]
        {
            for sign in [1.0, -1.0] {
                let (a, b) = (fit.threshold() + sign * threshold, fit.shape() + sign * shape);
                let nearby = ln_likelihood(a, b, fit.lapse_rate() + sign * lapse);
                assert!(nearby < best, "{curve:?}: {nearby} at ({a}, {b}) is above {best}");
            }
        }
    }
}

#[test]
fn what_was_simulated_is_found() {
    let at = Point { intercept: -0.5, slope: 1.6, guess: 0.5, lapse: 0.05 };
    for curve in CURVES {
        let model = Psychometric::new(curve).guess_rate(0.5).expect("a rate");
        let model = model.lapse(Lapse::FreeUpTo(0.2)).expect("a bound");
        let fit =
            model.fit(&levels(curve), &[4000; 7], &simulated(model, at, 4000)).expect("a maximum");
        let (threshold, shape) = curve.threshold_and_shape(at.intercept, at.slope);
        assert!(
            (fit.threshold() - threshold).abs() < 4.0 * fit.threshold_standard_error(),
            "{curve:?} threshold"
        );
        assert!((fit.shape() - shape).abs() < 4.0 * fit.shape_standard_error(), "{curve:?} shape");
        let lapse_error = fit.lapse_standard_error().expect("a free lapse rate");
        assert!(
            (fit.lapse_rate() - 0.05).abs() < 4.0 * lapse_error,
            "{curve:?} lapse {}",
            fit.lapse_rate()
        );
        assert!(
            fit.deviance() < 20.0,
            "{curve:?}: 4 degrees of freedom, deviance {}",
            fit.deviance()
        );
        assert_eq!(fit.degrees_of_freedom(), 4);
    }
}

#[test]
fn a_lapse_rate_without_lapses_ends_at_zero() {
    let successes = [0, 2, 12, 50, 88, 98, 100];
    let fixed =
        Psychometric::new(Curve::Logistic).fit(&LEVELS, &[100; 7], &successes).expect("a maximum");
    let free = Psychometric::new(Curve::Logistic).lapse(Lapse::FreeUpTo(0.1)).expect("a bound");
    let free = free.fit(&LEVELS, &[100; 7], &successes).expect("a maximum");
    assert_eq!((free.lapse_rate(), free.lapse_standard_error()), (0.0, None));
    assert!((free.threshold() - fixed.threshold()).abs() < 1e-9);
    assert!((free.threshold_standard_error() - fixed.threshold_standard_error()).abs() < 1e-9);
}

#[test]
fn a_coarse_search_finds_nothing_better() {
    let model = Psychometric::new(Curve::Logistic).guess_rate(0.5).expect("a rate");
    let model = model.lapse(Lapse::FreeUpTo(0.1)).expect("a bound");
    let mut at_a_bound = [0; 2];
    let mut inside = 0;
    for set in 0..150_u64 {
        let mut stream = Seed::from_name("small sets").replicate("answers", set);
        let at = Point {
            intercept: stream.uniform() - 0.5,
            slope: 0.7 + stream.uniform(),
            guess: 0.5,
            lapse: 0.1 * stream.uniform(),
        };
        let levels = LEVELS.map(|level| 1.5 * level);
        let none = Answers::new(Curve::Logistic, &levels, &[40; 7], &[0; 7]).expect("levels");
        let successes = levels.map(|level| {
            let (p, _) = none.probability(level, at);
            (0..40).filter(|_| stream.bernoulli(p)).count() as u64
        });
        let Ok(fit) = model.fit(&levels, &[40; 7], &successes) else { continue };
        match fit.lapse_standard_error() {
            Some(_) => inside += 1,
            None => at_a_bound[usize::from(fit.lapse_rate() > 0.0)] += 1,
        }
        let answers =
            Answers::new(Curve::Logistic, &levels, &[40; 7], &successes).expect("answers");
        for (intercept, slope, lapse) in (0..21).flat_map(|i| {
            (0..20).flat_map(move |j| {
                (0..6).map(move |k| {
                    (0.2 * f64::from(i) - 2.0, 0.2 * f64::from(j + 1), 0.02 * f64::from(k))
                })
            })
        }) {
            let point = Point { intercept, slope, guess: 0.5, lapse };
            let height = answers.ln_likelihood(point);
            assert!(height <= fit.ln_likelihood() + 1e-9, "set {set}: {point:?} is higher");
        }
    }
    assert!(inside > 10 && at_a_bound[0] > 10 && at_a_bound[1] > 10, "{inside}, {at_a_bound:?}");
}

#[test]
fn repeated_levels_are_pooled_and_empty_ones_left_out() {
    let model = Psychometric::new(Curve::CumulativeGaussian);
    let once = model.fit(&LEVELS, &[10; 7], &[0, 1, 3, 4, 8, 9, 10]).expect("a maximum");
    let twice: Vec<f64> = LEVELS.into_iter().chain(LEVELS).chain([17.0]).collect();
    let trials = [vec![5; 14], vec![0]].concat();
    let successes = [0, 1, 2, 2, 4, 5, 5, 0, 0, 1, 2, 4, 4, 5, 0];
    let split = model.fit(&twice, &trials, &successes).expect("a maximum");
    assert!((once.threshold() - split.threshold()).abs() < 1e-9);
    assert!((once.shape_standard_error() - split.shape_standard_error()).abs() < 1e-9);
}

#[test]
fn a_weibull_level_of_zero_is_pure_guessing() {
    let model = Psychometric::new(Curve::Weibull).guess_rate(0.5).expect("a rate");
    let (levels, n, k) =
        ([0.032, 0.064, 0.128, 0.256, 0.512], [1000; 5], [642, 777, 941, 995, 1000]);
    let without = model.fit(&levels, &n, &k).expect("a maximum");
    let zero = [vec![0.0], levels.to_vec()].concat();
    let with = model.fit(&zero, &[1000; 6], &[500, 642, 777, 941, 995, 1000]).expect("a maximum");
    assert!((with.threshold() - without.threshold()).abs() < 1e-12);
    assert_eq!(with.probability(0.0), 0.5);
    let guesses = 1000.0 * ln(0.5);
    assert!((with.ln_likelihood() - without.ln_likelihood() - guesses).abs() < 1e-9);
}

#[test]
fn answers_that_make_a_step_are_refused() {
    let yes_no = Psychometric::new(Curve::Logistic);
    let refused = |successes: &[u64]| yes_no.fit(&LEVELS, &[10; 7], successes).expect_err("a step");
    assert_eq!(refused(&[0, 0, 0, 0, 10, 10, 10]), Error::PsychometricStep { near: 0.5 });
    assert_eq!(refused(&[0, 0, 0, 4, 10, 10, 10]), Error::PsychometricStep { near: 0.0 });
    assert_eq!(refused(&[4, 10, 10, 10, 10, 10, 10]), Error::PsychometricStep { near: -3.0 });
    // With guesses the lower levels are mixed, and only the climb itself shows the step.
    let guessing = yes_no.guess_rate(0.5).expect("a rate");
    let step = guessing.fit(&LEVELS, &[1000; 7], &[500, 500, 500, 500, 1000, 1000, 1000]);
    assert!(
        matches!(step, Err(Error::PsychometricStep { near }) if (0.0..1.0).contains(&near)),
        "{step:?}"
    );
}

#[test]
fn answers_that_do_not_rise_are_refused() {
    let yes_no = Psychometric::new(Curve::Logistic);
    for successes in [[0; 7], [10; 7], [5; 7], [10, 9, 8, 5, 3, 1, 0]] {
        let refused = yes_no.fit(&LEVELS, &[10; 7], &successes).expect_err("flat");
        assert_eq!(refused, Error::PsychometricFlat, "{successes:?}");
    }
    // At chance or below it throughout, the likelihood wants the threshold at infinity.
    let guessing = yes_no.guess_rate(0.5).expect("a rate");
    let refused =
        guessing.fit(&LEVELS, &[100; 7], &[50, 45, 52, 48, 50, 46, 49]).expect_err("chance");
    assert_eq!(refused, Error::PsychometricFlat);
}

#[test]
fn messages() {
    let model = Psychometric::new(Curve::Weibull);
    let refused = |error: Error| error.to_string();
    assert_snapshot!(refused(model.guess_rate(1.0).expect_err("all guesses")), @"guess_rate: got 1, wanted a number in [0, 1)");
    let half = model.guess_rate(0.5).expect("a rate");
    assert_snapshot!(refused(half.lapse(Lapse::Fixed(0.5)).expect_err("nothing left")), @"lapse_rate: got 0.5, wanted a number in [0, 1) that leaves guess rate + lapse rate below 1");
    assert_snapshot!(refused(model.fit(&[1.0, 2.0], &[3], &[1, 2]).expect_err("lengths")), @"trials: got 1 entries, wanted 2");
    assert_snapshot!(refused(model.fit(&[1.0, -2.0], &[3, 3], &[1, 2]).expect_err("negative")), @"level: got -2, wanted at least 0 for a Weibull curve");
    assert_snapshot!(refused(model.fit(&[1.0, 2.0], &[3, 3], &[1, 4]).expect_err("too many")), @"row 2: got 4 successes, wanted at most the 3 trials");
    assert_snapshot!(refused(model.fit(&[1.0, 1.0], &[3, 3], &[1, 2]).expect_err("one level")), @"levels with trials: got 1, wanted at least 2");
    assert_snapshot!(refused(model.fit(&[1.0, f64::NAN], &[3, 3], &[1, 2]).expect_err("NaN")), @"levels, row 2: got NaN, wanted a finite number");
    let step = Error::PsychometricStep { near: 0.5 };
    assert_snapshot!(step, @"psychometric function: the likelihood grows without end as the curve becomes a step near 0.5, wanted two levels with mixed answers");
    assert_snapshot!(step.hint().expect("a hint"), @"measure at levels nearer to the threshold, or fix a lapse rate above 0");
    assert_snapshot!(Error::PsychometricFlat, @"psychometric function: the answers do not rise with the level, so no threshold can be told");
    assert_snapshot!(Error::PsychometricFlat.hint().expect("a hint"), @"check the sign of the levels and the guess rate");
    let stuck =
        Error::PsychometricNotConverged { n_iterations: 200, distance: 0.25, tolerance: 1e-9 };
    assert_snapshot!(stuck, @"psychometric function: after 200 steps the maximum is 0.25 standard errors away, wanted at most 0.000000001");
}

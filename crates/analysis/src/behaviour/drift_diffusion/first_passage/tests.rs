//! The density against its integrals and limits, the fit against simulated walks.

use spikebook_numeric::Seed;
use spikebook_numeric::elementary::logistic;

use super::*;

const MODEL: FirstPassage =
    FirstPassage { gain: 6.0, offset: 0.3, separation: 1.3, start: 0.45, non_decision_s: 0.3 };

#[test]
fn the_density_integrates_to_the_share() {
    for strength in [-0.4, 0.0, 0.1, 0.5] {
        let (mut upper, mut lower) = (0.0, 0.0);
        let step = 1e-4;
        for i in 0..60_000 {
            let reaction_time_s = 0.3 + (f64::from(i) + 0.5) * step;
            let trial = Trial { strength, upper: true, reaction_time_s };
            upper += step * exp(MODEL.ln_density(trial));
            lower += step * exp(MODEL.ln_density(Trial { upper: false, ..trial }));
        }
        assert!((upper + lower - 1.0).abs() < 1e-6, "{strength}: {upper} + {lower}");
        assert!((upper - MODEL.share_upper(strength)).abs() < 1e-6, "{strength}: {upper}");
    }
}

#[test]
fn both_series_meet() {
    for w in [0.05, 0.3, 0.5, 0.9] {
        let at = |u: f64| ln_driftless(Jet::<0>::constant(u), Jet::constant(w)).value;
        let (below, above) = (at(SHORT * (1.0 - 1e-13)), at(SHORT));
        assert!((below - above).abs() < 1e-11, "w = {w}: {below} and {above}");
    }
}

#[test]
fn far_too_fast_is_improbable_and_no_nan() {
    let trial = Trial { strength: 0.0, upper: true, reaction_time_s: 0.3 + 1e-5 };
    let density = MODEL.ln_density(trial);
    assert!(density.is_finite() && density < -1e4, "{density}");
    assert_eq!(MODEL.ln_density(Trial { reaction_time_s: 0.2, ..trial }), f64::NEG_INFINITY);
}

/// Walks in small steps, whose bounds are moved in by 0.5826 √dt for what they overshoot between steps.
fn walks(n: usize) -> Vec<Trial> {
    let dt = 2e-4_f64;
    let shift = 0.582_6 * dt.sqrt();
    (0..n)
        .map(|i| {
            let mut stream = Seed::from_number(5).replicate("walk", i as u64);
            let strength = [-0.5, -0.25, -0.1, 0.0, 0.1, 0.25, 0.5][i % 7];
            let drift = MODEL.gain * strength + MODEL.offset;
            let mut x = MODEL.start * MODEL.separation;
            let mut n_steps = 0;
            while x > shift && x < MODEL.separation - shift {
                x += drift * dt + dt.sqrt() * stream.standard_normal();
                n_steps += 1;
            }
            let reaction_time_s = MODEL.non_decision_s + f64::from(n_steps) * dt;
            Trial { strength, upper: x >= MODEL.separation - shift, reaction_time_s }
        })
        .collect()
}

#[test]
fn walks_give_their_parameters_back() {
    let fit = FirstPassage::fit_with_bias(&walks(2800)).expect("a fit");
    let (got, error) = (fit.estimate, fit.standard_error);
    let pairs = [
        ("gain", got.gain, MODEL.gain, error.gain),
        ("offset", got.offset, MODEL.offset, error.offset),
        ("separation", got.separation, MODEL.separation, error.separation),
        ("start", got.start, MODEL.start, error.start),
        ("non-decision", got.non_decision_s, MODEL.non_decision_s, error.non_decision_s),
    ];
    for (name, got, wanted, error) in pairs {
        // Five parameters, each within 3.3 standard errors: level 0.005 together.
        assert!((got - wanted).abs() < 3.3 * error, "{name}: {got} ± {error}, wanted {wanted}");
        assert!(error > 0.0 && error < 0.2 * wanted.abs().max(0.5), "{name}: {error}");
    }
    let simple = FirstPassage::fit(&walks(2800)).expect("a fit");
    assert!(fit.ln_likelihood > simple.ln_likelihood && fit.aic() < simple.aic());
}

#[test]
fn what_cannot_be_fitted_is_named() {
    let one_sided: Vec<Trial> = walks(70).into_iter().map(|t| Trial { upper: true, ..t }).collect();
    assert!(matches!(FirstPassage::fit(&one_sided), Err(Error::OneOutcome { .. })));
    assert!(matches!(FirstPassage::fit(&walks(7)), Err(Error::TooFew { .. })));
    let mut bad = walks(70);
    bad[3].reaction_time_s = 0.0;
    assert!(matches!(FirstPassage::fit(&bad), Err(Error::OutOfRange { row: 3, .. })));
}

#[test]
fn an_unbiased_share_is_logistic() {
    // A start midway and no offset: the share is the logistic function of drift times separation.
    let middle = FirstPassage { offset: 0.0, start: 0.5, ..MODEL };
    let wanted = logistic(MODEL.gain * 0.2 * MODEL.separation);
    assert!((middle.share_upper(0.2) - wanted).abs() < 1e-14);
}

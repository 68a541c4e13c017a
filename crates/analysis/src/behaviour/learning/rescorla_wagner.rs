//! Cues that come together share what they predict: blocking, overshadowing, extinction.
//!
//! With cues x (1 where one is shown), an outcome λ and associative strengths V,
//!
//! V ← V + α x (λ − V·x),   P(response) = 1/(1 + e^{−(β V·x + b)}).
//!
//! The error is of the sum of all cues that are there, so a cue learns nothing from what another already predicts (blocking). The
//! fit maximises the log-likelihood of yes-or-no responses over α in (0, 1), β and b by Newton's method with exact derivatives;
//! without responses, [`strengths`] gives V at known α. Rescorla & Wagner (1972); Miller, Barnet & Grahame (1995),
//! doi:10.1037/0033-2909.117.3.363.
//!
//! It misleads about latent inhibition and spontaneous recovery, which the rule does not have.

use ndarray::{Array2, ArrayView2};
use spikebook_numeric::elementary::log_odds;

use crate::Error;
use crate::jet::Jet;
use crate::maximum::{Maximum, maximise};

/// The parameters of a learner that responds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RescorlaWagner {
    /// α
    pub learning_rate: f64,
    /// β, in 1/outcome
    pub firmness: f64,
    /// b, the log-odds of a response where nothing is expected
    pub readiness: f64,
}

/// A fit with its standard errors.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// The maximum of the likelihood
    pub estimate: RescorlaWagner,
    /// Standard errors from the observed information
    pub standard_error: RescorlaWagner,
    /// The log-likelihood of the responses
    pub ln_likelihood: f64,
    /// Newton steps taken
    pub n_iterations: usize,
}

/// The strength of each cue before each trial, (trials × cues), at a known learning rate.
///
/// # Errors
/// [`Error::Length`] where outcomes are not one a trial, [`Error::NonFinite`], [`Error::Parameter`] for a rate outside [0, 1],
/// [`Error::Overflow`] for cues so strong that strengths leave the range of numbers.
pub fn strengths(
    cues: ArrayView2<'_, f64>,
    outcomes: &[f64],
    learning_rate: f64,
) -> Result<Array2<f64>, Error> {
    check(cues, outcomes)?;
    if !(0.0..=1.0).contains(&learning_rate) {
        let wanted = "a number in [0, 1]";
        return Err(Error::Parameter { parameter: "learning_rate", got: learning_rate, wanted });
    }
    let mut strengths = Array2::zeros(cues.dim());
    let mut now = vec![0.0; cues.ncols()];
    for (trial, shown) in cues.outer_iter().enumerate() {
        strengths.row_mut(trial).iter_mut().zip(&now).for_each(|(cell, &value)| *cell = value);
        let expected: f64 = shown.iter().zip(&now).map(|(x, value)| x * value).sum();
        for (value, x) in now.iter_mut().zip(shown) {
            *value += learning_rate * x * (outcomes[trial] - expected);
        }
    }
    if now.iter().chain(&strengths).all(|strength| strength.is_finite()) {
        Ok(strengths)
    } else {
        Err(Error::Overflow { what: "cues".into() })
    }
}

/// Fits learning rate, firmness and readiness to responses, (trials × cues) in order.
///
/// # Errors
/// - as [`strengths`], and [`Error::TooFew`] below ten trials, [`Error::OneOutcome`] where all responses are alike,
/// - [`Error::NotConverged`] where nothing was learnt or responses are without exception.
pub fn fit(cues: ArrayView2<'_, f64>, outcomes: &[f64], responses: &[bool]) -> Result<Fit, Error> {
    check(cues, outcomes)?;
    let n_rows = responses.len();
    if n_rows != outcomes.len() {
        return Err(Error::Length { what: "responses", got: n_rows, wanted: outcomes.len() });
    }
    if n_rows < 10 {
        return Err(Error::TooFew { what: "trials", got: n_rows, wanted: 10 });
    }
    if responses.iter().all(|&response| response == responses[0]) {
        let outcome = if responses[0] { "success" } else { "failure" };
        return Err(Error::OneOutcome { outcome, n_rows });
    }
    let size = outcomes.iter().map(|outcome| outcome.abs()).fold(0.0, f64::max).max(1e-300);
    let n_yes = responses.iter().filter(|&&response| response).count();
    let readiness = log_odds(n_yes as f64 / n_rows as f64);
    let mut best: Option<Maximum<3>> = None;
    let mut refusal = None;
    for rate in [0.05, 0.2, 0.6] {
        let start = [log_odds(rate), 1.0 / size, readiness];
        match maximise("rescorla-wagner", start, |at| ln_likelihood(cues, outcomes, responses, at))
        {
            Ok(maximum) => {
                if best.as_ref().is_none_or(|b| maximum.ln_likelihood > b.ln_likelihood + 1e-9) {
                    best = Some(maximum);
                }
            }
            Err(error) => refusal = Some(error),
        }
    }
    let Some(maximum) = best else {
        return Err(refusal.expect("a climb that finds no maximum says why"));
    };
    let natural: [fn([Jet<3>; 3]) -> Jet<3>; 3] = [
        |[rate, _, _]| rate.logistic(),
        |[_, firmness, _]| firmness,
        |[_, _, readiness]| readiness,
    ];
    let named = |[learning_rate, firmness, readiness]: [f64; 3]| RescorlaWagner {
        learning_rate,
        firmness,
        readiness,
    };
    Ok(Fit {
        estimate: named(natural.map(|of| of(Jet::parameters(maximum.at)).value)),
        standard_error: named(natural.map(|of| maximum.standard_error(of))),
        ln_likelihood: maximum.ln_likelihood,
        n_iterations: maximum.n_iterations,
    })
}

fn ln_likelihood(
    cues: ArrayView2<'_, f64>,
    outcomes: &[f64],
    responses: &[bool],
    [rate, firmness, readiness]: [Jet<3>; 3],
) -> Jet<3> {
    let rate = rate.logistic();
    let mut now = vec![Jet::constant(0.0); cues.ncols()];
    let mut total = Jet::constant(0.0);
    for (trial, shown) in cues.outer_iter().enumerate() {
        let expected =
            shown.iter().zip(&now).fold(Jet::constant(0.0), |sum, (&x, value)| sum + *value * x);
        let drive = firmness * expected + readiness;
        total = total - if responses[trial] { -drive } else { drive }.ln_1_plus_exp();
        let error = -expected + outcomes[trial];
        for (value, &x) in now.iter_mut().zip(shown) {
            *value = *value + rate * error * x;
        }
    }
    total
}

fn check(cues: ArrayView2<'_, f64>, outcomes: &[f64]) -> Result<(), Error> {
    if outcomes.len() != cues.nrows() {
        return Err(Error::Length { what: "outcomes", got: outcomes.len(), wanted: cues.nrows() });
    }
    if cues.ncols() == 0 {
        return Err(Error::TooFew { what: "cues", got: 0, wanted: 1 });
    }
    for (row, &got) in outcomes.iter().enumerate() {
        if !got.is_finite() {
            return Err(Error::NonFinite { what: "outcome".into(), row, got });
        }
    }
    for ((row, column), &got) in cues.indexed_iter() {
        if !got.is_finite() {
            return Err(Error::NonFinite { what: format!("cue {column}"), row, got });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use spikebook_numeric::Seed;
    use spikebook_numeric::elementary::{logistic, power};

    use super::*;

    /// Light alone until it predicts the outcome, then light with tone.
    fn blocking(n: usize) -> Array2<f64> {
        Array2::from_shape_fn(
            (2 * n, 2),
            |(trial, cue)| if cue == 0 || trial >= n { 1.0 } else { 0.0 },
        )
    }

    #[test]
    fn strengths_follow_their_closed_form_and_block() {
        let n = 40;
        let v = strengths(blocking(n).view(), &vec![1.0; 2 * n], 0.2).expect("a rate");
        for trial in 0..n {
            let wanted = 1.0 - power(0.8, trial as f64);
            assert!((v[(trial, 0)] - wanted).abs() < 1e-14, "trial {trial}");
        }
        assert!(v[(2 * n - 1, 1)] < 1e-4, "the tone is blocked");
    }

    #[test]
    fn learners_come_back() {
        let n = 3000;
        let mut stream = Seed::from_number(11).replicate("learner", 0);
        let cues = Array2::from_shape_fn((n, 2), |_| if stream.bernoulli(0.6) { 1.0 } else { 0.0 });
        // The outcome comes with the first cue, in blocks.
        let outcomes: Vec<f64> = (0..n)
            .map(|t| if cues[(t, 0)] > 0.0 && (t / 50) % 2 == 0 { 1.0 } else { 0.0 })
            .collect();
        let (rate, firmness, readiness) = (0.15, 4.0, -1.5);
        let v = strengths(cues.view(), &outcomes, rate).expect("a rate");
        let responses: Vec<bool> = (0..n)
            .map(|t| {
                let expected = v[(t, 0)] * cues[(t, 0)] + v[(t, 1)] * cues[(t, 1)];
                stream.bernoulli(logistic(firmness * expected + readiness))
            })
            .collect();
        let fit = fit(cues.view(), &outcomes, &responses).expect("a fit");
        let (got, error) = (fit.estimate, fit.standard_error);
        assert!((got.learning_rate - rate).abs() < 3.3 * error.learning_rate, "{fit:?}");
        assert!((got.firmness - firmness).abs() < 3.3 * error.firmness, "{fit:?}");
        assert!((got.readiness - readiness).abs() < 3.3 * error.readiness, "{fit:?}");
    }

    #[test]
    fn wrong_input_is_named() {
        let cues = blocking(10);
        insta::assert_snapshot!(strengths(cues.view(), &[1.0; 3], 0.2).expect_err("too short"), @"outcomes: got 3 entries, wanted 20");
        insta::assert_snapshot!(strengths(cues.view(), &[1.0; 20], 1.2).expect_err("a rate above 1"), @"learning_rate: got 1.2, wanted a number in [0, 1]");
        assert!(matches!(fit(cues.view(), &[1.0; 20], &[true; 20]), Err(Error::OneOutcome { .. })));
    }
}

//! What do earlier choices and their outcomes do to this one?
//!
//! Logistic regression of a choice on the stimulus and on the last L trials:
//!
//! ln odds(right) = b + s·stimulus + Σₗ aₗ choice(t − l) + Σₗ rₗ choice(t − l) · rewarded(t − l),
//!
//! choices and rewards coded ±1 (left −1, right +1; unrewarded −1, rewarded +1). aₗ > 0 repeats a choice whatever came of it; rₗ > 0
//! repeats what was rewarded and leaves what was not ("win stay, lose shift"). This module makes the design;
//! [`Glm::binomial`](crate::regression::Glm::binomial) fits it. Trials that lack L earlier ones in their own session are left
//! out. Lau & Glimcher (2005), doi:10.1901/jeab.2005.110-04; Busse et al. (2011), doi:10.1523/JNEUROSCI.6689-10.2011.
//!
//! It misleads where drifts in bias or motivation make neighbours alike: they look like repetition.
//!
//! ```
//! use spikebook_analysis::behaviour::choice_history::{ChoiceHistory, Trial};
//!
//! let trial = |right, rewarded| Trial { right, rewarded, session: 0 };
//! let trials = [trial(true, true), trial(false, true), trial(false, false)];
//! let history = ChoiceHistory::new(1)?.design(&trials, None)?;
//! assert_eq!(history.rows, [1, 2]);
//! assert_eq!(history.matrix, ndarray::array![[1.0, 1.0], [-1.0, -1.0]]);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use ndarray::Array2;

use crate::Error;

/// One trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trial {
    /// Whether right was chosen
    pub right: bool,
    /// Whether a reward came of it
    pub rewarded: bool,
    /// Trials of one session follow each other; others know nothing of them
    pub session: i64,
}

/// How far back to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChoiceHistory {
    n_lags: usize,
}

/// Regressors of the trials that have a past.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// The trials, by their place in the input
    pub rows: Vec<usize>,
    /// What the columns are called: `stimulus`, `choice_1` …, `rewarded_choice_1` …
    pub terms: Vec<String>,
    /// (rows × terms)
    pub matrix: Array2<f64>,
}

impl ChoiceHistory {
    /// Over the last `n_lags` trials.
    ///
    /// # Errors
    /// [`Error::TooFew`] for no lag.
    pub fn new(n_lags: usize) -> Result<Self, Error> {
        if n_lags == 0 {
            return Err(Error::TooFew { what: "lags", got: 0, wanted: 1 });
        }
        Ok(Self { n_lags })
    }

    /// The regressors of trials in order; `stimulus` is signed evidence for right, one a trial.
    ///
    /// # Errors
    /// [`Error::Length`] of the stimulus, [`Error::NonFinite`], [`Error::TooFew`] where no trial has enough of a past.
    pub fn design(&self, trials: &[Trial], stimulus: Option<&[f64]>) -> Result<History, Error> {
        if let Some(stimulus) = stimulus {
            if stimulus.len() != trials.len() {
                let (got, wanted) = (stimulus.len(), trials.len());
                return Err(Error::Length { what: "stimulus", got, wanted });
            }
            if let Some(row) = stimulus.iter().position(|value| !value.is_finite()) {
                let got = stimulus[row];
                return Err(Error::NonFinite { what: "stimulus".into(), row, got });
            }
        }
        let has_past = |&row: &usize| {
            row >= self.n_lags
                && trials[row - self.n_lags..row].iter().all(|t| t.session == trials[row].session)
        };
        let rows: Vec<usize> = (0..trials.len()).filter(has_past).collect();
        if rows.is_empty() {
            return Err(Error::TooFew { what: "trials with a past", got: 0, wanted: 1 });
        }
        let lags = || 1..=self.n_lags;
        let terms: Vec<String> = stimulus
            .map(|_| "stimulus".to_owned())
            .into_iter()
            .chain(lags().map(|lag| format!("choice_{lag}")))
            .chain(lags().map(|lag| format!("rewarded_choice_{lag}")))
            .collect();
        let sign = |yes: bool| if yes { 1.0 } else { -1.0 };
        let choice = |row: usize| sign(trials[row].right);
        let entries: Vec<f64> = rows
            .iter()
            .flat_map(|&row| {
                let now = stimulus.map(|stimulus| stimulus[row]);
                let choices = lags().map(move |lag| choice(row - lag));
                let rewarded =
                    lags().map(move |lag| choice(row - lag) * sign(trials[row - lag].rewarded));
                now.into_iter().chain(choices).chain(rewarded).collect::<Vec<f64>>()
            })
            .collect();
        let matrix = Array2::from_shape_vec((rows.len(), terms.len()), entries);
        let matrix = matrix.expect("every row has an entry a term");
        Ok(History { rows, terms, matrix })
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array1;
    use spikebook_numeric::Seed;
    use spikebook_numeric::elementary::logistic;

    use super::*;
    use crate::regression::Glm;

    #[test]
    fn a_known_habit_comes_back() {
        let mut stream = Seed::from_number(21).replicate("habit", 0);
        let (bias, by_stimulus, repeat, win_stay) = (0.2, 1.5, 0.4, 0.6);
        let mut trials: Vec<Trial> = Vec::new();
        let mut stimulus = Vec::new();
        for t in 0..6000_i64 {
            let strength = 2.0 * stream.uniform() - 1.0;
            let past = trials.last().filter(|_| t % 500 != 0).map_or(0.0, |last: &Trial| {
                let choice = if last.right { 1.0 } else { -1.0 };
                choice * (repeat + win_stay * if last.rewarded { 1.0 } else { -1.0 })
            });
            let right = stream.bernoulli(logistic(bias + by_stimulus * strength + past));
            let rewarded = stream.bernoulli(if right == (strength > 0.0) { 0.9 } else { 0.1 });
            trials.push(Trial { right, rewarded, session: t / 500 });
            stimulus.push(strength);
        }
        let history = ChoiceHistory::new(1).expect("a lag").design(&trials, Some(&stimulus));
        let history = history.expect("a design");
        assert_eq!(history.rows.len(), 6000 - 12);
        let response = Array1::from_iter(
            history.rows.iter().map(|&row| if trials[row].right { 1.0 } else { 0.0 }),
        );
        let fit = Glm::binomial()
            .fit_design(history.matrix.view(), response.view(), None, None)
            .expect("a fit");
        let wanted = [bias, by_stimulus, repeat, win_stay];
        for ((got, error), wanted) in fit.estimates().iter().zip(fit.standard_errors()).zip(wanted)
        {
            assert!((got - wanted).abs() < 3.3 * error, "{got} ± {error}, wanted {wanted}");
        }
    }

    #[test]
    fn no_past_is_an_error() {
        let trials = [Trial { right: true, rewarded: true, session: 0 }; 2];
        let history = ChoiceHistory::new(2).expect("two lags");
        insta::assert_snapshot!(history.design(&trials, None).expect_err("too short"), @"trials with a past: got 0, wanted at least 1");
    }
}

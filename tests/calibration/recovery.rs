//! Many recordings of one model, and what is asked of their estimates.

use rayon::prelude::*;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::sqrt;
use spikebook_numeric::special::normal_quantile;

/// Recordings of the fast form.
pub(crate) const FEW: usize = 40;

/// Recordings of the slow form.
pub(crate) const MANY: usize = 400;

/// A bias of so many standard errors is none: estimates of maximum likelihood have one that falls with the number of rows.
const SMALL_BIAS: f64 = 0.1;

/// A parameter of one recording.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) what: String,
    pub(crate) estimate: f64,
    pub(crate) standard_error: f64,
    pub(crate) truth: f64,
}

impl Found {
    pub(crate) fn new(what: &str, estimate: f64, standard_error: f64, truth: f64) -> Self {
        Self { what: what.to_owned(), estimate, standard_error, truth }
    }
}

/// Simulates and fits so many recordings, and fails where a parameter does not come back.
pub(crate) fn comes_back(
    model: &str,
    n_recordings: usize,
    fit: impl Fn(Seed) -> Vec<Found> + Sync,
) {
    let seed = Seed::from_name("models come back").child(model);
    let recordings: Vec<Vec<Found>> = (0..n_recordings)
        .into_par_iter()
        .map(|number| fit(seed.child(&number.to_string())))
        .collect();
    let n = n_recordings as f64;
    let n_parameters = recordings[0].len();
    // Two claims of each parameter, two sides of each claim.
    let z = normal_quantile(1.0 - 0.001 / (4 * n_parameters) as f64);
    let mut faults = Vec::new();
    for parameter in 0..n_parameters {
        let what = &recordings[0][parameter].what;
        let errors: Vec<f64> = recordings
            .iter()
            .map(|found| {
                let found = &found[parameter];
                (found.estimate - found.truth) / found.standard_error
            })
            .collect();
        let share = errors.iter().filter(|error| error.abs() <= 1.959_964).count() as f64 / n;
        let bias = errors.iter().sum::<f64>() / n;
        if (share - 0.95).abs() > z * sqrt(0.95 * 0.05 / n) {
            faults.push(format!("{what}: 95 % intervals hold the truth in {share}"));
        }
        if !(bias.abs() <= SMALL_BIAS + z / sqrt(n)) {
            faults.push(format!("{what}: off by {bias} standard errors on average"));
        }
    }
    assert!(faults.is_empty(), "{model}, {n_recordings} recordings:\n{}", faults.join("\n"));
}

/// The fast and the slow form of each model.
macro_rules! models_come_back {
    ($($model:ident),* $(,)?) => {
        $(
            mod $model {
                use super::super::recovery::{FEW, MANY, comes_back};

                #[test]
                fn comes_back_in_a_few_recordings() {
                    comes_back(stringify!($model), FEW, super::$model);
                }

                #[test]
                #[ignore = "400 recordings: make test-slow"]
                fn comes_back_in_many_recordings() {
                    comes_back(stringify!($model), MANY, super::$model);
                }
            }
        )*
    };
}

pub(crate) use models_come_back;

//! One law each: from a column to observations, and from a fit to columns.

use ndarray::{Array2, ArrayView2};
use spikebook_analysis::Error;
use spikebook_analysis::sequences::hidden_markov::{
    BaumWelch, Categorical, Counts, Emissions, Gaussian, Points, Poisson, Symbols,
};
use spikebook_data::Table;
use spikebook_numeric::Seed;
use spikebook_pipeline::Failure;

use crate::matrices::matrix_of;

/// What the parameters say.
pub(super) struct Settings<'a> {
    pub(super) column: &'a str,
    pub(super) n_states: usize,
    pub(super) n_restarts: usize,
    pub(super) max_iterations: usize,
    pub(super) tolerance: f64,
    pub(super) n_fitted: usize,
    pub(super) seed: Seed,
}

/// What was found, in columns.
pub(super) struct Found {
    pub(super) path: Vec<usize>,
    pub(super) posterior: Vec<f64>,
    pub(super) start: Vec<f64>,
    pub(super) dwell_bins: Vec<f64>,
    pub(super) transitions: Vec<f64>,
    pub(super) means: Vec<f64>,
    pub(super) n_fitted: usize,
    pub(super) n_iterations: usize,
    pub(super) n_converged: usize,
    pub(super) ln_likelihood: f64,
    pub(super) bic: f64,
    pub(super) held_out_per_bin: Option<f64>,
}

pub(super) fn fit_poisson(settings: &Settings<'_>, table: &Table) -> Result<Found, Failure> {
    let matrix = matrix_of(table, settings.column)?;
    let is_count =
        |value: f64| value >= 0.0 && value <= f64::from(u32::MAX) && value.fract() == 0.0;
    if let Some(((row, _), got)) = matrix.indexed_iter().find(|(_, value)| !is_count(**value)) {
        return Err(Failure::new(
            format!(
                "input `observations`, column `{}`, row {row}: got {got}, wanted counts",
                settings.column
            ),
            "take `law = gaussian` for other numbers",
        ));
    }
    let counts = matrix.mapv(|count| count as u32);
    let part = |rows: &[usize], lengths: &[usize]| {
        Counts::new(counts.select(ndarray::Axis(0), rows).view())?.in_sequences(lengths)
    };
    fit::<Poisson>(settings, table, part, |laws| flat(laws.means()))
}

pub(super) fn fit_gaussian(settings: &Settings<'_>, table: &Table) -> Result<Found, Failure> {
    let points: Array2<f64> = matrix_of(table, settings.column)?;
    let part = |rows: &[usize], lengths: &[usize]| {
        Points::new(points.select(ndarray::Axis(0), rows).view())?.in_sequences(lengths)
    };
    fit::<Gaussian>(settings, table, part, |laws| flat(laws.means()))
}

pub(super) fn fit_categorical(settings: &Settings<'_>, table: &Table) -> Result<Found, Failure> {
    let numbers = table.integers(settings.column)?;
    let symbols: Vec<usize> = numbers
        .iter()
        .enumerate()
        .map(|(row, &number)| {
            usize::try_from(number).map_err(|_| {
                Failure::new(
                    format!(
                        "input `observations`, column `{}`, row {row}: got {number}, wanted a number from 0 on",
                        settings.column
                    ),
                    "number the symbols 0, 1, 2, …",
                )
            })
        })
        .collect::<Result<_, _>>()?;
    let n_symbols = symbols.iter().max().map_or(1, |last| last + 1);
    let part = |rows: &[usize], lengths: &[usize]| {
        let of_rows: Vec<usize> = rows.iter().map(|&row| symbols[row]).collect();
        Symbols::new(&of_rows, n_symbols)?.in_sequences(lengths)
    };
    fit::<Categorical>(settings, table, part, |laws| flat(laws.probabilities()))
}

fn fit<E: Emissions>(
    settings: &Settings<'_>,
    table: &Table,
    part: impl Fn(&[usize], &[usize]) -> Result<E::Observations, Error>,
    means: impl Fn(&E) -> Vec<f64>,
) -> Result<Found, Failure> {
    let trials: Vec<i64> = if table.has("trial_id") {
        table.integers("trial_id")?.to_vec()
    } else {
        vec![0; table.n_rows()]
    };
    let rows = |from: usize, to: usize| {
        let lengths: Vec<usize> =
            trials[from..to].chunk_by(|a, b| a == b).map(<[i64]>::len).collect();
        part(&(from..to).collect::<Vec<_>>(), &lengths)
    };
    let n_rows = table.n_rows();
    let fit = BaumWelch::new(settings.n_states)?
        .with_restarts(settings.n_restarts)?
        .with_max_iterations(settings.max_iterations)?
        .with_tolerance(settings.tolerance)?
        .fit::<E>(&rows(0, settings.n_fitted)?, settings.seed)?;
    let held_out_per_bin = if settings.n_fitted < n_rows {
        let ln_likelihood = fit.model().ln_likelihood(&rows(settings.n_fitted, n_rows)?)?;
        Some(ln_likelihood / (n_rows - settings.n_fitted) as f64)
    } else {
        None
    };
    let all = rows(0, n_rows)?;
    let model = fit.model();
    Ok(Found {
        path: model.most_probable_path(&all)?.states,
        posterior: flat(model.posterior(&all)?.probabilities.view()),
        start: model.start().to_vec(),
        dwell_bins: model.dwell_steps(),
        transitions: flat(model.transitions()),
        means: means(model.emissions()),
        n_fitted: settings.n_fitted,
        n_iterations: fit.history().len(),
        n_converged: fit.ln_likelihoods_of_starts().iter().flatten().count(),
        ln_likelihood: fit.ln_likelihood(),
        bic: fit.bic(),
        held_out_per_bin,
    })
}

fn flat(matrix: ArrayView2<'_, f64>) -> Vec<f64> {
    matrix.iter().copied().collect()
}

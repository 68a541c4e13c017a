//! Which of a few states was the network in, bin by bin?
//!
//! A hidden Markov model is fitted by expectation–maximisation from several random starts: states follow one
//! another with fixed chances, and each has its own law of what is observed: `poisson` counts with a mean for
//! each unit, `gaussian` vectors with mean and covariance, or `categorical` numbers of symbols. The path is
//! the most probable one as a whole (Viterbi), `posterior` the probability of each state in each bin. With
//! `held_out` the model is fitted to the first part alone, and the ln-likelihood of the rest says how well it
//! predicts: the way to choose `n_states`. Where `observations` has a column `trial_id`, trials do not follow
//! one another.
//!
//! States are sorted by their level (total rate, mean of the first dimension). It misleads where rates drift,
//! which comes out as states that follow each other once. Rabiner (1989), doi:10.1109/5.18626.

mod laws;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use laws::{Found, Settings, fit_categorical, fit_gaussian, fit_poisson};

/// `hidden-markov-model`.
pub struct HiddenMarkovModel;

/// What a state shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Law {
    /// Independent counts
    Poisson,
    /// Points about a mean
    Gaussian,
    /// Whole numbers that stand for symbols
    Categorical,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column that is observed: vectors of counts, vectors of numbers, or symbols
    column: String,
    /// What a state shows
    law: Law,
    /// How many states
    #[schemars(range(min = 1, max = 32))]
    n_states: usize,
    /// How many random starts
    #[schemars(range(min = 1, max = 1000))]
    n_restarts: usize,
    /// Most iterations of a start
    #[schemars(range(min = 1, max = 100_000))]
    max_iterations: usize,
    /// The gain in ln-likelihood a bin that ends a fit
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    tolerance: f64,
    /// The share of bins at the end that is held out
    #[schemars(range(min = 0.0, max = 0.9))]
    held_out: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            column: "counts".into(),
            law: Law::Poisson,
            n_states: 3,
            n_restarts: 5,
            max_iterations: 1000,
            tolerance: 1e-7,
            held_out: 0.0,
        }
    }
}

impl Stage for HiddenMarkovModel {
    const NAME: &'static str = "hidden-markov-model";
    const SUMMARY: &'static str =
        "States that follow one another behind counts, vectors or symbols";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let columns = [Column::float("time_s", Unit::SECOND).described("when the bin begins")];
        vec![
            Port::table("observations", TableSchema::at_least("observations", columns))
                .described("one row a bin, with the column that `column` names"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let states = [
            Column::float("time_s", Unit::SECOND).described("when the bin begins"),
            Column::integer("state", Unit::ONE)
                .described("the state on the most probable path, from 1"),
            Column::vector("posterior", Unit::ONE).described("the probability of each state"),
        ];
        let model = [
            Column::integer("state", Unit::ONE).described("the state, counted from 1"),
            Column::float("share", Unit::FRACTION).described("the share of bins spent in it"),
            Column::float("start", Unit::FRACTION).described("the probability to begin in it"),
            Column::float("dwell_bins", Unit::ONE)
                .optional()
                .described("how many bins a visit lasts; empty for ever"),
            Column::vector("transitions", Unit::ONE)
                .described("the probability of each next state"),
            Column::vector("mean", Unit::ANY)
                .described("mean of each entry, or the probability of each symbol"),
        ];
        let summary = [
            Column::integer("n_states", Unit::ONE).described("states"),
            Column::integer("n_bins", Unit::ONE).described("bins that were fitted"),
            Column::integer("n_iterations", Unit::ONE).described("iterations of the best start"),
            Column::integer("n_converged", Unit::ONE).described("starts that converged"),
            Column::float("ln_likelihood", Unit::ONE).described("of the bins that were fitted"),
            Column::float("bic", Unit::ONE).described("Bayesian information criterion"),
        ];
        let held_out = [
            Column::integer("n_bins", Unit::ONE).described("bins that were held out"),
            Column::float("ln_likelihood_per_bin", Unit::ONE).described("of these bins"),
        ];
        vec![
            Port::table("states", TableSchema::new("states", states)).described("one row a bin"),
            Port::table("model", TableSchema::new("model", model)).described("one row a state"),
            Port::values("summary", ValuesSchema::new(summary)).described("how well it fits"),
            Port::values("held_out", ValuesSchema::new(held_out))
                .optional()
                .described("how well it predicts; only where bins were held out"),
        ]
    }

    fn example() -> Example {
        // Counts without states in them, the digits of π: where a fit ends depends on where it starts.
        let digits = "314159265358979323846264338327950288419716939937";
        let counts = digits.bytes().map(|digit| f64::from(digit - b'0')).collect();
        let table = Table::build("counts")
            .float("time_s", Unit::SECOND, (0..24).map(f64::from).collect())
            .vector("counts", Unit::SPIKES, counts, 2)
            .finish();
        Example::default()
            .input("observations", table.expect("24 bins of two units"))
            .param("n_states", 3)
            .param("n_restarts", 1)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let observations = task.table("observations")?;
        let settings = Settings {
            column: &params.column,
            n_states: params.n_states,
            n_restarts: params.n_restarts,
            max_iterations: params.max_iterations,
            tolerance: params.tolerance,
            n_fitted: ((1.0 - params.held_out) * observations.n_rows() as f64).round() as usize,
            seed: task.seed(),
        };
        let found = match params.law {
            Law::Poisson => fit_poisson(&settings, &observations)?,
            Law::Gaussian => fit_gaussian(&settings, &observations)?,
            Law::Categorical => fit_categorical(&settings, &observations)?,
        };
        put_outputs(task, &observations, params, &found)
    }
}

fn put_outputs(
    task: &mut Task<'_>,
    observations: &Table,
    params: &Params,
    found: &Found,
) -> Result<(), Failure> {
    let k = params.n_states;
    let state: Vec<usize> = found.path.iter().map(|state| state + 1).collect();
    let states = Table::build("states")
        .float("time_s", Unit::SECOND, observations.floats("time_s")?.to_vec())
        .count("state", Unit::ONE, &state)
        .vector("posterior", Unit::ONE, found.posterior.clone(), k)
        .finish()?;
    task.put_table("states", states);
    let share = |state: usize| {
        let n_here = found.path.iter().filter(|here| **here == state).count();
        n_here as f64 / found.path.len() as f64
    };
    let unit = match params.law {
        Law::Categorical => Unit::ONE,
        _ => crate::drawing::unit_of(observations, &params.column),
    };
    let model = Table::build("model")
        .count("state", Unit::ONE, &(1..=k).collect::<Vec<_>>())
        .float("share", Unit::FRACTION, (0..k).map(share).collect())
        .float("start", Unit::FRACTION, found.start.clone())
        .float_or_empty("dwell_bins", Unit::ONE, &found.dwell_bins)
        .vector("transitions", Unit::ONE, found.transitions.clone(), k)
        .vector("mean", unit, found.means.clone(), found.means.len() / k)
        .finish()?;
    task.put_table("model", model);
    let mut summary = Values::default();
    summary.count("n_states", k, Unit::ONE)?;
    summary.count("n_bins", found.n_fitted, Unit::ONE)?;
    summary.count("n_iterations", found.n_iterations, Unit::ONE)?;
    summary.count("n_converged", found.n_converged, Unit::ONE)?;
    summary.number("ln_likelihood", found.ln_likelihood, Unit::ONE)?;
    summary.number("bic", found.bic, Unit::ONE)?;
    task.put_values("summary", summary);
    if let Some(per_bin) = found.held_out_per_bin {
        let mut held_out = Values::default();
        held_out.count("n_bins", found.path.len() - found.n_fitted, Unit::ONE)?;
        held_out.number("ln_likelihood_per_bin", per_bin, Unit::ONE)?;
        task.put_values("held_out", held_out);
    }
    Ok(())
}

//! Along which smooth path of a few dimensions did the population move?
//!
//! A hidden state moves linearly under noise and shows in each measurement with noise of its own; all
//! parameters are fitted by expectation–maximisation from the principal components, and the path is that
//! given all measurements (Rauch–Tung–Striebel). Unlike principal components it uses time: noise that does
//! not last is smoothed away. Axes are turned so that loadings are orthonormal, the state moving most along
//! the first.
//!
//! Counts are not Gaussian: take square roots (`square_root`) or bins with several spikes. Kalman (1960),
//! doi:10.1115/1.3662552; for populations Smith & Brown (2003), doi:10.1162/089976603765202622.

use ndarray::Axis;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::sequences::kalman::DynamicsEm;
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::matrices::{flat_rows, matrix_of};

/// `kalman-smoother`.
pub struct KalmanSmoother;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column with the measurements, one entry a unit
    column: String,
    /// How many dimensions the state has
    #[schemars(range(min = 1, max = 50))]
    n_dimensions: usize,
    /// Whether square roots of the measurements are taken first
    square_root: bool,
    /// Most iterations
    #[schemars(range(min = 1, max = 100_000))]
    max_iterations: usize,
    /// The gain in ln-likelihood a bin that ends the fit
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    tolerance: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            column: "counts".into(),
            n_dimensions: 3,
            square_root: true,
            max_iterations: 2000,
            tolerance: 1e-5,
        }
    }
}

impl Stage for KalmanSmoother {
    const NAME: &'static str = "kalman-smoother";
    const SUMMARY: &'static str =
        "A smooth path of few dimensions behind the activity of many units";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let columns = [Column::float("time_s", Unit::SECOND).described("when it was")];
        vec![
            Port::table("activity", TableSchema::at_least("activity", columns))
                .described("evenly spaced bins, with the vectors that `column` names"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let states = [
            Column::float("time_s", Unit::SECOND).described("when it was"),
            Column::vector("score", Unit::ONE).described("the state, one entry a dimension"),
            Column::vector("sd", Unit::ONE)
                .described("its standard deviation, given all measurements"),
        ];
        let loadings = [
            Column::integer("entry", Unit::ONE).described("the entry of the measurements, from 1"),
            Column::vector("loading", Unit::ONE).described("how each dimension shows in it"),
            Column::float("offset", Unit::ONE).described("its mean"),
            Column::float("noise_variance", Unit::ONE).described("of what is its own"),
            Column::float("share_shown", Unit::ONE)
                .described("the share of its variance that the state shows"),
        ];
        let dynamics = [
            Column::integer("dimension", Unit::ONE).described("the dimension, from 1"),
            Column::vector("transition", Unit::ONE)
                .described("what each dimension adds to it in the next bin"),
            Column::vector("noise", Unit::ONE).described("the covariance of what pushes it"),
        ];
        let summary = [
            Column::integer("n_bins", Unit::ONE).described("bins"),
            Column::integer("n_measurements", Unit::ONE).described("entries a bin"),
            Column::integer("n_iterations", Unit::ONE).described("iterations until it settled"),
            Column::float("ln_likelihood", Unit::ONE).described("of all measurements"),
            Column::float("bic", Unit::ONE).described("Bayesian information criterion"),
        ];
        vec![
            Port::table("states", TableSchema::new("states", states)).described("one row a bin"),
            Port::table("loadings", TableSchema::new("loadings", loadings))
                .described("one row an entry of the measurements"),
            Port::table("dynamics", TableSchema::new("dynamics", dynamics))
                .described("one row a dimension"),
            Port::values("summary", ValuesSchema::new(summary)).described("how well it fits"),
        ]
    }

    fn example() -> Example {
        let counts: Vec<f64> = (0..30)
            .flat_map(|bin| {
                let level = f64::from((bin % 12 - 6_i32).abs());
                [level + f64::from(bin * 5 % 3), 7.0 - level + f64::from(bin * 7 % 4)]
            })
            .collect();
        let table = Table::build("counts")
            .float("time_s", Unit::SECOND, (0..30).map(f64::from).collect())
            .vector("counts", Unit::SPIKES, counts, 2)
            .finish();
        Example::default()
            .input("activity", table.expect("thirty bins of two units"))
            .param("n_dimensions", 1)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let activity = task.table("activity")?;
        let mut matrix = matrix_of(&activity, &params.column)?;
        if params.square_root {
            if let Some(((row, _), got)) = matrix.indexed_iter().find(|(_, value)| **value < 0.0) {
                return Err(Failure::new(
                    format!(
                        "input `activity`, column `{}`, row {row}: got {got}, wanted at least 0",
                        params.column
                    ),
                    "set `square_root = false` for numbers that may be negative",
                ));
            }
            matrix.mapv_inplace(f64::sqrt);
        }
        let fit = DynamicsEm::new(params.n_dimensions)?
            .with_end(params.max_iterations, params.tolerance)?
            .fit(matrix.view())?;
        let (model, smoothed) = (fit.model(), fit.smoothed());
        let n = params.n_dimensions;
        let deviations = smoothed.covariances.axis_iter(Axis(0));
        let deviations =
            deviations.flat_map(|c| c.diag().iter().map(|v| v.max(0.0).sqrt()).collect::<Vec<_>>());
        let states = Table::build("states")
            .float("time_s", Unit::SECOND, activity.floats("time_s")?.to_vec())
            .vector("score", Unit::ONE, flat_rows(smoothed.means.view()), n)
            .vector("sd", Unit::ONE, deviations.collect(), n)
            .finish()?;
        task.put_table("states", states);
        let loadings = Table::build("loadings")
            .count("entry", Unit::ONE, &(1..=matrix.ncols()).collect::<Vec<_>>())
            .vector("loading", Unit::ONE, flat_rows(model.loading()), n)
            .float("offset", Unit::ONE, model.offset().to_vec())
            .float("noise_variance", Unit::ONE, model.measurement_noise().diag().to_vec())
            .float("share_shown", Unit::ONE, fit.shares_shown(matrix.view()))
            .finish()?;
        task.put_table("loadings", loadings);
        let dynamics = Table::build("dynamics")
            .count("dimension", Unit::ONE, &(1..=n).collect::<Vec<_>>())
            .vector("transition", Unit::ONE, flat_rows(model.transition()), n)
            .vector("noise", Unit::ONE, flat_rows(model.state_noise()), n)
            .finish()?;
        task.put_table("dynamics", dynamics);
        let mut summary = Values::default();
        summary.count("n_bins", matrix.nrows(), Unit::ONE)?;
        summary.count("n_measurements", matrix.ncols(), Unit::ONE)?;
        summary.count("n_iterations", fit.history().len(), Unit::ONE)?;
        summary.number("ln_likelihood", fit.ln_likelihood(), Unit::ONE)?;
        summary.number("bic", fit.bic(), Unit::ONE)?;
        task.put_values("summary", summary);
        Ok(())
    }
}

//! In how few dimensions does the activity of a population live?
//!
//! Exact principal components of the rows of a matrix: the directions of largest variance after the mean is
//! taken out ([`spikebook_analysis::decomposition::Pca`]). Explained variances have n − 1 below; of each component the
//! entry of largest size is positive.
//!
//! They come from the singular values of the centred data, or, where the matrix is large and no variance is below 10⁻⁵ of the
//! whole, from the covariance, which is faster and then exact to ten digits. `error` in `variance` bounds what rounding does.
//!
//! `errors` tells how much of the variance the first k components hold, and the mean squared error of putting
//! the activity together from them. It misleads where units differ in scale (use `scaled`), and noise alone
//! has a first component too: compare the scree with what noise would give.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::decomposition::{Pca as Components, PcaFit, Solver as Way};
use spikebook_data::Table;
use spikebook_numeric::sum::sum;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::matrices::{flat_rows, matrix_of};

/// `pca`.
pub struct Pca;

/// How components are found.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Solver {
    /// By the covariance where that is exact and pays, else by singular values
    Automatic,
    /// By singular values
    SingularValues,
    /// By the covariance
    Covariance,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The vector column that holds the matrix
    column: String,
    /// How many components of each row are kept as scores
    #[schemars(range(min = 1, max = 10_000))]
    n_scores: usize,
    /// Whether every unit is divided by its standard deviation first
    scaled: bool,
    /// The share of variance that counts as enough
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    enough: f64,
    /// How components are found
    solver: Solver,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            column: "rates".into(),
            n_scores: 4,
            scaled: false,
            enough: 0.9,
            solver: Solver::Automatic,
        }
    }
}

impl Stage for Pca {
    const NAME: &'static str = "pca";
    const SUMMARY: &'static str = "Exact principal components of a population's activity";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let time = Column::float("time_s", Unit::SECOND).described("when the row was taken");
        vec![
            Port::table("activity", TableSchema::at_least("activity", [time]))
                .described("one row an observation, with the column that `column` names"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let component =
            || Column::integer("component", Unit::ONE).described("the component, from 1");
        let share = |name: &str, what: &str| Column::float(name, Unit::FRACTION).described(what);
        let components =
            [component(), Column::vector("loading", Unit::ONE).described("the share of each unit")];
        let scores = [
            Column::float("time_s", Unit::SECOND).described("when the row was taken"),
            Column::vector("score", Unit::ANY).described("its place along each component"),
        ];
        let variance = [
            component(),
            Column::float("explained_variance", Unit::ONE).described("variance along it"),
            share("ratio", "share of all variance"),
            share("cumulative", "share of it and those before"),
            Column::float("error", Unit::ONE)
                .described("how far off rounding may have put the explained variance"),
        ];
        let errors = [
            Column::integer("n_components", Unit::ONE).described("components put together"),
            share("variance_explained", "share of variance that they hold"),
            Column::float("mse", Unit::ONE).described("mean squared error of an entry"),
        ];
        let summary = [
            Column::integer("n_units", Unit::ONE).described("units"),
            Column::integer("n_rows", Unit::ONE).described("observations"),
            Column::integer("n_enough", Unit::ONE)
                .described("components that hold the share `enough` of the variance"),
            share("first_ratio", "share of the first component"),
            share("score_ratio", "share of the components kept as scores"),
        ];
        vec![
            Port::table("components", TableSchema::new("components", components))
                .described("one row a component"),
            Port::table("scores", TableSchema::new("scores", scores)).described("one row a row"),
            Port::table("variance", TableSchema::new("variance", variance))
                .described("one row a component"),
            Port::table("errors", TableSchema::new("errors", errors))
                .described("one row a number of components"),
            Port::values("summary", ValuesSchema::new(summary)).described("how few are enough"),
        ]
    }

    fn example() -> Example {
        let activity = Table::build("activity")
            .float("time_s", Unit::SECOND, vec![0.0, 1.0, 2.0, 3.0])
            .vector(
                "rates",
                Unit::SPIKES_PER_SECOND,
                vec![1.0, 2.0, 2.0, 4.5, 3.0, 5.5, 4.0, 8.0],
                2,
            )
            .finish()
            .expect("four rows of two units");
        Example::default().input("activity", activity)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let activity = task.table("activity")?;
        let matrix = matrix_of(&activity, &params.column)?;
        let unit = activity.schema().column(&params.column).map_or(Unit::ONE, |column| column.unit);
        let estimator = if params.scaled { Components::new().scaled() } else { Components::new() };
        let solver = match params.solver {
            Solver::Automatic => Way::Automatic,
            Solver::SingularValues => Way::SingularValues,
            Solver::Covariance => Way::Covariance,
        };
        let fit = estimator.with_solver(solver)?.fit_matrix(matrix.view())?;
        let n_components = fit.n_components();
        let n_scores = params.n_scores.min(n_components);

        let component: Vec<i64> = (1..=n_components as i64).collect();
        let components = Table::build("components")
            .integer("component", Unit::ONE, component.clone())
            .vector("loading", Unit::ONE, flat_rows(fit.components()), matrix.ncols())
            .finish()?;
        task.put_table("components", components);
        let scores = fit.scores(matrix.view())?;
        let kept = scores.slice_axis(ndarray::Axis(1), ndarray::Slice::from(..n_scores));
        let scores = Table::build("scores")
            .float("time_s", Unit::SECOND, activity.floats("time_s")?.to_vec())
            .vector(
                "score",
                if params.scaled { Unit::ONE } else { unit },
                flat_rows(kept),
                n_scores,
            )
            .finish()?;
        task.put_table("scores", scores);

        let ratio = fit.explained_variance_ratio().to_vec();
        let cumulative: Vec<f64> =
            (0..ratio.len()).map(|last| sum(ratio[..=last].iter().copied()).min(1.0)).collect();
        let variance = Table::build("variance")
            .integer("component", Unit::ONE, component.clone())
            .float("explained_variance", Unit::ONE, fit.explained_variance().to_vec())
            .float("ratio", Unit::FRACTION, ratio.clone())
            .float("cumulative", Unit::FRACTION, cumulative.clone())
            .float("error", Unit::ONE, fit.variance_errors().to_vec())
            .finish()?;
        task.put_table("variance", variance);
        let errors = Table::build("errors")
            .integer("n_components", Unit::ONE, component)
            .float("variance_explained", Unit::FRACTION, cumulative.clone())
            .float("mse", Unit::ONE, mean_squared_errors(&fit, matrix.nrows(), matrix.ncols()))
            .finish()?;
        task.put_table("errors", errors);

        let mut summary = Values::default();
        summary.count("n_units", matrix.ncols(), Unit::ONE)?;
        summary.count("n_rows", matrix.nrows(), Unit::ONE)?;
        let n_enough = cumulative.iter().take_while(|share| **share < params.enough).count() + 1;
        summary.count("n_enough", n_enough, Unit::ONE)?;
        summary.number("first_ratio", ratio[0], Unit::FRACTION)?;
        summary.number("score_ratio", cumulative[n_scores - 1], Unit::FRACTION)?;
        task.put_values("summary", summary);
        Ok(())
    }
}

/// What is left when the first k components are put together: the variance along the others.
fn mean_squared_errors(fit: &PcaFit, n_rows: usize, n_columns: usize) -> Vec<f64> {
    let variances = fit.explained_variance().to_vec();
    let left = |k: usize| sum(variances[k..].iter().copied());
    let per_entry = (n_rows - 1) as f64 / (n_rows * n_columns) as f64;
    (1..=variances.len()).map(|k| left(k) * per_entry).collect()
}

//! Of how many normal clouds are the rows a mixture, and which row is of which?
//!
//! Mixtures of 1 to `most_components` clouds by expectation–maximisation ([`spikebook_analysis::clustering::GaussianMixture`]); the one
//! with the smallest BIC is given. A number of clouds whose mixture cannot be fitted has empty criteria and a status.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::Error;
use spikebook_analysis::clustering::{
    Covariance as Shape, GaussianMixture as Mixture, GaussianMixtureFit,
};
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::drawing::unit_of;
use crate::fit_status::CONVERGED;
use crate::matrices::{as_integers, flat_rows, matrix_of, row_numbers};

/// `gaussian-mixture`.
pub struct GaussianMixture;

/// The shape of the clouds.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Covariance {
    /// Each its own covariance matrix
    Full,
    /// Each its own variances, along the axes
    Diagonal,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The vector column that holds the matrix
    column: String,
    /// Fewest clouds
    #[schemars(range(min = 1, max = 1000))]
    least_components: usize,
    /// Most clouds
    #[schemars(range(min = 1, max = 1000))]
    most_components: usize,
    /// The shape of the clouds
    covariance: Covariance,
    /// How many starts; the likeliest is kept
    #[schemars(range(min = 1, max = 10_000))]
    n_starts: usize,
    /// Added to every variance, as a share of the mean variance of the entries
    #[schemars(range(min = 0.0, max = 1.0))]
    floor: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            column: "score".into(),
            least_components: 1,
            most_components: 8,
            covariance: Covariance::Full,
            n_starts: 5,
            floor: 1e-6,
        }
    }
}

impl Stage for GaussianMixture {
    const NAME: &'static str = "gaussian-mixture";
    const SUMMARY: &'static str = "Fit normal clouds to rows, their number by the BIC";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("rows", TableSchema::at_least("rows", []))
                .described("one row an observation, with the column that `column` names"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let components = [
            Column::integer("component", Unit::ONE)
                .described("the cloud, the largest first, from 0"),
            Column::float("weight", Unit::FRACTION).described("its share of the rows"),
            Column::vector("mean", Unit::ANY).described("its middle"),
            Column::vector("covariance", Unit::ONE).described("its covariance, row after row"),
        ];
        let labels = [
            Column::integer("row", Unit::ONE).described("the row, from 0"),
            Column::integer("cluster", Unit::ONE).described("its likeliest cloud"),
            Column::vector("probability", Unit::ONE).described("of each cloud"),
        ];
        let criterion =
            |name: &str, what: &str| Column::float(name, Unit::ONE).optional().described(what);
        let criteria = [
            Column::integer("n_clusters", Unit::ONE).described("how many clouds"),
            Column::text("status").described("`converged`, or why there is no fit"),
            criterion("ln_likelihood", "log-likelihood of all rows"),
            criterion("bic", "Bayesian information criterion: smaller is better"),
            criterion("aic", "Akaike's information criterion: smaller is better"),
        ];
        let summary = [
            Column::integer("n_components", Unit::ONE).described("clouds with the smallest BIC"),
            Column::float("bic", Unit::ONE).described("their BIC"),
            Column::float("ln_likelihood", Unit::ONE).described("their log-likelihood"),
        ];
        vec![
            Port::table("components", TableSchema::new("components", components))
                .described("one row a cloud"),
            Port::table("labels", TableSchema::new("labels", labels)).described("one row a row"),
            Port::table("criteria", TableSchema::new("criteria", criteria))
                .described("one row a number of clouds"),
            Port::values("summary", ValuesSchema::new(summary)).described("the mixture given"),
        ]
    }

    fn example() -> Example {
        let scores: Vec<f64> =
            (0..80).map(|k| f64::from((k * k * 79 + k * 31 + 7) % 101)).collect();
        let rows = Table::build("rows").vector("score", Unit::ONE, scores, 2).finish();
        Example::default()
            .input("rows", rows.expect("forty rows"))
            .param("least_components", 3)
            .param("most_components", 4)
            .param("n_starts", 1)
            .param("floor", 0.01)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let rows = task.table("rows")?;
        let matrix = matrix_of(&rows, &params.column)?;
        let shape = match params.covariance {
            Covariance::Full => Shape::Full,
            Covariance::Diagonal => Shape::Diagonal,
        };
        let numbers: Vec<usize> = (params.least_components..=params.most_components).collect();
        let mut fits: Vec<Result<GaussianMixtureFit, &'static str>> = Vec::new();
        let mut failure = None;
        for &n in &numbers {
            let seed = task.seed().child(&format!("{n} components"));
            let mixture = Mixture::new(n, shape, seed)?
                .with_starts(params.n_starts)?
                .with_floor(params.floor)?;
            let status = match mixture.fit_matrix(matrix.view()) {
                Ok(fit) => {
                    fits.push(Ok(fit));
                    continue;
                }
                Err(error @ Error::NotConverged { .. }) => ("not_converged", error),
                Err(error @ Error::Singular { .. }) => ("rank_deficient", error),
                Err(error) => return Err(error.into()),
            };
            fits.push(Err(status.0));
            failure.get_or_insert(status.1);
        }
        let best = fits
            .iter()
            .flatten()
            .reduce(|best, fit| if fit.bic() < best.bic() { fit } else { best });
        let Some(best) = best else {
            return Err(failure.map_or_else(
                || Failure::new(
                    "parameters `least_components` and `most_components`: got no number between them, wanted one",
                    "give a smaller least number",
                ),
                Failure::from,
            ));
        };
        let of = |value: fn(&GaussianMixtureFit) -> f64| -> Vec<Option<f64>> {
            fits.iter().map(|fit| fit.as_ref().ok().map(value)).collect()
        };
        let status: Vec<&str> = fits
            .iter()
            .map(|fit| fit.as_ref().map_or_else(|status| *status, |_| CONVERGED))
            .collect();
        let criteria = Table::build("criteria")
            .integer("n_clusters", Unit::ONE, as_integers(&numbers))
            .text("status", &status)
            .optional_float("ln_likelihood", Unit::ONE, of(GaussianMixtureFit::ln_likelihood))
            .optional_float("bic", Unit::ONE, of(GaussianMixtureFit::bic))
            .optional_float("aic", Unit::ONE, of(GaussianMixtureFit::aic))
            .finish()?;
        task.put_table("criteria", criteria);
        let (n, width) = (best.n_components(), matrix.ncols());
        let covariances =
            (0..n).flat_map(|component| flat_rows(best.covariance(component))).collect();
        let components = Table::build("components")
            .integer("component", Unit::ONE, row_numbers(n))
            .float("weight", Unit::FRACTION, best.weights())
            .vector("mean", unit_of(&rows, &params.column), flat_rows(best.means().view()), width)
            .vector("covariance", Unit::ONE, covariances, width * width)
            .finish()?;
        task.put_table("components", components);
        let labels = Table::build("labels")
            .integer("row", Unit::ONE, row_numbers(matrix.nrows()))
            .integer("cluster", Unit::ONE, as_integers(&best.labels()))
            .vector("probability", Unit::ONE, flat_rows(best.responsibilities()), n)
            .finish()?;
        task.put_table("labels", labels);
        let mut summary = Values::default();
        summary.count("n_components", n, Unit::ONE)?;
        summary.number("bic", best.bic(), Unit::ONE)?;
        summary.number("ln_likelihood", best.ln_likelihood(), Unit::ONE)?;
        task.put_values("summary", summary);
        Ok(())
    }
}

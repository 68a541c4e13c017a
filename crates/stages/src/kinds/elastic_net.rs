//! Which few columns carry the effect?
//!
//! Lasso and elastic net over a path of penalties ([`spikebook_analysis::regression::elastic_net`]), each point with a bound on
//! how far it is from the best. With a fold plan, rows that were not fitted judge the penalties: predictors are then standardised
//! by the training rows of each fold alone.

use ndarray::Array1;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::regression::ElasticNet as Net;
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::fold_plans::fold_plan;
use crate::regressors::Regressors;
use crate::tables::folds_schema;

/// `elastic-net`.
pub struct ElasticNet;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column to be explained
    response: String,
    /// The columns that explain it; a vector column counts as many as it is wide
    predictors: Vec<String>,
    /// Share of the penalty on absolute coefficients: 1 is the lasso, small shares near ridge
    #[schemars(range(max = 1.0), extend("exclusiveMinimum" = 0.0))]
    absolute_share: f64,
    /// Number of penalties, in equal ratios from the least one at which no predictor enters
    #[schemars(range(min = 2, max = 1000))]
    n_penalties: usize,
    /// The last penalty, as a share of the first
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    least_share: f64,
    /// Whether predictors are divided by their standard deviation before they are penalised
    standardise: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            response: "y".into(),
            predictors: vec!["x".into()],
            absolute_share: 1.0,
            n_penalties: 50,
            least_share: 1e-3,
            standardise: true,
        }
    }
}

impl Stage for ElasticNet {
    const NAME: &'static str = "elastic-net";
    const SUMMARY: &'static str = "Fit a lasso or elastic net over a path of penalties";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("table", TableSchema::at_least("table", []))
                .described("one row an observation, with the columns that parameters name"),
            Port::table("folds", folds_schema())
                .optional()
                .described("rows that are held out together, to judge the penalties"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let number = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
        let penalty = || Column::float("penalty", Unit::ONE).described("the penalty");
        let path = [
            penalty(),
            Column::integer("n_active", Unit::ONE).described("predictors that enter"),
            number("mean_squared_error", "mean of squared residuals"),
            Column::float("r_squared", Unit::ONE).described("share of the squares explained"),
            number("duality_gap", "how far the objective may be from its least value"),
            number("held_out_error", "mean of squared errors of held-out rows").optional(),
            number("held_out_error_se", "its standard error over folds").optional(),
        ];
        let coefficients = [
            penalty(),
            Column::text("term").described("the predictor, or the intercept"),
            number("coefficient", "its coefficient; 0 where it does not enter"),
        ];
        let summary = [
            Column::float("best_penalty", Unit::ONE)
                .optional()
                .described("with the least held-out error"),
            Column::float("sparse_penalty", Unit::ONE)
                .optional()
                .described("the largest within one standard error of it"),
        ];
        vec![
            Port::table("path", TableSchema::new("path", path)).described("one row a penalty"),
            Port::table("coefficients", TableSchema::new("coefficients", coefficients))
                .described("one row a penalty and term"),
            Port::values("summary", ValuesSchema::new(summary))
                .described("what held-out rows say; nothing without folds"),
        ]
    }

    fn example() -> Example {
        let table = Table::build("table")
            .float("speed", Unit::ONE, vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
            .float("turn", Unit::ONE, vec![0.3, -0.1, 0.2, -0.3, 0.1, 0.0])
            .float("rate_hz", Unit::SPIKES_PER_SECOND, vec![1.1, 2.0, 2.9, 4.1, 5.2, 5.9])
            .finish()
            .expect("six rows");
        let folds = Table::build("folds")
            .integer("row", Unit::ONE, (0..6).collect())
            .integer("fold", Unit::ONE, vec![0, 0, 1, 1, 2, 2])
            .finish()
            .expect("three folds");
        Example::default()
            .input("table", table)
            .input("folds", folds)
            .param("response", "rate_hz")
            .param("predictors", vec!["speed", "turn"])
            .param("n_penalties", 4)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("table")?;
        let response = Array1::from(table.numbers(&params.response)?);
        let regressors = Regressors::of(&table, &params.predictors)?;
        let (design, target) = (regressors.matrix.view(), response.view());
        let net = Net::new(params.absolute_share)?;
        let net = if params.standardise { net.standardised() } else { net };
        let penalties = net.penalties(design, target, params.n_penalties, params.least_share)?;
        let path = net.fit_path(design, target, &penalties)?;
        let held_out = if task.has("folds") {
            let plan = fold_plan(task, table.n_rows())?;
            Some(net.cross_validate(design, target, &penalties, &plan)?)
        } else {
            None
        };
        let column = |of: &dyn Fn(usize) -> f64| (0..path.len()).map(of).collect::<Vec<f64>>();
        let of_folds = |of: &dyn Fn(usize) -> f64| match held_out {
            Some(_) => column(of),
            None => vec![f64::NAN; path.len()],
        };
        let errors = held_out.as_ref().map_or(&[][..], |held_out| &held_out.errors);
        let n_active: Vec<usize> = path.iter().map(|point| point.n_active).collect();
        let points = Table::build("path")
            .float("penalty", Unit::ONE, penalties.clone())
            .count("n_active", Unit::ONE, &n_active)
            .float("mean_squared_error", Unit::ONE, column(&|k| path[k].mean_squared_error))
            .float("r_squared", Unit::ONE, column(&|k| path[k].r_squared))
            .float("duality_gap", Unit::ONE, column(&|k| path[k].duality_gap))
            .float_or_empty("held_out_error", Unit::ONE, &of_folds(&|k| errors[k].mean))
            .float_or_empty(
                "held_out_error_se",
                Unit::ONE,
                &of_folds(&|k| errors[k].standard_error),
            )
            .finish()?;
        task.put_table("path", points);
        let terms: Vec<String> =
            std::iter::once("intercept".to_owned()).chain(regressors.terms).collect();
        let (mut penalty, mut term, mut coefficient) = (Vec::new(), Vec::new(), Vec::new());
        for point in &path {
            let values = std::iter::once(point.intercept).chain(point.coefficients.iter().copied());
            for (name, value) in terms.iter().zip(values) {
                penalty.push(point.penalty);
                term.push(name.as_str());
                coefficient.push(value);
            }
        }
        let coefficients = Table::build("coefficients")
            .float("penalty", Unit::ONE, penalty)
            .text("term", &term)
            .float("coefficient", Unit::ONE, coefficient)
            .finish()?;
        task.put_table("coefficients", coefficients);
        let mut summary = Values::default();
        if let Some(held_out) = &held_out {
            summary.number("best_penalty", penalties[held_out.best], Unit::ONE)?;
            let sparse = penalties[held_out.within_one_standard_error];
            summary.number("sparse_penalty", sparse, Unit::ONE)?;
        }
        task.put_values("summary", summary);
        Ok(())
    }
}

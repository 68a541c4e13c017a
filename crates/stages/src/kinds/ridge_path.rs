//! How much should correlated effects be shrunk?
//!
//! Ridge regression at each penalty of a path, from one singular value decomposition, with leave-one-out errors
//! ([`spikebook_analysis::regression::ridge`]). Predictors are standardised by the rows that are fitted.

use ndarray::Array1;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::regression::RidgePath as Path;
use spikebook_data::Table;
use spikebook_numeric::elementary::power;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::regressors::Regressors;

/// `ridge-path`.
pub struct RidgePath;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column to be explained
    response: String,
    /// The columns that explain it; a vector column counts as many as it is wide
    predictors: Vec<String>,
    /// Largest penalty of the path
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    largest_penalty: f64,
    /// Smallest penalty of the path
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    smallest_penalty: f64,
    /// Number of penalties, in equal ratios
    #[schemars(range(min = 2, max = 1000))]
    n_penalties: usize,
    /// Whether predictors are divided by their standard deviation before they are penalised
    standardise: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            response: "y".into(),
            predictors: vec!["x".into()],
            largest_penalty: 100.0,
            smallest_penalty: 1e-4,
            n_penalties: 50,
            standardise: true,
        }
    }
}

impl Stage for RidgePath {
    const NAME: &'static str = "ridge-path";
    const SUMMARY: &'static str = "Fit ridge regressions over a path of penalties";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("table", TableSchema::at_least("table", []))
                .described("one row an observation, with the columns that parameters name"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let number = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
        let penalty = || Column::float("penalty", Unit::ONE).described("the penalty");
        let path = [
            penalty(),
            Column::float("degrees_of_freedom", Unit::ONE).described("what the fit spends"),
            number("mean_squared_error", "mean of squared residuals"),
            number("held_out_error", "the same, each row of a fit without it"),
            number("generalised_cross_validation", "the same by the mean leverage").optional(),
        ];
        let coefficients = [
            penalty(),
            Column::text("term").described("the predictor, or the intercept"),
            number("coefficient", "its coefficient"),
        ];
        let summary = [
            Column::float("best_penalty", Unit::ONE).described("with the least held-out error"),
            number("best_held_out_error", "that error"),
        ];
        vec![
            Port::table("path", TableSchema::new("path", path)).described("one row a penalty"),
            Port::table("coefficients", TableSchema::new("coefficients", coefficients))
                .described("one row a penalty and term"),
            Port::values("summary", ValuesSchema::new(summary)).described("the best of the path"),
        ]
    }

    fn example() -> Example {
        let table = Table::build("table")
            .vector("rates", Unit::ONE, vec![1.0, 1.1, 2.0, 1.9, 3.0, 3.2, 4.0, 3.9, 5.0, 5.1], 2)
            .float("position", Unit::CENTIMETRE, vec![1.1, 1.9, 3.0, 4.2, 4.9])
            .finish()
            .expect("five rows");
        Example::default()
            .input("table", table)
            .param("response", "position")
            .param("predictors", vec!["rates"])
            .param("n_penalties", 3)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("table")?;
        let response = Array1::from(table.numbers(&params.response)?);
        let regressors = Regressors::of(&table, &params.predictors)?;
        let ratio = params.smallest_penalty / params.largest_penalty;
        let last = (params.n_penalties - 1) as f64;
        let penalties =
            (0..params.n_penalties).map(|k| params.largest_penalty * power(ratio, k as f64 / last));
        let path = Path::new(penalties.collect())?;
        let path = if params.standardise { path.standardised() } else { path };
        let fit = path.fit_design(regressors.matrix.view(), response.view())?;
        let points = fit.points();
        let column = |of: &dyn Fn(usize) -> f64| (0..points.len()).map(of).collect::<Vec<f64>>();
        let table = Table::build("path")
            .float("penalty", Unit::ONE, column(&|k| points[k].penalty))
            .float("degrees_of_freedom", Unit::ONE, column(&|k| points[k].degrees_of_freedom))
            .float("mean_squared_error", Unit::ONE, column(&|k| points[k].mean_squared_error))
            .float("held_out_error", Unit::ONE, column(&|k| points[k].leave_one_out_error))
            .float_or_empty(
                "generalised_cross_validation",
                Unit::ONE,
                &column(&|k| points[k].generalised_cross_validation),
            )
            .finish()?;
        task.put_table("path", table);
        let terms: Vec<String> =
            std::iter::once("intercept".to_owned()).chain(regressors.terms).collect();
        let (mut penalty, mut term, mut coefficient) = (Vec::new(), Vec::new(), Vec::new());
        for point in points {
            let values = std::iter::once(point.intercept).chain(point.coefficients.iter().copied());
            for (name, value) in terms.iter().zip(values) {
                penalty.push(point.penalty);
                term.push(name.as_str());
                coefficient.push(value);
            }
        }
        let table = Table::build("coefficients")
            .float("penalty", Unit::ONE, penalty)
            .text("term", &term)
            .float("coefficient", Unit::ONE, coefficient)
            .finish()?;
        task.put_table("coefficients", table);
        let best = &points[fit.best_by_leave_one_out()];
        let mut summary = Values::default();
        summary.number("best_penalty", best.penalty, Unit::ONE)?;
        summary.number("best_held_out_error", best.leave_one_out_error, Unit::ONE)?;
        task.put_values("summary", summary);
        Ok(())
    }
}

//! Which curve of a known form runs through these points?
//!
//! Nonlinear least squares ([`spikebook_analysis::regression::nonlinear`]) of a named curve, for each unit at once. Where no start
//! is given, the best point of a grid is one. A unit whose points do not fix the curve has a status instead of parameters.

use ndarray::{Array1, Array2};
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::Error;
use spikebook_analysis::regression::{NamedCurve, NonlinearFit, NonlinearLeastSquares};
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::fit_status::{CONVERGED, each_or_status};
use crate::regressors::{
    UnitRowsOf, even_grid, rows_by_unit, status_column, taken, unit_column, unit_of_column,
};

/// `nonlinear-fit`.
pub struct NonlinearFitStage;

/// The curve.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum CurveName {
    /// offset + amplitude · exp(−x / time constant)
    ExponentialDecay,
    /// offset + amplitude · exp(−(x − centre)² / (2 width²))
    Gaussian,
    /// offset + amplitude / (1 + exp(−(x − midpoint) / width))
    Logistic,
    /// amplitude · x^exponent, for x from 0 on
    PowerLaw,
    /// offset + amplitude · exp(concentration (cos(x − centre) − 1)), for x in radians
    VonMises,
    /// offset + amplitude · x^exponent / (x^exponent + half saturation^exponent), for x from 0 on
    NakaRushton,
}

impl CurveName {
    fn curve(self) -> NamedCurve {
        match self {
            Self::ExponentialDecay => NamedCurve::ExponentialDecay,
            Self::Gaussian => NamedCurve::Gaussian,
            Self::Logistic => NamedCurve::Logistic,
            Self::PowerLaw => NamedCurve::PowerLaw,
            Self::VonMises => NamedCurve::VonMises,
            Self::NakaRushton => NamedCurve::NakaRushton,
        }
    }
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The curve
    curve: CurveName,
    /// The column of abscissae
    x: String,
    /// The column to be fitted
    y: String,
    /// The column that tells units apart; left out, all rows are taken together
    by: Option<String>,
    /// The column with weights, one over the variance of each y; left out, all weigh the same
    weights: Option<String>,
    /// Where the search begins, in the order of the parameters; left out, at the best point of a grid
    start: Option<Vec<f64>>,
    /// Confidence of the intervals
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    level: f64,
    /// Points of the fitted curve
    #[schemars(range(min = 2, max = 10_000))]
    n_curve: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            curve: CurveName::ExponentialDecay,
            x: "x".into(),
            y: "y".into(),
            by: None,
            weights: None,
            start: None,
            level: 0.95,
            n_curve: 101,
        }
    }
}

impl Stage for NonlinearFitStage {
    const NAME: &'static str = "nonlinear-fit";
    const SUMMARY: &'static str =
        "Fit a named curve by nonlinear least squares, for many units at once";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("table", TableSchema::at_least("table", []))
                .described("one row a point, with the columns that parameters name"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let number =
            |name: &str, what: &str| Column::float(name, Unit::ANY).optional().described(what);
        let one =
            |name: &str, what: &str| Column::float(name, Unit::ONE).optional().described(what);
        let parameters = [
            unit_column(),
            status_column(),
            Column::text("parameter").described("the parameter of the curve"),
            number("estimate", "its estimate"),
            number("standard_error", "its standard error"),
            number("low", "lower end of its interval"),
            number("high", "upper end of its interval"),
        ];
        let fits = [
            unit_column(),
            status_column(),
            Column::integer("n", Unit::ONE).described("points"),
            one("r_squared", "share of the squares about the mean that the curve explains"),
            number("residual_sd", "standard deviation of the noise"),
            one("aic", "Akaike's criterion"),
        ];
        let curve = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
        let curves = [
            unit_column(),
            curve("x", "the abscissa"),
            curve("fitted", "the curve"),
            curve("low", "lower end of its interval"),
            curve("high", "upper end of its interval"),
        ];
        vec![
            Port::table("parameters", TableSchema::new("parameters", parameters))
                .described("one row a unit and parameter"),
            Port::table("fits", TableSchema::new("fits", fits)).described("one row a unit"),
            Port::table("curve", TableSchema::new("curve", curves))
                .described("one row a unit that was fitted and point of a grid"),
        ]
    }

    fn example() -> Example {
        let direction = [0.0, 0.8, 1.6, 2.4, 3.2, 4.0, 4.8, 5.6];
        let rate = [3.1, 8.2, 14.9, 9.3, 3.2, 1.4, 0.8, 1.3];
        let flat = [4.0; 8];
        let table = Table::build("table")
            .integer("unit_id", Unit::ID, [[1; 8], [2; 8]].concat())
            .float("direction_rad", Unit::RADIAN, [direction, direction].concat())
            .float("rate_hz", Unit::SPIKES_PER_SECOND, [rate, flat].concat())
            .finish()
            .expect("eight directions twice");
        Example::default()
            .input("table", table)
            .param("curve", "von-mises")
            .param("x", "direction_rad")
            .param("y", "rate_hz")
            .param("by", "unit_id")
            .param("n_curve", 5)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("table")?;
        let curve = params.curve.curve();
        let (x, y) = (table.numbers(&params.x)?, table.numbers(&params.y)?);
        let weights = params.weights.as_ref().map(|name| table.numbers(name)).transpose()?;
        let units = rows_by_unit(&table, params.by.as_deref())?;
        let fit = |unit: &UnitRowsOf| -> Result<NonlinearFit<NamedCurve>, Error> {
            let (x, y) = (taken(&x, &unit.rows), taken(&y, &unit.rows));
            let start = match &params.start {
                Some(start) => start.clone(),
                None => curve.start(&x, &y)?,
            };
            let weights = weights.as_ref().map(|weights| taken(weights, &unit.rows));
            let design = column(&x);
            let response = Array1::from(y);
            let estimator = NonlinearLeastSquares::new();
            estimator.fit(&curve, design.view(), response.view(), weights.as_deref(), &start)
        };
        let fits = each_or_status(units.par_iter().map(fit).collect())?;
        task.put_table("parameters", parameters(params, &units, &fits)?);
        let y_unit = unit_of_column(&table, &params.y);
        let of_fits = |of: &dyn Fn(&NonlinearFit<NamedCurve>) -> f64| -> Vec<f64> {
            fits.iter().map(|fit| fit.as_ref().map_or(f64::NAN, of)).collect()
        };
        let n: Vec<usize> = units.iter().map(|unit| unit.rows.len()).collect();
        let status: Vec<&str> =
            fits.iter().map(|fit| fit.as_ref().err().copied().unwrap_or(CONVERGED)).collect();
        let summary = Table::build("fits")
            .optional_integer("unit_id", Unit::ID, units.iter().map(|unit| unit.unit_id).collect())
            .text("status", &status)
            .count("n", Unit::ONE, &n)
            .float_or_empty("r_squared", Unit::ONE, &of_fits(&NonlinearFit::r_squared))
            .float_or_empty("residual_sd", y_unit, &of_fits(&|fit| fit.residual_variance().sqrt()))
            .float_or_empty("aic", Unit::ONE, &of_fits(&NonlinearFit::aic))
            .finish()?;
        task.put_table("fits", summary);

        let mut unit_id = Vec::new();
        let (mut grid, mut fitted, mut low, mut high) = (vec![], vec![], vec![], vec![]);
        for (unit, fit) in units.iter().zip(&fits) {
            let Ok(fit) = fit else { continue };
            let points = even_grid(&taken(&x, &unit.rows), params.n_curve);
            for (at, band) in
                points.iter().zip(fit.confidence_band(column(&points).view(), params.level)?)
            {
                unit_id.push(unit.unit_id);
                grid.push(*at);
                fitted.push(band.mean);
                low.push(band.low);
                high.push(band.high);
            }
        }
        let curves = Table::build("curve")
            .optional_integer("unit_id", Unit::ID, unit_id)
            .float("x", unit_of_column(&table, &params.x), grid)
            .float("fitted", y_unit, fitted)
            .float("low", y_unit, low)
            .float("high", y_unit, high)
            .finish()?;
        task.put_table("curve", curves);
        Ok(())
    }
}

fn column(x: &[f64]) -> Array2<f64> {
    Array2::from_shape_fn((x.len(), 1), |(row, _)| x[row])
}

fn parameters(
    params: &Params,
    units: &[UnitRowsOf],
    fits: &[Result<NonlinearFit<NamedCurve>, &'static str>],
) -> Result<Table, Failure> {
    let (mut unit_id, mut status, mut parameter) = (Vec::new(), Vec::new(), Vec::new());
    let (mut estimate, mut error, mut low, mut high) = (vec![], vec![], vec![], vec![]);
    for (unit, fit) in units.iter().zip(fits) {
        let numbers = match fit {
            Ok(fit) => Some((
                fit.estimates(),
                fit.standard_errors(),
                fit.confidence_intervals(params.level)?,
            )),
            Err(_) => None,
        };
        for (j, name) in params.curve.curve().parameter_names().iter().enumerate() {
            unit_id.push(unit.unit_id);
            status.push(fit.as_ref().err().copied().unwrap_or(CONVERGED));
            parameter.push(*name);
            let [a, b, c, d] =
                numbers.as_ref().map_or([f64::NAN; 4], |(estimates, errors, ends)| {
                    [estimates[j], errors[j], ends[[j, 0]], ends[[j, 1]]]
                });
            estimate.push(a);
            error.push(b);
            low.push(c);
            high.push(d);
        }
    }
    Ok(Table::build("parameters")
        .optional_integer("unit_id", Unit::ID, unit_id)
        .text("status", &status)
        .text("parameter", &parameter)
        .float_or_empty("estimate", Unit::ONE, &estimate)
        .float_or_empty("standard_error", Unit::ONE, &error)
        .float_or_empty("low", Unit::ONE, &low)
        .float_or_empty("high", Unit::ONE, &high)
        .finish()?)
}

//! Which distribution of a known form are these values most likely from?
//!
//! Maximum likelihood by closed form or by Newton's method ([`spikebook_analysis::estimation::distribution`]), for each unit and each
//! form that is asked for, with standard errors from the expected information and AIC to compare forms by.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::estimation::{Distribution, DistributionFit};
use spikebook_data::Table;
use spikebook_numeric::elementary::exp;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::fit_status::{CONVERGED, each_or_status};
use crate::regressors::{
    even_grid, rows_by_unit, status_column, taken, unit_column, unit_of_column,
};

/// `maximum-likelihood`.
pub struct MaximumLikelihood;

/// A form of distribution.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Form {
    /// Of times from 0 on, without memory: a mean
    Exponential,
    /// Of positive numbers: shape and scale
    Gamma,
    /// Of first passages of a drifting diffusion: mean and shape
    InverseGaussian,
    /// Of positive numbers with normal logarithms: their mean and standard deviation
    LogNormal,
    /// Mean and standard deviation (divisor n)
    Normal,
    /// Of counts: a mean
    Poisson,
    /// Of directions in radians: mean direction and concentration
    VonMises,
    /// Of positive numbers with a hazard that is a power: shape and scale
    Weibull,
}

impl Form {
    fn distribution(self) -> Distribution {
        match self {
            Self::Exponential => Distribution::Exponential,
            Self::Gamma => Distribution::Gamma,
            Self::InverseGaussian => Distribution::InverseGaussian,
            Self::LogNormal => Distribution::LogNormal,
            Self::Normal => Distribution::Normal,
            Self::Poisson => Distribution::Poisson,
            Self::VonMises => Distribution::VonMises,
            Self::Weibull => Distribution::Weibull,
        }
    }

    /// As it is written in parameters.
    fn word(self) -> &'static str {
        match self {
            Self::Exponential => "exponential",
            Self::Gamma => "gamma",
            Self::InverseGaussian => "inverse-gaussian",
            Self::LogNormal => "log-normal",
            Self::Normal => "normal",
            Self::Poisson => "poisson",
            Self::VonMises => "von-mises",
            Self::Weibull => "weibull",
        }
    }
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column with the values
    column: String,
    /// The forms to fit
    distributions: Vec<Form>,
    /// The column that tells units apart; left out, all rows are taken together
    by: Option<String>,
    /// Points of the fitted densities
    #[schemars(range(min = 2, max = 10_000))]
    n_curve: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            column: "x".into(),
            distributions: vec![Form::Exponential, Form::Gamma, Form::InverseGaussian],
            by: None,
            n_curve: 101,
        }
    }
}

impl Stage for MaximumLikelihood {
    const NAME: &'static str = "maximum-likelihood";
    const SUMMARY: &'static str =
        "Fit distributions to values by maximum likelihood, with standard errors and AIC";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("table", TableSchema::at_least("table", []))
                .described("one row a value, in the column that a parameter names"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let one =
            |name: &str, what: &str| Column::float(name, Unit::ONE).optional().described(what);
        let number =
            |name: &str, what: &str| Column::float(name, Unit::ANY).optional().described(what);
        let form = || Column::text("distribution").described("the form");
        let fits = [
            unit_column(),
            form(),
            status_column(),
            Column::integer("n", Unit::ONE).described("values"),
            one("log_likelihood", "log-likelihood"),
            one("aic", "Akaike's criterion: the least of a unit is its best form"),
            one("bic", "the Bayesian information criterion"),
        ];
        let parameters = [
            unit_column(),
            form(),
            Column::text("parameter").described("the parameter"),
            number("estimate", "its estimate"),
            number("standard_error", "its standard error"),
        ];
        let densities = [
            unit_column(),
            form(),
            Column::float("x", Unit::ANY).described("the value"),
            one("density", "the density there; of counts, the probability at whole numbers"),
        ];
        vec![
            Port::table("fits", TableSchema::new("fits", fits))
                .described("one row a unit and form"),
            Port::table("parameters", TableSchema::new("parameters", parameters))
                .described("one row a unit, form and parameter that was fitted"),
            Port::table("densities", TableSchema::new("densities", densities))
                .described("one row a unit, form and point of a grid"),
        ]
    }

    fn example() -> Example {
        let table = Table::build("intervals")
            .float("isi_ms", Unit::MILLISECOND, vec![12.0, 15.0, 9.0, 14.0, 10.0, 22.0, 13.0, 11.0])
            .finish()
            .expect("eight intervals");
        Example::default().input("table", table).param("column", "isi_ms").param("n_curve", 4)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("table")?;
        let values = table.numbers(&params.column)?;
        let unit = unit_of_column(&table, &params.column);
        let units = rows_by_unit(&table, params.by.as_deref())?;
        let pairs: Vec<(usize, Form)> = (0..units.len())
            .flat_map(|at| params.distributions.iter().map(move |form| (at, *form)))
            .collect();
        let fit =
            |(at, form): &(usize, Form)| form.distribution().fit(&taken(&values, &units[*at].rows));
        let fits = each_or_status(pairs.par_iter().map(fit).collect())?;
        let of_fits = |of: &dyn Fn(&DistributionFit) -> f64| -> Vec<f64> {
            fits.iter().map(|fit| fit.as_ref().map_or(f64::NAN, of)).collect()
        };
        let n: Vec<usize> = pairs.iter().map(|(at, _)| units[*at].rows.len()).collect();
        let status: Vec<&str> =
            fits.iter().map(|fit| fit.as_ref().err().copied().unwrap_or(CONVERGED)).collect();
        let words: Vec<&str> = pairs.iter().map(|(_, form)| form.word()).collect();
        let summary = Table::build("fits")
            .optional_integer(
                "unit_id",
                Unit::ID,
                pairs.iter().map(|(at, _)| units[*at].unit_id).collect(),
            )
            .text("distribution", &words)
            .text("status", &status)
            .count("n", Unit::ONE, &n)
            .float_or_empty("log_likelihood", Unit::ONE, &of_fits(&DistributionFit::ln_likelihood))
            .float_or_empty("aic", Unit::ONE, &of_fits(&DistributionFit::aic))
            .float_or_empty("bic", Unit::ONE, &of_fits(&DistributionFit::bic))
            .finish()?;
        task.put_table("fits", summary);
        let (mut unit_id, mut form_of, mut parameter) = (Vec::new(), Vec::new(), Vec::new());
        let (mut estimate, mut error) = (Vec::new(), Vec::new());
        let (mut curve_unit, mut curve_form) = (Vec::new(), Vec::new());
        let (mut x, mut density) = (Vec::new(), Vec::new());
        for ((at, form), fit) in pairs.iter().zip(&fits) {
            let Ok(fit) = fit else { continue };
            let errors = fit.standard_errors();
            for (j, name) in form.distribution().parameter_names().iter().enumerate() {
                unit_id.push(units[*at].unit_id);
                form_of.push(form.word());
                parameter.push(*name);
                estimate.push(fit.estimates()[j]);
                error.push(errors[j]);
            }
            for point in even_grid(&taken(&values, &units[*at].rows), params.n_curve) {
                let place = if *form == Form::Poisson { point.round() } else { point };
                curve_unit.push(units[*at].unit_id);
                curve_form.push(form.word());
                x.push(place);
                density.push(exp(fit.ln_density(place)));
            }
        }
        let parameters = Table::build("parameters")
            .optional_integer("unit_id", Unit::ID, unit_id)
            .text("distribution", &form_of)
            .text("parameter", &parameter)
            .float_or_empty("estimate", Unit::ONE, &estimate)
            .float_or_empty("standard_error", Unit::ONE, &error)
            .finish()?;
        task.put_table("parameters", parameters);
        let densities = Table::build("densities")
            .optional_integer("unit_id", Unit::ID, curve_unit)
            .text("distribution", &curve_form)
            .float("x", unit, x)
            .float_or_empty("density", Unit::ONE, &density)
            .finish()?;
        task.put_table("densities", densities);
        Ok(())
    }
}

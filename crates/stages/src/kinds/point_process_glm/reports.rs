//! What is told of the fits: filters, coefficients, goodness and rates.

use spikebook_analysis::descriptive::median;
use spikebook_analysis::point_process::{
    FilterInTime, HeldOut, PointProcessFit, TermKind, bits_per_spike,
};
use spikebook_data::Table;
use spikebook_numeric::elementary::exp;
use spikebook_pipeline::Failure;
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::fit_status::CONVERGED;

/// What is found of one unit.
pub(super) struct Found {
    /// The fit to all bins.
    pub(super) fit: PointProcessFit,
    /// What each fold says, where there are folds.
    pub(super) folds: Option<Vec<HeldOut>>,
}

fn unit_column() -> Column {
    Column::integer("unit_id", Unit::ID).described("the unit")
}

/// One row a unit, filter and lag. `sources` are the names of couplings with the units whose spikes act.
pub(super) fn filters(
    known: &[(i64, &PointProcessFit)],
    sources: &[(String, i64)],
    level: f64,
) -> Result<Table, Failure> {
    let mut filters: Vec<(i64, Option<i64>, FilterInTime)> = Vec::new();
    for &(id, fit) in known {
        for filter in fit.filters(level)? {
            let source = match filter.kind {
                TermKind::Spikes => {
                    let named = sources.iter().find(|(name, _)| *name == filter.name);
                    Some(named.map_or(id, |(_, source)| *source))
                }
                TermKind::Signal | TermKind::Covariates => None,
            };
            filters.push((id, source, filter));
        }
    }
    let lags = |filter: &FilterInTime| filter.lags_s.len();
    let all = |part: fn(&FilterInTime) -> &[f64]| -> Vec<f64> {
        filters.iter().flat_map(|(_, _, filter)| part(filter).iter().copied()).collect()
    };
    let names: Vec<&str> =
        filters.iter().flat_map(|(_, _, f)| std::iter::repeat_n(&*f.name, lags(f))).collect();
    let units = filters.iter().flat_map(|(id, _, f)| std::iter::repeat_n(*id, lags(f)));
    let acting = filters.iter().flat_map(|(_, source, f)| std::iter::repeat_n(*source, lags(f)));
    let log_gain = all(|filter| &filter.log_gain);
    let gain = log_gain.iter().map(|gain| exp(*gain)).collect();
    Ok(Table::build("filters")
        .integer("unit_id", Unit::ID, units.collect())
        .text("filter", &names)
        .optional_integer("source_id", Unit::ID, acting.collect())
        .float("lag_s", Unit::SECOND, all(|filter| &filter.lags_s))
        .float("log_gain", Unit::ONE, log_gain)
        .float("lower", Unit::ONE, all(|filter| &filter.lower))
        .float("upper", Unit::ONE, all(|filter| &filter.upper))
        .float("std_error", Unit::ONE, all(|filter| &filter.standard_errors))
        .described("standard error of the filter")
        .float("gain", Unit::ONE, gain)
        .described("the factor by which the rate is multiplied")
        .finish()?)
}

/// The columns of the table of coefficients.
pub(super) fn coefficients_schema() -> TableSchema {
    let number = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
    TableSchema::new(
        "coefficients",
        [
            unit_column(),
            Column::text("term").described("the function of a filter, or (Intercept)"),
            number("estimate", "its weight; the intercept is the logarithm of a rate"),
            number("std_error", "its standard error"),
            number("lower", "lower end of the confidence interval"),
            number("upper", "upper end of the confidence interval"),
        ],
    )
}

/// One row a unit and coefficient.
pub(super) fn coefficients(
    known: &[(i64, &PointProcessFit)],
    level: f64,
) -> Result<Table, Failure> {
    let (mut ids, mut terms) = (Vec::new(), Vec::new());
    let mut numbers: [Vec<f64>; 4] = Default::default();
    for (id, fit) in known {
        let glm = fit.glm();
        let intervals = glm.confidence_intervals(level)?;
        let errors = glm.standard_errors();
        for (row, term) in glm.terms().into_iter().enumerate() {
            ids.push(*id);
            terms.push(term.to_owned());
            let cells =
                [glm.estimates()[row], errors[row], intervals[[row, 0]], intervals[[row, 1]]];
            for (column, cell) in numbers.iter_mut().zip(cells) {
                column.push(cell);
            }
        }
    }
    let [estimate, std_error, lower, upper] = numbers;
    Ok(Table::build("coefficients")
        .integer("unit_id", Unit::ID, ids)
        .text("term", &terms)
        .float("estimate", Unit::ONE, estimate)
        .float("std_error", Unit::ONE, std_error)
        .float("lower", Unit::ONE, lower)
        .float("upper", Unit::ONE, upper)
        .finish()?)
}

/// The columns of the table of fits.
pub(super) fn fits_schema() -> TableSchema {
    let number = |name: &str, what: &str| Column::float(name, Unit::ONE).optional().described(what);
    TableSchema::new(
        "fits",
        [
            unit_column(),
            Column::text("status").described("`converged`, or why there is no fit"),
            number("n_rows", "bins that were fitted"),
            Column::float("n_spikes", Unit::SPIKES).optional().described("spikes in them"),
            number("deviance_explained", "1 - deviance / null deviance"),
            number("log_likelihood", "log-likelihood"),
            number("aic", "Akaike's criterion"),
            number("bic", "Schwarz's criterion"),
            number("n_iterations", "Newton steps"),
            Column::float("bits_per_spike", Unit::BIT_PER_SPIKE)
                .optional()
                .described("gain over a constant rate on held-out bins; empty without folds"),
        ],
    )
}

/// What is said over all fitted units.
pub(super) fn summary_schema() -> ValuesSchema {
    ValuesSchema::at_least([
        Column::integer("n_fitted", Unit::ONE).described("units that were fitted"),
        Column::integer("n_units", Unit::ONE).described("units that were to be fitted"),
    ])
}

/// One row a unit, and what is said over all of them: with folds also the median gain and the number of units with one.
pub(super) fn fits(
    ids: &[i64],
    found: &[Result<Found, &'static str>],
) -> Result<(Table, Values), Failure> {
    let known: Vec<Option<&Found>> = found.iter().map(|found| found.as_ref().ok()).collect();
    let of = |number: &dyn Fn(&PointProcessFit) -> f64| -> Vec<Option<f64>> {
        known.iter().map(|known| known.map(|found| number(&found.fit))).collect()
    };
    let status: Vec<&str> = found
        .iter()
        .map(|found| found.as_ref().map_or_else(|status| *status, |_| CONVERGED))
        .collect();
    let gain = |found: &Found| bits_per_spike(found.folds.as_deref()?);
    let bits: Vec<Option<f64>> = known.iter().map(|known| known.and_then(gain)).collect();
    let table = Table::build("fits")
        .integer("unit_id", Unit::ID, ids.to_vec())
        .text("status", &status)
        .optional_float("n_rows", Unit::ONE, of(&|fit| fit.bins().len() as f64))
        .optional_float("n_spikes", Unit::SPIKES, of(&PointProcessFit::n_spikes))
        .optional_float("deviance_explained", Unit::ONE, of(&|fit| fit.glm().deviance_explained()))
        .optional_float("log_likelihood", Unit::ONE, of(&|fit| fit.glm().ln_likelihood()))
        .optional_float("aic", Unit::ONE, of(&|fit| fit.glm().aic()))
        .optional_float("bic", Unit::ONE, of(&|fit| fit.glm().bic()))
        .optional_float(
            "n_iterations",
            Unit::ONE,
            of(&|fit| fit.glm().convergence().n_iterations as f64),
        )
        .optional_float("bits_per_spike", Unit::BIT_PER_SPIKE, bits.clone())
        .finish()?;
    let mut summary = Values::default();
    summary.count("n_fitted", known.iter().flatten().count(), Unit::ONE)?;
    summary.count("n_units", ids.len(), Unit::ONE)?;
    let gains: Vec<f64> = bits.into_iter().flatten().collect();
    if !gains.is_empty() {
        summary.number("median_bits_per_spike", median(&gains), Unit::BIT_PER_SPIKE)?;
        let n_above = gains.iter().filter(|gain| **gain > 0.0).count();
        summary.count("n_units_above_zero", n_above, Unit::ONE)?;
    }
    Ok((table, summary))
}

/// The rates of all fitted units; their bins are the same.
pub(super) fn rates(
    known: &[(i64, &PointProcessFit)],
    time_s: &[f64],
    width_s: f64,
) -> Result<Table, Failure> {
    let bins = known.first().map_or(&[][..], |(_, fit)| fit.bins());
    let rates: Vec<Vec<f64>> = known.iter().map(|(_, fit)| fit.rates_hz()).collect();
    let mut flat = Vec::with_capacity(bins.len() * rates.len());
    for row in 0..bins.len() {
        flat.extend(rates.iter().map(|rates| rates[row]));
    }
    Ok(Table::build("rates")
        .float("time_s", Unit::SECOND, bins.iter().map(|&bin| time_s[bin]).collect())
        .float("width_s", Unit::SECOND, vec![width_s; bins.len()])
        .vector("rate_hz", Unit::SPIKES_PER_SECOND, flat, rates.len())
        .finish()?)
}

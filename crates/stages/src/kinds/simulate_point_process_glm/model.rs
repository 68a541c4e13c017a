//! Units and their filters: invented, or those of a fit.

use spikebook_analysis::point_process::{SpikeFilter, filtered_signal};
use spikebook_data::Table;
use spikebook_models::spike_response::{Coupling, SpikeHistory, StimulusResponse};
use spikebook_numeric::elementary::{exp, ln};
use spikebook_pipeline::Failure;
use spikebook_schema::Unit;

use super::Params;

/// A filter lag by lag.
struct Filter {
    unit: i64,
    /// The unit whose spikes act; none where it is the stimulus.
    source: Option<i64>,
    name: String,
    lag_s: Vec<f64>,
    log_gain: Vec<f64>,
}

/// Units, the rates that they start from, and their filters.
pub(super) struct Model {
    /// Units with the logarithm of their rate.
    baselines: Vec<(i64, f64)>,
    filters: Vec<Filter>,
}

impl Model {
    /// Units of one kind, each coupled to the next.
    pub(super) fn invented(params: &Params, width_s: f64) -> Result<Self, Failure> {
        let stimulus = StimulusResponse::new(params.stimulus_gain, params.stimulus_peak_s)?;
        let history = SpikeHistory::new(
            params.refractory_depth,
            params.refractory_s,
            params.rebound,
            params.rebound_s,
        )?;
        let coupling = Coupling::new(params.coupling_strength, params.coupling_memory_s)?;
        let n_lags = (params.reach_s / width_s).floor().max(1.0) as usize;
        let filter = |unit: i64, source: Option<i64>, gain: &dyn Fn(f64) -> f64| {
            let first = usize::from(source.is_some());
            let lag_s: Vec<f64> = (first..first + n_lags).map(|lag| lag as f64 * width_s).collect();
            let name = match source {
                None => "stimulus".into(),
                Some(source) if source == unit => "history".into(),
                Some(source) => format!("unit {source}"),
            };
            let log_gain = lag_s.iter().map(|lag| gain(*lag)).collect();
            Filter { unit, source, name, lag_s, log_gain }
        };
        let units: Vec<i64> = (1..=params.n_units as i64).collect();
        let mut filters = Vec::new();
        for &unit in &units {
            filters.push(filter(unit, None, &|lag| stimulus.log_gain(lag)));
            filters.push(filter(unit, Some(unit), &|lag| history.log_gain(lag)));
            if unit > 1 {
                filters.push(filter(unit, Some(unit - 1), &|lag| coupling.log_gain(lag)));
            }
        }
        let baseline = ln(params.baseline_rate_hz);
        Ok(Self { baselines: units.into_iter().map(|unit| (unit, baseline)).collect(), filters })
    }

    /// The units of a fit.
    pub(super) fn of_fit(filters: &Table, coefficients: &Table) -> Result<Self, Failure> {
        let mut baselines = Vec::new();
        let units = coefficients.integers("unit_id")?;
        let estimates = coefficients.floats("estimate")?;
        for (row, term) in coefficients.texts("term")?.into_iter().enumerate() {
            match term.unwrap_or_default() {
                "(Intercept)" => baselines.push((units[row], estimates[row])),
                term if term.starts_with("covariate ") => {
                    return Err(Failure::new(
                        format!(
                            "input `coefficients`, row {row}: got `{term}`, wanted filters alone"
                        ),
                        "fit the model that is to be simulated without covariates",
                    ));
                }
                _ => {}
            }
        }
        let (names, lag_s) = (filters.texts("filter")?, filters.floats("lag_s")?);
        let (units, gain) = (filters.integers("unit_id")?, filters.floats("log_gain")?);
        let sources = filters.optional_integers("source_id")?;
        let mut found: Vec<Filter> = Vec::new();
        for row in 0..filters.n_rows() {
            let (unit, name) = (units[row], names[row].unwrap_or_default());
            match found.last_mut().filter(|filter| filter.unit == unit && filter.name == name) {
                Some(filter) => {
                    filter.lag_s.push(lag_s[row]);
                    filter.log_gain.push(gain[row]);
                }
                None => found.push(Filter {
                    unit,
                    source: sources[row],
                    name: name.into(),
                    lag_s: vec![lag_s[row]],
                    log_gain: vec![gain[row]],
                }),
            }
        }
        Ok(Self { baselines, filters: found })
    }

    /// The units.
    pub(super) fn unit_id(&self) -> Vec<i64> {
        self.baselines.iter().map(|unit| unit.0).collect()
    }

    /// The drive of each unit, and the filters between them.
    pub(super) fn network(
        &self,
        stimulus: &[f64],
        width_s: f64,
    ) -> Result<(Vec<Vec<f64>>, Vec<SpikeFilter>), Failure> {
        let place = |unit: i64| self.baselines.iter().position(|known| known.0 == unit);
        let first_lag = |filter: &Filter| {
            filter.lag_s.first().map_or(0, |lag| (lag / width_s).round().max(0.0) as usize)
        };
        let mut drives: Vec<Vec<f64>> =
            self.baselines.iter().map(|unit| vec![unit.1; stimulus.len()]).collect();
        let mut between = Vec::new();
        for filter in &self.filters {
            let Some(target) = place(filter.unit) else {
                return Err(without_intercept(filter.unit));
            };
            match filter.source {
                None => {
                    let added = filtered_signal(stimulus, first_lag(filter), &filter.log_gain);
                    for (drive, added) in drives[target].iter_mut().zip(added) {
                        *drive += added;
                    }
                }
                Some(source) => between.push(SpikeFilter {
                    target,
                    source: place(source).ok_or_else(|| without_intercept(source))?,
                    first_lag: first_lag(filter),
                    log_gain: filter.log_gain.clone(),
                }),
            }
        }
        Ok((drives, between))
    }

    /// The filters, as `point-process-glm` gives them.
    pub(super) fn filters_table(&self) -> Result<Table, Failure> {
        let n = |filter: &Filter| filter.lag_s.len();
        let filters = || self.filters.iter();
        let names: Vec<&str> =
            filters().flat_map(|f| std::iter::repeat_n(&*f.name, n(f))).collect();
        let n_rows = names.len();
        Ok(Table::build("filters")
            .integer(
                "unit_id",
                Unit::ID,
                filters().flat_map(|f| std::iter::repeat_n(f.unit, n(f))).collect(),
            )
            .text("filter", &names)
            .optional_integer(
                "source_id",
                Unit::ID,
                filters().flat_map(|f| std::iter::repeat_n(f.source, n(f))).collect(),
            )
            .float("lag_s", Unit::SECOND, filters().flat_map(|f| f.lag_s.clone()).collect())
            .float("log_gain", Unit::ONE, filters().flat_map(|f| f.log_gain.clone()).collect())
            .optional_float("lower", Unit::ONE, vec![None; n_rows])
            .optional_float("upper", Unit::ONE, vec![None; n_rows])
            .finish()?)
    }

    /// The rates that the filters act on.
    pub(super) fn truth_table(&self) -> Result<Table, Failure> {
        let rates = self.baselines.iter().map(|unit| exp(unit.1)).collect();
        Ok(Table::build("truth")
            .integer("unit_id", Unit::ID, self.unit_id())
            .float("baseline_rate_hz", Unit::SPIKES_PER_SECOND, rates)
            .finish()?)
    }
}

fn without_intercept(unit: i64) -> Failure {
    Failure::new(
        format!("input `coefficients`: got no (Intercept) of unit {unit}, wanted one"),
        "a coupled model can be simulated only with all of its units: fit them all",
    )
}

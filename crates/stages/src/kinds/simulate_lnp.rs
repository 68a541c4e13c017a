//! What would a cell answer that sees its stimulus through a filter and a curve?
//!
//! g is the stimulus through a filter of two lobes, the later one turned round; the rate is r f(g) with f = e^g, max(g, 0) or g²; counts are Poisson. The
//! stimulus is white, or correlated over many times as natural ones are. Under the second kind the spike-triggered average is the filter blurred by
//! the stimulus; under g² it is nothing, and the covariance has to be asked. See [`spikebook_models::spike_trains::lnp`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_data::frames::Units;
use spikebook_models::spike_trains::lnp::{Lnp, Nonlinearity, Stimulus};
use spikebook_numeric::elementary::{exp, sqrt};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::spike_groups::units_table;
use crate::tables::counts_schema;

/// `simulate-lnp`.
pub struct SimulateLnp;

/// How the rate follows from what the filter sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Curve {
    /// e^g
    Exponential,
    /// max(g, 0)
    Rectified,
    /// g²
    Squared,
}

/// What is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Shown {
    /// Independent standard normal values
    White,
    /// Correlated over up to a thousand bins
    NaturalLike,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How many bins
    #[schemars(range(min = 1, max = 10_000_000))]
    n_bins: usize,
    /// Width of a bin
    #[schemars(range(min = 0.0001, max = 10.0), extend("x-unit" = "s"))]
    bin_width_s: f64,
    /// What is shown
    stimulus: Shown,
    /// How the rate follows from what the filter sees
    curve: Curve,
    /// The rate r at f = 1
    #[schemars(range(min = 1e-6, max = 10_000.0), extend("x-unit" = "spikes/s"))]
    scale_hz: f64,
    /// Length of the filter in bins
    #[schemars(range(min = 1, max = 10_000))]
    n_lags: usize,
    /// Bins before a spike at which the filter peaks
    #[schemars(range(max = 10_000.0), extend("exclusiveMinimum" = 0.0))]
    peak_lag: f64,
    /// Length of the filter as a vector
    #[schemars(range(min = 0.0, max = 100.0))]
    strength: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            n_bins: 20_000,
            bin_width_s: 0.01,
            stimulus: Shown::White,
            curve: Curve::Exponential,
            scale_hz: 10.0,
            n_lags: 25,
            peak_lag: 5.0,
            strength: 1.0,
        }
    }
}

impl Stage for SimulateLnp {
    const NAME: &'static str = "simulate-lnp";
    const SUMMARY: &'static str =
        "Simulate a cell with a filter, a nonlinearity and Poisson counts";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let time = || Column::float("time_s", Unit::SECOND).described("when the bin begins");
        let stimulus = [time(), Column::float("value", Unit::ONE).described("what was shown")];
        let filter = [
            Column::integer("lag", Unit::ONE).described("bins before the spike"),
            Column::float("weight", Unit::ONE).described("what the stimulus then counts"),
        ];
        let rates =
            [time(), Column::float("rate_hz", Unit::SPIKES_PER_SECOND).described("the rate")];
        vec![
            Port::table("stimulus", TableSchema::new("stimulus", stimulus))
                .described("one row a bin"),
            Port::table("counts", counts_schema()).described("the counts"),
            Port::table("units", Units::schema()).described("the cell"),
            Port::table("filter", TableSchema::new("filter", filter))
                .for_instructors()
                .described("the filter behind the counts"),
            Port::table("rates", TableSchema::new("rates", rates))
                .for_instructors()
                .described("the rate behind the counts"),
        ]
    }

    fn example() -> Example {
        Example::default().param("n_bins", 30).param("n_lags", 4).param("peak_lag", 1.0)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        // From the oldest lag to the present one.
        let shape = |lag: usize| {
            let u = lag as f64 / params.peak_lag;
            u * exp(1.0 - u) * (1.0 - u / 3.0)
        };
        let mut filter: Vec<f64> = (0..params.n_lags).rev().map(shape).collect();
        let length = sqrt(filter.iter().fold(0.0, |sum, w| sum + w * w));
        if length > 0.0 {
            filter.iter_mut().for_each(|weight| *weight *= params.strength / length);
        }
        let curve = match params.curve {
            Curve::Exponential => Nonlinearity::Exponential,
            Curve::Rectified => Nonlinearity::Rectified,
            Curve::Squared => Nonlinearity::Squared,
        };
        let shown = match params.stimulus {
            Shown::White => Stimulus::White,
            Shown::NaturalLike => Stimulus::NaturalLike,
        };
        let cell = Lnp::new(filter.clone(), curve, params.scale_hz, params.bin_width_s)?;
        let session = cell.simulate(shown, params.n_bins, task.seed())?;
        let time_s: Vec<f64> =
            (0..params.n_bins).map(|bin| bin as f64 * params.bin_width_s).collect();
        let stimulus = Table::build("stimulus")
            .float("time_s", Unit::SECOND, time_s.clone())
            .float("value", Unit::ONE, session.observed.stimulus)
            .finish()?;
        task.put_table("stimulus", stimulus);
        let counts = session.observed.counts.iter().map(|&count| count as f64).collect();
        let counts = Table::build("counts")
            .float("time_s", Unit::SECOND, time_s.clone())
            .vector("counts", Unit::SPIKES, counts, 1)
            .finish()?;
        task.put_table("counts", counts);
        task.put_table("units", units_table(&[1])?);
        let filter = Table::build("filter")
            .integer("lag", Unit::ONE, (0..params.n_lags as i64).collect())
            .float("weight", Unit::ONE, filter.into_iter().rev().collect())
            .finish()?;
        task.put_table("filter", filter);
        let rates = Table::build("rates")
            .float("time_s", Unit::SECOND, time_s)
            .float("rate_hz", Unit::SPIKES_PER_SECOND, session.truth.rate_hz)
            .finish()?;
        task.put_table("rates", rates);
        Ok(())
    }
}

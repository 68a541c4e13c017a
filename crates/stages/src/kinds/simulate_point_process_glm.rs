//! What would units fire that have these filters?
//!
//! Left to itself, it invents units whose filters are known: a stimulus that wanders and excites them, a refractory time
//! and a rebound after each spike, and a coupling from each unit to the next one. Their filters come out for instructors,
//! in the form in which `point-process-glm` gives fitted ones. With `filters` and `coefficients` of such a fit it
//! simulates the fit: do its spikes look like those that it was fitted to?
//!
//! In each bin counts are Poisson given all spikes before; a spike lies anywhere in its bin. A fit can run away where a
//! spike makes more than one spike: that is an error. Filters are described in [`spikebook_models::spike_response`].

mod model;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::point_process::{SpikingNetwork, spike_times_s};
use spikebook_data::Table;
use spikebook_data::frames::{Signals, SpikeTable, Units};
use spikebook_models::spike_response::wandering_signal;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::spike_groups::units_table;
use crate::tables::{bins_schema, filters_schema};
use model::Model;

/// `simulate-point-process-glm`.
pub struct SimulatePointProcessGlm;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How many units, where no fit is simulated
    #[schemars(range(min = 1, max = 1000))]
    n_units: usize,
    /// Length of the session, where there are no bins
    #[schemars(range(max = 86_400.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    duration_s: f64,
    /// Width of a bin, where there are no bins
    #[schemars(range(min = 0.0001, max = 1.0), extend("x-unit" = "s"))]
    bin_width_s: f64,
    /// Rate of a unit without stimulus and without spikes before
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "spikes/s"))]
    baseline_rate_hz: f64,
    /// For how long the stimulus is remembered
    #[schemars(range(max = 10.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    stimulus_memory_s: f64,
    /// Size of the response to the stimulus
    #[schemars(range(min = -20.0, max = 20.0))]
    stimulus_gain: f64,
    /// Time of the response to the stimulus
    #[schemars(range(max = 1.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    stimulus_peak_s: f64,
    /// Depth of the refractory time, as what is taken from the log rate
    #[schemars(range(min = 0.0, max = 20.0))]
    refractory_depth: f64,
    /// How fast the refractory time passes
    #[schemars(range(max = 1.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    refractory_s: f64,
    /// Size of the rebound after it
    #[schemars(range(min = -20.0, max = 20.0))]
    rebound: f64,
    /// When the rebound comes
    #[schemars(range(max = 1.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    rebound_s: f64,
    /// What a spike of a unit adds at once to the log rate of the next unit
    #[schemars(range(min = -20.0, max = 20.0))]
    coupling_strength: f64,
    /// How long the coupling is remembered
    #[schemars(range(max = 1.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    coupling_memory_s: f64,
    /// How far back the filters reach
    #[schemars(range(max = 10.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    reach_s: f64,
    /// Column of the bins that is the stimulus of a fit
    stimulus: String,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            n_units: 3,
            duration_s: 120.0,
            bin_width_s: 0.001,
            baseline_rate_hz: 15.0,
            stimulus_memory_s: 0.01,
            stimulus_gain: 0.1,
            stimulus_peak_s: 0.008,
            refractory_depth: 6.0,
            refractory_s: 0.003,
            rebound: 0.4,
            rebound_s: 0.02,
            coupling_strength: 1.0,
            coupling_memory_s: 0.01,
            reach_s: 0.1,
            stimulus: "stimulus".into(),
        }
    }
}

impl Stage for SimulatePointProcessGlm {
    const NAME: &'static str = "simulate-point-process-glm";
    const SUMMARY: &'static str =
        "Simulate units whose filters of stimulus and spikes are known, or those of a fit";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let coefficients = TableSchema::at_least(
            "coefficients",
            [
                Column::integer("unit_id", Unit::ID).described("the unit"),
                Column::text("term").described("the function of a filter, or (Intercept)"),
                Column::float("estimate", Unit::ONE).described("its weight"),
            ],
        );
        vec![
            Port::table("filters", filters_schema())
                .optional()
                .described("the filters of a fit; left out, units are invented"),
            Port::table("coefficients", coefficients)
                .optional()
                .described("the coefficients of the fit, for its intercepts"),
            Port::table("bins", bins_schema())
                .optional()
                .described("the bins to simulate, with the column that `stimulus` names"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let mut stimulus = Signals::schema();
        stimulus
            .columns
            .push(Column::float("stimulus", Unit::ANY).described("what acted on all units"));
        let truth = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::float("baseline_rate_hz", Unit::SPIKES_PER_SECOND)
                .described("its rate without stimulus and without spikes before"),
        ];
        vec![
            Port::table("spikes", SpikeTable::schema()).described("the spikes of all units"),
            Port::table("stimulus", stimulus).described("the stimulus, at the start of each bin"),
            Port::table("units", Units::schema()).described("the units, silent ones among them"),
            Port::table("filters", filters_schema())
                .for_instructors()
                .described("the filters that made the spikes"),
            Port::table("truth", TableSchema::new("truth", truth))
                .for_instructors()
                .described("the rates that they act on"),
        ]
    }

    fn example() -> Example {
        Example::default()
            .param("n_units", 2)
            .param("duration_s", 4.0)
            .param("bin_width_s", 0.002)
            .param("reach_s", 0.03)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let seed = task.seed();
        let bins = task.optional_table("bins")?;
        let (time_s, width_s) = match &bins {
            Some(bins) => (bins.floats("time_s")?.to_vec(), crate::matrices::width_of_bins(bins)?),
            None => {
                let n_bins = (params.duration_s / params.bin_width_s).floor().max(1.0) as usize;
                let start_s = |bin: usize| bin as f64 * params.bin_width_s;
                ((0..n_bins).map(start_s).collect(), params.bin_width_s)
            }
        };
        let stimulus = match &bins {
            Some(bins) if bins.has(&params.stimulus) => bins.numbers(&params.stimulus)?,
            Some(_) => vec![0.0; time_s.len()],
            None => {
                let mut stream = seed.replicate("stimulus", 0);
                wandering_signal(time_s.len(), width_s, params.stimulus_memory_s, &mut stream)
            }
        };
        let fit = (task.optional_table("filters")?, task.optional_table("coefficients")?);
        let model = match fit {
            (Some(filters), Some(coefficients)) => Model::of_fit(&filters, &coefficients)?,
            (None, None) => Model::invented(params, width_s)?,
            _ => {
                return Err(Failure::new(
                    "inputs `filters` and `coefficients`: got one of them, wanted both or none",
                    "wire both to the ports of one `point-process-glm`",
                ));
            }
        };

        let unit_id = model.unit_id();
        let (drives, filters) = model.network(&stimulus, width_s)?;
        let counts = SpikingNetwork::new(width_s, drives, filters)?.simulate(seed)?;
        let (mut ids, mut times_s) = (Vec::new(), Vec::new());
        for (unit, counts) in counts.iter().enumerate() {
            let mut places = seed.replicate("places", unit as u64);
            let times = spike_times_s(counts, &time_s, width_s, &mut places)?;
            ids.extend(std::iter::repeat_n(unit_id[unit], times.len()));
            times_s.extend(times);
        }
        task.put_table("spikes", SpikeTable::from_columns(ids, times_s, None)?.into_table());
        task.put_table("units", units_table(&unit_id)?);
        let stimulus = Table::build("stimulus")
            .float("time_s", Unit::SECOND, time_s)
            .float("stimulus", Unit::ONE, stimulus)
            .finish()?;
        task.put_table("stimulus", stimulus);
        task.put_table("filters", model.filters_table()?);
        task.put_table("truth", model.truth_table()?);
        Ok(())
    }
}

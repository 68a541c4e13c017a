//! Thousands of neurons excite and inhibit each other: do they fire together or each for itself?
//!
//! A network of leaky integrate-and-fire neurons with random connections and Poisson input from outside
//! ([`spikebook_models::balanced_network`]). The irregularity of a neuron is the coefficient of variation of its intervals, 1 for Poisson;
//! the synchrony of the network is the variance of its counts over their mean in bins, 1 for independent neurons. Irregular neurons
//! can still fire together: look at both. Synchrony grows with the network; the correlation of pairs does not.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::balanced_network::{BalancedNetwork as Model, BalancedParameters};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

/// `balanced-network`.
pub struct BalancedNetwork;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How many neurons; the first four fifths excite
    #[schemars(range(min = 5, max = 200_000))]
    n_neurons: usize,
    /// Inputs of each from the network, a fifth of them inhibitory
    #[schemars(range(min = 5, max = 50_000))]
    n_inputs: usize,
    /// What an excitatory spike adds to the voltage
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "mV"))]
    weight_mv: f64,
    /// How many times stronger inhibition is
    #[schemars(range(min = 0.0, max = 100.0))]
    inhibition: f64,
    /// Outside rate in units of the rate that just reaches the threshold
    #[schemars(range(min = 0.0, max = 100.0))]
    outside: f64,
    /// Delay of a synapse
    #[schemars(range(min = 0.1, max = 100.0), extend("x-unit" = "ms"))]
    delay_ms: f64,
    /// How long the network is simulated
    #[schemars(range(min = 0.01, max = 1000.0), extend("x-unit" = "s"))]
    duration_s: f64,
    /// What is left out at the start of the measures
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "s"))]
    warm_up_s: f64,
    /// Bins in which the network's spikes are counted
    #[schemars(range(min = 0.1, max = 1000.0), extend("x-unit" = "ms"))]
    bin_ms: f64,
    /// How many neurons are recorded spike by spike, evenly spread over the network
    #[schemars(range(min = 1, max = 200_000))]
    n_recorded: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            n_neurons: 2000,
            n_inputs: 200,
            weight_mv: 0.5,
            inhibition: 5.0,
            outside: 2.0,
            delay_ms: 1.5,
            duration_s: 1.0,
            warm_up_s: 0.2,
            bin_ms: 2.0,
            n_recorded: 100,
        }
    }
}

impl Stage for BalancedNetwork {
    const NAME: &'static str = "balanced-network";
    const SUMMARY: &'static str = "Simulate a network of spiking neurons with balanced excitation";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let spikes = [
            Column::integer("unit_id", Unit::ID).described("the neuron"),
            Column::float("time_s", Unit::SECOND).described("when it fired"),
        ];
        let activity = [
            Column::float("time_s", Unit::SECOND).described("when the bin begins"),
            Column::float("rate_hz", Unit::SPIKES_PER_SECOND).described("mean rate of all neurons"),
        ];
        let measures = [
            Column::float("rate_hz", Unit::SPIKES_PER_SECOND).described("mean rate of a neuron"),
            Column::float("interval_cv", Unit::ONE)
                .described("coefficient of variation of intervals, mean over neurons; 0 where none fired thrice"),
            Column::float("synchrony", Unit::ONE)
                .described("variance of the network's counts over their mean; 0 for silence"),
            Column::float("pair_correlation", Unit::ONE)
                .described("correlation of two neurons' counts, mean over pairs; 0 for silence"),
        ];
        let kinds = [
            Column::integer("unit_id", Unit::ID).described("the neuron"),
            Column::boolean("is_excitatory").described("whether it excites"),
        ];
        vec![
            Port::table("spikes", TableSchema::new("spikes", spikes))
                .described("of the neurons recorded"),
            Port::table("activity", TableSchema::new("activity", activity))
                .described("one row a bin"),
            Port::table("measures", TableSchema::new("measures", measures.clone()))
                .described("how it fires: one row, for sweeps"),
            Port::values("summary", ValuesSchema::new(measures)).described("how it fires"),
            Port::table("kinds", TableSchema::new("kinds", kinds))
                .for_instructors()
                .described("which of the neurons recorded excite"),
        ]
    }

    fn example() -> Example {
        Example::default()
            .param("n_neurons", 100)
            .param("n_inputs", 10)
            .param("duration_s", 0.1)
            .param("warm_up_s", 0.0)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        if params.warm_up_s >= params.duration_s {
            return Err(Failure::new(
                format!(
                    "parameters `warm_up_s` and `duration_s`: got {} and {} s, wanted a warm-up that is shorter",
                    params.warm_up_s, params.duration_s
                ),
                "simulate for longer, or leave out less",
            ));
        }
        let model = Model::new(BalancedParameters {
            n_neurons: params.n_neurons,
            n_inputs: params.n_inputs,
            weight_mv: params.weight_mv,
            inhibition: params.inhibition,
            outside: params.outside,
            delay_ms: params.delay_ms,
            ..Default::default()
        })?;
        let session = model.simulate(params.duration_s, task.seed())?;
        let (from_s, bin_s) = (params.warm_up_s, params.bin_ms / 1000.0);
        let told = |number: f64| if number.is_finite() { number } else { 0.0 };
        let rate = told(session.mean_rate_hz(from_s));
        let irregularity = told(session.mean_interval_cv(from_s));
        let synchrony = told(session.synchrony(bin_s, from_s));
        let correlation = told(session.pair_correlation(bin_s, from_s));
        let mut summary = Values::default();
        summary.number("rate_hz", rate, Unit::SPIKES_PER_SECOND)?;
        summary.number("interval_cv", irregularity, Unit::ONE)?;
        summary.number("synchrony", synchrony, Unit::ONE)?;
        summary.number("pair_correlation", correlation, Unit::ONE)?;
        task.put_values("summary", summary);
        let measures = Table::build("measures")
            .float("rate_hz", Unit::SPIKES_PER_SECOND, vec![rate])
            .float("interval_cv", Unit::ONE, vec![irregularity])
            .float("synchrony", Unit::ONE, vec![synchrony])
            .float("pair_correlation", Unit::ONE, vec![correlation])
            .finish()?;
        task.put_table("measures", measures);
        let counts = session.population_counts(bin_s);
        let per_spike = 1.0 / (bin_s * session.n_neurons as f64);
        let activity = Table::build("activity")
            .float("time_s", Unit::SECOND, (0..counts.len()).map(|k| k as f64 * bin_s).collect())
            .float(
                "rate_hz",
                Unit::SPIKES_PER_SECOND,
                counts.iter().map(|&count| count as f64 * per_spike).collect(),
            )
            .finish()?;
        task.put_table("activity", activity);
        let n_recorded = params.n_recorded.min(session.n_neurons);
        let recorded: Vec<usize> =
            (0..n_recorded).map(|k| k * session.n_neurons / n_recorded).collect();
        let (mut ids, mut times) = (Vec::new(), Vec::new());
        let mut place = vec![None; session.n_neurons];
        recorded.iter().enumerate().for_each(|(k, &neuron)| place[neuron] = Some(k as i64 + 1));
        for (&neuron, &time) in session.neuron.iter().zip(&session.time_s) {
            if let Some(id) = place[neuron as usize] {
                ids.push(id);
                times.push(time);
            }
        }
        let spikes = Table::build("spikes")
            .integer("unit_id", Unit::ID, ids)
            .float("time_s", Unit::SECOND, times)
            .finish()?;
        task.put_table("spikes", spikes);
        let excites = recorded.iter().map(|&neuron| neuron < session.n_excitatory).collect();
        let kinds = Table::build("kinds")
            .integer("unit_id", Unit::ID, (1..=n_recorded as i64).collect())
            .boolean("is_excitatory", excites)
            .finish()?;
        task.put_table("kinds", kinds);
        Ok(())
    }
}

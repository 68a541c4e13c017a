//! A channel opens and closes by chance: how many of a patch are open?
//!
//! A closed channel opens at rate α, an open one closes at rate β. The share that is open follows dP/dt = α (1 − P) − β P on average; a patch of
//! channels flickers around it, and its transitions are drawn one by one at their exact times. `expected_open` is the average of many patches,
//! so one patch is never far from it and never on it. Real channels have more states than two, and rates that voltage moves. See
//! [`spikebook_models::neuron::ion_channel`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::integration::Steps;
use spikebook_models::neuron::ion_channel::IonChannel;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::membrane::{over_time, seconds};

/// `simulate-ion-channel`.
pub struct SimulateIonChannel;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How many channels the patch has
    #[schemars(range(min = 1, max = 1_000_000))]
    n_channels: usize,
    /// How many of them are open at first
    #[schemars(range(min = 0, max = 1_000_000))]
    n_open_at_first: usize,
    /// α: how often a closed channel opens, 1/ms
    #[schemars(range(min = 0.0, max = 10_000.0))]
    opening_per_ms: f64,
    /// β: how often an open one closes, 1/ms
    #[schemars(range(min = 0.0, max = 10_000.0))]
    closing_per_ms: f64,
    /// Length of the session
    #[schemars(range(max = 1e6), extend("exclusiveMinimum" = 0.0, "x-unit" = "ms"))]
    duration_ms: f64,
    /// Time between two samples
    #[schemars(range(min = 0.001, max = 1000.0), extend("x-unit" = "ms"))]
    sample_ms: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            n_channels: 100,
            n_open_at_first: 40,
            opening_per_ms: 0.3,
            closing_per_ms: 0.1,
            duration_ms: 50.0,
            sample_ms: 0.1,
        }
    }
}

impl Stage for SimulateIonChannel {
    const NAME: &'static str = "simulate-ion-channel";
    const SUMMARY: &'static str = "Simulate a patch of ion channels that open and close by chance";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let share = |name: &str, what: &str| Column::float(name, Unit::FRACTION).described(what);
        let transitions = [
            Column::float("time_s", Unit::SECOND).described("when it was"),
            Column::integer("n_open", Unit::ONE).described("open channels from then on"),
        ];
        let patch = [
            Column::integer("n_open", Unit::ONE).described("open channels"),
            share("open", "the share that is open"),
        ];
        let observed = [
            Column::integer("n_transitions", Unit::ONE).described("openings and closings"),
            share("mean_open", "mean share over the samples"),
        ];
        let truth = [
            share("steady_state", "the share that is open in the end"),
            Column::float("time_constant_ms", Unit::MILLISECOND)
                .described("how fast the average gets there"),
        ];
        vec![
            Port::table("patch", over_time("patch", patch)).described("one row a sample"),
            Port::table("transitions", TableSchema::new("transitions", transitions))
                .described("the start, and one row an opening or closing"),
            Port::values("summary", ValuesSchema::new(observed)).described("the patch in short"),
            Port::table(
                "average",
                over_time("average", [share("expected_open", "the average of many patches")]),
            )
            .for_instructors()
            .described("what the patch flickers around"),
            Port::values("truth", ValuesSchema::new(truth))
                .for_instructors()
                .described("what its rates lead to"),
        ]
    }

    fn example() -> Example {
        Example::default()
            .param("n_channels", 5)
            .param("n_open_at_first", 2)
            .param("sample_ms", 5.0)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let channel = IonChannel::new(params.opening_per_ms, params.closing_per_ms)?;
        let n = params.n_channels;
        let session =
            channel.simulate(n, params.n_open_at_first, params.duration_ms, task.seed())?;
        let observed = session.observed;
        let time_ms = Steps::new(params.sample_ms, params.duration_ms)?.times();
        let open_at = |time: &f64| {
            observed.n_open[observed.time_ms.partition_point(|at| at <= time).saturating_sub(1)]
        };
        let n_open: Vec<usize> = time_ms.iter().map(open_at).collect();
        let share = |open: &usize| *open as f64 / n as f64;
        let shares: Vec<f64> = n_open.iter().map(share).collect();
        let mut summary = Values::default();
        summary.count("n_transitions", observed.time_ms.len() - 1, Unit::ONE)?;
        let mean = spikebook_analysis::descriptive::mean(&shares);
        summary.number("mean_open", mean, Unit::FRACTION)?;
        task.put_values("summary", summary);
        let patch = Table::build("patch")
            .float("time_s", Unit::SECOND, seconds(&time_ms))
            .count("n_open", Unit::ONE, &n_open)
            .float("open", Unit::FRACTION, shares)
            .finish()?;
        task.put_table("patch", patch);
        let transitions = Table::build("transitions")
            .float("time_s", Unit::SECOND, seconds(&observed.time_ms))
            .count("n_open", Unit::ONE, &observed.n_open)
            .finish()?;
        task.put_table("transitions", transitions);
        let start = share(&params.n_open_at_first);
        let average = Table::build("average")
            .float("time_s", Unit::SECOND, seconds(&time_ms))
            .float(
                "expected_open",
                Unit::FRACTION,
                time_ms.iter().map(|&time| channel.open_share(start, time)).collect(),
            )
            .finish()?;
        task.put_table("average", average);
        let mut truth = Values::default();
        truth.number("steady_state", channel.steady_state(), Unit::FRACTION)?;
        truth.number("time_constant_ms", channel.time_constant_ms(), Unit::MILLISECOND)?;
        task.put_values("truth", truth);
        Ok(())
    }
}

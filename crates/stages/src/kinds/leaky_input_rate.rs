//! How fast does a leaky neuron fire against its current, and how regularly: by simulation, and by theory?
//!
//! Without noise theory is 1/(`t_ref` + τ ln((`V_rest` + R I − `V_reset`)/(`V_rest` + R I − θ))), above the threshold current only. With white
//! noise of size σ it is Siegert's formula for the rate and Brunel's for the spread of the intervals
//! ([`spikebook_models::neuron::leaky`]). Each current is simulated for `duration_ms` with chance of its own. Intervals under
//! white noise are independent, so the standard error of the rate is rate · CV/√n, and `z` says how many of them lie between
//! simulation and theory: of many points one in twenty should pass ±2. Currents with fewer than
//! twenty intervals have none. A coarse step makes the rate a little too low.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::spike_trains::intervals::IntervalStatistics;
use spikebook_data::Table;
use spikebook_models::neuron::leaky::{Input, LeakyNeuron};
use spikebook_numeric::elementary::sqrt;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, Unit, Values, ValuesSchema};

use crate::leaky_membrane::LeakyMembrane;
use crate::membrane::{ascending, input_rates_schema, seconds};

/// `leaky-input-rate`.
pub struct LeakyInputRate;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Params {
    /// The first current
    #[schemars(range(min = -1e6, max = 1e6), extend("x-unit" = "nA"))]
    from_na: f64,
    /// The last current
    #[schemars(range(min = -1e6, max = 1e6), extend("x-unit" = "nA"))]
    to_na: f64,
    /// How many currents, evenly spaced
    #[schemars(range(min = 2, max = 10_000))]
    n_currents: usize,
    /// Size σ of white noise; 0 for none
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "mV"))]
    sigma_mv: f64,
    /// How long each current is simulated
    #[schemars(range(max = 1e8), extend("exclusiveMinimum" = 0.0, "x-unit" = "ms"))]
    duration_ms: f64,
    /// Length of a step
    #[schemars(range(max = 10.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ms"))]
    step_ms: f64,
    #[serde(flatten)]
    membrane: LeakyMembrane,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            from_na: 1.0,
            to_na: 5.0,
            n_currents: 21,
            sigma_mv: 0.0,
            duration_ms: 10_000.0,
            step_ms: 0.1,
            membrane: LeakyMembrane::default(),
        }
    }
}

/// What one current gives.
struct Row {
    n_spikes: usize,
    first_interval_s: f64,
    intervals: IntervalStatistics,
    expected_hz: f64,
    expected_cv: f64,
}

impl Stage for LeakyInputRate {
    const NAME: &'static str = "leaky-input-rate";
    const SUMMARY: &'static str =
        "Rate and regularity of a leaky neuron against its current, simulated and by theory";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let mut curve = input_rates_schema();
        let number =
            |name: &str, what: &str| Column::float(name, Unit::ONE).optional().described(what);
        curve.columns.extend([
            number("cv", "spread of the intervals over their mean"),
            number("expected_cv", "the same by theory"),
            number("z", "standard errors between the rate and theory; none without noise"),
        ]);
        let summary = [
            Column::float("threshold_current_na", Unit::NANOAMPERE)
                .described("the constant current above which it fires"),
            Column::float("largest_difference_hz", Unit::SPIKES_PER_SECOND)
                .described("largest difference between simulation and theory"),
            Column::float("largest_z", Unit::ONE)
                .optional()
                .described("the largest of `z` without its sign"),
            Column::integer("n_currents", Unit::ONE).described("currents"),
        ];
        vec![
            Port::table("curve", curve).described("one row a current"),
            Port::values("summary", ValuesSchema::new(summary)).described("how far the two agree"),
        ]
    }

    fn example() -> Example {
        Example::default().param("n_currents", 3).param("duration_ms", 500.0).param("sigma_mv", 4.0)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let neuron = params.membrane.neuron()?;
        let currents =
            ascending(["from_na", "to_na"], [params.from_na, params.to_na], params.n_currents)?;
        let seed = task.seed();
        let rows = currents
            .par_iter()
            .enumerate()
            .map(|(at, &current_na)| {
                let seed = seed.child(&format!("current {at}"));
                params.row(&neuron, current_na, seed)
            })
            .collect::<Result<Vec<Row>, Failure>>()?;

        let of = |field: &dyn Fn(&Row) -> f64| rows.iter().map(field).collect::<Vec<f64>>();
        let rate_hz = of(&Row::rate_hz);
        let errors = of(&Row::standard_error_hz);
        let expected = of(&|row| row.expected_hz);
        let noisy = params.sigma_mv > 0.0;
        let z: Vec<f64> = (0..rows.len())
            .map(|at| {
                let is_enough = noisy && rows[at].intervals.n_intervals >= 20;
                if is_enough { (rate_hz[at] - expected[at]) / errors[at] } else { f64::NAN }
            })
            .collect();
        let n_spikes: Vec<usize> = rows.iter().map(|row| row.n_spikes).collect();
        let table = Table::build("curve")
            .float("input", Unit::NANOAMPERE, currents)
            .count("n_spikes", Unit::SPIKES, &n_spikes)
            .float("rate_hz", Unit::SPIKES_PER_SECOND, rate_hz.clone())
            .float_or_empty(
                "first_interval_hz",
                Unit::SPIKES_PER_SECOND,
                &of(&|row| 1.0 / row.first_interval_s),
            )
            .float_or_empty("rate_se_hz", Unit::SPIKES_PER_SECOND, &errors)
            .float_or_empty("expected_hz", Unit::SPIKES_PER_SECOND, &expected)
            .float_or_empty("cv", Unit::ONE, &of(&Row::cv))
            .float_or_empty("expected_cv", Unit::ONE, &of(&|row| row.expected_cv))
            .float_or_empty("z", Unit::ONE, &z)
            .finish()?;
        task.put_table("curve", table);

        let largest = |numbers: &mut dyn Iterator<Item = f64>| {
            numbers.map(f64::abs).filter(|size| size.is_finite()).reduce(f64::max)
        };
        let mut differences = rate_hz.iter().zip(&expected).map(|(got, wanted)| got - wanted);
        let mut summary = Values::default();
        let threshold = neuron.threshold_current_na();
        summary.number("threshold_current_na", threshold, Unit::NANOAMPERE)?;
        let difference = largest(&mut differences).unwrap_or(0.0);
        summary.number("largest_difference_hz", difference, Unit::SPIKES_PER_SECOND)?;
        if let Some(z) = largest(&mut z.iter().copied()) {
            summary.number("largest_z", z, Unit::ONE)?;
        }
        summary.count("n_currents", params.n_currents, Unit::ONE)?;
        task.put_values("summary", summary);
        Ok(())
    }
}

impl Params {
    fn row(
        &self,
        neuron: &LeakyNeuron,
        current_na: f64,
        seed: spikebook_numeric::Seed,
    ) -> Result<Row, Failure> {
        let (input, expected_hz, expected_cv) = if self.sigma_mv > 0.0 {
            let rate = neuron.siegert_rate_hz(current_na, self.sigma_mv);
            let cv = neuron.interval_variation(current_na, self.sigma_mv);
            (Input::white(current_na, self.sigma_mv)?, rate, cv)
        } else {
            let rate = neuron.rate_hz(current_na);
            (Input::constant(current_na)?, rate, if rate > 0.0 { 0.0 } else { f64::NAN })
        };
        let session = neuron.simulate(input, self.step_ms, self.duration_ms, seed)?;
        let spike_times_s = seconds(&session.observed.spike_times_ms);
        let intervals = IntervalStatistics::of_spikes(&spike_times_s, 0.0)?;
        let first_interval_s = match spike_times_s.as_slice() {
            [first, second, ..] => second - first,
            _ => f64::NAN,
        };
        let n_spikes = spike_times_s.len();
        Ok(Row { n_spikes, first_interval_s, intervals, expected_hz, expected_cv })
    }
}

impl Row {
    /// The spread of the intervals over their mean; none where there are not two.
    fn cv(&self) -> f64 {
        if self.intervals.n_intervals > 1 { self.intervals.cv } else { f64::NAN }
    }

    /// One over the mean interval; 0 where there is none.
    fn rate_hz(&self) -> f64 {
        if self.intervals.n_intervals > 0 { 1.0 / self.intervals.mean_s } else { 0.0 }
    }

    fn standard_error_hz(&self) -> f64 {
        self.rate_hz() * self.intervals.cv / sqrt(self.intervals.n_intervals as f64)
    }
}

//! What is left of an action potential in two variables?
//!
//! ```text
//! v' = v − κ v³ − w + I,   w' = ε (v + a − b w)
//! ```
//!
//! The classic form has κ = 1/3, ε = 0.08, a = 0.7, b = 0.8, the course's κ = 1, ε = 0.1, a = 1, b = 0.5; `form` chooses one, and any of the
//! numbers that is given replaces its own. Nothing carries a unit. `method` says how the equations are followed: adaptively to ten digits,
//! or by steps of `step` with Euler's, Heun's or Runge and Kutta's rule. With too long a step a fixed rule leaves the solution, or the
//! numbers: that is an error with time and state. See [`spikebook_models::neuron::fitzhugh_nagumo`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::integration::{
    Adaptive, Direction, Event, FixedStep, Method, Steps, Tolerance,
};
use spikebook_models::neuron::fitzhugh_nagumo::FitzHughNagumo;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

/// `simulate-fitzhugh-nagumo`.
pub struct SimulateFitzhughNagumo;

/// Which cubic, and which numbers with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Form {
    /// v³, ε = 0.1, a = 1, b = 0.5
    Course,
    /// v³/3, ε = 0.08, a = 0.7, b = 0.8
    Classic,
}

/// How the equations are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum MethodName {
    /// Steps as long as ten digits allow
    Adaptive,
    /// Along the slope at the start: order 1
    Euler,
    /// Along the mean of the slopes at both ends: order 2
    Heun,
    /// Along a mean of four slopes: order 4
    RungeKutta4,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Which cubic, and which numbers with it
    form: Form,
    /// The input I
    #[schemars(range(min = -1000.0, max = 1000.0))]
    input: f64,
    /// κ instead of the form's
    #[schemars(range(max = 100.0), extend("exclusiveMinimum" = 0.0))]
    cubic: Option<f64>,
    /// ε instead of the form's
    #[schemars(range(max = 100.0), extend("exclusiveMinimum" = 0.0))]
    speed: Option<f64>,
    /// a instead of the form's
    #[schemars(range(min = -1000.0, max = 1000.0))]
    offset: Option<f64>,
    /// b instead of the form's
    #[schemars(range(min = -1000.0, max = 1000.0))]
    decay: Option<f64>,
    /// v at the start
    #[schemars(range(min = -1000.0, max = 1000.0))]
    start_v: f64,
    /// w at the start
    #[schemars(range(min = -1000.0, max = 1000.0))]
    start_w: f64,
    /// How long the state is followed
    #[schemars(range(max = 1e6), extend("exclusiveMinimum" = 0.0))]
    duration: f64,
    /// Length of a step, and time between two samples
    #[schemars(range(max = 100.0), extend("exclusiveMinimum" = 0.0))]
    step: f64,
    /// How the equations are followed
    method: MethodName,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            form: Form::Course,
            input: 1.5,
            cubic: None,
            speed: None,
            offset: None,
            decay: None,
            start_v: -1.0,
            start_w: 0.0,
            duration: 200.0,
            step: 0.05,
            method: MethodName::Adaptive,
        }
    }
}

impl Stage for SimulateFitzhughNagumo {
    const NAME: &'static str = "simulate-fitzhugh-nagumo";
    const SUMMARY: &'static str = "Follow the FitzHugh–Nagumo neuron, by either cubic";
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let number = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let trace = [
            number("time", "when it was"),
            number("v", "the fast variable"),
            number("w", "the slow one"),
        ];
        let spikes = [number("time", "when v passed 0 upwards")];
        let summary = [
            Column::integer("n_spikes", Unit::SPIKES).described("upward passages of v = 0"),
            number("last_period", "between the last two").optional(),
            number("last_v", "v at the end"),
            number("last_w", "w at the end"),
        ];
        vec![
            Port::table("trace", TableSchema::new("trace", trace)).described("one row a sample"),
            Port::table("passages", TableSchema::new("passages", spikes)).described("the spikes"),
            Port::values("summary", ValuesSchema::new(summary)).described("the spikes in short"),
        ]
    }

    fn example() -> Example {
        Example::default().param("duration", 30.0).param("step", 1.0)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let model = params.model()?;
        let start = [params.start_v, params.start_w];
        let (time, v, w, passages) = match params.method() {
            None => {
                let samples = Steps::new(params.step, params.duration)?;
                let time = samples.times();
                let end = samples.time(samples.n_steps());
                let rises = Event::new(Direction::Rising, |_, state: &[f64]| state[0]);
                let method = Adaptive::new(Tolerance::new(1e-11, 1e-11)?).with_longest_step(2.0)?;
                let solution =
                    method.integrate_with_events(&model, &start, (0.0, end), &[rises])?;
                let states: Vec<Vec<f64>> = time.iter().map(|&time| solution.at(time)).collect();
                let part = |at: usize| states.iter().map(|state| state[at]).collect::<Vec<f64>>();
                (time, part(0), part(1), solution.times_of(0))
            }
            Some(method) => {
                let path = FixedStep::new(method, params.step, params.duration)?
                    .integrate(&model, &start)?;
                let (v, w) = (path.part(0), path.part(1));
                let passages = passages(&path.time, &v);
                (path.time, v, w, passages)
            }
        };
        let mut summary = Values::default();
        summary.count("n_spikes", passages.len(), Unit::SPIKES)?;
        if let [.., before, last] = passages.as_slice() {
            summary.number("last_period", last - before, Unit::ONE)?;
        }
        summary.number("last_v", v[v.len() - 1], Unit::ONE)?;
        summary.number("last_w", w[w.len() - 1], Unit::ONE)?;
        let trace = Table::build("trace")
            .float("time", Unit::ONE, time)
            .float("v", Unit::ONE, v)
            .float("w", Unit::ONE, w)
            .finish()?;
        task.put_table("trace", trace);
        let passages = Table::build("passages").float("time", Unit::ONE, passages).finish()?;
        task.put_table("passages", passages);
        task.put_values("summary", summary);
        Ok(())
    }
}

/// Where a line through samples passes 0 upwards.
fn passages(time: &[f64], v: &[f64]) -> Vec<f64> {
    let rises = |at: &usize| v[at - 1] < 0.0 && v[*at] >= 0.0;
    (1..v.len())
        .filter(rises)
        .map(|at| {
            let share = -v[at - 1] / (v[at] - v[at - 1]);
            time[at - 1] + share * (time[at] - time[at - 1])
        })
        .collect()
}

impl Params {
    fn model(&self) -> Result<FitzHughNagumo, spikebook_models::Error> {
        let [cubic, speed, offset, decay] = match self.form {
            Form::Course => [1.0, 0.1, 1.0, 0.5],
            Form::Classic => [1.0 / 3.0, 0.08, 0.7, 0.8],
        };
        FitzHughNagumo::new(
            self.cubic.unwrap_or(cubic),
            self.speed.unwrap_or(speed),
            self.offset.unwrap_or(offset),
            self.decay.unwrap_or(decay),
            self.input,
        )
    }

    /// The rule of fixed steps; none for the adaptive method.
    fn method(&self) -> Option<Method> {
        match self.method {
            MethodName::Adaptive => None,
            MethodName::Euler => Some(Method::Euler),
            MethodName::Heun => Some(Method::Heun),
            MethodName::RungeKutta4 => Some(Method::RungeKutta4),
        }
    }
}

//! At which input does a neuron begin to fire, and how?
//!
//! A fixed point is followed along the input, each search starting from the point before. Where a pair of complex eigenvalues
//! passes the imaginary axis it changes its stability in a Hopf bifurcation, with a cycle of that angular frequency; where a
//! real eigenvalue passes 0, points meet. Where the fixed point is unstable a state is let go beside it, and the limit cycle on which it
//! settles gives `cycle_low`, `cycle_high` and `period`. What is not found: unstable cycles, and the stable cycle that can
//! stand beside a stable point near a subcritical bifurcation. A branch that turns back ends in an error. See
//! [`spikebook_analysis::dynamics`].

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::dynamics::{Change, Kind, LimitCycle, Range, Section, limit_cycle, scan};
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, Unit, Values, ValuesSchema};

use crate::planar::{
    Constants, PlanarModel, PlanarSystem, branch_schema, crossings_schema, kind_in_words,
};

/// `bifurcation-scan`.
pub struct BifurcationScan;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Params {
    /// The model
    model: PlanarModel,
    /// The first input, in the model's unit
    #[schemars(range(min = -1000.0, max = 1000.0))]
    from: f64,
    /// The last input
    #[schemars(range(min = -1000.0, max = 1000.0))]
    to: f64,
    /// How many inputs, evenly spaced
    #[schemars(range(min = 2, max = 10_000))]
    n_inputs: usize,
    /// Where the search for the first fixed point starts: the first part of the state
    start_x: f64,
    /// Where it starts: the second part
    start_y: f64,
    /// Whether limit cycles are looked for
    with_cycles: bool,
    #[serde(flatten)]
    constants: Constants,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            model: PlanarModel::FitzhughNagumoCourse,
            from: 0.0,
            to: 4.0,
            n_inputs: 81,
            start_x: -1.0,
            start_y: 0.0,
            with_cycles: true,
            constants: Constants::default(),
        }
    }
}

impl Stage for BifurcationScan {
    const NAME: &'static str = "bifurcation-scan";
    const SUMMARY: &'static str =
        "Follow a fixed point along the input: where it loses its stability, and the cycle beyond";
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let part =
            |name: &str, what: &str| Column::float(name, Unit::ANY).optional().described(what);
        let summary = [
            Column::text("model").described("the model"),
            Column::integer("n_crossings", Unit::ONE).described("changes of stability"),
            part("first_input", "the input of the first"),
            part("second_input", "the input of the second"),
            part("first_period", "2π over the angular frequency of the first"),
            part("shortest_period", "the shortest period of a limit cycle"),
            part("widest_cycle", "the widest swing of the first part on a limit cycle"),
        ];
        vec![
            Port::table("branch", branch_schema()).described("one row an input"),
            Port::table("crossings", crossings_schema()).described("one row a change of stability"),
            Port::values("summary", ValuesSchema::new(summary)).described("where firing begins"),
        ]
    }

    fn example() -> Example {
        Example::default().param("n_inputs", 5).param("with_cycles", false)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let range = Range::new(params.from, params.to, params.n_inputs)?;
        // Both ends are checked; what lies between is within the models' range too.
        params.system(params.from)?;
        params.system(params.to)?;
        let velocity = |input: f64, state: &[f64], slope: &mut [f64]| match params.system(input) {
            Ok(system) => system.velocity(state, slope),
            Err(_) => slope.fill(f64::NAN),
        };
        let branch = scan(velocity, &[params.start_x, params.start_y], range)?;
        let view = params.model.view();
        let [(_, x_unit), (_, y_unit)] = view.names;
        let growth: Vec<f64> = branch.stabilities.iter().map(|s| s.eigenvalues[0].real).collect();
        let is_left = |at: usize| {
            matches!(branch.stabilities[at].kind, Kind::UnstableFocus | Kind::UnstableNode)
        };
        let cycles: Vec<Option<LimitCycle>> = (0..branch.points.len())
            .into_par_iter()
            .map(|at| {
                let wanted = params.with_cycles && is_left(at);
                wanted.then(|| params.cycle(branch.parameter[at], &branch.points[at])).flatten()
            })
            .collect();
        let of = |value: fn(&LimitCycle) -> f64| -> Vec<Option<f64>> {
            cycles.iter().map(|cycle| cycle.as_ref().map(value)).collect()
        };
        let kinds: Vec<&str> = branch.stabilities.iter().map(|s| kind_in_words(s.kind)).collect();
        let table = Table::build("branch")
            .float("input", view.input, branch.parameter.clone())
            .float("x", x_unit, branch.points.iter().map(|point| point[0]).collect())
            .float("y", y_unit, branch.points.iter().map(|point| point[1]).collect())
            .text("kind", &kinds)
            .boolean("is_stable", growth.iter().map(|&growth| growth < 0.0).collect())
            .float("growth", Unit::ONE, growth)
            .optional_float("cycle_low", x_unit, of(|cycle| cycle.lowest[0]))
            .optional_float("cycle_high", x_unit, of(|cycle| cycle.highest[0]))
            .optional_float("period", view.time, of(|cycle| cycle.period))
            .finish()?;
        task.put_table("branch", table);

        let crossings = &branch.crossings;
        let names: Vec<&str> = crossings
            .iter()
            .map(|crossing| if crossing.change == Change::Hopf { "hopf" } else { "real" })
            .collect();
        let table = Table::build("crossings")
            .float("input", view.input, crossings.iter().map(|c| c.parameter).collect())
            .text("kind", &names)
            .float("x", x_unit, crossings.iter().map(|c| c.point[0]).collect())
            .float("y", y_unit, crossings.iter().map(|c| c.point[1]).collect())
            .float(
                "angular_frequency",
                Unit::ONE,
                crossings.iter().map(|c| c.angular_frequency).collect(),
            )
            .boolean("is_stable_after", crossings.iter().map(|c| c.stable_after).collect())
            .finish()?;
        task.put_table("crossings", table);

        let mut summary = Values::default();
        summary.text("model", params.model.name())?;
        summary.count("n_crossings", crossings.len(), Unit::ONE)?;
        for (name, crossing) in ["first_input", "second_input"].into_iter().zip(crossings) {
            summary.number(name, crossing.parameter, view.input)?;
        }
        if let Some(first) = crossings.first().filter(|first| first.change == Change::Hopf) {
            let period = 2.0 * std::f64::consts::PI / first.angular_frequency;
            summary.number("first_period", period, view.time)?;
        }
        let known = || cycles.iter().flatten();
        if let Some(shortest) = known().map(|cycle| cycle.period).reduce(f64::min) {
            summary.number("shortest_period", shortest, view.time)?;
        }
        let swing = |cycle: &LimitCycle| cycle.highest[0] - cycle.lowest[0];
        if let Some(widest) = known().map(swing).reduce(f64::max) {
            summary.number("widest_cycle", widest, x_unit)?;
        }
        task.put_values("summary", summary);
        Ok(())
    }
}

impl Params {
    fn system(&self, input: f64) -> Result<PlanarSystem, Failure> {
        self.model.with(&self.constants, input)
    }

    /// The cycle on which a state beside a fixed point settles; none where it goes elsewhere.
    fn cycle(&self, input: f64, point: &[f64]) -> Option<LimitCycle> {
        let system = self.system(input).ok()?;
        let view = self.model.view();
        let [(left, right), _] = view.window;
        let start = [point[0] + 0.01 * (right - left), point[1]];
        // The cycle turns around the point, so it passes the point's own value.
        let section = Section { part: 0, value: point[0] };
        let velocity = |state: &[f64], slope: &mut [f64]| system.velocity(state, slope);
        limit_cycle(velocity, &start, section, view.step, 20.0 * view.duration, 1e-8).ok()
    }
}

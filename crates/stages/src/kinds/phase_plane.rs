//! Where does a model of two equations rest, and where do its states go?
//!
//! On the nullcline of a variable that variable stands still; where the two nullclines cross, the state rests. What becomes of
//! states near by, the eigenvalues of the Jacobian tell: both real parts below 0, they come back (node or focus, without or with
//! turning); both above 0, they leave; one of each, a saddle. Paths start at `start_x` and `start_y`, pairwise. Fixed points are
//! searched from a grid over the window and around it, so one far outside is not found. See
//! [`spikebook_analysis::dynamics`]; near a bifurcation the linear part decides nothing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::dynamics::{
    Kind, Section, Stability, Window, classify, fixed_points, jacobian, joined, limit_cycle,
    nullcline,
};
use spikebook_data::Table;
use spikebook_models::integration::{Adaptive, Tolerance};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, Unit, Values, ValuesSchema};

use crate::planar::{
    Constants, PlanarModel, PlanarSystem, kind_in_words, nullclines_schema, paths_schema,
    rest_points_schema, velocities_schema,
};

/// `phase-plane`.
pub struct PhasePlane;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Params {
    /// The model
    model: PlanarModel,
    /// The current into it, in its unit
    #[schemars(range(min = -1000.0, max = 1000.0))]
    input: f64,
    /// Left end of the window; left out, the model's own
    x_from: Option<f64>,
    /// Right end of the window
    x_to: Option<f64>,
    /// Lower end of the window
    y_from: Option<f64>,
    /// Upper end of the window
    y_to: Option<f64>,
    /// Cells along each side in which nullclines are looked for
    #[schemars(range(min = 10, max = 2000))]
    n_cells: usize,
    /// Velocities along each side
    #[schemars(range(min = 2, max = 50))]
    n_arrows: usize,
    /// Where paths start: the first part of the state, one a path; left out, two places of the model's own
    start_x: Option<Vec<f64>>,
    /// Where paths start: the second part
    start_y: Option<Vec<f64>>,
    /// How long paths are followed, in the model's time; left out, some rounds
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    duration: Option<f64>,
    /// Samples of a path
    #[schemars(range(min = 2, max = 1_000_000))]
    n_samples: usize,
    #[serde(flatten)]
    constants: Constants,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            model: PlanarModel::FitzhughNagumoCourse,
            input: 0.0,
            x_from: None,
            x_to: None,
            y_from: None,
            y_to: None,
            n_cells: 150,
            n_arrows: 20,
            start_x: None,
            start_y: None,
            duration: None,
            n_samples: 4001,
            constants: Constants::default(),
        }
    }
}

impl Stage for PhasePlane {
    const NAME: &'static str = "phase-plane";
    const SUMMARY: &'static str =
        "Nullclines, velocities, fixed points and paths of a model of two equations";
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let part = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
        let plain = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let summary = [
            Column::text("model").described("the model"),
            part("input", "the current into it"),
            Column::integer("n_fixed_points", Unit::ONE).described("fixed points"),
            part("x", "the first part of the state at the first fixed point"),
            part("y", "the second part"),
            Column::text("kind").described("what it is"),
            plain("real", "real part of its eigenvalue that grows fastest"),
            plain("imaginary", "imaginary part of that"),
            part("period", "how long a round of the limit cycle takes").optional(),
            part("cycle_low", "least value of the first part on it").optional(),
            part("cycle_high", "its greatest value").optional(),
        ];
        vec![
            Port::table("nullclines", nullclines_schema()).described("where a part stands still"),
            Port::table("field", velocities_schema()).described("velocities on a grid"),
            Port::table("fixed_points", rest_points_schema()).described("where the state rests"),
            Port::table("paths", paths_schema()).described("where states went"),
            Port::values("summary", ValuesSchema::new(summary))
                .described("the first fixed point, and the cycle that the first path settles on"),
        ]
    }

    fn example() -> Example {
        Example::default()
            .param("input", 1.5)
            .param("n_cells", 12)
            .param("n_arrows", 3)
            .param("n_samples", 20)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let starts = params.starts()?;
        let system = params.model.with(&params.constants, params.input)?;
        let [x, y] = params.window();
        let window = Window::new(x, y, params.n_cells)?;
        let velocity = |state: &[f64], slope: &mut [f64]| system.velocity(state, slope);
        let [(first, x_unit), (second, y_unit)] = params.model.view().names;

        let (mut variable, mut line) = (Vec::new(), Vec::new());
        let (mut line_x, mut line_y) = (Vec::new(), Vec::new());
        let mut n_lines = 0;
        for (part, name) in [first, second].into_iter().enumerate() {
            for points in joined(&nullcline(velocity, part, window)?) {
                n_lines += 1;
                for (x, y) in points {
                    variable.push(name);
                    line.push(n_lines);
                    line_x.push(x);
                    line_y.push(y);
                }
            }
        }
        let nullclines = Table::build("nullclines")
            .text("variable", &variable)
            .integer("line", Unit::ID, line)
            .float("x", x_unit, line_x)
            .float("y", y_unit, line_y)
            .finish()?;
        task.put_table("nullclines", nullclines);
        task.put_table("field", params.field(&system, [x, y])?);

        let seeds: Vec<Vec<f64>> = grid(x, 9)
            .into_iter()
            .flat_map(|x| grid(y, 9).into_iter().map(move |y| vec![x, y]))
            .collect();
        let points = fixed_points(velocity, &seeds)?;
        let stabilities = points
            .iter()
            .map(|point| classify(jacobian(velocity, point).view()))
            .collect::<Result<Vec<Stability>, _>>()?;
        let eigenvalue = |at: usize| stabilities.iter().map(move |s| s.eigenvalues[at]);
        let kinds: Vec<&str> = stabilities.iter().map(|s| kind_in_words(s.kind)).collect();
        let table = Table::build("fixed_points")
            .float("x", x_unit, points.iter().map(|point| point[0]).collect())
            .float("y", y_unit, points.iter().map(|point| point[1]).collect())
            .text("kind", &kinds)
            .float("real_1", Unit::ONE, eigenvalue(0).map(|value| value.real).collect())
            .float("imaginary_1", Unit::ONE, eigenvalue(0).map(|value| value.imaginary).collect())
            .float("real_2", Unit::ONE, eigenvalue(1).map(|value| value.real).collect())
            .float("imaginary_2", Unit::ONE, eigenvalue(1).map(|value| value.imaginary).collect())
            .finish()?;
        task.put_table("fixed_points", table);
        task.put_table("paths", params.paths(&system, &starts)?);

        let mut summary = Values::default();
        summary.text("model", params.model.name())?;
        summary.number("input", params.input, params.model.view().input)?;
        summary.count("n_fixed_points", points.len(), Unit::ONE)?;
        summary.number("x", points[0][0], x_unit)?;
        summary.number("y", points[0][1], y_unit)?;
        summary.text("kind", kinds[0])?;
        summary.number("real", stabilities[0].eigenvalues[0].real, Unit::ONE)?;
        summary.number("imaginary", stabilities[0].eigenvalues[0].imaginary, Unit::ONE)?;
        let is_left = matches!(stabilities[0].kind, Kind::UnstableFocus | Kind::UnstableNode);
        let view = params.model.view();
        let start = [points[0][0] + 0.01 * (x.1 - x.0), points[0][1]];
        let level = view.level.clamp(x.0, x.1);
        let section = Section { part: 0, value: level };
        if is_left
            && let Ok(cycle) =
                limit_cycle(velocity, &start, section, view.step, 20.0 * view.duration, 1e-9)
        {
            summary.number("period", cycle.period, view.time)?;
            summary.number("cycle_low", cycle.lowest[0], x_unit)?;
            summary.number("cycle_high", cycle.highest[0], x_unit)?;
        }
        task.put_values("summary", summary);
        Ok(())
    }
}

impl Params {
    fn window(&self) -> [(f64, f64); 2] {
        let [x, y] = self.model.view().window;
        [
            (self.x_from.unwrap_or(x.0), self.x_to.unwrap_or(x.1)),
            (self.y_from.unwrap_or(y.0), self.y_to.unwrap_or(y.1)),
        ]
    }

    /// Velocities at the middles of even cells.
    fn field(&self, system: &PlanarSystem, [x, y]: [(f64, f64); 2]) -> Result<Table, Failure> {
        let n = self.n_arrows;
        let middle =
            |(low, high): (f64, f64), at: usize| low + (high - low) * (at as f64 + 0.5) / n as f64;
        let mut columns: [Vec<f64>; 4] = Default::default();
        for row in 0..n {
            for column in 0..n {
                let state = [middle(x, column), middle(y, row)];
                let mut slope = [0.0; 2];
                system.velocity(&state, &mut slope);
                for (cells, value) in
                    columns.iter_mut().zip([state[0], state[1], slope[0], slope[1]])
                {
                    cells.push(value);
                }
            }
        }
        let [at_x, at_y, dx, dy] = columns;
        let [(_, x_unit), (_, y_unit)] = self.model.view().names;
        Ok(Table::build("field")
            .float("x", x_unit, at_x)
            .float("y", y_unit, at_y)
            .float("dx", Unit::ONE, dx)
            .float("dy", Unit::ONE, dy)
            .finish()?)
    }

    /// Where paths start.
    fn starts(&self) -> Result<Vec<(f64, f64)>, Failure> {
        let own = self.model.view().starts;
        let x = self.start_x.clone().unwrap_or_else(|| own.map(|start| start.0).to_vec());
        let y = self.start_y.clone().unwrap_or_else(|| own.map(|start| start.1).to_vec());
        if x.len() == y.len() {
            return Ok(x.into_iter().zip(y).collect());
        }
        Err(Failure::new(
            format!(
                "parameters `start_x` and `start_y`: got {} and {} numbers, wanted equally many",
                x.len(),
                y.len()
            ),
            "give one of each for every path",
        ))
    }

    fn paths(&self, system: &PlanarSystem, starts: &[(f64, f64)]) -> Result<Table, Failure> {
        let view = self.model.view();
        let duration = self.duration.unwrap_or(view.duration);
        let method = Adaptive::new(Tolerance::new(1e-10, 1e-10)?);
        let (mut path, mut time) = (Vec::new(), Vec::new());
        let (mut at_x, mut at_y) = (Vec::new(), Vec::new());
        for (number, &(x, y)) in (1..).zip(starts) {
            let solution = method.integrate(system, &[x, y], (0.0, duration))?;
            for sample in 0..self.n_samples {
                let when = duration * sample as f64 / (self.n_samples - 1) as f64;
                let state = solution.at(when);
                path.push(number);
                time.push(when);
                at_x.push(state[0]);
                at_y.push(state[1]);
            }
        }
        let [(_, x_unit), (_, y_unit)] = view.names;
        Ok(Table::build("paths")
            .integer("path", Unit::ID, path)
            .float("time", view.time, time)
            .float("x", x_unit, at_x)
            .float("y", y_unit, at_y)
            .finish()?)
    }
}

/// Evenly spaced numbers, the ends among them.
fn grid((low, high): (f64, f64), n: usize) -> Vec<f64> {
    (0..n).map(|at| low + (high - low) * at as f64 / (n - 1) as f64).collect()
}

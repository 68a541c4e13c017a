//! From a direction or a place to the columns of a regression: which smooth curve may the rate follow?
//!
//! `harmonics`: cos kθ and sin kθ, k = 1 … n, of a full turn from `minimum` to `maximum`; a Poisson regression on
//! them is a smooth circular tuning curve. `b-spline`: cubic B-splines on [`minimum`, `maximum`] without the
//! first, which an intercept and the others determine. `periodic-b-spline`: the same on a circle.
//!
//! The same functions on an even grid come out beside the design, so that a fitted curve can be drawn.
//! More functions follow finer detail and more noise: let cross-validation choose.

use ndarray::Array2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::basis::{BSpline, Harmonics};
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::Unit;

use crate::matrices::flat_rows;
use crate::tables::{bins_schema, grid_schema, matrix_schema, terms_schema};

/// `basis-design`.
pub struct BasisDesign;

/// Which functions.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Basis {
    /// Cosines and sines of a full turn
    Harmonics,
    /// Cubic splines on an interval
    BSpline,
    /// Cubic splines on a circle
    PeriodicBSpline,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column of the bins that the rate may depend on
    variable: String,
    /// Which functions
    basis: Basis,
    /// How many harmonics, or how many splines
    #[schemars(range(min = 1, max = 200))]
    n_functions: usize,
    /// Lower end of the interval, in the unit of the column
    minimum: f64,
    /// Upper end of the interval, in the unit of the column
    maximum: f64,
    /// Points of the grid on which a curve is drawn
    #[schemars(range(min = 2, max = 10_000))]
    n_grid: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            variable: "direction_deg".into(),
            basis: Basis::Harmonics,
            n_functions: 3,
            minimum: 0.0,
            maximum: 360.0,
            n_grid: 121,
        }
    }
}

impl Stage for BasisDesign {
    const NAME: &'static str = "basis-design";
    const SUMMARY: &'static str = "Design matrix of smooth functions of a signal";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("bins", bins_schema())
                .described("time bins with the column that `variable` names"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![
            Port::table("matrix", matrix_schema()).described("one row a bin"),
            Port::table("terms", terms_schema()).described("the columns of the matrix"),
            Port::table("grid", grid_schema()).described("the same functions on an even grid"),
        ]
    }

    fn example() -> Example {
        let bins = Table::build("bins")
            .float("time_s", Unit::SECOND, vec![0.0, 0.1, 0.2])
            .float("width_s", Unit::SECOND, vec![0.1; 3])
            .float("direction_deg", Unit::DEGREE, vec![0.0, 90.0, 200.0])
            .finish()
            .expect("three bins");
        Example::default().input("bins", bins).param("n_grid", 5)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let bins = task.table("bins")?;
        let samples = bins.numbers(&params.variable)?;
        let unit = bins.schema().column(&params.variable).map_or(Unit::ONE, |column| column.unit);
        let (design, terms) = params.design(&samples)?;
        let width = design.ncols();
        let matrix = Table::build("matrix")
            .vector("x", Unit::ONE, flat_rows(design.view()), width)
            .finish()?;
        task.put_table("matrix", matrix);

        let index = (0..width as i64).collect();
        let terms = Table::build("terms")
            .integer("index", Unit::ONE, index)
            .text("term", &terms)
            .finish()?;
        task.put_table("terms", terms);

        let last = (params.n_grid - 1) as f64;
        let share = |point: usize| point as f64 / last;
        let points: Vec<f64> = (0..params.n_grid)
            .map(|p| params.minimum * (1.0 - share(p)) + params.maximum * share(p))
            .collect();
        let (design, _) = params.design(&points)?;
        let grid = Table::build("grid")
            .float("value", unit, points)
            .vector("x", Unit::ONE, flat_rows(design.view()), width)
            .finish()?;
        task.put_table("grid", grid);
        Ok(())
    }
}

impl Params {
    fn design(&self, samples: &[f64]) -> Result<(Array2<f64>, Vec<String>), Failure> {
        let Self { minimum, maximum, n_functions, .. } = *self;
        let splines = |basis: BSpline| -> Result<_, Failure> {
            let names = (2..=basis.n_functions()).map(|k| format!("spline_{k}")).collect();
            Ok((basis.design_beside_intercept(samples)?, names))
        };
        match self.basis {
            Basis::Harmonics => {
                let basis = Harmonics::new(n_functions, maximum - minimum)?;
                let from_start: Vec<f64> = samples.iter().map(|sample| sample - minimum).collect();
                Ok((basis.design(&from_start)?, basis.names()))
            }
            Basis::BSpline => splines(BSpline::clamped(minimum, maximum, n_functions, 3)?),
            Basis::PeriodicBSpline => splines(BSpline::periodic(minimum, maximum, n_functions, 3)?),
        }
    }
}

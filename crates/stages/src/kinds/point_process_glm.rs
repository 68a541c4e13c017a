//! What makes each unit fire just now: a stimulus, where the animal is, its own last spikes, or its neighbours?
//!
//! In narrow bins the count of a unit is Poisson with
//!
//! ln rate = b₀ + covariates·b + Σ k(lag) stimulus + Σ h(lag) own counts + Σ c(lag) counts of others,
//!
//! where each filter k, h, c is a sum of smooth functions of the lag: cubic B-splines, or raised cosines that widen with
//! the lag. Filters come out in time with pointwise bands, rates in the bins that were fitted. Bins whose filters
//! reach back over a gap are left out. With `folds` the gain over a constant rate on held-out bins comes out too.
//! Minimised is (1/n) Σ (μᵢ − yᵢ ln μᵢ) + penalty/2 · |b|², the intercept free, as `poisson-glm` does.
//!
//! It misleads where bins are wide enough for two spikes, and where the unit never fires within the first lags: weights
//! there have no finite estimate without a small `penalty`. Described in [`spikebook_analysis::point_process`].

mod model;
mod reports;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::Error;
use spikebook_analysis::point_process::{
    BinRuns, PointProcessFit, PointProcessGlm as Estimator, held_out,
};
use spikebook_data::Table;
use spikebook_data::frames::Units;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, Unit, ValuesSchema};

use crate::fit_status::each_or_status;
use crate::fold_plans::fold_plan;
use crate::matrices::{matrix_of, same_rows, width_of_bins};
use crate::spike_groups::units_table;
use crate::tables::{
    bins_schema, counts_schema, filters_schema, folds_schema, matrix_schema, rates_schema,
};
use model::{Inputs, Model};
use reports::Found;

/// `point-process-glm`.
pub struct PointProcessGlm;

/// The functions that a filter is a sum of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Functions {
    /// Bumps that widen with the lag
    RaisedCosine,
    /// Cubic splines of even width
    BSpline,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Column of the bins that acts through a filter; left out, no stimulus
    stimulus: Option<String>,
    /// How far back the stimulus acts
    #[schemars(range(max = 600.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    stimulus_reach_s: f64,
    /// How many functions the filter of the stimulus is made of
    #[schemars(range(min = 4, max = 200))]
    stimulus_functions: usize,
    /// Which functions the filter of the stimulus is made of
    stimulus_basis: Functions,
    /// How far back a unit's own spikes act; 0 for not at all
    #[schemars(range(min = 0.0, max = 600.0), extend("x-unit" = "s"))]
    history_reach_s: f64,
    /// How many functions the filter of own spikes is made of
    #[schemars(range(min = 4, max = 200))]
    history_functions: usize,
    /// How far back spikes of all other units act; 0 for not at all
    #[schemars(range(min = 0.0, max = 600.0), extend("x-unit" = "s"))]
    coupling_reach_s: f64,
    /// How many functions each filter of other units' spikes is made of
    #[schemars(range(min = 4, max = 200))]
    coupling_functions: usize,
    /// Which functions the filters of spikes are made of
    spike_basis: Functions,
    /// Lag below which raised cosines are about equally wide, and far above which their widths grow with the lag
    #[schemars(range(max = 600.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    linear_below_s: f64,
    /// Strength of the ridge penalty
    #[schemars(range(min = 0.0, max = 1e12))]
    penalty: f64,
    /// Level of the bands and intervals
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    level: f64,
    /// The units to fit; where empty, all
    units: Vec<i64>,
    /// Units with fewer spikes are not fitted
    #[schemars(range(min = 1, max = 1_000_000))]
    min_spikes: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            stimulus: None,
            stimulus_reach_s: 0.02,
            stimulus_functions: 8,
            stimulus_basis: Functions::BSpline,
            history_reach_s: 0.1,
            history_functions: 6,
            coupling_reach_s: 0.0,
            coupling_functions: 4,
            spike_basis: Functions::RaisedCosine,
            linear_below_s: 0.01,
            penalty: 0.0,
            level: 0.95,
            units: Vec::new(),
            min_spikes: 1,
        }
    }
}

impl Stage for PointProcessGlm {
    const NAME: &'static str = "point-process-glm";
    const SUMMARY: &'static str =
        "Regression of each unit's spikes on stimulus, covariates, spike history and other units";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let plan = ValuesSchema::at_least([
            Column::integer("gap_rows", Unit::ONE).described("rows left out")
        ]);
        vec![
            Port::table("counts", counts_schema()).described("the counts, one entry a unit"),
            Port::table("bins", bins_schema()).described(
                "the same bins, all of one width, with the column that `stimulus` names",
            ),
            Port::table("units", Units::schema())
                .optional()
                .described("the unit of each entry; left out, they are numbered from 1"),
            Port::table("design", matrix_schema())
                .optional()
                .described("covariates that act at once, a row a bin"),
            Port::table("folds", folds_schema())
                .optional()
                .described("which bins are held out together"),
            Port::values("plan", plan).optional().described("the gap that goes with the folds"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![
            Port::table("filters", filters_schema()).described("one row a unit, filter and lag"),
            Port::table("coefficients", reports::coefficients_schema())
                .described("one row a unit and coefficient"),
            Port::table("fits", reports::fits_schema()).described("one row a unit"),
            Port::table("rates", rates_schema())
                .described("the fitted rates, a row a bin, an entry a fitted unit"),
            Port::table("units", Units::schema()).described("the unit of each entry of the rates"),
            Port::values("summary", reports::summary_schema()).described("over all fitted units"),
        ]
    }

    fn example() -> Example {
        let n = 120_usize;
        let time_s: Vec<f64> = (0..n).map(|bin| bin as f64 * 0.01).collect();
        let light = |bin: usize| ((bin * 7919 + bin * bin * 31) % 17) as f64 / 8.0 - 1.0;
        let fires = |bin: usize| bin > 0 && light(bin - 1) > 0.5 || bin % 11 == 4;
        let counts: Vec<f64> = (0..n)
            .flat_map(|bin| {
                [f64::from(u8::from(fires(bin))), f64::from(u8::from(bin % 7 == 1 || bin % 9 == 2))]
            })
            .collect();
        let build = |name: &str| Table::build(name).float("time_s", Unit::SECOND, time_s.clone());
        let counts = build("counts").vector("counts", Unit::SPIKES, counts, 2).finish();
        let bins = build("bins")
            .float("width_s", Unit::SECOND, vec![0.01; n])
            .float("light", Unit::ONE, (0..n).map(light).collect())
            .finish();
        let folds = Table::build("folds")
            .integer("row", Unit::ONE, (0..n as i64).collect())
            .integer("fold", Unit::ONE, (0..n as i64).map(|row| row / 60).collect())
            .finish();
        Example::default()
            .input("counts", counts.expect("bins of two units"))
            .input("bins", bins.expect("bins with a signal"))
            .input("folds", folds.expect("two folds"))
            .param("stimulus", "light")
            .param("stimulus_reach_s", 0.04)
            .param("stimulus_functions", 4)
            .param("history_reach_s", 0.05)
            .param("history_functions", 4)
            .param("spike_basis", "b-spline")
            .param("penalty", 0.01)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let counts = matrix_of(&task.table("counts")?, "counts")?;
        let bins = task.table("bins")?;
        same_rows(("counts", counts.nrows()), ("bins", bins.n_rows()))?;
        let width_s = width_of_bins(&bins)?;
        let time_s = bins.floats("time_s")?;
        let unit_id = match task.optional_table("units")? {
            Some(units) => Units::try_from(units)?.unit_id().to_vec(),
            None => (1..=counts.ncols() as i64).collect(),
        };
        same_rows(("units", unit_id.len()), ("entries of counts", counts.ncols()))?;
        let design = match task.optional_table("design")? {
            Some(design) => Some(matrix_of(&design, "x")?),
            None => None,
        };
        if let Some(design) = &design {
            same_rows(("counts", counts.nrows()), ("design", design.nrows()))?;
        }
        let stimulus = match &params.stimulus {
            Some(name) => Some(bins.numbers(name)?),
            None => None,
        };
        let plan = if task.has("folds") { Some(fold_plan(task, counts.nrows())?) } else { None };
        let chosen = chosen(&unit_id, &params.units)?;

        let inputs = Inputs {
            counts: (0..counts.ncols()).map(|unit| counts.column(unit).to_vec()).collect(),
            runs: BinRuns::of_times(time_s, width_s)?,
            unit_id,
            design,
            stimulus,
        };
        let model = Model::new(params, width_s)?;
        let estimator = Estimator::new().with_penalty(params.penalty)?;
        let results: Vec<Result<Found, Error>> = chosen
            .par_iter()
            .map(|&unit| {
                let own = &inputs.counts[unit];
                let n_spikes = own.iter().sum::<f64>() as usize;
                if n_spikes < params.min_spikes {
                    let wanted = params.min_spikes;
                    return Err(Error::TooFew { what: "spikes", got: n_spikes, wanted });
                }
                let design = model.design(&inputs, unit)?;
                let fit = estimator.fit(&design, own, width_s)?;
                let folds = match &plan {
                    Some(plan) => Some(held_out(&estimator, &design, own, width_s, plan)?),
                    None => None,
                };
                Ok(Found { fit, folds })
            })
            .collect();
        let found = each_or_status(results)?;
        let ids: Vec<i64> = chosen.iter().map(|&unit| inputs.unit_id[unit]).collect();
        let known: Vec<(i64, &PointProcessFit)> = ids
            .iter()
            .zip(&found)
            .filter_map(|(&id, found)| Some((id, &found.as_ref().ok()?.fit)))
            .collect();
        let others = model.sources(&inputs.unit_id);
        task.put_table("filters", reports::filters(&known, &others, params.level)?);
        task.put_table("coefficients", reports::coefficients(&known, params.level)?);
        let (fits, summary) = reports::fits(&ids, &found)?;
        task.put_table("fits", fits);
        task.put_values("summary", summary);
        task.put_table("rates", reports::rates(&known, time_s, width_s)?);
        let fitted: Vec<i64> = known.iter().map(|unit| unit.0).collect();
        task.put_table("units", units_table(&fitted)?);
        Ok(())
    }
}

/// The entries of the units that the parameter `units` names; where it is empty, all.
fn chosen(unit_id: &[i64], units: &[i64]) -> Result<Vec<usize>, Failure> {
    if units.is_empty() {
        return Ok((0..unit_id.len()).collect());
    }
    let place = |unit: &i64| {
        unit_id.iter().position(|known| known == unit).ok_or_else(|| {
            Failure::new(
                format!("parameter `units`: got {unit}, wanted units of the counts"),
                "look at the table `units` of the stage that counted the spikes",
            )
        })
    };
    units.iter().map(place).collect()
}

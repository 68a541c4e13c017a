//! Where did the animal look, or where was it, judged by the spikes alone?
//!
//! For each fold, tuning curves and prior are taken from the training bins and the held-out bins are decoded
//! from their counts n of width w:
//!
//! P(state | n) ∝ prior(state) Π λᵤ(state)^{nᵤ} e^{−w λᵤ(state)}.
//!
//! The tuning curves are smoothed with a Gaussian of `smoothing_bins` and held above `rate_floor_hz`, as
//! "never seen to fire" is not "never fires". `uniform` gives all states that training visited the same
//! prior, `empirical` the share of training time spent there; with `transition` the posterior of a bin builds
//! on that of the bin before, by the changes of state that training saw (Brown et al. 1998,
//! doi:10.1523/JNEUROSCI.18-18-07411.1998). It misleads without held-out data, and where cells share noise
//! that independent Poisson counts do not have. Zhang et al. (1998), doi:10.1152/jn.1998.79.2.1017.

mod training;

use ndarray::Array2;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::circular::Turn;
use spikebook_analysis::descriptive::{BinEdges, mean, median};
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::covariate::bins_between;
use crate::fold_plans::fold_plan;
use crate::matrices::{counts_of, same_rows, width_of_bins};
use crate::tables::{bins_schema, counts_schema, folds_schema};

use training::{Answer, Trained};

/// `bayesian-decoder`.
pub struct BayesianDecoder;

/// What is believed before the spikes are seen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Prior {
    /// All states that training visited are equally likely
    Uniform,
    /// States are as likely as training time was spent in them
    Empirical,
    /// States follow the one of the bin before as they did in training
    Transition,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column of the bins that is decoded
    variable: String,
    /// Lower end of the states, in the unit of the column
    minimum: f64,
    /// Upper end of the states, in the unit of the column
    maximum: f64,
    /// How many states of equal width
    #[schemars(range(min = 2, max = 1000))]
    n_states: usize,
    /// Whether the last state has the first for a neighbour
    circular: bool,
    /// What is believed before the spikes are seen
    prior: Prior,
    /// Width of the smoothing of tuning curves, in states; 0 for none
    #[schemars(range(min = 0.0, max = 100.0))]
    smoothing_bins: f64,
    /// Of the prior `transition`: how often each change of state counts as seen beforehand
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    pseudo_count: f64,
    /// Of the prior `transition`: whether later bins count too, or only those up to the one decoded
    use_later_bins: bool,
    /// No rate counts as lower than this
    #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "spikes/s"))]
    rate_floor_hz: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            variable: "direction_deg".into(),
            minimum: 0.0,
            maximum: 360.0,
            n_states: 36,
            circular: true,
            prior: Prior::Uniform,
            smoothing_bins: 1.0,
            pseudo_count: 0.1,
            use_later_bins: false,
            rate_floor_hz: 0.05,
        }
    }
}

impl Stage for BayesianDecoder {
    const NAME: &'static str = "bayesian-decoder";
    const SUMMARY: &'static str =
        "Decode a direction or place from counts, on data that training has not seen";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let plan = ValuesSchema::at_least([
            Column::integer("gap_rows", Unit::ONE).described("rows left out")
        ]);
        vec![
            Port::table("counts", counts_schema()).described("the counts, one entry a unit"),
            Port::table("bins", bins_schema())
                .described("the same bins with the column that `variable` names"),
            Port::table("folds", folds_schema()).described("which bins are held out together"),
            Port::values("plan", plan).optional().described("the gap that goes with the folds"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let state = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
        let decoded = [
            Column::float("time_s", Unit::SECOND).described("when the bin begins"),
            Column::integer("fold", Unit::ONE).described("the fold in which it was held out"),
            state("actual", "what it was"),
            state("decoded", "the most probable state"),
            state("posterior_mean", "the mean of the posterior").optional(),
            state("posterior_sd", "the standard deviation of the posterior").optional(),
            state("error", "how far decoded lies from actual"),
            state("chance_error", "how far the most probable state before the spikes lies"),
        ];
        let posterior = [
            Column::float("time_s", Unit::SECOND).described("when the bin begins"),
            Column::vector("posterior", Unit::ONE).described("the probability of each state"),
        ];
        let summary = [
            Column::integer("n_bins", Unit::ONE).described("bins decoded"),
            Column::integer("n_units", Unit::ONE).described("units that were listened to"),
            Column::float("median_error", Unit::ANY).described("median distance from the truth"),
            Column::float("mean_error", Unit::ANY).described("mean distance from the truth"),
            Column::float("chance_median_error", Unit::ANY)
                .described("median distance of a guess without spikes"),
        ];
        vec![
            Port::table("decoded", TableSchema::new("decoded", decoded)).described("one row a bin"),
            Port::table("posterior", TableSchema::new("posterior", posterior))
                .described("one row a bin, one entry a state"),
            Port::table("states", TableSchema::new("states", [state("centre", "its middle")]))
                .described("the states, one row each"),
            Port::values("summary", ValuesSchema::new(summary)).described("how well it went"),
        ]
    }

    fn example() -> Example {
        let direction = [10.0, 100.0, 190.0, 280.0, 20.0, 110.0, 200.0, 290.0];
        let counts: Vec<f64> = direction
            .iter()
            .flat_map(|&d| if d < 180.0 { [3.0, 0.0] } else { [0.0, 2.0] })
            .collect();
        let time_s: Vec<f64> = (0..8).map(f64::from).collect();
        let table = Table::build("counts")
            .float("time_s", Unit::SECOND, time_s.clone())
            .vector("counts", Unit::SPIKES, counts, 2)
            .finish()
            .expect("eight bins of two units");
        let bins = Table::build("bins")
            .float("time_s", Unit::SECOND, time_s)
            .float("width_s", Unit::SECOND, vec![1.0; 8])
            .float("direction_deg", Unit::DEGREE, direction.to_vec())
            .finish()
            .expect("eight bins");
        let folds = Table::build("folds")
            .integer("row", Unit::ONE, (0..8).collect())
            .integer("fold", Unit::ONE, vec![0, 0, 0, 0, 1, 1, 1, 1])
            .finish()
            .expect("two folds");
        Example::default()
            .input("counts", table)
            .input("bins", bins)
            .input("folds", folds)
            .param("n_states", 4)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let counts = counts_of(&task.table("counts")?)?;
        let bins = task.table("bins")?;
        same_rows(("counts", counts.nrows()), ("bins", bins.n_rows()))?;
        let plan = fold_plan(task, counts.nrows())?;
        let actual = bins.numbers(&params.variable)?;
        let unit = bins.schema().column(&params.variable).map_or(Unit::ONE, |column| column.unit);
        let edges = bins_between(params.minimum, params.maximum, params.n_states)?;
        let width_s = width_of_bins(&bins)?;

        let splits: Vec<(Vec<usize>, Vec<usize>)> = plan.splits().collect();
        let answers = splits
            .par_iter()
            .map(|(train, test)| {
                let trained = Trained::on(train, &counts, &actual, width_s, &edges, params)?;
                trained.decode(test, &counts)
            })
            .collect::<Result<Vec<Vec<Answer>>, Failure>>()?;
        let mut rows: Vec<Option<Answer>> = (0..counts.nrows()).map(|_| None).collect();
        for ((_, test), answers) in splits.iter().zip(answers) {
            for (&row, answer) in test.iter().zip(answers) {
                rows[row] = Some(answer);
            }
        }
        let answers: Vec<Answer> = rows.into_iter().flatten().collect();
        put_outputs(params, task, &bins, plan.fold_of_row(), &actual, &edges, unit, &answers)?;
        let errors = params.errors(&actual, answers.iter().map(|answer| answer.decoded));
        let chance = params.errors(&actual, answers.iter().map(|answer| answer.guess));
        let mut summary = Values::default();
        summary.count("n_bins", answers.len(), Unit::ONE)?;
        summary.count("n_units", counts.ncols(), Unit::ONE)?;
        summary.number("median_error", median(&errors), unit)?;
        summary.number("mean_error", mean(&errors), unit)?;
        summary.number("chance_median_error", median(&chance), unit)?;
        task.put_values("summary", summary);
        Ok(())
    }
}

impl Params {
    fn turn(&self) -> Result<Option<Turn>, Failure> {
        if self.circular { Ok(Some(Turn::new(self.maximum - self.minimum)?)) } else { Ok(None) }
    }

    /// How far each answer lies from the truth, round the circle where there is one.
    fn errors(&self, actual: &[f64], answers: impl Iterator<Item = f64>) -> Vec<f64> {
        let turn = self.turn().ok().flatten();
        let distance = |(&actual, answer): (&f64, f64)| match turn {
            Some(turn) => turn.distance(answer, actual),
            None => (answer - actual).abs(),
        };
        actual.iter().zip(answers).map(distance).collect()
    }
}

#[expect(clippy::too_many_arguments, reason = "each is a column or its unit")]
fn put_outputs(
    params: &Params,
    task: &mut Task<'_>,
    bins: &Table,
    fold_of_row: &[usize],
    actual: &[f64],
    edges: &BinEdges,
    unit: Unit,
    answers: &[Answer],
) -> Result<(), Failure> {
    let time_s = bins.floats("time_s")?;
    let decoded = Table::build("decoded")
        .float("time_s", Unit::SECOND, time_s.to_vec())
        .count("fold", Unit::ONE, fold_of_row)
        .float("actual", unit, actual.to_vec())
        .float("decoded", unit, answers.iter().map(|answer| answer.decoded).collect())
        .optional_float("posterior_mean", unit, answers.iter().map(|a| a.mean).collect())
        .optional_float("posterior_sd", unit, answers.iter().map(|a| a.deviation).collect())
        .float("error", unit, params.errors(actual, answers.iter().map(|a| a.decoded)))
        .float("chance_error", unit, params.errors(actual, answers.iter().map(|a| a.guess)))
        .finish()?;
    task.put_table("decoded", decoded);
    let flat: Vec<f64> = answers.iter().flat_map(|answer| answer.posterior.clone()).collect();
    let posterior = Table::build("posterior")
        .float("time_s", Unit::SECOND, time_s.to_vec())
        .vector("posterior", Unit::ONE, flat, edges.n_bins())
        .finish()?;
    task.put_table("posterior", posterior);
    task.put_table(
        "states",
        Table::build("states").float("centre", unit, edges.centres()).finish()?,
    );
    Ok(())
}

/// The rows of a matrix at these positions.
fn rows_of(matrix: &Array2<u32>, rows: &[usize]) -> Array2<u32> {
    matrix.select(ndarray::Axis(0), rows)
}

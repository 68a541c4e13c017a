//! How well can a speed, a place or a hand be read from the spikes by weighted sums over the recent past?
//!
//! For each fold, weights of the counts at each lag are fitted by least squares (with a ridge `penalty`) on
//! the training bins, and the held-out bins are decoded. Lag 0 is the bin itself; positive lags look back.
//! Bins for which a lag lies outside the recording have no answer. `r_squared` is 1 − squared errors over
//! squared distances from the training mean, 0 or less for a decoder that is of no use.
//!
//! It misleads without a gap between training and test, for what moves smoothly is told by its neighbours. A
//! count beside every silent unit needs a penalty. Carmena et al. (2003), doi:10.1371/journal.pbio.0000042.

use ndarray::Array2;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::decoding::WienerDecoder as Decoder;
use spikebook_analysis::descriptive::{correlation, median};
use spikebook_data::Table;
use spikebook_numeric::sum::sum;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::fold_plans::fold_plan;
use crate::matrices::{counts_of, same_rows};
use crate::tables::{bins_schema, counts_schema, folds_schema};

/// `wiener-decoder`.
pub struct WienerDecoder;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The columns of the bins that are decoded
    variables: Vec<String>,
    /// How many bins are looked back, the bin itself the first
    #[schemars(range(min = 1, max = 200))]
    n_lags: usize,
    /// The shortest lag, in bins: 0 for the bin itself, below 0 to look ahead
    #[schemars(range(min = -200, max = 200))]
    first_lag: i32,
    /// Ridge penalty on the squares of weights
    #[schemars(range(min = 0.0))]
    penalty: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { variables: vec!["speed".into()], n_lags: 10, first_lag: 0, penalty: 0.01 }
    }
}

impl Stage for WienerDecoder {
    const NAME: &'static str = "wiener-decoder";
    const SUMMARY: &'static str =
        "Decode signals by weighted sums of recent counts, on data that training has not seen";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let plan = ValuesSchema::at_least([
            Column::integer("gap_rows", Unit::ONE).described("rows left out")
        ]);
        vec![
            Port::table("counts", counts_schema()).described("the counts, one entry a unit"),
            Port::table("bins", bins_schema())
                .described("the same bins with the columns that `variables` names"),
            Port::table("folds", folds_schema()).described("which bins are held out together"),
            Port::values("plan", plan).optional().described("the gap that goes with the folds"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let decoded = [
            Column::text("variable").described("what is decoded"),
            Column::float("time_s", Unit::SECOND).described("when the bin begins"),
            Column::integer("fold", Unit::ONE).described("the fold in which it was held out"),
            Column::float("actual", Unit::ANY).described("what it was"),
            Column::float("decoded", Unit::ANY).described("what the spikes say it was"),
            Column::float("error", Unit::ANY).described("how far the two lie apart"),
        ];
        let scores = [
            Column::text("variable").described("what is decoded"),
            Column::float("r_squared", Unit::ONE).described("share of its held-out variance"),
            Column::float("correlation", Unit::ONE)
                .optional()
                .described("of decoded and actual; empty where one is constant"),
            Column::float("root_mean_square_error", Unit::ANY).described("of the held-out bins"),
        ];
        let summary = [
            Column::integer("n_bins", Unit::ONE).described("bins decoded"),
            Column::integer("n_units", Unit::ONE).described("units that were listened to"),
            Column::integer("n_weights", Unit::ONE).described("units × lags"),
            Column::float("median_r_squared", Unit::ONE).described("over variables"),
        ];
        vec![
            Port::table("decoded", TableSchema::new("decoded", decoded))
                .described("one row a variable and bin"),
            Port::table("scores", TableSchema::new("scores", scores))
                .described("one row a variable"),
            Port::values("summary", ValuesSchema::new(summary)).described("how well it went"),
        ]
    }

    fn example() -> Example {
        let n = 24;
        let time_s: Vec<f64> = (0..n).map(f64::from).collect();
        let speed: Vec<f64> = (0..n).map(|bin| f64::from((bin % 8 - 4_i32).abs())).collect();
        let counts: Vec<f64> = (0..n)
            .flat_map(|bin| {
                [f64::from((bin % 8 - 4_i32).abs() + bin * 5 % 2), f64::from(bin * 7 % 3)]
            })
            .collect();
        let table = Table::build("counts")
            .float("time_s", Unit::SECOND, time_s.clone())
            .vector("counts", Unit::SPIKES, counts, 2)
            .finish();
        let bins = Table::build("bins")
            .float("time_s", Unit::SECOND, time_s)
            .float("width_s", Unit::SECOND, vec![1.0; n as usize])
            .float("speed", Unit::ONE, speed)
            .finish();
        let folds = Table::build("folds")
            .integer("row", Unit::ONE, (0..i64::from(n)).collect())
            .integer("fold", Unit::ONE, (0..i64::from(n)).map(|row| row / 12).collect())
            .finish();
        Example::default()
            .input("counts", table.expect("bins of two units"))
            .input("bins", bins.expect("bins"))
            .input("folds", folds.expect("two folds"))
            .param("n_lags", 2)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let counts = counts_of(&task.table("counts")?)?.mapv(f64::from);
        let bins = task.table("bins")?;
        same_rows(("counts", counts.nrows()), ("bins", bins.n_rows()))?;
        let plan = fold_plan(task, counts.nrows())?;
        if params.variables.is_empty() {
            return Err(Failure::new(
                "parameter `variables`: got none, wanted at least one column of the bins",
                "name what is to be decoded",
            ));
        }
        let columns = params
            .variables
            .iter()
            .map(|name| bins.numbers(name))
            .collect::<Result<Vec<_>, _>>()?;
        let outputs =
            Array2::from_shape_fn((counts.nrows(), columns.len()), |(row, j)| columns[j][row]);
        let lags: Vec<isize> =
            (0..params.n_lags as isize).map(|lag| lag + params.first_lag as isize).collect();
        let decoder = Decoder::new(&lags)?.with_penalty(params.penalty)?;
        let splits: Vec<(Vec<usize>, Vec<usize>)> = plan.splits().collect();
        let of_folds = splits
            .par_iter()
            .map(|(train, test)| {
                let fit = decoder.fit_bins(counts.view(), outputs.view(), train)?;
                let means: Vec<f64> = (0..columns.len())
                    .map(|j| sum(train.iter().map(|&row| columns[j][row])) / train.len() as f64)
                    .collect();
                let answers = test.iter().map(|&row| fit.decoded(counts.view(), row));
                Ok((means, answers.collect::<Result<Vec<_>, _>>()?))
            })
            .collect::<Result<Vec<_>, spikebook_analysis::Error>>()?;
        let mut answers: Vec<Option<(Vec<f64>, usize)>> = vec![None; counts.nrows()];
        for (fold, ((_, test), (_, of_fold))) in splits.iter().zip(&of_folds).enumerate() {
            for (&row, answer) in test.iter().zip(of_fold) {
                answers[row] = answer.clone().map(|answer| (answer, fold));
            }
        }
        let rows: Vec<usize> = (0..counts.nrows()).filter(|&row| answers[row].is_some()).collect();
        let mut table = Answers::default();
        for (j, name) in params.variables.iter().enumerate() {
            let (mut squared, mut about) = (Vec::new(), Vec::new());
            let start = table.actual.len();
            for &row in &rows {
                let Some((answer, fold)) = &answers[row] else { continue };
                let actual = columns[j][row];
                table.push(name, row, actual, answer[j]);
                squared.push((answer[j] - actual) * (answer[j] - actual));
                about.push((actual - of_folds[*fold].0[j]) * (actual - of_folds[*fold].0[j]));
            }
            let left = sum(squared.iter().copied());
            table.r_squared.push(1.0 - left / sum(about.iter().copied()));
            table.root_mean_square.push((left / squared.len() as f64).sqrt());
            table.correlation.push(correlation(&table.actual[start..], &table.decoded[start..]));
        }
        table.put(task, &bins, params, plan.fold_of_row())?;
        let mut summary = Values::default();
        summary.count("n_bins", rows.len(), Unit::ONE)?;
        summary.count("n_units", counts.ncols(), Unit::ONE)?;
        summary.count("n_weights", counts.ncols() * lags.len(), Unit::ONE)?;
        let middle = median(&table.r_squared);
        summary.number("median_r_squared", middle, Unit::ONE)?;
        task.put_values("summary", summary);
        Ok(())
    }
}

#[derive(Default)]
struct Answers {
    variable: Vec<String>,
    row: Vec<usize>,
    actual: Vec<f64>,
    decoded: Vec<f64>,
    r_squared: Vec<f64>,
    root_mean_square: Vec<f64>,
    correlation: Vec<f64>,
}

impl Answers {
    fn push(&mut self, name: &str, row: usize, actual: f64, decoded: f64) {
        self.variable.push(name.to_owned());
        self.row.push(row);
        self.actual.push(actual);
        self.decoded.push(decoded);
    }

    fn put(
        &self,
        task: &mut Task<'_>,
        bins: &Table,
        params: &Params,
        fold_of_row: &[usize],
    ) -> Result<(), Failure> {
        let unit_of = |name: &String| crate::drawing::unit_of(bins, name);
        let first = unit_of(&params.variables[0]);
        let is_one_unit = params.variables.iter().all(|name| unit_of(name) == first);
        let unit = if is_one_unit { first } else { Unit::ONE };
        let time_s = bins.floats("time_s")?;
        let errors = self.actual.iter().zip(&self.decoded).map(|(a, d)| (a - d).abs()).collect();
        let fold: Vec<usize> = self.row.iter().map(|&row| fold_of_row[row]).collect();
        let decoded = Table::build("decoded")
            .text("variable", &self.variable)
            .float("time_s", Unit::SECOND, self.row.iter().map(|&row| time_s[row]).collect())
            .count("fold", Unit::ONE, &fold)
            .float("actual", unit, self.actual.clone())
            .float("decoded", unit, self.decoded.clone())
            .float("error", unit, errors)
            .finish()?;
        task.put_table("decoded", decoded);
        let scores = Table::build("scores")
            .text("variable", &params.variables)
            .float("r_squared", Unit::ONE, self.r_squared.clone())
            .float_or_empty("correlation", Unit::ONE, &self.correlation)
            .float("root_mean_square_error", unit, self.root_mean_square.clone())
            .finish()?;
        task.put_table("scores", scores);
        Ok(())
    }
}

//! How far would a statistic of these rows wander if they were drawn again?
//!
//! The rows are drawn with replacement, the statistic is computed on each replicate, and four intervals are made of the
//! replicates ([`spikebook_analysis::bootstrap`]): percentile [q(α/2), q(1 − α/2)]; basic, its reflection in the estimate;
//! `BCa`, corrected for bias and skew; studentised, from (t* − t)/se*, where `n_inner` resamples of each replicate give se*
//! (a mean has a formula). With `group` the two groups keep their sizes; with `levels` whole animals, then sessions of each,
//! then rows are drawn; with `block_rows` stretches of neighbouring rows.
//!
//! It misleads with fewer than about twenty rows (units of the highest level, stretches), for extremes, and where rows
//! resemble their neighbours and are drawn singly. Efron & Tibshirani (1993), doi:10.1007/978-1-4899-4541-9.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::Error;
use spikebook_analysis::bootstrap::{Bootstrap, Hierarchy, Interval, Replicates, Resampling};
use spikebook_analysis::descriptive;
use spikebook_data::Table;
use spikebook_numeric::Seed;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::drawing::unit_of;
use crate::labels::Labels;

/// `bootstrap`.
pub struct BootstrapStatistic;

/// A number that rows have together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Statistic {
    /// The mean
    Mean,
    /// The median
    Median,
    /// The standard deviation, with n - 1
    StandardDeviation,
    /// The mean of the first group less that of the second
    MeanDifference,
    /// The median of the first group less that of the second
    MedianDifference,
    /// Pearson's correlation with `second`
    Correlation,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column with the numbers
    column: String,
    /// The column that a correlation is with
    second: Option<String>,
    /// The column with the two groups of a difference, the lower value first
    group: Option<String>,
    /// What is computed
    statistic: Statistic,
    /// Columns that say which rows belong together, the highest level first
    levels: Vec<String>,
    /// Rows of a stretch that is drawn whole; 0 draws single rows
    #[schemars(range(min = 0, max = 1_000_000))]
    block_rows: usize,
    /// How often the rows are drawn again
    #[schemars(range(min = 2, max = 1_000_000))]
    n_replicates: usize,
    /// Resamples of each replicate for the studentised interval; 0 leaves it out
    #[schemars(range(min = 0, max = 10_000))]
    n_inner: usize,
    /// Level of the intervals
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    level: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            column: "value".into(),
            second: None,
            group: None,
            statistic: Statistic::Mean,
            levels: Vec::new(),
            block_rows: 0,
            n_replicates: 2000,
            n_inner: 0,
            level: 0.95,
        }
    }
}

impl Stage for BootstrapStatistic {
    const NAME: &'static str = "bootstrap";
    const SUMMARY: &'static str = "Bootstrap intervals of a statistic of the rows of a table";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("table", TableSchema::at_least("table", [])).described(
                "any table; rows with an empty cell in a column that is used are left out",
            ),
        ]
    }

    fn outputs() -> Vec<Port> {
        let any = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
        let intervals = [
            Column::text("method").described("`percentile`, `basic`, `bca` or `studentised`"),
            Column::text("status").described("`converged`, or why there is no interval"),
            any("lower", "lower end").optional(),
            any("upper", "upper end").optional(),
        ];
        let replicates = [
            Column::integer("replicate", Unit::ONE).described("the replicate, counted from 0"),
            any("value", "the statistic on it"),
        ];
        let summary = [
            any("estimate", "the statistic on the rows"),
            any("std_error", "standard deviation of the replicates"),
            any("bias", "mean of the replicates less the estimate"),
            Column::float("level", Unit::FRACTION).described("level of the intervals"),
            Column::integer("n_rows", Unit::ONE).described("rows that were drawn from"),
            Column::integer("n_empty", Unit::ONE).described("rows left out"),
            Column::integer("n_units", Unit::ONE)
                .described("what was drawn: rows, stretches, or units of the highest level"),
        ];
        vec![
            Port::table("intervals", TableSchema::new("intervals", intervals))
                .described("one row a method"),
            Port::table("replicates", TableSchema::new("replicates", replicates))
                .described("one row a replicate"),
            Port::values("summary", ValuesSchema::new(summary)).described("estimate and spread"),
        ]
    }

    fn example() -> Example {
        let rates = vec![3.1, 4.0, 2.2, 5.9, 3.3, 8.1, 2.7, 4.4, 6.0, 1.2];
        let table = Table::build("trials")
            .float("rate_hz", Unit::SPIKES_PER_SECOND, rates)
            .integer("choice", Unit::ONE, vec![1, 2, 1, 2, 1, 2, 1, 2, 2, 1])
            .finish()
            .expect("ten trials");
        Example::default()
            .input("table", table)
            .param("column", "rate_hz")
            .param("group", "choice")
            .param("statistic", "mean-difference")
            .param("n_replicates", 200)
            .param("n_inner", 20)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("table")?;
        let sample = params.sample(&table)?;
        let resampling = params.resampling(&table, &sample)?;
        let n_units = resampling.n_units();
        let bootstrap = Bootstrap::new(params.n_replicates, resampling)?;
        let seed = task.seed();
        let (replicates, methods) = params.intervals(&bootstrap, &sample, seed)?;
        let unit = match params.statistic {
            Statistic::Correlation => Unit::ONE,
            _ => unit_of(&table, &params.column),
        };

        let of = |pick: fn(&Interval) -> f64| {
            methods.iter().map(|(_, interval)| interval.as_ref().ok().map(pick)).collect()
        };
        let status = |interval: &Result<Interval, Error>| match interval {
            Ok(_) => crate::fit_status::CONVERGED.to_owned(),
            Err(error) => error.to_string(),
        };
        let intervals = Table::build("intervals")
            .text("method", &methods.iter().map(|(name, _)| *name).collect::<Vec<_>>())
            .text("status", &methods.iter().map(|(_, of)| status(of)).collect::<Vec<_>>())
            .optional_float("lower", unit, of(|interval| interval.low))
            .optional_float("upper", unit, of(|interval| interval.high))
            .finish()?;
        task.put_table("intervals", intervals);
        let values = replicates.values();
        let table_of_replicates = Table::build("replicates")
            .integer("replicate", Unit::ONE, (0..values.len() as i64).collect())
            .float("value", unit, values.to_vec())
            .finish()?;
        task.put_table("replicates", table_of_replicates);
        let mut summary = Values::default();
        summary.number("estimate", replicates.estimate(), unit)?;
        summary.number("std_error", replicates.standard_error(), unit)?;
        summary.number("bias", replicates.bias(), unit)?;
        summary.number("level", params.level, Unit::FRACTION)?;
        summary.count("n_rows", sample.rows.len(), Unit::ONE)?;
        summary.count("n_empty", table.n_rows() - sample.rows.len(), Unit::ONE)?;
        summary.count("n_units", n_units, Unit::ONE)?;
        task.put_values("summary", summary);
        Ok(())
    }
}

/// The numbers of the rows that are complete.
struct Sample {
    /// Which rows of the table
    rows: Vec<usize>,
    x: Vec<f64>,
    second: Vec<f64>,
    in_first_group: Vec<bool>,
}

type Methods = Vec<(&'static str, Result<Interval, Error>)>;

impl Params {
    fn needs_groups(&self) -> bool {
        matches!(self.statistic, Statistic::MeanDifference | Statistic::MedianDifference)
    }

    fn sample(&self, table: &Table) -> Result<Sample, Failure> {
        let x = table.optional_floats(&self.column)?;
        let second = match (&self.second, self.statistic) {
            (Some(second), Statistic::Correlation) => table.optional_floats(second)?,
            (None, Statistic::Correlation) => return Err(missing("second", "a correlation")),
            _ => vec![Some(0.0); x.len()],
        };
        let group = match &self.group {
            Some(group) if self.needs_groups() => {
                let labels = Labels::of(table, group)?;
                labels.two("group", group)?;
                labels.of_row
            }
            None if self.needs_groups() => return Err(missing("group", "a difference")),
            _ => vec![Some(0); x.len()],
        };
        let complete =
            |&row: &usize| x[row].is_some() && second[row].is_some() && group[row].is_some();
        let rows: Vec<usize> = (0..x.len()).filter(complete).collect();
        let known = |cells: &[Option<f64>]| rows.iter().filter_map(|&row| cells[row]).collect();
        Ok(Sample {
            x: known(&x),
            second: known(&second),
            in_first_group: rows.iter().map(|&row| group[row] == Some(0)).collect(),
            rows,
        })
    }

    fn resampling(&self, table: &Table, sample: &Sample) -> Result<Resampling, Failure> {
        let n_rows = sample.x.len();
        if !self.levels.is_empty() {
            if self.block_rows > 0 {
                return Err(Failure::new(
                    "parameters `levels` and `block_rows`: got both, wanted one of them",
                    "rows are drawn by levels or in stretches",
                ));
            }
            let of_level = |column: &String| {
                let labels = Labels::of(table, column)?.complete(column)?;
                Ok(sample.rows.iter().map(|&row| labels[row]).collect::<Vec<usize>>())
            };
            let levels = self.levels.iter().map(of_level).collect::<Result<Vec<_>, Failure>>()?;
            let levels: Vec<&[usize]> = levels.iter().map(Vec::as_slice).collect();
            return Ok(Resampling::Hierarchical(Hierarchy::from_labels(&levels)?));
        }
        if self.block_rows > 0 {
            return Ok(Resampling::MovingBlocks { n_rows, block_rows: self.block_rows });
        }
        if self.needs_groups() {
            let (first, second) = (0..n_rows).partition(|&row| sample.in_first_group[row]);
            return Ok(Resampling::Samples(vec![first, second]));
        }
        Ok(Resampling::Rows(n_rows))
    }

    fn intervals(
        &self,
        bootstrap: &Bootstrap,
        sample: &Sample,
        seed: Seed,
    ) -> Result<(Replicates, Methods), Failure> {
        let statistic = |rows: &[usize]| self.statistic.of(sample, rows);
        let is_mean = self.statistic == Statistic::Mean;
        let replicates = if is_mean {
            bootstrap.run_mean(seed, &sample.x)?
        } else {
            bootstrap.run(seed, statistic)?
        };
        let mut methods = vec![
            ("percentile", replicates.percentile(self.level)),
            ("basic", replicates.basic(self.level)),
            (
                "bca",
                bootstrap
                    .jackknife(statistic)
                    .and_then(|jackknife| replicates.bca(&jackknife, self.level)),
            ),
        ];
        if self.n_inner > 0 {
            let studentised =
                bootstrap.run_nested(seed.child("studentised"), self.n_inner, statistic);
            methods.push(("studentised", studentised.and_then(|of| of.interval(self.level))));
        } else if is_mean && self.levels.is_empty() && self.block_rows == 0 {
            let studentised = bootstrap.run_studentised_mean(seed, &sample.x);
            methods.push(("studentised", studentised.and_then(|of| of.interval(self.level))));
        }
        Ok((replicates, methods))
    }
}

impl Statistic {
    fn of(self, sample: &Sample, rows: &[usize]) -> f64 {
        let pick = |column: &[f64]| rows.iter().map(|&row| column[row]).collect::<Vec<_>>();
        let of_group = |first: bool| {
            let rows = rows.iter().filter(|&&row| sample.in_first_group[row] == first);
            rows.map(|&row| sample.x[row]).collect::<Vec<_>>()
        };
        let difference = |of: fn(&[f64]) -> f64| of(&of_group(true)) - of(&of_group(false));
        match self {
            Self::Mean => descriptive::mean(&pick(&sample.x)),
            Self::Median => descriptive::median(&pick(&sample.x)),
            Self::StandardDeviation => descriptive::standard_deviation(&pick(&sample.x), 1),
            Self::MeanDifference => difference(descriptive::mean),
            Self::MedianDifference => difference(descriptive::median),
            Self::Correlation => descriptive::correlation(&pick(&sample.x), &pick(&sample.second)),
        }
    }
}

fn missing(parameter: &str, what: &str) -> Failure {
    Failure::new(
        format!("parameter `{parameter}`: got none, wanted the name of a column"),
        format!("{what} needs it"),
    )
}

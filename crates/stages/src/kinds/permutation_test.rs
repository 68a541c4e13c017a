//! Would labels dealt at random give a difference, or a correlation, as large as this?
//!
//! `two-samples`: mean of the first group less that of the second, rows dealt anew to the groups. `pairs`: mean of
//! `column` less `second`, signs flipped. `correlation`: Pearson's correlation of `column` and `second`, rows of one
//! dealt anew to those of the other. `correlation-in-time`: the same, where one series is shifted round against the other
//! by at least `min_shift_rows`, so that each keeps what its neighbours share. All deals are tried where there are at most
//! `max_exact`, else `n_permutations` random ones, and p = (1 + deals at least as large) / (1 + deals). `two-sided` is
//! twice the smaller tail, `absolute` the share of deals that are as far from zero.
//!
//! With `within`, rows are dealt within the groups of that column alone (sessions, animals).
//!
//! It misleads where rows could not have been exchanged: time bins resemble their neighbours.
//! Phipson & Smyth (2010), doi:10.2202/1544-6115.1585.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::{correlation, mean, quantile};
use spikebook_analysis::permutation::{
    LabelShuffle, MeanDifference, NullDistribution, SignFlip, circular_shift_null,
};
use spikebook_data::Table;
use spikebook_numeric::Seed;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::drawing::unit_of;
use crate::labels::Labels;

/// `permutation-test`.
pub struct PermutationTest;

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Test {
    /// The means of two groups of rows
    TwoSamples,
    /// Two columns row by row
    Pairs,
    /// The correlation of two columns, rows exchangeable
    Correlation,
    /// The correlation of two columns that are series in time
    CorrelationInTime,
}

/// What counts as large.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Tail {
    /// Twice the smaller of the two tails
    TwoSided,
    /// As far from zero on either side
    Absolute,
    /// As large
    Greater,
    /// As small
    Less,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column with the numbers
    column: String,
    /// The column that is paired or correlated with it
    second: Option<String>,
    /// The column with the two groups, the lower value first
    group: Option<String>,
    /// The column with the groups within which rows are dealt anew
    within: Option<String>,
    /// What is compared
    test: Test,
    /// What counts as large
    tail: Tail,
    /// How many random deals, where all are too many
    #[schemars(range(min = 1, max = 10_000_000))]
    n_permutations: usize,
    /// Up to how many deals all are tried
    #[schemars(range(min = 0, max = 1_000_000))]
    max_exact: u64,
    /// Least shift of a series, in rows
    #[schemars(range(min = 1))]
    min_shift_rows: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            column: "value".into(),
            second: None,
            group: None,
            within: None,
            test: Test::TwoSamples,
            tail: Tail::TwoSided,
            n_permutations: 10_000,
            max_exact: 50_000,
            min_shift_rows: 1,
        }
    }
}

impl Stage for PermutationTest {
    const NAME: &'static str = "permutation-test";
    const SUMMARY: &'static str = "Test a difference or a correlation against rows dealt anew";
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
        let null = [
            Column::integer("replicate", Unit::ONE).described("the deal, counted from 0"),
            any("value", "the statistic of it"),
        ];
        let summary = [
            any("observed", "the statistic of the data"),
            Column::float("p", Unit::ONE).described("p value of the tail that was asked for"),
            any("null_mean", "mean of the null"),
            any("null_95", "95 % quantile of the null"),
            Column::text("deals").described("`all`, or `random`"),
            Column::integer("n_deals", Unit::ONE).described("how many"),
            Column::integer("n_rows", Unit::ONE).described("rows that were used"),
        ];
        vec![
            Port::values("summary", ValuesSchema::new(summary)).described("statistic and p value"),
            Port::table("null", TableSchema::new("null", null)).described("one row a deal"),
        ]
    }

    fn example() -> Example {
        let rates = vec![3.1, 6.0, 2.2, 5.9, 3.3, 8.1, 2.7, 4.4, 6.3, 1.2, 3.9, 5.2];
        let table = Table::build("trials")
            .float("rate_hz", Unit::SPIKES_PER_SECOND, rates)
            .text("choice", &["left", "right"].repeat(6))
            .finish()
            .expect("twelve trials");
        Example::default()
            .input("table", table)
            .param("column", "rate_hz")
            .param("group", "choice")
            .param("n_permutations", 200)
            .param("max_exact", 0)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("table")?;
        let (null, n_rows) = params.test(&table, task.seed())?;
        let p = match params.tail {
            Tail::TwoSided => null.p_two_sided(),
            Tail::Absolute => null.p_absolute(),
            Tail::Greater => null.p_greater(),
            Tail::Less => null.p_less(),
        };
        let unit = match params.test {
            Test::TwoSamples | Test::Pairs => unit_of(&table, &params.column),
            Test::Correlation | Test::CorrelationInTime => Unit::ONE,
        };
        let values = null.values().to_vec();
        let mut summary = Values::default();
        summary.number("observed", null.observed(), unit)?;
        summary.number("p", p, Unit::ONE)?;
        summary.number("null_mean", mean(&values), unit)?;
        summary.number("null_95", quantile(&values, 0.95), unit)?;
        summary.text("deals", if null.is_exact() { "all" } else { "random" })?;
        summary.count("n_deals", values.len(), Unit::ONE)?;
        summary.count("n_rows", n_rows, Unit::ONE)?;
        task.put_values("summary", summary);
        let table = Table::build("null")
            .integer("replicate", Unit::ONE, (0..values.len() as i64).collect())
            .float("value", unit, values)
            .finish()?;
        task.put_table("null", table);
        Ok(())
    }
}

impl Params {
    fn test(&self, table: &Table, seed: Seed) -> Result<(NullDistribution, usize), Failure> {
        let x = table.optional_floats(&self.column)?;
        let second = match (&self.second, self.test) {
            (_, Test::TwoSamples) => vec![Some(0.0); x.len()],
            (Some(second), _) => table.optional_floats(second)?,
            (None, _) => return Err(missing("second")),
        };
        let group = match (&self.group, self.test) {
            (Some(group), Test::TwoSamples) => {
                let labels = Labels::of(table, group)?;
                labels.two("group", group)?;
                labels.of_row
            }
            (None, Test::TwoSamples) => return Err(missing("group")),
            _ => vec![Some(0); x.len()],
        };
        let complete =
            |&row: &usize| x[row].is_some() && second[row].is_some() && group[row].is_some();
        let rows: Vec<usize> = (0..x.len()).filter(complete).collect();
        let known = |cells: &[Option<f64>]| -> Vec<f64> {
            rows.iter().filter_map(|&row| cells[row]).collect()
        };
        let (x, second) = (known(&x), known(&second));
        let is_first: Vec<bool> = rows.iter().map(|&row| group[row] == Some(0)).collect();
        let within = match &self.within {
            Some(column) if matches!(self.test, Test::TwoSamples | Test::Correlation) => {
                let labels = Labels::of(table, column)?.complete(column)?;
                let of_row: Vec<usize> = rows.iter().map(|&row| labels[row]).collect();
                Some(members(&of_row))
            }
            Some(_) => {
                return Err(Failure::new(
                    "parameter `within`: got a column, wanted none for this test",
                    "pairs are exchanged in themselves, and series shifted as a whole",
                ));
            }
            None => None,
        };
        let (max_exact, n_random) = (self.max_exact, self.n_permutations);
        let shuffles = LabelShuffle { max_exact, n_random };
        let null = match (self.test, within) {
            (Test::TwoSamples, None) => {
                let of = |first: bool| -> Vec<f64> {
                    let rows = x.iter().zip(&is_first).filter(|row| *row.1 == first);
                    rows.map(|(&x, _)| x).collect()
                };
                MeanDifference { max_exact, n_random }.run(&of(true), &of(false), seed)?
            }
            (Test::TwoSamples, Some(groups)) => shuffles.run_within(&groups, seed, |order| {
                let of = |first: bool| {
                    let rows = order.iter().zip(&x).filter(|(row, _)| is_first[**row] == first);
                    mean(&rows.map(|(_, &x)| x).collect::<Vec<_>>())
                };
                of(true) - of(false)
            })?,
            (Test::Pairs, _) => {
                let differences: Vec<f64> = x.iter().zip(&second).map(|(x, y)| x - y).collect();
                SignFlip { max_exact, n_random }.run(&differences, seed)?
            }
            (Test::Correlation, groups) => {
                let statistic = |order: &[usize]| {
                    correlation(&x, &order.iter().map(|&row| second[row]).collect::<Vec<_>>())
                };
                match groups {
                    None => shuffles.run(x.len(), seed, statistic)?,
                    Some(groups) => shuffles.run_within(&groups, seed, statistic)?,
                }
            }
            (Test::CorrelationInTime, _) => {
                let shifted = |shift: usize| {
                    let turned = (0..second.len()).map(|row| second[(row + shift) % second.len()]);
                    correlation(&x, &turned.collect::<Vec<_>>())
                };
                circular_shift_null(x.len(), self.min_shift_rows, n_random, seed, shifted)?
            }
        };
        Ok((null, rows.len()))
    }
}

/// The rows of each group.
fn members(group_of_row: &[usize]) -> Vec<Vec<usize>> {
    let n_groups = group_of_row.iter().max().map_or(0, |last| last + 1);
    let mut groups = vec![Vec::new(); n_groups];
    for (row, &group) in group_of_row.iter().enumerate() {
        groups[group].push(row);
    }
    groups.retain(|rows| !rows.is_empty());
    groups
}

fn missing(parameter: &str) -> Failure {
    Failure::new(
        format!("parameter `{parameter}`: got none, wanted the name of a column"),
        "`two-samples` needs `group`, every other test needs `second`",
    )
}

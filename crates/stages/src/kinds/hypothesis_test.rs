//! Is a difference larger than chance would make it?
//!
//! One test of [`spikebook_analysis::hypothesis`], for each unit at once: of one column, of a column in two or more groups, or of two
//! columns in pairs. A unit with too few values, or without spread, has a status instead of a p value. With many units,
//! adjust the p values.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::Error;
use spikebook_analysis::descriptive::Groups;
use spikebook_analysis::hypothesis::{
    Alternative, EqualVariancesTest, KolmogorovSmirnovTest, KruskalWallisTest, MannWhitneyTest,
    OneWayAnova, PValue, ShapiroWilkTest, SignedRankTest, TTest,
};
use spikebook_data::Table;
use spikebook_numeric::special::normal_cdf;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::fit_status::{CONVERGED, each_or_status};
use crate::regressors::{UnitRowsOf, rows_by_unit, status_column, taken, unit_column};

/// `hypothesis-test`.
pub struct HypothesisTest;

/// The test.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Test {
    /// Mean of one column against `compare_with` (Student)
    TOneSample,
    /// Means of two columns in pairs (Student)
    TPaired,
    /// Means of two groups of one variance (Student)
    TTwoSample,
    /// Means of two groups, each of its own variance (Welch)
    TWelch,
    /// Ranks of two groups (Mann and Whitney)
    MannWhitney,
    /// Ranks of differences of pairs, or of one column about `compare_with` (Wilcoxon)
    SignedRank,
    /// Whole distributions of two groups (Kolmogorov and Smirnov)
    KolmogorovSmirnov,
    /// One column against the standard normal distribution (Kolmogorov and Smirnov)
    KolmogorovSmirnovNormal,
    /// Means of several groups (one-way analysis of variance)
    Anova,
    /// Ranks of several groups (Kruskal and Wallis)
    KruskalWallis,
    /// Spreads of several groups about their means (Levene)
    Levene,
    /// Spreads of several groups about their medians (Brown and Forsythe)
    BrownForsythe,
    /// One column against any normal distribution (Shapiro and Wilk)
    ShapiroWilk,
}

/// What is looked for.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Side {
    /// A difference either way
    TwoSided,
    /// The first above the second
    Greater,
    /// The first below the second
    Less,
}

/// How p of a test by ranks is found.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Way {
    /// Exact where that is quick
    Automatic,
    /// By counting
    Exact,
    /// By the normal distribution
    Normal,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The test
    test: Test,
    /// The column with the values
    value: String,
    /// The column whose values tell groups apart, in ascending order, for tests of groups
    group: String,
    /// The column with the other value of each pair, for tests of pairs
    second: Option<String>,
    /// What one column is compared with
    compare_with: f64,
    /// What is looked for, of tests that can tell sides apart
    alternative: Side,
    /// How p of a test by ranks is found
    p_value: Way,
    /// The column that tells units apart; left out, all rows are taken together
    by: Option<String>,
    /// Confidence of the interval of a difference of means
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    level: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            test: Test::TWelch,
            value: "y".into(),
            group: "group".into(),
            second: None,
            compare_with: 0.0,
            alternative: Side::TwoSided,
            p_value: Way::Automatic,
            by: None,
            level: 0.95,
        }
    }
}

/// What a test says, NaN where it says nothing of the kind.
struct Finding {
    statistic: f64,
    p: f64,
    /// A difference of means, a probability of being larger, or none
    effect: f64,
    low: f64,
    high: f64,
}

impl Finding {
    fn of(statistic: f64, p: f64) -> Self {
        Self { statistic, p, effect: f64::NAN, low: f64::NAN, high: f64::NAN }
    }
}

impl Stage for HypothesisTest {
    const NAME: &'static str = "hypothesis-test";
    const SUMMARY: &'static str =
        "Test means, ranks, distributions or spreads of groups or pairs, for many units at once";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("table", TableSchema::at_least("table", []))
                .described("one row a value or pair, with the columns that parameters name"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let one =
            |name: &str, what: &str| Column::float(name, Unit::ONE).optional().described(what);
        let number =
            |name: &str, what: &str| Column::float(name, Unit::ANY).optional().described(what);
        let tests = [
            unit_column(),
            status_column(),
            Column::integer("n", Unit::ONE).described("values or pairs"),
            one("statistic", "t, U, W⁺, D, F, H or W of the test"),
            one("p", "its p value"),
            number(
                "effect",
                "the difference of means, or the probability that the first is larger",
            ),
            number("low", "lower end of the interval of a difference of means"),
            number("high", "upper end of the interval of a difference of means"),
        ];
        vec![Port::table("tests", TableSchema::new("tests", tests)).described("one row a unit")]
    }

    fn example() -> Example {
        let table = Table::build("table")
            .integer("unit_id", Unit::ID, vec![1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2])
            .integer("choice", Unit::ONE, vec![0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1])
            .float(
                "rate_hz",
                Unit::SPIKES_PER_SECOND,
                vec![3.0, 4.0, 5.0, 9.0, 8.0, 10.0, 2.0, 2.5, 3.0, 2.6, 2.2, 2.9],
            )
            .finish()
            .expect("two units");
        Example::default()
            .input("table", table)
            .param("value", "rate_hz")
            .param("group", "choice")
            .param("by", "unit_id")
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("table")?;
        let values = table.numbers(&params.value)?;
        let groups = if params.takes_groups() { Some(table.numbers(&params.group)?) } else { None };
        let second = params.second.as_ref().map(|name| table.numbers(name)).transpose()?;
        if params.test == Test::TPaired && second.is_none() {
            return Err(Failure::new(
                "parameter `second`: got none, wanted the column with the other value of each pair",
                format!("the columns are {}", table.schema().column_names()),
            ));
        }
        let units = rows_by_unit(&table, params.by.as_deref())?;
        let test = |unit: &UnitRowsOf| {
            let of =
                |column: &Option<Vec<f64>>| column.as_ref().map(|column| taken(column, &unit.rows));
            params.find(&taken(&values, &unit.rows), of(&groups), of(&second))
        };
        let findings = each_or_status(units.par_iter().map(test).collect())?;
        let number = |of: fn(&Finding) -> f64| -> Vec<f64> {
            findings.iter().map(|finding| finding.as_ref().map_or(f64::NAN, of)).collect()
        };
        let status: Vec<&str> = findings
            .iter()
            .map(|finding| finding.as_ref().err().copied().unwrap_or(CONVERGED))
            .collect();
        let n: Vec<usize> = units.iter().map(|unit| unit.rows.len()).collect();
        let unit = table.schema().column(&params.value).map_or(Unit::ONE, |column| column.unit);
        let unit = if params.is_of_means() { unit } else { Unit::ONE };
        let tests = Table::build("tests")
            .optional_integer("unit_id", Unit::ID, units.iter().map(|unit| unit.unit_id).collect())
            .text("status", &status)
            .count("n", Unit::ONE, &n)
            .float_or_empty("statistic", Unit::ONE, &number(|finding| finding.statistic))
            .float_or_empty("p", Unit::ONE, &number(|finding| finding.p))
            .float_or_empty("effect", unit, &number(|finding| finding.effect))
            .float_or_empty("low", unit, &number(|finding| finding.low))
            .float_or_empty("high", unit, &number(|finding| finding.high))
            .finish()?;
        task.put_table("tests", tests);
        Ok(())
    }
}

impl Params {
    fn is_of_means(&self) -> bool {
        matches!(self.test, Test::TOneSample | Test::TPaired | Test::TTwoSample | Test::TWelch)
    }

    fn takes_groups(&self) -> bool {
        !matches!(
            self.test,
            Test::TOneSample
                | Test::TPaired
                | Test::SignedRank
                | Test::KolmogorovSmirnovNormal
                | Test::ShapiroWilk
        )
    }

    fn find(
        &self,
        values: &[f64],
        groups: Option<Vec<f64>>,
        second: Option<Vec<f64>>,
    ) -> Result<Finding, Error> {
        let side = match self.alternative {
            Side::TwoSided => Alternative::TwoSided,
            Side::Greater => Alternative::Greater,
            Side::Less => Alternative::Less,
        };
        let way = match self.p_value {
            Way::Automatic => PValue::Automatic,
            Way::Exact => PValue::Exact,
            Way::Normal => PValue::Normal,
        };
        let samples: Vec<Vec<f64>> = match groups {
            Some(groups) => {
                let sorted = Groups::of_values(&groups)?.rows();
                sorted.iter().map(|rows| taken(values, rows)).collect()
            }
            None => Vec::new(),
        };
        let slices: Vec<&[f64]> = samples.iter().map(Vec::as_slice).collect();
        let two = || match slices.as_slice() {
            [first, other] => Ok((*first, *other)),
            others if others.len() < 2 => {
                Err(Error::TooFew { what: "groups", got: others.len(), wanted: 2 })
            }
            others => {
                let (got, wanted) = (others.len() as f64, "two groups");
                Err(Error::Parameter { parameter: "number of groups", got, wanted })
            }
        };
        let of_means = |test: TTest| {
            let (low, high) = test.confidence_interval(self.level)?;
            Ok(Finding { effect: test.difference, low, high, ..Finding::of(test.t, test.p) })
        };
        let shifted = || values.iter().map(|value| value - self.compare_with).collect::<Vec<f64>>();
        match self.test {
            Test::TOneSample => of_means(TTest::one_sample(values, self.compare_with, side)?),
            Test::TPaired => of_means(TTest::paired(values, &second.unwrap_or_default(), side)?),
            Test::TTwoSample => {
                let (a, b) = two()?;
                of_means(TTest::two_sample(a, b, side)?)
            }
            Test::TWelch => {
                let (a, b) = two()?;
                of_means(TTest::welch(a, b, side)?)
            }
            Test::MannWhitney => {
                let (a, b) = two()?;
                let test = MannWhitneyTest::of(a, b, side, way)?;
                Ok(Finding { effect: test.probability_of_larger, ..Finding::of(test.u, test.p) })
            }
            Test::SignedRank => {
                let test = match second {
                    Some(second) => SignedRankTest::paired(values, &second, side, way)?,
                    None => SignedRankTest::one_sample(&shifted(), side, way)?,
                };
                Ok(Finding::of(test.positive_rank_sum, test.p))
            }
            Test::KolmogorovSmirnov => {
                let (a, b) = two()?;
                let test = KolmogorovSmirnovTest::two_sample(a, b)?;
                Ok(Finding::of(test.d, test.p))
            }
            Test::KolmogorovSmirnovNormal => {
                let test = KolmogorovSmirnovTest::one_sample(values, normal_cdf)?;
                Ok(Finding::of(test.d, test.p))
            }
            Test::Anova => OneWayAnova::of(&slices).map(|test| Finding::of(test.f, test.p)),
            Test::KruskalWallis => {
                KruskalWallisTest::of(&slices).map(|test| Finding::of(test.h, test.p))
            }
            Test::Levene => {
                EqualVariancesTest::levene(&slices).map(|test| Finding::of(test.f, test.p))
            }
            Test::BrownForsythe => {
                EqualVariancesTest::brown_forsythe(&slices).map(|test| Finding::of(test.f, test.p))
            }
            Test::ShapiroWilk => {
                ShapiroWilkTest::of(values).map(|test| Finding::of(test.w, test.p))
            }
        }
    }
}

//! Of many tests, which findings are left once it is counted how many were tried?
//!
//! The p value of each row, adjusted by Bonferroni, Holm, Benjamini–Hochberg and Benjamini–Yekutieli
//! ([`spikebook_analysis::multiple_comparisons`]): compare it with the level as if it were the only one. The first two
//! bound the chance of any false finding, the last two the expected share of false ones among the findings.
//!
//! Rows without a p value are left out of the count. It misleads where tests were left out because they looked dull.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::multiple_comparisons::Correction;
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

/// `multiple-comparisons`.
pub struct MultipleComparisons;

/// What decides which rows are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Method {
    /// Times the number of tests
    Bonferroni,
    /// Step down from the smallest
    Holm,
    /// The false discovery rate
    BenjaminiHochberg,
    /// The false discovery rate under any dependence
    BenjaminiYekutieli,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column with the p values
    column: String,
    /// What decides which rows are found
    method: Method,
    /// At most this adjusted p value is a finding
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    level: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { column: "p".into(), method: Method::BenjaminiHochberg, level: 0.05 }
    }
}

/// The columns that are added, and what makes them.
const ADJUSTED: [(&str, Method, Correction); 4] = [
    ("p_bonferroni", Method::Bonferroni, Correction::Bonferroni),
    ("p_holm", Method::Holm, Correction::Holm),
    ("p_benjamini_hochberg", Method::BenjaminiHochberg, Correction::BenjaminiHochberg),
    ("p_benjamini_yekutieli", Method::BenjaminiYekutieli, Correction::BenjaminiYekutieli),
];

impl Stage for MultipleComparisons {
    const NAME: &'static str = "multiple-comparisons";
    const SUMMARY: &'static str = "Adjust p values for the number of tests";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("tests", TableSchema::at_least("tests", []))
                .described("one row a test, with the column that `column` names"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let adjusted = |name: &str, what: &str| {
            Column::float(name, Unit::ONE).optional().described(&format!("adjusted by {what}"))
        };
        let columns = [
            adjusted("p_bonferroni", "Bonferroni"),
            adjusted("p_holm", "Holm"),
            adjusted("p_benjamini_hochberg", "Benjamini and Hochberg"),
            adjusted("p_benjamini_yekutieli", "Benjamini and Yekutieli"),
            Column::boolean("found").described("whether `method` finds it at the level"),
        ];
        let summary = [
            Column::integer("n_tests", Unit::ONE).described("tests with a p value"),
            Column::integer("n_found", Unit::ONE).described("findings by `method`"),
            Column::integer("n_unadjusted", Unit::ONE)
                .described("p values at or below the level as they are"),
        ];
        vec![
            Port::table("adjusted", TableSchema::at_least("adjusted", columns))
                .described("the rows of `tests` with what is adjusted"),
            Port::values("summary", ValuesSchema::new(summary)).described("how many are found"),
        ]
    }

    fn example() -> Example {
        let tests = Table::build("tests")
            .integer("unit_id", Unit::ID, vec![1, 2, 3, 4, 5])
            .optional_float(
                "p",
                Unit::ONE,
                vec![Some(0.004), Some(0.03), None, Some(0.02), Some(0.6)],
            )
            .finish();
        Example::default().input("tests", tests.expect("five tests"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let tests = task.table("tests")?;
        let cells = tests.optional_floats(&params.column)?;
        let rows: Vec<usize> = (0..cells.len()).filter(|&row| cells[row].is_some()).collect();
        let p: Vec<f64> = cells.iter().copied().flatten().collect();
        let mut table = Table::build("adjusted");
        for column in &tests.schema().columns {
            table = table.column_of(&tests, &column.name)?;
        }
        let mut found = vec![false; cells.len()];
        for (name, method, correction) in ADJUSTED {
            let adjusted = correction.adjust(&p)?;
            let mut column = vec![None; cells.len()];
            for (&row, &p) in rows.iter().zip(&adjusted) {
                column[row] = Some(p);
                if method == params.method {
                    found[row] = p <= params.level;
                }
            }
            table = table.optional_float(name, Unit::ONE, column);
        }
        let mut summary = Values::default();
        summary.count("n_tests", p.len(), Unit::ONE)?;
        summary.count("n_found", found.iter().filter(|&&found| found).count(), Unit::ONE)?;
        let n_unadjusted = p.iter().filter(|&&p| p <= params.level).count();
        summary.count("n_unadjusted", n_unadjusted, Unit::ONE)?;
        task.put_table("adjusted", table.boolean("found", found).finish()?);
        task.put_values("summary", summary);
        Ok(())
    }
}

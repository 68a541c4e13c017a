//! Which columns go together?
//!
//! Every pair of some columns: Pearson's, Spearman's or Kendall's correlation with its test and interval
//! ([`spikebook_analysis::hypothesis::correlation`]). With many pairs some p values are small by chance: adjust them.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::Error;
use spikebook_analysis::hypothesis::{Correlation, CorrelationTest};
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::fit_status::{CONVERGED, each_or_status};
use crate::regressors::{Regressors, status_column};

/// `correlations`.
pub struct Correlations;

/// What is meant by going together.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    /// Along a line
    Pearson,
    /// Along a rising curve, by ranks
    Spearman,
    /// In the same order, by pairs
    Kendall,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The columns; a vector column counts as many as it is wide
    columns: Vec<String>,
    /// What is meant by going together
    kind: Kind,
    /// Confidence of the intervals
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    level: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { columns: vec!["x".into(), "y".into()], kind: Kind::Pearson, level: 0.95 }
    }
}

impl Stage for Correlations {
    const NAME: &'static str = "correlations";
    const SUMMARY: &'static str = "Correlate every pair of columns, with tests and intervals";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("table", TableSchema::at_least("table", []))
                .described("one row an observation, with the columns that a parameter names"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let one =
            |name: &str, what: &str| Column::float(name, Unit::ONE).optional().described(what);
        let pairs = [
            Column::text("first").described("one column"),
            Column::text("second").described("the other"),
            status_column(),
            Column::integer("n", Unit::ONE).described("pairs of values"),
            one("coefficient", "the correlation, from −1 to 1"),
            one("p", "two-sided p value"),
            one("low", "lower end of its interval"),
            one("high", "upper end of its interval"),
        ];
        vec![
            Port::table("pairs", TableSchema::new("pairs", pairs))
                .described("one row a pair of columns"),
        ]
    }

    fn example() -> Example {
        let table = Table::build("table")
            .float("speed", Unit::ONE, vec![1.0, 2.0, 3.0, 4.0, 5.0])
            .float("rate_hz", Unit::SPIKES_PER_SECOND, vec![1.5, 1.9, 3.5, 3.1, 5.2])
            .float("depth", Unit::ONE, vec![2.0, 2.0, 2.0, 2.0, 2.0])
            .finish()
            .expect("five rows");
        Example::default().input("table", table).param("columns", vec!["speed", "rate_hz", "depth"])
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("table")?;
        let columns = Regressors::of(&table, &params.columns)?;
        let values: Vec<Vec<f64>> =
            columns.matrix.columns().into_iter().map(|column| column.to_vec()).collect();
        let kind = match params.kind {
            Kind::Pearson => Correlation::Pearson,
            Kind::Spearman => Correlation::Spearman,
            Kind::Kendall => Correlation::Kendall,
        };
        let pairs: Vec<(usize, usize)> =
            (0..values.len()).flat_map(|j| (0..j).map(move |i| (i, j))).collect();
        let test = |(i, j): &(usize, usize)| -> Result<(CorrelationTest, (f64, f64)), Error> {
            let test = CorrelationTest::of(kind, &values[*i], &values[*j])?;
            // Of three or four pairs there is a correlation, but no interval.
            let ends = match test.confidence_interval(params.level) {
                Err(Error::TooFew { .. }) => (f64::NAN, f64::NAN),
                ends => ends?,
            };
            Ok((test, ends))
        };
        let tests = each_or_status(pairs.par_iter().map(test).collect())?;
        let number = |of: &dyn Fn(&(CorrelationTest, (f64, f64))) -> f64| -> Vec<f64> {
            tests.iter().map(|test| test.as_ref().map_or(f64::NAN, of)).collect()
        };
        let status: Vec<&str> =
            tests.iter().map(|test| test.as_ref().err().copied().unwrap_or(CONVERGED)).collect();
        let name = |which: fn(&(usize, usize)) -> usize| -> Vec<&str> {
            pairs.iter().map(|pair| columns.terms[which(pair)].as_str()).collect()
        };
        let table = Table::build("pairs")
            .text("first", &name(|pair| pair.0))
            .text("second", &name(|pair| pair.1))
            .text("status", &status)
            .count("n", Unit::ONE, &vec![table.n_rows(); pairs.len()])
            .float_or_empty("coefficient", Unit::ONE, &number(&|test| test.0.coefficient))
            .float_or_empty("p", Unit::ONE, &number(&|test| test.0.p))
            .float_or_empty("low", Unit::ONE, &number(&|test| test.1.0))
            .float_or_empty("high", Unit::ONE, &number(&|test| test.1.1))
            .finish()?;
        task.put_table("pairs", table);
        Ok(())
    }
}

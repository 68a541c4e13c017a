//! Which directions of the population carry the stimulus, which the choice, and which only time?
//!
//! Mean activity for every combination of conditions and time ([`spikebook_analysis::decomposition::DemixedPca`]). Each
//! condition has a share of the activity of its own (with its interaction with time), so has each combination of
//! conditions, and so has time alone. Every combination must have exactly one row.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::decomposition::{DemixedPca as Components, Marginalisation};
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::matrices::{classes_of, flat_rows, matrix_of};

/// `demixed-pca`.
pub struct DemixedPca;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The vector column that holds the matrix
    column: String,
    /// The integer columns with the conditions
    conditions: Vec<String>,
    /// The integer column with the time bin
    time: String,
    /// How many components of each share
    #[schemars(range(min = 1, max = 1000))]
    n_components: usize,
    /// Penalty on decoders, as a share of the squared size of the activity
    #[schemars(range(min = 0.0, max = 1e6))]
    penalty: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            column: "rates".into(),
            conditions: vec!["stimulus".into(), "choice".into()],
            time: "bin".into(),
            n_components: 3,
            penalty: 1e-6,
        }
    }
}

impl Stage for DemixedPca {
    const NAME: &'static str = "demixed-pca";
    const SUMMARY: &'static str = "Find directions for stimulus, choice and time apart";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("means", TableSchema::at_least("means", []))
                .described("one row a combination, with the columns that the parameters name"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let share = |name: &str, what: &str| Column::float(name, Unit::FRACTION).described(what);
        let components = [
            Column::integer("component", Unit::ONE).described("the component, from 1"),
            Column::text("share_name").described("the share of the activity that it stands for"),
            Column::vector("decoder", Unit::ONE).described("what is read out of each unit"),
            Column::vector("encoder", Unit::ONE).described("how it shows in each unit"),
            share("explained", "share of all variance that it explains"),
            share("own", "share of its own variance that is of the share it stands for"),
        ];
        let scores = [
            Column::integer("row", Unit::ONE).described("the row of the means, from 0"),
            Column::vector("score", Unit::ANY).described("what each component reads out"),
        ];
        let shares = [
            Column::text("share_name").described("conditions, with × for interactions"),
            share("ratio", "share of the variance of the means"),
        ];
        vec![
            Port::table("components", TableSchema::new("components", components))
                .described("one row a component, the one that explains most first"),
            Port::table("scores", TableSchema::new("scores", scores)).described("one row a row"),
            Port::table("shares", TableSchema::new("shares", shares)).described("one row a share"),
        ]
    }

    fn example() -> Example {
        let rows: Vec<[i64; 3]> = (0..12).map(|row| [row / 6, row / 3 % 2, row % 3]).collect();
        let rates = rows.iter().enumerate().flat_map(|(row, &[stimulus, choice, bin])| {
            let (s, c, t) = (stimulus as f64, choice as f64, bin as f64);
            [5.0 * s + t, 3.0 * c * t + s, t * t + 0.1 * (row * row % 5) as f64]
        });
        let level = |factor: usize| rows.iter().map(|levels| levels[factor]).collect();
        let means = Table::build("means")
            .integer("stimulus", Unit::ONE, level(0))
            .integer("choice", Unit::ONE, level(1))
            .integer("bin", Unit::ONE, level(2))
            .vector("rates", Unit::SPIKES_PER_SECOND, rates.collect(), 3)
            .finish();
        Example::default().input("means", means.expect("twelve rows")).param("n_components", 1)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let means = task.table("means")?;
        let matrix = matrix_of(&means, &params.column)?;
        let names = params.conditions.iter().chain([&params.time]);
        let levels = names
            .map(|name| classes_of(&means, name).map(|(levels, _)| levels))
            .collect::<Result<Vec<_>, _>>()?;
        let conditions: Vec<&str> = params.conditions.iter().map(String::as_str).collect();
        let shares = Marginalisation::of_conditions_and_time(&conditions);
        let fit = Components::new(params.n_components)?.with_penalty(params.penalty)?.fit_means(
            matrix.view(),
            &levels,
            &shares,
        )?;
        let found = fit.components();
        let name_of: Vec<&str> =
            found.iter().map(|component| fit.names()[component.marginalisation].as_str()).collect();
        let width = matrix.ncols();
        let components = Table::build("components")
            .integer("component", Unit::ONE, (1..=found.len() as i64).collect())
            .text("share_name", &name_of)
            .vector(
                "decoder",
                Unit::ONE,
                found.iter().flat_map(|c| c.decoder.to_vec()).collect(),
                width,
            )
            .vector(
                "encoder",
                Unit::ONE,
                found.iter().flat_map(|c| c.encoder.to_vec()).collect(),
                width,
            )
            .float("explained", Unit::FRACTION, found.iter().map(|c| c.explained_ratio).collect())
            .float(
                "own",
                Unit::FRACTION,
                found.iter().map(|c| c.shares[c.marginalisation]).collect(),
            )
            .finish()?;
        task.put_table("components", components);
        let unit = crate::drawing::unit_of(&means, &params.column);
        let scores = Table::build("scores")
            .integer("row", Unit::ONE, crate::matrices::row_numbers(matrix.nrows()))
            .vector("score", unit, flat_rows(fit.scores(matrix.view())?.view()), found.len())
            .finish()?;
        task.put_table("scores", scores);
        let shares = Table::build("shares")
            .text("share_name", fit.names())
            .float("ratio", Unit::FRACTION, fit.marginal_ratios().to_vec())
            .finish()?;
        task.put_table("shares", shares);
        Ok(())
    }
}

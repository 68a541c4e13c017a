//! The smallest decoding there is: one cell, one count, with and without a prior.
//!
//! A cell fires Poisson counts with mean θ/20° in 10 ms when the head points to θ = 0°, 1°, … 359°. It fired
//! `n_spikes`. Without a prior the most likely direction is 20° times the count; the animal is known to favour
//! 0° (prior ∝ exp(−(d/50°)²/2) + 1, d the direction wrapped to ±180°), which pulls the answer there, round the
//! nearer side. A rate of 0 at 0° rules that direction out and makes no NaN.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::decoding::ramp_cell;
use spikebook_data::Table;
use spikebook_figures::{Axis, LinePlot, LineSeries, ReferenceLine};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::drawing::figure;

/// `one-cell-head-direction`.
pub struct OneCellHeadDirection;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How many spikes the cell fired
    #[schemars(range(min = 0, max = 100), extend("x-unit" = "spikes"))]
    n_spikes: u32,
}

impl Default for Params {
    fn default() -> Self {
        Self { n_spikes: 15 }
    }
}

impl Stage for OneCellHeadDirection {
    const NAME: &'static str = "one-cell-head-direction";
    const SUMMARY: &'static str =
        "Decode the head direction from one count of one cell, with and without a prior";
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let probability = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let columns = [
            Column::float("direction_deg", Unit::DEGREE).described("the direction"),
            probability("likelihood", "its probability where all were equally likely"),
            probability("prior", "its probability before the count"),
            probability("posterior", "its probability after the count, with the prior"),
        ];
        let summary = [
            Column::integer("n_spikes", Unit::SPIKES).described("the count"),
            Column::float("maximum_likelihood_deg", Unit::DEGREE)
                .described("the most likely direction without the prior"),
            Column::float("maximum_a_posteriori_deg", Unit::DEGREE)
                .described("the most probable direction with the prior"),
        ];
        vec![
            Port::table("posterior", TableSchema::new("posterior", columns))
                .described("one row a direction"),
            Port::values("summary", ValuesSchema::new(summary)).described("the two answers"),
            Port::figure("figure").described("likelihood, prior and posterior over direction"),
        ]
    }

    fn example() -> Example {
        Example::default()
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let decoded = ramp_cell(params.n_spikes)?;
        let table = Table::build("posterior")
            .float("direction_deg", Unit::DEGREE, decoded.direction_deg.clone())
            .float("likelihood", Unit::ONE, decoded.likelihood.clone())
            .float("prior", Unit::ONE, decoded.prior.clone())
            .float("posterior", Unit::ONE, decoded.posterior.clone())
            .finish()?;
        let mut summary = Values::default();
        summary.integer("n_spikes", i64::from(params.n_spikes), Unit::SPIKES)?;
        let (likely, probable) = (decoded.maximum_likelihood_deg, decoded.maximum_a_posteriori_deg);
        summary.number("maximum_likelihood_deg", likely, Unit::DEGREE)?;
        summary.number("maximum_a_posteriori_deg", probable, Unit::DEGREE)?;

        let x = decoded.direction_deg;
        let series = |label: &str, y: Vec<f64>| LineSeries {
            label: label.into(),
            x: x.clone(),
            y,
            ..Default::default()
        };
        let picture = LinePlot {
            x_axis: Axis::new("head direction", "deg").between(0.0, 360.0),
            y_axis: Axis::unitless("probability per degree"),
            series: vec![
                series("posterior", decoded.posterior),
                series("likelihood alone", decoded.likelihood),
                series("prior", decoded.prior),
            ],
            references: vec![ReferenceLine::vertical("most probable", probable)],
            finding: format!(
                "{} spikes alone point to {likely}°; with the prior for 0° they point to {probable}°",
                params.n_spikes
            ),
        }
        .draw()?;
        task.put_figure("figure", figure(picture, table.clone()));
        task.put_table("posterior", table);
        task.put_values("summary", summary);
        Ok(())
    }
}

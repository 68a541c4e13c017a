//! A made-up catalogue: four kinds, one of which knows the truth.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_pipeline::{Catalogue, Example, Failure, Kind, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, ValuesSchema};

fn spikes() -> TableSchema {
    TableSchema::new(
        "spikes",
        [
            Column::integer("unit_id", Unit::ID).described("which neuron fired"),
            Column::float("time_s", Unit::SECOND).described("when it fired"),
        ],
    )
}

#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Nothing {}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct BinParams {
    /// Width of a bin of angle.
    #[schemars(extend("exclusiveMinimum" = 0.0, "maximum" = 90.0, "x-unit" = "deg"))]
    bin_width_deg: f64,
    /// Whether bins that were never visited are kept.
    keep_empty: bool,
}

impl Default for BinParams {
    fn default() -> Self {
        Self { bin_width_deg: 12.0, keep_empty: false }
    }
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct SimulationParams {
    /// The direction at which a cell fires most.
    #[schemars(extend("minimum" = 0.0, "maximum" = 360.0, "x-unit" = "deg"))]
    preferred_deg: f64,
}

impl Default for SimulationParams {
    fn default() -> Self {
        Self { preferred_deg: 211.0 }
    }
}

struct Simulation;

impl Stage for Simulation {
    const NAME: &'static str = "head-direction-cells";
    const SUMMARY: &'static str = "simulate cells that fire when the head points in a direction";
    const DRAWS: bool = true;
    type Params = SimulationParams;

    fn outputs() -> Vec<Port> {
        vec![
            Port::table("spikes", spikes()).described("spikes of all cells"),
            Port::values("truth", ValuesSchema::at_least([]))
                .described("what was simulated")
                .for_instructors(),
        ]
    }

    fn example() -> Example {
        Example::default()
    }

    fn run(_: &SimulationParams, _: &mut Task<'_>) -> Result<(), Failure> {
        Ok(())
    }
}

struct TuningCurves;

impl Stage for TuningCurves {
    const NAME: &'static str = "tuning-curves";
    const SUMMARY: &'static str = "count spikes by direction and divide by the time spent there";
    type Params = BinParams;

    fn inputs() -> Vec<Port> {
        vec![Port::table("spikes", spikes()).described("spikes of all cells")]
    }

    fn outputs() -> Vec<Port> {
        vec![
            Port::table(
                "curves",
                TableSchema::at_least(
                    "curves",
                    [Column::float("rate_hz", Unit::SPIKES_PER_SECOND)],
                ),
            )
            .described("one row a bin"),
            Port::figure("figure").described("the curves"),
        ]
    }

    fn example() -> Example {
        Example::default()
    }

    fn run(_: &BinParams, _: &mut Task<'_>) -> Result<(), Failure> {
        Ok(())
    }
}

struct Fit;

impl Stage for Fit {
    const NAME: &'static str = "poisson-glm";
    const SUMMARY: &'static str = "fit a Poisson generalised linear model by maximum likelihood";
    type Params = Nothing;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("curves", TableSchema::at_least("curves", [])).described("counts to fit"),
            Port::table("spikes", spikes()).described("spikes of all cells").optional(),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![
            Port::table("coefficients", TableSchema::at_least("coefficients", []))
                .described("one row a coefficient"),
            Port::values("summary", ValuesSchema::at_least([])).described("how well it fits"),
        ]
    }

    fn example() -> Example {
        Example::default()
    }

    fn run(_: &Nothing, _: &mut Task<'_>) -> Result<(), Failure> {
        Ok(())
    }
}

struct Comparison;

impl Stage for Comparison {
    const NAME: &'static str = "truth-against-estimate";
    const SUMMARY: &'static str = "compare an estimate with what was simulated";
    type Params = Nothing;

    fn inputs() -> Vec<Port> {
        vec![
            Port::values("truth", ValuesSchema::at_least([])).described("what was simulated"),
            Port::values("estimate", ValuesSchema::at_least([])).described("what was found"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::values("errors", ValuesSchema::at_least([])).described("how far off")]
    }

    fn example() -> Example {
        Example::default()
    }

    fn run(_: &Nothing, _: &mut Task<'_>) -> Result<(), Failure> {
        Ok(())
    }
}

pub(super) fn catalogue() -> Catalogue {
    let kinds = [
        Kind::of::<Simulation>("f"),
        Kind::of::<TuningCurves>("f"),
        Kind::of::<Fit>("f"),
        Kind::of::<Comparison>("f"),
    ];
    Catalogue::new(kinds, |_| None)
}
